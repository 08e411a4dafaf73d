"""The page of the goal seek: a lever, a result, the value that reaches it, and the map of two levers.

What is asked is one record of the session, so that it outlasts a visit of another page, and goes with the link.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import streamlit as st

from forecasting.assumptions import Scenario, load_register
from forecasting.assumptions.differences import with_changes
from forecasting.assumptions.entry import holds, usual
from forecasting.assumptions.register import can_be_set
from forecasting.base.errors import InputError
from forecasting.budget.measures import names
from forecasting.reports.charts.goal import axis_words, frontier_chart, frontier_data, frontier_values, frontier_words
from forecasting.reports.goal import DOWN, UP, answer_words, label_of, now_words, reason_words, rounded
from forecasting.scenarios import Outlook, outlook
from forecasting.scenarios.goal.expression import RESIDUALS_ALONE, Target, reached, value_of
from forecasting.scenarios.goal.solve import Solution
from forecasting.scenarios.levers import APPROPRIATION, FORECAST, MAIN, RATES, SHIFT, lever_of, moved, seekable
from forecasting.ui.board.chart_panel import Panel, draw_chart
from forecasting.ui.board.downloads import Chart
from forecasting.ui.board.risk_view import draw_risk
from forecasting.ui.board.sections import refusing
from forecasting.ui.board.view import View
from forecasting.ui.frame.frame import begin_page
from forecasting.ui.html import paragraphs
from forecasting.ui.pages.goal.form import PRESETS, ask, choose_lever, choose_target, pick, widget_key
from forecasting.ui.pages.goal.record import GOAL, Goal
from forecasting.ui.sentences import said
from forecasting.ui.session.data import frontier_of, solution_of
from forecasting.ui.session.session import Session

__all__ = ["draw"]

FIRST = (*MAIN[:2], RATES, *MAIN[2:])
UNTOUCHED = (*names("persons"), *names("posts"), *names("cost"), RESIDUALS_ALONE)
"""What an appropriation does not change."""

SCALE = 5.0  # of the screen: an axis that is shorter cannot be read in whole numbers


def draw(session: Session) -> None:
    """Draw the page for the scenario of the session."""
    view = View.of(session, begin_page(session))
    text, result = view.text, view.result
    st.markdown(text("ui.goal.intro"))
    with st.container(horizontal=True, key="goal-presets"):
        for name, preset in PRESETS.items():
            st.button(text(f"ui.goal.preset_{name}"), key=f"goal-{name}", on_click=pick, args=(session, preset))
    labels = _levers(session, result)
    with st.container(border=True, key="goal"):
        key = choose_lever(session, session.records[GOAL].goal, labels)
        try:
            target = choose_target(session, session.records[GOAL].goal, result)
            scenario = _with_effect(result.scenario, session.base, key)
            with st.spinner(text("ui.goal.seeking")):
                start = result if scenario is result.scenario else outlook(scenario, result.arrivals, reuse=result)
                found = solution_of(key, str(target), start)
        except InputError as error:
            st.error(said(error.findings, text), icon=":material/error:")
            return
        _answer(session, found, start, switched=scenario is not result.scenario)
    session.records[GOAL] = session.records[GOAL].said(target)
    _map(view, start, key, target, labels)
    draw_risk(view)


def _with_effect(scenario: Scenario, base: Scenario, key: str) -> Scenario:
    """The scenario with the settings under which an assumption acts; at the base's nothing is left of a change."""
    entry = load_register().find(key)
    conditions = () if entry is None else entry.acts_under
    settings = [one for one in conditions if can_be_set(one) and not one[0].startswith(FORECAST)]
    missing = dict(usual(one) for one in settings if not holds(one, {one[0]: scenario.value(one[0])}))
    return with_changes(scenario, base, missing) if missing else scenario


def _levers(session: Session, result: Outlook) -> dict[str, str]:
    """Levers that can be sought and their names, those of the first page first; what the address asks for, too."""
    register = load_register()
    moving = [
        key
        for key in seekable(result.arrivals)
        if (entry := register.find(key)) is not None and entry.step is not None and not key.startswith("district")
    ]
    wanted = dict.fromkeys((*FIRST, *moving, session.records[GOAL].goal.lever))
    labels = {}
    for key in wanted:
        try:
            labels[key] = label_of(lever_of(key, result.scenario, result.arrivals), session.text)
        except InputError as error:
            ask(session, replace(session.records[GOAL].goal, lever=Goal().lever))
            st.error(said(error.findings, session.text), icon=":material/error:")
    return labels


def _answer(session: Session, found: Solution, start: Outlook, *, switched: bool) -> None:
    """The sentence, where the scenario stands, how it was found, and the way to take the value over."""
    text = session.text
    value = _readable(found, start, session.base)
    main = answer_words(found, start, text, value, exact=False)
    reasons = [words for words in reason_words(found, start, text, exact=False) if words != main]
    if switched:
        reasons.append(text("ui.goal.switched"))
    if found.target.measure == "residuals_alone" and start.resolved.values["budget.opening_unbound"] is None:
        reasons.append(text("ui.goal.residual_missing"))
    st.html(
        f'<section class="answer" aria-live="polite" aria-label="{text("ui.answer.label")}">'
        + paragraphs([main], "main")
        + paragraphs([now_words(found, text, exact=False)], "further")
        + paragraphs(reasons, "aside")
        + "</section>"
    )
    if found.reachable and value is not None and found.outcome != "no_effect":
        st.button(
            text("ui.goal.take_over"),
            key="goal-take-over",
            icon=":material/check:",
            on_click=_take_over,
            args=(session, found, start, value),
        )


def _take_over(session: Session, found: Solution, start: Outlook, value: float) -> None:
    """Put the value into the scenario of the page."""
    try:
        session.go(moved(start.scenario, session.base, found.varied, value))
    except InputError as error:
        session.problems.append(error)


def _readable(found: Solution, start: Outlook, base: Scenario) -> float | None:
    """The value rounded as the page names it, towards the side where the target holds; else as it is."""
    if found.outcome != "found" or found.value is None:
        return found.value
    value = rounded(found.varied, found.value, DOWN if found.direction == "largest" else UP)
    low, high = found.varied.possible
    if not low <= value <= high:
        return found.value
    try:
        there = outlook(moved(start.scenario, base, found.varied, value), start.arrivals, reuse=start)
    except InputError:
        return found.value
    return value if reached(found.target, value_of(found.target, there)) else found.value


@refusing
def _map(view: View, start: Outlook, key: str, target: Target, labels: dict[str, str]) -> None:
    """Two levers to the same target, when somebody asks for it."""
    text, session = view.text, view.session
    with st.container(horizontal=True, vertical_alignment="bottom", key="goal-map"):
        others = [other for other in labels if other != key and _has_scale(other, view.result)]
        goal, usual = session.records[GOAL].goal, _usual_second(key, target)

        def show(goal: Goal, entry: object) -> Goal:
            return replace(goal, second=usual if entry else "")

        wanted = widget_key(session, "map-wanted", bool(goal.second), show, worded=False)
        st.toggle(text("ui.goal.map"), key=wanted)
        if not goal.second:
            return
        second = goal.second if goal.second in others else usual
        name = widget_key(session, "second", second, lambda goal, entry: replace(goal, second=str(entry)))
        st.selectbox(text("ui.goal.second"), others, format_func=labels.__getitem__, key=name)
    scenario = _with_effect(start.scenario, session.base, second)
    near = start if scenario is start.scenario else outlook(scenario, start.arrivals, reuse=start)
    with st.spinner(text("ui.goal.mapping")):
        found = frontier_of((key, second), str(target), near)
    chart = Chart(
        frontier_chart(found, text=text),
        axis_words(found.up, text),
        frontier_words(found, near, text),
        partial(frontier_values, found, text),
        partial(frontier_data, found, text),
    )
    title = text("ui.goal.map_title", across=labels[key], up=labels[second])
    draw_chart(Panel("goal-map", title, chart, view.source), view.desk)


def _usual_second(key: str, target: Target) -> str:
    """A second lever that moves the quantity: the appropriation where it is about cover."""
    if target.measure not in UNTOUCHED and key != APPROPRIATION:
        return APPROPRIATION
    return SHIFT if key != SHIFT else RATES


def _has_scale(key: str, result: Outlook) -> bool:
    """Whether the values of a lever can be read on an axis of whole numbers."""
    varied = lever_of(key, result.scenario, result.arrivals)
    return (varied.plausible[1] - varied.plausible[0]) * varied.unit.factor >= SCALE
