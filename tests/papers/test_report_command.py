"""`report` writes what was asked for, whole, or nothing; the same input gives the same bytes in another process."""

from __future__ import annotations

import datetime
import hashlib
import json
import os
import re
import subprocess
import sys
import zipfile
from inspect import signature
from pathlib import Path

import docx
import pytest

from forecasting.base.runs import PATHS
from forecasting.base.text import Texts
from forecasting.cli import _parser, main
from forecasting.papers.case import computed
from forecasting.papers.make import FORMATS, KINDS
from tests.papers.documents import FAST, report

QUICK = ["--for", "cabinet,slides,workbook,fte,funding_table", "--formats", "docx,pptx,xlsx,pdf,svg,csv"]


MADE = "1767225600"  # else they bear the day on which they are made, which is another one in Auckland


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("papers") / "out"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", MADE)
        return folder, report(folder, *QUICK)


def test_every_kind_comes_in_its_formats(written):
    _, files = written
    assert {name for name in files if "." in name} >= {
        "cabinet.docx", "cabinet.pdf", "slides.pptx", "workbook.xlsx", "diagramm-vzae.svg", "diagramm-vzae.csv",
        "tabelle-mittel.csv", "bericht.zip",
    }  # fmt: skip


def test_names_say_kind_scenario_run_and_date(written):
    _, files = written
    assert re.fullmatch(r"folien_ausgangsszenario-[0-9a-f]{8}_2025-12\.pptx", files["slides.pptx"].name)


def test_the_manifest_holds_the_hash_of_every_file(written):
    folder, files = written
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    hashes = {row["name"]: row["sha256"] for row in manifest["files"]}
    ours = [file for file in files.values() if "_" in file.name and file.suffix != ".zip"]
    assert hashes == {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in ours}
    listed = dict(line.split("  ")[::-1] for line in (folder / "SHA256SUMS").read_text().splitlines())
    assert listed == hashes


def test_the_zip_holds_every_file_and_the_manifest(written):
    folder, files = written
    with zipfile.ZipFile(files["bericht.zip"]) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == {
            file.name: file.read_bytes() for file in folder.iterdir() if file.suffix != ".zip"
        }


def test_another_process_with_another_hash_seed_writes_the_same_bytes(written, tmp_path):
    folder, _ = written
    command = [sys.executable, "-m", "forecasting", "report", "--out", str(tmp_path / "again"), *QUICK, *FAST]
    others = {"PYTHONHASHSEED": "4711", "TZ": "Pacific/Auckland", "LC_ALL": "C"}
    environment = os.environ | others | {"SOURCE_DATE_EPOCH": MADE}
    subprocess.run(command, check=True, env=environment, capture_output=True)
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == {
        file.name: file.read_bytes() for file in (tmp_path / "again").iterdir()
    }


def test_a_set_for_the_cabinet_names_only_what_exists():
    assert set(FORMATS) == {form for forms in KINDS.values() for form in forms}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--for", "annexx"], "annexx"),
        (["--formats", "pptx,exe"], "exe"),
        (["--for", "slides", "--formats", "csv"], "Keines der Papiere"),
        (["--for", "district"], "--district"),
        (["--district", "9111"], "9111"),
        (["--district", "08999"], "08999"),
        (["--scenario", "nowhere.toml"], "nowhere.toml"),
        (["--set", "funding.state_share=7"], "funding.state_share"),
        (["--data", "nowhere"], "nowhere"),
        (["--paths", "0"], "--paths"),
    ],
)
def test_wrong_input_is_refused_by_name_and_nothing_is_written(arguments, said, tmp_path, capsys):
    out = tmp_path / "out"
    assert main(["report", "--out", str(out), *FAST, *arguments]) == 2
    printed, told = capsys.readouterr()
    assert said in told
    assert printed == ""
    assert not out.exists()


def test_a_folder_that_cannot_be_is_refused_before_the_work(tmp_path, capsys):
    file = tmp_path / "file"
    file.write_text("")
    assert main(["report", "--out", str(file / "out"), *FAST]) == 2
    assert str(file) in capsys.readouterr().err


def test_a_folder_in_a_folder_is_made_with_it(tmp_path):
    folder = tmp_path / "papers" / "of" / "today"
    assert main(["report", "--out", str(folder), "--formats", "csv", *FAST]) == 0
    assert list(folder.glob("*.csv"))


def test_paths_of_a_document_are_those_of_the_screen():
    asked = _parser(Texts("de")).parse_args(["report", "--out", "x"]).paths
    assert asked == signature(computed).parameters["paths"].default == PATHS


def test_json_tells_folder_and_files(tmp_path, capsys):
    folder = tmp_path / "out"
    report(folder, "--for", "funding_table", "--json")
    told = json.loads(capsys.readouterr().out)
    assert told["folder"] == str(folder)
    assert {row["name"] for row in told["files"]} | {told["zip"], "manifest.json", "SHA256SUMS"} == {
        file.name for file in Path(folder).iterdir()
    }


def test_english_papers_are_english(tmp_path):
    files = report(tmp_path / "out", "--for", "cabinet", "--formats", "docx", "--lang", "en")
    assert any(name.startswith("cabinet-page") for name in files)


def test_a_document_bears_the_day_it_is_made_and_nothing_else_depends_on_it(tmp_path, monkeypatch):
    said = []
    for epoch, day in (("1700000000", "14.11.2023"), ("1800000000", "15.01.2027")):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
        files = report(tmp_path / epoch, "--for", "cabinet,funding_table", "--formats", "docx,csv")
        paper = docx.Document(str(files["cabinet.docx"]))
        words = "\n".join(paragraph.text for paragraph in paper.paragraphs)
        assert f"erstellt am {day}" in words
        names = {file.name for file in files.values()}
        said.append((words.replace(day, ""), files["tabelle-mittel.csv"].read_bytes(), names))
    assert said[0] == said[1]


def test_without_a_date_of_the_environment_a_document_bears_that_of_the_clock(tmp_path, monkeypatch):
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    started = datetime.datetime.now(datetime.UTC).date() - datetime.timedelta(days=1)
    made = docx.Document(str(report(tmp_path / "now", "--for", "cabinet", "--formats", "docx")["cabinet.docx"]))
    assert made.core_properties.created.date() >= started
