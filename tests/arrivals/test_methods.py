"""Every method behind one interface: whole and finite on awkward series, open about failing, blind to the future."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forecasting.arrivals import METHODS, History, MethodFailed, clean, method
from forecasting.arrivals import methods as registry
from forecasting.arrivals.ensemble import revert, short_centre
from forecasting.assumptions import load_register
from forecasting.base.errors import InputError

FIRST = 24180
QUICK = ("naive", "seasonal_naive", "mean12")
FITTED = ("ensemble", "prophet", "prophet_default", "prophet_tuned", "ets", "theta", "ces", "local_level")
RNG = np.random.default_rng(11)
WALK = np.round(np.exp(RNG.normal(0, 0.2, 60).cumsum() + 6))
AWKWARD = {
    "constant": np.full(40, 250.0),
    "zeros": np.zeros(40),
    "zero stretches": np.where(np.arange(60) % 20 < 8, 0.0, 35.0),
    "jump": np.concatenate([np.full(30, 2.0), np.full(30, 90_000.0)]),
    "stop": np.concatenate([np.full(40, 900.0), np.zeros(6)]),
    "twelve months": WALK[:12],
    "thirty months": WALK[:30],
    "gaps": np.where(np.isin(np.arange(60), [5, 20, 21, 58]), np.nan, WALK),
    "late": np.append(WALK, [np.nan, np.nan]),
    "steep growth": 5.0 * 1.2 ** np.arange(40),
}


def history_of(values):
    return clean(FIRST, np.asarray(values, dtype=float), FIRST + len(values) - 1, series="a")


def check_whole(bands, horizon):
    table = bands.quantiles()
    assert table.shape == (horizon, 9)
    assert np.isfinite(table).all() and (table >= 0).all()
    assert (np.diff(table, axis=1) >= -1e-9).all()
    assert np.isfinite(bands.mean()).all()
    paths = bands.paths(51, np.random.default_rng(1))
    assert paths.shape == (horizon, 51)
    assert np.isfinite(paths).all() and (paths >= 0).all()


@pytest.mark.parametrize("series", AWKWARD)
@pytest.mark.parametrize("name", [*QUICK, *FITTED])
def test_awkward_series_get_a_whole_forecast(name, series):
    if (name, series) == ("ces", "steep growth"):
        with pytest.raises(MethodFailed, match="explodes"):
            METHODS[name].fit(history_of(AWKWARD[series]), 15)
        return
    check_whole(METHODS[name].fit(history_of(AWKWARD[series]), 15), 15)


@pytest.mark.parametrize("series", ["constant", "stop", "twelve months"])
def test_arima_too(series):
    check_whole(METHODS["arima"].fit(history_of(AWKWARD[series]), 6), 6)


@settings(max_examples=40)
@given(
    st.lists(st.one_of(st.none(), st.just(0.0), st.floats(0, 1e7)), min_size=12, max_size=50),
    st.sampled_from(QUICK),
    st.integers(1, 60),
)
def test_any_series_gets_a_whole_forecast_or_a_reason(values, name, horizon):
    try:
        history = history_of([np.nan if value is None else value for value in values])
    except InputError:
        return
    check_whole(METHODS[name].fit(history, horizon), horizon)


@pytest.mark.parametrize("name", [*QUICK, "local_level", "ensemble", "prophet"])
def test_a_hundred_times_the_arrivals_are_a_hundred_times_the_forecast(name):
    """Up to the 1 in log(1 + y), the counting noise, and Prophet's priors, relative to the largest value."""
    small, large = (METHODS[name].fit(history_of(WALK * factor), 12) for factor in (1e3, 1e5))
    tolerance = 0.1 if name in ("ensemble", "prophet") else 0.002
    assert large.quantiles() == pytest.approx(100 * small.quantiles(), rel=tolerance)


@pytest.mark.parametrize("name", [*QUICK, "ensemble", "prophet_default", "prophet_tuned", "ets"])
def test_the_same_history_gives_the_same_bytes(name):
    once, again = (METHODS[name].fit(history_of(WALK), 12) for _ in range(2))
    assert once.quantiles().tobytes() == again.quantiles().tobytes()
    drawn = [bands.paths(20, np.random.default_rng(3)).tobytes() for bands in (once, again)]
    assert drawn[0] == drawn[1]


@pytest.mark.parametrize("name", [*QUICK, "ensemble", "prophet_default"])
def test_what_comes_after_the_origin_changes_nothing(name):
    origin = FIRST + 44
    other = WALK.copy()
    other[45:] = RNG.uniform(0, 1e6, 15)
    before, after = (
        METHODS[name].fit(clean(FIRST, values, origin, series="a"), 12).quantiles() for values in (WALK, other)
    )
    assert before.tobytes() == after.tobytes()


def test_a_longer_horizon_leaves_the_earlier_months_as_they_were():
    short, long = (METHODS["ensemble"].fit(history_of(WALK), horizon).quantiles() for horizon in (12, 48))
    assert long[:12] == pytest.approx(short, rel=1e-9)


@pytest.mark.parametrize("name", ["ensemble", "prophet", "ets"])
def test_a_short_history_gets_the_flat_centre(name):
    history = history_of(WALK[:29])
    assert METHODS[name].fit(history, 6).centre == pytest.approx(revert(short_centre(history, 6), history))
    assert METHODS["naive"].fit(history, 6).centre == pytest.approx(np.full(6, history.log[-1]))


def test_growth_is_held_flat():
    history = history_of(AWKWARD["steep growth"])
    assert METHODS["ensemble"].fit(history, 24).quantiles()[23, 4] < 1.5 * history.counts[-1]


def test_the_ensemble_goes_on_without_a_member(monkeypatch):
    def broken(history, steps):
        raise ArithmeticError("singular")

    monkeypatch.setattr(registry, "MEMBERS", {**registry.MEMBERS, "prophet": broken})
    bands = METHODS["ensemble"].fit(history_of(WALK), 12)
    assert bands.dropped == (("prophet", "ArithmeticError: singular"),)
    check_whole(bands, 12)


def test_a_method_that_cannot_be_used_says_why(monkeypatch):
    def broken(history, horizon):
        raise ArithmeticError("singular")

    with pytest.raises(MethodFailed, match="ArithmeticError: singular"):
        registry._Method("broken", broken).fit(history_of(WALK), 12)


def test_an_explosion_is_refused():
    grows = np.concatenate([np.full(20, 1.0), 1e3 * 30.0 ** np.arange(10)])
    counts = np.concatenate([grows, [grows[-1] * 30, grows[-1] * 900]])
    history = History(FIRST, counts, np.zeros(len(counts), dtype=bool), FIRST + len(counts) - 1)
    with pytest.raises(MethodFailed, match="explodes"):
        METHODS["theta"].fit(history, 240)


def test_an_unknown_method_is_refused_with_the_nearest():
    with pytest.raises(InputError) as caught:
        method("prophett")
    (finding,) = caught.value.findings
    assert finding.value == "prophett"
    assert finding.values["nearest"] == "prophet"


def test_numpys_global_state_is_left_alone():
    before = np.random.get_state()[1].tolist()  # noqa: NPY002
    METHODS["prophet_default"].fit(history_of(WALK), 6)
    assert np.random.get_state()[1].tolist() == before  # noqa: NPY002


def test_a_fit_prints_nothing_and_leaves_no_files(tmp_path):
    code = (
        "import numpy as np; from forecasting.arrivals import METHODS, clean; import os, cmdstanpy;"
        "history = clean(24180, np.arange(1.0, 41.0), 24219, series='a');"
        "METHODS['prophet'].fit(history, 6);"
        "assert METHODS['ensemble'].fit(history, 6).dropped == ();"
        "print(os.listdir(cmdstanpy._TMPDIR), [n for n in os.listdir(os.environ['TMPDIR']) if 'prophet' in n])"
    )
    environment = {"PATH": "/usr/bin:/bin", "TMPDIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=registry.__file__.rpartition("/forecasting/")[0],
        capture_output=True,
        text=True,
        check=True,
        env=environment,
    )
    assert (done.stdout, done.stderr) == ("[] []\n", "")


def test_importing_the_package_loads_no_heavy_library():
    code = "import sys, forecasting.arrivals; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=registry.__file__.rpartition("/forecasting/")[0],
        capture_output=True,
        text=True,
        check=True,
    )
    heavy = {"prophet", "statsmodels", "statsforecast", "scipy", "pandas", "babel"}
    assert not heavy & {name.partition(".")[0] for name in done.stdout.split()}


def test_a_scenario_can_choose_every_method():
    assert [choice.value for choice in load_register()["arrivals.method"].choices] == list(METHODS)
