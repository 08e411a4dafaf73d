"""The terminal's solve, sensitivity and explain: documents of the contract, exit codes, refusals in one sentence."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from forecasting.base.text import LANGUAGES
from tests.terminal import run

FAST = ["--set", "arrivals.method=naive", "--set", "horizon_months=24", "--paths", "40"]
SEEK = ["--vary", "funding.rate_graduate", "--target", "need[2027] <= 20e6"]


def scenario(folder: Path, name: str, words: str) -> str:
    path = folder / f"{name}.toml"
    path.write_text(f'name = "{name}"\n[arrivals]\nmethod = "naive"\n{words}', encoding="utf-8")
    return str(path)


def test_the_answer_as_a_document_and_checked_by_an_outlook(capsys):
    code, out, _ = run("solve", *SEEK, "--json", *FAST, capsys=capsys)
    found = json.loads(out)
    assert code == 0
    assert list(found) == ["key", "value", "direction", "target", "achieved", "reachable", "reason"]
    assert (found["key"], found["direction"], found["reachable"]) == ("funding.rate_graduate", "largest", True)
    again = run("outlook", "--json", *FAST, "--set", f"{found['key']}={found['value']}", capsys=capsys)[1]
    rows = {(row["level"], row["year"], row["measure"]): row["value"] for row in json.loads(again)["account"]}
    need = rows["q50", 2027, "need"]
    assert need == pytest.approx(found["achieved"])
    assert need <= 20e6


def test_out_of_reach_ends_with_three_and_names_the_nearest(capsys):
    code, out, _ = run(
        "solve", "--vary", "funding.state_share", "--target", "need[2027] <= 0.5e6", "--json", *FAST, capsys=capsys
    )
    found = json.loads(out)
    assert code == 3
    assert (found["reachable"], found["value"], found["direction"]) == (False, 0.0, None)
    assert found["achieved"] == pytest.approx(1e6)
    assert "am nächsten kommt" in found["reason"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_answer_in_words(language, capsys):
    code, out, _ = run("solve", *SEEK, *FAST, "--lang", language, capsys=capsys)
    assert code == 0
    assert max(map(len, out.splitlines())) <= 100
    assert ("höchstens" if language == "de" else "at most") in out


@pytest.mark.parametrize(
    "arguments",
    [
        ["--vary", "no.such_key", "--target", "need <= 1"],
        ["--vary", "funding.state_share", "--target", "need <= "],
        ["--vary", "funding.state_share", "--target", "need[1999] <= 1"],
        ["--vary", "staffing.method", "--target", "need <= 1"],
        ["--vary", "funding.state_share"],
        ["--vary", "funding.state_share", "--target", "need <= 1", "--paths", "0"],
    ],
)
def test_wrong_input_is_refused_and_nothing_written(arguments, capsys, tmp_path: Path):
    target = tmp_path / "answer.json"
    given = [*arguments, *(FAST if "--paths" not in arguments else FAST[:4]), "--out", str(target), "--json"]
    code, out, err = run("solve", *given, capsys=capsys)
    assert (code, out) == (2, "")
    assert err.strip() and "Traceback" not in err
    assert not target.exists()


def test_sensitivity_as_a_document(capsys):
    code, out, _ = run("sensitivity", "--measure", "fte", "--year", "2027", "--json", *FAST, capsys=capsys)
    found = json.loads(out)
    assert code == 0
    assert list(found) == ["measure", "year", "base", "tornado", "variance"]
    assert (found["measure"], found["year"]) == ("fte", 2027)
    assert all(list(bar) == ["key", "low", "high", "at_low", "at_high"] for bar in found["tornado"])
    widths = [abs(bar["at_high"] - bar["at_low"]) for bar in found["tornado"]]
    assert widths == sorted(widths, reverse=True) and widths[0] > 0
    assert all(list(share) == ["key", "first", "total"] for share in found["variance"])
    assert "arrivals" in {share["key"] for share in found["variance"]}


@pytest.mark.parametrize("language", LANGUAGES)
def test_sensitivity_in_words(language, capsys):
    code, out, _ = run("sensitivity", *FAST, "--lang", language, capsys=capsys)
    assert code == 0
    assert max(map(len, out.splitlines())) <= 100


def test_a_measure_or_year_that_there_is_not(capsys):
    for arguments in (["--measure", "neeed"], ["--year", "2090"]):
        code, out, err = run("sensitivity", *arguments, *FAST, capsys=capsys)
        assert (code, out) == (2, "")
        assert arguments[1] in err


def test_explain_adds_up(capsys, tmp_path: Path):
    first = scenario(tmp_path, "a", "")
    second = scenario(tmp_path, "b", "[funding]\nstate_share = 0.8\n[need.asylum]\ntake_up = 0.5\n")
    common = ["--paths", "40", "--measure", "need", "--year", "2027"]
    code, out, _ = run("explain", first, second, "--json", *common, capsys=capsys)
    found = json.loads(out)
    assert code == 0
    assert list(found) == ["measure", "year", "a", "b", "parts"]
    assert {part["key"] for part in found["parts"]} == {"funding.state_share", "need.asylum.take_up"}
    assert all(list(part) == ["key", "label", "delta"] for part in found["parts"])
    total = math.fsum(part["delta"] for part in found["parts"])
    assert total == pytest.approx(found["b"] - found["a"], rel=1e-12)
    for language in LANGUAGES:
        code, out, _ = run("explain", first, second, *common, "--lang", language, capsys=capsys)
        assert code == 0
        assert max(map(len, out.splitlines())) <= 100
    same = run("explain", first, first, *common, "--lang", "de", capsys=capsys)
    assert same[0] == 0 and "unterscheiden sich nicht" in same[1]
