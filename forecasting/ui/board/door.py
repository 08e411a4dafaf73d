"""The one way in which something leaves a page as a file: whether the actor may have it is asked first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

import streamlit as st

from forecasting.base.errors import Finding, InputError
from forecasting.people import LOCAL, Action, Actor, Thing, ask, refusal
from forecasting.ui.session.journal import Teller
from forecasting.ui.session.session import current

__all__ = ["Content", "draw_download"]

Content = bytes | Callable[[], bytes]
"""A file, or what makes it when it is wanted; that runs in a thread of its own and knows nothing of Streamlit."""


OFFICE = "application/vnd.openxmlformats-officedocument"
MIME = {
    "csv": "text/csv",
    "docx": f"{OFFICE}.wordprocessingml.document",
    "pdf": "application/pdf",
    "png": "image/png",
    "pptx": f"{OFFICE}.presentationml.presentation",
    "svg": "image/svg+xml",
    "toml": "application/toml",
    "xlsx": f"{OFFICE}.spreadsheetml.sheet",
    "zip": "application/zip",
}
"""What a browser is told of a file, by its ending."""


def draw_download(
    label: str,
    content: Content,
    name: str,
    *things: Thing,
    key: str,
    icon: str | None = None,
    type: Literal["primary", "secondary", "tertiary"] = "secondary",
) -> None:
    """A button that saves a file; where the actor may not, it cannot be pressed and says why.

    Args:
        name: of the file, whose ending says what it is.
        things: what the file holds.
    """
    session = current()
    actor, text = session.actor, session.text
    refused: Finding | None = next(
        (found for thing in things if (found := refusal(actor, Action.EXPORT, thing)) is not None), None
    )
    data: Content = b""
    try:
        data = b"" if refused is not None else _told(content, actor, things, name)
    except InputError as error:
        refused = error.findings[0]
    st.download_button(
        label,
        data=data,
        file_name=name,
        mime=MIME[name.rpartition(".")[2]],
        key=key,
        icon=icon,
        type=type,
        disabled=refused is not None,
        help=None if refused is None else refused.sentence(text),
        on_click="ignore",
    )


def _told(content: Content, actor: Actor, things: Sequence[Thing], name: str) -> Content:
    """The content; what is saved later asks once more by then, and is told to the log where there are several people.

    Raises:
        InputError: it could not be told.
    """
    if isinstance(content, bytes) and actor == LOCAL:
        return content
    teller = Teller(actor)

    def make() -> bytes:
        for thing in things:
            ask(actor, Action.EXPORT, thing)
            teller(Action.EXPORT, thing, file=name)
        return content if isinstance(content, bytes) else content()

    return make
