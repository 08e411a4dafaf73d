"""`backtest` in the terminal: what it prints, what it refuses, and that a kill costs only what was under way."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import numpy as np
import psutil
import pytest

from forecasting.arrivals.methods import METHODS
from tests import terminal

ROOT = Path(__file__).resolve().parents[1]
RNG = np.random.default_rng(12)
QUICK = ["--method", "mean12", "seasonal_naive"]
BUCKETS = ["all", "1-3", "4-12", "13-24"]


@pytest.fixture(autouse=True)
def _own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("FORECASTING_CACHE", str(tmp_path / "cache"))


@pytest.fixture(scope="module")
def series(tmp_path_factory):
    """Two series, one of them with a gap, and one that CES cannot follow."""
    lines = ["series,month,value"]
    for name in ("nord", "süd", "steil"):
        values = 5.0 * 1.2 ** np.arange(60) if name == "steil" else np.exp(RNG.normal(0, 0.2, 80).cumsum() + 6)
        for step, value in enumerate(values):
            if (name, step) != ("nord", 50):
                lines.append(f"{name},{2014 + step // 12}-{step % 12 + 1:02d},{value:.0f}")
    file = tmp_path_factory.mktemp("series") / "reihen.csv"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(file)


run = partial(terminal.run, "backtest")


@pytest.mark.parametrize(("language", "words"), [
    ("de", ["Rückblick", "Alle Monate", "13 bis 24 Monate voraus", "Summe der ersten zwölf Monate", "interpoliert"]),
    ("en", ["Backtest", "All months", "13 to 24 months ahead", "Sum of the first twelve months", "interpolat"]),
])  # fmt: skip
def test_it_prints_a_table_within_100_columns(language, words, series, capsys):
    code, out, err = run("--series", series, *QUICK, "--every", "12", "--lang", language, capsys=capsys)
    assert code == 0
    assert max(map(len, out.splitlines())) <= 100
    for word in words:
        assert word in out
    for method in ("mean12", "seasonal_naive", "naive"):
        assert sum(line.startswith(method + " ") for line in out.splitlines()) == 6  # four of months, two of years
    assert "prophet_default" not in out
    assert "Traceback" not in err


def test_as_json_it_holds_every_figure(series, capsys):
    code, out, _ = run("--series", series, *QUICK, "--every", "12", "--json", capsys=capsys)
    found = json.loads(out)
    assert code == 0
    assert list(found) == [
        "settings", "versions", "origins", "scores", "sums", "years", "series", "failures", "notices",
    ]  # fmt: skip
    assert found["settings"]["methods"] == ["mean12", "seasonal_naive", "naive"]
    assert [(row["horizon"], row["method"]) for row in found["scores"]] == [
        (bucket, method) for bucket in BUCKETS for method in found["settings"]["methods"]
    ]
    for row in found["scores"]:
        assert row["points"] > row["origins"] > 0
        assert row["mase"] > 0 and row["wis_over_prophet_default"] is None
        assert row["within50"] <= row["within80"] <= row["within90"] <= row["within95"]
    assert {row["series"] for row in found["series"]} == {"nord", "süd", "steil"}
    assert len(found["origins"]) == 4 + 4 + 2
    assert any("2018-03" in notice for notice in found["notices"])


def test_a_method_that_fails_is_named_with_its_reason(series, capsys):
    call = ["--series", series, "--method", "ces", "mean12", "--origins", "2017-12", "--workers", "1"]
    code, out, _ = run(*call, capsys=capsys)
    assert code == 0
    told = " ".join(out.split())
    assert "ces war in 1 von 3 Fällen nicht anwendbar (ValueError: explodes): steil 2017-12." in told
    found = json.loads(run(*call, "--json", capsys=capsys)[1])
    (failure,) = found["failures"]
    assert failure["method"] == "ces" and "explodes" in failure["reason"]
    points = {row["method"]: row["points"] for row in found["scores"] if row["horizon"] == "all"}
    assert points["ces"] == points["mean12"] - 12


def test_every_method_takes_part_unless_some_are_named(series, capsys):
    code, _, err = run("--series", series, "--lang", "en", "--origins", "2017-12", "--horizon", "0", capsys=capsys)
    assert code == 2 and "--horizon" in err
    from forecasting.arrivals.backtest.run import _names

    assert _names(None) == list(METHODS)
    assert {"ensemble", "prophet_default", "prophet_tuned", "ets", "theta", "arima", "ces"} <= set(METHODS)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--method", "kristallkugel"], ["kristallkugel", "naive"]),
        (["--horizon", "0"], ["--horizon", "1", "72"]),
        (["--every", "0"], ["--every"]),
        (["--workers", "0", "--horizon", "99"], ["--workers", "--horizon"]),
        (["--origins", "2018-13"], ["2018-13"]),
        (["--first", "gestern"], ["gestern"]),
        (["--origins", "2018-01", "--every", "3"], ["--origins", "--every"]),
        (["--origins", "2018-01", "--first", "2017-01"], ["--origins", "--first"]),
        (["--scheduler", "tcp://127.0.0.1:1", "--workers", "2"], ["--scheduler", "--workers"]),
        (["--origins", "2030-01"], ["keine", "2030-01"]),
        (["--scheduler", "kein-ort"], ["kein-ort", "Dask"]),
        (["--paths", "0"], ["--paths"]),
        (["--work", "/dev/null/ordner"], ["/dev/null/ordner", "--work"]),
    ],
)
def test_wrong_input_is_named_and_nothing_is_written(arguments, told, series, capsys, tmp_path):
    target = tmp_path / "ergebnis.txt"
    code, out, err = run("--series", series, *arguments, "--out", str(target), capsys=capsys)
    assert (code, out) == (2, "")
    assert "Traceback" not in err
    for word in told:
        assert word.lower() in err.lower()
    assert not target.exists()


@pytest.mark.parametrize("option", ["--out", "--results"])
def test_a_place_that_cannot_be_written_is_refused_before_the_work_begins(option, series, capsys, tmp_path):
    given = ["--series", series] if option == "--out" else []
    code, out, err = run(*given, *QUICK, option, str(tmp_path / "fehlt" / "ergebnis.csv"), capsys=capsys)
    assert (code, out) == (2, "") and "ergebnis.csv" in err and "Ordner" in err
    assert not (tmp_path / "cache").exists() and len(err.splitlines()) == 1


def test_a_second_run_says_that_nothing_is_left_to_compute(series, capsys):
    call = ["--series", series, "--method", "naive", "--origins", "2017-12", "--workers", "1"]
    assert "3 Prognosen sind zu rechnen." in run(*call, capsys=capsys)[2]
    told = run(*call, capsys=capsys)[2]
    assert "3 von 3 Prognosen lagen fertig im Arbeitsordner, 0 sind" in told and "Dauer" not in told


def test_a_file_that_cannot_be_used_is_named(capsys, tmp_path):
    assert run("--series", str(tmp_path / "fehlt.csv"), capsys=capsys)[0] == 2
    short = tmp_path / "kurz.csv"
    short.write_text("month,value\n2020-01,5\n2020-02,6\n", encoding="utf-8")
    code, out, err = run("--series", str(short), capsys=capsys)
    assert (code, out) == (2, "")
    assert "zu kurz" in err


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    """Enough forecasts to be killed among them."""
    lines = ["series,month,value"]
    for name in range(3):
        values = np.exp(RNG.normal(0, 0.2, 110).cumsum() + 6)
        lines += [f"{name},{2010 + k // 12}-{k % 12 + 1:02d},{value:.0f}" for k, value in enumerate(values)]
    file = tmp_path_factory.mktemp("many") / "reihen.csv"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(file)


def test_a_killed_run_leaves_nobody_behind_and_goes_on(many, tmp_path, capsys):
    call = ["--series", many, "--method", "mean12", "--every", "1", "--paths", "200", "--json"]
    work, target = tmp_path / "work", tmp_path / "killed.json"
    options = [*call, "--workers", "2", "--work", str(work), "--out", str(target)]
    running = subprocess.Popen(
        [sys.executable, "-m", "forecasting", "backtest", *options],
        cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    _until(lambda: len(list(work.glob("*/*.json"))) > 100 or running.poll() is not None)
    children = psutil.Process(running.pid).children(recursive=True)
    os.kill(running.pid, signal.SIGKILL)
    running.wait()
    finished = len(list(work.glob("*/*.json")))
    assert len(children) >= 2 and not target.exists()
    assert psutil.wait_procs(children, timeout=120)[1] == []

    code, _, err = run(*options, capsys=capsys)
    assert code == 0
    assert finished > 100 and f"{finished} von 444" in err
    elsewhere = tmp_path / "whole.json"
    whole = [*call, "--workers", "1", "--work", str(tmp_path / "other"), "--out", str(elsewhere)]
    assert run(*whole, capsys=capsys)[0] == 0
    assert target.read_bytes() == elsewhere.read_bytes()


def _until(true) -> None:
    end = time.monotonic() + 300
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_a_cluster_gives_the_same_bytes(series, tmp_path, capsys):
    from distributed import LocalCluster

    call = ["--series", series, *QUICK, "--json"]
    files = [tmp_path / name for name in ("here.json", "there.json")]
    assert run(*call, "--work", str(tmp_path / "a"), "--out", str(files[0]), capsys=capsys)[0] == 0
    with LocalCluster(
        processes=True, n_workers=2, threads_per_worker=1, dashboard_address="127.0.0.1:0", host="127.0.0.1",
        silence_logs=50,
    ) as cluster:  # fmt: skip
        there = [*call, "--scheduler", cluster.scheduler_address, "--work", str(tmp_path / "b")]
        code, _, err = run(*there, "--out", str(files[1]), capsys=capsys)
        assert code == 0, err
        assert "distributed" not in err
    assert files[0].read_bytes() == files[1].read_bytes()
