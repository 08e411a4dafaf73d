"""The page of influences: the widest effect in a sentence, shares, and parts that add up to the difference."""

from __future__ import annotations

import re
from html import unescape
from unittest.mock import Mock

import pytest
from streamlit.testing.v1 import AppTest

from forecasting.base.errors import Finding, InputError
from forecasting.base.text import LANGUAGES, Texts
from forecasting.ui.pages import influence
from forecasting.ui.sentences import said
from tests.ui.boards import components
from tests.ui.conftest import opened

pytestmark = pytest.mark.usefixtures("small_world")


def _words(page: AppTest) -> str:
    html = " ".join(unescape(re.sub("<[^>]+>", " ", element.proto.body)) for element in page.get("html"))
    return " ".join((html, *(element.value for element in page.markdown)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_says_what_matters_in_the_language(language):
    page, text = opened("influence", lang=language), Texts(language)
    words = _words(page)
    assert text("reports.influence.arrivals") in words
    assert text("ui.influence.no_difference") in words
    assert len(components(page, "plot")) == 1
    assert not re.search(r"\b(ui|reports|assumptions|scenarios)\.[a-z_]+\.[a-z_]+", words)
    assert not page.error


def test_another_measure_gets_its_own_answer():
    page = opened("influence")
    need = _words(page)
    page.segmented_control(key="influence-measure").set_value("caseload_mean").run()
    assert not page.exception and not page.error
    assert _words(page) != need and "Personen mit Anspruch" in _words(page)


def test_what_the_scenario_changes_is_told_in_parts_that_add_up():
    page = opened("influence")
    session = page.session_state["session"]
    session.go(session.scenario.with_values({"funding.state_share": 0.5, "need.ukraine.take_up": 0.5}))
    page.run()
    table = next(
        element.proto.body for element in page.get("html") if "Beiträge der Änderungen" in element.proto.body
    )
    cells = [unescape(cell) for cell in re.findall(r"<td>([^<]*)</td>", table)]
    amounts = [float(re.sub(r"[^\d,−-]", "", cell).replace("−", "-").replace(",", ".")) for cell in cells]
    assert len(amounts) == 4
    assert round(sum(amounts[:-1]), 1) == amounts[-1], "what is printed adds up"
    assert "Finanzierungsanteil des Landes" in table


def test_a_section_that_is_refused_what_it_needs_says_so_in_its_place(monkeypatch):
    refused = InputError(Finding("ui.link.scenario", {"name": "x"}))
    monkeypatch.setattr(influence, "shares_of", Mock(side_effect=refused))
    page = opened("influence")
    assert [error.value for error in page.error] == [said(refused.findings, Texts("de"))]
    assert not components(page, "plot"), "what rests on it is not drawn"
