"""The tables of the database; `migrations` makes them and brings those of an earlier program forward."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Integer, MetaData, String, Table, Text, UniqueConstraint, text

from forecasting.store.chain import Chain

__all__ = ["ACTIVITY", "APPROVALS", "DRAFTS", "LONGEST_NAME", "METADATA", "PROPOSALS", "ROUNDS", "SAVED", "STATE"]

LONGEST_NAME = 120
"""Characters of a saved scenario's name."""

_ACTOR = String(255)  # id of a person
_STAMP = String(32)  # ISO 8601, UTC
_EMPTY = text("''")

METADATA = MetaData()


def _decision() -> tuple[Column[str], ...]:
    """What another person has decided on what waits for it."""
    return (
        Column("decision", String(16), nullable=False, server_default=_EMPTY),  # "": none yet
        Column("decider", _ACTOR, nullable=False, server_default=_EMPTY),
        Column("decided", _STAMP, nullable=False, server_default=_EMPTY),
        Column("reason", Text, nullable=False, server_default=_EMPTY),
    )


STATE = Table(
    "store_state",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),  # one row: 1
    Column("schema_version", Integer, nullable=False),
    Column("last_change", Integer, nullable=False),
)

SAVED = Table(
    "saved_scenarios",
    METADATA,
    Column("id", String(32), primary_key=True),
    Column("name", String(LONGEST_NAME), nullable=False),
    Column("name_key", Text, nullable=False),  # in the trash with the id behind it, so that the name is free
    Column("base", Text, nullable=False),  # file stem of the shipped scenario
    Column("standalone", Boolean, nullable=False),
    Column("content", Text, nullable=False),  # TOML, see content.py
    Column("version", Integer, nullable=False),  # number of the change that wrote it; never used again
    Column("created", _STAMP, nullable=False),
    Column("changed", _STAMP, nullable=False),
    Column("owner", _ACTOR, nullable=False, server_default="local"),  # who saved it first
    Column("standing", String(16), nullable=False, server_default="private"),
    Column("submitter", _ACTOR, nullable=False, server_default=_EMPTY),
    Column("deleted", _STAMP, nullable=False, server_default=_EMPTY),  # "": not in the trash
    UniqueConstraint("owner", "name_key", name="uq_saved_scenarios_owner"),
)

DRAFTS = Table(
    "drafts",
    METADATA,
    Column("id", String(32), primary_key=True),  # of a browser tab
    Column("owner", _ACTOR, nullable=False),
    Column("link", Text, nullable=False),  # as the address of the page carries a scenario
    Column("saved", String(32), nullable=False),  # id of the saved scenario that was open
    Column("changed", _STAMP, nullable=False),
)

APPROVALS = Table(
    "scenario_approvals",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=False),  # 1, 2, 3 …
    Column("scenario", String(32), nullable=False),  # id of the saved scenario
    Column("version", Integer, nullable=False),  # that was submitted
    Column("content", Text, nullable=False),  # every value of the day, frozen; see content.py
    Column("hash", String(64), nullable=False),  # SHA-256 of the content
    Column("submitter", _ACTOR, nullable=False),
    Column("submitted", _STAMP, nullable=False),
    Column("note", Text, nullable=False),
    *_decision(),
)

PROPOSALS = Table(
    "round_proposals",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=False),  # 1, 2, 3 …
    Column("content", Text, nullable=False),  # canonical JSON: the rounds, who and why
    Column("proposer", _ACTOR, nullable=False),
    Column("proposed", _STAMP, nullable=False),
    *_decision(),
)

ROUNDS = Chain(
    "forecast_rounds",
    METADATA,
    Column("owner", _ACTOR, nullable=False, server_default="local"),  # who adopted it
)

ACTIVITY = Chain("activity", METADATA)
