"""Tables of the districts: every rounded column adds up to its last row, thousands on the page, cents in a file."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from forecasting.base.rounding import steps_of
from forecasting.base.text import LANGUAGES, Texts
from forecasting.observations.districts import own_row
from forecasting.reports.csv_files import csv
from forecasting.reports.districts.counts import counts_data, counts_table, safe_counts
from forecasting.reports.districts.own import line_data, line_table, line_words, printed
from forecasting.reports.districts.tables import gap_table, shift_data, shift_table, year_data, year_table
from forecasting.reports.districts.words import gap_words, key_words, rounding_words, title_words
from forecasting.reports.frame import Frame
from forecasting.scenarios.districts.account import by_key, district_year
from forecasting.scenarios.districts.own import OwnGiven, counted_by_itself, district_line, own_result
from tests.scenarios.divided import divided, result, shipped, table

GERMAN = Texts("de")


def number(cell: str) -> float:
    return float(cell.replace(".", "").replace(",", ".").replace("−", "-").replace("+", ""))


@pytest.mark.parametrize("values", [{}, {"planning.level": "planning"}, {"budget.fixed_commitments": {2027: 30e6}}])
def test_every_column_of_the_page_adds_up_to_the_state(values):
    found = divided(values)
    year = district_year(found, 2027)
    shown = year_table(found, year, GERMAN)
    assert len(shown.rows) == 45
    for column in (3, 4, 6, 7):
        cells = [round(number(row[column]) * 100) for row in shown.rows]
        assert sum(cells[:-1]) == cells[-1], shown.heads[column]
    grant = found.result.account.measures["grant"][found.result.row(2027)]
    assert number(shown.rows[-1][7]) == steps_of(grant, 1e-3)
    assert shown.heads[7].endswith(", Tsd. Euro")
    in_euros = year_table(found, year, GERMAN, euros=True)  # of the terminal
    assert sum(number(row[7]) for row in in_euros.rows[:-1]) == number(in_euros.rows[-1][7]) == steps_of(grant, 1)
    assert in_euros.heads[7] == "Zuwendung, Euro"
    assert [row[8] for row in shown.rows] == ["."] * 45 if year.decided else "." not in shown.rows[0][8:]


def test_every_column_of_a_file_adds_up_in_cents():
    found = divided({"districts.allocation_share": {2027: 0.4}}, "allocation")
    year = district_year(found, 2027)
    data = year_data(found, year, GERMAN)
    account, row = found.result.account.measures, found.result.row(2027)
    for name, amount in (("grant", account["grant"][row]), ("own_share", account["municipal_cost"][row])):
        cents = (data[GERMAN(f"reports.district.file_{name}")] * 100).round().astype(int)
        assert cents[:-1].sum() == cents.iloc[-1] == steps_of(float(amount), 100)
    for name in ("persons", "fte", "posts", "workplace", "overhead"):
        column = data[GERMAN(f"reports.district.file_{name}")]
        assert column[:-1].sum() == pytest.approx(column.iloc[-1], abs=1e-6)


def test_the_code_keeps_its_zero_in_german_excel():
    """Excel reads ;08111; as the number 8111; a text with letters stays as it is."""
    found = divided()
    data = year_data(found, district_year(found, 2027), GERMAN)
    file = csv(data, Frame("t", "u", "s", "q", "")).decode("utf-8-sig")
    rows = [line.split(";") for line in file.splitlines()]
    heads = next(place for place, row in enumerate(rows) if row[0] == "Kreis")
    assert rows[heads][1] == "Amtlicher Schlüssel"
    assert {len(row[1]) for row in rows[heads + 1 : -1]} == {9}
    assert all(row[1].startswith("AGS 08") for row in rows[heads + 1 :])


@pytest.mark.parametrize("language", LANGUAGES)
def test_shifts_between_two_keys_add_up_to_nothing(language):
    text, found = Texts(language), result()
    counts = table("allocation")
    one, other = (district_year(by_key(found, counts, key), 2027) for key in ("population", "allocation"))
    split = by_key(found, counts, "population")
    data = shift_data(split, one, other, text)
    for name in ("persons", "fte", "grant"):
        column = data[text(f"reports.district.file_{name}")]
        assert column[:-1].sum() == pytest.approx(0.0, abs=1e-6)
        assert column.iloc[-1] == 0.0
    assert len(shift_table(split, one, other, text).rows) == 45


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_are_said_in_both_languages(language):
    text, found = Texts(language), divided({"districts.minimum_fte": 6.0})
    year = district_year(found, 2027)
    for words in (title_words(found, year, text), rounding_words(year, text), gap_words(found, year, text)):
        assert "{" not in words and len(words) > 40
    few = divided({"districts.minimum_fte": 0.0})
    assert gap_words(few, district_year(few, 2027), text) != gap_words(found, year, text)
    assert not gap_table(few, district_year(few, 2027), text).rows


def test_a_mix_of_keys_is_named_with_its_parts():
    words = key_words({"population": 0.5, "allocation": 0.5, "cohort": 0.0}, GERMAN)
    assert words == "50\u00a0% Einwohner, 50\u00a0% Zuweisungen aus der Erstaufnahme"


def test_blank_spots_add_up_and_each_is_closed_to_the_step():
    found = divided({"districts.minimum_fte": 6.0})
    year = district_year(found, 2027)
    shown = gap_table(found, year, GERMAN)
    assert len(shown.rows) == (year.missing > 0).sum() + 1
    for column in (1, 2, 3, 4):
        cells = [round(number(row[column]) * 100) for row in shown.rows]
        assert sum(cells[:-1]) == cells[-1]


def counted() -> pd.DataFrame:
    return table("allocation", "cohort", "opening_stock").assign(
        allocation=lambda frame: frame["allocation"].where(frame.index != 5, 2.0)
    )


def test_small_counts_leave_no_file_and_their_own_district_sees_them():
    given = counted()
    code = given["district"][5]
    shown, sums = safe_counts(given, 3)
    assert np.isnan(shown["allocation"][5])
    assert shown["allocation"].isna().sum() >= 2, "one further cell, so that the sum tells nothing"
    assert sums["allocation"] == given["allocation"].sum()
    assert shown["population"].equals(given["population"])
    page = counts_table(given, 3, GERMAN)
    assert page.rows[5][2] == "."
    assert counts_table(given, 3, GERMAN, own=code).rows[5][2] == "2"
    data = counts_data(given, 3, GERMAN)
    assert np.isnan(data.iloc[5, 3])
    assert data.iloc[-1, 3] == given["allocation"].sum()


def test_one_district_equals_its_row_of_the_ranking():
    found = divided()
    line = district_line(found.result, shipped(), "08111")
    for row, year in enumerate(line.years):
        split = district_year(found, year)
        for name in ("persons", "fte", "posts", "grant", "own_share", "workplace", "overhead"):
            assert getattr(line, name)[row] == pytest.approx(getattr(split, name)[0], rel=1e-9), name
    assert np.isnan(line.grant_change[0])
    assert line.grant_change[1] == pytest.approx(line.grant[1] - line.grant[0])
    assert line.personnel == pytest.approx(line.grant - line.surplus + line.own_share, rel=1e-9)
    assert line.full_cost == pytest.approx(line.personnel + line.workplace + line.overhead)


def test_own_assumptions_act_as_they_should():
    found = result({"uncertainty.assumptions": False})
    before = district_line(found, shipped(), "08111")
    ratio = OwnGiven(persons_per_fte=100.0)
    after = district_line(own_result(found, ratio), shipped(), "08111", ratio)
    served = found.yearly["served_mean"].summary[:, 5] * shipped()["population"][0] / shipped()["population"].sum()
    take_up = found.resolved.number("need.asylum.take_up")  # the ratio of the base scenario is per counted person
    assert after.fte == pytest.approx(served / (100.0 * take_up), rel=1e-9)
    cost = OwnGiven(cost_per_fte=80_000.0)
    dearer = district_line(own_result(found, cost), shipped(), "08111", cost)
    assert dearer.fte == pytest.approx(before.fte)
    occupancy = found.resolved.number("staffing.occupancy")
    assert dearer.personnel[0] == pytest.approx(before.fte[0] * occupancy * 80_000.0, rel=1e-9)
    more = OwnGiven(take_up=min(1.0, 1.1 * found.resolved.number("need.asylum.take_up")))
    assert (district_line(own_result(found, more), shipped(), "08111", more).persons > before.persons).all()


def test_an_own_stock_replaces_the_share_of_the_state():
    found = result({"uncertainty.assumptions": False})
    none, many = OwnGiven(stock=0.0), OwnGiven(stock=4_000.0)
    empty, full = (district_line(found, shipped(), "08111", given) for given in (none, many))
    base = district_line(found, shipped(), "08111")
    assert empty.persons[0] < base.persons[0] < full.persons[0]
    assert not none.assumes and none.any
    # Linear in the stock: halfway between is halfway between.
    half = district_line(found, shipped(), "08111", OwnGiven(stock=2_000.0))
    assert half.fte == pytest.approx((empty.fte + full.fte) / 2, rel=1e-6)


def test_own_counts_without_those_of_the_others_are_named_and_not_used():
    row = pd.Series({"population": 700_000.0, "allocation": 90.0})
    found, unused = counted_by_itself(shipped(), "08111", row)
    assert unused == ("allocation",)
    assert found["population"][0] == 700_000.0 and shipped()["population"][0] == 626_275.0


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_line_is_told_in_a_table_a_file_and_a_sentence(language):
    text, line = Texts(language), district_line(result(), shipped(), "08425")
    values = line_table(line, text)
    assert {len(row) for row in values.rows} == {len(values.heads)}
    assert len(line_data(line, text)) == len(line.years)
    for year in line.years:
        for own in (False, True):
            words = line_words(line, "Alb-Donau-Kreis", year, text, own=own)
            assert "Alb-Donau-Kreis" in words
            assert (text("reports.own_district.marked") in words) == own


@pytest.mark.parametrize("values", [{}, {"funding.cost_graduate": 45_000, "funding.cost_vocational": 40_000}])
@pytest.mark.parametrize("code", ["08111", "08117", "08211"])
def test_the_money_of_a_district_adds_up_as_it_is_printed_in_thousands(values, code):
    line = district_line(result(values), shipped(), code)
    money = printed(line)
    assert money["grant"] == [steps_of(amount, 1e-3) for amount in line.grant]
    for row in range(len(line.years)):
        grant, surplus, own, personnel, workplace, overhead, full = (
            money[name][row]
            for name in ("grant", "surplus", "own_share", "personnel", "workplace", "overhead", "full_cost")
        )
        assert grant - surplus + own == personnel and personnel + workplace + overhead == full
        for name in ("surplus", "own_share", "personnel", "workplace", "overhead"):
            assert abs(money[name][row] - getattr(line, name)[row] / 1e3) < 1
    changes = [after - before for before, after in pairwise(money["grant"])]
    assert money["grant_change"] == [None, *changes]
    table = {row[0]: row[1:] for row in line_table(line, GERMAN).rows}
    for name, amounts in money.items():
        cells = table[GERMAN(f"reports.own_district.{name}", unit="Tsd. Euro")]
        shown = [None if cell == "." else 0 if cell == "–" else number(cell) for cell in cells]
        assert shown == list(amounts)


@pytest.mark.parametrize(("grant", "word"), [(900e3, "weniger als 2026"), (1_000.4e3, "ebenso viel wie 2026"),
                                             (1_100e3, "mehr als 2026")])  # fmt: skip
def test_sentence_and_table_tell_the_same_change(grant, word):
    line = district_line(result(), shipped(), "08111")
    amounts = np.full(len(line.years), 1_000e3)
    amounts[1] = grant
    told = replace(line, grant=amounts, own_share=line.personnel - amounts + line.surplus)
    words = line_words(told, "Stuttgart", 2027, GERMAN, own=False).replace("\u00a0", " ")
    assert word in words and "Tsd. Euro" in words
    change = dict(zip(line.years, printed(told)["grant_change"], strict=True))[2027]
    assert (f", {abs(change)} Tsd. Euro" in words) == bool(change)


def test_a_decided_year_says_so_and_knows_no_own_share():
    line = district_line(result({"budget.fixed_commitments": {2027: 30e6}}), shipped(), "08111")
    assert GERMAN("reports.own_district.decided") in line_words(line, "Stuttgart", 2027, GERMAN, own=False)
    own = next(
        row
        for row in line_table(line, GERMAN).rows
        if row[0] == GERMAN("reports.own_district.own_share", unit="Tsd. Euro")
    )
    assert own[1 + line.years.index(2027)] == "."


def test_the_file_of_a_district_is_checked(tmp_path):
    good = tmp_path / "stuttgart.csv"
    good.write_text("district;name;kind;opening_stock\nAGS 08111;Stuttgart;Stadtkreis;2345\n", encoding="utf-8")
    row, _ = own_row(good.name, good.read_bytes(), "08111")
    assert row["opening_stock"] == 2345.0
    with pytest.raises(Exception, match="08425"):
        own_row(good.name, good.read_bytes(), "08425")
    bad = tmp_path / "falsch.csv"
    bad.write_text("district;name;kind;opening_stock\n08111;Stuttgart;Stadtkreis;-5\n", encoding="utf-8")
    with pytest.raises(Exception, match="negative"):
        own_row(bad.name, bad.read_bytes(), "08111")
