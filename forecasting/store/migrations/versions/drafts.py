"""What planners have not saved."""

from __future__ import annotations

from alembic.operations import Operations
from sqlalchemy import Column, String, Text

revision = "0005"
down_revision = "0004"


def upgrade(operations: Operations) -> None:
    """Make the table."""
    operations.create_table(
        "drafts",
        Column("id", String(32), primary_key=True),
        Column("owner", String(255), nullable=False),
        Column("link", Text, nullable=False),
        Column("saved", String(32), nullable=False),
        Column("changed", String(32), nullable=False),
    )
