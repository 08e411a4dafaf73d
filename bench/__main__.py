"""Print what the product costs in time and memory, with the machine's cores beside it."""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from forecasting.arrivals import Arrivals
    from forecasting.assumptions import Scenario
    from forecasting.base.text import Texts
    from forecasting.scenarios import Outlook

REPEATS = 15


def main() -> None:
    """Run every benchmark and print one table."""
    from bench.answers import print_answers
    from bench.arrivals import one_series, print_arrivals
    from bench.districts import print_districts
    from bench.fifty import print_fifty
    from bench.memory import print_memory
    from bench.pages import print_pages
    from bench.papers import print_papers
    from bench.solve import print_solve
    from bench.stay import print_stay
    from forecasting import forecast_arrivals, load_observations, load_scenario, outlook
    from forecasting.base.text import Texts

    print(
        f"cores: {os.cpu_count()}, threads of the linear algebra: {os.environ.get('OMP_NUM_THREADS', 'as it comes')}"
    )
    print(f"{'what':72}{'median ms':>11}{'worst ms':>10}{'goal ms':>9}")
    _row("import forecasting (own process)", _process("import forecasting"))
    _row("import everything the terminal needs (own process)", _process("import forecasting.scenarios.chain"))

    with tempfile.TemporaryDirectory() as cold:
        os.environ["FORECASTING_CACHE"] = cold
        command = [sys.executable, "-m", "forecasting", "outlook", "--json", "--out", os.devnull]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "check": True}
        _row(
            "terminal: outlook --json, cold start, nothing cached", [_time(lambda: subprocess.run(command, **quiet))]
        )
        _row("terminal: outlook --json, forecast cached", _repeat(lambda: subprocess.run(command, **quiet), 3))
        _prophet()
        cold_fit, from_cache = one_series()
        _row("one series, 36 months, 2,000 paths: fitted anew", cold_fit, 10_000)
        _row("one series, 36 months, 2,000 paths: from the cache", from_cache, 50)
        observations, scenario = load_observations(), load_scenario()
        cached = _repeat(lambda: forecast_arrivals(observations, scenario), 5)
        _row("arrivals of both groups from the cache", cached)
        arrivals = forecast_arrivals(observations, scenario)

    settings = f"2,000 paths × {len(arrivals.groups)} groups × (history + {arrivals.horizon}) months"
    print(f"outlook: {settings}")
    fixed = scenario.with_values({"uncertainty.assumptions": False})
    text = Texts("de")
    for name, case, goal in (("without", fixed, 50), ("with", scenario, 80)):
        _outlooks(name, case, goal, arrivals, text)
    single = replace(arrivals, n_paths=1, paths={group: path[:, :1] for group, path in arrivals.paths.items()})
    _row("a single path", _repeat(lambda: _page(outlook(fixed, single), text)), 5)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{'peak memory so far (forecast, outlooks), MB':72}{peak:11.0f}{'':10}{600:9d}")
    print_districts()
    print_arrivals()
    print_solve()
    print_stay()
    print_papers()
    print_answers()
    print_pages()
    print_memory()
    print_fifty()


def _outlooks(name: str, case: Scenario, goal: int, arrivals: Arrivals, text: Texts) -> None:
    """The chain from scratch, and after one lever has moved."""
    from forecasting import outlook
    from forecasting.reports.rows import document

    outlook(case, arrivals)
    _row(f"what the page shows, {name} assumption draws", _repeat(lambda: _page(outlook(case, arrivals), text)), goal)
    _row(f"full JSON arrays, {name} assumption draws", _repeat(lambda: document(outlook(case, arrivals), text)), 200)
    _row(
        f"full JSON document as text, {name} assumption draws",
        _repeat(lambda: json.dumps(document(outlook(case, arrivals), text)), 5),
    )
    before = outlook(case, arrivals)
    _page(before, text)
    for lever, change, most in (
        ("budget", {"funding.rate_graduate": 58_000}, 10),
        ("caseload", {"need.asylum.take_up": 0.7}, None),
    ):
        moved = case.with_values(change)
        times = _repeat(partial(_moved, moved, arrivals, before, text))
        _row(f"one {lever} lever alone, {name} assumption draws", times, most)


def _moved(case: Scenario, arrivals: Arrivals, before: Outlook, text: Texts) -> None:
    from forecasting import outlook

    _page(outlook(case, arrivals, reuse=before), text)


def _page(result: Outlook, text: Texts) -> None:
    """Everything the first page draws of an outlook."""
    from forecasting.reports.answer import answer

    answer(result, text)
    _ = result.monthly["target_caseload", "all"].summary
    for measure in (
        "fte",
        "need",
        "fundable_fte",
        "closing_unbound",
        "residual_used",
        "appropriation_used",
        "shortfall",
    ):
        _ = result.yearly[measure].summary


def _prophet() -> None:
    """Anchored Prophet on the national series: first fit of a process, then the next ones."""
    code = (
        "import time\n"
        "from forecasting.arrivals import METHODS, clean\n"
        "from forecasting.observations import load_observations\n"
        "observed = load_observations()\n"
        "series = observed.arrivals['asylum']\n"
        "history = clean(series.first_month, series.values, observed.base_month, series='asylum')\n"
        "for _ in range(2):\n"
        "    started = time.perf_counter()\n"
        "    METHODS['prophet'].fit(history, 36)\n"
        "    print((time.perf_counter() - started) * 1e3)"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    _row("anchored Prophet, first fit of a process", [float(found[0])])
    _row("anchored Prophet, next fit", [float(found[1])])


def _process(code: str) -> list[float]:
    return _repeat(lambda: subprocess.run([sys.executable, "-c", code], check=True), 5)


def _repeat(what: Callable[[], object], times: int = REPEATS) -> list[float]:
    return [_time(what) for _ in range(times)]


def _time(what: Callable[[], object]) -> float:
    started = time.perf_counter()
    what()
    return (time.perf_counter() - started) * 1e3


def _row(name: str, times: list[float], goal: int | None = None) -> None:
    shown = f"{goal:9d}" if goal is not None else ""
    print(f"{name:72}{statistics.median(times):11.1f}{max(times):10.1f}{shown}", flush=True)


main()
