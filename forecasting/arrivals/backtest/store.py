"""Keep finished forecasts of a rolling-origin test in a work folder, so that a stopped run goes on where it was.

One file for each task, named by everything its result depends on; the first line is the hash of the rest. A file that
is cut off, damaged or of another kind is as good as none: its task is computed again.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from forecasting.arrivals.backtest.task import SUM_MONTHS, THINNED, Finished, Task
from forecasting.base.errors import Finding, InputError
from forecasting.base.files import write_whole
from forecasting.base.quantiles import LEVELS, Array

__all__ = ["Store"]


@dataclass(frozen=True)
class Store:
    """A work folder; several runs may share it."""

    folder: Path

    def __post_init__(self) -> None:
        """Find out at the start whether results can be kept.

        Raises:
            InputError: the folder cannot be written.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=self.folder):
                pass
        except OSError as error:
            raise self._unwritable(error) from error

    def read(self, task: Task) -> Finished | None:
        """Result of the task; None where there is none that can be used."""
        name = task.key
        try:
            digest, _, content = self._path(name).read_bytes().partition(b"\n")
            if digest.decode("ascii") != hashlib.sha256(content).hexdigest():
                return None
            record = json.loads(content)
            return _finished(record, task) if record["key"] == name else None
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def write(self, task: Task, finished: Finished) -> None:
        """Keep the result.

        Raises:
            InputError: the folder cannot be written.
        """
        name = task.key
        record = {
            "key": name,
            "series": task.series,
            "method": task.method,
            "quantiles": finished.quantiles.tolist(),
            "sums": finished.sums.tolist(),
            "sum_sample": finished.sum_sample.tolist(),
            "dropped": finished.dropped,
            "failure": finished.failure,
            "seconds": finished.seconds,
        }
        content = json.dumps(record).encode()
        digest = hashlib.sha256(content).hexdigest().encode("ascii")
        path = self._path(name)
        try:
            path.parent.mkdir(exist_ok=True)
            write_whole(path, digest + b"\n" + content)
        except OSError as error:
            raise self._unwritable(error) from error

    def _unwritable(self, error: OSError) -> InputError:
        facts = {"folder": str(self.folder), "reason": error.strerror or str(error)}
        return InputError(Finding("arrivals.backtest.unwritable", facts))

    def _path(self, name: str) -> Path:
        return self.folder / name[:2] / f"{name}.json"


def _finished(record: dict[str, Any], task: Task) -> Finished | None:
    """Result of a record; None where its tables have another shape."""
    quantiles = np.asarray(record["quantiles"], dtype=np.float64).reshape(-1, len(LEVELS))
    sums = np.asarray(record["sums"], dtype=np.float64).reshape(-1, len(LEVELS))
    sample = np.asarray(record["sum_sample"], dtype=np.float64).reshape(-1, THINNED)
    dropped = tuple((str(name), str(reason)) for name, reason in record["dropped"])
    failure = None if record["failure"] is None else str(record["failure"])
    if not _fits(quantiles, sums, sample, 0 if failure else task.horizon):
        return None
    return Finished(quantiles, sums, sample, dropped, failure, seconds=float(record["seconds"]))


def _fits(quantiles: Array, sums: Array, sample: Array, months: int) -> bool:
    years = months // SUM_MONTHS
    return (len(quantiles), len(sums), len(sample)) == (months, years, years)
