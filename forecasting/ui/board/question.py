"""Read what is sent as the question of a board, and take nothing else for one.

A question has one form, {"session", "board", "entries": {"of", "list": [{"n", "control", "key", "value"}, …]}}, its
values being words, numbers or ticks; so it is at most four levels deep. What is deeper, longer, or no number that a
computer counts with, no page of ours has sent.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["ENTRIES", "LARGEST", "Question", "read_question"]

LARGEST = 100_000  # bytes; a board sends some hundred
ENTRIES = 500
NAME, WORDS = 200, 2_000  # characters of a name, of what was typed
NUMBER = 1e15  # whole numbers are exact up to nine times that


@dataclass(frozen=True)
class Question:
    """What a board asks: what moves when these entries are made?"""

    session: str  # token
    board: str
    entries: Mapping[str, object]


def read_question(sent: bytes) -> Question | None:
    """The question in what was sent, None where there is none."""
    try:
        asked = json.loads(sent)
    except (ValueError, RecursionError):  # undecodable, unparsable, a number without end, deeper than a parser goes
        return None
    if not (_has(asked, "session", "board", "entries") and _has(asked["entries"], "of", "list")):
        return None
    session, board, entries = asked["session"], asked["board"], asked["entries"]
    found = entries["list"]
    if not (_is_name(session) and _is_name(board) and _is_name(entries["of"])):
        return None
    if not isinstance(found, list) or len(found) > ENTRIES or not all(map(_is_entry, found)):
        return None
    return Question(session, board, entries)


def _has(value: object, *names: str) -> bool:
    return isinstance(value, dict) and value.keys() == set(names)


def _is_entry(value: object) -> bool:
    return (
        isinstance(value, dict)
        and _has(value, "n", "control", "key", "value")
        and type(value["n"]) is int
        and _is_number(value["n"])
        and _is_name(value["control"])
        and _is_name(value["key"])
        and (value["value"] is None or _is_words(value["value"], WORDS) or _is_number(value["value"]))
    )


def _is_name(value: object) -> bool:
    return _is_words(value, NAME)


def _is_words(value: object, most: int) -> bool:
    if not isinstance(value, str) or len(value) > most:
        return False
    return not any("\ud800" <= sign <= "\udfff" for sign in value)  # half a sign, which nothing can write down


def _is_number(value: object) -> bool:
    """A tick too: True is 1; and neither NaN nor infinite."""
    return isinstance(value, int | float) and abs(value) <= NUMBER
