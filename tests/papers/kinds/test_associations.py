"""The districts for their associations: columns add up to the state, shifts to nothing, small counts stay away."""

from __future__ import annotations

import pytest

from forecasting.base.errors import InputError
from forecasting.base.text import LANGUAGES, Texts
from forecasting.papers.kinds.associations import paper
from forecasting.reports.answer import answer_year
from tests.papers.divided import districts
from tests.papers.meetings import case, grid, number, observations, row, words


def _sums(table, place):
    """Sum of the districts, the sums of the two blocks, the figure of the state."""
    single = [each for each in table.rows if each.kind == "item"]
    blocks = [each for each in table.rows if each.kind == "sum"]
    values = [[number(each.cells[place]) for each in rows] for rows in (single, blocks, [table.rows[-1]])]
    return [round(sum(part), 6) for part in values]


@pytest.mark.parametrize("values", [{}, {"planning.level": "planning"}, {"funding.state_share": 0.731}])
def test_every_column_adds_up_to_the_state(values):
    shown = case(values, districts=districts())
    table = grid(paper(shown, Texts("de")), "districts")
    for place in range(5):
        whole, by_kind, state = _sums(table, place)
        assert whole == by_kind == state
    account, year = shown.result.account.measures, shown.result.row(answer_year(shown.result))
    assert number(table.rows[-1].cells[1]) == pytest.approx(account["fte"][year], abs=0.51)
    assert number(table.rows[-1].cells[3]) == pytest.approx(account["grant"][year] / 1e3, abs=0.51)
    assert number(table.rows[-1].cells[4]) == pytest.approx(account["municipal_cost"][year] / 1e3, abs=0.51)


def test_towns_and_counties_have_sums_of_their_own():
    table = grid(paper(case(), Texts("de")), "districts")
    kinds = [each.label for each in table.rows if each.kind == "heading"]
    assert kinds == ["Stadtkreise", "Landkreise"]
    single = [each.label for each in table.rows if each.kind == "item"]
    assert len(single) == len(set(single)) == 44
    assert single.index("Stuttgart") == 0
    assert single.index("Heilbronn, Land") > single.index("Heilbronn, Stadt")


@pytest.mark.parametrize("key", ["allocation", "cohort"])
def test_a_shift_between_two_keys_comes_to_nothing(key):
    table = grid(paper(case(districts=districts()), Texts("de")), f"shift_{key}")
    for place in (4, 5):
        assert _sums(table, place) == [0.0, 0.0, 0.0]
    for each in table.rows:
        if each.cells:
            one, other, grant, later, fte, money = map(number, each.cells)
            assert round(other - one, 6) == round(fte, 6)
            assert later - grant == money
    assert table.rows[-1].cells[2] == table.rows[-1].cells[3], "the state does not depend on the key"


def test_the_title_of_a_shift_counts_who_gains_and_who_loses():
    said = paper(case(districts=districts()), Texts("de"))
    section = next(section for section in said.sections if section.key == "shift_allocation")
    table = grid(said, "shift_allocation")
    changes = [number(each.cells[5]) for each in table.rows if each.kind == "item"]
    gain, lose = sum(change > 0 for change in changes), sum(change < 0 for change in changes)
    moved = f"{sum(map(abs, changes)) / 2e3:.1f}".replace(".", ",")
    assert f"verschiebt 2027 {moved} Mio. Euro: {gain} Kreise erhalten mehr, {lose} Kreise weniger" in (
        section.title.replace("\u00a0", " ")
    )


def test_a_key_that_divides_alike_shifts_nothing():
    table = observations().districts.assign(allocation=observations().districts["population"].astype(float))
    said = paper(case(districts=table), Texts("de"))
    titles = [section.title for section in said.sections]
    assert "Ein Wechsel von „Einwohner“ zu „Zuweisungen aus der Erstaufnahme“ ändert für keinen Kreis etwas" in titles


def test_a_key_without_figures_is_named_and_not_replaced():
    said = paper(case(), Texts("de"))
    section = next(section for section in said.sections if section.key == "shift")
    assert "Es fehlen: Zuweisungen aus der Erstaufnahme, Zählung zum Stichtag" in section.blocks[0].paragraphs[0]
    assert not [section for section in said.sections if section.key.startswith("shift_")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_districts_there_is_no_paper_but_a_word_what_to_do(language):
    empty = observations().districts.iloc[:0]
    with pytest.raises(InputError) as caught:
        paper(case(districts=empty), Texts(language))
    assert caught.value.findings[0].key == "scenarios.no_districts"


def test_a_small_count_is_not_shown_and_cannot_be_worked_out():
    table = grid(paper(case(districts=districts(small=True)), Texts("de")), "counts")
    place = 2  # of the count among the cells
    rows = [each for each in table.rows if each.kind != "heading"]
    hidden = [each.label for each in rows if each.cells[place] == "."]
    assert "Göppingen" in hidden
    assert len(hidden) >= 2, "one alone would follow from the sum"
    assert "2" not in {each.cells[place] for each in rows}
    shown = sum(number(each.cells[place]) or 0.0 for each in rows[:-1])
    state = number(table.rows[-1].cells[place])
    assert state is None or state - shown >= 2 * 3


def test_both_tables_name_the_districts_in_the_same_order():
    said = paper(case(), Texts("de"))
    districts, counts = (
        [each.label for each in grid(said, key).rows if each.kind in ("heading", "item")]
        for key in ("districts", "counts")
    )
    assert districts == counts


def test_readers_are_told_what_is_so_and_not_what_to_type():
    table = districts()
    table["opening_stock"] = 1_000.0
    said = " ".join(grid(paper(case(districts=table), Texts("de")), "districts").notes)
    assert "zusammen 44.000 Personen" in said
    assert "opening_stock" not in said and "Bitte" not in said


def test_a_decided_year_has_no_own_share():
    shown = case({"budget.fixed_commitments": {"2027": 33.9e6}})
    table = grid(paper(shown, Texts("de")), "districts")
    assert {each.cells[4] for each in table.rows if each.cells} == {"."}
    assert table.rows[-1].cells[3] == "33.900"


@pytest.mark.parametrize("name", ["=HYPERLINK(1)", "<b>&amp;</b>", "{year}", "Sehr-langer-" * 8 + "Kreis"])
def test_a_hostile_name_is_only_a_name(name):
    table = districts(keys=False)
    table.loc[0, "name"] = name
    said = paper(case(districts=table), Texts("de"))
    assert row(grid(said, "districts"), name)
    assert any(name in each for each in words(said))


def _shown_of(table, label):
    return row(table, label).cells


def test_money_in_proportion_to_a_protected_count_is_not_shown_either():
    """Göppingen's count of 2 would follow from its part of the grant; nor may the sum of its block tell it."""
    shown = case({"districts.key": "cohort"}, districts=districts(small=True))
    said = paper(shown, Texts("de"))
    assert set(_shown_of(grid(said, "districts"), "Göppingen")) == {"."}
    by_count = grid(said, "shift_allocation")
    cells = _shown_of(by_count, "Göppingen")
    assert [cells[place] == "." for place in range(6)] == [True, False, True, False, True, True]
    sums = [each for each in by_count.rows if each.kind == "sum"]
    assert sums[1].cells[0] == "."
    assert by_count.rows[-1].cells[0] != "."
    hidden = [each.label for each in by_count.rows if each.kind == "item" and each.cells[0] == "."]
    assert len(hidden) >= 2


def test_less_than_half_a_step_is_not_nothing():
    table = districts()
    table.loc[3, "cohort"] = 5.0
    shift = grid(paper(case(districts=table), Texts("de")), "shift_cohort")
    assert row(shift, "Göppingen").cells[1] == "0"
