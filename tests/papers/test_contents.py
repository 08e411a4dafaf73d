"""Annex, cabinet page and slides hold the outlook's numbers and keep the rules of official tables."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from forecasting.assumptions import load_register, load_scenario
from forecasting.base.format import Formats
from forecasting.base.text import LANGUAGES, Texts
from forecasting.observations import load_observations
from forecasting.papers.case import Case, portable, with_base
from forecasting.papers.content import Bullets, Facts, Figure, Paper, Words
from forecasting.papers.kinds import annex, cabinet, hearing, slides
from forecasting.papers.sections.assumptions import assumptions_grid, changes_grid
from forecasting.papers.sections.comparison import comparison_grid, need_grid
from forecasting.papers.sections.figures import caseload_figure, fte_figure, funding_figure
from forecasting.papers.sections.grids import funding_grid, signs
from forecasting.people import LOCAL
from forecasting.reports.answer import answer
from forecasting.reports.grid import Grid
from forecasting.reports.tables import funding_table
from forecasting.scenarios import outlook
from tests.reports.worlds import arrivals, result

BUILDERS = (annex.paper, cabinet.paper, slides.paper)
WORLDS = {
    "base": ({}, {}),
    "residual given": ({"budget.opening_unbound": 40e6}, {}),
    "nothing covers": ({"budget.appropriation": {}, "budget.opening_unbound": 0}, {}),
    "decided ahead": ({"budget.fixed_commitments": {2026: 20e6}}, {}),
    "planning value": ({"planning.level": "planning"}, {}),
    "one path": ({"uncertainty.assumptions": False}, {"paths": 1}),
    "one draw": ({}, {"paths": 1}),
    "part of a year": ({"whole_years": False}, {"base": "2025-08", "horizon": 20}),
    "one year": ({}, {"horizon": 12}),
    "one group": ({}, {"groups": ("asylum",)}),
}


@cache
def case(world: str = "base", language: str = "de", compared: bool = False) -> Case:
    values, made = WORLDS[world]
    others = (result({"funding.state_share": 0.5}, **made),) if compared else ()
    found = result(values, **made)  # type: ignore[arg-type]
    return Case(found, others, load_observations(), Texts(language), actor=LOCAL)


def grids(paper: Paper) -> list[Grid]:
    return [block for section in paper.sections for block in section.blocks if isinstance(block, Grid)]


def said(paper: Paper) -> list[str]:
    """Everything that a paper prints."""
    found = [paper.title, paper.subtitle, paper.foot]
    for section in paper.sections:
        found += [section.title, *section.speaker]
        for block in section.blocks:
            match block:
                case Words(paragraphs):
                    found += paragraphs
                case Bullets(points):
                    found += points
                case Facts(rows):
                    found += [words for row in rows for words in row]
                case Figure():
                    found += [block.message, block.words, block.frame.title, *block.frame.notes]
                    found += [series.name for series in block.chart.series]
                case Grid():
                    found += [block.title, block.unit, *block.heads, *block.notes, *block.foot, *block.states]
                    found += [words for row in block.rows for words in (row.label, *row.cells, *row.details)]
    return found


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("world", WORLDS)
@pytest.mark.parametrize("compared", [False, True])
def test_every_scenario_has_papers_in_whole_words(world, language, compared):
    for build in BUILDERS:
        paper = build(case(world, language, compared), Texts(language))
        assert paper.language == language
        for words in said(paper):
            assert "nan" not in words.split() and "inf" not in words.split()
            assert "{" not in words
            assert not words.startswith(" ")
        keys = [
            block.key for section in paper.sections for block in section.blocks if isinstance(block, Figure | Grid)
        ]
        assert len(keys) == len(set(keys))
        for grid in grids(paper):
            for row in grid.rows:
                assert row.kind == "heading" or len(row.cells) == len(grid.heads) - 1
                assert not row.details or len(row.details) == len(row.cells)
            assert not grid.states or len(grid.states) == len(grid.heads) - 1


@pytest.mark.parametrize("world", WORLDS)
def test_table_two_prints_the_planning_account(world):
    found = case(world)
    account, formats = found.result.account.measures, Formats("de")
    grid = funding_grid(found)
    sums = next(row.cells for row in grid.rows if row.kind == "sum")
    assert sums == tuple(formats.mio(amount) if amount else "–" for amount in account["available"])
    table = funding_table(found.result, Texts("de"))
    assert [row.cells for row in grid.rows] == [line.cells for line in table.rows]
    assert grid.unit == "Mio. Euro"


def test_the_consent_of_the_ministry_stands_once_under_each_table_and_chart_of_residuals():
    consent = Texts("de")("reports.table.note_consent")
    for build in BUILDERS:
        paper = build(case("residual given"), Texts("de"))
        for grid in grids(paper):
            assert grid.notes.count(consent) == (1 if grid.key == "funding-table" else 0)
    assert funding_figure(case()).frame.notes.count(consent) == 1


def test_tables_say_what_is_plan_and_what_forecast():
    grid = funding_grid(case())
    assert set(grid.states) == {"PROGNOSE"}
    plan = [row for row in grid.rows if row.forecast and not any(row.forecast)]
    assert [row.label for row in plan] == ["Mittel Staatshaushaltsplan (2027 bis 2031: Fortschreibung)"]


def test_source_date_and_run_stand_below_every_table():
    found = case()
    for build in BUILDERS:
        for grid in grids(build(found, Texts("de"))):
            if not grid.key.startswith("calibration"):  # rests on other figures
                foot = " ".join(grid.foot)
                assert "Quelle: " in foot and "Datenstand: 31.12.2025" in foot and found.run.run_id in foot


@pytest.mark.parametrize(
    ("cells", "legend"),
    [
        (["1,0"], ""),
        (["–", "1,0"], "Zeichenerklärung: „–“ nichts vorhanden (genau null)."),
        (["0,0"], "„0“ oder „0,0“ weniger als die Hälfte"),
        (["."], "„.“ Wert unbekannt oder geheim zu halten"),
        (["…", "x"], "„…“ Angabe fällt später an; „x“ Aussage nicht sinnvoll"),
    ],
)
def test_signs_are_explained_where_they_stand(cells, legend):
    found = signs(cells, Texts("de"))
    assert legend in found and bool(found) is bool(legend)


def test_a_sign_that_a_note_explains_is_not_explained_again():
    notes = " ".join(funding_grid(case()).notes)
    assert "„.“ = nicht angegeben" in notes
    assert "„.“ Wert unbekannt" not in notes


def test_what_nobody_entered_is_stated_and_not_asked_for():
    for build in BUILDERS:
        words = " ".join(said(build(case(), Texts("de"))))
        assert "sind nicht angegeben; gerechnet ist mit 0" in words
        assert "bitte eintragen" not in words


def test_charts_as_numbers_hold_what_the_outlook_says():
    found = case("residual given")
    account, forecast = found.result.account.measures, found.result.yearly["fte"]
    money = {series.name: series.values for series in funding_figure(found).chart.series}
    given = zip(money["Haushaltsansatz"], money["Fortschreibung"], strict=True)
    assert [one or other for one, other in given] == pytest.approx(account["appropriation"] / 1e6)
    assert [place for place, amount in enumerate(money["Haushaltsansatz"]) if amount is not None] == [0]  # 2026
    assert money["Nicht gebundene Ausgabereste 31.12."] == pytest.approx(account["closing_unbound"] / 1e6)
    covered = [money[name] for name in (
        "Einsatz der Ausgabereste", "Einsatz des Haushaltsansatzes", "Einsatz der Fortschreibung",
        "Ungedeckter Mittelbedarf",
    )]  # fmt: skip
    assert [sum(parts) for parts in zip(*covered, strict=True)] == pytest.approx(account["need"] / 1e6)
    posts = {series.role: series.values for series in fte_figure(found).chart.series}
    for role, column in (("median", 5), ("low80", 3), ("high80", 7), ("low50", 4), ("high50", 6)):
        assert posts[role] == pytest.approx(forecast.summary[:, column])
    fan = caseload_figure(found).chart
    assert fan.categories[-1] == "2031-12"
    past = next(series for series in fan.series if series.role == "past")
    median = next(series for series in fan.series if series.role == "median")
    assert all((one is None) != (other is None) for one, other in zip(past.values, median.values, strict=True))


def test_the_base_scenario_is_drawn_where_it_is_compared():
    base = load_scenario()
    main = replace(case(), result=outlook(base, case().result.arrivals))
    other = replace(main, result=result({"housing.asylum.transfer_share": 0.75}), others=(main.result,))
    assert other.base is main.result and main.result.scenario.digest == base.digest
    for build in (caseload_figure, fte_figure, funding_figure):
        assert [series.role for series in build(other).chart.series].count("base") == 1
        assert [series.role for series in build(main).chart.series].count("base") == 0


def test_scenarios_compared_show_every_scenario_and_its_run():
    found = case(compared=True)
    for grid in (comparison_grid(found), need_grid(found)):
        assert len(grid.rows) == 2
        assert len({row.cells for row in grid.rows}) == 2
    changes = changes_grid(found)
    share = load_register()["funding.state_share"].label("de")
    assert [row.label for row in changes.rows] == [share]
    assert [cell.replace("\u00a0", " ") for cell in changes.rows[0].cells] == ["100 %", "50 %"]


def test_a_scenario_can_be_compared_with_one_of_other_years():
    """The court's view of 2021 beside the base scenario: no line of other years, and no error."""
    base = outlook(load_scenario(), arrivals())
    early = result({"uncertainty.assumptions": False}, base="2020-12", horizon=24)
    found = Case(early, (base,), load_observations(), Texts("de"), actor=LOCAL)
    for build in (caseload_figure, fte_figure, funding_figure):
        assert [series.role for series in build(found).chart.series].count("base") == 0
    for build in BUILDERS:
        assert build(found, Texts("de")).sections


def test_amounts_by_year_that_two_of_three_scenarios_share_are_shown_in_both():
    others = (result({"budget.appropriation": {2026: 20e6}}), result({"funding.state_share": 0.5}))
    changes = changes_grid(replace(case(), others=others))
    row = next(row for row in changes.rows if row.label == load_register()["budget.appropriation"].label("de"))
    assert row.cells == (
        "2026: 58,0\u00a0Mio. Euro; 2027–2031: 58,0\u00a0Mio. Euro (fortgeschrieben)",
        "2026: 20,0\u00a0Mio. Euro",
        row.cells[0],
    )


def test_a_year_that_a_scenario_does_not_hold_is_no_unknown_value():
    short = replace(case(), others=(result({}, horizon=12),))
    assert set(comparison_grid(short).rows[1].cells) == {"x"}
    assert need_grid(short).rows[1].cells[1:] == ("x",) * 5
    legend = Texts("de")("papers.sign.blocked")
    assert all(legend in " ".join(grid.notes) for grid in (comparison_grid(short), need_grid(short)))


@pytest.mark.parametrize("build", [annex.paper, cabinet.paper, hearing.paper])
def test_every_answer_says_that_one_path_is_no_forecast(build):
    said_so = answer(case("one draw").result, Texts("de")).basis
    assert "keine Prognose" in said_so
    assert said_so in " ".join(build(case("one draw"), Texts("de")).sections[0].blocks[0].paragraphs)


def test_the_method_of_one_path_knows_no_intervals():
    told = " ".join(annex.method_words(case("one draw")))
    assert "Gerechnet ist ein einziges Mal" in told and "aus den Pfaden" not in told


def test_amounts_of_another_account_than_the_text_say_so():
    note = Texts("de")("papers.note_account")
    for build in (annex.paper, cabinet.paper):
        table = next(grid for grid in grids(build(case(), Texts("de"))) if grid.key == "funding-table")
        assert note not in table.notes, "sentences and table name the same account"
        planned = case()
        planned = replace(
            planned,
            result=outlook(
                planned.result.scenario.with_values({"planning.level": "planning"}), planned.result.arrivals
            ),
        )
        table = next(grid for grid in grids(build(planned, Texts("de"))) if grid.key == "funding-table")
        assert table.notes.count(note) == 1


def test_a_value_that_the_scenario_sets_has_its_reason_not_the_registers_source():
    scenario = load_scenario().with_values({"funding.state_share": 0.5}, {"funding.state_share": "Beschluss"})
    main = case()
    changed = replace(main, result=replace(main.result, scenario=scenario))
    row = next(row for row in assumptions_grid(changed).rows if "Finanzierungsanteil" in row.label)
    assert "Beschluss" in row.cells[1] and "Rechnungshof" not in row.cells[1]


def test_values_that_are_over_before_the_horizon_are_left_out():
    rows = {row.label: row.cells[0].replace("\u00a0", " ") for row in assumptions_grid(case()).rows}
    assert rows["Fördersatz Hochschulabschluss"] == "60.000 Euro je VZÄ und Jahr"
    assert rows["Haushaltsansatz"].startswith("2026: 58,0 Mio. Euro; 2027–2031: 58,0")


def test_one_other_scenario_is_compared_with_the_base_scenario():
    base = load_scenario()
    other = base.with_values({"funding.state_share": 0.5})
    assert with_base([other]) == [other, base]
    assert with_base([base]) == [base]
    assert with_base([base, other]) == [base, other]
    shorter = other.with_values({"horizon_months": 24})
    assert with_base([shorter]) == [shorter]


def test_a_file_of_arrivals_is_named_without_its_folders(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "path.csv").write_text("month,group,arrivals\n2026-01,asylum,1\n")
    (tmp_path / "own.toml").write_text('[arrivals]\npath = "a/path.csv"\n')
    scenario = load_scenario(tmp_path / "own.toml")
    found = portable(scenario)
    assert found.value("arrivals.path") == "path.csv"
    assert found.arrivals_file == scenario.arrivals_file
    moved = load_scenario(tmp_path / "own.toml", ["arrivals.path=" + str(tmp_path / "a" / "path.csv")])
    assert portable(moved).digest == found.digest


@pytest.mark.parametrize(
    ("language", "value"),
    [
        ("de", "2026: 58,0 Mio. Euro; 2027–2031: 58,0 Mio. Euro (Fortschreibung, von niemandem beschlossen)"),
        ("en", "2026: EUR 58.0 million; 2027–2031: EUR 58.0 million (continuation, decided by nobody)"),
    ],
)
def test_a_continued_amount_is_no_appropriation_and_no_source_of_years_past_is_cited(language, value):
    """The table of the audit report is about 2017 to 2021, its 64,000 EUR were paid until 2023."""
    text = Texts(language)
    rows = {row.label: row.cells for row in assumptions_grid(replace(case(), result=result(), text=text)).rows}
    register = load_register()
    amount, source = rows[register["budget.appropriation"].label(language)]
    assert amount.replace("\u00a0", " ") == value
    assert "Denkschrift" not in source and ("116" in source)
    assert "Denkschrift" not in rows[register["funding.rate_graduate"].label(language)][1]
