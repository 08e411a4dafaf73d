"""The report as data: its sums close where the report says so, and the one that does not is recorded."""

from __future__ import annotations

import math

import pytest

from forecasting.base.rounding import largest_remainder
from forecasting.observations import load_audit_report

REPORT = load_audit_report()


@pytest.mark.parametrize("table", [REPORT.table1, REPORT.table2], ids=["table 1", "table 2"])
def test_rows_add_up_as_printed(table) -> None:
    for row in table.rows.values():
        for year in table.years if row.sum_of else ():
            parts = math.fsum(table.value(part, year) for part in row.sum_of)
            assert parts == pytest.approx(table.value(row.key, year), abs=table.tolerance)


def test_table_1_in_total() -> None:
    """Table 1: 285 + 350 = 635, of which 290; federal lump sums 1,005.8."""
    rows = REPORT.table1.rows
    assert [rows[key].total for key in ("burden_sharing", "projects", "integration_management", "pact")] == [
        285.0,
        350.0,
        290.0,
        635.0,
    ]
    assert rows["federal"].total == pytest.approx(1005.8)
    assert rows["federal"].memo and rows["integration_management"].part_of == "projects"
    assert REPORT.table1.euros("integration_management", 2021) == 58_000_000


def test_the_prose_misses_30_million_and_this_is_recorded() -> None:
    """[1]: 255 and 350 do not make 635."""
    figures = REPORT.figures
    gap = figures["pact_total"].value - figures["burden_sharing_prose"].value - figures["projects_total"].value
    assert gap == 30.0
    assert "285" in REPORT.notes["burden_sharing_255_285"].finding.de


def test_table_2_closes() -> None:
    """Table 2 III: 81.1 - 41.1 = 40.0."""
    value = {key: row.values[0] for key, row in REPORT.table2.rows.items()}
    assert value["available"] - value["need"] == pytest.approx(value["closing_unbound"])
    assert [row.outline for row in REPORT.table2.rows.values()] == [
        "I.1",
        "I.2",
        "I.3",
        "II.1",
        "II.2",
        "II.3",
        "III",
    ]


def test_residual_funds() -> None:
    """[2.4]: 118.5 of which 26 unbound, 24 used; 139.6 of which 11.1 unbound."""
    figures = REPORT.figures
    assert figures["residuals_2019"].euros - figures["unbound_2019"].euros == pytest.approx(92.5e6)
    assert figures["residuals_2020"].value - figures["unbound_2020"].value == pytest.approx(128.5)
    assert figures["unbound_used_2020"].value <= figures["unbound_2019"].value
    assert figures["unbound_2020"].value == REPORT.table2.value("opening_unbound", 2021)
    assert figures["unbound_2019"].tolerance == 0.5


def test_more_than_half_of_the_decisions_are_amendments() -> None:
    """[2.1]: 891 of 1,721."""
    assert REPORT.figures["amendments"].value / REPORT.figures["grant_decisions"].value == pytest.approx(
        0.51772, abs=1e-5
    )


def test_shares_carry_their_base() -> None:
    """[2.6.1] to [2.6.4]; 39 % and 20 % are shares of municipalities, never of persons."""
    found = {key: (share.value, share.base) for key, share in REPORT.shares.items()}
    assert found == {
        "municipalities_without_staff": (0.25, "municipalities"),
        "departing_served": (0.39, "municipalities"),
        "provisional_served": (0.20, "municipalities"),
        "integration_plan": (0.59, "persons"),
        "goal_agreements": (0.31, "managers"),
        "talks_on_integration": (0.10, "talks"),
        "time_on_benefits": (0.26, "time"),
        "time_on_debt": (0.11, "time"),
    }


def test_rates() -> None:
    """[1], [2.2]: both recommended maxima lie 4,000 Euro below the rates."""
    figures = REPORT.figures
    for name in ("graduate", "vocational"):
        assert figures[f"rate_{name}"].value - figures[f"maximum_{name}"].value == 4_000
    assert [figures[key].value for key in ("rate_graduate", "rate_vocational")] == [64_000, 51_000]


def test_the_allocation_of_2018_is_reproduced() -> None:
    """58,000,000 Euro by 72,857 counted persons, to the Euro where it was printed to the Euro."""
    allocation = REPORT.allocation
    for place in allocation.places.values():
        amount = allocation.volume * place.persons / allocation.persons
        assert amount == pytest.approx(place.euros, abs=0.5 * 10.0**-place.digits), place.name
    heads = [place.persons for place in allocation.places.values()]
    rest = allocation.persons - sum(heads)
    assert sum(largest_remainder([*heads, rest], int(allocation.volume))) == allocation.volume


def test_only_one_number_of_persons_fits_the_four_municipalities() -> None:
    four = [place for place in REPORT.allocation.places.values() if place.digits == 0 and not place.persons_inferred]
    assert len(four) == 4
    fitting = [
        persons
        for persons in range(70_000, 76_001)
        if all(abs(58e6 * place.persons / persons - place.euros) < 0.6 for place in four)
    ]
    assert fitting == [REPORT.allocation.persons]


def test_both_languages_everywhere() -> None:
    labels = [
        *(row.label for table in (REPORT.table1, REPORT.table2) for row in table.rows.values()),
        *(figure.label for figure in REPORT.figures.values()),
        *(share.label for share in REPORT.shares.values()),
        *(text for note in REPORT.notes.values() for text in (note.finding, note.decision)),
    ]
    assert all(label("de") and label("en") and label("de") != label("en") for label in labels)
