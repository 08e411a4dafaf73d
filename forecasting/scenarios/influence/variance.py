"""How much of the spread of a result comes from which assumption, and how much from the arrivals?

Sobol's indices by Saltelli's design: two independent sets of draws A and B of every uncertain assumption and of the
arrival paths, and for each factor the set A with that factor from B, each run through the whole chain path by path.
The first-order share is what the spread would lose if the factor were known, the total share what would be left if
all others were. First order: Saltelli et al. 2010; total: Jansen 1999. docs/method.md, Sensitivity.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from forecasting.arrivals import Arrivals
from forecasting.assumptions import Scenario, resolve
from forecasting.base.quantiles import Array, quantile
from forecasting.scenarios.chain import years_of
from forecasting.scenarios.draws import draw_assumptions
from forecasting.scenarios.influence.sensitivity import Effect
from forecasting.scenarios.learned import UsedStay, used_stays
from forecasting.scenarios.measured import measured, until, yearly_of
from forecasting.scenarios.rules import Values
from forecasting.scenarios.stages import Parts, Stages

__all__ = ["ARRIVALS", "Share", "arrivals_effect", "indices", "variance_shares"]

ARRIVALS = "arrivals"
"""Name of the factor "arrival paths", which no single assumption holds."""

LOW, HIGH = 0.1, 0.9
STILL = 1e-18  # relative: a smaller variance is rounding


@dataclass(frozen=True)
class Share:
    """Shares of the variance, 0 to 1."""

    key: str
    first: float
    total: float


def variance_shares(scenario: Scenario, arrivals: Arrivals, *, measure: str, year: int) -> tuple[Share, ...]:
    """Share of each factor in the variance of a yearly measure, largest first; empty where nothing varies.

    The run takes one outlook for each factor. With n paths the standard error of a first-order share is about
    sqrt(2 · total / n).
    """
    arrivals = until(arrivals, year)
    resolved = resolve(scenario, arrivals.groups)
    uncertain = resolved.flag("uncertainty.assumptions")
    ranges = resolved.ranges if uncertain else {}
    years = years_of(Values(resolved), arrivals)
    row = [each.year for each in years].index(year)
    paths, seed = arrivals.n_paths, arrivals.seed
    first, second = (draw_assumptions(ranges, paths, each) for each in (seed, _other_seed(seed)))
    learned = used_stays(resolved, arrivals, per_path=uncertain)
    mixed = {group: _shuffled(stay, _order(group, seed, paths)) for group, stay in learned.items()}
    shuffled = replace(
        arrivals, paths={group: came[:, _order(ARRIVALS, seed, paths)] for group, came in arrivals.paths.items()}
    )

    def run(
        drawn: Mapping[str, Array], stays: Mapping[str, UsedStay], came: Arrivals, *, changed: str = ""
    ) -> tuple[Array, Parts]:
        marked: dict[str, object] = dict(ranges)
        if changed:
            marked[changed] = object()  # equal to nothing: what depends on it is run anew
        earlier = (arrivals, start) if start is not None else None
        stages = Stages(resolved.values, marked, came, earlier)
        yearly = yearly_of(measure, Values(resolved, drawn, ranges, stays), came, years, stages)
        return yearly[measure].values[row], {**(start or {}), **stages.parts}

    start: Parts | None = None
    at_first, start_parts = run(first, learned, arrivals)
    at_second = run(second, mixed, shuffled)[0]
    start = start_parts
    crossed = {key: run({**first, key: second[key]}, learned, arrivals, changed=key)[0] for key in ranges}
    for group in learned if uncertain else ():
        key = f"housing.{group}.stay_source"
        crossed[key] = run(first, {**learned, group: mixed[group]}, arrivals, changed=key)[0]
    if not arrivals.fixed:
        crossed[ARRIVALS] = run(first, learned, shuffled)[0]
    found = [Share(key, *shares) for key, shares in indices(at_first, at_second, crossed).items()]
    return tuple(sorted(found, key=lambda share: -share.total))


def indices(first: Array, second: Array, crossed: Mapping[str, Array]) -> dict[str, tuple[float, float]]:
    """First-order and total share of each factor; none where nothing varies.

    Args:
        first, second: result under the draws A and B, shape (n_paths,).
        crossed: by factor, the result under A with that factor from B.
    """
    both = np.concatenate([first, second])
    middle, variance = both.mean(), both.var()
    if not variance > STILL * max(1.0, middle**2):
        return {}
    found = {}
    for key, moved in crossed.items():
        total = float(np.mean((first - moved) ** 2) / (2.0 * variance))
        alone = float(np.mean((second - middle) * (moved - first)) / variance)
        found[key] = min(max(alone, 0.0), total), total
    return found


def arrivals_effect(scenario: Scenario, arrivals: Arrivals, *, measure: str, year: int) -> Effect:
    """The measure at its 10 % and 90 % quantile over the paths: the 80 % interval that every page shows."""
    result = measured(scenario, until(arrivals, year), measure=measure, account=False, reuse=None)
    row = [each.year for each in result.years].index(year)
    values = result.yearly[measure].values[row : row + 1]
    at_low, at_high = (float(quantile(values, level)[0]) for level in (LOW, HIGH))
    return Effect(ARRIVALS, LOW, HIGH, at_low, at_high)


def _order(name: str, seed: int, paths: int) -> NDArray[np.int64]:
    """A random order of the paths, the same for the same name, seed and number of paths."""
    digest = hashlib.sha256(name.encode()).digest()
    return np.random.default_rng([seed, int.from_bytes(digest[:8], "big")]).permutation(paths)


def _other_seed(seed: int) -> int:
    """Seed of the second set of draws."""
    return int.from_bytes(hashlib.sha256(str(seed).encode()).digest()[:7], "big")


def _shuffled(stay: UsedStay, order: NDArray[np.int64]) -> UsedStay:
    """The same replicates for other paths."""
    return UsedStay(
        stay.stay[:, order] if stay.stay is not None and stay.stay.ndim == 2 else stay.stay,
        stay.transfer[order] if isinstance(stay.transfer, np.ndarray) else stay.transfer,
    )
