"""The form of the goal seek: questions that are asked often, and the target put together, all on one record."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import streamlit as st

from forecasting.base.errors import InputError
from forecasting.base.format import Formats
from forecasting.base.numbers import parse_number
from forecasting.reports.answer import answer_year
from forecasting.reports.tables import account_label
from forecasting.scenarios import Outlook
from forecasting.scenarios.goal.expression import Target, parse
from forecasting.scenarios.levers import RATES, SHIFT
from forecasting.ui.pages.goal.record import ACCOUNT, EXPRESSION, FORMS, GOAL, LIMITED, LONGEST, Goal
from forecasting.ui.session.session import Session

__all__ = ["PRESETS", "ask", "choose_lever", "choose_target", "pick", "widget_key"]

CHANCES = (0.5, 0.7, 0.8, 0.9, 0.95)
NEED_STEP, FTE_STEP = 1.0, 10.0
LONGEST_NUMBER = 20  # characters

PRESETS = {
    "residuals": Goal(SHIFT, "alone"),
    "rate": Goal(RATES, "need", chance=ACCOUNT),
    "ratio": Goal("staffing.persons_per_fte", "alone"),
    "appropriation": Goal("budget.appropriation", "covered"),
}
"""Questions of one click."""


def widget_key(
    session: Session, name: str, value: object, enter: Callable[[Goal, object], Goal], *, worded: bool = True
) -> str:
    """Key of the widget `name`, which shows `value`; an entry makes the goal another one."""

    def take(entry: object) -> None:
        ask(session, enter(session.records[GOAL].goal, entry))

    return session.widgets.key(f"goal-{name}{f'-{session.language}' if worded else ''}", value, take)


def choose_lever(session: Session, goal: Goal, labels: dict[str, str]) -> str:
    """The number that is sought."""
    key = widget_key(session, "lever", goal.lever, lambda goal, entry: replace(goal, lever=str(entry)))
    return st.selectbox(session.text("ui.goal.lever"), list(labels), format_func=labels.__getitem__, key=key)


def choose_target(session: Session, goal: Goal, result: Outlook) -> Target:
    """The target that the widgets put together.

    Raises:
        InputError: an expression that makes no sense, or no number.
    """
    text = session.text
    years = [year.year for year in result.years]
    usual = answer_year(result)
    st.selectbox(
        text("ui.goal.form"),
        FORMS,
        format_func=lambda name: text(f"ui.goal.form_{name}"),
        key=widget_key(session, "form", goal.form, lambda goal, entry: goal.in_form(str(entry))),
    )
    if goal.form == EXPRESSION:
        words = goal.words or f"P(shortfall[..{years[-1]}] <= 0) >= 0.9"
        st.text_input(
            text("ui.goal.expression"),
            key=widget_key(
                session, "expression", words, lambda goal, entry: replace(goal, words=str(entry)), worded=False
            ),
            max_chars=LONGEST,
            help=text("ui.goal.expression_help"),
        )
        return parse(words)
    year = goal.year if goal.year in years else usual
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(
            text("ui.goal.year"),
            years,
            key=widget_key(session, "year", year, lambda goal, entry: replace(goal, year=int(str(entry)))),
            width=140,
        )
        limit = _limit(session, goal, result, year) if goal.form in LIMITED else 0.0
        chances = (ACCOUNT, *CHANCES) if goal.form in LIMITED else CHANCES
        _chance(session, goal, chances, result)
    if goal.typed:
        parse_number(goal.typed, text.language)
    return goal.target(year, limit)


def pick(session: Session, goal: Goal) -> None:
    """Ask one of the usual questions, on the map that is open."""
    second = session.records[GOAL].goal.second
    ask(session, replace(goal, second=second if second != goal.lever else ""))


def ask(session: Session, goal: Goal) -> None:
    """Ask something else."""
    session.records[GOAL] = replace(session.records[GOAL], goal=goal)


def _limit(session: Session, goal: Goal, result: Outlook, year: int) -> float:
    """The field of the limit; at first nine tenths of what the account shows."""
    text = session.text
    factor, step = (1e6, NEED_STEP) if goal.form == "need" else (1.0, FTE_STEP)
    usual = round(0.9 * float(result.account.measures[goal.form][result.row(year)]) / factor / step) * step * factor
    limit = usual if goal.limit is None else goal.limit

    def enter(goal: Goal, entry: object) -> Goal:
        try:
            return replace(goal, limit=parse_number(str(entry), text.language) * factor, typed="")
        except InputError:
            return replace(goal, typed=str(entry))

    shown = goal.typed or Formats(text.language).plain(limit / factor)
    st.text_input(
        text(f"ui.goal.limit_{goal.form}"),
        key=widget_key(session, f"limit-{goal.form}", shown, enter),
        max_chars=LONGEST_NUMBER,
        width=180,
    )
    return limit


def _chance(session: Session, goal: Goal, chances: Sequence[float], result: Outlook) -> None:
    text, formats = session.text, Formats(session.language)

    def words(chance: float) -> str:
        if chance == ACCOUNT:
            return account_label(result, text)
        return text("ui.goal.at_least", share=formats.percent(chance, 0 if round(chance, 2) == chance else 1))

    st.selectbox(
        text("ui.goal.chance"),
        sorted({*chances, goal.chance}),
        format_func=words,
        key=widget_key(session, "chance", goal.chance, lambda goal, entry: replace(goal, chance=float(str(entry)))),
        width=360,
    )
