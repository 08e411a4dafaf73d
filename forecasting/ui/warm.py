"""What runs beside the pages: make ready what every first visitor waits for, and keep memory in bounds."""

from __future__ import annotations

import asyncio
import gc
import logging
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from importlib import import_module
from typing import Any

from streamlit import runtime

__all__ = ["READY", "warmed"]

NOTICE = "streamlit.runtime.scriptrunner_utils.script_run_context"
EVERY = 1.0  # seconds between two looks at the memory; one costs a millisecond or two for each who moves levers
BACK = 10.0  # seconds between two times that free memory is given back

READY = threading.Event()
"""The base scenario is ready."""

_log = logging.getLogger(__name__)


@asynccontextmanager
async def warmed(_app: object) -> AsyncIterator[None]:
    """Begin with it when the server starts; who comes before it is done waits for the rest only."""
    beside = asyncio.create_task(_beside())
    data = import_module("forecasting.ui.session.data")
    data.serving.set()
    yield
    beside.cancel()
    with suppress(asyncio.CancelledError):
        await beside
    session = import_module("forecasting.ui.session.session")
    await asyncio.to_thread(session.write_drafts, at_once=True)
    data.pool().close()


async def _beside() -> None:
    await asyncio.to_thread(_warm)
    READY.set()
    keeping = import_module("forecasting.ui.session.keeping")
    session = import_module("forecasting.ui.session.session")
    keeper = session.keeper()
    pool = import_module("forecasting.ui.session.data").pool()
    frozen, freed, last = False, False, 0.0
    while True:
        if not frozen and not len(keeper):
            # Once, and while nobody is there: what is loaded by then stays, so no collection looks at it again.
            gc.collect()
            gc.freeze()
            frozen = True
        before = len(keeper)
        _expire()
        pool.tidy()
        try:
            await asyncio.to_thread(session.write_drafts)
            freed = await asyncio.to_thread(keeper.sweep) > 0 or len(keeper) < before or freed
            if freed and time.monotonic() > last + BACK:
                await asyncio.to_thread(keeping.give_back)
                freed, last = False, time.monotonic()
        except Exception:
            _log.exception("memory")
        await asyncio.sleep(EVERY)


def _expire() -> None:
    """End sessions whose browser has been gone for long enough; Streamlit waits for the next visitor to do so."""
    if runtime.exists():
        manager: Any = runtime.get_instance()._session_mgr
        manager._session_storage._cache.expire()


def _warm() -> None:
    # Streamlit misses a browser session around every cached function; here there is none.
    logging.getLogger(NOTICE).addFilter(lambda record: "asyncio_" not in (record.threadName or ""))
    import_module("forecasting.ui.pages.overview")
    data = import_module("forecasting.ui.session.data")
    data.base_outlook()
    data.base_lines(next(iter(data.shipped())))


if __name__ == "__main__":  # before several processes begin with it, each on its own
    _warm()
