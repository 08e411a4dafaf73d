"""The annex of a cabinet submission, four to eight pages for Word and PDF."""

from __future__ import annotations

from collections.abc import Sequence

from forecasting.assumptions.glossary import load_glossary
from forecasting.base.text import Texts
from forecasting.papers.case import Case
from forecasting.papers.content import Block, Bullets, Facts, Paper, Section, Words
from forecasting.papers.sections.answers import further_words, main_words
from forecasting.papers.sections.assumptions import assumptions_grid, changed_keys, changes_grid
from forecasting.papers.sections.calibration import arrivals_grid, by_month, by_year
from forecasting.papers.sections.comparison import comparison_grid, comparison_message, need_grid
from forecasting.papers.sections.figures import caseload_figure, fte_figure, funding_figure
from forecasting.papers.sections.front import paper_of
from forecasting.papers.sections.grids import account_grid, forecast_grid
from forecasting.papers.sections.messages import funding_message
from forecasting.reports.limits import limits
from forecasting.reports.register import quality_counts
from forecasting.reports.run import identify
from forecasting.reports.simulation import simulation_words

__all__ = ["identity_facts", "limit_points", "method_words", "paper"]

PAGES = 8  # at most
METHOD = ("housing", "need", "staff", "funds", "paths", "account")
TERMS = (
    "Anschlussunterbringung", "Bleibeperspektive", "Vollzeitäquivalent (VZÄ)", "Betreuungsschlüssel", "Fördersatz",
    "Haushaltsansatz", "Nicht gebundener Ausgaberest", "Gebundener Ausgaberest", "Ungedeckter Mittelbedarf",
    "Absenkungspotenzial", "Planungswert", "80-%-Intervall", "Datenstand", "Sonderereignis", "Zugang",
)  # fmt: skip
"""Words of the glossary that the annex uses, by their German name."""

LIMITS = (
    "integration.link", "integration.need", "integration.prospect", "arrivals.events", "arrivals.growth",
    "arrivals.monthly", "people.stock", "money.consent", "money.opening", "figures.intervals", "figures.far",
)  # fmt: skip
"""What the model is silent on, as far as it bears on a decision about the budget."""


def paper(case: Case, text: Texts) -> Paper:
    """Answer, charts, Table 2, scenarios compared, method, calibration, assumptions, limits, glossary, identity."""
    sections = [
        Section(
            "answer",
            text("papers.annex.answer"),
            (
                Words(
                    (
                        f"{funding_message(case.result, text)}.",
                        " ".join(main_words(case)),
                        " ".join(further_words(case)),
                    )
                ),
            ),
        ),
        Section("need", text("papers.annex.need"), (caseload_figure(case), fte_figure(case))),
        Section("funds", text("papers.annex.funds"), (funding_figure(case), account_grid(case))),
        Section("years", text("papers.annex.years"), (forecast_grid(case), *_arrivals(case))),
    ]
    if case.others:
        sections.append(Section("comparison", text("papers.annex.comparison"), tuple(_comparison(case))))
    sections += [
        Section("method", text("papers.annex.method"), (Words(method_words(case)),)),
        Section("calibration", text("papers.annex.calibration"), (*by_month(case), *by_year(case))),
        Section("assumptions", text("papers.annex.assumptions"), tuple(_assumptions(case))),
        Section("limits", text("papers.annex.limits"), (Bullets(limit_points(case)),)),
        Section("glossary", text("papers.annex.glossary"), (Facts(_glossary(case)),)),
        Section(
            "identity",
            text("papers.annex.identity"),
            (Words(_identity_words(case)), Facts(identity_facts(case))),
        ),
    ]
    return paper_of(case, "annex", text("papers.annex.title"), sections, pages=PAGES)


def method_words(case: Case) -> tuple[str, ...]:
    """How the result comes about, a paragraph a step."""
    text, formats, arrivals = case.text, case.formats, case.result.arrivals
    one = arrivals.n_paths == 1
    first = ("fixed_one" if one else "fixed") if arrivals.fixed else ("arrivals_one" if one else "arrivals")
    steps = [first, *(step for step in METHOD if not one or step != "paths")]
    paths = formats.number(arrivals.n_paths)
    level = formats.percent(case.result.planning_quantile)
    return tuple(text(f"papers.method.{step}", paths=paths, level=level) for step in steps)


def limit_points(case: Case, keys: Sequence[str] = LIMITS) -> tuple[str, ...]:
    """What the model does not know, a line a point."""
    points = {point.head: point for part in limits(case.text).values() for point in part}
    chosen = (points[case.text(f"limits.{key}")] for key in keys)
    return tuple(case.text("papers.limit", head=point.head, words=point.words) for point in chosen)


def identity_facts(case: Case) -> tuple[tuple[str, str], ...]:
    """What a reader needs to compute the paper again."""
    text, run = case.text, case.run
    rows = [
        ("run", run.run_id),
        ("version", run.version),
        ("data", run.data_hash),
        ("assumptions", run.assumptions_hash),
        ("seed", str(run.seed)),
        ("paths", case.formats.number(run.paths)),
    ]
    found = [(text(f"papers.identity.{name}"), value) for name, value in rows]
    for other in case.others:
        name = text("papers.identity.compared", scenario=other.scenario.title(text.language))
        found.append((name, identify(other).run_id))
    return tuple(found)


def _identity_words(case: Case) -> tuple[str, ...]:
    """How to compute the paper again, what the number of paths leaves open, and when the data are too old."""
    accuracy = simulation_words(case.result, case.text)
    return tuple(part for part in (case.text("papers.identity.about"), accuracy, case.ageing) if part)


def _comparison(case: Case) -> list[Block]:
    blocks: list[Block] = [Words((f"{comparison_message(case)}.",)), comparison_grid(case), need_grid(case)]
    if changed_keys(case.outlooks):
        blocks.append(changes_grid(case))
    return blocks


def _arrivals(case: Case) -> list[Block]:
    """The forecast itself, unless the arrivals are given."""
    return [] if case.result.arrivals.fixed else [arrivals_grid(case)]


def _assumptions(case: Case) -> list[Block]:
    counts = quality_counts(case.result)
    if not counts["all"]:
        return [assumptions_grid(case)]
    return [Words((case.text("papers.assumptions.counts", **counts),)), assumptions_grid(case)]


def _glossary(case: Case) -> tuple[tuple[str, str], ...]:
    language = case.text.language
    found = [(term.term(language), term.meaning(language)) for term in load_glossary() if term.de in TERMS]
    return tuple(sorted(found, key=lambda row: row[0].casefold()))
