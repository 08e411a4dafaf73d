"""Recognise a table of the Federal Office for Migration and Refugees (BAMF): applications by state, origin or month.

The tables of „Aktuelle Zahlen“ and of the Asylgeschäftsstatistik have one or two lines of header (the upper one with
merged cells), a state or a country of origin a row, and the month in a column, in the header or in a title. Used are
the state's first applications. Figures from the beginning of a year are subtracted only where the file holds those of
the month before. A dash is an exact zero.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from forecasting.base.errors import Finding
from forecasting.base.periods import Month, month_label
from forecasting.base.state import state
from forecasting.observations.official.record import Figure, Recognised, listed, monthly, refused
from forecasting.observations.official.titles import NAMED, SO_FAR, YEAR, months_in, year_in
from forecasting.observations.official.words import UNKNOWN, is_state, letter, month_in, plain, shown, whole
from forecasting.observations.reading.cells import Cell, read_year
from forecasting.observations.reading.tables import HEADER_WITHIN, Row, Table
from forecasting.observations.reading.words import found

__all__ = ["read_bamf"]

LAYOUT = "BAMF"
SOURCE = "BAMF"
GROUP = "asylum"

_BY_STATE = ("bundesland", "bundeslaender", "land", "laender")
_BY_ORIGIN = (
    "herkunftsland",
    "herkunftslaender",
    "staatsangehoerigkeit",
    "staatsangehoerigkeiten",
    "hauptherkunftslaender",
)
_BY_MONTH = ("monat", "berichtsmonat", "year month", "monat jahr", "jahr monat")
_FIRST = re.compile(r"(?:asylantraege )?(?:davon )?(?:asyl)?erst(?:asyl)?antraege(?: im berichtsmonat| im monat)?")
_ALL = re.compile(r"(?:asylantraege )?(?:asylantraege|insgesamt|gesamt|antraege insgesamt)(?: insgesamt)?")
_LATER = re.compile(r"(?:asylantraege )?(?:davon )?(?:asyl)?folge(?:asyl)?antraege(?: im berichtsmonat| im monat)?")
_APPLICATIONS = re.compile(r"\basyl\w*antraege|\bantraege|erst(asyl)?antraege")
_SUM = re.compile(r"(?:summe|gesamt|insgesamt|zusammen|jahressumme|gesamtsumme)(?: \d{4})?")
_BESIDE = re.compile(
    rf"(?:{_ALL.pattern})|(?:{_LATER.pattern})|(?:{_SUM.pattern})|(jahr|anteil|prozent|quote|schluessel|ls"
    r"|koenigstein|veraenderung|rang)\b.*"
)  # columns that may stand beside those of months
_STOCK = re.compile(r"\b(anhaengig\w*|bestand\w*)\b")
_PRELIMINARY = re.compile(r"\bvorl(aeufig\w*)?\b")
_NO_DATE_OF_FIGURES = ("stand", "erstellt", "abgerufen", "quelle", "veroeffentlicht", "herausgeber")
_ZERO = ("-", "\u2013", "\u2014")


@dataclass(frozen=True)
class _Sheet:
    """A table with its titles, lines of header and rows; `first` is the column that names the rows."""

    table: Table
    titles: tuple[str, ...]
    header: tuple[Row, ...]
    body: tuple[Row, ...]
    first: int
    by: str  # state, origin or month
    name: str = ""  # of the sheet, where a workbook has several

    @property
    def line(self) -> int:
        """Line of the last line of the header."""
        return self.header[-1].line

    @property
    def above(self) -> dict[int, list[Cell]]:
        """Cells above each column, of all lines of the header; what stands above merged cells counts for each."""
        width = max(len(row.cells) for row in self.header)
        cells: dict[int, list[Cell]] = {place: [] for place in range(width)}
        for row in self.header:
            upper: Cell = None
            for place in range(width):
                cell = _at(row, place)
                spreads = row is not self.header[-1] and place > self.first
                upper = cell if cell is not None or not spreads else upper
                if upper is not None and upper not in cells[place]:
                    cells[place].append(upper)
        return cells

    @property
    def paths(self) -> dict[int, str]:
        """Plain words above each column."""
        return {place: " ".join(filter(None, map(plain, cells))) for place, cells in self.above.items()}

    @property
    def ours(self) -> bool:
        """Whether a column is that of the state."""
        return any(map(is_state, (cell for cells in self.above.values() for cell in cells)))

    def head(self, place: int) -> str:
        """The lowest words above a column, as they are written."""
        cells = [shown(_at(row, place)) for row in self.header]
        words = next((cell for cell in reversed(cells) if cell), letter(place))
        return f"{self.name}: {words}" if self.name else words


@dataclass(frozen=True)
class _Cell:
    """A cell with first applications: of the month, or of the year up to it."""

    month: Month
    so_far: bool
    figure: Figure


def read_bamf(tables: Sequence[Table]) -> Recognised | None:
    """The state's first applications by month, or why there are none; None for any other file."""
    sheets = [sheet for table in tables if (sheet := _sheet(table, several=len(tables) > 1)) is not None]
    if not sheets:
        return None
    table = sheets[0].table
    findings: list[Finding] = []
    cells: list[_Cell] = []
    for sheet in sheets:
        given, problems = _cells(sheet)
        cells += given
        findings += problems
    if any(finding.severity == "error" for finding in findings):
        return refused(LAYOUT, findings)
    figures, problems = _months(table, cells)
    findings += problems
    heads = listed(cell.figure.column for cell in cells)
    values = {"layout": LAYOUT, "used": f"{state().word('name', 'de')}, {heads}"}
    findings.append(found("observations.official.read", table.file, severity="notice", values=values))
    findings.append(found("observations.official.applications", table.file, severity="notice"))
    return monthly(LAYOUT, table, figures, findings, source=SOURCE)


def _sheet(table: Table, *, several: bool) -> _Sheet | None:
    """The parts of a table about applications, None of any other."""
    for place, row in enumerate(table.rows[:HEADER_WITHIN]):
        for column, cell in enumerate(row.cells[:4]):
            by = _kind(cell)
            if by is None:
                continue
            start = place
            while start and _at(table.rows[start - 1], 0) is None and len(_filled(table.rows[start - 1])) > 0:
                start -= 1
            end = place + 1
            while end < len(table.rows) and _at(table.rows[end], column) is None:
                end += 1
            titles = [shown(cell) for row in table.rows[:start] for cell in row.cells if cell is not None]
            titles += [table.sheet] if table.sheet else []
            name = table.sheet or "" if several else ""
            sheet = _Sheet(table, tuple(titles), table.rows[start:end], table.rows[end:], column, by, name)
            words = [*map(plain, titles), *sheet.paths.values()]
            if any(_APPLICATIONS.search(word) for word in words) and (by != "month" or _has_parts(sheet)):
                return sheet
    return None


def _kind(cell: Cell) -> str | None:
    words = plain(cell)
    for by, names in (("state", _BY_STATE), ("origin", _BY_ORIGIN), ("month", _BY_MONTH)):
        if words in names:
            return by
    return None


def _has_parts(sheet: _Sheet) -> bool:
    """Whether first applications stand beside others, or states beside each other, as in no list of a state's own."""
    others = [path for path in sheet.paths.values() if _ALL.fullmatch(path) or _LATER.fullmatch(path)]
    return sheet.ours or any(map(_APPLICATIONS.search, others)) or _kind_of_other(sheet) is not None


def _kind_of_other(sheet: _Sheet) -> int | None:
    """Place of a column of states or origins beside one of months."""
    for place in sheet.paths:
        if place != sheet.first and any(_kind(_at(row, place)) in ("state", "origin") for row in sheet.header):
            return place
    return None


def _cells(sheet: _Sheet) -> tuple[list[_Cell], list[Finding]]:
    """Cells of the state, with what is not as it should be."""
    file, line = sheet.table.file, sheet.line
    findings: list[Finding] = []
    by, named = sheet.by, sheet.first
    months = (
        sheet.first
        if by == "month"
        else next((place for place, path in sheet.paths.items() if path in _BY_MONTH), None)
    )
    if by == "month" and (other := _kind_of_other(sheet)) is not None:
        named = other
        by = next(kind for row in sheet.header if (kind := _kind(_at(row, other))) is not None)
    if by == "origin":
        return [], [found("observations.official.by_origin", file, line, sheet.head(named))]
    rows = [row for row in sheet.body if by == "month" or is_state(_at(row, named), code=True)]
    if by == "month":
        if not sheet.ours and not any(map(_names_state, sheet.titles)):
            values = {"regions": listed(sheet.titles) or "\u2013"}
            return [], [found("observations.official.no_state", file, line, values=values)]
        rows = [row for row in rows if len(_filled(row)) > 1]
    elif not rows:
        values = {"regions": listed(shown(_at(row, named)) for row in sheet.body if _at(row, named) is not None)}
        return [], [found("observations.official.no_state", file, line, sheet.head(named), values=values)]
    columns, problems = _columns(sheet, months)
    if problems:
        return [], problems
    if months is None and len(rows) > 1:
        twice = {"first": rows[0].line}
        return [], [found("observations.official.row_twice", file, rows[1].line, sheet.head(named), values=twice)]
    above = sheet.above
    filled = ((row, place) for row in rows for place, cell in enumerate(row.cells) if cell is not None)
    bare = next(((row, place) for row, place in filled if not above.get(place)), None)
    if bare is not None:  # under no heading a column may be any
        row, place = bare
        return [], [found("observations.official.more", file, row.line, letter(place), _at(row, place))]
    cells = []
    for row in rows:
        findings += [*_parts(sheet, row), *_sum(sheet, row, columns)]
        for place, (month, so_far) in columns.items():
            when = month_in(_at(row, months)) if months is not None else month
            if when is None:
                cell = _at(row, months) if months is not None else None
                findings.append(found("observations.official.month", file, row.line, letter(months or 0), cell))
                continue
            figure = _figure(sheet, row, place, when)
            if figure is None:
                cell = _at(row, place)
                findings.append(found("observations.official.number", file, row.line, sheet.head(place), cell))
            else:
                cells.append(_Cell(when, so_far, figure))
    return cells, findings


def _names_state(title: str) -> bool:
    """Whether the name of the state is among the words of a title."""
    words = plain(title).split()
    return any(
        is_state(" ".join(words[start:stop]))
        for start in range(len(words))
        for stop in range(start + 1, len(words) + 1)
    )


def _figure(sheet: _Sheet, row: Row, place: int, month: Month) -> Figure | None:
    """Figure of a cell, None where it holds neither persons nor a sign."""
    cell = _at(row, place)
    nothing = shown(cell) in _ZERO
    persons = 0.0 if nothing else whole(cell, "comma")
    if persons is None and cell is not None and shown(cell) not in UNKNOWN:
        return None
    words = [*sheet.titles, sheet.paths.get(place, "")]
    provisional = any(_PRELIMINARY.search(plain(word)) for word in words)
    return Figure(GROUP, month, persons, row.line, sheet.head(place), provisional, nothing)


def _parts(sheet: _Sheet, row: Row) -> list[Finding]:
    """All applications are first and later ones; where a row says otherwise a column is not what it is called."""
    paths = sheet.paths
    places = [[place for place, path in paths.items() if form.fullmatch(path)] for form in (_ALL, _FIRST, _LATER)]
    if any(len(found_at) != 1 for found_at in places):
        return []
    together, first, later = (whole(_at(row, at[0]), "comma") for at in places)
    if together is None or first is None or later is None or together == first + later:
        return []
    values = {"all": f"{together:.0f}", "first": f"{first:.0f}", "later": f"{later:.0f}"}
    at = sheet.head(places[1][0])
    return [
        found("observations.official.parts", sheet.table.file, row.line, at, _at(row, places[1][0]), values=values)
    ]


def _sum(sheet: _Sheet, row: Row, columns: Mapping[int, tuple[Month | None, bool]]) -> list[Finding]:
    """A column of sums beside columns of months holds, or one of them is not what it is called."""
    months = [place for place, (month, so_far) in columns.items() if month is not None and not so_far]
    persons = [0.0 if shown(_at(row, place)) in _ZERO else whole(_at(row, place), "comma") for place in months]
    known = [number for number in persons if number is not None]
    findings = []
    for place, path in sheet.paths.items():
        printed = whole(_at(row, place), "comma") if _SUM.fullmatch(path) else None
        if printed is not None and 1 < len(months) == len(known) and printed != sum(known):
            key, at = "observations.official.sum_across", sheet.head(place)
            findings.append(found(key, sheet.table.file, row.line, at, _at(row, place)))
    return findings


def _columns(sheet: _Sheet, months: int | None) -> tuple[dict[int, tuple[Month | None, bool]], list[Finding]]:
    """Columns of first applications: month (None: each row has its own), and whether they count since January."""
    file, line, paths = sheet.table.file, sheet.line, sheet.paths
    titled = any(_FIRST.search(plain(title)) for title in sheet.titles)
    by_month = months == sheet.first
    columns: dict[int, tuple[Month | None, bool]] = {}
    years = []
    other = []
    for place, cells in sheet.above.items():
        month, year, so_far, words = _head(cells, year_in(sheet.titles))
        if place == sheet.first or _STOCK.search(paths[place]):
            continue
        ours = any(map(is_state, cells))
        if sheet.ours and not ours and by_month:
            continue  # a column of another state
        if not _FIRST.fullmatch(words) and not (titled and not words and (month or year or ours)):
            other += [place] if paths[place] and not _BESIDE.fullmatch(paths[place]) else []
        elif month is None and year is not None:
            years.append(place)
        else:
            columns[place] = (month, so_far)
    across = any(month is not None for month, _ in columns.values())
    if titled and across and other:
        key, place = "observations.official.month", other[0]
        return {}, [found(key, file, line, letter(place), sheet.head(place))]
    if not columns and years:
        key, place = "observations.official.yearly", years[0]
        return {}, [found(key, file, line, letter(place), sheet.head(place))]
    if not columns:
        near = [place for place in other if place > sheet.first]
        at, cell = (letter(near[0]), sheet.head(near[0])) if near else (None, None)
        values = {"expected": "davon Erstantr\u00e4ge"}
        return {}, [found("observations.official.header", file, line, at, cell, values=values)]
    if months is None and any(month is None for month, _ in columns.values()):
        titles, problems = _title_month(sheet)
        if titles is None:
            return {}, problems
        columns = {
            place: (titles[0], titles[1] or so_far) if month is None else (month, so_far)
            for place, (month, so_far) in columns.items()
        }
    return columns, _order(sheet, columns)


def _head(cells: Sequence[Cell], year: int | None) -> tuple[Month | None, int | None, bool, str]:
    """What the cells above a column say: month, else the year alone, whether since January, and the other words."""
    month: Month | None = None
    words = []
    so_far = False
    alone: int | None = None
    for cell in cells:
        if is_state(cell):
            continue
        if (of_cell := read_year(cell)) is not None:
            year = alone = of_cell
            continue
        named = months_in(shown(cell), year)
        text = plain(cell)
        so_far = so_far or bool(SO_FAR.search(text))
        month = named[-1] if named else month
        if month_in(cell) is None:
            words.append(NAMED.sub(" ", SO_FAR.sub(" ", YEAR.sub(" ", text))) if named or so_far else text)
    rest = " ".join(_PRELIMINARY.sub(" ", " ".join(words)).split())
    return month, alone if month is None else None, so_far, rest


def _order(sheet: _Sheet, columns: Mapping[int, tuple[Month | None, bool]]) -> list[Finding]:
    """All applications stand before the first ones, later ones behind; months go up, with no sum between them."""
    file, line, paths = sheet.table.file, sheet.line, sheet.paths
    together = [place for place, path in paths.items() if _ALL.fullmatch(path)]
    later = [place for place, path in paths.items() if _LATER.fullmatch(path)]
    for place in columns:
        before = [other for other in later if other < place]
        behind = [other for other in together if other > place]
        if len(columns) == 1 and (before or behind) and not sheet.ours:
            key = "observations.official.moved"
            values = {"expected": letter((before or behind)[0])}
            return [found(key, file, line, letter(place), sheet.head(place), values=values)]
    sums = [place for place, path in paths.items() if _SUM.fullmatch(path) and min(columns) < place < max(columns)]
    if sums and all(month is not None for month, _ in columns.values()):
        key, place = "observations.official.order", next(place for place in columns if place > sums[0])
        return [found(key, file, line, letter(place), sheet.head(place))]
    for so_far in (False, True):
        places = [(place, month) for place, (month, since) in columns.items() if since == so_far]
        for (_, month), (place, after) in zip(places[:-1], places[1:], strict=True):
            if month is None or after is None or after <= month:
                key = "observations.official.order"
                return [found(key, file, line, letter(place), sheet.head(place))]
    return []


def _title_month(sheet: _Sheet) -> tuple[tuple[Month, bool] | None, list[Finding]]:
    """The one month that the titles name, and whether they count from January up to it."""
    file, line = sheet.table.file, sheet.table.rows[0].line
    told = [title for title in sheet.titles if not plain(title).startswith(_NO_DATE_OF_FIGURES)]
    year = year_in(told)
    months = list(dict.fromkeys(month for title in told for month in months_in(title, year)))
    so_far = any(SO_FAR.search(plain(title)) for title in told)
    if so_far and len(months) == 2 and months[0] % 12 == 0 and months[0] // 12 == months[1] // 12:
        months = months[1:]
    if len(months) == 1:
        return (months[0], so_far), []
    if months:
        values = {"months": listed(map(month_label, months))}
        return None, [found("observations.official.several_months", file, line, values=values)]
    if year is not None or any(YEAR.search(title) for title in told):
        return None, [found("observations.official.yearly", file, line, value=listed(told))]
    return None, [found("observations.official.no_month", file, line, value=listed(told) or None)]


def _months(table: Table, cells: Sequence[_Cell]) -> tuple[list[Figure], list[Finding]]:
    """Figures by month: as they stand, or what the year grew by since the month before."""

    def at(key: str, figure: Figure, values: Mapping[str, object]) -> Finding:
        return found(key, table.file, figure.line, figure.column, figure.persons, values=values)

    own = {cell.figure.month: cell.figure for cell in cells if not cell.so_far}
    so_far: dict[Month, Figure] = {}
    findings: list[Finding] = []
    for cell in cells:
        if cell.so_far and (first := so_far.setdefault(cell.month, cell.figure)) is not cell.figure:
            values = {"month": month_label(cell.month), "first": first.line}
            findings.append(at("observations.official.twice", cell.figure, values))
    for month, figure in own.items():
        if month % 12 == 0:
            so_far.setdefault(month, figure)
    grown = []
    for month, figure in sorted(so_far.items()):
        if month in own:
            continue
        before = so_far.get(month - 1)
        labels = {"month": month_label(month), "before": month_label(month - 1)}
        if month % 12 == 0 or figure.persons is None:
            grown.append(figure)
        elif before is None:
            findings.append(at("observations.official.so_far", figure, labels))
        elif before.persons is None or figure.persons < before.persons:
            findings.append(at("observations.official.shrinks", figure, labels))
        else:
            provisional = figure.provisional or before.provisional
            grown.append(replace(figure, persons=figure.persons - before.persons, provisional=provisional))
    differences = [month_label(figure.month) for figure in grown if figure.month % 12]
    if differences and not findings:
        values = {"count": len(differences), "months": listed(differences)}
        findings.append(found("observations.official.differences", table.file, severity="notice", values=values))
    return [*(cell.figure for cell in cells if not cell.so_far), *grown], findings


def _filled(row: Row) -> list[Cell]:
    return [cell for cell in row.cells if cell is not None]


def _at(row: Row, place: int) -> Cell:
    return row.cells[place] if place < len(row.cells) else None
