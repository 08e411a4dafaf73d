"""Risk, envelope and the price of certainty as tables, and in a sentence.

Probabilities and means are over the paths; the envelope is what the appropriation pays. docs/method.md, Risk.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from forecasting.base.format import Formats
from forecasting.base.periods import month_label
from forecasting.base.quantiles import Array
from forecasting.base.text import Texts
from forecasting.budget.measures import PERSONS_PER_POST
from forecasting.reports.grid import Grid, Row, Unit, Values, yearly
from forecasting.reports.headline import headline, headline_words
from forecasting.reports.tables import BLOCKED, CENT, POTENTIALS, UNKNOWN, mio_cell, shown_unit, signs_of, year_notes
from forecasting.scenarios import Outlook
from forecasting.scenarios.risk import Exhaustion, PlanningPrice, exhaustion, planning_prices, risk

__all__ = ["envelope_table", "exhaustion_words", "price_data", "price_values", "risk_table", "risk_words"]

EARLY, MIDDLE, LATE = 0.1, 0.5, 0.9
PRICE = ("level", "value", "unused", "short", "cost")


def risk_table(result: Outlook, text: Texts) -> Grid:
    """Probability of shortfall, expected shortfall and unused money by year."""
    found = risk(result)
    rows: tuple[tuple[str, Unit, Array], ...] = (
        ("short", "share", found.short),
        ("short_until", "share", found.short_until),
        ("expected_shortfall", "mio", found.expected_shortfall),
        ("expected_if_short", "mio", found.expected_if_short),
        ("expected_unused", "mio", found.expected_unused),
    )
    lines = [_line(key, unit, values, text) for key, unit, values in rows]
    if result.resolved.values["budget.opening_unbound"] is not None:
        used_up = np.cumsum(exhaustion(result).by_month)[[year.stop - 1 for year in result.years]]
        lines.append(_line("used_up", "share", used_up, text))
    return _table("risk", lines, [text("reports.risk.note_risk")], result, text)


def envelope_table(result: Outlook, text: Texts) -> Grid:
    """What the need costs and what the appropriation pays: posts, the ratio that follows, what could be saved."""
    rows: list[Row] = []
    for measure in ("need", "appropriation", "fte", "fundable_fte", PERSONS_PER_POST):
        rows.append(_measured(result, measure, text))
    for measure, key in zip(POTENTIALS, ("reducible_without", "reducible"), strict=True):
        rows += [_measured(result, measure, text), _reducible(result, measure, key, text)]
    notes = [text("reports.risk.note_envelope")]
    if any(BLOCKED in row.cells for row in rows):
        notes.append(text("reports.table.note_blocked"))
    return _table("envelope", rows, notes, result, text)


def _reducible(result: Outlook, measure: str, key: str, text: Texts) -> Row:
    """How likely a potential is above zero, in the years that have one."""
    line = _line(key, "share", getattr(risk(result), key), text)
    pairs = zip(signs_of(result, measure), line.cells, strict=True)
    return replace(line, cells=tuple(sign or cell for sign, cell in pairs))


def price_values(result: Outlook, year: int, weight: float, text: Texts, levels: Sequence[float]) -> Values:
    """Planning a year at each level: value, what stays unused or remains uncovered, and their weighted cost."""
    formats = Formats(text.language)
    rows = tuple(
        (
            text("reports.risk.level", share=formats.plain(round(price.level * 100.0, 1))),
            *(formats.mio(amount) for amount in _amounts(price, weight)),
        )
        for price in _prices(result, year, levels)
    )
    return Values(tuple(text(f"reports.risk.head_{name}") for name in PRICE), rows)


def price_data(result: Outlook, year: int, weight: float, text: Texts, levels: Sequence[float]) -> pd.DataFrame:
    """The same, not rounded: level in percent, amounts in Mio. Euro."""
    heads = [text(f"reports.risk.head_{name}") for name in PRICE]
    rows = [
        (price.level * 100.0, *(amount / 1e6 for amount in _amounts(price, weight)))
        for price in _prices(result, year, levels)
    ]
    return pd.DataFrame(rows, columns=heads)


def _prices(result: Outlook, year: int, levels: Sequence[float]) -> tuple[PlanningPrice, ...]:
    """Prices of the year's need; a level that the planning account has keeps the amount that it names."""
    row = result.row(year)
    known = {level: float(account.measures["need"][row]) for level, account in result.accounts.items()}
    return planning_prices(np.asarray(result.yearly["need"].values[row]), levels, known)


def _amounts(price: PlanningPrice, weight: float) -> tuple[float, ...]:
    return price.value, price.expected_unused, price.expected_short, price.cost(weight)


def risk_words(result: Outlook, year: int, text: Texts) -> str:
    """How likely the funds fall short until the end of a year, and what is expected to be missing in it."""
    found, formats, row = risk(result), Formats(text.language), result.row(year)
    share = float(found.short_until[row])
    if share == 0.0:
        return text("reports.risk.words_safe", year=year, unused=formats.mio(float(found.expected_unused[row])))
    return text(
        "reports.risk.words",
        year=year,
        share=formats.probability(share),
        short=formats.mio(float(found.expected_shortfall[row])),
        unused=formats.mio(float(found.expected_unused[row])),
    )


def exhaustion_words(result: Outlook, text: Texts) -> str:
    """When the opening unbound residual is used up if it alone pays for the need."""
    if result.resolved.values["budget.opening_unbound"] is None:
        return text("reports.risk.exhaustion_not_given")
    found, formats = exhaustion(result), Formats(text.language)
    early, middle, late = (_month_of(found, level, result, text, formats) for level in (EARLY, MIDDLE, LATE))
    later = formats.probability(found.later)
    return text("reports.risk.exhaustion", early=early, middle=middle, late=late, later=later)


def _month_of(found: Exhaustion, level: float, result: Outlook, text: Texts, formats: Formats) -> str:
    """Month by which the residual is used up on that share of the paths."""
    reached = np.cumsum(found.by_month) >= level - 1e-12
    if not reached.any():
        return text("reports.risk.beyond")
    return formats.month(month_label(result.base_month + 1 + int(reached.argmax())))


def _measured(result: Outlook, measure: str, text: Texts) -> Row:
    """The headline value of a measure with its 80 % interval over the paths."""
    unit, values = shown_unit(measure), result.yearly[measure].values
    middle = headline(result, measure)
    low, high = (np.quantile(values, level, axis=1) for level in (EARLY, LATE))
    certain = np.isclose(low, high, rtol=1e-9, atol=CENT) | np.isnan(middle)
    signs = signs_of(result, measure)
    between = [
        "" if sure or sign else text("reports.table.interval", low=_shown(a, unit, text), high=_shown(b, unit, text))
        for sure, sign, a, b in zip(certain, signs, low, high, strict=True)
    ]
    label = text(f"reports.measure.{measure}")
    bounds = tuple((float(a), float(b)) for a, b in zip(low, high, strict=True))
    return Row(
        f"{label}, {text('reports.unit.mio')}" if unit == "mio" else label,
        tuple(sign or _shown(value, unit, text) for value, sign in zip(middle, signs, strict=True)),
        details=tuple(between) if any(between) else (),
        key=measure,
        unit=unit,
        values=tuple(map(float, middle)),
        bounds=bounds,
        statistic=headline_words(result, measure, text),
    )


def _line(key: str, unit: Unit, values: Array, text: Texts) -> Row:
    cells = tuple(_shown(float(value), unit, text) for value in values)
    return Row(text(f"reports.risk.{key}"), cells, key=key, unit=unit, values=tuple(map(float, values)))


def _shown(value: float, unit: Unit, text: Texts) -> str:
    formats = Formats(text.language)
    if math.isnan(value):
        return UNKNOWN
    if unit == "share":
        return formats.probability(value)
    if unit == "mio":
        return mio_cell(value, formats)
    return formats.number(value) if unit == "fte" else formats.number(value, 1)


def _table(name: str, lines: Sequence[Row], notes: Sequence[str], result: Outlook, text: Texts) -> Grid:
    said = (*notes, *year_notes(result, text, Formats(text.language)))
    return yearly(text(f"reports.risk.title_{name}"), "", result.years, lines, said, text)
