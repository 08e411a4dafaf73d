"""The chain from arrivals to residual funds a second time, as the equations read: one path, plain loops.

Written from the equations (docs/method.md, sections 4 to 9), not from the code it is held against: nothing is
vectorised, cached or shared with `forecasting`, every sum runs over the index of its formula, and a value that the
formulas leave out is missing from the result. Persons at month end or per month, hours per month, EUR a year.

A scenario is the table of its TOML file with every key given; arrivals are persons by group and month "YYYY-MM",
observed and future.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

__all__ = ["PRICE_YEAR", "Reference", "lognormal", "month_label", "month_number", "odds_by_stay", "reference"]

PRICE_YEAR = 2020  # year of the prices in which cost is given
NOTHING = 1e-6  # EUR; a shortfall up to this counts as none, and so does what exceeds the residuals
QUALIFICATIONS = ("graduate", "vocational")
OF_PERSONS = (
    "caseload_mean",
    "caseload_year_end",
    "persons_in_year",
    "served_mean",
    "hours",
    "persons_per_fundable_fte",
    "vacant_fte",
    "overload_months",
)
SUMMED = ("arrivals", "provisional_stock", "housing_inflow", "target_caseload")

Table = Mapping[str, Any]


@dataclass
class Reference:
    """One path through the chain; rows by their keys.

    Attributes:
        monthly: value by (month, group, measure).
        yearly: value by (year, measure).
        account: value by (level, year, measure): posts, cost and funds; with one path it is that path at every level.
        partial: whether a budget year is computed from some of its months only.
        suffice: by year, whether the funds suffice in it and in all years up to it.
        residuals_until: month in which the opening unbound residuals are used up, None beyond the horizon.
        short_history: groups that began too late for everybody who may still be in support.
    """

    monthly: dict[tuple[str, str, str], float] = field(default_factory=dict)
    yearly: dict[tuple[int, str], float] = field(default_factory=dict)
    account: dict[tuple[str, int, str], float] = field(default_factory=dict)
    partial: dict[int, bool] = field(default_factory=dict)
    suffice: dict[int, tuple[bool, bool]] = field(default_factory=dict)
    residuals_until: str | None = None
    short_history: set[str] = field(default_factory=set)


@dataclass
class People:
    """One group: values by month number; `entries` also before the horizon, `caseload` from the base month on."""

    short_history: bool
    arrivals: dict[int, float]
    inflow: dict[int, float]
    stock: dict[int, float]
    entries: dict[int, float]
    caseload: dict[int, float]
    hours: dict[int, float]  # before the division by 1 − non_target_share
    sized: dict[int, float]  # persons whom the ratio counts
    past: dict[int, tuple[float, float, float]]  # caseload, hours and sized of months before the horizon that count


def month_number(label: str) -> int:
    """Months since January of the year 0, of "YYYY-MM"."""
    return int(label[:4]) * 12 + int(label[5:7]) - 1


def month_label(month: int) -> str:
    """ "YYYY-MM" of a month number."""
    return f"{month // 12:04d}-{month % 12 + 1:02d}"


def reference(scenario: Table, arrivals: Mapping[str, Mapping[str, float]], levels: Sequence[str] = ()) -> Reference:
    """All rows of one path; `levels` name the accounts wanted."""
    base = month_number(scenario["base_month"])
    horizon = range(base + 1, base + scenario["horizon_months"] + 1)
    past = range(base + 1, base + 1)
    if scenario.get("whole_years", False):
        horizon = range(base + 1, (horizon[-1] // 12 + 1) * 12)
        past = range((base + 1) // 12 * 12, base + 1)
    groups = {name: _group(name, scenario, arrivals[name], base, horizon, past) for name in scenario["groups"]}
    result = Reference()
    ahead = _months(result, scenario, groups, horizon)
    fte = {t: _past_fte(scenario, groups, t) for t in past} | ahead
    years = _years(result, scenario, groups, fte, horizon, past)
    if scenario["staffing"].get("friction", False):
        _friction(result, scenario["staffing"], years, ahead, fte)
    costs = {year: _cost(result, scenario, year, years) for year in years}
    _funds(result, scenario, years, costs)
    _exhaustion(result, scenario, years, costs, fte)
    result.short_history = {name for name, people in groups.items() if people.short_history}
    for (year, measure), value in result.yearly.items():
        for level in levels if measure not in OF_PERSONS else ():
            result.account[level, year, measure] = value
    return result


def _group(name: str, scenario: Table, given: Mapping[str, float], base: int, horizon: range, past: range) -> People:
    """Arrivals, provisional housing, caseload and hours of one group."""
    observed = {month_number(label): float(value) for label, value in given.items()}
    first = min(observed)
    shocks = scenario["arrivals"]["shocks"]
    arrived: dict[int, float] = {}
    for t in range(first, horizon[-1] + 1):
        arrived[t] = observed[t]
        if t > base:
            for shock in shocks:
                concerned = "group" not in shock or shock["group"] == name
                if concerned and month_number(shock["from"]) <= t <= month_number(shock["to"]):
                    arrived[t] = max(0.0, arrived[t] * shock.get("factor", 1.0) + shock.get("add", 0.0))

    housing, need = scenario["housing"][name], scenario["need"][name]
    stay = _stay(housing)
    inflow, stock, entries = _through_housing(name, scenario, stay, arrived)
    # Those for whom support ends from month `ends` on: a share of all who arrived before it, wherever they are.
    share_leaving = need.get("support_ends_share", 0.0) if "support_ends" in need else 0.0
    ends = month_number(need["support_ends"]) if share_leaving else horizon[-1] + 1
    came = {t: persons if t < ends else 0.0 for t, persons in arrived.items()}
    unjoined = {**scenario, "need": {**scenario["need"], "family_reunification": 0.0}}
    _, _, before = _through_housing(name, unjoined, stay, came)
    going_on = {t: entries[t] - share_leaving * before[t] for t in entries}
    counted = {"opening_stock": need["opening_stock"] * (1.0 - share_leaving)} if "opening_stock" in need else {}
    need_after = {**need, **(counted if ends > base else {})}

    caseload: dict[int, float] = {}
    hours: dict[int, float] = {}
    staffing = scenario["staffing"]
    share = need["take_up"] if staffing.get("ratio_base", "served") == "counted" else 1.0
    for t in range(base, horizon[-1] + 1):
        rest, enter = (need, entries) if t < ends else (need_after, going_on)
        at_tenure = _at_tenure(rest, enter, t, base)
        caseload[t] = sum(at_tenure.values())
        support = sum(_hours_of(staffing["hours_per_month"], k) * persons for k, persons in at_tenure.items())
        plans = staffing["plan_share"] * staffing["plan_hours"] * enter.get(t, 0.0)
        if base < t <= base + 12:
            of_base = sum(_at_tenure(rest, enter, base, base).values())
            plans += staffing.get("plan_backlog", 0.0) * staffing["plan_hours"] * of_base / 12.0
        updates = staffing["plan_share"] * staffing.get("plan_updates", 0.0) / 12.0 * caseload[t]
        hours[t] = support + plans + updates * staffing.get("plan_update_hours", 0.0)
    tenure_known = "opening_stock" in need and "opening_tenure" in need
    enough = len(stay) - 1 + (0 if tenure_known else need["max_months"])
    enough += 60 if need.get("family_factor", 0.0) > 0.0 else 0
    # Per counted person: behind each person in support stand 1 / take_up persons of the target group.
    sized = {t: persons / share for t, persons in caseload.items()}
    hours = {t: amount / share for t, amount in hours.items()}
    entries_all = entries
    entries = {t: (entries if t < ends else going_on)[t] for t in entries}
    before_it: dict[int, tuple[float, float, float]] = {}
    uncounted = {key: value for key, value in need.items() if not key.startswith("opening_")}
    for t in [past.start - 1, *past]:
        enter = entries_all if t < ends else going_on
        at_tenure = _at_tenure(uncounted, enter, t, base)
        persons = sum(at_tenure.values())
        work = sum(_hours_of(staffing["hours_per_month"], k) * each for k, each in at_tenure.items())
        work += staffing["plan_share"] * staffing["plan_hours"] * enter.get(t, 0.0)
        updates = staffing["plan_share"] * staffing.get("plan_updates", 0.0) / 12.0 * persons
        work += updates * staffing.get("plan_update_hours", 0.0)
        before_it[t] = persons, work / share, persons / share
    return People(base - first + 1 < enough, arrived, inflow, stock, entries, caseload, hours, sized, before_it)


def _through_housing(
    name: str, scenario: Table, stay: Sequence[float], arrived: Mapping[int, float]
) -> tuple[dict[int, float], dict[int, float], dict[int, float]]:
    """Entries into follow-up housing, stock before it and eligible entries by month."""
    housing, need = scenario["housing"][name], scenario["need"][name]
    inflow: dict[int, float] = {}
    stock: dict[int, float] = {}
    entries: dict[int, float] = {}
    for t in arrived:
        moved = still = left = 0.0
        for k in range(len(stay)):
            left += stay[k]
            moved += stay[k] * arrived.get(t - k, 0.0)
            still += (1.0 - left) * arrived.get(t - k, 0.0)
        inflow[t] = housing["transfer_share"] * moved
        stock[t] = still
    with_prospect, relatives = _recognised(name, scenario, stay, arrived, inflow)
    for t in arrived:
        private = scenario["need"].get("private_homes", "count") == "leave_out"
        count = 1.0 - housing["private_share"] if private else 1.0
        entries[t] = need["take_up"] * count * (with_prospect[t] + relatives[t])
        inflow[t] += relatives[t]
    return inflow, stock, entries


def _stay(housing: Table) -> list[float]:
    """f[0…K], direct share included."""
    if "stay_pmf" in housing:
        stay = [float(share) for share in housing["stay_pmf"]]
    else:
        stay = lognormal(housing["median_months"], housing["sigma"], housing["max_months"])
    direct = housing["direct_share"]
    return [(direct if k == 0 else 0.0) + (1.0 - direct) * share for k, share in enumerate(stay)]


def lognormal(median: float, sigma: float, longest: int) -> list[float]:
    """Shares by whole months, everybody out at the longest one."""

    def below(months: int) -> float:
        if months == 0:
            return 0.0
        return 0.5 * math.erfc(-(math.log(months) - math.log(median)) / sigma / math.sqrt(2.0))

    return [*(below(k + 1) - below(k) for k in range(longest)), 1.0 - below(longest)]


def _prospect(name: str, scenario: Table, arrived: int) -> float:
    """Share with a prospect to remain of those who arrive in a month, over every length of stay."""
    if name != "asylum" or scenario["need"].get("prospect_source", "value") == "value":
        return float(scenario["need"][name]["prospect_share"])
    shares: dict[str, float] = {}
    rates: dict[str, float] = {}
    rows = sorted(scenario["need"]["origins"], key=lambda row: row["from"])
    for place, row in enumerate(rows):
        if place == 0 or row["from"] <= arrived // 12:
            if "shares" in row:
                shares = {"other": 1.0 - sum(row["shares"].values())} | row["shares"]
            rates = rates | row.get("rates", {})
    found = sum(share * rates[origin] for origin, share in shares.items())
    return min(1.0, found * scenario["need"]["origin_level"])


def odds_by_stay(stay: Sequence[float], share: float, decline: float) -> list[float]:
    """Share with a prospect among those who leave after k months: its odds fall by `decline` a month."""
    if decline == 0.0 or share in (0.0, 1.0):
        return [share] * len(stay)

    def shares_of(odds: float) -> list[float]:
        falling = [odds * (1.0 - decline) ** k for k in range(len(stay))]
        return [each / (1.0 + each) for each in falling]

    low, high = -60.0, 60.0  # logarithm of the odds at once
    for _ in range(200):
        middle = (low + high) / 2.0
        mean = sum(part * found for part, found in zip(stay, shares_of(math.exp(middle)), strict=True))
        low, high = (middle, high) if mean < share else (low, middle)
    return shares_of(math.exp(low))


def _recognised(
    name: str, scenario: Table, stay: Sequence[float], arrived: Mapping[int, float], inflow: Mapping[int, float]
) -> tuple[dict[int, float], dict[int, float]]:
    """Entries with a prospect to remain (at once, or by a status granted later), and relatives, by month."""
    need, transfer = scenario["need"][name], scenario["housing"][name]["transfer_share"]
    decline, chance = need.get("stay_decline", 0.0), need.get("status_rate", 0.0)
    by_stay: dict[float, list[float]] = {}
    recognised: dict[int, float] = {}
    for t in arrived:
        recognised[t] = 0.0
        for k, part in enumerate(stay):
            if t - k in arrived:
                share = _prospect(name, scenario, t - k)
                if share not in by_stay:
                    by_stay[share] = odds_by_stay(stay, share, decline)
                recognised[t] += transfer * part * by_stay[share][k] * arrived[t - k]
    others = {t: inflow[t] - recognised[t] for t in arrived}
    if chance > 0.0:
        for t in arrived:
            for wait in range(1, t - min(arrived) + 1):
                still_there = ((1.0 - chance) * (1.0 - need["exit_rate"])) ** (wait - 1)
                recognised[t] += chance * still_there * others[t - wait]
    relatives = dict.fromkeys(arrived, 0.0)
    if need.get("family_factor", 0.0) > 0.0:
        delay = lognormal(need["family_delay"], need["family_spread"], 60)
        for t in arrived:
            for months, part in enumerate(delay):
                relatives[t] += need["family_factor"] * part * recognised.get(t - months, 0.0)
    if name == "asylum" and scenario["need"].get("family_reunification", 0.0) > 0.0:
        for t in arrived:
            if t >= month_number(scenario["need"]["family_reunification_from"]):
                relatives[t] += scenario["need"]["family_reunification"] / 12.0
    return recognised, relatives


def _outside(need: Table) -> float:
    """Share of the people served who are outside the target group."""
    if need.get("non_target_basis", "total") == "total":
        return float(need["non_target_share"])
    return float(need["non_target_provisional"]) + float(need["non_target_departing"])


def _still(need: Table, k: int) -> float:
    """S[k], the share still in support k months after entry."""
    return (1.0 - need["exit_rate"]) ** k if k < need["max_months"] else 0.0


def _at_tenure(need: Table, entries: Mapping[int, float], t: int, base: int) -> dict[int, float]:
    """Persons in support at the end of month t by months since entry."""
    persons: dict[int, float] = {}
    if "opening_stock" not in need:
        for k in range(need["max_months"]):
            persons[k] = _still(need, k) * entries.get(t - k, 0.0)
        return persons
    for k in range(t - base):
        persons[k] = _still(need, k) * entries[t - k]
    for j, share in enumerate(_tenure(need, entries, base)):
        persons[j + t - base] = need["opening_stock"] * share * _still(need, j + t - base) / _still(need, j)
    return persons


def _tenure(need: Table, entries: Mapping[int, float], base: int) -> list[float]:
    """ρ[j] of the opening stock: as given, as the model's own history has it, or without one of a steady inflow."""
    if "opening_tenure" in need:
        return [float(share) for share in need["opening_tenure"]]
    own = [_still(need, j) * entries.get(base - j, 0.0) for j in range(need["max_months"])]
    if sum(own) == 0.0:
        own = [_still(need, j) for j in range(need["max_months"])]
    return [persons / sum(own) for persons in own]


def _hours_of(bands: Sequence[Sequence[float]], k: int) -> float:
    """ω[k], hours a month at tenure k."""
    for start, end, hours in bands:
        if start <= k < end:
            return hours
    return 0.0


def _months(result: Reference, scenario: Table, groups: Mapping[str, People], horizon: range) -> dict[int, float]:
    """The monthly rows; returns fte[t]."""
    staffing, served_part = scenario["staffing"], 1.0 - _outside(scenario["need"])
    fte: dict[int, float] = {}
    for t in horizon:
        month = month_label(t)
        for name, people in groups.items():
            result.monthly[month, name, "arrivals"] = people.arrivals[t]
            result.monthly[month, name, "provisional_stock"] = people.stock[t]
            result.monthly[month, name, "housing_inflow"] = people.inflow[t]
            result.monthly[month, name, "target_caseload"] = people.caseload[t]
            result.monthly[month, name, "hours"] = people.hours[t]
        for measure in SUMMED:
            result.monthly[month, "all", measure] = sum(result.monthly[month, name, measure] for name in groups)
        hours = sum(people.hours[t] for people in groups.values()) / served_part
        served = sum(people.caseload[t] for people in groups.values()) / served_part
        if staffing["method"] == "ratio":
            sized = sum(people.sized[t] for people in groups.values()) / served_part
            fte[t] = sized / staffing["persons_per_fte"]
        else:
            fte[t] = hours / (staffing["net_hours_per_year"] / 12.0 * (1.0 - staffing["admin_share"]))
        result.monthly[month, "all", "hours"] = hours
        result.monthly[month, "all", "served_caseload"] = served
        result.monthly[month, "all", "fte"] = fte[t]
    return fte


def _past_fte(scenario: Table, groups: Mapping[str, People], t: int) -> float:
    """FTE of a month before the horizon."""
    staffing, served_part = scenario["staffing"], 1.0 - _outside(scenario["need"])
    _, hours, sized = (sum(people.past[t][i] for people in groups.values()) / served_part for i in range(3))
    if staffing["method"] == "ratio":
        return sized / staffing["persons_per_fte"]
    return hours / (staffing["net_hours_per_year"] / 12.0 * (1.0 - staffing["admin_share"]))


def _years(
    result: Reference,
    scenario: Table,
    groups: Mapping[str, People],
    fte: Mapping[int, float],
    horizon: range,
    past: range,
) -> dict[int, list[int]]:
    """The yearly rows of persons and posts; returns the months of each budget year."""
    years: dict[int, list[int]] = {}
    for t in [*past, *horizon]:
        years.setdefault(t // 12, []).append(t)
    for year, months in years.items():
        result.partial[year] = len(months) < 12
        served_part = 1.0 - _outside(scenario["need"])
        whole = past and months[0] in past
        caseload = {
            t: sum(people.past[t][0] if whole and t <= past[-1] else people.caseload[t] for people in groups.values())
            for t in [months[0] - 1, *months]
        }
        entered = sum(people.entries.get(t, 0.0) for people in groups.values() for t in months)
        served = [caseload[t] / served_part for t in months]
        hours = [
            sum(people.past[t][1] if whole and t <= past[-1] else people.hours[t] for people in groups.values())
            for t in months
        ]
        row = {
            "caseload_mean": sum(caseload[t] for t in months) / len(months),
            "caseload_year_end": caseload[months[-1]],
            "persons_in_year": caseload[months[0] - 1] + entered,
            "served_mean": sum(served) / len(months),
            "hours": sum(hours) / served_part,
        }
        if scenario["staffing"]["rule"] == "mean":
            row["fte"] = sum(fte[t] for t in months) / len(months)
        else:
            row["fte"] = max(fte[t] for t in months)
        for measure, value in row.items():
            result.yearly[year, measure] = value
    return years


def _friction(
    result: Reference,
    staffing: Table,
    years: Mapping[int, list[int]],
    ahead: Mapping[int, float],
    fte: Mapping[int, float],
) -> None:
    """Posts filled, month by month: who leaves, who begins, and what is advertised."""
    first, lag = min(ahead), staffing["hiring_lag"]
    leaves = 1.0 - (1.0 - staffing["turnover"]) ** (1 / 12)
    filled = {t: staffing.get("filled_fte", fte[t]) for t in fte if t < first}
    filled[first - 1] = staffing.get("filled_fte", fte[first])
    advertised: dict[int, float] = {}
    for t in ahead:
        staff = filled[t - 1] - filled[t - 1] * leaves
        if lag > 0:
            staff += advertised.get(t - lag, 0.0)
        known = sum(staff * leaves * (1.0 - leaves) ** i for i in range(min(lag, staffing["notice_months"])))
        coming = sum(advertised.get(t - i, 0.0) for i in range(1, lag))
        advertised[t] = max(0.0, fte[t] - staff - coming + known)
        filled[t] = staff + (advertised[t] if lag == 0 else 0.0)
        result.monthly[month_label(t), "all", "filled_fte"] = filled[t]
    if first - 1 in fte:
        filled[first - 1] = staffing.get("filled_fte", fte[first - 1])
    for year, months in years.items():
        result.yearly[year, "filled_fte"] = sum(filled[t] for t in months) / len(months)
        result.yearly[year, "vacant_fte"] = sum(max(0.0, fte[t] - filled[t]) for t in months) / len(months)
        overloaded = [t for t in months if fte[t] > filled[t] * (1.0 + staffing["overload"])]
        result.yearly[year, "overload_months"] = float(len(overloaded))


def _of_year(value: Any, year: int) -> tuple[float, int | None]:
    """A value that may be dated: what holds in `year`, and the year of its date."""
    if not isinstance(value, list):
        return float(value), None
    entries = sorted(value, key=lambda entry: entry["from"])
    entry = entries[0]
    for later in entries[1:]:
        if later["from"].year <= year:
            entry = later
    return float(entry["value"]), entry["from"].year


def _grown(value: Any, growth: float, year: int, since: int, rounds: Table) -> float:
    """A rate or a cost of `year`: it grows from the later of `since` and the value's date, or by a pay round."""
    amount, dated = _of_year(value, year)
    start = since if dated is None else max(since, dated)
    if year < start:
        return amount * (1.0 + growth) ** (year - start)
    for each in range(start + 1, year + 1):
        amount *= 1.0 + rounds.get(str(each), growth)
    return amount


@dataclass
class Cost:
    """Cost of one budget year, EUR; surplus is 0 where the grant is fixed by decision."""

    need: float
    surplus: float
    fixed: float  # part of the need that does not follow the posts of the months


def _cost(result: Reference, scenario: Table, year: int, years: Mapping[int, list[int]]) -> Cost:
    """Grant, surplus, municipal cost, need and the posts that the appropriation pays for."""
    staffing, funding, budget = scenario["staffing"], scenario["funding"], scenario["budget"]
    first = min(years)
    n = len(years[year]) / 12.0
    a, _ = _of_year(funding["state_share"], year)
    graduate_share, _ = _of_year(staffing["graduate_share"], year)
    occupancy, _ = _of_year(staffing["occupancy"], year)
    share = {"graduate": graduate_share, "vocational": 1.0 - graduate_share}
    paid: dict[str, float] = {}
    cost: dict[str, float] = {}
    posts: dict[str, float] = {}
    for q in QUALIFICATIONS:
        rounds = funding.get("pay_rounds", {})
        base = funding.get("rate_price_base", "forecast")
        since = first if base == "forecast" else int(base)
        if funding.get("rate_index", "growth") == "pay":
            rate = _grown(funding[f"rate_{q}"], funding["cost_growth"], year, since, rounds)
        else:
            rate = _grown(funding[f"rate_{q}"], funding["rate_growth"], year, since, {})
        training, _ = _of_year(funding["training_cost"], year)
        cost[q] = _grown(funding[f"cost_{q}"], funding["cost_growth"], year, PRICE_YEAR, rounds) + training
        paid[q] = {
            "fixed": a * rate,
            "capped": min(a * rate, cost[q]),
            "share": a * min(rate, cost[q]),
            "full": min(rate, cost[q]),
            "deficit": min(a * rate, max(0.0, cost[q] - funding.get("own_means", 0.0))),
        }[funding["basis"]]
        filled = result.yearly.get((year, "filled_fte"), result.yearly[year, "fte"])
        posts[q] = filled * share[q] * occupancy * n

    by_posts = sum(posts[q] * paid[q] for q in QUALIFICATIONS)
    fixed = budget["fixed_commitments"]
    if str(year) in fixed:
        grant, surplus = float(fixed[str(year)]), 0.0
    else:
        grant = by_posts
        surplus = sum(posts[q] * max(0.0, paid[q] - cost[q]) for q in QUALIFICATIONS)
        result.yearly[year, "surplus"] = surplus
        result.yearly[year, "municipal_cost"] = sum(posts[q] * cost[q] for q in QUALIFICATIONS) - (grant - surplus)
    result.yearly[year, "grant"] = grant

    admin_cost, _ = _of_year(funding["admin_cost"], year)
    saved = funding.get("amendments_avoided", 0.0) * funding.get("amendment_cost_share", 0.0)
    if funding.get("payouts_per_year", 2) == 1:
        saved += funding.get("payout_cost_share", 0.0)
    admin_cost -= admin_cost * min(1.0, saved)
    other_areas, _ = _of_year(funding["other_areas"], year)
    admin_cost -= admin_cost * funding.get("admin_outside", {}).get(str(year), 0.0)
    overhead = (admin_cost + other_areas) * n
    appropriation = _appropriation(budget, year)
    per_post = sum(share[q] * paid[q] for q in QUALIFICATIONS) * occupancy * n
    if per_post > 0.0:
        fundable = max(0.0, appropriation - overhead) / per_post
        result.yearly[year, "fundable_fte"] = fundable
        if fundable > 0.0:
            result.yearly[year, "persons_per_fundable_fte"] = result.yearly[year, "served_mean"] / fundable

    spent = budget["committed_to_date"] if year == first and not scenario.get("whole_years", False) else 0.0
    need = grant + overhead + spent
    result.yearly[year, "need"] = need
    result.yearly[year, "model_need"] = by_posts + overhead + spent
    by_month = 0.0 if str(year) in fixed else by_posts
    return Cost(need, surplus, need - by_month)


def _appropriation(budget: Table, year: int) -> float:
    """Of the plan, of a supplementary budget, and what virement brings."""
    tables = (budget["appropriation"], budget.get("supplementary", {}), budget.get("virement", {}))
    amounts = (table.get(str(year), 0.0) for table in tables)
    return sum(float(amount["continued"] if isinstance(amount, dict) else amount) for amount in amounts)


def _carried_forward(budget: Table, year: int) -> bool:
    """Whether the amount of the year is marked as one that nobody has decided or entered, and nothing is added."""
    changed = any(float(budget.get(name, {}).get(str(year), 0.0)) for name in ("supplementary", "virement"))
    return isinstance(budget["appropriation"].get(str(year)), dict) and not changed


def _outflow(scenario: Table) -> list[float]:
    """Shares of the commitments of a year paid in the same, the next … year."""
    budget = scenario["budget"]
    if budget.get("outflow_source", "profile") == "profile":
        return [float(share) for share in budget["outflow"]]
    paid = [0.0] * 10
    payouts = scenario["funding"]["payouts_per_year"]
    for payout in range(payouts):
        month = budget["payout_month"] + payout * (12 // payouts) + budget["payout_lag"]
        paid[math.ceil(month / 12) - 1] += (1.0 - budget["final_payment"]) / payouts
    paid[math.ceil((12 + budget["final_payment_month"]) / 12) - 1] += budget["final_payment"]
    return paid


def _funds(result: Reference, scenario: Table, years: Mapping[int, list[int]], costs: Mapping[int, Cost]) -> None:
    """Appropriations, residual layers by the year they arose, and the outflow of what was committed."""
    budget = scenario["budget"]
    first = min(years)
    older = {int(year): float(amount) for year, amount in budget.get("opening_layers", {}).items()}
    layers: dict[int, float] = dict(older)
    undated = budget["opening_unbound"] - sum(older.values())
    carry = budget["carry_over_years"]
    if budget.get("undated_residuals", "last_year") == "last_year":
        layers[first - 1] = layers.get(first - 1, 0.0) + undated
    elif carry < 99:
        layers[min([first - carry, *layers]) - 1] = undated  # older than all others: used first, gone after a year
    else:
        layers[first - 50] = undated  # older than all others, and nothing lapses
    release, pact = budget.get("release_share", 0.0), budget.get("pact_share", 0.0)
    reclaim_share, lag = (scenario["funding"].get(name, 1) for name in ("reclaim_share", "reclaim_lag"))
    outflow = _outflow(scenario)
    held = 0.0  # past its time, by the pact
    committed: dict[int, float] = {}
    closing_bound = float(budget["opening_bound"])
    so_far = True
    for year in sorted(years):
        need = costs[year].need
        opening = sum(layers.values()) + held
        reclaimed = 0.0
        noted = not budget.get("reclaimed_needs_note", False)
        if scenario["funding"]["surplus"] == "reclaimed" and noted and year - lag >= first:
            reclaimed = costs[year - lag].surplus * reclaim_share
        released = release * closing_bound
        layers[year] = reclaimed + released
        residual = opening + reclaimed + released
        appropriation = _appropriation(budget, year)
        if budget["order"] == "residuals_first":
            residual_used = min(residual, need)
            appropriation_used = min(appropriation, need - residual_used)
        else:
            appropriation_used = min(appropriation, need)
            residual_used = min(residual, need - appropriation_used)
        shortfall = need - residual_used - appropriation_used
        committed[year] = need - shortfall
        required = max(0.0, need - residual)

        from_held = min(held, residual_used)
        held -= from_held
        to_draw = residual_used - from_held
        for origin in sorted(layers):
            drawn = min(layers[origin], to_draw)
            layers[origin] -= drawn
            to_draw -= drawn
        unused = appropriation - appropriation_used
        becomes = budget["unused_becomes_residual"]
        if not budget.get("continued_forms_residual", True) and _carried_forward(budget, year):
            becomes = 0.0
        forgone = (1.0 - becomes) * unused
        layers[year] += unused - forgone
        lapsed = 0.0
        for origin in sorted(layers):
            if origin + budget["carry_over_years"] <= year:
                amount = layers.pop(origin)
                held += pact * amount
                lapsed += amount - pact * amount
        closing_unbound = sum(layers.values()) + held
        if release > 0.0:
            result.yearly[year, "released"] = released
        if pact > 0.0:
            result.yearly[year, "closing_pact"] = held + pact * sum(layers.values())

        disbursed = 0.0
        for j, part in enumerate(outflow):
            if year - j in committed:
                disbursed += part * committed[year - j] * (1.0 - release) ** j
        since = year - first
        if since < len(budget["opening_outflow"]):
            disbursed += budget["opening_outflow"][since] * budget["opening_bound"] * (1.0 - release) ** (since + 1)
        closing_bound = closing_bound - released + committed[year] - disbursed

        suffices = shortfall <= NOTHING
        so_far = so_far and suffices
        result.suffice[year] = (suffices, so_far)
        for measure, value in {
            "opening_unbound": opening,
            "reclaimed": reclaimed,
            "appropriation": appropriation,
            "available": residual + appropriation,
            "residual_used": residual_used,
            "appropriation_used": appropriation_used,
            "required_appropriation": required,
            "reduction_without_residuals": appropriation - need,
            "reduction_potential": appropriation - required,
            "shortfall": shortfall,
            "committed": committed[year],
            "lapsed": lapsed,
            "forgone": forgone,
            "closing_unbound": closing_unbound,
            "disbursed": disbursed,
            "closing_bound": closing_bound,
            "closing_total": closing_unbound + closing_bound,
        }.items():
            result.yearly[year, measure] = value


def _exhaustion(
    result: Reference,
    scenario: Table,
    years: Mapping[int, list[int]],
    costs: Mapping[int, Cost],
    fte: Mapping[int, float],
) -> None:
    """The first month whose cumulated need exceeds the opening unbound residuals, without appropriations."""
    cumulated = 0.0
    for year, months in years.items():
        posts = sum(fte[t] for t in months)
        for t in months:
            part = fte[t] / posts if posts > 1e-6 else 1.0 / len(months)
            cumulated += (costs[year].need - costs[year].fixed) * part + costs[year].fixed / len(months)
            if cumulated > scenario["budget"]["opening_unbound"] + NOTHING:
                result.residuals_until = month_label(t)
                return
