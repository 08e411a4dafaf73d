"""Notes beside the answer: there where law or announcements lie ahead and are not computed, gone where they are."""

from __future__ import annotations

import re

import pytest

from forecasting.base.text import LANGUAGES, Texts, catalogue
from forecasting.reports.answer import answer
from forecasting.reports.notes import notes, rates_words
from tests.reports import worlds

ENDED = {"arrivals.shocks": [{"group": "ukraine", "from": "2027-03", "to": "2035-12", "factor": 0.0}]}
LATER = {"arrivals.shocks": [{"group": "ukraine", "from": "2027-04", "to": "2035-12", "factor": 0.0}]}
LEFT = {"need.ukraine.support_ends_share": 0.5}
FOLLOWED = {"need.family_reunification": 1560}


class Keys(Texts):
    """Texts that answer with the key of the message."""

    def __call__(self, key: str, /, **values: object) -> str:
        return key.removeprefix("reports.notes.")


def _notes(values: dict[str, object] | None = None, **world: object) -> list[str]:
    return notes(worlds.result(values, **world), Keys("de"))


ALL = ["protection", "reunification", "asylum_system", "benefits"]


def test_what_lies_ahead_and_is_not_computed_is_told_weightiest_first():
    assert _notes() == ALL


@pytest.mark.parametrize(
    ("values", "gone"), [(ENDED, "protection"), (LEFT, "protection"), (FOLLOWED, "reunification")]
)
def test_what_the_scenario_computes_needs_no_note(values, gone):
    assert _notes(values) == [key for key in ALL if key != gone]


def test_arrivals_that_end_after_the_protection_do_not_compute_it():
    assert "protection" in _notes(LATER)


def test_a_group_that_is_not_there_and_a_horizon_that_ends_before_have_no_note():
    assert _notes(groups=("asylum",)) == ["reunification", "asylum_system"]
    assert _notes(groups=("ukraine",)) == ["protection", "benefits"]
    assert _notes(horizon=12) == ["asylum_system", "benefits"]
    assert _notes(base="2024-12", horizon=12) == []


def test_rates_with_a_price_base_say_whether_they_are_carried_on():
    given = {"funding.rate_graduate": 60_000, "funding.rate_vocational": 47_000, "funding.rate_price_base": "2020"}
    rounds = {"funding.rate_index": "pay", "funding.pay_rounds": {"2021": 0.1}, "funding.cost_growth": 0.0}
    for values, key in ((given, "rates_nominal"), (given | rounds, "rates_pay")):
        found = worlds.result(values)
        assert rates_words(found, Keys("de"), year=2027) == key == answer(found, Keys("de"), year=2027).rates
    said = rates_words(worlds.result(given | rounds), Texts("de"), year=2027).replace("\u00a0", " ")
    assert "2020" in said and "66.000 und 51.700 Euro" in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_languages_say_the_same_dates_and_figures(language):
    said = answer(worlds.result(), Texts(language)).notes
    assert len(said) == len(ALL)
    for sentence in said:
        assert sentence.endswith(".") and not re.search(r"[{}]", sentence)
    years = [re.findall(r"20\d\d", sentence) for sentence in said]
    assert [set(found) for found in years] == [{"2027"}, {"2027"}, {"2026"}, {"2025", "2026"}]


def test_every_note_is_among_these():
    keys = {
        key.removeprefix("reports.notes.") for key in catalogue("de", "reports") if key.startswith("reports.notes.")
    }
    assert keys == {*ALL, "rates_nominal", "rates_pay", "rates_share"}
