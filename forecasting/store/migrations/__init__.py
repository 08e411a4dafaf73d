"""Bring a database of an earlier program forward, one revision after the other, within the transaction that is open.

Revisions are Alembic's, "0001", "0002" …; their numbers are those of the schema. Each file of `versions` holds one:
`upgrade(operations)`. It is frozen once it has been shipped, so it names columns itself instead of taking them from
`database`. There is no way back: an earlier program refuses what a newer one has brought forward.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

__all__ = ["VERSIONS", "bring_forward"]

VERSIONS: tuple[Path, ...] = (Path(__file__).with_name("versions"),)


def bring_forward(connection: Connection, schema: int, *, to: int | None = None) -> int:
    """Run the revisions that the database has not seen.

    Args:
        connection: within a transaction that is alone in writing; nothing is committed here.
        schema: number of the schema that the database has, 0 for an empty one.
        to: number of the schema that it shall have; None: the last.
    Returns:
        The number of the schema that it has now.
    """
    scripts = ScriptDirectory(str(Path(__file__).parent), version_locations=[str(path) for path in VERSIONS])

    def missing(revision: Any, _: MigrationContext) -> Iterable[Any]:
        return scripts._upgrade_revs("heads" if to is None else f"{to:04d}", revision)

    context = MigrationContext.configure(connection, opts={"fn": missing})
    if schema and context.get_current_revision() is None:  # of a program that counted without Alembic
        context.stamp(scripts, f"{schema:04d}")
    context.run_migrations(operations=Operations(context))
    return int(context.get_current_revision() or 0)
