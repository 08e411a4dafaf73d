"""The page of the districts: map, ranking, keys, shift, and one district with its own counts and assumptions."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from forecasting.arrivals import Arrivals
from forecasting.assumptions import Scenario, load_scenario
from forecasting.base.text import LANGUAGES, Texts
from forecasting.observations import Observations, load_observations
from forecasting.ui.pages.districts.given import DISTRICTS
from forecasting.ui.session import data
from forecasting.ui.session.state import Position, encode
from tests.reports.areas import boundaries
from tests.reports.worlds import arrivals
from tests.scenarios.divided import table
from tests.ui.boards import Board, components
from tests.ui.conftest import opened

BASE = load_scenario()
SHIPPED = load_observations()
KEYED = replace(SHIPPED, districts=table("allocation", "opening_stock"))
OWN = b"district;name;kind;opening_stock\n08111;Stuttgart;Stadtkreis;3456\n"


@pytest.fixture(autouse=True)
def world(monkeypatch: pytest.MonkeyPatch, tmp_path) -> Iterator[None]:
    """Shipped districts and made-up arrivals."""

    def made_up(_observations: object, scenario: Scenario, **_: object) -> Arrivals:
        return arrivals(horizon=int(str(scenario.value("horizon_months"))), paths=40)

    monkeypatch.setattr(data, "forecast_arrivals", made_up)
    monkeypatch.setattr(data, "load_observations", lambda: SHIPPED)
    monkeypatch.setenv("FORECASTING_DATABASE", f"sqlite:///{tmp_path}/scenarios.sqlite3")
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


def _page(language: str = "de", *, kreis: str = "", **values: object) -> AppTest:
    link = {"s": encode(Position("base", BASE.with_values(values)), {"base": BASE})} if values else {}
    return opened("districts", lang=language, **({"kreis": kreis} if kreis else {}), **link)


def _keyed(monkeypatch: pytest.MonkeyPatch, given: Observations = KEYED) -> None:
    monkeypatch.setattr(data, "load_observations", lambda: given)
    st.cache_resource.clear()


def _said(page: AppTest) -> str:
    html = " ".join(re.sub("<[^>]+>", " ", element.proto.body) for element in page.get("html"))
    words = [
        element.value for kind in ("markdown", "header", "warning", "info", "error") for element in page.get(kind)
    ]
    return re.sub(r"\s+", " ", unescape(" ".join([html, *words])).replace("\xa0", " "))


def _areas(page: AppTest) -> list[dict[str, object]]:
    """The areas of the map that was sent to the browser."""
    found: list[dict[str, object]] = _map(page)["data"]
    return found


def _map(page: AppTest) -> dict[str, Any]:
    (plot,) = components(page, "plot")
    spec: dict[str, Any] = json.loads(json.loads(plot.json)["spec"])
    return spec


def _field(page: AppTest, name: str):
    return next(each for each in page.number_input if f"-{name}-" in each.key)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_section_is_there(language):
    said, text = _said(_page(language, kreis="08111")), Texts(language)
    for section in ("where", "gaps", "key", "shift", "own"):
        assert text(f"ui.districts.{section}") in said
    assert text("ui.districts.shift_needs") in said
    for name in ("Stuttgart", "Baden-Baden", "Rhein-Neckar-Kreis"):
        assert name in said


def test_a_key_without_figures_cannot_be_chosen_and_says_what_to_upload(monkeypatch):
    said, page = _said(_page()), _page()
    assert page.radio[0].options == ["Einwohner"]
    assert "Spalte allocation" in said and "Spalte cohort" in said
    _keyed(monkeypatch)
    page = _page()
    assert page.radio[0].options == ["Einwohner", "Zuweisungen aus der Erstaufnahme"]
    assert "Spalte allocation hochladen" not in _said(page)


def test_with_figures_for_every_key_nothing_is_asked_for(monkeypatch):
    _keyed(monkeypatch, replace(SHIPPED, districts=table("allocation", "cohort")))
    page = _page()
    assert len(page.radio[0].options) == 3
    assert "nicht wählbar" not in _said(page)


def test_choosing_a_key_changes_the_scenario_and_its_link(monkeypatch):
    _keyed(monkeypatch)
    page = _page()
    before = _said(page)
    page.radio[0].set_value("allocation").run()
    assert not page.exception
    assert page.session_state["session"].scenario.value("districts.key") == "allocation"
    assert "Verteilt ist nach: Zuweisungen aus der Erstaufnahme" in _said(page)
    assert _said(page) != before
    page.button(key="undo").click().run()
    assert "Verteilt ist nach: Einwohner" in _said(page)


def test_keys_are_mixed_by_year_and_a_mix_above_one_is_refused(monkeypatch):
    _keyed(monkeypatch)
    page = _page(**{"districts.allocation_share": {"2027": 0.5}})
    assert "50 % Einwohner, 50 % Zuweisungen" in _said(page)
    share = page.session_state["session"].scenario.value("districts.allocation_share")
    assert dict(share) == {2027: 0.5}


def test_a_scenario_that_asks_for_a_missing_key_explains_itself_and_offers_the_others():
    page = _page(**{"districts.key": "cohort"})
    assert not page.exception
    assert "Die Spalte „cohort“ ist leer" in _said(page).replace("\\", "")
    page.radio[0].set_value("population").run()
    assert "Verteilt ist nach: Einwohner" in _said(page)


def test_the_shift_between_two_keys_stands_once_two_have_figures(monkeypatch):
    _keyed(monkeypatch)
    said = _said(_page())
    assert "Ein Wechsel von „Einwohner“ zu „Zuweisungen aus der Erstaufnahme“" in said
    assert "die Summe des Landes bleibt gleich" in said


def test_the_year_moves_map_and_ranking():
    page = _page()
    assert "Rangfolge der Stadt- und Landkreise, 2027" in _said(page)
    switch = next(group for group in page.get("button_group") if group.key == "districts-year")
    switch.set_value(2029).run()
    assert "Rangfolge der Stadt- und Landkreise, 2029" in _said(page)


def test_a_district_of_the_address_comes_first_and_is_framed():
    page = _page(kreis="08425")
    headers = [header.value for header in page.header]
    assert headers[0] == "Ein Kreis im Einzelnen"
    assert "Alb-Donau-Kreis benötigt 2027" in _said(page)
    assert page.selectbox[0].value == "08425"


def test_the_address_keeps_the_district_that_is_chosen():
    page = _page()
    page.selectbox[0].set_value("08111").run()
    assert page.session_state["session"].records[DISTRICTS].code == "08111"
    assert "Stuttgart benötigt 2027" in _said(page)


def test_own_assumptions_are_marked_and_stand_beside_the_account_of_the_state():
    page = _page(kreis="08111")
    assert "Eigene Angaben des Kreises" not in _said(page)
    _field(page, "persons_per_fte").set_value(60.0).run()
    said = _said(page)
    assert "Gerechnet mit eigenen Angaben des Kreises." in said
    assert "In der Rechnung des Landes: Stuttgart benötigt 2027" in said
    assert "geht nicht in die Summe des Landes ein" in said
    page.button(key="own-reset-08111").click().run()
    assert "Gerechnet mit eigenen Angaben" not in _said(page)


def test_an_uploaded_count_is_checked_and_taken():
    page = _page(kreis="08111")
    page.file_uploader[0].upload("stuttgart.csv", OWN, "text/csv").run()
    assert not page.exception
    assert _field(page, "stock").value == 3456.0
    assert "Gerechnet mit eigenen Angaben des Kreises." in _said(page)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (OWN.replace(b"08111", b"08425"), "Die Datei enthält den Kreis 08111 nicht"),
        (OWN.replace(b"3456", b"-5"), "darf nicht negativ sein"),
    ],
)
def test_a_wrong_file_is_explained_and_changes_nothing(content, said):
    page = _page(kreis="08111")
    page.file_uploader[0].upload("kreis.csv", content, "text/csv").run()
    assert not page.exception
    assert said in _said(page).replace("\\", "")
    assert "Gerechnet mit eigenen Angaben" not in _said(page)


def test_the_first_page_tells_a_district_its_figures_and_nobody_else():
    assert "Stuttgart benötigt" not in _said(opened(lang="de"))
    page = opened(lang="de", kreis="08111")
    assert "Stuttgart benötigt 2027" in _said(page)
    assert "08999" not in _said(opened(lang="de", kreis="08999"))


def test_boundaries_of_the_operator_take_the_place_of_the_tiles(monkeypatch, tmp_path):
    assert len(_areas(_page())) == 44
    monkeypatch.setenv("FORECASTING_BOUNDARIES", str(boundaries(tmp_path / "kreise.geojson")))
    assert len(_areas(_page())) == 3


def test_boundaries_that_cannot_be_read_are_named_and_tiles_drawn(monkeypatch, tmp_path):
    broken = tmp_path / "kreise.geojson"
    broken.write_text("{}", encoding="utf-8")
    monkeypatch.setenv("FORECASTING_BOUNDARIES", str(broken))
    page = _page()
    assert "kreise.geojson" in _said(page).replace("\\", "")
    assert len(_areas(page)) == 44


def test_the_tiles_say_what_the_ranking_says():
    page = _page()
    words = [note["text"] for note in _map(page)["layout"]["annotations"]]
    on_map = sorted(found[1] for each in words if (found := re.search(r"<b>([\d.]+)</b>$", each)))
    html = next(element.proto.body for element in page.get("html") if "<caption>Rangfolge" in element.proto.body)
    in_table = sorted(re.findall(r'</th><td>\d+</td><td class="words">[^<]*</td><td>([\d.]+)</td>', html))
    assert len(in_table) == 44 and on_map == in_table


def test_what_concerns_the_districts_alone_is_set_on_their_page():
    page = _page()
    page.session_state["districts-assumptions"] = True
    page.run()
    board = Board(page, "districts")
    assert board.state("districts.onward_to")["frozen"]
    board.slide("districts.onward_share", 0.2)
    board = Board(page, "districts")
    assert not board.state("districts.onward_to")["frozen"]
    assert "Weiterwanderung zwischen Kreisen 20\xa0% ✕" in [button.label for button in page.button]
    board.slide("districts.minimum_fte", 6.0)
    assert "Kreise unter der Mindestbesetzung von 6,00 VZÄ" in _said(page)


def test_own_values_stand_in_the_address_and_are_there_after_a_reload():
    page = _page(kreis="08111")
    _field(page, "persons_per_fte").set_value(60.0).run()
    _field(page, "take_up").set_value(85.0).run()
    address = page.session_state["session"].address()
    assert address["eigen"] == "persons_per_fte-60~take_up-85"
    again = opened("districts", **address)
    assert "Gerechnet mit eigenen Angaben des Kreises." in _said(again)
    assert _field(again, "take_up").value == 85.0
    assert "eigen" not in opened("districts", kreis="08111").session_state["session"].address()


def test_no_small_count_stands_in_an_address():
    page = _page(kreis="08111")
    _field(page, "stock").set_value(2.0).run()
    assert "eigen" not in page.session_state["session"].address()
    _field(page, "stock").set_value(3.0).run()
    assert page.session_state["session"].address()["eigen"] == "stock-3"


@pytest.mark.parametrize("given", ["take_up-200", "take_up-x", "take_up", "elsewhere-1", "take_up-nan"])
def test_an_address_with_impossible_own_values_is_explained(given):
    page = opened(kreis="08111", eigen=given)
    assert "nicht lesbar oder nicht möglich" in _said(page)
    assert "Gerechnet mit eigenen Angaben" not in _said(page)
