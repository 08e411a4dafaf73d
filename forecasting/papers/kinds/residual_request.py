"""The request to the finance ministry to form and use residual funds (§ 45 (3) LHO).

By class (bound by a grant decision, bound by the pact with the municipalities, unbound) and year of origin; purpose,
use by year, and what would lapse at the end of the second following year (§ 45 (2) LHO). Thousands of euros; each
column adds up and each stock leads to the next.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from forecasting.base.quantiles import Array
from forecasting.base.text import Texts
from forecasting.budget.funds import CENT_FREE, PACT, UNDATED
from forecasting.observations.budget_items import load_budget_items
from forecasting.papers.case import Case
from forecasting.papers.content import Bullets, Facts, Figure, Paper, Section, Words
from forecasting.papers.sections.figures import framed
from forecasting.papers.sections.front import paper_of
from forecasting.papers.sections.sheet import grid_of, in_language, item_words, year_heads
from forecasting.papers.sections.thousands import cells, parts, steps, whole
from forecasting.reports.charts.account import CLASSES, class_bars
from forecasting.reports.funds.ledger import class_data
from forecasting.reports.grid import Grid, Row
from forecasting.reports.tables import CENT, UNKNOWN, account_label, any_amount, plan_words, year_notes
from forecasting.scenarios.ledger import LAPSE_YEARS, NO_LAPSE, Ledger, ledger
from forecasting.scenarios.rules import Values

__all__ = ["Stock", "message", "paper", "stock"]

Stock = dict[str, dict[int, Array]]
"""Residual funds by class and year of origin (bound ones: of the decision), EUR: on 1 January of the first year and
on 31 December of every year, shape (1 + years,)."""

CONDITIONS = ("transferable", "purpose", "need", "income")
"""What the administrative rules ask for (VV No. 3.1 on § 45 LHO)."""


def paper(case: Case, text: Texts) -> Paper:
    """The request of a scenario."""
    case = in_language(case, text)
    book = ledger(case.result)
    found, year = stock(case, book), book.years[0].year
    sections = [
        Section("request", message(case, book), (_items(case), *_request(case, book, found))),
        Section("stock", text("papers.request.stock"), (_stocks(case, found), *_figures(case, book))),
        Section("use", text("papers.request.use"), (_use(case, book),)),
        Section("lapse", text("papers.request.lapse"), _lapse(case, book)),
        Section("grounds", text("papers.request.grounds"), (_grounds(case, book),)),
        Section("conditions", text("papers.request.conditions"), (_conditions(case, book),)),
    ]
    return paper_of(case, "residual_request", text("papers.request.title", year=year), sections)


def message(case: Case, book: Ledger) -> str:
    """How much is asked for and how long it lasts."""
    text, formats, year = case.text, case.formats, book.years[0].year
    given = case.result.resolved.optional_number("budget.opening_unbound")
    if given is None:
        return text("papers.request.message_not_given", year=year)
    if given <= CENT_FREE:
        return text("papers.request.message_none", year=year)
    amount = formats.mio(given)
    left = book.lasting.closing_unbound[:, 0] < CENT
    lapsed = float(book.of("lapsed").sum())
    if lapsed >= CENT:
        facts = {"lapsed": formats.mio(lapsed), "last": book.years[-1].year}
        return text("papers.request.message_lapse", year=year, amount=amount, **facts)
    if left.any():
        last = book.years[int(left.argmax())].year
        return text("papers.request.message_used", year=year, amount=amount, last=last)
    used = formats.mio(float(book.of("residual_used")[0]))
    return text("papers.request.message", year=year, amount=amount, used=used)


def stock(case: Case, book: Ledger) -> Stock:
    """Residual funds by class and year at every turn of a year."""
    given, first = case.result.resolved, book.years[0].year
    rules, share = Values(given).funds(first), given.number("budget.pact_share")
    layers = dict(rules.opening_layers)
    undated = first - 1 if rules.undated == "last_year" else UNDATED
    layers[undated] = layers.get(undated, 0.0) + rules.opening_unbound - sum(rules.opening_layers.values())
    free = {
        origin: np.array([layers.get(origin, 0.0), *book.by_origin.get(origin, np.zeros(len(book.years))).tolist()])
        for origin in sorted({*layers, *book.by_origin})
    }
    bound = {
        year: np.array([rules.opening_bound if year < first else 0.0, *amounts.tolist()])
        for year, amounts in book.bound_by_year.items()
    }
    held = {origin: amounts * (1.0 if origin == PACT else share) for origin, amounts in free.items()}
    unbound = {origin: amounts - held[origin] for origin, amounts in free.items()}
    return {
        name: {year: np.maximum(0.0, amounts) for year, amounts in rows.items() if any_amount(amounts)}
        for name, rows in (("bound", bound), ("pact", held), ("unbound", unbound))
    }


def _request(case: Case, book: Ledger, found: Stock) -> tuple[Words | Grid, ...]:
    """What is asked for: by class and year of origin, with purpose and the end of its time."""
    text, formats, year = case.text, case.formats, book.years[0].year
    asked = [text("papers.request.asked", year=year, before=year - 1)]
    if (case.result.resolved.optional_number("budget.opening_unbound") or 0.0) > CENT_FREE:
        used, need = (formats.mio(float(book.of(name)[0])) for name in ("residual_used", "need"))
        asked.append(text("papers.request.asked_use", year=year, used=used, need=need))
    closing = float(book.of("closing_total")[0])
    if closing >= CENT:
        asked.append(text("papers.request.asked_next", year=year, amount=formats.mio(closing)))
    rows = [row for name in found for row in _asked(case, name, found[name], year)]
    table = grid_of(
        case,
        "asked",
        text("papers.request.table_asked", year=year),
        unit="",
        heads=tuple(text(f"papers.request.head_{name}") for name in ("class", "amount", "purpose", "until")),
        rows=rows,
        said=[text("reports.table.note_consent"), *_origin_notes(case)],
        sums=False,
        words=True,
        amounts=(1,),
    )
    return (Words(tuple(asked)), table) if rows else (Words(tuple(asked)),)


def _origin_notes(case: Case) -> list[str]:
    """That the year of origin is assumed, where nobody gave it."""
    given = case.result.resolved
    first = case.result.years[0].year
    rules = Values(given).funds(first)
    if rules.opening_unbound - sum(rules.opening_layers.values()) <= CENT_FREE:
        return []
    if rules.undated == "earliest":
        return [case.text("papers.request.note_undated", year=first)]
    return [] if rules.opening_layers else [case.text("papers.request.note_origin", year=first - 1)]


def _asked(case: Case, name: str, members: Mapping[int, Array], year: int) -> list[Row]:
    """The residual funds of one class on 1 January; where none are given, that."""
    text, formats = case.text, case.formats
    label, purpose = text(f"papers.request.class_{name}"), text(f"papers.request.purpose_{name}", year=year)
    if name != "pact" and case.result.resolved.optional_number(f"budget.opening_{name}") is None:
        key = "until_bound" if name == "bound" else "until_unknown"
        return [Row(label, (UNKNOWN, purpose, text(f"papers.request.{key}")))]
    rows = []
    for origin, amounts in members.items():
        if amounts[0] < CENT:
            continue
        if name == "bound":
            rows.append(Row(label, (formats.number(whole(amounts[0])), purpose, text("papers.request.until_bound"))))
            continue
        if origin == UNDATED:
            said = text("papers.request.class_undated", name=label)
            until = text("papers.request.until_undated", last=year)
            rows.append(Row(said, (formats.number(whole(amounts[0])), purpose, until)))
            continue
        last = origin + LAPSE_YEARS
        until = text("papers.request.until_over" if last < year else "papers.request.until", last=last)
        said = text("papers.request.class_of", name=label, origin=origin)
        rows.append(Row(said, (formats.number(whole(amounts[0])), purpose, until)))
    return rows


def _items(case: Case) -> Facts:
    text, items = case.text, load_budget_items()
    return Facts(
        (
            (text("papers.request.item"), item_words(items["grants"], text)),
            (text("papers.request.account"), account_label(case.result, text)),
        )
    )


def _stocks(case: Case, found: Stock) -> Grid:
    """Residual funds by class and year of origin; each column adds up to the whole."""
    text, formats, first = case.text, case.formats, case.result.years[0].year
    flat = {(name, year): amounts for name, rows in found.items() for year, amounts in rows.items()}
    columns = 1 + len(case.result.years)
    rounded = parts({f"{name} {year}": amounts for (name, year), amounts in flat.items()}) if flat else {
        "sum": [0] * columns}  # fmt: skip
    not_given = {
        "bound": case.result.resolved.optional_number("budget.opening_bound") is None,
        "unbound": case.result.resolved.optional_number("budget.opening_unbound") is None,
    }
    rows: list[Row] = []
    for name, members in found.items():
        if not members and name == "pact":
            continue
        rows.append(Row(text(f"papers.request.class_{name}"), kind="heading"))
        total, thousands = np.zeros(columns), [0] * columns
        for year, amounts in members.items():
            of_bound = "before" if year < first else "decided"
            key = {PACT: "held", UNDATED: "undated"}.get(year, "origin" if name != "bound" else of_bound)
            shown = rounded[f"{name} {year}"]
            total, thousands = total + amounts, [a + b for a, b in zip(thousands, shown, strict=True)]
            rows.append(Row(text(f"papers.request.row_{key}", year=max(year, first) if key == "before" else year),
                            cells(amounts, shown, formats)))  # fmt: skip
        row = Row(text("papers.request.row_sum"), cells(total, thousands, formats), "sum")
        rows.append(_unknown(row) if not_given.get(name) else row)
    whole_sum = np.sum(list(flat.values()), axis=0) if flat else np.zeros(columns)
    row = Row(text("papers.request.row_all"), cells(whole_sum, rounded["sum"], formats), "result")
    rows.append(_unknown(row) if any(not_given.values()) else row)
    heads = (text("papers.request.head_opening", year=first),
             *(text("papers.request.head_closing", year=head) for head in year_heads(case)))  # fmt: skip
    notes = [
        text("papers.request.note_classes"),
        text("papers.note_rounded"),
        *_origin_notes(case),
        text("reports.table.note_consent"),
        *year_notes(case.result, text, formats),
    ]
    if any(not_given.values()):
        notes.append(text("papers.request.note_not_given", year=first))
    return grid_of(
        case,
        "stock",
        text("papers.request.table_stock"),
        unit=text("reports.unit.thousand"),
        heads=(text("papers.request.head_class"), *heads),
        rows=rows,
        said=notes,
        states=("", *[text("papers.state.forecast")] * len(case.result.years)),
        sums=False,
    )


def _unknown(row: Row) -> Row:
    """The row whose first amount is not given."""
    return Row(row.label, (UNKNOWN, *row.cells[1:]), row.kind, row.number)


def _figures(case: Case, book: Ledger) -> tuple[Figure, ...]:
    """Residual funds on 31 December by class, Mio. Euro; no chart where there are none."""
    text, unit, table = case.text, case.text("reports.unit.mio"), class_data(case.result, book)
    if not any_amount(book.of("closing_total")):
        return ()
    names = {name: text(f"papers.request.short_{name}") for name in CLASSES}
    total = table[list(CLASSES)].sum(axis=1).tolist()
    facts = {
        "first": book.years[0].year, "last": book.years[-1].year,
        "start": case.formats.number(total[0], 1), "end": case.formats.number(total[-1], 1),
    }  # fmt: skip
    way = "same" if facts["start"] == facts["end"] else "more" if total[-1] > total[0] else "less"
    said = text(f"papers.request.figure_{way}", **facts)
    chart = Figure(
        key="classes",
        message=said,
        words=f"{said}.",
        chart=class_bars(table, names, unit=unit, text=text),
        frame=framed(
            case,
            text("papers.request.figure"),
            unit,
            notes=(f"{account_label(case.result, text)}.", text("reports.table.note_consent")),
        ),
    )
    return (chart,)


def _use(case: Case, book: Ledger) -> Grid:
    """From the stock of one year to that of the next, without and with a decision."""
    text, formats = case.text, case.formats
    of, unused = book.of, book.of("appropriation") - book.of("appropriation_used")
    free = {
        "new": unused - of("forgone"),
        "reclaimed": of("reclaimed"),
        "released": book.released,
        "used": -of("residual_used"),
        "lapsed": -of("lapsed"),
    }
    opening_bound = of("closing_bound") - of("committed") + book.released + of("disbursed")
    bound = {"committed": of("committed"), "set_free": -book.released, "disbursed": -of("disbursed")}
    released = [whole(amount) for amount in book.released.tolist()]  # leaves one account and comes to the other
    given = {name: case.result.resolved.optional_number(f"budget.opening_{name}") for name in ("unbound", "bound")}
    set_free = [-thousand for thousand in released]
    accounts = {
        "unbound": _account("free", of("opening_unbound"), free, of("closing_unbound"), case, {"released": released}),
        "bound": _account("bound", opening_bound, bound, of("closing_bound"), case, {"set_free": set_free}),
    }
    rows = []
    for name, (head, opening, *rest) in accounts.items():
        rows += [head, _unknown(opening) if given[name] is None else opening, *rest]
    notes = [text("papers.request.note_use"), text("papers.note_rounded"), text("reports.table.note_consent")]
    notes += year_notes(case.result, text, formats)
    if None in given.values():
        notes.append(text("papers.request.note_not_given", year=book.years[0].year))
    return grid_of(
        case,
        "use",
        text("papers.request.table_use", account=account_label(case.result, text)),
        unit=text("reports.unit.thousand"),
        heads=(text("papers.registration.position"), *year_heads(case)),
        rows=rows,
        said=notes,
        states=[text("papers.state.forecast")] * len(book.years),
        sums=False,
    )


def _words(key: str, case: Case) -> str:
    """Words of a change of the stock; what is carried forward is named where its rest forms residual funds."""
    if key == "new" and case.result.resolved.flag("budget.continued_forms_residual"):
        return plan_words("papers.request.row_new", case.result, case.text)
    return case.text(f"papers.request.row_{key}")


def _account(
    name: str,
    opening: Array,
    changes: Mapping[str, Array],
    closing: Array,
    case: Case,
    fixed: Mapping[str, Sequence[int]],
) -> list[Row]:
    """From one stock to the next; `fixed` as in `steps`."""
    text, formats = case.text, case.formats
    kept = {key: amounts for key, amounts in changes.items() if any_amount(amounts)}
    opening, closing = np.maximum(0.0, opening), np.maximum(0.0, closing)
    rounded = steps(opening, kept, closing, fixed)
    rows = [Row(text(f"papers.request.head_{name}"), kind="heading")]
    rows.append(Row(text("papers.request.row_opening"), cells(opening, rounded["opening"], formats)))
    rows += [Row(_words(key, case), cells(amounts, rounded[key], formats)) for key, amounts in kept.items()]
    rows.append(Row(text("papers.request.row_closing"), cells(closing, rounded["closing"], formats), "sum"))
    return rows


def _lapse(case: Case, book: Ledger) -> tuple[Words | Grid, ...]:
    """What lapses without an exception, and what it would change."""
    text, formats = case.text, case.formats
    years = case.result.resolved.whole("budget.carry_over_years")
    lost = float(book.lapsing.lapsed.sum())
    lasting = "off" if years == NO_LAPSE else "law" if years == LAPSE_YEARS else "other"
    said = [text(f"papers.request.lapse_{lasting}", years=years)]
    first = int(np.argmax(book.lapsing.lapsed[:, 0] >= CENT))
    facts = {"amount": formats.mio(lost), "first": book.years[first].year, "last": book.years[-1].year}
    said.append(text("papers.request.lapse_amount" if lost >= CENT else "papers.request.lapse_nothing", **facts))
    if lost >= CENT and lasting == "off":
        said.append(text("papers.request.exception"))
    if lost < CENT:
        return (Words(tuple(said)),)
    rows: list[Row] = []
    for measure in ("lapsed", "closing_unbound", "shortfall"):
        rows.append(Row(text(f"papers.request.head_{measure}"), kind="heading"))
        for key, funds in (("off", book.lasting), ("on", book.lapsing)):
            amounts = getattr(funds, measure)[:, 0]
            shown = cells(amounts, [whole(amount) for amount in amounts.tolist()], formats)
            rows.append(Row(text(f"reports.ledger.lapse_{key}"), shown))
    table = grid_of(
        case,
        "lapse",
        text("reports.ledger.lapse"),
        unit=text("reports.unit.thousand"),
        heads=(text("papers.registration.position"), *year_heads(case)),
        rows=rows,
        said=[text("reports.ledger.note_lapse"), text("reports.table.note_consent"),
              *year_notes(case.result, text, formats)],
        states=[text("papers.state.forecast")] * len(book.years),
        sums=False,
    )  # fmt: skip
    return Words(tuple(said)), table


def _conditions(case: Case, book: Ledger) -> Bullets:
    """The conditions of the administrative rules, and what the forecast says to each."""
    needs: Sequence[float] = book.of("need").tolist()
    facts = {
        "first": book.years[0].year,
        "last": book.years[-1].year,
        "start": case.formats.mio(needs[0]),
        "end": case.formats.mio(needs[-1]),
    }
    said = [case.text(f"papers.request.condition_{name}", **facts) for name in CONDITIONS]
    return Bullets((*said, *([case.ageing] if case.ageing else [])))


def _grounds(case: Case, book: Ledger) -> Bullets:
    """Why consent may be given, § 45 (3) LHO: obligations still to be met, otherwise economical administration."""
    text, first = case.text, book.years[0].year
    bound = case.result.resolved.optional_number("budget.opening_bound")
    key = "papers.request.ground_bound" + ("" if bound else "_unknown" if bound is None else "_none")
    unbound = case.result.resolved.optional_number("budget.opening_unbound") or 0.0
    obligations = text(key, year=first, amount=case.formats.mio(bound or 0.0))
    ahead = float(book.ahead.by_decision.sum())
    said = [obligations]
    if ahead >= CENT:
        said.append(text("papers.request.ground_ahead", amount=case.formats.mio(ahead)))
    if unbound > CENT_FREE:
        facts = {"amount": case.formats.mio(unbound), "used": case.formats.mio(float(book.of("residual_used")[0]))}
        said.append(text("papers.request.ground_exception", year=first, **facts))
    return Bullets((*said, text("papers.request.ground_reasons")))
