"""Scenarios kept by name: list, save, load, duplicate, rename, share, delete, import and export.

A saved scenario follows the shipped one it came from wherever it does not differ, unless it was saved standalone.
Two people who change the same one do not overwrite each other: whoever changes it names the version last seen.
A name is taken for its owner only. What is deleted lies in the trash for `DAYS_IN_TRASH`. How one gets in force:
`approvals`. Times come in as arguments.
"""

from __future__ import annotations

import datetime
import unicodedata
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, insert, select, update

from forecasting.assumptions import Scenario, load_scenario, shipped_scenarios
from forecasting.base.errors import Finding, InputError
from forecasting.people import Action, Actor, SavedScenario, SavedScenarios, Standing, ask, refusal
from forecasting.store.acting import Acting
from forecasting.store.approvals import Approval, approvals_of, decide, frozen_hash, put_in_force, submitted
from forecasting.store.chain import digest_of
from forecasting.store.content import Broken, read_content, refuse_paths, with_another_name, write_content
from forecasting.store.database import Database, open_database, stamp_of
from forecasting.store.file import check_size, read_file, write_file
from forecasting.store.journal import note
from forecasting.store.tables import LONGEST_NAME, SAVED

__all__ = ["DAYS_IN_TRASH", "LONGEST_NAME", "Loaded", "Saved", "Store", "open_store", "thing_of"]

DAYS_IN_TRASH = 30

UNREADABLE = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
"""Stands for a time of a damaged row."""

_REFUSED = ("C", "Zl", "Zp")  # controls, invisible characters, line breaks
_LOCKED = {"submitted": "store.standing.submitted", "in_force": "store.standing.force"}  # others rely on it


@dataclass(frozen=True)
class Saved:
    """A saved scenario in the list."""

    id: str  # stays when it is renamed
    name: str
    base: str  # file stem of the shipped scenario it came from
    standalone: bool  # follows neither that nor the register
    version: int  # number of the change that wrote it, in the whole database
    created: datetime.datetime  # UTC
    changed: datetime.datetime  # UTC
    owner: str  # id of the actor who saved it first
    standing: Standing = "private"
    submitter: str = ""  # id of the actor who submitted it
    deleted: datetime.datetime | None = None  # UTC; None: not in the trash


@dataclass(frozen=True)
class Loaded:
    """A saved scenario with the scenario itself, both from the same moment."""

    saved: Saved
    scenario: Scenario


def open_store(url: str | None = None, shipped: Mapping[str, Scenario] | None = None, *, actor: Actor) -> Store:
    """Open the saved scenarios.

    Args:
        url: address of the database; None: `database_url()`.
        shipped: scenarios to inherit from by file stem; None: those in `data/scenarios`.
        actor: who works with them.
    Raises:
        InputError: the database cannot be used.
    """
    if shipped is None:
        shipped = {path.stem: load_scenario(path) for path in shipped_scenarios()}
    return Store(open_database(url), shipped, actor)


class Store(Acting):
    """Saved scenarios of one database, for one actor. Names are told apart without regard to case; without an owner,
    a name means the actor's own scenario, else one that they may read. Every method may raise InputError, where
    something is wrong or the actor may not do it, and then nothing has changed."""

    def __init__(self, database: Database, shipped: Mapping[str, Scenario], actor: Actor) -> None:
        super().__init__(database, actor)
        self._shipped = dict(shipped)

    def list(self) -> tuple[Saved, ...]:
        """Every saved scenario that the actor may read, by name; without those in the trash."""
        ask(self._actor, Action.LIST, SavedScenarios())
        return self._readable(SAVED.c.deleted == "")

    def trash(self) -> tuple[Saved, ...]:
        """What lies in the trash and is the actor's to take out or to remove, by name."""
        ask(self._actor, Action.LIST, SavedScenarios())
        return self._readable(SAVED.c.deleted != "")

    def load(self, name: str, *, owner: str | None = None) -> Loaded:
        """A scenario: the values of its base as they are today, and its own on top; one in force as it was frozen."""
        with self._database.reading() as connection:
            row = self._asked(Action.READ, self._find(connection, name, owner))
            frozen = frozen_hash(connection, row) if row.standing == "in_force" else ""
        if frozen and frozen != digest_of(row.content):
            raise InputError(Finding("store.standing.changed", {"name": row.name}))
        return self._loaded(row)

    def save(
        self,
        name: str,
        scenario: Scenario,
        *,
        base: str,
        now: datetime.datetime,
        expected_version: int | None = None,
        standalone: bool = False,
        owner: str | None = None,
    ) -> Saved:
        """Keep a scenario under a name.

        Args:
            name: up to 120 characters; blanks around it do not count.
            base: file stem of the shipped scenario it follows.
            now: time of the change, with its zone.
            expected_version: version last seen of the saved scenario that is overwritten; None: a new one, whose name
                must be free.
            standalone: keep every value, the register's too, so that nothing follows any more.
            owner: of the saved scenario that is overwritten.
        """
        if expected_version is None:
            ask(self._actor, Action.CREATE, SavedScenarios())
        name = name.strip()
        findings = list(_check_name(name))
        content = ""
        try:
            content = self._content(name, scenario, base, standalone=standalone)
        except InputError as error:
            findings += error.findings
        if findings:
            raise InputError(findings)
        fields = {"base": base, "standalone": standalone, "content": content, "changed": stamp_of(now)}
        with self._writing(now) as (connection, change):
            if expected_version is None:
                return self._insert(connection, name, fields | {"version": change, "created": stamp_of(now)}, now)
            seen = self._asked(Action.CHANGE, self._seen(connection, name, owner, expected_version))
            return self._update(connection, seen, Action.CHANGE, fields | {"version": change}, now)

    def duplicate(self, name: str, new_name: str, *, now: datetime.datetime, owner: str | None = None) -> Saved:
        """Keep a copy under another name."""
        ask(self._actor, Action.CREATE, SavedScenarios())
        new_name = _checked_name(new_name)
        with self._writing(now) as (connection, change):
            row = self._asked(Action.READ, self._find(connection, name, owner))
            fields = {"base": row.base, "standalone": row.standalone, "content": _renamed(row)}
            stamps = {"created": stamp_of(now), "changed": stamp_of(now)}
            return self._insert(connection, new_name, fields | stamps | {"version": change}, now)

    def rename(
        self, name: str, new_name: str, *, now: datetime.datetime, expected_version: int, owner: str | None = None
    ) -> Saved:
        """Give a scenario another name."""
        new_name = _checked_name(new_name)
        with self._writing(now) as (connection, change):
            row = self._asked(Action.CHANGE, self._seen(connection, name, owner, expected_version))
            self._refuse_taken(connection, new_name, owner=row.owner, but=row.id)
            words = {"name": new_name, "name_key": _key(new_name), "content": _renamed(row)}
            fields = words | {"version": change, "changed": stamp_of(now)}
            return self._update(connection, row, Action.CHANGE, fields, now, new_name=new_name)

    def share(
        self, name: str, *, shared: bool, now: datetime.datetime, expected_version: int, owner: str | None = None
    ) -> Saved:
        """Let everybody who plans read a scenario, or no longer."""
        with self._writing(now) as (connection, change):
            row = self._asked(Action.SHARE, self._seen(connection, name, owner, expected_version))
            fields = {"standing": "shared" if shared else "private", "version": change}
            return self._update(connection, row, Action.SHARE, fields, now, to=fields["standing"])

    def submit(
        self,
        name: str,
        *,
        words: str = "",
        now: datetime.datetime,
        expected_version: int,
        owner: str | None = None,
    ) -> Saved:
        """Ask another person to put a scenario in force, frozen with every value of today.

        Args:
            words: what the other person should know.
        """
        with self._writing(now) as (connection, change):
            row = self._asked(Action.SUBMIT, self._seen(connection, name, owner, expected_version))
            if row.standing == "submitted":
                raise InputError(Finding("store.standing.submitted", {"name": row.name}))
            frozen = self._content(row.name, self._loaded(row).scenario, row.base, standalone=True)
            submitted(connection, row, frozen, self._actor, change, words, now)
            fields = {"standing": "submitted", "submitter": self._actor.id, "version": change}
            return self._update(connection, row, Action.SUBMIT, fields, now)

    def withdraw(self, name: str, *, now: datetime.datetime, owner: str | None = None) -> Saved:
        """Ask no longer."""
        with self._writing(now) as (connection, change):
            row = self._asked(Action.SUBMIT, self._waiting(self._find(connection, name, owner)))
            decide(connection, row, "withdrawn", self._actor, "", now)
            fields = {"standing": "shared", "submitter": "", "version": change}
            return self._update(connection, row, Action.SUBMIT, fields, now, decision="withdrawn")

    def approve(self, name: str, *, now: datetime.datetime, owner: str | None = None) -> Saved:
        """Put in force what another person has submitted, as it was frozen; what was in force before is shared."""
        with self._writing(now) as (connection, change):
            row = self._asked(Action.APPROVE, self._waiting(self._find(connection, name, owner)))
            approval = decide(connection, row, "approved", self._actor, "", now)
            put_in_force(connection, row, change)
            fields = {"standing": "in_force", "standalone": True, "content": approval.content, "version": change}
            told = {"decision": "approved", "hash": approval.hash}
            return self._update(connection, row, Action.APPROVE, fields, now, **told)

    def send_back(self, name: str, *, reason: str, now: datetime.datetime, owner: str | None = None) -> Saved:
        """Return what another person has submitted, with the reason."""
        with self._writing(now) as (connection, change):
            row = self._asked(Action.APPROVE, self._waiting(self._find(connection, name, owner)))
            decide(connection, row, "returned", self._actor, reason, now)
            fields = {"standing": "shared", "submitter": "", "version": change}
            return self._update(connection, row, Action.APPROVE, fields, now, decision="returned")

    def approvals(self, name: str, *, owner: str | None = None) -> tuple[Approval, ...]:
        """How often a scenario was submitted and what was decided, the oldest first."""
        with self._database.reading() as connection:
            row = self._asked(Action.READ, self._find(connection, name, owner))
            return approvals_of(connection, str(row.id))

    def delete(self, name: str, *, now: datetime.datetime, expected_version: int, owner: str | None = None) -> Saved:
        """Put a scenario into the trash; its name is free from then on."""
        with self._writing(now) as (connection, change):
            row = self._asked(Action.DELETE, self._seen(connection, name, owner, expected_version))
            fields = {"deleted": stamp_of(now), "name_key": f"{row.name_key}\n{row.id}", "version": change}
            return self._update(connection, row, Action.DELETE, fields, now)

    def restore(self, id: str, *, now: datetime.datetime, new_name: str | None = None) -> Saved:
        """Take a scenario out of the trash.

        Args:
            id: of the saved scenario.
            new_name: where its own has been given away meanwhile.
        """
        with self._writing(now) as (connection, change):
            row = self._asked(Action.RESTORE, _in_trash(connection, id))
            name = row.name if new_name is None else _checked_name(new_name)
            self._refuse_taken(connection, name, owner=row.owner)
            fields = {"deleted": "", "name": name, "name_key": _key(name), "version": change}
            return self._update(connection, row, Action.RESTORE, fields, now)

    def purge(self, id: str, *, now: datetime.datetime) -> None:
        """Remove a scenario of the trash for good.

        Args:
            id: of the saved scenario.
        """
        with self._writing(now) as (connection, _):
            row = self._asked(Action.PURGE, _in_trash(connection, id))
            connection.execute(delete(SAVED).where(SAVED.c.id == row.id))
            note(connection, self._actor, Action.PURGE, _thing(row), now)

    def remove_damaged(self, id: str, *, now: datetime.datetime) -> None:
        """Remove for good a scenario whose row can no longer be read, wherever it stands.

        Args:
            id: of the saved scenario.
        """
        with self._writing(now) as (connection, _):
            row = connection.execute(select(SAVED).where(SAVED.c.id == id)).first()
            if row is None:
                raise InputError(Finding("store.damaged.gone"))
            thing = replace(_thing(row), deleted=True)  # nobody has it any more, as what lies in the trash
            ask(self._actor, Action.PURGE, thing)
            try:
                self._loaded(row)
            except InputError as error:
                if _broken(row.name) not in error.findings:
                    raise InputError(Finding("store.damaged.whole")) from error
            else:
                raise InputError(Finding("store.damaged.whole"))
            connection.execute(delete(SAVED).where(SAVED.c.id == row.id))
            note(connection, self._actor, Action.PURGE, thing, now)

    def hand_over(self, owner: str, heir: str, *, now: datetime.datetime) -> int:
        """Give every scenario of one person to another; returns how many.

        Args:
            owner, heir: ids of actors.
        """
        with self._writing(now) as (connection, change):
            rows = connection.execute(select(SAVED).where(SAVED.c.owner == owner).order_by(SAVED.c.id)).all()
            for row in rows:
                self._asked(Action.HAND_OVER, row)
                if row.deleted == "":
                    self._refuse_taken(connection, row.name, owner=heir)
                fields = {"owner": heir, "version": change}
                self._update(connection, row, Action.HAND_OVER, fields, now, heir=heir)
        return len(rows)

    def import_toml(
        self,
        content: bytes,
        *,
        now: datetime.datetime,
        name: str | None = None,
        base: str = "base",
        standalone: bool = False,
    ) -> Saved:
        """Keep the scenario of a file as a new one.

        Args:
            content: a scenario file, as `export_toml` or `data/scenarios` has it; it may name no other file.
            name: under which it is kept; None: the one in the file.
            base: shipped scenario that it follows from now on where it agrees with it.
        """
        ask(self._actor, Action.CREATE, SavedScenarios())
        scenario = read_file(content)
        name = scenario.name if name is None else name
        return self.save(name, scenario, base=base, now=now, standalone=standalone)

    def export_toml(self, name: str, *, owner: str | None = None) -> bytes:
        """A scenario as a file of its own: everything that differs from the register, its base's part included."""
        loaded = self.load(name, owner=owner)
        ask(self._actor, Action.EXPORT, thing_of(loaded.saved))
        return write_file(loaded.scenario)

    @contextmanager
    def _writing(self, now: datetime.datetime) -> Iterator[tuple[Connection, int]]:
        """A transaction that is alone in writing; what has lain in the trash for long enough is gone."""
        oldest = stamp_of(now - datetime.timedelta(days=DAYS_IN_TRASH))
        with self._database.writing() as (connection, change):
            connection.execute(delete(SAVED).where(SAVED.c.deleted != "", SAVED.c.deleted < oldest))
            yield connection, change

    def _readable(self, which: ColumnElement[bool]) -> tuple[Saved, ...]:
        with self._database.reading() as connection:
            rows = connection.execute(select(SAVED).where(which).order_by(SAVED.c.id)).all()
        seen = [row for row in rows if refusal(self._actor, Action.READ, _thing(row)) is None]
        return tuple(_saved(row) for row in sorted(seen, key=lambda row: (str(row.name_key), str(row.owner))))

    def _asked(self, action: Action, row: Row[Any]) -> Row[Any]:
        """The row of a scenario, once the actor may do this to it."""
        refused = refusal(self._actor, action, _thing(row))
        if refused is None:
            return row
        own = row.owner == self._actor.id and refusal(self._actor, Action.READ, _thing(row)) is None
        if own and row.standing in _LOCKED and action != Action.APPROVE:
            raise InputError(Finding(_LOCKED[row.standing], {"name": row.name}))
        raise InputError(refused)

    def _find(self, connection: Connection, name: str, owner: str | None) -> Row[Any]:
        """The row of a name; what the actor may not read is not there for them, but what is their own."""
        name = name.strip()
        rows = []
        if not _check_name(name):
            wanted = select(SAVED).where(SAVED.c.name_key == _key(name), SAVED.c.deleted == "").order_by(SAVED.c.id)
            rows = [row for row in connection.execute(wanted).all() if owner in (None, row.owner)]
        own = [row for row in rows if row.owner == self._actor.id]
        seen = [row for row in rows if refusal(self._actor, Action.READ, _thing(row)) is None]
        found = next(iter([*own, *sorted(seen, key=lambda row: row.standing != "in_force")]), None)
        if found is None:
            raise InputError(Finding("store.name.unknown", {"name": _shown(name)}))
        return found

    def _seen(self, connection: Connection, name: str, owner: str | None, expected_version: int) -> Row[Any]:
        """The row, unchanged since it was seen."""
        row = self._find(connection, name, owner)
        if row.version != expected_version:
            changed = f"{_saved(row).changed:%Y-%m-%d %H:%M} UTC"
            raise InputError(Finding("store.conflict", {"name": row.name, "changed": changed}))
        return row

    def _waiting(self, row: Row[Any]) -> Row[Any]:
        """The row, if it waits for a decision."""
        if row.standing != "submitted":
            raise InputError(Finding("store.standing.open", {"name": row.name}))
        return row

    def _refuse_taken(self, connection: Connection, name: str, *, owner: str, but: str | None = None) -> None:
        wanted = select(SAVED.c.id, SAVED.c.name).where(SAVED.c.name_key == _key(name), SAVED.c.owner == owner)
        other = connection.execute(wanted).first()
        if other is not None and other.id != but:
            raise InputError(Finding("store.name.taken", {"name": other.name}))

    def _insert(
        self, connection: Connection, name: str, fields: Mapping[str, object], now: datetime.datetime
    ) -> Saved:
        """Keep a new scenario, which is the actor's."""
        self._refuse_taken(connection, name, owner=self._actor.id)
        row = {"id": uuid.uuid4().hex, "name": name, "name_key": _key(name), "owner": self._actor.id, **fields}
        connection.execute(insert(SAVED).values(row))
        note(connection, self._actor, Action.CREATE, SavedScenarios(), now, id=row["id"], name=name)
        return _saved(connection.execute(select(SAVED).where(SAVED.c.id == row["id"])).one())

    def _update(
        self,
        connection: Connection,
        row: Row[Any],
        action: Action,
        fields: Mapping[str, object],
        now: datetime.datetime,
        **told: object,
    ) -> Saved:
        """Change the row of a scenario and tell it."""
        connection.execute(update(SAVED).where(SAVED.c.id == row.id).values(dict(fields)))
        note(connection, self._actor, action, _thing(row), now, **told)
        return _saved(connection.execute(select(SAVED).where(SAVED.c.id == row.id)).one())

    def _loaded(self, row: Row[Any]) -> Loaded:
        """The scenario of a row."""
        saved = _saved(row)
        if UNREADABLE in (saved.created, saved.changed, saved.deleted):
            raise InputError(_broken(saved.name))
        base = Scenario("") if saved.standalone else self._base(saved.base)
        try:
            scenario = read_content(str(row.content), saved.name, base, standalone=saved.standalone)
        except Broken as error:
            raise InputError(_broken(saved.name)) from error
        except InputError as error:
            raise InputError((Finding("store.content.outdated", {"name": saved.name}), *error.findings)) from error
        return Loaded(saved, scenario)

    def _base(self, stem: str) -> Scenario:
        if stem not in self._shipped:
            raise InputError(Finding("store.base.unknown", {"base": stem}))
        return self._shipped[stem]

    def _content(self, name: str, scenario: Scenario, base: str, *, standalone: bool) -> str:
        """Text to keep, tried out: what cannot be loaded again is not saved."""
        refuse_paths(scenario.overrides)
        origin = self._base(base)
        checked = scenario.with_values({})
        words = replace(scenario, overrides=checked.overrides, ranges=checked.ranges)
        text = write_content(_under(words, name), origin, standalone=standalone)
        try:
            check_size(text.encode())
        except UnicodeEncodeError as error:
            raise InputError(Finding("store.content.characters")) from error
        read_content(text, name, origin, standalone=standalone)
        return text


def thing_of(saved: Saved) -> SavedScenario:
    """What an actor asks about who wants to do something to a saved scenario."""
    return SavedScenario(
        saved.id, saved.name, saved.owner, saved.standing, saved.submitter, saved.deleted is not None
    )


def _under(scenario: Scenario, name: str) -> Scenario:
    """The scenario under the name; its English name goes with the German one it had."""
    same = _key(scenario.name.strip()) == _key(name)
    return replace(scenario, name=name, name_en=scenario.name_en if same else "")


def _check_name(name: str) -> tuple[Finding, ...]:
    """What is wrong with a name."""
    findings = []
    if not name:
        findings.append(Finding("store.name.empty"))
    if len(name) > LONGEST_NAME:
        findings.append(Finding("store.name.long", {"length": len(name), "most": LONGEST_NAME}))
    refused = dict.fromkeys(char for char in name if unicodedata.category(char).startswith(_REFUSED))
    if refused:
        codes = ", ".join(f"U+{ord(char):04X}" for char in list(refused)[:5])
        findings.append(Finding("store.name.characters", {"codes": codes}))
    return tuple(findings)


def _checked_name(name: str) -> str:
    name = name.strip()
    if findings := _check_name(name):
        raise InputError(findings)
    return name


def _key(name: str) -> str:
    """What two spellings of one name share."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def _in_trash(connection: Connection, id: str) -> Row[Any]:
    row = connection.execute(select(SAVED).where(SAVED.c.id == id, SAVED.c.deleted != "")).first()
    if row is None:
        raise InputError(Finding("store.trash.gone"))
    return row


def _renamed(row: Row[Any]) -> str:
    try:
        return with_another_name(row.content)
    except Broken as error:
        raise InputError(_broken(row.name)) from error


def _saved(row: Row[Any]) -> Saved:
    """A row as it stands in the list; a time that cannot be read is `UNREADABLE`, so that the others stay listed."""
    created, changed = _time(row.created), _time(row.changed)
    deleted = _time(row.deleted) if row.deleted else None
    kinds = (row.id, row.name, row.base, row.standalone, row.version, created, changed, row.owner)
    return Saved(*kinds, row.standing, row.submitter, deleted)


def _time(stamp: object) -> datetime.datetime:
    try:
        found = datetime.datetime.fromisoformat(str(stamp))
    except ValueError:
        return UNREADABLE
    return found if found.tzinfo else UNREADABLE


def _thing(row: Row[Any]) -> SavedScenario:
    return SavedScenario(row.id, row.name, row.owner, row.standing, row.submitter, row.deleted != "")


def _broken(name: str) -> Finding:
    return Finding("store.content.broken", {"name": name})


def _shown(name: str, most: int = 60) -> str:
    """A name that may be anything, fit for a sentence."""
    words = "".join(char if char.isprintable() else "�" for char in name)
    return words if len(words) <= most else words[: most - 1] + "…"
