"""The account of the plan years as tables: every row by class, years of origin, lapse on and off, due years, pairs.

Mio. Euro with one decimal, one column a year. What is budgeted, decided and paid stands in blocks of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from forecasting.base.format import Formats
from forecasting.base.quantiles import Array
from forecasting.base.rounding import rounded_parts
from forecasting.base.text import Texts
from forecasting.budget.funds import CENT_FREE, PACT, UNDATED
from forecasting.reports.grid import Grid, Row, RowKind, yearly
from forecasting.reports.tables import (
    BLOCKED,
    CENT,
    UNKNOWN,
    account_label,
    any_amount,
    carried_years,
    decided_grants,
    mio_cell,
    plan_words,
    year_notes,
)
from forecasting.scenarios import Outlook
from forecasting.scenarios.ledger import Ledger

__all__ = [
    "OF_PAIR", "account_table", "class_data", "double_budgets", "due_table", "flow_data", "lapse_data", "lapse_table",
    "origin_table", "reductions_words",
]  # fmt: skip

MIO = 1e6
COMPARED = {
    "closing_unbound": "by_origin",
    "lapsed": "lapsed",
    "shortfall": "shortfall",
    "required_appropriation": "required",
}
"""Measures that stand beside each other without and with lapse, and their headings."""


OF_PAIR = ("appropriation", "need", "residual_used", "appropriation_used", "shortfall")
"""Measures that are added up over a double budget."""


def account_table(result: Outlook, book: Ledger, text: Texts, *, exact: bool = False) -> Grid:
    """All rows of the account: budget, residuals, need and cover, decisions, outflow, reduction, municipalities.

    Args:
        exact: in euros and cents in place of Mio. Euro with one decimal.
    """
    make = _Maker(text, exact=exact, forward=bool(carried_years(result)))
    of, given = book.of, result.resolved.values
    unbound, bound = of("opening_unbound").copy(), book.opening_bound.copy()
    unbound[0] = np.nan if given["budget.opening_unbound"] is None else unbound[0]
    bound[0] = np.nan if given["budget.opening_bound"] is None else bound[0]
    idle = [each == "none" for each in result.standing]
    before = [make("before_base", book.before_base)] if any_amount(book.before_base) else []
    rows = [
        make.head("I.", "budget"),
        make("planned", book.planned),
        make("supplementary", book.supplementary),
        make("virement", book.virement),
        make("budget_sum", of("appropriation"), "sum"),
        make.head("II.", "opening"),
        make("opening_bound", bound),
        make("opening_unbound", unbound),
        make.head("III.", "need"),
        make("available", of("available")),
        make("grant", of("grant")),
        make("other", of("need") - of("grant") - book.before_base),
        *before,
        make("need", of("need"), "sum"),
        *([make("model_need", of("model_need"))] if decided_grants(result) else []),
        make("residual_used", of("residual_used")),
        make("appropriation_used", of("appropriation_used")),
        make("shortfall", of("shortfall"), "result"),
        make.head("IV.", "decision"),
        make("committed", of("committed")),
        make("released", book.released),
        make.head("V.", "outflow"),
        make("disbursed", of("disbursed")),
        make.head("VI.", "unused"),
        make("reclaimed", of("reclaimed")),
        make("forgone", of("forgone")),
        make("lapsed", of("lapsed")),
        make.head("VII.", "stock"),
        make("bound", of("closing_bound")),
        make("pact", book.pact),
        make("unbound", book.unbound),
        make("stock_sum", of("closing_total"), "sum"),
        make.head("VIII.", "reduction"),
        make("required", of("required_appropriation")),
        _signed(make("without_residuals", of("reduction_without_residuals"), "result"), idle),
        _signed(make("reduction", of("reduction_potential"), "result"), idle),
        make.head("IX.", "municipal"),
        make("surplus", of("surplus")),
        make("municipal_cost", of("municipal_cost")),
    ]
    notes = [
        text("reports.table.note_consent"),
        plan_words("reports.ledger.note_marks", result, text),
        plan_words("reports.ledger.note_reduction", result, text),
        *([text("reports.table.note_blocked")] if any(idle) else []),
        *_notes(result, text),
    ]
    title = f"{text('reports.ledger.account')} – {account_label(result, text)}"
    return _table(title, result, rows, notes, text, exact=exact)


def _signed(line: Row, idle: Sequence[bool]) -> Row:
    """A potential, with the sign for not meaningful in the years that have no amount that could fall."""
    return replace(line, cells=tuple(BLOCKED if none else cell for none, cell in zip(idle, line.cells, strict=True)))


def origin_table(result: Outlook, book: Ledger, text: Texts, *, exact: bool = False) -> Grid:
    """Residuals on 31 December by the year they arose, or the year of the decision that binds them."""
    make, first = _Maker(text, exact=exact), book.years[0].year
    rows = [make.head("", "by_origin")]
    for origin, amounts in book.by_origin.items():
        if any_amount(amounts):
            key = {PACT: "held", UNDATED: "undated"}.get(origin, "origin")
            words = text(f"reports.ledger.{key}", **({"year": origin} if key == "origin" else {}))
            rows.append(make.line(f"origin_{origin}", words, amounts))
    rows.append(make("closing_unbound", book.of("closing_unbound"), "sum"))
    rows.append(make.head("", "by_decision"))
    for year, amounts in book.bound_by_year.items():
        if any_amount(amounts):
            key = "decided_before" if year < first else "decided"
            rows.append(make.line(f"decided_{year}", text(f"reports.ledger.{key}", year=max(year, first)), amounts))
    rows.append(make("bound", book.of("closing_bound"), "sum"))
    return _table(
        text("reports.ledger.origins"), result, rows, [text("reports.table.note_consent")], text, exact=exact
    )


def lapse_table(result: Outlook, book: Ledger, text: Texts, *, exact: bool = False) -> Grid:
    """The account without and with lapse under section 45 of the budget code, side by side."""
    make = _Maker(text, exact=exact)
    rows = []
    for measure, head in COMPARED.items():
        rows.append(make.head("", head))
        for key, funds in (("off", book.lasting), ("on", book.lapsing)):
            rows.append(
                make.line(f"{measure}_{key}", text(f"reports.ledger.lapse_{key}"), getattr(funds, measure)[:, 0])
            )
    notes = [text("reports.ledger.note_lapse"), text("reports.table.note_consent")]
    return _table(text("reports.ledger.lapse"), result, rows, notes, text, exact=exact)


def due_table(result: Outlook, book: Ledger, text: Texts, *, exact: bool = False) -> Grid:
    """What is decided before the year that pays it, by due year, and the authority for it."""
    make, ahead = _Maker(text, exact=exact), book.ahead
    rows = [
        make("need", book.of("need")),
        make("in_year", ahead.in_year[:, 0]),
        make("ahead", ahead.ahead[:, 0], "sum"),
    ]
    for row, year in enumerate(book.years):
        if any_amount(ahead.by_decision[row, :, 0]):
            words = text("reports.ledger.ahead_in", year=year.year)
            rows.append(make.line(f"ahead_{year.year}", words, ahead.by_decision[row, :, 0]))
    authority = np.array([np.nan if amount is None else amount for amount in ahead.authority])
    rows.append(make("authority", authority))
    rows.append(make("authority_shortfall", np.where(np.isnan(authority), np.nan, ahead.shortfall[:, 0]), "result"))
    return _table(text("reports.ledger.due"), result, rows, [text("reports.ledger.note_due")], text, exact=exact)


def double_budgets(result: Outlook, book: Ledger, decided: frozenset[int], text: Texts) -> list[tuple[str, ...]]:
    """One row for each double budget (two years, the first one odd): years, state, and amounts as shown."""
    formats = Formats(text.language)
    pairs: dict[int, list[int]] = {}
    for row, year in enumerate(book.years):
        pairs.setdefault(year.year - (year.year + 1) % 2, []).append(row)
    rows = []
    for first, members in pairs.items():
        years = [book.years[row].year for row in members]
        closed = [year for year in years if year in decided]
        forward = all(result.standing[row] == "continued" for row in members)
        state = (
            "forward" if forward else "open" if not closed else "closed" if len(closed) == len(years) else "partly"
        )
        name = text("reports.ledger.pair", first=first, second=first + 1)
        if len(years) == 1 or any(book.years[row].partial for row in members):
            name = text("reports.ledger.pair_part", pair=name, years=", ".join(map(str, years)))
        amounts = [_shown(float(book.of(measure)[members].sum()), formats) for measure in OF_PAIR]
        left = _shown(float(book.of("closing_unbound")[members[-1]]), formats)
        rows.append((name, text(f"reports.ledger.state_{state}"), *amounts, left))
    return rows


def reductions_words(result: Outlook, book: Ledger, text: Texts) -> str:
    """What is budgeted or carried forward, what of it is used, and by how much the first year's could be lower."""
    formats = Formats(text.language)
    years = zip(book.years, book.of("shortfall"), strict=True)
    open_years = [str(year.year) for year, amount in years if amount > CENT_FREE]
    names = ("residual_used", "appropriation_used", "shortfall")
    sums = [max(0.0, float(book.of(name).sum())) / MIO for name in names]
    parts = dict(zip(names, rounded_parts(sums, 10), strict=True))
    totals = {name: formats.number(steps / 10, 1) for name, steps in parts.items() if name != "shortfall"}
    totals["need"] = formats.number(sum(parts.values()) / 10, 1)
    forward = np.array([standing == "continued" for standing in result.standing])
    totals["appropriation"] = formats.mio(float(book.of("appropriation")[~forward].sum()))
    totals["forward"] = formats.mio(float(book.of("appropriation")[forward].sum()))
    ends = {"first": book.years[0].year, "last": book.years[-1].year}
    alone = not parts["residual_used"]  # no residual is used, and none is named
    if forward.any():
        key = "reports.ledger.totals_continued_alone" if alone else "reports.ledger.totals_continued"
    else:
        key = "reports.ledger.totals_alone" if alone else "reports.ledger.totals"
    words = [text(key, **ends, **totals)]
    plain, potential = (float(book.of(f"reduction_{name}")[0]) for name in ("without_residuals", "potential"))
    if plain >= CENT:
        key = "reports.ledger.reduction_continued" if forward[0] else "reports.ledger.reduction"
        words.append(text(key, year=ends["first"], amount=formats.mio(plain)))
    if potential - max(0.0, plain) >= CENT:
        words.append(text("reports.ledger.reduction_residuals", amount=formats.mio(potential)))
    if open_years:
        short = formats.number(parts["shortfall"] / 10, 1)
        words.append(text("reports.ledger.uncovered", years=", ".join(open_years), amount=short))
    left = float(book.of("closing_unbound")[-1])
    key = "reports.ledger.left" if left >= CENT else "reports.ledger.left_none"
    words.append(text(key, last=ends["last"], amount=formats.mio(left)))
    return " ".join(words)


def class_data(result: Outlook, book: Ledger) -> pd.DataFrame:
    """Residuals on 31 December by class, Mio. Euro."""
    amounts = {"bound": book.of("closing_bound"), "pact": book.pact, "unbound": book.unbound}
    return _data(result, amounts)


def flow_data(result: Outlook, book: Ledger) -> pd.DataFrame:
    """What is budgeted, decided and paid in each year, Mio. Euro."""
    names = {"soll": "appropriation", "decision": "committed", "outflow": "disbursed"}
    return _data(result, {name: book.of(measure) for name, measure in names.items()})


def lapse_data(result: Outlook, book: Ledger) -> pd.DataFrame:
    """Residuals without a decision on 31 December, without and with lapse, Mio. Euro."""
    amounts = {"off": book.lasting.closing_unbound[:, 0], "on": book.lapsing.closing_unbound[:, 0]}
    return _data(result, amounts)


def _data(result: Outlook, amounts: dict[str, Array]) -> pd.DataFrame:
    heads = [year.head for year in result.years]
    return pd.DataFrame({"head": heads} | {name: np.maximum(0.0, row) / MIO for name, row in amounts.items()})


class _Maker:
    """Makes the lines of a table."""

    def __init__(self, text: Texts, *, exact: bool = False, forward: bool = False) -> None:
        """`forward`: whether the appropriation of a year is only carried forward."""
        self._text, self._formats, self._exact, self._forward = text, Formats(text.language), exact, forward

    def __call__(self, key: str, amounts: Array, kind: RowKind = "item") -> Row:
        return self.line(key, self._words(f"reports.ledger.row_{key}"), amounts, kind)

    def head(self, number: str, key: str) -> Row:
        return Row(self._words(f"reports.ledger.head_{key}"), (), "heading", number, key=f"{key}_heading")

    def _words(self, key: str) -> str:
        """Words of a line; those that name the appropriation depend on what it is."""
        forward = f"{key}_continued"
        return self._text(forward if self._forward and forward in self._text else key)

    def line(self, key: str, label: str, amounts: Array, kind: RowKind = "item") -> Row:
        cells = tuple(_shown(amount, self._formats, exact=self._exact) for amount in amounts.tolist())
        return Row(label, cells, kind, key=key, values=tuple(amounts.tolist()))


def _shown(amount: float, formats: Formats, *, exact: bool = False) -> str:
    if np.isnan(amount):
        return UNKNOWN
    if exact and abs(amount) >= CENT:
        return formats.number(amount, 2)
    return mio_cell(amount, formats)


def _table(
    title: str, result: Outlook, rows: Sequence[Row], notes: Sequence[str], text: Texts, *, exact: bool = False
) -> Grid:
    notes = (*notes, text("reports.ledger.note_exact" if exact else "reports.ledger.note_rounding"))
    return yearly(title, text(f"reports.unit.{'eur' if exact else 'mio'}"), result.years, rows, notes, text)


def _notes(result: Outlook, text: Texts) -> list[str]:
    notes = year_notes(result, text, Formats(text.language))
    if result.resolved.values["budget.opening_unbound"] is None:
        notes.append(text("reports.table.note_not_given"))
    return notes
