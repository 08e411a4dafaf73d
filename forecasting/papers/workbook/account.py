"""The sheet of the residual account: what pays for the need, what is left by year of origin, bound and paid out.

The equations of `forecasting.budget.funds`, `payouts` and `commitments`, one column a year.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from forecasting.budget.funds import NO_LAPSE, PACT, UNDATED
from forecasting.budget.measures import names
from forecasting.papers.case import Case
from forecasting.papers.workbook.book import Book
from forecasting.papers.workbook.formula import (
    Expr,
    all_of,
    any_of,
    choose,
    exactly,
    is_number,
    largest,
    literal,
    number_or_zero,
    pick,
    smallest,
    total,
    whole,
)
from forecasting.papers.workbook.inputs import Inputs
from forecasting.papers.workbook.need import Need
from forecasting.papers.workbook.rows import FIRST_YEAR, Rows, heads
from forecasting.reports.tables import BLOCKED, UNKNOWN

__all__ = ["Account", "write_account"]

NAMED = tuple(name for name in names("funds") if name != "appropriation")
"""Rows that are named, beside those of the sheet of the need."""

SUMS = ("available", "closing_unbound", "disbursed", "closing_bound")
RESULTS = ("shortfall", "closing_total")
SHARES = ("outflow_share", "becomes")

Row = tuple[Expr, ...]
NOTHING = literal(0.0)


@dataclass
class Account:
    """The rows that other sheets read, one cell a year."""

    rows: dict[str, Row] = field(default_factory=dict)
    layers: dict[int, Row] = field(default_factory=dict)  # closing, by year of origin
    bound: dict[int, Row] = field(default_factory=dict)  # closing bound, by year of the decision
    years: Row = ()


def write_account(case: Case, book: Book, inputs: Inputs, need: Need) -> Account:
    """Fill the sheet of the residual account."""
    return _Writer(case, book, inputs, need).write()


class _Writer:
    """Fills the sheet a year at a time, because each year begins with what the last one left.

    The rows are laid out first; then every cell of a column refers to the column before it.
    """

    def __init__(self, case: Case, book: Book, inputs: Inputs, need: Need) -> None:
        self.case, self.book, self.inputs, self.need, self.text = case, book, inputs, need, case.text
        self.sheet = book["account"]
        self.rows = Rows(case, book, "account", 0)
        self.years = inputs.years
        self.count = len(self.years)
        self.origins = (PACT, UNDATED, *inputs.layers, *self.years)
        self.decisions = (self.years[0] - 1, *self.years)
        self.at: dict[str, int] = {}  # row of each line
        self.cells: dict[str, list[Expr]] = {}
        self.origin: dict[int, Expr] = {}  # cell of each year of origin

    def write(self) -> Account:
        sheet, text = self.sheet, self.text
        sheet.columns([50, 22, *[15] * self.count, 74])
        top = sheet.heading(text("papers.workbook.account.title"), f"{self.case.scenario} · {self.case.stand}")
        words = (text("papers.workbook.row"), text("papers.workbook.origin"))
        self.heads = heads(self.case, sheet, top, words, (text("papers.workbook.how"),))
        self.rows.row = top + 1
        self._lay_out()
        for place in range(self.count):
            self._year(place)
        found = Account(years=self.heads)
        found.rows = {key: tuple(cells) for key, cells in self.cells.items()}
        found.layers = {origin: found.rows[f"left.{origin}"] for origin in self.origins}
        found.bound = {year: found.rows[f"bound.{year}"] for year in self.decisions}
        for key in NAMED:
            self.book.define(f"result_{key}", found.rows[key])
        sheet.paragraph(self.rows.row + 1, text("reports.table.note_consent"), self.rows.after)
        sheet.keep(top, FIRST_YEAR)
        sheet.page.fit_to_pages(1, 2)
        return found

    def _lay_out(self) -> None:
        """Give every line its row, with its words."""
        self._section("funds")
        self._lines("opening_unbound", "reclaimed", "released", "appropriation", "available")
        self._section("cover")
        self._lines("need", "residual_used", "appropriation_used", "shortfall", "committed")
        self._lines("required_appropriation", "reduction_without_residuals", "reduction_potential")
        self._section("have")
        self._by_origin("have")
        self._section("used")
        self._by_origin("used")
        self._section("unused")
        self._lines("unused", "becomes", "forgone", "kept")
        self._section("past")
        self._by_origin("past")
        self._lines("past_sum", "held", "lapsed")
        self._section("left")
        self._by_origin("left")
        self._lines("closing_unbound", "closing_pact")
        self._section("outflow")
        self._lines("outflow_share")
        for year in self.decisions:
            self._line(f"paid.{year}", self._decided(year), "paid")
        self._lines("disbursed")
        self._section("bound")
        for year in self.decisions:
            self._line(f"bound.{year}", self._decided(year), "bound")
        self._lines("closing_bound", "closing_total")
        self._section("ahead")
        self._lines("ahead", "in_year", "authority", "authority_shortfall")

    def _year(self, place: int) -> None:
        """One column: what comes in, what covers the need, what is left."""
        one = self.inputs.one
        opening_bound = self._last("closing_bound", place, one["budget.opening_bound"])
        opening = self._put(
            "opening_unbound", place, self._last("closing_unbound", place, one["budget.opening_unbound"])
        )
        reclaimed = self._put("reclaimed", place, self._reclaimed(place))
        released = self._put("released", place, one["budget.release_share"] * opening_bound)
        appropriation = self._put("appropriation", place, self.need.rows["appropriation"][place])
        free = opening + reclaimed + released
        self._put("available", place, free + appropriation)
        wanted = self._put("need", place, self.need.rows["need"][place])
        self._cover(place, free, appropriation, wanted)
        self._layers(place)
        self._outflow(place)
        released_and_paid = opening_bound - released + self._at("committed", place) - self._at("disbursed", place)
        bound = self._put("closing_bound", place, released_and_paid)
        self._put("closing_total", place, self._at("closing_unbound", place) + bound)
        self._ahead(place, wanted)

    def _reclaimed(self, place: int) -> Expr:
        """Surplus of an earlier year, some years later."""
        one = self.inputs.one
        lag = one["funding.reclaim_lag"]
        surplus = self.need.rows["surplus"]
        earlier = pick(surplus, literal(place + 1.0) - lag)
        noted = exactly(one["budget.reclaimed_needs_note"], 0.0)
        wanted = all_of(self.inputs.chosen("funding.surplus", "reclaimed"), noted, lag <= float(place))
        return choose(wanted, one["funding.reclaim_share"] * number_or_zero(earlier), NOTHING)

    def _cover(self, place: int, free: Expr, appropriation: Expr, wanted: Expr) -> None:
        """Which money pays for the need."""
        first = self.inputs.chosen("budget.order", "residuals_first")
        after_plan = smallest(free, wanted - smallest(appropriation, wanted))
        used = self._put("residual_used", place, choose(first, smallest(free, wanted), after_plan))
        plan = choose(first, smallest(appropriation, wanted - used), smallest(appropriation, wanted))
        plan_used = self._put("appropriation_used", place, plan)
        shortfall = self._put("shortfall", place, wanted - used - plan_used)
        self._put("committed", place, wanted - shortfall)
        required = self._put("required_appropriation", place, largest(0.0, wanted - free))
        rows = self.inputs.rows
        given = any_of(is_number(rows["budget.appropriation"][place]), self._changed(place) > 0.0)
        self._put("reduction_without_residuals", place, choose(given, appropriation - wanted, BLOCKED))
        self._put("reduction_potential", place, choose(given, appropriation - required, BLOCKED))
        unused = self._put("unused", place, appropriation - plan_used)
        becomes = self._put("becomes", place, self._becomes(place), number="percent")
        forgone = self._put("forgone", place, (1.0 - becomes) * unused)
        self._put("kept", place, unused - forgone)

    def _becomes(self, place: int) -> Expr:
        """Share of what is unused that becomes a residual: none of an amount that is carried forward as it stands."""
        one, rows = self.inputs.one, self.inputs.rows
        carried = rows["continued"][place]
        forward = all_of(
            exactly(one["budget.continued_forms_residual"], 0.0),
            is_number(carried),
            exactly(rows["budget.appropriation"][place], carried),
            exactly(self._changed(place), 0.0),
        )
        return choose(forward, NOTHING, one["budget.unused_becomes_residual"] * 1.0)

    def _changed(self, place: int) -> Expr:
        """More than 0 where a supplementary budget or virement changes the plan."""
        rows = self.inputs.rows
        return rows["budget.supplementary"][place] ** 2.0 + rows["budget.virement"][place] ** 2.0

    def _layers(self, place: int) -> None:
        """The residuals by year of origin: the oldest is used first, what is past its time lapses or is held."""
        one, year = self.inputs.one, self.years[place]
        held_share = one["budget.pact_share"]
        here = [origin for origin in self.origins if origin <= year]
        for origin in self.origins:
            self._put(f"have.{origin}", place, self._have(origin, place) if origin in here else None)
        used: list[Expr] = []
        for origin in self.origins:
            if origin not in here:
                self._put(f"used.{origin}", place, None)
                continue
            left = self._at("residual_used", place)
            term = smallest(self._at(f"have.{origin}", place), left - total(used) if used else left)
            used.append(self._put(f"used.{origin}", place, largest(0.0, term)))
        rest = {}
        for origin in here:
            rest[origin] = self._at(f"have.{origin}", place) - self._at(f"used.{origin}", place)
            if origin == year:
                rest[origin] = rest[origin] + self._at("kept", place)
        for origin in self.origins:
            if origin in here and origin != PACT:
                if origin == UNDATED:
                    late = one["budget.carry_over_years"] < float(NO_LAPSE)
                else:
                    late = self.origin[origin] + one["budget.carry_over_years"] <= self.heads[place]
                self._put(f"past.{origin}", place, choose(late, rest[origin], NOTHING))
            else:
                self._put(f"past.{origin}", place, None)
        past = self._put("past_sum", place, total([self._at(f"past.{origin}", place) for origin in self.origins]))
        held = self._put("held", place, held_share * past)
        self._put("lapsed", place, past - held)
        for origin in self.origins:
            if origin not in here:
                self._put(f"left.{origin}", place, None)
            elif origin == PACT:
                self._put(f"left.{origin}", place, rest[origin] + held)
            else:
                self._put(f"left.{origin}", place, rest[origin] - self._at(f"past.{origin}", place))
        closing = total([self._at(f"left.{origin}", place) for origin in self.origins])
        closing = self._put("closing_unbound", place, closing)
        pact = self._at(f"left.{PACT}", place)
        self._put("closing_pact", place, pact * (1.0 - held_share) + held_share * closing)

    def _have(self, origin: int, place: int) -> Expr:
        """What there is of a year of origin before it is used."""
        if origin == self.years[place]:
            return self._at("reclaimed", place) + self._at("released", place)
        if place:
            return self._at(f"left.{origin}", place - 1)
        if origin == PACT:
            return NOTHING
        layers = self.inputs.layers
        undated = self.inputs.one["budget.opening_unbound"] - total(list(layers.values()))
        earliest = self.inputs.chosen("budget.undated_residuals", "earliest")
        if origin == UNDATED:
            return choose(earliest, undated, NOTHING)
        if origin == self.years[0] - 1:
            return layers[origin] + choose(earliest, NOTHING, undated)
        return layers[origin] * 1.0

    def _outflow(self, place: int) -> None:
        """What is paid on the decisions of this and earlier years, and what stays bound."""
        one = self.inputs.one
        stays = 1.0 - one["budget.release_share"]
        self._put("outflow_share", place, self._share(place), number="percent")
        before = self.years[0] - 1
        paid = (
            self.inputs.rows["budget.opening_outflow"][place] * stays ** (place + 1.0) * one["budget.opening_bound"]
        )
        self._bound(before, place, paid)
        for made, year in enumerate(self.years):
            if made > place:
                self._put(f"paid.{year}", place, None)
                self._put(f"bound.{year}", place, None)
                continue
            part = self._at("outflow_share", place - made)
            kept = part * stays ** float(place - made) if place > made else part
            self._bound(year, place, kept * self._at("committed", made))
        cells = [self._at(f"paid.{year}", place) for year in self.decisions]
        self._put("disbursed", place, total(cells))

    def _bound(self, year: int, place: int, paid: Expr) -> None:
        """What is paid on the decisions of a year, and what of them is still bound."""
        one = self.inputs.one
        paid = self._put(f"paid.{year}", place, paid)
        if year == self.years[place]:
            held = self._at("committed", place)
        else:
            held = self._last(f"bound.{year}", place, one["budget.opening_bound"]) * (
                1.0 - one["budget.release_share"]
            )
        self._put(f"bound.{year}", place, held - paid)

    def _share(self, lag: int) -> Expr:
        """Share of a year's decisions that is paid so many years later, from a profile or from the payout months."""
        one = self.inputs.one
        payouts, final = one["funding.payouts_per_year"], one["budget.final_payment"]
        month = one["budget.payout_month"] + one["budget.payout_lag"]

        def falls(months: Expr) -> Expr:
            return exactly(whole(months / 12.0), float(lag))

        first = choose(falls(month - 1.0), 1.0, 0.0)
        second = choose(all_of(exactly(payouts, 2.0), falls(month + 5.0)), 1.0, 0.0)
        last = choose(falls(one["budget.final_payment_month"] + 11.0), final, 0.0)
        by_month = (1.0 - final) / payouts * (first + second) + last
        profile = self.inputs.rows["budget.outflow"][lag]
        return choose(self.inputs.chosen("budget.outflow_source", "profile"), profile * 1.0, by_month)

    def _ahead(self, place: int, wanted: Expr) -> None:
        """What is decided before the year that pays it, and the authority for it."""
        lead, authority = self.inputs.rows["budget.commitment_lead"], self.inputs.rows["budget.commitment_authority"]
        early = total(lead[1:]) if len(lead) > 1 else NOTHING
        ahead = self._put("ahead", place, early * wanted)
        self._put("in_year", place, wanted - ahead)
        given = authority[place]
        self._put("authority", place, choose(is_number(given), given, UNKNOWN))
        short = largest(0.0, ahead - given)
        self._put("authority_shortfall", place, choose(is_number(given), short, UNKNOWN))

    def _section(self, key: str) -> None:
        self.rows.section(self.text(f"papers.workbook.account.section.{key}"))

    def _lines(self, *keys: str) -> None:
        for key in keys:
            label = f"reports.measure.{key}" if key in (*names("funds"), "need") else ""
            self._line(key, self.text(label or f"papers.workbook.account.row.{key}"), key)

    def _line(self, key: str, label: str, how: str = "") -> None:
        """Give a line its row, with its words.

        Args:
            how: which words say how it is computed, none where the line above says so.
        """
        style = "sum" if key in SUMS else "result" if key in RESULTS else ""
        self.at[key] = self.rows.row
        self.cells[key] = []
        unit = self.text("assumptions.unit.percent" if key in SHARES else "assumptions.unit.eur")
        words = self.text(f"papers.workbook.account.how.{how}") if how else ""
        self.rows.end(label, unit, how=words, style=style)

    def _by_origin(self, block: str) -> None:
        """A line for each year of origin, which stands in the second column."""
        for position, origin in enumerate(self.origins):
            key = "held_layer" if origin == PACT else "undated" if origin == UNDATED else "origin"
            row = self.rows.row
            label = self.text(f"papers.workbook.account.row.{key}")
            self._line(f"{block}.{origin}", label, "" if position else block)
            if origin not in (PACT, UNDATED):
                cell = self.sheet.number(row, 1, float(origin), "value", "year")
                self.origin.setdefault(origin, cell)

    def _decided(self, year: int) -> str:
        key = "before" if year < self.years[0] else "decided"
        return self.text(f"papers.workbook.account.row.{key}", year=max(year, self.years[0]))

    def _put(self, key: str, place: int, term: Expr | None, *, number: str = "euro") -> Expr:
        """One cell of a line; None leaves it empty."""
        row, column = self.at[key], FIRST_YEAR + place
        style = "sum" if key in SUMS else "result" if key in RESULTS else "value"
        if term is None:
            cell = self.sheet.number(row, column, None, style, number)
        else:
            cell = self.sheet.formula(row, column, term, style, number)
        self.cells[key].append(cell)
        return cell

    def _at(self, key: str, place: int) -> Expr:
        return self.cells[key][place]

    def _last(self, key: str, place: int, opening: Expr) -> Expr:
        """The line a year before, or what it opens with."""
        return self.cells[key][place - 1] if place else opening
