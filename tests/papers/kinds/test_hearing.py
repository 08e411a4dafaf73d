"""The hearing: the printed numbers of the audit report, what follows marked as derived, evidence, backtest."""

from __future__ import annotations

import pytest

from forecasting.arrivals.backtest.results import read_results
from forecasting.base.text import LANGUAGES, Texts
from forecasting.papers.kinds.hearing import paper, table1_grid, table2_grid
from forecasting.reports.register import quality_counts
from tests.papers.meetings import blocks, case, figure, grid, number, row, words

TABLE1 = {
    "Integrationslastenausgleich": ("90,0", "90,0", "90,0", "15,0", "0,0", "285,0"),
    "Projektbezogene Fördermaßnahmen": ("70,0",) * 5 + ("350,0",),
    "Davon Förderprogramm Integrationsmanagement": ("58,0",) * 5 + ("290,0",),
    "Gesamtsumme Pakt für Integration": ("160,0", "160,0", "160,0", "85,0", "70,0", "635,0"),
    "Nachgerechnet: Integrationslastenausgleich und Fördermaßnahmen": (
        "160,0", "160,0", "160,0", "85,0", "70,0", "635,0"),
    "Nachrichtlich: Integrationspauschalen des Bundes": ("263,3", "264,0", "321,5", "92,0", "65,0", "1.005,8"),
}  # fmt: skip
DERIVED = {  # audit report 2.4, by arithmetic
    "Ende 2019 durch Bewilligungsbescheide gebunden": "92,5",
    "Ende 2020 durch Bewilligungsbescheide gebunden": "128,5",
    "Mittelabfluss 2017 bis 2019 zusammen": "91,5",
    "Mittelabfluss 2020": "48,9",
    "Mittelabfluss 2017 bis 2020 zusammen": "140,4",
    "Von den nicht gebundenen Ausgaberesten 2019 verblieben": "2,0",
    "2020 neu nicht gebunden oder freigegeben": "9,1",
    "Für die Verlängerung bis 2021 eingesetzt und eingeplant": "57,9",
}


def test_table_1_is_printed_and_added_up():
    """Audit report 2022, no. 15, table 1; the sums over the years: 285, 350, 290, 635 and 1,005.8 Mio. Euro."""
    table = table1_grid(case())
    assert {each.label: each.cells for each in table.rows} == TABLE1


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_prose_of_255_is_set_against_the_table_of_285(language):
    said = paper(case(text=Texts(language)), Texts(language))
    section = next(section for section in said.sections if section.key == "table1")
    for told in (section.title, section.blocks[0].notes[0]):
        assert "255" in told
        assert "285" in told
        assert "635" in told


def test_table_2_is_printed_and_recomputed():
    """Audit report 2022, no. 15, table 2: 81.1 and 41.1 from their items, 40.0 as their difference."""
    table = table2_grid(case())
    found = blocks(table)
    assert [each.cells for each in found["Verfügbare Mittel"]] == [
        ("70,0", "x", "x"), ("11,1", "x", "x"), ("81,1", "81,1", "–")]  # fmt: skip
    need = found["Mittelbedarf"]
    assert [each.cells for each in need[:3]] == [("33,9", "x", "x"), ("7,2", "x", "x"), ("41,1", "41,1", "–")]
    assert need[3].cells == ("40,0", "40,0", "–")
    assert (need[3].number, need[3].kind) == ("III.", "result")


def test_what_follows_from_the_report_is_marked_as_derived():
    table = grid(paper(case(), Texts("de")), "figures")
    kinds = {each.label: each.cells for each in table.rows}
    for label, amount in DERIVED.items():
        assert kinds[label][0] == amount
        assert kinds[label][1].startswith("abgeleitet")
    printed = [each for each in table.rows if each.cells[1] == "Bericht"]
    assert [each.cells[0] for each in printed] == ["118,5", "26", "24", "139,6", "11,1"]
    assert any("abgeleitet" in note.lower() and "im Bericht selbst nicht genannt" in note for note in table.notes)


@pytest.mark.parametrize(
    ("key", "ends"), [("bridge_residuals", [118.5, 139.6]), ("bridge_unbound", [26, 11.1, 40.0])]
)
def test_a_bridge_leads_from_stock_to_stock(key, ends):
    native = figure(paper(case(), Texts("de")), key).chart
    steps = dict(zip(native.categories, native.series[0].values, strict=True))
    assert len(steps) == len(native.categories), "two steps of one name could not be told apart"
    level, reached = 0.0, []
    for name, amount in steps.items():
        if name in native.totals:
            assert level == pytest.approx(amount) or not reached and not level
            level = amount
            reached.append(amount)
        else:
            level += amount
    assert reached == ends


def test_derived_steps_of_the_bridge_say_so():
    said = paper(case(), Texts("de"))
    names = figure(said, "bridge_residuals").chart.categories
    assert [name for name in names if "Abfluss" in name] == [
        "Abfluss 2017–2019 (abgeleitet)", "Abfluss 2020 (abgeleitet)"]  # fmt: skip
    assert "Ausgabereste 2019" in names
    assert "neu (abgeleitet)" in figure(said, "bridge_unbound").chart.categories


def test_the_title_of_the_bridge_is_made_from_the_report():
    """4 × 70.0 budgeted, 139.6 left, 11.1 of them unbound [2.4]."""
    said = figure(paper(case(), Texts("de")), "bridge_residuals").message.replace("\u00a0", " ")
    assert said == (
        "Von 280,0 Mio. Euro Haushalts-Soll 2017 bis 2020 waren Ende 2020 139,6 Mio. Euro nicht abgeflossen, "
        "davon 11,1 Mio. Euro nicht gebunden"
    )


def test_assumptions_stand_under_their_evidence():
    shown = case()
    said = paper(shown, Texts("de"))
    found = blocks(grid(said, "evidence"))
    heads = [head for head in found if head]
    grades = ("Gemessen", "Teilweise", "Einschätzung", "Festlegung", "Entscheidung", "Im Szenario")
    order = [next(at for at, name in enumerate(grades) if head.startswith(name)) for head in heads]
    assert order == sorted(order)
    for head in heads:
        count = len(found[head])
        assert f"({'eine Annahme' if count == 1 else f'{count} Annahmen'})" in head
    counts = quality_counts(shown.result)
    title = next(section.title for section in said.sections if section.key == "evidence")
    assert all(str(counts[name]) in title for name in ("all", "green", "amber", "red"))


def test_the_backtest_is_the_one_that_was_kept():
    results = read_results()
    said = paper(case(), Texts("de"))
    share = round(100 * results.value("ensemble", "all", "within80"))
    assert f"in {share}\u00a0% der Fälle" in next(part.title for part in said.sections if part.key == "outcome")
    table = grid(said, "ahead")
    for months in ("1", "12", "24"):
        error, naive, inside = (number(cell) for cell in row(table, months).cells)
        assert error == pytest.approx(results.value("ensemble", months, "error"), abs=0.51)
        assert naive == pytest.approx(results.value("naive", months, "error"), abs=0.51)
        assert inside == pytest.approx(100 * results.value("ensemble", months, "within80"), abs=0.51)


def test_no_sentence_links_posts_to_integration_success():
    """The evaluation found no significant link [2.6.5]; the paper says that and nothing else about it."""
    told = [each for each in words(paper(case(), Texts("de"))) if "Integrationserfolg" in each]
    assert all("keinen signifikanten Zusammenhang" in each for each in told)


def test_nothing_uncertain_is_said_to_be_so():
    said = paper(case({"uncertainty.assumptions": False}), Texts("de"))
    assert "evidence" in {section.key for section in said.sections}


def test_the_columns_show_how_often_the_interval_held():
    results = read_results()
    chart = figure(paper(case(), Texts("de")), "inside")
    expected = [100 * results.value("ensemble", months, "within80") for months in ("1", "3", "6", "12", "18", "24")]
    assert list(chart.chart.series[0].values) == pytest.approx(expected)
    assert chart.chart.kind == "columns"
    first, last = (f"{round(expected[place])}\u00a0%" for place in (0, -1))
    assert expected[1] > expected[0], "it does not fall from the first month on"
    assert chart.message == (
        f"Weit voraus liegt der wahre Wert seltener im 80-%-Intervall: {first} im ersten, {last} im 24. Monat"
    )
