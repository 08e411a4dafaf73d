"""The terminal's `outlook --by district`: rows with codes, sums of the state, refusals in one sentence."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path

import pytest

from forecasting.cli import main
from forecasting.observations.load import OBSERVATIONS

FAST = ["--set", "arrivals.method=naive", "--set", "horizon_months=24", "--paths", "20"]


def run(*arguments: str, capsys) -> tuple[int, str, str]:
    code = main(arguments)
    out, err = capsys.readouterr()
    return code, out, err


def test_rows_carry_the_code_and_their_means_add_up_to_the_state(capsys):
    code, out, _ = run("outlook", "--by", "district", "--json", *FAST, capsys=capsys)
    assert code == 0
    found, whole = json.loads(out), json.loads(run("outlook", "--json", *FAST, capsys=capsys)[1])
    assert list(found) == list(whole)
    assert {row["district"] for row in found["monthly"]} == {row["district"] for row in found["yearly"]}
    assert len({row["district"] for row in found["yearly"]}) == 44
    assert all(len(row["district"]) == 5 and row["district"].startswith("08") for row in found["yearly"])
    for name, key in (("monthly", ("month", "group", "measure")), ("yearly", ("year", "measure"))):
        sums: dict[tuple[object, ...], float] = defaultdict(float)
        for row in found[name]:
            sums[tuple(row[part] for part in key)] += row["mean"]
        state = {tuple(row[part] for part in key): row["mean"] for row in whole[name]}
        assert sums.keys() <= state.keys()
        assert {place: state[place] for place in sums} == pytest.approx(dict(sums), rel=1e-9, abs=1e-9)
    assert {row["measure"] for row in found["monthly"]} == {row["measure"] for row in whole["monthly"]}
    assert found["account"] == whole["account"]
    assert "ohne kreisspezifische Schwankung" in " ".join(found["meta"]["warnings"])


def test_the_report_fits_the_terminal_and_tells_town_from_county(capsys):
    for language, town, total in (
        ("de", "Karlsruhe, Stadt", "Baden-Württemberg"),
        ("en", "Karlsruhe, urban", "Baden-Württemberg"),
    ):
        code, out, _ = run("outlook", "--by", "district", *FAST, "--lang", language, capsys=capsys)
        assert code == 0
        assert max(map(len, out.splitlines())) <= 100
        assert sum(line.startswith(town) for line in out.splitlines()) == 1
        assert out.count(total) >= 1


def test_a_key_without_figures_ends_with_one_sentence(capsys, tmp_path: Path):
    target = tmp_path / "out.json"
    code, out, err = run("outlook", "--by", "district", "--json", "--out", str(target), *FAST,
                         "--set", "districts.key=allocation", capsys=capsys)  # fmt: skip
    assert (code, out) == (2, "")
    assert "Spalte „allocation“ ist leer" in err
    assert not target.exists()


def test_a_folder_without_districts_is_told_what_to_add(capsys, tmp_path: Path):
    for name in ("arrivals.csv",):
        (tmp_path / name).write_bytes((OBSERVATIONS / name).read_bytes())
    code, _, err = run("outlook", "--by", "district", *FAST, "--data", str(tmp_path), capsys=capsys)
    assert code == 2
    assert "districts.csv" in err
    assert len(err.strip().splitlines()[-1]) > 20
