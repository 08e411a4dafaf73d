"""The registration for the state budget (Haushaltsanmeldung): what each year still open has to hold, and why.

By budget item: actual, plan, both years of the double budget, financial plan; commitments by due year; the forecast
beside the planning value. Amounts are thousands of euros, as the state budget prints them; each column adds up.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from forecasting.base.format import Formats
from forecasting.base.quantiles import CENTRAL, Array
from forecasting.base.text import Texts
from forecasting.observations.budget_items import load_budget_items
from forecasting.papers.case import Case
from forecasting.papers.content import Bullets, Facts, Figure, Paper, Section, Words
from forecasting.papers.sections.figures import framed, with_heads
from forecasting.papers.sections.front import paper_of
from forecasting.papers.sections.reasons import reasons
from forecasting.papers.sections.sheet import grid_of, in_language, item_words, year_heads
from forecasting.papers.sections.thousands import cells, parts, whole
from forecasting.reports.charts import need
from forecasting.reports.grid import Grid, Row, RowKind
from forecasting.reports.tables import (
    CENT,
    UNKNOWN,
    any_amount,
    carried_years,
    decided_grants,
    plan_words,
    year_notes,
)
from forecasting.scenarios.account_rules import committed_to_date
from forecasting.scenarios.chain import MEDIAN, account_level
from forecasting.scenarios.ledger import ledger
from forecasting.scenarios.registration import Registration, register_need
from forecasting.scenarios.risk import planning_prices

__all__ = ["budget_words", "message", "paper"]

PLAN_YEARS = 5
"""Years of the medium-term plan (section 9 StWG, section 31 LHO)."""

SAME = 5e4  # EUR: a smaller difference is none in Mio. Euro with one decimal


def paper(case: Case, text: Texts) -> Paper:
    """The registration of a scenario."""
    case = in_language(case, text)
    found = register_need(case.result, account_level(case.result.resolved))
    title = text("papers.registration.title", budget=budget_words(found, text)) if found.budget else text(
        "papers.registration.title_none")  # fmt: skip
    sections = [
        Section("registration", message(found, text), (_items(case, found), _amounts(case, found))),
        Section("reasons", text("papers.registration.reasons"), (Bullets(reasons(case, found)),)),
        *_medium(case, found),
        Section("commitments", text("papers.registration.commitments"), _commitments(case)),
        Section("planning", text("papers.registration.planning"), (*_planning(case, found), _figure(case, found))),
    ]
    return paper_of(case, "registration", title, sections)


def budget_words(found: Registration, text: Texts) -> str:
    """The double budget: "2027/2028"; of one year alone that year."""
    first = found.years[found.budget[0]].year
    last = first + first % 2
    return str(first) if first == last else text("papers.registration.budget", first=first, last=last)


def message(found: Registration, text: Texts) -> str:
    """What is registered, and how it compares with what the scenario has or carries forward for these years."""
    rows = list(found.budget)
    if not rows:
        return text("papers.registration.message_none", last=found.years[-1].year)
    formats = Formats(text.language)
    amount, planned = float(found.registered[rows].sum()), float(found.planned[rows].sum())
    change = amount - planned
    if amount < CENT:
        key = "nothing"
    elif planned < CENT:
        key = "new"
    else:
        key = "same" if abs(change) < SAME else "more" if change > 0 else "less"
    ending = "_continued" if found.forward and key in ("same", "more", "less") else ""
    return text(
        f"papers.registration.message_{key}{ending}",
        budget=budget_words(found, text),
        amount=formats.mio(amount),
        change=formats.mio(abs(change)),
    )


def _items(case: Case, found: Registration) -> Facts:
    """What the registration is about."""
    text, items = case.text, load_budget_items()
    rows = [(text("papers.registration.item_grants"), item_words(items["grants"], text))]
    if any_amount(found.need - found.grant):
        rows.append((text("papers.registration.item_other"), item_words(items["other"], text)))
    rows.append((text("papers.registration.level"), _level(found, case)))
    return Facts(tuple(rows))


def _level(found: Registration, case: Case) -> str:
    key = "median" if found.level == MEDIAN else "planning"
    return case.text(f"papers.registration.level_{key}", share=case.formats.percent(found.level))


def _amounts(case: Case, found: Registration) -> Grid:
    """Need by item, what covers it, and the appropriation to register; each column adds up."""
    text, formats, first = case.text, case.formats, found.years[0].year
    committed = np.zeros(len(found.years))
    committed[0] = committed_to_date(case.result.resolved)
    of_need = {"grants": found.grant, "other": found.need - found.grant - committed}
    of_need |= {"committed": committed} if any_amount(committed) else {}
    paid = _paid(found)
    need, cover = parts(of_need), parts(paid)
    fixed = decided_grants(case.result)
    computed = [plan and year.year not in fixed for plan, year in zip(found.decided, found.years, strict=True)]

    def line(key: str, amounts: Array, thousands: Sequence[int], number: str, kind: RowKind = "item") -> Row:
        label = text(f"papers.registration.row_{key}", month=formats.month(case.run.base_month))
        if key == "scenario":
            label = plan_words("papers.registration.row_scenario", case.result, text)
        planned = key in ("budget", "scenario", "change")
        kept = cells(amounts, thousands, formats)
        if not planned:  # what is budgeted and what the model says don't share a column
            kept = tuple("x" if hidden else cell for hidden, cell in zip(computed, kept, strict=True))
        shown = (UNKNOWN, *kept)
        marks = (False, *(not (planned and decided) for decided in found.decided))
        return Row(label, shown, kind, number, forecast=marks)

    def block(number: str, name: str, amounts: dict[str, Array], rounded: dict[str, list[int]]) -> list[Row]:
        rows = [
            line(key, row, rounded[key], f"{place}.") for place, (key, row) in enumerate(amounts.items(), start=1)
        ]
        total = np.sum(list(amounts.values()), axis=0)
        head = Row(text(f"papers.registration.head_{name}"), kind="heading", number=number)
        return [head, *rows, line("sum", total, rounded["sum"], f"{len(rows) + 1}.", "sum")]

    rows = [*block("I.", "need", of_need, need), *block("II.", "cover", paid, cover)]
    rows.append(Row(text("papers.registration.head_budget"), kind="heading", number="III."))
    used = _registered(found)
    planned = [whole(amount) for amount in found.planned.tolist()]
    change = [mine - theirs for mine, theirs in zip(used, planned, strict=True)]
    rows.append(line("budget", found.registered, used, "1.", "result"))
    rows.append(line("scenario", found.planned, planned, "2."))
    rows.append(line("change", found.registered - found.planned, change, "3."))
    if any_amount(found.changes):
        rows.append(line("changes", found.changes, [whole(amount) for amount in found.changes.tolist()], "4."))
    notes = [
        text("papers.registration.note_actual", year=first - 1),
        text("papers.registration.note_open"),
        *([text("papers.registration.note_computed")] if any(computed) else []),
        text("papers.note_rounded"),
        text("reports.table.note_consent"),
        *year_notes(case.result, text, formats),
    ]
    if forward := carried_years(case.result):
        notes.append(text("papers.registration.note_scenario", first=forward[0]))
    if case.result.resolved.values["budget.opening_unbound"] is None:
        notes.append(text("papers.registration.note_not_given", year=first))
    return grid_of(
        case,
        "amounts",
        text("papers.registration.table", account=_level(found, case)),
        unit=text("reports.unit.thousand"),
        heads=(text("papers.registration.position"), str(first - 1), *year_heads(case)),
        # fmt: skip
        rows=rows,
        said=notes,
        states=(text("papers.state.actual"), *_states(found, text)),
        sums=False,
    )


def _medium(case: Case, found: Registration) -> list[Section]:
    """The medium-term plan, where anything is to be registered."""
    if not found.budget:
        return []
    return [Section("medium", case.text("papers.registration.medium"), (_medium_term(case, found),))]


def _medium_term(case: Case, found: Registration) -> Grid:
    """The medium-term plan (mittelfristige Finanzplanung): five years from the one before the budget, no need."""
    text, formats = case.text, case.formats
    first = found.years[found.budget[0]].year - 1
    rows = [row for row, year in enumerate(found.years) if first <= year.year < first + PLAN_YEARS]
    amounts = [_registered(found)[row] for row in rows]
    change = [None, *(now - before for before, now in zip(amounts, amounts[1:], strict=False))]
    states, heads = _states(found, text), year_heads(case)
    return grid_of(
        case,
        "medium",
        text("papers.registration.medium_table", first=found.years[rows[0]].year, last=found.years[rows[-1]].year),
        unit=text("reports.unit.thousand"),
        heads=(text("papers.registration.position"), *(heads[row] for row in rows)),
        rows=[
            Row(text("papers.registration.row_medium"), tuple(formats.number(amount) for amount in amounts), "sum"),
            Row(
                text("papers.registration.row_medium_change"),
                tuple(UNKNOWN if each is None else formats.number(each) for each in change),
            ),
        ],
        said=[text("papers.registration.note_medium"), *year_notes(case.result, text, formats, continued=False)],
        states=[states[row] for row in rows],
        sums=False,
    )


def _paid(found: Registration) -> dict[str, Array]:
    """What covers the need."""
    paid = {"residuals": found.of("residual_used"), "year": found.of("appropriation_used")}
    return paid | ({"uncovered": found.of("shortfall")} if any_amount(found.of("shortfall")) else {})


def _registered(found: Registration) -> list[int]:
    """What is registered by year, thousands.

    An open year registers what it uses, to the digit to which the cover adds up, unless other money comes or goes.
    """
    used = zip(
        parts(_paid(found))["year"], found.registered.tolist(), found.changes.tolist(), found.decided, strict=True
    )
    return [
        thousand if not decided and abs(change) < CENT else whole(amount)
        for thousand, amount, change, decided in used
    ]


def _states(found: Registration, text: Texts) -> list[str]:
    """What stands above each year."""
    later = ["registered" if row in found.budget else "later" for row in range(len(found.years))]
    return [
        text("papers.state.plan") if decided else text(f"papers.registration.state_{key}")
        for decided, key in zip(found.decided, later, strict=True)
    ]


def _figure(case: Case, found: Registration) -> Figure:
    """Need and what covers it if the open years are registered as said; Mio. Euro."""
    text, unit = case.text, case.text("reports.unit.mio")
    years = {"year": [year.year for year in found.years], "partial": [year.partial for year in found.years]}
    measures = {
        name: found.of(name) for name in ("residual_used", "appropriation_used", "shortfall", "closing_unbound")
    }
    amounts = measures | {"need": found.need, "appropriation": found.registered + found.changes}
    table = pd.DataFrame(years | amounts | {"continued": False})  # as if the registration were decided
    ends = {"first": case.formats.mio(float(found.need[0])), "last": case.formats.mio(float(found.need[-1]))}
    years_said = {"year": found.years[0].year, "end": found.years[-1].year}
    rows_of = list(found.budget)
    used = float(found.of("residual_used")[rows_of].sum())
    said = text(
        f"papers.registration.figure_{'covered' if used >= CENT else 'plain' if rows_of else 'none'}",
        budget=budget_words(found, text) if rows_of else "",
        used=case.formats.mio(used),
        need=case.formats.mio(float(found.need[rows_of].sum())),
    )
    at_end = float(found.of("closing_unbound")[-1])
    key = "papers.registration.figure_words" + ("" if at_end >= CENT else "_none")
    return Figure(
        key="registered",
        message=said,
        words=text(key, **ends, **years_said, left=case.formats.mio(at_end)),
        chart=with_heads(need.funding(table, None, text=text), year_heads(case)),
        frame=framed(
            case,
            text("papers.registration.figure"),
            unit,
            notes=(f"{_level(found, case)}.", text("reports.table.note_consent")),
        ),
    )


def _planning(case: Case, found: Registration) -> tuple[Words | Grid, ...]:
    """The forecast and the planning value, each with what would be registered."""
    text, formats, result = case.text, case.formats, case.result
    need = result.yearly["need"].values
    level = result.planning_quantile
    if float(np.ptp(need, axis=1).max()) == 0.0:
        return (Words((text("papers.registration.planning_none"),)),)
    low, high = np.quantile(need, CENTRAL[::2], axis=1)
    middle, value = (result.accounts[each].measures["need"] for each in (MEDIAN, level))
    prices = [
        planning_prices(row, (level,), {level: amount})[0] for row, amount in zip(need, value.tolist(), strict=True)
    ]
    both = {each: register_need(result, each) for each in (MEDIAN, level)}
    share = formats.percent(level)

    def line(key: str, amounts: Array) -> Row:
        rounded = cells(amounts, [whole(amount) for amount in amounts.tolist()], formats)
        return Row(text(f"papers.registration.row_{key}", share=share), rounded)

    def registered(key: str, each: Registration) -> Row:
        rounded = cells(each.registered, _registered(each), formats)
        kept = tuple("x" if decided else cell for cell, decided in zip(rounded, each.decided, strict=True))
        return Row(text(f"papers.registration.row_{key}", share=share), kept, "result")

    rows = [
        Row(text("papers.registration.head_forecast"), kind="heading", number="I."),
        line("median", middle),
        line("low", low),
        line("high", high),
        Row(text("papers.registration.head_value"), kind="heading", number="II."),
        line("value", value),
        line("unused", np.array([price.expected_unused for price in prices])),
        line("short", np.array([price.expected_short for price in prices])),
        Row(text("papers.registration.head_both"), kind="heading", number="III."),
        registered("with_median", both[MEDIAN]),
        registered("with_planning", both[level]),
    ]
    notes = [text("papers.registration.note_planning"), *year_notes(result, text, formats, continued=False)]
    table = grid_of(
        case,
        "planning",
        text("papers.registration.planning_table"),
        unit=text("reports.unit.thousand"),
        heads=(text("papers.registration.position"), *year_heads(case)),
        rows=rows,
        said=notes,
        states=[text("papers.state.forecast")] * len(found.years),
        sums=False,
    )
    return Words((text("papers.registration.planning_words", share=share),)), table


def _commitments(case: Case) -> tuple[Words | Grid, ...]:
    """Commitment authority by year of the decision and due year."""
    text, formats, result = case.text, case.formats, case.result
    ahead = ledger(result).ahead
    decisions = [row for row in range(len(result.years)) if any_amount(ahead.by_decision[row, :, 0])]
    given = [amount for amount in ahead.authority if amount is not None]
    if not decisions:
        key = "commitments_none" if not given else "commitments_unused"
        return (Words((text(f"papers.registration.{key}"),)),)
    thousands = parts({str(row): ahead.by_decision[row, :, 0] for row in decisions})
    rows = [
        Row(text("papers.registration.row_decided", year=result.years[row].year),
            cells(ahead.by_decision[row, :, 0], thousands[str(row)], formats))
        for row in decisions
    ]  # fmt: skip
    due = ahead.by_decision[:, :, 0].sum(axis=0)
    rows.append(Row(text("papers.registration.row_sum"), cells(due, thousands["sum"], formats), "sum"))
    authority = np.array([np.nan if amount is None else amount for amount in ahead.authority])
    known = [0 if np.isnan(amount) else whole(amount) for amount in authority.tolist()]
    rows.append(Row(text("papers.registration.row_authority"), cells(authority, known, formats)))
    missing = np.where(np.isnan(authority), np.nan, np.maximum(0.0, due - authority))
    short = [0 if np.isnan(amount) else max(0, mine - theirs) for amount, mine, theirs in
             zip(authority.tolist(), thousands["sum"], known, strict=True)]  # fmt: skip
    rows.append(Row(text("papers.registration.row_missing"), cells(missing, short, formats), "result"))
    total = formats.mio(float(due.sum()))
    said = text("papers.registration.commitments_words", amount=total, last=result.years[-1].year)
    table = grid_of(
        case,
        "commitments",
        text("papers.registration.commitments_table"),
        unit=text("reports.unit.thousand"),
        heads=(
            text("papers.registration.head_decision"),
            *(text("papers.registration.head_due", year=head) for head in year_heads(case)),
        ),  # fmt: skip
        rows=rows,
        said=[text("papers.registration.note_commitments"), *year_notes(result, text, formats, continued=False)],
        states=[text("papers.state.forecast")] * len(result.years),
        sums=False,
    )
    return Words((said,)), table
