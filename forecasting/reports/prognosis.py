"""The page "Prognose" in words and tables: how many come, how it is made, how good it was, what it said then.

Persons are rounded as everywhere in texts; shares are those of docs/method.md, Scores.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from forecasting.arrivals.backtest.hindsight import HORIZON, Hindsight
from forecasting.arrivals.backtest.results import ALL, SUM, Results
from forecasting.arrivals.ensemble import CLIP
from forecasting.arrivals.explain import Explained
from forecasting.arrivals.members import MEMBERS
from forecasting.base.format import Formats
from forecasting.base.periods import Month, month_label, month_range, year_of
from forecasting.base.quantiles import CENTRAL, LEVEL_NAMES, LEVELS, quantile
from forecasting.base.rounding import round_persons
from forecasting.base.text import Texts
from forecasting.reports.charts import series
from forecasting.reports.charts.captions import fan_values
from forecasting.reports.csv_files import fan_data
from forecasting.reports.grid import Values
from forecasting.scenarios import Outlook

__all__ = [
    "calendar_table",
    "hindsight_tables",
    "hindsight_words",
    "horizon_data",
    "horizon_values",
    "member_table",
    "month_table",
    "score_table",
    "score_words",
    "then_data",
    "then_values",
    "volatility_words",
    "year_words",
]

YEAR, HALF_YEAR = 12, 6  # months
OURS, REFERENCE = "ensemble", "naive"
SHORT_REASONS = {"not finite": "not_finite", "explodes": "explodes"}
WIDE = ("95", "80")  # intervals of a calendar year where the wide one is asked for
SAME = 0.005  # share: a smaller difference is none


def year_words(result: Outlook, group: str, name: str, text: Texts) -> str:
    """How many come in the next twelve months, with the interval from the paths, and how many came before.

    Args:
        group: of the result, or "all".
        name: of the group, in words.
    """
    formats = Formats(text.language)
    months = min(YEAR, result.horizon)
    total = result.monthly["arrivals", group].values[:months].sum(axis=0, keepdims=True)
    low, median, high = (formats.number(round_persons(float(quantile(total, level)[0]))) for level in (0.1, 0.5, 0.9))
    first, last = (formats.month(month_label(result.base_month + ahead)) for ahead in (1, months))
    facts = {"group": name, "first": first, "last": last, "median": median, "low": low, "high": high}
    words = text("reports.prognosis.fixed" if result.arrivals.fixed else "reports.prognosis.year", **facts)
    past = series.arrivals_past(result.arrivals, group).tail(YEAR)
    if len(past) < YEAR:
        return words
    before = formats.number(round_persons(float(past["value"].sum())))
    estimated = "_estimated" if (past["status"] != "observed").any() else ""
    return f"{words} {text(f'reports.prognosis.before{estimated}', before=before)}"


def calendar_table(
    result: Outlook, group: str, text: Texts, *, wide: bool = False
) -> tuple[list[str], list[list[str]]]:
    """Heads and rows: persons of each calendar year inside the horizon, from the paths: the fan read by years.

    Args:
        group: of the result, or "all".
        wide: whether the 95 % interval stands around that of 80 %, as in `charts.fan`.
    """
    paths = result.monthly["arrivals", group].values
    first = result.base_month + 1
    rows = []
    for year in range(year_of(first + YEAR - 1), year_of(first + result.horizon)):
        start = year * YEAR - first
        rows.append([str(year), *_interval(paths[start : start + YEAR].sum(axis=0), text, wide=wide)])
    return _span_heads("year", text, wide=wide), rows


def month_table(result: Outlook, group: str, text: Texts) -> tuple[list[str], list[list[str]]]:
    """Heads and rows: persons of every sixth month up to the 24th, from the same paths.

    Args:
        group: of the result, or "all".
    """
    formats, paths = Formats(text.language), result.monthly["arrivals", group].values
    rows = [
        [formats.month(month_label(result.base_month + ahead)), *_interval(paths[ahead - 1], text)]
        for ahead in range(HALF_YEAR, min(HORIZON, result.horizon) + 1, HALF_YEAR)
    ]
    return _span_heads("month", text), rows


def member_table(parts: Sequence[Explained], names: Sequence[str], text: Texts) -> tuple[list[str], list[list[str]]]:
    """Heads and rows: what each member expects twelve months ahead, their middle, the forecast and its interval.

    Args:
        parts: of each group, none of them empty.
        names: of the groups, in words.
    """
    formats = Formats(text.language)

    def persons(value: float) -> str:
        return formats.number(round_persons(value))

    def member(part: Explained, name: str) -> str:
        if part.short:
            return text("reports.prognosis.not_used")
        if name in part.members:
            return persons(float(part.members[name][_ahead(part)]))
        return text("reports.prognosis.left_out", reason=_reason(dict(part.dropped).get(name, ""), text))

    rows = [
        [text(f"reports.prognosis.member.{name}"), text(f"reports.prognosis.member.{name}.about")]
        + [member(part, name) for part in parts]
        for name in MEMBERS
    ]
    for name in ("middle", "median"):
        values = [persons(float(getattr(part, name)[_ahead(part)])) for part in parts]
        rows.append([text(f"reports.prognosis.{name}"), text(f"reports.prognosis.{name}.about"), *values])
    ends = [(persons(float(part.low[_ahead(part)])), persons(float(part.high[_ahead(part)]))) for part in parts]
    intervals = [text("reports.prognosis.range", low=low, high=high) for low, high in ends]
    rows.append([text("reports.prognosis.interval"), text("reports.prognosis.interval.about"), *intervals])
    return [text("reports.prognosis.head.method"), text("reports.prognosis.head.about"), *names], rows


def volatility_words(part: Explained, name: str, text: Texts) -> str:
    """How much a group's arrivals change from month to month; a word where months are estimated or too few.

    Where only years are known no month tells anything, and that is said instead.
    """
    if part.years:
        return text("reports.prognosis.by_year", group=name, years=part.years)
    formats = Formats(text.language)
    words = text("reports.prognosis.volatility", group=name, change=formats.percent(float(np.expm1(part.volatility))))
    if part.estimated:
        words = f"{words} {text('reports.prognosis.volatility_estimated')}"
    if part.short:
        words = f"{words} {text('reports.prognosis.short', months=part.months)}"
    return words


def score_words(results: Results, text: Texts) -> tuple[str, ...]:
    """How good the forecasts were, in sentences: interval, median, error, sum of twelve months, origins behind it."""
    formats = Formats(text.language)
    inside = text(
        "reports.prognosis.inside",
        share=formats.percent(results.value(OURS, ALL, "within80")),
        reference=formats.percent(results.value("prophet_default", ALL, "within80")),
    )
    last = results.horizon
    above = text(
        "reports.prognosis.above_median",
        share=formats.percent(results.value(OURS, ALL, "above")),
        months=formats.number(last),
        inside=formats.percent(results.value(OURS, str(last), "within80")),
        above=formats.percent(results.value(OURS, str(last), "above")),
    )
    total = text(
        "reports.prognosis.sum",
        share=formats.percent(results.value(OURS, SUM, "error") / results.value(OURS, SUM, "outcome")),
        naive=formats.percent(results.value(REFERENCE, SUM, "error") / results.value(REFERENCE, SUM, "outcome")),
        inside=formats.percent(results.value(OURS, SUM, "within80")),
    )
    basis = text(
        "reports.prognosis.basis",
        origins=formats.number(results.origins),
        first=formats.month(month_label(results.first)),
        last=formats.month(month_label(results.last)),
        every=formats.number(results.every),
        points=formats.number(results.value(OURS, ALL, "points")),
    )
    return inside, above, _compared(results, REFERENCE, ALL, text), total, basis


def score_table(results: Results, text: Texts) -> tuple[list[str], list[list[str]]]:
    """Heads and rows: each method with its error, against the last value, and its intervals."""
    formats = Formats(text.language)
    names = ("method", "error", "against", "within80", "within50", "sum")
    heads = [text(f"reports.prognosis.head.{name}") for name in names]
    rows = []
    for method in results.methods:
        error, naive = (results.value(name, ALL, "error") for name in (method, REFERENCE))
        change = error / naive - 1.0
        rows.append(
            [
                text(f"reports.prognosis.method.{method}"),
                formats.number(round_persons(error)),
                "–" if method == REFERENCE else _signed(change, formats),
                formats.percent(results.value(method, ALL, "within80")),
                formats.percent(results.value(method, ALL, "within50")),
                formats.percent(results.value(method, SUM, "error") / results.value(method, SUM, "outcome")),
            ]
        )
    return heads, rows


def horizon_data(results: Results, column: str, methods: Sequence[str], text: Texts) -> pd.DataFrame:
    """Months ahead and one column for each method, not rounded; shares in %."""
    factor = 100.0 if column.startswith("within") else 1.0
    months = [ahead for ahead in dict.fromkeys(results.table["ahead"]) if ahead.isdigit()]
    columns = {
        text(f"reports.prognosis.method.{name}"): [factor * results.value(name, ahead, column) for ahead in months]
        for name in methods
    }
    return pd.DataFrame({text("reports.prognosis.head.ahead"): [int(ahead) for ahead in months]} | columns)


def horizon_values(results: Results, column: str, methods: Sequence[str], text: Texts) -> Values:
    """The same as it is shown."""
    formats = Formats(text.language)
    table = horizon_data(results, column, methods, text)
    rows = tuple(
        (str(int(row[0])), *(formats.number(value, 0) for value in row[1:])) for row in table.itertuples(index=False)
    )
    return Values(tuple(table.columns), rows)


def hindsight_tables(
    found: Hindsight, first_month: Month, values: np.ndarray, *, before: int = 60
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Past, forecast and outcome as `charts.fan` takes them; of the past the last `before` months."""
    known = found.origin - first_month + 1
    seen = values[max(known - before, 0) : known]
    past = pd.DataFrame({"month": month_range(found.origin - len(seen) + 1, len(seen)), "value": seen})
    forecast = pd.DataFrame(found.quantiles, columns=list(LEVEL_NAMES))
    forecast.insert(0, "month", month_range(found.origin + 1, len(forecast)))
    forecast.insert(1, "mean", np.nan)
    outcome = pd.DataFrame({"month": month_range(found.origin + 1, len(found.outcome)), "value": found.outcome})
    return past, forecast, outcome


def then_values(
    past: pd.DataFrame, forecast: pd.DataFrame, outcome: pd.DataFrame, text: Texts, *, wide: bool = False
) -> Values:
    """What the chart of then shows, month by month, with what came in the last column."""
    plain = fan_values(past, forecast, "observed", text, wide=wide)
    formats = Formats(text.language)
    came = [formats.number(round_persons(value)) for value in outcome["value"]]
    cells = [""] * len(past) + came + [""] * (len(forecast) - len(came))
    rows = tuple((*row, cell) for row, cell in zip(plain.rows, cells, strict=True))
    return Values((*plain.heads, text("reports.chart.outcome")), rows, plain.words)


def then_data(
    past: pd.DataFrame, forecast: pd.DataFrame, outcome: pd.DataFrame, text: Texts, *, wide: bool = False
) -> pd.DataFrame:
    """The same, not rounded."""
    table = fan_data(past, forecast, None, "observed", text, wide=wide).drop(columns=text("reports.chart.head_mean"))
    came = np.full(len(table), np.nan)
    came[len(past) : len(past) + len(outcome)] = outcome["value"]
    return table.assign(**{text("reports.chart.outcome"): came})


def hindsight_words(found: Hindsight, text: Texts) -> str:
    """What was expected for the twelfth month, what came, and how many months lay in the 80 % interval."""
    formats = Formats(text.language)
    months = len(found.outcome)
    at = min(YEAR, months) - 1
    row = dict(zip(LEVEL_NAMES, found.quantiles[at], strict=True))
    expected = text(
        "reports.prognosis.then",
        origin=formats.month(month_label(found.origin)),
        month=formats.month(month_label(found.origin + 1 + at)),
        median=formats.number(round_persons(float(row["q50"]))),
        low=formats.number(round_persons(float(row["q10"]))),
        high=formats.number(round_persons(float(row["q90"]))),
        came=formats.number(round_persons(float(found.outcome[at]))),
    )
    return f"{expected} {text.plural('reports.prognosis.months_inside', months, inside=found.inside)}"


def _span_heads(span: str, text: Texts, *, wide: bool = False) -> list[str]:
    head, *inner = (text(f"reports.prognosis.calendar.{name}") for name in (span, "low", "median", "high"))
    if not wide:
        return [head, *inner]
    lower, upper = ([text(f"reports.chart.head_{end}", level=level) for level in WIDE] for end in ("low", "high"))
    return [head, *lower, inner[1], *reversed(upper)]


def _interval(persons: np.ndarray, text: Texts, *, wide: bool = False) -> list[str]:
    """Lower end of the 80 % interval, median and upper end over paths, as they are printed; `wide`: of 95 %, too."""
    formats = Formats(text.language)
    return [
        formats.number(round_persons(float(quantile(persons[np.newaxis], level)[0])))
        for level in ((LEVELS[0], *CENTRAL, LEVELS[-1]) if wide else CENTRAL)
    ]


def _compared(results: Results, reference: str, ahead: str, text: Texts) -> str:
    """The mean error of our forecast against that of another method."""
    change = results.value(OURS, ahead, "error") / results.value(reference, ahead, "error") - 1.0
    way = "same" if abs(change) < SAME else "smaller" if change < 0 else "larger"
    return text(f"reports.prognosis.error_{way}", share=Formats(text.language).percent(abs(change)))


def _signed(share: float, formats: Formats) -> str:
    words = formats.percent(share)
    return f"+{words}" if share > 0 and words != formats.percent(0.0) else words


def _ahead(part: Explained) -> int:
    return min(YEAR, len(part.median)) - 1


def _reason(reason: str, text: Texts) -> str:
    most = Formats(text.language).number(float(np.exp(CLIP)))
    return text(f"reports.prognosis.reason.{SHORT_REASONS.get(reason, 'failed')}", most=most)
