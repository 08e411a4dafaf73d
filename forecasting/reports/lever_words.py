"""The levers in words: what a screen says of each, in the language and the unit of the screen."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from forecasting.assumptions import Assumption, Scenario
from forecasting.assumptions.sources import cited
from forecasting.assumptions.units import Unit, amount_words
from forecasting.base.errors import Finding, InputError
from forecasting.base.format import Formats
from forecasting.base.text import Language, Texts
from forecasting.scenarios.levers import SHIFT, Lever, moved

__all__ = ["entered", "help_words", "label", "option_words", "said", "shown", "source_words", "standing_words"]


def entered(scenario: Scenario, base: Scenario, lever: Lever, value: float | None) -> Scenario:
    """The scenario with the lever where somebody put it, see `scenarios.levers.moved`.

    Raises:
        InputError: the value is not possible, said in the unit of the screen; or another value forbids it.
    """
    low, high = lever.possible
    if value is not None and value != lever.read(base) and not low <= value <= high:
        raise InputError(
            _LeverFinding("ui.lever.impossible", {"given": value, "low": low, "high": high}, lever=lever)
        )
    return moved(scenario, base, lever, value)


def label(lever: Lever, text: Texts) -> str:
    """Name without unit."""
    return text("ui.lever.arrivals") if lever.key == SHIFT else lever.entry.label(text.language)


def shown(lever: Lever, value: float | None, text: Texts) -> str:
    """A value as it stands in the field, "" where there is none."""
    return "" if value is None else _shown(value, lever.unit, text.language)


def said(lever: Lever, value: float | None, text: Texts) -> str:
    """A value with its unit, as a sentence says it."""
    return text("ui.lever.not_given") if value is None else _said(lever.key, value, lever.unit, text)


def standing_words(lever: Lever, scenario: Scenario, text: Texts) -> str:
    """What a lever stands at, as a sentence says it: of a table by year whether its amounts differ or only go on."""
    value = lever.read(scenario)
    if lever.differ(scenario):
        return text("ui.lever.several")
    words = said(lever, value, text)
    return text("reports.value.continued", value=words) if lever.continued(scenario) else words


def option_words(lever: Lever, text: Texts) -> dict[float, str]:
    """What the slider says at each of its options."""
    return _option_words(lever.key, lever.options, lever.unit, text.language)


def help_words(lever: Lever, text: Texts) -> list[str]:
    """Meaning, range, source and evidence, in paragraphs."""
    entry, shift = lever.entry, lever.key == SHIFT
    parts = [text("ui.lever.arrivals_meaning") if shift else entry.meaning(text.language)]
    low, high = (said(lever, value, text) for value in lever.possible)
    parts.append(text("ui.lever.possible", low=low, high=high))
    if entry.range is not None:
        low, high = (said(lever, value, text) for value in (entry.range.low, entry.range.high))
        parts.append(text("ui.lever.range", low=low, high=high))
    if not shift:
        if entry.continues:
            parts.append(text("ui.lever.plans"))
        parts += source_words(entry, text)
    return [part for part in parts if part]


def source_words(entry: Assumption, text: Texts) -> list[str]:
    """Where a value comes from, and what speaks for it."""
    words = text("ui.lever.source", source="; ".join(cited(entry, text))), entry.evidence(text.language)
    return [part for part in words if part]


@lru_cache(maxsize=4_000)
def _shown(value: float, unit: Unit, language: Language) -> str:
    number = round(value * unit.factor, 6)
    formats = Formats(language)
    if unit.factor < 1.0 and round(number, 1) == number:
        return formats.number(number, 1)
    return formats.plain(number)


def _said(key: str, value: float, unit: Unit, text: Texts) -> str:
    sign = "+" if key == SHIFT and value > 0 else ""
    return amount_words(unit.screen, sign + _shown(value, unit, text.language), text)


@lru_cache(maxsize=400)
def _option_words(key: str, options: tuple[float, ...], unit: Unit, language: Language) -> dict[float, str]:
    text = Texts(language)
    return {option: _said(key, option, unit, text) for option in options}


@dataclass(frozen=True)
class _LeverFinding(Finding):
    """A finding about a lever, put into words when it is read."""

    lever: Lever | None = None

    def _said(self, text: Texts) -> dict[str, object]:
        if self.lever is None:
            raise TypeError("lever")
        given = {name: value for name, value in self.values.items() if isinstance(value, float)}
        amounts = {name: said(self.lever, value, text) for name, value in given.items()}
        return {"lever": label(self.lever, text), **amounts}
