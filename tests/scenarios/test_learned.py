"""A learned stay enters the chain path by path, and nothing changes where it is not asked for or not known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from forecasting.arrivals import Arrivals
from forecasting.assumptions import load_scenario, resolve
from forecasting.base.quantiles import Array
from forecasting.caseload.housing import lognormal_stay
from forecasting.caseload.stay_change import CHANGED
from forecasting.observations.housing import HousingSeries, TenureCount
from forecasting.scenarios import outlook
from forecasting.scenarios.course import course
from forecasting.scenarios.hindcast import hindcast
from forecasting.scenarios.learned import figures_of, learned, used_stays, windows
from forecasting.scenarios.opening import openings
from forecasting.scenarios.rules import Values
from forecasting.scenarios.stay_answer import stay_answer
from tests.reports.worlds import arrivals

BASE = load_scenario()
LEARN = BASE.with_values({"housing.asylum.stay_source": "learned"})
TRUTH = lognormal_stay(5.0, 0.5, 30)
SHARE = 0.8


def housed(kinds: tuple[str, ...] = ("stock", "inflow"), months: int = 60) -> Arrivals:
    """A world whose asylum seekers stay as `TRUTH` says; figures of the last months, 1 % off."""
    known = arrivals(groups=("asylum",), horizon=24)
    rng = np.random.default_rng(1)
    came = known.observed["asylum"] * rng.uniform(0.4, 1.6, known.history_months)
    paths = known.paths["asylum"].copy()
    paths[: known.history_months] = came[:, None]
    leaving = np.convolve(came, TRUTH)[: len(came)]

    def figures(values: Array, kind: str) -> Array:
        shown = values * rng.normal(1.0, 0.01, len(values))
        shown[: -months if kind in kinds else None] = np.nan
        return shown

    stock, inflow = figures(np.cumsum(came - leaving), "stock"), figures(SHARE * leaving, "inflow")
    housing = {"asylum": HousingSeries(stock, inflow, np.full(len(came), np.nan))}
    status = {"asylum": ("observed",) * len(came)}
    return replace(known, observed={"asylum": came}, paths={"asylum": paths}, status=status, housing=housing)


def test_by_default_housing_figures_change_nothing() -> None:
    known = housed()
    with_figures, without = outlook(BASE, known), outlook(BASE, replace(known, housing={}))
    for name, sample in without.monthly.items():
        assert np.array_equal(sample.values, with_figures.monthly[name].values), name


def test_path_i_takes_replicate_i_for_stay_and_transfer_together() -> None:
    known = housed()
    resolved = resolve(LEARN, known.groups)
    one = learned(known, "asylum", resolved)
    assert one is not None and one.transfers is not None
    used = used_stays(resolved, known, per_path=True)["asylum"]
    values = Values.of_paths(resolved, known)
    count = one.stays.shape[1]
    for path in (0, 7, count - 1, count % known.n_paths):
        assert np.array_equal(values.stay("asylum")[:, path], one.stays[:, path % count])
        assert np.asarray(values.transfer_share("asylum"))[path] == one.transfers[path % count]
    assert used.stay is not None and used.stay.shape == (31, known.n_paths)


def test_the_learned_stay_decides_the_stock() -> None:
    """The assumption of nine months in the median doubles the stock of a world in which people stay five."""
    known = housed()
    assumed, found = outlook(BASE, known), outlook(LEARN, known)
    last = known.housing["asylum"].provisional_stock[-1]
    assert found.monthly["provisional_stock", "asylum"].summary[0, 0] == pytest.approx(last, rel=0.15)
    assert assumed.monthly["provisional_stock", "asylum"].summary[0, 0] > 1.4 * last
    past = hindcast(resolve(LEARN, known.groups), known).provisional_stock["asylum"]
    assert past[-1] == pytest.approx(last, rel=0.05)


def test_without_uncertainty_the_solution_itself_is_used() -> None:
    known = housed()
    sure = LEARN.with_values({"uncertainty.assumptions": False})
    values = Values.of_paths(resolve(sure, known.groups), known)
    assert values.stay("asylum").shape == (31,)
    assert np.arange(31) @ values.stay("asylum") == pytest.approx(float(np.arange(31) @ TRUTH), abs=0.1)


def test_what_figures_do_not_tell_stays_assumed_with_a_notice() -> None:
    known = housed(("stock",))
    resolved = resolve(LEARN, known.groups)
    used = used_stays(resolved, known, per_path=False)["asylum"]
    assert used.stay is not None and used.transfer is None
    assert [notice.key for notice in outlook(LEARN, known).notices if "learned" in notice.key] == [
        "scenarios.transfer_not_learned"
    ]
    assert Values.of_paths(resolved, known).number("housing.asylum.transfer_share") is not None


def test_without_figures_the_assumption_holds_with_a_notice() -> None:
    known = replace(housed(), housing={})
    assumed, found = outlook(BASE, known), outlook(LEARN, known)
    assert np.array_equal(found.yearly["fte"].values, assumed.yearly["fte"].values)
    assert "scenarios.stay_without_figures" in [notice.key for notice in found.notices]


def test_only_the_last_months_count_where_a_window_says_so() -> None:
    known = housed()
    figures = figures_of(known, "asylum", 24)
    assert figures is not None
    assert np.count_nonzero(~np.isnan(figures.provisional_stock)) == 24


def test_a_change_of_the_stay_is_followed_by_a_shorter_window_and_found_in_a_longer_one() -> None:
    """People stayed 5 months, and 10 since six years ago: of eight years of figures the later four tell it."""
    known = housed(months=96)
    came = known.observed["asylum"]
    later = lognormal_stay(10.0, 0.5, 30)
    leaving = np.zeros(len(came) + 31)
    for month, persons in enumerate(came):
        leaving[month : month + 31] += persons * (later if month >= len(came) - 72 else TRUTH)
    stock = np.cumsum(came - leaving[: len(came)])
    changed = replace(known.housing["asylum"], provisional_stock=np.where(np.arange(len(came)) < 72, np.nan, stock))
    changed = replace(changed, housing_inflow=np.full(len(came), np.nan))
    known = replace(known, housing={"asylum": changed})
    found = {}
    for window in (36, 96):
        scenario = LEARN.with_values({"housing.asylum.stay_window": window})
        found[window] = learned(known, "asylum", resolve(scenario, known.groups))
    truth = float(np.arange(31) @ later)
    for one in found.values():
        assert one is not None and abs(one.mean_months.value - truth) < 0.3
    assert CHANGED in found[96].reasons and CHANGED not in found[36].reasons
    assert found[96].months == {"stock": 48}
    assert len(found[96].expected["stock"]) == len(came)


def test_rolling_windows_show_the_course_of_the_stay() -> None:
    """The newest first, each of three years, a year apart, and what each says is what was true then."""
    known = housed(months=84)
    found = windows(known, "asylum", resolve(LEARN, known.groups))
    last = known.history_months - 1
    assert [(one.first, one.last) for one in found] == [(last - 35 - 12 * n, last - 12 * n) for n in range(5)]
    truth = float(np.arange(31) @ TRUTH)
    for one in found:
        assert one.found is not None and one.found.mean_months.value == pytest.approx(truth, abs=0.5)
    assert windows(housed(months=40), "asylum", resolve(LEARN, known.groups)) == ()
    assert windows(replace(known, housing={}), "asylum", resolve(LEARN, known.groups)) == ()


def test_the_answer_names_assumption_and_figures_side_by_side() -> None:
    known = housed()
    answer = stay_answer(resolve(BASE, known.groups), known, "asylum")
    assert answer.identified and answer.transfer_identified
    assert answer.transfer.q05 <= SHARE <= answer.transfer.q95
    assert answer.assumed_transfer.value == BASE.value("housing.asylum.transfer_share")
    nothing = stay_answer(resolve(BASE, known.groups), replace(known, housing={}), "asylum")
    assert not nothing.identified and nothing.reasons == ("too_few",)
    assert np.array_equal(nothing.stay, nothing.assumed_stay)


def test_the_newest_count_is_taken_by_time_since_entry_where_it_is_known() -> None:
    known = housed()
    base = known.base_month
    counts = (
        TenureCount(base, 0, 12, 7_000.0),
        TenureCount(base, 12, 36, 2_000.0),
        TenureCount(base - 5, 0, 12, 1.0),
    )
    stock = known.housing["asylum"].housing_stock.copy()
    stock[-10] = 50_000.0
    counted = replace(known.housing["asylum"], housing_stock=stock, counts=counts)
    result = outlook(BASE, replace(known, housing={"asylum": counted}))
    (found,) = openings(result, course(result))
    assert (found.month, found.counted) == (base, 9_000.0)
    values = result.resolved
    entitled = values.number("need.asylum.prospect_share") * values.number("need.asylum.take_up")
    assert found.opening_stock == pytest.approx(entitled * 9_000.0, abs=0.1)
    assert sum(found.tenure[:12]) == pytest.approx(7 / 9, abs=1e-4)
    begun = outlook(BASE.with_values(found.as_opening()), replace(known, housing={"asylum": counted}))
    assert begun.resolved.number("need.asylum.opening_stock") == found.opening_stock
    older = replace(counted, counts=())
    (whole,) = openings(outlook(BASE, replace(known, housing={"asylum": older})), course(result))
    assert (whole.month, whole.counted) == (base - 9, 50_000.0)


def test_the_factor_of_a_count_moves_past_and_forecast_alike() -> None:
    known = housed()
    half = BASE.with_values({"need.asylum.count_factor": 0.5})
    whole, halved = outlook(BASE, known), outlook(half, known)
    assert np.array_equal(
        halved.monthly["target_caseload", "asylum"].values, 0.5 * whole.monthly["target_caseload", "asylum"].values
    )
    assert np.array_equal(
        halved.monthly["housing_inflow", "asylum"].values, whole.monthly["housing_inflow", "asylum"].values
    )
    past = [hindcast(resolve(scenario, known.groups), known).caseload["asylum"] for scenario in (BASE, half)]
    assert past[1] == pytest.approx(0.5 * past[0])
