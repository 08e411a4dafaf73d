"""Open a workbook as a planner would: enter values under their names, let LibreOffice compute, read the results."""

from __future__ import annotations

import io
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.workbook import Workbook

from forecasting.assumptions import load_register
from forecasting.base.text import Language
from forecasting.budget.measures import PERSONS_PER_POST, names
from forecasting.reports.tables import signs_of
from forecasting.scenarios import Outlook

RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""
"""LibreOffice trusts the numbers of a workbook unless it is told to compute them again on load."""

MEASURES = tuple(name for name in ("fte", *names("cost"), *names("funds", always=True)) if name != PERSONS_PER_POST)
"""Measures of the planning account that every scenario has."""

PRICES = ("funding.rate_graduate", "funding.rate_vocational", "funding.cost_graduate", "funding.cost_vocational")


def opened(file: bytes, *, values: bool = False) -> Workbook:
    """The workbook with its formulas, or with its values."""
    return openpyxl.load_workbook(io.BytesIO(file), data_only=values)


def cells(book: Workbook, name: str) -> list[Any]:
    """The cells of a defined name, row by row."""
    ((sheet, place),) = book.defined_names[name].destinations
    found = book[sheet][place.replace("$", "")]
    rows = found if isinstance(found, tuple) else ((found,),)
    return [cell for row in rows for cell in (row if isinstance(row, tuple) else (row,))]


def result_row(book: Workbook, measure: str) -> list[Any]:
    """Values of a measure of the account by year."""
    return [cell.value for cell in cells(book, f"result_{measure}")]


def without_data(book: Workbook, keep: Sequence[str]) -> Workbook:
    """The workbook with only some of its sheets: the others would take most of the time to save."""
    for name in book.sheetnames:
        if name not in keep:
            del book[name]
    return book


def enter(
    book: Workbook, values: Mapping[str, Any], years: Sequence[int], language: Language = "de"
) -> list[tuple[Any, Any]]:
    """Type the values of assumptions into the input cells; the cells with what stood there before."""
    before: list[tuple[Any, Any]] = []

    def type_in(place: Any, value: Any) -> None:
        before.append((place, place.value))
        place.value = value

    for key, value in values.items():
        entry, name = load_register()[key], key.replace(".", "_")
        places = cells(book, name)
        if key in PRICES:
            for place, start in zip(places, cells(book, f"{name}_start"), strict=True):
                type_in(place, value)
                type_in(start, 2020 if "cost" in key else None)
        elif key in ("funding.pay_rounds", "budget.opening_layers"):
            for place in places:
                year = int(str(place.parent.cell(place.row, place.parent.max_column).value).rpartition(".")[2])
                type_in(place, value.get(year))
        elif entry.kind == "years":
            for place, year in zip(places, years, strict=True):
                type_in(place, value.get(year))
        elif entry.kind == "shares":
            for lag, place in enumerate(places):
                type_in(place, value[lag] if lag < len(value) else None)
        elif entry.kind == "choice":
            (place,) = places
            type_in(place, next(choice.label(language) for choice in entry.choices if choice.value == value))
        else:
            (place,) = places
            type_in(place, value)
    return before


def saved(book: Workbook, before: Sequence[tuple[Any, Any]] = ()) -> bytes:
    """The file of an edited workbook, whose formulas have lost their values; the workbook is as `before` again."""
    file = io.BytesIO()
    book.save(file)
    for place, value in before:
        place.value = value
    return file.getvalue()


def recalculated(files: Mapping[str, bytes], folder: Path) -> dict[str, Workbook]:
    """The workbooks by name as LibreOffice computes them, all in one run."""
    profile, given, computed = folder / "profile", folder / "given", folder / "computed"
    (profile / "user").mkdir(parents=True)
    given.mkdir()
    (profile / "user" / "registrymodifications.xcu").write_text(RECALCULATE, encoding="utf-8")
    for name, file in files.items():
        (given / f"{name}.xlsx").write_bytes(file)
    command = ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", "xlsx"]
    paths = [str(given / f"{name}.xlsx") for name in files]
    subprocess.run([*command, "--outdir", str(computed), *paths], check=True, capture_output=True, timeout=300)
    return {name: _read(computed / f"{name}.xlsx") for name in files}


def _read(path: Path) -> Workbook:
    """Values of a file that LibreOffice wrote; its charts are none of ours."""
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return openpyxl.load_workbook(path, data_only=True)


def differences(book: Workbook, result: Outlook) -> list[str]:
    """Where the workbook and the tool's planning account differ by a cent or more (FTE: a millionth).

    A potential of a year without any amount is no number in the tool's tables either.
    """
    account = result.account
    found = []
    names = [*MEASURES, *(name for name in ("released", "closing_pact", "filled_fte") if name in account.measures)]
    for measure in names:
        for place, (year, sign) in enumerate(zip(result.years, signs_of(result, measure), strict=True)):
            shown = result_row(book, measure)[place]
            absent = "." if (measure, year.year) in account.absent else sign
            expected = absent or float(account.measures[measure][place])
            near = 1e-6 if measure.endswith("fte") else 0.005
            if isinstance(shown, str) or isinstance(expected, str):
                same = shown == expected
            else:
                same = abs((shown or 0.0) - expected) < near
            if not same:
                found.append(f"{measure} {year.year}: {shown} in the workbook, {expected} in the tool")
    return found
