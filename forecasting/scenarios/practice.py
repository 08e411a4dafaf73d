"""From the practice of 2017/18 to a scenario: what each of the rules since then does to the posts.

The practice is the shipped scenario `practice_2017.toml`; what it sets of its own is laid over the scenario at hand,
so that whatever else the scenario assumes (transfer, exits, longest support) is put to the same test. Under the base
scenario that is the shipped one. Posts are FTE of a month or the mean of a year. docs/method.md, External checks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from forecasting.arrivals import Arrivals
from forecasting.assumptions import Scenario, base_values, load_scenario, resolve, shipped_scenarios
from forecasting.assumptions.register import group_of
from forecasting.base.periods import Month, parse_month
from forecasting.scenarios.chain import MEDIAN, Outlook, outlook
from forecasting.scenarios.hindcast import hindcast

__all__ = ["Bridge", "Step", "bridge", "posts", "practice_of"]

FILE = "practice_2017"
STEPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("prospect", ("prospect_share",)),
    ("take_up", ("take_up",)),
    ("outside", ("need.non_target",)),
    ("stay", ("housing.",)),
    ("sizing", ("staffing.",)),
)
"""Name of each change and what its keys start or end with; a key belongs to the first that fits."""

REST = "rest"
"""What is left after them, if it changes anything."""

YEAR = 12


@dataclass(frozen=True)
class Step:
    """One change of the rules: the posts before it and after it, by period."""

    name: str
    keys: tuple[str, ...]
    before: tuple[float, ...]
    after: tuple[float, ...]

    @property
    def change(self) -> tuple[float, ...]:
        """What it adds or takes, by period."""
        return tuple(last - first for first, last in zip(self.before, self.after, strict=True))


@dataclass(frozen=True)
class Bridge:
    """From the practice to the scenario; the changes add up from the first to the last."""

    periods: tuple[str, ...]  # "YYYY-MM" or "YYYY"
    practice: tuple[float, ...]
    steps: tuple[Step, ...]
    scenario: tuple[float, ...]


def practice_of(scenario: Scenario, groups: Sequence[str]) -> Scenario:
    """The scenario under the practice of 2017/18."""
    return scenario.with_values({key: given for key, given in _own().items() if _about(key, groups)})


def bridge(scenario: Scenario, arrivals: Arrivals, periods: Sequence[str], *, end: Outlook | None = None) -> Bridge:
    """What each change of the rules does in each period.

    Args:
        periods: months or years of the past or the forecast.
        end: outlook of the scenario on these arrivals, for periods of the forecast.
    """
    here = practice_of(scenario, arrivals.groups)
    start = found = posts(here, arrivals, periods, end)
    left = {key for key in _own() if _about(key, arrivals.groups) and here.value(key) != scenario.value(key)}
    steps = []
    for name, marks in STEPS:
        keys = tuple(sorted(key for key in left if key.startswith(marks) or key.endswith(marks)))
        if keys:
            left -= set(keys)
            here = here.with_values({key: scenario.as_given(key) for key in keys})
            after = posts(here, arrivals, periods, end)
            steps.append(Step(name, keys, found, after))
            found = after
    last = posts(scenario, arrivals, periods, end)
    if last != found:
        steps.append(Step(REST, tuple(sorted(left)), found, last))
    return Bridge(tuple(periods), start, tuple(steps), last)


def posts(
    scenario: Scenario, arrivals: Arrivals, periods: Sequence[str], near: Outlook | None = None
) -> tuple[float, ...]:
    """FTE of each period: of the past calculated from the known arrivals, of the forecast the account's median.

    Args:
        near: an outlook on the same arrivals to take over from.
    """
    past = hindcast(resolve(scenario, arrivals.groups), arrivals)
    ahead: Outlook | None = None
    found = []
    for period in periods:
        first, last = _months(period)
        if last <= arrivals.base_month:
            found.append(float(past.fte[first - past.first_month : last - past.first_month + 1].mean()))
            continue
        ahead = ahead or outlook(scenario, arrivals, reuse=near)
        found.append(float(ahead.accounts[MEDIAN].measures["fte"][ahead.row(int(period[:4]))]))
    return tuple(found)


def _months(period: str) -> tuple[Month, Month]:
    """First and last month of a period."""
    if len(period) == len("2017"):
        first = parse_month(f"{period}-01")
        return first, first + YEAR - 1
    return parse_month(period), parse_month(period)


@lru_cache(maxsize=1)
def _own() -> Mapping[str, object]:
    """What the shipped scenario sets apart from the base, as a file writes it."""
    file = next(path for path in shipped_scenarios() if path.stem == FILE)
    practice, base = load_scenario(file), base_values()
    return {key: practice.as_given(key) for key, value in practice.overrides.items() if base.get(key) != value}


def _about(key: str, groups: Sequence[str]) -> bool:
    return group_of(key) in (None, *groups)
