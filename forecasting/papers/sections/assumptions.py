"""The assumptions behind a paper: the values that matter with range, quality and source, and how scenarios differ.

Shown are what the scenario sets itself, the uncertain assumptions that move the need noticeably, and the decisions
that a budget rests on. The whole register stands in the workbook and in docs/assumptions.md.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from forecasting.assumptions import Assumption, DatedValue, Scenario, Value, Years, load_register, own_keys
from forecasting.assumptions.sources import cited
from forecasting.base.text import Texts
from forecasting.papers.case import Case
from forecasting.papers.sections.grids import foot
from forecasting.reports.grid import Grid, Row
from forecasting.reports.tables import carried_years
from forecasting.reports.value_words import value_words, with_unit
from forecasting.scenarios import Outlook

__all__ = [
    "assumption_lines", "assumptions_grid", "changed_keys", "changes_grid", "quality_words", "shown", "source_words",
]  # fmt: skip

DECISIONS = (
    "budget.appropriation", "budget.opening_unbound", "budget.carry_over_years", "funding.rate_graduate",
    "funding.rate_vocational", "funding.state_share", "staffing.hours_per_month", "staffing.persons_per_fte",
)  # fmt: skip
"""What a budget rests on, beside what is uncertain."""

EARLIER = ("budget.opening_layers", "funding.pay_rounds")
"""Amounts by year that count though their years are over: residuals by origin, rounds that today's pay rests on."""

LONGEST = 160
"""Characters of a list of values that a table holds."""

RANK = {"red": 0, "amber": 1, "green": 2}


def shown(result: Outlook) -> list[Assumption]:
    """The assumptions that a paper lists, in the order of the register."""
    values, own = result.resolved.values, result.scenario.overrides
    entries = load_register().for_groups(result.groups)
    return [
        entry for entry in entries
        if entry.key in own
        or (entry.acts(values) and entry.key in result.resolved.ranges and entry.impact != "green")
        or (entry.acts(values) and entry.key in DECISIONS)
    ]  # fmt: skip


def assumptions_grid(case: Case, *, most: int | None = None) -> Grid:
    """Value and source of the assumptions, range and quality below.

    Args:
        most: only so many, those with the greatest effect first.
    """
    text, result = case.text, case.result
    entries = shown(result)
    if most is not None:
        own = own_keys(result.scenario)
        by_rank = sorted(entries, key=lambda entry: (entry.key not in own, RANK[entry.impact]))
        entries = by_rank[:most]
    rows = tuple(
        Row(
            entry.label(text.language),
            (_value(entry, result, text), source_words(entry, result.scenario, text, years=years_of(result))),
            details=(_range(entry, result, text), quality_words(entry, result, text)),
        ) for entry in entries
    )  # fmt: skip
    heads = ("assumption", "value", "source")
    return Grid(
        key="assumptions",
        title=text("papers.assumptions.title"),
        unit="",
        heads=tuple(text(f"papers.assumptions.{head}") for head in heads),
        rows=rows,
        notes=(text("papers.assumptions.note" if most is None else "papers.assumptions.note_most"),),
        foot=foot(case),
        words=True,
    )


def assumption_lines(case: Case, most: int) -> tuple[str, ...]:
    """The assumptions with the greatest effect as lines for a speaker."""
    grid = assumptions_grid(case, most=most)
    return tuple(
        case.text("papers.assumptions.line", label=row.label, value=row.cells[0], source=row.cells[1])
        for row in grid.rows
    )


def changed_keys(outlooks: Sequence[Outlook]) -> list[str]:
    """Keys in which the scenarios differ, in the order of the register."""
    groups = dict.fromkeys(group for outlook in outlooks for group in outlook.groups)
    first, *others = (outlook.scenario for outlook in outlooks)
    return [
        entry.key for entry in load_register().for_groups(tuple(groups))
        if any(first.value(entry.key) != other.value(entry.key)
               or first.ranges.get(entry.key) != other.ranges.get(entry.key) for other in others)
    ]  # fmt: skip


def changes_grid(case: Case) -> Grid:
    """In which assumptions the scenarios differ: one column a scenario."""
    text = case.text
    rows = []
    for key in changed_keys(case.outlooks):
        entry = load_register().find(key)
        if entry is None:
            continue
        values = _where_different([outlook.scenario.value(key) for outlook in case.outlooks])
        cells = tuple(
            _words(entry, value, outlook, text) for value, outlook in zip(values, case.outlooks, strict=True)
        )
        rows.append(Row(entry.label(text.language), cells))
    return Grid(
        key="changes",
        title=text("papers.comparison.changes"),
        unit="",
        heads=(
            text("papers.assumptions.assumption"),
            *(outlook.scenario.title(text.language) for outlook in case.outlooks),
        ),
        rows=tuple(rows),
        notes=(),
        foot=foot(case)[-1:],
        words=True,
    )


def _where_different(values: Sequence[Value]) -> list[Value]:
    """Of amounts by year, in every scenario, the years in which not all of them have the same."""
    tables = [value for value in values if isinstance(value, Years)]
    if len(tables) < len(values):
        return list(values)
    years = sorted({year for table in tables for year in table})
    shown = [year for year in years if len({(table.get(year), year in table.continued) for table in tables}) > 1]
    return [table.only(shown) for table in tables]


def _value(entry: Assumption, result: Outlook, text: Texts) -> str:
    """The value in words; an appropriation apart from what is carried forward of it."""
    value = result.resolved.values.get(entry.key, result.scenario.value(entry.key))
    forward = set(carried_years(result))
    if entry.key != "budget.appropriation" or not forward or not isinstance(value, Years):
        return _words(entry, value, result, text)
    settled = Years.of({year: amount for year, amount in value.items() if year not in forward})
    carried = Years.of({year: amount for year, amount in value.items() if year in forward})
    words = [_words(entry, settled, result, text)] if set(settled) & set(years_of(result)) else []
    return "; ".join([*words, text("papers.assumptions.carried", value=_words(entry, carried, result, text))])


def _words(entry: Assumption, value: Value, result: Outlook, text: Texts) -> str:
    """A value as far as it holds within the horizon; a long list is only counted."""
    held = value if entry.key in EARLIER else _in_force(value, result)
    words = with_unit(entry, held, text)
    if len(words) > LONGEST and isinstance(held, tuple) and len(held) > 1:
        return text.plural("papers.assumptions.entries", len(held))
    return words


def _in_force(value: Value, result: Outlook) -> Value:
    """Dated values and amounts by year without those that are over before the horizon begins."""
    years = [year.year for year in result.years]
    if isinstance(value, Years):
        return value.only(years)
    if not isinstance(value, tuple) or not value:
        return value
    dated = [part for part in value if isinstance(part, DatedValue)]
    if len(dated) < len(value):
        return value
    first = datetime.date(years[0], 1, 1)
    begun = [part for part in dated if part.from_ <= first]
    held = begun[-1:] + [part for part in dated if part.from_ > first and part.from_.year <= years[-1]]
    return held[0].value if begun and len(held) == 1 else tuple(held)


def _range(entry: Assumption, result: Outlook, text: Texts) -> str:
    found = result.resolved.ranges.get(entry.key)
    if found is None:
        return ""
    low, high = (value_words(entry, value, text) for value in (found.low, found.high))
    return text("papers.assumptions.between", low=low, high=high)


def quality_words(entry: Assumption, result: Outlook, text: Texts) -> str:
    """Decision, value of the scenario, or how sure a fact is."""
    if entry.decision:
        return text("reports.register.decision")
    if entry.key in result.scenario.overrides:
        return text("reports.register.own")
    return text(f"reports.register.grade.{entry.quality}")


def years_of(result: Outlook) -> range:
    """The budget years of the result."""
    return range(result.years[0].year, result.years[-1].year + 1)


def source_words(entry: Assumption, scenario: Scenario, text: Texts, *, years: range | None = None) -> str:
    """Source of the value; one that the scenario sets has its reason instead of the register's source.

    Args:
        years: of amounts by year and dated values, sources of those alone that hold in them.
    """
    if entry.key in scenario.overrides:
        reason = scenario.reason(entry.key, text.language)
        return text("papers.assumptions.reason", reason=reason) if reason else text("papers.assumptions.no_reason")
    return "; ".join(cited(entry if years is None else entry.within(years), text))
