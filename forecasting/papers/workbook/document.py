"""The living workbook: the planning account as formulas on an input sheet, and beside it what stays a value.

Change a rate and need, surplus, residuals and shortfall follow, equal to the tool's to the cent. The equations are
those of docs/method.md, Cost and Funds; distributions come from the paths and stay values with their source.
"""

from __future__ import annotations

from forecasting.papers.case import Case
from forecasting.papers.workbook.account import write_account
from forecasting.papers.workbook.book import Book
from forecasting.papers.workbook.charts import write_charts
from forecasting.papers.workbook.data import write_intervals, write_monthly, write_yearly
from forecasting.papers.workbook.inputs import write_inputs
from forecasting.papers.workbook.lists import write_assumptions, write_readme, write_scenarios
from forecasting.papers.workbook.need import write_need
from forecasting.papers.workbook.tables import write_checks, write_table2

__all__ = ["write_xlsx"]


def write_xlsx(case: Case) -> bytes:
    """The workbook of a case; the same case gives the same bytes."""
    text = case.text
    book = Book(
        text,
        title=text("papers.workbook.readme.title"),
        subject=f"{case.scenario} · {case.stand}",
        author=text("papers.author"),
        created=case.run.created,
        foot=case.foot,
    )
    inputs = write_inputs(case, book)
    need = write_need(case, book, inputs)
    account = write_account(case, book, inputs, need)
    table = write_table2(case, book, inputs, need, account)
    verdict = write_checks(case, book, inputs, need, account, table)
    write_charts(case, book, need, account)
    write_intervals(case, book)
    write_monthly(case, book)
    write_yearly(case, book)
    write_scenarios(case, book)
    write_assumptions(case, book)
    write_readme(case, book, verdict)
    return book.bytes()
