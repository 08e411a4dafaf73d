"""The sheet of the need: from FTE, rates and cost to grant, surplus, own share of the municipalities and need.

The equations of `forecasting.budget.cost`, one row a step, one column a year.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from forecasting.budget.measures import MEASURES
from forecasting.papers.case import Case
from forecasting.papers.workbook.book import Book, Sheet
from forecasting.papers.workbook.formula import (
    Expr,
    choose,
    exactly,
    is_number,
    largest,
    literal,
    pick,
    smallest,
)
from forecasting.papers.workbook.inputs import RATES, Inputs
from forecasting.papers.workbook.rows import FIRST_YEAR, Rows, heads
from forecasting.reports.tables import UNKNOWN

__all__ = ["Need", "write_need"]

QUALIFICATIONS = ("graduate", "vocational")


@dataclass
class Need:
    """The rows that other sheets read, one cell a year."""

    sheet: Sheet
    rows: dict[str, tuple[Expr, ...]] = field(default_factory=dict)
    years: tuple[Expr, ...] = ()


def write_need(case: Case, book: Book, inputs: Inputs) -> Need:
    """Fill the sheet of the need."""
    return _Writer(case, book, inputs).write()


class _Writer:
    """Goes down the sheet row by row."""

    def __init__(self, case: Case, book: Book, inputs: Inputs) -> None:
        self.case, self.book, self.inputs, self.text = case, book, inputs, case.text
        self.sheet = book["need"]
        self.rows = Rows(case, book, "need", 0)
        self.found = Need(self.sheet)
        self.count = len(inputs.years)

    def write(self) -> Need:
        sheet, text, rows = self.sheet, self.text, self.rows
        sheet.columns([50, 22, *[15] * self.count, 74])
        top = sheet.heading(text("papers.workbook.need.title"), f"{self.case.scenario} · {self.case.stand}")
        self.found.years = self._heads(top)
        rows.row = top + 1
        self._posts()
        index = self._index()
        rows.row += 1
        self._heads(rows.row)
        paid = {name: self._prices(name, index) for name in QUALIFICATIONS}
        self._grant(paid)
        self._need()
        self._fundable(paid)
        sheet.keep(top, FIRST_YEAR)
        sheet.page.fit_to_pages(1, 1)
        return self.found

    def _heads(self, row: int) -> tuple[Expr, ...]:
        """What the columns hold: a year each."""
        words = (self.text("papers.workbook.row"), self.text("papers.workbook.unit"))
        return heads(self.case, self.sheet, row, words, (self.text("papers.workbook.how"),))

    def _posts(self) -> None:
        """FTE that are paid, and the part of the year they are paid for."""
        text, inputs, found = self.text, self.inputs, self.found.rows
        fte, share = text("reports.unit.fte"), text("assumptions.unit.share")
        self.rows.section(text("papers.workbook.need.posts"))
        months = inputs.rows["months"]
        found["part"] = self._row("part", share, [month / 12.0 for month in months], "ratio")
        filled = "filled_fte_median" in inputs.rows
        places = range(self.count)
        found["fte"] = found["paid_fte"] = self._result("fte", [inputs.needed(place) for place in places])
        if filled:
            found["paid_fte"] = self._result("filled_fte", [inputs.fte(place) for place in places])
        graduate = inputs.one["staffing.graduate_share"]
        for name, part in zip(QUALIFICATIONS, (graduate, 1.0 - graduate), strict=True):
            terms = [
                posts * part * inputs.one["staffing.occupancy"] * year
                for posts, year in zip(found["paid_fte"], found["part"], strict=True)
            ]
            found[f"posts_{name}"] = self.rows.add(
                text(f"papers.workbook.need.paid_posts.{name}"),
                fte,
                terms,
                "fte",
                how=text(f"papers.workbook.need.how_paid_posts.{name}"),
            )

    def _index(self) -> dict[int, Expr]:
        """Cost of a post as an index, from the growth of the pay scale and the pay rounds; one row a year.

        The value stands in the column of the first year and belongs to the year that its row names, which heads say.
        """
        text, rows, inputs = self.text, self.rows, self.inputs
        rows.section(text("papers.workbook.need.index"))
        words = (text("papers.workbook.row"), text("papers.workbook.unit"))
        rows.single(words, text("papers.workbook.value"), (text("papers.workbook.how"),))
        first = inputs.index_start
        cells: dict[int, Expr] = {}
        for year in range(first, max(inputs.rounds) + 1):
            term = literal(1.0)
            if year > first:
                agreed = inputs.rounds[year]
                term = cells[year - 1] * (1.0 + choose(is_number(agreed), agreed, inputs.one["funding.cost_growth"]))
            cells[year] = rows.place(0, term, "ratio")
            how = text("papers.workbook.need.how.index") if year == first + 1 else ""
            rows.end(
                text("papers.workbook.need.index_of", year=year),
                text("papers.workbook.need.index_unit", year=first),
                how=how,
            )
        return cells

    def _prices(self, name: str, index: dict[int, Expr]) -> tuple[Expr, ...]:
        """What a post of a qualification costs and what the state pays for it."""
        text, inputs = self.text, self.inputs
        per_post = text("assumptions.unit.eur_fte_year")
        self.rows.section(text(f"papers.workbook.need.{name}"))
        steps = list(index.values())
        indexed = inputs.chosen("funding.rate_index", "pay")

        def grown(start: Expr, year: Expr) -> Expr:
            """Growth of the cost from a year on, by the index, or evenly before it begins."""
            places = (year - (inputs.index_start - 1.0), start - (inputs.index_start - 1.0))
            even = (1.0 + inputs.one["funding.cost_growth"]) ** (year - start)
            return choose(year >= start, pick(steps, places[0]) / pick(steps, places[1]), even)

        def by_year(key: str) -> list[tuple[Expr, Expr, Expr]]:
            starts = inputs.starts[key]
            if key in RATES:
                starts = tuple(largest(inputs.price_base, start) for start in starts)
            return list(zip(inputs.rows[key], starts, self.found.years, strict=True))

        own = 1.0 + inputs.one["funding.rate_growth"]
        rate = self._row(
            "rate", per_post,
            [value * choose(indexed, grown(start, year), own ** (year - start))
             for value, start, year in by_year(f"funding.rate_{name}")],
            "cent",
        )  # fmt: skip
        cost = self._row(
            "cost", per_post,
            [value * grown(start, year) + inputs.one["funding.training_cost"]
             for value, start, year in by_year(f"funding.cost_{name}")],
            "cent",
        )  # fmt: skip
        share = inputs.one["funding.state_share"]
        terms = []
        for amount, price in zip(rate, cost, strict=True):
            capped, part = smallest(share * amount, price), share * smallest(amount, price)
            deficit = smallest(share * amount, largest(0.0, price - inputs.one["funding.own_means"]))
            rest = choose(inputs.chosen("funding.basis", "deficit"), deficit, part)
            rest = choose(inputs.chosen("funding.basis", "full"), smallest(amount, price), rest)
            rest = choose(inputs.chosen("funding.basis", "capped"), capped, rest)
            terms.append(choose(inputs.chosen("funding.basis", "fixed"), share * amount, rest))
        self.found.rows[f"cost_{name}"] = cost
        self.found.rows[f"rate_{name}"] = rate
        return self._row("paid", per_post, terms, "cent")

    def _grant(self, paid: dict[str, tuple[Expr, ...]]) -> None:
        """Grant, surplus and own share of the municipalities; unknown where a decision fixes the grant."""
        text, found, inputs = self.text, self.found.rows, self.inputs
        euro = text("assumptions.unit.eur")
        self.rows.section(text("papers.workbook.need.grant"))
        posts = {name: found[f"posts_{name}"] for name in QUALIFICATIONS}
        cost = {name: found[f"cost_{name}"] for name in QUALIFICATIONS}
        fixed = inputs.rows["budget.fixed_commitments"]
        by_posts = found["grant_by_posts"] = self._row("grant_by_posts", euro, self._sum(posts, paid), "euro")
        terms = [choose(is_number(given), given, free) for given, free in zip(fixed, by_posts, strict=True)]
        found["grant"] = self._result("grant", terms, style="sum")
        for measure, more, less in (("surplus", paid, cost), ("municipal_cost", cost, paid)):
            per_post = {
                name: tuple(largest(0.0, high - low) for high, low in zip(more[name], less[name], strict=True))
                for name in QUALIFICATIONS
            }
            amounts = self._sum(posts, per_post)
            terms = [choose(is_number(given), UNKNOWN, amount) for given, amount in zip(fixed, amounts, strict=True)]
            found[measure] = self._result(measure, terms)

    def _need(self) -> None:
        """Other outlays and the need."""
        text, found, inputs = self.text, self.found.rows, self.inputs
        one = inputs.one
        euro, share = text("assumptions.unit.eur"), text("assumptions.unit.share")
        self.rows.section(text("papers.workbook.need.need"))
        second = choose(exactly(one["funding.payouts_per_year"], 1.0), one["funding.payout_cost_share"], 0.0)
        saved = smallest(1.0, one["funding.amendments_avoided"] * one["funding.amendment_cost_share"] + second)
        saving = self._row("saving", share, [saved] * self.count, "ratio")
        outside = inputs.rows["funding.admin_outside"]
        admin = [
            one["funding.admin_cost"] * (1.0 - spared) * (1.0 - elsewhere) * part
            for spared, elsewhere, part in zip(saving, outside, found["part"], strict=True)
        ]
        other = [one["funding.other_areas"] * part for part in found["part"]]
        found["admin"] = self._row("admin", euro, admin, "euro")
        found["other"] = self._row("other", euro, other, "euro")
        apart = not self.case.result.resolved.flag("whole_years")  # a whole year's need holds it already
        spent = [one["budget.committed_to_date"] * float(apart and place == 0) for place in range(self.count)]
        found["committed_to_date"] = self._row("committed_to_date", euro, spent, "euro")
        for measure, grants, style in (("need", "grant", "result"), ("model_need", "grant_by_posts", "")):
            rows = zip(*(found[key] for key in (grants, "admin", "other", "committed_to_date")), strict=True)
            terms = [grant + a + o + c for grant, a, o, c in rows]
            found[measure] = self._result(measure, terms, style=style)

    def _fundable(self, paid: dict[str, tuple[Expr, ...]]) -> None:
        """Appropriation and the FTE it pays; unknown where no rate is paid."""
        text, found, inputs = self.text, self.found.rows, self.inputs
        euro = text("assumptions.unit.eur")
        self.rows.section(text("papers.workbook.need.fundable"))
        names = ("budget.appropriation", "budget.supplementary", "budget.virement")
        plans = zip(*(inputs.rows[name] for name in names), strict=True)
        found["appropriation"] = self._result("appropriation", [a + b + c for a, b, c in plans], style="sum")
        graduate, occupancy = inputs.one["staffing.graduate_share"], inputs.one["staffing.occupancy"]
        per_post = [
            (graduate * first + (1.0 - graduate) * second) * occupancy * part
            for first, second, part in zip(paid["graduate"], paid["vocational"], found["part"], strict=True)
        ]
        price = self._row("per_post", euro, per_post, "cent")
        rows = zip(found["appropriation"], found["admin"], found["other"], price, strict=True)
        terms = [
            choose(cost > 0.0, largest(0.0, money - (admin + other)) / cost, UNKNOWN)
            for money, admin, other, cost in rows
        ]
        found["fundable_fte"] = self._result("fundable_fte", terms, style="sum")

    def _sum(self, posts: dict[str, tuple[Expr, ...]], amounts: dict[str, tuple[Expr, ...]]) -> list[Expr]:
        """Posts times an amount per post, over the qualifications."""
        parts = [
            [count * amount for count, amount in zip(posts[name], amounts[name], strict=True)]
            for name in QUALIFICATIONS
        ]
        return [first + second for first, second in zip(*parts, strict=True)]

    def _row(self, key: str, unit: str, terms: list[Expr], number: str) -> tuple[Expr, ...]:
        """A step of the computation."""
        label, how = self.text(f"papers.workbook.need.row.{key}"), self.text(f"papers.workbook.need.how.{key}")
        return self.rows.add(label, unit, terms, number, how=how)

    def _result(self, measure: str, terms: list[Expr], *, style: str = "") -> tuple[Expr, ...]:
        """A measure of the planning account."""
        fte = MEASURES[measure].unit == "fte"
        return self.rows.add(
            self.text(f"reports.measure.{measure}"), self.text("reports.unit.fte" if fte else "assumptions.unit.eur"),
            terms, "fte" if fte else "euro",
            how=self.text(f"papers.workbook.need.how.{measure}"), style=style, name=f"result_{measure}",
        )  # fmt: skip
