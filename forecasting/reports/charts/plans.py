"""Charts from tidy tables: forecast fans, posts against what the appropriation pays, need against its cover.

Known or calculated past solid, forecast dashed with 50 and 80 % bands (95 % on request), uncovered need hatched, an
amount that nobody decided a ring and its use pale, the base scenario a thin grey line. Lines carry their labels; no
legend, no browser locale: ticks, hover texts and separators are ours.

A chart is a plotly figure as plain values, data and layout; building and checking plotly's own objects would take
most of the time of a redraw, and the tests do it.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from forecasting.base.format import Formats
from forecasting.base.periods import month_label, parse_month
from forecasting.base.rounding import round_persons
from forecasting.base.text import Language, Texts
from forecasting.base.years import starred
from forecasting.reports.charts.apart import apart
from forecasting.reports.intervals import shown

__all__ = [
    "COLORS", "Label", "Plan", "axis_end", "blank", "faint", "fan", "fte_chart", "funding_chart", "line",
    "mark_origin", "month_ticks", "parts_of", "visible_base", "year_names",
]  # fmt: skip

Plan = dict[str, Any]  # data and layout of a plotly figure
Trace = dict[str, Any]
Label = tuple[float, str, str]  # height, hue, words

COLORS: Mapping[str, str] = {
    "need": "#0072B2",
    "appropriation": "#009E73",
    "residual": "#CC79A7",
    "shortfall": "#D55E00",
    "base": "#6B7280",
}
"""Okabe–Ito hues that stand out 3:1 from white, and a grey for the base scenario."""

INK = "#2B2F36"
GRID = "#E3E6EA"
FONT = "system-ui, 'Segoe UI', 'Noto Sans', 'Liberation Sans', Arial, sans-serif"
OPACITY = {"95": 0.14, "80": 0.22, "50": 0.32}
"""Of a band of the fan, by the level of its interval."""

WIDTH = {"95": 3, "80": 8, "50": 16}
"""Pixels across, of the bar of an interval."""

HEIGHT = 340
MARGIN = {"l": 64, "r": 150, "t": 34, "b": 44}
LINE_HEIGHT = 16  # pixels a line of a label takes
LABEL = 20  # characters of a line of a label that the right margin holds
RING = 15  # pixels across, round a mark of the need
CLEAR = "rgba(255,255,255,0)"
SMALL = 3.0  # up to here the vertical axis has steps below 1
FEW = 10.0  # posts of a district: below, one decimal tells the years apart


def fan(
    past: pd.DataFrame,
    forecast: pd.DataFrame,
    base: pd.DataFrame | None,
    *,
    unit: str,
    past_name: str,
    text: Texts,
    outcome: pd.DataFrame | None = None,
    wide: bool = False,
) -> Plan:
    """A monthly series: its past (month, value) and its forecast (month, q025…q975).

    Args:
        past: may be empty; a column `status` marks months that are estimated, drawn dotted.
        base: forecast of the base scenario, None where the scenario is the base; drawn where it differs.
        unit: of the vertical axis, in words.
        past_name: what the past is: "beobachtet und geschätzt".
        outcome: month, value: what came, where the forecast was made in the past.
        wide: whether the 95 % interval is shown, see `intervals`.
    """
    formats = Formats(text.language)
    base = visible_base(base, forecast, "q50")
    months = [parse_month(month) for month in forecast["month"]]
    intervals = shown(wide)
    traces = [_band(months, forecast[each.low], forecast[each.high], OPACITY[each.level]) for each in intervals]
    if base is not None:
        traces.append(line([parse_month(month) for month in base["month"]], base["q50"], "base", width=1.2))
    traces += _past_lines(past, formats, unit, text)
    joined, middle = list(months), forecast["q50"].tolist()
    if len(past):
        joined, middle = [months[0] - 1, *joined], [float(past["value"].iloc[-1]), *middle]
    hover = _fan_hover(forecast, formats, unit, text, wide=wide)
    traces.append(line(joined, middle, "need", dash="dash", hover=[""] * (len(joined) - len(months)) + hover))
    lines = [forecast["q50"], past["value"]] + ([] if base is None else [base["q50"]])
    if outcome is not None:
        lines.append(outcome["value"])
        traces.append(_outcome(outcome, formats, unit, text))
    top = axis_end(lines, forecast[intervals[0].high])
    last = forecast.iloc[-1]
    labels: list[Label] = [(float(last["q50"]), "need", text("reports.chart.median"))]
    for each in intervals:
        if last[each.low] == last[each.high]:  # nothing is uncertain, and nothing of the band is seen
            continue
        labels.append((float(last[each.high]), "need", text("reports.chart.interval", level=each.level)))
    if base is not None:
        labels.append((float(base["q50"].iloc[-1]), "base", text("reports.chart.base")))
    if outcome is not None:
        labels.append((float(outcome["value"].iloc[-1]), "shortfall", text("reports.chart.outcome")))
    first = parse_month(past["month"].iloc[0]) if len(past) else months[0]
    figure = blank(traces, top, labels, unit, text)
    figure["layout"]["xaxis"] |= month_ticks(first, months[-1], formats)
    figure["layout"]["annotations"] += mark_origin(
        figure["layout"], months[0], past_name if len(past) else "", formats, text
    )
    return figure


def fte_chart(forecast: pd.DataFrame, base: pd.DataFrame | None, *, text: Texts, wide: bool = False) -> Plan:
    """Posts a year (year, partial, q025…q975, FTE) beside those the appropriation pays.

    Args:
        forecast: also fundable (nan: none) and continued, whether nobody has decided the amount that pays them.
        wide: whether the 95 % interval is shown, see `intervals`.
    """
    formats = Formats(text.language)
    base = visible_base(base, forecast, "q50")
    years = year_names(forecast)
    widest, *_ = intervals = shown(wide)
    traces = [_interval(years, forecast[each.low], forecast[each.high], WIDTH[each.level]) for each in intervals]
    if base is not None:
        traces.append(line(years, base["q50"], "base", width=1.2))
    hover = [
        text(
            "reports.chart.fte_hover",
            year=row["year"],
            fte=formats.number(row["q50"]),
            low=formats.number(row["q10"]),
            high=formats.number(row["q90"]),
            fundable=_known(row["fundable"], formats, 0),
        )
        + (_wide_hover(formats.number(row["q025"]), formats.number(row["q975"]), text) if wide else "")
        for row in forecast.to_dict("records")
    ]
    traces.append(_points(years, forecast["q50"], "need", "circle", 10, hover))
    paying, named = _appropriations(forecast, "fundable", 16)
    traces += paying
    paid = forecast["fundable"].dropna()
    top = axis_end([forecast["q50"], paid] + ([] if base is None else [base["q50"]]), forecast[widest.high])
    last = forecast.iloc[-1]
    labels: list[Label] = [(float(last["q50"]), "need", text("reports.chart.median_needed"))]
    if last[widest.low] < last[widest.high]:
        words = text("reports.chart.intervals_wide" if wide else "reports.chart.intervals")
        labels.insert(0, (float(last[widest.high]), "need", words))
    digits = 1 if forecast["q50"].max() < FEW else 0
    labels += [(height, "appropriation", text(f"reports.chart.fundable_{kind}")) for kind, height in named]
    if base is not None:
        labels.append((float(base["q50"].iloc[-1]), "base", text("reports.chart.base")))
    figure = blank(traces, top, labels, text("reports.unit.fte"), text)
    figure["layout"]["xaxis"] |= _year_ticks(years, [formats.number(value, digits) for value in forecast["q50"]])
    return figure


def funding_chart(account: pd.DataFrame, base: pd.DataFrame | None, *, text: Texts) -> Plan:
    """Need of each year as a bar of what covers it, the appropriation, and the unbound residual at its end.

    Args:
        account: year, partial and, in EUR, need, residual_used, appropriation_used, shortfall, appropriation,
            closing_unbound; continued, whether nobody has decided the appropriation.
    """
    formats = Formats(text.language)
    base = visible_base(base, account, "need")
    years = year_names(account)
    mio = parts_of(account).drop(columns=["year", "partial", "continued"]) / 1e6
    hover = [
        "<br>".join([str(row["year"]), *(f"{text(f'reports.chart.part_{name}')}: {formats.mio(float(row[part]))}"
                                         for part, name in _told(bool(row["continued"])))])
        for row in account.assign(year=years).to_dict("records")
    ]  # fmt: skip
    traces: list[Trace] = [
        _bar(years, mio[part], color, hover, part) for part, color in PARTS.items() if part != PALE or mio[part].any()
    ]
    paying, named = _appropriations(account.assign(appropriation=mio["appropriation"]), "appropriation", 20)
    traces += paying
    if base is not None:
        traces.append(line(years, base["need"] / 1e6, "base", width=1.2))
    traces.append(
        _points(years, mio["closing_unbound"], "need", "diamond", 9, None)
        | {"mode": "lines+markers", "line": {"color": COLORS["need"], "width": 2}}
    )
    top = 1.15 * max(float(mio.drop(columns=["shortfall"]).to_numpy().max()), 1.0)
    labels = _bar_labels(mio, text)
    labels += [
        (height, "appropriation", text(f"reports.chart.part_{'appropriation' if kind == 'settled' else kind}"))
        for kind, height in named
    ]
    labels.append((float(mio["closing_unbound"].iloc[-1]), "need", text("reports.chart.part_closing_unbound")))
    if base is not None:
        labels.append((float(base["need"].iloc[-1]) / 1e6, "base", text("reports.chart.base_need")))
    figure = blank(traces, top, labels, text("reports.unit.mio"), text)
    figure["layout"]["xaxis"] |= _year_ticks(years, [formats.number(value, 1) for value in mio["need"]])
    figure["layout"] |= {"barmode": "stack", "bargap": 0.45}
    return figure


PARTS: Mapping[str, str] = {
    "residual_used": "residual",
    "appropriation_used": "appropriation",
    "continued_used": "appropriation",
    "shortfall": "shortfall",
}
"""What covers the need, from below, and its hue."""

PALE = "continued_used"
"""The part that comes from an amount which nobody has decided."""


def parts_of(account: pd.DataFrame) -> pd.DataFrame:
    """The account with `PARTS` in columns: what is used of an amount carried forward uses no appropriation."""
    forward, used = account["continued"], account["appropriation_used"]
    return account.assign(appropriation_used=used.where(~forward, 0.0), continued_used=used.where(forward, 0.0))


def _told(forward: bool) -> tuple[tuple[str, str], ...]:
    """Columns of the account that a hover text tells, and what they are called in a year of that kind."""
    used, given = (PALE, "continued") if forward else ("appropriation_used", "appropriation")
    return (
        ("need", "need"), ("residual_used", "residual_used"), ("appropriation_used", used),
        ("shortfall", "shortfall"), ("appropriation", given), ("closing_unbound", "closing_unbound"),
    )  # fmt: skip


def _appropriations(table: pd.DataFrame, column: str, size: int) -> tuple[list[Trace], list[tuple[str, float]]]:
    """Marks of what is decided or planned, rings of what is carried forward; each kind with its last height."""
    years = np.array(year_names(table))
    traces, named = [], []
    for kind, chosen in (("settled", ~table["continued"]), ("continued", table["continued"])):
        shown = chosen & table[column].notna()
        if not shown.any():
            continue
        values = table.loc[shown, column]
        symbol, extent = ("line-ew", size) if kind == "settled" else ("circle", RING)
        trace = _points(years[shown.to_numpy()].tolist(), values, "appropriation", symbol, extent, None)
        if kind == "continued":
            trace["marker"] |= {"color": CLEAR, "line": {"color": COLORS["appropriation"], "width": 2}}
        traces.append(trace)
        named.append((kind, float(values.iloc[-1])))
    return traces, named


def blank(traces: Sequence[Trace], top: float, labels: Sequence[Label], unit: str, text: Texts) -> Plan:
    """Traces in a bare frame: horizontal grid, unit above the axis, labels at the right end."""
    german = text.language == "de"
    axis = {"showgrid": False, "zeroline": False, "fixedrange": True, "linecolor": COLORS["base"], "tickcolor": GRID}
    return {
        "data": list(traces),
        "layout": {
            "separators": ",." if german else ".,",
            "height": HEIGHT,
            "margin": MARGIN,
            "paper_bgcolor": "#FFFFFF",
            "plot_bgcolor": "#FFFFFF",
            "font": {"family": FONT, "size": 13, "color": INK},
            "showlegend": False,
            "hovermode": "closest",
            "hoverlabel": {"bgcolor": "#FFFFFF", "bordercolor": COLORS["base"], "font": {"color": INK}},
            "xaxis": axis | {"ticks": "outside"},
            "yaxis": axis | {
                "range": [0, top], "showgrid": True, "gridcolor": GRID, "ticks": "",
                "tickformat": ",.1f" if top <= SMALL else ",.0f",
                "linecolor": "#FFFFFF", "nticks": 6,
            },
            "shapes": [],
            "annotations": [_unit(unit), *_labels(labels, top)],
        },
    }  # fmt: skip


def visible_base(base: pd.DataFrame | None, shown: pd.DataFrame, column: str) -> pd.DataFrame | None:
    """The base scenario, unless its line would lie under the one that is shown."""
    return None if base is None or np.array_equal(base[column], shown[column]) else base


def _band(months: Sequence[int], low: pd.Series[float], high: pd.Series[float], opacity: float) -> Trace:
    return {
        "type": "scatter", "x": [*months, *reversed(months)], "y": [*high.tolist(), *reversed(low.tolist())],
        "fill": "toself", "fillcolor": faint("need", opacity), "line": {"width": 0}, "mode": "lines",
        "hoverinfo": "skip",
    }  # fmt: skip


def line(
    x: Sequence[Any],
    y: Sequence[float | None] | pd.Series[float],
    color: str,
    *,
    width: float = 2.2,
    dash: str = "solid",
    hover: Sequence[str] | None = None,
) -> Trace:
    trace: Trace = {
        "type": "scatter", "x": list(x), "y": list(y), "mode": "lines",
        "line": {"color": COLORS[color], "width": width, "dash": dash},
    }  # fmt: skip
    return trace | ({"hoverinfo": "skip"} if hover is None else {"hovertext": list(hover), "hoverinfo": "text"})


def _past_lines(past: pd.DataFrame, formats: Formats, unit: str, text: Texts) -> list[Trace]:
    """The past as a solid line; stretches that are estimated dotted, joined to their neighbours."""
    if not len(past):
        return []
    months = [parse_month(month) for month in past["month"]]
    values = past["value"].tolist()
    hover = _value_hover(past, formats, unit, text)
    if "status" not in past:
        return [line(months, values, "need", hover=hover)]
    gap = (past["status"] != "observed").to_numpy()
    dotted = gap | np.append(gap[1:], False) | np.insert(gap[:-1], 0, False)
    return [
        line(months, _only(values, dotted), "need", width=1.6, dash="dot", hover=hover),
        line(months, _only(values, ~gap), "need", hover=hover),
    ]


def _outcome(outcome: pd.DataFrame, formats: Formats, unit: str, text: Texts) -> Trace:
    months = [parse_month(month) for month in outcome["month"]]
    return line(months, outcome["value"], "shortfall", hover=_value_hover(outcome, formats, unit, text))


def _value_hover(table: pd.DataFrame, formats: Formats, unit: str, text: Texts) -> list[str]:
    return [
        f"<b>{_month(month, text.language)}</b><br>{formats.number(round_persons(value))} {unit}"
        for month, value in zip(table["month"], table["value"].tolist(), strict=True)
    ]


def _only(values: Sequence[float], shown: NDArray[np.bool_]) -> list[float | None]:
    return [value if show else None for value, show in zip(values, shown.tolist(), strict=True)]


def _fan_hover(forecast: pd.DataFrame, formats: Formats, unit: str, text: Texts, *, wide: bool) -> list[str]:
    def persons(value: float) -> str:
        return formats.number(round_persons(value))

    return [
        text(
            "reports.chart.fan_hover",
            month=_month(row["month"], text.language),
            value=persons(row["q50"]),
            low=persons(row["q10"]),
            high=persons(row["q90"]),
            unit=unit,
        )
        + (_wide_hover(persons(row["q025"]), persons(row["q975"]), text) if wide else "")
        for row in forecast.to_dict("records")
    ]


def _wide_hover(low: str, high: str, text: Texts) -> str:
    return f"<br>{text('reports.chart.hover_wide', low=low, high=high)}"


def _interval(years: Sequence[str], low: pd.Series[float], high: pd.Series[float], width: int) -> Trace:
    """A vertical bar from `low` to `high` in each year."""
    x = [part for year in years for part in (year, year, None)]
    y = [part for pair in zip(low.tolist(), high.tolist(), strict=True) for part in (*pair, None)]
    return {
        "type": "scatter", "x": x, "y": y, "mode": "lines", "hoverinfo": "skip",
        "line": {"width": width, "color": faint("need", 0.3 if width > 3 else 0.8)},
    }  # fmt: skip


def _points(
    years: Sequence[str], values: pd.Series[float], color: str, symbol: str, size: int, hover: Sequence[str] | None
) -> Trace:
    marker = {"symbol": symbol, "size": size, "color": COLORS[color], "line": {"color": COLORS[color], "width": 3}}
    known = [None if np.isnan(value) else value for value in values.tolist()]
    trace: Trace = {
        "type": "scatter", "x": list(years), "y": known, "mode": "markers", "marker": marker,
        "cliponaxis": False,  # a mark at 0 is drawn whole, across the axis
    }  # fmt: skip
    return trace | ({"hoverinfo": "skip"} if hover is None else {"hovertext": list(hover), "hoverinfo": "text"})


def _bar(years: Sequence[str], values: pd.Series[float], color: str, hover: Sequence[str], part: str) -> Trace:
    pattern = {"shape": "/", "size": 7, "solidity": 0.35, "fgcolor": COLORS[color], "bgcolor": "#FFFFFF"}
    marker: dict[str, Any] = {
        "color": faint(color, 0.25 if part == PALE else 0.75),
        "line": {"color": INK, "width": 1},
    }
    if part == "shortfall":
        marker |= {"color": COLORS[color], "pattern": pattern}
    return {
        "type": "bar", "x": list(years), "y": values.tolist(), "marker": marker, "hovertext": list(hover),
        "hoverinfo": "text",
    }  # fmt: skip


def _bar_labels(mio: pd.DataFrame, text: Texts) -> list[Label]:
    """Names of the parts of the last bar that has them, at the height of their middle."""
    labels: list[Label] = []
    for part, color in PARTS.items():
        bars = mio[mio[part] > 0]
        if len(bars):
            last = bars.iloc[-1]
            below = sum(float(last[lower]) for lower in list(PARTS)[: list(PARTS).index(part)])
            labels.append((below + float(last[part]) / 2, color, text(f"reports.chart.part_{part}")))
    return labels


def _labels(labels: Sequence[Label], top: float) -> list[dict[str, Any]]:
    """Labels at the right end, moved apart where they would overlap, each behind a tick of its hue."""
    labels = [(value, color, _in_the_margin(words)) for value, color, words in labels]
    line = top * LINE_HEIGHT / (HEIGHT - MARGIN["t"] - MARGIN["b"])
    heights = [line * (1 + words.count("<br>")) for _, _, words in labels]
    places = apart([value for value, _, _ in labels], heights, top)
    return [
        {
            "x": 1.0, "xref": "paper", "xanchor": "left", "xshift": 6, "y": y, "yanchor": "middle",
            "showarrow": False, "align": "left", "font": {"size": 12},
            "text": f'<span style="color:{COLORS[color]}"><b>–</b></span> {words}',
        }
        for y, (_, color, words) in zip(places, labels, strict=True)
    ]  # fmt: skip


def _in_the_margin(words: str) -> str:
    """A label in lines that the right margin holds.

    >>> _in_the_margin("Vorläufig: Humanitäre Aufnahme")
    'Vorläufig:<br>Humanitäre Aufnahme'
    """
    lines = (part for line in words.split("<br>") for part in textwrap.wrap(line, LABEL, break_on_hyphens=False))
    return "<br>".join(lines)


def axis_end(lines: Sequence[pd.Series[float]], widest: pd.Series[float]) -> float:
    """End of the vertical axis: room for every line and the widest band; nothing is cut at the frame."""
    return 1.06 * max([1.0, *(float(line.max()) for line in lines if len(line)), float(widest.max())])


def _unit(unit: str) -> dict[str, Any]:
    """Unit of the vertical axis, above it."""
    return {
        "x": 0.0, "xref": "paper", "xanchor": "left", "xshift": -MARGIN["l"] + 4, "y": 1.0, "yref": "paper",
        "yanchor": "bottom", "yshift": 10, "showarrow": False, "text": unit, "font": {"size": 12},
    }  # fmt: skip


def mark_origin(
    layout: dict[str, Any], first: int, past_name: str, formats: Formats, text: Texts
) -> list[dict[str, Any]]:
    """Mark where the forecast starts: a thin line, and what stands on either side of it."""
    x = first - 0.5
    layout["shapes"].append(
        {"type": "line", "x0": x, "x1": x, "y0": 0, "y1": 1, "yref": "paper",
         "line": {"color": COLORS["base"], "width": 1, "dash": "dot"}}
    )  # fmt: skip
    note = {"x": x, "y": 1.0, "yref": "paper", "yanchor": "bottom", "showarrow": False, "font": {"size": 12}}
    since = text("reports.chart.forecast_from", month=formats.month(month_label(first)))
    notes = [note | {"xanchor": "left", "xshift": 4, "text": since}]
    if past_name:
        notes.append(note | {"xanchor": "right", "xshift": -4, "text": past_name})
    return notes


def month_ticks(first: int, last: int, formats: Formats) -> dict[str, Any]:
    """A tick at each January, with the month in our own words; every second year on a long axis."""
    januaries = [month for month in range(first, last + 2) if month % 12 == 0]
    januaries = januaries[:: 1 + len(januaries) // 13]
    return {
        "type": "linear", "range": [first - 1, last + 1], "tickvals": januaries,
        "ticktext": [formats.month_short(month_label(month)) for month in januaries],
    }  # fmt: skip


def _year_ticks(years: Sequence[str], values: Sequence[str]) -> dict[str, Any]:
    """The years with the main figure of each below."""
    ticks = [f"{year}<br><b>{value}</b>" for year, value in zip(years, values, strict=True)]
    return {"type": "category", "range": [-0.6, len(years) - 0.4], "tickvals": list(years), "ticktext": ticks}


def year_names(table: pd.DataFrame) -> list[str]:
    """The years of a table (year, partial), a partial one starred."""
    return [starred(year, partial) for year, partial in zip(table["year"], table["partial"], strict=True)]


@lru_cache(maxsize=2_000)
def _month(month: str, language: Language) -> str:
    """Month in words; a chart needs hundreds and the calendar library takes its time."""
    return Formats(language).month(month)


def _known(value: float, formats: Formats, digits: int) -> str:
    return "." if np.isnan(value) else formats.number(value, digits)


def faint(color: str, opacity: float) -> str:
    red, green, blue = (int(COLORS[color][at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity})"
