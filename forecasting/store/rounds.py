"""Adopted forecast rounds: a log that is only ever appended to, each entry holding the hash of the one before.

An entry is a text of canonical JSON and the SHA-256 of it; the text names its number and the hash of its predecessor.
So whoever changes, removes or reorders one breaks the chain. Rewriting the whole log leaves no trace in it; only a
hash noted elsewhere shows that. Times come in as arguments. docs/operations.md, Forecast rounds.
"""

from __future__ import annotations

import csv
import datetime
import hashlib
import io
import json
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from sqlalchemy import Connection, insert, select, update

from forecasting.arrivals.rounds.round import Round
from forecasting.base.errors import Finding, InputError
from forecasting.base.periods import month_label, parse_month
from forecasting.base.quantiles import LEVELS, Array
from forecasting.people import Action, Actor, RoundLog, ask
from forecasting.store.database import ROUNDS, ROUNDS_HEAD, Database, database_url, is_made, open_database, stamp_of

__all__ = ["LONGEST_WORDS", "Adopted", "Break", "Rounds", "Verification", "adopted_rounds", "open_rounds"]

LONGEST_WORDS = 2_000
"""Characters of who adopted a round, and why."""

FORMAT = 1
COLUMNS = (
    "number",
    "adopted",
    "who",
    "group",
    "origin",
    "horizon",
    "method",
    "program",
    "data_hash",
    "hash",
    "content",
)


@dataclass(frozen=True)
class Adopted:
    """An entry of the log."""

    number: int  # 1 is the first
    round: Round
    who: str
    why: str
    adopted: datetime.datetime  # UTC
    previous: str  # hash of the entry before; "" at the first
    hash: str
    owner: str  # id of the actor who adopted it; kept beside the entry, not in what is hashed


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
    """What walking the chain found."""

    rounds: int
    head: str  # hash of the last entry, "" without one: to be noted elsewhere
    broken: Break | None
    lost: str = ""  # hash that was noted elsewhere and stands in no entry: the log was written anew

    @property
    def intact(self) -> bool:
        """Whether every entry is as it was appended, and none that was noted is lost."""
        return self.broken is None and not self.lost


def open_rounds(url: str | None = None, *, actor: Actor) -> Rounds:
    """Open the log, in the database of the saved scenarios.

    Args:
        url: address of the database; None: `database_url()`.
        actor: who works with it.
    Raises:
        InputError: the database cannot be used.
    """
    return Rounds(open_database(database_url() if url is None else url), actor)


def adopted_rounds(url: str | None = None, *, actor: Actor) -> tuple[Adopted, ...]:
    """Every adopted round, the oldest first; none where no log has been made yet, and none is made.

    Args:
        url, actor: as in `open_rounds`.
    Raises:
        InputError: the database cannot be used, the actor may not read the log, or it is not as it was appended to.
    """
    ask(actor, Action.READ, RoundLog())
    address = database_url() if url is None else url
    if not is_made(address):
        return ()
    with closing(open_rounds(address, actor=actor)) as log:
        broken = log.first_break()
        if broken is not None:
            raise InputError(Finding("store.rounds.broken", {"number": broken.number}))
        return log.list()


class Rounds:
    """The log of one database, for one actor. Every method may raise InputError, where something is wrong or the
    actor may not do it, and then nothing has changed."""

    def __init__(self, database: Database, actor: Actor) -> None:
        self._database = database
        self._actor = actor

    def acting(self, actor: Actor) -> Rounds:
        """The same log for another actor."""
        return self if actor == self._actor else Rounds(self._database, actor)

    def close(self) -> None:
        """Give the database back."""
        self._database.close()

    def adopt(self, *rounds: Round, who: str, why: str, now: datetime.datetime) -> tuple[Adopted, ...]:
        """Append rounds, in their order and together.

        Args:
            who: who adopts them, in words.
            why: for which purpose, in words; may be empty.
            now: time of the adoption, with its zone.
        """
        ask(self._actor, Action.ADOPT, RoundLog())
        who, why = who.strip(), why.strip()
        _check_words(who, why)
        stamp = stamp_of(now)
        with self._database.writing() as (connection, _):
            head = connection.execute(select(ROUNDS_HEAD)).one()
            number, digest = int(head.number), str(head.hash)
            found = []
            for one in rounds:
                number += 1
                content = _write(one, number=number, who=who, why=why, adopted=stamp, previous=digest)
                digest = _hash(content)
                row = {"number": number, "content": content, "hash": digest, "owner": self._actor.id}
                connection.execute(insert(ROUNDS).values(row))
                found.append(_read(content, digest, self._actor.id))
            connection.execute(update(ROUNDS_HEAD).values(number=number, hash=digest))
        return tuple(found)

    def list(self, group: str | None = None) -> tuple[Adopted, ...]:
        """Every entry, the oldest first.

        Args:
            group: only those of this group.
        Raises:
            InputError: an entry can no longer be read; `verify` tells which.
        """
        ask(self._actor, Action.READ, RoundLog())
        with self._database.reading() as connection:
            rows = connection.execute(select(ROUNDS).order_by(ROUNDS.c.number)).all()
        try:
            entries = tuple(_read(str(row.content), str(row.hash), str(row.owner)) for row in rows)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise InputError(Finding("store.rounds.unreadable")) from error
        return tuple(entry for entry in entries if group in (None, entry.round.group))

    def verify(self, noted: str | None = None) -> Verification:
        """Walk the chain.

        Args:
            noted: hash of an entry that was noted elsewhere; it must still be in the log.
        """
        ask(self._actor, Action.VERIFY, RoundLog())
        rows, broken = self._walked()
        lost = noted if noted and noted.lower() not in (digest for _, _, digest in rows) else ""
        return Verification(len(rows), rows[-1][2] if rows else "", broken, lost)

    def first_break(self) -> Break | None:
        """Where the chain does not hold: whoever reads the log has to know."""
        ask(self._actor, Action.READ, RoundLog())
        return self._walked()[1]

    def export_json(self) -> bytes:
        """The log for auditors: per entry its number, its content as the text that was hashed, and the hash."""
        ask(self._actor, Action.EXPORT, RoundLog())
        with self._database.reading() as connection:
            rows = _rows(connection)
        entries = [{"number": number, "content": content, "hash": digest} for number, content, digest in rows]
        return (json.dumps({"rounds": entries}, ensure_ascii=False, indent=1) + "\n").encode()

    def export_csv(self) -> bytes:
        """The log for auditors as a table, one line per entry; `content` is the text that was hashed."""
        ask(self._actor, Action.EXPORT, RoundLog())
        with self._database.reading() as connection:
            rows = _rows(connection)
        table = io.StringIO()
        writer = csv.writer(table, lineterminator="\n")
        writer.writerow(COLUMNS)
        for number, content, digest in rows:
            fields = _fields(content) | {"number": number, "hash": digest, "content": content}
            writer.writerow([fields.get(name, "") for name in COLUMNS])
        return table.getvalue().encode()

    def _walked(self) -> tuple[Sequence[tuple[int, str, str]], Break | None]:
        """Number, content and hash of every entry, and the first that is not as it was appended."""
        with self._database.reading() as connection:
            rows = _rows(connection)
            head = connection.execute(select(ROUNDS_HEAD)).one()
        return rows, _first_break(rows, int(head.number), str(head.hash))


def _rows(connection: Connection) -> list[tuple[int, str, str]]:
    found = connection.execute(select(ROUNDS).order_by(ROUNDS.c.number)).all()
    return [(int(row.number), str(row.content), str(row.hash)) for row in found]


def _first_break(rows: Sequence[tuple[int, str, str]], last: int, head: str) -> Break | None:
    """First entry that is not as it was appended."""
    digest = ""
    for expected, (number, content, kept) in enumerate(rows, start=1):
        fields = _fields(content)
        if _hash(content) != kept:
            return Break(expected, "changed")
        if fields.get("number") != number:
            return Break(expected, "moved")
        if number != expected:
            return Break(expected, "removed")
        if fields.get("previous") != digest:
            return Break(max(expected - 1, 1), "changed")
        digest = kept
    if last > len(rows):
        return Break(len(rows) + 1, "removed")
    if last < len(rows):
        return Break(last + 1, "changed")
    return None if head == digest else Break(last, "changed")


def _write(one: Round, **words: object) -> str:
    """Canonical JSON of an entry: keys sorted, no blanks, numbers in their shortest form."""
    content = {
        "format": FORMAT,
        **words,
        "group": one.group,
        "origin": month_label(one.origin),
        "horizon": one.horizon,
        "method": one.method,
        "settings": dict(one.settings),
        "data_hash": one.data_hash,
        "program": one.program,
        "paths": one.paths,
        "seed": one.seed,
        "levels": list(LEVELS),
        "quantiles": one.quantiles.tolist(),
        "sums": one.sums.tolist(),
        "naive": one.naive.tolist(),
        "naive_sums": one.naive_sums.tolist(),
        "memory": one.memory.tolist(),
        "known": None if one.known is None else month_label(one.known),
    }
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def _read(content: str, digest: str, owner: str) -> Adopted:
    fields = json.loads(content)

    def array(name: str) -> Array:
        return np.asarray(fields[name], dtype=np.float64)

    return Adopted(
        number=fields["number"],
        round=Round(
            group=fields["group"],
            origin=parse_month(fields["origin"]),
            method=fields["method"],
            settings=fields["settings"],
            data_hash=fields["data_hash"],
            program=fields["program"],
            paths=fields["paths"],
            seed=fields["seed"],
            quantiles=array("quantiles"),
            sums=array("sums"),
            naive=array("naive"),
            naive_sums=array("naive_sums"),
            memory=array("memory"),
            known=parse_month(fields["known"]) if fields.get("known") else None,  # entries of old lack it
        ),
        who=fields["who"],
        why=fields["why"],
        adopted=datetime.datetime.fromisoformat(fields["adopted"]),
        previous=fields["previous"],
        hash=digest,
        owner=owner,
    )


def _fields(content: str) -> dict[str, Any]:
    """What a content says; nothing where it is not even JSON."""
    try:
        fields = json.loads(content)
    except ValueError:
        return {}
    return fields if isinstance(fields, dict) else {}


def _hash(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()


def _check_words(who: str, why: str) -> None:
    findings = [] if who else [Finding("store.rounds.who")]
    for words in (who, why):
        if len(words) > LONGEST_WORDS or not words.replace("\n", " ").isprintable():
            findings.append(Finding("store.rounds.words", {"most": LONGEST_WORDS, "length": len(words)}))
    if findings:
        raise InputError(findings)
