"""The page of assumptions: search, what differs and why, and the box of what the model is silent on."""

from __future__ import annotations

import re
from html import unescape

import pytest
from streamlit.testing.v1 import AppTest

from forecasting.arrivals import Arrivals
from forecasting.assumptions import Scenario, load_register, load_scenario, shipped_scenarios
from forecasting.assumptions.sources import cite
from forecasting.base.format import Formats
from forecasting.base.text import LANGUAGES, Texts
from forecasting.reports.deviations import deviations
from forecasting.reports.limits import limits
from forecasting.reports.value_words import unit_words, value_words, with_unit
from forecasting.scenarios import outlook
from forecasting.scenarios.chain import MEDIAN
from forecasting.scenarios.influence.sensitivity import Effect
from forecasting.ui.pages.assumptions.table import Impact, found_by, register_table, source_rows
from forecasting.ui.session import data
from forecasting.ui.session.state import Position, decode, encode, with_reason
from tests.reports.worlds import arrivals as made_up
from tests.ui.conftest import opened

SHIPPED = {path.stem: load_scenario(path) for path in shipped_scenarios()}
BASE = SHIPPED["base"]
HALF = {"funding.state_share": 0.5}
REASON = "Beschluss <b>des</b> Kabinetts"
ENTRIES = load_register().for_groups(("asylum", "ukraine"))
GERMAN = Texts("de")


def _register(page: AppTest) -> str:
    return next((element.proto.body for element in page.get("html") if 'plain register"' in element.proto.body), "")


def _words(page: AppTest) -> str:
    html = " ".join(unescape(re.sub("<[^>]+>", " ", element.proto.body)) for element in page.get("html"))
    return " ".join((html, *(element.value.replace("\\", "") for element in page.markdown)))


def _heads(page: AppTest) -> list[str]:
    return [unescape(found) for found in re.findall(r'<th scope="col" class="words">([^<]*)<', _register(page))]


def _labels(page: AppTest) -> list[str]:
    return [unescape(found) for found in re.findall(r'<th scope="row" class="words">([^<]*)<', _register(page))]


def _reason(page: AppTest, key: str, language: str = "de"):
    name = re.escape(f"reason-{key}-{language}")
    return next((field for field in page.text_area if re.fullmatch(rf"{name}-\d+", field.key or "")), None)


@pytest.mark.usefixtures("small_world")
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_lists_every_assumption_and_what_the_model_is_silent_on(language):
    page, text = opened("assumptions", lang=language), Texts(language)
    assert _labels(page) == [entry.label(language) for entry in sorted(ENTRIES, key=_place)]
    words = _words(page)
    assert text("ui.assumptions.no_deviations") in words
    for points in limits(text).values():
        assert all(point.words in words for point in points)
    assert not re.search(r"\b(ui|reports|assumptions)\.[a-z_]+\.[a-z_]+", words)


def _place(entry: object) -> int:
    headings = list(dict.fromkeys(each.lever for each in ENTRIES))
    return headings.index(entry.lever)  # type: ignore[attr-defined]


@pytest.mark.usefixtures("small_world")
@pytest.mark.parametrize(("language", "words", "label"), [
    ("de", "fördersatz HOCHSCHUL", "Fördersatz Hochschulabschluss"),
    ("en", "funding rate degree", "Funding rate, degree"),
])  # fmt: skip
def test_search_filters_by_every_word(language, words, label):
    page = opened("assumptions", lang=language)
    page.text_input(key="assumptions-search").set_value(words).run()
    assert label in _labels(page)
    assert len(_labels(page)) < 5
    page.text_input(key="assumptions-search").set_value("<gibt es nicht>").run()
    assert _register(page) == ""
    assert [info.value for info in page.info] == [Texts(language)("ui.assumptions.nothing_found")]
    page.text_input(key="assumptions-search").set_value("").run()
    assert len(_labels(page)) == len(ENTRIES)


@pytest.mark.usefixtures("small_world")
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_changed_lever_shows_as_differing_and_takes_a_reason(language):
    text = Texts(language)
    parameter = encode(Position("base", BASE.with_values(HALF)), SHIPPED)
    page = opened("assumptions", s=parameter, lang=language)
    label = load_register()["funding.state_share"].label(language)
    assert f"**{label}**" in [element.value for element in page.markdown]
    whole = "100\u00a0%" if language == "de" else "100%"
    assert text("ui.assumptions.before", value=whole) in _words(page)
    assert text("ui.assumptions.differs", reason=text("ui.assumptions.no_reason")) in unescape(_register(page))
    _reason(page, "funding.state_share", language).set_value(REASON).run()
    scenario = page.session_state["session"].scenario
    assert scenario.reason("funding.state_share", language) == REASON
    assert scenario.overrides == BASE.with_values(HALF).overrides
    assert _reason(page, "funding.state_share", language).value == REASON
    assert text("ui.assumptions.differs", reason=REASON) in unescape(_register(page))
    assert "<b>" not in _register(page)
    linked = decode(page.session_state["session"].link(), SHIPPED).scenario.reasons
    assert linked == {**BASE.reasons, "funding.state_share": REASON}
    page.button(key="undo").click().run()
    assert _reason(page, "funding.state_share", language).value == ""
    page.button(key="back-funding.state_share").click().run()
    assert _reason(page, "funding.state_share", language) is None
    assert page.session_state["session"].scenario.overrides == BASE.overrides


@pytest.mark.usefixtures("small_world")
def test_a_value_put_back_has_the_range_that_the_base_gives_it():
    key = "housing.asylum.median_months"
    assert key in BASE.ranges
    page = opened("assumptions", s=encode(Position("base", BASE.with_values({key: 9.0})), SHIPPED))
    page.button(key=f"back-{key}").click().run()
    session = page.session_state["session"]
    assert session.scenario.ranges == BASE.ranges and not session.changed


@pytest.mark.usefixtures("small_world")
def test_the_reason_of_a_shipped_scenario_can_be_replaced_and_undone():
    page = opened("assumptions", s=encode(Position("arrivals_plus_30", SHIPPED["arrivals_plus_30"]), SHIPPED))
    assert "Januar 2026 bis Dezember 2035, alle Gruppen: +30\u00a0%" in _words(page)
    shipped = SHIPPED["arrivals_plus_30"].reason("arrivals.shocks", "de")
    assert _reason(page, "arrivals.shocks").value == shipped
    assert not [button for button in page.button if (button.key or "").startswith("back-")]
    _reason(page, "arrivals.shocks").set_value("Eigene Begründung").run()
    assert page.session_state["session"].scenario.reason("arrivals.shocks", "de") == "Eigene Begründung"
    page.button(key="undo").click().run()
    assert _reason(page, "arrivals.shocks").value == shipped


@pytest.mark.usefixtures("small_world")
def test_reasons_too_long_for_the_link_are_said_to_be():
    page = opened("assumptions", s=encode(Position("base", BASE.with_values(HALF)), SHIPPED))
    words = "".join(chr(0x4E00 + place * 37 % 20_000) for place in range(2_000))
    page.session_state["session"].give_reason("funding.state_share", words)
    page.run()
    assert _reason(page, "funding.state_share").value == words
    assert GERMAN("ui.assumptions.reason_not_in_link") in _words(page)
    parameter = page.session_state["session"].link()
    assert decode(parameter, SHIPPED).scenario.overrides == BASE.with_values(HALF).overrides


@pytest.mark.usefixtures("small_world")
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_impact_is_computed_when_asked_for_and_once(language, monkeypatch):
    asked = []

    def effects(scenario: Scenario, arrivals: Arrivals, *, measure: str, year: int):
        asked.append((measure, year))
        return real(scenario, arrivals, measure=measure, year=year)

    real = data.effects
    monkeypatch.setattr(data, "effects", effects)
    page, text = (
        opened("assumptions", s=encode(Position("base", BASE.with_values(HALF)), SHIPPED), lang=language),
        Texts(language),
    )
    assert (asked, text("ui.assumptions.impact")) == ([], _heads(page)[-2])
    page.toggle(key="assumptions-impact").set_value(True).run()
    assert asked == [("need", 2027)]
    assert _heads(page)[-2] == text("ui.assumptions.impact_on.need", year=2027)
    world = made_up(horizon=int(str(BASE.value("horizon_months"))))
    need = outlook(BASE.with_values(HALF), world).accounts[MEDIAN].measures["need"][1]
    basis = text("ui.assumptions.basis.need", year=2027, amount=Formats(language).mio(need))
    assert basis in _words(page)
    _reason(page, "funding.state_share", language).set_value(REASON).run()
    page.text_input(key="assumptions-search").set_value("xyz").run()
    assert asked == [("need", 2027)]
    page.button_group(key="assumptions-measure").set_value("fte").run()
    assert asked[1:] == [("fte", 2027)]
    assert not page.exception


def test_the_impact_stands_beside_its_assumption_in_the_unit_of_the_page():
    share = load_register()["funding.state_share"]
    effect = Effect(share.key, 0.2, 1.0, 6e6, 30e6)
    html = register_table([share], BASE, BASE, {}, Impact("need", 2027, 30e6, {share.key: effect}), GERMAN)
    (cell,) = re.findall(r'<td class="words impact">(.*?)</td>', html)
    assert cell == "−24,0 bis 0,0<small>entscheidend, 80\u00a0%</small><small>gesetzt auf 20 und 100</small>"
    none = register_table([share], BASE, BASE, {}, Impact("need", 2027, 30e6, {}), GERMAN)
    assert '<td class="words impact">–</td>' in none


def test_the_base_scenario_has_a_column_only_where_something_differs():
    share, growth = load_register()["funding.state_share"], load_register()["funding.rate_growth"]
    scenario = BASE.with_values(HALF)
    differing = {each.key: each for each in deviations(scenario, BASE, BASE, GERMAN)}
    html = register_table([share, growth], scenario, BASE, differing, None, GERMAN)
    assert re.findall(r'<td class="words base">(.*?)</td>', html) == ["100 <small>%</small>", "gleich"]
    assert GERMAN("ui.assumptions.of_base") in html
    assert 'class="words base"' not in register_table([growth], scenario, BASE, differing, None, GERMAN)


def test_dated_values_are_a_list():
    rate = load_register()["funding.rate_graduate"]
    html = register_table([rate], BASE, BASE, {}, None, GERMAN)
    unit = "<small>Euro je VZÄ und Jahr</small>"
    assert f"<ul><li>ab 27.04.2017: 64.000 {unit}</li><li>ab 01.01.2024: 60.000 {unit}</li></ul>" in html


def test_a_value_set_to_what_it_was_is_no_deviation():
    assert deviations(BASE.with_values({"funding.state_share": 1.0}), BASE, BASE, GERMAN) == []


def test_every_document_is_listed_with_grade_date_and_number_of_uses():
    rows = source_rows(ENTRIES, GERMAN)
    assert all(row[0] and row[1] and row[2] and row[3] for row in rows)
    uses = [int(row[5]) for row in rows]
    assert uses == sorted(uses, reverse=True)
    report = next(row for row in rows if row[0].startswith("Denkschrift 2022"))
    assert report[1:4] == ("Rechnungshof Baden-Württemberg", "2022", "A: amtliches Dokument, vollständig gelesen")


def test_a_reason_of_a_value_that_was_changed_since_is_not_shown():
    chosen = SHIPPED["arrivals_plus_30"]
    other = [{"from": "2026-01", "to": "2027-12", "factor": 2.0}]
    (found,) = deviations(chosen.with_values({"arrivals.shocks": other}), chosen, BASE, GERMAN)
    assert (found.here, found.reason) == (True, "")
    (own,) = deviations(with_reason(chosen, "arrivals.shocks", " eigene "), chosen, BASE, GERMAN)
    assert own.reason == "eigene"


def test_taking_a_reason_back_leaves_none_in_either_language():
    bare = with_reason(SHIPPED["arrivals_plus_30"], "arrivals.shocks", " ")
    assert (bare.reason("arrivals.shocks", "de"), bare.reason("arrivals.shocks", "en")) == ("", "")


def test_of_amounts_by_year_only_the_changed_years_are_told():
    scenario = BASE.with_values({"budget.appropriation.2027": 40e6, "budget.appropriation.2028": 40e6})
    (found,) = deviations(scenario, BASE, BASE, GERMAN)
    before = "2027–2028: 58,0\u00a0Mio. Euro (fortgeschrieben)"
    assert (found.now, found.before) == ("2027–2028: 40,0\u00a0Mio. Euro", before)
    planned = BASE.with_values({"budget.appropriation.2027": 58e6})
    (found,) = deviations(planned, BASE, BASE, GERMAN)
    assert (found.now, found.before) == ("2027: 58,0\u00a0Mio. Euro", "2027: 58,0\u00a0Mio. Euro (fortgeschrieben)")


def test_values_are_told_in_words():
    register = load_register()
    rate, hours = register["funding.rate_graduate"], register["staffing.hours_per_month"]
    assert value_words(rate, rate.value, GERMAN) == "ab 27.04.2017: 64.000; ab 01.01.2024: 60.000"
    assert value_words(hours, hours.value, GERMAN).startswith("Monat 0 bis unter 6: 2,34; ")
    assert value_words(register["uncertainty.assumptions"], False, GERMAN) == "nein"
    carried = register["budget.carry_over_years"]
    assert [with_unit(carried, years, GERMAN) for years in (2, 99)] == ["2\u00a0Jahre", "kein Verfall"]
    assert unit_words(carried, 99, GERMAN) == ""
    assert value_words(register["groups"], ("asylum", "xy"), GERMAN) == "Asyl; xy"
    assert value_words(register["base_month"], "2021-06", GERMAN) == "Juni 2021"


def test_filters_narrow_the_search():
    need = found_by(ENTRIES, BASE, GERMAN, heading="need")
    assert {entry.lever for entry in need} == {"need"}
    red = found_by(ENTRIES, BASE, GERMAN, heading="need", quality="red")
    assert 0 < len(red) < len(need)
    unsourced = {entry.key for entry in ENTRIES if not entry.sourced}
    assert {entry.key for entry in found_by(ENTRIES, BASE, GERMAN, only=["unsourced"])} == unsourced
    changed = found_by(ENTRIES, BASE, GERMAN, only=["differs"], changed=["funding.state_share"])
    assert [entry.key for entry in changed] == ["funding.state_share"]
    assert found_by(ENTRIES, BASE, GERMAN, only=["differs", "unsourced"], changed=["funding.state_share"]) == []
    reasoned = with_reason(BASE.with_values(HALF), "funding.state_share", "Prüfauftrag Nr. 17")
    assert [entry.key for entry in found_by(ENTRIES, reasoned, GERMAN, words="prüfauftrag 17")] == [
        "funding.state_share"
    ]
    assert unsourced <= {entry.key for entry in found_by(ENTRIES, BASE, GERMAN, words="Annahme ohne Quelle")}


def test_nothing_given_gets_into_the_table_as_markup():
    scenario = BASE.with_values({"groups": ["asylum", "ukraine"], "arrivals.path": None})
    html = register_table(ENTRIES, scenario, BASE, {}, None, GERMAN)
    assert "<script" not in html
    assert html.count("<tr") == html.count("</tr>")


@pytest.mark.parametrize("key", ["budget.carry_over_years", "staffing.persons_per_fte"])
def test_a_value_of_the_base_scenario_has_its_reason_before_the_source_of_the_register(key):
    """The register's source speaks for the register's value and not for the one that stands in the row."""
    entry = load_register()[key]
    assert BASE.value(key) != entry.value
    html = unescape(register_table([entry], BASE, BASE, {}, None, GERMAN))
    reason, source = BASE.reason(key, "de"), html.index(f"<li>{cite(entry.source, GERMAN)}")
    before = GERMAN("reports.register.of_register", value=value_words(entry, entry.value, GERMAN))
    assert html.index(reason) < html.index(before) < source
    assert GERMAN("reports.register.own") in html and GERMAN(f"reports.register.grade.{entry.quality}") not in html
