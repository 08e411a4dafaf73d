"""Countries of origin are typed into cells; a share moves the rest, and what goes back to the base is gone."""

from __future__ import annotations

import pytest

from forecasting.assumptions import load_register, load_scenario
from forecasting.assumptions.origins import ORIGINS, mix_in
from forecasting.base.errors import InputError
from forecasting.scenarios.origin_cells import OriginCell, cells_of
from tests.ui.boards import Board
from tests.ui.conftest import opened

BASE = load_scenario()
SYRIA = OriginCell(2028, "syria", "shares")
RATE = OriginCell(2028, "syria", "rates")


def test_a_cell_reads_what_holds_in_its_year():
    assert SYRIA.read(BASE) == 0.181, "the mix of 2025 goes on"
    assert OriginCell(2016, "eritrea", "rates").read(BASE) == 0.9184
    assert OriginCell(2010, "syria", "shares").read(BASE) == 0.3585, "before the first year the first one holds"


def test_a_share_holds_from_its_year_on_and_the_others_give_way():
    moved = SYRIA.entered(BASE, BASE, 0.2)
    assert SYRIA.read(moved) == 0.2
    assert OriginCell(2031, "syria", "shares").read(moved) == 0.2
    assert OriginCell(2027, "syria", "shares").read(moved) == 0.181
    assert OriginCell(2028, "afghanistan", "shares").read(moved) == 0.157
    other = OriginCell(2028, "other", "shares")
    assert other.locked
    assert other.read(moved) == pytest.approx(other.read(BASE) - 0.019)
    assert sum(mix_in(moved.value(ORIGINS), 2028).shares.values()) == pytest.approx(1.0)


def test_a_rate_changes_the_prospect_of_its_year_alone_and_later():
    moved = RATE.entered(BASE, BASE, 0.1)
    before, after = (mix_in(each.value(ORIGINS), 2028).prospect for each in (BASE, moved))
    assert after == pytest.approx(before - 0.181 * (0.6034 - 0.1))
    assert mix_in(moved.value(ORIGINS), 2027).prospect == pytest.approx(before)


def test_share_and_rate_of_a_year_stand_side_by_side_and_both_go_back():
    both = RATE.entered(SYRIA.entered(BASE, BASE, 0.2), BASE, 0.1)
    assert (SYRIA.read(both), RATE.read(both)) == (0.2, 0.1)
    one = SYRIA.entered(both, BASE, None)
    assert (SYRIA.read(one), RATE.read(one)) == (0.181, 0.1)
    assert ORIGINS not in RATE.entered(one, BASE, None).overrides


def test_a_year_taken_back_lets_a_later_one_stand():
    later = OriginCell(2030, "syria", "shares")
    both = later.entered(SYRIA.entered(BASE, BASE, 0.2), BASE, 0.5)
    back = SYRIA.entered(both, BASE, None)
    assert (SYRIA.read(back), later.read(back)) == (0.181, 0.5)


@pytest.mark.parametrize("number", [0.9, -0.1, 1.2])
def test_what_is_not_possible_is_refused(number):
    with pytest.raises(InputError):
        SYRIA.entered(BASE, BASE, number)


def test_every_country_of_the_register_has_its_cells():
    names = tuple(choice.value for choice in load_register()[ORIGINS].choices)
    assert len({cell.key for row in cells_of(2026, names) for cell in row}) == 2 * len(names) == 22


def test_the_page_takes_a_rate_and_says_what_follows(small_world):
    page = opened("caseload")
    page.session_state["origins"] = True
    page.run()
    board = Board(page, "origins-2026")
    assert board.state(OriginCell(2026, "syria", "rates").key)["shown"] == "60,34"
    board.type(OriginCell(2026, "syria", "rates").key, "30")
    session = page.session_state["session"]
    assert OriginCell(2026, "syria", "rates").read(session.scenario) == 0.3
    board = Board(page, "origins-2026")
    board.type(OriginCell(2026, "syria", "shares").key, "99")
    state = Board(page, "origins-2026").state(OriginCell(2026, "syria", "shares").key)
    assert state["refused"]["typed"] == "99" and "100" in state["refused"]["sentence"]
    html = " ".join(element.proto.body for element in page.get("html"))
    assert "rechnet zurzeit mit einem festen Anteil" in html
