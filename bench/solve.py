"""What a goal seek, a map of two levers, the shares of the spread and an explanation cost."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

__all__ = ["print_solve"]

MAP = 25
"""Values of each lever of a map."""


def print_solve() -> None:
    """Print one row for each question; the processor's time shows what a busy machine adds to the others."""
    from forecasting import forecast_arrivals, load_observations, load_scenario, outlook
    from forecasting.scenarios.goal.expression import parse
    from forecasting.scenarios.goal.frontier import frontier
    from forecasting.scenarios.goal.solve import solve
    from forecasting.scenarios.influence.explain import explain
    from forecasting.scenarios.influence.variance import variance_shares

    scenario = load_scenario()
    arrivals = forecast_arrivals(load_observations(), scenario)
    start = outlook(scenario, arrivals)
    covered, throughout = parse("P(shortfall[..2028] <= 0) >= 0.9"), parse("P(shortfall <= 0) >= 0.9")
    print(f"{'goal seek':72}{'median ms':>11}{'worst ms':>10}{'goal ms':>9}{'CPU ms':>9}")
    for key, target, years in (
        ("budget.appropriation", covered, ""),
        ("funding.rates", covered, ""),
        ("need.asylum.take_up", covered, ""),
        ("housing.asylum.median_months", covered, ""),
        ("arrivals.shocks", covered, ""),
        ("arrivals.shocks", throughout, ", all years"),
    ):
        _row(
            f"goal seek over {key}{years}",
            lambda key=key, target=target: solve(scenario, arrivals, key, target, start=start),
            goal=1_000,
        )
    for keys, target, years, goal in (
        (("funding.rates", "budget.appropriation"), covered, "", 3_000),
        (("funding.state_share", "budget.opening_unbound"), covered, "", 3_000),
        (("funding.rates", "budget.appropriation"), throughout, ", all years", 3_000),
        (("arrivals.shocks", "budget.appropriation"), covered, "", 15_000),
        (("arrivals.shocks", "need.asylum.take_up"), covered, "", 15_000),
        (("housing.asylum.median_months", "housing.ukraine.median_months"), covered, "", 15_000),
        (("housing.asylum.median_months", "arrivals.shocks"), throughout, ", all years", 15_000),
    ):
        _row(
            f"{MAP} × {MAP} map of {keys[0]} and {keys[1]}{years}",
            lambda keys=keys, target=target: frontier(scenario, arrivals, keys, target, cells=MAP),
            goal=goal,
            times=1,
        )
    _row("shares of the spread", lambda: variance_shares(scenario, arrivals, measure="need", year=2027))
    changes = {"funding.state_share": 0.8, "need.asylum.take_up": 0.6, "staffing.occupancy": 0.9}
    second = outlook(scenario.with_values(changes), arrivals, reuse=start)
    _row("explanation of three changes", lambda: explain(start, second, measure="need", year=2027))


def _row(name: str, what: Callable[[], object], *, goal: int | None = None, times: int = 3) -> None:
    taken, used = [], []
    for _ in range(times):
        started, busy = time.perf_counter(), time.process_time()
        what()
        taken.append((time.perf_counter() - started) * 1e3)
        used.append((time.process_time() - busy) * 1e3)
    bar = "" if goal is None else f"{goal}"
    print(
        f"{name:72}{statistics.median(taken):11.1f}{max(taken):10.1f}{bar:>9}{statistics.median(used):9.1f}",
        flush=True,
    )
