"""Arrivals as totals or by group, by month or by year, with gaps: nobody counted twice, every step told."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from forecasting.base.errors import Finding, InputError
from forecasting.base.periods import parse_month
from forecasting.observations import load_observations
from forecasting.observations.housing import housing_series
from forecasting.observations.months.merging import Given, merge

JANUARY = parse_month("2024-01")
DECEMBER = parse_month("2024-12")


def months(group: str, persons: list[float], first: int = JANUARY) -> list[Given]:
    return [Given(first + place, first + place, group, value) for place, value in enumerate(persons)]


def year(group: str, persons: float) -> Given:
    return Given(JANUARY, DECEMBER, group, persons)


def told(steps: tuple[Finding, ...]) -> dict[str, object]:
    """How often each step was taken."""
    return {step.key.removeprefix("observations."): step.values["count"] for step in steps}


def test_months_of_a_group_stay_as_they_are() -> None:
    found, steps = merge(months("asylum", [5.0, 7.0, 9.0]))
    assert found["asylum"].values.tolist() == pytest.approx([5.0, 7.0, 9.0])
    assert found["asylum"].status == ("observed",) * 3
    assert not found["asylum"].loadings.any()
    assert told(steps) == {"merge_months": 3}


def test_a_year_beside_its_months_is_a_check_and_not_counted_again() -> None:
    found, steps = merge([*months("asylum", [100.0] * 12), year("asylum", 1_203.0)])
    assert found["asylum"].values.sum() == pytest.approx(1_200.0)
    assert told(steps) == {"merge_months": 12, "merge_checked": 1}
    with pytest.raises(InputError, match="1300"):
        merge([*months("asylum", [100.0] * 12), year("asylum", 1_300.0)])


def test_a_year_with_some_of_its_months_is_spread_over_the_others() -> None:
    found, steps = merge([*months("asylum", [100.0] * 3), year("asylum", 1_800.0)])
    one = found["asylum"]
    assert one.values[:3].tolist() == pytest.approx([100.0] * 3)
    assert one.values.sum() == pytest.approx(1_800.0)
    assert one.status == ("observed",) * 3 + ("disaggregated",) * 9
    assert told(steps) == {"merge_months": 3, "merge_spans": 1}


def test_what_is_spread_is_uncertain_and_keeps_its_sum() -> None:
    one = merge([*months("asylum", [100.0, 120.0, 90.0]), year("asylum", 1_800.0)])[0]["asylum"]
    assert not one.loadings[:3].any() and one.loadings[3:].any()
    drawn = one.values[:, None] + one.loadings @ np.random.default_rng(0).standard_normal((one.loadings.shape[1], 50))
    assert drawn.sum(axis=0) == pytest.approx(np.full(50, 1_800.0))


def test_a_total_of_a_month_gives_the_one_group_that_is_open() -> None:
    found, steps = merge(
        [*months("asylum", [60.0] * 4), *months("ukraine", [40.0] * 3), *months("all", [100.0] * 3 + [130.0])]
    )
    assert found["ukraine"].values.tolist() == pytest.approx([40.0, 40.0, 40.0, 70.0])
    assert found["ukraine"].status == ("observed",) * 4
    assert told(steps)["merge_checked"] == 3 and told(steps)["merge_remainder"] == 1


def test_a_total_of_two_open_groups_is_split_as_their_own_figures_stand() -> None:
    found, steps = merge([*months("asylum", [300.0]), *months("ukraine", [100.0]), *months("all", [400.0, 800.0])])
    assert found["asylum"].values.tolist() == pytest.approx([300.0, 600.0])
    assert found["ukraine"].values.tolist() == pytest.approx([100.0, 200.0])
    assert "merge_split" in told(steps)


def test_nobody_is_counted_twice_when_everything_comes_at_once() -> None:
    """Months of one group, a year of the other, monthly totals of both and a yearly total of both."""
    asylum, ukraine = [100.0 + 5 * place for place in range(12)], [50.0 + 3 * place for place in range(12)]
    both = [one + other for one, other in zip(asylum, ukraine, strict=True)]
    found, steps = merge(
        [*months("asylum", asylum), year("ukraine", sum(ukraine)), *months("all", both), year("all", sum(both))]
    )
    assert found["asylum"].values.tolist() == pytest.approx(asylum)
    assert found["ukraine"].values.tolist() == pytest.approx(ukraine)
    # The twelfth month follows from the year and the eleven others: it is checked, like the year of all.
    assert told(steps)["merge_remainder"] == 11 and told(steps)["merge_checked"] == 2


def test_a_year_less_its_months_tells_what_is_left_of_a_total() -> None:
    """Known by subtraction: 1,200 in the year and 300 in its first three months are 900 in the others."""
    rest = Given(JANUARY + 3, DECEMBER, "all", 1_500.0)
    figures = [*months("asylum", [100.0] * 3), year("asylum", 1_200.0), *months("ukraine", [50.0] * 3), rest]
    found, _ = merge(figures)
    assert found["ukraine"].values[3:].sum() == pytest.approx(600.0)


def test_a_gap_is_bridged_and_told() -> None:
    figures = months("asylum", [100.0, 110.0]) + months("asylum", [140.0], JANUARY + 4)
    found, steps = merge(figures)
    assert found["asylum"].values.tolist() == pytest.approx([100.0, 110.0, 120.0, 130.0, 140.0])
    assert found["asylum"].status[2:4] == ("disaggregated", "disaggregated")
    gap = next(step for step in steps if step.key == "observations.merge_gaps")
    assert gap.values["span"] == "2024-03, 2024-04"


def test_a_total_smaller_than_a_part_is_refused() -> None:
    with pytest.raises(InputError):
        merge([*months("asylum", [60.0]), *months("ukraine", [1.0], JANUARY + 1), *months("all", [50.0])])


def test_totals_alone_name_no_group() -> None:
    with pytest.raises(InputError):
        merge(months("all", [50.0]))


def folder(place: Path, files: dict[str, str]) -> Path:
    for name, content in files.items():
        (place / f"{name}.csv").write_text(content, encoding="utf-8")
    return place


FIGURES = "from,to,group,persons\n2024-01,2024-12,asylum,1200\n2024-01,2024-03,ukraine,90\n2024-04,2024-12,all,1260\n"


def test_a_folder_may_hold_figures_over_spans_instead_of_months(tmp_path: Path) -> None:
    found = load_observations(folder(tmp_path, {"arrivals_figures": FIGURES}))
    assert found.arrivals["asylum"].values.sum() == pytest.approx(1_200.0)
    assert sum(one.values[3:].sum() for one in found.arrivals.values()) == pytest.approx(1_260.0)
    assert found.arrivals["ukraine"].loadings.any()
    keys = {notice.key for notice in found.notices}
    assert {"observations.merge_spans", "observations.merge_split"} <= keys


def test_months_of_the_folder_join_the_figures(tmp_path: Path) -> None:
    months_of = "month,group,arrivals\n" + "".join(f"2024-{month:02d},asylum,{90 + month}\n" for month in range(1, 7))
    found = load_observations(folder(tmp_path, {"arrivals": months_of, "arrivals_figures": FIGURES}))
    one = found.arrivals["asylum"]
    assert one.values[:6].tolist() == pytest.approx([91.0, 92.0, 93.0, 94.0, 95.0, 96.0])
    assert one.values.sum() == pytest.approx(1_200.0)
    assert one.status[:7] == ("observed",) * 6 + ("disaggregated",)


@pytest.mark.parametrize("row", ["2024-05,2024-01,asylum,5", "1924-01,2024-01,asylum,5"])
def test_a_span_that_cannot_be_is_refused(tmp_path: Path, row: str) -> None:
    with pytest.raises(InputError):
        load_observations(folder(tmp_path, {"arrivals_figures": f"from,to,group,persons\n{row}\n"}))


ARRIVALS = "month,group,arrivals\n" + "".join(
    f"2024-{month:02d},{group},100\n" for group in ("asylum", "ukraine") for month in (1, 2, 3)
)
HOUSING = "month,group,provisional_stock,housing_inflow\n"


def test_a_housing_total_gives_the_open_group_and_is_a_check_elsewhere(tmp_path: Path) -> None:
    rows = "2024-01,asylum,50,10\n2024-01,ukraine,30,5\n2024-01,all,80,15\n2024-02,asylum,55,\n2024-02,all,90,20\n"
    found = load_observations(folder(tmp_path, {"arrivals": ARRIVALS, "housing": HOUSING + rows}))
    assert found.housing is not None and set(found.housing["group"]) == {"asylum", "ukraine"}
    open_ = found.housing[(found.housing["group"] == "ukraine") & (found.housing["month"] == JANUARY + 1)]
    assert open_["provisional_stock"].tolist() == [35.0]
    assert open_["housing_inflow"].isna().all(), "two groups are open: the total is not split by guess"
    keys = {notice.key: notice.values["count"] for notice in found.notices if "merge_housing" in notice.key}
    assert keys == {
        "observations.merge_housing_checked": 2,
        "observations.merge_housing_remainder": 1,
        "observations.merge_housing_left": 1,
    }


def test_a_housing_total_that_contradicts_is_refused(tmp_path: Path) -> None:
    rows = "2024-01,asylum,50,10\n2024-01,ukraine,30,5\n2024-01,all,99,15\n"
    with pytest.raises(InputError, match="99"):
        load_observations(folder(tmp_path, {"arrivals": ARRIVALS, "housing": HOUSING + rows}))


def test_a_count_by_time_since_entry_joins_the_housing_of_its_group(tmp_path: Path) -> None:
    rows = "month,group,since_from,since_before,persons\n2024-02,asylum,0,12,70\n2024-02,asylum,12,36,30\n"
    found = load_observations(folder(tmp_path, {"arrivals": ARRIVALS, "tenure_counts": rows}))
    series = housing_series(None, ["asylum", "ukraine"], JANUARY, JANUARY + 2, found.tenure_counts)
    assert list(series) == ["asylum"]
    assert series["asylum"].counts == ((JANUARY + 1, 0, 12, 70.0), (JANUARY + 1, 12, 36, 30.0))
    with pytest.raises(InputError, match="overlap"):
        load_observations(folder(tmp_path, {"tenure_counts": rows.replace("12,36", "6,36")}))


YEAR = "month,group,arrivals\n" + "".join(f"2024-{month:02d},asylum,100\n" for month in range(1, 13))


def housing_of(tmp_path: Path, known: int, total: float) -> tuple[list[float], dict[str, object]]:
    """Entries of the months of 2024, of which the first ones and the year's sum are given; what was told."""
    rows = "".join(f"2024-{month:02d},asylum,,{5 + month}\n" for month in range(1, known + 1))
    content = HOUSING + rows + f"2024,asylum,,{total:g}\n"
    found = load_observations(folder(tmp_path, {"arrivals": YEAR, "housing": content}))
    series = housing_series(found.housing, ["asylum"], JANUARY, DECEMBER)
    steps = {notice.key: notice.values["count"] for notice in found.notices if "housing_year" in notice.key}
    return (series["asylum"].housing_inflow.tolist() if series else []), steps


MONTHLY = [5.0 + month for month in range(1, 13)]


def test_a_year_of_entries_beside_its_months_is_a_check(tmp_path: Path) -> None:
    values, steps = housing_of(tmp_path, 12, sum(MONTHLY) + 4)
    assert values == MONTHLY
    assert steps == {"observations.housing_year_checked": 1}


def test_a_year_of_entries_gives_the_one_missing_month(tmp_path: Path) -> None:
    values, steps = housing_of(tmp_path, 11, sum(MONTHLY))
    assert values == MONTHLY
    assert steps == {"observations.housing_year_month": 1}


def test_a_year_of_entries_is_not_spread_over_several_months(tmp_path: Path) -> None:
    values, steps = housing_of(tmp_path, 3, sum(MONTHLY))
    assert values[:3] == MONTHLY[:3] and np.isnan(values[3:]).all()
    assert steps == {"observations.housing_year_left": 1}


@pytest.mark.parametrize(("known", "total"), [(12, 1_000.0), (11, 10.0)])
def test_a_year_of_entries_that_contradicts_its_months_is_refused(tmp_path: Path, known: int, total: float) -> None:
    with pytest.raises(InputError) as refused:
        housing_of(tmp_path, known, total)
    assert [finding.key for finding in refused.value.findings] == ["observations.merge_contradiction"]


def test_a_stock_of_a_year_and_a_year_given_twice_are_refused(tmp_path: Path) -> None:
    rows = "2024,asylum,700,10\n2024,asylum,,10\n"
    with pytest.raises(InputError) as refused:
        load_observations(folder(tmp_path, {"arrivals": YEAR, "housing": HOUSING + rows}))
    keys = {finding.key.removeprefix("observations.") for finding in refused.value.findings}
    assert keys == {"stock_of_year", "year_twice"}


def test_a_bare_year_is_its_span_in_the_figures_of_arrivals(tmp_path: Path) -> None:
    rows = "from,to,group,persons\n2024,2024,asylum,1200\n"
    found = load_observations(folder(tmp_path, {"arrivals_figures": rows}))
    series = found.arrivals["asylum"]
    assert (series.first_month, len(series.values)) == (JANUARY, 12)
    assert series.values.sum() == pytest.approx(1_200.0)


def test_a_bare_year_among_monthly_arrivals_is_refused_with_the_way_out(tmp_path: Path) -> None:
    with pytest.raises(InputError) as refused:
        load_observations(folder(tmp_path, {"arrivals": YEAR + "2025,asylum,900\n"}))
    assert [finding.key for finding in refused.value.findings] == ["observations.year"]
