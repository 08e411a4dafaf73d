"""`backtest --results`: the figures of the shipped series in a file that the page reads."""

from __future__ import annotations

import pytest

from forecasting.arrivals.backtest.results import digest, read_results
from forecasting.cli import main
from forecasting.observations.published import national_applications


def test_without_a_series_the_shipped_one_is_tested_and_its_figures_kept(tmp_path, capsys):
    file = tmp_path / "national.csv"
    options = ["--method", "seasonal_naive", "--every", "40", "--horizon", "12", "--workers", "1"]
    assert main(["backtest", *options, "--work", str(tmp_path / "work"), "--results", str(file)]) == 0
    found = read_results(file)
    assert found.fits(digest(*national_applications()))
    assert found.methods == ("seasonal_naive", "naive") and found.every == 40 and found.origins == 5
    assert "seasonal_naive" in capsys.readouterr().out


@pytest.mark.parametrize("other", [["--series", "own.csv"], ["--origins", "2015-01"]])
def test_a_result_file_speaks_of_the_shipped_series_only(tmp_path, capsys, other):
    file = tmp_path / "national.csv"
    assert main(["backtest", "--results", str(file), *other]) == 2
    assert "--results" in capsys.readouterr().err
    assert not file.exists()
