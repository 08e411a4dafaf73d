"""What the server needs to serve, tried for its operators, and figures about its sessions."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping

from streamlit import runtime

from forecasting.arrivals import cache
from forecasting.store import database_url
from forecasting.store.database import Database, answers
from forecasting.ui.warm import READY

__all__ = ["CHECKS", "GAUGES"]


def _database() -> bool:
    return answers(database_url())


def _cache() -> bool:
    folder = cache.folder()
    folder.mkdir(parents=True, exist_ok=True)
    return os.access(folder, os.W_OK)


def _sessions() -> float:
    return float(runtime.get_instance()._session_mgr.num_active_sessions()) if runtime.exists() else 0.0


CHECKS: Mapping[str, Callable[[], bool]] = {"database": _database, "cache": _cache, "scenario": READY.is_set}
GAUGES: Mapping[str, Callable[[], float]] = {
    "sessions": _sessions,
    "database_errors": lambda: float(Database.failures),
}
