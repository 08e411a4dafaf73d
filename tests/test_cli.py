"""The terminal: what it prints; wrong input ends with exit code 2, one sentence a finding, nothing written."""

from __future__ import annotations

import csv
import json
import os
import stat
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from forecasting import load_scenario
from tests.terminal import run

ROOT = Path(__file__).resolve().parents[1]
FAST = ["--set", "arrivals.method=naive", "--paths", "40"]
QUANTILES = ["mean", "q025", "q05", "q10", "q25", "q50", "q75", "q90", "q95", "q975"]


def test_outlook_answers_in_german_within_100_columns(capsys):
    code, out, err = run("outlook", *FAST, capsys=capsys)
    assert code == 0
    assert max(map(len, out.splitlines())) <= 100
    assert "benötigen voraussichtlich" in " ".join(out.split())
    assert "Datenstand: 31.12.2025" in out
    assert "nicht angegeben – bitte eintragen" in " ".join(out.split())
    assert "Wahrscheinlichkeit, dass die Mittel reichen" in out


def test_outlook_answers_in_english(capsys):
    code, out, _ = run("outlook", *FAST, "--lang", "en", capsys=capsys)
    assert code == 0
    assert "are expected to need integration case management" in " ".join(out.split())
    assert max(map(len, out.splitlines())) <= 100


def test_outlook_as_json_holds_the_contract(capsys):
    code, out, _ = run("outlook", *FAST, "--json", capsys=capsys)
    found = json.loads(out)
    assert code == 0
    assert list(found) == ["meta", "monthly", "yearly", "account", "probability", "residuals_last_until", "answer"]
    assert set(found["meta"]) == {
        "version", "created", "run_id", "data_hash", "assumptions_hash", "seed", "paths", "base_month", "sample_data",
        "warnings",
    }  # fmt: skip
    assert list(found["monthly"][0]) == ["month", "group", "measure", *QUANTILES]
    assert list(found["yearly"][0]) == ["year", "partial", "measure", *QUANTILES]
    assert set(found["account"][0]) == {"level", "year", "partial", "measure", "value"}
    assert set(found["probability"][0]) == {"year", "funds_suffice", "funds_suffice_until"}
    assert set(found["residuals_last_until"]) == {"q10", "q50", "q90"}
    assert set(found["answer"]["text"]) == {"de", "en"}
    assert {tuple(claim) for claim in found["answer"]["claims"]} == {
        ("measure", "year", "op", "value", "probability")
    }
    assert found["meta"]["created"] == "2025-12-31"
    assert {row["group"] for row in found["monthly"]} == {"asylum", "ukraine", "humanitarian", "all"}
    for row in found["monthly"] + found["yearly"]:
        quantiles = [row[name] for name in QUANTILES[1:]]
        assert quantiles == sorted(quantiles), row


def test_the_same_input_gives_the_same_bytes(capsys, monkeypatch):
    first, second = (run("outlook", *FAST, "--json", capsys=capsys)[1] for _ in range(2))
    assert first == second
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    dated = json.loads(run("outlook", *FAST, "--json", capsys=capsys)[1])
    assert dated["meta"]["created"] == "2023-11-14"
    assert dated["yearly"] == json.loads(first)["yearly"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--set", "staffing.persons_per_ftee=80"], ["staffing.persons_per_ftee", "staffing.persons_per_fte"]),
        (["--set", "funding.rate_graduate=600000"], ["funding.rate_graduate", "600.000", "120.000"]),
        (["--set", "need.asylum.take_up=viel"], ["need.asylum.take_up", "viel"]),
        (
            ["--set", "need.asylum.take_up=-1", "--set", "funding.basis=gratis"],
            ["need.asylum.take_up", "funding.basis"],
        ),
        (["--set", "ohne-gleichheitszeichen"], ["ohne-gleichheitszeichen"]),
        (["--scenario", "gibt-es-nicht.toml"], ["gibt-es-nicht.toml"]),
        (["--data", "gibt-es-nicht"], ["gibt-es-nicht"]),
        (["--set", "base_month=2030-01"], ["2030-01"]),
        (["--set", "arrivals.method=kristallkugel"], ["kristallkugel"]),
        (["--paths", "0"], ["--paths", "0", "100000"]),
        (["--seed", "-1"], ["--seed", "-1"]),
        (["--paths", "viele"], ["viele"]),
        (["--by", "galaxis"], ["galaxis"]),
    ],
)
def test_wrong_input_is_named_and_nothing_is_written(arguments, told, capsys, tmp_path):
    target = tmp_path / "ergebnis.json"
    code, out, err = run("outlook", *arguments, "--json", "--out", str(target), capsys=capsys)
    assert code == 2
    assert out == ""
    assert "Traceback" not in err
    for word in told:
        assert word in err
    assert list(tmp_path.iterdir()) == []


def test_a_broken_scenario_file_names_its_line(capsys, tmp_path):
    broken = tmp_path / "kaputt.toml"
    broken.write_text('name = "Kaputt"\n[staffing\nrule = "mean"\n', encoding="utf-8")
    code, _, err = run("outlook", "--scenario", str(broken), capsys=capsys)
    assert code == 2
    assert "kaputt.toml" in err and "2" in err


def test_a_file_appears_whole_with_usual_rights(capsys, tmp_path):
    target = tmp_path / "ergebnis.json"
    assert run("outlook", *FAST, "--json", "--out", str(target), capsys=capsys)[0] == 0
    assert json.loads(target.read_text(encoding="utf-8"))["yearly"]
    assert stat.S_IMODE(target.stat().st_mode) == 0o644
    assert list(tmp_path.iterdir()) == [target]


def test_a_pipe_is_written_to_and_not_replaced(capsys, tmp_path):
    pipe = tmp_path / "rohr"
    os.mkfifo(pipe)
    read: list[str] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_text(encoding="utf-8")))
    reader.start()
    code, _, _ = run("outlook", *FAST, "--json", "--out", str(pipe), capsys=capsys)
    reader.join(timeout=120)
    assert code == 0
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert json.loads(read[0])["yearly"]


def test_an_unwritable_place_is_named(capsys, tmp_path):
    code, _, err = run("outlook", *FAST, "--out", str(tmp_path / "kein" / "ordner.txt"), capsys=capsys)
    assert code == 2
    assert "ordner.txt" in err


def test_check_accepts_the_shipped_folders(capsys):
    for folder in ("data/observations", "data/published"):
        assert run("check", str(ROOT / folder), capsys=capsys)[0] == 0, folder


def test_check_reports_every_finding_at_once(capsys, tmp_path):
    bad = tmp_path / "arrivals.csv"
    bad.write_text(
        "month,group,arrivals\n2024-01,asylum,-5\n2024-13,asylum,7\n2024-03,asylum,viele\n", encoding="utf-8"
    )
    code, out, _ = run("check", str(bad), "--json", capsys=capsys)
    found = json.loads(out)
    assert code == 2 and found["valid"] is False
    errors = [row for row in found["findings"] if row["severity"] != "notice"]
    assert {2, 3, 4} <= {row["row"] for row in errors}
    for row in errors:
        assert row["file"].endswith("arrivals.csv") and row["rule"] and row["remedy"]


def test_forecast_writes_the_columns_of_the_contract(capsys, tmp_path):
    series = tmp_path / "reihe.csv"
    months = [f"{2018 + k // 12}-{k % 12 + 1:02d}" for k in range(48)]
    series.write_text("month,value\n" + "".join(f"{m},{100 + i}\n" for i, m in enumerate(months)), encoding="utf-8")
    target = tmp_path / "prognose.csv"
    call = ["forecast", "--series", str(series), "--horizon", "6", "--method", "naive", "--paths", "200"]
    code, _, _ = run(*call, "--origin", "2020-12", "2021-06", "--out", str(target), capsys=capsys)
    assert code == 0
    rows = list(csv.DictReader(target.read_text(encoding="utf-8").splitlines()))
    assert list(rows[0]) == ["series", "origin", "month", "horizon", *QUANTILES]
    assert [(row["origin"], row["month"], row["horizon"]) for row in rows[:2]] == [
        ("2020-12", "2021-01", "1"),
        ("2020-12", "2021-02", "2"),
    ]
    assert len(rows) == 12
    sums = run(*call, "--cumulative", capsys=capsys)[1].splitlines()
    medians = [float(line.split(",")[9]) for line in sums[1:]]
    assert medians == sorted(medians) and medians[-1] > 5 * medians[0]


def test_forecast_refuses_what_it_cannot_use(capsys, tmp_path):
    series = tmp_path / "kurz.csv"
    series.write_text("month,value\n2020-01,5\n2020-02,6\n", encoding="utf-8")
    code, out, err = run("forecast", "--series", str(series), "--horizon", "6", capsys=capsys)
    assert code == 2 and out == "" and err
    assert run("forecast", "--series", str(series), "--horizon", "0", capsys=capsys)[0] == 2
    assert run("forecast", "--series", str(tmp_path / "fehlt.csv"), "--horizon", "3", capsys=capsys)[0] == 2


def test_the_module_runs_as_a_program_and_stops_quietly_when_nobody_reads():
    shown = subprocess.run(
        [sys.executable, "-m", "forecasting", "--help"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    for command in ("check", "forecast", "outlook"):
        assert command in shown.stdout
    piped = subprocess.run(
        f"{sys.executable} -m forecasting check data/observations | true", shell=True, cwd=ROOT, capture_output=True,
        text=True,
    )  # fmt: skip
    assert "Traceback" not in piped.stderr


@pytest.mark.parametrize("epoch", ["abc", "99999999999999999"])
def test_a_wrong_date_of_the_run_is_named(epoch, capsys, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    code, out, err = run("outlook", *FAST, "--json", capsys=capsys)
    assert (code, out) == (2, "")
    assert "SOURCE_DATE_EPOCH" in err


def test_a_terminal_without_the_signs_of_german_still_gets_an_answer():
    shown = subprocess.run(
        [sys.executable, "-m", "forecasting", "outlook", *FAST], cwd=ROOT, capture_output=True, check=True,
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
    )  # fmt: skip
    assert b"Integrationsmanagement" in shown.stdout


@pytest.mark.parametrize("value", ["1" + "0" * 5_000, "[" * 3_000])
def test_absurd_values_are_refused_without_a_traceback(value, capsys):
    code, _, err = run("outlook", "--set", f"horizon_months={value}", capsys=capsys)
    assert code == 2
    assert "horizon_months" in err


def test_every_origin_counts_however_often_the_option_stands(capsys, tmp_path):
    series = tmp_path / "reihe.csv"
    lines = [f"{2018 + k // 12}-{k % 12 + 1:02d},{100 + k}\n" for k in range(48)]
    series.write_text("month,value\n" + "".join(lines), encoding="utf-8")
    call = ["forecast", "--series", str(series), "--horizon", "2", "--method", "naive"]
    out = run(*call, "--origin", "2020-12", "--origin", "2021-06", capsys=capsys)[1]
    assert {line.split(",")[1] for line in out.splitlines()[1:]} == {"2020-12", "2021-06"}


@pytest.mark.parametrize(
    ("given", "readings"),
    [("60.000", ("60000", "60.0")), ("1.500", ("1500", "1.5")), (" 120.000 ", ("120000", "120.0"))],
)
def test_a_number_that_a_german_reads_otherwise_is_asked_about(given, readings, capsys):
    code, out, err = run("outlook", *FAST, "--set", f"funding.rate_graduate={given}", capsys=capsys)
    assert (code, out) == (2, "")
    for reading in readings:
        assert f"„{reading}“" in err


@pytest.mark.parametrize(
    ("key", "given"),
    [
        ("housing.asylum.transfer_share", "0.615"),
        ("housing.asylum.transfer_share", "0.500"),
        ("funding.rate_graduate", "60000.000"),
        ("funding.rate_graduate", "60000"),
        ("staffing.persons_per_fte", "80.25"),
    ],
)
def test_a_number_that_can_be_read_in_one_way_only_is_taken(key, given):
    assert load_scenario(sets=[f"{key}={given}"]).overrides[key] in (float(given), (float(given),))


def test_a_path_after_set_is_looked_for_from_the_current_folder(capsys, tmp_path, monkeypatch):
    months = [f"{year}-{month:02d}" for year in range(2015, 2032) for month in range(1, 13)]
    rows = "".join(f"{month},{group},1000\n" for month in months for group in ("asylum", "ukraine"))
    (tmp_path / "verlauf.csv").write_text("month,group,arrivals\n" + rows, encoding="utf-8")
    call = ["outlook", "--set", "arrivals.path=verlauf.csv", "--paths", "20", "--json"]
    assert run(*call, capsys=capsys)[0] == 2  # not beside the shipped scenarios either
    monkeypatch.chdir(tmp_path)
    code, first, _ = run(*call, capsys=capsys)
    assert code == 0 and json.loads(first)["yearly"]
    elsewhere = tmp_path / "anderswo"
    elsewhere.mkdir()
    (elsewhere / "verlauf.csv").write_bytes((tmp_path / "verlauf.csv").read_bytes())
    monkeypatch.chdir(elsewhere)
    assert run(*call, capsys=capsys)[1] == first  # the folder is no part of the result


def test_a_single_path_is_one_path_and_no_unit_is_said_twice(capsys):
    out = run("outlook", *FAST[:2], "--paths", "1", capsys=capsys)[1]
    assert "1 Zukunftspfad ·" in out
    many = run("outlook", *FAST, capsys=capsys)[1]
    assert "40 Zukunftspfade ·" in many
    lines = [line.rstrip(" .,0123456789") for line in many.splitlines()]
    assert {"Benötigte VZÄ", "Personen mit Anspruch, Jahresmittel", "Mittelbedarf"} <= set(lines)


def test_a_probability_that_is_not_certain_is_not_called_so(capsys):
    """One path in a hundred and more without cover is less than 100 %, see Formats.probability."""
    from forecasting.base.text import Texts
    from forecasting.reports.terminal import render
    from tests.reports.worlds import result

    nearly = replace(result(), funds_suffice_until=np.full(len(result().years), 0.999))
    assert "> 99\u00a0%" in render(nearly, Texts("de"))


def test_signs_that_a_terminal_would_obey_are_shown(capsys, tmp_path):
    scenario = tmp_path / "x.toml"
    scenario.write_text('name = "Rot \\u001b[31m\\u202eumgekehrt"\n', encoding="utf-8")
    code, out, _ = run("outlook", *FAST, "--scenario", str(scenario), capsys=capsys)
    assert code == 0 and "\x1b" not in out and "\\x1b[31m\\u202eumgekehrt" in out
    code, _, err = run("outlook", "--scenario", str(tmp_path / "a\x1b[2Jb.toml"), capsys=capsys)
    assert code == 2 and "\x1b" not in err and "a\\x1b[2Jb.toml" in err


def test_what_to_do_for_a_new_group_leads_out_of_the_circle(capsys):
    for change in ('groups=["neu"]', 'arrivals.shocks=[{from="2027-01", to="2027-06", group="neu", factor=2.0}]'):
        code, _, err = run("outlook", *FAST, "--set", change, capsys=capsys)
        assert code == 2 and "arrivals.csv" in err and "arrivals.path" in err
