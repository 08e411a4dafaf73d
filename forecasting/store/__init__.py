"""What is kept in a database: scenarios by name, each with what it changes of the shipped one, and adopted forecasts.

The database is a SQLite file or a PostgreSQL, chosen by FORECASTING_DATABASE; docs/operations.md, Saved scenarios and
Forecast rounds.
"""

from __future__ import annotations

from forecasting.store.database import VARIABLE, database_url
from forecasting.store.file import write_file
from forecasting.store.rounds import Adopted, Break, Rounds, Verification, adopted_rounds, open_rounds
from forecasting.store.saved import LONGEST_NAME, Loaded, Saved, Store, open_store, thing_of

__all__ = [
    "LONGEST_NAME",
    "VARIABLE",
    "Adopted",
    "Break",
    "Loaded",
    "Rounds",
    "Saved",
    "Store",
    "Verification",
    "adopted_rounds",
    "database_url",
    "open_rounds",
    "open_store",
    "thing_of",
    "write_file",
]
