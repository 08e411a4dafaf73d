"""What identifies one run: version, data, assumptions and seed, and the hash over them."""

from __future__ import annotations

import datetime
import hashlib
import os
from dataclasses import dataclass

from forecasting import __version__
from forecasting.base.errors import Finding, InputError
from forecasting.base.format import month_end
from forecasting.base.periods import month_label
from forecasting.scenarios import Outlook

__all__ = ["Run", "identify", "made_on"]


@dataclass(frozen=True)
class Run:
    """Identity of a run; the same input gives the same bytes."""

    version: str
    created: str  # ISO date: SOURCE_DATE_EPOCH if set, else the date the data reaches
    run_id: str
    data_hash: str
    assumptions_hash: str
    seed: int
    paths: int
    base_month: str


def identify(result: Outlook) -> Run:
    """Identity of the run that gave `result`."""
    arrivals = result.arrivals
    base = month_label(result.base_month)
    parts = (__version__, arrivals.data_hash, result.scenario.digest, str(arrivals.seed), str(arrivals.n_paths))
    day = made_on(month_end(base))
    return Run(
        version=__version__,
        created=day.isoformat(),
        run_id=hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16],
        data_hash=arrivals.data_hash,
        assumptions_hash=result.scenario.digest,
        seed=arrivals.seed,
        paths=arrivals.n_paths,
        base_month=base,
    )


def made_on(day: datetime.date) -> datetime.date:
    """The date that a document bears: SOURCE_DATE_EPOCH if set, else `day`, which a shell knows from its clock.

    Raises:
        InputError: SOURCE_DATE_EPOCH is no time.
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    try:
        return datetime.datetime.fromtimestamp(int(epoch), datetime.UTC).date() if epoch else day
    except (ValueError, OverflowError, OSError) as error:
        raise InputError(Finding("reports.epoch", value=epoch)) from error
