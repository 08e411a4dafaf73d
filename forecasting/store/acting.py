"""What everything in the database that people work with has in common."""

from __future__ import annotations

from copy import copy
from typing import Self

from forecasting.people import Actor
from forecasting.store.database import Database

__all__ = ["Acting"]


class Acting:
    """Something in one database, for one actor, who is asked for at every door."""

    def __init__(self, database: Database, actor: Actor) -> None:
        self._database = database
        self._actor = actor

    def acting(self, actor: Actor) -> Self:
        """The same for another actor."""
        if actor == self._actor:
            return self
        other = copy(self)
        other._actor = actor
        return other

    def close(self) -> None:
        """Give the database back."""
        self._database.close()
