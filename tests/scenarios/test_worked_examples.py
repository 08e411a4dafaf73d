"""Worked examples with expected values: the audit report's Table 2, a small world, and every switch once.

`expected.json` holds rows with `value`; with a fixed path of arrivals mean and every quantile equal it.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from forecasting import forecast_arrivals, load_observations, load_scenario, outlook
from forecasting.base.text import Texts
from forecasting.reports.rows import document

WORKED = Path(__file__).parent / "worked"
TOLERANCE = 1e-9
KEYS = {"monthly": ("month", "group", "measure"), "yearly": ("year", "measure")}


@pytest.mark.parametrize("name", ["table2", "toy", "everything"])
def test_every_value_agrees(name):
    scenario = load_scenario(WORKED / name / "scenario.toml")
    got = document(outlook(scenario, forecast_arrivals(load_observations(), scenario)), Texts("en"))
    expected = json.loads((WORKED / name / "expected.json").read_text(encoding="utf-8"))
    for part, keys in KEYS.items():
        rows = {tuple(row[key] for key in keys): row for row in got[part]}
        wanted = {tuple(row[key] for key in keys): row["value"] for row in expected[part]}
        assert set(rows) == set(wanted), f"rows of {part} differ"
        for where, value in wanted.items():
            for statistic in ("mean", "q025", "q50", "q975"):
                off = abs(rows[where][statistic] - value) / max(1.0, abs(value))
                assert off <= TOLERANCE, (where, statistic, rows[where][statistic], value)


def test_the_planning_account_of_one_path_is_that_path():
    scenario = load_scenario(WORKED / "everything" / "scenario.toml")
    got = document(outlook(scenario, forecast_arrivals(load_observations(), scenario)), Texts("en"))
    yearly = {(row["year"], row["measure"]): row["q50"] for row in got["yearly"]}
    assert {row["level"] for row in got["account"]} == {"q50", "q80"}
    for row in got["account"]:
        assert row["value"] == pytest.approx(yearly[row["year"], row["measure"]], rel=1e-12), row


def test_table_2_leaves_40_million_unbound():
    """Audit report, Table 2: 70.0 + 11.1 − 33.9 − 7.2 = 40.0 m € not bound by grant decisions."""
    scenario = load_scenario(WORKED / "table2" / "scenario.toml")
    account = outlook(scenario, forecast_arrivals(load_observations(), scenario)).account.measures
    assert account["available"][0] == pytest.approx(81.1e6, abs=1)
    assert account["need"][0] == pytest.approx(41.1e6, abs=1)
    assert account["closing_unbound"][0] == pytest.approx(40.0e6, abs=1)
