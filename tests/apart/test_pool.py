"""Heavy work beside the server: done, bounded, ended, in a fair order."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from forecasting.apart import Limits, Pool
from forecasting.base.errors import InputError
from forecasting.base.text import LANGUAGES, Texts
from forecasting.observations.overlay import Checked, check_upload
from forecasting.server.metrics import memory
from tests.apart import work
from tests.apart.hostile import BOMBS, bomb
from tests.serving import children

PATIENCE = 60  # seconds until a state counts as never reached
UNPACKED = 45_000_000  # bytes, little enough to be read
MEMORY = 40_000_000  # bytes


@pytest.fixture
def pool() -> Iterator[Pool]:
    found = Pool(at_once=1, most_waiting=3)
    yield found
    found.close()


def refused(call: Callable[[], object]) -> list[str]:
    with pytest.raises(InputError) as caught:
        call()
    for language in LANGUAGES:
        assert not any("{" in words for words in caught.value.sentences(Texts(language)))
    return [finding.key for finding in caught.value.findings]


def _until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_it_is_done_elsewhere_by_one_program_after_the_other(pool: Pool):
    assert [pool.do(work.double, number, owner="a") for number in (1, 2)] == [2, 4]
    first, second = (pool.do(work.who, owner="a") for _ in range(2))
    assert first == second != os.getpid()


def test_what_is_refused_there_is_refused_here_and_the_program_goes_on(pool: Pool):
    before = pool.do(work.who, owner="a")
    assert refused(lambda: pool.do(work.refuse, owner="a")) == ["apart.crowded"]
    assert pool.do(work.who, owner="a") == before


def test_a_program_that_died_while_it_rested_is_cleared_away(pool: Pool):
    before = pool.do(work.who, owner="a")
    os.kill(before, signal.SIGKILL)
    _until(lambda: Path(f"/proc/{before}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] == "Z")
    assert pool.do(work.who, owner="a") != before
    assert not Path(f"/proc/{before}").exists()  # waited for


@pytest.mark.parametrize(
    ("call", "limits", "key"),
    [
        (lambda pool, limits: pool.do(work.fill, 4 * 10**9, owner="a", limits=limits), Limits(), "apart.memory"),
        (lambda pool, limits: pool.do(work.spin, owner="a", limits=limits), Limits(processor=1), "apart.ended"),
        (lambda pool, limits: pool.do(work.nap, 60.0, owner="a", limits=limits), Limits(patience=1.0), "apart.long"),
        (lambda pool, limits: pool.do(work.end_it, owner="a", limits=limits), Limits(), "apart.ended"),
        (
            lambda pool, limits: pool.do(work.nap, 60.0, owner="a", limits=limits, wanted=lambda: False),
            Limits(),
            "apart.unwanted",
        ),
    ],
    ids=["memory", "processor", "patience", "killed", "unwanted"],
)
def test_what_takes_too_much_is_ended_and_the_next_is_done(
    pool: Pool, call: Callable[[Pool, Limits], object], limits: Limits, key: str
):
    assert refused(lambda: call(pool, limits)) == [key]
    assert pool.do(work.double, 3, owner="a") == 6 and len(pool) == 0


def test_what_needs_no_more_than_its_bound_is_done(pool: Pool):
    assert pool.do(work.fill, 4 * 10**8, owner="a", limits=Limits(memory=10**9)) == 5 * 10**7


def test_nobody_waits_behind_one_who_asks_for_much():
    pool, began = Pool(at_once=2, most_waiting=10), {}

    def order(number: int, owner: str, seconds: float) -> None:
        began[pool.do(work.nap, seconds, owner=owner)] = (number, owner)

    threads = []
    asked = [("much", 0.5), ("much", 2.0), ("much", 0.1), ("much", 0.1), ("little", 0.1)]
    for number, (owner, seconds) in enumerate(asked):
        threads.append(threading.Thread(target=order, args=(number, owner, seconds)))
        threads[-1].start()
        _until(lambda: len(pool) == len(threads))
    for thread in threads:
        thread.join()
    pool.close()
    order_of = [began[when] for when in sorted(began)]
    assert {number for number, _ in order_of[:2]} == {0, 1}  # they were under way before it came
    assert order_of[2][1] == "little"


@contextmanager
def held(pool: Pool, gate: Path, *owners: str) -> Iterator[None]:
    """An order of each owner, the first under way and the others in the line, until the block is left."""
    threads = [
        threading.Thread(target=pool.do, args=(work.stay, str(gate)), kwargs={"owner": owner}) for owner in owners
    ]
    try:
        for number, thread in enumerate(threads, 1):
            thread.start()
            _until(lambda number=number: len(pool) == number)
        yield
    finally:
        gate.touch()
        for thread in threads:
            thread.join()


def test_a_full_line_says_so(pool: Pool, tmp_path: Path):
    with held(pool, tmp_path / "gate", "a", "b", "c", "d"):
        assert refused(lambda: pool.do(work.double, 1, owner="x")) == ["apart.crowded"]
    assert pool.do(work.double, 1, owner="x") == 2


def test_whoever_goes_while_waiting_leaves_the_line(pool: Pool, tmp_path: Path):
    with held(pool, tmp_path / "gate", "a"):
        assert refused(lambda: pool.do(work.double, 1, owner="b", wanted=lambda: False)) == ["apart.unwanted"]
        assert len(pool) == 1


@pytest.mark.parametrize(
    ("kind", "limits", "key"),
    [
        ("cells", Limits(memory=MEMORY), "apart.memory"),
        ("word", Limits(memory=MEMORY), "apart.memory"),
        ("cells", Limits(processor=0), "apart.ended"),
    ],
)
def test_a_hostile_workbook_meets_its_bound_and_the_next_file_is_read(kind: str, limits: Limits, key: str):
    before, content, pool = set(children(os.getpid())), bomb(kind, UNPACKED), Pool(at_once=1)
    held_before = memory()
    assert refused(lambda: pool.do(check_upload, [("zugaenge.xlsx", content)], owner="a", limits=limits)) == [key]
    assert memory() - held_before < MEMORY / 4
    checked = pool.do(check_upload, [("zugaenge.csv", b"month;value\n")], owner="a")
    assert isinstance(checked, Checked) and len(pool) == 0
    pool.close()
    assert set(children(os.getpid())) <= before


@pytest.mark.parametrize(("kind", "size"), [*((kind, 4 * UNPACKED) for kind in BOMBS), ("deep", UNPACKED)])
def test_a_workbook_beyond_any_office_is_refused_before_it_meets_a_bound(pool: Pool, kind: str, size: int):
    content = bomb(kind, size)
    assert len(content) < size / 50
    checked = pool.do(check_upload, [("zugaenge.xlsx", content)], owner="a", limits=Limits(memory=MEMORY))
    assert [finding.key for finding in checked.findings] == ["observations.too_much"]


def test_programs_without_work_end():
    pool = Pool(idle=0.0)
    before = pool.do(work.who, owner="a")
    pool.tidy()
    assert pool.do(work.who, owner="a") != before
    pool.close()
