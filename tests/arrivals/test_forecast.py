"""Arrivals of every group as paths: history first, uncertain where it was estimated, or fixed by a file."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from forecasting.arrivals import ABSENT, forecast_arrivals
from forecasting.assumptions import load_scenario
from forecasting.base.errors import InputError
from forecasting.base.periods import month_label, parse_month
from forecasting.observations import Observations, Series

FIRST, LATE, BASE = parse_month("2016-01"), parse_month("2021-07"), parse_month("2024-12")
RNG = np.random.default_rng(9)


def walk(months, seed, level=6.5):
    return np.round(np.exp(np.random.default_rng(seed).normal(0, 0.15, months).cumsum() + level))


def series(group, first, seed, *, estimated=(), sizes=0.2, usable_from=None):
    values = walk(BASE - first + 1, seed)
    loadings = np.zeros((len(values), 2))
    for month in estimated:
        loadings[month] = values[month] * sizes * np.array([0.8, 0.6])
    status = tuple("extrapolated" if row.any() else "observed" for row in loadings)
    return Series(group, first, values, status, loadings, BASE, usable_from or first)


def observations(*parts):
    return Observations(
        arrivals={part.group: part for part in parts},
        base_month=BASE,
        data_hash="0" * 64,
        sample_data=False,
        notices=(),
        housing=None,
        districts=None,
    )


ASYLUM = series("asylum", FIRST, 1)
UKRAINE = series("ukraine", LATE, 2)
BOTH = observations(ASYLUM, UKRAINE)


def scenario(*sets):
    return load_scenario(sets=["horizon_months=24", "arrivals.method=naive", *sets])


def arrivals(data=BOTH, *sets, **options):
    return forecast_arrivals(data, scenario(*sets), **{"paths": 40, "seed": 5} | options)


def refused(data, *sets):
    with pytest.raises(InputError) as caught:
        arrivals(data, *sets)
    return [finding.key for finding in caught.value.findings]


def test_history_comes_first_and_a_later_group_starts_with_zeros():
    result = arrivals()
    history = BASE - FIRST + 1
    assert (result.first_month, result.base_month, result.horizon) == (FIRST, BASE, 24)
    assert result.groups == ("asylum", "ukraine")
    assert result.history_months == history
    for group in result.groups:
        assert result.paths[group].shape == (history + 24, 40)
        assert (result.paths[group][:history] == result.observed[group][:, None]).all()
        assert len(result.status[group]) == len(result.observed[group]) == history
    before = LATE - FIRST
    assert result.observed["ukraine"][:before].tolist() == [0.0] * before
    assert set(result.status["ukraine"][:before]) == {ABSENT}
    assert result.first_observed == {"asylum": FIRST, "ukraine": LATE}


def test_the_forecast_goes_on_from_the_last_month():
    result = arrivals(BOTH, "arrivals.method=ensemble", paths=2001)
    for group, part in BOTH.arrivals.items():
        month_after = np.median(result.paths[group][result.history_months])
        assert month_after == pytest.approx(part.values[-1], rel=0.35)
        assert np.isfinite(result.paths[group]).all() and (result.paths[group] >= 0).all()


def test_paths_are_mirrored_pairs_around_the_median():
    result = arrivals(paths=7)
    future = np.log1p(result.paths["asylum"][result.history_months :])
    assert future[:, :3] + future[:, 4:] == pytest.approx(np.full((24, 3), 2 * np.log1p(ASYLUM.values[-1])))


def test_the_same_seed_gives_the_same_bytes_and_another_one_does_not():
    once, again, other = arrivals(), arrivals(), arrivals(seed=6)
    assert once.paths["asylum"].tobytes() == again.paths["asylum"].tobytes()
    assert once.paths["asylum"].tobytes() != other.paths["asylum"].tobytes()


def test_another_group_changes_no_other_groups_paths():
    alone = arrivals(observations(ASYLUM))
    assert alone.paths["asylum"].tobytes() == arrivals().paths["asylum"].tobytes()
    reversed_order = arrivals(BOTH, 'groups=["ukraine", "asylum"]')
    assert reversed_order.groups == ("ukraine", "asylum")
    assert reversed_order.paths["asylum"].tobytes() == alone.paths["asylum"].tobytes()
    twins = arrivals(observations(ASYLUM, replace(ASYLUM, group="ukraine")))
    assert (twins.paths["ukraine"][-24:] != twins.paths["asylum"][-24:]).all()


def test_estimated_months_differ_from_path_to_path_and_observed_ones_do_not():
    estimated = range(80, BASE - FIRST + 1)
    part = series("asylum", FIRST, 1, estimated=estimated)
    result = arrivals(observations(part), paths=4000)
    history = result.paths["asylum"][: result.history_months]
    assert (history[:80] == part.values[:80, None]).all()
    assert history[80:].mean(axis=1) == pytest.approx(part.values[80:], rel=0.001)
    assert history[80:].std(axis=1) == pytest.approx(0.2 * part.values[80:], rel=0.05)
    assert result.observed["asylum"].tolist() == part.values.tolist()


def test_a_path_goes_on_from_its_own_history():
    part = series("asylum", FIRST, 1, estimated=range(100, BASE - FIRST + 1))
    result = arrivals(observations(part), paths=4000)
    certain = arrivals(observations(ASYLUM), paths=4000)
    first = result.paths["asylum"][result.history_months]
    year = slice(result.history_months - 12, result.history_months)
    own = (np.log1p(result.paths["asylum"][year]) - np.log1p(part.values[-12:, np.newaxis])).mean(axis=0)
    future = np.log1p(first) - own
    assert np.corrcoef(own, future)[0, 1] == pytest.approx(0.0, abs=0.06)
    spread, plain = (np.log1p(each.paths["asylum"][each.history_months]).std() for each in (result, certain))
    assert spread > plain
    assert np.median(first) == pytest.approx(np.median(certain.paths["asylum"][certain.history_months]), rel=0.02)


def test_a_history_near_zero_does_not_make_the_forecast_explode():
    part = series("asylum", FIRST, 1, estimated=range(60, BASE - FIRST + 1), sizes=1.5)
    result = arrivals(observations(part), "arrivals.method=ensemble", paths=500)
    future = result.paths["asylum"][result.history_months :]
    assert (result.paths["asylum"][: result.history_months] >= 0).all()
    emptied = result.paths["asylum"][result.history_months - 1] == 0
    assert emptied.any()
    assert np.isfinite(future).all()
    assert np.median(future[0][~emptied]) == pytest.approx(part.values[-1], rel=0.5)
    assert np.median(future[0][emptied]) == pytest.approx(part.values[-1] / 3, rel=0.2)


def test_a_few_histories_near_zero_do_not_rule_the_volatility():
    """Every tenth history has an empty month, whose changes on the log scale are those of no arrivals."""
    values = np.full(60, 600.0)
    loadings = np.zeros((60, 1))
    loadings[30] = 470.0
    wild = Series("asylum", BASE - 59, values, ("observed",) * 60, loadings, BASE, BASE - 59)
    future = arrivals(observations(wild), "arrivals.method=ensemble", paths=4000).paths["asylum"][-24:]
    assert np.quantile(future[0], 0.9) / 600.0 < 1.19


def test_smooth_estimated_months_widen_the_near_bands():
    smooth = replace(ASYLUM, values=np.full(len(ASYLUM.values), 600.0))
    loadings = np.random.default_rng(3).normal(0, 120.0, (len(smooth.values), 40)) / np.sqrt(40)
    loadings[-1] = 0.0
    rough = replace(smooth, loadings=loadings)
    plain, wide = (
        arrivals(observations(part), "arrivals.method=ensemble", paths=1000).paths["asylum"][-24:][:6]
        for part in (smooth, rough)
    )
    wide_range, plain_range = (np.ptp(np.quantile(each, [0.1, 0.9], axis=1), axis=0) for each in (wide, plain))
    assert (wide_range > 1.5 * plain_range).all()


def test_the_base_month_cuts_the_history_and_hides_what_follows():
    base = parse_month("2023-06")
    changed = replace(ASYLUM, values=np.where(np.arange(len(ASYLUM.values)) > base - FIRST, 9e5, ASYLUM.values))
    results = [arrivals(observations(part), "base_month=2023-06", "whole_years=false") for part in (ASYLUM, changed)]
    assert results[0].base_month == base
    assert results[0].datenstand == {"asylum": base}
    assert results[0].paths["asylum"].shape == (base - FIRST + 1 + 24, 40)
    assert results[0].paths["asylum"].tobytes() == results[1].paths["asylum"].tobytes()


def test_a_base_month_outside_the_data_is_refused():
    assert refused(BOTH, "base_month=2025-01") == ["arrivals.base.beyond"]
    assert refused(BOTH, "base_month=2021-06") == ["arrivals.base.before"]


def test_only_usable_months_are_forecast_from():
    part = series("asylum", FIRST, 1, usable_from=BASE - 39)
    broken = replace(part, values=np.concatenate([part.values[:-40] * 50, part.values[-40:]]))
    plain, other = (arrivals(observations(each)).paths["asylum"][-24:] for each in (part, broken))
    assert plain.tobytes() == other.tobytes()


def test_a_break_after_the_base_month_is_not_known_there():
    part = series("asylum", FIRST, 1, usable_from=BASE - 39)
    cut = f"base_month={month_label(BASE - 45)}"
    known, unknown = (arrivals(observations(each), cut).paths["asylum"] for each in (part, ASYLUM))
    assert known.tobytes() == unknown.tobytes()


def test_a_short_history_is_told_and_a_path_offered():
    result = arrivals(observations(series("asylum", FIRST, 1, usable_from=BASE - 19)))
    assert [notice.key for notice in result.notices] == ["arrivals.clean.short", "arrivals.offer_path"]


def test_every_group_that_cannot_be_forecast_is_told_at_once():
    parts = [series(group, FIRST, 1, usable_from=BASE - 5) for group in ("asylum", "ukraine")]
    assert refused(observations(*parts)) == ["arrivals.clean.too_short"] * 2


def test_groups_can_be_left_out_and_unknown_ones_are_refused():
    assert arrivals(BOTH, 'groups=["ukraine"]').first_month == LATE
    assert refused(observations(ASYLUM), 'groups=["asylum", "ukraine"]') == ["arrivals.group.unknown"]
    assert refused(observations()) == ["arrivals.group.none"]


def test_progress_counts_the_groups():
    seen = []
    arrivals(progress=lambda *step: seen.append(step))
    assert seen == [(1, 2), (2, 2)]


@pytest.fixture
def given_file(tmp_path):
    def write(*rows):
        lines = ["month,group,arrivals", *(f"{month_label(month)},{group},{value}" for month, group, value in rows)]
        (tmp_path / "arrivals.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        return f"arrivals.path={str(tmp_path / 'arrivals.csv')!r}"

    return write


def months(group, first, last, value):
    return [(month, group, value + month - first) for month in range(first, last + 1)]


def test_a_file_fixes_history_and_future(given_file):
    path = given_file(*months("asylum", BASE - 5, BASE + 26, 100), *months("ukraine", BASE - 2, BASE + 24, 10))
    result = arrivals(BOTH, path)
    assert (result.fixed, result.first_month, result.paths["asylum"].shape) == (True, BASE - 5, (6 + 24, 1))
    assert result.paths["asylum"][:, 0].tolist() == [100.0 + step for step in range(6 + 24)]
    assert result.paths["ukraine"][:, 0].tolist() == [0.0] * 3 + [10.0 + step for step in range(3 + 24)]
    assert result.status["ukraine"] == (ABSENT,) * 3 + ("observed",) * 3
    assert result.observed["ukraine"].tolist() == [0, 0, 0, 10, 11, 12]
    assert result.datenstand == {"asylum": BASE, "ukraine": BASE}


def test_another_file_is_other_data(given_file):
    hashes = {
        arrivals(BOTH, given_file(*months("asylum", BASE - 5, BASE + 24, value))).data_hash for value in (100, 101)
    }
    assert len(hashes | {BOTH.data_hash}) == 3


def test_groups_the_file_lacks_are_told(given_file):
    path = given_file(*months("asylum", BASE - 5, BASE + 24, 100))
    result = arrivals(BOTH, path)
    assert (result.groups, [notice.key for notice in result.notices]) == (("asylum",), ["arrivals.given.left_out"])
    assert refused(BOTH, path, 'groups=["asylum", "ukraine"]') == ["arrivals.given.no_group"]


def test_months_missing_at_the_end_are_named(given_file):
    with pytest.raises(InputError) as caught:
        arrivals(BOTH, given_file(*months("asylum", BASE - 5, BASE + 21, 100)))
    (finding,) = caught.value.findings
    assert (finding.values["month"], finding.values["count"]) == (month_label(BASE + 22), 3)


def test_a_gap_in_the_file_is_refused(given_file):
    rows = [row for row in months("asylum", BASE - 5, BASE + 24, 100) if row[0] != BASE + 3]
    assert refused(BOTH, given_file(*rows))


def test_a_file_without_the_first_forecast_months_does_not_count_them_as_zero(given_file):
    with pytest.raises(InputError) as caught:
        arrivals(BOTH, given_file(*months("asylum", BASE + 4, BASE + 24, 100)))
    assert caught.value.findings[0].values["month"] == month_label(BASE + 1)
    first_forecast_month = given_file(*months("asylum", BASE + 1, BASE + 24, 100))
    assert arrivals(BOTH, first_forecast_month).observed["asylum"].tolist() == [0.0]
