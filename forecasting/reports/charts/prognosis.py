"""Charts of the page "Prognose": events beside a fan, and what a backtest found by months ahead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from forecasting.arrivals.backtest.results import Results
from forecasting.assumptions import Scenario
from forecasting.assumptions.events import load_events, marked_events
from forecasting.base.format import Formats
from forecasting.base.periods import Month, parse_month
from forecasting.base.text import Texts
from forecasting.reports.charts.looks import faint
from forecasting.reports.charts.record import Chart, Series, axis_end
from forecasting.reports.charts.screen import Label, Plan, area, blank, line
from forecasting.reports.prognosis import horizon_data

__all__ = ["HUES", "INTERVAL", "by_horizon", "events_of", "inside_bars", "with_events"]

HUES: Mapping[str, str] = {
    "ensemble": "need",
    "prophet_default": "shortfall",
    "ets": "residual",
    "naive": "base",
    "seasonal_naive": "appropriation",
}
"""The hue of each method."""

SHADE = 0.14
STEP, STEPS = 0.08, 3  # labels of neighbouring events stand at different heights, shares of the plot's height
TICKS = (1, 3, 6, 12, 18, 24)
INTERVAL = 80.0

Event = tuple[Month, Month, str]  # first and last month, name


def events_of(scenario: Scenario, group: str, text: Texts) -> tuple[Event, ...]:
    """Marked events that the forecast of a group heeds; "all": those of every group."""
    names = {shipped.event.name: shipped.title(text.language) for shipped in load_events()}
    return tuple(
        (parse_month(event.from_), parse_month(event.to), names.get(event.name, event.name))
        for event in marked_events(scenario)
        if group == "all" or event.group in (None, group)
    )


def with_events(plan: Plan, events: Sequence[Event], first: Month) -> Plan:
    """A fan with its events as grey bands behind the lines, each with its name.

    Args:
        first: first month that the chart shows; events before it are left out.
    """
    top = plan["layout"]["yaxis"]["range"][1]
    shown = sorted(event for event in events if event[1] >= first)
    bands = [
        area([max(start, first) - 0.5, end + 0.5], [0.0, 0.0], [top, top], faint("base", SHADE))
        for start, end, _ in shown
    ]
    notes = [
        {
            "x": end + 0.5, "xanchor": "left", "xshift": 3, "y": 0.99 - STEP * (place % STEPS), "yref": "paper",
            "yanchor": "top", "showarrow": False, "font": {"size": 12}, "text": name,
        }
        for place, (_, end, name) in enumerate(shown)
    ]  # fmt: skip
    layout = plan["layout"] | {"annotations": [*plan["layout"]["annotations"], *notes]}
    return {"data": [*bands, *plan["data"]], "layout": layout}


def by_horizon(results: Results, column: str, methods: Sequence[str], *, unit: str, text: Texts) -> Plan:
    """A figure of each method by months ahead: `error` in persons, or the share within an interval in %.

    The shares have a line at what the interval promises.
    """
    table = horizon_data(results, column, methods, text)
    months, shares = table.iloc[:, 0].tolist(), column.startswith("within")
    formats = Formats(text.language)
    traces, labels = [], []
    end = 100.0 if shares else axis_end(table.iloc[:, 1:].max(axis=1))
    if shares:
        traces.append(line([0.5, months[-1] + 0.5], [INTERVAL, INTERVAL], "base", width=1.2, dash="dash"))
        labels.append((INTERVAL, "base", text("reports.prognosis.promised")))
    for place, method in enumerate(methods):
        values = table.iloc[:, place + 1].tolist()
        name = text(f"reports.prognosis.method_short.{method}")
        hover = [
            text("reports.prognosis.hover", method=name, months=month, value=formats.number(value), unit=unit)
            for month, value in zip(months, values, strict=True)
        ]
        width = 2.6 if method == methods[0] else 1.8
        traces.append(line(months, values, HUES[method], width=width, hover=hover))
        labels.append((values[-1], HUES[method], name))
    named: list[Label] = labels
    plan = blank(traces, end, named, unit, text)
    ticks = [tick for tick in TICKS if tick <= months[-1]]
    plan["layout"]["xaxis"] |= {
        "type": "linear", "range": [0.5, months[-1] + 0.5], "tickvals": ticks,
        "ticktext": [str(tick) for tick in ticks],
    }  # fmt: skip
    return plan


def inside_bars(heads: Sequence[str], shares: Sequence[float], name: str, *, unit: str, text: Texts) -> Chart:
    """Outcomes within the 80 % interval by months ahead, %, as columns beside the line of what it promises."""
    promised = Series(text("reports.prognosis.promised"), "target", (INTERVAL,) * len(heads), "base")
    inside = Series(name, "bar", tuple(shares), label="")
    return Chart("columns", tuple(heads), (inside, promised), unit, end=100.0)
