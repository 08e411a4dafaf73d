"""The whole chain against a second implementation of its equations, on worked and on invented scenarios."""

from __future__ import annotations

import csv
import datetime
import json
import random
import tempfile
import tomllib
from collections.abc import Mapping
from copy import deepcopy
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from forecasting import forecast_arrivals, load_observations, load_scenario, outlook
from forecasting.base.quantiles import LEVEL_NAMES
from forecasting.base.text import Texts
from forecasting.reports.rows import document
from forecasting.scenarios.draws import draw_assumptions
from tests.scenarios.reference import Reference, month_label, month_number, reference

WORKED = Path(__file__).parent / "worked"
TOLERANCE = 1e-9
NOBODY = 2.5e-8  # less than a billionth of a person counts as nobody, and there are up to twenty served for each
GROUPS = ("asylum", "ukraine", "family")
NOT_MONEY = {
    "caseload_mean",
    "caseload_year_end",
    "persons_in_year",
    "served_mean",
    "hours",
    "fte",
    "fundable_fte",
    "persons_per_fundable_fte",
    "filled_fte",
    "vacant_fte",
    "overload_months",
}


def agrees(value: float, wanted: float, scale: float = 1.0) -> bool:
    return abs(value - wanted) <= max(NOBODY, TOLERANCE * max(1.0, scale, abs(wanted)))


def amounts(expected: Reference) -> dict[int, float]:
    """Sum of the amounts that make up the money rows of each year, EUR."""
    sums: dict[int, float] = {}
    for (year, measure), value in expected.yearly.items():
        sums[year] = sums.get(year, 0.0) + (0.0 if measure in NOT_MONEY else abs(value))
    return sums


@pytest.mark.parametrize("name", ["table2", "toy", "everything"])
def test_the_reference_gives_the_worked_examples(name):
    scenario = tomllib.loads((WORKED / name / "scenario.toml").read_text(encoding="utf-8"))
    scenario["budget"].setdefault("fixed_commitments", {})
    arrivals: dict[str, dict[str, float]] = {}
    with (WORKED / name / "arrivals.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            arrivals.setdefault(row["group"], {})[row["month"]] = float(row["arrivals"])
    got = reference(scenario, arrivals)
    wanted = json.loads((WORKED / name / "expected.json").read_text(encoding="utf-8"))
    monthly = {(row["month"], row["group"], row["measure"]): row["value"] for row in wanted["monthly"]}
    yearly = {(row["year"], row["measure"]): row["value"] for row in wanted["yearly"]}
    assert set(got.monthly) == set(monthly) and set(got.yearly) == set(yearly)
    assert [where for where, value in monthly.items() if not agrees(got.monthly[where], value)] == []
    assert [where for where, value in yearly.items() if not agrees(got.yearly[where], value)] == []


def number(chance: random.Random, low: float, high: float, *special: float) -> float:
    """A number of the range, every value as likely as another; one in five is a special one."""
    if special and chance.random() < 0.2:
        return float(chance.choice(special))
    return round(chance.uniform(low, high), 4)


def parts(most: int) -> st.SearchStrategy[list[float]]:
    """1 to `most` shares, some of them 0, that add up to 1."""
    weights = st.tuples(st.lists(st.integers(0, 5), max_size=most - 1), st.integers(1, 5), st.booleans())
    ordered = weights.map(lambda drawn: [*drawn[0], drawn[1]] if drawn[2] else [drawn[1], *drawn[0]])
    return ordered.map(lambda whole: [weight / sum(whole) for weight in whole])


@st.composite
def bands(draw: st.DrawFn, chance: random.Random) -> list[list[float]]:
    """Hours by tenure, with gaps, in any order, also beyond the longest support."""
    edges = sorted(
        draw(st.lists(st.integers(0, 70), unique=True, min_size=draw(st.sampled_from([0, 3, 5])), max_size=7))
    )
    found = [
        [start, end, number(chance, 0, 6, 0)]
        for start, end in zip(edges, edges[1:], strict=False)
        if draw(st.integers(0, 3)) > 0
    ]
    return draw(st.permutations(found))


@st.composite
def shocks(draw: st.DrawFn, chance: random.Random, base: int, horizon: int) -> list[dict[str, object]]:
    """Events before, within and beyond the horizon; they may overlap."""
    months = st.integers(base - 3, base + horizon + 3)
    found = []
    for _ in range(draw(st.integers(0, 4))):
        first, last = sorted((draw(months), draw(months)))
        shock: dict[str, object] = {"from": month_label(first), "to": month_label(last)}
        if draw(st.booleans()):
            shock["group"] = draw(st.sampled_from(GROUPS[:2]))
            if draw(st.booleans()):
                shock["add"] = number(chance, -2000, 2000, -5000, 700)
        if "add" not in shock or draw(st.booleans()):
            shock["factor"] = number(chance, 0, 3, 0, 1, 1.2)
        found.append(shock)
    return found


@st.composite
def rates(draw: st.DrawFn, chance: random.Random, first_year: int) -> float | list[dict[str, object]]:
    """A plain rate, or dated ones in any order, the first of them in force when the horizon begins."""
    amounts_of = (chance, 0, 90_000, 0, 51_000, 64_000)
    if draw(st.booleans()):
        return number(*amounts_of)
    years = [draw(st.integers(first_year - 4, first_year)), *draw(st.lists(st.integers(first_year, first_year + 6)))]
    days = {datetime.date(year, draw(st.integers(1, 12)), draw(st.integers(1, 28))) for year in years}
    return [{"from": day, "value": number(*amounts_of)} for day in draw(st.permutations(sorted(days)))]


@st.composite
def housing(draw: st.DrawFn, chance: random.Random) -> dict[str, object]:
    chosen: dict[str, object] = {
        "direct_share": number(chance, 0, 1, 0, 1),
        "transfer_share": number(chance, 0, 1, 0, 1),
        "private_share": number(chance, 0, 1, 0, 1),
        "median_months": number(chance, 0.1, 40, 1),
        "sigma": number(chance, 0.05, 2),
        "max_months": draw(st.integers(1, 40)),
    }
    if draw(st.booleans()):
        chosen["stay_pmf"] = draw(parts(9))
    return chosen


@st.composite
def need(draw: st.DrawFn, chance: random.Random) -> dict[str, object]:
    longest = draw(st.one_of(st.sampled_from([1, 2, 24, 36]), st.integers(1, 60)))
    chosen: dict[str, object] = {
        "prospect_share": number(chance, 0, 1, 0, 1),
        "take_up": number(chance, 0, 1, 1),
        "exit_rate": number(chance, 0, 0.9, 0, 0.02, 0.9),
        "max_months": longest,
    }
    # One in three groups has each of what is switched off by default.
    chosen["stay_decline"] = draw(st.sampled_from([0.0, 0.0, number(chance, 0.01, 0.3)]))
    chosen["status_rate"] = draw(st.sampled_from([0.0, 0.0, number(chance, 0.001, 0.5)]))
    chosen["family_factor"] = draw(st.sampled_from([0.0, 0.0, number(chance, 0.01, 5)]))
    chosen["family_delay"] = number(chance, 1, 60, 18)
    chosen["family_spread"] = number(chance, 0.05, 3, 0.5)
    for name in ("stay_decline", "status_rate", "family_factor"):
        event(f"{name}: {chosen[name] != 0.0}")
    opening = draw(st.sampled_from(["none", "own tenure", "given tenure"]))
    if opening != "none":
        chosen["opening_stock"] = number(chance, 0, 30_000, 0, 9000)
    if opening == "given tenure":
        chosen["opening_tenure"] = draw(parts(min(longest, 12)))
    event(f"opening stock: {opening}")
    return chosen


def ends(chance: random.Random, base: int, horizon: int) -> dict[str, object]:
    """For one group in two a day on which support ends for some, before, within or beyond the horizon."""
    if chance.random() < 0.5:
        return {}
    share = number(chance, 0, 1, 0, 1, 1)
    return {"support_ends": month_label(base + chance.randint(-30, horizon + 3)), "support_ends_share": share}


def origins(chance: random.Random, years: range) -> list[dict[str, object]]:
    """Shares and rates of countries of origin from some years on; the first row has all of them.

    Every year of the register's rows has one, so that none of those is left.
    """
    names = ["syria", "afghanistan", "iraq", "turkey"]
    rates = {name: number(chance, 0, 1, 0, 1) for name in (*names, "other")}
    rows: list[dict[str, object]] = []
    for year in sorted(
        {1990, *range(2015, 2022), 2025, *chance.sample(range(years[0], years[-1]), chance.randint(0, 4))}
    ):
        row: dict[str, object] = {"from": year}
        if year == 1990 or chance.random() < 0.7:
            row["shares"] = {name: number(chance, 0, 0.25) for name in names[: chance.randint(1, 4)]}
        if "shares" not in row or chance.random() < 0.5:
            row["rates"] = {name: number(chance, 0, 1) for name in chance.sample([*names, "other"], 2)}
        rows.append(row | ({"rates": rates} if year == 1990 else {}))
    return rows


def by_year(chance: random.Random, years: range, most: float, share: int) -> dict[str, float]:
    """Amounts of some years: of `share` in four."""
    chosen = [year for year in years if chance.randint(1, 4) <= share]
    return {str(year): number(chance, 0, most, 0, most / 5) for year in chosen}


@st.composite
def scenarios(draw: st.DrawFn, chance: random.Random) -> dict[str, Any]:
    """A scenario with every key given: the switches drawn, the numbers by chance, so that they never are alike."""
    base = month_number(f"{chance.randint(2017, 2026)}-{chance.choice([1, 5, 6, 11, 12]):02d}")
    horizon = chance.choice([1, 12, 48, 60, *range(1, 61)])
    first_year = (base + 1) // 12
    years = range(first_year - 1, first_year + 7)
    groups = draw(st.permutations(GROUPS))[: draw(st.integers(1, 3))]
    return {
        "name": "Erfunden",
        "base_month": month_label(base),
        "horizon_months": horizon,
        "whole_years": chance.random() < 0.4,
        "groups": list(groups),
        "uncertainty": {"assumptions": False},
        "planning": {"quantile": chance.choice([0.5, 0.75, 0.8, 0.9])},
        "arrivals": {"path": "arrivals.csv", "shocks": draw(shocks(chance, base, horizon))},
        "housing": {group: draw(housing(chance)) for group in groups},
        "need": {
            "non_target_basis": chance.choice(["total", "total", "parts"]),
            "non_target_share": number(chance, 0, 0.95, 0, 0.05),
            "non_target_provisional": number(chance, 0, 0.45, 0),
            "non_target_departing": number(chance, 0, 0.45, 0),
            "prospect_source": chance.choice(["value", "origin"]),
            "private_homes": chance.choice(["count", "leave_out"]),
            "origins": origins(chance, years),
            "origin_level": number(chance, 0, 3, 1),
            "family_reunification": chance.choice([0.0, 0.0, number(chance, 0, 5000)]),
            "family_reunification_from": month_label(base + chance.randint(1, horizon + 2)),
            **{group: draw(need(chance)) | ends(chance, base, horizon) for group in groups},
        },
        "staffing": {
            "method": chance.choice(["hours", "ratio"]),
            "ratio_base": chance.choice(["served", "counted"]),
            "rule": chance.choice(["mean", "peak"]),
            "persons_per_fte": number(chance, 1, 1000, 80),
            "hours_per_month": draw(bands(chance)),
            "plan_share": number(chance, 0, 1, 0, 1),
            "plan_hours": number(chance, 0, 20, 0, 3),
            "plan_backlog": chance.choice([0.0, number(chance, 0, 1)]),
            "plan_updates": chance.choice([0.0, number(chance, 0, 12)]),
            "plan_update_hours": number(chance, 0, 10, 1),
            "net_hours_per_year": number(chance, 800, 2200, 1584),
            "admin_share": number(chance, 0, 0.9, 0, 0.2),
            "graduate_share": number(chance, 0, 1, 0, 1),
            "occupancy": number(chance, 0.01, 1, 1),
            "friction": chance.choice([False, False, True]),
            "hiring_lag": chance.randint(0, 12),
            "turnover": number(chance, 0, 0.9, 0),
            "notice_months": chance.randint(0, 12),
            "overload": number(chance, 0.001, 1),
            **({"filled_fte": number(chance, 0, 900, 0)} if chance.random() < 0.5 else {}),
        },
        "funding": {
            "rate_graduate": draw(rates(chance, first_year)),
            "rate_vocational": draw(rates(chance, first_year)),
            "rate_growth": number(chance, -0.1, 0.2, 0),
            "cost_graduate": number(chance, 0, chance.choice([30_000, 120_000]), 0, 60_000),
            "cost_vocational": number(chance, 0, chance.choice([30_000, 120_000]), 47_000),
            "cost_growth": number(chance, -0.05, 0.08, 0),
            "training_cost": number(chance, 0, 3000, 0),
            "state_share": number(chance, 0, 1, 1, 1, 0.01, 0),
            "basis": chance.choice(["fixed", "fixed", "capped", "share", "full", "deficit"]),
            "own_means": number(chance, 0, 60_000, 0),
            "admin_outside": {str(year): chance.choice([1.0, 0.25]) for year in years if chance.random() < 0.2},
            "surplus": chance.choice(["reclaimed", "reclaimed", "retained"]),
            "reclaim_share": number(chance, 0, 1, 0, 1),
            "reclaim_lag": chance.choice([1, 1, 2, 3]),
            "payouts_per_year": chance.choice([1, 2]),
            "payout_cost_share": number(chance, 0, 1, 0),
            "amendments_avoided": number(chance, 0, 1, 0, 0),
            "amendment_cost_share": number(chance, 0, 1),
            "rate_index": chance.choice(["growth", "growth", "pay"]),
            "rate_price_base": chance.choice(["forecast", "forecast", "2017", "2020", "2024"]),
            "pay_rounds": {
                str(year): number(chance, -0.1, 0.3) for year in range(2018, first_year + 6) if chance.random() < 0.4
            },
            "admin_cost": number(chance, 0, 5e6, 0, 1e6),
            "other_areas": number(chance, 0, 20e6, 0, 7.2e6),
        },
        "budget": {
            "committed_to_date": number(chance, 0, 20e6, 0),
            "opening_unbound": number(chance, 0, 150e6, 0),
            "opening_bound": number(chance, 0, 150e6, 0),
            "appropriation": by_year(chance, years, 90e6, 3),
            "fixed_commitments": by_year(chance, years, 60e6, draw(st.integers(0, 2))),
            "order": chance.choice(["residuals_first", "appropriation_first"]),
            "unused_becomes_residual": number(chance, 0, 1, 0, 1),
            "undated_residuals": chance.choice(["last_year", "earliest"]),
            "continued_forms_residual": chance.choice([False, True]),
            "reclaimed_needs_note": chance.choice([False, False, True]),
            "carry_over_years": chance.choice([0, 1, 2, 3, 99]),
            "pact_share": chance.choice([0.0, number(chance, 0, 1, 1)]),
            "release_share": chance.choice([0.0, number(chance, 0, 1, 1)]),
            "outflow_source": chance.choice(["profile", "payouts"]),
            "payout_month": chance.randint(1, 12),
            "payout_lag": chance.randint(0, 36),
            "final_payment": number(chance, 0, 1, 0),
            "final_payment_month": chance.randint(1, 60),
            "outflow": draw(st.one_of(st.just([0.4, 0.3]), parts(5))),
            "opening_outflow": draw(st.one_of(st.just([0.0, 0.5]), parts(4))),
        },
    }


def _change_the_account(chance: random.Random, budget: dict[str, Any], first_year: int) -> None:
    """Supplementary budgets and virement that leave every year something, and residuals of older years."""
    planned = budget["appropriation"]
    budget["supplementary"] = {year: number(chance, -0.5, 0.5) * amount for year, amount in planned.items()}
    budget["virement"] = {year: number(chance, -0.5, 0.5) * amount for year, amount in planned.items()}
    budget["virement"][str(first_year + chance.randint(0, 5) + 7)] = 1e6
    for year in range(2027, 2032):  # as the register carries them forward
        if chance.random() < 0.5:
            planned[str(year)] = {"continued": 58e6} if chance.random() < 0.8 else 58e6
            budget["supplementary"][str(year)] = chance.choice([0.0, 0.0, 1e6])
            budget["virement"][str(year)] = chance.choice([0.0, 0.0, -1e6])
    parts_of = sorted(chance.random() for _ in range(chance.randint(0, 3)))
    shares = [after - before for before, after in zip([0.0, *parts_of], parts_of, strict=False)]
    budget["opening_layers"] = {
        str(first_year - 1 - age): round(share * budget["opening_unbound"]) for age, share in enumerate(shares)
    }


@st.composite
def worlds(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, dict[str, float]]]:
    """A scenario and arrivals from some month of each group's own until after the horizon."""
    chance = random.Random(draw(st.integers(0, 2**32 - 1)))
    scenario = draw(scenarios(chance))
    _change_the_account(chance, scenario["budget"], (month_number(scenario["base_month"]) + 1) // 12)
    base = month_number(scenario["base_month"])
    end = base + scenario["horizon_months"] + draw(st.integers(0, 2)) + (11 if scenario["whole_years"] else 0)
    arrivals: dict[str, dict[str, float]] = {}
    for group in GROUPS:
        if group not in scenario["groups"] and draw(st.booleans()):
            continue
        history = draw(st.sampled_from([0, 1, 20, 50, 80, 110, 120]))
        most, gaps = draw(st.sampled_from([(900, 0.0), (9000, 0.5), (40, 0.3), (2000, 0.0), (0, 0.0)]))
        arrivals[group] = {
            month_label(month): 0.0 if chance.random() < gaps else chance.randint(0, 2 * most) / 2
            for month in range(base - history + 1, end + 1)
        }
    return scenario, arrivals


def toml(value: object) -> str:
    """A value as TOML writes it, tables inline."""
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {toml(part)}" for key, part in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(toml(part) for part in value) + "]"
    return value.isoformat() if isinstance(value, datetime.date) else json.dumps(value)


@lru_cache(maxsize=1)
def observations():
    return load_observations()


def run(scenario: Mapping[str, Any], arrivals: Mapping[str, Mapping[str, float]], paths: int = 1):
    """Outlook of a scenario file and a file of arrivals; `paths` of them, equal but for the assumptions drawn."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "scenario.toml"
        file.write_text("".join(f"{key} = {toml(value)}\n" for key, value in scenario.items()), encoding="utf-8")
        lines = [f"{month},{group},{persons}" for group, row in arrivals.items() for month, persons in row.items()]
        (Path(folder) / "arrivals.csv").write_text("\n".join(["month,group,arrivals", *lines]), encoding="utf-8")
        read = load_scenario(file)
        return outlook(read, forecast_arrivals(observations(), read, paths=paths))


def differences(rows: Mapping[Any, float], wanted: Mapping[Any, float], scale: Mapping[Any, float]) -> list[Any]:
    """Rows that only one of both has, and rows that differ: where, value, value wanted."""
    one_sided = [(where, rows.get(where), wanted.get(where)) for where in set(rows) ^ set(wanted)]
    both = [(where, rows[where], wanted[where]) for where in wanted if where in rows]
    return one_sided + [each for each in both if not agrees(each[1], each[2], scale.get(each[0], 1.0))]


def level(quantile: float) -> str:
    return f"q{100 * quantile:.10g}"


@settings(max_examples=300, deadline=None)
@given(world=worlds())
def test_every_row_of_any_scenario_is_that_of_the_reference(world):
    scenario, arrivals = world
    levels = {level(0.5), level(scenario["planning"]["quantile"])}
    expected = reference(scenario, arrivals, sorted(levels))
    result = run(scenario, arrivals)
    got = document(result, Texts("en"))
    sums = amounts(expected)
    of_year = {where: sums[where[0]] for where in expected.yearly if where[1] not in NOT_MONEY}
    of_account = {where: sums[where[1]] for where in expected.account if where[2] not in NOT_MONEY}

    for statistic in ("mean", *LEVEL_NAMES):
        monthly = {(row["month"], row["group"], row["measure"]): row[statistic] for row in got["monthly"]}
        yearly = {(row["year"], row["measure"]): row[statistic] for row in got["yearly"]}
        assert differences(monthly, expected.monthly, {}) == []
        assert differences(yearly, expected.yearly, of_year) == []
    account = {(row["level"], row["year"], row["measure"]): row["value"] for row in got["account"]}
    assert differences(account, expected.account, of_account) == []
    assert len(got["monthly"]) == len(monthly) and len(got["yearly"]) == len(yearly)
    assert len(got["account"]) == len(account)
    for row in (*got["yearly"], *got["account"]):
        assert row["partial"] == expected.partial[row["year"]]
    suffice = {row["year"]: (row["funds_suffice"], row["funds_suffice_until"]) for row in got["probability"]}
    assert suffice == expected.suffice
    assert set(got["residuals_last_until"].values()) == {expected.residuals_until}
    late = {finding.values["group"] for finding in result.notices if finding.key == "scenarios.short_history"}
    assert late == expected.short_history


@settings(max_examples=40, deadline=None)
@given(world=worlds())
def test_every_path_is_the_reference_with_its_own_assumptions(world):
    scenario, arrivals = world
    paths = 3
    scenario["uncertainty"]["assumptions"] = True
    result = run(scenario, arrivals, paths)
    drawn = draw_assumptions(result.resolved.ranges, paths, result.arrivals.seed)
    assert len(drawn) >= 5
    for path in range(paths):
        own = deepcopy(scenario)
        for key, values in drawn.items():
            *tables, name = key.split(".")
            table = own
            for each in tables:
                table = table[each]
            table[name] = float(values[path])
        expected = reference(own, arrivals)
        sums = amounts(expected)
        months = [month_label(result.base_month + 1 + step) for step in range(result.horizon)]
        monthly = {
            (month, group, measure): float(row[path % len(row)])
            for (measure, group), sample in result.monthly.items()
            for month, row in zip(months, sample.values, strict=True)
        }
        yearly = {
            (year.year, measure): float(row[path % len(row)])
            for measure, sample in result.yearly.items()
            for year, row in zip(result.years, sample.values, strict=True)
            if (measure, year.year) not in result.absent
        }
        of_year = {where: sums[where[0]] for where in expected.yearly if where[1] not in NOT_MONEY}
        assert differences(monthly, expected.monthly, {}) == []
        assert [each for each in differences(yearly, expected.yearly, of_year) if each[1] is not None] == []
        after = float(result.exhaustion[path % len(result.exhaustion)])
        until = None if after == float("inf") else month_label(result.base_month + 1 + int(after))
        assert until == expected.residuals_until


def test_uncertain_assumptions_spread_a_fixed_path():
    """The arrivals are certain, what becomes of them is not: no result hangs on one draw."""
    file = WORKED / "everything" / "scenario.toml"
    certain, uncertain = (load_scenario(file, [f"uncertainty.assumptions={flag}"]) for flag in ("false", "true"))
    need = outlook(certain, forecast_arrivals(observations(), certain, paths=500)).yearly["need"]
    assert need.values.shape[1] == 1
    for seed in (1, 2):
        spread = outlook(uncertain, forecast_arrivals(observations(), uncertain, paths=500, seed=seed))
        assert spread.yearly["need"].summary[0, 0] == pytest.approx(need.values[0, 0], rel=0.1)
        assert spread.yearly["need"].summary[0, 1] < spread.yearly["need"].summary[0, -1]
        assert spread.monthly["arrivals", "all"].values.shape[1] == 1
        document(spread, Texts("de"))
