"""Marked events and the planner's expectation: what a scenario may say, and what is shipped."""

from __future__ import annotations

import pytest

from forecasting.assumptions import (
    Expectation,
    MarkedEvent,
    load_events,
    load_scenario,
    load_sources,
    marked_events,
    resolve,
)
from forecasting.assumptions.scenario import read_scenario, scenario_toml
from forecasting.base.errors import Finding, InputError
from forecasting.observations import read_published

PULSE = {"name": "Sommer", "kind": "pulse", "from": "2018-06", "to": "2018-09", "source": "Referat"}
SHIFT = {"name": "Neue Zählung", "kind": "level_shift", "from": "2021-01", "group": "asylum", "source": "Referat"}
YEAR = {"group": "asylum", "period": "2027", "value": 12000.0, "low": 8000.0, "high": 20000.0}
MONTH = {"group": "ukraine", "period": "2026-03", "value": 900.0}


def refused(key: str, rows: object) -> list[str]:
    with pytest.raises(InputError) as caught:
        load_scenario().with_values({key: rows})
    return [finding.key.removeprefix("assumptions.") for finding in caught.value.findings]


def test_every_shipped_event_has_a_source_that_is_at_hand() -> None:
    published = set(read_published("sources")["source"])
    events = load_events()
    assert {each.event.name for each in events} == {"2015/16", "Pandemie", "Ukraine 2022"}
    for each in events:
        assert each.event.source in published or each.event.source in load_sources()
        assert each.title("de") and each.title("en") and each.evidence("de") and each.evidence("en")


def test_the_figures_named_in_the_shipped_events_are_published() -> None:
    readings = read_published("readings").set_index("printed_period")["printed"]
    named = {"2015-10": 17307, "2020-04": 200, "2020-05": 120, "2020-09": 770, "2022-02..2022-05-23": 104222}
    assert {period: readings[period] for period in named} == named
    assert round(readings["2014"] / 12) == 2139 and round(readings["2019"] / 12) == 858


def test_an_event_of_ones_own_joins_the_shipped_ones_or_replaces_one() -> None:
    base = load_scenario()
    assert [event.name for event in marked_events(base)] == ["2015/16", "Pandemie", "Ukraine 2022"]
    assert marked_events(base.with_values({"arrivals.known_events": False})) == ()
    own = marked_events(base.with_values({"arrivals.events": [PULSE, PULSE | {"name": "Pandemie", "to": "2018-07"}]}))
    assert [(event.name, event.to) for event in own] == [
        ("2015/16", "2016-02"), ("Ukraine 2022", "2022-07"), ("Sommer", "2018-09"), ("Pandemie", "2018-07"),
    ]  # fmt: skip
    only = base.with_values({"arrivals.events": [SHIFT], "arrivals.known_events": False})
    assert marked_events(only) == (
        MarkedEvent("Neue Zählung", "level_shift", "2021-01", "2021-01", "asylum", "Referat"),
    )


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (3, ["not_a_list"]),
        ([3], ["mark_form"]),
        ([PULSE | {"kind": "puls"}], ["not_a_choice"]),
        ([{"name": "x", "kind": "pulse", "from": "2018-06", "source": "y"}], ["field_missing"]),
        ([{key: PULSE[key] for key in ("name", "kind", "from", "to")}], ["field_missing"]),
        ([PULSE | {"source": " "}], ["event_text"]),
        ([PULSE | {"to": "2018-05"}], ["event_order"]),
        ([PULSE | {"from": "Juni 2018"}], ["not_a_month"]),
        ([PULSE | {"colour": 1}], ["field_unknown"]),
        ([PULSE, PULSE], ["name_twice"]),
        ([PULSE | {"group": "asylm"}], ["group_unknown"]),
        ([PULSE | {"group": 3}], ["event_group"]),
    ],
)
def test_what_is_no_marked_event_is_refused(rows: object, expected: list[str]) -> None:
    assert refused("arrivals.events", rows) == expected


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("2027", ["not_a_list"]),
        ([12], ["expectation_form"]),
        ([YEAR | {"period": "27"}], ["expectation_period"]),
        ([YEAR | {"period": 2027}], ["expectation_period"]),
        ([YEAR | {"period": "2027-13"}], ["expectation_period"]),
        ([{"group": "asylum", "period": "2027", "value": 5.0, "low": 1.0}], ["field_missing"]),
        ([{"period": "2027", "value": 5.0}], ["field_missing"]),
        ([YEAR | {"low": 0.0}], ["expectation_order"]),
        ([YEAR | {"high": 11999.0}], ["expectation_order"]),
        ([MONTH | {"value": -1.0}], ["expectation_order"]),
        ([MONTH | {"value": 3e6}], ["expectation_order"]),
        ([MONTH | {"value": "viele"}], ["not_a_number"]),
        ([MONTH | {"value": float("nan")}], ["not_a_number"]),
        ([YEAR, YEAR], ["expectation_twice"]),
        ([YEAR, YEAR | {"period": "2027-02"}], ["expectation_twice"]),
        ([YEAR | {"group": "asylm"}], ["group_unknown"]),
    ],
)
def test_what_is_no_expectation_is_refused(rows: object, expected: list[str]) -> None:
    assert refused("arrivals.expectation", rows) == expected


def test_both_survive_a_file_and_change_the_digest() -> None:
    base = load_scenario()
    own = base.with_values({"arrivals.events": [PULSE, SHIFT], "arrivals.expectation": [YEAR, MONTH]})
    again = read_scenario(scenario_toml(own))
    assert again.overrides == own.overrides
    assert again.overrides["arrivals.expectation"] == (
        Expectation("asylum", "2027", 12000.0, 8000.0, 20000.0), Expectation("ukraine", "2026-03", 900.0),
    )  # fmt: skip
    assert own.digest == again.digest != base.digest
    assert base.with_values({"arrivals.events": [PULSE]}).digest != own.digest


def test_a_group_that_neither_register_nor_data_have_is_refused_by_name() -> None:
    family = load_scenario().with_values({"arrivals.expectation": [YEAR | {"group": "family"}]})
    with pytest.raises(InputError) as caught:
        resolve(family, ("asylum", "ukraine"))
    (found,) = caught.value.findings
    assert isinstance(found, Finding) and found.key == "assumptions.group_unknown" and found.value == "family"


def test_rare_displacements_are_uncertain_only_where_they_are_allowed_for() -> None:
    groups = ("asylum", "ukraine")
    off, on = (load_scenario().with_values({"arrivals.rare_events": switched}) for switched in (False, True))
    rare = {"arrivals.rare_rate", "arrivals.rare_factor"}
    assert not rare & resolve(load_scenario(), groups).ranges.keys()
    assert not rare & resolve(off, groups).ranges.keys()
    assert resolve(on, groups).ranges.keys() - resolve(off, groups).ranges.keys() == rare
