"""The title of a chart or slide as the message it carries: a sentence made from the result, without a full stop.

Funds are told from the planning account that the tables show. Where the paths are less sure than the account, the
sentence says how probable it is.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from forecasting.base.format import Formats
from forecasting.base.periods import month_label
from forecasting.base.quantiles import Q10, Q90, Array
from forecasting.base.rounding import round_persons
from forecasting.base.text import Texts
from forecasting.budget.funds import CENT_FREE
from forecasting.reports.answer import CONFIDENT, answer_year, money_facts
from forecasting.reports.charts.captions import STEADY
from forecasting.reports.charts.series import caseload_forecast, fte_by_year
from forecasting.reports.claims import TOSS, money_of_year, settled_years
from forecasting.scenarios import Outlook
from forecasting.scenarios.chain import MEDIAN

__all__ = [
    "caseload_message", "closing_message", "fte_message", "funding_message", "need_message", "spread_message",
    "until",
]  # fmt: skip


TURN = 0.05
"""Share by which the caseload must leave the span between its start and its end to be told."""


def caseload_message(result: Outlook, text: Texts) -> str:
    """Where the caseload leads."""
    formats, forecast = Formats(text.language), caseload_forecast(result)
    median, months = forecast["q50"].to_numpy(), forecast["month"].tolist()
    start, end = float(median[0]), float(median[-1])
    lowest, highest = int(np.argmin(median)), int(np.argmax(median))
    low, high = sorted((start, end))
    way, turn = "stays" if abs(end - start) < STEADY * start else "rises" if end > start else "falls", 0
    if median[lowest] < low * (1 - TURN):
        way, turn = "dips", lowest
    elif median[highest] > high * (1 + TURN):
        way, turn = "peaks", highest
    return text(
        f"papers.message.caseload_{way}",
        start=formats.number(round_persons(start)),
        end=formats.number(round_persons(end)),
        turn=formats.number(round_persons(float(median[turn]))),
        turning=formats.month(months[turn]),
        month=formats.month(months[-1]),
    )


def fte_message(result: Outlook, text: Texts) -> str:
    """Posts needed against those that the appropriation, or what is carried forward of it, pays; by the medians."""
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
    over, forward = np.flatnonzero(need > paid), table["continued"].to_numpy()
    if not len(over):
        key = "_continued" if forward.any() else "" if len(table) > 1 else "_one"
        return text(f"papers.message.fte_enough{key}", **facts)
    year = int(table["year"].iloc[over[0]])
    missing = formats.number(float(need[over[0]] - paid[over[0]]))
    key = "always" if len(over) == len(table) else "from" if len(over) == len(table) - over[0] else "in"
    ending = "_continued" if (forward.any() if key == "always" else forward[over[0]]) else ""
    return text(f"papers.message.fte_short_{key}{ending}", **facts | {"year": year, "missing": missing})


def funding_message(result: Outlook, text: Texts) -> str:
    """How the money stands to the need: what covers it until when, or what the year of the answer leaves or lacks.

    Cover is told of years whose appropriation is decided or planned, and where it is more than a toss of a coin.
    """
    formats, account = Formats(text.language), result.account.measures
    settled = settled_years(result)
    if settled <= result.row(answer_year(result)):
        return _money_message(result, text)
    short = np.flatnonzero(account["shortfall"][:settled] > CENT_FREE)
    if len(short):
        row = int(short[0])
        amount = formats.mio(float(account["shortfall"][row]))
        year = result.years[row].year
        if row == 0:
            return text("papers.message.short_at_once", year=year, amount=amount)
        return text("papers.message.short_later", until=until(result, row - 1, text), year=year, amount=amount)
    last = settled - 1
    share = float(result.funds_suffice_until[last])
    if share <= TOSS[1]:
        key = "open" if share >= TOSS[0] else "hardly"
        return text(f"papers.message.{key}", last=until(result, last, text), share=formats.probability(share))
    residual = account["residual_used"][:settled] > CENT_FREE
    alone = _covered_alone(account)
    if residual.any() and alone > 0:
        key, row = ("residuals_alone" if alone > last else "residuals_first"), min(alone, last + 1) - 1
    else:
        key, row = ("both" if residual.any() else "appropriation"), last
    said = text(f"papers.message.{key}", until=until(result, row, text), last=until(result, last, text))
    if share >= CONFIDENT:
        return said
    return text("papers.message.unsure", message=said, share=formats.probability(share))


def _money_message(result: Outlook, text: Texts) -> str:
    """What the appropriation of the answer's year, or its continuation, leaves or lacks: the claim of the answer."""
    year = answer_year(result)
    found = money_of_year(result, year)
    if found.kind == "none":
        return text("papers.message.money_none", year=year)
    facts = money_facts(result, year, found, text)
    return text(f"papers.message.{found.kind}_{found.mood}{found.sure}", **facts)


def _covered_alone(account: Mapping[str, Array]) -> int:
    """For how many years the residuals of the start pay alone; what an appropriation leaves over is none of them."""
    came = account["opening_unbound"][0] + np.cumsum(account["reclaimed"] + account.get("released", 0.0))
    lost = np.cumsum(account["lapsed"]) - account["lapsed"]  # by the year before; the oldest lapse first
    paid = account["appropriation_used"] > CENT_FREE
    enough = (came - lost - np.cumsum(account["need"]) > -CENT_FREE) & ~paid
    return len(enough) if enough.all() else int(np.argmin(enough))


def closing_message(result: Outlook, text: Texts) -> str:
    """What is left unbound at the end of the horizon, in the planning account; what stays uncovered if none is."""
    formats, account, last = Formats(text.language), result.account.measures, len(result.years) - 1
    amount, short = float(account["closing_unbound"][last]), float(account["shortfall"].sum())
    had = float(account["opening_unbound"].max())
    key = "closing" if amount > CENT_FREE else "closing_none" if had > CENT_FREE else "closing_never"
    if key == "closing_never" and short > CENT_FREE:
        key = "closing_short"
    end = until(result, last, text)
    return text(f"papers.message.{key}", until=end, amount=formats.mio(amount), short=formats.mio(short))


def need_message(result: Outlook, text: Texts) -> str:
    """Posts and money that the year needs which the answer speaks of; money alone where a decision fixes it."""
    formats, year = Formats(text.language), answer_year(result)
    key = "need_decided" if ("surplus", year) in result.absent else "need"
    fte, need = (float(result.accounts[MEDIAN].measures[name][result.row(year)]) for name in ("fte", "need"))
    return text(f"papers.message.{key}", year=year, fte=formats.number(fte), need=formats.mio(need))


def spread_message(result: Outlook, text: Texts) -> str:
    """How sure the need of the year is that the answer speaks of."""
    formats, year = Formats(text.language), answer_year(result)
    row = result.row(year)
    need = formats.mio(float(result.accounts[MEDIAN].measures["need"][row]))
    low, high = (formats.mio(float(result.yearly["need"].summary[row, place])) for place in (Q10, Q90))
    key = "spread_none" if low == high else "spread"
    return text(f"papers.message.{key}", year=year, need=need, low=low, high=high)


def until(result: Outlook, row: int, text: Texts) -> str:
    """A year of the horizon, or its last month where the horizon ends within it."""
    end = result.base_month + result.years[row].stop
    return str(result.years[row].year) if end % 12 == 11 else Formats(text.language).month(month_label(end))
