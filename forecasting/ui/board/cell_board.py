"""Cells of a board that are typed into one by one: what was refused stays in its cell, what is possible is taken.

An entry is a step of its own to undo; cells are no sliders, which send many on their way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol, TypeVar

from forecasting.assumptions import Scenario
from forecasting.base.errors import InputError
from forecasting.ui.board.lever_board import Entry
from forecasting.ui.session.session import Session
from forecasting.ui.session.widgets import Refused

__all__ = ["enter_cell", "refusal"]


class Typed(Protocol):
    """A cell."""

    @property
    def key(self) -> str: ...

    @property
    def locked(self) -> bool: ...

    def read(self, scenario: Scenario) -> float | None: ...


Cell = TypeVar("Cell", bound=Typed)


def refusal(session: Session, key: str, value: object) -> dict[str, str] | None:
    """What was typed and why it was refused, for a lever or cell that stands at `value`.

    It is forgotten as soon as the value is another one than when it was refused.
    """
    refused = session.widgets.refused.get(key)
    if refused is None:
        return None
    if refused.stood != value:
        del session.widgets.refused[key]
        return None
    return {"typed": refused.typed, "sentence": " ".join(refused.error.sentences(session.text))}


def enter_cell(
    session: Session, cells: Mapping[str, Cell], made: Callable[[Cell, str | None], Scenario], entry: Entry
) -> None:
    """Apply an entry; what a board cannot have sent is left alone.

    Args:
        made: the scenario with what was typed into a cell, None: with the base scenario's value of it; raises
            InputError where that is not possible.
    """
    cell = cells.get(entry.key)
    if cell is None or cell.locked or entry.control not in ("field", "reset"):
        return
    typed = str(entry.value)
    try:
        moved = made(cell, None if entry.control == "reset" else typed)
    except InputError as error:
        session.widgets.refused[cell.key] = Refused(typed, error, cell.read(session.scenario))
        return
    session.widgets.refused.pop(cell.key, None)
    session.go(moved)
