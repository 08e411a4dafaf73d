"""Keep fitted forecasts on disk, named by the content they were computed from.

A stored forecast is the record of `bands.py` (median, half widths, dropped members): a few kilobytes from which the
paths of any number and seed follow, so neither belongs to the name. The members behind a forecast, which only their
explanation needs, are kept the same way, so that a new process shows them without loading the libraries. The folder
is FORECASTING_CACHE, else the user's cache folder; it survives a restart, may be deleted at any time, and a file that
cannot be read is computed anew.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import zipfile
from functools import lru_cache
from importlib import metadata
from pathlib import Path

import numpy as np

from forecasting.arrivals.bands import Bands
from forecasting.arrivals.clean import History
from forecasting.arrivals.ensemble import centres
from forecasting.arrivals.members import MEMBERS
from forecasting.arrivals.methods import Forecaster, MethodFailed
from forecasting.base.errors import Finding, InputError
from forecasting.base.files import write_whole
from forecasting.base.periods import month_label
from forecasting.base.quantiles import Array

__all__ = ["LIBRARIES", "METHOD_VERSION", "fitted", "fitted_members", "folder", "key"]

METHOD_VERSION = 5  # goes up when the same history would give another forecast
LIBRARIES = ("prophet", "statsmodels", "statsforecast")
VARIABLE = "FORECASTING_CACHE"
DAMAGED = (OSError, ValueError, KeyError, EOFError, TypeError, zipfile.BadZipFile)
"""What reading a file that is missing or damaged raises."""


def folder() -> Path:
    """Where forecasts are kept: FORECASTING_CACHE, else `bedarfsprognose` in the user's cache folder."""
    chosen = os.environ.get(VARIABLE)
    if chosen:
        return Path(chosen)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "bedarfsprognose"


def fitted(
    forecaster: Forecaster, history: History, horizon: int, *, series: str
) -> tuple[Bands, tuple[Finding, ...]]:
    """Forecast of one history, from the cache or fitted and stored.

    Returns:
        the forecast, and a notice for each dropped member or where the cache cannot be written.
    Raises:
        InputError: the method cannot be used on this series; nothing is stored.
    """
    path = folder() / f"{key(forecaster.name, history, horizon)}.npz"
    stored = True
    bands = _read(path, horizon)
    if bands is None:
        try:
            bands = forecaster.fit(history, horizon)
        except MethodFailed as error:
            facts = {"method": forecaster.name, "series": series, "origin": month_label(history.origin)}
            raise InputError(Finding("arrivals.method.failed", facts | {"reason": str(error)})) from error
        stored = _write(
            path,
            bands.dropped,
            centre=bands.centre,
            down=bands.down,
            up=bands.up,
            lag=np.array(bands.lag),
            ceiling=np.array(bands.ceiling),
        )
    notices = [
        Finding("arrivals.member.dropped", {"series": series, "member": name, "reason": reason}, severity="notice")
        for name, reason in bands.dropped
    ]
    if not stored:
        notices.append(Finding("arrivals.cache.unwritable", {"folder": str(folder())}, severity="notice"))
    return bands, tuple(notices)


def fitted_members(history: History, horizon: int) -> tuple[dict[str, Array], tuple[tuple[str, str], ...]]:
    """`ensemble.centres` of the ensemble's members, from the cache or fitted and stored where that is possible."""
    path = folder() / f"{key('members', history, horizon)}.npz"
    found = _read_members(path, horizon)
    if found is None:
        found = centres(history, horizon, MEMBERS)
        usable, dropped = found
        _write(path, dropped, names=np.array(json.dumps(list(usable))), centres=np.array(list(usable.values())))
    return found


def key(name: str, history: History, horizon: int) -> str:
    """What the forecast of a method depends on, as SHA-256 hex: history up to the origin, horizon and versions."""
    settings = [METHOD_VERSION, _versions(), name, history.first_month, history.origin, horizon]
    digest = hashlib.sha256(json.dumps([*settings, history.volatility_floor.hex(), *history.years]).encode())
    digest.update(np.ascontiguousarray(history.counts, dtype="<f8").tobytes())
    digest.update(np.ascontiguousarray(history.filled, dtype="u1").tobytes())
    if history.marks is not None:
        digest.update(np.ascontiguousarray(history.marks.pulse, dtype="u1").tobytes())
        digest.update(history.marks.level_from.to_bytes(4, "little"))
    return digest.hexdigest()


@lru_cache(maxsize=1)
def _versions() -> tuple[str, ...]:
    return tuple(f"{library} {metadata.version(library)}" for library in LIBRARIES)


def _read(path: Path, horizon: int) -> Bands | None:
    """Stored forecast; None where there is none or the file is damaged."""
    try:
        with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as stored:
            centre, down, up = (np.asarray(stored[name], dtype=np.float64) for name in ("centre", "down", "up"))
            dropped = _reasons(str(stored["dropped"]))
            lag, ceiling = int(stored["lag"]), float(stored["ceiling"])
    except DAMAGED:
        return None
    if centre.shape != (horizon,) or down.shape != (horizon, 4) or up.shape != (horizon, 4):
        return None
    return Bands(centre, down, up, lag, dropped, ceiling)


def _read_members(path: Path, horizon: int) -> tuple[dict[str, Array], tuple[tuple[str, str], ...]] | None:
    """Stored members; None where there are none or the file is damaged."""
    try:
        with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as stored:
            names = [str(name) for name in json.loads(str(stored["names"]))]
            rows = np.asarray(stored["centres"], dtype=np.float64)
            dropped = _reasons(str(stored["dropped"]))
    except DAMAGED:
        return None
    if len(names) != len(rows) or (names and rows.shape != (len(names), horizon)):
        return None
    return dict(zip(names, rows, strict=True)), dropped


def _reasons(content: str) -> tuple[tuple[str, str], ...]:
    return tuple((str(name), str(reason)) for name, reason in json.loads(content))


def _write(path: Path, dropped: tuple[tuple[str, str], ...], **arrays: Array) -> bool:
    """Store arrays and dropped members: the file appears whole or not at all."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = io.BytesIO()
        np.savez(file, dropped=np.array(json.dumps(dropped)), **arrays)  # type: ignore[arg-type]
        write_whole(path, file.getvalue())
    except OSError:
        return False
    return True
