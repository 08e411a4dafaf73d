"""Walk a whole database: can the file be read, can every scenario be loaded, do the chains hold."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, select

from forecasting.assumptions import Scenario, load_scenario, shipped_scenarios
from forecasting.base.errors import Finding, InputError
from forecasting.store.backup import found_schema
from forecasting.store.chain import digest_of
from forecasting.store.content import Broken, read_content
from forecasting.store.database import SCHEMA, database_url, open_database
from forecasting.store.tables import ACTIVITY, APPROVALS, ROUNDS, SAVED

__all__ = ["State", "verify_database"]

_CHAINS = {"store.verify.rounds": ROUNDS, "store.verify.activity": ACTIVITY}


@dataclass(frozen=True)
class State:
    """What a database holds, and everything in it that is not as it was written."""

    scenarios: int
    rounds: int
    activities: int
    findings: tuple[Finding, ...]


def verify_database(url: str | None = None) -> State:
    """Walk a database; one whose tables are still those of an earlier program is only said to be that.

    Args:
        url: address of the database; None: `database_url()`.
    Raises:
        InputError: the database cannot be used.
    """
    address = database_url() if url is None else url
    if (schema := found_schema(address)) < SCHEMA:
        return State(0, 0, 0, (Finding("store.verify.schema", {"found": schema, "known": SCHEMA}),))
    shipped = {path.stem: load_scenario(path) for path in shipped_scenarios()}
    with closing(open_database(address)) as database, database.reading() as connection:
        rows = connection.execute(select(SAVED).order_by(SAVED.c.id)).all()
        chains = [(key, chain.verify(connection)) for key, chain in _CHAINS.items()]
        findings = [*_file(connection), *(found for row in rows for found in _scenario(row, shipped))]
        for key, found in chains:
            if found.broken is not None:
                findings.append(Finding(key, {"number": found.broken.number}))
        findings += _approvals(connection)
    return State(len(rows), chains[0][1].entries, chains[1][1].entries, tuple(findings))


def _file(connection: Connection) -> Iterator[Finding]:
    if connection.dialect.name == "sqlite":
        said = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA integrity_check")]
        if said != ["ok"]:
            yield Finding("store.verify.file", {"count": len(said)})


def _scenario(row: Row[Any], shipped: Mapping[str, Scenario]) -> Iterator[Finding]:
    """What keeps a scenario from being loaded; it is named by its id and whose it is, not by its name."""
    facts = {"id": row.id, "owner": row.owner}
    try:
        for stamp in filter(None, (row.created, row.changed, row.deleted)):
            datetime.datetime.fromisoformat(stamp)
        base = Scenario("") if row.standalone else shipped[row.base]
        read_content(str(row.content), row.name, base, standalone=row.standalone)
    except (Broken, ValueError, KeyError):
        yield Finding("store.verify.scenario", facts)
    except InputError as error:
        yield Finding("store.verify.outdated", facts)
        yield from error.findings


def _approvals(connection: Connection) -> Iterator[Finding]:
    columns = (APPROVALS.c.number, APPROVALS.c.content, APPROVALS.c.hash)
    for row in connection.execute(select(*columns).order_by(APPROVALS.c.number)):
        if digest_of(row.content) != row.hash:
            yield Finding("store.verify.approval", {"number": row.number})
