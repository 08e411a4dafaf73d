"""The two pages of a district: costs add up, changes are those a reader works out, protected counts stay away."""

from __future__ import annotations

import io
from dataclasses import replace

import numpy as np
import pypdfium2
import pytest

from forecasting.base.errors import InputError
from forecasting.base.text import LANGUAGES, Texts
from forecasting.papers.kinds.district import message, paper
from forecasting.papers.pdf.document import write_pdf
from forecasting.reports.charts.marks import value_ticks
from forecasting.reports.charts.screen import plan
from forecasting.scenarios.districts.keys import distribute
from forecasting.scenarios.districts.own import district_line
from tests.papers.divided import districts
from tests.papers.meetings import case, figure, grid, number, observations, row, words

GOEPPINGEN, STUTTGART, BADEN_BADEN = "08117", "08111", "08211"


def _table(values=None, code=GOEPPINGEN, key="money", **world):
    return grid(paper(case(values, **world), code, Texts("de")), key)


@pytest.mark.parametrize(
    "values",
    [{}, {"planning.level": "planning"}, {"funding.cost_graduate": 45_000, "funding.cost_vocational": 40_000}],
)
@pytest.mark.parametrize("code", [GOEPPINGEN, STUTTGART, BADEN_BADEN])
def test_the_cost_of_a_district_adds_up_in_every_year(values, code):
    table = _table(values, code)
    keys = ("grant", "grant_change", "surplus", "own_share", "personnel", "workplace", "overhead", "full_cost")
    grant, change, surplus, own, personnel, workplace, overhead, full = (
        [number(cell) for cell in row(table, Texts("de")(f"papers.district.row_{key}")).cells] for key in keys
    )
    for year in range(len(grant)):
        assert grant[year] - surplus[year] + own[year] == personnel[year]
        assert personnel[year] + workplace[year] + overhead[year] == full[year]
    assert change[0] is None
    assert change[1:] == [after - before for before, after in zip(grant, grant[1:], strict=False)]


def test_the_figures_are_those_of_the_districts_account():
    shown = case()
    line = district_line(shown.result, observations().districts, GOEPPINGEN)
    said = paper(shown, GOEPPINGEN, Texts("de"))
    money, posts = grid(said, "money"), grid(said, "posts")
    grant = [number(cell) for cell in row(money, "Zuwendung des Landes").cells]
    assert grant == pytest.approx((line.grant / 1e3).tolist(), abs=0.51)
    full = [number(cell) for cell in row(money, "Nachrichtlich: Vollkosten").cells]
    assert full == pytest.approx((line.full_cost / 1e3).tolist(), abs=1.51)
    steps = [number(cell) for cell in row(posts, "Stellen (aufgerundet)").cells]
    assert steps == line.posts.tolist()
    assert all(step * 4 == round(step * 4) for step in steps)
    assert [number(cell) for cell in row(posts, "VZÄ").cells] == pytest.approx(line.fte.tolist(), abs=0.51)


def test_title_sentence_and_table_tell_the_same_change():
    said = paper(case(), GOEPPINGEN, Texts("de"))
    change = row(grid(said, "money"), "Veränderung zum Vorjahr").cells[1].lstrip("+\u2212")
    assert change in said.sections[0].title
    assert change in said.sections[0].blocks[0].paragraphs[0]


@pytest.mark.parametrize("code", observations().districts["district"].astype(str).tolist())
def test_sentence_and_table_tell_the_same_own_share(code):
    said = paper(case(), code, Texts("de"))
    own = row(grid(said, "money"), "Eigenanteil an den Personalkosten").cells[1]
    assert f"beträgt {own}\u00a0Tsd.\u00a0Euro" in said.sections[0].blocks[0].paragraphs[0]


def test_the_chart_of_a_small_district_tells_the_years_apart():
    """Baden-Baden: posts below 10, in the chart as in the table."""
    said = paper(case({"need.asylum.take_up": 0.1, "need.ukraine.take_up": 0.1}), BADEN_BADEN, Texts("de"))
    layout = plan(figure(said, "fte").chart, Texts("de"))["layout"]
    shown = [words.partition("<b>")[2].removesuffix("</b>") for words in layout["xaxis"]["ticktext"]]
    assert shown == list(row(grid(said, "posts"), "VZÄ").cells)
    ticks = value_ticks(layout)[1]
    assert len(set(ticks)) == len(ticks)


def test_every_title_arises():
    shown = case()
    line = district_line(shown.result, observations().districts, GOEPPINGEN)
    text = Texts("de")
    grants = np.array([100e3, 200e3, 200.4e3, 150e3, 100e3, 100e3])  # 0.4 thousand more is none that is printed
    told = replace(line, grant=grants)
    said = [message(told, year, "Landkreis Göppingen", text) for year in (2026, 2027, 2028, 2029)]
    assert ["beträgt" in said[0], "steigt" in said[1], "bleibt" in said[2], "sinkt" in said[3]] == [True] * 4
    assert not any(each.endswith(".") for each in said)


def test_the_place_is_the_rank_by_posts():
    said = paper(case(), STUTTGART, Texts("de"))
    assert row(grid(said, "place"), "VZÄ 2027").cells[2] == "1"
    last = paper(case(), BADEN_BADEN, Texts("de"))
    assert row(grid(last, "place"), "VZÄ 2027").cells[2] == "44"
    share = observations().districts["population"]
    expected = f"{100 * share.iloc[0] / share.sum():.1f} %".replace(".", ",").replace(" ", "\u00a0")
    assert row(grid(said, "place"), "Einwohner").cells[1] == expected


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_protected_count_is_not_even_shown_to_the_district_itself(language):
    """A count of 2 and the one that protects it are "."; another district's stands there, without share and place."""
    shown, text = case(districts=districts(small=True)), Texts(language)
    protected = grid(paper(shown, GOEPPINGEN, text), "place").rows[-1]
    assert protected.cells == (".", "x", "x")
    open_count = grid(paper(shown, STUTTGART, text), "place").rows[-1]
    assert open_count.cells[0] not in (".", "2")
    assert open_count.cells[1:] == ("x", "x")


def test_the_chart_holds_the_districts_quantiles():
    shown = case()
    native = figure(paper(shown, GOEPPINGEN, Texts("de")), "fte").chart
    whole = shown.result.yearly["fte"].summary
    share = distribute(observations().districts, shown.result.resolved, shown.result.years).new[3, 0]
    medians = next(series.values for series in native.series if series.role == "median")
    assert list(medians) == pytest.approx((share * whole[:, 5]).tolist(), rel=1e-9)


@pytest.mark.parametrize("code", ["", "08999", "8117", "<script>"])
def test_an_unknown_district_is_named(code):
    with pytest.raises(InputError) as caught:
        paper(case(), code, Texts("de"))
    assert code in caught.value.findings[0].sentence(Texts("de"))


def test_a_partial_year_has_no_change_beside_it():
    table = _table({"whole_years": False}, base="2026-05", horizon=43)
    change = row(table, "Veränderung zum Vorjahr").cells
    assert change[:2] == (".", ".")
    assert "*" in table.heads[1]


def test_a_decided_year_has_no_own_share():
    table = _table({"budget.fixed_commitments": {"2027": 33.9e6}})
    assert row(table, "Eigenanteil an den Personalkosten").cells[1] == "."
    assert row(table, "Eigenanteil an den Personalkosten").cells[2] != "."


def test_a_hostile_name_is_only_a_name():
    table = districts(keys=False)
    table.loc[3, "name"] = "{year} <b> =1+1"
    said = list(words(paper(case(districts=table), GOEPPINGEN, Texts("de"))))
    assert any("Landkreis {year} <b> =1+1" in each for each in said)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_paper_fits_two_pages(language):
    """At the longest name, with every count, in years that differ most."""
    table = districts()
    table.loc[3, "name"] = "Breisgau-Hochschwarzwald-Neckar-Odenwald"
    text = Texts(language)
    shown = case({"planning.level": "planning"}, text, districts=table.assign(opening_stock=table["cohort"]))
    document = pypdfium2.PdfDocument(io.BytesIO(write_pdf(paper(shown, GOEPPINGEN, text))))
    assert len(document) == 2
