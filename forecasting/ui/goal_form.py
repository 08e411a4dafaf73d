"""What a planner aims at, as the page asks for it: questions that are asked often, and the target put together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from forecasting.base.format import Formats
from forecasting.base.text import Texts
from forecasting.reports.answer import answer_year
from forecasting.reports.tables import account_label
from forecasting.scenarios import Outlook
from forecasting.scenarios.expression import RESIDUALS_ALONE, Comparison, Target, parse
from forecasting.scenarios.vary import SHIFT
from forecasting.ui.numbers import parse_number

__all__ = ["PRESETS", "Preset", "apply", "choose_target"]

FORMS = ("covered", "alone", "need", "fte", "expression")
CHANCES = (0.5, 0.7, 0.8, 0.9, 0.95)
ACCOUNT = 0.0  # in place of a chance: the planning account
USUAL = 0.9
NEED_STEP, FTE_STEP = 1.0, 10.0
LONGEST, LONGEST_NUMBER = 200, 20  # characters


@dataclass(frozen=True)
class Preset:
    """A question of one click."""

    name: str
    lever: str
    form: str
    chance: float


PRESETS = (
    Preset("residuals", SHIFT, "alone", USUAL),
    Preset("rate", "funding.rate_graduate", "need", ACCOUNT),
    Preset("ratio", "staffing.persons_per_fte", "alone", USUAL),
    Preset("appropriation", "budget.appropriation", "covered", USUAL),
)


def apply(preset: Preset) -> None:
    """Fill the form in; the widgets take over what stands in the state."""
    st.session_state["goal-lever"] = preset.lever
    st.session_state["goal-form"] = preset.form
    st.session_state[f"goal-chance-{preset.form}"] = preset.chance


def choose_target(result: Outlook, text: Texts) -> Target:
    """The target that the widgets put together.

    Raises:
        InputError: an expression that makes no sense, or no number.
    """
    years = [year.year for year in result.years]
    form = st.selectbox(
        text("ui.goal.form"), FORMS, format_func=lambda name: text(f"ui.goal.form_{name}"), key="goal-form"
    )
    if form == "expression":
        words = st.text_input(
            text("ui.goal.expression"),
            f"P(shortfall[..{years[-1]}] <= 0) >= 0.9",
            key="goal-expression",
            max_chars=LONGEST,
            help=text("ui.goal.expression_help"),
        )
        return parse(words)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        year = _year(years, answer_year(result), text)
        if form in ("need", "fte"):
            amount = _amount(form, result, year, text)
            chance = _chance(form, (ACCOUNT, *CHANCES), result, text)
            limit = Comparison("<=", amount)
            if chance == ACCOUNT:
                return Target("account", form, year, year, limit)
            return Target("probability", form, year, year, Comparison(">=", chance), limit)
        chance = _chance(form, CHANCES, result, text)
    goal = Comparison(">=", chance)
    if form == "alone":
        return Target("probability", RESIDUALS_ALONE, year, year, goal, Comparison(">=", 0.0))
    return Target("probability", "shortfall", None, year, goal, Comparison("<=", 0.0))


def _year(years: Sequence[int], usual: int, text: Texts) -> int:
    return st.selectbox(
        text("ui.goal.year"),
        years,
        index=list(years).index(usual),
        key=f"goal-year-{years[0]}-{years[-1]}",
        width=140,
    )


def _amount(form: str, result: Outlook, year: int, text: Texts) -> float:
    """The limit, at first nine tenths of what the account shows.

    Raises:
        InputError: what was typed is no number.
    """
    factor, step = (1e6, NEED_STEP) if form == "need" else (1.0, FTE_STEP)
    now = float(result.account.measures[form][result.row(year)]) / factor
    typed = st.text_input(
        text(f"ui.goal.limit_{form}"),
        Formats(text.language).plain(round(0.9 * now / step) * step),
        key=f"goal-limit-{form}-{text.language}",
        max_chars=LONGEST_NUMBER,
        width=180,
    )
    return parse_number(typed, text.language) * factor


def _chance(form: str, chances: Sequence[float], result: Outlook, text: Texts) -> float:
    formats = Formats(text.language)

    def words(chance: float) -> str:
        return (
            account_label(result, text)
            if chance == ACCOUNT
            else text("ui.goal.at_least", share=formats.percent(chance))
        )

    key = f"goal-chance-{form}"
    if st.session_state.get(key) not in chances:
        st.session_state[key] = ACCOUNT if chances[0] == ACCOUNT else USUAL
    return st.selectbox(text("ui.goal.chance"), chances, format_func=words, key=key, width=360)
