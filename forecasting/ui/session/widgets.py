"""The widgets of a session: what each shows, what an entry does, and which entries have been applied.

Streamlit may end a run at any access to its own state, in a callback too; so an entry counts as taken only when it
has been applied. Nothing here knows Streamlit: it is given its state.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from forecasting.base.errors import InputError

__all__ = ["Content", "Enter", "Refused", "Widgets"]

Enter = Callable[[object], None]
Content = Mapping[str, Any]
"""What an element shows: its name, the stamp of the session, and what it makes of the rest."""


@dataclass(frozen=True)
class Refused:
    """What was typed for a lever and could not be taken."""

    typed: str
    error: InputError
    stood: object  # the lever's value, which stays


class Held(Protocol):
    """What the browser holds, by widget key."""

    def __contains__(self, key: object, /) -> bool: ...

    def __getitem__(self, key: str, /) -> Any: ...

    def __setitem__(self, key: str, value: Any, /) -> None: ...


@dataclass
class Widgets:
    """The widgets of one session."""

    held: Held
    shown: dict[str, object] = field(default_factory=dict)  # by widget key: what it showed or handed in last
    entries: dict[str, Enter] = field(default_factory=dict)  # by widget key: what an entry does
    counts: dict[str, int] = field(default_factory=dict)  # by widget name: how often its value was changed by us
    answered: dict[str, tuple[str, int]] = field(default_factory=dict)  # by board: which one, its last entry applied
    refused: dict[str, Refused] = field(default_factory=dict)  # by lever: what was typed and could not be taken

    def key(self, name: str, value: object, enter: Enter, same: Callable[[object], bool] | None = None) -> str:
        """Key of the widget `name`, which shows `value` and hands its entries to `enter`.

        A widget whose value the page changes gets a new key: under its old one a browser that has not yet heard of
        the change would send the old value along with the next event, and it would count as an entry.

        Args:
            name: with the language in it where a choice is shown in words: browsers send the words, not the choice.
            same: whether what the widget shows means `value`; without it they must be equal.
        """
        key = f"{name}-{self.counts.get(name, 0)}"
        if key in self.shown and not (self.shown[key] == value if same is None else same(self.shown[key])):
            del self.shown[key], self.entries[key]
            self.counts[name] = self.counts.get(name, 0) + 1
            key = f"{name}-{self.counts[name]}"
        if key not in self.held:
            self.held[key] = value
            self.shown[key] = value
        self.entries[key] = enter
        return key

    def take_entries(self) -> None:
        """Apply what the widgets of the last drawing hold and did not show."""
        for key, enter in list(self.entries.items()):
            if key in self.held and (held := self.held[key]) != self.shown.get(key, held):
                enter(held)
                self.shown[key] = held
