"""A layout that changed is refused and the cell named; whatever is done to a file, no figure changes unsaid."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forecasting.base.errors import Finding
from forecasting.base.periods import month_label
from forecasting.observations.folder import read_content
from tests.observations.official import samples
from tests.observations.official.samples import STATE, text, workbook

Grid = list[list[object]]
Book = dict[str, Grid]

LAYOUTS: Mapping[str, Callable[[], Book]] = {
    "tsv": lambda: {"": samples.tsv()},
    "sdmx": lambda: {"": samples.sdmx()},
    "browser": lambda: {name: [list(row) for row in rows] for name, rows in samples.browser().items()},
    "genesis_older": lambda: {"": samples.genesis_older()},
    "genesis_newer": lambda: {"": samples.genesis_newer()},
    "bamf_month": lambda: {"": samples.bamf_month()},
    "bamf_year": lambda: {"": samples.bamf_year()},
    "bamf_by_month": lambda: {"": samples.bamf_by_month()},
    "sdmx_labelled": lambda: {"": samples.sdmx_labelled()},
    "bamf_states_across": lambda: {"": samples.bamf_states_across()},
    "list_with_years": lambda: {"": samples.list_with_years()},
    "list": lambda: {"": samples.monthly_list("Zugänge Asylsuchende")},
}
SEPARATORS = {"tsv": "\t", "sdmx": ",", "sdmx_labelled": ","}


def content(layout: str, book: Book) -> bytes:
    if "" not in book:
        return workbook(book)
    return text(book[""], SEPARATORS.get(layout, ";"))


def read(layout: str, book: Book) -> tuple[dict[tuple[str, str], float], list[Finding]]:
    """Figures by month and group that would be used (none if anything blocks), and every finding."""
    sheet, problems = read_content("datei.txt", content(layout, book))
    findings = problems if sheet is None else list(sheet.findings)
    if sheet is None or sheet.blocked:
        return {}, findings
    frame = sheet.frame
    rows = zip(frame["month"], frame["group"], frame["arrivals"], strict=True)
    return {(month_label(int(month)), str(group)): float(persons) for month, group, persons in rows}, findings


def blocking(layout: str, book: Book) -> list[tuple[str, int | None, str | None, str | None]]:
    figures, findings = read(layout, book)
    assert figures == {}
    return [
        (
            finding.key.removeprefix("observations.").removeprefix("official."),
            finding.row,
            finding.column,
            finding.value,
        )
        for finding in findings
        if finding.severity != "notice"
    ]


def put(sheet: str, line: int, place: int, value: object) -> Callable[[Book], None]:
    """Another value in a cell; lines and places count from 0."""

    def change(book: Book) -> None:
        book[sheet][line][place] = value

    return change


def move(sheet: str, lines: slice, place: int, to: int) -> Callable[[Book], None]:
    """A column moved to another place."""

    def change(book: Book) -> None:
        for row in book[sheet][lines]:
            if len(row) > max(place, to):
                row.insert(to, row.pop(place))

    return change


def swap(line: int, place: int, other: int) -> Callable[[Book], None]:
    """Two cells of a line that change places."""

    def change(book: Book) -> None:
        row = book[""][line]
        row[place], row[other] = row[other], row[place]

    return change


def drop(sheet: str, *lines: int) -> Callable[[Book], None]:
    def change(book: Book) -> None:
        for line in sorted(lines, reverse=True):
            del book[sheet][line]

    return change


CHANGED: Sequence[tuple[str, str, Callable[[Book], None], list[tuple[str, int | None, str | None, str | None]]]] = [
    # a cell of the header has another name
    ("tsv", "header", put("", 0, 0, "freq,unit,citizen,gender,applicant,age,geo\\TIME_PERIOD"),
     [("header", 1, "A", "gender")]),
    ("tsv", "corner", put("", 0, 0, "freq,unit,citizen,sex,applicant,age,geo\\PERIOD"),
     [("header", 1, "A", "freq,unit,citizen,sex,applicant,age,geo\\PERIOD")]),
    ("tsv", "month", put("", 0, 2, "Feb"), [("month", 1, "C", "Feb")]),
    ("sdmx", "header", put("", 0, 10, "VALUE"), [("header", 1, "K", "VALUE")]),
    ("sdmx", "dimension", put("", 0, 5, "gender"), [("header", 1, "F", "gender")]),
    ("sdmx", "first", put("", 0, 0, "FLOW"), [("header", 1, "A", "FLOW")]),
    ("sdmx", "time", put("", 0, 9, "MONTH"), [("header", 1, "J", "MONTH")]),
    ("browser", "header", put("Sheet 2", 11, 0, "WHEN"), [("header", 12, "A", "WHEN")]),
    ("browser", "dimension", put("Sheet 2", 7, 0, "Gender [GENDER]"), [("header", 8, "A", "gender")]),
    ("browser", "month", put("Sheet 2", 11, 4, "2024-Feb"), [("month", 12, "E", "2024-Feb")]),
    ("genesis_older", "header", put("", 0, 4, "Zeitpunkt"), [("header", 1, "E", "Zeitpunkt")]),
    ("genesis_older", "variable", put("", 0, 7, "1_Auspr_Code"), [("header", 1, "H", "1_Auspr_Code")]),
    ("genesis_older", "measure", put("", 0, 17, "Erstanträge"), [("header", 1, "R", "Erstanträge")]),
    ("genesis_newer", "header", put("", 0, 13, "Wert"), [("header", 1, "N", "Wert")]),
    ("bamf_month", "header", put("", 3, 2, "davon Neuanträge"), [("header", 4, "C", "davon Neuanträge")]),
    ("bamf_year", "header", put("", 1, 2, "Hornung"), [("month", 2, "C", "Hornung")]),
    ("bamf_by_month", "header", put("", 1, 2, "davon neu"), [("header", 2, "C", "davon neu")]),
    ("list", "header", put("", 0, 1, "Umsatz"), [("header", 1, "B", "Umsatz")]),
    ("list", "month", put("", 0, 0, "Ort"), [("header", 1, "A", "Ort")]),
    # a column stands at another place
    ("tsv", "moved", move("", slice(None), 1, 3), [("order", 1, "D", "2024-01")]),
    ("sdmx", "moved", move("", slice(None), 10, 9), [("moved", 1, "J", "OBS_VALUE")]),
    ("browser", "moved", move("Sheet 2", slice(11, 15), 2, 6), [("order", 12, "G", "2024-01")]),
    ("genesis_older", "moved", move("", slice(None), 4, 2), [("moved", 1, "C", "Zeit")]),
    ("genesis_newer", "moved", move("", slice(None), 13, 15), [("moved", 1, "P", "value")]),
    ("bamf_month", "moved", move("", slice(2, 8), 2, 1), [("moved", 4, "B", "davon Erstanträge")]),
    ("bamf_year", "moved", move("", slice(1, 4), 1, 3), [("order", 2, "D", "Januar")]),
    ("bamf_by_month", "moved", move("", slice(1, 6), 2, 1), [("moved", 2, "B", "davon Erstanträge")]),
    ("list", "moved", move("", slice(None), 0, 1), [("moved", 1, "B", "Monat")]),
    # only the cells moved, and the header stayed
    ("bamf_month", "swapped", move("", slice(4, 8), 1, 2), [("parts", 5, "davon Erstanträge", "1287")]),
    ("bamf_year", "swapped", swap(3, 4, 5), [("sum_across", 4, "Summe", "902")]),
    ("bamf_year", "swapped heads", swap(1, 4, 5), [("order", 2, "F", "April")]),
    ("bamf_by_month", "no heading", put("", 1, 3, None), [("more", 3, "D", "7")]),
    ("sdmx", "shifted", put("", 2, 10, "1,5"), [("codes", 3, "OBS_FLAG", "5")]),
    # rows that do not agree with the others
    ("genesis_older", "uneven", put("", 2, 14, "Alter"), [("header", 3, "3_Merkmal_Label", "Alter")]),
    ("genesis_older", "two totals", put("", 1, 16, "Total"), [("part", 1, "Geschlecht", None)]),
    ("genesis_newer", "two months", put("", 1, 12, "März"), [("month", 2, None, "2024")]),
    # the state is missing
    ("tsv", "state", drop("", 1, 2), [("national", 1, "geo", None)]),
    ("browser", "state", drop("Sheet 2", 14), [("part", 12, "sex", None)]),
    ("bamf_month", "state", drop("", 4), [("no_state", 4, "Bundesland", None)]),
    ("bamf_year", "state", drop("", 3), [("no_state", 2, "Bundesland", None)]),
    # a month is missing
    ("tsv", "gap", put("", 2, 2, ": "), [("gap", 3, "2024-02", None)]),
    ("sdmx", "gap", drop("", 4, 5, 6), [("gap", 9, "OBS_VALUE", None)]),
    ("browser", "gap", put("Sheet 2", 14, 4, ":"), [("gap", 15, "2024-02", None)]),
    ("genesis_older", "gap", drop("", 5, 6, 7, 8), [("gap", 11, "ASY001__Asylerstantraege__Anzahl", None)]),
    ("genesis_newer", "gap", put("", 3, 13, "."), [("gap", 4, "value", None)]),
    ("bamf_year", "gap", put("", 3, 3, "x"), [("gap", 4, "März", None)]),
    ("bamf_by_month", "gap", drop("", 3), [("gap", 5, "davon Erstanträge", None)]),
    ("list", "gap", drop("", 3), [("gap", 4, "month", None)]),
    # words in a number
    ("tsv", "number", put("", 2, 2, "987 p, r"), [("number", 3, "2024-02", "987 p, r")]),
    ("sdmx", "number", put("", 5, 10, "circa 987"), [("number", 6, "OBS_VALUE", "circa 987")]),
    ("browser", "number", put("Sheet 2", 14, 4, "about 987"), [("number", 15, "2024-02", "about 987")]),
    ("genesis_older", "number", put("", 6, 17, "98,5"), [("number", 7, "ASY001__Asylerstantraege__Anzahl", "98,5")]),
    ("genesis_newer", "number", put("", 3, 13, "1.015"), [("number", 4, "value", "1.015")]),
    ("bamf_month", "number", put("", 4, 2, "1210 (vorl.)"), [("number", 5, "davon Erstanträge", "1210 (vorl.)")]),
    ("bamf_year", "number", put("", 3, 2, "-987"), [("number", 4, "Februar", "-987")]),
    ("list", "number", put("", 3, 1, "viele"), [("not_number", 4, "arrivals", "viele")]),
    # twice
    ("sdmx", "twice", lambda book: book[""].append(book[""][2]), [("twice", 14, "OBS_VALUE", None)]),
    ("bamf_month", "twice", lambda book: book[""].insert(5, book[""][4]), [("row_twice", 6, "Bundesland", None)]),
]  # fmt: skip


@pytest.mark.parametrize(("layout", "what", "change", "expected"), CHANGED, ids=[f"{c[0]}-{c[1]}" for c in CHANGED])
def test_a_change_is_refused_and_the_cell_named(
    layout: str,
    what: str,
    change: Callable[[Book], None],
    expected: list[tuple[str, int | None, str | None, str | None]],
) -> None:
    book = LAYOUTS[layout]()
    change(book)
    assert blocking(layout, book) == expected


ODD = (
    "",
    None,
    "foo",
    ":",
    "-",
    "x",
    "...",
    "1,5",
    "n/a",
    "Summe",
    "=1+1",
    "Q1 2024",
    "TOTAL",
    STATE,
    1e99,
)
"""What somebody may type over a cell; no whole number and no month, which would be another valid file.

A list may hold parts of a person as any table of an office may: they are stated.
"""


def _mutate(book: Book, kind: str, sheet: str, line: int, place: int, other: int, value: object) -> None:
    grid = book[sheet]
    line %= len(grid)
    row = grid[line]
    width = max(map(len, grid))
    place, other = place % width, other % width
    if kind == "cell" and row:
        row[place % len(row)] = value
    elif kind == "delete row":
        del grid[line]
    elif kind == "repeat row":
        grid.insert(line, list(row))
    elif kind == "empty row":
        grid.insert(line, [])
    elif kind == "delete column":
        for each in grid:
            if place < len(each):
                del each[place]
    elif kind == "move column":
        for each in grid:
            each += [None] * (width - len(each))
            each.insert(other, each.pop(place))
    elif kind == "swap header" and len(row) > 1:
        # of the header only: two valid months that change places in the rows are another valid file
        heads = grid[next(at for at, each in enumerate(grid) if len([cell for cell in each if cell is not None]) > 1)]
        at, to = place % len(heads), other % len(heads)
        heads[at], heads[to] = heads[to], heads[at]


ROWS = ("delete row", "empty row")
CELLS = ("cell", *ROWS)
COLUMNS = ("repeat row", "delete column", "move column", "swap header")
"""Of these only one, and no heading written anew after it: that may make another valid file of it."""


@cache
def _original(layout: str) -> dict[tuple[str, str], float]:
    return read(layout, LAYOUTS[layout]())[0]


@pytest.mark.parametrize("layout", LAYOUTS)
@settings(max_examples=150)
@given(data=st.data())
def test_no_change_gives_other_figures_unsaid(layout: str, data: st.DataObject) -> None:
    """Never an exception; what is still read are printed figures of their month, without a hole between them."""
    book = LAYOUTS[layout]()
    original = _original(layout)
    odd = [value for value in ODD if not layout.startswith("list") or value != "1,5"]
    named = layout == "bamf_states_across"  # the names of two states that change places make another valid file
    kinds: Sequence[str] = (*CELLS, *(COLUMNS[:-1] if named else COLUMNS))
    for _ in range(data.draw(st.integers(1, 2))):
        sheet = data.draw(st.sampled_from([name for name, grid in book.items() if grid]))
        line, place, other = (data.draw(st.integers(0, 60)) for _ in range(3))
        kind = data.draw(st.sampled_from(kinds))
        _mutate(book, kind, sheet, line, place, other, data.draw(st.sampled_from(odd)))
        kinds = CELLS if kind in CELLS else ROWS
    if not any(book.values()):
        return
    figures, findings = read(layout, book)
    changed = {key: persons for key, persons in figures.items() if original.get(key) != persons}
    dashes = any(finding.key == "observations.official.nothing" for finding in findings)
    assert not changed or (dashes and set(changed.values()) == {0.0})
    months, printed = sorted({month for month, _ in figures}), sorted({month for month, _ in original})
    assert months == [month for month in printed if months and months[0] <= month <= months[-1]]
