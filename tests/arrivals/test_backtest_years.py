"""The test of yearly forecasts: what it scores, and that the shipped file is that of the shipped series."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from forecasting.arrivals.backtest_years import ALL, YEARS, backtest_years, read_years, years_csv
from forecasting.arrivals.cache import METHOD_VERSION
from forecasting.arrivals.yearly import forecast_years
from forecasting.base.errors import InputError
from forecasting.base.text import Texts
from forecasting.observations import read_yearly_series
from forecasting.reports.backtest_years import document, render
from tests.terminal import run

PANEL = Path(__file__).parent / "panel" / "yearly_asylum_applications.csv"
VALUES = np.round(np.exp(np.random.default_rng(2).normal(0, 0.3, 20).cumsum() + 7))


def test_every_origin_from_the_twelfth_year_on_is_scored_up_to_six_years_ahead():
    found = backtest_years({"a": (2000, VALUES), "b": (2005, VALUES[:14])})
    assert (found.series, found.origins, found.first, found.last) == (2, 8 + 2, 2011, 2018)
    assert {ahead: score.forecasts for ahead, score in found.by_year.items()} == {
        ALL: 8 + 7 + 6 + 5 + 4 + 3 + 2 + 1, 1: 8 + 2, 2: 7 + 1, 3: 6, 4: 5, 5: 4, 6: 3,
    }  # fmt: skip


def test_shares_are_those_of_a_slow_loop():
    inside = []
    for place in range(11, 19):
        low, high = forecast_years(VALUES[: place + 1], 1).quantiles()[0, [2, 6]]
        inside.append(low <= VALUES[place + 1] <= high)
    assert backtest_years({"a": (2000, VALUES)}).by_year[1].within80 == pytest.approx(np.mean(inside))


def test_a_gap_cuts_off_what_lies_before_it():
    gappy = VALUES.copy()
    gappy[3] = np.nan
    found = backtest_years({"a": (2000, gappy)})
    assert found.first == 2015 and found.origins == 4
    assert found == backtest_years({"a": (2000, gappy)})


def test_too_little_history_is_refused():
    with pytest.raises(InputError):
        backtest_years({"a": (2000, VALUES[:12])})


def test_the_file_comes_back_as_it_was_written(tmp_path):
    found = backtest_years({"a": (2000, VALUES)})
    file = tmp_path / "years.csv"
    file.write_text(years_csv(found), encoding="utf-8")
    back = read_years(file)
    assert years_csv(back) == years_csv(found) and back.data == found.data
    file.write_text("nonsense", encoding="utf-8")
    with pytest.raises(InputError):
        read_years(file)


def test_the_shipped_file_is_that_of_the_panel_and_of_this_version():
    shipped = read_years(YEARS)
    assert shipped.version == METHOD_VERSION
    assert years_csv(shipped) == years_csv(backtest_years(read_yearly_series(PANEL)))


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_report_fits_a_terminal_and_tells_on_what_it_rests(language):
    told = render(read_years(), Texts(language))
    assert max(map(len, told.splitlines())) <= 100 and "16" in told and "427" in told
    assert [row["ahead"] for row in document(read_years())["years"]] == [None, 1, 2, 3, 4, 5, 6]


def test_the_command_writes_the_file_and_refuses_what_is_of_months(capsys, tmp_path):
    file = tmp_path / "years.csv"
    call = ["backtest", "--frequency", "year", "--series", str(PANEL)]
    assert run(*call, "--results", str(file), capsys=capsys)[0] == 0
    assert file.read_text(encoding="utf-8") == YEARS.read_text(encoding="utf-8")
    code, out, err = run(*call, "--every", "3", capsys=capsys)
    assert (code, out) == (2, "") and "--every" in err
    assert run("backtest", "--frequency", "year", capsys=capsys)[0] == 2
