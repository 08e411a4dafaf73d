"""The rolling-origin test: its figures against an independent scorer's, its origins, and its failures."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecasting.arrivals import clean, forecast_table, methods
from forecasting.arrivals.backtest.frame import COLUMNS
from forecasting.arrivals.backtest.origins import find_origins, rolling_origins
from forecasting.arrivals.backtest.run import backtest
from forecasting.arrivals.backtest.summary import geometric_ratio, score_table, series_table, sum_table, year_table
from forecasting.base.errors import InputError
from forecasting.base.periods import month_label, parse_month
from forecasting.base.quantiles import LEVEL_NAMES
from forecasting.observations import read_series

HERE = Path(__file__).parents[1]
REFERENCE = json.loads((HERE / "backtest_reference.json").read_text(encoding="utf-8"))
QUICK = ["naive", "seasonal_naive", "mean12"]
FIRST = parse_month("2014-01")
RNG = np.random.default_rng(8)
WALK = np.round(np.exp(RNG.normal(0, 0.2, 90).cumsum() + 6))
SERIES = {"north": (FIRST, WALK), "south": (FIRST + 7, WALK[::-1][:70])}


@pytest.fixture(scope="module")
def panel():
    """Two countries of the panel, read as the terminal reads them."""
    countries = read_series(HERE / "panel" / "monthly_first_time_applications.csv")
    return {name: countries[name] for name in countries if name in REFERENCE["series"]}


@pytest.fixture(scope="module")
def scored(panel):
    return backtest(panel, methods=QUICK, origins=[parse_month(month) for month in REFERENCE["origins"]])


@pytest.fixture(scope="module")
def frame():
    return backtest(SERIES, methods=QUICK, every=7)


@pytest.mark.parametrize("expected", REFERENCE["scores"], ids=lambda row: f"{row['method']} {row['horizon']}")
def test_the_scores_are_those_of_an_independent_scorer(expected, scored):
    table = score_table(scored).set_index(["horizon", "method"])
    found = table.loc[expected["horizon"], expected["method"]]
    for name, value in expected.items():
        if name not in ("horizon", "method"):
            assert found[name] == pytest.approx(value, rel=1e-9), name


@pytest.mark.parametrize("expected", REFERENCE["sums"], ids=lambda row: row["method"])
def test_the_sums_are_those_of_an_independent_scorer(expected, scored):
    found = sum_table(scored).set_index("method").loc[expected["method"]]
    for name, value in expected.items():
        if name != "method":
            assert found[name] == pytest.approx(value, rel=1e-9), name


def test_the_frame_is_tidy(frame):
    assert tuple(frame.columns) == COLUMNS
    assert not frame.duplicated(["series", "origin", "method", "horizon", "months"]).any()
    months = frame[frame["months"] == 1]
    ends = months["origin"].map(parse_month).astype(int) + months["horizon"]
    assert (months["month"].astype(str) == ends.map(month_label)).all()
    for row in months[::37].itertuples():
        start, values = SERIES[row.series]
        assert row.outcome == values[parse_month(row.month) - start]


def test_its_quantiles_are_those_of_the_forecast_door(frame):
    origins = [parse_month(month) for month in frame["origin"].unique()]
    for cumulative, months in ((False, 1), (True, 12)):
        for series, known in SERIES.items():
            own = frame[(frame["series"] == series) & (frame["method"] == "mean12") & (frame["months"] == months)]
            own = own[(own["months"] == 1) | (own["horizon"] == 12)]  # later years are no sums from the first month
            mine = [origin for origin in origins if month_label(origin) in set(own["origin"])]
            table = forecast_table({series: known}, horizon=24, origins=mine, method="mean12", cumulative=cumulative)
            key = ["origin", "month"]
            both = own.astype({name: str for name in key}).merge(table, on=key, suffixes=("", "_door"))
            assert len(both) == len(own) > 0
            for name in LEVEL_NAMES:
                assert both[name].tolist() == both[f"{name}_door"].tolist()


def test_the_sum_of_twelve_months_is_scored_by_its_paths(frame):
    sums = frame[(frame["months"] == 12) & (frame["horizon"] == 12)]
    months = frame[(frame["months"] == 1) & (frame["horizon"] <= 12)]
    groups = months.groupby(["series", "origin", "method"], observed=True)
    whole = groups.filter(lambda part: len(part) == 12).groupby(["series", "origin", "method"], observed=True)
    added = whole[["outcome", "q50", "q10", "q90"]].sum().reset_index()
    both = sums.merge(added, on=["series", "origin", "method"], suffixes=("", "_added"))
    assert len(both) == len(sums) == len(added)
    assert both["outcome"].tolist() == both["outcome_added"].tolist()
    assert both["point"].to_numpy() == pytest.approx(both["q50_added"].to_numpy())
    assert (both["q90"] < both["q90_added"]).all() and (both["q10"] > both["q10_added"]).all()
    assert both["within80"].tolist() == ((both.outcome >= both.q10) & (both.outcome <= both.q90)).tolist()
    assert both["scale"].isna().all()
    assert sum_table(frame).set_index("method")["sums"].tolist() == [len(sums) // 3] * 3


def test_the_second_year_is_scored_by_its_own_twelve_months(frame):
    second = frame[(frame["months"] == 12) & (frame["horizon"] == 24)]
    months = frame[(frame["months"] == 1) & frame["horizon"].between(13, 24)]
    groups = months.groupby(["series", "origin", "method"], observed=True)
    whole = groups.filter(lambda part: len(part) == 12).groupby(["series", "origin", "method"], observed=True)
    added = whole[["outcome", "q50"]].sum().reset_index()
    both = second.merge(added, on=["series", "origin", "method"], suffixes=("", "_added"))
    assert len(both) == len(second) == len(added) > 0
    assert both["outcome"].to_numpy() == pytest.approx(both["outcome_added"].to_numpy())
    assert both["point"].to_numpy() == pytest.approx(both["q50_added"].to_numpy())
    table = year_table(frame)
    assert table["year"].tolist() == [2] * 3 and table["sums"].tolist() == [len(second) // 3] * 3
    own = second[second["method"] == "mean12"]
    row = table.set_index("method").loc["mean12"]
    assert (row["within80"], row["above"]) == pytest.approx((own["within80"].mean(), own["above"].mean()))


def test_without_twelve_months_there_is_no_sum():
    short = backtest(SERIES, methods=["naive"], horizon=6, every=20)
    assert set(short["months"]) == {1}
    assert sum_table(short)["sums"].tolist() == [0] and len(year_table(short)) == 0
    assert score_table(short)["horizon"].tolist() == ["all", "1-3", "4-12"]


def test_a_long_horizon_has_a_bucket_of_its_own():
    long = backtest(SERIES, methods=["naive"], horizon=30, every=20)
    assert score_table(long)["horizon"].tolist() == ["all", "1-3", "4-12", "13-24", "25-30"]


def test_the_baseline_always_takes_part_and_has_ratio_one(frame):
    alone = backtest(SERIES, methods=["mean12"], every=20)
    assert list(alone["method"].cat.categories) == ["mean12", "naive"]
    table = score_table(frame).set_index("method")
    assert table.loc["naive", ["mae_over_naive", "wis_over_naive", "log_wis_over_naive"]].to_numpy() == (
        pytest.approx(1.0)
    )
    assert table["wis_over_prophet_default"].isna().all()


def test_each_series_has_scores_of_its_own(frame):
    own = series_table(frame).set_index(["series", "method"])["mae_over_naive"]
    pooled = score_table(frame).set_index(["horizon", "method"])["mae_over_naive"]
    for method in QUICK:
        each = own.xs(method, level="method")
        assert pooled["all", method] == pytest.approx(np.exp(np.log(each).mean()))


def test_nothing_after_the_origin_changes_a_forecast():
    changed = WALK.copy()
    changed[60:] = RNG.uniform(0, 1e6, 30)
    origin = [FIRST + 59]
    before, after = (
        backtest({"a": (FIRST, values)}, methods=[*QUICK, "theta"], origins=origin) for values in (WALK, changed)
    )
    assert (before["outcome"] != after["outcome"]).all()
    assert before[list(LEVEL_NAMES)].equals(after[list(LEVEL_NAMES)])
    assert before["scale"].equals(after["scale"])


def test_a_method_that_fails_is_named_and_the_rest_goes_on(monkeypatch):
    def fails_late(history, horizon):
        if history.months > 50:
            raise ArithmeticError("singular")
        return methods.METHODS["mean12"].fit(history, horizon)

    broken = {**methods.METHODS, "broken": methods._Method("broken", fails_late)}
    for module in ("methods", "backtest.run", "backtest.task"):
        monkeypatch.setattr(f"forecasting.arrivals.{module}.METHODS", broken)
    found = backtest(SERIES, methods=["broken", "mean12"], every=10)
    failures = found.attrs["failures"]
    assert {failure.method for failure in failures} == {"broken"}
    assert {failure.reason for failure in failures} == {"ArithmeticError: singular"}
    late = {(series, origin) for series, origin in found.attrs["origins"] if _months(series, origin) > 50}
    assert {(failure.series, failure.origin) for failure in failures} == late != set()
    table = score_table(found).set_index(["horizon", "method"])
    assert 0 < table.loc[("all", "broken"), "points"] < table.loc[("all", "mean12"), "points"]
    early = backtest(SERIES, methods=["mean12"], origins=sorted({FIRST + 35, FIRST + 42, FIRST + 45, FIRST + 52}))
    early = early[[_months(row.series, row.origin) <= 50 and _tested(row, found) for row in early.itertuples()]]
    common = score_table(early).set_index(["horizon", "method"])
    for name in ("mae_over_naive", "wis_over_naive"):
        assert table.loc[("all", "broken"), name] == pytest.approx(common.loc[("all", "mean12"), name])


def _months(series: str, origin: str) -> int:
    return parse_month(origin) - SERIES[series][0] + 1


def _tested(row, found) -> bool:
    return (row.series, row.origin) in set(found.attrs["origins"])


def test_a_ratio_counts_common_points_only_and_every_series_alike():
    scores = np.array([2.0, np.nan, 2.0, 8.0, 8.0])
    reference = np.array([1.0, 5.0, np.nan, 2.0, 2.0])
    assert geometric_ratio(scores, reference, np.array([0, 0, 0, 1, 1])) == pytest.approx(np.sqrt(2 * 4))
    assert np.isnan(geometric_ratio(np.full(2, np.nan), np.ones(2), np.zeros(2, dtype=int)))
    assert geometric_ratio(np.array([3.0, 1.0]), np.array([1.0, 0.0]), np.array([0, 1])) == pytest.approx(3.0)


@given(st.integers(37, 80), st.integers(1, 12), st.integers(0, 5))
def test_rolling_origins_stand_at_equal_distances_and_leave_an_outcome(months, every, missing):
    values = np.concatenate([np.full(missing, np.nan), np.ones(months)])
    found = rolling_origins(FIRST, values, every=every)
    assert found[0] == FIRST + missing + 35
    assert set(np.diff(found)) <= {every}
    end = FIRST + missing + months - 1
    assert found[-1] < end <= found[-1] + every


def test_a_missing_month_is_no_outcome():
    values = WALK.copy()
    values[[50, 53]] = np.nan
    found = backtest({"a": (FIRST, values)}, methods=["naive"], origins=[FIRST + 45])
    assert found[found["months"] == 1]["horizon"].tolist() == [h for h in range(1, 25) if h not in (5, 8)]
    assert found[found["months"] == 12]["horizon"].tolist() == [24]  # the first year lacks a month, the second none


def test_an_origin_that_cannot_be_tested_is_told():
    origins = [FIRST + 5, FIRST + 12, FIRST + 40, FIRST + 89]
    found = backtest({"a": (FIRST, WALK)}, methods=["naive"], origins=origins)
    assert found.attrs["origins"] == (("a", month_label(FIRST + 12)), ("a", month_label(FIRST + 40)))
    assert {notice.key for notice in found.attrs["notices"]} == {
        "arrivals.clean.too_short",
        "arrivals.clean.short",
        "arrivals.backtest.no_outcome",
    }


def test_twelve_months_have_no_scale():
    _, left_out = find_origins({"a": (FIRST, WALK)}, horizon=6, chosen=[FIRST + 11])
    assert [finding.key for finding in left_out] == ["arrivals.backtest.no_scale"]
    assert clean(FIRST, WALK, FIRST + 11, series="a").months == 12


def test_what_cannot_be_tested_at_all_is_refused_with_every_reason():
    with pytest.raises(InputError) as caught:
        backtest({"a": (FIRST, WALK[:20]), "b": (FIRST, np.full(60, np.nan))})
    assert [finding.key for finding in caught.value.findings] == [
        "arrivals.backtest.nothing",
        "arrivals.backtest.no_origin",
        "arrivals.backtest.no_origin",
    ]
    with pytest.raises(InputError) as caught:
        backtest({"a": (FIRST, WALK)}, methods=["naive"], first=FIRST + len(WALK) + 5)
    assert [finding.key for finding in caught.value.findings][1:] == ["arrivals.backtest.first_late"]
    with pytest.raises(InputError, match="-5"):
        backtest({"a": (FIRST, WALK), "b": (FIRST, np.append(WALK, -5.0))})
    with pytest.raises(InputError) as caught:
        backtest(SERIES, methods=["naiv", "naive", "etts"])
    assert [finding.value for finding in caught.value.findings] == ["naiv", "etts"]
