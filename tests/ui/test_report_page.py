"""The page of the papers: choices, preview, progress, refusals in place, files; made by hand, not by a program."""

from __future__ import annotations

import datetime
import io
import json
import re
import threading
import zipfile
from collections.abc import Callable, Iterator
from html import unescape

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from forecasting.base.buckets import Buckets, Rate
from forecasting.base.errors import Finding, InputError
from forecasting.base.runs import PATHS
from forecasting.base.text import LANGUAGES, Texts
from forecasting.papers.jobs import process
from forecasting.papers.jobs.line import File, Made, Order, Stop
from forecasting.papers.make import FORMATS, PAPERS
from forecasting.people import LOCAL
from forecasting.ui.pages.report import desk
from forecasting.ui.pages.report.choice import CHOICES, Choice, formless, order_of, wanted_files
from forecasting.ui.session.saved import store
from tests.ui.boards import components
from tests.ui.conftest import opened, turn_to

DAY = datetime.date(2026, 3, 31)
pytestmark = pytest.mark.usefixtures("small_world")

GERMAN = Texts("de")
LONG = 120.0
CONTENT = {"kabinettsvorlage.docx": b"the page", "arbeitsmappe.xlsx": b"the book"}


def _made(left_out: tuple[Finding, ...] = ()) -> Made:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in CONTENT.items():
            archive.writestr(name, data)
    files = (
        File("kabinettsvorlage.docx", "cabinet", "docx", 8),
        File("arbeitsmappe.xlsx", "workbook", "xlsx", 2_929_652),
    )
    return Made("bericht.zip", file.getvalue(), files, left_out)


class Hand:
    """Makes the papers when a test lets it."""

    def __init__(self) -> None:
        self.orders: list[Order] = []
        self.begun = threading.Semaphore(0)
        self.door = threading.Event()
        self.tell: Callable[[int], None] = print
        self.end: Callable[[], Made] = _made

    def run(self, order: Order, tell: Callable[[int], None], stop: Stop) -> Made:
        self.orders.append(order)
        self.tell = tell
        stop.then(self.door.set)
        self.begun.release()
        assert self.door.wait(LONG)
        self.door.clear()
        if stop.wanted:
            raise ChildProcessError("killed")
        return self.end()

    def wait(self) -> None:
        assert self.begun.acquire(timeout=LONG)

    def finish(self) -> None:
        self.door.set()
        for thread in threading.enumerate():
            if thread.name == "papers":
                thread.join(LONG)


@pytest.fixture
def hand(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hand]:
    found = Hand()
    monkeypatch.setattr(process, "run", found.run)
    yield found
    found.finish()


def _widget(page: AppTest, kind: str, name: str):
    (found,) = [each for each in page.get(kind) if re.fullmatch(rf"report-{name}-\d+", each.key or "")]
    return found


def _tick(page: AppTest, paper: str, chosen: bool = True) -> AppTest:
    return _widget(page, "checkbox", f"paper-{paper}").set_value(chosen).run()


def _html(page: AppTest) -> str:
    return unescape(" ".join(element.proto.body for element in page.get("html")))


def _progress(page: AppTest) -> str:
    found = [proto for proto in components(page, "markup") if proto.id.endswith("markup-report-progress")]
    return unescape(json.loads(found[0].json)["html"]) if found else ""


def _downloads(page: AppTest) -> list[str]:
    return [element.proto.label for element in page.get("download_button")]


def _told(key: str) -> str:
    return f"{GERMAN(f'{key}.rule')} {GERMAN(f'{key}.remedy')}"


def _press(page: AppTest, name: str = "start") -> AppTest:
    page.button(key=f"report-{name}").click().run()
    assert not page.exception
    return page


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_offers_every_paper_and_shows_what_it_will_say(language):
    page, text = opened("report", lang=language), Texts(language)
    assert len([box for box in page.checkbox if box.key.startswith("report-paper-")]) == len(CHOICES)
    assert text.plural("ui.report.files", 6) in [element.value for element in page.markdown]
    assert 'class="scroll paper"' in _html(page) and f'lang="{language}"' in _html(page)
    assert not re.search(r"\b(ui|papers|reports)\.[a-z_]+\.[a-z_]+", _html(page).partition("scroll paper")[2])
    assert not page.error and not page.warning


@pytest.mark.parametrize("kind", [kind for kind in PAPERS if kind not in ("associations", "district", "hearing")])
def test_each_paper_has_a_preview(kind):
    page = _tick(opened("report"), kind)
    offered = next(box for box in page.selectbox if box.key.startswith("report-preview"))
    offered.set_value(kind).run()
    assert not page.exception and not page.error
    shown = _html(page).partition("scroll paper")[2]
    assert len(re.findall("<h[34]>|<li>", shown)) >= 2


def test_the_preview_speaks_the_language_of_the_papers():
    page = opened("report")
    _widget(page, "button_group", "language-de").set_value("en").run()
    assert 'lang="en"' in _html(page) and Texts("en")("papers.state.forecast") in _html(page)
    assert page.button(key="report-start").label == GERMAN("ui.report.make")


def test_a_paper_whose_data_are_missing_says_so_in_the_preview():
    page = _tick(opened("report"), "associations")
    next(box for box in page.selectbox if box.key.startswith("report-preview")).set_value("associations").run()
    assert not page.exception and len(page.warning) == 1


def test_without_a_paper_there_is_neither_preview_nor_order(hand):
    page = opened("report")
    for paper in Choice().papers:
        _tick(page, paper, chosen=False)
    assert GERMAN("ui.report.preview_none") in [element.value for element in page.markdown]
    _press(page)
    assert [error.value for error in page.error] == [_told("ui.report.nothing")]
    _tick(page, "cabinet")
    assert not page.error and not hand.orders


def test_who_orders_without_end_is_told_to_wait(hand, monkeypatch: pytest.MonkeyPatch):
    """By person: another tab of theirs counts too."""
    monkeypatch.setattr(desk, "PACE", Buckets({"paper": Rate(per_second=0.1, burst=1)}, lambda: 0.0))
    _press(opened("report"))
    hand.wait()
    page = _press(opened("report"))
    rule, remedy = (GERMAN(f"ui.report.often.{part}", seconds=10) for part in ("rule", "remedy"))
    assert [error.value for error in page.error] == [f"{rule} {remedy}"]
    assert len(hand.orders) == 1


def test_a_paper_without_a_fitting_format_is_named():
    page = opened("report")
    _widget(page, "button_group", "formats-de").set_value(["docx", "csv"]).run()
    named = [element.value for element in page.markdown]
    assert GERMAN("ui.report.formless", paper=GERMAN("papers.kind.workbook")) in named
    assert GERMAN("ui.report.formless", paper=GERMAN("papers.kind.cabinet")) not in named


def test_the_paper_of_a_district_needs_a_district(hand):
    page = _tick(opened("report"), "district")
    _press(page)
    assert GERMAN("ui.report.no_district.rule") in page.error[-1].value
    assert not hand.orders


def test_papers_are_made_and_saved(hand):
    page = _press(opened("report"))
    hand.wait()
    (order,) = hand.orders
    assert order.wanted == wanted_files(Choice()) and order.language == "de" and order.paths == PATHS
    assert [scenario.name for scenario in order.scenarios] == ["Ausgangsszenario"]
    page.run()
    assert GERMAN("ui.report.step.begin") in _progress(page) and not _downloads(page)
    hand.tell(2)
    page.run()
    assert GERMAN("ui.report.step.paper", paper="Kabinettsvorlage") in _progress(page)
    hand.finish()
    page.run()
    assert not _progress(page) and not page.exception
    labels = _downloads(page)
    assert labels[0].startswith("Alles als ZIP-Datei (") and labels[1:] == [
        "Kabinettsvorlage (DOCX, 1\N{NO-BREAK SPACE}kB)", "Arbeitsmappe (XLSX, 2,9\N{NO-BREAK SPACE}MB)",
    ]  # fmt: skip
    assert "2.000" in page.success[0].value


def test_a_file_is_what_lies_in_the_zip(hand, monkeypatch):
    offered = {}

    def note(label, data, **options):
        offered[options["key"]] = (data, options)

    page = _press(opened("report"))
    hand.wait()
    hand.finish()
    monkeypatch.setattr(st, "download_button", note)
    page.run()
    data, options = offered["report-file-workbook-xlsx"]
    assert data() == CONTENT["arbeitsmappe.xlsx"]
    assert (options["file_name"], options["on_click"]) == ("arbeitsmappe.xlsx", "ignore")
    assert offered["report-zip"][0] == _made().zip


def test_a_second_press_while_they_are_made_is_refused_in_place(hand):
    page = _press(opened("report"))
    hand.wait()
    _press(page)
    assert [error.value for error in page.error] == [_told("ui.report.busy")]
    assert _progress(page) and len(hand.orders) == 1
    hand.finish()
    page.run()
    assert len(_downloads(page)) == 3


def test_papers_are_made_while_the_planner_is_on_another_page(hand):
    page = _press(opened("report"))
    hand.wait()
    turn_to(page, "goal")
    hand.finish()
    page.run()
    assert not page.exception and not [label for label in _downloads(page) if "ZIP" in label]
    turn_to(page, "report")
    assert len(_downloads(page)) == 3
    turn_to(page, "goal")
    turn_to(page, "report")
    assert len(_downloads(page)) == 3


def test_what_is_chosen_outlasts_another_page():
    page = _tick(_tick(opened("report"), "hearing"), "slides", chosen=False)
    turn_to(page, "goal")
    turn_to(page, "report")
    assert _widget(page, "checkbox", "paper-hearing").value and not _widget(page, "checkbox", "paper-slides").value


def test_cancelling_says_so_and_lets_the_next_order_in(hand):
    page = _press(opened("report"))
    hand.wait()
    page.run()
    _press(page, "cancel")
    page.run()
    assert [info.value for info in page.info] == [GERMAN("ui.report.cancelled")]
    hand.finish()
    hand.door.clear()
    _press(page)
    hand.wait()
    hand.finish()
    page.run()
    assert len(_downloads(page)) == 3


def test_a_failure_is_a_sentence_in_place(hand):
    def refuse() -> Made:
        raise InputError(Finding("scenarios.no_districts"))

    hand.end = refuse
    page = _press(opened("report"))
    hand.wait()
    hand.finish()
    page.run()
    assert GERMAN("scenarios.no_districts.rule") in page.error[0].value and not _downloads(page)
    hand.end = lambda: 1 / 0
    _press(page)
    hand.wait()
    hand.finish()
    page.run()
    assert GERMAN("ui.report.broken.rule") in page.error[0].value


def test_what_is_left_out_is_told_beside_the_files(hand):
    hand.end = lambda: _made((Finding("scenarios.no_districts"),))
    page = _press(opened("report"))
    hand.wait()
    hand.finish()
    page.run()
    assert GERMAN("scenarios.no_districts.rule") in page.warning[0].value and len(_downloads(page)) == 3


def test_finished_papers_go_with_a_change_of_the_scenario_and_come_back_with_undo(hand):
    page = _press(opened("report"))
    hand.wait()
    hand.finish()
    page.run()
    session = page.session_state["session"]
    session.go(session.scenario.with_values({"funding.rate_graduate": 70_000}))
    page.run()
    assert GERMAN("ui.report.outdated") in [info.value for info in page.info] and not _downloads(page)
    page.button(key="undo").click().run()
    assert len(_downloads(page)) == 3


def test_papers_still_being_made_say_that_the_scenario_has_changed(hand):
    page = _press(opened("report"))
    hand.wait()
    session = page.session_state["session"]
    session.go(session.scenario.with_values({"funding.rate_graduate": 70_000}))
    page.run()
    assert GERMAN("ui.report.earlier") in [element.value for element in page.markdown] and _progress(page)


def test_a_changed_scenario_is_named_and_compared_with_the_base(hand):
    page = opened("report")
    session = page.session_state["session"]
    session.go(session.scenario.with_values({"funding.rate_graduate": 70_000}))
    page.run()
    assert "Ausgangsszenario, geändert" in _html(page)
    _press(page)
    hand.wait()
    (order,) = hand.orders
    assert [scenario.name for scenario in order.scenarios] == ["Ausgangsszenario, geändert", "Ausgangsszenario"]
    assert order.scenarios[0].value("funding.rate_graduate") == 70_000


def test_shipped_and_saved_scenarios_are_compared(hand):
    page = opened("report")
    session = page.session_state["session"]
    saved = store(LOCAL).save(
        "Mein Szenario", session.scenario.with_values({"funding.state_share": 0.5}), base="base",
        now=datetime.datetime(2026, 1, 2, tzinfo=datetime.UTC),
    )  # fmt: skip
    page.run()
    chosen = page.multiselect[0]
    assert "Mein Szenario (gespeichert)" in chosen.options and "Ausgangsszenario (mitgeliefert)" not in chosen.options
    chosen.set_value(["shipped:half_state_share", f"saved:{saved.id}"]).run()
    _press(page)
    hand.wait()
    names = [scenario.title("de") for scenario in hand.orders[0].scenarios]
    assert names == ["Ausgangsszenario", "Halber Finanzierungsanteil des Landes", "Mein Szenario"]


def test_without_a_database_the_shipped_scenario_is_still_made(hand, monkeypatch):
    monkeypatch.setenv("FORECASTING_DATABASE", "nonsense://")
    page = opened("report")
    assert GERMAN("ui.report.no_comparison") in page.error[0].value
    _press(page)
    hand.wait()
    assert len(hand.orders) == 1


def test_own_data_go_into_the_order(hand):
    page = opened("report")
    session = page.session_state["session"]
    session.own = type(
        "Own", (), {"data_hash": "f" * 64, "districts": None, "housing": None, "sample_data": False, "arrivals": {}}
    )()
    page.run()
    assert "ffffffffffff" in _html(page)
    _press(page)
    hand.wait()
    assert hand.orders[0].own is session.own
    hand.finish()
    page.run()
    assert len(_downloads(page)) == 3
    session.discard()
    page.run()
    assert not _downloads(page)


def test_two_sessions_get_their_own_papers(hand):
    one, other = opened("report"), opened("report", lang="en")
    _press(one)
    hand.wait()
    _press(other)
    other.run()
    assert Texts("en").plural("ui.report.waiting", 1) in _progress(other)
    hand.door.set()
    hand.wait()
    one.run()
    assert len(_downloads(one)) == 3 and not _downloads(other)
    hand.finish()
    other.run()
    assert [order.language for order in hand.orders] == ["de", "en"]
    assert _downloads(other)[0].startswith(Texts("en")("ui.report.zip", size="").partition("(")[0])


def test_a_language_switch_keeps_choice_and_files(hand):
    page = _press(_tick(opened("report"), "hearing"))
    hand.wait()
    hand.finish()
    page.session_state["session"].language = "en"
    page.run()
    assert not page.exception and _widget(page, "checkbox", "paper-hearing").value
    assert Texts("en")("ui.report.language.de") in page.success[0].value
    assert hand.orders[0].language == "de"


def test_the_head_of_every_page_leads_here():
    page = opened()
    assert [link.proto.label for link in page.get("page_link")][:1] == [GERMAN("ui.page.report")]


def test_choices_are_refused_before_anything_is_computed():
    scenario = opened().session_state["session"].base
    with pytest.raises(InputError):
        order_of(Choice(formats=()), (scenario,), None, "de", LOCAL, DAY)
    with pytest.raises(InputError):
        order_of(Choice(papers=frozenset({"district"})), (scenario,), None, "de", LOCAL, DAY)
    chosen = Choice(papers=frozenset({"workbook", "charts"}), formats=("png", "csv"))
    assert formless(chosen) == ("workbook",)
    assert {form for _, form in wanted_files(chosen)} == {"png", "csv"}
    assert set(FORMATS) == {form for _, form in wanted_files(Choice(papers=frozenset(CHOICES)))}
