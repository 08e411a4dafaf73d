"""`stay` at the terminal: the contract of its JSON, and the reason wherever the assumption holds."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from forecasting.base.periods import month_range, parse_month
from forecasting.caseload.housing import lognormal_stay
from forecasting.cli import main

MONTHS = 78
TRUTH = lognormal_stay(8.0, 0.6, 30)
KEYS = {"group", "transfer_share", "stay_pmf", "mean_months", "identified", "warnings"}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Arrivals of 78 months, housing figures of the last 48 with two months missing, 2 % off."""
    place = tmp_path_factory.mktemp("own")
    rng = np.random.default_rng(3)
    came = rng.integers(600, 2_400, MONTHS)
    leaving = np.convolve(came, TRUTH)[:MONTHS]
    stock = np.cumsum(came - leaving) * rng.normal(1.0, 0.02, MONTHS)
    inflow = 0.7 * leaving * rng.normal(1.0, 0.02, MONTHS)
    labels = month_range(parse_month("2019-01"), MONTHS)
    rows = [f"{month},asylum,{persons}" for month, persons in zip(labels, came, strict=True)]
    (place / "arrivals.csv").write_text("\n".join(["month,group,arrivals", *rows, ""]), encoding="utf-8")
    known = [place for place in range(MONTHS - 48, MONTHS) if place not in (50, 51)]
    rows = [f"{labels[at]},asylum,{stock[at]:.0f},{inflow[at]:.0f}" for at in known]
    head = "month,group,provisional_stock,housing_inflow"
    (place / "housing.csv").write_text("\n".join([head, *rows, ""]), encoding="utf-8")
    return place


def run(*arguments: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    code = main(["stay", *arguments])
    out, err = capsys.readouterr()
    return code, out, err


def test_one_group_is_one_object(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run("--data", str(data), "--group", "asylum", "--json", capsys=capsys)
    found = json.loads(out)
    assert code == 0 and set(found) == KEYS
    assert found["identified"] is True and found["transfer_share"]["identified"] is True
    assert len(found["stay_pmf"]) == 31 and sum(found["stay_pmf"]) == pytest.approx(1.0)
    assert found["mean_months"]["q05"] <= float(np.arange(31) @ TRUTH) <= found["mean_months"]["q95"]
    assert found["transfer_share"]["q05"] <= 0.7 <= found["transfer_share"]["q95"]
    assert run("--data", str(data), "--json", capsys=capsys)[1] == out, "a single group needs no --group"


def test_several_groups_are_a_list_each_with_its_reason(capsys: pytest.CaptureFixture[str]) -> None:
    """The published figures hold no monthly stocks."""
    code, out, _ = run("--json", "--paths", "20", "--lang", "en", capsys=capsys)
    found = json.loads(out)
    assert code == 0 and [one["group"] for one in found] == ["asylum", "ukraine", "humanitarian"]
    for one in found:
        assert set(one) == KEYS and one["identified"] is False
        assert any("assumption holds" in warning for warning in one["warnings"])


def test_the_report_says_what_is_learned_within_100_columns(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run("--data", str(data), capsys=capsys)
    assert code == 0 and max(map(len, out.splitlines())) <= 100
    words = " ".join(out.split())
    assert "Asyl" in words and words.count("aus den Zahlen gelernt") == 2
    assert "46 Monate mit Zahlen" in words


def test_an_unknown_group_ends_with_2_and_names_those_there_are(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = run("--data", str(data), "--group", "asyl", capsys=capsys)
    assert (code, out) == (2, "")
    assert "asylum" in err and "Traceback" not in err


def test_the_same_data_and_seed_give_the_same_bytes(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first, again, other = (
        run("--data", str(data), "--json", "--seed", seed, capsys=capsys)[1] for seed in ("1", "1", "2")
    )
    assert first == again != other
