"""The test of the early warning: what is a doubling and what is called, and that the shipped file is of the panel."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from forecasting.arrivals.backtest import false_alarms as module
from forecasting.arrivals.backtest.false_alarms import (
    LIMITS,
    backtest_warning,
    doublings,
    measured,
    read_warning,
    warning_csv,
)
from forecasting.arrivals.backtest.results import digest_all
from forecasting.arrivals.cache import METHOD_VERSION
from forecasting.arrivals.table import forecast_table
from forecasting.arrivals.warning_rule import LIMIT
from forecasting.base.errors import InputError
from forecasting.base.text import Texts
from forecasting.observations import read_series
from forecasting.reports.backtest.warning import document, render
from tests.project.tree import ROOT
from tests.terminal import run

PANEL = [
    str(Path(__file__).parents[1] / "panel" / name)
    for name in ("monthly_first_time_applications.csv", "monthly_other_series.csv")
]
FIRST = 24_000
RNG = np.random.default_rng(4)
CALM = np.round(400 * np.exp(RNG.normal(0, 0.05, 60)))
RISING = np.concatenate([CALM[:40], 1_600 * np.exp(RNG.normal(0, 0.05, 20))]).round()


@pytest.fixture(scope="module")
def found():
    return backtest_warning({"calm": (FIRST, CALM), "rising": (FIRST, RISING)}, paths=200)


class TestDoublings:
    def test_three_months_at_twice_the_year_before_are_one(self):
        assert doublings(FIRST, RISING) == [FIRST + 40] and doublings(FIRST, CALM) == []

    def test_a_month_that_rises_little_is_not_its_beginning(self):
        slow = np.repeat([100.0, 149.0, 260.0], [20, 1, 10])
        assert doublings(FIRST, slow) == [FIRST + 21]

    def test_one_that_goes_on_is_no_second_one(self):
        assert doublings(FIRST, np.repeat([100.0, 250.0, 900.0], [20, 8, 20])) == [FIRST + 20]
        assert doublings(FIRST, np.repeat([100.0, 250.0, 900.0], [20, 25, 20])) == [FIRST + 20, FIRST + 45]

    def test_few_persons_or_a_missing_month_tell_nothing(self):
        assert doublings(FIRST, np.repeat([10.0, 39.0], 20)) == []
        assert doublings(FIRST, np.concatenate([np.full(19, 100.0), [np.nan], np.full(8, 300.0)])) == []


class TestShares:
    def test_every_third_month_is_watched_for_a_year(self, found):
        assert (found.series, found.rounds) == (2, 10)
        assert (found.first, found.last) == (FIRST + 35, FIRST + 47)
        assert found.inside + found.over + found.under == found.rounds

    def test_a_jump_is_called_in_its_second_month(self, found):
        assert (found.doublings, found.cases) == (1, 2)  # made in months 35 and 38, before month 40
        assert (found.used.limit, found.used.detected, found.used.delay) == (LIMIT, 1.0, 1.0)
        assert found.used.above == 1.0

    def test_they_are_those_of_a_slow_loop(self):
        alarms = []
        for origin in range(FIRST + 35, FIRST + 48, 3):
            table = forecast_table({"calm": (FIRST, CALM)}, horizon=12, origins=[origin])
            year = forecast_table({"calm": (FIRST, CALM)}, horizon=12, origins=[origin], sums=12)
            came = CALM[origin + 1 - FIRST :][:12]
            if not year["q10"].iloc[0] <= came.sum() <= year["q90"].iloc[0]:
                continue
            above, below = (came > table["q95"].to_numpy()), (came < table["q05"].to_numpy())
            alarms.append(any((side[1:] & side[:-1]).any() for side in (above, below)))
        seen = backtest_warning({"calm": (FIRST, CALM)})
        assert (seen.inside, seen.used.false_alarms) == (len(alarms), pytest.approx(np.mean(alarms)))
        assert seen.cases == 0 and np.isnan(seen.used.detected)

    @pytest.mark.parametrize(("call", "counts"), [(3, False), (4, True), (12, True)])
    def test_a_call_counts_from_the_month_before_the_doubling_on(self, call, counts):
        scores = np.zeros(12)
        scores[[call - 2, call - 1]] = 2.0
        one = module._Watched(SimpleNamespace(), scores, 1)
        score = module._score([one], [(one, 5)], LIMIT)
        assert score.detected == float(counts) and (score.delay == call - 5 if counts else np.isnan(score.delay))

    @pytest.mark.parametrize(
        ("side", "sign", "shares"), [(0, 1, "100"), (0, -1, "100"), (1, 1, "010"), (-1, -1, "001")]
    )
    def test_a_call_of_either_side_is_a_false_alarm_where_the_year_ended_inside(self, side, sign, shares):
        rounds = [module._Watched(SimpleNamespace(), np.zeros(12), other) for other in (-1, 0, 1)]
        rounds[side + 1] = module._Watched(SimpleNamespace(), sign * np.array([2.0, 2.0, *[0.0] * 10]), side)
        score = module._score(rounds, [], LIMIT)
        assert (score.false_alarms, score.above, score.below) == tuple(float(share) for share in shares)

    def test_a_stricter_limit_calls_less(self):
        shipped = read_warning()
        assert [score.limit for score in shipped.by_limit] == pytest.approx(LIMITS, abs=1e-5)
        for name in ("false_alarms", "detected", "above", "below"):
            shares = [getattr(score, name) for score in shipped.by_limit]
            assert shares == sorted(shares, reverse=True)

    def test_series_too_short_to_be_watched_are_refused(self):
        with pytest.raises(InputError):
            backtest_warning({"short": (FIRST, CALM[:40])})


class TestFile:
    def test_it_comes_back_as_it_was_written(self, tmp_path, found):
        file = tmp_path / "warning.csv"
        for one in (
            found,
            replace(found, by_limit=tuple(replace(score, detected=np.nan) for score in found.by_limit)),
        ):
            file.write_text(warning_csv(one), encoding="utf-8")
            assert warning_csv(read_warning(file)) == warning_csv(one)
        assert read_warning(file).first == found.first
        file.write_text("nonsense", encoding="utf-8")
        with pytest.raises(InputError):
            read_warning(file)

    def test_the_shipped_one_is_that_of_the_panel_and_of_this_version(self):
        """Else `make backtest` has to be run again."""
        shipped = read_warning()
        panel = {name: one for file in PANEL for name, one in read_series(file).items()}
        assert (shipped.data, shipped.version) == (digest_all(panel), METHOD_VERSION)
        assert shipped.series == len(panel) == 25 and shipped.rounds > 800 and shipped.cases >= 20
        assert shipped.doublings == sum(len(doublings(*one)) for one in panel.values())

    def test_it_holds_what_was_to_be_reached(self):
        """At least 45 % of the doublings called, at most 15 % false alarms."""
        assert measured().used.detected >= 0.45 and measured().used.false_alarms <= 0.15


def test_the_method_tells_what_the_file_holds():
    method = (ROOT / "docs" / "method.md").read_text(encoding="utf-8")
    rows = [line.split("|")[1:-1] for line in method.splitlines() if "two in a row beyond" in line]
    for cells, score in zip(rows, read_warning().by_limit, strict=True):
        told = [float(re.search(r"[\d.]+", cell)[0]) for cell in cells]
        assert told[0] == pytest.approx(score.limit, abs=0.005)
        assert told[1] == pytest.approx(100 * score.false_alarms, abs=0.05)
        shares = [100 * score.detected, score.delay, 100 * score.above, 100 * score.below]
        assert told[2:] == pytest.approx(shares, abs=0.5)


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_report_fits_a_terminal_and_tells_on_what_it_rests(language, found):
    for one in (read_warning(), found):
        assert max(map(len, render(one, Texts(language)).splitlines())) <= 100
    assert "25" in render(read_warning(), Texts(language))
    assert [row["limit"] for row in document(read_warning())["limits"]] == pytest.approx(LIMITS, abs=1e-5)


class TestCommand:
    def test_it_writes_the_file(self, capsys, tmp_path):
        series = [tmp_path / f"{name}.csv" for name in ("calm", "rising")]
        for path, values in zip(series, (CALM, RISING), strict=True):
            rows = [f"{path.stem},{2000 + at // 12}-{at % 12 + 1:02},{value:.0f}" for at, value in enumerate(values)]
            path.write_text("\n".join(["series,month,value", *rows]) + "\n", encoding="utf-8")
        call = ["backtest", "--warning", "--workers", "1", "--work", str(tmp_path / "work"), "--paths", "200"]
        file = tmp_path / "warning.csv"
        code, out, _ = run(*call, "--series", *map(str, series), "--results", str(file), capsys=capsys)
        assert code == 0 and "%" in out
        assert read_warning(file).rounds == 10

    @pytest.mark.parametrize(
        "other", [["--every", "3"], ["--method", "naive"], ["--frequency", "year"], ["--workers", "0"]]
    )
    def test_it_refuses_what_does_not_go_with_it(self, capsys, other):
        code, out, err = run("backtest", "--warning", "--series", PANEL[0], *other, capsys=capsys)
        assert (code, out) == (2, "") and other[0] in err

    def test_a_series_in_two_files_is_refused(self, capsys):
        code, _, err = run("backtest", "--series", PANEL[0], PANEL[0], capsys=capsys)
        assert code == 2 and "BE" in err
