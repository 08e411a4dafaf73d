"""Findings say where, what was found, what is allowed and what to do; an error carries all of them."""

from __future__ import annotations

import pytest

from forecasting.base.errors import Finding, InputError
from forecasting.base.text import Texts

RULE = "Ein Monat wird als JJJJ-MM angegeben, zum Beispiel 2025-12."
REMEDY = "Bitte die Angabe in dieser Form eintragen."


def test_a_sentence_names_file_row_column_value_rule_and_remedy_in_this_order():
    finding = Finding("base.month", file="arrivals.csv", row=4, column="month", value="2025/13")
    assert finding.sentence(Texts("de")) == (
        f"arrivals.csv, Zeile 4, Spalte „month“, Wert „2025/13“: {RULE} {REMEDY}"
    )
    assert finding.sentence(Texts("en")).startswith(
        "arrivals.csv, row 4, column “month”, value “2025/13”: A month is"
    )


@pytest.mark.parametrize(
    ("where", "head"),
    [
        ({}, ""),
        ({"row": 2}, "Zeile 2: "),
        ({"value": ""}, "Wert „“: "),
        ({"file": "a.csv", "column": "month"}, "a.csv, Spalte „month“: "),
    ],
)
def test_what_is_not_known_is_left_out_of_the_sentence(where, head):
    assert Finding("base.month", **where).sentence(Texts("de")) == f"{head}{RULE} {REMEDY}"


def test_an_error_carries_every_finding_in_the_order_found():
    findings = [Finding("base.month", row=row, value="x") for row in (2, 5, 3)]
    error = InputError(iter(findings))
    assert error.findings == tuple(findings)
    assert [sentence.split(",")[0] for sentence in error.sentences(Texts("de"))] == ["Zeile 2", "Zeile 5", "Zeile 3"]
    assert len(str(error).splitlines()) == 3


def test_an_error_of_one_finding_needs_no_list():
    finding = Finding("base.month", value="x")
    assert InputError(finding).findings == (finding,)


def test_values_fill_the_message_and_a_missing_message_is_not_hidden():
    with pytest.raises(KeyError):
        Finding("base.nothing_of_that_name").sentence(Texts("de"))


def test_a_group_is_named_as_a_planner_reads_it_and_a_further_one_by_its_key():
    def said(group, language):
        return Finding("scenarios.stay_without_figures", {"group": group}).rule(Texts(language))

    assert "der Gruppe „Humanitäre Aufnahme“ soll" in said("humanitarian", "de")
    assert "“Humanitarian admission”" in said("humanitarian", "en")
    assert "„border“" in said("border", "de")
