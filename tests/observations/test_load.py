"""Folders of the user: the same figures in any notation, groups of any length, and files that stand alone."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import openpyxl
import pytest

from forecasting.base.errors import InputError
from forecasting.base.periods import month_label, parse_month
from forecasting.observations import load_observations, read_arrivals_csv, read_series

Write = Callable[..., Path]
GOOD = "month,group,arrivals\n2021-01,asylum,1840\n2021-02,asylum,898\n2021-01,ukraine,0\n2021-02,ukraine,7\n"


def test_observed_months_are_certain(write: Write) -> None:
    observations = load_observations(write(GOOD).parent)
    asylum = observations.arrivals["asylum"]
    assert list(observations.arrivals) == ["asylum", "ukraine"]
    assert asylum.values.tolist() == [1840.0, 898]
    assert asylum.status == ("observed", "observed")
    assert asylum.loadings.shape == (2, 0)
    assert asylum.datenstand == observations.base_month == parse_month("2021-02")
    assert asylum.usable_from == asylum.first_month
    assert observations.housing is None and observations.districts is None
    assert observations.notices == ()


@pytest.mark.parametrize(
    "text",
    [
        GOOD.replace(",", ";").replace("898", "898,0").replace("1840", "1.840"),
        "group;arrivals;month\nukraine;7;Feb 21\nukraine;0;01.2021\nasylum;898,0;02/2021\nasylum;1840;Januar 2021\n",
    ],
)
def test_the_hash_is_of_the_content_not_of_its_notation(write: Write, text: str) -> None:
    english = load_observations(write(GOOD).parent)
    german = load_observations(write(text, encoding="cp1252").parent)
    assert german.data_hash == english.data_hash
    changed = load_observations(write(GOOD.replace("1840", "1841")).parent)
    assert changed.data_hash != english.data_hash


def test_the_hash_knows_the_columns(write: Write) -> None:
    """The same numbers in another column are other data; a column without a value is none."""
    folder = write(GOOD).parent
    hashes = []
    for column in ("provisional_stock", "housing_stock", "housing_stock,housing_inflow"):
        write(f"month,group,{column}\n2021-01,asylum,5\n", "housing.csv")
        hashes.append(load_observations(folder).data_hash)
    assert hashes[0] != hashes[1] == hashes[2]


def test_a_workbook_gives_the_same_observations(tmp_path: Path, write: Write) -> None:
    expected = load_observations(write(GOOD).parent).data_hash
    (tmp_path / "arrivals.csv").unlink()
    book = openpyxl.Workbook()
    for line in GOOD.splitlines():
        cells = line.split(",")
        book.active.append([*cells[:2], float(cells[2]) if cells[2][0].isdigit() else cells[2]])
    book.save(tmp_path / "arrivals.xlsx")
    assert load_observations(tmp_path).data_hash == expected


def test_a_group_that_ends_earlier_is_carried_on_and_says_so(write: Write) -> None:
    rows = [f"2021-{month:02d},asylum,{1000 + 100 * (month % 2)}\n" for month in range(1, 13)]
    rows += [f"2021-{month:02d},ukraine,{value}\n" for month, value in enumerate((10, 16, 8), start=1)]
    observations = load_observations(write("month,group,arrivals\n" + "".join(rows)).parent)
    ukraine = observations.arrivals["ukraine"]
    assert ukraine.values.tolist() == [10, 16] + [8] * 10
    assert ukraine.status == ("observed",) * 3 + ("extrapolated",) * 9
    assert month_label(ukraine.datenstand) == "2021-03"
    spread = (ukraine.loadings**2).sum(axis=1)
    step = (6**2 + 8**2) / 2
    assert spread == pytest.approx([0, 0, 0, *(step * np.arange(1, 10))])
    (notice,) = observations.notices
    assert (notice.key, notice.values) == (
        "observations.carried_on",
        {"group": "ukraine", "last": "2021-03", "base": "2021-12"},
    )


def test_status_break_and_factors_are_read(write: Write) -> None:
    write(
        "month,group,arrivals,status\n2021-01,asylum,5,observed\n2021-02,asylum,6,disaggregated\n"
        "2021-03,asylum,6,extrapolated\n"
    )
    write("month,group,reason\n2021-02,asylum,new count\n", "breaks.csv")
    path = write(
        "month,group,factor_1,factor_2,factor_3\n2021-01,asylum,9,9,\n2021-02,asylum,1.5,0,\n2021-03,asylum,1,2,\n",
        "arrivals_uncertainty.csv",
    )
    series = load_observations(path.parent).arrivals["asylum"]
    assert series.loadings.tolist() == [[0, 0], [1.5, 0], [1, 2]]
    assert month_label(series.usable_from) == month_label(series.datenstand) == "2021-02"


def test_rows_that_are_not_real_are_known_as_such(write: Write) -> None:
    observations = load_observations(write("month,group,arrivals,status\n2021-01,asylum,5,sample\n").parent)
    assert observations.sample_data
    assert observations.arrivals["asylum"].status == ("observed",)


def test_the_months_that_are_not_real_are_known_and_so_are_those_carried_on_from_them(write: Write) -> None:
    rows = "2021-01,asylum,5,observed\n2021-02,asylum,5,sample\n2021-04,ukraine,1,observed\n"
    arrivals = load_observations(write(f"month,group,arrivals,status\n{rows}").parent).arrivals
    assert arrivals["asylum"].sample == {parse_month(f"2021-0{month}") for month in (2, 3, 4)}
    assert arrivals["ukraine"].sample == frozenset()


def test_housing_and_districts_have_all_their_columns(write: Write) -> None:
    write(GOOD)
    write("month;group;housing_stock\n2021-01;asylum;1.234,0\n", "housing.csv")
    path = write("district,name,kind\n08111,Stuttgart,Stadtkreis\n", "districts.csv")
    observations = load_observations(path.parent)
    assert observations.housing is not None and observations.districts is not None
    assert list(observations.housing) == [
        "month",
        "group",
        "provisional_stock",
        "housing_inflow",
        "housing_stock",
    ]
    assert observations.housing.loc[0, "month"] == parse_month("2021-01")
    assert observations.housing.loc[0, "housing_stock"] == 1234
    assert observations.districts["population"].isna().all()


def test_a_folder_that_cannot_be_used_raises_every_finding(write: Write, tmp_path: Path) -> None:
    path = write("month,group,arrivals\n2021-01,asylum,-1\n2021-03,asylum,x\n")
    with pytest.raises(InputError) as error:
        load_observations(path.parent)
    assert {finding.key.removeprefix("observations.") for finding in error.value.findings} == {
        "negative",
        "sign",
        "gap",
    }
    with pytest.raises(InputError):
        load_observations(tmp_path / "nowhere")


def test_arrivals_of_a_scenario(write: Write) -> None:
    table = read_arrivals_csv(write(GOOD, "pfad.csv"))
    assert list(table) == ["month", "group", "arrivals"]
    assert table["month"].tolist()[:2] == [parse_month("2021-01"), parse_month("2021-02")]
    with pytest.raises(InputError):
        read_arrivals_csv(write("month,group\n2021-01,asylum\n"))


def test_series_with_gaps(write: Write) -> None:
    first, values = read_series(write("month,value\n2021-04,4\n2021-01,1\n2021-02,\n"))["value"]
    assert month_label(first) == "2021-01"
    assert np.array_equal(values, [1, np.nan, np.nan, 4], equal_nan=True)
    both = read_series(write("series,month,value\nA,2021-01,1\nB,2021-02,2\nA,2021-02,3\n"))
    assert {name: (month_label(month), list(found)) for name, (month, found) in both.items()} == {
        "A": ("2021-01", [1.0, 3.0]),
        "B": ("2021-02", [2.0]),
    }
    for bad in ("month,value\n2021-01,-1\n", "month,value\n2021-01,1\n2021-01,2\n", "month\n2021-01\n"):
        with pytest.raises(InputError):
            read_series(write(bad))


def test_importing_the_package_loads_nothing_heavy() -> None:
    code = (
        "import forecasting.observations, sys; print([name for name in ('pandas', 'numpy') if name in sys.modules])"
    )
    found = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2]
    )
    assert found.stdout.strip() == "[]"
