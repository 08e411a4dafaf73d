"""The answer in sentences: how many people, posts and euros, whether the money suffices, and how sure that is.

Every case has a message of its own in the catalogue. Amounts of money are those of the planning account, which the
tables show too; intervals and probabilities come from the paths, and a probability stands beside the amount it was
computed for (`claims`). What all paths agree on is called neither likely nor certain.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forecasting.base.format import Formats, printed_mio
from forecasting.base.groups import group_name
from forecasting.base.periods import month_label
from forecasting.base.quantiles import CENTRAL, Q10, Q50, Q90, Array
from forecasting.base.rounding import largest_remainder, round_persons
from forecasting.base.text import Texts
from forecasting.base.years import BudgetYear
from forecasting.budget.funds import CENT_FREE
from forecasting.reports.claims import TOSS, Claim, Money, claim, money_of_year, settled_years
from forecasting.reports.notes import notes, rates_words
from forecasting.reports.practice import posts_financed_words
from forecasting.scenarios import Outlook
from forecasting.scenarios.chain import MEDIAN
from forecasting.scenarios.risk import exhaustion_quantiles
from forecasting.scenarios.target import freed_posts

__all__ = ["CONFIDENT", "Answer", "answer", "answer_year", "how_sure", "money_facts"]

CONFIDENT = 0.9
"""Probability from which the answer calls years covered."""

NOTABLE = 0.01
"""Share of the grant from which the answer speaks of money above cost."""

MAIN = ("people", "staff", "money")
FURTHER = (
    "planning",
    "coverage",
    "reserves",
    "residuals",
    "lapse",
    "surplus",
    "target",
    "practice",
    "rates",
    "basis",
)


@dataclass(frozen=True)
class Answer:
    """Sentences of the answer; empty where a case does not arise."""

    year: int
    people: str
    staff: str
    money: str  # what the year's appropriation, or its continuation, leaves over or lacks, without residuals
    planning: str
    coverage: str  # how far the years reach whose appropriation is decided or planned
    reserves: str  # what residuals add in the year
    residuals: str
    lapse: str
    surplus: str  # money above the cost of the posts
    target: str  # posts that are freed where the target group alone is served
    practice: str  # why the posts differ from those that the programme financed, in a year of the pact
    rates: str  # at which prices the funding rates stand, where they have a price base
    basis: str  # what the figures rest on: intervals or one path, measured assumptions
    notes: tuple[str, ...]  # what is law or announced and not computed
    claims: tuple[Claim, ...]  # every probability in the sentences

    @property
    def main(self) -> list[str]:
        """The first paragraph: at most five quantities."""
        return self._there(MAIN)

    @property
    def further(self) -> list[str]:
        """What else bears on it."""
        return self._there(FURTHER)

    def sentences(self) -> list[str]:
        """All sentences that are there, in reading order."""
        return [*self.main, *self.further, *self.notes]

    def paragraphs(self) -> list[str]:
        """The first paragraph, what else bears on it, and the notes."""
        return [" ".join(part) for part in (self.main, self.further, self.notes) if part]

    def _there(self, names: tuple[str, ...]) -> list[str]:
        return [words for name in names if (words := str(getattr(self, name)))]


def answer_year(result: Outlook) -> int:
    """The year the answer speaks of: the first full one after the current budget year, else the first."""
    later = [year.year for year in result.years[1:] if not year.partial]
    return later[0] if later else result.years[0].year


def answer(result: Outlook, text: Texts, *, year: int | None = None) -> Answer:
    """The answer for one year.

    Args:
        year: of the horizon; None: `answer_year`.
    """
    chosen = answer_year(result) if year is None else year
    case = _Case(result, result.row(chosen), text)
    words = {name: getattr(case, name)() for name in (*MAIN, *FURTHER)}
    told = tuple(notes(result, text))
    return Answer(year=chosen, **words, notes=told, claims=tuple(case.claims))


def how_sure(result: Outlook, share: float, text: Texts) -> str:
    """A share of the paths as a sentence has it: with a probability, on all paths, on none of them."""
    paths = Formats(text.language).number(result.arrivals.n_paths)
    if share in (0.0, 1.0):
        return text("reports.answer.how_always" if share else "reports.answer.how_never", paths=paths)
    return text("reports.answer.how", share=_probability(share, text))


def money_facts(result: Outlook, year: int, found: Money, text: Texts) -> dict[str, object]:
    """What a sentence on the money of a year names, whatever its case."""
    formats = Formats(text.language)
    return {
        "year": year,
        "kind": text(f"reports.answer.{'planned' if found.standing == 'planned' else 'enacted'}"),
        "budget": formats.mio(found.budget),
        "amount": formats.mio(found.amount),
        "how": how_sure(result, found.probability, text),
        "share": _probability(found.probability, text),
    }


def _probability(share: float, text: Texts) -> str:
    """A probability as a sentence says it: "mehr als 99 %" where a table has "> 99 %"."""
    words = Formats(text.language).probability(share)
    for sign, key in (("< ", "reports.answer.less"), ("> ", "reports.answer.more")):
        if words.startswith(sign):
            return text(key, share=words.removeprefix(sign))
    return words


class _Case:
    """One year of a result, and the words for it."""

    def __init__(self, result: Outlook, row: int, text: Texts) -> None:
        self.result, self.row, self.text = result, row, text
        self.formats = Formats(text.language)
        self.span: BudgetYear = result.years[row]
        self.year = self.span.year
        self.decided = self._decided(row)
        # All paths agree, or there is only one: there is nothing to have an interval or a probability.
        spread = [np.ptp(result.yearly[measure].values, axis=1).max() for measure in ("need", "fte")]
        self.certain = max(spread) == 0
        self.claims: list[Claim] = []

    def people(self) -> str:
        """How many people need support."""
        summary = self._summary("caseload_mean")
        persons, low, high = (self.formats.number(round_persons(summary[place])) for place in (Q50, Q10, Q90))
        return self.text(
            "reports.answer.people" + ("_certain" if self.certain or low == high else ""),
            span=self._span(),
            group=self._group(),
            prospect=self._prospect(),
            persons=persons,
            low=low,
            high=high,
        )

    def staff(self) -> str:
        """What that takes in posts and money."""
        summary, measures = self._summary("need"), self.result.accounts[MEDIAN].measures
        need = self.formats.mio(measures["need"][self.row])
        low, high = (self.formats.mio(summary[place]) for place in (Q10, Q90))
        decided = "decided" if self.result.standing[self.row] == "enacted" else "fixed"
        key = decided if self.decided else ("certain" if self.certain or low == high else "forecast")
        peak = self.result.resolved.word("staffing.rule") == "peak"
        return self.text(
            f"reports.answer.staff_{key}",
            year=self.year,
            fte=self.formats.number(measures["fte"][self.row]),
            peak=self.text("reports.answer.peak") if peak else "",
            need=need,
            low=low,
            high=high,
        )

    def money(self) -> str:
        """What the appropriation of the year, or its continuation, leaves over or lacks, without residuals."""
        if self._months_missing():
            return self.text("reports.answer.money_partial", year=self.year, span=self._months())
        found = money_of_year(self.result, self.year)
        if found.claim is not None:
            self.claims.append(found.claim)
        facts = money_facts(self.result, self.year, found, self.text)
        if found.kind == "none":
            return self._without_appropriation(facts)
        said = self.text(f"reports.answer.{found.kind}_{found.mood}{found.sure}", **facts)
        undecided = self.text("reports.answer.undecided", year=self.year)
        return f"{undecided} {said}" if found.standing == "continued" else said

    def _without_appropriation(self, facts: dict[str, object]) -> str:
        """A year without an appropriation: whether the residuals at hand carry it alone."""
        if self._opening_of_year().max() <= CENT_FREE:
            return self.text("reports.answer.money_none", **facts)
        short = self._values("shortfall")
        if np.ptp(short) == 0:
            key = "short_certain" if short[0] > CENT_FREE else "enough_certain"
            return self.text(f"reports.answer.residuals_{key}", **facts | {"amount": self.formats.mio(short[0])})
        found = claim(self.result, "shortfall", self.year, "<=", 0.0)
        self.claims.append(found)
        share = found.probability
        key = "enough" if share > TOSS[1] else "toss" if share >= TOSS[0] else "short"
        facts |= {"how": how_sure(self.result, share, self.text), "share": _probability(share, self.text)}
        return self.text(f"reports.answer.residuals_{key}", **facts)

    def planning(self) -> str:
        """The amount to plan with; a year that is decided needs none."""
        if self.certain or self.decided:
            return ""
        amount = printed_mio(self.result.accounts[self.result.planning_quantile].measures["need"][self.row])
        found = claim(self.result, "need", self.year, "<=", amount)
        self.claims.append(found)
        return self.text(
            "reports.answer.planning",
            year=self.year,
            amount=self.formats.mio(amount),
            share=_probability(found.probability, self.text),
        )

    def coverage(self) -> str:
        """How far the years reach whose appropriation is decided or planned, and how sure that is."""
        settled = settled_years(self.result)
        if not settled:
            return ""
        until = self.result.funds_suffice_until[:settled]
        covered = [row for row, share in enumerate(until) if share >= CONFIDENT]
        row = covered[-1] if covered else 0
        share = float(until[row])
        if self._fixed(settled):
            key = "covered" if covered else "uncovered"
            if covered and settled == 1 and self._decided(0):
                return self._granted()
        else:
            self.claims.append(Claim("funds_suffice_until", self.result.years[row].year, ">=", 1.0, share))
            toss = TOSS[0] <= share <= TOSS[1]
            unsure = "covered_never" if share == 0.0 else "covered_toss" if toss else "covered_only"
            key = "covered_sure" if covered else unsure
        source = "both" if self._opening() > CENT_FREE else "appropriation"
        return self.text(
            f"reports.answer.{key}_{source}",
            year=self._end_of(self.result.years[row]) if covered else self.result.years[row].year,
            share=_probability(share, self.text),
            how=how_sure(self.result, share, self.text),
        )

    def _granted(self) -> str:
        """The one settled year is decided and covered: its amount, and beside it what the model would need."""
        measures = self.result.accounts[MEDIAN].measures
        need, model = (self.formats.mio(measures[name][0]) for name in ("need", "model_need"))
        return self.text("reports.answer.granted", year=self.result.years[0].year, need=need, model=model)

    def reserves(self) -> str:
        """What residuals add to the money of the year, subject to consent; never part of the first amount."""
        if self._months_missing() or self._opening_of_year().max() <= CENT_FREE:
            return ""
        free = self._opening_of_year()
        if np.ptp(free) == 0:
            return self.text("reports.answer.reserves_certain", year=self.year, amount=self.formats.mio(free[0]))
        level = self.result.planning_quantile
        amount = printed_mio(float(np.quantile(free, 1.0 - level)))
        if amount <= 0:
            return ""
        found = claim(self.result, "opening_unbound", self.year, ">=", amount)
        self.claims.append(found)
        return self.text(
            "reports.answer.reserves",
            year=self.year,
            amount=self.formats.mio(amount),
            how=how_sure(self.result, found.probability, self.text),
        )

    def residuals(self) -> str:
        """How long the residuals at the start last alone."""
        first = self.result.years[0].year
        given = self.result.resolved.optional_number("budget.opening_unbound")
        if given is None:
            return self.text("reports.answer.residual_not_given", year=first)
        if given <= CENT_FREE:
            return self.text("reports.answer.residual_none", year=first)
        middle = exhaustion_quantiles(self.result)["q50"]
        month = middle or month_label(self.result.base_month + self.result.horizon)
        return self.text(
            ("reports.answer.residual_used_up" if middle else "reports.answer.residual_lasts")
            + ("_unlapsed" if self._lapsing() > CENT_FREE else ""),
            year=first,
            amount=self.formats.mio(given),
            month=self.formats.month(month),
        )

    def lapse(self) -> str:
        """What lapses over the horizon."""
        if self._lapsing() <= CENT_FREE:
            return ""
        return self.text(
            "reports.answer.lapse" + ("_certain" if self.certain else ""),
            year=self.result.years[-1].year,
            amount=self.formats.mio(self._lapsing()),
        )

    def surplus(self) -> str:
        """Money above the cost of the posts, where it is worth a sentence [2.3]."""
        measures = self.result.accounts[MEDIAN].measures
        surplus, grant = (float(measures[name][self.row]) for name in ("surplus", "grant"))
        if self.decided or surplus <= NOTABLE * grant or surplus <= CENT_FREE:
            return ""
        reclaimed = self.result.resolved.word("funding.surplus") == "reclaimed"
        return self.text(
            "reports.answer.surplus_" + ("reclaimed" if reclaimed else "retained"),
            year=self.year,
            next=self.year + 1,
            amount=self.formats.mio(surplus),
        )

    def target(self) -> str:
        """Posts for people outside the target group [2.6.2], which restricting the support to it frees [3.2]."""
        parts = freed_posts(self.result)
        freed = sum((part.values[self.row] for part in parts.values()), np.zeros(1))
        low, middle, high = (round(value) for value in np.quantile(freed, CENTRAL))
        if middle == 0:
            return ""
        sure = "_certain" if low == high else ""
        posts, low_words, high_words = (self.formats.number(value) for value in (middle, low, high))
        said = self.text(f"reports.answer.target{sure}", year=self.year, fte=posts, low=low_words, high=high_words)
        if len(parts) == 1:
            return said
        means = [float(part.values[self.row].mean()) for part in parts.values()]
        provisional, departing = (self.formats.number(part) for part in largest_remainder(means, middle))
        return f"{said} {self.text('reports.answer.target_parts', provisional=provisional, departing=departing)}"

    def practice(self) -> str:
        """Why the target group takes other posts than the programme financed, in a year of the pact."""
        return posts_financed_words(self.result, self.text)

    def rates(self) -> str:
        """At which prices the funding rates stand."""
        return rates_words(self.result, self.text, year=self.year)

    def basis(self) -> str:
        """What the intervals show, or why there are none."""
        arrivals, resolved = self.result.arrivals, self.result.resolved
        drawn = resolved.flag("uncertainty.assumptions") and bool(resolved.ranges)
        if self.certain:
            if arrivals.fixed and not drawn:
                return self.text("reports.answer.basis_one_path")
            return self.text("reports.answer.basis_" + ("single_draw" if arrivals.n_paths == 1 else "agree"))
        if arrivals.fixed:
            return self.text("reports.answer.basis_manual_path")
        return "" if resolved.flag("uncertainty.assumptions") else self.text("reports.answer.basis_arrivals_only")

    def _decided(self, row: int) -> bool:
        """Whether a decision fixes the grants of a year."""
        return ("surplus", self.result.years[row].year) in self.result.absent

    def _fixed(self, settled: int) -> bool:
        """Whether the need of the first years is the same on every path."""
        return bool(max(np.ptp(self.result.yearly["need"].values[:settled], axis=1)) == 0)

    def _prospect(self) -> str:
        """The report's word for whom the answer is about; where everybody counts it is left out."""
        shares = [self.result.resolved.number(f"need.{group}.prospect_share") for group in self.result.groups]
        everybody = min(shares) == 1.0 and self.result.resolved.word("need.prospect_source") == "value"
        return "" if everybody else self.text("reports.answer.prospect")

    def _values(self, measure: str) -> Array:
        """The year's values, shape (n_paths,)."""
        return np.asarray(self.result.yearly[measure].values[self.row])

    def _summary(self, measure: str) -> Array:
        """The year's mean and quantiles."""
        return np.asarray(self.result.yearly[measure].summary[self.row])

    def _opening(self) -> float:
        """Unbound residuals at the start of the horizon, EUR."""
        return float(self.result.yearly["opening_unbound"].values[0].max())

    def _lapsing(self) -> float:
        """What lapses over the horizon in the planning account, EUR."""
        return float(self.result.accounts[MEDIAN].measures["lapsed"].sum())

    def _opening_of_year(self) -> Array:
        """Unbound residuals on 1 January of the year, EUR, shape (n_paths,)."""
        return self._values("opening_unbound")

    def _months_missing(self) -> bool:
        """Whether the year's appropriation stands beside the need of some of its months only."""
        given = self.row == 0 and self.result.resolved.number("budget.committed_to_date") > 0
        return self.span.partial and not (given and self._ends_in_december(self.span))

    def _ends_in_december(self, span: BudgetYear) -> bool:
        return (self.result.base_month + span.stop) % 12 == 11

    def _end_of(self, span: BudgetYear) -> str:
        """The year, or its last month where the horizon ends within it."""
        if self._ends_in_december(span):
            return str(span.year)
        return self.formats.month(month_label(self.result.base_month + span.stop))

    def _span(self) -> str:
        """The start of the first sentence: what its average is over."""
        if not self.span.partial:
            return self.text("reports.answer.span_year", year=self.year)
        key = "reports.answer.span_month" if self.span.stop - self.span.start == 1 else "reports.answer.span_months"
        return self.text(key, span=self._months())

    def _months(self) -> str:
        """The months of the year that the horizon holds."""
        first, last = (
            self.formats.month(month_label(self.result.base_month + 1 + month))
            for month in (self.span.start, self.span.stop - 1)
        )
        return first if first == last else self.text("reports.answer.months", first=first, last=last)

    def _group(self) -> str:
        """The group where the answer is about one alone."""
        if len(self.result.groups) != 1:
            return ""
        return self.text("reports.answer.group", group=group_name(self.result.groups[0], self.text))
