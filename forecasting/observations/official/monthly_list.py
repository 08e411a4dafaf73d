"""Recognise a state's own monthly list: a column of months, then persons; one column, or one for each group.

Words above the columns tell months and persons, and often the group. Without them a list is known by its cells alone.
Months and numbers are handed on as they are written: the check reads them as it reads any table of an office. A year
may stand in a column of its own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from forecasting.base.errors import Finding
from forecasting.observations.official.record import Recognised, handed_on, refused
from forecasting.observations.official.words import (
    GROUPS,
    UNKNOWN,
    groups_named,
    is_stock,
    letter,
    month_in,
    plain,
    shown,
    whole,
)
from forecasting.observations.reading import cells
from forecasting.observations.reading.cells import Cell
from forecasting.observations.reading.tables import HEADER_WITHIN, Row, Table
from forecasting.observations.reading.words import found

__all__ = ["read_monthly_list"]

LAYOUT = "list"
LEAST_ROWS = 3  # of months without words above them
MOST_ODD = 0.2  # share of the rows in which a cell may be no month or no number before it is another file

_MONTH_WORDS = ("monat", "month", "berichtsmonat", "zugangsmonat", "monat jahr", "jahr monat")
_YEAR_WORDS = ("jahr", "year")
_PERSONS = re.compile(
    r"\b(person|zugaeng|zugang|anzahl|zahl\b|ankuenft|arrival|people|count\b|number\b|gefluechtet|asylsuchend|asylbewerb"
    r"|antragstell|erstantraeg|asylerstantraeg|vertrieben|schutzsuchend|aufgenommen|aufnahmen|registrier)"
)
_SUMS = re.compile(r"(gesamt|gesamtsumme|insgesamt|summe|zusammen|total|sum)\b.*")
_NATION = re.compile(r"\b(deutschland|bundesgebiet|bundesweit|germany)\b")
_PROVISIONAL = re.compile(r"(?:\s+\(?|\()(?:vorl\.?|vorläufig|provisional|p|v)\)?$", re.IGNORECASE)


@dataclass(frozen=True)
class _List:
    """Titles above, header if there is one, and the rows; the first column holds months, each further one persons."""

    titles: tuple[Row, ...]
    header: Row | None
    body: tuple[Row, ...]

    @property
    def heads(self) -> list[Cell]:
        """Cells of the header; of a list without one as many empty ones as it has columns."""
        return _filled(self.header) if self.header is not None else [None, None]


def read_monthly_list(tables: Sequence[Table]) -> Recognised | None:
    """A monthly list of one or several groups; None for any other file."""
    if len(tables) != 1:
        return None
    table = _with_years(tables[0])
    given = _list(table)
    if given is None:
        return None
    findings = _heads(table, given)
    words = [cell for row in given.titles for cell in row.cells] + given.heads
    line = (given.header or given.body[0]).line
    if is_stock(words):
        findings.append(found("observations.official.stocks", table.file, line))
    if nation := next((shown(word) for word in words if _NATION.search(plain(word))), ""):
        findings.append(found("observations.official.national", table.file, line, values={"regions": nation}))
    if findings:
        return refused(LAYOUT, findings)
    named = [groups_named([head]) for head in given.heads[1:]]
    if len(named) == 1 and not named[0]:
        named = [groups_named(words)]
    if len(named) == 1 and len(named[0]) != 1:
        key = "observations.official.group"
        finding = found(key, table.file, line, value=given.heads[1], severity="question")
        return Recognised(LAYOUT, None, (finding,), {key: GROUPS})
    for place, groups in enumerate(named, start=1):
        if len(groups) != 1 or groups in named[: place - 1]:
            values = {"expected": ", ".join(GROUPS)}
            head = given.heads[place]
            findings.append(
                found("observations.official.header", table.file, line, letter(place), head, values=values)
            )
    if findings:
        return refused(LAYOUT, findings)
    return _read(table, given, [groups[0] for groups in named], line)


def _with_years(table: Table) -> Table:
    """A list with a column of years before that of the months, as one with months alone.

    A year may stand once for its months: below it they go up, or the month stays without a year and is refused.
    """
    heads = [[plain(cell) for cell in row.cells[:2]] for row in table.rows[:HEADER_WITHIN]]
    dated = (len(head) > 1 and head[0] in _YEAR_WORDS and head[1] in _MONTH_WORDS for head in heads)
    place = next((place for place, found_here in enumerate(dated) if found_here), None)
    if place is None:
        return table
    head = table.rows[place]
    rows = [*table.rows[:place], Row(head.line, head.cells[1:])]
    year: int | None = None
    before = 0
    for row in table.rows[place + 1 :]:
        own, cell = cells.read_year(row.cells[0]), _at(row, 1)
        number = next((number for number in range(1, 13) if _is_named(cell, number)), None)
        if row.cells[0] is not None or number is None or number <= before:
            year = own
        if number is None or (row.cells[0] is not None and own is None):
            rows.append(row if cell is None else Row(row.line, row.cells[1:]))
            continue
        month = shown(cell) if year is None else f"{year}-{number:02d}"
        rows.append(Row(row.line, (month, *row.cells[2:])))
        before = number
    return replace(table, rows=tuple(rows))


def _is_named(cell: Cell, number: int) -> bool:
    """Whether a cell names the month of this number, in words or in digits."""
    text = shown(cell)
    return (
        text.isdecimal() and int(text) == number
        if text[:1].isdigit()
        else month_in(f"{text} 2000") == 2000 * 12 + number - 1
    )


def _read(table: Table, given: _List, groups: Sequence[str], line: int) -> Recognised:
    """The list with the groups of its columns."""
    findings: list[Finding] = []
    body, notes = _without_notes(given.body)
    if notes:
        values: dict[str, object] = {"count": len(notes)}
        findings.append(
            found("observations.official.notes", table.file, notes[0].line, severity="notice", values=values)
        )
    sums = [row for row in body if _SUMS.fullmatch(plain(_at(row, 0)))]
    body = [row for row in body if row not in sums]
    for row in sums:
        findings += _sum_findings(table, row, body, len(groups))
    rows: list[Row] = []
    provisional = []
    for place, group in enumerate(groups, start=1):
        known = list(body)
        while known and (_at(known[-1], place) is None or shown(_at(known[-1], place)) in UNKNOWN):
            known.pop()
        for row in known:
            month, by_month = _unmarked(_at(row, 0))
            persons, by_persons = _unmarked(_at(row, place))
            rows.append(Row(row.line, (month, group, persons)))
            provisional += [row] if by_month or by_persons else []
    if provisional:
        values = {"count": len(provisional), "months": ", ".join(shown(_at(row, 0)) for row in provisional[:6])}
        key = "observations.official.provisional"
        findings.append(found(key, table.file, provisional[0].line, severity="notice", values=values))
    for place, group in enumerate(groups, start=1):
        values = {"group": group, "head": shown(given.heads[place]) or letter(place)}
        findings.append(found("observations.official.list", table.file, line, severity="notice", values=values))
    return handed_on(LAYOUT, table, rows, findings)


def _heads(table: Table, given: _List) -> list[Finding]:
    """Words of the header that are not those of a list."""
    if given.header is None:
        return []
    first, *others = given.heads
    file, line = table.file, given.header.line
    if plain(first) not in _MONTH_WORDS:
        for place, head in enumerate(others, start=1):
            if plain(head) in _MONTH_WORDS:
                values = {"expected": "A"}
                return [found("observations.official.moved", file, line, letter(place), head, values=values)]
        return [found("observations.official.header", file, line, "A", first, values={"expected": "Monat"})]
    return [
        found("observations.official.header", file, line, letter(place), head, values={"expected": "Personen"})
        for place, head in enumerate(others, start=1)
        if not _tells_persons(head)
    ]


def _list(table: Table) -> _List | None:
    """The parts of a list, None where a table is none."""
    for place, row in enumerate(table.rows[:HEADER_WITHIN]):
        heads = _filled(row)
        known = [plain(head) in _MONTH_WORDS or _tells_persons(head) for head in heads]
        dated = len(heads) > 1 and any(plain(head) in _MONTH_WORDS for head in heads)
        if not dated and (len(heads) != 2 or not known[1] or _is_month(heads[0])):
            continue
        body = table.rows[place + 1 :]
        if all(known) and body or (len(heads) == 2 and any(known) and _looks_right(body)):
            return _List(table.rows[:place], row, body)
    titles = []
    for row in table.rows:
        if len(_filled(row)) != 1 or _is_month(_at(row, 0)):
            break
        titles.append(row)
    body = table.rows[len(titles) :]
    return _List(tuple(titles), None, body) if len(body) >= LEAST_ROWS and _looks_right(body) else None


def _looks_right(body: Sequence[Row]) -> bool:
    """Whether nearly all rows hold a month and a number and nothing else."""
    rows, _ = _without_notes(body)
    rows = [row for row in rows if not _SUMS.fullmatch(plain(_at(row, 0)))]
    odd = [
        row
        for row in rows
        if not _is_month(_unmarked(_at(row, 0))[0])
        or not _is_count(_unmarked(_at(row, 1))[0])
        or any(cell is not None for cell in row.cells[2:])
    ]
    return len(rows) > 0 and len(odd) <= max(1, MOST_ODD * len(rows)) and len(odd) < len(rows)


def _without_notes(body: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    """Rows of figures, and the notes that stand below them in a cell of their own."""
    rows = list(body)
    notes: list[Row] = []
    while rows and len(_filled(rows[-1])) == 1 and not _is_month(_at(rows[-1], 0)):
        notes.insert(0, rows.pop())
    return rows, notes


def _sum_findings(table: Table, row: Row, body: Sequence[Row], columns: int) -> list[Finding]:
    """A row of sums is a check: it holds in every column, or is refused."""
    findings = []
    for place in range(1, columns + 1):
        printed = _at(row, place)
        sums = []
        for style in ("comma", "point"):
            parts = [whole(_unmarked(_at(other, place))[0], style) or 0.0 for other in body]
            sums.append(whole(printed, style) == sum(parts))
        if not any(sums):
            findings.append(found("observations.official.sum", table.file, row.line, letter(place), printed))
    if not findings:
        findings.append(found("observations.official.sum_holds", table.file, row.line, severity="notice"))
    return findings


def _tells_persons(head: Cell) -> bool:
    return bool(_PERSONS.search(plain(head))) or len(groups_named([head])) == 1


def _is_month(cell: Cell) -> bool:
    return cell is not None and not isinstance(cells.read_month(cell), str)


def _is_count(cell: Cell) -> bool:
    return isinstance(cell, float) or (
        isinstance(cell, str) and (cells.looks_like_number(cell) or cell in cells.SIGNS)
    )


def _unmarked(cell: Cell) -> tuple[Cell, bool]:
    """A cell without the mark of a provisional figure, and whether it had one."""
    if not isinstance(cell, str) or not (match := _PROVISIONAL.search(cell)) or not match.start():
        return cell, False
    return cell[: match.start()], True


def _filled(row: Row) -> list[Cell]:
    """Cells of a row without the empty ones at its end."""
    filled = list(row.cells)
    while filled and filled[-1] is None:
        filled.pop()
    return filled


def _at(row: Row, place: int) -> Cell:
    return row.cells[place] if place < len(row.cells) else None
