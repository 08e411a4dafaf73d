"""A result file holds the means of its test, says what it was computed from, and the shipped one fits the figures."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from forecasting.arrivals.backtest.results import ALL, SUM, digest, read_results, results_csv
from forecasting.arrivals.backtest.run import Failure, backtest
from forecasting.base.errors import InputError
from forecasting.base.periods import month_label
from forecasting.observations.published import national_applications

FIRST = 24_000
SERIES = 800 * np.exp(0.3 * np.sin(np.arange(70) / 6))
METHODS = ("naive", "seasonal_naive")


@pytest.fixture(scope="module")
def frame():
    return backtest({"DE": (FIRST, SERIES)}, methods=METHODS, every=3, horizon=14, paths=200)


def _written(tmp_path, frame):
    path = tmp_path / "results.csv"
    path.write_text(results_csv(frame, digest(FIRST, SERIES), every=3), encoding="utf-8")
    return read_results(path)


def test_the_file_comes_back_as_means_over_the_points(tmp_path, frame):
    found = _written(tmp_path, frame)
    assert found.methods == METHODS
    months = frame[(frame["months"] == 1) & (frame["method"] == "naive")]
    third, sums = months[months["horizon"] == 3], frame[(frame["months"] == 12) & (frame["method"] == "naive")]
    for part, ahead in ((months, ALL), (third, "3"), (sums, SUM)):
        assert found.value("naive", ahead, "error") == pytest.approx(part["absolute_error"].mean())
        assert found.value("naive", ahead, "within80") == pytest.approx(part["within80"].mean(), abs=1e-6)
        assert found.value("naive", ahead, "above") == pytest.approx(part["above"].mean(), abs=1e-6)
        assert found.value("naive", ahead, "points") == len(part)
    assert found.horizon == 14
    assert (found.origins, found.every) == (12, 3)
    assert (month_label(found.first), month_label(found.last)) == (month_label(FIRST + 35), month_label(FIRST + 68))
    with pytest.raises(KeyError):
        found.value("naive", "15", "error")


def test_an_origin_from_which_a_method_failed_counts_for_none(tmp_path, frame):
    cut = frame.copy()
    cut.attrs = frame.attrs | {"failures": (Failure("naive", "DE", month_label(FIRST + 35), "why"),)}
    found = _written(tmp_path, cut)
    assert found.origins == 11 and month_label(found.first) == month_label(FIRST + 38)
    for method in METHODS:
        assert found.value(method, "1", "points") == 11


def test_other_figures_or_another_version_no_longer_fit(tmp_path, frame):
    found = _written(tmp_path, frame)
    assert found.fits(digest(FIRST, SERIES))
    changed = SERIES.copy()
    changed[3] += 1
    assert not found.fits(digest(FIRST, changed))
    assert not found.fits(digest(FIRST + 1, SERIES))
    assert not dataclasses.replace(found, version=found.version - 1).fits(digest(FIRST, SERIES))


@pytest.mark.parametrize("content", [None, "", "# data: 1\nmethod,ahead\nnaive,1\n"])
def test_what_is_no_result_file_is_refused(tmp_path, content):
    path = tmp_path / "results.csv"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError):
        read_results(path)


def test_the_shipped_file_fits_the_shipped_figures():
    """Else `make backtest` has to be run again."""
    found = read_results()
    assert found.fits(digest(*national_applications()))
    assert found.methods == ("ensemble", "prophet_default", "ets", "naive", "seasonal_naive")
    assert found.origins == 60
