"""What a full post costs, what the state pays for it, and what is left over or to the municipalities [2.2], [2.3].

EUR per full-time post and year by qualification; pay rounds and growth included.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from forecasting.assumptions import Scenario, resolve
from forecasting.assumptions.pay import growth_by_year, load_pay_steps
from forecasting.assumptions.sources import cite
from forecasting.base.format import Formats
from forecasting.base.text import Texts
from forecasting.budget.cost import Post, posts_of
from forecasting.observations.audit_report import load_audit_report
from forecasting.reports.grid import Grid, Row, RowKind, yearly
from forecasting.reports.tables import NOTHING
from forecasting.scenarios import Outlook
from forecasting.scenarios.account_rules import admin_saving
from forecasting.scenarios.rules import COST_PRICE_BASE, Values

__all__ = [
    "PAY",
    "QUALIFICATIONS",
    "grant_table",
    "grant_words",
    "pay_data",
    "pay_rows",
    "pay_words",
    "procedure_words",
]

PAY = ("paid", "cost")
"""What a full post is paid by the state, and costs: columns of `pay_data`."""

QUALIFICATIONS = ("graduate", "vocational")
THOUSAND = 1e3

ROWS = ("rate", "paid", "cost", "surplus", "own_share")


def grant_table(result: Outlook, text: Texts) -> Grid:
    """Rate, payment, cost, over-funding and own share of a full post, by qualification and year."""
    lines: list[Row] = []
    for name, posts in _posts(result, [year.year for year in result.years]).items():
        lines.append(Row(text(f"reports.grant.{name}"), kind="heading", key=name))
        for row in ROWS:
            amounts = tuple(_amount(post, row) for post in posts)
            cells = tuple(_shown(amount, text) for amount in amounts)
            kind: RowKind = "result" if row in ("surplus", "own_share") else "item"
            lines.append(Row(text(f"reports.grant.{row}"), cells, kind, key=f"{name}_{row}", values=amounts))
    basis = text("reports.grant.basis", basis=_basis(result, text))
    years = [year.year for year in result.years]  # rates hold for a year, not for its months
    return yearly(text("reports.grant.title"), text("reports.grant.unit"), years, lines, (basis,), text)


def grant_words(result: Outlook, text: Texts) -> str:
    """When over-funding turns into own share, and what the programme comes to in the first and last year."""
    words = list(_changes(result, [year.year for year in result.years], text).values())
    formats = Formats(text.language)
    last = len(result.years) - 1
    if not {("surplus", result.years[row].year) for row in (0, last)} & result.account.absent:
        facts = {
            f"{measure}_{end}": formats.mio(float(result.account.measures[measure][row]))
            for measure in ("surplus", "municipal_cost")
            for end, row in (("first", 0), ("last", last))
        }
        ends = {"first": result.years[0].year, "last": result.years[last].year}
        words.append(text("reports.grant.words_total", **ends, **facts))
    return " ".join(words)


def procedure_words(result: Outlook, text: Texts) -> str:
    """What fewer amendments and one payout a year save in administration [2.1]."""
    formats, figures = Formats(text.language), load_audit_report().figures
    found = {name: formats.number(figures[name].value) for name in ("grant_decisions", "amendments")}
    saved = admin_saving(result.resolved)
    avoided = result.resolved.number("funding.amendments_avoided")
    facts = {
        "cost": formats.mio(result.resolved.number("funding.admin_cost")),
        "saved": formats.mio(saved * result.resolved.number("funding.admin_cost"), 2),
        "avoided": formats.number(avoided * figures["amendments"].value),
        "payouts": result.resolved.whole("funding.payouts_per_year"),
    }
    key = "procedure_saved" if saved else "procedure_neutral"
    return f"{text('reports.grant.procedure', **found)} {text(f'reports.grant.{key}', **facts)}"


def pay_data(result: Outlook, qualification: str) -> pd.DataFrame:
    """What a full post is paid by the state and costs in each year since 2020, EUR 1,000: head, then `PAY`."""
    years = _since_2020(result)
    posts = _posts(result, years)[qualification]
    amounts = {what: [float(getattr(post, what)) / THOUSAND for post in posts] for what in PAY}
    return pd.DataFrame({"head": [str(year) for year in years]} | amounts)


def pay_words(result: Outlook, qualification: str, text: Texts) -> str:
    """When over-funding turned into own share since 2020, or does."""
    return _changes(result, _since_2020(result), text)[qualification]


def pay_rows(text: Texts) -> list[tuple[str, ...]]:
    """The shipped pay rounds: first day, rise, growth of the year, what is left out, source."""
    formats, steps = Formats(text.language), load_pay_steps()
    by_year = growth_by_year(steps, COST_PRICE_BASE)
    return [
        (
            formats.date(step.first_day),
            formats.percent(step.share, 1),
            formats.percent(by_year[step.first_day.year], 2),
            step.evidence(text.language),
            cite(step.source, text),
        )
        for step in steps
    ]


def _changes(result: Outlook, years: Sequence[int], text: Texts) -> dict[str, str]:
    """By qualification, how over-funding and own share follow each other."""
    words = {}
    for name, posts in _posts(result, years).items():
        over = [float(post.paid) - float(post.cost) for post in posts]
        change = "over" if min(over) >= 0 else "own" if max(over) <= 0 else "turns" if _turns(over) else "varies"
        year = next((year for year, left in zip(years, over, strict=True) if left < 0), 0)
        words[name] = text(f"reports.grant.words_{change}", name=text(f"reports.grant.{name}"), year=year)
    return words


def _turns(over: Sequence[float]) -> bool:
    """Whether what is over at first is missing from one year on."""
    signs = [left >= 0 for left in over]
    return signs[0] and signs == sorted(signs, reverse=True)


def _since_2020(result: Outlook) -> list[int]:
    return list(range(min(COST_PRICE_BASE, result.years[0].year), result.years[-1].year + 1))


def _posts(result: Outlook, years: Sequence[int]) -> dict[str, Sequence[Post]]:
    first = result.years[0].year
    rules = Values(result.resolved).cost(first)
    shipped = Values(resolve(Scenario(""), result.groups))

    def of(year: int) -> tuple[Post, Post]:
        if year >= first:
            return posts_of(year, rules)
        # What was paid before the horizon is a fact: the rates of their dates in full, whatever the scenario says.
        then = shipped.cost(year)
        graduate, vocational = then.rate_graduate, then.rate_vocational
        paid = replace(rules, basis="fixed", state_share=1.0, rate_graduate=graduate, rate_vocational=vocational)
        return posts_of(year, paid)

    by_year = [of(year) for year in years]
    return {name: [posts[place] for posts in by_year] for place, name in enumerate(QUALIFICATIONS)}


def _amount(post: Post, row: str) -> float:
    left = float(np.asarray(post.paid - post.cost))
    if row == "surplus":
        return max(0.0, left)
    return max(0.0, -left) if row == "own_share" else float(getattr(post, row))


def _shown(amount: float, text: Texts) -> str:
    return NOTHING if abs(amount) < 0.5 else Formats(text.language).number(amount)


def _basis(result: Outlook, text: Texts) -> str:
    return text(f"reports.grant.basis_{result.resolved.word('funding.basis')}")
