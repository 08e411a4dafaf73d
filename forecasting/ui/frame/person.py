"""Who works here: signing in, the person in the head, and what one person alone at this machine has to know."""

from __future__ import annotations

import os

import streamlit as st

from forecasting.base.errors import InputError
from forecasting.base.text import Texts
from forecasting.people import LOCAL, Actor, directory
from forecasting.people.directory import OPEN
from forecasting.ui.board.sections import draw_notes
from forecasting.ui.sentences import plain
from forecasting.ui.session.session import Session

__all__ = ["draw_alone", "draw_door", "draw_person"]


def draw_door(actor: Actor | None, error: InputError | None, text: Texts) -> None:
    """What stands in place of the pages for whoever is not let in.

    Args:
        actor: who has signed in without having a role, None where nobody has.
        error: why nobody is let in.
    """
    st.title(text("ui.title"), anchor=False)
    if error is not None:
        st.error(text("ui.person.closed"), icon=":material/error:")
    elif actor is not None:
        st.warning(text("ui.person.unknown", name=plain(actor.title)), icon=":material/person_off:")
        _sign_out(text)
    elif _by_provider():
        st.markdown(text("ui.person.door"))
        st.button(text("ui.person.sign_in"), type="primary", icon=":material/login:", on_click=st.login)
    else:
        st.warning(text("ui.person.no_header"), icon=":material/person_off:")


def draw_person(session: Session) -> None:
    """In the head: who has signed in, with their roles, and the way out."""
    text, actor = session.text, session.actor
    if actor == LOCAL:
        return
    with st.popover(plain(actor.title), icon=":material/person:", key="person"):
        roles = ", ".join(text(f"people.role.{role}") for role in sorted(actor.roles))
        st.markdown(text("ui.person.roles", roles=roles))
        if actor.district:
            st.markdown(text("ui.person.district", district=plain(actor.district)))
        _sign_out(text)


def draw_alone(session: Session) -> None:
    """Below each page, where nobody signs in: that whoever works here may do everything."""
    if session.actor == LOCAL:
        draw_notes(session.text("ui.person.open" if os.environ.get(OPEN) else "ui.person.alone"))


def _sign_out(text: Texts) -> None:
    if _by_provider():
        st.button(text("ui.person.sign_out"), icon=":material/logout:", on_click=st.logout)


def _by_provider() -> bool:
    known = directory()
    return known is not None and known.sign_in.by == "oidc"
