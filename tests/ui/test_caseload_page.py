"""The page of the caseload: who is where, for how long, the stay and the model's past, in both languages."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from forecasting.arrivals import Arrivals
from forecasting.assumptions import Scenario, load_scenario
from forecasting.base.text import LANGUAGES, Texts
from forecasting.caseload.housing import lognormal_stay
from forecasting.observations.housing import HousingSeries
from forecasting.ui.board.downloads import Chart, Desk
from forecasting.ui.pages.prognosis.desk import NationalDesk
from forecasting.ui.session import data
from forecasting.ui.session.state import Position, encode
from tests.reports.worlds import arrivals
from tests.ui.conftest import opened

BASE = load_scenario()
KNOWN = 48  # months with housing figures


def _page(language: str = "de", **values: object) -> AppTest:
    changed = {"s": encode(Position("base", BASE.with_values(values)), {"base": BASE})} if values else {}
    return opened("caseload", lang=language, **changed)


def _said(page: AppTest) -> str:
    html = " ".join(element.proto.body for element in page.get("html"))
    words = [element.value for kind in ("markdown", "header", "info") for element in page.get(kind)]
    return " ".join([unescape(re.sub("<[^>]+>", " ", re.sub("</?span[^>]*>", "", html))), *words]).replace(
        "\xa0", " "
    )


@pytest.fixture
def housed(small_world, monkeypatch: pytest.MonkeyPatch) -> None:
    """The small world with stocks and entries of asylum seekers who stay 7 months on average."""

    def made_up(_observations: object, scenario: Scenario, **_: object) -> Arrivals:
        known = arrivals(base="2025-12", horizon=int(str(scenario.value("horizon_months"))), groups=("asylum",))
        rng = np.random.default_rng(1)
        came = known.observed["asylum"] * rng.uniform(0.5, 1.5, known.history_months)
        paths = known.paths["asylum"].copy()
        paths[: known.history_months] = came[:, None]
        leaving = np.convolve(came, lognormal_stay(6.0, 0.6, 30))[: len(came)]
        stock, inflow = np.cumsum(came - leaving), 0.7 * leaving
        stock[:-KNOWN] = inflow[:-KNOWN] = np.nan
        count = np.full(len(came), np.nan)
        count[-4] = 9_000.0
        housing = {"asylum": HousingSeries(stock, inflow, count)}
        return replace(known, observed={"asylum": came}, paths={"asylum": paths}, housing=housing)

    monkeypatch.setattr(data, "forecast_arrivals", made_up)
    data.arrivals_of.clear()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_section_speaks(small_world, language: str) -> None:
    text = Texts("de" if language == "de" else "en")
    said = _said(_page(language))
    for section in ("where", "tenure", "stay", "compared"):
        assert text(f"ui.caseload.{section}") in said
    assert text("reports.stay.reason.too_few") in said
    assert text("ui.caseload.stay_upload") in said
    assert text("ui.caseload.compared_none") in said


def test_the_way_to_the_data_is_shown(small_world) -> None:
    assert any("Daten" in link.proto.label for link in _page().get("page_link"))


def test_a_learned_stay_is_said_with_its_interval_and_the_models_past(housed) -> None:
    said = _said(_page())
    assert "aus den Zahlen gelernt" in said
    assert "Bestand in der vorläufigen Unterbringung: 48 Monate mit Zahlen" in said
    assert "„Asyl: Herkunft der Aufenthaltsdauer“ auf der Seite „Annahmen“" in said
    assert Texts("de")("ui.caseload.stay_upload") not in said
    assert Texts("de")("ui.caseload.compared_note") in said
    assert Texts("de")("ui.caseload.compared_none") not in said


def test_the_page_says_that_the_scenario_uses_the_learned_stay(housed) -> None:
    said = _said(_page(**{"housing.asylum.stay_source": "learned"}))
    assert "Das Szenario rechnet mit der gelernten Aufenthaltsdauer" in said


@pytest.mark.parametrize(("button", "key"), [("adopt", "opening_stock"), ("calibrate", "count_factor")])
def test_a_count_becomes_part_of_the_scenario_by_a_button(housed, button: str, key: str) -> None:
    page = _page()
    said = _said(page)
    assert "wurden 9.000 Personen in der Anschlussunterbringung gezählt (Asyl)" in said
    page.button(key=f"caseload-{button}-asylum").click().run()
    assert not page.exception
    assert page.session_state["session"].scenario.value(f"need.asylum.{key}") not in (None, 1.0)


def test_after_the_adjustment_the_model_meets_the_count(housed) -> None:
    page = _page()
    page.button(key="caseload-calibrate-asylum").click().run()
    # The factor has four decimals, so that the last person may differ.
    assert re.search(r"die Rechnung kommt auf 9\.00[01], das sind [01] \(0,0 %\) (mehr|weniger)", _said(page))


def test_without_a_count_the_page_says_what_to_load(small_world) -> None:
    assert Texts("de")("ui.caseload.opening_none") in _said(_page())


def test_every_chart_of_the_page_can_be_saved(housed) -> None:
    """Its values open, each chart offers its files, and they can be made."""
    page = _page()
    session = page.session_state["session"]
    kept = {name: made for name, (_, made) in session.kept.items() if name.startswith("caseload")}
    charts = [made for made in kept.values() if isinstance(made, Chart)]
    assert len(charts) == 5
    desk = Desk.of(session, session.result())
    for chart in charts:
        files = desk.chart("Fallzahl", chart, by_group=True)
        assert all(len(file.make()) > 500 for file in files)
        values = chart.values()
        assert {len(row) for row in values.rows} == {len(values.heads)}


@pytest.mark.parametrize("national", [False, True])
def test_every_file_has_the_notes_and_the_values_alone_those_about_spreadsheets(housed, national) -> None:
    page = _page()
    session = page.session_state["session"]
    desk = NationalDesk(session.result().base_month, session.text) if national else Desk.of(session, session.result())
    chart = next(made for _, made in session.kept.values() if isinstance(made, Chart))
    files = desk.chart("Fallzahl", replace(chart, notes=("Überall.",), data_notes=("Nur die Werte.",)))
    said = {file.kind: file.make().decode("utf-8", "ignore") for file in files}
    assert "Überall." in said["svg"] and "Überall." in said["csv"]
    assert "Nur die Werte." not in said["svg"] and "Nur die Werte." in said["csv"]
