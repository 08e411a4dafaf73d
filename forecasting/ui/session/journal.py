"""Tell the log what leaves a page and what is computed with; what cannot be told is not done.

One person without accounts accounts to nobody: then nothing is told.
"""

from __future__ import annotations

import datetime

import streamlit as st

from forecasting.people import LOCAL, Action, Actor, Thing
from forecasting.store import Journal, database_url, open_journal

__all__ = ["Teller", "journal", "tell"]


@st.cache_resource(show_spinner=False, on_release=Journal.close)
def _opened(url: str) -> Journal:
    return open_journal(url, actor=LOCAL)


def journal(actor: Actor) -> Journal:
    """The log for an actor, opened once for all sessions.

    Raises:
        InputError: the database cannot be used.
    """
    return _opened(database_url()).acting(actor)


class Teller:
    """Tells what one person does; made on a run of the page, it may be used in any thread."""

    def __init__(self, actor: Actor) -> None:
        """
        Raises:
            InputError: the database of the log cannot be used.
        """
        self._journal = None if actor == LOCAL else journal(actor)

    def __call__(self, action: Action, thing: Thing, **more: object) -> None:
        """Tell that this is done now.

        Raises:
            InputError: it cannot be told, or the person may not do it.
        """
        if self._journal is not None:
            self._journal.note(action, thing, datetime.datetime.now(datetime.UTC), **more)


def tell(actor: Actor, action: Action, thing: Thing, **more: object) -> None:
    """Tell what a person does on a run of the page.

    Raises:
        InputError: as in `Teller`.
    """
    Teller(actor)(action, thing, **more)
