"""The log of adopted forecasts, and the row that names its last entry."""

from __future__ import annotations

from alembic.operations import Operations
from sqlalchemy import Column, Integer, String, Text

revision = "0002"
down_revision = "0001"


def upgrade(operations: Operations) -> None:
    """Make the tables."""
    operations.create_table(
        "forecast_rounds",
        Column("number", Integer, primary_key=True, autoincrement=False),
        Column("content", Text, nullable=False),
        Column("hash", String(64), nullable=False),
    )
    head = operations.create_table(
        "forecast_rounds_head",
        Column("id", Integer, primary_key=True, autoincrement=False),
        Column("number", Integer, nullable=False),
        Column("hash", String(64), nullable=False),
    )
    operations.bulk_insert(head, [{"id": 1, "number": 0, "hash": ""}])
