"""The pages, run without a browser: every lever changes sentence and tables at once, nothing ends in a traceback."""

from __future__ import annotations

import datetime
import json
import re
from html import unescape

import pytest
from streamlit.testing.v1 import AppTest

from forecasting.assumptions import load_scenario, shipped_scenarios
from forecasting.base.text import LANGUAGES, Texts
from forecasting.ui.state import Position, encode
from tests.ui.conftest import ROOT, choose_shipped

pytestmark = pytest.mark.usefixtures("small_world")

SHIPPED = {path.stem: load_scenario(path) for path in shipped_scenarios()}
BASE = SHIPPED["base"]
FAR = [{"from": datetime.date(2040, 1, 1), "value": 60_000}]
GERMAN = Texts("de")


def _page(**parameters: str) -> AppTest:
    page = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    for name, value in parameters.items():
        page.query_params[name] = value
    page.run()
    assert not page.exception
    return page


def _html(page: AppTest) -> list[str]:
    return [unescape(re.sub("<[^>]+>", " ", element.proto.body)) for element in page.get("html")]


def _sentence(page: AppTest) -> str:
    return next(element.proto.body for element in page.get("html") if 'class="answer"' in element.proto.body)


def _tables(page: AppTest) -> list[str]:
    return [element.proto.body for element in page.get("html") if "<table" in element.proto.body]


def _components(page: AppTest, name: str) -> list:
    return [element for element in page.get("bidi_component") if element.proto.component_name == name]


def _widget(widgets, name: str):
    return next(widget for widget in widgets if widget.key and re.fullmatch(re.escape(name) + r"-\d+", widget.key))


def _slider(page: AppTest, key: str):
    return _widget(page.select_slider, f"slider-{key}")


def _field(page: AppTest, key: str, language: str = "de"):
    return _widget(page.text_input, f"field-{key}-{language}")


def _address(page: AppTest) -> dict[str, str]:
    return dict(page.session_state["session"].address())


def _errors(page: AppTest) -> str:
    return " ".join(error.value for error in page.error)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_page_answers_in_the_language(language):
    page = _page(lang=language)
    words = {"de": "benötigen voraussichtlich", "en": "are expected to need"}[language]
    assert words in _sentence(page)
    assert Texts(language)("ui.answer.stand", stand="31.12.2025" if language == "de" else "31 December 2025") in (
        unescape(_sentence(page))
    )
    assert len(_tables(page)) == 2
    assert [plot.proto.id.rpartition("-chart-")[2] for plot in _components(page, "plot")] == [
        "caseload",
        "fte",
        "funding",
    ]
    assert not page.error


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_of_plausibility_shows_every_known_figure(language):
    page = _page(lang=language)
    page.switch_page("forecasting/ui/plausibility_page.py").run()
    assert not page.exception
    (table,) = _tables(page)
    assert "132.149" in table if language == "de" else "132,149" in table
    assert table.count("<tr>") >= 12


def test_plausibility_says_where_the_data_do_not_reach():
    parameter = encode(Position("base", BASE.with_values({"groups": ["ukraine"]})), SHIPPED)
    page = _page(s=parameter)
    page.switch_page("forecasting/ui/plausibility_page.py").run()
    assert not page.exception
    assert [info.value for info in page.info] == [GERMAN("ui.plausibility.unavailable")]


@pytest.mark.parametrize(
    ("key", "option"),
    [
        ("arrivals.shocks", 0.5),
        ("funding.rate_graduate", 70_000.0),
        ("funding.rate_vocational", 45_000.0),
        ("funding.state_share", 0.5),
        ("budget.appropriation", 20e6),
    ],
)
def test_a_slider_changes_sentence_tables_field_and_address(key, option):
    page = _page()
    sentence, tables, typed = _sentence(page), _tables(page), _field(page, key).value
    _slider(page, key).set_value(option).run()
    assert not page.exception
    assert _sentence(page) != sentence
    assert all(new != old for new, old in zip(_tables(page), tables, strict=True))
    assert _field(page, key).value != typed
    assert set(_address(page)) == {"s"}
    page.button(key=f"reset-{key}").click().run()
    assert _sentence(page) == sentence
    assert _field(page, key).value == typed
    assert _address(page) == {}


def test_a_typed_number_moves_the_slider_and_stays_as_typed():
    page = _page()
    _field(page, "funding.rate_graduate").set_value("62400").run()
    assert _slider(page, "funding.rate_graduate").value == 62_500.0
    assert _field(page, "funding.rate_graduate").value == "62400"
    _field(page, "budget.opening_unbound").set_value("11,1").run()
    assert "von 11,1 Mio. Euro" in _sentence(page)
    _field(page, "budget.opening_unbound").set_value("").run()
    assert "nicht angegeben – bitte eintragen" in _sentence(page)


def test_a_browser_that_lags_behind_hands_in_no_old_values():
    """The field was "0" when the slider moved; the next event still says so, and that is no entry."""
    page = _page()
    old = page._tree.get_widget_states()
    _slider(page, "arrivals.shocks").set_value(0.05).run()
    _slider(page, "arrivals.shocks").set_value(0.1)
    fresh = {state.id: state for state in page._tree.get_widget_states().widgets}
    moved = next(state for name, state in fresh.items() if "slider-arrivals.shocks" in name)
    for state in old.widgets:
        if state.id == moved.id:
            state.CopyFrom(moved)
    page._run(widget_state=old)
    assert not page.exception
    assert _slider(page, "arrivals.shocks").value == 0.1
    assert _field(page, "arrivals.shocks").value == "10"


def test_an_entry_counts_once():
    page = _page()
    _slider(page, "arrivals.shocks").set_value(0.5).run()
    page.button(key="undo").click().run()
    assert _slider(page, "arrivals.shocks").value == 0.0
    page.run()
    assert _slider(page, "arrivals.shocks").value == 0.0
    assert page.button(key="undo").disabled


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("abc", "keine Zahl in deutscher Schreibweise"),
        ("58.5", "keine Zahl"),
        ("-3", "möglich ist"),
        ("", "keine Zahl"),
    ],
)
def test_a_refused_entry_is_explained_and_changes_nothing(typed, words):
    page = _page()
    sentence = _sentence(page)
    _field(page, "budget.appropriation").set_value(typed).run()
    assert words in _errors(page)
    assert _sentence(page) == sentence
    assert _field(page, "budget.appropriation").value == "58,0"
    page.run()
    assert not page.error


def test_the_ratio_acts_only_where_posts_are_sized_by_it():
    page = _page()
    assert _slider(page, "staffing.persons_per_fte").disabled
    assert any("Ohne Wirkung" in caption.value for caption in page.caption)
    _widget(page.get("button_group"), "choice-staffing.method").set_value("ratio").run()
    assert not _slider(page, "staffing.persons_per_fte").disabled
    sentence = _sentence(page)
    _slider(page, "staffing.persons_per_fte").set_value(120.0).run()
    assert _sentence(page) != sentence


def test_undo_and_redo_take_changes_back_and_forth():
    page = _page()
    before = _sentence(page)
    assert page.button(key="undo").disabled
    _field(page, "funding.state_share").set_value("50").run()
    after = _sentence(page)
    page.button(key="undo").click().run()
    assert (_sentence(page), _field(page, "funding.state_share").value) == (before, "100")
    page.button(key="redo").click().run()
    assert (_sentence(page), _field(page, "funding.state_share").value) == (after, "50")


def test_a_change_can_be_taken_back_where_all_changes_are_listed():
    page = _page()
    before = _sentence(page)
    _field(page, "funding.state_share").set_value("50").run()
    _widget(page.get("button_group"), "choice-staffing.method").set_value("ratio").run()
    assert page.button(key="chip-funding.state_share").label.replace("\u00a0", " ") == (
        "Finanzierungsanteil des Landes 50 % ✕"
    )
    page.button(key="chip-staffing.method").click().run()
    page.button(key="chip-funding.state_share").click().run()
    assert _sentence(page) == before
    assert not [button for button in page.button if button.key and button.key.startswith("chip-")]


def test_the_planning_value_changes_the_account_and_not_the_sentence():
    page = _page()
    sentence, (funding, forecast) = _sentence(page), _tables(page)
    _widget(page.get("button_group"), "choice-planning.level").set_value("planning").run()
    assert "Rechnung mit dem Planungswert" in _tables(page)[0]
    assert _tables(page)[0] != funding
    assert _tables(page)[1].partition("</table>")[0] == forecast.partition("</table>")[0]
    same = [part.split("Lauf")[0] for part in (_sentence(page), sentence)]
    assert same[0] == same[1]


def test_residual_funds_come_first_unless_switched_off():
    page = _page()
    _field(page, "budget.opening_unbound").set_value("40").run()
    first = _tables(page)[1]
    _widget(page.checkbox, "residuals-first").uncheck().run()
    assert not page.exception
    assert "budget.order" in str(page.session_state["session"].scenario.overrides)
    _widget(page.checkbox, "residuals-first").check().run()
    assert _tables(page)[1] == first


@pytest.mark.parametrize("stem", SHIPPED)
def test_every_shipped_scenario_can_be_shown(stem):
    page = _page()
    choose_shipped(page, stem)
    assert not page.exception
    assert page.session_state["session"].scenario == SHIPPED[stem]
    page.run()
    assert page.session_state["session"].scenario == SHIPPED[stem]


def test_the_scenario_of_2021_shows_table_2():
    """Audit report, table 2: 70.0 + 11.1 = 81.1; 33.9 + 7.2 = 41.1; 40.0 Mio. EUR are left."""
    page = _page()
    choose_shipped(page, "audit_2021")
    cells = re.findall(r"<td>([^<]*)</td>", _tables(page)[0])
    assert cells == ["70,0", "11,1", "81,1", "33,9", "7,2", "41,1", "40,0", "–"]
    assert _field(page, "budget.appropriation").disabled


def test_the_link_brings_the_scenario_back():
    page = _page()
    _field(page, "funding.state_share").set_value("50").run()
    _slider(page, "arrivals.shocks").set_value(0.3).run()
    again = _page(**_address(page))
    assert _sentence(again) == _sentence(page)
    assert _field(again, "funding.state_share").value == "50"
    assert (_tables(again), again.button(key="undo").disabled) == (_tables(page), True)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("parameter", ["quatsch", "eJxLy"])
def test_a_bad_link_is_explained_and_the_base_scenario_shown(parameter, language):
    page = _page(s=parameter, lang=language)
    assert Texts(language)("ui.link.unreadable.rule") in _errors(page)
    assert len(page.error) == 1
    assert _sentence(page) == _sentence(_page(lang=language))
    assert "s" not in _address(page)


def test_a_scenario_that_cannot_be_computed_leaves_the_last_good_result():
    """A rate has no value in the years before its first date."""
    page = _page()
    sentence = _sentence(page)
    session = page.session_state["session"]
    session.go(session.scenario.with_values({"funding.rate_graduate": FAR}))
    page.run()
    assert not page.exception
    assert "funding.rate_graduate" in _errors(page)
    assert _sentence(page) == sentence


def test_a_link_to_a_scenario_that_cannot_be_computed_shows_the_base_scenario():
    parameter = encode(Position("base", BASE.with_values({"funding.rate_graduate": FAR})), SHIPPED)
    page = _page(s=parameter)
    assert page.error
    assert _sentence(page) == _sentence(_page())


def test_the_language_can_be_switched_with_everything_else_as_it_was():
    page = _page()
    _field(page, "budget.appropriation").set_value("25,5").run()
    _widget(page.get("button_group"), "language").set_value("en").run()
    assert "are expected to need" in _sentence(page)
    assert _field(page, "budget.appropriation", "en").value == "25.5"
    assert _address(page)["lang"] == "en"


def test_further_assumptions_are_drawn_when_unfolded():
    page = _page()
    assert not [slider for slider in page.select_slider if "need." in (slider.key or "")]
    page.session_state["further-need"] = True
    page.run()
    assert not page.exception
    sentence = _sentence(page)
    _slider(page, "need.asylum.take_up").set_value(0.5).run()
    assert _sentence(page) != sentence


def test_the_arrivals_can_be_shown_instead_of_the_caseload():
    page = _page()
    next(group for group in page.get("button_group") if group.key == "fan").set_value("arrivals").run()
    assert not page.exception
    assert any("Zugänge" in words and "Median" in words for words in _html(page))


def test_no_key_of_the_catalogue_shows_through():
    for language in LANGUAGES:
        page = _page(lang=language)
        assert not re.search(r"\b(ui|reports|assumptions|scenarios)\.[a-z_]+\.[a-z_]+", " ".join(_html(page)))


def test_a_district_asked_for_in_the_address_stays_there_and_anything_else_is_ignored():
    page = _page(kreis="08111", nonsense="1")
    _widget(page.get("button_group"), "language").set_value("en").run()
    page.switch_page("forecasting/ui/plausibility_page.py").run()
    assert not page.exception
    assert not page.error
    assert _address(page) == {"kreis": "08111", "lang": "en"}
    for other in ("", "8111", "08111x", "<script>", "٠٨١١١", "0" * 10_000):
        page = _page(kreis=other)
        assert (_address(page), len(page.error)) == ({}, 0)


def test_the_address_is_handed_to_the_browser_on_every_run():
    """A change of the page empties the address bar while the parameters stay the same."""
    page = _page()
    _slider(page, "arrivals.shocks").set_value(0.3).run()
    sent = []
    for _ in range(2):
        (address,) = _components(page, "address")
        sent.append(json.loads(address.proto.json))
        page.run()
    assert [data["wanted"] for data in sent] == [_address(page)] * 2
    assert sent[0]["ours"] == ["kreis", "lang", "s"]
    assert sent[0]["run"] != sent[1]["run"]


def test_what_a_browser_holds_in_the_words_of_the_other_language_is_no_entry():
    """After the switch an event still names every choice as it was called before."""
    page = _page()
    before = page._tree.get_widget_states()
    _widget(page.get("button_group"), "language").set_value("en").run()
    after = {state.id for state in page._tree.get_widget_states().widgets}
    named = [state.id for state in before.widgets if "slider-" in state.id or "scenario-" in state.id]
    assert named
    assert not after & set(named)
    sentence = _sentence(page)
    page.run()
    assert _sentence(page) == sentence
    assert not page.session_state["session"].changed


def test_what_is_typed_before_the_language_is_switched_counts():
    page = _page()
    _field(page, "funding.state_share").set_value("50")
    _widget(page.get("button_group"), "language").set_value("en").run()
    assert _field(page, "funding.state_share", "en").value == "50"
    assert "are expected to need" in _sentence(page)
    assert set(_address(page)) == {"s", "lang"}
