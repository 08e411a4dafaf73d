"""Log lines for machines: one JSON object each, with what was asked, how it ended and how long it took.

No line holds a person, an address, a query, the name of a file or anything of a scenario: a request is named by the
kind of its route, an error by its type and the places in the code, since its words may quote what was given.
"""

from __future__ import annotations

import json
import logging
import re
import traceback
from collections.abc import Mapping
from contextvars import ContextVar
from datetime import UTC, datetime

__all__ = ["REQUEST", "JsonLines", "kind_of", "log_as_json", "wants_json"]

VARIABLE = "FORECASTING_LOG"
REQUEST: ContextVar[str] = ContextVar("request", default="")
"""Id of the request that is being answered."""

_KINDS = re.compile(
    r"/(static|media|component|auth|live|ready|metrics|oauth2callback"
    r"|_stcore/(?:health|host-config|stream|upload_file|metrics))(?:/|$)"
)


def kind_of(path: str, base: str = "") -> str:
    """Kind of the route of a path, never the path itself: it may bear ids and names.

    >>> kind_of("/media/0a1b.pdf"), kind_of("/goal"), kind_of("/_stcore/upload_file/a/b")
    ('media', 'page', '_stcore/upload_file')
    """
    found = _KINDS.match(path.removeprefix(base.rstrip("/")))
    return found[1] if found else "page"


class JsonLines(logging.Formatter):
    """Records as JSON, one a line."""

    def format(self, record: logging.LogRecord) -> str:
        """The line of a record; `fields` of its `extra` stand beside the message."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if request := REQUEST.get():
            line["request"] = request
        more = getattr(record, "fields", None)
        if isinstance(more, Mapping):
            line |= more
        if record.exc_info and record.exc_info[0] is not None:
            kind, _, trace = record.exc_info
            line["error"] = kind.__name__
            line["places"] = [f"{step.filename}:{step.lineno} {step.name}" for step in traceback.extract_tb(trace)]
        return json.dumps(line, ensure_ascii=False, default=str)


def wants_json(environment: Mapping[str, str]) -> bool:
    """Whether an operator has asked for it."""
    return environment.get(VARIABLE) == "json"


def log_as_json() -> None:
    """Let every handler there is, of whatever library, write JSON; requests get a line each."""
    root = logging.getLogger()
    if not root.handlers:
        root.addHandler(logging.StreamHandler())
    known = [each for each in logging.Logger.manager.loggerDict.values() if isinstance(each, logging.Logger)]
    for logger in (root, *known):
        for handler in logger.handlers:
            handler.setFormatter(JsonLines())
    logging.getLogger("forecasting").setLevel(logging.INFO)
