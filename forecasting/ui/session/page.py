"""What the app knows of a page before it is drawn."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from forecasting.ui.session.slots import Slot

__all__ = ["Page", "addressed"]


@dataclass(frozen=True)
class Page:
    """A page of the app: a folder of its name in `forecasting/ui/pages`."""

    name: str  # as the folder, the address and the keys of the catalogues call it
    slots: tuple[Slot[Any], ...] = ()  # places of those records that the address carries with it

    @property
    def module(self) -> str:
        """Its `draw` draws the page for a session."""
        return f"forecasting.ui.pages.{self.name}.page"


def addressed(pages: Iterable[Page]) -> tuple[Slot[Any], ...]:
    """Places of all records that the address carries; pages may share one."""
    return tuple(dict.fromkeys(slot for page in pages for slot in page.slots))
