"""The state divided among its districts: quantiles of every month, by the quick way and path by path.

Own process, so that its memory is its own. Allocations and stocks are made up: only their number counts.
"""

from __future__ import annotations

import statistics
import subprocess
import sys

__all__ = ["print_districts"]

REPEATS = 7
SHOWN = (("target_caseload", "persons at month end"), ("fte", "FTE"))
GOALS = {"quick": 150, "stocks": 150, "full": 2_000, "onward": 2_000}
MEMORY = 400  # MB
NAMES = {
    "quick": "one key",
    "stocks": "one key, own stocks with a certain run-off",
    "full": "mixed keys and own stocks, full paths",
    "onward": "one key and onward moves, full paths",
}


def print_districts() -> None:
    """A row for each way and measure, and the memory it took."""
    for way in GOALS:
        found = subprocess.run(
            [sys.executable, "-m", "bench.districts", way], capture_output=True, text=True, check=True
        ).stdout.splitlines()
        for line in found:
            name, *times = line.split(";")
            values = [float(each) for each in times]
            if name == "memory":
                label = f"districts, {NAMES[way]}: memory on top of the outlook, MB"
                print(f"{label:96}{values[0]:11.0f}{'':10}{MEMORY:9d}")
            else:
                label = f"44 districts × 2,000 paths × 72 months, {NAMES[way]}: {name}"
                print(f"{label:96}{statistics.median(values):11.1f}{max(values):10.1f}{GOALS[way]:9d}", flush=True)


def _measure(way: str) -> None:
    import resource
    import time

    import numpy as np

    from forecasting import forecast_arrivals, load_observations, load_scenario, outlook
    from forecasting.scenarios.districts.keys import distribute
    from forecasting.scenarios.districts.parts import YEARLY
    from forecasting.scenarios.districts.results import ByDistrict

    observations, scenario = load_observations(), load_scenario()
    table = observations.districts
    if table is None:
        raise SystemExit("no districts")
    if way == "stocks":
        table = table.assign(opening_stock=np.arange(1.0, 1.0 + len(table)))
        scenario = scenario.with_values(
            {"uncertainty.assumptions": False}
            | {f"need.{group}.opening_stock": 20_000 for group in observations.arrivals}
            | {f"need.{group}.opening_tenure": [0.1] * 10 for group in observations.arrivals}
        )
    if way == "full":
        made_up = np.random.default_rng(1).integers(50, 5_000, (2, len(table))).astype(float)
        table = table.assign(allocation=made_up[0], opening_stock=made_up[1])
        shares = {2026 + step: 0.1 * step for step in range(6)}  # another mix in every year
        scenario = scenario.with_values({"districts.allocation_share": shares})
    if way == "onward":
        scenario = scenario.with_values({"districts.onward_share": 0.1})
    result = outlook(scenario, forecast_arrivals(observations, scenario))
    distribution = distribute(table, result.resolved, result.years)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    times: dict[str, list[float]] = {words: [] for _, words in SHOWN} | {"all yearly measures": []}
    for _ in range(REPEATS):
        for measure, words in SHOWN:
            found = ByDistrict(result, distribution)
            started = time.perf_counter()
            found.monthly(measure)
            times[words].append(1e3 * (time.perf_counter() - started))
        started = time.perf_counter()
        for measure in YEARLY:
            found.yearly(measure)
        times["all yearly measures"].append(1e3 * (time.perf_counter() - started))
    for words, found_times in times.items():
        print(";".join([words, *(f"{each:.1f}" for each in found_times)]))
    print(f"memory;{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 - before:.0f}")


if __name__ == "__main__":
    _measure(sys.argv[1])
