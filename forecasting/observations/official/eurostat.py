"""Recognise a download from Eurostat: bulk TSV, SDMX-CSV, or the spreadsheet of the data browser.

The three become the same observations: codes by dimension, period, value, flag. Used is the one series of first
applications, or of temporary protection granted, of all persons of the state. Eurostat publishes countries; a file
without the state is known and not used. Layouts: guides of the data browser and of the dissemination API (SDMX-CSV
1.0 and 2.0); flags: code list OBS_FLAG.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from forecasting.base.errors import Finding
from forecasting.base.periods import Month
from forecasting.observations.official.record import Figure, Recognised, listed, monthly, refused
from forecasting.observations.official.words import differs, is_state, letter, plain, shown, whole
from forecasting.observations.reading.cells import Cell
from forecasting.observations.reading.tables import HEADER_WITHIN, Row, Table
from forecasting.observations.reading.words import found

__all__ = ["read_eurostat"]

APPLICATIONS, GRANTED, PROTECTED = "migr_asyappctzm", "migr_asytpfm", "migr_asytpsm"
_GROUPS = {APPLICATIONS: "asylum", GRANTED: "ukraine", PROTECTED: "ukraine"}
_COMMON = ("unit", "citizen", "sex", "age", "geo")
_FIRST_TIME = ("applicant", "asyl_app")  # the dimension of first and later applications, and its name until 2023
_KNOWN = frozenset((*_COMMON, *_FIRST_TIME, "freq"))
_WANTED: Mapping[str, tuple[str, ...]] = {
    "freq": ("M",),
    "unit": ("PER",),
    "citizen": ("TOTAL",),
    "sex": ("T",),
    "age": ("TOTAL",),
    "applicant": ("FRST",),
    "asyl_app": ("NASY_APP",),
}
_LABELS = {
    "freq": {"monthly": "M", "monatlich": "M", "annual": "A", "jaehrlich": "A", "quarterly": "Q"},
    "unit": {"person": "PER", "persons": "PER", "personen": "PER"},
    "citizen": {"total": "TOTAL", "insgesamt": "TOTAL", "ukraine": "UA"},
    "sex": {"total": "T", "insgesamt": "T"},
    "age": {"total": "TOTAL", "insgesamt": "TOTAL"},
    "applicant": {"first time applicant": "FRST", "erstantragsteller": "FRST"},
    "asyl_app": {"first time applicant": "NASY_APP", "erstantragsteller": "NASY_APP"},
}
_DIMENSIONS = {
    "time frequency": "freq",
    "unit of measure": "unit",
    "country of citizenship": "citizen",
    "age class": "age",
    "type of applicant": "applicant",
    "asylum applicant": "asyl_app",
    "geopolitical entity reporting": "geo",
}
_CORNER = re.compile(r"[\w ]+(?:,[\w ]+)+\\\w+")
_MONTH = re.compile(r"(\d{4})(?:-|M)(0[1-9]|1[0-2])")
_YEAR = re.compile(r"\d{4}")
_VALUE = re.compile(r"(?P<number>\d[\d ]*(?:\.0+)?)?(?P<missing>:)?\s*(?P<flag>[a-z]{1,4})?")
_FLAG = re.compile(r"[a-z]{0,4}")
_DATASET = re.compile(r"\[(\w+)(?:\$[^\]]*)?\]")
_CODED = re.compile(r".*\[(\w+)\]")
_FLOW = re.compile(r"(?:\w+:)?(\w+)(?:\([\d.]+\))?.*")
_SDMX = frozenset(("DATAFLOW", "LAST UPDATE", "STRUCTURE", "STRUCTURE_ID", "TIME_PERIOD", "OBS_VALUE", "OBS_FLAG"))
_SDMX_ENDS = ("TIME_PERIOD", "OBS_VALUE", "OBS_FLAG", "CONF_STATUS")
_SURE = 2  # of the names of an SDMX-CSV, so that one renamed column is told and not taken for another file
_MARKS = 3  # of the four lines that a sheet of the data browser has
_NOTES = ("special value", "available flags", "observation flags")
_PROVISIONAL = frozenset("pe")


@dataclass(frozen=True)
class _Observation:
    codes: Mapping[str, str]
    period: str
    value: Cell
    flag: str
    line: int
    column: str


@dataclass
class _Cube:
    """What a file holds: its dimensions and their codes, observations of the state, what is not as it should be."""

    layout: str
    line: int  # of the header
    dataset: str | None = None
    dimensions: tuple[str, ...] = ()
    regions: dict[str, bool] = field(default_factory=dict)  # whether it is the state
    frequencies: dict[str, None] = field(default_factory=dict)
    observations: list[_Observation] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def add(self, codes: Mapping[str, str], line: int, cells: Iterable[tuple[str, Cell, str, str]]) -> None:
        """Take in a row: period, value, flag and column of each cell; of another region the codes only."""
        region = codes.get("geo", "")
        if region not in self.regions:
            self.regions[region] = is_state(region)
        if "freq" in codes:
            self.frequencies.setdefault(codes["freq"])
        if self.regions[region]:
            self.observations += [
                _Observation(codes, period, cell, flag, line, at) for period, cell, flag, at in cells
            ]


def read_eurostat(tables: Sequence[Table]) -> Recognised | None:
    """The state's series of a download from Eurostat, or why there is none; None for any other file."""
    for table in tables:
        cube = _tsv(table) or _sdmx(table)
        if cube is not None:
            return _recognised(table, cube)
    sheets = [(table, marks) for table in tables if len(marks := _marks(table)) >= _MARKS]
    if not sheets:
        return None
    cube = _Cube("Eurostat XLSX", sheets[0][0].rows[0].line)
    for table, marks in sheets:
        _spreadsheet(table, marks, cube)
    return _recognised(sheets[0][0], cube)


def _recognised(table: Table, cube: _Cube) -> Recognised:
    """The series, or what keeps the file from giving one, all of it at once."""
    findings = list(cube.findings)
    if findings:
        return refused(cube.layout, findings)
    dataset = cube.dataset
    if dataset is None and {*_FIRST_TIME} & {*cube.dimensions}:
        dataset = APPLICATIONS  # only its dimensions tell it from others in a file that names no dataset
    if dataset not in _GROUPS:
        key = "observations.official.no_dataset" if dataset is None else "observations.official.dataset"
        values = {"dataset": dataset, "known": f"{APPLICATIONS}, {GRANTED}"}
        findings.append(found(key, table.file, cube.line, values=values))
    if cube.frequencies and "M" not in cube.frequencies:
        findings.append(
            found("observations.official.yearly", table.file, cube.line, "freq", listed(cube.frequencies))
        )
    if dataset == PROTECTED:
        findings.append(found("observations.official.stocks", table.file, cube.line, value=dataset))
    if not any(cube.regions.values()):
        values = {"regions": listed(cube.regions)}
        findings.append(found("observations.official.national", table.file, cube.line, "geo", values=values))
    if findings or dataset is None:
        return refused(cube.layout, findings)
    return _selected(table, cube, dataset)


def _selected(table: Table, cube: _Cube, dataset: str) -> Recognised:
    """The one series that is wanted of the state's observations."""
    findings: list[Finding] = []
    chosen: dict[str, str] = {}
    for name in cube.dimensions:
        if name == "geo":
            continue
        given = dict.fromkeys(observation.codes[name] for observation in cube.observations)
        wanted = (*_WANTED[name], "UA") if name == "citizen" and dataset == GRANTED else _WANTED[name]
        fitting = [code for code in wanted if code in given]
        if fitting:
            chosen[name] = fitting[0]
        else:
            values = {"name": name, "wanted": listed(wanted), "given": listed(given)}
            findings.append(found("observations.official.part", table.file, cube.line, name, values=values))
    if findings:
        return refused(cube.layout, findings)
    figures = []
    for observation in cube.observations:
        if all(observation.codes[name] == code for name, code in chosen.items()):
            figure = _figure(observation, _GROUPS[dataset])
            if isinstance(figure, Figure):
                figures.append(figure)
            else:
                cell = observation.period if figure.endswith("month") else observation.value
                findings.append(found(figure, table.file, observation.line, observation.column, cell))
    region = next(region for region, ours in cube.regions.items() if ours)
    used = ", ".join(f"{name} = {code}" for name, code in {"geo": region, **chosen}.items())
    values = {"layout": f"{cube.layout}, {dataset}", "used": used}
    findings.append(found("observations.official.read", table.file, severity="notice", values=values))
    if dataset == APPLICATIONS:
        findings.append(found("observations.official.applications", table.file, severity="notice"))
    return monthly(cube.layout, table, figures, findings, source=f"Eurostat {dataset}")


def _figure(observation: _Observation, group: str) -> Figure | str:
    """Figure of an observation, or the key of what is wrong with it."""
    month = _month(observation.period)
    if month is None:
        return "observations.official.month"
    number, flag = observation.value, observation.flag
    if not isinstance(number, float):
        match = _VALUE.fullmatch(shown(number))
        if match is None or (match["number"] and match["missing"]):
            return "observations.official.number"
        number, flag = match["number"], flag + (match["flag"] or "")
        if number is None:
            return Figure(group, month, None, observation.line, observation.column)
    persons = whole(number, "point")
    if persons is None:
        return "observations.official.number"
    return Figure(group, month, persons, observation.line, observation.column, bool(_PROVISIONAL & {*flag}))


def _month(period: str) -> Month | None:
    match = _MONTH.fullmatch(period)
    return int(match[1]) * 12 + int(match[2]) - 1 if match else None


def _code(dimension: str, cell: Cell) -> str:
    """Code of a cell that holds a code, a code with its label, or a label."""
    text = shown(cell)
    if match := _CODED.fullmatch(text):
        return match[1]
    text = text.partition(":")[0].strip()
    return _LABELS.get(dimension, {}).get(plain(text), text)


def _periods(table: Table, header: Row, places: Sequence[int], cube: _Cube) -> dict[int, str]:
    """Names of the columns of periods by place; they are months or years and go one way only."""
    names = {place: shown(header.cells[place]) for place in places}
    if names and all(_YEAR.fullmatch(name) for name in names.values()):
        cube.frequencies.setdefault("A")
        return names
    before: Month | None = None
    upwards: bool | None = None
    for place, name in names.items():
        month = _month(name)
        key = "observations.official.month" if month is None else None
        if month is not None and before is not None:
            upwards = month > before if upwards is None else upwards
            key = None if (month > before) == upwards and month != before else "observations.official.order"
        if key is not None:
            cube.findings.append(found(key, table.file, header.line, letter(place), name))
            break
        before = month
    return names


def _check_dimensions(table: Table, cells: Mapping[str, tuple[int, int]], cube: _Cube) -> None:
    """The dimensions are those of a known dataset; of another dataset that is told, and nothing else.

    Args:
        cells: line and place of the name of each.
    """
    if cube.dataset not in (None, *_GROUPS):
        return
    unknown = [name for name in cells if name not in _KNOWN]
    missing = [name for name in _COMMON if name not in cells]
    if cube.dataset == APPLICATIONS and not {*_FIRST_TIME} & {*cells}:
        missing.append(_FIRST_TIME[0])
    for name, other in zip_longest(missing, unknown):
        line, place = cells.get(other, (cube.line, None))
        at = None if place is None else letter(place)
        if name is None:
            cube.findings.append(found("observations.official.more", table.file, line, at, other))
        else:
            values = {"expected": name}
            cube.findings.append(found("observations.official.header", table.file, line, at, other, values=values))


def _tsv(table: Table) -> _Cube | None:
    """Bulk download: the first cell packs the names of the dimensions, each row its codes; a column a period."""
    header = table.rows[0]
    corner = shown(header.cells[0])
    if not _CORNER.fullmatch(corner):
        return None
    packed, _, across = corner.partition("\\")
    names = tuple(name.strip() for name in packed.split(","))
    cube = _Cube("Eurostat TSV", header.line, dimensions=names)
    if across.lower() not in ("time_period", "time") or names[-1] != "geo" or len({*names}) < len(names):
        values = {"expected": "freq,\u2026,geo\\TIME_PERIOD"}
        cube.findings.append(
            found("observations.official.header", table.file, header.line, "A", corner, values=values)
        )
        return cube
    _check_dimensions(table, dict.fromkeys(names, (header.line, 0)), cube)
    periods = _periods(table, header, [place for place, cell in enumerate(header.cells) if place and cell], cube)
    for row in table.rows[1:]:
        codes = [code.strip() for code in shown(row.cells[0]).split(",")]
        if len(codes) == len(names):
            cells = ((name, _at(row, place), "", name) for place, name in periods.items())
            cube.add(dict(zip(names, codes, strict=True)), row.line, cells)
        else:
            cube.findings.append(found("observations.official.codes", table.file, row.line, "A", row.cells[0]))
    return cube


def _sdmx(table: Table) -> _Cube | None:
    """SDMX-CSV: an observation a row; with labels each coded column is followed by one of words."""
    for place, row in enumerate(table.rows[:HEADER_WITHIN]):
        given = [shown(cell) for cell in row.cells]
        if len(_SDMX & {*given}) >= _SURE:
            return _observations(table, row, given, table.rows[place + 1 :])
    return None


def _observations(table: Table, header: Row, given: Sequence[str], body: Sequence[Row]) -> _Cube:
    cube = _Cube("Eurostat SDMX-CSV", header.line)
    start = ("DATAFLOW", "LAST UPDATE")
    if {"STRUCTURE", "STRUCTURE_ID"} & {*given}:
        start = ("STRUCTURE", "STRUCTURE_ID")
    labelled = "STRUCTURE_NAME" in given
    places = [0, 1, *range(3, len(given), 2)] if labelled else list(range(len(given)))
    columns = [given[place] for place in places if place < len(given)]
    middle = columns[2 : columns.index("TIME_PERIOD") if "TIME_PERIOD" in columns else len(columns)]
    names = [name for name in middle if name not in _SDMX_ENDS and name]
    names += [name for name in columns[2 + len(middle) :] if name in _KNOWN]
    if "TIME_PERIOD" not in columns:
        names = [name for name in names if name in _KNOWN]
    ends = [name for name in _SDMX_ENDS if name in columns or name in _SDMX_ENDS[:2]]
    cube.findings += differs(table.file, header.line, columns, [*start, *names, *ends], places)
    at = dict(zip(columns, places, strict=False))
    flow = at.get("DATAFLOW", at.get("STRUCTURE_ID"))
    if cube.findings or flow is None:
        return cube
    flows = {match[1].lower() for row in body if (match := _FLOW.fullmatch(shown(_at(row, flow))))}
    cube.dataset = flows.pop() if len(flows) == 1 else None
    cube.dimensions = tuple(names)
    _check_dimensions(table, {name: (header.line, at[name]) for name in names}, cube)
    for row in body:
        codes = {name: _code(name, _at(row, at[name])) for name in names}
        flag = _code("", _at(row, at["OBS_FLAG"])) if "OBS_FLAG" in at else ""
        if not _FLAG.fullmatch(flag) or any(cell is not None for cell in row.cells[len(given) :]):
            cube.findings.append(found("observations.official.codes", table.file, row.line, "OBS_FLAG", flag or None))
            continue
        period = shown(_at(row, at["TIME_PERIOD"])).partition(":")[0]
        cube.add(codes, row.line, [(period, _at(row, at["OBS_VALUE"]), flag, "OBS_VALUE")])
    return cube


def _marks(table: Table) -> dict[str, int]:
    """Places of the lines that a sheet of the data browser has: when extracted, which dataset, two of the header."""
    marks: dict[str, int] = {}
    for place, row in enumerate(table.rows[:HEADER_WITHIN]):
        first = plain(row.cells[0])
        if first.startswith(("data extracted on", "daten extrahiert")):
            marks.setdefault("extracted", place)
        elif first in ("dataset", "datensatz"):
            marks.setdefault("dataset", place)
        elif first in ("time", "zeit"):
            marks.setdefault("time", place)
        elif re.fullmatch(r"\w+ (codes|labels)", first):
            marks.setdefault("rows", place)
    return marks


def _spreadsheet(table: Table, marks: Mapping[str, int], cube: _Cube) -> None:
    """A sheet of the data browser: a code of each dimension above, regions down, periods across, each with a flag."""
    for name, expected in (("dataset", "Dataset:"), ("time", "TIME"), ("rows", "GEO (Labels)")):
        if name not in marks:
            near = marks.get("rows", marks.get("time", 2)) + (-1 if name == "time" else 1)
            row = table.rows[min(max(near, 0), len(table.rows) - 1)] if name != "dataset" else table.rows[1]
            values = {"expected": expected}
            cell = row.cells[0]
            cube.findings.append(
                found("observations.official.header", table.file, row.line, "A", cell, values=values)
            )
            return
    named = " ".join(map(shown, table.rows[marks["dataset"]].cells))
    datasets = _DATASET.findall(named)
    cube.dataset = datasets[-1].lower() if datasets else None
    header, heads = table.rows[marks["time"]], table.rows[marks["rows"]]
    cube.line = header.line
    fixed: dict[str, str] = {}
    told: dict[str, tuple[int, int]] = {}
    for row in table.rows[marks["dataset"] + 1 : marks["time"]]:
        label, *rest = [cell for cell in row.cells if cell is not None]
        if rest and not plain(label).startswith(("last updated", "zuletzt aktualisiert")):
            name = _dimension(label)
            fixed[name], told[name] = _code(name, rest[-1]), (row.line, 0)
    width = len([cell for cell in heads.cells if cell is not None])
    down: dict[str, int] = {}
    for place in range(width):
        down.setdefault(_dimension(heads.cells[place]), place)  # codes stand before labels
    places = [place for place, cell in enumerate(header.cells) if place >= width and cell is not None]
    periods = _periods(table, header, places, cube)
    names = tuple({**fixed, **down})
    before, cube.dimensions = cube.dimensions, names
    _check_dimensions(table, told | {name: (heads.line, place) for name, place in down.items()}, cube)
    if before and {*before} != {*names} and not cube.findings:  # each sheet has the same
        values = {"expected": ", ".join(sorted({*before} ^ {*names}))}
        cube.findings.append(found("observations.official.header", table.file, header.line, values=values))
    for row in table.rows[marks["rows"] + 1 :]:
        if plain(row.cells[0]).startswith(_NOTES):
            break
        codes = fixed | {name: _code(name, _at(row, place)) for name, place in down.items()}
        cells = [
            (name, _at(row, place), "" if place + 1 in periods else shown(_at(row, place + 1)), name)
            for place, name in periods.items()
        ]
        cube.add(codes, row.line, cells)


def _dimension(cell: Cell) -> str:
    """Code of the dimension that a label names: "Sex [SEX]", "GEO (Codes)", "Age class"."""
    text = shown(cell)
    if match := _CODED.fullmatch(text):
        return match[1].lower()
    words = plain(re.sub(r" ?\((?:Codes|Labels)\)", "", text))
    return _DIMENSIONS.get(words, words.replace(" ", "_"))


def _at(row: Row, place: int) -> Cell:
    return row.cells[place] if place < len(row.cells) else None
