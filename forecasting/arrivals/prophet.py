"""Prophet, held on a leash: silent, repeatable, leaving no files behind.

As it comes its free trend is badly wrong on these series (docs/method.md, section Arrivals); the forecast uses its
yearly component only. The whole method with its own trend and intervals is kept for comparisons.
"""

from __future__ import annotations

import logging
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np

from forecasting.arrivals.clean import History
from forecasting.base.periods import Month, month_range
from forecasting.base.quantiles import Array

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["anchored", "default_quantiles", "flat_quantiles"]

SHORT_ORDER_BELOW = 48  # months; fewer get a seasonal curve of order 4
SHORT_ORDER = 4
HALF = 0.5  # share of the seasonal swing that is believed
SAMPLES = 1000
SEED = 7

_LOGGERS = ("cmdstanpy", "prophet", "prophet.plot")
_numpy_state = threading.Lock()


def anchored(history: History, steps: int) -> Array:
    """Last value plus half of Prophet's yearly swing since then, log scale, shape (steps,)."""
    order: int | str = SHORT_ORDER if history.months < SHORT_ORDER_BELOW else "auto"
    model = _fit(history.first_month, history.calm, yearly_seasonality=order, uncertainty_samples=0)
    last = history.first_month + history.months - 1
    season = model.predict(_frame(last, steps + 1))
    if "yearly" not in season:
        return np.full(steps, history.log[-1])
    yearly = season["yearly"].to_numpy(dtype=np.float64)
    return np.asarray(history.log[-1] - yearly[0] + HALF * yearly[1:])


def default_quantiles(history: History, steps: int, levels: tuple[float, ...]) -> Array:
    """Prophet as it comes, on persons, its own trend and intervals: shape (steps, levels), never below 0."""
    return np.maximum(_quantiles(history, history.counts, steps, levels), 0.0)


def flat_quantiles(history: History, steps: int, levels: tuple[float, ...]) -> Array:
    """Prophet without a trend on the log scale, its own season and intervals: shape (steps, levels), log scale."""
    return _quantiles(history, history.log, steps, levels, growth="flat")


def _quantiles(history: History, values: Array, steps: int, levels: tuple[float, ...], **settings: Any) -> Array:
    model = _fit(history.first_month, values, uncertainty_samples=SAMPLES, **settings)
    with _seeded_numpy():
        samples = model.predictive_samples(_frame(history.first_month + history.months, steps))["yhat"]
    return np.asarray(np.quantile(samples, levels, axis=1).T)


def _fit(first_month: Month, values: Array, **settings: Any) -> Any:
    _silence()
    from prophet import Prophet

    model = Prophet(**settings)
    frame = _frame(first_month, len(values))
    frame["y"] = values
    with tempfile.TemporaryDirectory(prefix="prophet-") as folder:
        model.fit(frame, seed=SEED, output_dir=folder)
    return model


def _frame(first_month: Month, months: int) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame({"ds": pd.to_datetime([f"{label}-01" for label in month_range(first_month, months)])})


def _silence() -> None:
    """cmdstanpy re-sets its level as long as it has no handler, so it gets one before its first use."""
    for name in _LOGGERS:
        logger = logging.getLogger(name)
        if not logger.handlers:
            logger.addHandler(logging.NullHandler())
        logger.propagate = False
        logger.setLevel(logging.CRITICAL)


@contextmanager
def _seeded_numpy() -> Iterator[None]:
    """Prophet draws from numpy's global state: seed it, and put it back as it was."""
    with _numpy_state:
        state = np.random.get_state()  # noqa: NPY002
        np.random.seed(SEED)  # noqa: NPY002
        try:
            yield
        finally:
            np.random.set_state(state)  # noqa: NPY002
