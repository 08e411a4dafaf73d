"""Hours by counselling topic: the report's shares of time divide the hours, its share of talks never does [2.6.4]."""

from __future__ import annotations

import math
import re

import pytest

from forecasting.base.text import LANGUAGES, Texts
from forecasting.reports.csv_files import table_data
from forecasting.reports.topics import OTHER, shares_of, topic_hours, topic_table
from tests.reports.worlds import result


@pytest.fixture(scope="module")
def world():
    return result()


def test_the_shares_of_the_report():
    """Audit report 2.6.4: 26 % of the counselling time on benefits, 11 % on debt, one talk in ten on integration."""
    assert {topic: share.value for topic, share in shares_of("time").items()} == {
        "time_on_benefits": 0.26,
        "time_on_debt": 0.11,
    }
    assert [share.value for share in shares_of("talks").values()] == [0.10]
    assert {share.section for base in ("time", "talks") for share in shares_of(base).values()} == {"2.6.4"}


def test_the_topics_add_up_to_the_hours_of_the_year(world):
    hours = topic_hours(world)
    assert list(hours) == ["time_on_benefits", "time_on_debt", OTHER]
    median = world.yearly["hours"].summary[:, 5]
    for year, total in enumerate(median):
        assert math.fsum(part[year] for part in hours.values()) == pytest.approx(total, rel=1e-12)
        assert hours["time_on_benefits"][year] == pytest.approx(0.26 * total)
        assert hours["time_on_debt"][year] == pytest.approx(0.11 * total)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_cells_of_a_year_add_up_to_its_sum(world, language):
    table = topic_table(world, Texts(language))
    *parts, total = ([int(re.sub(r"\D", "", cell)) for cell in line.cells] for line in table.rows)
    assert [sum(year) for year in zip(*parts, strict=True)] == total and min(total) > 1000
    assert table.row("hours").kind == "sum"


def test_the_share_of_talks_stands_in_a_note_and_in_no_line(world):
    table = topic_table(world, Texts("de"))
    assert not any("10" in line.label for line in table.rows)
    (note,) = (note for note in table.notes if "Gespräche" in note)
    assert "jedes zehnte" in note and "nicht addiert" in note


def test_the_file_holds_every_line_unrounded(world):
    table = topic_table(world, Texts("de"))
    data = table_data(table, Texts("de"))
    assert data.shape == (4, 1 + len(table.years))
    assert data.iloc[0, 1] == pytest.approx(0.26 * data.iloc[3, 1])
    assert data.iloc[0, 0] == "1. Beratungszeit zum Sozialleistungsbezug (26\u00a0%)"


def test_no_hours_are_no_topic():
    empty = topic_table(result({"staffing.hours_per_month": [], "staffing.plan_hours": 0}), Texts("de"))
    assert {cell for line in empty.rows for cell in line.cells} == {"0"}
