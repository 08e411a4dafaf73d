"""The answer in sentences: how many people, posts and euros, how far the money reaches, and how sure that is.

Every case has a message of its own in the catalogue; the figures come from the paths, not from the planning account.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forecasting.base.format import Formats, round_persons
from forecasting.base.periods import month_label
from forecasting.base.quantiles import LEVEL_NAMES, quantile
from forecasting.base.text import Texts
from forecasting.budget.funds import CENT_FREE
from forecasting.reports.rows import exhaustion_quantiles
from forecasting.scenarios import Outlook

__all__ = ["CONFIDENT", "Answer", "answer", "answer_year"]

CONFIDENT = 0.9
"""Probability from which the answer calls years covered."""

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
    planning: str
    basis: str  # what the figures rest on: intervals or one path, measured assumptions

    def sentences(self) -> list[str]:
        """The sentences that are there."""
        parts = (
            self.people,
            self.staff,
            self.coverage,
            self.gap,
            self.residuals,
            self.lapse,
            self.planning,
            self.basis,
        )
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
    row = result.row(chosen)
    formats = Formats(text.language)
    certain = _certain(result)
    return Answer(
        year=chosen,
        people=_people(result, row, certain, text, formats),
        staff=_staff(result, row, certain, text, formats),
        coverage=_coverage(result, certain, text, formats),
        gap=_gap(result, row, certain, text, formats),
        residuals=_residuals(result, text, formats),
        lapse=_lapse(result, text, formats),
        planning="" if certain else _planning(result, row, text, formats),
        basis=_basis(result, certain, text),
    )


def _certain(result: Outlook) -> bool:
    """Whether there is nothing to have an interval: all paths agree, or there is only one."""
    need = result.yearly["need"].values
    fte = result.yearly["fte"].values
    return bool(np.ptp(fte, axis=1).max() == 0 and np.ptp(need, axis=1).max() == 0)


def _given(result: Outlook) -> bool:
    """Whether neither the arrivals nor an assumption was drawn."""
    drawn = result.resolved.flag("uncertainty.assumptions") and bool(result.resolved.ranges)
    return result.arrivals.fixed and not drawn


def _people(result: Outlook, row: int, certain: bool, text: Texts, formats: Formats) -> str:
    year = result.years[row]
    summary = result.yearly["caseload_mean"].summary[row]
    months = [formats.month(month_label(result.base_month + 1 + month)) for month in (year.start, year.stop - 1)]
    key = "reports.answer.people" + ("_partial" if year.partial else "") + ("_certain" if certain else "")
    return text(
        key,
        year=year.year,
        first=months[0],
        last=months[1],
        persons=formats.number(round_persons(summary[Q50])),
        low=formats.number(round_persons(summary[Q10])),
        high=formats.number(round_persons(summary[Q90])),
    )


def _staff(result: Outlook, row: int, certain: bool, text: Texts, formats: Formats) -> str:
    year = result.years[row].year
    need = result.yearly["need"].summary[row]
    key = "decided" if ("surplus", year) in result.absent else ("certain" if certain else "forecast")
    return text(
        f"reports.answer.staff_{key}",
        year=year,
        fte=formats.number(result.yearly["fte"].summary[row, Q50]),
        need=formats.mio(need[Q50]),
        low=formats.mio(need[Q10]),
        high=formats.mio(need[Q90]),
    )


def _coverage(result: Outlook, certain: bool, text: Texts, formats: Formats) -> str:
    """How far appropriation and residuals reach, and how sure that is."""
    opening = float(result.yearly["opening_unbound"].values[0].max())
    source = "both" if opening > CENT_FREE else "appropriation"
    until = result.funds_suffice_until
    covered = [year.year for year, share in zip(result.years, until, strict=True) if share >= CONFIDENT]
    if covered:
        share = float(until[result.row(covered[-1])])
        key = "covered" if certain or share == 1.0 else "covered_likely"
        return text(f"reports.answer.{key}_{source}", year=covered[-1], share=formats.probability(share))
    first = result.years[0].year
    key = "uncovered" if certain or until[0] == 0.0 else "covered_unlikely"
    return text(f"reports.answer.{key}_{source}", year=first, share=formats.probability(float(until[0])))


def _gap(result: Outlook, row: int, certain: bool, text: Texts, formats: Formats) -> str:
    year = result.years[row].year
    shortfall = result.yearly["shortfall"].summary[row]
    potential = result.yearly["reduction_potential"].summary[row]
    if shortfall[Q50] > CENT_FREE:
        return text("reports.answer.shortfall", year=year, amount=formats.mio(shortfall[Q50]))
    if potential[Q50] > CENT_FREE:
        likely = float((result.yearly["reduction_potential"].values[row] > CENT_FREE).mean())
        key = "potential_certain" if certain or likely == 1.0 else "potential"
        return text(
            f"reports.answer.{key}", year=year, amount=formats.mio(potential[Q50]), share=formats.probability(likely)
        )
    return text("reports.answer.no_potential", year=year)


def _residuals(result: Outlook, text: Texts, formats: Formats) -> str:
    first = result.years[0].year
    given = result.resolved.optional_number("budget.opening_unbound")
    if given is None:
        return text("reports.answer.residual_not_given", year=first)
    if given <= CENT_FREE:
        return text("reports.answer.residual_none", year=first)
    amount = formats.mio(given)
    middle = exhaustion_quantiles(result)["q50"]
    lapsing = bool(result.yearly["lapsed"].summary[:, Q50].max() > CENT_FREE)
    if middle is None:
        last = month_label(result.base_month + result.horizon)
        return text(
            "reports.answer.residual_lasts" + ("_unlapsed" if lapsing else ""),
            year=first,
            amount=amount,
            month=formats.month(last),
        )
    return text("reports.answer.residual_used_up", year=first, amount=amount, month=formats.month(middle))


def _lapse(result: Outlook, text: Texts, formats: Formats) -> str:
    lapsed = result.yearly["lapsed"].summary[:, Q50]
    if lapsed.max() <= CENT_FREE:
        return ""
    total = float(np.median(result.yearly["lapsed"].values.sum(axis=0)))
    return text("reports.answer.lapse", year=result.years[-1].year, amount=formats.mio(total))


def _planning(result: Outlook, row: int, text: Texts, formats: Formats) -> str:
    level = result.planning_quantile
    value = float(quantile(result.yearly["need"].values[row : row + 1], level)[0])
    return text(
        "reports.answer.planning",
        year=result.years[row].year,
        share=formats.percent(level),
        amount=formats.mio(value),
    )


def _basis(result: Outlook, certain: bool, text: Texts) -> str:
    if certain and not _given(result) and result.arrivals.n_paths == 1:
        return text("reports.answer.basis_single_draw")
    if certain:
        return text("reports.answer.basis_one_path")
    if result.arrivals.fixed:
        return text("reports.answer.basis_manual_path")
    if not result.resolved.flag("uncertainty.assumptions"):
        return text("reports.answer.basis_arrivals_only")
    return ""
