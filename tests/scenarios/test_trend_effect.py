"""The trend of the record moves the base scenario as docs/method.md and docs/limits.md tell it."""

from __future__ import annotations

import numpy as np
import pytest

from forecasting import forecast_arrivals, load_observations, load_scenario, outlook
from forecasting.arrivals import yearly
from tests.project.tree import ROOT

YEARS = 6


@pytest.fixture(scope="module")
def rows():
    """The table as rows of figures: each measure as it is, and below it with the level held."""
    method = (ROOT / "docs" / "method.md").read_text(encoding="utf-8")
    start = method.index("**What the trend does to the base scenario.**")
    table = method[start:].split("|---|\n", 1)[1].split("\n\n", 1)[0].splitlines()
    return [[float(cell.strip().replace(",", "")) for cell in line.split("|")[2:-1]] for line in table]


def computed():
    """Arrivals of asylum and Ukraine in persons, need in m EUR and FTE, of each year."""
    scenario = load_scenario()
    arrivals = forecast_arrivals(load_observations(), scenario)
    measures = outlook(scenario, arrivals).accounts[0.5].measures
    persons = []
    for group in ("asylum", "ukraine"):
        future = arrivals.paths[group][arrivals.history_months :][: 12 * YEARS]
        persons.append(np.median(future.reshape(YEARS, 12, -1).sum(axis=1), axis=1))
    return [*persons, measures["model_need"] / 1e6, measures["fte"]]


ROUNDED = (50.0, 50.0, 0.05, 0.5)  # half of the last printed digit


def test_the_base_scenario_is_as_told(rows):
    for printed, found, digit in zip(rows[::2], computed(), ROUNDED, strict=True):
        assert found == pytest.approx(printed, abs=1.01 * digit)


def test_with_the_level_held_it_is_as_told(rows, monkeypatch, tmp_path):
    monkeypatch.setenv("FORECASTING_CACHE", str(tmp_path))
    monkeypatch.setattr(yearly, "DRIFT", 0.0)
    monkeypatch.setattr(yearly, "RETURN", 0.0)
    for printed, found, digit in zip(rows[1::2], computed(), ROUNDED, strict=True):
        assert found == pytest.approx(printed, abs=1.01 * digit)


def test_the_limits_say_the_same(rows):
    limits = (ROOT / "docs" / "limits.md").read_text(encoding="utf-8").replace("\xa0", " ")
    assert f"EUR {rows[4][-1]} million in 2031, EUR {rows[5][-1]} million with the level held" in limits
