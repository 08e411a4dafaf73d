"""What planners have not saved, in SQLite and PostgreSQL."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import pytest

from forecasting.people import LOCAL, Actor, Role
from forecasting.store import Draft, Drafts, open_drafts
from forecasting.store.drafts import DAYS_OF_DRAFTS
from tests.store.saving import refused
from tests.store.worlds import LATER, NOW

ANNA, BEN = (Actor(name, roles=frozenset({Role.PLANNER})) for name in ("anna", "ben"))
READER = Actor("rita", roles=frozenset({Role.READER}))
ONE, TWO = Draft("1" * 32, "eNq", "", NOW), Draft("2" * 32, "eNr", "f" * 32, LATER)


@pytest.fixture
def drafts(url: str) -> Iterator[Drafts]:
    with closing(open_drafts(url, actor=ANNA)) as found:
        yield found


def test_what_was_kept_is_found_the_latest_first(drafts: Drafts) -> None:
    for draft in (TWO, ONE):
        drafts.keep(draft)
    assert drafts.list() == (TWO, ONE)
    assert drafts.list(but=[TWO.id]) == (ONE,)
    assert drafts.acting(BEN).list() == drafts.acting(LOCAL).list() == ()


def test_a_tab_has_one(drafts: Drafts) -> None:
    drafts.keep(ONE)
    drafts.keep(replace(ONE, link="eNz", changed=LATER))
    assert [each.link for each in drafts.list()] == ["eNz"]


def test_what_was_saved_is_forgotten_and_nobody_elses(drafts: Drafts) -> None:
    drafts.keep(ONE)
    drafts.acting(BEN).drop(ONE.id)
    assert drafts.list() == (ONE,)
    drafts.drop(ONE.id, "unknown")
    assert drafts.list() == ()


def test_old_ones_go(drafts: Drafts) -> None:
    drafts.keep(ONE)
    last = NOW + datetime.timedelta(days=DAYS_OF_DRAFTS)
    drafts.acting(BEN).keep(replace(TWO, changed=last))
    assert drafts.list() == (ONE,)
    drafts.acting(BEN).keep(replace(TWO, changed=last + datetime.timedelta(seconds=1)))
    assert drafts.list() == ()


def test_whoever_keeps_no_scenarios_keeps_no_drafts(drafts: Drafts) -> None:
    reader = drafts.acting(READER)
    for call in (lambda: reader.keep(ONE), reader.list, lambda: reader.drop(ONE.id)):
        assert refused(call) == ["people.what.SavedScenarios.create"]
