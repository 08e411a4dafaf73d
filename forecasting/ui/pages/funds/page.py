"""The page of the funds: what the need is, what pays for it, what is left; 2017 to 2021 from the audit report."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import streamlit as st

from forecasting.base.text import Texts
from forecasting.reports.funds.grants import QUALIFICATIONS, grant_table, grant_words, pay_rows, procedure_words
from forecasting.reports.funds.ledger import (
    OF_PAIR,
    account_table,
    double_budgets,
    due_table,
    lapse_table,
    origin_table,
    reductions_words,
)
from forecasting.reports.funds.staff import staff_table, staff_words
from forecasting.reports.grid import Grid, Values
from forecasting.reports.tables import any_amount, plan_words
from forecasting.scenarios import Outlook
from forecasting.scenarios.account_rules import decided_years
from forecasting.scenarios.ledger import Ledger, ledger
from forecasting.ui.board.downloads import Chart
from forecasting.ui.board.risk_view import draw_risk
from forecasting.ui.board.sections import draw_answer, draw_notes, draw_rows
from forecasting.ui.board.table_panel import draw_years
from forecasting.ui.board.view import View
from forecasting.ui.frame.frame import begin_page
from forecasting.ui.html import paragraphs
from forecasting.ui.pages.funds.charts import class_chart, flow_chart, lapse_chart, pay_chart
from forecasting.ui.pages.funds.history import draw_history
from forecasting.ui.pages.funds.year_tables import draw_year_tables
from forecasting.ui.session.session import Session

__all__ = ["draw"]


class _View(View):
    """What the sections share."""

    @property
    def book(self) -> Ledger:
        """The account of the result."""
        return self.session.keep("ledger", (self.result,), partial(ledger, self.result))

    @property
    def exact(self) -> bool:
        """Whether tables are in euros and cents."""
        return st.session_state.get(EXACT) is True


def draw(session: Session) -> None:
    """Draw the page for the scenario of the session."""
    view = _View.of(session, begin_page(session))
    draw_answer(reductions_words(view.result, view.book, view.text))
    draw_history(view)
    _account(view)
    _classes(view)
    _lapse(view)
    _due(view)
    _rules(view)
    _staff(view)
    draw_risk(view)


def _account(view: _View) -> None:
    """The account, the double budgets, and what is budgeted, decided and paid."""
    text = view.text
    st.header(text("ui.funds.account"), anchor=False)
    draw_year_tables(view.session, view.result)
    st.toggle(text("ui.funds.exact"), key=EXACT)
    _account_table(view, "account", account_table)
    heads = [
        plan_words(f"ui.funds.pair_{name}", view.result, text) if name in NAMED else text(f"ui.funds.pair_{name}")
        for name in PAIR
    ]
    rows = double_budgets(view.result, view.book, decided_years(), text)
    draw_rows(text("ui.funds.pairs"), Values(heads, rows, (0, 1)))
    draw_notes(text("ui.funds.pairs_note"))
    _chart(view, "flow", flow_chart)


EXACT = "funds-exact"  # key of the toggle
PAY_HEADS = ("from", "share", "year", "note", "source")
PAIR = ("years", "state", *OF_PAIR, "left")
NAMED = ("appropriation", "appropriation_used")
"""Of these, the amounts that may be carried forward."""


def _classes(view: _View) -> None:
    """Residuals by what binds them and by year of origin."""
    st.header(view.text("ui.funds.classes"), anchor=False)
    draw_notes(view.text("ui.funds.classes_note"))
    if _residuals(view):
        _chart(view, "classes", class_chart)
    _account_table(view, "origins", origin_table)


def _lapse(view: _View) -> None:
    """The account without and with lapse."""
    st.header(view.text("ui.funds.lapse"), anchor=False)
    if _residuals(view):
        _chart(view, "lapse", lapse_chart)
    _account_table(view, "lapse", lapse_table)


def _residuals(view: _View) -> bool:
    """Whether any are left at the end of a year; where none are, says so in place of an empty chart."""
    if any_amount(view.book.of("closing_total")) or any_amount(view.book.of("lapsed")):
        return True
    draw_notes(view.text("ui.funds.no_residuals", last=view.result.years[-1].year))
    return False


def _due(view: _View) -> None:
    """Decisions ahead of the due year."""
    st.header(view.text("ui.funds.due"), anchor=False)
    _account_table(view, "due", due_table)


def _rules(view: _View) -> None:
    """What a post costs, what the state pays of it, and what simpler procedures save."""
    text = view.text
    st.header(text("ui.funds.rules"), anchor=False)
    st.html(paragraphs([grant_words(view.result, text)], "main"))
    draw_years("funds-grants", grant_table(view.result, text), view.desk)
    source = text("ui.funds.pay_caption")
    paid = replace(view, source=f"{source} {view.session.scenario_words}", desk=replace(view.desk, origin=source))
    for name in QUALIFICATIONS:
        title = text("ui.funds.chart_pay", name=text(f"reports.grant.{name}"))
        paid.draw_chart(f"funds-pay-{name}", title, (view.result,), partial(pay_chart, view.result, name, text))
    heads = [text(f"ui.funds.pay_{name}") for name in PAY_HEADS]
    draw_rows(text("ui.funds.pay_rounds"), Values(heads, pay_rows(text), (0, 3, 4)), tall=False)
    draw_notes(procedure_words(view.result, text))


def _staff(view: _View) -> None:
    """Posts needed and filled, where the scenario lets hiring take time."""
    text = view.text
    st.header(text("ui.funds.staff"), anchor=False)
    st.html(paragraphs([staff_words(view.result, text)], "main"))
    if "filled_fte" in view.result.yearly:
        draw_years("funds-staff", staff_table(view.result, text), view.desk)


def _chart(view: _View, name: str, make: Callable[[Outlook, Ledger, Texts], Chart]) -> None:
    key = f"ui.funds.chart_{name}"
    title = plan_words(key, view.result, view.text) if name == "flow" else view.text(key)
    view.draw_chart(f"funds-{name}", title, (view.book,), partial(make, view.result, view.book, view.text))


def _account_table(view: _View, name: str, make: Callable[..., Grid]) -> None:
    """A table of the account; its file holds every digit either way."""
    shown = make(view.result, view.book, view.text, exact=view.exact)
    saved = make(view.result, view.book, view.text) if view.exact else shown
    draw_years(f"funds-{name}", shown, view.desk, saved=saved)
