"""What the activity log tells, in words."""

from __future__ import annotations

from collections.abc import Mapping

from forecasting.base.text import Texts
from forecasting.people.actor import LOCAL, Actor
from forecasting.people.directory import directory

__all__ = ["done_words", "person_words"]

_SHORT = 12  # characters of a hash


def done_words(what: str, about: Mapping[str, str], text: Texts) -> str:
    """What was done.

    Args:
        what: thing and action: "SavedScenario.share".
        about: what the log tells of it.
    """
    kind = about.get("decision") or about.get("to") or ("renamed" if "new_name" in about else "")
    thing, _, action = what.partition(".")
    key = f"people.done.{thing}.{action}.{kind}" if kind else f"people.done.{thing}.{action}"
    facts = {name: words[:_SHORT] if name in ("hash", "data") else words for name, words in about.items()}
    facts |= {"file": facts.get("file", ""), "data": facts.get("data", ""), "name": facts.get("name", "")}
    return text(key, **facts) if key in text else what


def person_words(id: str, text: Texts) -> str:
    """Who a person is, as a log may tell it."""
    known = directory()
    return known.people.get(id, Actor(id)).title if known else text("people.local") if id == LOCAL.id else id
