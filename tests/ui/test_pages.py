"""The pages, run without a browser: every lever changes sentence and tables at once, nothing ends in a traceback."""

from __future__ import annotations

import base64
import datetime
import json
import re
import zlib
from html import unescape

import pytest
from streamlit.testing.v1 import AppTest

from forecasting.assumptions import load_register, load_scenario, shipped_scenarios
from forecasting.base.text import LANGUAGES, Texts
from forecasting.ui.session import data
from forecasting.ui.session.state import Position, encode
from tests.ui.boards import Board, components
from tests.ui.conftest import bodies, choose_shipped, opened, turn_to

pytestmark = pytest.mark.usefixtures("small_world")

SHIPPED = {path.stem: load_scenario(path) for path in shipped_scenarios()}
BASE = SHIPPED["base"]
FAR = [{"from": datetime.date(2040, 1, 1), "value": 60_000}]
GERMAN = Texts("de")


def _board(**parameters: str) -> tuple[AppTest, Board]:
    page = opened(**parameters)
    return page, Board(page)


def _html(page: AppTest) -> list[str]:
    return [unescape(re.sub("<[^>]+>", " ", body)) for body in bodies(page)]


def _sentence(page: AppTest) -> str:
    return next(body for body in bodies(page) if '<section class="answer' in body)


def _tables(page: AppTest) -> list[str]:
    return [body for body in bodies(page) if "<table" in body]


def _widget(widgets, name: str):
    return next(widget for widget in widgets if widget.key and re.fullmatch(re.escape(name) + r"-\d+", widget.key))


def _address(page: AppTest) -> dict[str, str]:
    return dict(page.session_state["session"].address())


def _errors(page: AppTest) -> str:
    return " ".join(error.value for error in page.error)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_page_answers_in_the_language(language):
    page = opened(lang=language)
    words = {"de": "benötigen voraussichtlich", "en": "are expected to need"}[language]
    assert words in _sentence(page)
    assert ("Datenstand: 31.12.2025" if language == "de" else "Data as of 31 December 2025") in (
        unescape(_sentence(page))
    )
    assert len(_tables(page)) == 2
    assert [plot.id.rpartition("-chart-")[2] for plot in components(page, "plot")] == [
        "caseload",
        "fte",
        "funding",
    ]
    assert not page.error


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_of_plausibility_shows_every_known_figure(language):
    page = opened(lang=language)
    turn_to(page, "plausibility")
    assert not page.exception
    table = _tables(page)[0]
    assert "132.149" in table if language == "de" else "132,149" in table
    assert table.count("<tr>") >= 12


def test_plausibility_says_where_the_data_do_not_reach():
    parameter = encode(Position("base", BASE.with_values({"groups": ["ukraine"]})), SHIPPED)
    page = opened(s=parameter)
    turn_to(page, "plausibility")
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
    page, board = _board()
    sentence, tables, typed = _sentence(page), _tables(page), board.field(key)
    board.slide(key, option)
    assert not page.exception
    assert _sentence(page) != sentence
    assert all(new != old for new, old in zip(_tables(page), tables, strict=True))
    assert board.field(key) != typed
    assert set(_address(page)) == {"s"}
    board.reset(key)
    assert _sentence(page) == sentence
    assert board.field(key) == typed
    assert _address(page) == {}


def test_a_typed_number_moves_the_slider_and_stays_as_typed():
    page, board = _board()
    board.type("funding.rate_graduate", "62400")
    assert (board.slider("funding.rate_graduate"), board.field("funding.rate_graduate")) == (62_500.0, "62.400")
    board.type("budget.opening_unbound", "11,1")
    assert "von 11,1\u00a0Mio. Euro" in _sentence(page)
    board.type("budget.opening_unbound", "")
    assert "nicht angegeben – bitte eintragen" in _sentence(page)


def test_entries_count_once_and_in_their_order():
    """A board repeats what it does not know to have arrived."""
    page, board = _board()
    board.slide("arrivals.shocks", 0.5)
    held = {"of": "hand", "list": [{"n": 10**9 + n, "control": "slider", "key": "arrivals.shocks", "value": value}
                                   for n, value in enumerate((0.3, 0.2, 0.25))]}  # fmt: skip
    board.send_state({"entries": held})
    assert board.slider("arrivals.shocks") == 0.25
    page.button(key="undo").click().run()
    after = board.slider("arrivals.shocks")
    assert after == 0.0
    share = {"n": 10**9 + 3, "control": "field", "key": "funding.state_share", "value": "50"}
    board.send_state({"entries": held | {"list": [*held["list"], share]}})
    page.run()
    assert board.field("funding.state_share") == "50"
    assert board.slider("arrivals.shocks") == after
    assert board.data["answered"] == {"of": "hand", "n": 10**9 + 3}


def test_a_new_board_is_heard_although_its_entries_count_from_one_again():
    page, board = _board()
    board.slide("arrivals.shocks", 0.5)
    board.send_state({"entries": {"of": "another", "list": [
        {"n": 1, "control": "field", "key": "arrivals.shocks", "value": "7,5"}]}})  # fmt: skip
    assert board.field("arrivals.shocks") == "7,5"


def test_what_no_board_sends_is_left_alone():
    page, board = _board()
    for state in (
        None, [], 1, "x", {"entries": None}, {"entries": []}, {"entries": {"of": 1, "list": []}},
        {"entries": {"of": "a", "list": {}}}, {"entries": {"of": "a", "list": [None, 1, [], {}, {"n": "1"}]}},
    ):  # fmt: skip
        board.send_state(state)
        assert not page.exception
        assert not page.session_state["session"].changed


def test_an_entry_that_no_hand_can_make_changes_nothing():
    page, board = _board()
    sentence = _sentence(page).split("Lauf")[0]
    for entry in (
        ("slider", "funding.rate_graduate", float("nan")), ("slider", "funding.rate_graduate", 1e300),
        ("slider", "funding.rate_graduate", 60_001.0), ("slider", "funding.rate_graduate", "50000"),
        ("slider", "horizon_months", 12), ("slider", "arrivals.path", "/etc"), ("choice", "staffing.method", "guess"),
        ("choice", "staffing.method", ["ratio"]), ("choice", "groups", []), ("tick", "staffing.method", True),
        ("reset", "nowhere", None), ("erase", "funding.state_share", 0), ("field", "funding.state_share", None),
        ("field", "funding.state_share", {"a": 1}),
    ):  # fmt: skip
        board.send(entry)
        assert not page.exception
        assert _sentence(page).split("Lauf")[0] == sentence
        assert not page.session_state["session"].changed


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("abc", "keine Zahl in deutscher Schreibweise"),
        ("58.5", "keine Zahl"),
        ("-3", "möglich ist"),
        ("", "keine Zahl"),
        ("<img src=x>", "keine Zahl"),
        ("9" * 20, "möglich ist"),
        ("9" * 21, "keine Zahl"),
    ],
)
def test_a_refused_entry_is_explained_where_it_was_made_and_changes_nothing(typed, words):
    """It stays in its field to be mended, until the lever is moved otherwise."""
    page, board = _board()
    sentence = _sentence(page)
    board.type("budget.appropriation", typed)
    for _ in range(2):
        refused = board.state("budget.appropriation")["refused"]
        assert words in refused["sentence"]
        assert refused["typed"] == typed
        assert _sentence(page) == sentence
        assert board.slider("budget.appropriation") == 58e6
        page.run()
    board.slide("budget.appropriation", 40e6)
    assert board.field("budget.appropriation") == "40,0"
    board.type("budget.appropriation", typed)
    page.button(key="undo").click().run()
    assert board.field("budget.appropriation") == "58,0"


def test_the_base_value_is_marked_on_the_track_of_a_moved_lever_and_only_there():
    _, board = _board()
    assert not [key for key, state in board.data["values"].items() if state.get("base")]
    board.slide("funding.rate_graduate", 50_000.0)
    board.type("budget.opening_unbound", "11,1")
    state = board.state("funding.rate_graduate")["base"]
    assert board.item("funding.rate_graduate")["options"][state["place"]][0] == 60_000.0
    assert state["words"] == "Ausgangswert 60.000"
    assert board.state("budget.opening_unbound")["base"]["place"] is None  # no slider, no track
    assert board.state("budget.opening_unbound")["base"]["words"] == "Ausgangswert nicht angegeben"
    board.reset("funding.rate_graduate")
    assert board.state("funding.rate_graduate")["base"] is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_help_of_a_lever_gives_the_reason_why_it_differs(language):
    reason = "Beschluss vom 3. März <b>2026</b>"
    changed = BASE.with_values({"funding.state_share": 0.5}, {"funding.state_share": reason})
    page, board = _board(s=encode(Position("base", changed), SHIPPED), lang=language)
    assert board.state("funding.state_share")["reason"] == Texts(language)("ui.lever.reason", reason=reason)
    assert board.state("funding.rate_graduate")["reason"] == ""
    board.reset("funding.state_share")
    assert board.state("funding.state_share")["reason"] == ""


def test_the_ratio_acts_only_where_posts_are_sized_by_it():
    page, board = _board()
    assert board.state("staffing.persons_per_fte")["frozen"] == (
        "Ohne Wirkung: gilt nur bei „Bemessung der Stellen: Nach Betreuungsschlüssel“."
    )
    board.choose("staffing.method", "ratio")
    assert board.state("staffing.persons_per_fte")["frozen"] == ""
    sentence = _sentence(page)
    board.slide("staffing.persons_per_fte", 120.0)
    assert _sentence(page) != sentence


def test_undo_and_redo_take_changes_back_and_forth():
    page, board = _board()
    before = _sentence(page)
    assert page.button(key="undo").disabled
    board.type("funding.state_share", "50")
    after = _sentence(page)
    page.button(key="undo").click().run()
    assert (_sentence(page), board.field("funding.state_share")) == (before, "100")
    page.button(key="redo").click().run()
    assert (_sentence(page), board.field("funding.state_share")) == (after, "50")


def test_a_change_can_be_taken_back_where_all_changes_are_listed():
    page, board = _board()
    before = _sentence(page)
    board.type("funding.state_share", "50")
    board.choose("staffing.method", "ratio")
    assert page.button(key="chip-funding.state_share").label.replace("\u00a0", " ") == (
        "Finanzierungsanteil des Landes 50 % ✕"
    )
    page.button(key="chip-staffing.method").click().run()
    page.button(key="chip-funding.state_share").click().run()
    assert _sentence(page) == before
    assert not [button for button in page.button if button.key and button.key.startswith("chip-")]


def test_the_planning_value_changes_the_account_and_not_the_sentence():
    page, board = _board()
    sentence, (funding, forecast) = _sentence(page), _tables(page)
    board.choose("planning.level", "planning")
    assert "Rechnung mit dem Planungswert" in _tables(page)[0]
    assert _tables(page)[0] != funding
    assert _tables(page)[1].partition("</table>")[0] == forecast.partition("</table>")[0]
    same = [part.split("Lauf")[0] for part in (_sentence(page), sentence)]
    assert same[0] == same[1]


def test_residual_funds_come_first_unless_switched_off():
    page, board = _board()
    board.type("budget.opening_unbound", "40")
    first = _tables(page)[1]
    board.tick("budget.order", False)
    assert not page.exception
    assert page.session_state["session"].scenario.overrides["budget.order"] == "appropriation_first"
    board.tick("budget.order", True)
    assert _tables(page)[1] == first


@pytest.mark.parametrize("stem", SHIPPED)
def test_every_shipped_scenario_can_be_shown(stem):
    page = opened()
    choose_shipped(page, stem)
    assert not page.exception
    assert page.session_state["session"].scenario == SHIPPED[stem]
    page.run()
    assert page.session_state["session"].scenario == SHIPPED[stem]


def test_the_scenario_of_2021_shows_table_2():
    """Audit report, table 2: 70.0 + 11.1 = 81.1; 33.9 + 7.2 = 41.1; 40.0 Mio. EUR are left and carry 2022."""
    page = opened()
    choose_shipped(page, "audit_2021")
    cells = re.findall(r"<td>([^<]*)</td>", _tables(page)[0])
    assert cells[::2] == ["70,0", "11,1", "81,1", "33,9", "7,2", "41,1", "40,0", "–"]
    assert cells[1::2][:3] == ["–", "40,0", "40,0"] and cells[1::2][-1] == "–"
    state = Board(page).state("budget.appropriation")
    assert state["frozen"] == "2021–2022: angekündigt oder beschlossen, daher fest."
    assert (state["shown"], state["several"]) == ("", "je Jahr verschieden"), "the two years have no amount in common"
    said = _sentence(page)
    assert "Für 2022 ist kein Haushaltsansatz vorgesehen. Die nicht gebundenen Ausgabereste allein reichen" in said
    assert "Die Bewilligungen für 2021 von 41,1\u00a0Mio. Euro sind durch den Haushaltsansatz gedeckt" in said
    assert "am 1.1.2022 40,0\u00a0Mio. Euro zur Verfügung" in said


def test_an_appropriation_that_differs_by_year_says_so_and_what_an_entry_does():
    parameter = encode(Position("base", BASE.with_values({"budget.appropriation.2028": 40e6})), SHIPPED)
    page, board = _board(s=parameter)
    state = board.state("budget.appropriation")
    assert (state["several"], state["place"], state["shown"]) == ("je Jahr verschieden", None, "")
    said = state["note"].replace("\u00a0", " ")
    assert said.startswith("2027: 58,0 Mio. Euro (fortgeschrieben); 2028: 40,0 Mio. Euro; 2029–2031: 58,0 Mio. Euro")
    assert "Ein Betrag hier ersetzt alle Beträge von 2027–2031." in said
    assert page.button(key="chip-budget.appropriation").label == "Haushaltsansatz je Jahr verschieden ✕"
    board.type("budget.appropriation", "45")
    table = page.session_state["session"].scenario.value("budget.appropriation")
    assert {table[year] for year in range(2027, 2032)} == {45e6} and not table.continued


def test_the_amount_that_is_carried_forward_is_planned_once_it_is_entered():
    """The answer speaks of planned money then, the chip takes it back, and the page says what stands there."""
    page, board = _board()
    assert "2027–2031 (fortgeschrieben)" in board.state("budget.appropriation")["note"]
    assert "Für 2027 ist noch kein Haushaltsansatz beschlossen." in _sentence(page)
    board.type("budget.appropriation", "58")
    state = board.state("budget.appropriation")
    assert "fortgeschrieben" not in state["note"]
    assert state["base"]["words"] == "Ausgangswert 58,0 (fortgeschrieben)"
    assert "für 2027 eingeplanten 58,0" in _sentence(page) and "noch kein" not in _sentence(page)
    page.button(key="chip-budget.appropriation").click().run()
    assert page.session_state["session"].scenario == BASE
    assert "Für 2027 ist noch kein Haushaltsansatz beschlossen." in _sentence(page)


def test_the_link_brings_the_scenario_back():
    page, board = _board()
    board.type("funding.state_share", "50")
    board.slide("arrivals.shocks", 0.3)
    again = opened(**_address(page))
    assert _sentence(again) == _sentence(page)
    assert Board(again).field("funding.state_share") == "50"
    assert (_tables(again), again.button(key="undo").disabled) == (_tables(page), True)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("parameter", ["quatsch", "eJxLy"])
def test_a_bad_link_is_explained_and_the_base_scenario_shown(parameter, language):
    page = opened(s=parameter, lang=language)
    assert Texts(language)("ui.link.unreadable.rule") in _errors(page)
    assert len(page.error) == 1
    assert _sentence(page) == _sentence(opened(lang=language))
    assert "s" not in _address(page)


def test_words_of_a_link_are_shown_letter_by_letter():
    """No picture is fetched and nothing is set in bold because a link says so."""
    tree = json.dumps({"b": "![x](http://a.example/b.png) **c**", "v": {}})
    page = opened(s=base64.urlsafe_b64encode(zlib.compress(tree.encode())).decode().rstrip("="))
    assert "\\!\\[x\\]\\(http\\://a.example/b.png\\)" in _errors(page)
    assert "**" not in _errors(page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_scenario_without_a_forecast_says_why_in_place_of_the_answer(language):
    """A rate has no value in the years before its first date. Levers and the last good result stay."""
    page, board = _board(lang=language)
    text, sentence, tables = Texts(language), _sentence(page), _tables(page)
    session = page.session_state["session"]
    session.go(session.scenario.with_values({"funding.rate_graduate": FAR}))
    for _ in range(2):
        page.run()
        assert not page.exception
        said = unescape(_sentence(page))
        assert text("ui.answer.impossible") in said
        assert "funding.rate_graduate" in said
        assert text("ui.answer.last") in said
        assert not page.error
        assert [table.partition("</table>")[0] for table in _tables(page)] == [
            table.partition("</table>")[0] for table in tables
        ]
        assert any(text("ui.chart.scenario_last") in words for words in _html(page))
        assert board.field("funding.state_share") == "100"
    turn_to(page, "plausibility")
    assert "funding.rate_graduate" in _errors(page).replace("\\_", "_")
    turn_to(page, "overview")
    page.button(key="undo").click().run()
    assert _sentence(page) == sentence


def test_a_link_to_a_scenario_that_cannot_be_computed_shows_the_base_scenario():
    parameter = encode(Position("base", BASE.with_values({"funding.rate_graduate": FAR})), SHIPPED)
    page = opened(s=parameter)
    assert page.error
    assert _sentence(page) == _sentence(opened())


def test_the_language_can_be_switched_with_everything_else_as_it_was():
    page, board = _board()
    board.type("budget.appropriation", "25,5")
    _widget(page.get("button_group"), "language").set_value("en").run()
    assert "are expected to need" in _sentence(page)
    assert board.field("budget.appropriation") == "25.5"
    assert board.item("budget.appropriation")["unit"] == "EUR million"
    assert _address(page)["lang"] == "en"


def test_switches_of_the_register_stand_under_their_headings_and_free_what_hangs_on_them():
    page = opened()
    page.session_state["further"] = True
    page.run()
    board = Board(page, "further")
    assert board.state("arrivals.rare_events")["value"] is False
    assert "Seltene" in board.state("arrivals.rare_rate")["frozen"]
    board.tick("arrivals.rare_events", True)
    assert page.session_state["session"].scenario.value("arrivals.rare_events") is True
    assert not board.state("arrivals.rare_rate")["frozen"]
    board.tick("arrivals.rare_events", False)
    assert not page.session_state["session"].changed

    other = next(word for word, _ in board.item("funding.basis")["options"] if word != "fixed")
    board.choose("funding.basis", other)
    assert page.session_state["session"].scenario.value("funding.basis") == other
    assert board.state("funding.surplus")["frozen"]
    board.send(("choice", "funding.basis", "free"), ("tick", "funding.rate_graduate", True))
    assert page.session_state["session"].scenario.value("funding.basis") == other


def _main(page: AppTest) -> str:
    """The first paragraph of the answer."""
    return _sentence(page).partition('<p class="main">')[2].partition("</p>")[0]


def test_the_month_on_which_support_ends_is_given_refused_and_taken_back():
    page = opened()
    page.session_state["further"] = True
    page.run()
    board, key, share = Board(page, "further"), "need.asylum.support_ends", "need.asylum.support_ends_share"
    session, sentence = page.session_state["session"], _main(page)
    keys = [item["key"] for item in json.loads(board.data["items"]) for item in item["items"]]
    assert keys.index(share) == keys.index(key) + 1, "the month stands above what leaves then"
    assert board.state(key)["shown"] == "" and board.state(share)["frozen"]
    board.type(key, "2027-3x")
    refused = board.state(key)["refused"]
    assert refused["typed"] == "2027-3x" and "Verlangt ist ein Monat" in refused["sentence"]
    assert session.scenario == BASE
    board.type(key, "2027-03")
    assert not board.state(share)["frozen"] and _main(page) == sentence, "nobody leaves yet"
    assert page.button(key=f"chip-{key}").label.endswith("März 2027 ✕")
    board.slide(share, 1.0)
    assert _main(page) != sentence and not board.state(key)["note"]
    board.type(key, "")
    assert session.scenario.value(key) is None and board.state(share)["frozen"]
    board.type(key, "2027-05")
    board.reset(key)
    assert session.scenario.value(key) is None
    board.reset(share)
    assert not session.changed and _main(page) == sentence


def test_a_month_that_there_must_be_goes_back_to_the_base_when_it_is_emptied():
    page = opened()
    page.session_state["further"] = True
    page.run()
    board, key = Board(page, "further"), "need.family_reunification_from"
    assert board.state(key)["shown"] == "2027-08" and board.state(key)["note"]
    board.type(key, "2028-01")
    assert page.session_state["session"].scenario.value(key) == "2028-01"
    board.type(key, " ")
    assert not page.session_state["session"].changed


def test_further_assumptions_are_drawn_when_unfolded():
    page, _ = _board()
    assert len(components(page, "levers")) == 1
    page.session_state["further"] = True
    page.run()
    assert not page.exception
    sentence, board = _sentence(page), Board(page, "further")
    board.slide("need.asylum.take_up", 0.5)
    assert _sentence(page) != sentence
    assert board.state("staffing.plan_share")["frozen"] == ""
    Board(page).choose("staffing.method", "ratio")
    assert board.state("staffing.plan_share")["frozen"]


def test_the_arrivals_can_be_shown_instead_of_the_caseload():
    page = opened()
    next(group for group in page.get("button_group") if group.key == "fan").set_value("arrivals").run()
    assert not page.exception
    assert any("Zugänge" in words and "Median" in words for words in _html(page))


def test_the_screen_counts_the_assumptions_that_are_measured():
    """Of those that are uncertain: an assumption that is decided or exact has no range."""
    page = opened()
    drawn = [load_register()[key] for key in page.session_state["session"].last_result.resolved.ranges]
    grades = [[entry.quality for entry in drawn].count(grade) for grade in ("green", "amber", "red")]
    assert sum(grades) == len(drawn)
    words = "{} unsichere Annahmen: {} gemessen, {} teilweise belegt, {} Einschätzung.".format(len(drawn), *grades)
    assert words in _sentence(page)
    exact = {entry.key: {"value": entry.value, "low": entry.value, "high": entry.value} for entry in drawn[2:]}
    page = opened(s=encode(Position("base", BASE.with_values(exact)), SHIPPED))
    assert "2 unsichere Annahmen: " in _sentence(page)


def test_no_key_of_the_catalogue_shows_through():
    for language in LANGUAGES:
        page = opened(lang=language)
        assert not re.search(r"\b(ui|reports|assumptions|scenarios)\.[a-z_]+\.[a-z_]+", " ".join(_html(page)))


def test_a_district_asked_for_in_the_address_stays_there_and_anything_else_is_ignored():
    page = opened(kreis="08111", nonsense="1")
    _widget(page.get("button_group"), "language").set_value("en").run()
    turn_to(page, "plausibility")
    assert not page.exception
    assert not page.error
    assert _address(page) == {"kreis": "08111", "lang": "en"}
    for other in ("<script>", "٠٨١١١"):
        page = opened(kreis=other)
        assert (_address(page), len(page.error)) == ({}, 0)


def test_the_address_is_handed_to_the_browser_on_every_run():
    """A change of the page empties the address bar while the parameters stay the same."""
    page, board = _board()
    board.slide("arrivals.shocks", 0.3)
    sent = []
    for _ in range(2):
        (address,) = components(page, "address")
        sent.append(json.loads(address.json))
        page.run()
    assert [data["wanted"] for data in sent] == [_address(page)] * 2
    assert sent[0]["ours"] == ["eigen", "gespeichert", "intervall", "kreis", "lang", "s", "ziel"]
    assert sent[0]["run"] != sent[1]["run"]


def test_what_is_typed_before_the_language_is_switched_is_read_as_it_was_written():
    """Both arrive together: 60.000 is sixty thousand in German and sixty in English."""
    page, board = _board()
    _widget(page.get("button_group"), "language").set_value("en")
    board.type("funding.rate_graduate", "61.000")
    assert "are expected to need" in _sentence(page)
    assert board.field("funding.rate_graduate") == "61,000"
    assert set(_address(page)) == {"s", "lang"}


def test_the_grey_line_is_the_base_scenario_whatever_the_page_started_from():
    page = opened()
    session = page.session_state["session"]
    assert session.base_lines() is None
    choose_shipped(page, "half_state_share")
    assert session.base.title("de") != "Ausgangsszenario"
    assert session.base_lines() is data.base_lines("base")


def test_other_readings_are_computed_when_they_are_opened():
    page = opened()
    title = GERMAN("ui.answer.readings")
    assert title in [folder.label for folder in page.expander]
    assert not [table for table in _tables(page) if GERMAN("reports.plausibility.reading.private") in table]
