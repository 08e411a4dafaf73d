"""For a hearing: where the money went, what the report's tables add up to, and what the figures rest on.

The bridge 2017 to 2021 and Tables 1 and 2 of the audit report recomputed, with what is derived marked as such; the
assumptions by evidence; how far earlier forecasts made in the same way came true, and the adopted ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from forecasting.arrivals.backtest.results import read_results
from forecasting.assumptions.entry import QUALITIES
from forecasting.base.text import Texts
from forecasting.observations.audit_report import PrintedRow, PrintedTable, load_audit_report
from forecasting.papers.case import Case
from forecasting.papers.content import Block, Bullets, Figure, Paper, Section, Words
from forecasting.papers.kinds.annex import limit_points
from forecasting.papers.sections import track
from forecasting.papers.sections.answers import main_words, printed
from forecasting.papers.sections.assumptions import assumptions_grid
from forecasting.papers.sections.calibration import by_month, by_year
from forecasting.papers.sections.front import paper_of
from forecasting.papers.sections.messages import funding_message
from forecasting.papers.sections.sheet import grid_of, in_language
from forecasting.reports.charts.account import Step, bridge
from forecasting.reports.charts.prognosis import inside_bars
from forecasting.reports.frame import Frame
from forecasting.reports.funds.history import derived, printed_table, report_rows, residual_steps, unbound_steps
from forecasting.reports.grid import Grid, Row, RowKind
from forecasting.reports.prognosis import horizon_values
from forecasting.reports.register import quality_counts

__all__ = ["paper", "steps_figure", "table1_grid", "table2_grid"]

NOTES = {
    "table1": ("burden_sharing_255_285", "federal_below_pact_2021"),
    "table2": ("residuals_cover_all_areas", "extension_24_plus_33_9", "other_areas_7_2_or_12_0"),
}
"""What the report's tables do not settle, by table."""

MONTHS = ("1", "3", "6", "12", "18", "24")
COMPARED = ("ensemble", "naive")
NOTABLE = 5.0  # percentage points: a smaller change is none
LIMITS = ("integration.link", "integration.need", "integration.prospect", "money.consent", "figures.far")
TOTALS = ("available", "need")
NOT_COMPUTED = "x"


def paper(case: Case, text: Texts) -> Paper:
    """The paper for the hearing."""
    case = in_language(case, text)
    told = printed(case)
    told_of = (told.coverage, told.residuals, told.lapse, told.basis, case.ageing)
    sentences = [part for part in (*main_words(case), *told_of) if part]
    counts = quality_counts(case.result)
    results = read_results()
    inside = case.formats.percent(results.value("ensemble", "all", "within80"))
    sections = [
        Section("answer", funding_message(case.result, text), (Words((" ".join(sentences),)),)),
        Section("table1", _message1(case), (table1_grid(case),)),
        Section("table2", _message2(case), (table2_grid(case),)),
        Section(
            "bridge",
            text("papers.hearing.bridges"),
            (
                steps_figure(case, "residuals", residual_steps(text)),
                steps_figure(case, "unbound", unbound_steps(text)),
                _report_grid(case),
            ),
        ),
        Section("evidence", _evidence_message(case, counts), (_evidence_grid(case),)),
        Section("outcome", text("papers.hearing.outcome", share=inside), tuple(_outcome(case))),
        track.section(case),
        Section("limits", text("papers.hearing.limits"), (Bullets(limit_points(case, LIMITS)),)),
    ]
    return paper_of(case, "hearing", text("papers.hearing.title"), sections)


def table1_grid(case: Case) -> Grid:
    """Table 1 as printed, with the sum over the years recomputed beside it."""
    text, formats, printed = case.text, case.formats, load_audit_report().table1
    rows = []
    table = printed_table(printed, text)
    for line in table.rows:
        total = formats.number(printed.rows[line.key].total, printed.digits)
        kind: RowKind = "sum" if line.kind == "sum" else "item"
        rows.append(Row(line.label, (*line.cells, total), kind, line.number))
        if printed.rows[line.key].sum_of:
            rows.append(_added(case, printed, printed.rows[line.key]))
    return _of_report(
        case,
        "table1",
        table.title,
        (text("papers.hearing.position"), *table.heads[1:], text("papers.hearing.head_sum", first=printed.years[0],
                                                             last=printed.years[-1])),
        rows,
        NOTES["table1"],
        states=[*[text("papers.state.plan")] * len(table.years), text("papers.hearing.recomputed")],
    )  # fmt: skip


def _added(case: Case, printed: PrintedTable, row: PrintedRow) -> Row:
    """A sum of Table 1 computed again from its parts, by year and over the years."""
    again = [sum(printed.rows[part].values[place] for part in row.sum_of) for place in range(len(printed.years))]
    cells = [case.formats.number(amount, printed.digits) for amount in (*again, sum(again))]
    return Row(case.text("papers.hearing.added"), tuple(cells), "result")


def table2_grid(case: Case) -> Grid:
    """Table 2 as printed, its sums recomputed from its items, and the difference."""
    text, formats, printed = case.text, case.formats, load_audit_report().table2
    year = printed.years[0]
    found = {key: row.values[0] for key, row in printed.rows.items()}
    again = {key: sum(found[part] for part in row.sum_of) for key, row in printed.rows.items() if row.sum_of}
    again["closing_unbound"] = again[TOTALS[0]] - again[TOTALS[1]]
    rows: list[Row] = []
    for key, row in printed.rows.items():
        block, _, _ = row.outline.partition(".")
        if block != "III" and row.outline.endswith(".1"):
            name = "available" if block == "I" else "need"
            rows.append(Row(text(f"reports.table.{name}_heading"), kind="heading", number=f"{block}."))
        rows.append(_recomputed(case, row, found[key], again.get(key), printed.digits))
    heads = [text("papers.hearing.position"), text("papers.hearing.printed", year=year),
             text("papers.hearing.again"), text("papers.hearing.difference")]  # fmt: skip
    return _of_report(case, "table2", printed_table(printed, text).title, heads, rows, NOTES["table2"],
                      calculated=formats.number(again["closing_unbound"], printed.digits))  # fmt: skip


def _recomputed(case: Case, row: PrintedRow, value: float, again: float | None, digits: int) -> Row:
    """A row of Table 2: as printed, as recomputed where it is a sum, and the difference."""
    formats, shown = case.formats, case.formats.number(value, digits)
    kind: RowKind = "result" if row.key == "closing_unbound" else "sum" if row.sum_of else "item"
    number = row.outline if "." in row.outline else f"{row.outline}."
    outline = number.partition(".")[2] + "." if "." in row.outline else number
    if again is None:
        return Row(row.label(case.text.language), (shown, NOT_COMPUTED, NOT_COMPUTED), kind, outline)
    change = round(again - value, digits)
    gap = "–" if change == 0 else formats.number(change, digits)
    return Row(row.label(case.text.language), (shown, formats.number(again, digits), gap), kind, outline)


def steps_figure(case: Case, name: str, steps: Sequence[Step]) -> Figure:
    """A bridge of the report's figures; derived steps say so in their names."""
    text, unit = case.text, case.text("reports.unit.mio")
    title = text(f"papers.hearing.bridge_{name}")
    message = _bridge_message(case) if name == "residuals" else _unbound_message(case)
    told = "; ".join(f"{step.words}: {case.formats.number(step.amount, step.digits)}" for step in steps)
    return Figure(
        key=f"bridge_{name}",
        message=message,
        words=f"{message}. {told} {unit}.",
        chart=bridge(steps, title, unit=unit, text=text),
        frame=Frame(
            title=title,
            unit=unit,
            stand=text("papers.hearing.stand"),
            source=_source(case),
            scenario="",
            notes=(text("papers.hearing.note_derived"),),
            language=text.language,
        ),
    )


def _message1(case: Case) -> str:
    """The sum of Table 1 against the prose."""
    report, formats = load_audit_report(), case.formats
    table = formats.number(report.table1.rows["burden_sharing"].total)
    prose = report.figures["burden_sharing_prose"]
    whole = formats.number(report.table1.rows["pact"].total)
    return case.text("papers.hearing.table1", table=table, prose=formats.number(prose.value), whole=whole)


def _message2(case: Case) -> str:
    plan, digits = load_audit_report().table2, load_audit_report().table2.digits
    facts = {key: case.formats.number(plan.value(key, plan.years[0]), digits) for key in
             ("available", "need", "closing_unbound")}  # fmt: skip
    return case.text("papers.hearing.table2", year=plan.years[0], **facts)


def _bridge_message(case: Case) -> str:
    """How much of what was budgeted had not been paid at the end of 2020."""
    report, formats = load_audit_report(), case.formats
    budget = sum(report.table1.value("projects", year) for year in report.table1.years if year <= 2020)
    left, free = report.figures["residuals_2020"], report.figures["unbound_2020"]
    return case.text(
        "papers.hearing.bridge",
        budget=formats.number(budget, 1),
        left=formats.number(left.value, left.digits),
        free=formats.number(free.value, free.digits),
    )


def _unbound_message(case: Case) -> str:
    report, formats = load_audit_report(), case.formats
    start, plan = report.figures["unbound_2019"], report.table2
    return case.text(
        "papers.hearing.unbound",
        start=formats.number(start.value, start.digits),
        end=formats.number(plan.value("closing_unbound", plan.years[0]), plan.digits),
        year=plan.years[0],
    )


def _report_grid(case: Case) -> Grid:
    """The report's figures on residual funds and what follows from them, marked as derived."""
    text = case.text
    rows = [Row(label, tuple(cells)) for label, *cells in report_rows(text)]
    rough = text("papers.hearing.note_rough") if any(found.rough for found in derived().values()) else ""
    grid = _of_report(
        case,
        "figures",
        text("papers.hearing.figures"),
        [text(f"papers.hearing.head_{name}") for name in ("quantity", "amount", "kind", "origin")],
        rows,
        (),
        words=True,
    )
    notes = (text("papers.hearing.note_derived"), *([rough] if rough else []), *grid.notes)
    return replace(grid, unit="", notes=notes, amounts=(1,))


def _of_report(
    case: Case,
    key: str,
    title: str,
    heads: Sequence[str],
    rows: Sequence[Row],
    notes: Sequence[str],
    *,
    states: Sequence[str] = (),
    words: bool = False,
    calculated: str = "",
) -> Grid:
    """A table of the report's figures: its open points as notes, the report as source."""
    text, report = case.text, load_audit_report()
    said = [
        f"{report.notes[note].finding(text.language)} {report.notes[note].decision(text.language)}" for note in notes
    ]
    if calculated:
        said.insert(0, text("papers.hearing.note_table2", amount=calculated))
    return grid_of(
        case,
        key,
        title,
        unit="" if words else text("reports.unit.mio"),
        heads=heads,
        rows=rows,
        said=said,
        states=states,
        sums=False,
        words=words,
        below=(_source(case),),
    )


def _source(case: Case) -> str:
    title = load_audit_report().document.title(case.text.language)
    return case.text("papers.hearing.source", title=title)


def _evidence_message(case: Case, counts: dict[str, int]) -> str:
    if not counts["all"]:
        return case.text("papers.hearing.evidence_none")
    return case.text("papers.hearing.evidence", **counts)


def _evidence_grid(case: Case) -> Grid:
    """The assumptions that matter, under a heading for each grade of evidence."""
    text, grid = case.text, assumptions_grid(case)
    place = 1  # of the grade in the small print
    order = [
        *(text(f"reports.register.grade.{name}") for name in QUALITIES),
        text("reports.register.decision"),
        text("reports.register.own"),
    ]
    rows: list[Row] = []
    for grade in order:
        members = [row for row in grid.rows if row.details[place] == grade]
        if members:
            name = text.plural("papers.hearing.grade", len(members), grade=grade[:1].upper() + grade[1:])
            rows.append(Row(name, kind="heading"))
            rows += [Row(row.label, row.cells, row.kind, details=(row.details[0], "")) for row in members]
    heads = (*grid.heads[:-1], text("papers.hearing.head_source"))
    return replace(grid, key="evidence", title=text("papers.hearing.evidence_table"), heads=heads, rows=tuple(rows))


def _outcome(case: Case) -> list[Block]:
    """The backtest: in words, by method, by months ahead, and by years ahead."""
    text, results = case.text, read_results()
    errors, shares = (horizon_values(results, column, COMPARED, text) for column in ("error", "within80"))
    inside = {row[0]: row[1] for row in shares.rows}
    rows = [Row(row[0], (row[1], row[2], inside[row[0]])) for row in errors.rows if row[0] in MONTHS]
    table = grid_of(
        case,
        "ahead",
        text("papers.hearing.ahead"),
        unit="",
        heads=[text(f"papers.hearing.head_{name}") for name in ("ahead", "error", "naive", "inside")],
        rows=rows,
        sums=False,
        below=(text("papers.calibration.source"),),
    )
    return [*by_month(case), table, _inside_figure(case), *by_year(case)]


def _inside_figure(case: Case) -> Figure:
    """How often the true value lay in the 80 % interval, by months ahead; %."""
    text, results, unit = case.text, read_results(), "%"
    shares = [100.0 * results.value("ensemble", months, "within80") for months in MONTHS]
    first, last = case.formats.percent(shares[0] / 100.0), case.formats.percent(shares[-1] / 100.0)
    way = "falls" if shares[-1] < shares[0] - NOTABLE else "holds"
    said = text(f"papers.hearing.inside_{way}", first=first, last=last, months=MONTHS[-1])
    title = text("papers.hearing.inside")
    return Figure(
        key="inside",
        message=said,
        words=f"{said}.",
        chart=inside_bars(MONTHS, shares, title, unit=unit, text=text),
        frame=Frame(
            title=title,
            unit=unit,
            stand="",
            source=text("papers.calibration.source"),
            scenario="",
            language=text.language,
        ),
    )
