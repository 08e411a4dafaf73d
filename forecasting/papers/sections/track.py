"""Adopted forecasts against what came: the part of a hearing that no later calculation can improve.

The log of adopted rounds is read as it stands; a paper names the entry up to which it was read, and its hash.
"""

from __future__ import annotations

from collections.abc import Sequence

from forecasting.arrivals.rounds.track import TOLD, TrackRecord, track_record
from forecasting.base.groups import group_name
from forecasting.papers.case import Case
from forecasting.papers.content import Section, Words
from forecasting.papers.sections.sheet import grid_of
from forecasting.reports.grid import Grid, Row
from forecasting.reports.prognosis_track import track_table, track_words
from forecasting.reports.tables import NOTHING

__all__ = ["section"]

WHO = 1  # place of the column that names who adopted a round: of no concern to a hearing
FIRST = 3  # of the columns of numbers: months with an outcome
INSIDE = TOLD.index(80)
LATER = "…"


def section(case: Case) -> Section:
    """What the adopted forecasts said and what came of it, or that none has been adopted."""
    text = case.text
    if not case.rounds:
        return Section("track", text("papers.track.none_title"), (Words((text("papers.track.none"),)),))
    record = track_record([entry.round for entry in case.rounds], case.observations)
    said = Words((text("papers.track.about"), track_words(record, text)))
    return Section("track", _title(record, case), (said, _table(record, case)))


def _title(record: TrackRecord, case: Case) -> str:
    if not record.months:
        return case.text("papers.track.waiting")
    inside = round(record.coverage[INSIDE] * record.months)
    facts = {"inside": case.formats.number(inside), "months": case.formats.number(record.months)}
    return case.text("papers.track.title", **facts)


def _table(record: TrackRecord, case: Case) -> Grid:
    """A row for each round, the newest first."""
    text, last = case.text, case.rounds[-1]
    adopted = [(entry.adopted.date(), entry.who, group_name(entry.round.group, text)) for entry in case.rounds]
    heads, rows = track_table(adopted, record, text)
    newest = record.tracks[::-1]
    heads = [*heads[:WHO], *heads[WHO + 1 :]]
    return grid_of(
        case,
        "track",
        text("papers.track.table"),
        unit="",
        heads=[head[:1].upper() + head[1:] for head in heads],
        rows=[_row([*row[:WHO], *row[WHO + 1 :]], bool(one.months)) for row, one in zip(rows, newest, strict=True)],
        said=[text("papers.track.note"), text("papers.track.read", number=last.number, hash=last.hash)],
        sums=False,
        words=True,
        amounts=range(FIRST, len(heads)),
        below=(case.source,),
    )


def _row(found: Sequence[str], known: bool) -> Row:
    """A round; where no month has come yet, what comes of it is still to come."""
    label, *cells = found
    months, *scores = cells[FIRST - 1 :]
    shown = (
        [NOTHING if cell == "0" else cell for cell in (months, *scores)] if known else [NOTHING, *LATER * len(scores)]
    )
    return Row(label, (*cells[: FIRST - 1], *shown))
