"""Run the tasks of a rolling-origin test on this machine: here, or on processes of their own.

Every fit is single-threaded, in every process: so the cores are used by as many tasks, and the last digit does not
depend on their number. A bounded number of tasks is under way at any time.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import islice

from forecasting.arrivals.backtest.task import Finished, Task, failed, run

__all__ = ["Numbered", "cores", "run_here", "run_on_processes"]

Numbered = tuple[int, Task]

AHEAD = 3  # tasks under way for each process, so that none waits
LOST = "process ended"
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


def cores() -> int:
    """Cores this process may use."""
    return len(os.sched_getaffinity(0))


def run_here(tasks: Iterable[Numbered]) -> Iterator[tuple[int, Finished]]:
    """One after the other in this process."""
    for number, task in tasks:
        yield number, run(task)


def run_on_processes(tasks: Iterable[Numbered], workers: int) -> Iterator[tuple[int, Finished]]:
    """Results as they come, by the numbers of their tasks.

    Where a process ends by force, for want of memory say, the tasks under way are repeated one by one; one that ends
    its process again is given up with that reason.
    """
    waiting = iter(tasks)
    with _single_threaded():
        while True:
            unfinished = yield from _pooled(waiting, workers)
            if not unfinished:
                return
            yield from _one_by_one(unfinished)


def _pooled(waiting: Iterator[Numbered], workers: int) -> Generator[tuple[int, Finished], None, list[Numbered]]:
    """Results until nothing waits, or a process has ended; returns the tasks then under way."""
    under_way: dict[Future[Finished], Numbered] = {}
    taken: list[Numbered] = []
    pool = _pool(workers)
    try:
        while True:
            taken += reversed(list(islice(waiting, AHEAD * workers - len(under_way))))
            while taken:
                under_way[pool.submit(run, taken[-1][1])] = taken[-1]
                taken.pop()
            if not under_way:
                return []
            done, _ = wait(under_way, return_when=FIRST_COMPLETED)
            for future in done:
                result = future.result()
                number, _ = under_way.pop(future)
                yield number, result
    except BrokenProcessPool:
        return [*under_way.values(), *taken]
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _one_by_one(tasks: Iterable[Numbered]) -> Iterator[tuple[int, Finished]]:
    """Results of tasks one of which ends its process: that one fails, the others do not suffer from it."""
    pool = _pool(1)
    try:
        for number, task in tasks:
            try:
                yield number, pool.submit(run, task).result()
            except BrokenProcessPool:
                pool.shutdown()
                pool = _pool(1)
                yield number, failed(LOST, lasting=False)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _pool(workers: int) -> ProcessPoolExecutor:
    # Fresh processes: a copy of this one would inherit its threads' locks and its libraries' thread settings.
    return ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn"), initializer=_begin)


def _begin() -> None:
    """In a new process: leave interrupts to the parent, and end with it even if it is killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: multiprocessing.process.BaseProcess) -> None:
    parent.join()
    os._exit(1)


@contextmanager
def _single_threaded() -> Iterator[None]:
    """Environment of the processes that are started meanwhile."""
    before = {name: os.environ.get(name) for name in _THREADS}
    os.environ.update(dict.fromkeys(_THREADS, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
