"""`rounds` in the terminal: adopt, list, export, verify, score and warn, in both languages and as JSON."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from functools import partial

import pytest

from forecasting.arrivals.backtest.false_alarms import measured
from tests import terminal

FAST = ["--set", "arrivals.method=naive", "--set", "horizon_months=24", "--set", 'groups=["asylum"]', "--paths", "60"]


@pytest.fixture(autouse=True)
def database(tmp_path, monkeypatch):
    """A database and a cache of this test's own; the file of the database."""
    file = tmp_path / "rounds.sqlite3"
    monkeypatch.setenv("FORECASTING_DATABASE", f"sqlite:///{file}")
    monkeypatch.setenv("FORECASTING_CACHE", str(tmp_path / "cache"))
    return file


@pytest.fixture
def run(capsys):
    return partial(terminal.run, "rounds", capsys=capsys)


def known_until(folder, month):
    """A folder of data in which the months of one group end there."""
    folder.mkdir()
    lines = [f"{year}-{one:02d},asylum,{800 + 20 * one}" for year in range(2015, 2020) for one in range(1, 13)]
    kept = [line for line in lines if line[:7] <= month]
    (folder / "arrivals.csv").write_text("\n".join(["month,group,arrivals", *kept]) + "\n", encoding="utf-8")
    return str(folder)


@pytest.fixture
def adopted(run, tmp_path):
    """Two rounds in the log, each adopted when nothing later was known."""
    for month in ("2018-12", "2019-12"):
        data = known_until(tmp_path / month, month)
        code, _, err = run("adopt", "--who", "Referat 21", "--why", "Probe", *FAST, "--data", data)
        assert (code, err) == (0, "")


def test_a_forecast_adopted_afterwards_is_called_so_and_does_not_count(run):
    code, _, err = run("adopt", "--who", "a", *FAST, "--set", "base_month=2018-12")
    assert code == 0 and "bei der Freigabe schon bekannt" in err and "Runde 1 (asylum)" in err
    assert document(run, "score")["all"]["months"] == 0


def document(run, *arguments):
    code, out, _ = run(*arguments, "--json")
    assert code == 0
    return json.loads(out)


def test_adopting_names_the_hash_to_note(run):
    code, out, _ = run("adopt", "--who", "Referat 21", *FAST, "--lang", "en")
    head = document(run, "verify")["head"]
    assert code == 0 and head in out and "Adopted" in out


def test_an_adoption_needs_a_name_and_a_possible_number_of_paths(run, database):
    assert run("adopt", *FAST)[0] == 2
    code, out, err = run("adopt", "--who", " ", *FAST)
    assert (code, out) == (2, "") and "wer sie freigibt" in err
    assert run("adopt", "--who", "a", *FAST, "--paths", "0")[0] == 2
    assert document(run, "list") == {"rounds": []}


@pytest.mark.usefixtures("adopted")
class TestLog:
    def test_it_lists_what_was_adopted(self, run):
        rounds = document(run, "list")["rounds"]
        assert [(one["number"], one["origin"], one["group"], one["who"]) for one in rounds] == [
            (1, "2018-12", "asylum", "Referat 21"),
            (2, "2019-12", "asylum", "Referat 21"),
        ]
        out = run("list")[1]
        assert "Dez. 18" in out and rounds[1]["hash"][:12] in out
        for action in ("list", "score", "warn"):
            assert run(action, "--group", "gone")[1] == "Für die Gruppe „gone“ ist keine Prognose freigegeben.\n"

    def test_the_export_can_be_checked_outside(self, run, tmp_path):
        code, out, _ = run("list", "--export", "json")
        entries = json.loads(out)["rounds"]
        assert code == 0 and len(entries) == 2
        assert all(hashlib.sha256(one["content"].encode()).hexdigest() == one["hash"] for one in entries)
        assert run("list", "--export", "csv", "--out", str(tmp_path / "log.csv"))[1] == ""
        assert (tmp_path / "log.csv").read_text(encoding="utf-8").startswith("number,adopted,who,group,origin")

    def test_an_intact_log_ends_with_0_and_a_broken_one_with_4(self, run, database):
        head = document(run, "verify")["head"]
        assert run("verify")[0] == 0 and run("verify", "--noted", head)[0] == 0
        code, out, _ = run("verify", "--noted", "0" * 64)
        assert code == 4 and "nicht mehr das, zu dem er notiert wurde" in out
        assert json.loads(run("verify", "--noted", "0" * 64, "--json")[1])["lost"] == "0" * 64
        with sqlite3.connect(database) as connection:
            connection.execute(
                "UPDATE forecast_rounds SET content = replace(content, 'Probe', 'Prüfe') WHERE number = 1"
            )
        connection.close()
        code, out, _ = run("verify", "--json")
        assert code == 4 and json.loads(out)["broken"] == {"number": 1, "kind": "changed"}
        code, out, _ = run("verify")
        assert code == 4 and "Eintrag 1" in out
        for action in (["list"], ["score"], ["warn"], ["list", "--export", "csv"], ["adopt", "--who", "a", *FAST]):
            code, out, err = run(*action)
            assert code == 0 and out and "nicht unverändert: Der Eintrag 1" in err

    @pytest.mark.parametrize(("language", "words"), [("de", "Verhältnis"), ("en", "ratio")])
    def test_scores_fit_100_columns(self, run, language, words):
        code, out, _ = run("score", "--lang", language)
        assert code == 0 and words in out and max(map(len, out.splitlines())) <= 100

    def test_scores_as_json_hold_months_and_the_pool(self, run):
        found = document(run, "score")
        assert len(found["rounds"][1]["months"]) == len(found["rounds"][1]["outcome"]) > 0
        assert found["all"]["months"] == sum(len(one["months"]) for one in found["rounds"])
        assert found["all"]["wis_ratio"] == pytest.approx(1.0)  # the naive method against itself

    @pytest.mark.parametrize(("language", "words"), [("de", "Fehlalarme {} %"), ("en", "false alarms {}%")])
    def test_the_warning_speaks_of_the_last_round_of_a_group(self, run, language, words):
        code, out, _ = run("warn", "--lang", language)
        assert code == 0 and words.format(round(100 * measured().used.false_alarms)) in out
        assert max(map(len, out.splitlines())) <= 100
        (found,) = document(run, "warn")["warnings"]
        assert (found["number"], found["false_alarms"]) == (2, measured().used.false_alarms)
        assert found["state"] in ("calm", "watch", "leave")
        assert len(found["months"]) == len(found["scores"]) and found["limit"] == pytest.approx(1.645, abs=0.001)


def test_without_a_round_everything_says_so(run):
    for action in ("list", "verify", "score", "warn"):
        code, out, _ = run(action)
        assert code == 0 and "noch keine Prognose" in out
    assert document(run, "score")["all"]["wis"] is None
