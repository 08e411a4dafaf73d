"""Where forecasts of a rolling-origin test are computed and kept makes no difference: not to the last byte."""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
import signal
from dataclasses import replace

import numpy as np
import pytest

from forecasting.arrivals import clean
from forecasting.arrivals.backtest.local import LOST, run_on_processes
from forecasting.arrivals.backtest.run import backtest
from forecasting.arrivals.backtest.store import Store
from forecasting.arrivals.backtest.task import Task, run
from forecasting.base.errors import InputError
from forecasting.base.periods import parse_month

FIRST = parse_month("2015-01")
RNG = np.random.default_rng(4)
WALK = np.round(np.exp(RNG.normal(0, 0.2, 75).cumsum() + 6))
STEEP = 5.0 * 1.2 ** np.arange(60)  # too steep for CES, which then explodes
SERIES = {"north": (FIRST, WALK), "steep": (FIRST, STEEP)}
METHODS = ["mean12", "naive"]
FAILING = ["ces", *METHODS]


class Seen:
    """A watcher that notes what it is told, and may do something after each forecast."""

    def __init__(self, act=None):
        self.begun, self.estimates, self.steps, self._act = None, [], [], act

    def started(self, done, total):
        self.begun = (done, total)

    def estimated(self, seconds):
        self.estimates.append(dict(seconds))

    def advanced(self, done, total, seconds_left):
        self.steps.append((done, total, seconds_left))
        if self._act is not None:
            self._act(done)


class Poison:
    """A task that ends any process that unpacks it."""

    history = clean(FIRST, WALK, FIRST + 40, series="north")

    def __reduce__(self):
        return os._exit, (1,)


def test_of(series=None, **options):
    options = {"methods": METHODS, "horizon": 14, "every": 9} | options
    return backtest(SERIES if series is None else series, **options)


test_of.__test__ = False


def in_bytes(frame):
    whole = {name: frame.attrs[name] for name in ("failures", "notices", "origins", "settings", "versions")}
    return frame.to_csv() + repr(whole)


def task(method="naive", origin=40, horizon=14):
    return Task("north", clean(FIRST, WALK, FIRST + origin, series="north"), method, horizon, 500, 3)


@pytest.fixture(scope="module")
def expected():
    return in_bytes(test_of())


def test_the_order_and_the_estimate(expected):
    seen = Seen()
    assert in_bytes(test_of(watcher=seen)) == expected
    total = len(seen.steps)
    assert seen.begun == (0, total)
    assert [done for done, _, _ in seen.steps] == list(range(1, total + 1))
    (estimate,) = seen.estimates
    assert set(estimate) == set(METHODS) and all(seconds > 0 for seconds in estimate.values())
    assert [left is None for _, _, left in seen.steps[:2]] == [True, False]
    assert seen.steps[-1][2] == 0


def test_processes_give_the_same_bytes_and_failures():
    here, there = (test_of(methods=FAILING, every=15, workers=workers) for workers in (0, 2))
    assert {(failure.method, failure.series) for failure in here.attrs["failures"]} == {("ces", "steep")}
    assert in_bytes(there) == in_bytes(here)


def test_a_process_that_is_killed_makes_no_difference(expected):
    def kill(done):
        if done == 3:
            os.kill(multiprocessing.active_children()[0].pid, signal.SIGKILL)

    assert in_bytes(test_of(workers=2, watcher=Seen(kill))) == expected


def test_a_task_that_ends_its_process_is_given_up_and_the_rest_goes_on():
    tasks = [(0, task()), (1, Poison()), (2, task(origin=45)), *((n, task(origin=40 + n)) for n in range(3, 12))]
    found = dict(run_on_processes(iter(tasks), 2))
    assert set(found) == set(range(12))
    assert (found[1].failure, found[1].lasting) == (LOST, False)
    assert [found[number].failure for number in (0, 2, 11)] == [None] * 3
    assert found[2].quantiles.tobytes() == run(task(origin=45)).quantiles.tobytes()


def test_a_bounded_number_of_tasks_is_under_way():
    taken, most = 0, 0

    def many():
        nonlocal taken
        for number in range(60):
            taken += 1
            yield number, task(origin=36 + number % 30)

    for done, _ in enumerate(run_on_processes(many(), 2)):
        most = max(most, taken - done)
    assert taken == 60
    assert most <= 10


def test_a_stopped_run_goes_on_where_it_was(expected, tmp_path):
    def stop(done):
        if done == 7:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        test_of(work=tmp_path, workers=2, watcher=Seen(stop))
    assert multiprocessing.active_children() == []
    seen = Seen()
    assert in_bytes(test_of(work=tmp_path, watcher=seen)) == expected
    assert seen.begun[0] >= 7 and len(seen.steps) == seen.begun[1] - seen.begun[0]
    again = Seen()
    assert in_bytes(test_of(work=tmp_path, watcher=again)) == expected
    assert again.begun[0] == again.begun[1] and again.steps == []


def test_new_months_leave_what_is_finished_and_a_changed_month_does_not(tmp_path):
    options = {"work": tmp_path, "methods": ["naive"], "every": 5}
    first = Seen()
    test_of({"a": (FIRST, WALK[:60])}, watcher=first, **options)
    longer = Seen()
    test_of({"a": (FIRST, WALK)}, watcher=longer, **options)
    assert (first.begun[0], longer.begun[0]) == (0, first.begun[1])
    changed = WALK.copy()
    changed[50] += 1
    partly = Seen()
    test_of({"a": (FIRST, changed)}, watcher=partly, **options)
    assert partly.begun[0] == len(range(35, 50, 5))


@pytest.mark.parametrize(
    "other",
    [
        {"method": "mean12"},
        {"horizon": 15},
        {"series": "south"},
        {"paths": 501},
        {"seed": 4},
        {"history": clean(FIRST, WALK, FIRST + 41, series="north")},
        {"history": replace(task().history, counts=task().history.counts + 1e-9)},
    ],
    ids=lambda other: next(iter(other)),
)
def test_whatever_a_result_depends_on_is_in_its_name(other):
    assert replace(task(), **other).key != task().key
    assert task().key == task().key


def test_another_version_is_another_name(monkeypatch):
    before = task().key
    monkeypatch.setattr("forecasting.arrivals.cache.METHOD_VERSION", 999)
    assert task().key != before


@pytest.mark.parametrize("method", ["naive", "ces"])
def test_a_result_comes_back_from_the_folder_as_it_was(method, tmp_path):
    one = Task("steep", clean(FIRST, STEEP, FIRST + 40, series="steep"), method, 14, 500, 3)
    finished = run(one)
    assert (finished.failure is None) == (method == "naive")
    Store(tmp_path).write(one, finished)
    back = Store(tmp_path).read(one)
    assert back.quantiles.tobytes() == finished.quantiles.tobytes()
    assert back.sums.tobytes() == finished.sums.tobytes()
    assert back.sum_sample.tobytes() == finished.sum_sample.tobytes()
    assert (back.dropped, back.failure, back.seconds) == (finished.dropped, finished.failure, finished.seconds)


def signed(record):
    content = json.dumps(record).encode()
    return hashlib.sha256(content).hexdigest().encode() + b"\n" + content


def damaged(content, other):
    record = json.loads(content.partition(b"\n")[2])
    yield from (content[:length] for length in (0, 10, 64, 65, 200, len(content) - 1))
    for place in np.random.default_rng(1).integers(0, len(content), 60):
        flipped = bytearray(content)
        flipped[place] ^= 1
        yield bytes(flipped)
    yield content + b" "
    yield b"\xff" + content
    yield other
    yield signed(record | {"quantiles": record["quantiles"][:-1]})
    yield signed(record | {"sums": []})
    yield signed({name: value for name, value in record.items() if name != "seconds"})
    yield signed([1, 2])


def test_a_damaged_file_is_as_good_as_none(tmp_path):
    store = Store(tmp_path)
    one, other = task(), task(origin=44)
    for each in (one, other):
        store.write(each, run(each))
    path, foreign = (tmp_path / each.key[:2] / f"{each.key}.json" for each in (one, other))
    content = path.read_bytes()
    for broken in damaged(content, foreign.read_bytes()):
        path.write_bytes(broken)
        assert store.read(one) is None
    path.unlink()
    path.mkdir()
    assert store.read(one) is None


def test_a_damaged_file_is_computed_again(expected, tmp_path):
    test_of(work=tmp_path)
    files = sorted(tmp_path.glob("*/*.json"))
    for path in files[:3]:
        path.write_bytes(path.read_bytes()[:-9])
    seen = Seen()
    assert in_bytes(test_of(work=tmp_path, watcher=seen)) == expected
    assert seen.begun == (len(files) - 3, len(files))
    assert sorted(tmp_path.glob("*/*")) == files


def test_a_folder_that_cannot_be_written_is_told_before_anything_is_computed(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("", encoding="utf-8")
    seen = Seen()
    with pytest.raises(InputError, match="work folder"):
        test_of(work=blocked / "work", watcher=seen)
    assert seen.begun is None
