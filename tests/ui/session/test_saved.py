"""Saved scenarios on the pages: whatever is opened, saved or refused, nothing in work is lost and nothing crashes."""

from __future__ import annotations

import datetime
import re
from html import unescape

import pytest
import streamlit as st
from sqlalchemy import create_engine, update
from streamlit.testing.v1 import AppTest

from forecasting.assumptions import Scenario, load_scenario, shipped_scenarios
from forecasting.assumptions.differences import same_content
from forecasting.base.text import LANGUAGES, Texts
from forecasting.people import LOCAL, Actor
from forecasting.store import Store, database_url, open_store
from forecasting.store.file import read_file
from forecasting.store.tables import SAVED
from forecasting.ui.sentences import plain
from forecasting.ui.session import data, saved
from forecasting.ui.session.saved import file_name, file_of
from forecasting.ui.session.session import Session
from forecasting.ui.session.state import Position, Track, decode
from tests.store.conftest import postgres, server  # noqa: F401
from tests.ui.conftest import PATIENCE, SCRIPT, bodies, choose_shipped, forget, turn_to

pytestmark = pytest.mark.usefixtures("small_world")

SHIPPED = {path.stem: load_scenario(path) for path in shipped_scenarios()}
BASE = SHIPPED["base"]
HALF = BASE.with_values({"funding.state_share": 0.5}, {"funding.state_share": "Beschluss des Kabinetts"})
NOW = datetime.datetime(2026, 7, 4, 22, 30, tzinfo=datetime.UTC)
MORNING = "05.07.2026, 00:30 Uhr"
GERMAN = Texts("de")
MISCHIEF = "*Haushalt* :red[2027] `x` $1$ <b> [y](http://z) # _z_"


@pytest.fixture
def colleague():
    """Somebody else who works in the same database."""
    opened = open_store(actor=LOCAL)
    yield opened
    opened.close()


def _head() -> None:
    """The head without a page under it."""
    from forecasting.people import LOCAL
    from forecasting.ui.frame.frame import draw_head
    from forecasting.ui.pages.table import PAGES
    from forecasting.ui.session.session import begun

    session = begun(PAGES, LOCAL)
    session.widgets.take_entries()
    draw_head(session)
    session.write_address()


def _begun(page: AppTest, **parameters: str) -> AppTest:
    for name, value in parameters.items():
        page.query_params[name] = value
    page.run()
    assert not page.exception
    return page


def _page(**parameters: str) -> AppTest:
    return _begun(AppTest.from_function(_head, default_timeout=PATIENCE), **parameters)


def _whole(**parameters: str) -> AppTest:
    return _begun(AppTest.from_file(str(SCRIPT), default_timeout=PATIENCE), **parameters)


def _session(page: AppTest) -> Session:
    return page.session_state["session"]


def _label(page: AppTest) -> str:
    return next(block.proto.popover.label for block in page.get("popover") if "menu-" in block.proto.id)


def _sentence(page: AppTest) -> str:
    """On the whole page the answer without the mark of the run, which goes with the name."""
    found = next(body for body in bodies(page) if '<section class="answer' in body)
    return unescape(found.partition('class="aside"')[0])


def _menu(page: AppTest, view: str = "open") -> AppTest:
    """Open the menu at one of its parts."""
    for wanted in (False, True):
        _session(page).menu.show(wanted)
    page.run()
    if view != "open":
        next(group for group in page.get("button_group") if group.key.startswith("saved-view")).set_value(view).run()
    assert not page.exception
    return page


def _widget(widgets, name: str):
    return next(widget for widget in widgets if widget.key and widget.key.startswith(name))


def _keys(page: AppTest) -> set[str]:
    return {element.key for element in (*page.button, *page.get("download_button")) if element.key}


def _press(page: AppTest, key: str) -> AppTest:
    page.button(key=key).click().run()
    assert not page.exception
    return page


def _submit(page: AppTest, form: str) -> AppTest:
    next(button for button in page.button if button.key.startswith(f"FormSubmitter:{form}-")).click().run()
    assert not page.exception
    return page


def _move(page: AppTest, share: float = 0.5, key: str = "funding.state_share") -> AppTest:
    """Change a value as a lever does."""
    session = _session(page)
    session.go(session.scenario.with_values({key: share}))
    page.run()
    assert not page.exception
    return page


def _save_as(page: AppTest, name: str, kind: str = "follows") -> AppTest:
    _menu(page, "save")
    _widget(page.text_input, "saved-new").set_value(name)
    _widget(page.radio, "saved-kind").set_value(kind)
    return _submit(page, "saved-new")


def _choose(page: AppTest, name: str) -> AppTest:
    """Choose a saved scenario in the menu."""
    _menu(page)
    wanted = next(row.id for row in _session(page).menu.rows or () if row.name == name)
    _widget(page.radio, "saved-saved").set_value(wanted).run()
    assert not page.exception
    return page


def _load(page: AppTest, name: str) -> AppTest:
    return _press(_choose(page, name), "saved-open")


def _import(page: AppTest, content: bytes | None, name: str = "", follows: str = "base") -> AppTest:
    if _session(page).menu.view != "import":
        _menu(page, "import")
    if content is not None:
        _widget(page.file_uploader, "saved-file").upload("szenario.toml", content)
    _widget(page.text_input, "saved-import").set_value(name)
    _widget(page.selectbox, "saved-follows").set_value(follows)
    return _submit(page, "saved-import")


def _errors(page: AppTest) -> str:
    return " ".join(error.value for error in page.error).replace("\\", "")


def _said(page: AppTest) -> str:
    return " ".join(success.value for success in page.success).replace("\\", "")


def _state(page: AppTest) -> str:
    """What the menu says of the open scenario."""
    return next(words.value for words in page.markdown if "Geöffnet ist" in words.value).replace("\\", "")


def _names(store: Store) -> list[str]:
    return [row.name for row in store.list()]


def test_the_head_names_the_open_scenario_and_marks_changes():
    page = _page()
    assert _label(page) == "Ausgangsszenario"
    assert _label(_move(page)) == "Ausgangsszenario, geändert"
    choose_shipped(page, "audit_recommendation")
    assert _label(page) == "Empfehlung zu Sätzen von 2020"
    _press(page, "undo")
    assert _label(page) == "Ausgangsszenario, geändert"
    _save_as(page, "Ein sehr langer Name, der auf keinen Knopf passt")
    assert _label(page) == "Ein sehr langer Name, der auf k…"
    _session(page).language = "en"
    _move(page.run(), 0.6)
    assert _label(page) == "Ein sehr langer Name, der auf k…, changed"


def test_what_one_saves_another_loads_in_one_step(colleague):
    page = _move(_whole())
    _session(page).give_reason("funding.state_share", "Beschluss des Kabinetts")
    sentence = _sentence(_save_as(page, " Haushalt 2027 "))
    assert "Haushalt 2027" in _said(page) and _label(page) == "Haushalt 2027"
    assert [(row.name, row.base, row.standalone) for row in colleague.list()] == [("Haushalt 2027", "base", False)]

    other = _whole()
    before = _sentence(other)
    assert before != sentence
    _load(other, "Haushalt 2027")
    assert (_sentence(other), _label(other)) == (sentence, "Haushalt 2027")
    assert any("Szenario: Haushalt 2027." in body for body in bodies(other))
    assert _session(other).scenario.reasons["funding.state_share"] == "Beschluss des Kabinetts"
    assert len(_session(other).track.past) == 1 and not _session(other).menu.open
    _press(other, "undo")
    assert (_sentence(other), _label(other)) == (before, "Ausgangsszenario")
    _press(other, "redo")
    assert (_sentence(other), _label(other)) == (sentence, "Haushalt 2027")


def test_the_link_carries_the_scenario_without_the_database(colleague):
    colleague.save("x", HALF, base="base", now=NOW)
    page = _load(_whole(), "x")
    parameter = _session(page).address()["s"]
    assert decode(parameter, SHIPPED).scenario.digest == HALF.digest
    st.cache_resource.clear()
    colleague.delete("x", now=NOW, expected_version=colleague.list()[0].version)
    assert _sentence(_whole(s=parameter)) == _sentence(page)


def test_ranges_and_reasons_are_kept(colleague):
    ranged = BASE.with_values(
        {"funding.state_share": 0.5, "staffing.net_hours_per_year": {"low": 1400, "value": 1500, "high": 1600}},
        {"funding.state_share": "Beschluss"},
    )
    colleague.save("x", ranged, base="base", now=NOW)
    page = _load(_page(), "x")
    assert same_content(_session(page).scenario, ranged) and _session(page).scenario.ranges == ranged.ranges
    _move(page, 0.6)
    _press(_menu(page), "saved-save")
    kept = colleague.load("x").scenario
    assert kept.ranges == ranged.ranges and kept.overrides["funding.state_share"] == 0.6
    assert kept.reasons["funding.state_share"] == "Beschluss"


def test_saving_overwrites_the_open_one_and_takes_the_mark_away(colleague):
    colleague.save("x", HALF, base="base", now=NOW, standalone=True)
    page = _load(_page(), "x")
    assert _menu(page).button(key="saved-save").disabled
    _move(page, 0.6)
    assert _label(page) == "x, geändert"
    _press(_menu(page), "saved-save")
    assert _label(page) == "x" and "gespeichert" in _said(page)
    (row,) = colleague.list()
    assert row.standalone and row.changed > NOW
    assert colleague.load("x").scenario.overrides["funding.state_share"] == 0.6
    _press(page, "undo")
    assert _label(page) == "x, geändert"
    _press(_menu(page), "saved-save")
    assert colleague.load("x").scenario.overrides["funding.state_share"] == 0.5 and _label(page) == "x"
    _session(page).give_reason("funding.state_share", "Neuer Beschluss")
    page.run()
    assert _label(page) == "x, geändert"


def test_after_saving_under_a_name_the_steps_before_belong_to_it(colleague):
    page = _move(_move(_page()), 0.6)
    choose_shipped(page, "half_state_share")
    _move(_move(page, 0.55), 0.45)
    _press(page, "undo")
    _save_as(page, "x")
    _press(page, "redo")
    assert _label(page) == "x, geändert"
    _press(_press(page, "undo"), "undo")
    assert _label(page) == "x, geändert"  # the shipped scenario that x was made from
    _press(page, "undo")
    assert _label(page) == "Ausgangsszenario, geändert"
    assert _names(colleague) == ["x"]


def test_steps_from_another_start_stay_what_they_were():
    one, two, three = (
        Position("base", BASE.with_values({"funding.state_share": share})) for share in (0.1, 0.2, 0.3)
    )
    other, mine = Position("half_state_share", SHIPPED["half_state_share"]), Position("base", BASE, "other")
    track = Track(two, (one, other, mine, one), (three, mine, three)).kept_as("id", HALF)
    assert [step.saved for step in track.past] == ["", "", "other", "id"]
    assert track.here == Position("base", HALF, "id")
    assert [step.saved for step in track.future] == ["id", "other", ""]


@pytest.mark.parametrize(("kind", "share"), [("follows", 0.25), ("standalone", 1.0)])
def test_a_saved_scenario_follows_its_base_unless_it_is_standalone(kind, share, monkeypatch, colleague):
    page = _page()
    _move(page, 40e6, "budget.appropriation.2027")
    _save_as(page, "x", kind)
    assert colleague.list()[0].standalone is (kind == "standalone")

    def later(path) -> Scenario:
        found = load_scenario(path)
        return found.with_values({"funding.state_share": 0.25}) if path.stem == "base" else found

    monkeypatch.setattr(data, "load_scenario", later)
    forget()
    page = _load(_page(), "x")
    assert _session(page).scenario.value("funding.state_share") == share
    assert (2027, 40e6) in _session(page).scenario.value("budget.appropriation").pairs
    assert _label(page) == "x"


def test_the_list_tells_base_kind_and_last_change(colleague):
    colleague.save("a", HALF, base="audit_recommendation", now=NOW)
    colleague.save("b", HALF, base="base", now=NOW, standalone=True)
    page = _menu(_page())
    radio = _widget(page.radio, "saved-saved")
    assert radio.options == ["a", "b"]
    assert [caption.replace("\\", "") for caption in radio.proto.captions] == [
        f"folgt „Empfehlung zu Sätzen von 2020“; Stand: {MORNING}",
        f"eigenständig, ausgehend von „Ausgangsszenario“; Stand: {MORNING}",
    ]
    _load(page, "b")
    _menu(page)
    assert MORNING in _state(page) and "eigenständig" in _state(page)


def test_many_saved_scenarios_can_be_searched(colleague):
    for number in range(13):
        colleague.save(f"Runde {number:02}", HALF, base="base", now=NOW)
    page = _menu(_page())
    _widget(page.text_input, "saved-search").set_value("11 runde").run()
    assert _widget(page.radio, "saved-saved").options == ["Runde 11"]
    _widget(page.text_input, "saved-search").set_value("gibt es nicht").run()
    assert not page.exception
    assert GERMAN("ui.saved.nothing_found") in [words.value for words in page.markdown]
    _choose(page, "Runde 03")
    _widget(page.text_input, "saved-search").set_value("11").run()
    assert _widget(page.radio, "saved-saved").options == ["Runde 03", "Runde 11"]  # the chosen one stays in sight


def test_renaming_duplicating_and_deleting(colleague):
    colleague.save("Entwurf", HALF, base="base", now=NOW)
    page = _load(_page(), "Entwurf")
    _press(_choose(page, "Entwurf"), "saved-rename")
    field = _widget(page.text_input, "saved-name")
    assert field.value == "Entwurf"
    field.set_value("Anmeldung 2027")
    _submit(page, "saved-name")
    assert _names(colleague) == ["Anmeldung 2027"] and _label(page) == "Anmeldung 2027"
    assert _session(page).scenario.name == "Anmeldung 2027"
    _move(page, 0.6)
    _press(_menu(page), "saved-save")
    assert colleague.load("Anmeldung 2027").scenario.overrides["funding.state_share"] == 0.6

    _press(_choose(page, "Anmeldung 2027"), "saved-duplicate")
    assert _widget(page.text_input, "saved-name").value == "Kopie von Anmeldung 2027"
    _submit(page, "saved-name")
    assert _names(colleague) == ["Anmeldung 2027", "Kopie von Anmeldung 2027"]
    assert _label(page) == "Anmeldung 2027" and "Kopie" in _said(page)
    assert _session(page).menu.row().name == "Kopie von Anmeldung 2027"

    scenario = _session(page).scenario
    _press(_choose(page, "Anmeldung 2027"), "saved-delete")
    assert "30 Tage lang wiederherstellen" in page.warning[0].value and len(_names(colleague)) == 2
    _press(page, "saved-cancel")
    assert not page.warning
    _press(_press(page, "saved-delete"), "saved-delete-yes")
    assert _names(colleague) == ["Kopie von Anmeldung 2027"]
    assert (_session(page).scenario, _label(page)) == (scenario, "Ausgangsszenario, geändert")
    assert not page.error


def test_a_quick_hand_opens_what_it_has_just_chosen_and_deletes_nothing_else(colleague):
    """The choice and the click on the button arrive together; the button was drawn for the one chosen before."""
    colleague.save("a", HALF, base="base", now=NOW)
    colleague.save("b", BASE, base="base", now=NOW)
    page = _choose(_page(), "a")
    second = _session(page).menu.rows[1].id
    _widget(page.radio, "saved-saved").set_value(second)
    _press(page, "saved-open")
    assert _label(page) == "b"

    _press(_choose(page, "a"), "saved-delete")
    _widget(page.radio, "saved-saved").set_value(second)
    _press(page, "saved-delete-yes")
    assert _names(colleague) == ["a", "b"] and not page.warning
    _press(_choose(page, "a"), "saved-rename")
    _widget(page.radio, "saved-saved").set_value(second)
    _widget(page.text_input, "saved-name").set_value("c")
    _submit(page, "saved-name")
    assert _names(colleague) == ["a", "b"]
    _choose(page, "a")
    _widget(page.radio, "saved-shipped").set_value("half_state_share")
    _press(page, "saved-open")
    assert _session(page).scenario == SHIPPED["half_state_share"]


def test_a_refused_name_is_explained_in_place_and_kept_in_the_field(colleague):
    colleague.save("Haushalt", HALF, base="base", now=NOW)
    page = _move(_page(), 0.6)
    here = _session(page).track
    for name, words in (("", "keinen Namen"), ("haushalt", "bereits ein Szenario"), ("x" * 121, "höchstens 120")):
        _save_as(page, name)
        assert words in _errors(page)
        assert _session(page).track == here and _names(colleague) == ["Haushalt"]
    _save_as(page, "haushalt")
    assert _widget(page.text_input, "saved-new").value == "haushalt"
    page.run()
    assert _errors(page)  # until something else is done


def test_a_scenario_of_the_same_name_can_be_replaced_on_demand(colleague):
    colleague.save("Haushalt", HALF, base="base", now=NOW)
    page = _save_as(_move(_page(), 0.6), "haushalt", "standalone")
    _widget(page.text_input, "saved-new").set_value("")
    assert "saved-overwrite" not in _keys(_submit(page, "saved-new"))
    _widget(page.text_input, "saved-new").set_value("haushalt")
    _submit(page, "saved-new")
    assert any(MORNING in words.value for words in page.markdown)
    _press(page, "saved-overwrite")
    assert colleague.load("Haushalt").scenario.overrides["funding.state_share"] == 0.6
    assert _label(page) == "Haushalt" and colleague.list()[0].standalone


def test_replacing_what_has_changed_since_is_refused(colleague):
    first = colleague.save("Haushalt", HALF, base="base", now=NOW)
    page = _save_as(_move(_page(), 0.6), "Haushalt")
    colleague.save("Haushalt", BASE, base="base", now=NOW, expected_version=first.version)
    _press(page, "saved-overwrite")
    assert "inzwischen" in _errors(page) and MORNING in _errors(page)
    assert "funding.state_share" not in colleague.load("Haushalt").scenario.overrides


@pytest.mark.parametrize("at_once", [True, False])
def test_a_conflict_offers_theirs_or_another_name(at_once, colleague):
    """The change of a colleague shows when the menu is opened, or when saving is refused."""
    saved = colleague.save("x", HALF, base="base", now=NOW)
    page = _move(_load(_page(), "x"), 0.6)
    theirs = HALF.with_values({"funding.state_share": 0.7})
    if at_once:
        colleague.save("x", theirs, base="base", now=NOW, expected_version=saved.version)
        _menu(page)
        assert "saved-save" not in _keys(page)
    else:
        _menu(page)
        colleague.save("x", theirs, base="base", now=NOW, expected_version=saved.version)
        _press(page, "saved-save")
    assert len(page.error) == 1
    assert f"Das Szenario „x“ wurde inzwischen an anderer Stelle geändert (Stand: {MORNING})." in _errors(page)
    assert _session(page).scenario.overrides["funding.state_share"] == 0.6
    assert colleague.load("x").scenario.overrides["funding.state_share"] == 0.7

    _press(page, "saved-theirs")
    assert _session(page).scenario.overrides["funding.state_share"] == 0.7 and _label(page) == "x"
    _press(page, "undo")
    assert _session(page).scenario.overrides["funding.state_share"] == 0.6 and _label(page) == "x, geändert"
    _menu(page)
    assert not page.error and "saved-save" in _keys(page)


def test_in_a_conflict_ones_own_can_be_saved_under_another_name(colleague):
    saved = colleague.save("x", HALF, base="base", now=NOW)
    page = _move(_load(_page(), "x"), 0.6)
    colleague.save("x", BASE, base="base", now=NOW, expected_version=saved.version)
    _press(_menu(page), "saved-other")
    _widget(page.text_input, "saved-new").set_value("meins")
    _submit(page, "saved-new")
    assert _label(page) == "meins" and not page.error
    assert colleague.load("meins").scenario.overrides["funding.state_share"] == 0.6
    assert "funding.state_share" not in colleague.load("x").scenario.overrides


def test_the_open_one_may_be_renamed_or_deleted_elsewhere(colleague):
    saved = colleague.save("x", HALF, base="base", now=NOW)
    page = _move(_load(_page(), "x"), 0.6)
    saved = colleague.rename("x", "y", now=NOW, expected_version=saved.version)
    _menu(page)
    assert "heißt jetzt „y“" in _errors(page)
    colleague.delete("y", now=NOW, expected_version=saved.version)
    _menu(page)
    assert "an anderer Stelle gelöscht" in _errors(page) and "saved-theirs" not in _keys(page)
    _press(page, "saved-other")
    _widget(page.text_input, "saved-new").set_value("x")
    _submit(page, "saved-new")
    assert _label(page) == "x" and colleague.load("x").scenario.overrides["funding.state_share"] == 0.6


@pytest.mark.parametrize("task", ["rename", "duplicate", "delete", "open"])
def test_what_a_colleague_has_deleted_meanwhile_is_said(task, colleague):
    saved = colleague.save("x", HALF, base="base", now=NOW)
    page = _choose(_page(), "x")
    if task != "open":
        _press(page, f"saved-{task}")
    colleague.delete("x", now=NOW, expected_version=saved.version)
    if task in ("rename", "duplicate"):
        _widget(page.text_input, "saved-name").set_value("y")
        _submit(page, "saved-name")
    else:
        _press(page, "saved-delete-yes" if task == "delete" else "saved-open")
    assert "Das Szenario „x“ wurde inzwischen an anderer Stelle gelöscht." in _errors(page)
    assert _session(page).scenario == BASE and _names(colleague) == []


@pytest.mark.parametrize("task", ["rename", "delete"])
def test_what_a_colleague_has_changed_meanwhile_is_neither_renamed_nor_deleted(task, colleague):
    saved = colleague.save("x", HALF, base="base", now=NOW)
    page = _press(_choose(_page(), "x"), f"saved-{task}")
    colleague.save("x", BASE, base="base", now=NOW, expected_version=saved.version)
    if task == "rename":
        _widget(page.text_input, "saved-name").set_value("y")
        _submit(page, "saved-name")
    else:
        _press(page, "saved-delete-yes")
    assert "inzwischen an anderer Stelle geändert" in _errors(page) and MORNING in _errors(page)
    assert _names(colleague) == ["x"]


def test_a_file_is_imported_and_stays_unopened_until_wanted(colleague):
    colleague.save("Ohne Land", HALF, base="base", now=NOW)
    file = colleague.export_toml("Ohne Land")
    colleague.delete("Ohne Land", now=NOW, expected_version=colleague.list()[0].version)
    page = _import(_page(), file, follows="audit_recommendation")
    assert [(row.name, row.base, row.standalone) for row in colleague.list()] == [
        ("Ohne Land", "audit_recommendation", False)
    ]
    assert "Ohne Land" in _said(page) and _session(page).scenario == BASE
    _press(page, "saved-open")
    assert _label(page) == "Ohne Land" and same_content(_session(page).scenario, HALF)
    _import(page, file, name="eigen", follows="")
    assert [(row.name, row.standalone) for row in colleague.list()] == [("eigen", True), ("Ohne Land", False)]
    _menu(page, "import")
    assert not _widget(page.text_input, "saved-import").value and page.file_uploader(key="saved-file").value is None


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xff\xfe", "keine Textdatei in UTF-8"),
        (b"x" * 300_000, "höchstens 256\u00a0kB"),
        (b"name = ", "kein gültiges TOML"),
        (b'name = "x"\n[funding]\nstate_shar = 1\nrate_graduate = -5\n', "state_shar"),
        (b'name = "x"\n[arrivals]\npath = "/etc/passwd"\n', "eine Datei eines Rechners"),
        (b"[funding]\nstate_share = 0.5\n", "keinen Namen"),
        (None, "keine Datei ausgewählt"),
    ],
)
def test_a_file_that_cannot_be_imported_is_explained_and_changes_nothing(content, words, colleague):
    page = _move(_page())
    here = _session(page).track
    _import(page, content)
    assert words in _errors(page)
    assert _session(page).track == here and _names(colleague) == []


def test_the_name_of_a_file_that_is_taken_can_be_replaced_by_another(colleague):
    colleague.save("Entwurf", HALF, base="base", now=NOW)
    page = _import(_page(), colleague.export_toml("Entwurf"))
    assert "Unter dem Namen „Entwurf“ ist bereits ein Szenario gespeichert" in _errors(page)
    assert _widget(page.file_uploader, "saved-file").value is not None
    _widget(page.text_input, "saved-import").set_value("Entwurf B")
    _submit(page, "saved-import")
    assert _names(colleague) == ["Entwurf", "Entwurf B"]


def test_what_is_in_work_is_exported_with_its_changes(colleague):
    page = _move(_page())
    name, content = file_of(_session(page).in_work)
    assert (name, read_file(content).name, read_file(content).name_en) == (
        "ausgangsszenario-geaendert.toml",
        "Ausgangsszenario, geändert",
        "Base scenario, changed",
    )
    assert read_file(content).digest == _session(page).scenario.digest
    _save_as(page, "Haushalt 2027/28")
    assert file_of(_session(page).in_work) == ("haushalt-2027-28.toml", colleague.export_toml("Haushalt 2027/28"))
    assert {"saved-export", "saved-export-row"} <= _keys(page)


@pytest.mark.parametrize("name", ["../../x", "..", "\u202ex", "a" * 300, "名前", "/etc/passwd", "", "a\nb"])
def test_a_file_name_holds_letters_and_digits_only(name):
    assert re.fullmatch(r"[a-z0-9-]{1,80}\.toml", file_name(name))


def _spoil(**fields: object) -> None:
    engine = create_engine(database_url())
    with engine.begin() as connection:
        connection.execute(update(SAVED).values(fields))
    engine.dispose()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"base": "gibt_es_nicht"}, "wird nicht mehr mitgeliefert"),
        ({"content": "quatsch"}, "beschädigt"),
        ({"content": "[values]\n'funding.state_share' = 7.0\n"}, "nicht oder nicht mehr zulässig"),
    ],
)
def test_what_cannot_be_opened_stays_listed_with_the_reason(fields, words, colleague):
    colleague.save("x", HALF, base="base", now=NOW)
    _spoil(**fields)
    page = _move(_page())
    here = _session(page).track
    _choose(page, "x")
    assert words in _errors(page)
    assert "saved-open" not in _keys(page) and "saved-export-row" not in _keys(page)
    if "base" in fields:
        assert "das nicht mehr mitgeliefert wird" in _widget(page.radio, "saved-saved").proto.captions[0]
    _press(page, "saved-rename")
    _widget(page.text_input, "saved-name").set_value("y")
    _submit(page, "saved-name")
    assert _names(colleague) == (["x"] if fields.get("content") == "quatsch" else ["y"])
    assert words in _errors(page)
    _press(_press(page, "saved-delete"), "saved-delete-yes")
    assert _names(colleague) == [] and _session(page).track == here


def test_a_standalone_scenario_outlives_its_base(colleague):
    colleague.save("x", HALF, base="base", now=NOW, standalone=True)
    _spoil(base="gibt_es_nicht")
    page = _load(_page(), "x")
    assert _session(page).scenario.digest == HALF.digest and _label(page) == "x"
    _menu(page)
    assert "das nicht mehr mitgeliefert wird" in _state(page) and not page.error
    _move(page, 0.6)
    _press(_menu(page), "saved-save")
    assert colleague.list()[0].base == "base" and colleague.list()[0].standalone


def test_what_becomes_unreadable_while_it_is_open_is_said(colleague):
    colleague.save("x", HALF, base="base", now=NOW)
    page = _choose(_page(), "x")
    _spoil(content="quatsch")
    _press(page, "saved-open")
    assert "beschädigt" in _errors(page) and _session(page).scenario == BASE


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("mysql://x/y", "Datenbankart"),
        ("sqlite:////proc/nirgends/x.sqlite3", "kann nicht angelegt"),
        ("postgresql://nobody@127.0.0.1:1/x?connect_timeout=1", "nicht erreichbar"),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_without_a_database_everything_else_works(url, words, language, monkeypatch, tmp_path):
    good = database_url()
    monkeypatch.setenv("FORECASTING_DATABASE", url)
    page = _move(_page(lang=language))
    _menu(page)
    assert len(page.error) == 1 and Texts(language)("ui.saved.without") in _errors(page)
    assert language == "en" or words in _errors(page)
    assert {"saved-export", "saved-open", "saved-again"} <= _keys(page) and "saved-save" not in _keys(page)
    choose_shipped(page, "audit_recommendation")
    assert not page.error and _session(page).scenario == SHIPPED["audit_recommendation"]
    _menu(page)
    monkeypatch.setenv("FORECASTING_DATABASE", good)
    _press(page, "saved-again")
    assert not page.error and "saved-again" not in _keys(page)


def test_a_name_outlives_a_database_that_fails(monkeypatch, colleague):
    good = database_url()
    page = _menu(_move(_page()), "save")
    monkeypatch.setenv("FORECASTING_DATABASE", "sqlite:////proc/nirgends/x.sqlite3")
    asked: list[str] = []
    opened = saved.store
    monkeypatch.setattr(saved, "store", lambda actor: asked.append("") or opened(actor))
    _widget(page.text_input, "saved-new").set_value("Haushalt")
    _submit(page, "saved-new")
    assert len(page.error) == 1 and "kann nicht angelegt" in _errors(page)
    assert len(asked) == 1  # a server that does not answer is waited for once
    monkeypatch.setenv("FORECASTING_DATABASE", good)
    _press(page, "saved-again")
    assert _widget(page.text_input, "saved-new").value == "Haushalt"
    _submit(page, "saved-new")
    assert _names(colleague) == ["Haushalt"] and _label(page) == "Haushalt"


def test_a_database_that_goes_away_is_said_and_opened_anew(colleague, tmp_path):
    colleague.save("x", HALF, base="base", now=NOW)
    page = _menu(_move(_load(_page(), "x"), 0.6))
    here = _session(page).track
    for opened in (saved.store(LOCAL), colleague):
        opened.close()
    for path in tmp_path.glob("scenarios.sqlite3*"):
        path.unlink()
    _press(page, "saved-save")
    assert "nicht erreichbar oder beschädigt" in _errors(page) and _session(page).track == here
    _press(page, "saved-again")
    assert "an anderer Stelle gelöscht" in _errors(page)
    _press(page, "saved-other")
    _widget(page.text_input, "saved-new").set_value("x")
    _submit(page, "saved-new")
    assert _label(page) == "x" and colleague.load("x").scenario.overrides["funding.state_share"] == 0.6


def test_a_closed_menu_asks_no_database_and_an_open_one_asks_once(monkeypatch):
    page = _save_as(_move(_whole()), "x")
    asked: list[str] = []

    def store(actor: Actor) -> Store:
        asked.append("")
        return saved._opened(database_url()).acting(actor)

    monkeypatch.setattr(saved, "store", store)
    _menu(page)
    assert len(asked) == 2  # the list and the chosen one
    _move(page, 0.6)
    page.run()
    assert len(asked) == 2
    _session(page).menu.show(False)
    _move(page, 0.7)
    _press(page, "undo")
    turn_to(page, "plausibility")
    assert len(asked) == 2 and _label(page) == "x, geändert"


def test_the_store_is_opened_once_for_all():
    _menu(_page())
    first = saved.store(LOCAL)
    _menu(_page())
    assert saved.store(LOCAL) is first


def test_names_are_shown_letter_by_letter(colleague):
    colleague.save(MISCHIEF, HALF, base="base", now=NOW)
    page = _load(_page(), MISCHIEF)
    _menu(page)
    shown = plain(MISCHIEF)
    assert r"\*Haushalt\* \:red\[2027\]" in shown and r"\$1\$ \<b\> \[y\]\(http\://z\) \# \_z\_" in shown
    assert _widget(page.radio, "saved-saved").options == [shown]
    assert _label(page).startswith(r"\*Haushalt\* \:red")
    assert any(shown in words.value for words in page.markdown)
    _save_as(page, MISCHIEF)
    assert any(shown in words.value for words in page.markdown)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_part_of_the_menu_speaks_the_language(language, colleague):
    colleague.save("a", HALF, base="base", now=NOW)
    page, text = _page(lang=language), Texts(language)
    shown: list[str] = []
    for view in saved.VIEWS:
        _menu(page, view)
        elements = (*page.markdown, *page.button, *page.radio, *page.text_input, *page.selectbox, *page.file_uploader)
        shown += [str(getattr(element, "label", "") or element.value) for element in elements]
    _press(_choose(page, "a"), "saved-delete")
    shown += [words.value for words in page.warning]
    assert text("ui.saved.shipped") in shown and text("ui.saved.file") in shown
    assert not [words for words in shown if re.search(r"\b(ui|store)\.[a-z_]+\.|\{", words)]


def test_the_language_can_change_while_the_menu_is_open(colleague):
    colleague.save("a", HALF, base="base", now=NOW)
    page = _choose(_page(), "a")
    _widget(page.get("button_group"), "language").set_value("en").run()
    assert not page.exception and _session(page).menu.open
    assert _widget(page.radio, "saved-saved").value == _session(page).menu.saved
    assert page.button(key="saved-open").label == "Open"


def test_a_scenario_that_cannot_be_computed_leaves_the_last_good_result(colleague):
    late = [{"from": datetime.date(2040, 1, 1), "value": 60_000}]
    colleague.save("x", BASE.with_values({"funding.rate_graduate": late}), base="base", now=NOW)
    page = _whole()
    sentence = _sentence(page)
    _load(page, "x")
    said = next(body for body in bodies(page) if 'class="answer impossible"' in body)
    assert GERMAN("ui.answer.impossible") in said and "funding.rate_graduate" in said
    _press(page, "undo")
    assert not page.error and _label(page) == "Ausgangsszenario" and _sentence(page) == sentence


def test_two_sessions_in_postgresql(postgres, monkeypatch):  # noqa: F811
    monkeypatch.setenv("FORECASTING_DATABASE", postgres)
    one = _save_as(_move(_page()), "Haushalt")
    other = _move(_load(_page(), "Haushalt"), 0.6)
    _press(_menu(other), "saved-save")
    _move(one, 0.7)
    _press(one, "saved-save")
    assert "inzwischen an anderer Stelle geändert" in _errors(one)
    _press(one, "saved-theirs")
    assert _label(one) == "Haushalt" and same_content(_session(one).scenario, _session(other).scenario)
    saved.store(LOCAL).close()


def test_a_page_loaded_anew_knows_the_scenario_that_was_open(colleague):
    page = _move(_save_as(_move(_page()), "Variante"), 0.7)
    again = _page(**_session(page).address())
    assert _label(again) == _label(page)
    assert _session(again).opened.saved.name == "Variante"
    assert _session(again).scenario.value("funding.state_share") == 0.7
    _press(_menu(again), "saved-save")
    assert colleague.load("Variante").scenario.value("funding.state_share") == 0.7


def test_values_that_an_address_does_not_carry_come_from_the_saved_scenario():
    page = _save_as(_move(_page()), "Variante")
    address = {"gespeichert": _session(page).address()["gespeichert"]}
    again = _session(_page(**address))
    assert (again.title, again.unsaved, again.scenario.value("funding.state_share")) == ("Variante", False, 0.5)


def test_a_page_loaded_anew_does_not_save_over_what_others_have_changed_since(colleague):
    page = _save_as(_move(_page()), "Variante")
    address = _session(_move(page, 0.7)).address()
    seen = next(row for row in colleague.list() if row.name == "Variante")
    theirs = BASE.with_values({"funding.state_share": 0.9})
    colleague.save("Variante", theirs, base="base", now=NOW, expected_version=seen.version)
    again = _page(**address)
    _menu(again)
    assert "saved-save" not in _keys(again)
    assert colleague.load("Variante").scenario.value("funding.state_share") == 0.9


@pytest.mark.parametrize("named", ["", "x", "0" * 32 + ".1", "'; drop table--.1", "ab.99999999999"])
def test_an_address_that_names_nothing_known_opens_the_page_all_the_same(named):
    page = _page(gespeichert=named)
    assert _session(page).opened is None
    assert "gespeichert" not in _session(page).address()
