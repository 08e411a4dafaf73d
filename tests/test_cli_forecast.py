"""`forecast` in the terminal: yearly series, sums of months in a row, and what says no together."""

from __future__ import annotations

import csv
import io

import numpy as np
import pytest

from tests.terminal import run

YEARS = ["year,value", *(f"{2000 + at},{100 + 7 * (at % 5)}" for at in range(20))]
QUANTILES = ["mean", "q025", "q05", "q10", "q25", "q50", "q75", "q90", "q95", "q975"]


@pytest.fixture
def yearly(tmp_path):
    file = tmp_path / "jahre.csv"
    file.write_text("\n".join(YEARS), encoding="utf-8")
    return str(file)


@pytest.fixture
def monthly(tmp_path):
    file = tmp_path / "monate.csv"
    rows = [f"{2015 + at // 12}-{at % 12 + 1:02d},{500 + 20 * (at % 7)}" for at in range(60)]
    file.write_text("\n".join(["month,value", *rows]), encoding="utf-8")
    return str(file)


def rows_of(out):
    return list(csv.DictReader(io.StringIO(out)))


def test_a_yearly_series_has_the_columns_of_the_contract_with_year_for_month(capsys, yearly):
    call = ["forecast", "--frequency", "year", "--series", yearly, "--horizon", "6", "--origin", "2012", "2019"]
    code, out, err = run(*call, capsys=capsys)
    rows = rows_of(out)
    assert (code, err) == (0, "") and list(rows[0]) == ["series", "origin", "year", "horizon", *QUANTILES]
    assert [int(row["year"]) for row in rows] == [*range(2013, 2019), *range(2020, 2026)]


def test_a_yearly_forecast_sees_nothing_after_its_origin(capsys, yearly, tmp_path):
    short = tmp_path / "kurz.csv"
    short.write_text("\n".join(YEARS[:14]), encoding="utf-8")
    call = ["forecast", "--frequency", "year", "--horizon", "3", "--series"]
    seen = run(*call, yearly, "--origin", "2012", capsys=capsys)
    assert seen == run(*call, str(short), capsys=capsys)


def test_few_years_are_said_to_lean_on_others(capsys, tmp_path):
    few = tmp_path / "wenige.csv"
    few.write_text("series,year,value\na,2023,10\na,2024,12\n", encoding="utf-8")
    code, out, err = run("forecast", "--frequency", "year", "--series", str(few), "--horizon", "2", capsys=capsys)
    assert code == 0 and len(rows_of(out)) == 2 and "nur 2 verwendbare Jahre" in err


def test_sums_are_those_of_the_paths(capsys, monthly):
    call = ["forecast", "--series", monthly, "--horizon", "30", "--method", "naive", "--paths", "400"]
    sums = rows_of(run(*call, "--sums", "12", capsys=capsys)[1])
    running = rows_of(run(*call, "--cumulative", capsys=capsys)[1])
    assert [(row["month"], row["horizon"]) for row in sums] == [("2020-12", "12"), ("2021-12", "24")]
    assert sums[0] | {"horizon": "12"} == running[11]
    means = [float(row["mean"]) for row in sums]
    assert np.cumsum(means)[1] == pytest.approx(float(running[23]["mean"]))


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--sums", "12", "--cumulative"), "--sums"),
        (("--sums", "0"), "--sums"),
        (("--sums", "40"), "--sums"),
        (("--horizon", "241"), "--horizon"),
    ],
)
def test_options_that_say_no_together_are_refused(capsys, monthly, more, said):
    code, out, err = run("forecast", "--series", monthly, "--horizon", "30", *more, capsys=capsys)
    assert (code, out) == (2, "") and said in err


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--sums", "2"), "--sums"),
        (("--method", "naive"), "--method"),
        (("--horizon", "21"), "--horizon"),
        (("--origin", "2012-01"), "2012-01"),
        (("--origin", "1990"), "1990"),
    ],
)
def test_what_a_yearly_series_cannot_have_is_refused(capsys, yearly, more, said):
    call = ["forecast", "--frequency", "year", "--series", yearly, "--horizon", "6"]
    code, out, err = run(*call, *more, capsys=capsys)
    assert (code, out) == (2, "") and said in err and "Traceback" not in err


@pytest.mark.parametrize("line", ["2020.5,3", "2020,-3", "zwanzig,3", "2000,5"])
def test_a_yearly_file_that_breaks_a_rule_is_refused(capsys, tmp_path, line):
    file = tmp_path / "falsch.csv"
    file.write_text("\n".join([*YEARS, line]), encoding="utf-8")
    code, out, err = run("forecast", "--frequency", "year", "--series", str(file), "--horizon", "2", capsys=capsys)
    assert (code, out) == (2, "") and "falsch.csv" in err
