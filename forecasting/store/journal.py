"""The log of who did what when: appended to in the transaction that does it, see `chain`.

It names people by their id, and what was done by the words of `people`; nothing else of a person is kept. Times come
in as arguments. docs/operations.md, Activity log.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from sqlalchemy import Connection, Table, func, select

from forecasting.base.errors import Finding, InputError
from forecasting.people import Action, ActivityLog, Actor, Thing, ask
from forecasting.store.acting import Acting
from forecasting.store.chain import Verification, fields_of
from forecasting.store.database import open_database, stamp_of
from forecasting.store.tables import ACTIVITY

__all__ = ["Activity", "Journal", "next_number", "note", "open_journal"]


@dataclass(frozen=True)
class Activity:
    """One entry."""

    number: int  # 1 is the first
    when: datetime.datetime  # UTC
    who: str  # id of the actor
    what: str  # thing and action: "SavedScenario.share"
    about: dict[str, str]  # the fields of the thing, and what else was told
    hash: str


def open_journal(url: str | None = None, *, actor: Actor) -> Journal:
    """Open the log, in the database of the saved scenarios.

    Args:
        url: address of the database; None: `database_url()`.
        actor: who works with it.
    Raises:
        InputError: the database cannot be used.
    """
    return Journal(open_database(url), actor)


class Journal(Acting):
    """The log of one database, for one actor. Every method may raise InputError, where something is wrong or the
    actor may not do it."""

    def note(self, action: Action, thing: Thing, now: datetime.datetime, **more: object) -> None:
        """Append that the actor has done something outside the database: a file has left, own figures are used.

        Args:
            more: what else is to be told.
        """
        ask(self._actor, action, thing)
        with self._database.writing() as (connection, _):
            note(connection, self._actor, action, thing, now, **more)

    def list(self, *, last: int | None = None) -> tuple[Activity, ...]:
        """Entries, the oldest first.

        Args:
            last: how many at most, those at the end; None: every one.
        Raises:
            InputError: an entry can no longer be read; `verify` tells which.
        """
        ask(self._actor, Action.READ, ActivityLog())
        with self._database.reading() as connection:
            links = ACTIVITY.links(connection, last=last)
        try:
            return tuple(_read(link.content, link.hash) for link in links)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise InputError(Finding("store.activity.unreadable")) from error

    def verify(self, noted: str | None = None) -> Verification:
        """Walk the chain.

        Args:
            noted: hash of an entry that was noted elsewhere; it must still be in the log.
        """
        ask(self._actor, Action.VERIFY, ActivityLog())
        with self._database.reading() as connection:
            return ACTIVITY.verify(connection, noted)


def note(
    connection: Connection, actor: Actor, action: Action, thing: Thing, now: datetime.datetime, **more: object
) -> None:
    """Append an entry within a transaction: what is done and that it is told stand or fall together."""
    about = {name: str(value) for name, value in (vars(thing) | more).items() if value not in ("", False)}
    words = {"when": stamp_of(now), "who": actor.id, "what": f"{type(thing).__name__}.{action}", "about": about}
    ACTIVITY.append(connection, words)


def next_number(connection: Connection, table: Table) -> int:
    """Number of the next row, within a transaction that is alone in writing."""
    return int(connection.execute(select(func.coalesce(func.max(table.c.number), 0))).scalar_one()) + 1


def _read(content: str, digest: str) -> Activity:
    fields = fields_of(content)
    when = datetime.datetime.fromisoformat(fields["when"])
    return Activity(fields["number"], when, fields["who"], fields["what"], dict(fields["about"]), digest)
