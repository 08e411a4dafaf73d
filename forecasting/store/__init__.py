"""Saved scenarios: kept by name in a database, each with what it changes of the shipped scenario it came from.

The database is a SQLite file or a PostgreSQL, chosen by FORECASTING_DATABASE; docs/operations.md, Saved scenarios.
"""

from __future__ import annotations

from forecasting.store.database import VARIABLE, database_url
from forecasting.store.file import write_file
from forecasting.store.saved import LONGEST_NAME, Loaded, Saved, Store, open_store

__all__ = ["LONGEST_NAME", "VARIABLE", "Loaded", "Saved", "Store", "database_url", "open_store", "write_file"]
