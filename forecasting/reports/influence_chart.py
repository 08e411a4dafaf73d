"""What matters as a chart: the result at both ends of the widest ranges, and the shares of the spread.

The bars of one factor start at the scenario's own result: orange at the lower end of the range, blue at the upper.
"""

from __future__ import annotations

import pandas as pd

from forecasting.base.text import Texts
from forecasting.reports.captions import Values
from forecasting.reports.charts import Label, Plan, axis_end, blank, line
from forecasting.reports.goal import amount_words, measure_words
from forecasting.reports.influence import Influence, factor_label, range_words, share_rows

__all__ = [
    "influence_words",
    "shares_data",
    "shares_values",
    "tornado_chart",
    "tornado_data",
    "tornado_values",
    "unit_of",
]

MOST = 9  # bars
WIDTH = 14  # pixels of a bar
LINE = 13  # characters of a tick label's line
LINES = 3
OF_MEASURE = {"need": 1e-6, "shortfall": 1e-6, "closing_unbound": 1e-6, "required_appropriation": 1e-6}


def tornado_chart(found: Influence, *, text: Texts) -> Plan:
    """The widest effects, the largest on the left."""
    factor = OF_MEASURE.get(found.measure, 1.0)
    bars = found.effects[:MOST]
    base = found.base * factor
    traces = []
    for place, effect in enumerate(bars):
        for end, color, offset in ((effect.at_low, "shortfall", -0.16), (effect.at_high, "need", 0.16)):
            x = place + offset
            hover = "<br>".join(
                [
                    factor_label(effect.key, text),
                    range_words(effect, text),
                    f"<b>{amount_words(found.measure, end, text)}</b>",
                ]
            )
            traces.append(line([x, x], [base, end * factor], color, width=WIDTH, hover=[hover, hover]))
    traces.append(line([-0.5, len(bars) - 0.5], [base, base], "base", width=1.2))
    ends = [pd.Series([base, *(end * factor for effect in bars for end in (effect.at_low, effect.at_high))])]
    top = axis_end(ends, ends[0])
    labels: list[Label] = [
        (base, "base", text("reports.influence.own")),
        (top * 0.92, "need", text("reports.influence.at_high")),
        (top * 0.84, "shortfall", text("reports.influence.at_low")),
    ]
    figure = blank(traces, top, labels, unit_of(found.measure, text), text)
    ticks = [_wrapped(factor_label(effect.key, text)) for effect in bars]
    figure["layout"]["xaxis"] |= {
        "type": "linear",
        "range": [-0.5, max(len(bars), 1) - 0.5],
        "tickvals": list(range(len(bars))),
        "ticktext": ticks,
    }
    figure["layout"]["margin"] = figure["layout"]["margin"] | {"b": 72}
    return figure


def tornado_values(found: Influence, text: Texts) -> Values:
    """Factor, range, result at both ends and the width, the widest first."""
    heads = tuple(
        text(f"reports.influence.head_{name}") for name in ("factor", "range", "at_low", "at_high", "width")
    )
    rows = tuple(
        (
            factor_label(effect.key, text),
            range_words(effect, text),
            *(amount_words(found.measure, end, text) for end in (effect.at_low, effect.at_high, effect.span)),
        )
        for effect in found.effects
    )
    return Values(heads, rows, words=2)


def tornado_data(found: Influence, text: Texts) -> pd.DataFrame:
    """The same in the unit of the chart, not rounded."""
    factor = OF_MEASURE.get(found.measure, 1.0)
    heads = [text(f"reports.influence.head_{name}") for name in ("factor", "range", "at_low", "at_high", "width")]
    rows = [
        (
            factor_label(effect.key, text),
            range_words(effect, text),
            *(end * factor for end in (effect.at_low, effect.at_high, effect.span)),
        )
        for effect in found.effects
    ]
    return pd.DataFrame(rows, columns=heads)


def shares_values(found: Influence, text: Texts) -> Values:
    """Factor, share alone and in all."""
    heads = tuple(text(f"reports.influence.head_{name}") for name in ("factor", "first", "total"))
    return Values(heads, tuple(share_rows(found, text)))


def shares_data(found: Influence, text: Texts) -> pd.DataFrame:
    """The same in percent, not rounded."""
    heads = [text(f"reports.influence.head_{name}") for name in ("factor", "first", "total")]
    rows = [(factor_label(share.key, text), share.first * 100.0, share.total * 100.0) for share in found.shares]
    return pd.DataFrame(rows, columns=heads)


def influence_words(found: Influence, text: Texts) -> str:
    """Which factor moves the result most, and which makes most of its spread."""
    measure = measure_words(found.measure, text)
    if not found.effects:
        return text("reports.influence.nothing", measure=measure, year=found.year)
    widest = found.effects[0]
    words = text(
        "reports.influence.widest",
        measure=measure,
        year=found.year,
        factor=factor_label(widest.key, text),
        range=range_words(widest, text),
        low=amount_words(found.measure, widest.at_low, text),
        high=amount_words(found.measure, widest.at_high, text),
    )
    if not found.shares:
        return words
    (factor, _, total), *_rest = share_rows(found, text)
    return f"{words} {text('reports.influence.most', factor=factor, total=total)}"


def unit_of(measure: str, text: Texts) -> str:
    """Unit of the vertical axis."""
    if measure in OF_MEASURE:
        return text("reports.unit.mio")
    return text("reports.unit.fte" if measure == "fte" else "reports.unit.persons")


def _wrapped(label: str) -> str:
    """A label in at most three short lines."""
    lines = [""]
    for word in label.split():
        if lines[-1] and len(lines[-1]) + len(word) >= LINE:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    if len(lines) > LINES:
        lines = [*lines[: LINES - 1], f"{lines[LINES - 1]} …"]
    return "<br>".join(lines)
