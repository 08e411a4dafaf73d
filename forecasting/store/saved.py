"""Scenarios kept by name: list, save, load, duplicate, rename, delete, import and export.

A saved scenario follows the shipped one it came from wherever it does not differ, unless it was saved standalone.
Two people who change the same one do not overwrite each other: whoever changes it names the version last seen.
Times come in as arguments.
"""

from __future__ import annotations

import datetime
import unicodedata
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from forecasting.assumptions import Scenario, load_scenario, shipped_scenarios
from forecasting.base.errors import Finding, InputError
from forecasting.people import Action, Actor, SavedScenario, SavedScenarios, ask, refusal
from forecasting.store.content import Broken, read_content, refuse_paths, with_another_name, write_content
from forecasting.store.database import LONGEST_NAME, SAVED, Database, database_url, open_database, stamp_of
from forecasting.store.file import check_size, read_file, write_file

__all__ = ["LONGEST_NAME", "Loaded", "Saved", "Store", "open_store", "thing_of"]

_REFUSED = ("C", "Zl", "Zp")  # controls, invisible characters, line breaks


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
    return Store(open_database(database_url() if url is None else url), shipped, actor)


class Store:
    """Saved scenarios of one database, for one actor. Names are told apart without regard to case; every method may
    raise InputError, where something is wrong or the actor may not do it, and then nothing has changed."""

    def __init__(self, database: Database, shipped: Mapping[str, Scenario], actor: Actor) -> None:
        self._database = database
        self._shipped = dict(shipped)
        self._actor = actor

    def acting(self, actor: Actor) -> Store:
        """The same scenarios for another actor."""
        return self if actor == self._actor else Store(self._database, self._shipped, actor)

    def close(self) -> None:
        """Give the database back."""
        self._database.close()

    def list(self) -> tuple[Saved, ...]:
        """Every saved scenario that the actor may read, by name."""
        ask(self._actor, Action.LIST, SavedScenarios())
        with self._database.reading() as connection:
            rows = connection.execute(select(SAVED).order_by(SAVED.c.id)).all()
        seen = [row for row in rows if refusal(self._actor, Action.READ, _thing(row)) is None]
        return tuple(_saved(row) for row in sorted(seen, key=lambda row: str(row.name_key)))

    def load(self, name: str) -> Loaded:
        """A scenario: the values of its base as they are today, and its own on top."""
        with self._database.reading() as connection:
            row = self._asked(Action.READ, _find(connection, name))
        saved = _saved(row)
        base = Scenario("") if saved.standalone else self._base(saved.base)
        try:
            scenario = read_content(row.content, saved.name, base, standalone=saved.standalone)
        except Broken as error:
            raise InputError(_broken(saved.name)) from error
        except InputError as error:
            raise InputError((Finding("store.content.outdated", {"name": saved.name}), *error.findings)) from error
        return Loaded(saved, scenario)

    def save(
        self,
        name: str,
        scenario: Scenario,
        *,
        base: str,
        now: datetime.datetime,
        expected_version: int | None = None,
        standalone: bool = False,
    ) -> Saved:
        """Keep a scenario under a name.

        Args:
            name: up to 120 characters; blanks around it do not count.
            base: file stem of the shipped scenario it follows.
            now: time of the change, with its zone.
            expected_version: version last seen of the saved scenario that is overwritten; None: a new one, whose name
                must be free.
            standalone: keep every value, the register's too, so that nothing follows any more.
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
        with self._database.writing() as (connection, change):
            if expected_version is None:
                return self._insert(connection, name, fields | {"version": change, "created": stamp_of(now)})
            seen = self._asked(Action.CHANGE, _seen(connection, name, expected_version))
            return _update(connection, seen.id, fields | {"version": change})

    def duplicate(self, name: str, new_name: str, *, now: datetime.datetime) -> Saved:
        """Keep a copy under another name."""
        ask(self._actor, Action.CREATE, SavedScenarios())
        new_name = _checked_name(new_name)
        with self._database.writing() as (connection, change):
            row = self._asked(Action.READ, _find(connection, name))
            fields = {"base": row.base, "standalone": row.standalone, "content": _renamed(row)}
            stamps = {"created": stamp_of(now), "changed": stamp_of(now)}
            return self._insert(connection, new_name, fields | stamps | {"version": change})

    def rename(self, name: str, new_name: str, *, now: datetime.datetime, expected_version: int) -> Saved:
        """Give a scenario another name."""
        new_name = _checked_name(new_name)
        with self._database.writing() as (connection, change):
            row = self._asked(Action.CHANGE, _seen(connection, name, expected_version))
            _refuse_taken(connection, new_name, but=row.id)
            words = {"name": new_name, "name_key": _key(new_name), "content": _renamed(row)}
            return _update(connection, row.id, words | {"version": change, "changed": stamp_of(now)})

    def delete(self, name: str, *, expected_version: int) -> None:
        """Remove a scenario for good."""
        with self._database.writing() as (connection, _):
            row = self._asked(Action.DELETE, _seen(connection, name, expected_version))
            connection.execute(delete(SAVED).where(SAVED.c.id == row.id))

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

    def export_toml(self, name: str) -> bytes:
        """A scenario as a file of its own: everything that differs from the register, its base's part included."""
        loaded = self.load(name)
        ask(self._actor, Action.EXPORT, thing_of(loaded.saved))
        return write_file(loaded.scenario)

    def _asked(self, action: Action, row: Row[Any]) -> Row[Any]:
        """The row of a scenario, once the actor may do this to it."""
        ask(self._actor, action, _thing(row))
        return row

    def _insert(self, connection: Connection, name: str, fields: Mapping[str, object]) -> Saved:
        """Keep a new scenario, which is the actor's."""
        _refuse_taken(connection, name)
        row = {"id": uuid.uuid4().hex, "name": name, "name_key": _key(name), "owner": self._actor.id, **fields}
        connection.execute(insert(SAVED).values(row))
        return _saved(connection.execute(select(SAVED).where(SAVED.c.id == row["id"])).one())

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
    return SavedScenario(saved.id, saved.name, saved.owner)


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


def _find(connection: Connection, name: str) -> Row[Any]:
    name = name.strip()
    known = (
        None if _check_name(name) else connection.execute(select(SAVED).where(SAVED.c.name_key == _key(name))).first()
    )
    if known is None:
        raise InputError(Finding("store.name.unknown", {"name": _shown(name)}))
    return known


def _seen(connection: Connection, name: str, expected_version: int) -> Row[Any]:
    """The row, unchanged since it was seen."""
    row = _find(connection, name)
    if row.version != expected_version:
        raise InputError(
            Finding("store.conflict", {"name": row.name, "changed": f"{_saved(row).changed:%Y-%m-%d %H:%M} UTC"})
        )
    return row


def _refuse_taken(connection: Connection, name: str, *, but: str | None = None) -> None:
    other = connection.execute(select(SAVED.c.id, SAVED.c.name).where(SAVED.c.name_key == _key(name))).first()
    if other is not None and other.id != but:
        raise InputError(Finding("store.name.taken", {"name": other.name}))


def _update(connection: Connection, row_id: str, fields: Mapping[str, object]) -> Saved:
    connection.execute(update(SAVED).where(SAVED.c.id == row_id).values(dict(fields)))
    return _saved(connection.execute(select(SAVED).where(SAVED.c.id == row_id)).one())


def _renamed(row: Row[Any]) -> str:
    try:
        return with_another_name(row.content)
    except Broken as error:
        raise InputError(_broken(row.name)) from error


def _saved(row: Row[Any]) -> Saved:
    try:
        created, changed = (datetime.datetime.fromisoformat(stamp) for stamp in (row.created, row.changed))
    except ValueError as error:
        raise InputError(_broken(row.name)) from error
    return Saved(row.id, row.name, row.base, row.standalone, row.version, created, changed, row.owner)


def _thing(row: Row[Any]) -> SavedScenario:
    return SavedScenario(row.id, row.name, row.owner)


def _broken(name: str) -> Finding:
    return Finding("store.content.broken", {"name": name})


def _shown(name: str, most: int = 60) -> str:
    """A name that may be anything, fit for a sentence."""
    words = "".join(char if char.isprintable() else "�" for char in name)
    return words if len(words) <= most else words[: most - 1] + "…"
