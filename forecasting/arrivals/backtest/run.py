"""Rolling-origin test: every method on every series from many origins, held against what came.

A forecast sees nothing after its origin. Finished forecasts can be kept in a work folder, so that a stopped run goes
on where it was, and computed on the cores of this machine or on a Dask cluster; the result is the same to the last
byte. docs/method.md, Scores.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from forecasting.arrivals.backtest.frame import score_frame
from forecasting.arrivals.backtest.local import Numbered, run_here, run_on_processes
from forecasting.arrivals.backtest.origins import EVERY, Origin, find_origins
from forecasting.arrivals.backtest.pace import Pace
from forecasting.arrivals.backtest.store import Store
from forecasting.arrivals.backtest.task import Finished, Task, versions
from forecasting.arrivals.methods import METHODS, method
from forecasting.base.errors import Finding, InputError
from forecasting.base.periods import Month, month_label
from forecasting.base.quantiles import Array
from forecasting.base.runs import PATHS, SEED

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["BASELINE", "Failure", "Watcher", "backtest", "finish"]

BASELINE = "naive"
"""The method every other is compared with; it always takes part."""

Crew = Callable[[Iterable[Numbered]], Iterator[tuple[int, Finished]]]


@dataclass(frozen=True)
class Failure:
    """A method that could not be used on a series from an origin."""

    method: str
    series: str
    origin: str
    reason: str


class Watcher(Protocol):
    """Is told how far the test is; seconds are those of the clock on the wall."""

    def started(self, done: int, total: int) -> None:
        """Before the first forecast: how many are there already, of how many."""

    def estimated(self, seconds: Mapping[str, float]) -> None:
        """Once each method has been timed: how long the open forecasts of each will take."""

    def advanced(self, done: int, total: int, seconds_left: float | None) -> None:
        """After each forecast; None until every method has been timed."""


def backtest(
    series: Mapping[str, tuple[Month, Array]],
    *,
    methods: Sequence[str] | None = None,
    horizon: int = 24,
    origins: Sequence[Month] | None = None,
    every: int = EVERY,
    first: Month | None = None,
    work: Path | None = None,
    workers: int = 0,
    scheduler: str | None = None,
    paths: int = PATHS,
    seed: int = SEED,
    watcher: Watcher | None = None,
) -> pd.DataFrame:
    """Scores of every method on every series from rolling origins.

    Args:
        series: by name, the first month and the persons per month, shape (months,), NaN where missing.
        methods: names; None takes all there are. The baseline is added.
        horizon: months after each origin, at least 1.
        origins: last months the methods see; None takes every `every`-th month from `first` on, by default from the
            36th month of each series.
        work: folder where finished forecasts are kept and looked for; None keeps nothing.
        workers: processes on this machine; 0 computes in this one.
        scheduler: address of a Dask scheduler whose workers compute instead.
        paths: number of sample paths behind the sums of twelve months.
        seed: seed of those paths.
        watcher: is told how far the test is.
    Returns:
        One row for each series, origin, method and month ahead, and one for each sum of twelve months
        (`frame.COLUMNS`). `attrs` holds "failures" (Failure), "notices" (Finding: origins left out, repaired
        series, dropped members), "origins" (series and month of each origin tested), "settings" and "versions".
    Raises:
        InputError: unknown method, impossible value, no origin that can be tested, a work folder that cannot be
            written, or a cluster that cannot be used.
    """
    names = _names(methods)
    found, left_out = find_origins(series, horizon=horizon, chosen=origins, every=every, first=first)
    if not found:
        raise InputError([Finding("arrivals.backtest.nothing"), *left_out])
    tasks = [Task(origin.series, origin.history, name, horizon, paths, seed) for origin in found for name in names]
    finished = finish(tasks, work=work, workers=workers, scheduler=scheduler, watcher=watcher)
    results = {
        (position, name): finished[position * len(names) + offset]
        for position in range(len(found))
        for offset, name in enumerate(names)
    }
    frame = score_frame(found, names, results)
    frame.attrs["failures"] = tuple(
        Failure(task.method, task.series, month_label(task.history.origin), outcome.failure)
        for task, outcome in zip(tasks, finished, strict=True)
        if outcome.failure is not None
    )
    frame.attrs["notices"] = _notices(found, left_out, tasks, finished)
    frame.attrs["settings"] = {"horizon": horizon, "methods": names, "paths": paths, "seed": seed}
    frame.attrs["versions"] = versions()
    frame.attrs["origins"] = tuple((origin.series, month_label(origin.month)) for origin in found)
    return frame


def finish(
    tasks: Sequence[Task],
    *,
    work: Path | None = None,
    workers: int = 0,
    scheduler: str | None = None,
    watcher: Watcher | None = None,
) -> list[Finished]:
    """Results of all tasks, in their order; arguments as in `backtest`.

    Raises:
        InputError: a work folder that cannot be written, or a cluster that cannot be used.
    """
    store = None if work is None else Store(work)
    with _crew(workers, scheduler) as (crew, at_once):
        return _finish(tasks, store, crew, at_once, watcher)


def _names(methods: Sequence[str] | None) -> list[str]:
    if methods is None:
        return list(METHODS)
    findings: list[Finding] = []
    for name in methods:
        try:
            method(name)
        except InputError as error:
            findings.extend(error.findings)
    if findings:
        raise InputError(findings)
    return list(dict.fromkeys([*methods, BASELINE]))


@contextmanager
def _crew(workers: int, scheduler: str | None) -> Iterator[tuple[Crew, int]]:
    """Who computes, and how many tasks at once."""
    if scheduler is not None:
        from forecasting.arrivals.backtest.cluster import connected, run_on_cluster, threads

        with connected(scheduler) as client:
            yield partial(run_on_cluster, client=client), threads(client)
    elif workers:
        yield partial(run_on_processes, workers=workers), workers
    else:
        yield run_here, 1


def _finish(
    tasks: Sequence[Task], store: Store | None, crew: Crew, at_once: int, watcher: Watcher | None
) -> list[Finished]:
    """Those kept before, and the rest as the crew gives them."""
    done: dict[int, Finished] = {}
    if store is not None:
        kept = ((number, store.read(task)) for number, task in enumerate(tasks))
        done = {number: result for number, result in kept if result is not None}
    pace = Pace(tasks, done, at_once)
    if watcher is not None:
        watcher.started(len(done), len(tasks))
    estimated = False
    for number, result in crew((number, tasks[number]) for number in pace.order()):
        received = time.perf_counter()
        if store is not None and result.lasting:
            store.write(tasks[number], result)
        done[number] = result
        pace.add(tasks[number].method, result.seconds)
        if watcher is not None:
            if not estimated and pace.known:
                watcher.estimated(pace.left())
                estimated = True
            watcher.advanced(len(done), len(tasks), sum(pace.left().values()) if pace.known else None)
        pace.keep(time.perf_counter() - received)
    return [done[number] for number in range(len(tasks))]


def _notices(
    found: Sequence[Origin], left_out: Sequence[Finding], tasks: Sequence[Task], finished: Sequence[Finished]
) -> tuple[Finding, ...]:
    """Every repair of a series, origin left out and member dropped, each told once."""
    dropped = [
        Finding(
            "arrivals.member.dropped", {"series": task.series, "member": name, "reason": reason}, severity="notice"
        )
        for task, result in zip(tasks, finished, strict=True)
        for name, reason in result.dropped
    ]
    repaired = [finding for origin in found for finding in origin.history.findings]
    unique = {repr(finding): finding for finding in (*left_out, *repaired, *dropped)}
    return tuple(unique.values())
