"""The command that sets the model beside what is known: every anchor in JSON, and an exit code that can fail."""

from __future__ import annotations

import json

import pytest

from forecasting.cli import main
from forecasting.observations.anchors import load_anchors, load_ratios

FAST = ("--set", "arrivals.method=naive", "--paths", "20")


def run(*arguments: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    code = main(["plausibility", *arguments, *FAST])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_every_anchor_stands_in_the_document(capsys):
    code, out, _ = run("--json", capsys=capsys)
    found = json.loads(out)
    assert code == 0 and found["holds"]
    assert [row["key"] for row in found["anchors"]] == [known.key for known in load_anchors()]
    for row, known in zip(found["anchors"], load_anchors(), strict=True):
        assert set(row) == {"key", "year", "period", "unit", "model", "low", "high", "must_hold", "verdict"}
        assert (row["low"], row["high"], row["must_hold"]) == (known.low, known.high, known.tests)
        assert str(row["year"]) in known.period
        if known.tests:
            assert (row["verdict"] == "met") == (row["low"] <= row["model"] <= row["high"])
    made = found["bridge"]
    for place, last in enumerate(made["scenario"]):
        assert made["practice"][place] + sum(step["fte"][place] for step in made["steps"]) == pytest.approx(last)
    assert {each["key"] for each in found["alternatives"]} == {"scenario", "served", "private"}
    assert {ratio["base"] for ratio in found["ratios"]} == {"counted", "served", "unknown"}
    assert len(found["ratios"]) == len(load_ratios())


def test_a_range_that_does_not_hold_ends_with_4(capsys):
    code, out, _ = run("--set", "need.asylum.exit_rate=0.09", "--json", capsys=capsys)
    assert code == 4 and not json.loads(out)["holds"]


def test_wrong_input_ends_with_2_and_one_sentence(capsys):
    code, out, err = run("--set", "need.asylum.exit_rat=0.09", capsys=capsys)
    assert code == 2 and out == "" and len(err.strip().splitlines()) == 1


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_words_fit_the_terminal(language, capsys):
    code, out, _ = run("--lang", language, capsys=capsys)
    assert code == 0
    assert max(map(len, out.splitlines())) <= 100
    assert "{" not in out
