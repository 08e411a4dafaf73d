"""Jobs that make papers: one at a time per session, in a line, bounded, never mixed; without Streamlit."""

from __future__ import annotations

import datetime
import gc
import threading
import weakref
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from forecasting.assumptions import load_scenario
from forecasting.base.errors import Finding, InputError
from forecasting.papers.jobs.line import BEGIN, PACK, SCENARIO, Job, Jobs, Made, Order, Stop
from forecasting.people import LOCAL

DAY = datetime.date(2026, 3, 31)
LONG = 120.0  # seconds that a test waits for what must come
BASE = load_scenario()


def _order(kinds: str = "cabinet", language: str = "de", paths: int = 4_000) -> Order:
    return Order((BASE,), None, language, tuple((kind, "pdf") for kind in kinds.split()), "", paths, 1, LOCAL, DAY)


def _made(content: bytes = b"zip") -> Made:
    return Made("papers.zip", content, ())


@dataclass
class Hand:
    """Does the work when a test says so."""

    orders: list[Order] = field(default_factory=list)
    begun: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    steps: list[Callable[[int], None]] = field(default_factory=list)
    doors: list[threading.Event] = field(default_factory=list)
    ends: list[Callable[[], Made]] = field(default_factory=list)

    def run(self, order: Order, tell: Callable[[int], None], stop: Stop) -> Made:
        door = threading.Event()
        stop.then(door.set)
        self.orders.append(order)
        self.steps.append(tell)
        self.doors.append(door)
        self.ends.append(_made)
        self.begun.release()
        assert door.wait(LONG)
        if stop.wanted:
            raise ChildProcessError("killed")
        return self.ends[self.doors.index(door)]()

    def wait(self) -> None:
        """Wait until one more job is worked on."""
        assert self.begun.acquire(timeout=LONG)

    def finish(self, place: int, end: Callable[[], Made] = _made) -> None:
        self.ends[place] = end
        self.doors[place].set()


def _settled(job: Job) -> Job:
    """The job at its end."""
    for thread in threading.enumerate():
        if thread.name == "papers" and job.status.active:
            thread.join(LONG)
    assert not job.status.active
    return job


@pytest.fixture
def hand() -> Hand:
    return Hand()


def test_a_job_goes_from_waiting_to_done_and_keeps_what_was_made(hand: Hand):
    jobs = Jobs(hand.run)
    assert jobs.of("one") is None
    job = jobs.start("one", _order("cabinet annex"))
    hand.wait()
    assert (job.status.state, job.status.done) == ("running", 0)
    assert job.order.steps == (BEGIN, SCENARIO, "cabinet", "annex", PACK)
    hand.steps[0](3)
    hand.steps[0](2)  # never backwards
    assert job.status.done == 3
    hand.finish(0)
    assert _settled(job).status.state == "done"
    assert jobs.of("one") is job and job.status.made == _made()
    assert job.status.done == len(job.order.steps)


def test_a_second_order_is_refused_while_the_first_is_made_and_replaces_it_later(hand: Hand):
    jobs = Jobs(hand.run)
    job = jobs.start("one", _order())
    hand.wait()
    with pytest.raises(InputError) as refused:
        jobs.start("one", _order("annex"))
    assert refused.value.findings[0].key == "ui.report.busy"
    assert jobs.of("one") is job
    hand.finish(0)
    _settled(job)
    second = jobs.start("one", _order("annex"))
    hand.wait()
    assert jobs.of("one") is second
    hand.finish(1)
    assert _settled(second).status.state == "done"
    assert [order.wanted for order in hand.orders] == [(("cabinet", "pdf"),), (("annex", "pdf"),)]


def test_two_sessions_at_once_wait_for_each_other_and_do_not_mix(hand: Hand):
    jobs = Jobs(hand.run)
    jobs.start("one", _order("cabinet"))
    hand.wait()
    two, three = jobs.start("two", _order("annex", "en")), jobs.start("three", _order("hearing"))
    assert [(job.status.state, job.status.ahead) for job in (two, three)] == [("waiting", 1), ("waiting", 2)]
    hand.finish(0, lambda: _made(b"of one"))
    hand.wait()
    assert two.status.state == "running" and (three.status.state, three.status.ahead) == ("waiting", 1)
    hand.finish(1, lambda: _made(b"of two"))
    hand.wait()
    hand.finish(2, lambda: _made(b"of three"))
    found = {owner: _settled(jobs.of(owner)).status.made.zip for owner in ("one", "two", "three")}
    assert found == {"one": b"of one", "two": b"of two", "three": b"of three"}
    assert [order.language for order in hand.orders] == ["de", "en", "de"]


def test_two_may_be_made_at_the_same_time_and_tell_their_own_steps(hand: Hand):
    jobs = Jobs(hand.run, at_once=2)
    one, two = jobs.start("one", _order()), jobs.start("two", _order("annex"))
    hand.wait(), hand.wait()
    tells = dict(zip((order.wanted[0][0] for order in hand.orders), hand.steps, strict=True))
    tells["cabinet"](2)
    assert (one.status.done, two.status.done) == (2, 0)
    hand.finish(0), hand.finish(1)
    assert {_settled(one).status.state, _settled(two).status.state} == {"done"}


def test_a_failure_says_what_is_wrong_and_lets_the_next_one_on(hand: Hand):
    jobs = Jobs(hand.run)
    job = jobs.start("one", _order())
    hand.wait()

    def refuse() -> Made:
        raise InputError([Finding("scenarios.no_districts"), Finding("ui.report.nothing")])

    hand.finish(0, refuse)
    assert _settled(job).status.state == "failed"
    assert [finding.key for finding in job.status.findings] == ["scenarios.no_districts", "ui.report.nothing"]
    again = jobs.start("one", _order())
    hand.wait()
    hand.finish(1)
    assert _settled(again).status.state == "done"


def test_an_unexpected_failure_is_a_sentence_on_the_page_and_a_trace_in_the_log(hand: Hand, caplog):
    jobs = Jobs(hand.run)
    job = jobs.start("one", _order())
    hand.wait()

    def break_down() -> Made:
        raise ZeroDivisionError("of one paper")

    hand.finish(0, break_down)
    assert [finding.key for finding in _settled(job).status.findings] == ["ui.report.broken"]
    assert "of one paper" in caplog.text


def test_a_running_job_is_cancelled_at_once_and_the_next_one_comes(hand: Hand, caplog):
    jobs = Jobs(hand.run)
    one = jobs.start("one", _order())
    hand.wait()
    two = jobs.start("two", _order("annex"))
    jobs.cancel("one")
    assert one.status.state == "cancelled"
    hand.wait()
    assert two.status.state == "running"
    hand.finish(1)
    assert _settled(two).status.state == "done"
    assert one.status.state == "cancelled" and not caplog.records


def test_a_waiting_job_is_cancelled_without_ever_being_begun(hand: Hand):
    jobs = Jobs(hand.run)
    one = jobs.start("one", _order())
    hand.wait()
    two = jobs.start("two", _order("annex"))
    jobs.cancel("two")
    assert two.status.state == "cancelled"
    hand.finish(0)
    _settled(one)
    three = jobs.start("three", _order("hearing"))
    hand.wait()
    hand.finish(1)
    _settled(three)
    assert [order.wanted[0][0] for order in hand.orders] == ["cabinet", "hearing"]


def test_cancelling_what_is_finished_or_unknown_changes_nothing(hand: Hand):
    jobs = Jobs(hand.run)
    jobs.cancel("nobody")
    job = jobs.start("one", _order())
    hand.wait()
    hand.finish(0)
    _settled(job)
    jobs.cancel("one")
    assert job.status.state == "done" and job.status.made is not None


def test_the_line_is_bounded(hand: Hand):
    jobs = Jobs(hand.run, most_waiting=1)
    jobs.start("one", _order())
    hand.wait()
    jobs.start("two", _order())
    with pytest.raises(InputError) as refused:
        jobs.start("three", _order())
    assert refused.value.findings[0].key == "ui.report.crowded"
    assert jobs.of("three") is None
    jobs.cancel("two")
    jobs.cancel("one")


def test_what_is_kept_is_bounded_by_size_and_the_oldest_goes_first(hand: Hand):
    jobs = Jobs(hand.run, most_bytes=250)
    kept = []
    for place, owner in enumerate(("one", "two", "three")):
        kept.append(jobs.start(owner, _order()))
        hand.wait()
        hand.finish(place, lambda: _made(b"." * 100))
        _settled(kept[-1])
    assert [job.status.state for job in kept] == ["dropped", "done", "done"]
    assert kept[0].status.made is None
    assert jobs.of("one") is kept[0]  # so that the page can say so


def test_papers_larger_than_the_bound_are_kept_while_they_are_the_newest(hand: Hand):
    jobs = Jobs(hand.run, most_bytes=10)
    job = jobs.start("one", _order())
    hand.wait()
    hand.finish(0, lambda: _made(b"." * 100))
    assert _settled(job).status.state == "done"


def test_what_is_kept_is_bounded_by_number(hand: Hand):
    jobs = Jobs(hand.run, most_kept=2)
    for place, owner in enumerate(("one", "two", "three", "four")):
        job = jobs.start(owner, _order())
        hand.wait()
        hand.finish(place)
        _settled(job)
    assert [jobs.of(owner) is None for owner in ("one", "two", "three", "four")] == [True, True, False, False]


def test_a_session_that_ends_takes_its_job_along(hand: Hand):
    jobs = Jobs(hand.run)
    jobs.start("one", _order())
    hand.wait()
    two = jobs.start("two", _order())
    jobs.forget("one")
    hand.wait()
    hand.finish(1)
    _settled(two)
    assert jobs.of("one") is None
    jobs.forget("two")
    jobs.forget("nobody")
    kept = weakref.ref(two)
    job = jobs.start("three", _order())
    hand.wait()
    hand.finish(2)
    _settled(job)
    del two
    hand.steps.clear()  # they know their jobs
    gc.collect()
    assert jobs.of("two") is None and kept() is None


def test_the_seconds_left_are_told_once_every_step_has_been_seen(hand: Hand):
    now = [0.0]
    jobs = Jobs(hand.run, clock=lambda: now[0])

    def through(place: int, order: Order, seconds: float) -> Job:
        job = jobs.start("one", order)
        hand.wait()
        for step in range(1, len(order.steps) + 1):
            now[0] += seconds
            hand.steps[place](step)
        hand.finish(place)
        return _settled(job)

    through(0, _order("cabinet annex"), 2.0)
    jobs.start("one", _order("cabinet annex"))
    hand.wait()
    assert jobs.of("one").status.left == 10.0
    now[0] += 1.5
    assert jobs.of("one").status.left == 8.5
    now[0] += 5.0
    assert jobs.of("one").status.left == 8.0  # the step takes longer than the last time
    hand.steps[1](1)
    assert jobs.of("one").status.left == 8.0
    hand.finish(1)
    _settled(jobs.of("one"))
    jobs.start("one", _order("cabinet hearing"))
    hand.wait()
    assert jobs.of("one").status.left is None  # nobody has seen how long that takes
    jobs.cancel("one")
    jobs.start("one", _order("cabinet annex", paths=10_000))
    hand.wait()
    assert jobs.of("one").status.left is None
    jobs.cancel("one")


def test_a_wish_to_stop_that_comes_first_is_not_missed():
    stop, heard = Stop(), []
    stop.now()
    stop.then(lambda: heard.append(True))
    assert heard == [True] and stop.wanted
