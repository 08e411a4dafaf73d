"""The command check: which file is meant, what a report holds, and many findings of one kind."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from forecasting.base.errors import Finding
from forecasting.base.text import Texts
from forecasting.cli import main
from forecasting.commands.findings import MOST_ALIKE, lines

HEAD = "month,group,arrivals\n"
GERMAN = Texts("de")


def bad(folder: Path, rows: int = 1, name: str = "arrivals.csv") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    months = [f"{2015 + row // 12}-{row % 12 + 1:02d}" for row in range(rows)]
    body = "".join(f"{month},asylum,-5\n" for month in months) + "2014-12,asylum,5\n" * (rows > 1)
    (folder / name).write_text(HEAD + body, encoding="utf-8")
    return folder / name


@pytest.mark.parametrize("as_folder", [False, True])
def test_files_of_the_same_name_are_told_apart_by_their_path(tmp_path, capsys, as_folder):
    first, second = bad(tmp_path / "alt"), bad(tmp_path / "neu")
    given = [first.parent, second.parent] if as_folder else [first, second]
    assert main(["check", *map(str, given)]) == 2
    err = capsys.readouterr().err
    assert f"{first}, " in err and f"{second}, " in err
    assert main(["check", "--json", *map(str, given)]) == 2
    found = json.loads(capsys.readouterr().out)["findings"]
    assert {str(first), str(second)} <= {row["file"] for row in found}


def test_a_single_path_needs_no_more_than_the_name(tmp_path, capsys):
    assert main(["check", str(bad(tmp_path / "alt"))]) == 2
    assert "Fehler: arrivals.csv, Zeile 2" in capsys.readouterr().err


def test_a_report_in_a_file_holds_every_finding(tmp_path, capsys):
    report = tmp_path / "bericht.txt"
    assert main(["check", str(bad(tmp_path / "alt")), "--out", str(report)]) == 2
    out, err = capsys.readouterr()
    written = report.read_text(encoding="utf-8")
    assert out == "" and "Zeile 2" in err
    assert "Fehler: arrivals.csv, Zeile 2" in written
    assert written.rstrip().endswith(GERMAN.plural("cli.check.invalid", 1))


def test_many_findings_of_one_kind_are_folded(tmp_path, capsys):
    path = bad(tmp_path / "alt", rows=MOST_ALIKE + 37)
    assert main(["check", str(path)]) == 2
    err = capsys.readouterr().err.splitlines()
    told = [line for line in err if "Zeile " in line and "-5" in line]
    assert len(told) == MOST_ALIKE
    assert f"… und 37 weitere gleiche (arrivals.csv, Zeilen {MOST_ALIKE + 2} bis {MOST_ALIKE + 38})." in err[-1]
    assert main(["check", "--json", str(path)]) == 2
    assert len(json.loads(capsys.readouterr().out)["findings"]) >= MOST_ALIKE + 37  # a program reads all of them


def test_only_findings_of_one_rule_about_one_column_are_alike():
    finding = Finding("base.month", file="a.csv", column="month")
    other = Finding("base.month", file="b.csv", column="month")
    few = [finding] * MOST_ALIKE + [other] * MOST_ALIKE
    assert len(lines(few, GERMAN)) == 2 * MOST_ALIKE
    assert lines([finding] * (MOST_ALIKE + 1), GERMAN)[-1] == "… und ein weiterer gleicher Befund."


def test_other_commands_fold_their_findings_too(tmp_path, capsys):
    path = bad(tmp_path / "alt", rows=MOST_ALIKE + 5)
    assert main(["outlook", "--data", str(path.parent)]) == 2
    assert "… und 5 weitere gleiche" in capsys.readouterr().err
