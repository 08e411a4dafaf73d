"""What planners add to the forecast: events of the past that they mark, and what they expect themselves."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from forecasting.assumptions.events import KNOWN, OWN, load_events
from forecasting.assumptions.values import EVENT_KINDS, Expectation, MarkedEvent, plain
from forecasting.base.errors import InputError
from forecasting.base.format import Formats
from forecasting.base.groups import group_name
from forecasting.base.numbers import parse_number
from forecasting.base.text import Language, Texts
from forecasting.reports.value_words import expected_words, marked_words
from forecasting.ui.board.sections import draw_fold
from forecasting.ui.sentences import plain as unmarked
from forecasting.ui.session.session import Session

__all__ = ["draw_own_view"]

EVERY_GROUP = ""
PULSE = EVENT_KINDS[0]
MONTH_FIRST = re.compile(r"(\d{1,2})[./](\d{4})", re.ASCII)

Typed = Mapping[str, str]
Row = MarkedEvent | Expectation


@dataclass(frozen=True)
class _Form:
    """Fields that become one row of an assumption."""

    name: str
    key: str  # of the assumption
    choices: tuple[str, ...]
    fields: tuple[str, ...]
    row: Callable[[Typed, Language], dict[str, object]]  # as a scenario file writes it


def draw_own_view(session: Session, groups: Sequence[str]) -> None:
    """What is marked and expected, with a button to remove each of one's own, and forms for more."""

    def unfolded() -> None:
        _section(session, EVENT, {"group": (EVERY_GROUP, *groups), "kind": EVENT_KINDS}, shipped=_shipped(session))
        _section(session, EXPECTED, {"group": groups})

    draw_fold(session.text("ui.own.title"), "own-view", unfolded)


def _section(
    session: Session, form: _Form, choices: Mapping[str, Sequence[str]], shipped: Sequence[str] = ()
) -> None:
    """What there is and a form for one more."""
    text = session.text
    st.subheader(text(f"ui.own.{form.name}"), anchor=False)
    st.markdown(text(f"ui.own.{form.name}.about"))
    if shipped:
        st.markdown("\n".join(f"- {unmarked(words)}" for words in shipped))
    _list(session, form)
    error = st.session_state.pop(_told(form), None)
    if isinstance(error, InputError):
        st.error("\n\n".join(map(unmarked, error.sentences(text))), icon=":material/error:")
    with st.form(f"own-{form.name}"):
        left, right = st.columns(2)
        for place, what in enumerate((*form.choices, *form.fields)):
            label, key = text(f"ui.own.{form.name}.{what}"), _key(form, what, text.language)
            with right if place >= 3 else left:
                if what in choices:
                    st.selectbox(label, choices[what], format_func=lambda of: _choice_words(of, text), key=key)
                else:
                    st.text_input(label, key=key)
        st.form_submit_button(text(f"ui.own.{form.name}.add"), on_click=_take, args=(session, form))


def _shipped(session: Session) -> list[str]:
    """The known events in words, each with its source; none where the forecast does not heed them."""
    text, formats = session.text, Formats(session.language)
    if session.scenario.value(KNOWN) is not True:
        return []
    titled = [(each.event, each.title(text.language)) for each in load_events()]
    return [text("ui.own.known", event=marked_words(event, formats, text, name=name)) for event, name in titled]


def _list(session: Session, form: _Form) -> None:
    """Each of one's own in words, with a button that removes it."""
    text, rows = session.text, _rows(session, form)
    if not rows:
        st.markdown(text("ui.own.none"))
    for place, row in enumerate(rows):
        words = _words(row, text)
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(unmarked(words), width="stretch")
            st.button(
                text("ui.own.remove"),
                key=f"own-remove-{form.name}-{place}",
                help=text("ui.own.remove_this", what=words),
                on_click=_put,
                args=(session, form, [plain(each) for at, each in enumerate(rows) if at != place]),
            )


def _words(row: Row, text: Texts) -> str:
    say = marked_words if isinstance(row, MarkedEvent) else expected_words
    return say(row, Formats(text.language), text)  # type: ignore[arg-type]


def _rows(session: Session, form: _Form) -> list[Row]:
    value = session.scenario.value(form.key)
    return [row for row in value if isinstance(row, MarkedEvent | Expectation)] if isinstance(value, tuple) else []


def _take(session: Session, form: _Form) -> None:
    """Add what a form holds; where that is not possible, say why and leave it in the form."""
    keys = {what: _key(form, what, session.language) for what in (*form.choices, *form.fields)}
    typed = {what: str(st.session_state.get(key, "")).strip() for what, key in keys.items()}
    try:
        row = form.row(typed, session.language)
        _put(session, form, [*map(plain, _rows(session, form)), row])
    except InputError as error:
        st.session_state[_told(form)] = error
        return
    for what in form.fields:
        st.session_state[keys[what]] = ""


def _put(session: Session, form: _Form, rows: list[object]) -> None:
    """Let the scenario hold these rows.

    Raises:
        InputError: they are not possible; nothing has changed.
    """
    if rows:
        session.go(session.scenario.with_values({form.key: rows}))
    else:
        session.take_back(form.key)


def _event(typed: Typed, _: Language) -> dict[str, object]:
    row: dict[str, object] = {"name": typed["name"], "kind": typed["kind"], "from": _month(typed["from"])}
    if typed["kind"] == PULSE:
        row["to"] = _month(typed["to"])
    if typed["group"] != EVERY_GROUP:
        row["group"] = typed["group"]
    return row | {"source": typed["source"]}


def _expectation(typed: Typed, language: Language) -> dict[str, object]:
    numbers = [what for what in ("value", "low", "high") if typed[what] or what == "value"]
    row: dict[str, object] = {"group": typed["group"], "period": _month(typed["period"])}
    return row | {what: parse_number(typed[what], language) for what in numbers}


def _month(words: str) -> str:
    """A month as files write it; other words stay as they are, for the check to refuse.

    >>> _month("3.2027"), _month("2027-03"), _month("2027")
    ('2027-03', '2027-03', '2027')
    """
    found = MONTH_FIRST.fullmatch(words)
    return f"{found[2]}-{int(found[1]):02d}" if found else words


def _choice_words(of: str, text: Texts) -> str:
    if of in EVENT_KINDS:
        return text(f"ui.own.kind.{of}")
    return text("ui.assumptions.all_groups") if of == EVERY_GROUP else group_name(of, text)


def _key(form: _Form, what: str, language: Language) -> str:
    """Key of a field; of a list with the language in it, since browsers send the words and not the choice."""
    return f"own-{form.name}-{what}" + (f"-{language}" if what in form.choices else "")


def _told(form: _Form) -> str:
    return f"own-{form.name}-told"


EVENT = _Form("event", OWN, ("group", "kind"), ("name", "from", "to", "source"), _event)
EXPECTED = _Form("expected", "arrivals.expectation", ("group",), ("period", "value", "low", "high"), _expectation)
