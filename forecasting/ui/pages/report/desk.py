"""Where a browser session has its papers made: its choice, its job, and what was refused."""

from __future__ import annotations

import datetime
import math
import uuid
import weakref
from dataclasses import dataclass, field

import streamlit as st

from forecasting.assumptions import Scenario
from forecasting.assumptions.differences import same_content
from forecasting.base.errors import Finding, InputError
from forecasting.papers.case import SPAN
from forecasting.papers.jobs import process
from forecasting.papers.jobs.line import Job, Jobs
from forecasting.people import Actor
from forecasting.reports.run import made_on
from forecasting.ui.pages.report.choice import MOST_OTHERS, Choice, order_of
from forecasting.ui.session.data import shipped
from forecasting.ui.session.pace import PACE
from forecasting.ui.session.saved import store
from forecasting.ui.session.session import Session
from forecasting.ui.session.slots import Slot

__all__ = ["DESK", "Desk", "jobs"]

SHIPPED, SAVED = "shipped", "saved"


@st.cache_resource(show_spinner=False)
def jobs() -> Jobs:
    """The jobs of all sessions."""
    return Jobs(process.run)


@dataclass(eq=False)
class Desk:
    """The papers of one session; they outlast a visit of another page and go with the session."""

    choice: Choice = field(default_factory=Choice)
    owner: str = field(default_factory=lambda: uuid.uuid4().hex)
    refused: InputError | None = None  # the last order

    def choose(self, choice: Choice) -> None:
        """Choose something else."""
        self.choice, self.refused = choice, None

    def others(self, session: Session) -> dict[str, str]:
        """Names of the scenarios that can be compared, the shipped ones first.

        Raises:
            InputError: the saved ones cannot be read.
        """
        now, language = session.scenario, session.language
        found = {
            f"{SHIPPED}:{stem}": scenario.title(language)
            for stem, scenario in shipped().items()
            if scenario.digest != now.digest
        }
        for row in store(session.actor).list():
            if session.opened is None or row.id != session.opened.saved.id or session.unsaved:
                found[f"{SAVED}:{row.id}"] = row.name
        return found

    def compared(self, session: Session, known: dict[str, str]) -> tuple[str, ...]:
        """Those that are chosen; at first the base scenario, where it covers the same months and groups."""
        if self.choice.others is not None:
            return tuple(other for other in self.choice.others if other in known)
        stem, base = next(iter(shipped().items()))
        alike = all(session.scenario.value(key) == base.value(key) for key in SPAN)
        return tuple(key for key in (f"{SHIPPED}:{stem}",) if key in known and alike)

    def start(self, session: Session) -> None:
        """Have the papers made, or say why not."""
        self.refused = None
        try:
            try:
                known = self.others(session)
            except InputError:  # the page says so; without a choice of saved ones they are not needed
                known = {key: key for key in self.choice.others or () if key.startswith(f"{SHIPPED}:")}
            chosen = self.compared(session, known)[:MOST_OTHERS]
            scenarios = (session.in_work, *(_loaded(key, session.actor) for key in chosen))
            day = made_on(datetime.date.today())
            if wait := PACE.wait("paper", session.actor.id):
                raise InputError(Finding("ui.report.often", {"seconds": math.ceil(wait)}))
            jobs().start(
                self.owner, order_of(self.choice, scenarios, session.own, session.language, session.actor, day)
            )
        except InputError as error:
            self.refused = error

    def cancel(self) -> None:
        """Stop what is being made."""
        jobs().cancel(self.owner)

    @property
    def job(self) -> Job | None:
        """What was ordered last."""
        return jobs().of(self.owner)

    def outdated(self, session: Session, job: Job) -> bool:
        """Whether the scenario or the data are no longer those of the papers."""
        return job.order.own is not session.own or not _same(job.order.scenarios[0], session.in_work)


def _begun() -> Desk:
    desk = Desk()
    # Streamlit does not tell the end of a session; with it the desk goes, and so does what was made for it.
    weakref.finalize(desk, jobs().forget, desk.owner)
    return desk


DESK = Slot(_begun)
"""The desk of a session."""


def _same(one: Scenario, other: Scenario) -> bool:
    return (one.name, one.name_en) == (other.name, other.name_en) and same_content(one, other)


def _loaded(key: str, actor: Actor) -> Scenario:
    """A scenario to compare with.

    Raises:
        InputError: it is saved and cannot be read.
    """
    kind, _, name = key.partition(":")
    if kind == SHIPPED:
        return shipped()[name]
    kept = store(actor)
    row = next(row for row in kept.list() if row.id == name)
    return kept.load(row.name).scenario
