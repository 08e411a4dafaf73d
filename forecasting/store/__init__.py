"""What is kept in a database: scenarios by name, each with what it changes of the shipped one, and adopted forecasts.

The database is a SQLite file or a PostgreSQL, chosen by FORECASTING_DATABASE; docs/operations.md, Saved scenarios and
Forecast rounds.
"""

from __future__ import annotations

from forecasting.store.approvals import Approval
from forecasting.store.backup import Backup, back_up, found_schema, read_backup, restore, upgrade
from forecasting.store.chain import Break, Verification
from forecasting.store.database import VARIABLE, database_url, is_made
from forecasting.store.drafts import Draft, Drafts, open_drafts
from forecasting.store.file import write_file
from forecasting.store.journal import Activity, Journal, open_journal
from forecasting.store.rounds import Adopted, Proposal, Rounds, adopted_rounds, open_rounds
from forecasting.store.saved import DAYS_IN_TRASH, Loaded, Saved, Store, open_store, thing_of
from forecasting.store.tables import LONGEST_NAME
from forecasting.store.verify import State, verify_database

__all__ = [
    "DAYS_IN_TRASH",
    "LONGEST_NAME",
    "VARIABLE",
    "Activity",
    "Adopted",
    "Approval",
    "Backup",
    "Break",
    "Draft",
    "Drafts",
    "Journal",
    "Loaded",
    "Proposal",
    "Rounds",
    "State",
    "Saved",
    "Store",
    "Verification",
    "adopted_rounds",
    "back_up",
    "database_url",
    "is_made",
    "open_drafts",
    "found_schema",
    "open_journal",
    "open_rounds",
    "open_store",
    "read_backup",
    "restore",
    "thing_of",
    "upgrade",
    "verify_database",
    "write_file",
]
