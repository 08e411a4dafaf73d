"""Logs that are only ever appended to: each entry holds the hash of the one before, so that what was changed, removed
or moved is found.

An entry is a text of canonical JSON and the SHA-256 of it; the text names its number and the hash of its predecessor.
Rewriting a whole log leaves no trace in it; only a hash noted elsewhere shows that.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Column, Connection, Integer, MetaData, String, Table, Text, insert, select, update

__all__ = ["Break", "Chain", "Link", "Verification", "canonical", "digest_of", "fields_of"]


@dataclass(frozen=True)
class Link:
    """An entry as it is kept."""

    number: int  # 1 is the first
    content: str  # canonical JSON
    hash: str


@dataclass(frozen=True)
class Break:
    """The first entry at which the chain does not hold.

    `changed`: its content does not have its hash, or is not the one the next entry was appended to; `removed`: it is
    missing; `moved`: another entry stands in its place.
    """

    number: int
    kind: Literal["changed", "removed", "moved"]


@dataclass(frozen=True)
class Verification:
    """What walking a chain found."""

    entries: int
    head: str  # hash of the last entry, "" without one: to be noted elsewhere
    broken: Break | None
    lost: str = ""  # hash that was noted elsewhere and stands in no entry: the log was written anew

    @property
    def intact(self) -> bool:
        """Whether every entry is as it was appended, and none that was noted is lost."""
        return self.broken is None and not self.lost


class Chain:
    """A log in two tables: its entries, and one row that names the last of them."""

    def __init__(self, name: str, metadata: MetaData, *more: Column[Any]) -> None:
        """
        Args:
            name: of the table of entries.
            more: columns kept beside an entry, not in what is hashed.
        """
        self.entries = Table(
            name,
            metadata,
            Column("number", Integer, primary_key=True, autoincrement=False),  # 1, 2, 3 … without a gap
            Column("content", Text, nullable=False),  # canonical JSON
            Column("hash", String(64), nullable=False),  # SHA-256 of the content
            *more,
        )
        self.head = Table(
            f"{name}_head",
            metadata,
            Column("id", Integer, primary_key=True, autoincrement=False),  # one row: 1
            Column("number", Integer, nullable=False),  # of the last entry, 0 without one
            Column("hash", String(64), nullable=False),
        )

    def append(self, connection: Connection, fields: Mapping[str, object], **more: object) -> Link:
        """Append an entry, within a transaction that is alone in writing.

        Args:
            fields: what it says; number and predecessor are added.
            more: values of the columns beside it.
        """
        head = connection.execute(select(self.head)).one()
        number = int(head.number) + 1
        content = canonical({**fields, "number": number, "previous": str(head.hash)})
        link = Link(number, content, digest_of(content))
        connection.execute(insert(self.entries).values(**vars(link), **more))
        connection.execute(update(self.head).values(number=number, hash=link.hash))
        return link

    def links(self, connection: Connection, *, last: int | None = None) -> tuple[Link, ...]:
        """Entries, the oldest first.

        Args:
            last: how many at most, those at the end; None: every one.
        """
        columns = (self.entries.c.number, self.entries.c.content, self.entries.c.hash)
        rows = connection.execute(select(*columns).order_by(self.entries.c.number.desc()).limit(last)).all()
        return tuple(Link(int(row.number), str(row.content), str(row.hash)) for row in reversed(rows))

    def verify(self, connection: Connection, noted: str | None = None) -> Verification:
        """Walk the chain.

        Args:
            noted: hash of an entry that was noted elsewhere; it must still be there.
        """
        links = self.links(connection)
        head = connection.execute(select(self.head)).one()
        broken = _first_break(links, int(head.number), str(head.hash))
        lost = noted if noted and noted.lower() not in (link.hash for link in links) else ""
        return Verification(len(links), links[-1].hash if links else "", broken, lost)


def canonical(fields: Mapping[str, object]) -> str:
    """JSON with its keys sorted, no blanks, and numbers in their shortest form."""
    return json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def fields_of(content: str) -> dict[str, Any]:
    """What a content says; nothing where it is not even JSON."""
    try:
        fields = json.loads(content)
    except ValueError:
        return {}
    return fields if isinstance(fields, dict) else {}


def _first_break(links: Sequence[Link], last: int, head: str) -> Break | None:
    """First entry that is not as it was appended."""
    digest = ""
    for expected, link in enumerate(links, start=1):
        fields = fields_of(link.content)
        if digest_of(link.content) != link.hash:
            return Break(expected, "changed")
        if fields.get("number") != link.number:
            return Break(expected, "moved")
        if link.number != expected:
            return Break(expected, "removed")
        if fields.get("previous") != digest:
            return Break(max(expected - 1, 1), "changed")
        digest = link.hash
    if last > len(links):
        return Break(len(links) + 1, "removed")
    if last < len(links):
        return Break(last + 1, "changed")
    return None if head == digest else Break(last, "changed")


def digest_of(content: str) -> str:
    """SHA-256 of a content."""
    return hashlib.sha256(content.encode()).hexdigest()
