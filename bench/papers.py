"""What papers cost: the whole set of one scenario, slides and workbook alone, five scenarios compared."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Collection, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from forecasting.assumptions import Scenario
    from forecasting.observations import Observations

__all__ = ["print_papers"]

SCENARIOS = Path(__file__).resolve().parents[1] / "data" / "scenarios"
COMPARED = ("arrivals_plus_30", "base", "audit_recommendation", "displacement_2022", "half_state_share")
DISTRICT = "08111"
QUICK = ("pptx", "xlsx")


def print_papers() -> None:
    """Print one row each; forecasts of the arrivals are in the cache, the first row loads the libraries."""
    from forecasting import load_observations, load_scenario
    from forecasting.papers.case import with_base
    from forecasting.papers.make import FORMATS
    from forecasting.papers.proof.reproduce import reproduce
    from forecasting.people import LOCAL

    observations = load_observations()
    named = [load_scenario(SCENARIOS / f"{name}.toml") for name in COMPARED]
    one = with_base(named[:1])
    _row("papers: slides and workbook, libraries to load", partial(_papers, observations, one, QUICK), 1, 3_000)
    _row("papers: slides and workbook", partial(_papers, observations, one, QUICK), 3, 3_000)
    _row("papers: the whole set of one scenario", partial(_papers, observations, one, FORMATS), 2, 20_000)
    _row("papers: the whole set, five scenarios compared", partial(_papers, observations, named, FORMATS), 1, 30_000)
    _row(
        "papers: one chart as PNG, with all it takes to compute it",
        partial(_papers, observations, one, ("png",), ("caseload",)),
        5,
    )
    annex = _papers(observations, one, ("pdf",), ("annex",))
    _row("papers: an annex computed again and compared", lambda: reproduce(annex, observations, actor=LOCAL), 3)


def _papers(
    observations: Observations,
    scenarios: Sequence[Scenario],
    formats: Collection[str],
    kinds: Collection[str] | None = None,
) -> bytes:
    """Everything from the scenarios to the ZIP; returns the first file."""
    from forecasting.base.text import Texts
    from forecasting.papers.bundle import bundle, wishes
    from forecasting.papers.case import computed
    from forecasting.people import LOCAL

    case = computed(scenarios, observations, Texts("de"), actor=LOCAL, district=DISTRICT)
    made = bundle(case, wishes(formats, kinds))
    made.zip()
    return made.products[0].data


def _row(name: str, what: Callable[[], object], times: int, goal: int | None = None) -> None:
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        what()
        taken.append((time.perf_counter() - started) * 1e3)
    shown = f"{goal:9d}" if goal is not None else ""
    print(f"{name:72}{statistics.median(taken):11.1f}{max(taken):10.1f}{shown}", flush=True)
