"""Levers as one element of the page, with native controls.

Streamlit's own slider, field, label and button of a dozen levers are about seventy elements, which cost the browser
more than the charts do, at every step of a slider; one element costs a tenth (`make bench`). What stays while levers
move, ten times as long as what changes, is a message of its own: the browser keeps it and is not sent it again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from forecasting.base.text import Texts
from forecasting.ui.board.live import asked_at, script
from forecasting.ui.session.session import Session
from forecasting.ui.session.widgets import Content

__all__ = ["Entry", "draw_board", "item", "lever_values"]

Enter = Callable[["Entry"], None]

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Entry:
    """What a hand did to a control."""

    control: str  # slider, field, reset, choice, tick
    key: str
    value: object  # a number, a word, what was typed


def item(kind: str, key: str, name: str, help: Sequence[str], text: Texts, **more: object) -> dict[str, object]:
    """What stays of a control, whatever its kind.

    Args:
        help: what is told of it when somebody asks.
    """
    return {"kind": kind, "key": key, "name": name, "ask": text("ui.lever.ask", lever=name), "help": help, **more}


def draw_board(
    session: Session,
    name: str,
    items: str,
    values: Mapping[str, Mapping[str, object]],
    enter: Callable[[Entry], None],
) -> None:
    """Draw the levers `items` with their `values`, and apply what is entered before the next drawing.

    Args:
        name: unique on the page.
        items: JSON, see `lever_board.js`: what stays while levers move.
        values: by key: what changes with them.
    """
    key = f"board-{name}"

    def take(held: object) -> None:
        for entry in _new(session, key, held):
            enter(entry)

    session.widgets.shown.setdefault(key, {})
    session.widgets.entries[key] = take
    _board(key=key, data={"name": name, "items": items, "live": asked_at(session)}, on_entries_change=_nothing)
    content = lever_values(session, name, values)
    _values(key=content["name"], data=content)


def lever_values(session: Session, name: str, values: Mapping[str, Mapping[str, object]]) -> Content:
    """What the board `name` shows of its levers, and up to which entry it has been heard."""
    of, count = session.widgets.answered.get(f"board-{name}", ("", 0))
    return {
        "name": f"lever-values-{name}",
        "board": name,
        "values": dict(values),
        "answered": {"of": of, "n": count},
        "stamp": session.stamp(),
    }


def _new(session: Session, key: str, held: object) -> list[Entry]:
    """Entries that a board sends and that have not been applied yet; what a browser sends may be anything."""
    sent = held.get("entries") if isinstance(held, Mapping) else None
    of, entries = (sent.get("of"), sent.get("list")) if isinstance(sent, Mapping) else (None, None)
    if not isinstance(of, str) or not isinstance(entries, list):
        return []
    known, last = session.widgets.answered.get(key, ("", 0))
    found = []
    for one in entries:
        number = one.get("n") if isinstance(one, Mapping) else None
        if isinstance(number, int) and number > (last if of == known else 0):
            found.append(Entry(str(one.get("control")), str(one.get("key")), one.get("value")))
            session.widgets.answered[key] = of, number
    return found


def _nothing() -> None:
    """Entries are taken at the start of the next run, together with those of all other widgets."""


_board = st.components.v2.component(
    "levers",
    html='<div class="board"></div>',
    css=(HERE / "lever_board.css").read_text(encoding="utf-8"),
    js=script("lever_board.js"),
    isolate_styles=False,
)

_values = st.components.v2.component("lever_values", js=script("lever_values.js"), isolate_styles=False)
