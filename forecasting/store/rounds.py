"""Adopted forecast rounds: a log that is only ever appended to, see `chain`; where several people work, one proposes
and another one adopts.

Times come in as arguments. docs/operations.md, Forecast rounds.
"""

from __future__ import annotations

import csv
import datetime
import io
import json
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
from sqlalchemy import Connection, Row, Select, insert, select, update

from forecasting.arrivals.rounds.round import Round
from forecasting.base.cells import harmless
from forecasting.base.errors import Finding, InputError
from forecasting.base.periods import month_label, parse_month
from forecasting.base.quantiles import LEVELS, Array
from forecasting.people import Action, Actor, RoundLog, RoundProposal, ask
from forecasting.store.acting import Acting
from forecasting.store.chain import Break, Link, Verification, canonical, fields_of
from forecasting.store.database import database_url, is_made, open_database, stamp_of
from forecasting.store.journal import next_number, note
from forecasting.store.tables import PROPOSALS, ROUNDS
from forecasting.store.words import wrong_words

__all__ = ["Adopted", "Proposal", "Rounds", "adopted_rounds", "open_rounds"]

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
    proposer: str = ""  # id of the actor who proposed it, "" where one person worked alone


@dataclass(frozen=True)
class Proposal:
    """Rounds that wait for another person."""

    number: int
    rounds: tuple[Round, ...]
    who: str
    why: str
    proposer: str  # id of the actor
    proposed: datetime.datetime  # UTC


def open_rounds(url: str | None = None, *, actor: Actor) -> Rounds:
    """Open the log, in the database of the saved scenarios.

    Args:
        url: address of the database; None: `database_url()`.
        actor: who works with it.
    Raises:
        InputError: the database cannot be used.
    """
    return Rounds(open_database(url), actor)


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


class Rounds(Acting):
    """The log of one database, for one actor. Every method may raise InputError, where something is wrong or the
    actor may not do it, and then nothing has changed."""

    def adopt(self, *rounds: Round, who: str, why: str, now: datetime.datetime) -> tuple[Adopted, ...]:
        """Append rounds, in their order and together; where several people work, that needs two: see `propose`.

        Args:
            who: who adopts them, in words.
            why: for which purpose, in words; may be empty.
            now: time of the adoption, with its zone.
        """
        ask(self._actor, Action.ADOPT, RoundProposal(self._actor.id))
        who, why = _checked_words(who, why)
        with self._database.writing() as (connection, _):
            return self._append(connection, rounds, who, why, now)

    def propose(self, *rounds: Round, who: str, why: str, now: datetime.datetime) -> int:
        """Ask another person to adopt rounds; returns the number of the proposal.

        Args:
            who, why, now: as in `adopt`.
        """
        ask(self._actor, Action.CREATE, RoundProposal(self._actor.id))
        who, why = _checked_words(who, why)
        words = {"who": who, "why": why, "rounds": [_values(one) for one in rounds]}
        with self._database.writing() as (connection, _):
            number = next_number(connection, PROPOSALS)
            row = {"number": number, "content": canonical(words), "proposer": self._actor.id}
            connection.execute(insert(PROPOSALS).values(**row, proposed=stamp_of(now)))
            note(connection, self._actor, Action.CREATE, RoundProposal(self._actor.id), now, number=number)
        return number

    def proposals(self) -> tuple[Proposal, ...]:
        """What waits for a decision, the oldest first."""
        ask(self._actor, Action.READ, RoundLog())
        with self._database.reading() as connection:
            rows = connection.execute(_waiting().order_by(PROPOSALS.c.number)).all()
        return tuple(map(_proposal, rows))

    def accept(self, number: int, *, now: datetime.datetime) -> tuple[Adopted, ...]:
        """Adopt what another person has proposed."""
        with self._decided(number, "adopted", "", now) as (connection, found):
            return self._append(connection, found.rounds, found.who, found.why, now, proposer=found.proposer)

    def decline(self, number: int, *, reason: str, now: datetime.datetime) -> None:
        """Return what another person has proposed, with the reason."""
        _, reason = _checked_words(self._actor.title, reason)
        with self._decided(number, "returned", reason, now):
            pass

    def list(self, group: str | None = None) -> tuple[Adopted, ...]:
        """Every entry, the oldest first.

        Args:
            group: only those of this group.
        Raises:
            InputError: an entry can no longer be read; `verify` tells which.
        """
        ask(self._actor, Action.READ, RoundLog())
        with self._database.reading() as connection:
            rows = connection.execute(select(ROUNDS.entries).order_by(ROUNDS.entries.c.number)).all()
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
        return self._walked(noted)

    def first_break(self) -> Break | None:
        """Where the chain does not hold: whoever reads the log has to know."""
        ask(self._actor, Action.READ, RoundLog())
        return self._walked().broken

    def export_json(self) -> bytes:
        """The log for auditors: per entry its number, its content as the text that was hashed, and the hash."""
        entries = [vars(link) for link in self._exported()]
        return (json.dumps({"rounds": entries}, ensure_ascii=False, indent=1) + "\n").encode()

    def export_csv(self) -> bytes:
        """The log for auditors as a table, one line per entry; `content` is the text that was hashed.

        What somebody wrote that a spreadsheet would calculate has an apostrophe in front; `content` never begins so.
        """
        table = io.StringIO()
        writer = csv.writer(table, lineterminator="\n")
        writer.writerow(COLUMNS)
        for link in self._exported():
            fields = fields_of(link.content) | vars(link)
            writer.writerow([harmless(str(fields.get(name, ""))) for name in COLUMNS])
        return table.getvalue().encode()

    def _exported(self) -> tuple[Link, ...]:
        ask(self._actor, Action.EXPORT, RoundLog())
        with self._database.reading() as connection:
            return ROUNDS.links(connection)

    def _walked(self, noted: str | None = None) -> Verification:
        with self._database.reading() as connection:
            return ROUNDS.verify(connection, noted)

    def _append(
        self,
        connection: Connection,
        rounds: Sequence[Round],
        who: str,
        why: str,
        now: datetime.datetime,
        *,
        proposer: str = "",
    ) -> tuple[Adopted, ...]:
        """Append rounds within a transaction."""
        words = {"format": FORMAT, "who": who, "why": why, "adopted": stamp_of(now)}
        words |= {"proposer": proposer} if proposer else {}  # as entries had it before people were told apart
        links = [ROUNDS.append(connection, {**words, **_values(one)}, owner=self._actor.id) for one in rounds]
        done = RoundProposal(proposer or self._actor.id)
        note(connection, self._actor, Action.ADOPT, done, now, rounds=[link.number for link in links])
        return tuple(_read(link.content, link.hash, self._actor.id) for link in links)

    @contextmanager
    def _decided(
        self, number: int, decision: str, reason: str, now: datetime.datetime
    ) -> Iterator[tuple[Connection, Proposal]]:
        """Decide on a proposal that waits."""
        with self._database.writing() as (connection, _):
            row = connection.execute(_waiting().where(PROPOSALS.c.number == number)).first()
            if row is None:
                raise InputError(Finding("store.rounds.proposal", {"number": number}))
            proposal = RoundProposal(str(row.proposer))
            ask(self._actor, Action.ADOPT, proposal)
            decided = {"decision": decision, "decider": self._actor.id, "decided": stamp_of(now), "reason": reason}
            connection.execute(update(PROPOSALS).where(PROPOSALS.c.number == number).values(**decided))
            if decision != "adopted":
                note(connection, self._actor, Action.ADOPT, proposal, now, number=number, decision=decision)
            yield connection, _proposal(row)


def _waiting() -> Select[Any]:
    return select(PROPOSALS).where(PROPOSALS.c.decision == "")


def _proposal(row: Row[Any]) -> Proposal:
    fields = fields_of(str(row.content))
    try:
        rounds = tuple(map(_round, fields["rounds"]))
        proposed = datetime.datetime.fromisoformat(row.proposed)
        return Proposal(int(row.number), rounds, fields["who"], fields["why"], str(row.proposer), proposed)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(Finding("store.rounds.unreadable")) from error


def _values(one: Round) -> dict[str, object]:
    """A round as an entry says it."""
    return {
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


def _round(fields: dict[str, Any]) -> Round:
    """The round of an entry."""

    def array(name: str) -> Array:
        return np.asarray(fields[name], dtype=np.float64)

    return Round(
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
    )


def _read(content: str, digest: str, owner: str) -> Adopted:
    fields = json.loads(content)
    return Adopted(
        number=fields["number"],
        round=_round(fields),
        who=fields["who"],
        why=fields["why"],
        adopted=datetime.datetime.fromisoformat(fields["adopted"]),
        previous=fields["previous"],
        hash=digest,
        owner=owner,
        proposer=fields.get("proposer", ""),
    )


def _checked_words(who: str, why: str) -> tuple[str, str]:
    """Both without blanks around them."""
    who, why = who.strip(), why.strip()
    findings = [*([] if who else [Finding("store.rounds.who")]), *wrong_words(who, why)]
    if findings:
        raise InputError(findings)
    return who, why
