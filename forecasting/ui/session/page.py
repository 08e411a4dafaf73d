"""What the app knows of a page before it is drawn."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from forecasting.ui.session.slots import Slot

__all__ = ["Page", "addressed"]


@dataclass(frozen=True)
class Page:
    """A page of the app."""

    name: str  # as the address and the keys of the catalogues call it
    home: str  # module in `forecasting/ui/pages` whose `draw` draws it
    slots: tuple[Slot[Any], ...] = ()  # places of those records that the address carries with it

    @property
    def module(self) -> str:
        """Full name of that module; it is imported when somebody wants the page for the first time."""
        return f"forecasting.ui.pages.{self.home}"


def addressed(pages: Iterable[Page]) -> tuple[Slot[Any], ...]:
    """Places of all records that the address carries; pages may share one."""
    return tuple(dict.fromkeys(slot for page in pages for slot in page.slots))
