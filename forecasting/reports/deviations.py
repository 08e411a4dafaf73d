"""What a scenario changes of the register and why."""

from __future__ import annotations

from dataclasses import dataclass

from forecasting.assumptions import Scenario, load_register
from forecasting.assumptions.differences import changed_keys, differences
from forecasting.base.text import Texts
from forecasting.reports.value_words import only_changed, with_unit

__all__ = ["Deviation", "deviations"]


@dataclass(frozen=True)
class Deviation:
    """An assumption that stands elsewhere than in the base scenario; values in words, with unit."""

    key: str
    label: str
    now: str
    before: str
    chosen: str  # in the shipped scenario that the page started from
    reason: str  # "" if nobody said
    here: bool  # changed on the page, not by the shipped scenario that is shown


def deviations(scenario: Scenario, chosen: Scenario, base: Scenario, text: Texts) -> list[Deviation]:
    """What the scenario sets otherwise than the base scenario, and why.

    Args:
        chosen: the shipped scenario that the page started from; what differs from it was changed on the page.
        base: the base scenario.
    """
    here, found = differences(scenario, chosen), []
    for key in changed_keys(scenario, base):
        if (entry := load_register().find(key)) is None:
            raise KeyError(key)
        now, before = only_changed(scenario.value(key), base.value(key))
        reason = scenario.reason(key, text.language)
        if key in here and scenario.reasons.get(key) == chosen.reasons.get(key):
            reason = ""
        found.append(
            Deviation(
                key,
                entry.label(text.language),
                with_unit(entry, now, text),
                with_unit(entry, before, text),
                with_unit(entry, chosen.value(key), text),
                reason,
                key in here,
            )
        )
    return found
