"""The words around a chart or a table in a file: what it shows, for which scenario, from where and as of when."""

from __future__ import annotations

from dataclasses import dataclass

from forecasting.base.text import Language, Texts
from forecasting.reports.charts.captions import stand
from forecasting.reports.run import identify
from forecasting.scenarios import Outlook

__all__ = ["Frame", "frame"]


@dataclass(frozen=True)
class Frame:
    """Words of one file, all as they are printed."""

    title: str
    unit: str  # of every value: "Mio. Euro"
    stand: str  # date and run: "Datenstand: 31.12.2025. Lauf 4b0c…"
    source: str  # "Quelle: …"
    scenario: str  # name of the scenario, and what it changes; empty for observations
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
    origin: str | None = None,
) -> Frame:
    """Words of a chart or table of `result`, the same as on the page; sample data are called so.

    Args:
        scenario: name of the scenario where it says more than its title: "Ausgangsszenario, Zugänge +30 %".
        by_group: name the groups whose own figures end earlier.
        origin: sentence that names the source where it is not the shipped arrivals.
    """
    run = text("reports.file.run", run=identify(result).run_id)
    sample = (text("reports.file.sample"),) if result.arrivals.sample_data else ()
    return Frame(
        title=title,
        unit=unit,
        stand=f"{stand(result.arrivals, text, by_group=by_group)} {run}",
        source=origin or text("reports.chart.source_arrivals"),
        scenario=scenario or result.scenario.title(text.language),
        notes=(*notes, *sample),
        language=text.language,
    )
