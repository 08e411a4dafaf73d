"""The title of a chart or slide as the message it carries: a sentence made from the result, without a full stop.

Funds are told from the planning account that the tables show. Where the paths are less sure than the account, the
sentence says how probable it is.
"""

from __future__ import annotations

import numpy as np

from forecasting.base.format import Formats, round_persons
from forecasting.base.periods import month_label
from forecasting.base.text import Texts
from forecasting.budget.funds import CENT_FREE
from forecasting.reports.answer import CONFIDENT
from forecasting.reports.captions import STEADY
from forecasting.reports.series import caseload_forecast, fte_by_year
from forecasting.scenarios import Outlook

__all__ = ["caseload_message", "fte_message", "funding_message", "until"]


def caseload_message(result: Outlook, text: Texts) -> str:
    """Where the caseload leads."""
    formats, forecast = Formats(text.language), caseload_forecast(result)
    first, last = forecast.iloc[0], forecast.iloc[-1]
    change = last["q50"] / first["q50"] - 1.0 if first["q50"] > 0 else 0.0
    way = "stays" if abs(change) < STEADY else "rises" if change > 0 else "falls"
    return text(
        f"papers.message.caseload_{way}",
        start=formats.number(round_persons(first["q50"])),
        end=formats.number(round_persons(last["q50"])),
        month=formats.month(last["month"]),
    )


def fte_message(result: Outlook, text: Texts) -> str:
    """Posts needed against those that the appropriation pays, by the medians."""
    formats, table = Formats(text.language), fte_by_year(result)
    need, paid = table["q50"].to_numpy(), table["fundable"].to_numpy()
    facts = {
        "year": int(table["year"].iloc[0]),
        "last": int(table["year"].iloc[-1]),
        "fte": formats.number(float(need[0])),
        "fte_last": formats.number(float(need[-1])),
    }
    if np.isnan(paid).any():
        return text("papers.message.fte_only" if len(table) > 1 else "papers.message.fte_only_one", **facts)
    over = np.flatnonzero(need > paid)
    if not len(over):
        return text("papers.message.fte_enough" if len(table) > 1 else "papers.message.fte_enough_one", **facts)
    year = int(table["year"].iloc[over[0]])
    missing = formats.number(float(need[over[0]] - paid[over[0]]))
    key = "always" if len(over) == len(table) else "from" if len(over) == len(table) - over[0] else "in"
    return text(f"papers.message.fte_short_{key}", **facts | {"year": year, "missing": missing})


def funding_message(result: Outlook, text: Texts) -> str:
    """What covers the need until when, or when and how much is missing."""
    formats, account = Formats(text.language), result.account.measures
    short = np.flatnonzero(account["shortfall"] > CENT_FREE)
    if len(short):
        row = int(short[0])
        amount = formats.mio(float(account["shortfall"][row]))
        year = result.years[row].year
        if row == 0:
            return text("papers.message.short_at_once", year=year, amount=amount)
        return text("papers.message.short_later", until=until(result, row - 1, text), year=year, amount=amount)
    last = len(result.years) - 1
    residual = account["residual_used"] > CENT_FREE
    paid = account["appropriation_used"] > CENT_FREE
    alone = int(np.argmax(paid)) if paid.any() else last + 1  # years that residuals cover alone
    if residual.any() and alone > 0:
        key, row = ("residuals_alone" if alone > last else "residuals_first"), min(alone, last + 1) - 1
    else:
        key, row = ("both" if residual.any() else "appropriation"), last
    said = text(f"papers.message.{key}", until=until(result, row, text), last=until(result, last, text))
    share = float(result.funds_suffice_until[last])
    if share >= CONFIDENT:
        return said
    return text("papers.message.unsure", message=said, share=formats.probability(share))


def until(result: Outlook, row: int, text: Texts) -> str:
    """A year of the horizon, or its last month where the horizon ends within it."""
    end = result.base_month + result.years[row].stop
    return str(result.years[row].year) if end % 12 == 11 else Formats(text.language).month(month_label(end))
