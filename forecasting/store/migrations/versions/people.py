"""Who sees a saved scenario, the trash, approvals, proposed forecasts, and the log of who did what.

A name is now taken for its owner only. What was there before everybody could see; it stays shared.
"""

from __future__ import annotations

from alembic.operations import Operations
from sqlalchemy import Column, Integer, String, Text, text

revision = "0004"
down_revision = "0003"


def upgrade(operations: Operations) -> None:
    """Add the columns and the tables."""
    postgres = operations.get_bind().dialect.name == "postgresql"
    before = "saved_scenarios_name_key_key" if postgres else "uq_saved_scenarios_name_key"  # it had no name
    with operations.batch_alter_table(
        "saved_scenarios", naming_convention={"uq": "uq_%(table_name)s_%(column_0_name)s"}
    ) as table:
        table.drop_constraint(before, type_="unique")
        table.add_column(Column("standing", String(16), nullable=False, server_default="private"))
        table.add_column(Column("submitter", String(255), nullable=False, server_default=text("''")))
        table.add_column(Column("deleted", String(32), nullable=False, server_default=text("''")))
        table.create_unique_constraint("uq_saved_scenarios_owner", ["owner", "name_key"])
    operations.execute("UPDATE saved_scenarios SET standing = 'shared'")

    def decided() -> list[Column[str]]:
        return [
            Column("decision", String(16), nullable=False, server_default=text("''")),
            Column("decider", String(255), nullable=False, server_default=text("''")),
            Column("decided", String(32), nullable=False, server_default=text("''")),
            Column("reason", Text, nullable=False, server_default=text("''")),
        ]

    operations.create_table(
        "scenario_approvals",
        Column("number", Integer, primary_key=True, autoincrement=False),
        Column("scenario", String(32), nullable=False),
        Column("version", Integer, nullable=False),
        Column("content", Text, nullable=False),
        Column("hash", String(64), nullable=False),
        Column("submitter", String(255), nullable=False),
        Column("submitted", String(32), nullable=False),
        Column("note", Text, nullable=False),
        *decided(),
    )
    operations.create_table(
        "round_proposals",
        Column("number", Integer, primary_key=True, autoincrement=False),
        Column("content", Text, nullable=False),
        Column("proposer", String(255), nullable=False),
        Column("proposed", String(32), nullable=False),
        *decided(),
    )
    operations.create_table(
        "activity",
        Column("number", Integer, primary_key=True, autoincrement=False),
        Column("content", Text, nullable=False),
        Column("hash", String(64), nullable=False),
    )
    head = operations.create_table(
        "activity_head",
        Column("id", Integer, primary_key=True, autoincrement=False),
        Column("number", Integer, nullable=False),
        Column("hash", String(64), nullable=False),
    )
    operations.bulk_insert(head, [{"id": 1, "number": 0, "hash": ""}])
