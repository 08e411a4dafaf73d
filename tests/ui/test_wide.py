"""The 95 % interval is shown on request: one switch for every forecast on the pages, kept in the address."""

from __future__ import annotations

import json
import re
from html import unescape

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from forecasting.arrivals.backtest.hindsight import HORIZON, Hindsight
from forecasting.base.text import Texts
from forecasting.ui.board.choice import WIDE
from forecasting.ui.pages.prognosis import hindsight
from forecasting.ui.pages.prognosis import page as module
from tests.ui.asked import ask, question_of, told_by_name
from tests.ui.boards import components
from tests.ui.conftest import opened, turn_to

pytestmark = pytest.mark.usefixtures("small_world")

GERMAN = Texts("de")
FANS = ("caseload", "fte")


def _switch(page: AppTest):
    (found,) = [each for each in page.toggle if re.fullmatch(r"wide-\w+-\d+", each.key)]
    return found


def _charts(page: AppTest) -> dict[str, dict]:
    return {found["name"].removeprefix("chart-"): found for found in
            (json.loads(proto.json) for proto in components(page, "plot"))}  # fmt: skip


def _labels(chart: dict) -> str:
    return " ".join(note["text"] for note in json.loads(chart["spec"])["layout"]["annotations"])


def _drawn_high(chart: dict) -> float:
    heights = [y for trace in json.loads(chart["spec"])["data"] for y in trace["y"] if y is not None]
    return max(heights) / json.loads(chart["spec"])["layout"]["yaxis"]["range"][1]


def _said(page: AppTest) -> str:
    bodies = (re.sub("</?span[^>]*>", "", element.proto.body) for element in page.get("html"))
    return " ".join(unescape(re.sub("<[^>]+>", " ", body)) for body in bodies)


def test_the_switch_adds_the_band_its_label_its_sentence_and_its_values_and_takes_them_back():
    page = opened()
    page.session_state["values-caseload"] = page.session_state["values-fte"] = True
    before = _charts(page.run())
    assert not _switch(page).value
    assert "95-%" not in _said(page)
    for name in FANS:
        assert "95-%" not in _labels(before[name]) + before[name]["notes"][0]
    _switch(page).set_value(True).run()
    after = _charts(page)
    for name in FANS:
        assert "95-%-Intervall" in _labels(after[name])
        assert "Das 95-%-Intervall reicht dann von" in after[name]["notes"][0]
        assert "Das 95-%-Intervall" in after[name]["alt"]
        assert 0.9 < _drawn_high(after[name]) <= 1.0  # the axis fits, nothing is cut
    assert after["funding"] == before["funding"]
    assert _said(page).count(GERMAN("reports.chart.head_low", level="95")) == len(FANS)
    _switch(page).set_value(False).run()
    assert _charts(page) == before


def test_the_switch_outlasts_a_reload_and_goes_with_the_link():
    page = opened()
    assert "intervall" not in page.session_state["session"].address()
    _switch(page).set_value(True).run()
    address = dict(page.session_state["session"].address())
    assert address["intervall"] == "95"
    again = opened(**address)
    assert _switch(again).value
    shown = [[(chart["spec"], chart["notes"]) for chart in _charts(one).values()] for one in (page, again)]
    assert shown[0] == shown[1]
    for nonsense in ("", "80", "ja"):
        assert not opened(intervall=nonsense).session_state["session"].records[WIDE]


def test_what_is_saved_below_a_chart_is_what_the_chart_shows(monkeypatch: pytest.MonkeyPatch):
    given = {}

    def chart(_desk, title, chart, **_):
        given[title] = (chart.figure, list(chart.data().columns))
        return ()

    monkeypatch.setattr("forecasting.ui.board.downloads.Desk.chart", chart)
    for address in ({}, {"intervall": "95"}):
        page = opened(**address)
        page.session_state["values-caseload"] = page.session_state["values-fte"] = True
        page.run()
        assert len(given) == len(FANS)
        for figure, columns in given.values():
            shown = any("95-%" in note["text"] for note in figure["layout"]["annotations"])
            assert shown is bool(address) is (GERMAN("reports.chart.head_high", level="95") in columns)
            assert GERMAN("reports.chart.head_high", level="80") in columns
        given.clear()


def test_a_lever_is_answered_with_the_interval_that_is_shown():
    page = opened(intervall="95")
    _, content = ask(question_of(page, ("slider", "arrivals.shocks", 0.5)))
    told = told_by_name(content)["chart-caseload"]
    assert "95-%-Intervall" in _labels(told)
    page.run()
    assert _charts(page)["caseload"] == told


def test_one_setting_holds_for_the_page_of_the_forecast_too(monkeypatch: pytest.MonkeyPatch):
    def looked_back(origin: int, _data: str) -> Hindsight:
        return Hindsight(origin, np.tile(np.arange(1.0, 10.0) * 10_000, (HORIZON, 1)), np.full(HORIZON, 30_000.0))

    monkeypatch.setattr(module, "explained", lambda *_: None)
    monkeypatch.setattr(hindsight, "looked_back", looked_back)
    page = opened("prognosis", intervall="95")
    assert _switch(page).value
    charts = _charts(page)
    fans = [name for name in charts if name.startswith(("prognosis-asylum", "hindsight"))]
    assert len(fans) == 2 and all("95-%-Intervall" in _labels(charts[name]) for name in fans)
    assert all(_drawn_high(charts[name]) <= 1.0 for name in fans)
    table = _said(page)
    assert all(GERMAN(f"reports.chart.head_{end}", level="95") in table for end in ("low", "high"))
    _switch(page).set_value(False).run()
    charts = _charts(page)
    assert not any("95-%" in _labels(charts[name]) for name in fans)
    assert GERMAN("reports.prognosis.calendar.low") in _said(page)
    turn_to(page, "overview")
    assert not _switch(page).value and "95-%" not in _labels(_charts(page)["caseload"])
    _switch(page).set_value(True).run()
    turn_to(page, "prognosis")
    assert _switch(page).value and "95-%-Intervall" in _labels(_charts(page)["hindsight"])
