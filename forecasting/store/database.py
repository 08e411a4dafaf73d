"""Open the database of saved scenarios and forecast rounds, bring its tables up to date, and run transactions in it.

SQLite is one file that this machine's processes share: write-ahead log, so that reading never waits; a writing
transaction takes the write lock at its start, so that two of them follow each other instead of failing half way.
PostgreSQL gets the same order from the row that counts the changes, which every writing transaction locks first.
"""

from __future__ import annotations

import datetime
import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, func, inspect, select, update
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError

from forecasting.base.errors import Finding, InputError
from forecasting.store.tables import STATE

__all__ = [
    "SCHEMA",
    "VARIABLE",
    "Database",
    "answers",
    "connect",
    "database_url",
    "is_made",
    "open_database",
    "stamp_of",
]

VARIABLE = "FORECASTING_DATABASE"

SCHEMA = 5
"""Number of the schema that this program knows: that of the last revision in `migrations`."""

_DRIVERS = {
    "sqlite": "sqlite+pysqlite",
    "sqlite+pysqlite": "sqlite+pysqlite",
    "postgresql": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
}
_PATIENCE = 10  # seconds to wait for a lock or a server
_TRIES = 200
_LOCK = 4_815_162_342  # PostgreSQL: one process at a time makes the tables
_WRITES = "store_writes"
_FAULTS = {
    "store.database.busy": (
        {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED},
        {"40001", "40P01", "55P03"},  # serialisation, deadlock, lock not available
    ),
    "store.database.full": ({sqlite3.SQLITE_FULL}, {"53100"}),
    "store.database.readonly": ({sqlite3.SQLITE_READONLY}, {"25006"}),
    "store.database.damaged": ({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}, {"XX001", "XX002"}),
}
"""What a database says is wrong: primary result codes of SQLite, SQLSTATE of PostgreSQL."""
_making_a_file = threading.Lock()


class Database:
    """An open database; threads and processes may share it."""

    failures = 0  # transactions of this process that the database did not let through

    def __init__(self, engine: Engine, place: str) -> None:
        self._engine = engine
        self._place = place

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees one state of the database.

        Raises:
            InputError: the database cannot be used, or is of a newer program.
        """
        with self._transaction(writes=False) as connection:
            self._schema(connection)
            yield connection

    @contextmanager
    def writing(self) -> Iterator[tuple[Connection, int]]:
        """A transaction that is alone in writing, and its number; an error leaves everything as it was.

        Raises:
            InputError: the database cannot be used, or is of a newer program.
        """
        with self._transaction(writes=True) as connection:
            connection.execute(update(STATE).values(last_change=STATE.c.last_change + 1))
            self._schema(connection)
            yield connection, int(connection.execute(select(STATE.c.last_change)).scalar_one())

    @contextmanager
    def alone(self) -> Iterator[Connection]:
        """A transaction that is alone in writing, whatever the schema; there may be no tables yet.

        Raises:
            InputError: the database cannot be used.
        """
        with self._transaction(writes=True) as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
            if inspect(connection).has_table(STATE.name):
                connection.execute(select(STATE.c.id).with_for_update())
            yield connection

    def close(self) -> None:
        """Give the connections back."""
        self._engine.dispose()

    def migrate(self) -> None:
        """Bring the tables up to date.

        Raises:
            InputError: the database cannot be used, or is of a newer program.
        """
        with self.alone() as connection:
            found = self._known(schema_of(connection))
            if found < SCHEMA:
                from forecasting.store.migrations import bring_forward  # with Alembic, for this alone

                reached = bring_forward(connection, found)
                # Also for a program from before Alembic: it looks here, and refuses what it does not know.
                connection.execute(update(STATE).values(schema_version=reached))

    def _schema(self, connection: Connection) -> int:
        return self._known(_schema_in(connection))

    def _known(self, found: int) -> int:
        """The number of a schema, unless it is a newer one."""
        if found > SCHEMA:
            facts = {"database": self._place, "found": found, "known": SCHEMA}
            raise InputError(Finding("store.schema.newer", facts))
        return found

    @contextmanager
    def _transaction(self, *, writes: bool) -> Iterator[Connection]:
        try:
            with self._engine.connect() as connection:
                connection.execution_options(**{_WRITES: writes})
                with connection.begin():
                    yield connection
        except (SQLAlchemyError, sqlite3.Error) as error:
            Database.failures += 1
            raise InputError(Finding(_fault(error), {"database": self._place})) from error


def database_url() -> str:
    """FORECASTING_DATABASE, else a SQLite file in the user's data folder."""
    chosen = os.environ.get(VARIABLE)
    if chosen:
        return chosen
    folder = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "bedarfsprognose"
    return URL.create("sqlite", database=str(folder / "scenarios.sqlite3")).render_as_string()


def is_made(url: str) -> bool:
    """Whether the database is there; one on a server is, though it may not answer.

    Raises:
        InputError: another kind of URL.
    """
    address = _address(url)
    return address.get_backend_name() != "sqlite" or Path(address.database or "").is_file()


def connect(url: str) -> Database:
    """Open a database and leave its tables as they are; a SQLite file that is not there is made.

    Raises:
        InputError: another kind of URL, a folder or server that cannot be used.
    """
    address = _address(url)
    if address.get_backend_name() == "sqlite":
        return _sqlite(address)
    patience: dict[str, object] = {} if "connect_timeout" in address.query else {"connect_timeout": _PATIENCE}
    if "options" not in address.query:  # a server that hangs in a statement does not hang the pages
        patience["options"] = f"-c statement_timeout={_PATIENCE}s"
    engine = create_engine(address, connect_args=patience, pool_pre_ping=True, hide_parameters=True)
    return Database(engine, f"PostgreSQL, {address.database or address.host or ''}".rstrip(", "))


def open_database(url: str | None = None) -> Database:
    """Open a database and bring its tables up to date; a SQLite file that is not there is made, for its owner only.

    Args:
        url: None: `database_url()`; `sqlite:///relative.sqlite3`, `sqlite:////absolute.sqlite3` or `postgresql://user:password@host/database`.
    Raises:
        InputError: another kind of URL, a folder or server that cannot be used, tables of a newer program.
    """
    database = connect(database_url() if url is None else url)
    try:
        database.migrate()
    except InputError:
        database.close()
        raise
    return database


def schema_of(connection: Connection) -> int:
    """Number of the schema that a database has, 0 for one without tables."""
    return _schema_in(connection) if inspect(connection).has_table(STATE.name) else 0


def answers(url: str) -> bool:
    """True where the database can be read, with the tables of today.

    Raises:
        InputError: as in `open_database`.
    """
    database = open_database(url)
    try:
        with database.reading():
            return True
    finally:
        database.close()


def stamp_of(now: datetime.datetime) -> str:
    """ISO 8601 in UTC, to the second.

    Raises:
        ValueError: the time has no zone.
    """
    if now.utcoffset() is None:
        raise ValueError("a time without its zone")
    return now.astimezone(datetime.UTC).isoformat(timespec="seconds")


def _schema_in(connection: Connection) -> int:
    return int(connection.execute(select(STATE.c.schema_version)).scalar_one())


def _address(url: str) -> URL:
    """URL with our driver; the findings never show it, for it may hold a password."""
    try:
        address = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise InputError(Finding("store.url.unreadable", {"variable": VARIABLE})) from error
    driver = _DRIVERS.get(address.drivername)
    if driver is None:
        raise InputError(Finding("store.url.backend", {"variable": VARIABLE, "found": address.drivername}))
    name = address.database or ""
    if driver.startswith("sqlite") and (name in ("", ":memory:") or name.startswith("file:") or address.host):
        raise InputError(Finding("store.url.unreadable", {"variable": VARIABLE}))
    return address.set(drivername=driver)


def _sqlite(address: URL) -> Database:
    path = Path(address.database or "").absolute()
    try:
        with _making_a_file:
            _make_file(path)
    except OSError as error:
        raise InputError(Finding("store.folder.unwritable", {"file": str(path), "variable": VARIABLE})) from error
    patience = {} if "timeout" in address.query else {"timeout": _PATIENCE}
    engine = create_engine(address.set(database=str(path)), connect_args=patience, hide_parameters=True)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return Database(engine, str(path))


def _make_file(path: Path) -> None:
    """An empty file for its owner only; one that is there is not touched: closing it would drop SQLite's locks."""
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        except FileExistsError:
            return
    elif not path.is_file() or not os.access(path, os.R_OK | os.W_OK) or not os.access(path.parent, os.W_OK):
        raise PermissionError(path)


def _prepare(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # transactions begin where `_begin` says
    connection.execute("PRAGMA foreign_keys = ON")
    for left in reversed(range(_TRIES)):
        try:
            if connection.execute("PRAGMA journal_mode").fetchone() != ("wal",):
                connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if not left or not _is_busy(error):
                raise
            time.sleep(_PATIENCE / _TRIES)  # another process is changing the mode; SQLite does not wait for that


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _fault(error: Exception) -> str:
    """Which sentence tells what is wrong with the database."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    code, state = getattr(cause, "sqlite_errorcode", None), getattr(cause, "sqlstate", None)
    for message, (codes, states) in _FAULTS.items():
        if (code is not None and code & 0xFF in codes) or state in states:
            return message
    return "store.database.failed"


def _is_busy(error: Exception) -> bool:
    return _fault(error) == "store.database.busy"
