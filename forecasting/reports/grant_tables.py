"""What a full post costs, what the state pays for it, and what is left over or to the municipalities [2.2], [2.3].

EUR per full-time post and year by qualification; pay rounds and growth included.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from forecasting.base.format import Formats
from forecasting.base.text import Texts
from forecasting.budget.cost import Post, posts_of
from forecasting.observations.audit_report import load_audit_report
from forecasting.reports.tables import NOTHING, Kind, Line, Table
from forecasting.scenarios import Outlook
from forecasting.scenarios.account_rules import admin_saving
from forecasting.scenarios.rules import Values

__all__ = ["grant_table", "grant_words", "procedure_words"]

ROWS = ("rate", "paid", "cost", "surplus", "own_share")


def grant_table(result: Outlook, text: Texts) -> Table:
    """Rate, payment, cost, over-funding and own share of a full post, by qualification and year."""
    lines: list[Line] = []
    for name, posts in _posts(result).items():
        lines.append(Line(name, text(f"reports.grant.{name}"), "heading"))
        for row in ROWS:
            amounts = tuple(_amount(post, row) for post in posts)
            cells = tuple(_shown(amount, text) for amount in amounts)
            kind: Kind = "result" if row in ("surplus", "own_share") else "item"
            lines.append(Line(f"{name}_{row}", text(f"reports.grant.{row}"), kind, values=amounts, cells=cells))
    basis = text("reports.grant.basis", basis=_basis(result, text))
    heads = tuple(str(year.year) for year in result.years)
    years = tuple(year.year for year in result.years)
    return Table(text("reports.grant.title"), text("reports.grant.unit"), years, heads, tuple(lines), (basis,))


def grant_words(result: Outlook, text: Texts) -> str:
    """When over-funding turns into own share, and what the programme comes to in the first and last year."""
    words = []
    for name, posts in _posts(result).items():
        over = [float(post.paid) - float(post.cost) for post in posts]
        change = "over" if min(over) >= 0 else "own" if max(over) <= 0 else "turns" if over[0] >= 0 else "varies"
        year = next((year.year for year, left in zip(result.years, over, strict=True) if left < 0), 0)
        words.append(text(f"reports.grant.words_{change}", name=text(f"reports.grant.{name}"), year=year))
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


def _posts(result: Outlook) -> dict[str, Sequence[Post]]:
    rules = Values(result.resolved).cost(result.years[0].year)
    by_year = [posts_of(year.year, rules) for year in result.years]
    return {name: [posts[place] for posts in by_year] for place, name in enumerate(("graduate", "vocational"))}


def _amount(post: Post, row: str) -> float:
    left = float(np.asarray(post.paid - post.cost))
    if row == "surplus":
        return max(0.0, left)
    return max(0.0, -left) if row == "own_share" else float(getattr(post, row))


def _shown(amount: float, text: Texts) -> str:
    return NOTHING if abs(amount) < 0.5 else Formats(text.language).number(amount)


def _basis(result: Outlook, text: Texts) -> str:
    return text(f"reports.grant.basis_{result.resolved.word('funding.basis')}")
