"""The charts of account, goal and influences: plotly.js in a browser beside the drawing of the file, mark by mark."""

from __future__ import annotations

import re
from functools import lru_cache

import numpy as np
import pytest
from matplotlib.patches import Rectangle

from forecasting.base.text import LANGUAGES, Texts
from forecasting.reports.charts.files import draw
from forecasting.reports.charts.goal import axis_words, frontier_chart
from forecasting.reports.charts.influence import tornado_chart, unit_of
from forecasting.reports.charts.screen import Plan
from forecasting.reports.frame import Frame, frame
from forecasting.reports.funds.history import residual_steps, unbound_steps
from forecasting.reports.influence import Influence
from forecasting.scenarios.goal.expression import parse
from forecasting.scenarios.goal.frontier import frontier
from forecasting.scenarios.influence.sensitivity import effects
from forecasting.scenarios.ledger import ledger
from forecasting.ui.board.downloads import Chart
from forecasting.ui.pages.funds.charts import bridge_chart, class_chart, flow_chart, lapse_chart, pay_chart
from tests.reports.pictures import joined, marks_of, said_in
from tests.reports.worlds import result

CHANGES = {
    "budget.opening_unbound": 30e6,
    "budget.opening_bound": 90e6,
    "budget.opening_outflow": [0.5, 0.3],
    "budget.outflow": [0.6, 0.4],
    "budget.pact_share": 0.4,
    "budget.carry_over_years": 2,
}
OF_ACCOUNT = {"flow": flow_chart, "classes": class_chart, "lapse": lapse_chart}
BRIDGES = {"bridge": residual_steps, "unbound": unbound_steps}
NAMES = (*OF_ACCOUNT, *BRIDGES, "pay", "tornado", "map")


@lru_cache
def _chart(name: str, language: str) -> tuple[Plan, Frame]:
    text, found = Texts(language), result(CHANGES)
    plan, unit = _drawn(name, text)
    return plan, frame(found, title="T", unit=unit, text=text)


def _drawn(name: str, text: Texts) -> tuple[Plan, str]:
    found = result(CHANGES)
    if name == "tornado":
        base, bars = effects(found.scenario, found.arrivals, measure="need", year=2027)
        return tornado_chart(Influence.of("need", 2027, base, bars, ()), text=text), unit_of("need", text)
    if name == "map":
        target = parse("P(shortfall[2027] <= 0) >= 0.9")
        keys = ("funding.rates", "budget.appropriation")
        points = frontier(found.scenario, found.arrivals, keys, target, cells=5)
        return frontier_chart(points, text=text), axis_words(points.up, text)
    chart: Chart
    if name in OF_ACCOUNT:
        chart = OF_ACCOUNT[name](found, ledger(found), text)
    elif name == "pay":
        chart = pay_chart(found, "graduate", text)
    else:
        chart = bridge_chart(BRIDGES[name](text), "", text)
    return chart.figure, chart.unit


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_plotly_in_a_browser_draws_the_same_chart(screen, name, language):  # noqa: F811
    plan, words = _chart(name, language)
    shown, page = screen(plan), draw(plan, words)
    (axes,) = page.axes
    assert list(axes.get_xlim()) == pytest.approx(shown["xrange"])
    assert list(axes.get_ylim()) == pytest.approx(shown["yrange"])
    if name != "tornado":  # its names stand beside the bars as notes, its axes have no ticks
        assert said_in(page, "xtick") == [joined(each) for each in shown["xticks"]]
        assert said_in(page, "ytick") == [joined(each) for each in shown["yticks"]]
    assert said_in(page, "note") == [joined(each) for each in shown["notes"]]
    seen = 0
    for number, points in enumerate(shown["traces"]):
        marks = marks_of(page, number)
        if isinstance(marks[0], Rectangle):
            bars = [[bar.get_x() + bar.get_width() / 2, bar.get_y(), bar.get_height()] for bar in marks]
            assert bars == [pytest.approx(point) for point in points]
            seen += sum(bar.get_visible() and bar.get_facecolor()[3] > 0 for bar in marks)
            continue
        (mark,) = marks
        corners = mark.get_xy()[: len(points)] if hasattr(mark, "get_xy") else mark.get_xydata()
        pairs = [point for point in points if None not in point]
        np.testing.assert_allclose(corners[~np.isnan(corners).any(axis=1)], pairs, rtol=1e-9)
        seen += len(pairs)
    assert seen > 5
    assert len(shown["traces"]) == len(plan["data"])


@pytest.mark.parametrize("name", NAMES)
def test_no_words_at_the_end_of_a_line_are_longer_than_their_room(name):
    """The page leaves 150 pixels right of a chart; a word of the size used there takes seven a letter."""
    for language in LANGUAGES:
        plan, _ = _chart(name, language)
        for note in plan["layout"]["annotations"]:
            if note.get("xref") == "paper" and note.get("x") == 1.0 and note.get("xanchor") == "left":
                longest = max((re.sub("<[^>]+>", "", part) for part in note["text"].split("<br>")), key=len)
                assert len(longest) <= 20, longest
