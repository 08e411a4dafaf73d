"""Charts as PNG and SVG: the same plotly figure the page shows, drawn without a browser.

The figure is the one specification of a chart; plotly.js draws it on the page, this module in a file, with the words
a picture needs when it stands alone: title, unit, scenario, notes, source and date. The same input gives the same
bytes. Sizes of the figure are taken over (`marks.PIXEL`); margins grow with the words.
"""

from __future__ import annotations

import io
import math
import threading
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import groupby
from operator import itemgetter
from typing import Any, Literal

import matplotlib
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.path import Path

from forecasting.base.text import Texts
from forecasting.base.theme import PRINT
from forecasting.reports.charts.marks import (
    PIXEL,
    Scale,
    check_layout,
    draw_shapes,
    draw_traces,
    is_map,
    rgba,
    scales,
    value_ticks,
)
from forecasting.reports.charts.screen import Plan
from forecasting.reports.charts.words import Block, Box, block, wrapped
from forecasting.reports.frame import Frame

__all__ = ["draw", "png", "svg"]

EDGE = 7.0  # points between words and the edge of the page
TOUCH = 1e-6  # points, so that words lifted off others don't meet them
GAP = 5.0  # points between parts of the page
TICK, DOWN = 5.0, Path([(0, 0), (0, -1)])  # pixels of a tick mark, and its form
TITLE, SMALL = 16.0, 11.0  # pixels, as the sizes of the figure
COMPRESSION = 3  # of a PNG: half the time of the usual 6, a third more bytes
NARROWEST = 130.0  # points the plot keeps
STEEP = (0.0, 30.0, 90.0)  # angles of tick labels, the first that fits
SETTINGS: Any = {
    "font.family": ["sans-serif"],
    "font.sans-serif": ["DejaVu Sans"],
    "svg.fonttype": "none",
    "svg.hashsalt": "chart",
    "svg.id": None,
    "text.usetex": False,
    "text.hinting": "none",
    "lines.scale_dashes": True,
    "path.simplify": True,
    "hatch.linewidth": 1.0,
    "axes.unicode_minus": True,
}
"""Nothing of a matplotlibrc on the machine may reach a file."""

_DRAWING = threading.RLock()  # matplotlib shares settings and fonts between threads

ANNOTATION = {
    "x", "xref", "xanchor", "xshift", "y", "yref", "yanchor", "yshift", "text", "showarrow", "align", "font",
}  # fmt: skip


def png(plan: Plan, frame: Frame, *, dpi: int = 300, width_mm: float = 160, alone: bool = True) -> bytes:
    """The chart as PNG.

    Args:
        alone: the picture stands alone and says its title, scenario, notes and source itself.

    Raises:
        ValueError: the figure has a feature that files don't draw, its unit is not the frame's, or the page is too
            narrow for its words.
    """
    about = {"Software": None, "Title": frame.title, "Description": _about(frame)}
    file = io.BytesIO()
    with _settings():
        page = draw(plan, frame, width_mm=width_mm, alone=alone)
        page.set_dpi(dpi)
        canvas: Any = FigureCanvasAgg(page)
        canvas.print_png(file, metadata=about, pil_kwargs={"compress_level": COMPRESSION})
    return file.getvalue()


def svg(plan: Plan, frame: Frame, *, width_mm: float = 160, alone: bool = True) -> bytes:
    """The chart as SVG with its words as text; takes and raises what `png` does."""
    about = {"Date": None, "Creator": None, "Title": frame.title, "Description": _about(frame)}
    with _settings():
        page = draw(plan, frame, width_mm=width_mm, alone=alone)
        file = io.BytesIO()
        canvas: Any = FigureCanvasSVG(page)
        canvas.print_svg(file, metadata=about)
    found = file.getvalue().replace(b"<svg ", f'<svg role="img" xml:lang="{frame.language}" '.encode(), 1)
    return found.replace(b"'DejaVu Sans'", b"'DejaVu Sans', Verdana")


@contextmanager
def _settings() -> Iterator[None]:
    with _DRAWING, matplotlib.rc_context(SETTINGS):
        yield


def _about(frame: Frame) -> str:
    scenario = Texts(frame.language)("reports.file.scenario", scenario=frame.scenario)
    return " ".join([f"{frame.unit}.", f"{scenario}.", *frame.notes, frame.source, frame.stand])


@dataclass(frozen=True)
class _Note:
    """An annotation: its words, and its box relative to the plot's upper left corner."""

    words: Block
    box: Box
    above: bool  # stands above the plot and may be moved
    align: Literal["left", "center", "right"] = "left"  # of its lines


def draw(plan: Plan, frame: Frame, *, width_mm: float = 160, alone: bool = True) -> Figure:
    """The page with the chart as matplotlib draws it: the axes hold the marks, the page the words.

    In a document, where the picture does not stand alone, its title, scenario, notes and source are text around it.
    """
    with _settings():  # widths of words are kept: none may be measured under other settings
        return _page(plan, frame, width_mm=width_mm, alone=alone)


def _page(plan: Plan, frame: Frame, *, width_mm: float, alone: bool) -> Figure:
    traces, layout = list(plan["data"]), plan["layout"]
    check_layout(layout)
    if frame.unit not in [note["text"] for note in layout["annotations"]]:
        raise ValueError(f"the unit of the chart is not {frame.unit!r}")
    ink, size = layout["font"]["color"], layout["font"]["size"] * PIXEL
    scale = scales(traces, layout)
    page_width = width_mm / 25.4 * 72.0
    margin, plot_height = layout["margin"], PIXEL * (layout["height"] - layout["margin"]["t"] - layout["margin"]["b"])

    values, value_words = value_ticks(layout)
    value_blocks = [block(words, size, ink) for words in value_words]
    left = max(PIXEL * margin["l"], EDGE + GAP + max((words.width for words in value_blocks), default=0.0))
    beside = [block(note["text"], PIXEL * note["font"]["size"], ink).width + PIXEL * note["xshift"]
              for note in layout["annotations"] if _is_label(note)]  # fmt: skip
    plot_width = page_width - left - max(beside, default=0.0) - EDGE
    if plot_width < NARROWEST:
        raise ValueError(f"a page of {width_mm} mm is too narrow for the words of this chart")

    inner = page_width - 2 * EDGE
    head, foot = [], []
    if alone:
        scenario = Texts(frame.language)("reports.file.scenario", scenario=frame.scenario)
        head = [
            wrapped(frame.title, TITLE * PIXEL, ink, inner, bold=True),
            wrapped(scenario, size - PIXEL, PRINT, inner),
        ]
        foot = [wrapped(words, SMALL * PIXEL, PRINT, inner) for words in (*frame.notes, *_origin(frame, inner))]
    layout = _square(layout, plot_width / plot_height)
    notes = _placed(layout, scale, plot_width, plot_height, (EDGE - left, page_width - left - EDGE))
    x_axis = layout["xaxis"]
    ticks = [scale(value) for value in x_axis.get("tickvals", ())]
    tick_blocks = [block(words, size, ink) for words in x_axis.get("ticktext", ())]
    step = plot_width / (x_axis["range"][1] - x_axis["range"][0])
    angle = _angle(tick_blocks, [step * tick for tick in ticks])
    below = GAP + PIXEL * TICK + max((words.turned(angle)[1] for words in tick_blocks), default=0.0)

    rim = EDGE if alone else 0.0  # above and below
    top = rim + sum(words.height for words in head) + GAP - min([0.0, *(note.box.top for note in notes)])
    low = max([below, *(note.box.bottom - plot_height for note in notes)])
    page_height = top + plot_height + low + GAP + sum(words.height for words in foot) + rim
    page = Figure(figsize=(page_width / 72.0, page_height / 72.0), dpi=72, facecolor=rgba(layout["paper_bgcolor"]))
    axes = page.add_axes(
        (left / page_width, 1 - (top + plot_height) / page_height, plot_width / page_width, plot_height / page_height)
    )
    _frame_axes(axes, layout, ticks, values)
    draw_traces(axes, traces, layout, scale)
    draw_shapes(axes, layout)

    y = rim
    for name, words in zip(("title", "scenario"), head, strict=False):
        words.draw(page, EDGE, y, name=name)
        y += words.height
    for number, note in enumerate(notes):
        x, y_note = left + note.box.left, top + note.box.top
        note.words.draw(page, x, y_note, align=note.align, name=f"note-{number}")
    reach = layout["yaxis"]["range"]
    for number, (value, words) in enumerate(zip(values, value_blocks, strict=True)):
        middle = top + plot_height * (1 - (value - reach[0]) / (reach[1] - reach[0]))
        words.draw(page, left - GAP - words.width, middle - words.height / 2, name=f"ytick-{number}")
    for number, (tick, words) in enumerate(zip(ticks, tick_blocks, strict=True)):
        x = left + step * (tick - x_axis["range"][0])
        _tick(page, words, x, top + plot_height + PIXEL * TICK + GAP / 2, angle, f"xtick-{number}")
    y = top + plot_height + low + GAP
    for words in foot:
        words.draw(page, EDGE, y, name="foot")
        y += words.height
    return page


def _square(layout: dict[str, Any], shape: float) -> dict[str, Any]:
    """The layout with ranges in which both axes have one scale, where it asks for that; the middle stays.

    Args:
        shape: width of the plot over its height.
    """
    if layout["yaxis"].get("scaleanchor") is None:
        return layout
    ranges = {name: layout[name]["range"] for name in ("xaxis", "yaxis")}
    wide, high = (end - start for start, end in ranges.values())
    grown = {"xaxis": max(wide, high * shape), "yaxis": max(high, wide / shape)}
    middle = {name: (start + end) / 2 for name, (start, end) in ranges.items()}
    return layout | {
        name: layout[name] | {"range": [middle[name] - length / 2, middle[name] + length / 2]}
        for name, length in grown.items()
    }


def _origin(frame: Frame, width: float) -> tuple[str, ...]:
    """Source and date in one line if they fit, else each in its own."""
    together = f"{frame.source} {frame.stand}"
    fits = len(wrapped(together, SMALL * PIXEL, PRINT, width).lines) == 1
    return (together,) if fits else (frame.source, frame.stand)


def _frame_axes(axes: Axes, layout: Mapping[str, Any], ticks: Sequence[float], values: Sequence[float]) -> None:
    """Ranges, grid, lines and tick marks; the words beside them are written on the page."""
    x_axis, y_axis = layout["xaxis"], layout["yaxis"]
    if is_map(layout):
        axes.set_xlim(*x_axis["range"])
        axes.set_ylim(*y_axis["range"])
        axes.set_axis_off()
        return
    axes.set_facecolor(rgba(layout["plot_bgcolor"]))
    axes.set_xlim(*x_axis["range"])
    axes.set_ylim(*y_axis["range"])
    axes.xaxis.set_visible(False)
    axes.yaxis.set_visible(False)
    axes.add_artist(
        Line2D(
            ticks,
            [0.0] * len(ticks),
            transform=axes.get_xaxis_transform(),
            linestyle="none",
            marker=DOWN,
            markersize=2 * PIXEL * TICK,  # a marker reaches half its size
            markeredgewidth=PIXEL,
            markeredgecolor=rgba(x_axis["tickcolor"]),
            clip_on=False,
            gid="xticks",
        )
    )
    grid = [[(x_axis["range"][0], value), (x_axis["range"][1], value)] for value in values]
    axes.add_collection(
        LineCollection(grid, colors=[rgba(y_axis["gridcolor"])], linewidths=PIXEL, zorder=1, gid="grid"),
        autolim=False,
    )
    for side, color in (("left", y_axis["linecolor"]), ("bottom", x_axis["linecolor"])):
        axes.spines[side].set(color=rgba(color), linewidth=PIXEL, zorder=2.5)
    for side in ("right", "top"):
        axes.spines[side].set_visible(False)


def _tick(page: Figure, words: Block, x: float, y: float, angle: float, name: str) -> None:
    """A tick label centred below its tick, or slanted and ending there."""
    if not angle:
        words.draw(page, x - words.width / 2, y, align="center", name=name)
        return
    sine, cosine = math.sin(math.radians(angle)), math.cos(math.radians(angle))
    left = x - words.width * cosine - words.height / 2 * sine
    words.draw(page, left, y + words.width * sine, angle=angle, name=name)


def _angle(words: Sequence[Block], places: Sequence[float]) -> float:
    """The least slant at which no two tick labels meet."""
    gaps = [after - before for before, after in zip(places, places[1:], strict=False)]
    if not gaps:
        return 0.0
    level = zip(words, words[1:], gaps, strict=False)
    if all((one.width + other.width) / 2 + GAP < gap for one, other, gap in level):
        return STEEP[0]
    slanted = max(one.height for one in words) <= min(gaps) * math.sin(math.radians(STEEP[1]))
    return STEEP[1] if slanted else STEEP[2]


def _is_label(note: Mapping[str, Any]) -> bool:
    """Whether an annotation names a mark at the right end of the plot."""
    return note.get("xref") == "paper" and note["x"] == 1.0 and note["xanchor"] == "left"


def _placed(
    layout: Mapping[str, Any], scale: Scale, width: float, height: float, reach: tuple[float, float]
) -> list[_Note]:
    """The annotations; those above the plot stay on the page and are lifted together off what they would cover."""
    notes: list[_Note] = []
    for given in layout["annotations"]:
        if unknown := sorted(set(given) - ANNOTATION):
            raise ValueError(f"chart files don't draw {', '.join(unknown)} of an annotation")
        if given["showarrow"]:
            raise ValueError("chart files don't draw arrows")
        notes.append(_note(given, layout, scale, width, height))
    boxes = {number: note.box for number, note in enumerate(notes) if not note.above}
    by_row = sorted((-note.box.bottom, number) for number, note in enumerate(notes) if note.above)
    for _, row in groupby(by_row, key=itemgetter(0)):
        numbers = [number for _, number in row]
        moved = {number: _on_page(notes[number].box, reach) for number in numbers}
        up = max(_lift(box, boxes.values()) for box in moved.values())
        for number in numbers:
            box = moved[number].moved(0.0, -up)
            boxes[number] = box.moved(0.0, -_lift(box, boxes.values()))
    return [replace(note, box=boxes[number]) for number, note in enumerate(notes)]


def _on_page(box: Box, reach: tuple[float, float]) -> Box:
    return box.moved(max(0.0, reach[0] - box.left) + min(0.0, reach[1] - box.right), 0.0)


def _lift(box: Box, others: Collection[Box]) -> float:
    """How far a box has to go up to cover none of the others."""
    moved = box
    while met := [other for other in others if other.meets(moved)]:
        moved = moved.moved(0.0, min(other.top for other in met) - moved.bottom - TOUCH)
    return box.top - moved.top


def _note(given: Mapping[str, Any], layout: Mapping[str, Any], scale: Scale, width: float, height: float) -> _Note:
    words = block(given["text"], PIXEL * given["font"]["size"], layout["font"]["color"])
    start, end = layout["xaxis"]["range"]
    low, high = layout["yaxis"]["range"]
    across = given["x"] if given.get("xref") == "paper" else (scale(given["x"]) - start) / (end - start)
    up = given["y"] if given.get("yref") == "paper" else (given["y"] - low) / (high - low)
    share = {"left": 0.0, "center": 0.5, "right": 1.0}[given["xanchor"]]
    drop = {"top": 0.0, "middle": 0.5, "bottom": 1.0}[given["yanchor"]]
    left = width * across + PIXEL * given.get("xshift", 0) - share * words.width
    top = height * (1 - up) - PIXEL * given.get("yshift", 0) - drop * words.height
    above = given.get("yref") == "paper" and given["y"] == 1.0 and given["yanchor"] == "bottom"
    box = Box(left, top, left + words.width, top + words.height)
    return _Note(words, box, above, given.get("align", "left"))
