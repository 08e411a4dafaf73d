"""The state of a page as values: the scenario on it, the way back and forth, and the link that carries it.

One scenario record is the truth; nothing here knows Streamlit.
"""

from __future__ import annotations

import base64
import binascii
import datetime
import json
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Any

from forecasting.assumptions import Scenario, load_register
from forecasting.assumptions.differences import changed_reasons, differences
from forecasting.base.errors import Finding, InputError

__all__ = ["LONGEST_LINK", "Position", "Track", "decode", "encode", "with_reason"]

LONGEST_LINK = 2_000
"""Characters of the link's parameter; a larger scenario is for a file."""

_LARGEST = 100_000  # bytes a link may unpack to
_MOST_STEPS = 100


@dataclass(frozen=True)
class Position:
    """A scenario and the shipped one (by file stem) that it started from."""

    base: str
    scenario: Scenario
    saved: str = ""  # id of the saved scenario that is open, see saved.py


@dataclass(frozen=True)
class Track:
    """The position on the page, those before it and those taken back."""

    here: Position
    past: tuple[Position, ...] = ()
    future: tuple[Position, ...] = ()

    def to(self, position: Position, *, merge: bool = False) -> Track:
        """Go on to a new position; `merge` makes it one step with the last."""
        if position == self.here:
            return self
        past = self.past if merge and self.past else (*self.past, self.here)[-_MOST_STEPS:]
        return Track(position, past)

    def undo(self) -> Track:
        """One step back, where there is one."""
        if not self.past:
            return self
        return Track(self.past[-1], self.past[:-1], (self.here, *self.future))

    def redo(self) -> Track:
        """One step forth again, where one was taken back."""
        if not self.future:
            return self
        return Track(self.future[0], (*self.past, self.here), self.future[1:])

    def kept_as(self, saved: str, scenario: Scenario) -> Track:
        """The scenario here is now the saved one `saved`, and so are the steps from the same start on both sides."""

        def same(step: Position) -> bool:
            return (step.base, step.saved) == (self.here.base, self.here.saved)

        behind = tuple(takewhile(same, reversed(self.past)))[::-1]
        ahead = tuple(takewhile(same, self.future))
        return Track(
            replace(self.here, scenario=scenario, saved=saved),
            (*self.past[: len(self.past) - len(behind)], *(replace(step, saved=saved) for step in behind)),
            (*(replace(step, saved=saved) for step in ahead), *self.future[len(ahead) :]),
        )

    def each(self, change: Callable[[Position], Position]) -> Track:
        """Every position changed alike."""
        return Track(change(self.here), tuple(map(change, self.past)), tuple(map(change, self.future)))


def with_reason(scenario: Scenario, key: str, words: str) -> Scenario:
    """The scenario with another reason for a value that it sets, in whatever language; no words: without one."""
    reasons = {known: reason for known, reason in scenario.reasons.items() if known != key}
    english = {known: reason for known, reason in scenario.reasons_en.items() if known != key}
    if words.strip() and key in scenario.overrides:
        reasons[key] = words.strip()
    return replace(scenario, reasons=reasons, reasons_en=english)


def encode(position: Position, shipped: Mapping[str, Scenario], *, reasons: bool = True) -> str:
    """Parameter of the link, "" for the unchanged first scenario.

    Args:
        reasons: whether the link carries the reasons of the values, too.
    """
    base = shipped[position.base]
    scenario = position.scenario
    tree: dict[str, object] = {"b": position.base, "v": differences(scenario, base)}
    changed = changed_reasons(scenario.reasons, base.reasons).items()
    if reasons and (given := {key: words for key, words in changed if key in scenario.overrides}):
        tree["r"] = given
    if not tree["v"] and "r" not in tree and position.base == next(iter(shipped)):
        return ""
    words = json.dumps(tree, separators=(",", ":"), ensure_ascii=False, default=_as_text)
    return base64.urlsafe_b64encode(zlib.compress(words.encode(), 9)).decode().rstrip("=")


def decode(parameter: str, shipped: Mapping[str, Scenario]) -> Position:
    """Position of a link's parameter, checked like any scenario.

    Raises:
        InputError: not one of our links, an unknown scenario, or values that are refused.
    """
    if not parameter:
        first = next(iter(shipped))
        return Position(first, shipped[first])
    name, values, reasons = _unpack(parameter)
    if name not in shipped:
        raise InputError(Finding("ui.link.scenario", {"name": str(name)[:60]}))
    register = load_register()
    for key in values:
        entry = register.find(key)
        if entry is not None and entry.kind == "path":
            raise InputError(Finding("ui.link.path", {"key": key}))
    base = shipped[name]
    scenario = base.with_values({key: _with_dates(value) for key, value in values.items()})
    for key, words in reasons.items():
        scenario = with_reason(scenario, key, words)
    return Position(name, replace(scenario, source=None))


def _unpack(parameter: str) -> tuple[str, dict[str, Any], dict[str, str]]:
    """Name of the shipped scenario, the values that differ, and the reasons that do."""
    unreadable = InputError(Finding("ui.link.unreadable"))
    try:
        packed = base64.b64decode(parameter + "=" * (-len(parameter) % 4), altchars=b"-_", validate=True)
        reader = zlib.decompressobj()
        words = reader.decompress(packed, _LARGEST)
        tree = json.loads(words) if reader.eof else None
    except (binascii.Error, zlib.error, ValueError, RecursionError) as error:
        raise unreadable from error
    if not isinstance(tree, dict) or not {"b", "v"} <= set(tree) <= {"b", "v", "r"}:
        raise unreadable
    name, values, reasons = tree["b"], tree["v"], tree.get("r", {})
    if not (isinstance(name, str) and isinstance(values, dict) and isinstance(reasons, dict)):
        raise unreadable
    if not all(isinstance(words, str) and _is_text(words) for words in reasons.values()):
        raise unreadable
    return name, values, reasons


def _is_text(words: str) -> bool:
    """Whether a browser can be sent the words; half a surrogate pair is none."""
    return not any("\ud800" <= sign <= "\udfff" for sign in words)


def _as_text(value: object) -> str:
    if isinstance(value, datetime.date):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def _with_dates(value: object) -> object:
    """Dated values as a file gives them: JSON has no dates."""
    if not isinstance(value, list):
        return value
    rows = []
    for row in value:
        if isinstance(row, dict) and set(row) == {"from", "value"} and isinstance(row["from"], str):
            try:
                row = row | {"from": datetime.date.fromisoformat(row["from"])}
            except ValueError:
                return value
        rows.append(row)
    return rows
