"""Draw the levers: label with help, slider, field, base value and the way back to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from forecasting.arrivals import Arrivals
from forecasting.assumptions import load_register
from forecasting.base.errors import InputError
from forecasting.base.text import Texts
from forecasting.ui.levers import Lever, Span, decided_years, further_levers, main_levers
from forecasting.ui.numbers import parse_number
from forecasting.ui.session import Session

__all__ = ["Levers", "draw_levers", "levers_of"]

ROW = (5, 3)  # widths of slider and field
METHOD, RATIO = "staffing.method", "staffing.persons_per_fte"
APPROPRIATION, OPENING = "budget.appropriation", "budget.opening_unbound"
ORDER, RESIDUALS_FIRST, APPROPRIATION_FIRST = "budget.order", "residuals_first", "appropriation_first"


@dataclass(frozen=True)
class Levers:
    """The levers of the page: the first ones, and every other number of the register by its heading."""

    span: Span
    main: tuple[Lever, ...]
    further: Mapping[str, tuple[Lever, ...]]

    def all(self) -> tuple[Lever, ...]:
        """Every one."""
        return (*self.main, *(lever for levers in self.further.values() for lever in levers))


def levers_of(session: Session, arrivals: Arrivals) -> Levers:
    """The levers for the groups and the horizon of the arrivals."""

    def make() -> Levers:
        span, base = Span(arrivals.base_month + 1, arrivals.base_month + arrivals.horizon), session.base
        return Levers(span, main_levers(span, base), further_levers(arrivals.groups, span, base))

    return session.keep("levers", (arrivals, session.base), make)


def draw_levers(session: Session, levers: Levers) -> None:
    """The levers of the first page and, folded up, the others."""
    text, span = session.text, levers.span
    st.subheader(text("ui.levers"), anchor=False)
    for lever in levers.main:
        if lever.key == RATIO:
            _choice(session, METHOD)
        _row(session, lever, span)
    _residuals_first(session)
    _choice(session, "planning.level")
    st.markdown(f"**{text('ui.levers.further')}**")
    for heading, group in levers.further.items():
        folder = st.expander(text(f"ui.levers.{heading}"), key=f"further-{heading}", on_change="rerun")
        if folder.open:
            with folder:
                for lever in group:
                    _row(session, lever, span)


def _row(session: Session, lever: Lever, span: Span) -> None:
    """One lever."""
    text = session.text
    current, base = lever.read(session.scenario), lever.read(session.base)
    name = text("ui.lever.opening_on", year=span.years[0]) if lever.key == OPENING else lever.label(text)
    unit = lever.unit_words(text)
    frozen = _frozen(session, lever, span)
    with st.container(key=f"row-{lever.key.replace('.', '-')}"):
        st.markdown(f"{name} :small[({unit})]", help=lever.help(text))
        if lever.options:
            left, right = st.columns(ROW, vertical_alignment="center", gap="small", wrap=False)
            with left:
                _slider(session, lever, current, text("ui.lever.slider", lever=name, unit=unit), bool(frozen))
        else:
            right = st.container()
        with right:
            _field(session, lever, current, text("ui.lever.field", lever=name, unit=unit), bool(frozen))
        if current != base:
            st.button(
                text("ui.lever.base", value=lever.shown(base, text) or text("ui.lever.not_given")),
                key=f"reset-{lever.key}",
                icon=":material/undo:",
                help=text("ui.lever.reset", value=lever.said(base, text)),
                type="tertiary",
                on_click=session.put_back,
                args=(lever,),
            )
        if note := frozen or _note(lever, span, text):
            st.caption(note)


def _slider(session: Session, lever: Lever, current: float | None, label: str, disabled: bool) -> None:
    if current is None:
        st.caption(session.text("ui.lever.several"))
        return

    def enter(option: object) -> None:
        session.move(lever, option if isinstance(option, float) else None)

    st.select_slider(
        label,
        lever.options,
        format_func=lever.words(session.text).__getitem__,
        key=session.widget(f"slider-{lever.key}", lever.nearest(current), enter),
        disabled=disabled,
        label_visibility="collapsed",
    )


def _field(session: Session, lever: Lever, current: float | None, label: str, disabled: bool) -> None:
    text = session.text

    def value_of(words: object) -> float | None:
        if lever.entry.optional and not str(words).strip():
            return None
        return lever.typed(parse_number(str(words), text.language))

    def enter(words: object) -> None:
        try:
            session.move(lever, value_of(words))
        except InputError as error:
            session.problems.append(error)

    def same(words: object) -> bool:
        try:
            return value_of(words) == current
        except InputError:
            return current is None and words == ""

    st.text_input(
        label,
        key=session.widget(f"field-{lever.key}-{text.language}", lever.shown(current, text), enter, same),
        placeholder=text("ui.lever.enter") if lever.entry.optional else None,
        disabled=disabled,
        label_visibility="collapsed",
    )


def _choice(session: Session, key: str) -> None:
    """A choice of the register as buttons side by side."""
    text, entry = session.text, load_register()[key]
    labels = {choice.value: choice.label(text.language) for choice in entry.choices}
    st.segmented_control(
        entry.label(text.language),
        list(labels),
        format_func=labels.__getitem__,
        key=session.widget(f"choice-{key}", session.scenario.value(key), lambda word: session.set_value(key, word)),
        required=True,
        help=entry.meaning(text.language),
    )


def _residuals_first(session: Session) -> None:
    text = session.text

    def enter(ticked: object) -> None:
        session.set_value(ORDER, RESIDUALS_FIRST if ticked else APPROPRIATION_FIRST)

    st.checkbox(
        text("ui.lever.residuals_first"),
        key=session.widget("residuals-first", session.scenario.value(ORDER) == RESIDUALS_FIRST, enter),
        help=load_register()[ORDER].meaning(text.language),
    )


def _frozen(session: Session, lever: Lever, span: Span) -> str:
    """Why the lever cannot be moved, "" where it can."""
    text = session.text
    if lever.entry.acts_under is not None:
        key, word = lever.entry.acts_under
        if session.scenario.value(key) != word:
            other = load_register()[key]
            choice = next(choice.label(text.language) for choice in other.choices if choice.value == word)
            return text("ui.lever.without_effect", lever=other.label(text.language), choice=choice)
    if lever.key == APPROPRIATION and not _open_years(span):
        return text("ui.lever.all_decided", decided=_listed(span.years))
    return ""


def _note(lever: Lever, span: Span, text: Texts) -> str:
    """What else to know of a lever that can be moved."""
    decided = [year for year in span.years if year in decided_years()]
    if lever.key == APPROPRIATION and decided:
        return text("ui.lever.decided", open=_listed(_open_years(span)), decided=_listed(decided))
    return ""


def _open_years(span: Span) -> list[int]:
    return [year for year in span.years if year not in decided_years()]


def _listed(years: Sequence[int]) -> str:
    return str(years[0]) if len(years) == 1 else f"{years[0]}–{years[-1]}"
