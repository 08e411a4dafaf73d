"""The answer in sentences: how many people, posts and euros, how far the money reaches, and how sure that is.

Every case has a message of its own in the catalogue; the figures come from the paths, not from the planning account.
What all paths agree on is called neither likely nor certain: a share of all paths is told as such.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from forecasting.assumptions import load_register
from forecasting.base.format import Formats, largest_remainder, round_persons
from forecasting.base.periods import month_label
from forecasting.base.quantiles import LEVEL_NAMES, Array, quantile
from forecasting.base.text import Texts
from forecasting.base.years import BudgetYear
from forecasting.budget.funds import CENT_FREE
from forecasting.reports.rows import exhaustion_quantiles
from forecasting.scenarios import Outlook
from forecasting.scenarios.target import freed_posts

__all__ = ["CONFIDENT", "Answer", "answer", "answer_year"]

CONFIDENT = 0.9
"""Probability from which the answer calls years covered."""

NOTABLE = 0.01
"""Share of the grant from which the answer speaks of money above cost."""

Q10, Q50, Q90 = (1 + LEVEL_NAMES.index(name) for name in ("q10", "q50", "q90"))


@dataclass(frozen=True)
class Answer:
    """Sentences of the answer, in reading order; empty where a case does not arise."""

    year: int
    people: str
    staff: str
    coverage: str
    gap: str  # reduction potential or uncovered need of the year
    residuals: str
    lapse: str
    surplus: str  # money above the cost of the posts
    target: str  # posts that are freed where the target group alone is served
    planning: str
    basis: str  # what the figures rest on: intervals or one path, measured assumptions

    def sentences(self) -> list[str]:
        """The sentences that are there."""
        parts = (str(getattr(self, field.name)) for field in fields(self) if field.name != "year")
        return [part for part in parts if part]


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
    return Answer(
        year=chosen,
        people=case.people(),
        staff=case.staff(),
        coverage=case.coverage(),
        gap=case.gap(),
        residuals=case.residuals(),
        lapse=case.lapse(),
        surplus=case.surplus(),
        target=case.target(),
        planning=case.planning(),
        basis=case.basis(),
    )


class _Case:
    """One year of a result, and the words for it."""

    def __init__(self, result: Outlook, row: int, text: Texts) -> None:
        self.result, self.row, self.text = result, row, text
        self.formats = Formats(text.language)
        self.span: BudgetYear = result.years[row]
        self.year = self.span.year
        self.decided = ("surplus", self.year) in result.absent
        # All paths agree, or there is only one: there is nothing to have an interval or a probability.
        spread = [np.ptp(result.yearly[measure].values, axis=1).max() for measure in ("need", "fte")]
        self.certain = max(spread) == 0

    def people(self) -> str:
        """How many people need support."""
        summary = self._summary("caseload_mean")
        persons, low, high = (self.formats.number(round_persons(summary[place])) for place in (Q50, Q10, Q90))
        return self.text(
            "reports.answer.people" + ("_certain" if self.certain or low == high else ""),
            span=self._span(),
            group=self._group(),
            persons=persons,
            low=low,
            high=high,
        )

    def staff(self) -> str:
        """What that takes in posts and money."""
        summary = self._summary("need")
        need, low, high = (self.formats.mio(summary[place]) for place in (Q50, Q10, Q90))
        key = "decided" if self.decided else ("certain" if self.certain or low == high else "forecast")
        peak = self.result.resolved.word("staffing.rule") == "peak"
        return self.text(
            f"reports.answer.staff_{key}",
            year=self.year,
            fte=self.formats.number(self._summary("fte")[Q50]),
            peak=self.text("reports.answer.peak") if peak else "",
            need=need,
            low=low,
            high=high,
        )

    def coverage(self) -> str:
        """How far appropriation and residuals reach, and how sure that is."""
        until = self.result.funds_suffice_until
        covered = [row for row, share in enumerate(until) if share >= CONFIDENT]
        row = covered[-1] if covered else 0
        share = float(until[row])
        if self.certain:
            key = "covered" if covered else "uncovered"
        elif share in (0.0, 1.0):
            key = "covered_always" if covered else "covered_never"
        else:
            key = "covered_likely" if covered else "covered_unlikely"
        source = "both" if self._opening() > CENT_FREE else "appropriation"
        return self.text(
            f"reports.answer.{key}_{source}",
            year=self._end_of(self.result.years[row]) if covered else self.result.years[row].year,
            share=self._probability(share),
            paths=self.formats.number(self.result.arrivals.n_paths),
        )

    def gap(self) -> str:
        """What is missing in the year, or by how much its appropriation could be lower."""
        shortfall, potential = self._summary("shortfall")[Q50], self._summary("reduction_potential")[Q50]
        spread = [np.ptp(self._values(measure)) for measure in ("shortfall", "reduction_potential")]
        sure = "" if max(spread) > 0 else "_certain"
        if shortfall > CENT_FREE:
            return self.text(f"reports.answer.shortfall{sure}", year=self.year, amount=self.formats.mio(shortfall))
        if self._months_missing():
            return self.text("reports.answer.potential_partial", year=self.year, span=self._months())
        if potential <= CENT_FREE:
            return self.text("reports.answer.no_potential", year=self.year)
        required, at_hand = self._values("required_appropriation"), self._residuals_at_hand()
        if np.median(required) <= CENT_FREE:
            kind, likely = "whole", float((required <= CENT_FREE).mean())
        else:
            kind = "after" if at_hand.max() > CENT_FREE else "plain"
            likely = float((self._values("reduction_potential") > CENT_FREE).mean())
        return self.text(
            f"reports.answer.potential_{kind}{sure}",
            year=self.year,
            amount=self.formats.mio(potential),
            likely="" if likely == 1.0 else self.text("reports.answer.likely", share=self._probability(likely)),
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
        lapsing = self.result.yearly["lapsed"].summary[:, Q50].max() > CENT_FREE
        return self.text(
            ("reports.answer.residual_used_up" if middle else "reports.answer.residual_lasts")
            + ("_unlapsed" if lapsing else ""),
            year=first,
            amount=self.formats.mio(given),
            month=self.formats.month(month),
        )

    def lapse(self) -> str:
        """What lapses over the horizon."""
        lapsed = self.result.yearly["lapsed"]
        if lapsed.summary[:, Q50].max() <= CENT_FREE:
            return ""
        total = float(np.median(lapsed.values.sum(axis=0)))
        return self.text(
            "reports.answer.lapse" + ("_certain" if self.certain else ""),
            year=self.result.years[-1].year,
            amount=self.formats.mio(total),
        )

    def surplus(self) -> str:
        """Money above the cost of the posts, where it is worth a sentence [2.3]."""
        surplus, grant = self._summary("surplus")[Q50], self._summary("grant")[Q50]
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
        low, middle, high = (round(value) for value in np.quantile(freed, (0.1, 0.5, 0.9)))
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

    def planning(self) -> str:
        """The quantile to plan with; a year that is decided needs none."""
        if self.certain or self.decided:
            return ""
        level = self.result.planning_quantile
        value = float(quantile(self._values("need")[None, :], level)[0])
        return self.text(
            "reports.answer.planning",
            year=self.year,
            share=self.formats.percent(level),
            amount=self.formats.mio(value),
        )

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

    def _values(self, measure: str) -> Array:
        """The year's values, shape (n_paths,)."""
        return np.asarray(self.result.yearly[measure].values[self.row])

    def _summary(self, measure: str) -> Array:
        """The year's mean and quantiles."""
        return np.asarray(self.result.yearly[measure].summary[self.row])

    def _opening(self) -> float:
        """Unbound residuals at the start of the horizon, EUR."""
        return float(self.result.yearly["opening_unbound"].values[0].max())

    def _residuals_at_hand(self) -> Array:
        """Residuals that the year can use, EUR, shape (n_paths,)."""
        return self._values("opening_unbound") + self._values("reclaimed")

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
        names = {choice.value: choice.label(self.text.language) for choice in load_register()["groups"].choices}
        return self.text("reports.answer.group", group=names[self.result.groups[0]])

    def _probability(self, share: float) -> str:
        """A probability as a sentence says it: "mehr als 99 %" where a table has "> 99 %"."""
        words = self.formats.probability(share)
        for sign, key in (("< ", "reports.answer.less"), ("> ", "reports.answer.more")):
            if words.startswith(sign):
                return self.text(key, share=words.removeprefix(sign))
        return words
