"""What the model is silent on: one list for the page "Annahmen" and for docs/limits.md.

`python -m forecasting.reports.limits` writes docs/limits.md from the English catalogue.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from forecasting.arrivals.backtest.false_alarms import measured
from forecasting.arrivals.backtest.years import ALL, read_years
from forecasting.base.format import Formats
from forecasting.base.text import Texts
from forecasting.reports.backtest.warning import rates

__all__ = ["EVIDENCE", "PAGE", "POINTS", "Limit", "evidence", "limits", "page"]

POINTS: Mapping[str, tuple[str, ...]] = {
    "integration": ("link", "need", "prospect"),
    "arrivals": (
        "events",
        "growth",
        "monthly",
        "births",
        "revisions",
        "family",
        "watch",
        "warning",
        "ukraine",
        "humanitarian",
        "protection",
        "asylum_system",
    ),
    "people": ("stock", "moves", "status", "independent", "places"),
    "districts": ("variation", "recruitment"),
    "money": ("consent", "opening", "areas", "virement", "tariff", "legal", "continued"),
    "figures": ("intervals", "far", "sums"),
}
"""Message ids by heading."""

SECTIONS: Mapping[str, int] = {"arrivals.growth": 3, "figures.sums": 13}
"""Sections of docs/method.md that say more."""

EVIDENCE = ("arrivals.warning", "figures.far")
"""Points that state figures of the backtests."""

PAGE = Path(__file__).resolve().parents[2] / "docs" / "limits.md"


@dataclass(frozen=True)
class Limit:
    """One thing the model does not know."""

    head: str
    words: str
    section: int | None  # of docs/method.md


def limits(text: Texts) -> dict[str, tuple[Limit, ...]]:
    """What the model does not know, by heading.

    Raises:
        InputError: a shipped result of the backtests, whose figures are stated, cannot be read.
    """
    facts = evidence(text)
    return {
        text(f"limits.{heading}"): tuple(
            Limit(
                text(f"limits.{heading}.{point}"),
                text(f"limits.{heading}.{point}.words", **(facts if f"{heading}.{point}" in EVIDENCE else {})),
                SECTIONS.get(f"{heading}.{point}"),
            )
            for point in points
        )
        for heading, points in POINTS.items()
    }


def evidence(text: Texts) -> dict[str, str]:
    """Figures of the shipped backtests that are stated: of the early warning and of the years ahead."""
    formats = Formats(text.language)
    years = read_years()
    by_year = {ahead: score for ahead, score in years.by_year.items() if ahead != ALL}
    within = [score.within80 for score in by_year.values()]
    above = [score.above for score in by_year.values()]
    return rates(measured(), text) | {
        "countries": formats.number(years.series),
        "within_low": formats.number(100 * min(within)),
        "within_high": formats.percent(max(within)),
        "above_low": formats.number(100 * min(above)),
        "above_high": formats.percent(max(above)),
    }


def page(text: Texts) -> str:
    """The list in Markdown."""
    lines = ["# " + text("limits.title"), "", text("limits.intro")]
    for heading, found in limits(text).items():
        lines += ["", f"## {heading}", ""]
        for limit in found:
            more = text("limits.section", number=limit.section) if limit.section else ""
            link = f" ([{more}](method.md))" if more else ""
            lines.append(f"- **{limit.head}.** {limit.words}{link}")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(Texts("en")), encoding="utf-8")


if __name__ == "__main__":
    main()
