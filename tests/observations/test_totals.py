"""Published totals of a folder: read, checked against the months, and kept by months that nobody knows yet."""

from __future__ import annotations

import numpy as np
import pytest

from forecasting.base.errors import InputError
from forecasting.base.periods import month_label, parse_month
from forecasting.observations import load_observations
from forecasting.observations.folder import read_folder
from forecasting.observations.months.coherent import misses

ASYLUM = "".join(f"2024-{month:02d},asylum,{100 + month}\n" for month in range(1, 13))
SHORT = "".join(f"2024-{month:02d},ukraine,50\n" for month in range(1, 7))
HEAD = "month,group,arrivals\n"


def keys(path):
    return [finding.key for finding in read_folder(path.parent).findings if finding.severity != "notice"]


def test_the_shipped_totals_hold_in_the_shipped_series():
    for group, series in load_observations().arrivals.items():
        assert len(series.totals) >= (5 if group == "humanitarian" else 15)
        assert misses(series.values[:, None], series.totals).max() * 1e5 < 0.2  # a hundredth of a person a month
    names = {total.name for total in load_observations().arrivals["ukraine"].totals}
    assert {"2022-02..2022-12", "2022-02..2022-05", "2023-10..2024-09"} <= names


def test_the_total_of_a_year_holds_before_its_months_are_known(write):
    """The figure of the year is published, the months of its second half are not: they take what is left."""
    path = write(HEAD + ASYLUM + SHORT)
    write("from,to,group,low,high\n2024-01,2024-12,ukraine,900,900\n", "totals.csv")
    series = load_observations(path.parent).arrivals["ukraine"]
    assert series.values.sum() == pytest.approx(900.0, abs=1e-6)
    assert series.values[6:] == pytest.approx(np.full(6, 100.0))
    assert series.status == ("observed",) * 6 + ("disaggregated",) * 6
    assert month_label(series.datenstand) == "2024-12"
    held = load_observations(write(HEAD + ASYLUM + SHORT, "arrivals.csv").parent)
    assert held.data_hash != load_observations().data_hash


def test_a_total_that_ends_before_the_carried_months_leaves_them_alone(write):
    path = write(HEAD + ASYLUM + SHORT)
    write("from,to,group,low,high\n2024-01,2024-06,ukraine,300,300\n", "totals.csv")
    series = load_observations(path.parent).arrivals["ukraine"]
    assert series.values.tolist() == [50.0] * 12 and series.status[6:] == ("extrapolated",) * 6
    assert month_label(series.datenstand) == "2024-06"


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("2024-01,2024-12,asylum,1278,1278", []),
        ("2024-01,2024-12,asylum,,1300", []),
        ("2024-01,2024-12,asylum,1280,1290", ["observations.total_missed"]),
        ("2024-01,2024-12,ukraine,,299", ["observations.total_missed"]),
        ("2024-01,2024-12,asylum,,", ["observations.total_empty"]),
        ("2024-12,2024-01,asylum,1,2", ["observations.total_outside"]),
        ("2022-01,2022-12,asylum,1,2", ["observations.total_outside"]),
        ("2024-01,2024-12,asylm,1278,1278", ["observations.other_group"]),
        ("2024-01,2024-12,asylum,9,8", ["observations.order"]),
        ("2024-01,Ende 2024,asylum,9,9", ["observations.month"]),
    ],
)
def test_a_total_is_checked_against_its_months(write, row, expected):
    path = write(HEAD + ASYLUM + SHORT)
    write(f"from,to,group,low,high\n{row}\n", "totals.csv")
    assert keys(path) == expected


def test_a_total_beyond_the_data_is_noticed_and_waits(write):
    path = write(HEAD + ASYLUM)
    write("from,to,group,low,high\n2024-07,2025-06,asylum,1400,1400\n", "totals.csv")
    observations = load_observations(path.parent)
    assert [notice.key for notice in observations.notices] == ["observations.total_later"]
    assert observations.arrivals["asylum"].totals == ()


def test_a_total_that_cannot_hold_is_refused_with_its_months(write):
    path = write(HEAD + ASYLUM)
    write("from,to,group,low,high\n2024-01,2024-03,asylum,900,900\n", "totals.csv")
    with pytest.raises(InputError) as caught:
        load_observations(path.parent)
    (found,) = caught.value.findings
    assert found.values == {"group": "asylum", "period": "2024-01..2024-03", "total": "306"}
    assert (found.file, found.row) == ("totals.csv", 2)


def test_part_of_the_last_month_counts_as_such(write):
    path = write(HEAD + ASYLUM)
    write("from,to,group,part,low,high\n2024-01,2024-02,asylum,0.5,152,152\n", "totals.csv")
    (total,) = load_observations(path.parent).arrivals["asylum"].totals
    assert total.weights[:3].tolist() == [1.0, 0.5, 0.0]
    assert parse_month("2024-02") == load_observations(path.parent).arrivals["asylum"].first_month + 1
