"""A rolling-origin test as text for a terminal of 100 columns, and as rows for JSON.

Definitions of the scores: docs/method.md, Scores.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from forecasting.arrivals.backtest.run import Failure
from forecasting.arrivals.backtest.summary import ALL, score_table, series_table, sum_table, year_table
from forecasting.base.columns import WIDTH
from forecasting.base.format import Formats
from forecasting.base.text import Texts
from forecasting.reports.terminal import wrap

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["document", "render"]

FEW = 8  # places of a failure that are named

NUMBER = "number"
SHARE = "share"
COUNT = "count"
SCORES = {
    "mase": NUMBER,
    "mae_over_naive": NUMBER,
    "scaled_wis": NUMBER,
    "wis_over_naive": NUMBER,
    "log_wis_over_naive": NUMBER,
    "wis_over_prophet_default": NUMBER,
    "scaled_crps": NUMBER,
    "within50": SHARE,
    "within80": SHARE,
    "within95": SHARE,
    "origins": COUNT,
    "points": COUNT,
}
SUMS = {
    "mean_error": SHARE,
    "median_error": SHARE,
    "large_error": SHARE,
    "mae_over_naive": NUMBER,
    "mae_over_prophet_default": NUMBER,
    "crps_over_naive": NUMBER,
    "within50": SHARE,
    "within80": SHARE,
    "within95": SHARE,
    "sums": COUNT,
}

YEARS = {
    "log_wis_over_naive": NUMBER,
    "within50": SHARE,
    "within80": SHARE,
    "within95": SHARE,
    "above": SHARE,
    "sums": COUNT,
}


def render(frame: pd.DataFrame, text: Texts) -> str:
    """The whole report, the best method by WIS first.

    Args:
        frame: as `backtest` gives it.
    """
    formats = Formats(text.language)
    scores, sums = score_table(frame), sum_table(frame)
    overall = scores[scores["horizon"] == ALL].sort_values("wis_over_naive", kind="stable")
    order = [str(method) for method in overall["method"]]
    blocks = [text("reports.backtest.title"), _about(frame, text, formats)]
    for label in scores["horizon"].unique():
        part = scores[scores["horizon"] == label].set_index("method")
        blocks.append(_table(_heading(str(label), text), part, order, SCORES, text, formats))
    blocks.append(wrap(text("reports.backtest.legend")))
    if sums["sums"].any():
        title = text("reports.backtest.sums")
        blocks.append(_table(title, sums.set_index("method"), order, SUMS, text, formats))
        blocks.append(wrap(text("reports.backtest.sums_legend")))
    years = year_table(frame)
    for year in years["year"].unique() if len(years) else ():
        title = text("reports.backtest.year", year=formats.number(int(year)))
        blocks.append(_table(title, years[years["year"] == year].set_index("method"), order, YEARS, text, formats))
    blocks += [_failures(frame, text), _notices(frame, text)]
    return "\n\n".join(block for block in blocks if block) + "\n"


def document(frame: pd.DataFrame, text: Texts) -> dict[str, Any]:
    """Everything the report tells and each series of its own, ready for JSON; notices in the language of `text`."""
    return {
        "settings": frame.attrs["settings"],
        "versions": frame.attrs["versions"],
        "origins": [{"series": series, "origin": origin} for series, origin in frame.attrs["origins"]],
        "scores": _rows(score_table(frame)),
        "sums": _rows(sum_table(frame)),
        "years": _rows(year_table(frame)),
        "series": _rows(series_table(frame)),
        "failures": [asdict(failure) for failure in frame.attrs["failures"]],
        "notices": [notice.sentence(text) for notice in frame.attrs["notices"]],
    }


def _about(frame: pd.DataFrame, text: Texts, formats: Formats) -> str:
    origins = frame.attrs["origins"]
    months = sorted(origin for _, origin in origins)
    return wrap(
        text(
            "reports.backtest.about",
            series=formats.number(len({series for series, _ in origins})),
            origins=formats.number(len(origins)),
            first=formats.month(months[0]),
            last=formats.month(months[-1]),
            horizon=formats.number(frame.attrs["settings"]["horizon"]),
        )
    )


def _heading(label: str, text: Texts) -> str:
    if label == ALL:
        return text("reports.backtest.all")
    first, _, last = label.partition("-")
    return text("reports.backtest.months", first=first, last=last)


def _table(
    title: str, table: pd.DataFrame, order: Sequence[str], columns: dict[str, str], text: Texts, formats: Formats
) -> str:
    """One row for each method; the heads stand on two lines."""
    heads = {name: text(f"reports.backtest.column.{name}").split("|") for name in columns}
    cells = {
        name: [_cell(value, kind, formats) for value in table.loc[list(order), name].to_numpy(dtype=float)]
        for name, kind in columns.items()
    }
    label = max(map(len, order))
    widths = {name: max(map(len, [*heads[name], *cells[name]])) for name in columns}
    gap = 2 if label + sum(widths.values()) + 2 * len(widths) <= WIDTH else 1
    widths = {name: width + gap for name, width in widths.items()}
    lines = [title, "─" * min(WIDTH, label + sum(widths.values()))]
    for line in (0, 1):
        lines.append((" " * label + "".join(heads[name][line].rjust(widths[name]) for name in columns)).rstrip())
    for row, method in enumerate(order):
        lines.append(method.ljust(label) + "".join(cells[name][row].rjust(widths[name]) for name in columns))
    return "\n".join(lines)


def _cell(value: float, kind: str, formats: Formats) -> str:
    if math.isnan(value):
        return "–"
    if kind == SHARE:
        return formats.number(100 * value)
    return formats.number(value, 2 if kind == NUMBER else 0)


def _failures(frame: pd.DataFrame, text: Texts) -> str:
    """Each method and reason with how often and where."""
    failures: tuple[Failure, ...] = frame.attrs["failures"]
    if not failures:
        return ""
    places: dict[tuple[str, str], list[str]] = defaultdict(list)
    for failure in failures:
        places[failure.method, failure.reason].append(f"{failure.series} {failure.origin}")
    total = len(frame.attrs["origins"])
    lines = [
        wrap(
            "! "
            + text(
                "reports.backtest.failed",
                method=method,
                reason=reason,
                count=len(where),
                total=total,
                where=", ".join([*where[:FEW], *(["…"] if len(where) > FEW else [])]),
            ),
            "  ",
        )
        for (method, reason), where in places.items()
    ]
    return "\n".join(lines)


def _notices(frame: pd.DataFrame, text: Texts) -> str:
    """Notices of one kind are told once with their number; `--json` has them all."""
    notices = frame.attrs["notices"]
    kinds = Counter(notice.key for notice in notices)
    first = {notice.key: notice for notice in reversed(notices)}
    lines = []
    for key, count in kinds.items():
        more = text("reports.backtest.more", count=count - 1) if count > 1 else ""
        lines.append(wrap(f"! {first[key].sentence(text)}{more}", "  "))
    return "\n".join(lines)


def _rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows of a table; what is not a number becomes null."""
    return [{str(name): _plain(value) for name, value in row.items()} for row in table.to_dict("records")]


def _plain(value: object) -> object:
    return None if isinstance(value, float) and not math.isfinite(value) else value
