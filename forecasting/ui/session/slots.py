"""What pages remember in a browser session: each registers a record of its own, and what of it the address carries.

So a page that asks something new is added in one place; the session knows no page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar, cast

from forecasting.assumptions import Scenario
from forecasting.base.errors import InputError

__all__ = ["Codec", "Records", "Slot"]

State = TypeVar("State")


@dataclass(frozen=True)
class Codec(Generic[State]):
    """How an address carries a record."""

    parameters: tuple[str, ...]
    read: Callable[[Mapping[str, str]], tuple[State, Sequence[InputError]]]
    """The record of an address, "" where it lacks a parameter, and what is wrong with it."""

    words: Callable[[State, Scenario], Mapping[str, str]]
    """Values by parameter, beside a scenario; "" where nothing is to be said."""


@dataclass(frozen=True, eq=False)
class Slot(Generic[State]):
    """The place of one record."""

    first: Callable[[], State]  # the record that nobody has changed
    codec: Codec[State] | None = None  # None: no address carries it


@dataclass
class Records:
    """The records of a session."""

    addressed: tuple[Slot[Any], ...] = ()  # those that the address carries
    held: dict[Slot[Any], object] = field(default_factory=dict)

    def __getitem__(self, slot: Slot[State]) -> State:
        if slot not in self.held:
            self.held[slot] = slot.first()
        return cast(State, self.held[slot])

    def __setitem__(self, slot: Slot[State], record: State) -> None:
        self.held[slot] = record

    def read(self, address: Mapping[str, str]) -> list[InputError]:
        """Take over what an address carries; returns what is wrong with it."""
        problems: list[InputError] = []
        for slot, codec in self._codecs():
            given = {name: address.get(name, "") for name in codec.parameters}
            if any(given.values()):
                self.held[slot], found = codec.read(given)
                problems.extend(found)
        return problems

    def words(self, scenario: Scenario) -> dict[str, str]:
        """Parameters of the address beside a scenario."""
        found: dict[str, str] = {}
        for slot, codec in self._codecs():
            found |= codec.words(self[slot], scenario)
        return found

    @property
    def parameters(self) -> tuple[str, ...]:
        """Names of all parameters of the records."""
        return tuple(name for _, codec in self._codecs() for name in codec.parameters)

    def _codecs(self) -> Iterable[tuple[Slot[Any], Codec[Any]]]:
        return ((slot, slot.codec) for slot in self.addressed if slot.codec is not None)
