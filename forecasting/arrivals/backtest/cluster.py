"""Run the tasks of a rolling-origin test on a Dask cluster that already stands.

The workers must have this program in the same version, or results would depend on where they were computed. A bounded
number of tasks is under way; those of a lost worker are done by another, and results are kept on this side only.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import warnings
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from typing import Any

from forecasting.arrivals.backtest.local import Numbered
from forecasting.arrivals.backtest.task import Finished, Task, failed, run, versions
from forecasting.base.errors import Finding, InputError

__all__ = ["connected", "run_on_cluster", "threads"]

CONNECT = 10.0  # seconds until a scheduler counts as unreachable
Client = Any  # of the package distributed
Future = Any
WAIT = 5.0  # seconds between two looks whether there are workers
PATIENCE = 60.0  # seconds without any worker until the run is given up
AHEAD = 3  # tasks under way for each thread of the workers
LOST = "worker ended"


@contextmanager
def connected(address: str) -> Iterator[Client]:
    """Client of the scheduler at an address such as tcp://10.0.0.5:8786.

    Raises:
        InputError: nobody answers there, no worker comes, or versions differ.
    """
    with _quiet():
        client = _client(address)
        try:
            _check_versions(client, address)
            yield client
        finally:
            client.close(timeout=CONNECT)


def run_on_cluster(tasks: Iterable[Numbered], client: Client) -> Iterator[tuple[int, Finished]]:
    """Results as they come, by the numbers of their tasks.

    A worker that is lost has its tasks done by another; a task whose workers are lost again and again is given up
    with that reason.

    Raises:
        InputError: the scheduler is lost, no worker is left and none comes, or one that came has another version.
    """
    from distributed.client import CancelledError

    try:
        yield from _results(iter(tasks), client)
    except (CancelledError, OSError) as error:
        raise InputError(Finding("arrivals.backtest.connection", {"address": _address(client)})) from error


def _results(waiting: Iterator[Numbered], client: Client) -> Iterator[tuple[int, Finished]]:
    expected = versions()
    under_way: dict[Future, Numbered] = {}
    suspects: list[Numbered] = []
    while True:
        room = max(AHEAD * threads(client) - len(under_way), 0)  # workers may have gone
        for number, task in islice(waiting, room):
            under_way[client.submit(_run_there, task, expected, pure=False)] = number, task
        if not under_way:
            break
        for future in _some_done(client, list(under_way)):
            number, task = under_way.pop(future)
            result = _result(future, client)
            if result is None:
                suspects.append((number, task))
            else:
                yield number, result
            future.release()
    for number, task in suspects:  # alone, so that only the one that ends its worker fails
        (future,) = _some_done(client, [client.submit(_run_there, task, expected, pure=False)])
        yield number, _result(future, client) or failed(LOST, lasting=False)


def _run_there(task: Task, expected: Mapping[str, str]) -> Finished:
    """On a worker, which may have joined after the versions were compared."""
    here = versions()
    if here != expected:
        raise RuntimeError(", ".join(sorted(_differing(expected, here, tuple(expected)))))
    return run(task)


def _some_done(client: Client, futures: list[Future]) -> Iterable[Future]:
    """Wait for one or more of the futures."""
    from distributed import wait

    waited = 0.0
    while True:
        try:
            with client.as_current():
                done: Iterable[Future] = wait(futures, timeout=WAIT, return_when="FIRST_COMPLETED").done
            return done
        except TimeoutError as error:
            waited = 0.0 if client.nthreads() else waited + WAIT
            if waited >= PATIENCE:
                raise InputError(Finding("arrivals.backtest.no_worker", {"address": _address(client)})) from error


def _result(future: Future, client: Client) -> Finished | None:
    """What a worker gave; None where worker after worker ended on it, or on a task that was on the same workers."""
    from distributed.client import CancelledError
    from distributed.scheduler import KilledWorker

    try:
        result: Finished = future.result()
    except KilledWorker:
        return None
    except (CancelledError, OSError):
        raise
    except Exception as error:  # a worker that lacks this program, or has it in another version
        raise _unfit(_address(client), error) from error
    return result


def threads(client: Client) -> int:
    """Threads of all workers, at least 1: workers come and go."""
    found: dict[str, int] = client.nthreads()
    return max(sum(found.values()), 1)


def _client(address: str) -> Client:
    """A client, unless nobody answers.

    The library waits for ever on somebody who listens in silence, and a client whose start fails locks up the next
    one when it is collected as garbage at the wrong moment. So the greeting comes first, with a limit of its own, and
    what still fails is collected at once.
    """
    import distributed

    try:
        asyncio.run(_greet(address))
        return distributed.Client(address, timeout=CONNECT, set_as_default=False)
    except TimeoutError:
        reason = "timeout"
    except Exception as error:  # whatever comes of an answer from something that is no scheduler
        reason = str(error)[:200] or type(error).__name__
    gc.collect()
    raise InputError(Finding("arrivals.backtest.unreachable", {"address": address, "reason": reason}))


async def _greet(address: str) -> None:
    """Connect as a client does and leave again.

    Raises:
        ValueError: it is no address.
        OSError: nobody answers there.
    """
    from distributed.core import connect
    from distributed.security import Security

    async with asyncio.timeout(CONNECT):
        comm = await connect(address, timeout=CONNECT, **Security().get_connection_args("client"))
        comm.abort()


def _check_versions(client: Client, address: str) -> None:
    """Refuse workers or a scheduler whose results could differ from this machine's."""
    try:
        client.wait_for_workers(1, timeout=CONNECT)
    except TimeoutError as error:
        raise InputError(Finding("arrivals.backtest.no_worker", {"address": address})) from error
    answer = client.get_versions()
    own = answer["client"]["packages"]
    differing = _differing(own, answer["scheduler"]["packages"], ("dask", "distributed", "cloudpickle", "tornado"))
    for worker in answer["workers"].values():
        differing |= _differing(own, worker["packages"], ("dask", "distributed", "cloudpickle", "tornado", "msgpack"))
    try:
        found: Mapping[str, Mapping[str, str]] = client.run(versions)
    except Exception as error:  # whatever a worker without this program raises
        raise _unfit(address, error) from error
    here = versions()
    for there in found.values():
        differing |= _differing(here, there, tuple(here))
    if differing:
        facts = {"address": address, "packages": ", ".join(sorted(differing))}
        raise InputError(Finding("arrivals.backtest.versions", facts))


def _differing(own: Mapping[str, Any], other: Mapping[str, Any], names: tuple[str, ...]) -> set[str]:
    return {f"{name} {own.get(name)} / {other.get(name)}" for name in names if own.get(name) != other.get(name)}


def _unfit(address: str, error: Exception) -> InputError:
    facts = {"address": address, "reason": f"{type(error).__name__}: {error}"[:200]}
    return InputError(Finding("arrivals.backtest.worker_unfit", facts))


def _address(client: Client) -> str:
    return str(client.scheduler.address) if client.scheduler else ""


@contextmanager
def _quiet() -> Iterator[None]:
    """The library tells of lost workers and differing versions itself, at length; what matters is told by us."""
    loggers = [logging.getLogger(name) for name in ("distributed", "distributed.client")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)
