"""Charts of the account as files: every mark of the figure is drawn, nothing is refused."""

from __future__ import annotations

import pytest

from forecasting.base.text import LANGUAGES, Texts
from forecasting.reports.charts import screen
from forecasting.reports.charts.account import bridge
from forecasting.reports.charts.files import draw, svg
from forecasting.reports.frame import frame
from forecasting.reports.funds.history import residual_steps, unbound_steps
from forecasting.scenarios.ledger import ledger
from forecasting.ui.pages.funds.charts import class_chart, flow_chart, lapse_chart
from tests.reports.worlds import result

CHANGES = {"budget.opening_bound": 90e6, "budget.opening_outflow": [0.5, 0.3], "budget.pact_share": 0.4}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("make", [class_chart, flow_chart, lapse_chart])
def test_a_chart_of_the_account_can_be_saved(make, language):
    found, text = result(CHANGES), Texts(language)
    chart = make(found, ledger(found), text)
    words = frame(found, title="T", unit=chart.unit, text=text)
    assert svg(chart.figure, words).startswith(b"<?xml")
    assert len(chart.values().rows) == len(found.years) == len(chart.data())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("steps", [residual_steps, unbound_steps])
def test_a_bridge_can_be_saved_with_every_bar(steps, language):
    text = Texts(language)
    unit = text("reports.unit.mio")
    plan = screen.plan(bridge(steps(text), "", unit=unit, text=text), text)
    page = draw(plan, frame(result(), title="T", unit=unit, text=text))
    (axes,) = page.axes
    bars = [patch for patch in axes.patches if (patch.get_gid() or "").startswith("trace-")]
    drawn = [bar for bar in bars if bar.get_facecolor()[3] > 0 and bar.get_visible()]
    wanted = [(float(place), low, height) for place, low, height in _bars(plan)]
    found = sorted((bar.get_x() + bar.get_width() / 2, bar.get_y(), bar.get_height()) for bar in drawn)
    assert len(found) == len(wanted)
    for bar, each in zip(found, sorted(wanted), strict=True):
        assert bar == pytest.approx(each)


def _bars(plan):
    """Place, lower end and height of each visible bar."""
    lift, *visible = plan["data"]
    low = dict(zip(lift["x"], lift["y"], strict=True))
    for trace in visible:
        for name, height in zip(trace["x"], trace["y"], strict=True):
            yield name, low[name], height
