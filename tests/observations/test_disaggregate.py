"""The smoothest series through published figures: worlds small enough to check by head, and laws for any figures."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize

from forecasting.base.errors import InputError
from forecasting.base.quantiles import Array
from forecasting.observations.months.disaggregate import binding, smoothest
from forecasting.observations.months.figure import Figure
from forecasting.observations.months.uncertainty import loadings, relative_steps
from forecasting.observations.published import period_weights


def span(months: int, first: int, last: int) -> Array:
    weights = np.zeros(months)
    weights[first : last + 1] = 1.0
    return weights


def figure(months: int, first: int, last: int, low: float, high: float | None = None) -> Figure:
    return Figure(f"{first}..{last}", span(months, first, last), low, low if high is None else high)


def test_a_total_follows_the_indicator() -> None:
    indicator = np.array([10.0, 30.0, 20.0])
    assert smoothest(indicator, [figure(3, 0, 2, 120.0)], floor=0.0) == pytest.approx([20.0, 60.0, 40.0])


def test_after_the_last_figure_the_ratio_is_held() -> None:
    indicator = np.array([10.0, 10.0, 40.0, 5.0])
    series = smoothest(indicator, [figure(4, 0, 0, 10.0), figure(4, 1, 1, 20.0)], floor=0.0)
    assert series == pytest.approx([10.0, 20.0, 80.0, 10.0])


def test_two_totals_against_the_normal_equations() -> None:
    """Two years of equal indicator, 12 and 24: the optimum solves the equality-constrained system."""
    ones = np.ones(24)
    figures = [figure(24, 0, 11, 12.0), figure(24, 12, 23, 24.0)]
    series = smoothest(ones, figures, floor=0.0)
    steps = np.diff(np.eye(24), axis=0)
    matrix = np.array([one.weights for one in figures])
    system = np.block([[2 * steps.T @ steps, matrix.T], [matrix, np.zeros((2, 2))]])
    expected = np.linalg.solve(system, np.concatenate([np.zeros(24), [12.0, 24.0]]))[:24]
    assert series == pytest.approx(expected, abs=1e-8)


def test_an_interval_is_used_as_far_as_it_makes_the_series_smoother() -> None:
    series = smoothest(np.ones(2), [figure(2, 0, 0, 10.0), figure(2, 1, 1, 12.0, 20.0)], floor=0.0)
    assert series == pytest.approx([10.0, 12.0])
    series = smoothest(np.ones(2), [figure(2, 0, 0, 10.0), figure(2, 1, 1, 5.0, 20.0)], floor=0.0)
    assert series == pytest.approx([10.0, 10.0])


def test_an_ordering_of_months_holds_and_is_used_as_far_as_it_binds() -> None:
    """Two months with 12 together: at least twice as many in the first makes 8 and 4; at least half of it nothing."""
    total = figure(2, 0, 1, 12.0)
    assert smoothest(np.ones(2), [total, Figure.ordering("", 2, 0, 2.0, 1)], floor=0.0) == pytest.approx([8.0, 4.0])
    assert smoothest(np.ones(2), [total, Figure.ordering("", 2, 0, 0.5, 1)], floor=0.0) == pytest.approx([6.0, 6.0])
    with pytest.raises(InputError):
        smoothest(np.ones(2), [total, figure(2, 0, 0, 5.0), Figure.ordering("", 2, 0, 1.0, 1)], floor=0.0)


@given(st.integers(0, 2**32 - 1))
def test_with_orderings_against_a_slow_general_solver(seed: int) -> None:
    rng = np.random.default_rng(seed)
    months = 8
    truth = rng.uniform(1.0, 9.0, months)
    figures = [figure(months, 0, 7, float(truth.sum())), figure(months, 2, 4, float(truth[2:5].sum()))]
    one, other = rng.choice(months, 2, replace=False)
    orders = [Figure.ordering("", months, int(one), float(truth[one] / truth[other]), int(other))]
    series = smoothest(np.ones(months), [*figures, *orders], floor=0.0)
    slow = optimize.minimize(
        lambda y: (np.diff(y) ** 2).sum(),
        truth,
        jac=lambda y: 2 * np.diff(np.eye(months), axis=0).T @ np.diff(y),
        bounds=[(0.0, None)] * months,
        constraints=[
            *({"type": "eq", "fun": lambda y, f=f: f.weights @ y - f.low} for f in figures),
            *({"type": "ineq", "fun": lambda y, f=f: f.weights @ y} for f in orders),
        ],
        method="SLSQP",
        options={"maxiter": 1000, "ftol": 1e-14},
    )
    assert (np.diff(series) ** 2).sum() <= slow.fun + 1e-6
    assert series == pytest.approx(slow.x, abs=1e-3)
    assert all(f.weights @ series >= -1e-6 for f in orders)


def test_a_doubted_indicator_widens_the_months_but_not_what_is_known() -> None:
    """Against the joint normal distribution of the ratio's walk and the indicator's error, by conditioning."""
    rng = np.random.default_rng(4)
    months = 6
    values, indicator = rng.uniform(5.0, 9.0, months), np.full(months, 10.0)
    figures = [figure(months, 0, 2, float(values[:3].sum()))]
    steps, doubt = np.full(months - 1, 0.1), 0.2 * rng.standard_normal((months, 2))
    found = loadings(values, indicator, figures, steps, [False] * months, doubt)
    ratio = values / indicator
    wide = steps * (ratio[1:] + ratio[:-1]) / 2
    lower = np.tril(np.ones((months, months)), -1)[:, :-1] * wide
    prior = 1e6 + lower @ lower.T + (doubt * ratio[:, None]) @ (doubt * ratio[:, None]).T
    row = figures[0].weights * indicator
    posterior = prior - np.outer(prior @ row, prior @ row) / (row @ prior @ row)
    expected = posterior * np.outer(indicator, indicator)
    assert found @ found.T == pytest.approx(expected, rel=1e-3, abs=1e-3)
    plain = loadings(values, indicator, figures, steps, [False] * months)
    assert (found**2).sum() > (plain**2).sum()


def test_the_floor_holds() -> None:
    series = smoothest(np.ones(3), [figure(3, 0, 0, 10.0), figure(3, 0, 2, 10.0)], floor=0.0)
    assert series == pytest.approx([10.0, 0.0, 0.0], abs=1e-7)
    with pytest.raises(InputError):
        smoothest(np.ones(3), [figure(3, 0, 0, 10.0), figure(3, 0, 2, 10.0)], floor=0.5)


def test_nobody_came_before() -> None:
    free = smoothest(np.ones(4), [figure(4, 0, 3, 10.0)], floor=0.0)
    risen = smoothest(np.ones(4), [figure(4, 0, 3, 10.0)], floor=0.0, from_zero=True)
    assert free == pytest.approx([2.5] * 4)
    assert risen == pytest.approx(np.array([4.0, 7.0, 9.0, 10.0]) / 3)


def test_contradicting_figures_are_named() -> None:
    figures = [figure(3, 0, 2, 10.0), figure(3, 0, 1, 12.0), figure(3, 2, 2, 1.0)]
    with pytest.raises(InputError) as error:
        smoothest(np.ones(3), figures, floor=0.0)
    assert error.value.findings[0].key == "observations.conflict"
    assert "0.." in str(error.value.findings[0].values["figures"])


def test_part_of_a_month() -> None:
    """104,222 arrivals by 23 May: May counts with 23/31."""
    weights = period_weights("2022-02..2022-05-23", 2022 * 12, 6)
    assert weights == pytest.approx([0, 1, 1, 1, 23 / 31, 0])
    assert period_weights("2022", 2022 * 12 + 1, 3) == pytest.approx([1, 1, 1])
    with pytest.raises(InputError):
        period_weights("2022-Q1", 2022 * 12, 6)


WORLDS = st.integers(min_value=3, max_value=24).flatmap(
    lambda months: st.tuples(
        st.lists(st.floats(min_value=1.0, max_value=1000.0), min_size=months, max_size=months),
        st.lists(st.floats(min_value=0.05, max_value=0.3), min_size=months, max_size=months),
        st.lists(
            st.tuples(
                st.integers(min_value=0, max_value=months - 1),
                st.integers(min_value=0, max_value=months - 1),
                st.sampled_from([0.0, 0.0, 0.05]),
            ),
            min_size=2,
            max_size=6,
        ),
    )
)


def world(drawn: tuple[list[float], list[float], list[tuple[int, int, float]]]) -> tuple[Array, Array, list[Figure]]:
    """A true series and figures that report totals of it, some of them rounded."""
    indicator, ratio, spans = np.array(drawn[0]), np.array(drawn[1]), drawn[2]
    truth = indicator * ratio
    figures = []
    for one, other, width in spans:
        first, last = min(one, other), max(one, other)
        total = float(truth[first : last + 1].sum())
        figures.append(figure(len(truth), first, last, total * (1 - width), total * (1 + width)))
        if first < last:
            factor = float(truth[first] / truth[last]) * (1 - width)
            figures.append(Figure.ordering("", len(truth), first, factor, last))
    return indicator, truth, figures


@given(WORLDS)
def test_every_figure_holds_and_nothing_is_smoother(
    drawn: tuple[list[float], list[float], list[tuple[int, int, float]]],
) -> None:
    indicator, truth, figures = world(drawn)
    series = smoothest(indicator, figures, floor=0.03)
    for one in figures:
        assert one.low - 1e-5 <= one.weights @ series <= one.high + 1e-5
    assert (series >= 0.03 * indicator - 1e-6).all()
    roughness = (np.diff(series / indicator) ** 2).sum()
    assert roughness <= (np.diff(truth / indicator) ** 2).sum() + 1e-9
    # First-order condition: no feasible direction within a small box lowers the sum of squares.
    gradient = 2 * (np.diff(np.eye(len(series)), axis=0).T @ np.diff(series / indicator)) / indicator
    matrix = np.array([one.weights for one in figures])
    low = np.array([one.low for one in figures]) - 1e-6
    high = np.array([one.high for one in figures]) + 1e-6
    above = np.isfinite(high)
    move = optimize.linprog(
        gradient,
        A_ub=np.vstack([matrix[above], -matrix]),
        b_ub=np.concatenate([(high - matrix @ series)[above], matrix @ series - low]).clip(min=0),
        bounds=[(max(-1.0, 0.03 * x - y), 1.0) for x, y in zip(indicator, series, strict=True)],
    )
    assert move.fun >= -1e-4


@given(WORLDS)
def test_exact_figures_hold_in_every_plausible_history(
    drawn: tuple[list[float], list[float], list[tuple[int, int, float]]],
) -> None:
    indicator, truth, figures = world(drawn)
    figures.append(figure(len(truth), 0, len(truth) - 1, float(truth.sum())))
    observed = [any(one.exact and one.month == month for one in figures) for month in range(len(truth))]
    steps = np.full(len(truth) - 1, 0.2)
    factors = loadings(truth, indicator, figures, steps, observed)
    assert (factors[observed] == 0).all()
    for one in figures:
        if one.exact:
            assert np.abs(one.weights @ factors).max(initial=0.0) < 1e-6 * truth.max()


def test_the_factors_are_the_covariance_of_a_random_walk_given_its_ends() -> None:
    """A walk of unit steps from 100 to 100 in four steps: variances 3/4, 1, 3/4 (Brownian bridge)."""
    level = np.full(5, 100.0)
    figures = [figure(5, 0, 0, 100.0), figure(5, 4, 4, 100.0)]
    observed = [True, False, False, False, True]
    factors = loadings(level, np.ones(5), figures, np.full(4, 0.01), observed)
    covariance = factors @ factors.T
    assert np.diag(covariance) == pytest.approx([0, 0.75, 1.0, 0.75, 0])
    assert covariance[1, 3] == pytest.approx(0.25)


def test_after_the_last_figure_the_variance_grows_by_one_step_a_month() -> None:
    level = np.full(4, 100.0)
    factors = loadings(level, np.ones(4), [figure(4, 0, 0, 100.0)], np.full(3, 0.05), [True, False, False, False])
    assert (factors**2).sum(axis=1) == pytest.approx([0.0, 25.0, 50.0, 75.0])


def test_an_interval_leaves_the_variance_of_its_width() -> None:
    """A total of two months known to ±6 around a level known only through it: the total varies by 12²/12."""
    level = np.full(2, 100.0)
    factors = loadings(level, np.ones(2), [figure(2, 0, 1, 194.0, 206.0)], np.array([0.01]), [False, False])
    assert ((np.ones(2) @ factors) ** 2).sum() == pytest.approx(12.0)


def test_steps_are_estimated_without_the_bias_of_smoothness() -> None:
    """Annual totals of simulated random walks: the mean squared step comes out within 10 %."""
    random = np.random.default_rng(7)
    months, size = 240, 0.03
    found = []
    for _ in range(12):
        truth = 100.0 + np.cumsum(random.normal(0.0, 100 * size, months)) * 0.1
        figures = [
            figure(months, start, start + 11, float(truth[start : start + 12].sum()))
            for start in range(0, months, 12)
        ]
        series = smoothest(np.ones(months), figures, floor=0.0)
        found.append(relative_steps(series, np.ones(months), figures, [0])[0] ** 2)
    assert np.sqrt(np.mean(found)) == pytest.approx(size * 0.1, rel=0.1)


def test_eras_do_not_widen_each_other() -> None:
    jumps = np.array([1.0, 5.0, 1.0, 5.0, 3.0, 3.1, 3.0, 3.1])
    figures = [figure(8, month, month, value) for month, value in enumerate(jumps)]
    steps = relative_steps(jumps, np.ones(8), figures, [0, 5])
    assert steps[0] > 1.0
    assert steps[-1] == pytest.approx(0.0328, abs=0.001)
    assert len(binding(jumps, figures)) == 8
