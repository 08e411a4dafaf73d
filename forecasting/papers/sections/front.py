"""What stands on the front of every paper: title, scenario, date, who answers for it, and the foot of the pages."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from forecasting.papers.case import Case
from forecasting.papers.content import Paper, Section
from forecasting.reports.charts.captions import stand_by_group

__all__ = ["paper_of"]


def paper_of(case: Case, kind: str, title: str, sections: Sequence[Section], *, pages: int = 0) -> Paper:
    """A paper with the words around it; `pages` as in `Paper`."""
    return Paper(
        kind=kind,
        title=title,
        subtitle=case.text(
            "papers.subtitle_made" if case.date else "papers.subtitle",
            scenario=case.scenario,
            stand=stand_by_group(case.result.arrivals, case.text),
            made=case.formats.date(datetime.date.fromisoformat(case.run.created)),
        ),
        language=case.text.language,
        date=case.run.created,
        author=case.text("papers.author"),
        foot=case.foot,
        sections=tuple(sections),
        pages=pages,
    )
