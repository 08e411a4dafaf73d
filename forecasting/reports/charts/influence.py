"""What matters as a chart: the result at both ends of the widest ranges, and the shares of the spread.

A bar starts at the scenario's own result: orange towards the lower end of the range, blue towards the upper; each
end carries its value.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from forecasting.base.format import Formats
from forecasting.base.text import Texts
from forecasting.reports.charts.screen import Label, Plan, blank, line
from forecasting.reports.csv_files import FACTORS
from forecasting.reports.goal import amount_words, measure_words
from forecasting.reports.grid import Values
from forecasting.reports.influence import Influence, effect_label, factor_label, range_words, share_rows
from forecasting.reports.tables import shown_unit
from forecasting.scenarios.influence.sensitivity import Effect
from forecasting.scenarios.influence.variance import ARRIVALS

__all__ = [
    "factor_of",
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
NAMES = 290  # pixels for the names of the factors
LONGEST = 42  # characters of a name


def tornado_chart(found: Influence, *, text: Texts) -> Plan:
    """The widest effects, the widest on top: a bar from the scenario's own result to that at either end."""
    factor, formats = factor_of(found.measure), Formats(text.language)
    digits = 0 if unit_of(found.measure, text) == text("reports.unit.persons") else 1
    bars, base = found.effects[:MOST], found.base * factor
    traces: list[dict[str, Any]] = []
    notes: list[dict[str, Any]] = []
    for place, effect in enumerate(reversed(bars)):
        ends = sorted([(effect.at_low * factor, "shortfall", "low"), (effect.at_high * factor, "need", "high")])
        hover = _hover(found, effect, text)
        for (end, color, _), anchor in zip(ends, ("right", "left"), strict=True):
            traces.append(line([base, end], [place, place], color, width=WIDTH, hover=[hover, hover]))
            beside = min(end, base) if anchor == "right" else max(end, base)
            notes.append(_note(beside, place, anchor, formats.number(end, digits)))
        name = _short(effect_label(effect.key, text))
        notes.append(_note(0.0, place, "right", name) | {"xref": "paper", "xshift": -8})
    traces.append(line([base, base], [-0.6, len(bars) - 0.4], "base", width=1.2))
    values = [base, *(end * factor for effect in bars for end in (effect.at_low, effect.at_high))]
    room = 0.2 * ((max(values) - min(values)) or 1.0)
    labels: list[Label] = [
        (len(bars) - 0.6, "need", text("reports.influence.at_high")),
        (len(bars) - 1.2, "shortfall", text("reports.influence.at_low")),
        (len(bars) - 1.8, "base", text("reports.influence.own")),
    ]
    figure = blank(traces, len(bars), labels, unit_of(found.measure, text), text)
    layout = figure["layout"]
    layout["xaxis"] = {"visible": False, "range": [min(values) - room, max(values) + room]}
    layout["yaxis"] = {"visible": False, "range": [-0.7, len(bars) - 0.3]}
    layout["margin"] = layout["margin"] | {"l": NAMES, "b": 14}
    layout["annotations"] += notes
    return figure


def _hover(found: Influence, effect: Effect, text: Texts) -> str:
    ends = {"low": effect.at_low, "high": effect.at_high}
    lines = [effect_label(effect.key, text), range_words(effect, text)]
    for name, end in ends.items():
        lines.append(f"{text(f'reports.influence.at_{name}')}: {amount_words(found.measure, end, text)}")
    return "<br>".join(lines)


def _note(x: float, y: float, anchor: str, words: str) -> dict[str, Any]:
    """Words beside a place."""
    shift = -4 if anchor == "right" else 4
    return {
        "x": x, "xref": "x", "xanchor": anchor, "xshift": shift, "y": y, "yref": "y", "yanchor": "middle",
        "showarrow": False, "align": anchor, "text": words, "font": {"size": 12},
    }  # fmt: skip


def tornado_values(found: Influence, text: Texts) -> Values:
    """Factor, range, result at both ends and the width, the widest first."""
    heads = tuple(
        text(f"reports.influence.head_{name}") for name in ("factor", "range", "at_low", "at_high", "width")
    )
    rows = tuple(
        (
            effect_label(effect.key, text),
            range_words(effect, text),
            *(amount_words(found.measure, end, text) for end in (effect.at_low, effect.at_high, effect.span)),
        )
        for effect in found.effects
    )
    return Values(heads, rows, words=(0, 1))


def tornado_data(found: Influence, text: Texts) -> pd.DataFrame:
    """The same in the unit of the chart, not rounded."""
    factor = factor_of(found.measure)
    heads = [text(f"reports.influence.head_{name}") for name in ("factor", "range", "at_low", "at_high", "width")]
    rows = [
        (
            effect_label(effect.key, text),
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
    """The result with its interval, which assumption moves it most, and what makes most of its spread."""
    measure = measure_words(found.measure, text)
    if not found.effects:
        return text("reports.influence.nothing", measure=measure, year=found.year)

    def amounts(effect: Effect) -> dict[str, str]:
        ends = {"low": effect.at_low, "high": effect.at_high}
        return {name: amount_words(found.measure, end, text) for name, end in ends.items()}

    facts = {"measure": measure, "year": found.year, "base": amount_words(found.measure, found.base, text)}
    spread = next((effect for effect in found.effects if effect.key == ARRIVALS), None)
    widest = next((effect for effect in found.effects if effect.key != ARRIVALS), None)
    words = [
        text("reports.influence.between", **facts, **amounts(spread))
        if spread is not None
        else text("reports.influence.certain", **facts)
    ]
    if widest is not None:
        factor, span = effect_label(widest.key, text), range_words(widest, text)
        words.append(text("reports.influence.widest", factor=factor, range=span, **amounts(widest)))
    if found.shares:
        share = found.shares[0]
        total = Formats(text.language).percent(share.total, 1)
        words.append(text("reports.influence.most", factor=factor_label(share.key, text), total=total))
    return " ".join(words)


def factor_of(measure: str) -> float:
    """What a value is multiplied with to stand in the unit of the screen."""
    return FACTORS.get(shown_unit(measure), 1.0)


def unit_of(measure: str, text: Texts) -> str:
    """Unit of the vertical axis."""
    return text(f"reports.unit.{shown_unit(measure)}")


def _short(label: str) -> str:
    return label if len(label) <= LONGEST else f"{label[: LONGEST - 1].rstrip()}…"
