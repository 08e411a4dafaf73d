"""Values of the register of assumptions in words: in the unit of the screen, with and without it."""

from __future__ import annotations

from collections.abc import Sequence

from forecasting.assumptions import (
    Assumption,
    Band,
    DatedValue,
    Expectation,
    MarkedEvent,
    Origins,
    Shock,
    Value,
    Years,
)
from forecasting.base.format import Formats
from forecasting.base.groups import group_name
from forecasting.base.text import Texts
from forecasting.reports.register import origin_words

__all__ = [
    "evidence_words",
    "expected_words",
    "kind_words",
    "marked_words",
    "only_changed",
    "part_words",
    "unit_words",
    "value_words",
    "with_unit",
]

ABSENT = ("base_month", "groups", "path", "stay_pmf", "opening_tenure")
"""Last parts of the keys that have a meaning of their own where they are absent."""

CARRY_OVER = "budget.carry_over_years"

_WORDED = ("shocks", "marked_events", "expectations", "origins", "groups", "pmf", "path")
"""Kinds whose words hold their unit."""


def value_words(entry: Assumption, value: Value, text: Texts) -> str:
    """A value in the unit of the screen, without that unit."""
    formats = Formats(text.language)
    if value is None:
        name = entry.key.rpartition(".")[2]
        return text(f"ui.assumptions.absent.{name}" if name in ABSENT else "ui.lever.not_given")
    if isinstance(value, bool):
        return text("ui.assumptions.yes" if value else "ui.assumptions.no")
    if _without_end(entry, value):
        return text("reports.value.no_lapse")
    if isinstance(value, int | float):
        return _number(entry, value, formats)
    if isinstance(value, str):
        if entry.kind == "month":
            return formats.month(value)
        return _choice(entry, value, text)
    if isinstance(value, Years):
        return _years(entry, value, formats, text)
    if entry.kind == "pmf":
        return text("ui.assumptions.distribution", count=len(value))
    return "; ".join(part_words(entry, value, text)) or text("ui.assumptions.none")


def part_words(entry: Assumption, parts: Sequence[object], text: Texts) -> list[str]:
    """Each part of a value that has several, without its unit."""
    formats = Formats(text.language)
    return [_part(entry, part, formats, text) for part in parts]


def with_unit(entry: Assumption, value: Value, text: Texts) -> str:
    """A value with its unit where it has one."""
    formats = Formats(text.language)
    if isinstance(value, Years) and value:
        return _years(entry, value, formats, text, whole=True)
    if isinstance(value, tuple) and value and isinstance(value[0], DatedValue):
        return "; ".join(_dated(part, entry, formats, text, whole=True) for part in value)
    words = value_words(entry, value, text)
    if entry.kind == "choice":
        return text("ui.quoted", words=words)
    return entry.unit.amount_words(words, text) if unit_words(entry, value, text) else words


def unit_words(entry: Assumption, value: Value, text: Texts) -> str:
    """Unit of the screen, "" where the value has none."""
    plain = isinstance(value, bool | str) or value is None or entry.kind in _WORDED or _without_end(entry, value)
    return (
        "" if plain or entry.unit.name == "none" or value == () or value == Years() else entry.unit.screen_words(text)
    )


def evidence_words(entry: Assumption, text: Texts) -> str:
    """What speaks for the value, "" where nothing is known."""
    notes = (step.note if text.language == "de" else step.note_en for step in entry.steps)
    return " ".join(dict.fromkeys(part for part in (entry.evidence(text.language), *notes) if part))


def kind_words(entry: Assumption, text: Texts) -> str:
    """Whether it is decided by someone or a fact."""
    return text("reports.register.decision" if entry.decision else "reports.register.fact")


def only_changed(now: Value, before: Value) -> tuple[Value, Value]:
    """Of amounts by year only the years that differ."""
    if not isinstance(now, Years) or not isinstance(before, Years):
        return now, before
    years = [
        year
        for year in sorted({*now, *before})
        if (now.get(year), year in now.continued) != (before.get(year), year in before.continued)
    ]
    return now.only(years), before.only(years)


def _without_end(entry: Assumption, value: Value) -> bool:
    """Whether a number of years means that nothing lapses: the highest that is possible."""
    return entry.key == CARRY_OVER and entry.possible is not None and value == entry.possible[1]


def _number(entry: Assumption, value: float, formats: Formats) -> str:
    number = round(value * entry.unit.factor, 6)
    if entry.unit.factor < 1.0 and round(number, 1) == number:
        return formats.number(number, 1)
    return formats.plain(number)


def _choice(entry: Assumption, value: str, text: Texts) -> str:
    return entry.labels(text.language).get(value, value)


def _years(entry: Assumption, value: Years, formats: Formats, text: Texts, *, whole: bool = False) -> str:
    """Amounts by year, equal ones of consecutive years together; what is only carried forward is said to be.

    Args:
        whole: each with its unit.
    """
    runs: list[tuple[int, int, float, bool]] = []
    for year, amount in value.pairs:
        forward = year in value.continued
        if runs and runs[-1][1:] == (year - 1, amount, forward):
            runs[-1] = (runs[-1][0], year, amount, forward)
        else:
            runs.append((year, year, amount, forward))
    words = []
    for first, last, amount, forward in runs:
        number = _number(entry, amount, formats)
        said = entry.unit.amount_words(number, text) if whole else number
        if forward:
            said = text("reports.value.continued", value=said)
        words.append(f"{first if first == last else f'{first}–{last}'}: {said}")
    return "; ".join(words) or text("ui.assumptions.none")


def _part(entry: Assumption, part: object, formats: Formats, text: Texts) -> str:
    if isinstance(part, DatedValue):
        return _dated(part, entry, formats, text)
    if isinstance(part, Band):
        return text("ui.assumptions.band", first=part.first, end=part.end, hours=formats.plain(part.hours))
    if isinstance(part, Shock):
        return _event(part, formats, text)
    if isinstance(part, MarkedEvent):
        return marked_words(part, formats, text)
    if isinstance(part, Expectation):
        return expected_words(part, formats, text)
    if isinstance(part, Origins):
        return origin_words(entry, part, text)
    if isinstance(part, int | float):
        return _number(entry, part, formats)
    return _choice(entry, str(part), text)


def _dated(part: DatedValue, entry: Assumption, formats: Formats, text: Texts, *, whole: bool = False) -> str:
    """A value and the day from which it holds; `whole` as in `_years`."""
    number = _number(entry, part.value, formats)
    value = entry.unit.amount_words(number, text) if whole and entry.unit.name != "none" else number
    return text("ui.assumptions.from", day=formats.date(part.from_), value=value)


def _event(event: Shock, formats: Formats, text: Texts) -> str:
    effects = []
    if event.factor != 1.0:
        sign = "+" if event.factor > 1.0 else ""
        effects.append(sign + formats.percent(event.factor - 1.0, 0 if round(event.factor, 2) == event.factor else 1))
    if event.add:
        sign = "+" if event.add > 0 else ""
        effects.append(text("ui.assumptions.event_add", persons=sign + formats.plain(event.add)))
    return text(
        "ui.assumptions.event",
        first=formats.month(event.from_),
        last=formats.month(event.to),
        group=_whom(event.group, text),
        effect=", ".join(effects) or text("ui.assumptions.none"),
    )


def marked_words(event: MarkedEvent, formats: Formats, text: Texts, *, name: str = "") -> str:
    """A marked event in words, under another name if one is given."""
    return text(
        f"ui.assumptions.marked.{event.kind}",
        name=name or event.name,
        first=formats.month(event.from_),
        last=formats.month(event.to),
        group=_whom(event.group, text),
    )


def expected_words(row: Expectation, formats: Formats, text: Texts) -> str:
    """What a planner expects, in words."""
    value = formats.plain(row.value)
    if row.low is not None and row.high is not None:
        value = text(
            "ui.assumptions.with_range", value=value, low=formats.plain(row.low), high=formats.plain(row.high)
        )
    period = formats.month(row.month) if row.month else row.period
    return text("ui.assumptions.expected", group=_whom(row.group, text), period=period, value=value)


def _whom(group: str | None, text: Texts) -> str:
    return text("ui.assumptions.all_groups") if group is None else group_name(group, text)
