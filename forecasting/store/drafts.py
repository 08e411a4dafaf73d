"""What planners have not saved: kept shortly after each change, found again after a restart of server or browser.

A draft belongs to who made it and to one browser tab; nobody else learns of it. Times come in as arguments.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import delete, insert, select

from forecasting.people import Action, Actor, SavedScenarios, ask
from forecasting.store.acting import Acting
from forecasting.store.database import open_database, stamp_of
from forecasting.store.tables import DRAFTS

__all__ = ["DAYS_OF_DRAFTS", "Draft", "Drafts", "open_drafts"]

DAYS_OF_DRAFTS = 30


@dataclass(frozen=True)
class Draft:
    """A scenario as somebody left it."""

    id: str  # of the browser tab
    link: str  # as the address of the page carries a scenario
    saved: str  # id of the saved scenario that was open, "" for none
    changed: datetime.datetime  # UTC


def open_drafts(url: str | None = None, *, actor: Actor) -> Drafts:
    """Open the drafts, in the database of the saved scenarios.

    Args:
        url: address of the database; None: `database_url()`.
        actor: who works with them.
    Raises:
        InputError: the database cannot be used.
    """
    return Drafts(open_database(url), actor)


class Drafts(Acting):
    """The drafts of one database, for one actor, who sees their own. Every method may raise InputError, where
    something is wrong or the actor keeps no scenarios."""

    def keep(self, draft: Draft) -> None:
        """Keep a draft in the place of the earlier one of its tab; old ones are gone."""
        ask(self._actor, Action.CREATE, SavedScenarios())
        row = {"id": draft.id, "owner": self._actor.id, "link": draft.link, "saved": draft.saved}
        oldest = stamp_of(draft.changed - datetime.timedelta(days=DAYS_OF_DRAFTS))
        with self._database.writing() as (connection, _):
            connection.execute(delete(DRAFTS).where(DRAFTS.c.changed < oldest))
            connection.execute(delete(DRAFTS).where(DRAFTS.c.id == draft.id, DRAFTS.c.owner == self._actor.id))
            connection.execute(insert(DRAFTS).values(**row, changed=stamp_of(draft.changed)))

    def list(self, *, but: Collection[str] = ()) -> tuple[Draft, ...]:
        """One's own drafts, the latest first.

        Args:
            but: ids of tabs that are open.
        """
        ask(self._actor, Action.CREATE, SavedScenarios())
        wanted = select(DRAFTS).where(DRAFTS.c.owner == self._actor.id).order_by(DRAFTS.c.changed.desc(), DRAFTS.c.id)
        with self._database.reading() as connection:
            rows = connection.execute(wanted).all()
        return tuple(
            Draft(row.id, row.link, row.saved, datetime.datetime.fromisoformat(row.changed))
            for row in rows
            if row.id not in but
        )

    def drop(self, *ids: str) -> None:
        """Forget drafts of one's own: they were saved, taken up or thrown away."""
        ask(self._actor, Action.CREATE, SavedScenarios())
        with self._database.writing() as (connection, _):
            connection.execute(delete(DRAFTS).where(DRAFTS.c.id.in_(ids), DRAFTS.c.owner == self._actor.id))
