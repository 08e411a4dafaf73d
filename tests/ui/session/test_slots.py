"""Records of the pages: each stands in its place, and an address brings back what it carries."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecasting import load_scenario
from forecasting.base.errors import Finding, InputError
from forecasting.scenarios.districts.own import OwnGiven
from forecasting.scenarios.goal.expression import Comparison, Target
from forecasting.ui.board.choice import WIDE
from forecasting.ui.pages.districts.given import DISTRICTS, NOTHING, Own
from forecasting.ui.pages.goal.record import GOAL, Goal, Sought
from forecasting.ui.pages.table import PAGES
from forecasting.ui.session.page import addressed
from forecasting.ui.session.slots import Codec, Records, Slot

BASE = load_scenario()
ADDRESSED = addressed(PAGES)


def _again(records: Records) -> Records:
    """The records of a session begun from the address of another."""
    found = Records(ADDRESSED)
    assert found.read(records.words(BASE)) == []
    return found


def test_at_first_an_address_carries_nothing():
    assert set(Records(ADDRESSED).words(BASE).values()) == {""}


def test_parameters_of_addresses_are_those_of_old_links():
    assert sorted(Records(ADDRESSED).parameters) == ["eigen", "intervall", "kreis", "ziel"]


def test_no_two_records_share_a_parameter():
    names = Records(ADDRESSED).parameters
    assert len(set(names)) == len(names) and not {"s", "lang", "gespeichert"} & set(names)


@given(
    wide=st.booleans(),
    code=st.sampled_from(["08111", "08415"]),
    persons=st.none() | st.integers(1, 1_000).map(float),
    share=st.none() | st.integers(0, 100).map(lambda part: part / 100),
    year=st.integers(2026, 2030),
    limit=st.integers(1, 90).map(lambda millions: millions * 1e6),
)
def test_an_address_brings_back_what_it_carries(wide, code, persons, share, year, limit):
    records = Records(ADDRESSED)
    own = Own(OwnGiven(persons_per_fte=persons, take_up=share))
    records[WIDE] = wide
    records[DISTRICTS] = records[DISTRICTS].chosen(code).given(code, own)
    goal = Goal(form="need", year=year, chance=0.0, limit=limit)
    records[GOAL] = Sought(goal).said(Target("account", "need", year, year, Comparison("<=", limit)))
    found = _again(records)
    assert (found[WIDE], found[DISTRICTS].code, found[GOAL]) == (wide, code, records[GOAL])
    assert found[DISTRICTS].of(code) == own


def test_figures_of_a_file_and_small_counts_stay():
    records = Records(ADDRESSED)
    own = Own(OwnGiven(stock=2.0), counts=(("population", 9.0),), file="kreis.csv")
    records[DISTRICTS] = records[DISTRICTS].chosen("08111").given("08111", own)
    assert _again(records)[DISTRICTS].of("08111") == NOTHING


def test_what_is_wrong_with_an_address_is_said_and_the_rest_is_taken():
    records = Records(ADDRESSED)
    problems = records.read({"kreis": "08111", "eigen": "take_up-900", "intervall": "95", "ziel": ""})
    assert [finding.key for error in problems for finding in error.findings] == ["ui.link.district"]
    assert records[DISTRICTS].code == "08111" and records[WIDE] and records[GOAL] == Sought()
    assert not Records(ADDRESSED).read({"kreis": "09162", "eigen": "nonsense"})


def test_a_page_brings_its_record_itself():
    """The session knows no page: a slot and its codec are all that one has to give."""

    def read(address) -> tuple[int, list[InputError]]:
        given = address["zahl"]
        return (int(given), []) if given.isdecimal() else (0, [InputError(Finding("ui.number", {"value": given}))])

    slot: Slot[int] = Slot(int, Codec(("zahl",), read, lambda number, _: {"zahl": str(number or "")}))
    records = Records((slot, *ADDRESSED))
    records[slot] = 7
    words = records.words(BASE)
    again = Records((slot, *ADDRESSED))
    assert words["zahl"] == "7" and again.read(words) == [] and again[slot] == 7
    assert len(again.read({"zahl": "x"})) == 1 and again[slot] == 0


def test_a_record_without_an_address_is_made_once():
    slot: Slot[list[str]] = Slot(list)
    records = Records()
    records[slot].append("kept")
    assert records[slot] == ["kept"] and records.words(BASE) == {}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_registered_record_is_read_and_written(page):
    for slot in page.slots:
        assert slot.codec is not None
        assert slot.codec.words(slot.first(), BASE).keys() == set(slot.codec.parameters)
