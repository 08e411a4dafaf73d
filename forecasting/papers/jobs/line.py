"""Who has papers made, how far they are, and what is kept of them: for all browser sessions, without Streamlit.

Each session has one job at a time. Jobs wait in a line, so that a busy day does not slow the pages down, and what is
kept is bounded: where it grows too large, the oldest finished papers are dropped. A session reads the `Status` of its
job, which is replaced as a whole and never changed.
"""

from __future__ import annotations

import datetime
import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from forecasting.assumptions import Scenario
from forecasting.base.errors import Finding, InputError
from forecasting.base.text import Language
from forecasting.observations import Observations
from forecasting.people import Actor

__all__ = ["ACTIVE", "BEGIN", "PACK", "SCENARIO", "File", "Job", "Jobs", "Made", "Order", "Run", "Status", "Stop"]

State = Literal["waiting", "running", "done", "failed", "cancelled", "dropped"]
ACTIVE = ("waiting", "running")

BEGIN, SCENARIO, PACK = "begin", "scenario", "pack"
"""Steps that are no paper: read the data, compute a scenario, pack the ZIP."""

MOST_WAITING = 8
MOST_KEPT = 24
MOST_BYTES = 200_000_000


@dataclass(frozen=True)
class Order:
    """What is wanted; everything a program needs that shares nothing with the page."""

    scenarios: tuple[Scenario, ...]  # the papers are about the first one
    own: Observations | None  # in place of the shipped observations
    language: Language
    wanted: tuple[tuple[str, str], ...]  # kind and format of every file, a kind's files beside each other
    district: str
    paths: int
    seed: int
    actor: Actor  # who ordered it
    date: datetime.date  # that the papers bear

    @property
    def steps(self) -> tuple[str, ...]:
        """What is done one after the other: kinds of papers, and the steps that are none."""
        return (BEGIN, *(SCENARIO for _ in self.scenarios), *(kind for kind, _ in self.wanted), PACK)


@dataclass(frozen=True)
class File:
    """One file of a ZIP."""

    name: str
    kind: str
    format: str
    size: int  # bytes


@dataclass(frozen=True)
class Made:
    """Papers that are finished. Every file is in the ZIP; nothing is kept twice."""

    name: str  # of the ZIP
    zip: bytes
    files: tuple[File, ...]
    left_out: tuple[Finding, ...] = ()  # why a paper is not among them


@dataclass(frozen=True)
class Status:
    """How far a job is."""

    state: State
    done: int = 0  # steps of its order
    ahead: int = 0  # jobs that come first, while it waits
    left: float | None = None  # seconds; None: not known
    made: Made | None = None
    findings: tuple[Finding, ...] = ()  # why it failed

    @property
    def active(self) -> bool:
        """Whether it is still to come to an end."""
        return self.state in ACTIVE


class Stop:
    """Tells whoever works on a job that it is no longer wanted."""

    def __init__(self) -> None:
        self._wanted = threading.Event()
        self._acts: deque[Callable[[], None]] = deque()

    @property
    def wanted(self) -> bool:
        """Whether somebody wants it."""
        return self._wanted.is_set()

    def now(self) -> None:
        """Stop."""
        self._wanted.set()
        for act in tuple(self._acts):
            act()

    def then(self, act: Callable[[], None]) -> None:
        """Do this as soon as it is wanted, which may be at once; it may be done twice."""
        self._acts.append(act)
        if self.wanted:
            act()


Run = Callable[[Order, Callable[[int], None], Stop], Made]
"""Makes the papers; called with the order, what to tell the number of finished steps, and the wish to stop."""


class Job:
    """One order and how far it is."""

    def __init__(self, owner: str, order: Order) -> None:
        self.owner = owner
        self.order = order
        self.stop = Stop()
        self.status = Status("waiting")
        self.since = 0.0  # when the step began that is being done


class Jobs:
    """The jobs of all sessions."""

    def __init__(
        self,
        run: Run,
        *,
        at_once: int = 1,
        most_waiting: int = MOST_WAITING,
        most_kept: int = MOST_KEPT,
        most_bytes: int = MOST_BYTES,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """
        Args:
            run: makes the papers, in a thread of its own.
            at_once: jobs that are worked on at the same time.
            most_waiting: jobs in the line beside those.
            most_kept, most_bytes: finished jobs that are kept, and their size.
        """
        self._run = run
        self._at_once, self._most_waiting = at_once, most_waiting
        self._most_kept, self._most_bytes = most_kept, most_bytes
        self._clock = clock
        self._turn = threading.Condition()
        self._line: list[Job] = []  # first those that are worked on
        self._jobs: dict[str, Job] = {}  # by owner, the oldest first
        self._pace: dict[tuple[str, int], float] = {}  # seconds that a step took, by number of paths
        self._gone: deque[str] = deque()

    def start(self, owner: str, order: Order) -> Job:
        """Have papers made, in place of those that were made before.

        Raises:
            InputError: those of the owner are still being made, or too many wait.
        """
        with self._turn:
            self._clear()
            known = self._jobs.get(owner)
            if known is not None and known.status.active:
                raise InputError(Finding("ui.report.busy"))
            if len(self._line) >= self._at_once + self._most_waiting:
                raise InputError(Finding("ui.report.crowded", {"count": len(self._line)}))
            self._jobs.pop(owner, None)
            job = self._jobs[owner] = Job(owner, order)
            self._line.append(job)
            self._count()
        threading.Thread(target=self._work, args=(job,), name="papers", daemon=True).start()
        return job

    def of(self, owner: str) -> Job | None:
        """The job of an owner, with the seconds that it still takes where that is known."""
        job = self._jobs.get(owner)
        if job is not None:
            with self._turn:
                if job.status.state == "running":
                    job.status = replace(job.status, left=self._left(job))
        return job

    def cancel(self, owner: str) -> None:
        """Stop the job of an owner, if it is not at its end."""
        job = self._jobs.get(owner)
        if job is None:
            return
        with self._turn:
            if job.status.active:
                job.status = Status("cancelled")
            self._turn.notify_all()
        job.stop.now()

    def forget(self, owner: str) -> None:
        """The owner has left: stop the job, and keep nothing of it.

        The end of a session may be noticed anywhere, so nothing is waited for here.
        """
        job = self._jobs.get(owner)
        self._gone.append(owner)
        if job is not None:
            job.stop.now()

    def _work(self, job: Job) -> None:
        """Wait for the turn, and do it."""
        with self._turn:
            self._turn.wait_for(lambda: job.stop.wanted or job in self._line[: self._at_once])
            if job.status.state == "waiting":
                job.status = Status("cancelled") if job.stop.wanted else Status("running")
            job.since = self._clock()
        end = Status("cancelled")
        try:
            if job.status.active:
                end = Status("done", len(job.order.steps), made=self._run(job.order, self._teller(job), job.stop))
        except InputError as error:
            end = Status("failed", findings=error.findings)
        except Exception:  # whatever it is: the page says that there are no papers, and the log says why
            if not job.stop.wanted:
                logging.getLogger(__name__).exception("report: %s", " ".join(dict.fromkeys(job.order.steps)))
                end = Status("failed", findings=(Finding("ui.report.broken"),))
        with self._turn:
            if job.status.active:
                job.status = Status("cancelled") if job.stop.wanted else end
            self._line.remove(job)
            self._count()
            self._clear()
            self._turn.notify_all()

    def _teller(self, job: Job) -> Callable[[int], None]:
        """What hears of the steps of a job."""

        def tell(done: int) -> None:
            with self._turn:
                now, before = self._clock(), job.status
                if before.state != "running" or done <= before.done:
                    return
                took = (now - job.since) / (done - before.done)
                for step in job.order.steps[before.done : done]:
                    self._pace[step, job.order.paths] = took
                job.status, job.since = replace(before, done=done), now

        return tell

    def _left(self, job: Job) -> float | None:
        """Seconds that the other steps took the last time; None where one was never done."""
        paces = [self._pace.get((step, job.order.paths)) for step in job.order.steps[job.status.done :]]
        known = [pace for pace in paces if pace is not None]
        if not paces or len(known) < len(paces):
            return None
        return max(0.0, known[0] - (self._clock() - job.since)) + sum(known[1:])

    def _count(self) -> None:
        """Tell those in the line how many come first."""
        for place, job in enumerate(self._line):
            if job.status.state == "waiting":
                job.status = replace(job.status, ahead=place)

    def _clear(self) -> None:
        """Keep nothing of sessions that have ended, and no more than the bounds allow."""
        while self._gone:
            self._jobs.pop(self._gone.popleft(), None)
        ended = [job for job in tuple(self._jobs.values()) if not job.status.active]
        for job in ended[: max(0, len(ended) - self._most_kept)]:
            del self._jobs[job.owner]
        kept = [job for job in ended if job.status.made is not None and job.owner in self._jobs]
        for job in _oldest(kept, self._most_bytes):
            job.status = Status("dropped")


def _oldest(jobs: Sequence[Job], most: int) -> list[Job]:
    """The jobs, oldest first, without which the others hold no more than `most` bytes; the newest one stays."""
    total, found = sum(_size(job) for job in jobs), []
    for job in jobs[:-1]:
        if total <= most:
            break
        total -= _size(job)
        found.append(job)
    return found


def _size(job: Job) -> int:
    return len(job.status.made.zip) if job.status.made is not None else 0
