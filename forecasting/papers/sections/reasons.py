"""Why so much is registered: sentences made from the result, for the file and for the negotiation."""

from __future__ import annotations

from forecasting.papers.case import Case
from forecasting.reports.answer import answer
from forecasting.reports.funds.grants import grant_table
from forecasting.reports.tables import CENT
from forecasting.scenarios.chain import MEDIAN
from forecasting.scenarios.registration import Registration, register_need

__all__ = ["reasons"]


def reasons(case: Case, found: Registration) -> tuple[str, ...]:
    """Need, price, residuals, certainty and what the numbers rest on; about the first year to be registered."""
    result, text = case.result, case.text
    row = found.budget[0] if found.budget else len(found.years) - 1
    year = found.years[row].year
    said = answer(result, text, year=year)
    return tuple(
        part
        for part in (
            f"{said.people} {said.staff}",
            _price(case, row),
            _residuals(case, found),
            _certainty(case, found),
            said.basis,
            case.ageing,
            text("papers.registration.reason_report"),
        )
        if part
    )


def _price(case: Case, row: int) -> str:
    """Rates and ratio that the posts and the money follow from."""
    result, text = case.result, case.text
    table = grant_table(result, text)
    rates = {name: table.row(f"{name}_rate").cells[row] for name in ("graduate", "vocational")}
    key = "rates" if rates["graduate"] != rates["vocational"] else "rate"
    words = text(f"papers.registration.reason_{key}", year=result.years[row].year, **rates)
    if result.resolved.word("staffing.method") == "ratio":
        ratio = case.formats.plain(result.resolved.number("staffing.persons_per_fte"))
        base = "counted" if result.resolved.word("staffing.ratio_base") == "counted" else "served"
        words = f"{words} {text(f'papers.registration.reason_ratio_{base}', ratio=ratio)}"
    return words


def _residuals(case: Case, found: Registration) -> str:
    """What residual funds save of the registration, and what would be registered without them."""
    text, formats, rows = case.text, case.formats, list(found.budget)
    if not rows:
        return ""
    used = float(found.of("residual_used")[rows].sum())
    facts = {
        "used": formats.mio(used),
        "gross": formats.mio(float(found.registered[rows].sum()) + used),
        "year": found.years[0].year,
    }
    given = case.result.resolved.values["budget.opening_unbound"] is not None
    words = text(f"papers.registration.reason_residuals{'' if used >= CENT else '_none'}", **facts)
    without = [row for row in range(rows[0], len(found.years)) if found.of("residual_used")[row] < CENT]
    if used >= CENT and without:
        words = f"{words} {text('papers.registration.reason_once', year=found.years[without[0]].year)}"
    return words if given else f"{words} {text('papers.registration.reason_not_given', **facts)}"


def _certainty(case: Case, found: Registration) -> str:
    """What registering the planning value instead of the median would change, or the other way round."""
    text, formats, rows = case.text, case.formats, list(found.budget)
    level = case.result.planning_quantile
    if not rows or level == MEDIAN:
        return ""
    median, planning = (
        float(register_need(case.result, each).registered[rows].sum()) for each in (MEDIAN, level)
    )  # fmt: skip
    if abs(planning - median) < CENT:
        return ""
    key = "planning" if found.level != MEDIAN else "median" if median >= CENT else "median_none"
    return text(
        f"papers.registration.reason_{key}",
        share=formats.percent(level),
        median=formats.mio(median),
        planning=formats.mio(planning),
        change=formats.mio(abs(planning - median)),
    )
