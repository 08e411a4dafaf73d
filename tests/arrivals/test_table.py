"""The `forecast` door: one table for any series, origins and methods."""

from __future__ import annotations

import numpy as np
import pytest

from forecasting.arrivals import forecast_table
from forecasting.base.errors import InputError
from forecasting.base.periods import month_label, parse_month
from forecasting.base.quantiles import LEVEL_NAMES

FIRST = parse_month("2014-01")
RNG = np.random.default_rng(6)
WALK = np.round(np.exp(RNG.normal(0, 0.2, 70).cumsum() + 6))
SERIES = {"north": (FIRST, WALK), "south": (FIRST + 5, WALK[:50])}
COLUMNS = ["series", "origin", "month", "horizon", "mean", *LEVEL_NAMES]


def test_the_table_has_a_row_for_every_series_origin_and_horizon():
    origins = [FIRST + 40, FIRST + 45]
    table = forecast_table(SERIES, horizon=6, origins=origins, method="naive")
    assert list(table.columns) == COLUMNS
    assert len(table) == 2 * 2 * 6
    assert (table.horizon == table.month.map(parse_month) - table.origin.map(parse_month)).all()
    assert table.groupby(["series", "origin"]).horizon.apply(list).map(lambda h: h == [1, 2, 3, 4, 5, 6]).all()
    values = table[["q025", "q05", "q10", "q25", "q50", "q75", "q90", "q95", "q975"]].to_numpy()
    assert (np.diff(values, axis=1) >= 0).all() and (values >= 0).all()


def test_without_an_origin_it_is_the_last_observed_month():
    late = np.append(WALK, [np.nan, np.nan])
    table = forecast_table({"a": (FIRST, late)}, horizon=2, method="naive")
    assert set(table.origin) == {month_label(FIRST + 69)}
    assert table.q50.tolist() == pytest.approx([WALK[-1]] * 2)


def test_an_origin_uses_nothing_after_it():
    origin = FIRST + 50
    cut = forecast_table({"a": (FIRST, WALK[:51])}, horizon=12, origins=[origin])
    wild = np.append(WALK[:51], [np.nan, -5.0, np.inf, 1e9])
    whole = forecast_table({"a": (FIRST, wild)}, horizon=12, origins=[origin])
    assert cut.to_csv() == whole.to_csv()


def test_missing_months_shift_the_start_and_not_the_horizon():
    table = forecast_table({"a": (FIRST, WALK)}, horizon=3, origins=[FIRST + 71], method="naive")
    assert table.month.tolist() == [month_label(FIRST + 72 + step) for step in range(3)]
    assert table.horizon.tolist() == [1, 2, 3]
    longer = forecast_table({"a": (FIRST, WALK)}, horizon=5, origins=[FIRST + 69], method="naive")
    assert table.q90.tolist() == pytest.approx(longer.q90.tolist()[2:])
    assert [note.key for note in table.attrs["notices"]] == ["arrivals.clean.late"]


def test_sums_come_from_paths_and_not_from_quantiles():
    months, sums = (
        forecast_table(SERIES, horizon=12, method="naive", cumulative=cumulative, paths=20_000)
        for cumulative in (False, True)
    )
    first = months.horizon == 1
    assert sums[first].q90.to_numpy() == pytest.approx(months[first].q90.to_numpy(), rel=0.03)
    last = months.horizon == 12
    added = months.groupby("series", sort=False)[["mean", "q10", "q50", "q90"]].sum()
    assert sums[last]["mean"].to_numpy() == pytest.approx(added["mean"].to_numpy(), rel=0.03)
    assert (sums[last].q90.to_numpy() < added.q90.to_numpy()).all()
    assert (sums[last].q10.to_numpy() > added.q10.to_numpy()).all()


def test_seed_and_series_name_decide_the_sums():
    def run(series, seed=1):
        return forecast_table(series, horizon=6, method="naive", cumulative=True, paths=100, seed=seed)

    both, alone = run(SERIES), run({"south": SERIES["south"]})
    assert both[both.series == "south"].q90.tolist() == alone.q90.tolist()
    assert run(SERIES, seed=2).q90.tolist() != both.q90.tolist()
    twins = run({"one": SERIES["north"], "two": SERIES["north"]})
    assert twins[twins.series == "one"].q90.tolist() != twins[twins.series == "two"].q90.tolist()


def test_everything_that_cannot_be_forecast_is_told_at_once():
    series = {"short": (FIRST, WALK[:5]), "good": (FIRST, WALK), "negative": (FIRST, -WALK)}
    with pytest.raises(InputError) as caught:
        forecast_table(series, horizon=6, method="naive")
    found = {finding.values["series"] for finding in caught.value.findings}
    assert found == {"short", "negative"}


def test_what_cannot_be_forecast_is_told_before_the_rest_is_fitted():
    steps = []
    with pytest.raises(InputError):
        forecast_table(
            {"good": (FIRST, WALK), "short": (FIRST, WALK[:5])},
            horizon=6,
            method="naive",
            progress=lambda *step: steps.append(step),
        )
    assert steps == []


def test_an_origin_named_twice_is_forecast_once():
    origins = [FIRST + 60, FIRST + 50, FIRST + 60]
    table = forecast_table({"a": (FIRST, WALK)}, horizon=2, origins=origins, method="naive")
    assert table["origin"].tolist() == ["2019-01", "2019-01", "2018-03", "2018-03"]


def test_a_repair_is_told_once():
    gap = WALK.copy()
    gap[30] = np.nan
    table = forecast_table({"a": (FIRST, gap)}, horizon=3, origins=[FIRST + 60, FIRST + 65], method="naive")
    assert [note.key for note in table.attrs["notices"]] == ["arrivals.clean.filled"]


def test_progress_counts_the_forecasts():
    seen = []
    forecast_table(
        SERIES, horizon=3, origins=[FIRST + 40, FIRST + 45], method="naive", progress=lambda *step: seen.append(step)
    )
    assert seen == [(1, 4), (2, 4), (3, 4), (4, 4)]
