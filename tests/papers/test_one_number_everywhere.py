"""One value for each quantity, level and year, on every page and in every paper of the shipped scenarios.

The pages are drawn as the browser gets them, with the shipped data; the papers, the workbook and the terminal are
those of the same run. What is read and how: `labelled`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import cache

import numpy as np
import pytest

from forecasting.arrivals import forecast_arrivals
from forecasting.assumptions import load_scenario, shipped_scenarios
from forecasting.base.quantiles import Q50
from forecasting.base.text import LANGUAGES, Language, Texts
from forecasting.observations import Observations, load_observations
from forecasting.papers.case import SPAN, Case
from forecasting.papers.make import PAPERS, built
from forecasting.papers.workbook.document import write_xlsx
from forecasting.reports import tables
from forecasting.reports.answer import answer_year
from forecasting.reports.terminal import render
from forecasting.scenarios import Outlook, outlook
from forecasting.scenarios.chain import MEDIAN
from forecasting.ui.session.state import Position, encode
from tests.papers.labelled import Reader, conflicts
from tests.ui.conftest import bodies, forget, opened, turn_to

SCENARIOS = ("base", "audit_recommendation", "audit_2021", "half_state_share", "protection_ends")
SHIPPED = {path.stem: load_scenario(path) for path in shipped_scenarios()}
PAGES = (
    "assumptions", "caseload", "data", "districts", "funds", "goal", "influence", "plausibility", "prognosis",
    "report",
)  # fmt: skip
STUTTGART = "08111"


@pytest.fixture(scope="module", autouse=True)
def _real_world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The shipped data, nothing saved, and the main module put back that a page leaves behind."""
    before = sys.modules["__main__"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FORECASTING_DATABASE", f"sqlite:///{tmp_path_factory.mktemp('one')}/scenarios.sqlite3")
        forget()
        yield
    forget()
    sys.modules["__main__"] = before


@cache
def _observations() -> Observations:
    return load_observations()


@cache
def _result(name: str) -> Outlook:
    return outlook(SHIPPED[name], forecast_arrivals(_observations(), SHIPPED[name]))


def _reader(result: Outlook, language: Language) -> Reader:
    return Reader(Texts(language), answer_year(result), result.scenario.title(language))


def _read_papers(reader: Reader, result: Outlook) -> None:
    """Every kind of paper, the workbook and the terminal."""
    alike = all(result.scenario.value(key) == SHIPPED["base"].value(key) for key in SPAN)
    others = (_result("base"),) if alike and result.scenario.digest != SHIPPED["base"].digest else ()
    case = Case(result, others, _observations(), reader.text, district=STUTTGART, adopted=())
    for kind in PAPERS:
        if kind != "workbook":
            reader.paper(built(case, kind))
    reader.workbook(write_xlsx(case))
    reader.terminal("terminal", render(result, reader.text))


def _read_pages(reader: Reader, name: str) -> None:
    """Every page of the app."""
    parameters = {"lang": reader.text.language}
    if name != "base":
        parameters["s"] = encode(Position(name, SHIPPED[name]), SHIPPED)
    page = opened(**parameters)
    for place in ("overview", *PAGES):
        if place != "overview":
            turn_to(page, place)
        assert not page.exception, place
        for body in bodies(page):
            if not body.lstrip().startswith("<style"):
                reader.html(place, body)


def _said(reader: Reader) -> list[str]:
    return [
        f"{' '.join(key)}: " + "; ".join(f"{each.value:.12g} ({each.place})" for each in numbers)
        for key, numbers in conflicts(reader.found).items()
    ]


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_quantity_has_one_value_on_all_pages_and_in_all_papers(name):
    """German; of the pages in English those of the base scenario, below."""
    result = _result(name)
    reader = _reader(result, "de")
    _read_papers(reader, result)
    _read_pages(reader, name)
    assert not _said(reader)
    _reads(reader, result)


@pytest.mark.parametrize("name", SCENARIOS)
def test_the_numbers_in_english_are_one_as_well(name):
    reader = _reader(_result(name), "en")
    _read_papers(reader, _result(name))
    if name == "base":
        _read_pages(reader, name)
    assert not _said(reader)


def _reads(reader: Reader, result: Outlook) -> None:
    """That the reader sees what is there: need and posts of the answer's year on pages, in papers, in the files."""
    year = str(answer_year(result))
    for quantity, least in (("need", 12), ("fte", 8)):
        places = {number.place.split(":")[0].split()[0] for number in reader.found[quantity, "account", year]}
        assert {"overview", "funds", "annex", "slides", "terminal", "workbook"} <= places
        assert len(reader.found[quantity, "account", year]) >= least


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_median_beside_the_account_is_seen(language, monkeypatch):
    """The forecast table shows, as it once did, the median over the paths where all others show the account."""
    result = _result("half_state_share")
    row = result.row(answer_year(result))
    account = float(result.accounts[MEDIAN].measures["fundable_fte"][row])
    assert round(float(result.yearly["fundable_fte"].summary[row, Q50])) != round(account), "they differ here"

    def medians(found: Outlook, measure: str) -> np.ndarray:
        return np.asarray(found.yearly[measure].summary[:, Q50])

    monkeypatch.setattr(tables, "headline", medians)
    reader = _reader(result, language)
    _read_papers(reader, result)
    assert any(said.startswith("fundable_fte account") for said in _said(reader))


def test_another_number_of_paths_on_the_screen_is_seen():
    """Papers of other paths than those of the pages: every interval differs."""
    result = _result("base")
    other = outlook(SHIPPED["base"], forecast_arrivals(_observations(), SHIPPED["base"], paths=500))
    reader = _reader(result, "de")
    _read_papers(reader, result)
    reader.terminal("terminal of others", render(other, reader.text))
    assert {key.split()[0] for key in map(str, _said(reader))} >= {"need", "fte", "caseload_mean"}


@pytest.mark.parametrize(
    ("one", "other", "differ"),
    [("52,4", "52,4", False), ("52,4", "52,5", True), ("52,4", "52,36", False), ("52,4", "52,46", True),
     ("901", "901,3", False), ("901", "901,7", True), ("–", "0,0", False), ("–", "2,0", True)],
)  # fmt: skip
def test_numbers_differ_where_no_value_rounds_to_both(one, other, differ):
    reader = Reader(Texts("de"), 2027, "")
    for cell in (one, other):
        reader.put("somewhere", "need", "account", "2027", cell)
    assert bool(conflicts(reader.found)) == differ


def test_a_sentence_that_contradicts_a_table_is_seen():
    result = _result("base")
    reader = _reader(result, "de")
    _read_papers(reader, result)
    assert not _said(reader)
    year = answer_year(result)
    need = Texts("de")("papers.message.need", year=year, fte="1", need="99,9")
    reader.words("a sentence", need)
    assert {said.split()[0] for said in _said(reader)} == {"fte", "need"}
