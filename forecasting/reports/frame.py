"""The words around a chart or a table in a file: what it shows, for which scenario, from where and as of when."""

from __future__ import annotations

from dataclasses import dataclass

from forecasting.base.text import Language, Texts
from forecasting.reports.captions import source
from forecasting.scenarios import Outlook

__all__ = ["Frame", "frame"]


@dataclass(frozen=True)
class Frame:
    """Words of one file, all as they are printed."""

    title: str
    unit: str  # of every value: "Mio. Euro"
    stand: str  # "Datenstand: 31.12.2025."
    source: str  # "Quelle: …"
    scenario: str  # name of the scenario
    notes: tuple[str, ...] = ()
    language: Language = "de"


def frame(
    result: Outlook,
    *,
    title: str,
    unit: str,
    text: Texts,
    scenario: str | None = None,
    notes: tuple[str, ...] = (),
    by_group: bool = False,
) -> Frame:
    """Words of a chart or table of `result`, the same as on the page.

    Args:
        scenario: name of the scenario where it says more than its title: "Ausgangsszenario, Zugänge +30 %".
        by_group: name the groups whose own figures end earlier.
    """
    origin = text("reports.chart.source_arrivals")
    return Frame(
        title=title,
        unit=unit,
        stand=source(result.arrivals, text, by_group=by_group).removeprefix(origin).strip(),
        source=origin,
        scenario=scenario or result.scenario.title(text.language),
        notes=notes,
        language=text.language,
    )
