"""The sheet of inputs: everything the planning account is computed from, each cell marked, limited and sourced.

A scalar has its name from the key of the assumption, with _ for the dot; a row by year likewise. So a formula, a
scenario file and this sheet call one thing by one name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from xlsxwriter.utility import quote_sheetname, xl_range_abs

from forecasting.assumptions import Assumption, load_register
from forecasting.base.text import Texts
from forecasting.budget.cost import Price
from forecasting.papers.case import Case
from forecasting.papers.sections.assumptions import source_words
from forecasting.papers.workbook.book import Book
from forecasting.papers.workbook.formula import Expr, Scalar, choose, exactly, literal
from forecasting.papers.workbook.rows import FIRST_YEAR, heads
from forecasting.scenarios.chain import MEDIAN
from forecasting.scenarios.rules import AS_ENTERED, COST_PRICE_BASE, Values

__all__ = ["Inputs", "write_inputs"]

RATES = ("funding.rate_graduate", "funding.rate_vocational")
PRICES = (*RATES, "funding.cost_graduate", "funding.cost_vocational")
PRICE_BASE = "funding.rate_price_base"

BY_YEAR = (
    "budget.appropriation", "budget.supplementary", "budget.virement", "budget.fixed_commitments",
    "budget.commitment_authority", "funding.admin_outside",
)  # fmt: skip
BY_LAG = ("budget.outflow", "budget.opening_outflow", "budget.commitment_lead")
BLOCKS: Mapping[str, tuple[str, ...]] = {
    "staff": ("staffing.graduate_share", "staffing.occupancy"),
    "grant": (
        "funding.state_share", "funding.basis", "funding.own_means", "funding.rate_growth",
        "funding.rate_index", "funding.rate_price_base", "funding.cost_growth",
        "funding.training_cost", "funding.surplus", "funding.reclaim_share", "funding.reclaim_lag",
    ),
    "outlays": (
        "funding.admin_cost", "funding.amendments_avoided", "funding.amendment_cost_share",
        "funding.payouts_per_year", "funding.payout_cost_share", "funding.other_areas", "budget.committed_to_date",
    ),
    "residuals": (
        "budget.order", "budget.opening_unbound", "budget.undated_residuals", "budget.opening_bound",
        "budget.unused_becomes_residual",
        "budget.continued_forms_residual", "budget.carry_over_years", "budget.pact_share",
        "budget.reclaimed_needs_note", "budget.release_share",
    ),
    "outflow": (
        "budget.outflow_source", "budget.payout_month", "budget.payout_lag", "budget.final_payment",
        "budget.final_payment_month",
    ),
}  # fmt: skip
"""Headings and the inputs below them."""

OLDER = 5
"""Years before the last one that an opening residual can be of too; more where the scenario has more."""

HIGHEST = 1_000_000  # FTE that a year may have
LEVEL = "planning.level"


@dataclass
class Inputs:
    """The cells of the inputs and their values."""

    years: tuple[int, ...]
    one: dict[str, Expr] = field(default_factory=dict)  # by key of the assumption
    rows: dict[str, tuple[Expr, ...]] = field(default_factory=dict)  # by key, one cell a year (or lag)
    starts: dict[str, tuple[Expr, ...]] = field(default_factory=dict)  # by price: year from which growth counts;
    # by rate: year the value is from, empty where it has none, growth counts from the price base at the earliest
    heads: tuple[Expr, ...] = ()  # the years themselves
    rounds: dict[int, Expr] = field(default_factory=dict)  # pay rounds by year
    layers: dict[int, Expr] = field(default_factory=dict)  # opening residuals by year of origin, the last year apart
    words: dict[tuple[str, str], Expr] = field(default_factory=dict)  # cell of each word of a choice
    index_start: int = COST_PRICE_BASE  # first year of the index of cost

    def chosen(self, key: str, word: str) -> Expr:
        """Whether a choice stands at a word."""
        return exactly(self.one[key], self.words[key, word])

    @property
    def price_base(self) -> Expr:
        """Year of the prices in which the rates are given."""
        base = literal(float(self.years[0]))
        for year in _base_years():
            base = choose(self.chosen(PRICE_BASE, str(year)), float(year), base)
        return base

    def fte(self, position: int) -> Expr:
        """FTE of a year at the chosen level, those that are filled where hiring takes time."""
        kind = "filled_fte" if "filled_fte_median" in self.rows else "fte"
        median, planning = (self.rows[f"{kind}_{level}"][position] for level in ("median", "planning"))
        return choose(self.chosen(LEVEL, "median"), median, planning)

    def needed(self, position: int) -> Expr:
        """FTE needed in a year at the chosen level."""
        median, planning = (self.rows[f"fte_{level}"][position] for level in ("median", "planning"))
        return choose(self.chosen(LEVEL, "median"), median, planning)


def write_inputs(case: Case, book: Book) -> Inputs:
    """Fill the sheet of inputs."""
    return _Writer(case, book).write()


class _Writer:
    """Goes down the sheet row by row."""

    def __init__(self, case: Case, book: Book) -> None:
        self.case, self.book, self.sheet, self.text = case, book, book["inputs"], case.text
        self.result, self.given = case.result, case.result.resolved
        self.years = tuple(year.year for year in self.result.years)
        shares = (self.given.shares(key) or () for key in BY_LAG)
        self.lags = max(len(self.years), *map(len, shares))
        self.after = FIRST_YEAR + self.lags  # first column behind the years
        first = min(COST_PRICE_BASE, self.years[0], *_base_years())
        self.found = Inputs(self.years, index_start=first)
        self.row = 0

    def write(self) -> Inputs:
        sheet, text = self.sheet, self.text
        sheet.columns([46, 20, *[14] * self.lags, 22, 52, 34])
        self.row = sheet.heading(text("papers.workbook.inputs.title"), f"{self.case.scenario} · {self.case.stand}")
        sheet.number(self.row, 0, text("papers.workbook.inputs.mark"), "mark")
        sheet.words(self.row, 1, text("papers.workbook.inputs.explain"), "plain")
        self.row += 2
        self._list_choices()
        self._by_year()
        self._section("level")
        self._scalar(LEVEL)
        for block, keys in BLOCKS.items():
            self._section(block)
            for key in keys:
                self._scalar(key)
                if key == "budget.undated_residuals":
                    self._layers()
        self._by_lag()
        self._pay_rounds()
        sheet.page.print_area(0, 0, self.row, self.after + 1)  # the key is there to work with
        sheet.page.freeze_panes(3, 1)
        sheet.page.repeat_rows(0, 2)
        sheet.page.fit_to_pages(1, 3)
        return self.found

    def _by_year(self) -> None:
        """FTE, rates and cost, appropriations: one cell a year."""
        text, sheet = self.text, self.sheet
        self._section("years", last=False)
        blank = [""] * (self.lags - len(self.years))
        first = (text("papers.workbook.input"), text("papers.workbook.unit"))
        self.found.heads = heads(self.case, sheet, self.row, first, (*blank, *self._last_heads()))
        self.row += 1
        shares = [12.0 * year.share for year in self.result.years]
        self._row("months", text("papers.workbook.inputs.months"), text("assumptions.unit.month"), shares,
                  {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 12}, "whole",
                  text("papers.workbook.from_forecast"))  # fmt: skip
        self._fte()
        rules = Values(self.given).cost(self.years[0])
        for key in PRICES:
            self._price(key, getattr(rules, key.partition(".")[2]))
        for key in BY_YEAR:
            entry = load_register()[key]
            table = self.given.by_year(key)
            self._row(key, entry.label(text.language), _unit(entry, text), [table.get(year) for year in self.years],
                      _rule(entry), _number(entry), self._source(entry), self._range(entry))  # fmt: skip
        self._continued()

    def _continued(self) -> None:
        """What is only carried forward: an appropriation that equals it is decided by nobody."""
        key, text = "budget.appropriation", self.text
        table = self.given.by_year(key)
        self._row(
            "continued", text("papers.workbook.inputs.continued"), text("assumptions.unit.eur"),
            [table[year] if year in table.continued else None for year in self.years], _rule(load_register()[key]),
            "plain_euro", text("papers.workbook.inputs.continued_source"),
        )  # fmt: skip

    def _fte(self) -> None:
        text = self.text
        share = self.case.formats.percent(self.result.planning_quantile)
        rule = {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": HIGHEST}
        kinds = ("fte", "filled_fte") if "filled_fte" in self.result.account.measures else ("fte",)
        for kind in kinds:
            label = text(f"reports.measure.{kind}")
            levels = (("median", MEDIAN), ("planning", self.result.planning_quantile))
            for level, quantile in levels:
                words = text(f"papers.workbook.inputs.{level}", label=label, share=share)
                values = self.result.accounts[quantile].measures[kind].tolist()
                self._row(f"{kind}_{level}", words, text("reports.unit.fte"), values, rule, "fte",
                          text("papers.workbook.inputs.fte_source"))  # fmt: skip

    def _price(self, key: str, price: Price) -> None:
        """Rate or cost by year as it stands before growth, and the year from which growth counts."""
        entry, text, rate = load_register()[key], self.text, key in RATES
        values: list[float] = []
        starts: list[float | None] = []
        for year in self.years:
            since, value = [step for step in price.steps if step[0] is None or step[0] <= year][-1]
            values.append(float(value))
            base = None if rate else price.base_year
            known = [float(start) for start in (base, since) if start is not None]
            starts.append(max(known, default=None))
        label = entry.label(text.language)
        self._row(key, text("papers.workbook.inputs.before_growth", label=label), _unit(entry, text), values,
                  _rule(entry), "plain_euro", self._source(entry), self._range(entry))  # fmt: skip
        first, last, kind = self.found.index_start, self.years[-1], "value" if rate else "growth"
        rule = {"validate": "integer", "criteria": "between", "minimum": first, "maximum": max(last, COST_PRICE_BASE)}
        self.found.starts[key] = self._row(
            f"{key}_start", text(f"papers.workbook.inputs.{kind}_from", label=label), text("assumptions.unit.year"),
            starts, rule, "year", text(f"papers.workbook.inputs.{kind}_source"),
        )  # fmt: skip

    def _by_lag(self) -> None:
        """Shares paid, or decided, one, two … years later or earlier."""
        text, sheet = self.text, self.sheet
        self._section("lags", last=False)
        sheet.line(self.row, (text("papers.workbook.input"), text("papers.workbook.unit")), "head")
        for lag in range(self.lags):
            words = text.plural("papers.workbook.inputs.lag", lag) if lag else text("papers.workbook.inputs.lag_none")
            sheet.words(self.row, FIRST_YEAR + lag, words, "head_right")
        sheet.line(self.row, self._last_heads(), "head", start=self.after)
        self.row += 1
        for key in BY_LAG:
            entry = load_register()[key]
            shares = self.given.shares(key) or ()
            values = [shares[lag] if lag < len(shares) else None for lag in range(self.lags)]
            rule = {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 1}
            self._row(key, entry.label(text.language), text("assumptions.unit.percent"), values, rule, "percent",
                      self._source(entry), text("papers.workbook.inputs.sum_one"))  # fmt: skip

    def _pay_rounds(self) -> None:
        entry = load_register()["funding.pay_rounds"]
        table = self.given.by_year(entry.key)
        self._section("rounds")
        cells = []
        first = self.found.index_start + 1
        for year in range(first, max(self.years[-1], first) + 1):
            label = self.text("papers.workbook.inputs.of_year", label=entry.label(self.text.language), year=year)
            self.found.rounds[year] = self._cell(entry, label, table.get(year), f"{entry.key}.{year}")
            cells.append(self.found.rounds[year])
        self.book.define(_name(entry.key), cells)

    def _layers(self) -> None:
        """Opening unbound residuals by year of origin."""
        entry = load_register()["budget.opening_layers"]
        table = self.given.by_year(entry.key)
        last = self.years[0] - 1
        cells = []
        for year in range(min([last - OLDER, *table]), last + 1):
            label = self.text("papers.workbook.inputs.of_origin", label=entry.label(self.text.language), year=year)
            self.found.layers[year] = self._cell(entry, label, table.get(year), f"{entry.key}.{year}")
            cells.append(self.found.layers[year])
        self.book.define(_name(entry.key), cells)

    def _scalar(self, key: str) -> None:
        entry = load_register()[key]
        value = self.given.values[key]
        if entry.kind == "choice":
            cell = self._cell(entry, entry.label(self.text.language), self._word(entry, str(value)), key)
        else:
            number = None if value is None else float(value) if isinstance(value, bool) else self.given.number(key)
            cell = self._cell(entry, entry.label(self.text.language), number, key)
        self.found.one[key] = self.book.name(_name(key), cell)

    def _cell(self, entry: Assumption, label: str, value: Scalar, key: str) -> Expr:
        """A row with one input cell."""
        sheet, text, row = self.sheet, self.text, self.row
        sheet.words(row, 0, label, "label")
        sheet.words(row, 1, _unit(entry, text), "unit")
        style = "choice" if entry.kind == "choice" else "input"
        cell = sheet.number(row, FIRST_YEAR, value, style, _number(entry))
        if entry.kind == "choice":
            rule: Mapping[str, Any] = {"validate": "list", "source": f"={self._list_of(entry)}"}
        else:
            rule = _rule(entry)
        sheet.allow([cell], rule, label, self._help(entry))
        self._end(row, self._range(entry), self._source(entry), key)
        return cell

    def _row(
        self, key: str, label: str, unit: str, values: Sequence[float | None], rule: Mapping[str, Any], number: str,
        source: str, span: str = "",
    ) -> tuple[Expr, ...]:  # fmt: skip
        """A row with one input cell a year."""
        sheet, row = self.sheet, self.row
        sheet.words(row, 0, label, "label")
        sheet.words(row, 1, unit, "unit")
        cells = tuple(
            sheet.number(row, FIRST_YEAR + place, value, "input", number) for place, value in enumerate(values)
        )
        entry = load_register().find(key)
        message = span if entry is None else self._help(entry)
        sheet.allow(cells, rule, label, message or source)
        self._end(row, span, source, key)
        self.book.define(_name(key), cells)
        self.found.rows[key] = cells
        return cells

    def _end(self, row: int, span: str, source: str, key: str) -> None:
        self.sheet.words(row, self.after, span, "unit")
        self.sheet.words(row, self.after + 1, source, "words")
        self.sheet.words(row, self.after + 2, key, "unit")
        self.row += 1

    def _section(self, key: str, *, last: bool = True) -> None:
        """A heading; with `last` also the heads of rows that have one input cell."""
        text, sheet = self.text, self.sheet
        self.row += 1
        sheet.words(self.row, 0, text(f"papers.workbook.inputs.section.{key}"), "section")
        self.row += 1
        if last:
            words = (text("papers.workbook.input"), text("papers.workbook.unit"))
            sheet.single(self.row, words, text("papers.workbook.value"), self._last_heads(), self.after)
            self.row += 1

    def _last_heads(self) -> tuple[str, ...]:
        return tuple(self.text(f"papers.workbook.{name}") for name in ("range", "source", "key"))

    def _list_choices(self) -> None:
        """The words that choices can be, on a sheet of their own."""
        sheet, text = self.book["lists"], self.text
        keys = [LEVEL, *(key for block in BLOCKS.values() for key in block)]
        choices = [entry for key in keys if (entry := load_register()[key]).kind == "choice"]
        sheet.columns([44, 44, 44])
        row = sheet.heading(text("papers.workbook.lists.title"), text("papers.workbook.lists.explain"))
        sheet.line(row, [text(f"papers.workbook.{name}") for name in ("input", "value", "key")], "head")
        for entry in choices:
            for choice in entry.choices:
                row += 1
                sheet.words(row, 0, entry.label(text.language), "label")
                cell = sheet.number(row, 1, choice.label(text.language), "words")
                sheet.words(row, 2, f"{entry.key} = {choice.value}", "unit")
                self.found.words[entry.key, choice.value] = cell

    def _list_of(self, entry: Assumption) -> str:
        first, last = (
            self.found.words[entry.key, choice.value].cell for choice in entry.choices[:: len(entry.choices) - 1]
        )
        return f"{quote_sheetname(first.sheet)}!{xl_range_abs(first.row, first.column, last.row, last.column)}"

    def _word(self, entry: Assumption, value: str) -> str:
        return next(choice.label(self.text.language) for choice in entry.choices if choice.value == value)

    def _source(self, entry: Assumption) -> str:
        return source_words(entry, self.result.scenario, self.text)

    def _range(self, entry: Assumption) -> str:
        """What the cell takes, in its own unit."""
        if entry.kind == "choice":
            return self.text("papers.workbook.inputs.list")
        if entry.kind == "boolean":
            return self.text("papers.workbook.inputs.switch")
        if entry.possible is None:
            return ""
        formats = self.case.formats
        if entry.unit.factor == 100.0:
            low, high = (formats.percent(bound, 1 if bound * 100 % 1 else 0) for bound in entry.possible)
        else:
            low, high = (formats.number(bound) for bound in entry.possible)
        return self.text("papers.workbook.inputs.between", low=low, high=high)

    def _help(self, entry: Assumption) -> str:
        """What a user reads beside the cell: unit, range, meaning."""
        unit = _unit(entry, self.text)
        span = self._range(entry)
        return " · ".join(part for part in (unit, span, entry.meaning(self.text.language)) if part)


def _name(key: str) -> str:
    """Name of the cells of an assumption."""
    return key.replace(".", "_")


def _number(entry: Assumption) -> str:
    """Number format of an input."""
    if entry.kind == "choice":
        return ""
    if entry.unit.factor == 100.0:
        return "percent"
    return "plain_euro" if entry.unit.name.startswith("eur") else "whole"


def _unit(entry: Assumption, text: Texts) -> str:
    """Unit in which the cell stands: amounts in euros, shares in percent."""
    return entry.unit.screen_words(text) if entry.unit.factor == 100.0 else entry.unit.words(text)


def _rule(entry: Assumption) -> dict[str, Any]:
    """What a cell takes: a number within what is possible."""
    low, high = entry.possible or (0.0, 1.0)
    kind = "integer" if entry.kind in ("integer", "boolean") else "decimal"
    return {"validate": kind, "criteria": "between", "minimum": low, "maximum": high}


def _base_years() -> list[int]:
    """Years that the price base of the rates can be, beside the first year of the horizon."""
    return [int(choice.value) for choice in load_register()[PRICE_BASE].choices if choice.value != AS_ENTERED]
