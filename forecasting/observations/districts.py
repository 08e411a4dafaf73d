"""The districts as published, where they lie, and the file of one district's own figures."""

from __future__ import annotations

from functools import lru_cache

import pandas as pd

from forecasting.base.errors import Finding, InputError
from forecasting.observations.folder import read_content
from forecasting.observations.published import read_published
from forecasting.observations.reading.kinds import OFFICE

__all__ = ["centres", "own_row", "published_districts"]


@lru_cache(maxsize=1)
def published_districts() -> pd.DataFrame:
    """The districts of the state as published: key, name, type, population, place, source.

    Raises:
        InputError: the file is missing or breaks a rule.
    """
    return read_published("kreise")


@lru_cache(maxsize=1)
def centres() -> dict[str, tuple[float, float]]:
    """Longitude and latitude of every district by code, as shipped."""
    table = published_districts()
    places = zip(table["ags"], table["lon"], table["lat"], strict=True)
    return {str(code): (float(lon), float(lat)) for code, lon, lat in places}


def own_row(name: str, content: bytes, code: str) -> tuple[pd.Series, tuple[Finding, ...]]:
    """The row of a district in a file of the format districts.csv, and what was noticed.

    Raises:
        InputError: everything that is wrong with the file, or the district is not in it.
    """
    sheet, problems = read_content(name, content, OFFICE["districts"])
    if sheet is None:
        raise InputError(problems)
    if sheet.blocked:
        raise InputError(finding for finding in sheet.findings if finding.severity != "notice")
    rows = sheet.frame[sheet.frame["district"] == code]
    if not len(rows):
        found = ", ".join(sheet.frame["district"].head(3))
        raise InputError(Finding("observations.other_district", {"district": code, "found": found}, file=name))
    notices = tuple(finding for finding in sheet.findings if finding.severity == "notice")
    return rows.iloc[0], notices
