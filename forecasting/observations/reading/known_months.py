"""Which rows of a table of arrivals count: known months go before those carried on, months in part not at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from forecasting.base.errors import Finding
from forecasting.observations.reading.kinds import PARTIAL
from forecasting.observations.reading.questions import without
from forecasting.observations.reading.schemas import Sheet

__all__ = ["known_months"]


def known_months(sheet: Sheet) -> tuple[Sheet, list[Finding]]:
    """The sheet without the months that something else goes before, and what was done.

    An empty status is "observed". A month carried on gives way to the same one known; before a later one that is
    known it counts as estimated, for nothing is carried on there any more.
    """
    if sheet.kind.name != "arrivals" or "status" not in sheet.frame:
        return sheet, []
    if sheet.frame["status"].isna().all():
        return replace(sheet, frame=sheet.frame.drop(columns="status")), []
    sheet = replace(sheet, frame=sheet.frame.assign(status=sheet.frame["status"].fillna("observed")))
    findings = []
    for key, lines in (("partial", list(_partial(sheet))), ("replaced", list(_replaced(sheet)))):
        if lines:
            findings.append(_told(sheet, key, lines))
            sheet = without(sheet, lines)
    if inside := list(_inside(sheet)):
        findings.append(_told(sheet, "inside", inside))
        status = sheet.frame["status"].copy()
        status.loc[inside] = "disaggregated"
        sheet = replace(sheet, frame=sheet.frame.assign(status=status))
    return sheet, findings


def _told(sheet: Sheet, key: str, lines: list[int]) -> Finding:
    facts = {"count": len(lines)}
    return Finding(f"observations.months_{key}", facts, sheet.file, lines[0], "status", severity="notice")


def _partial(sheet: Sheet) -> Iterator[int]:
    yield from (int(line) for line in sheet.frame.index[sheet.frame["status"] == PARTIAL])


def _replaced(sheet: Sheet) -> Iterator[int]:
    """Lines of months carried on of which there is a known row too."""
    carried = sheet.frame["status"] == "extrapolated"
    known = set(zip(*(sheet.frame.loc[~carried, name] for name in ("group", "month")), strict=True))
    for line, group, month in sheet.frame.loc[carried, ["group", "month"]].itertuples():
        if (group, month) in known:
            yield int(line)


def _inside(sheet: Sheet) -> Iterator[int]:
    """Lines of months carried on before the last one that is known."""
    carried = sheet.frame["status"] == "extrapolated"
    last = sheet.frame[~carried].groupby("group")["month"].max()
    for line, group, month in sheet.frame.loc[carried, ["group", "month"]].itertuples():
        if month < last.get(group, month):
            yield int(line)
