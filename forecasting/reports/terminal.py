"""The outlook as text for a terminal of 100 columns: answer, yearly table, planning account, probabilities."""

from __future__ import annotations

import datetime
import textwrap
from collections.abc import Sequence

from forecasting.base.columns import WIDTH
from forecasting.base.errors import Finding, visible
from forecasting.base.format import Formats
from forecasting.base.quantiles import Q10, Q90
from forecasting.base.rounding import round_persons
from forecasting.base.text import Texts
from forecasting.reports.answer import answer
from forecasting.reports.charts.captions import age_words, stand_by_group
from forecasting.reports.grid import Unit
from forecasting.reports.headline import headline
from forecasting.reports.run import identify
from forecasting.reports.tables import (
    BLOCKED,
    FORECAST,
    UNKNOWN,
    continued_years,
    decided_grants,
    shown_unit,
    signs_of,
    year_notes,
)
from forecasting.scenarios import Outlook

__all__ = ["about", "notices", "render", "wrap"]

ACCOUNT = (
    "appropriation",
    "opening_unbound",
    "available",
    "grant",
    "need",
    "residual_used",
    "appropriation_used",
    "shortfall",
    "closing_unbound",
)
"""Measures of the planning account, all in millions of euros."""


def render(result: Outlook, text: Texts, today: datetime.date | None = None) -> str:
    """The whole report, lines of at most 100 columns.

    Args:
        today: from the clock of a shell, to tell data that are too old; None: that is not told.
    """
    formats = Formats(text.language)
    age = age_words(result.arrivals, today, text) if today else ""
    blocks = [
        text("reports.terminal.title", scenario=visible(result.scenario.title(text.language))),
        about(result, text, formats),
        "\n\n".join(wrap(part) for part in answer(result, text).paragraphs()),
        _forecast(result, text, formats),
        _conditional(_account(result, text, formats), result, text),
        _conditional(_probabilities(result, text, formats), result, text),
        "\n".join(map(wrap, _notes(result, text, formats))),
        wrap(f"! {age}", "  ") if age else "",
        notices(result.notices, text),
    ]
    return "\n\n".join(block for block in blocks if block) + "\n"


def about(result: Outlook, text: Texts, formats: Formats) -> str:
    """Data, paths, seed and run."""
    run = identify(result)
    return wrap(
        text(
            "reports.terminal.about",
            count=run.paths,
            stand=stand_by_group(result.arrivals, text),
            paths=formats.number(run.paths),
            seed=run.seed,
            run_id=run.run_id,
            version=run.version,
        )
    )


def _forecast(result: Outlook, text: Texts, formats: Formats) -> str:
    rows: list[tuple[str, list[str]]] = []
    for measure in FORECAST:
        if measure == "model_need" and not decided_grants(result):
            continue
        unit, summary = shown_unit(measure), result.yearly[measure].summary
        signs = signs_of(result, measure)
        middles = headline(result, measure).tolist()
        cells = [sign or _cell(value, unit, formats) for value, sign in zip(middles, signs, strict=True)]
        rows.append((text(f"reports.measure.{measure}"), cells))
        if (summary[:, Q90] > summary[:, Q10]).any():
            for name, column in (("low", Q10), ("high", Q90)):
                cells = [sign or _cell(row[column], unit, formats) for row, sign in zip(summary, signs, strict=True)]
                rows.append(("  " + text(f"reports.terminal.{name}"), cells))
    return _table(text("reports.terminal.forecast"), _heads(result), rows)


def _account(result: Outlook, text: Texts, formats: Formats) -> str:
    account = result.account
    key = "median" if account.quantile == 0.5 else "planning"
    title = text(f"reports.terminal.account_{key}", share=formats.percent(account.quantile))
    rows = [
        (
            text(f"reports.measure.{measure}"),
            [
                UNKNOWN if (measure, year.year) in account.absent else _cell(value, "mio", formats)
                for value, year in zip(account.measures[measure], result.years, strict=True)
            ],
        )
        for measure in ACCOUNT
    ]
    return _table(title, _heads(result), rows)


def _probabilities(result: Outlook, text: Texts, formats: Formats) -> str:
    rows = [
        (text(f"reports.terminal.{name}"), [formats.probability(share) for share in shares.tolist()])
        for name, shares in (("suffice", result.funds_suffice), ("suffice_until", result.funds_suffice_until))
    ]
    return _table(text("reports.terminal.probability"), _heads(result), rows)


def _conditional(table: str, result: Outlook, text: Texts) -> str:
    """A table of cover, and that years without a decided amount stand under a condition."""
    years = continued_years(result, text)
    return f"{table}\n{wrap(text('reports.terminal.continued', years=years))}" if years else table


def _notes(result: Outlook, text: Texts, formats: Formats) -> list[str]:
    notes = [*year_notes(result, text, formats), text("reports.table.note_consent")]
    blocked = any(BLOCKED in signs_of(result, measure) for measure in FORECAST)
    return [*notes, *([text("reports.table.note_blocked")] if blocked else [])]


def notices(found: Sequence[Finding], text: Texts) -> str:
    """What a reader has to know, one paragraph each."""
    return "\n".join(wrap("! " + finding.sentence(text), "  ") for finding in found)


def _heads(result: Outlook) -> list[str]:
    return [year.head for year in result.years]


def _cell(value: float, unit: Unit, formats: Formats) -> str:
    if unit == "mio":
        return formats.mio(value)
    return formats.number(round_persons(value) if unit == "persons" else value)


def _table(title: str, heads: Sequence[str], rows: Sequence[tuple[str, Sequence[str]]]) -> str:
    """A table of right-aligned columns; more years than fit go below one another."""
    width = max(len(cell) for _, cells in rows for cell in [*cells, *heads]) + 2
    label = min(max(len(name) for name, _ in rows), WIDTH - width)
    fit = max(1, (WIDTH - label) // width)
    lines = [title, "─" * min(WIDTH, label + width * min(fit, len(heads)))]
    for start in range(0, len(heads), fit):
        part = slice(start, start + fit)
        lines.append(" " * label + "".join(head.rjust(width) for head in heads[part]))
        lines += [
            name[:label].ljust(label) + "".join(cell.rjust(width) for cell in cells[part]) for name, cells in rows
        ]
    return "\n".join(lines)


def wrap(paragraph: str, indent: str = "") -> str:
    """A paragraph in lines of the terminal."""
    return textwrap.fill(paragraph, WIDTH, subsequent_indent=indent, break_long_words=False)
