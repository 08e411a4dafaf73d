"""The pages on a small made-up world, so that a test of a page takes a moment."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from forecasting.arrivals import Arrivals
from forecasting.assumptions import Scenario
from forecasting.ui.pages.table import PAGES
from forecasting.ui.session import data
from tests.reports.worlds import arrivals
from tests.serving import ROOT

__all__ = ["PATIENCE", "ROOT", "SCRIPT", "bodies", "choose_shipped", "forget", "opened", "small_world", "turn_to"]

SCRIPT = ROOT / "forecasting" / "ui" / "script" / "main.py"
PATIENCE = 300  # seconds until the run of a page counts as stuck; machines are busy
NOTHING = SimpleNamespace(districts=None)
"""In place of observations that a page does not need."""


def opened(name: str = "", **parameters: str) -> AppTest:
    """A page of the app, drawn: the first one or the one called `name`, under an address with these parameters."""
    page = AppTest.from_file(str(SCRIPT), default_timeout=PATIENCE)
    for parameter, value in parameters.items():
        page.query_params[parameter] = value
    page.run()
    if name:
        turn_to(page, name)
    assert not page.exception
    return page


def turn_to(page: AppTest, name: str) -> AppTest:
    """Go to another page, as its link does: `AppTest.switch_page` knows pages that are files only."""
    wanted = "" if name == PAGES[0].name else name
    page._page_hash = next(key for key, known in page._registered_pages.items() if known["url_pathname"] == wanted)
    return page.run()


def bodies(page: AppTest) -> list[str]:
    """Sentences and tables of a page as HTML, in the order in which they were drawn."""
    drawn = [element.proto for kind in ("html", "bidi_component") for element in page.get(kind)]
    return [
        json.loads(proto.json)["html"] if hasattr(proto, "json") else proto.body
        for proto in drawn
        if getattr(proto, "component_name", "markup") == "markup"
    ]


def choose_shipped(page: AppTest, stem: str) -> None:
    """Open a shipped scenario from the menu."""
    page.session_state["session"].menu.show(True)
    page.run()
    next(radio for radio in page.radio if radio.key.startswith("saved-shipped")).set_value(stem).run()
    page.button(key="saved-open").click().run()


@pytest.fixture(autouse=True)
def own_main_module() -> Iterator[None]:
    """A page run by `AppTest` leaves itself as the main module, which every new process would run again."""
    before = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = before


@pytest.fixture
def small_world(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """Every scenario gets made-up arrivals of its groups, base month and horizon; nothing is saved yet."""

    def made_up(_observations: object, scenario: Scenario, **_: object) -> Arrivals:
        return arrivals(
            base=str(scenario.value("base_month") or "2025-12"),
            horizon=int(str(scenario.value("horizon_months"))),
            groups=scenario.groups or ("asylum", "ukraine"),
        )

    monkeypatch.setattr(data, "forecast_arrivals", made_up)
    monkeypatch.setattr(data, "load_observations", lambda: NOTHING)
    monkeypatch.setenv("FORECASTING_DATABASE", f"sqlite:///{tmp_path}/scenarios.sqlite3")
    forget()
    yield
    forget()


def forget() -> None:
    """Read and compute everything anew: what a test made up holds for no other."""
    st.cache_resource.clear()
    data.shipped.cache_clear()
