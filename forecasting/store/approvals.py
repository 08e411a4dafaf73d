"""How a scenario gets in force: one person submits it, another one approves it, frozen with every value of the day.

The frozen content and its hash are kept with the decision, so that what was approved can be told for good.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, Row, insert, select, update

from forecasting.base.errors import Finding, InputError
from forecasting.people import Actor
from forecasting.store.chain import digest_of
from forecasting.store.database import stamp_of
from forecasting.store.journal import next_number
from forecasting.store.tables import APPROVALS, SAVED
from forecasting.store.words import wrong_words

__all__ = ["Approval", "approvals_of", "decide", "frozen_hash", "put_in_force", "submitted"]

Decision = Literal["", "approved", "returned", "withdrawn"]


@dataclass(frozen=True)
class Approval:
    """A submission and what became of it."""

    number: int
    content: str  # frozen, see content.py
    hash: str  # SHA-256 of it
    submitter: str  # id of an actor
    submitted: datetime.datetime  # UTC
    note: str
    decision: Decision  # "": none yet
    decider: str  # id of an actor, "" without a decision
    decided: datetime.datetime | None  # UTC
    reason: str


def submitted(
    connection: Connection,
    row: Row[Any],
    content: str,
    actor: Actor,
    version: int,
    words: str,
    now: datetime.datetime,
) -> None:
    """Keep what a person submits.

    Args:
        row: of the saved scenario.
        content: frozen.
        version: that the scenario has from then on.
        words: what the other person should know.
    """
    connection.execute(
        insert(APPROVALS).values(
            number=next_number(connection, APPROVALS),
            scenario=row.id,
            version=version,
            content=content,
            hash=digest_of(content),
            submitter=actor.id,
            submitted=stamp_of(now),
            note=_checked(words),
        )
    )


def decide(
    connection: Connection, row: Row[Any], decision: Decision, actor: Actor, reason: str, now: datetime.datetime
) -> Approval:
    """Keep what was decided on what waits.

    Raises:
        InputError: what was submitted is not what its hash says; too many words.
    """
    waiting = select(APPROVALS).where(APPROVALS.c.scenario == row.id, APPROVALS.c.decision == "")
    found = connection.execute(waiting).one()
    if digest_of(found.content) != found.hash and decision == "approved":
        raise InputError(Finding("store.standing.changed", {"name": row.name}))
    fields = {"decision": decision, "decider": actor.id, "decided": stamp_of(now), "reason": _checked(reason)}
    connection.execute(update(APPROVALS).where(APPROVALS.c.number == found.number).values(**fields))
    return _approval(connection.execute(select(APPROVALS).where(APPROVALS.c.number == found.number)).one())


def put_in_force(connection: Connection, row: Row[Any], change: int) -> None:
    """Make room: one scenario is in force at a time."""
    before = update(SAVED).where(SAVED.c.standing == "in_force", SAVED.c.id != row.id)
    connection.execute(before.values(standing="shared", submitter="", version=change))


def frozen_hash(connection: Connection, row: Row[Any]) -> str:
    """Hash of what was last approved of a scenario."""
    approved = select(APPROVALS.c.hash).where(APPROVALS.c.scenario == row.id, APPROVALS.c.decision == "approved")
    return str(connection.execute(approved.order_by(APPROVALS.c.number.desc())).scalars().first() or "-")


def approvals_of(connection: Connection, scenario: str) -> tuple[Approval, ...]:
    """Every submission of a scenario, the oldest first."""
    rows = select(APPROVALS).where(APPROVALS.c.scenario == scenario).order_by(APPROVALS.c.number)
    return tuple(map(_approval, connection.execute(rows).all()))


def _approval(row: Row[Any]) -> Approval:
    submitted, decided = (
        datetime.datetime.fromisoformat(stamp) if stamp else None for stamp in (row.submitted, row.decided)
    )
    assert submitted is not None
    return Approval(
        number=row.number,
        content=row.content,
        hash=row.hash,
        submitter=row.submitter,
        submitted=submitted,
        note=row.note,
        decision=row.decision,
        decider=row.decider,
        decided=decided,
        reason=row.reason,
    )


def _checked(words: str) -> str:
    """Without blanks around them."""
    words = words.strip()
    if findings := tuple(wrong_words(words)):
        raise InputError(findings)
    return words
