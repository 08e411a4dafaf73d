"""The learned stay in provisional housing, for the terminal, for other programs and in words."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from forecasting.base.format import Formats
from forecasting.base.periods import Month, month_label
from forecasting.base.text import Texts
from forecasting.caseload.stay_change import Window
from forecasting.caseload.stay_learning import Interval
from forecasting.reports.grid import Values
from forecasting.reports.terminal import wrap
from forecasting.scenarios.stay_answer import StayAnswer

__all__ = [
    "document",
    "fit_words",
    "interval_words",
    "reason_words",
    "render",
    "stay_words",
    "windows_data",
    "windows_table",
]


WINDOW_HEADS = ("span", "mean", "transfer", "error", "state")
NOTHING = "."


def document(answer: StayAnswer, text: Texts) -> dict[str, object]:
    """One group, as `stay --json` prints it."""
    return {
        "group": answer.group,
        "transfer_share": _row(answer.transfer) | {"identified": answer.transfer_identified},
        "stay_pmf": [float(share) for share in answer.stay],
        "mean_months": _row(answer.mean_months),
        "identified": answer.identified,
        "warnings": reason_words(answer, text),
    }


def render(answers: Sequence[tuple[StayAnswer, str]], text: Texts) -> str:
    """Groups with their names, lines of at most 100 columns."""
    blocks = []
    for answer, name in answers:
        said = [stay_words(answer, text), *fit_words(answer, text), *reason_words(answer, text)]
        blocks.append("\n".join([name, *(wrap(f"- {sentence}") for sentence in said)]))
    return "\n\n".join([text("reports.stay.title"), *blocks]) + "\n"


def stay_words(answer: StayAnswer, text: Texts) -> str:
    """Mean stay and transfer share, each with its 90 % interval and whether it is learned or assumed."""
    formats = Formats(text.language)
    sources = {True: text("reports.stay.learned"), False: text("reports.stay.assumed")}
    return text(
        "reports.stay.words",
        months=interval_words(answer.mean_months, text),
        source=sources[answer.identified],
        share=formats.percent(answer.transfer.value),
        low=formats.percent(answer.transfer.q05),
        high=formats.percent(answer.transfer.q95),
        share_source=sources[answer.transfer_identified],
    )


def interval_words(interval: Interval, text: Texts) -> str:
    """Months with their 90 % interval."""
    formats = Formats(text.language)
    value, low, high = (formats.number(months, 1) for months in (interval.value, interval.q05, interval.q95))
    return text("reports.stay.months", value=value, low=low, high=high)


def fit_words(answer: StayAnswer, text: Texts) -> list[str]:
    """How many figures there are and how well the learned stay explains them."""
    if answer.learned is None:
        return []
    formats, found = Formats(text.language), answer.learned
    return [
        text(f"reports.stay.fit_{kind}", count=count, error=formats.percent(found.error[kind], 1))
        for kind, count in found.months.items()
    ]


def reason_words(answer: StayAnswer, text: Texts) -> list[str]:
    """Why something is assumed, or to be read with care."""
    return [text(f"reports.stay.reason.{reason}") for reason in answer.reasons]


def windows_table(windows: Sequence[Window], first_month: Month, text: Texts) -> Values:
    """What windows of the figures say of the stay, the newest first."""
    formats, rows = Formats(text.language), []
    for window in windows:
        found = window.found
        span = tuple(formats.month(month_label(first_month + at)) for at in (window.first, window.last))
        words = text("reports.stay.window", first=span[0], last=span[1])
        if found is None:
            rows.append((words, NOTHING, NOTHING, NOTHING, text("reports.stay.window_few")))
            continue
        share = NOTHING
        if found.transfer is not None and found.transfer_identified:
            share = formats.percent(found.transfer.value)
        rows.append(
            (
                words,
                interval_words(found.mean_months, text) if found.identified else NOTHING,
                share,
                formats.percent(max(found.error.values()), 1),
                text("reports.stay.window_told" if found.identified else "reports.stay.window_open"),
            )
        )
    return Values(tuple(text(f"reports.stay.window_{head}") for head in WINDOW_HEADS), tuple(rows), (0, 4))


def windows_data(windows: Sequence[Window], first_month: Month, text: Texts) -> pd.DataFrame:
    """The same for a file; empty where the figures of a window do not tell it."""
    rows = []
    for window in windows:
        found = window.found
        stay = found.mean_months if found is not None and found.identified else None
        share = found.transfer if found is not None and found.transfer_identified else None
        rows.append(
            {
                "first": month_label(first_month + window.first),
                "last": month_label(first_month + window.last),
                "mean": None if stay is None else stay.value,
                "q05": None if stay is None else stay.q05,
                "q95": None if stay is None else stay.q95,
                "transfer": None if share is None else 100.0 * share.value,
                "error": None if found is None else 100.0 * max(found.error.values()),
            }
        )
    return pd.DataFrame(rows).rename(columns=lambda name: text(f"reports.stay.window_data_{name}"))


def _row(interval: Interval) -> dict[str, float]:
    return {"value": interval.value, "q05": interval.q05, "q95": interval.q95}
