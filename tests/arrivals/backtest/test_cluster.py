"""The rolling-origin test on a real Dask cluster of separate processes."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
from contextlib import contextmanager
from pathlib import Path

import dask
import numpy as np
import pytest

from forecasting.arrivals.backtest import cluster as module
from forecasting.arrivals.backtest.cluster import LOST, connected, run_on_cluster
from forecasting.arrivals.backtest.run import backtest
from forecasting.arrivals.backtest.task import Task
from forecasting.arrivals.cache import METHOD_VERSION
from forecasting.arrivals.clean import clean
from forecasting.base.errors import InputError
from forecasting.base.periods import parse_month

ROOT = Path(__file__).resolve().parents[3]
FIRST = parse_month("2015-01")
RNG = np.random.default_rng(4)
WALK = np.round(np.exp(RNG.normal(0, 0.2, 75).cumsum() + 6))
SERIES = {"north": (FIRST, WALK), "steep": (FIRST, 5.0 * 1.2 ** np.arange(60))}
QUICK = ["mean12", "naive"]


class Act:
    """A watcher that does something after a number of forecasts."""

    def __init__(self, after, act):
        self._after, self._act = after, act

    def started(self, done, total):
        pass

    def estimated(self, seconds):
        pass

    def advanced(self, done, total, seconds_left):
        if done == self._after:
            self._act()


class Poison:
    """A task that ends any process that runs it."""

    @property
    def method(self):
        os._exit(1)


@contextmanager
def new_cluster(workers):
    from distributed import LocalCluster

    settings = {"distributed.scheduler.allowed-failures": 1}
    with (
        dask.config.set(settings),
        LocalCluster(
            processes=True,
            n_workers=workers,
            threads_per_worker=1,
            dashboard_address="127.0.0.1:0",  # a free port; the dashboard needs a package that is not here
            host="127.0.0.1",
            silence_logs=50,
        ) as made,
    ):
        yield made


@pytest.fixture(autouse=True)
def on_a_busy_machine(monkeypatch):
    """A worker that ended and is started anew takes its time beside other tests."""
    monkeypatch.setattr(module, "PATIENCE", 600.0)


@pytest.fixture(scope="module")
def cluster():
    with new_cluster(2) as made:
        yield made


def frame_of(methods=QUICK, **options):
    return backtest(SERIES, methods=methods, horizon=14, every=9, **options)


def in_bytes(frame):
    whole = {name: frame.attrs[name] for name in ("failures", "notices", "origins", "settings", "versions")}
    return frame.to_csv() + repr(whole)


def tasks(count):
    for number in range(count):
        history = clean(FIRST, WALK, FIRST + 36 + number % 30, series="north")
        yield number, Task("north", history, "naive", 6, 100, 1)


def test_the_cluster_gives_the_same_bytes_and_failures(cluster):
    here, there = (frame_of(["ces", *QUICK], scheduler=address) for address in (None, cluster.scheduler_address))
    assert {failure.method for failure in here.attrs["failures"]} == {"ces"}
    assert in_bytes(there) == in_bytes(here)


def test_a_lost_worker_makes_no_difference(cluster):
    def kill():
        worker = next(iter(cluster.workers.values()))
        os.kill(worker.process.pid, signal.SIGKILL)

    found = frame_of(scheduler=cluster.scheduler_address, watcher=Act(3, kill))
    assert in_bytes(found) == in_bytes(frame_of())


def test_a_task_that_ends_every_worker_is_given_up_and_those_beside_it_are_not():
    """On a single worker, so that others lie beside it each time that the worker ends."""
    mixed = [(number, task if number else Poison()) for number, task in tasks(6)]
    with new_cluster(1) as single, connected(single.scheduler_address) as client:
        found = dict(run_on_cluster(iter(mixed), client))
    assert set(found) == set(range(6))
    assert (found[0].failure, found[0].lasting) == (LOST, False)
    assert [found[number].failure for number in range(1, 6)] == [None] * 5


def test_a_bounded_number_of_tasks_is_under_way(cluster):
    taken = 0

    def counted():
        nonlocal taken
        for each in tasks(40):
            taken += 1
            yield each

    most = 0
    with connected(cluster.scheduler_address) as client:
        for done, _ in enumerate(run_on_cluster(counted(), client)):
            most = max(most, taken - done)
    assert taken == 40
    assert most <= 10


def test_a_stopped_run_goes_on_there_or_here(cluster, tmp_path):
    def stop():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        frame_of(scheduler=cluster.scheduler_address, work=tmp_path, watcher=Act(5, stop))
    assert len(list(tmp_path.glob("*/*.json"))) >= 5
    assert in_bytes(frame_of(work=tmp_path)) == in_bytes(frame_of())


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "no-address", "ftp://127.0.0.1:8786"])
def test_a_scheduler_that_cannot_be_reached_is_told_in_one_sentence(address, monkeypatch):
    monkeypatch.setattr(module, "CONNECT", 1.0)
    with pytest.raises(InputError) as caught:
        frame_of(scheduler=address)
    (finding,) = caught.value.findings
    assert finding.key == "arrivals.backtest.unreachable"
    assert finding.values["address"] == address


def test_a_cluster_without_workers_is_told(monkeypatch):
    monkeypatch.setattr(module, "CONNECT", 1.0)
    with new_cluster(0) as empty, pytest.raises(InputError) as caught:
        frame_of(scheduler=empty.scheduler_address)
    assert [finding.key for finding in caught.value.findings] == ["arrivals.backtest.no_worker"]


def test_a_scheduler_that_goes_away_is_told_and_the_finished_stays(tmp_path):
    with new_cluster(1) as short, pytest.raises(InputError) as caught:
        frame_of(scheduler=short.scheduler_address, work=tmp_path, watcher=Act(4, short.close))
    assert [finding.key for finding in caught.value.findings] == ["arrivals.backtest.connection"]
    assert len(list(tmp_path.glob("*/*.json"))) >= 4
    assert in_bytes(frame_of(work=tmp_path)) == in_bytes(frame_of())


@pytest.mark.parametrize("answer", [None, b"HTTP/1.1 400 Bad Request\r\n\r\n" + b"x" * 400])
def test_something_else_that_listens_is_no_scheduler(answer, monkeypatch):
    monkeypatch.setattr(module, "CONNECT", 2.0)
    with socket.create_server(("127.0.0.1", 0)) as other:

        def reply():
            with other.accept()[0] as caller:
                caller.sendall(answer)

        if answer:
            threading.Thread(target=reply).start()
        with pytest.raises(InputError) as caught:
            frame_of(scheduler=f"tcp://127.0.0.1:{other.getsockname()[1]}")
    assert [finding.key for finding in caught.value.findings] == ["arrivals.backtest.unreachable"]


@pytest.fixture
def worker_from_copy(tmp_path, monkeypatch):
    """Starts a worker from a copy of the program; gives its folder and the address of its scheduler."""
    monkeypatch.setattr(module, "CONNECT", 60.0)
    shutil.copytree(ROOT / "forecasting", tmp_path / "forecasting", ignore=shutil.ignore_patterns("__pycache__"))
    with new_cluster(0) as empty:
        worker = None

        def start():
            nonlocal worker
            call = [sys.executable, "-m", "distributed.cli.dask_worker", empty.scheduler_address, "--no-nanny"]
            quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
            environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
            call += ["--no-dashboard", "--local-directory", str(tmp_path)]
            worker = subprocess.Popen(call, cwd=tmp_path, env=environment, **quiet)
            return empty.scheduler_address

        yield tmp_path / "forecasting" / "arrivals", start
        if worker is not None:
            worker.terminate()
            worker.wait()


def test_a_worker_of_another_version_is_refused(worker_from_copy):
    folder, start = worker_from_copy
    cache = (folder / "cache.py").read_text(encoding="utf-8")
    changed = cache.replace("METHOD_VERSION = ", "METHOD_VERSION = 9")
    (folder / "cache.py").write_text(changed, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        frame_of(scheduler=start())
    (finding,) = caught.value.findings
    assert finding.key == "arrivals.backtest.versions"
    assert f"forecasting.arrivals {METHOD_VERSION}-" in finding.values["packages"]
    assert f"/ 9{METHOD_VERSION}-" in finding.values["packages"]


def test_a_worker_without_the_program_is_refused(worker_from_copy):
    folder, start = worker_from_copy
    (folder / "backtest" / "task.py").unlink()
    with pytest.raises(InputError) as caught:
        frame_of(scheduler=start())
    (finding,) = caught.value.findings
    assert finding.key == "arrivals.backtest.worker_unfit"
    assert "backtest.task" in finding.values["reason"]
