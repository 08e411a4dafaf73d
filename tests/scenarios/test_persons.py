"""The chain against a simulation in which every person is drawn: means agree within the error of the draws.

Nothing is shared with the equations: a person arrives, stays some months in provisional housing, moves on or not, has
a prospect to remain or is granted a status later, takes support up or not, leaves it by chance or at its limit, has
an integration plan or not, and brings relatives who do the same from the day they move in.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from forecasting import load_scenario, outlook
from forecasting.arrivals import Arrivals
from forecasting.base.periods import parse_month
from tests.scenarios.reference import lognormal, odds_by_stay

FIRST, BASE, HORIZON, WORLDS = parse_month("2013-01"), parse_month("2019-12"), 24, 60
HISTORY = BASE - FIRST + 1
MONTHS = HISTORY + HORIZON
A_MONTH = (250 + 180 * np.sin(np.arange(MONTHS) / 7)).round().astype(int)
BANDS = ((0, 6, 2.5), (6, 18, 1.5), (20, 24, 0.5))
FAR = 10**6
ERRORS = 4.0

PLAIN = {
    "uncertainty.assumptions": False, "staffing.method": "hours", "need.non_target_share": 0.0,
    "staffing.ratio_base": "served",  # those drawn are in support, and their hours are counted
    "housing.asylum.median_months": 7.0, "housing.asylum.sigma": 0.7, "housing.asylum.max_months": 20,
    "housing.asylum.direct_share": 0.15, "housing.asylum.transfer_share": 0.7,
    "need.asylum.prospect_share": 0.45, "need.asylum.take_up": 0.8, "need.asylum.exit_rate": 0.03,
    "need.asylum.max_months": 24,
    "staffing.hours_per_month": [list(band) for band in BANDS], "staffing.plan_share": 0.6, "staffing.plan_hours": 3,
}  # fmt: skip


def origins(year: int, **shares: float) -> dict:
    return {"from": year, "shares": shares, "rates": {"syria": 0.95, "turkey": 0.4, "other": 0.1}}


CASES = {
    "plain": {},
    "recognised people leave earlier": {"need.asylum.stay_decline": 0.12},
    "a status is granted later": {"need.asylum.status_rate": 0.02, "need.asylum.stay_decline": 0.05},
    "the mix of origins changes": {
        "need.prospect_source": "origin", "need.origin_level": 0.9,
        # Every year of the register has a row of its own, so that none of those is left.
        "need.origins": [
            *(origins(year, syria=0.5, turkey=0.3) for year in (2012, *range(2015, 2019))),
            origins(2019, syria=0.1, turkey=0.3), origins(2020, syria=0.1, turkey=0.6),
            {"from": 2021, "rates": {"syria": 0.95, "turkey": 0.2, "other": 0.1}},
            {"from": 2025, "rates": {"syria": 0.95, "turkey": 0.2, "other": 0.1}},
        ],
    },
    "relatives follow": {
        "need.asylum.family_factor": 0.6, "need.asylum.family_delay": 10, "need.asylum.family_spread": 0.4,
    },
    "everything": {
        "need.asylum.stay_decline": 0.1, "need.asylum.status_rate": 0.01, "need.asylum.family_factor": 0.4,
        "need.asylum.family_delay": 14, "need.asylum.family_spread": 0.6, "staffing.plan_backlog": 0.3,
        "staffing.plan_updates": 2, "staffing.plan_update_hours": 1.5,
    },
}  # fmt: skip


@dataclass
class Supported:
    """People in support, one entry each."""

    world: np.ndarray
    enters: np.ndarray  # month
    leaves: np.ndarray  # first month in which they are gone
    plan: np.ndarray  # whether they got a plan at entry


class World:
    """Some independent worlds with the same number of arrivals, every person drawn."""

    def __init__(self, values: dict, seed: int) -> None:
        self.values, self.rng = values, np.random.default_rng(seed)
        self.flows = {name: np.zeros((WORLDS, MONTHS)) for name in ("housing_inflow", "provisional_stock", "entries")}

    def number(self, key: str) -> float:
        return float(self.values[key])

    def chance(self, probability, size) -> np.ndarray:
        return self.rng.random(size) < probability

    def wait(self, probability: float, size: int) -> np.ndarray:
        """Months until something with a monthly chance happens, at least 1."""
        return self.rng.geometric(probability, size) if probability > 0 else np.full(size, FAR)

    def months(self, median: float, sigma: float, longest: int, size: int) -> np.ndarray:
        """Whole months of a lognormal time, cut at the longest."""
        return np.minimum(np.floor(median * np.exp(sigma * self.rng.standard_normal(size))), longest).astype(int)

    def add(self, flow: str, world: np.ndarray, month: np.ndarray) -> None:
        inside = month < MONTHS
        np.add.at(self.flows[flow], (world[inside], month[inside]), 1)

    def has_prospect(self, arrived: np.ndarray, stay: np.ndarray) -> np.ndarray:
        """Whether each person has a prospect to remain."""
        if self.values.get("need.prospect_source") == "origin":
            chances = np.empty(len(arrived))
            names = ["syria", "turkey", "other"]
            shares: dict[str, float] = {}
            rates: dict[str, float] = {}
            for row in self.values["need.origins"]:
                shares = row.get("shares", shares)
                rates |= row["rates"]
                mix = [shares["syria"], shares["turkey"], 1 - shares["syria"] - shares["turkey"]]
                origin = self.rng.choice(3, size=len(arrived), p=mix)
                concerned = (FIRST + arrived) // 12 >= row["from"]
                rate = np.array([rates[name] for name in names])[origin] * self.number("need.origin_level")
                chances[concerned] = rate[concerned]
            return self.chance(chances, len(arrived))
        direct, longest = self.number("housing.asylum.direct_share"), int(self.number("housing.asylum.max_months"))
        law = lognormal(self.number("housing.asylum.median_months"), self.number("housing.asylum.sigma"), longest)
        law = [(1 - direct) * part + direct * (k == 0) for k, part in enumerate(law)]
        share, decline = self.number("need.asylum.prospect_share"), self.values.get("need.asylum.stay_decline", 0.0)
        return self.chance(np.array(odds_by_stay(law, share, decline))[stay], len(stay))

    def run(self) -> dict[str, np.ndarray]:
        """Monthly figures, each of shape (WORLDS, HORIZON)."""
        arrived = np.tile(np.repeat(np.arange(MONTHS), A_MONTH), WORLDS)
        world = np.repeat(np.arange(WORLDS), A_MONTH.sum())
        size = len(arrived)
        stay = self.months(
            self.number("housing.asylum.median_months"), self.number("housing.asylum.sigma"),
            int(self.number("housing.asylum.max_months")), size,
        )  # fmt: skip
        stay[self.chance(self.number("housing.asylum.direct_share"), size)] = 0
        for k in range(int(self.number("housing.asylum.max_months"))):
            self.add("provisional_stock", world[stay > k], arrived[stay > k] + k)
        prospect = self.has_prospect(arrived, stay)
        moved = self.chance(self.number("housing.asylum.transfer_share"), size)
        world, moves_in, prospect = world[moved], (arrived + stay)[moved], prospect[moved]
        self.add("housing_inflow", world, moves_in)

        status = self.wait(self.values.get("need.asylum.status_rate", 0.0), len(world))
        goes = self.wait(self.number("need.asylum.exit_rate"), len(world))
        recognised = np.where(prospect, moves_in, np.where(status <= goes, moves_in + status, FAR))
        world, recognised = world[recognised < MONTHS], recognised[recognised < MONTHS]

        relatives = self.rng.poisson(self.values.get("need.asylum.family_factor", 0.0), len(world))
        their_world, after = np.repeat(world, relatives), np.repeat(recognised, relatives)
        if len(after):
            delay, spread = self.number("need.asylum.family_delay"), self.number("need.asylum.family_spread")
            after = after + self.months(delay, spread, 60, len(after))
        self.add("housing_inflow", their_world, after)
        world, enters = np.concatenate([world, their_world]), np.concatenate([recognised, after])

        joins = self.chance(self.number("need.asylum.take_up"), len(world)) & (enters < MONTHS)
        world, enters = world[joins], enters[joins]
        self.add("entries", world, enters)
        lasts = np.minimum(
            self.wait(self.number("need.asylum.exit_rate"), len(world)), self.number("need.asylum.max_months")
        )
        plan = self.chance(self.number("staffing.plan_share"), len(world))
        return self.figures(Supported(world, enters, enters + lasts, plan))

    def figures(self, people: Supported) -> dict[str, np.ndarray]:
        caseload, hours = np.zeros((WORLDS, HORIZON)), np.zeros((WORLDS, HORIZON))
        new_plan = self.number("staffing.plan_hours")
        update = self.values.get("staffing.plan_updates", 0) / 12 * self.values.get("staffing.plan_update_hours", 0.0)
        there = (people.enters <= HISTORY - 1) & (people.leaves > HISTORY - 1)
        made_up = there & self.chance(self.values.get("staffing.plan_backlog", 0.0), len(there))
        for step in range(HORIZON):
            month = HISTORY + step
            inside = (people.enters <= month) & (people.leaves > month)
            tenure = month - people.enters
            work = np.zeros(len(tenure))
            for first, end, per_month in BANDS:
                work[inside & (tenure >= first) & (tenure < end)] += per_month
            work[(people.enters == month) & people.plan] += new_plan
            work[inside & people.plan] += update
            work[made_up] += new_plan / 12 if step < 12 else 0.0
            caseload[:, step] = np.bincount(people.world[inside], minlength=WORLDS)
            hours[:, step] = np.bincount(people.world, weights=work, minlength=WORLDS)
        flows = {name: flow[:, HISTORY:] for name, flow in self.flows.items()}
        return flows | {"target_caseload": caseload, "hours": hours}


def world_of_fixed_arrivals() -> Arrivals:
    came = A_MONTH.astype(float)
    return Arrivals(
        first_month=FIRST, base_month=BASE, horizon=HORIZON, groups=("asylum",), paths={"asylum": came[:, None]},
        n_paths=1, seed=1, data_hash="0" * 64, sample_data=False, fixed=True, datenstand={"asylum": BASE},
        first_observed={"asylum": FIRST}, observed={"asylum": came[:HISTORY]},
        status={"asylum": ("observed",) * HISTORY},
    )  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_drawing_every_person_gives_the_same_means(case):
    values = PLAIN | CASES[case]
    result = outlook(load_scenario().with_values(values), world_of_fixed_arrivals())
    drawn = World(values, seed=len(case)).run()
    entered = drawn.pop("entries")[:, 12:].sum(axis=1)
    second_year = result.yearly["persons_in_year"].values[1, 0] - result.yearly["caseload_year_end"].values[0, 0]
    assert abs(entered.mean() - second_year) < ERRORS * entered.std(ddof=1) / np.sqrt(WORLDS)
    for measure, each in drawn.items():
        core = result.monthly[measure, "asylum"].values[:, 0]
        error = each.std(axis=0, ddof=1) / np.sqrt(WORLDS)
        assert (error / core).max() < 0.02, "too few draws to tell"
        assert np.abs((each.mean(axis=0) - core) / error).max() < ERRORS, measure
        # The sum over all months is surer than any one of them.
        total = each.sum(axis=1)
        assert abs(total.mean() - core.sum()) < ERRORS * total.std(ddof=1) / np.sqrt(WORLDS), measure
