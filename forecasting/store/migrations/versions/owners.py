"""Who saved a scenario and who adopted a forecast; what was there before belongs to the one local person."""

from __future__ import annotations

from alembic.operations import Operations
from sqlalchemy import Column, String

revision = "0003"
down_revision = "0002"


def upgrade(operations: Operations) -> None:
    """Add the owners."""
    for table in ("saved_scenarios", "forecast_rounds"):
        operations.add_column(table, Column("owner", String(255), nullable=False, server_default="local"))
