"""A browser session: a workspace with what a browser adds, its widgets, the records of the pages, and the address.

The scenario on the track is the truth; widgets show it and hand in entries, the address bar follows it. Streamlit may
end a run at any access to its own state, in a callback too; so everything that must change together is kept in one
object.
"""

from __future__ import annotations

import datetime
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import count

import streamlit as st

from forecasting.base.errors import InputError
from forecasting.base.text import LANGUAGES, Language
from forecasting.people import Actor
from forecasting.ui.session import data, saved
from forecasting.ui.session.address import show_address
from forecasting.ui.session.drafting import Drafting, left_behind
from forecasting.ui.session.journal import tell
from forecasting.ui.session.keeping import Keeper, most_bytes
from forecasting.ui.session.page import Page, addressed
from forecasting.ui.session.slots import Records
from forecasting.ui.session.state import Track, decode
from forecasting.ui.session.widgets import Content, Widgets
from forecasting.ui.session.workspace import Supply, Workspace

__all__ = ["SUPPLY", "Session", "asked_language", "begun", "current", "ended", "keeper", "living", "write_drafts"]

LINK, LANGUAGE, SAVED = "s", "lang", "gespeichert"
"""Parameters of the address that belong to no page."""

KEPT = "session"  # in Streamlit's state

SUPPLY = Supply(data.shipped, data.observations, data.arrivals_from, data.outlook_of, data.base_lines, tell)


@cache
def keeper() -> Keeper:
    """Who looks after the memory of all sessions.

    Raises:
        InputError: the operator has set something that is no amount of memory.
    """
    return Keeper(data.base_outlook, most=most_bytes())


@dataclass
class Session(Workspace):
    """One browser session."""

    pages: tuple[Page, ...] = ()  # as they are listed; the first one is the front page
    records: Records = field(init=False)  # of the pages
    widgets: Widgets = field(default_factory=lambda: Widgets(st.session_state))
    menu: saved.Menu = field(init=False)  # of saved scenarios
    token: str = field(
        default_factory=lambda: secrets.token_urlsafe(24)
    )  # by which its own page asks, see `ui.board.live`
    tab: str = ""  # Streamlit's name of the browser tab it belongs to
    drafting: Drafting = field(default_factory=Drafting)  # what is not saved
    moving: Callable[[], Sequence[Content]] | None = None  # what a page shows anew with each step
    numbers: count[int] = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        self.records = Records(addressed(self.pages))
        self.menu = saved.Menu(self.seen, lambda: saved.store(self.actor))

    def stamp(self) -> Mapping[str, object]:
        """Which result the page shows, and whose: of two of them the later one has the higher number."""
        number = self.keep("stamp", (self.last_result, self.impossible), lambda: next(self.numbers))
        return {"of": self.token, "count": number}

    def address(self) -> Mapping[str, str]:
        """Parameters of the address: scenario, language and what pages remember, unless they are the first ones.

        A saved scenario that is open is named, but not beside values that an address does not carry.
        """
        language, link = "" if self.language == LANGUAGES[0] else self.language, self.link() or ""
        named = self.menu.name_of(self.opened) if self.opened and (link or not self.unsaved) else ""
        wanted = {LINK: link, LANGUAGE: language, SAVED: named} | self.records.words(self.scenario)
        return {name: value for name, value in wanted.items() if value}

    def write_address(self) -> None:
        """Make the address bar say what the page shows."""
        show_address(self.address(), (LINK, LANGUAGE, SAVED, *self.records.parameters))


def asked_language() -> Language:
    """Language that the address asks for."""
    return LANGUAGES[1] if st.query_params.get(LANGUAGE) == LANGUAGES[1] else LANGUAGES[0]


def begun(pages: tuple[Page, ...], actor: Actor) -> Session:
    """The session of this browser tab for a person, begun from its address where it is new.

    Args:
        actor: who sits there now, with the roles of now; another person begins anew.
    """
    kept: Session | None = st.session_state.get(KEPT)
    if kept is None or kept.actor.id != actor.id:
        asked: Mapping[str, str] = st.query_params
        session = Session(asked_language(), Track(decode("", data.shipped())), SUPPLY, actor, pages=pages)
        session.problems += session.records.read(asked)
        try:
            session.track = Track(decode(asked.get(LINK, ""), data.shipped()))
        except InputError as error:
            session.problems.append(error)
        if named := asked.get(SAVED, ""):
            session.track = session.menu.reopen(session.track, named, values=LINK in asked)
        session.drafting.offered = left_behind(actor, session.track, [each.drafting.id for each in living()])
        st.session_state[KEPT] = session
        keeper().watch(session)
    elif kept.actor != actor:
        kept.actor = actor
    return current()


def living() -> tuple[Session, ...]:
    """The sessions of all browser tabs of this process."""
    return tuple(each for each in keeper().known() if isinstance(each, Session))


def write_drafts(*, at_once: bool = False) -> None:
    """Keep what the sessions have not saved.

    Args:
        at_once: whether or not they rest: the server is about to end.
    """
    now = datetime.datetime.now(datetime.UTC)
    for session in living():
        session.drafting.write(session, now=now, at_once=at_once)


def ended() -> None:
    """Forget the session of this browser tab: whoever sat there has signed out, or may no longer do anything."""
    st.session_state.pop(KEPT, None)


def current() -> Session:
    """The session of this browser tab, see `begun`."""
    found: Session = st.session_state[KEPT]
    return found
