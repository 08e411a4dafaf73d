"""What plotly.js makes of a chart, for the tests of pictures."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import plotly
import pytest

READ = """async plan => {
    const div = document.getElementById("chart");
    await Plotly.newPlot(div, structuredClone(plan.data), structuredClone(plan.layout));
    const words = query => [...div.querySelectorAll(query)].map(found => found.textContent);
    const full = div._fullLayout;
    return {
        xrange: full.xaxis.range, yrange: full.yaxis.range,
        xticks: words(".xaxislayer-above .xtick text"), yticks: words(".yaxislayer-above .ytick text"),
        notes: words(".annotation-text"),
        anchors: full.annotations.map(note => [note.xref, note.yref]),
        shapes: full.shapes.map(shape => shape.x0),
        traces: div.calcdata.map(points => points[0].trace.type === "bar"
            ? points.map(point => [point.p, point.b, point.s])
            : points.map(point => [point.x, point.y].map(value => typeof value === "number" ? value : null))),
        bands: words(".fills path.js-fill").length,
        bars: [...div.querySelectorAll(".bars .point path")].map(bar => bar.getAttribute("d")),
    };
}"""


@pytest.fixture(scope="module")
def screen(chromium: str) -> Iterator[object]:
    """What plotly.js makes of a figure."""
    from playwright.sync_api import sync_playwright

    script = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page()
        page.set_content("<div id='chart' style='width:700px'></div>")
        page.add_script_tag(path=str(script))
        yield lambda figure: page.evaluate(READ, figure)
        browser.close()
