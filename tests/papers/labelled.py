"""Read labelled numbers as a person does: a row names the quantity and a column the year, or a sentence names both.

Tables of the screen (HTML), of papers and of the reports come in as the same rows; sentences are read with the very
templates of the catalogue, so that both languages are read alike. A number keeps the place of its last digit: two
numbers differ where no value rounds to both.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser

from openpyxl import load_workbook

from forecasting.base.text import Texts, catalogue
from forecasting.budget.measures import YEARLY
from forecasting.papers.content import Bullets, Facts, Figure, Paper, Words
from forecasting.reports.grid import Grid

__all__ = ["HtmlTable", "Number", "Reader", "conflicts", "html_tables"]

ACCOUNT, LOW, HIGH = "account", "low 80", "high 80"
YEAR = re.compile(r"(\d{4})\*?")
THOUSAND, MIO = 1e3, 1e6


@dataclass(frozen=True)
class Number:
    """One number as printed: its value in units, and half of its last digit."""

    place: str
    value: float
    half: float

    def differs(self, other: Number) -> bool:
        """Whether no value is rounded to both: two of one precision are to be the same digits."""
        if self.half == other.half:
            return abs(self.value - other.value) > 1e-9 * max(1.0, abs(self.value))
        return abs(self.value - other.value) > (self.half + other.half) * (1 + 1e-9)


Key = tuple[str, str, str]  # quantity, level, year
Labelled = tuple[str, Sequence[str], Sequence[str]]  # label, cells, small print below them


def conflicts(found: Mapping[Key, Sequence[Number]]) -> dict[Key, list[Number]]:
    """Quantities with two values of one level and year."""
    return {
        key: list(numbers)
        for key, numbers in found.items()
        if any(one.differs(other) for place, one in enumerate(numbers) for other in numbers[:place])
    }


@dataclass
class HtmlTable:
    """A table of a page: caption, heads and rows of cells; small print of a cell apart."""

    caption: str = ""
    rows: list[tuple[bool, list[tuple[str, str]]]] = field(default_factory=list)  # head row?, (cell, small print)


class _Tables(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tables: list[HtmlTable] = []
        self._inside: list[str] = []
        self._number = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.tables.append(HtmlTable())
        elif tag == "tr" and self.tables:
            self.tables[-1].rows.append((False, []))
        elif tag in ("td", "th") and self.tables:
            head, cells = self.tables[-1].rows[-1]
            if tag == "th" and dict(attrs).get("scope") == "col":
                self.tables[-1].rows[-1] = (True, cells)
            cells.append(("", ""))
        if tag == "span" and dict(attrs).get("class") == "number":
            self._number = True
        if tag in ("caption", "td", "th", "small"):
            self._inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("caption", "td", "th", "small") and self._inside:
            self._inside.pop()
        if tag == "span":
            self._number = False

    def handle_data(self, data: str) -> None:
        if not self._inside or self._number:
            return
        if self._inside[-1] == "caption":
            self.tables[-1].caption += data
            return
        cells = self.tables[-1].rows[-1][1]
        cell, small = cells[-1]
        cells[-1] = (cell, small + data) if self._inside[-1] == "small" else (cell + data, small)


def html_tables(body: str) -> list[HtmlTable]:
    """Every table in a piece of HTML."""
    parser = _Tables()
    parser.feed(body)
    return parser.tables


SENTENCES: Mapping[str, Mapping[str, tuple[str, str, str, float]]] = {
    "reports.answer.people": {
        "persons": ("caseload_mean", ACCOUNT, "", 1.0), "low": ("caseload_mean", LOW, "", 1.0),
        "high": ("caseload_mean", HIGH, "", 1.0),
    },
    "reports.answer.people_certain": {"persons": ("caseload_mean", ACCOUNT, "", 1.0)},
    "reports.answer.staff_forecast": {
        "fte": ("fte", ACCOUNT, "", 1.0), "need": ("need", ACCOUNT, "", MIO), "low": ("need", LOW, "", MIO),
        "high": ("need", HIGH, "", MIO),
    },
    "reports.answer.staff_certain": {"fte": ("fte", ACCOUNT, "", 1.0), "need": ("need", ACCOUNT, "", MIO)},
    "reports.answer.staff_decided": {"fte": ("fte", ACCOUNT, "", 1.0), "need": ("need", ACCOUNT, "year", MIO)},
    "reports.answer.planning": {"amount": ("need", "80 %", "year", MIO)},
    "reports.chart.fte_words": {
        "start": ("fte", ACCOUNT, "first", 1.0), "end": ("fte", ACCOUNT, "last", 1.0),
        "low": ("fte", LOW, "last", 1.0), "high": ("fte", HIGH, "last", 1.0),
    },
    "reports.chart.fte_words_one": {"start": ("fte", ACCOUNT, "first", 1.0)},
    "reports.chart.fte_words_fundable": {"fundable": ("fundable_fte", ACCOUNT, "year", 1.0)},
    "reports.chart.funding_words": {
        "start": ("need", ACCOUNT, "first", MIO), "end": ("need", ACCOUNT, "last", MIO),
        "closing": ("closing_unbound", ACCOUNT, "last", MIO),
    },
    "reports.district.sentence": {
        "persons": ("caseload_mean", ACCOUNT, "year", 1.0), "fte": ("fte", ACCOUNT, "year", 1.0),
        "grant": ("grant", ACCOUNT, "year", MIO),
    },
    "papers.message.need": {"fte": ("fte", ACCOUNT, "year", 1.0), "need": ("need", ACCOUNT, "year", MIO)},
    "papers.message.need_decided": {"need": ("need", ACCOUNT, "year", MIO)},
    "papers.message.spread": {
        "need": ("need", ACCOUNT, "year", MIO), "low": ("need", LOW, "year", MIO),
        "high": ("need", HIGH, "year", MIO),
    },
    "papers.message.spread_none": {"need": ("need", ACCOUNT, "year", MIO)},
    "papers.associations.message": {
        "fte": ("fte", ACCOUNT, "year", 1.0), "grant": ("grant", ACCOUNT, "year", MIO),
    },
    "papers.request.condition_need": {
        "start": ("need", ACCOUNT, "first", MIO), "end": ("need", ACCOUNT, "last", MIO),
    },
    "reports.risk.words": {
        "share": ("short_until", ACCOUNT, "year", 1.0), "short": ("expected_shortfall", ACCOUNT, "year", MIO),
        "unused": ("expected_unused", ACCOUNT, "year", MIO),
    },
}  # fmt: skip
"""Messages of the catalogue, and what their values are: quantity, level, the value that is its year, factor."""

SUMS = {"need": "need", "available": "available"}
"""What closes a block of the funding table and of the registration."""


class Reader:
    """Collects the numbers of one run in one language.

    Args:
        year: of which a sentence without a year speaks: that of the answer.
        scenario: name of the scenario, which a table of several scenarios gives its row.
    """

    def __init__(self, text: Texts, year: int, scenario: str) -> None:
        self.text, self.year, self.scenario = text, str(year), scenario
        self.found: dict[Key, list[Number]] = {}
        self._sums = (text("reports.table.need"), text("reports.district.sum"))
        self._names = self._labels()
        quoted = self._plain(text("reports.history.printed", title="|", section="|"))
        self._quoted = re.compile(".*".join(map(re.escape, quoted.split("|"))))
        """A table printed in the audit report: a quotation, held by tests of its own."""
        self._patterns = [
            (pattern, values) for key, values in SENTENCES.items() if values for pattern in [self._pattern(key)]
        ]

    def put(self, place: str, quantity: str, level: str, year: str, cell: str, factor: float = 1.0) -> None:
        """One cell; what is no number is left out."""
        number = self._number(cell)
        if number is not None:
            value, half = number
            known = Number(place, value * factor, half * factor)
            self.found.setdefault((quantity, level, year), []).append(known)

    def years(
        self,
        place: str,
        heads: Sequence[str],
        rows: Iterable[Labelled],
        factor: float = 0.0,
    ) -> None:
        """A table with one column a year.

        Args:
            heads: the columns after the first.
            rows: label, cells and small print below them; a row without cells heads those below.
            factor: of the unit of the whole table; 0: rows name theirs.
        """
        if not heads or not all(YEAR.fullmatch(head) for head in heads):
            return
        above = ""
        for label, cells, below in rows:
            if not any(cells):
                above = self._plain(label)
                continue
            quantity, own = self.name(label, above)
            for column, cell in enumerate(cells):
                if quantity in self._sums:
                    continue  # of a block without a heading: the label alone names nothing
                year = YEAR.fullmatch(heads[column]).group(1)  # type: ignore[union-attr]
                self.put(place, quantity, ACCOUNT, year, cell, factor or own)
                if below and below[column]:
                    self.interval(place, quantity, year, below[column], factor or own)

    def interval(self, place: str, quantity: str, year: str, words: str, factor: float) -> None:
        """ "28,2 bis 123,9" """
        low, _, high = words.partition(self.text("reports.table.interval", low="", high=""))
        if high:
            self.put(place, quantity, LOW, year, low, factor)
            self.put(place, quantity, HIGH, year, high, factor)

    def name(self, label: str, above: str = "") -> tuple[str, float]:
        """The quantity that a label names, and the factor of its unit."""
        plain = self._plain(label)
        unit = f", {self.text('reports.unit.mio')}"
        factor = MIO if plain.endswith(unit) else 1.0
        plain = plain.removesuffix(unit)
        own = re.sub(r"^(?:[IVX]+|\d+)\. ?", "", plain)
        if own in self._sums:
            own = f"{own} {above}".rstrip()
        return self._names.get(own) or (f"{own} ({above})" if above else own), factor

    def html(self, place: str, body: str) -> None:
        """Tables and sentences of a piece of a page."""
        for table in html_tables(body):
            self._html_table(f"{place}: {table.caption}", table)
        words = re.sub(r"<table.*?</table>", " ", body, flags=re.DOTALL)
        self.words(place, re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", words)))

    def _html_table(self, place: str, table: HtmlTable) -> None:
        heads = [cells for head, cells in table.rows if head]
        if not heads or not heads[0] or self._quoted.match(self._plain(table.caption)):
            return
        columns = [cell for cell, _ in heads[0]][1:]
        rows = [
            (cells[0][0], [cell for cell, _ in cells[1:]], [small for _, small in cells[1:]])
            for head, cells in table.rows
            if not head and cells
        ]
        self._districts(place, table.caption, columns, rows)
        self._prices(place, table.caption, columns, rows)
        factor = MIO if f"({self.text('reports.unit.mio')})" in self._plain(table.caption) else 0.0
        self.years(place, columns, rows, factor)

    def _districts(self, place: str, caption: str, heads: Sequence[str], rows: Sequence[Labelled]) -> None:
        """The row of the state in a table of the districts of one year."""
        state = next((cells for label, cells, _ in rows if label == self.text("reports.district.state")), None)
        year = re.search(r"\d{4}$", caption)
        if state is None or year is None:
            return
        for key, quantity in (("persons", "caseload_mean"), ("fte", "fte"), ("grant", "grant")):
            head = self._plain(self.text(f"reports.district.head_{key}", unit=self.text("reports.unit.thousand")))
            if head in map(self._plain, heads):
                cell = state[[self._plain(each) for each in heads].index(head)]
                self.put(place, quantity, ACCOUNT, year[0], cell, THOUSAND if key == "grant" else 1.0)

    def _prices(self, place: str, caption: str, heads: Sequence[str], rows: Sequence[Labelled]) -> None:
        """The need of a year by planning level: at the median that of the account, at 80 % the planning value."""
        value, year = self.text("reports.risk.head_value"), re.search(r"\d{4}$", caption)
        if year is None or not heads or self._plain(heads[0]) != self._plain(value):
            return
        levels = {self._plain(self.text("reports.risk.level", share=share)): level
                  for share, level in (("50", ACCOUNT), ("80", "80 %"), ("90", HIGH))}  # fmt: skip
        for label, cells, _ in rows:
            if self._plain(label) in levels:
                self.put(place, "need", levels[self._plain(label)], year[0], cells[0], MIO)

    def terminal(self, place: str, said: str) -> None:
        """The tables and sentences of a terminal."""
        heads: list[str] = []
        above = quantity = ""
        factor = 1.0
        for line in said.splitlines():
            cells = re.split(r"  +", line.strip())
            if line.startswith(" ") and all(YEAR.fullmatch(cell) for cell in cells):
                heads = cells
                continue
            if not heads or len(cells) != len(heads) + 1:
                heads = heads if line.strip() and heads and len(cells) > 1 else []
                continue
            level = {self.text("reports.terminal.low"): LOW, self.text("reports.terminal.high"): HIGH}.get(cells[0])
            if level is None:
                quantity, _ = self.name(cells[0])
                level, above = ACCOUNT, cells[0]
                factor = 1.0 if quantity in WHOLE or above not in self._names else MIO
            for head, cell in zip(heads, cells[1:], strict=True):
                self.put(place, quantity, level, head.rstrip("*"), cell, factor)
        self.words(place, re.sub(r"\s+", " ", said))

    def workbook(self, file: bytes) -> None:
        """The sheets that compute the account: label, unit, one column a year, not rounded."""
        for sheet in load_workbook(io.BytesIO(file), data_only=True):
            heads: list[tuple[int, str]] = []
            for line in sheet.iter_rows(values_only=True):
                if found := [(at, str(cell)) for at, cell in enumerate(line) if YEAR.fullmatch(str(cell))]:
                    heads = found if len(found) > 1 else heads
                    continue
                units = {self.text("reports.unit.eur"): 1.0, self.text("reports.unit.fte"): 1.0}
                if not heads or len(line) < 2 or line[1] not in units or self._plain(str(line[0])) not in self._names:
                    continue
                for at, head in heads:
                    if isinstance(line[at], int | float):
                        number = Number(f"workbook {sheet.title}", float(line[at]), 0.0)  # type: ignore[arg-type]
                        key = (self._names[self._plain(str(line[0]))], ACCOUNT, head.rstrip("*"))
                        self.found.setdefault(key, []).append(number)

    def words(self, place: str, said: str) -> None:
        """Sentences that name quantity and year."""
        plain = self._plain(said)
        for pattern, values in self._patterns:
            for match in pattern.finditer(plain):
                for name, (quantity, level, year, factor) in values.items():
                    self.put(place, quantity, level, match[year] if year else self.year, match[name], factor)

    def paper(self, paper: Paper) -> None:
        """Every table, sentence and chart of a paper."""
        for section in paper.sections:
            if paper.kind == "district":
                return  # of one district, see `district`
            place = f"{paper.kind} {section.key}"
            self.words(place, section.title)
            self.words(place, " ".join(section.speaker))
            for block in section.blocks:
                if isinstance(block, Grid):
                    self._grid(f"{paper.kind} {block.key}", block)
                elif isinstance(block, Words | Bullets):
                    self.words(place, " ".join(block.paragraphs if isinstance(block, Words) else block.points))
                elif isinstance(block, Facts):
                    self.words(place, " ".join(" ".join(row) for row in block.rows))
                else:
                    self._figure(f"{paper.kind} {block.key}", block)

    def _grid(self, place: str, grid: Grid) -> None:
        factors = {
            self.text("reports.unit.thousand"): THOUSAND, self.text("reports.unit.mio"): MIO, "": 0.0,
            self.text("reports.unit.eur"): 1.0,
        }  # fmt: skip
        if grid.key in ("comparison", "need-by-scenario"):
            self._scenarios(place, grid)
        elif grid.unit in factors and not place.startswith("district "):
            rows = [(row.label, row.cells, row.details) for row in grid.rows]
            self.years(place, grid.heads[1:], rows, factors[grid.unit])

    def _scenarios(self, place: str, grid: Grid) -> None:
        row = next(row for row in grid.rows if row.label == self.scenario)
        if grid.key == "need-by-scenario":
            self.years(place, grid.heads[1:], [(self.text("reports.measure.need"), row.cells, ())], MIO)
            return
        keys = {self._plain(self.text(f"papers.comparison.{key}", year=self.year)): key for key in COMPARED}
        for head, cell, below in zip(grid.heads[1:], row.cells, row.details, strict=True):
            quantity = keys[self._plain(head)]
            factor = MIO if quantity in ("need", "required_appropriation", "shortfall") else 1.0
            self.put(place, quantity, ACCOUNT, self.year, cell, factor)
            self.interval(place, quantity, self.year, below, factor)

    def _figure(self, place: str, figure: Figure) -> None:
        self.words(place, f"{figure.message}. {figure.words}")
        if figure.key != "fte" or place.startswith("district"):
            return
        roles = {"median": ("fte", ACCOUNT), "low80": ("fte", LOW), "high80": ("fte", HIGH)}
        for series in figure.chart.series:
            if series.role not in roles:
                continue
            quantity, level = roles[series.role]
            for head, value in zip(figure.chart.categories, series.values, strict=True):
                match = YEAR.fullmatch(head)
                if value is not None and match:
                    number = Number(f"{place} chart", value, 0.0)
                    self.found.setdefault((quantity, level, match[1]), []).append(number)

    def _labels(self) -> dict[str, str]:
        text = self.text
        names = {self._plain(text(f"reports.measure.{measure}")): measure for measure in YEARLY}
        for prefix in ("reports.table", "reports.risk", "reports.ledger.row", "papers.registration.row"):
            for key, measure in SAME.items():
                label = f"{prefix}{'_' if prefix.endswith('row') else '.'}{key}"
                for each in (label, f"{label}_continued"):
                    if each in text:
                        names[self._plain(text(each))] = measure
        readings = {"need": "need", "fte": "fte"}
        for key, measure in readings.items():
            own = text("reports.plausibility.reading.scenario")
            label = self._plain(text(f"reports.plausibility.{key}_of", reading=own))
            names[label.removesuffix(f", {text('reports.unit.mio')}")] = measure
        for total in self._sums:
            for block, measure in SUMS.items():
                names[f"{total} {self._plain(text(f'reports.table.{block}_heading'))}"] = measure
        return names

    def _pattern(self, key: str) -> re.Pattern[str]:
        message = catalogue(self.text.language, key.partition(".")[0])[key]
        assert isinstance(message, str)
        parts = re.split(r"\{(\w+)\}", self._plain(message).rstrip("."))
        seen: set[str] = set()
        made = ""
        for place, part in enumerate(parts):
            if place % 2 == 0:
                made += re.escape(part)
            elif part in seen:
                made += f"(?P={part})"
            else:
                seen.add(part)
                made += rf"(?P<{part}>[^.;:]*?)" if part in WORDS else rf"(?P<{part}>[−\d][\d.,]*(?: ?%)?)"
        return re.compile(made)

    def _number(self, cell: str) -> tuple[float, float] | None:
        plain = self._plain(cell).strip().removesuffix("%").strip().rstrip(".,").removeprefix("+")
        if plain == "–":
            return 0.0, 0.0
        if not re.fullmatch(r"−?\d[\d.,]*", plain):
            return None
        group, point = (".", ",") if self.text.language == "de" else (",", ".")
        plain = plain.replace(group, "").replace(point, ".").replace("−", "-")
        digits = len(plain.partition(".")[2])
        return float(plain), 0.5 * 10.0**-digits

    @staticmethod
    def _plain(words: str) -> str:
        return words.replace("\u00a0", " ").replace("\u202f", " ").replace("\u00ad", "").strip()


WHOLE = ("caseload_mean", "fte", "fundable_fte")
"""Measures of the terminal that are no amounts."""

COMPARED = ("caseload_mean", "fte", "need", "required_appropriation", "shortfall", "funds_suffice_until")
"""Heads of the table that compares scenarios."""

WORDS = ("span", "group", "prospect", "peak", "account", "key", "month", "most", "least", "level")
"""Values of messages that are words, not numbers."""

SAME = {
    "appropriation": "appropriation", "opening_unbound": "opening_unbound", "grant": "grant",
    "closing_unbound": "closing_unbound", "shortfall": "shortfall", "need": "need", "model_need": "model_need",
    "required": "required_appropriation", "without_residuals": "reduction_without_residuals",
    "reduction": "reduction_potential", "residual_used": "residual_used",
    "appropriation_used": "appropriation_used", "available": "available", "lapsed": "lapsed", "forgone": "forgone",
    "reclaimed": "reclaimed", "disbursed": "disbursed", "committed": "committed", "surplus": "surplus",
    "municipal_cost": "municipal_cost",
}  # fmt: skip
"""Rows of tables that stand for a measure, by the end of their key."""
