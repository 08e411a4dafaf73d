"""The test of yearly forecasts: what it scores, and that the shipped file is that of the shipped series."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from forecasting.arrivals.backtest.years import ALL, YEARS, backtest_years, read_years, years_csv
from forecasting.arrivals.cache import METHOD_VERSION
from forecasting.arrivals.yearly import RISE, forecast_years
from forecasting.assumptions import load_register
from forecasting.base.errors import InputError
from forecasting.base.format import Formats
from forecasting.base.text import LANGUAGES, Texts
from forecasting.observations import read_yearly_series
from forecasting.observations.pulses import national_rise
from forecasting.reports.backtest.years import document, render, rise_words, twice_words
from forecasting.reports.limits import evidence
from tests.terminal import run

PANEL = Path(__file__).parents[1] / "panel" / "yearly_asylum_applications.csv"
VALUES = np.round(np.exp(np.random.default_rng(2).normal(0, 0.3, 20).cumsum() + 7))


def test_every_origin_from_the_twelfth_year_on_is_scored_up_to_six_years_ahead():
    found = backtest_years({"a": (2000, VALUES), "b": (2005, VALUES[:14])})
    assert (found.series, found.origins, found.first, found.last) == (2, 8 + 2, 2011, 2018)
    assert {ahead: score.forecasts for ahead, score in found.by_year.items()} == {
        ALL: 8 + 7 + 6 + 5 + 4 + 3 + 2 + 1, 1: 8 + 2, 2: 7 + 1, 3: 6, 4: 5, 5: 4, 6: 3,
    }  # fmt: skip


def test_shares_are_those_of_a_slow_loop():
    inside = []
    for place in range(11, 19):
        low, high = forecast_years(VALUES[: place + 1], 1).quantiles()[0, [2, 6]]
        inside.append(low <= VALUES[place + 1] <= high)
    assert backtest_years({"a": (2000, VALUES)}).by_year[1].within80 == pytest.approx(np.mean(inside))


def test_a_gap_cuts_off_what_lies_before_it():
    gappy = VALUES.copy()
    gappy[3] = np.nan
    found = backtest_years({"a": (2000, gappy)})
    assert found.first == 2015 and found.origins == 4
    assert found == backtest_years({"a": (2000, gappy)})


def test_rises_are_those_of_a_slow_loop():
    found = {rise.times: rise for rise in backtest_years({"a": (2000, VALUES), "b": (2005, 2 * VALUES[:14])}).rises}
    assert {(rise.years, rise.spans) for rise in found.values()} == {(19 + 13, 3)}  # 2011 to 2013 have six more years
    for times, rise in found.items():
        series = (VALUES, VALUES[:14])  # twice as many persons rise as often
        assert rise.risen == sum(now >= times * was for one in series for was, now in pairwise(one))
        assert rise.beyond == sum(
            max(VALUES[place + 1 : place + 7]) >= times * max(VALUES[: place + 1]) for place in range(11, 14)
        )


def test_a_rise_beside_a_gap_is_none_and_one_from_nobody_counts_from_one_person():
    values = np.full(20, 100.0)
    values[3] = np.nan
    values[16:18] = 0.0, 2.0
    one_and_a_half, twice, thrice, _ = backtest_years({"a": (2000, values)}).rises
    assert (twice.years, one_and_a_half.risen, twice.risen, thrice.risen) == (17, 2, 2, 1)  # 0, 2, 100
    assert twice.spans == 0


def test_too_little_history_is_refused():
    with pytest.raises(InputError):
        backtest_years({"a": (2000, VALUES[:12])})


def test_the_file_comes_back_as_it_was_written(tmp_path):
    found = backtest_years({"a": (2000, VALUES)})
    file = tmp_path / "years.csv"
    file.write_text(years_csv(found), encoding="utf-8")
    back = read_years(file)
    assert years_csv(back) == years_csv(found) and back.data == found.data
    file.write_text("nonsense", encoding="utf-8")
    with pytest.raises(InputError):
        read_years(file)


def test_the_shipped_file_is_that_of_the_panel_and_of_this_version():
    shipped = read_years(YEARS)
    assert shipped.version == METHOD_VERSION
    assert years_csv(shipped) == years_csv(backtest_years(read_yearly_series(PANEL)))


def test_the_shipped_counts_are_those_of_the_panel_told_another_way():
    """Of 603 years 61 reached twice the year before; of 347 spans of six years 72 twice the largest before."""
    found = {}
    for _, values in read_yearly_series(PANEL).values():
        for was, now in pairwise(values):
            found["years"] = found.get("years", 0) + 1
            found["twice"] = found.get("twice", 0) + (now / was >= 2)
    twice = next(rise for rise in read_years().rises if rise.times == 2)
    assert (found["years"], found["twice"]) == (twice.years, twice.risen) == (603, 61)
    assert (twice.spans, twice.beyond) == (347, 72)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_of_rises_are_the_counts_of_the_file(language):
    found, text = read_years(), Texts(language)
    said, percent = rise_words(found, text), Formats(language).percent
    shares = [rise.risen / rise.years for rise in found.rises if rise.times < RISE]
    shares += [rise.beyond / rise.spans for rise in found.rises if rise.times in (2.0, RISE)]
    assert [share for share in re.findall(r"\d+\s?%", said)] == [percent(share) for share in shares]
    other = replace(found, rises=tuple(replace(rise, risen=rise.years, beyond=rise.spans) for rise in found.rises))
    assert rise_words(other, text).count(percent(1.0)) == 5
    for year, times in ((1992, 438191 / 256112), (2015, national_rise(2015)), (2022, national_rise(2022))):
        assert re.search(rf"{Formats(language).number(times, 1)}\D", said) and str(year) in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_counts_displacements_twice_is_told(language):
    once, twice = (twice_words(counted, Texts(language)) for counted in (False, True))
    label = load_register()["arrivals.rare_events"].label(language)
    assert label in once and label in twice
    assert {"de": "ausgeschaltet", "en": "switched off"}[language] in once
    assert {"de": "zu weit", "en": "too wide"}[language] in twice


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_limits_say_of_the_far_years_is_what_the_file_says(language):
    years = [score for ahead, score in read_years().by_year.items() if ahead != ALL]
    shares = [round(100 * score.within80) for score in years]
    above = [round(100 * score.above) for score in years]
    words = Texts(language)("limits.figures.far.words", **evidence(Texts(language)))
    assert re.findall(r"\b(\d+) (?:bis|to) (\d+)\b", words) == [
        (str(min(found)), str(max(found))) for found in (shares, above)
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_report_fits_a_terminal_and_tells_on_what_it_rests(language):
    told = render(read_years(), Texts(language))
    assert max(map(len, told.splitlines())) <= 100 and "16" in told and "427" in told
    assert [row["ahead"] for row in document(read_years())["years"]] == [None, 1, 2, 3, 4, 5, 6]


def test_the_command_writes_the_file_and_refuses_what_is_of_months(capsys, tmp_path):
    file = tmp_path / "years.csv"
    call = ["backtest", "--frequency", "year", "--series", str(PANEL)]
    assert run(*call, "--results", str(file), capsys=capsys)[0] == 0
    assert file.read_text(encoding="utf-8") == YEARS.read_text(encoding="utf-8")
    code, out, err = run(*call, "--every", "3", capsys=capsys)
    assert (code, out) == (2, "") and "--every" in err
    assert run("backtest", "--frequency", "year", capsys=capsys)[0] == 2
