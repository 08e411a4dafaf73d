"""Onward moves between districts: nobody is lost, and a count month by month gives the same."""

from __future__ import annotations

import numpy as np
import pytest

from forecasting import load_scenario
from forecasting.base.errors import InputError
from forecasting.scenarios import outlook
from forecasting.scenarios.districts.account import district_year
from forecasting.scenarios.districts.keys import distribute
from forecasting.scenarios.districts.own import OwnGiven, district_line
from forecasting.scenarios.districts.results import ByDistrict
from tests.reports.worlds import arrivals
from tests.scenarios.divided import CERTAIN, add_up, divided, result, shipped, table

SHARE = 0.2
MOVING = {"districts.onward_share": SHARE}


def count(found: ByDistrict, values: dict[str, object]) -> np.ndarray:
    """Caseload of each district by hand: every month's entrants carried on, shape (districts, horizon)."""
    given, here = found.distribution, found.result
    assert given.onward is not None
    move, to = 1.0 - (1.0 - SHARE) ** (1 / 12), given.onward.shares
    years = [place for place, year in enumerate(here.years) for _ in range(year.start, year.stop)]
    total = np.zeros((len(to), here.horizon))
    for group in here.groups:
        root = f"need.{group}"
        stay, longest = 1.0 - here.resolved.number(f"{root}.exit_rate"), here.resolved.whole(f"{root}.max_months")
        entries = here.parts[f"{group}.need"][1].entries.values[:, 0]
        by_age = [
            given.opening * values[f"{root}.opening_stock"] * share for share in values[f"{root}.opening_tenure"]
        ]
        for month in range(here.horizon):
            left = [persons * stay for persons in by_age[: longest - 1]]
            on = [persons * (1.0 - move) + persons.sum() * move * to for persons in left]
            by_age = [given.new[:, years[month]] * entries[month], *on]
            total[:, month] += sum(by_age)
    return total


@pytest.mark.parametrize("to", ["population", "towns"])
def test_the_caseload_of_every_district_is_that_of_a_count_month_by_month(to):
    values = CERTAIN | MOVING | {"districts.onward_to": to, "districts.allocation_share": {2027: 0.5}}
    found = outlook(load_scenario().with_values(values), arrivals(paths=1))
    split = ByDistrict(found, distribute(table("allocation", "opening_stock"), found.resolved, found.years))
    assert split.monthly("target_caseload")[:, :, 0] == pytest.approx(count(split, values), rel=1e-9, abs=1e-7)


@pytest.mark.parametrize(
    ("values", "columns"),
    [
        ({}, ()),
        ({"districts.allocation_share": {2027: 0.5}, "staffing.rule": "peak", "staffing.plan_updates": 1,
          "staffing.plan_backlog": 0.4}, ("allocation", "opening_stock")),
        (CERTAIN | {"district_dispersion": 0.2, "staffing.method": "ratio"}, ("opening_stock",)),
    ],
    ids=["one key", "mixed keys, own stocks, plans", "own variation"],
)  # fmt: skip
def test_with_onward_moves_the_districts_still_add_up_on_every_path(values, columns):
    found = divided(values | MOVING, *columns)
    add_up(found)
    split, account = district_year(found, 2028), found.result.account.measures
    assert split.fte.sum() == pytest.approx(account["fte"][2], rel=1e-12)
    assert split.grant.sum() == pytest.approx(account["grant"][2], rel=1e-12)


def test_the_quick_way_is_left_where_people_move_on():
    quick, full = (divided(CERTAIN | MOVING, "opening_stock", quick=way) for way in (True, False))
    assert quick.yearly("fte") == pytest.approx(full.yearly("fte"), rel=1e-9, abs=1e-9)
    assert quick.monthly("hours") == pytest.approx(full.monthly("hours"), rel=1e-9, abs=1e-9)


def test_the_state_does_not_notice_who_moves_within_it():
    still, moving = result(), result(MOVING)
    for measure, sample in still.yearly.items():
        assert np.array_equal(sample.values, moving.yearly[measure].values), measure


def test_towns_grow_and_counties_shrink_the_longer_the_more():
    still, moving = divided(), divided(MOVING)
    change = moving.yearly("fte")[:, :, 0] / still.yearly("fte")[:, :, 0] - 1.0
    towns = np.array([each.kind == "Stadtkreis" for each in still.distribution.districts])
    assert (change[towns] > 0).all() and (change[~towns] < 0).all()
    assert (np.diff(change[~towns][:, :3]) < 0).all()
    # Of those who came before and never went, at most a year's movers are gone after a year.
    assert -SHARE < change[~towns][0, 0] < 0


def test_where_people_go_as_they_came_nothing_changes():
    """Moves by population among people who were divided by population: as many come as go."""
    still, moving = divided(), divided(MOVING | {"districts.onward_to": "population"})
    assert moving.monthly("fte") == pytest.approx(still.monthly("fte"), rel=1e-12)
    assert moving.yearly("grant") == pytest.approx(still.yearly("grant"), rel=1e-9)


def test_a_district_that_counted_its_own_stock_still_takes_in_the_moved():
    code = "08111"
    still, moving = ({} | CERTAIN), (CERTAIN | MOVING)
    persons = [
        district_line(result(values), table("opening_stock"), code, OwnGiven(stock=0.0)).persons
        for values in (still, moving)
    ]
    assert (persons[1] > persons[0]).all()


def test_nobody_moves_on_unless_a_scenario_says_so():
    assert distribute(shipped(), result().resolved, result().years).onward is None


def test_destinations_without_inhabitants_are_refused():
    found = result(MOVING)
    counties = table("allocation").query("kind == 'Landkreis'")
    with pytest.raises(InputError) as refused:
        distribute(counties, found.resolved, found.years)
    assert [finding.key for finding in refused.value.findings] == ["scenarios.onward_without_destination"]
