"""Back a database up into one file, read it again, and bring a database to today's schema with a backup before.

The file is gzip'd JSON lines: a head (format, program, schema, time), each row of each table, and an end with the
number of rows and the SHA-256 of all before it. It is our own and not that of SQLite or pg_dump, so that one kind of
file serves both, names its schema, needs no program beside ours, and moves a database from one to the other. Earlier
programs' files are read: their tables are made as they were and brought forward. Times come in as arguments.
"""

from __future__ import annotations

import datetime
import gzip
import hashlib
import json
import zlib
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, MetaData, select, update

from forecasting import __version__
from forecasting.base.errors import Finding, InputError
from forecasting.base.files import write_whole
from forecasting.store.database import SCHEMA, connect, is_made, schema_of, stamp_of
from forecasting.store.tables import STATE

__all__ = ["Backup", "back_up", "found_schema", "read_backup", "restore", "upgrade"]

_FORMAT = 1
_REVISION = "alembic_version"  # follows from the schema


@dataclass(frozen=True)
class Backup:
    """What a file of a backup says of itself."""

    program: str  # version
    schema: int
    made: str  # ISO 8601, UTC
    rows: int
    hash: str  # SHA-256 of what it says


def found_schema(url: str) -> int:
    """Number of the schema that a database has, 0 for one without tables or that is not there.

    Raises:
        InputError: it cannot be used.
    """
    if not is_made(url):
        return 0
    with closing(connect(url)) as database, database.alone() as connection:
        return schema_of(connection)


def back_up(url: str, path: Path, *, now: datetime.datetime) -> Backup:
    """Write what a database holds, all of one moment, also while people work; the tables stay as they are.

    Raises:
        InputError: there is no database, it cannot be used, or the file cannot be written (it is never half there).
    """
    if not is_made(url):
        raise InputError(Finding("store.backup.nothing"))
    with closing(connect(url)) as database, database.alone() as connection:
        content, told = _dump(connection, now)
    _write(path, content)
    return told


def read_backup(path: Path) -> tuple[Backup, Sequence[tuple[str, dict[str, Any]]]]:
    """What a backup says of itself, and its rows with the names of their tables.

    Raises:
        InputError: it cannot be read, is not whole, or is of a newer program.
    """
    try:
        raw = gzip.decompress(path.read_bytes())
    except FileNotFoundError as error:
        raise InputError(Finding("store.backup.missing", file=str(path))) from error
    except (OSError, EOFError, zlib.error) as error:
        raise InputError(Finding("store.backup.damaged", file=str(path))) from error
    try:
        *lines, last = raw.splitlines(keepends=True)
        end, head, *rows = (json.loads(line) for line in (last, *lines))
        digest = hashlib.sha256(b"".join(lines)).hexdigest()
        if end != {"rows": len(rows), "sha256": digest}:
            raise ValueError("not as it was written")
        told = Backup(str(head["program"]), int(head["schema"]), str(head["made"]), len(rows), digest)
        read = [(str(table), dict(row)) for table, row in rows]
        form = int(head["format"])
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(Finding("store.backup.damaged", file=str(path))) from error
    if told.schema > SCHEMA or form != _FORMAT:
        raise InputError(Finding("store.backup.newer", {"found": told.schema, "known": SCHEMA}, file=str(path)))
    return told, read


def restore(url: str, path: Path, *, keep: Path | None = None, now: datetime.datetime) -> Backup:
    """Fill a database from a backup, in one transaction, and bring it to today's schema.

    Args:
        keep: file for a backup of what is there before, which then goes; None: only an empty database is filled.
    Raises:
        InputError: as in `read_backup`; the database holds something, cannot be used, or cannot be kept. Nothing has
            changed then.
    """
    told, rows = read_backup(path)
    with closing(connect(url)) as database:
        with database.alone() as connection:
            if schema_of(connection):
                if keep is None:
                    raise InputError(Finding("store.backup.occupied"))
                _write(keep, _dump(connection, now)[0])
                _drop(connection)
            _fill(connection, told.schema, rows)
        database.migrate()
    return told


def upgrade(url: str, path: Path, *, now: datetime.datetime) -> tuple[int, int]:
    """Back up, then bring the tables to today's schema; returns the numbers of the schema before and after.

    Raises:
        InputError: as in `back_up`; the database is of a newer program. Without a backup nothing is brought forward.
    """
    before = found_schema(url)
    if before > SCHEMA:
        raise InputError(Finding("store.schema.newer", {"database": "", "found": before, "known": SCHEMA}))
    back_up(url, path, now=now)
    with closing(connect(url)) as database:
        database.migrate()
    return before, SCHEMA


def _dump(connection: Connection, now: datetime.datetime) -> tuple[bytes, Backup]:
    """Content of a backup, within a transaction that is alone in writing."""
    schema = schema_of(connection)
    if not schema:
        raise InputError(Finding("store.backup.nothing"))
    told = {"format": _FORMAT, "program": __version__, "schema": schema, "made": stamp_of(now)}
    lines = [_line(told), *(_line([name, row]) for name, row in _rows(connection))]
    digest = hashlib.sha256(b"".join(lines)).hexdigest()
    count = len(lines) - 1
    end = _line({"rows": count, "sha256": digest})
    backup = Backup(str(told["program"]), schema, stamp_of(now), count, digest)
    return gzip.compress(b"".join([*lines, end]), mtime=0), backup


def _write(path: Path, content: bytes) -> None:
    try:
        write_whole(path, content, durable=True)
    except OSError as error:
        raise InputError(Finding("store.backup.unwritable", file=str(path))) from error


def _rows(connection: Connection) -> Iterator[tuple[str, dict[str, Any]]]:
    for table in _reflected(connection).sorted_tables:
        if table.name != _REVISION:
            for row in connection.execute(select(table).order_by(*table.primary_key.columns)):
                yield table.name, dict(row._mapping)


def _fill(connection: Connection, schema: int, rows: Sequence[tuple[str, dict[str, Any]]]) -> None:
    from forecasting.store.migrations import bring_forward  # with Alembic, for this alone

    bring_forward(connection, 0, to=schema)
    tables = _reflected(connection).tables
    for table in tables.values():
        if table.name != _REVISION:
            connection.execute(table.delete())
    for name, row in rows:
        if name not in tables:
            raise InputError(Finding("store.backup.damaged", file=name))
        connection.execute(tables[name].insert().values(row))
    connection.execute(update(STATE).values(schema_version=schema))


def _drop(connection: Connection) -> None:
    for table in reversed(_reflected(connection).sorted_tables):
        table.drop(connection)


def _reflected(connection: Connection) -> MetaData:
    found = MetaData()
    found.reflect(connection)
    return found


def _line(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
