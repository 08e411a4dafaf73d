"""Another state is a folder of data: an invented one with five districts is planned for without a change of code.

`tests/states/musterland` holds what is of that state; what is not comes from the shipped folder.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pypdf
import pytest

from forecasting.base.folders import DATA, DATA_VARIABLE
from forecasting.base.state import state

ROOT = Path(__file__).parents[1]
INVENTED = ROOT / "tests" / "states" / "musterland"
COMMON = ("assumptions.toml", "sources.toml", "events.toml", "glossary.toml", "pay_rounds.toml", "ratios.toml")
FAST = ("--set", "arrivals.method=naive", "--set", "horizon_months=24", "--paths", "40")
OURS = re.compile(rf"{state().word('name', 'de')}|Stadtkreis|\b08\d{{3}}\b|\b44\b")

Run = Callable[..., str]


@pytest.fixture(scope="module")
def musterland(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of its data."""
    folder = tmp_path_factory.mktemp("musterland")
    for name in COMMON:
        shutil.copy(DATA / name, folder)
    for name in ("templates", "backtest"):
        shutil.copytree(DATA / name, folder / name)
    shutil.copytree(INVENTED, folder, dirs_exist_ok=True)
    return folder


@pytest.fixture
def run(musterland: Path, tmp_path: Path) -> Run:
    """The program in a process of its own, with that folder; what it prints."""

    def called(*arguments: str, code: int = 0) -> str:
        done = subprocess.run(
            [sys.executable, "-W", "error", "-m", "forecasting", *arguments],
            cwd=ROOT,
            env=os.environ | {DATA_VARIABLE: str(musterland), "FORECASTING_CACHE": str(tmp_path / "cache")},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == code, done.stderr
        return " ".join((done.stdout + (done.stderr if code else "")).split())

    return called


def test_the_outlook_is_that_of_the_state(run: Run):
    found = json.loads(run("outlook", "--json", *FAST))
    assert found["meta"]["sample_data"] is True and found["meta"]["base_month"] == "2025-12"
    appropriation = {row["value"] for row in found["account"] if row["measure"] == "appropriation"}
    assert appropriation == {3_000_000.0}
    assert not OURS.search(run("outlook", *FAST))


def test_its_districts_bear_its_words(run: Run):
    said = run("outlook", "--by", "district", *FAST)
    assert "entfallen auf 5 Landkreise und kreisfreie Städte" in said
    assert "von der kreisfreien Stadt Musterstadt" in said and "bis zur kreisfreien Stadt Hafenmuster" in said
    assert re.search(r"─ Musterland +[\d.]+", said)  # the sum
    assert not OURS.search(said)
    found = json.loads(run("outlook", "--by", "district", "--json", *FAST))
    assert {row["district"] for row in found["yearly"]} == {f"9900{number}" for number in range(1, 6)}
    assert not any("5 Landkreise" in warning for warning in found["meta"]["warnings"])  # none is missing


def test_its_papers_are_written(run: Run, tmp_path: Path):
    run("report", "--out", str(tmp_path), "--for", "associations,district", "--district", "99001", *FAST)
    said = {
        file.name.split("_")[0]: " ".join(
            " ".join(page.extract_text() for page in pypdf.PdfReader(file).pages).replace("-\n", "").split()
        )
        for file in tmp_path.glob("*.pdf")
    }
    assert said.keys() == {"kommunale-landesverbaende", "kreis-99001"}
    assert "Verteilung auf die Landkreise und kreisfreien Städte" in said["kommunale-landesverbaende"]
    assert "Beispieldaten, keine Beobachtungen" in said["kommunale-landesverbaende"]
    assert "benötigt die kreisfreie Stadt Musterstadt" in said["kreis-99001"]
    assert "Die kreisfreie Stadt Musterstadt benötigt" in said["kreis-99001"]
    assert "unter den 5 Landkreisen und kreisfreien Städten" in said["kreis-99001"]
    assert not any(OURS.search(words) for words in said.values())


def test_its_keys_are_the_ones_that_are_taken(run: Run, tmp_path: Path):
    where = ("report", "--out", str(tmp_path), "--for", "district", "--formats", "pdf", *FAST)
    refused = run(*where, "--district", state().example_key, code=2)
    assert "der mit 99 beginnt" in refused and "Zum Beispiel 99001 für Musterstadt." in refused


def test_its_files_pass_the_check(run: Run, musterland: Path, tmp_path: Path):
    assert "ohne Beanstandung" in run("check", str(musterland / "observations"), str(musterland / "published"))
    wrong = tmp_path / "districts.csv"
    wrong.write_text("district;name;kind\n99001;Musterstadt;Stadtkreis\n99002;Nordmuster;Landkreis\n", "utf-8")
    refused = run("check", str(wrong), code=2)
    assert "Erlaubt sind: Kreisfreie Stadt, Landkreis." in refused


def test_what_it_does_not_have_is_named(run: Run, tmp_path: Path):
    refused = run("report", "--out", str(tmp_path), "--for", "hearing", "--formats", "pdf", *FAST, code=2)
    assert "Der Bericht des Rechnungshofs liegt nicht im Ordner der Daten." in refused


def test_a_folder_that_is_none_is_refused(tmp_path: Path):
    done = subprocess.run(
        [sys.executable, "-m", "forecasting", "outlook"],
        cwd=ROOT,
        env=os.environ | {DATA_VARIABLE: str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2 and "Die Datei, die das Land beschreibt, lässt sich nicht lesen." in done.stderr
    assert "Traceback" not in done.stderr
