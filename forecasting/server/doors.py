"""The doors of the server: what may be asked, how, how large and how often. Everything else is answered by 404.

Streamlit serves more than the pages need, for programs and for other tools; so what is open is listed here, and a new
version of it opens nothing by itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from starlette.routing import Route
from starlette.types import Scope

__all__ = ["SOCKET", "Door", "door_of", "streamlit_doors"]

SOCKET = "WEBSOCKET"  # as a method
READ = frozenset({"GET", "HEAD"})
PATIENCE = 20.0  # seconds for a body of an ordinary question
UPLOAD_PATIENCE = 900.0  # 50 MB through half a megabit a second
NAME = r"[\w-]+(?:\.[\w-]+)*"  # of a file or folder, and never one above
OVERHEAD = 1 << 20  # bytes of an upload round its file, as Streamlit counts


@dataclass(frozen=True)
class Door:
    """One kind of request that is let in."""

    methods: frozenset[str]
    path: re.Pattern[str]  # of the whole path
    largest: int = 0  # bytes of a body
    patience: float = PATIENCE  # seconds until the body must be there
    limit: str | None = None  # name of the limit it counts for
    room: Callable[[Scope], int] | None = None  # bytes that there still is room for, where bodies are kept
    operators: bool = False  # for those who may read figures about the server only


def door_of(route: Route, *, largest: int = 0, limit: str | None = None, operators: bool = False) -> Door:
    """The door to a route of our own."""
    return Door(frozenset(route.methods or READ), route.path_regex, largest, limit=limit, operators=operators)


def streamlit_doors(
    base: str, pages: Iterable[str], largest_upload: int, room: Callable[[Scope], int] | None = None
) -> Sequence[Door]:
    """What the pages need of Streamlit.

    Args:
        base: path below which the app lies.
        pages: names of the pages as the address has them.
        largest_upload: bytes of a file.
        room: bytes of files that whoever asks may still send.
    """
    start = "/".join(["", *filter(None, [base.strip("/")]), ""])

    def path(pattern: str) -> re.Pattern[str]:
        return re.compile(re.escape(start) + pattern)

    names = "|".join(map(re.escape, pages))
    return (
        Door(READ, path(f"(?:(?:{names})/?)?")),
        Door(READ, path(rf"(?:favicon\.png|manifest\.json|static/(?:{NAME}/)*{NAME})")),
        Door(READ, path("_stcore/(?:health|host-config)")),
        Door(READ, path(rf"component/forecasting\.{NAME}/{NAME}")),  # files that our own elements bring
        Door(READ, path(f"media/{NAME}")),
        Door(READ, path("(?:auth/login|auth/logout|oauth2callback)")),
        Door(READ, path("_stcore/metrics"), operators=True),
        Door(frozenset({SOCKET}), path("_stcore/stream"), limit="socket"),
        Door(
            frozenset({"PUT"}),
            path(f"_stcore/upload_file/{NAME}/{NAME}"),
            largest_upload + OVERHEAD,
            UPLOAD_PATIENCE,
            limit="upload",
            room=room,
        ),
        Door(frozenset({"DELETE"}), path(f"_stcore/upload_file/{NAME}/{NAME}")),
    )
