"""Saved scenarios, and the row that counts changes."""

from __future__ import annotations

from alembic.operations import Operations
from sqlalchemy import Boolean, Column, Integer, String, Text

revision = "0001"
down_revision = None


def upgrade(operations: Operations) -> None:
    """Make the tables."""
    state = operations.create_table(
        "store_state",
        Column("id", Integer, primary_key=True, autoincrement=False),
        Column("schema_version", Integer, nullable=False),
        Column("last_change", Integer, nullable=False),
    )
    operations.create_table(
        "saved_scenarios",
        Column("id", String(32), primary_key=True),
        Column("name", String(120), nullable=False),
        Column("name_key", Text, nullable=False, unique=True),
        Column("base", Text, nullable=False),
        Column("standalone", Boolean, nullable=False),
        Column("content", Text, nullable=False),
        Column("version", Integer, nullable=False),
        Column("created", String(32), nullable=False),
        Column("changed", String(32), nullable=False),
    )
    operations.bulk_insert(state, [{"id": 1, "schema_version": 0, "last_change": 0}])
