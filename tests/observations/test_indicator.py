"""The national series of Ukraine: what was published of it holds, and the lag is what the months in common tell."""

from __future__ import annotations

import numpy as np
import pytest

from forecasting.base.periods import parse_month
from forecasting.observations import read_published
from forecasting.observations.making.indicator import LAGS, learn_lag, registrations

FIRST = parse_month("2022-02")


def at(label: str) -> int:
    return parse_month(label) - FIRST


def grants() -> np.ndarray:
    table = read_published("temporary_protection_monthly").set_index("month")["grants_month"]
    return np.array([table.get(FIRST + place, np.nan) for place in range(47)])


def lag():
    table = read_published("ukraine_registrations_de")
    return learn_lag(grants(), table[table["use"] == "indicator"])


def test_the_grants_are_those_of_eurostat() -> None:
    """25 months, 2022-08 to 2024-08; 0.92 of FREE's 288,399 in 2023, 0.77 in January, 0.79 in December."""
    known = grants()
    assert np.flatnonzero(~np.isnan(known)).tolist() == list(range(at("2022-08"), at("2024-08") + 1))
    year = known[at("2023-01") : at("2023-12") + 1].sum()
    assert year == 264_420 and year / 288_399 == pytest.approx(0.92, abs=0.005)
    assert known[at("2023-01")] / 37_419 == pytest.approx(0.77, abs=0.005)
    assert known[at("2023-12")] / 17_611 == pytest.approx(0.79, abs=0.005)


def test_the_lag_against_a_loop_written_out() -> None:
    known, squares = grants(), []
    for months in LAGS:
        whole, part = int(months), float(months) - int(months)
        moved = [
            (1 - part) * known[at("2023-01") + place + whole]
            + (part * known[at("2023-01") + place + whole + 1] if part else 0.0)
            for place in range(12)
        ]
        logs = [
            *[np.log(sum(moved[1:11]) / (288_399 - 37_419 - 17_611))] * 10,
            np.log(moved[0] / 37_419),
            np.log(moved[11] / 17_611),
        ]
        squares.append(sum((each - np.mean(logs)) ** 2 for each in logs))
    expected = (1 / np.array(squares)) / sum(1 / np.array(squares))
    assert lag().weights == pytest.approx(expected)
    assert lag().mean == pytest.approx(1.43, abs=0.005) and lag().spread == pytest.approx(0.64, abs=0.005)
    assert lag().kernel.sum() == pytest.approx(1.0) and lag().kernel @ np.arange(3) == pytest.approx(lag().mean)
    assert lag().granted == pytest.approx(0.867, abs=0.0005)


def test_what_was_counted_holds_and_the_stock_bounds_what_was_not() -> None:
    values = registrations().values
    for label, persons in {
        "2023-01": 37_419,
        "2023-12": 17_611,
        "2025-05": 7_961,
        "2025-08": 11_277,
        "2025-09": 18_755,
    }.items():
        assert values[at(label)] == pytest.approx(persons, abs=1e-3)
    assert values[at("2023-01") : at("2023-12") + 1].sum() == pytest.approx(288_399, abs=1e-3)
    assert values[: at("2022-04") + 1].sum() == pytest.approx(610_103, abs=1e-3)
    assert 10_250 - 1e-3 <= values[at("2025-07")] <= 11_300
    assert 20_585 - 1e-3 <= values[at("2025-10")] <= 21_641
    assert values[at("2024-11")] >= 11_915 - 1e-3  # the stock grew by as much
    assert (values > 0).all()


def test_it_is_sure_where_it_was_counted_and_less_where_months_are_joined() -> None:
    spread = np.sqrt((registrations().doubt ** 2).sum(axis=1))
    assert spread[[at("2023-01"), at("2025-09")]] == pytest.approx([0.0, 0.0], abs=1e-9)
    assert spread[at("2024-12")] > spread[at("2023-05")] > 0
    assert spread[at("2025-10")] < spread[at("2025-11")] < spread[at("2025-12")]
