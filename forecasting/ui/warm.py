"""Make ready while the server starts what every first visitor waits for: imports, forecast, base scenario."""

from __future__ import annotations

import logging
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module

__all__ = ["warmed"]

NAME = "warm"
NOTICE = "streamlit.runtime.scriptrunner_utils.script_run_context"


@asynccontextmanager
async def warmed(_app: object) -> AsyncIterator[None]:
    """Begin with it when the server starts; who comes before it is done waits for the rest only."""
    threading.Thread(target=_warm, name=NAME, daemon=True).start()
    yield


def _warm() -> None:
    # Streamlit misses a browser session around every cached function; here there is none yet.
    logging.getLogger(NOTICE).addFilter(lambda record: f"Thread '{NAME}'" not in record.getMessage())
    import_module("forecasting.ui.pages.overview")
    data = import_module("forecasting.ui.session.data")
    data.base_lines(next(iter(data.shipped())))
