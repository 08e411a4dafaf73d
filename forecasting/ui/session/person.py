"""Who sits at a browser tab: whoever the login provider or the proxy names, else the one local person."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping

import streamlit as st
from starlette.requests import HTTPConnection
from starlette.types import Scope
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME
from streamlit.web.server.starlette.starlette_websocket import _get_signed_cookie_with_chunks

from forecasting.base.errors import InputError
from forecasting.people import LOCAL, Actor, Directory, SignIn, directory

__all__ = ["known_by", "present"]


def present() -> Actor | None:
    """The person of this browser tab, without any role where they are not known; None: they have yet to sign in.

    Raises:
        InputError: the file of people is not right. Then nobody is let in.
    """
    known = directory()
    if known is None:
        return LOCAL
    claims = _claims(known.sign_in)
    return _actor(known, claims) if claims else None


def known_by(scope: Scope) -> str:
    """For whom a request counts: the person who has signed in, "" where nobody has."""
    connection = HTTPConnection(scope)
    try:
        known = directory()
    except InputError:
        known = None
    if known is not None and known.sign_in.by == "header":
        found = connection.headers.get(known.sign_in.identity)
    elif known is not None and (cookie := _get_signed_cookie_with_chunks(connection.cookies, USER_COOKIE_NAME)):
        found = str(json.loads(cookie).get(known.sign_in.identity) or "")
    else:
        found = ""
    return f"person:{found}" if found else ""


def _claims(sign_in: SignIn) -> Mapping[str, object]:
    """What is said of the person; nothing where nobody has signed in, or too long ago."""
    if sign_in.by == "header":  # the server takes it from a proxy only, see `server.proxies`
        return {name: value for name in _names(sign_in) if (value := st.context.headers.get(name))}
    claims = st.user.to_dict()
    since = claims.get("iat")
    fresh = isinstance(since, int | float) and time.time() - since < sign_in.hours * 3600
    return claims if claims.get("is_logged_in") and fresh else {}


def _names(sign_in: SignIn) -> tuple[str, ...]:
    return tuple(filter(None, (sign_in.identity, sign_in.name, sign_in.groups)))


def _actor(known: Directory, claims: Mapping[str, object]) -> Actor | None:
    sign_in = known.sign_in
    identity, name, groups = (
        claims.get(claim) if claim else None for claim in (sign_in.identity, sign_in.name, sign_in.groups)
    )
    if not identity:
        return None
    members = groups if isinstance(groups, list | tuple) else str(groups or "").split(",")
    return known.actor(str(identity), str(name or ""), [str(group).strip() for group in members])
