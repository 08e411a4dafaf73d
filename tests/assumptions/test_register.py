"""The register is complete: every entry has its words, unit, bounds and source, and says what the report says."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from forecasting.assumptions import Years, files, load_register, load_sources
from forecasting.assumptions.entry import LEVELS, LEVERS, NO_SOURCE, OFFICES, QUALITIES, Assumption
from forecasting.assumptions.register import read_register
from forecasting.assumptions.sources import GRADES, cite, cited
from forecasting.assumptions.units import UNITS
from forecasting.assumptions.values import DatedValue, in_year
from forecasting.base.errors import InputError
from forecasting.base.text import LANGUAGES, Texts

ENTRIES = list(load_register().values())
NEUTRAL = {
    "arrivals.shocks": (),
    "budget.fixed_commitments": Years(),
    "budget.carry_over_years": 99,
    "budget.committed_to_date": 0.0,
    "budget.unused_becomes_residual": 1.0,
    "funding.rate_growth": 0.0,
    "funding.other_areas": 0.0,
    "need.asylum.opening_stock": None,
    "need.ukraine.opening_stock": None,
    "need.asylum.count_factor": 1.0,
    "need.ukraine.count_factor": 1.0,
    "housing.asylum.stay_source": "assumption",
    "housing.ukraine.stay_source": "assumption",
    "budget.opening_unbound": None,
    "budget.opening_bound": None,
}


CONVENTION = "-"
"""Grade of the source "model"."""


def grade_of(source: str) -> str:
    return load_sources()[source.partition(":")[0]].grade


def named(entry: Assumption) -> str:
    return entry.key


@pytest.mark.parametrize("entry", ENTRIES, ids=named)
def test_every_entry_has_its_words_in_both_languages(entry: Assumption) -> None:
    for language in LANGUAGES:
        text = Texts(language)
        assert entry.label(language).strip()
        assert entry.meaning(language).endswith(".")
        assert 30 <= len(entry.meaning(language)) <= 400
        assert entry.unit.words(text) and entry.unit.screen_words(text)
        assert bool(entry.note) == bool(entry.note_en)
        assert all(bool(step.note) == bool(step.note_en) for step in entry.steps)
        assert all(choice.label(language).strip() for choice in entry.choices)
    assert entry.lever in LEVERS and entry.quality in QUALITIES and entry.impact in LEVELS


@pytest.mark.parametrize("entry", ENTRIES, ids=named)
def test_every_value_names_a_source_or_says_that_it_has_none(entry: Assumption) -> None:
    for source in entry.sources():
        assert source == NO_SOURCE or source.partition(":")[0] in load_sources()
        for language in LANGUAGES:
            assert cite(source, Texts(language)).strip()


@pytest.mark.parametrize("entry", ENTRIES, ids=named)
def test_the_label_of_the_evidence_is_true(entry: Assumption) -> None:
    """Measured or decided is what an official or municipal document says; some evidence is a cited document."""
    grades = {"" if source == NO_SOURCE else grade_of(source) for source in entry.sources()}
    if entry.quality == "green":
        assert grades <= {"A", "B"}, "measured or decided: an official or municipal document says so"
    if entry.quality == "amber":
        assert grades & {"A", "B", "C"}, "some evidence: a document is cited"
    assert (entry.quality == "convention") == (grades == {CONVENTION}), "a convention cites the model alone"
    if entry.quality == "convention":
        assert entry.range is None, "a range is about the world, not about a convention"


@pytest.mark.parametrize("entry", [entry for entry in ENTRIES if not entry.sourced], ids=named)
def test_a_value_without_a_source_names_whom_to_ask(entry: Assumption) -> None:
    assert entry.ask in OFFICES
    for language, said in (("de", "; zu erfragen bei: "), ("en", "; ask: ")):
        assert any(said in words for words in cited(entry, Texts(language)))


def test_an_unknown_office_is_refused(tmp_path: Path) -> None:
    written = tmp_path / "assumptions.toml"
    shipped = files.ASSUMPTIONS.read_text(encoding="utf-8")
    written.write_text(shipped.replace("ask = 'granting'", "ask = 'somebody'", 1), encoding="utf-8")
    with pytest.raises(InputError) as refused:
        read_register(written)
    assert {finding.key for finding in refused.value.findings} == {"assumptions.not_a_choice"}


@pytest.mark.parametrize("entry", [entry for entry in ENTRIES if entry.kind in ("number", "integer")], ids=named)
def test_numbers_lie_in_their_bounds(entry: Assumption) -> None:
    assert entry.possible is not None and entry.plausible is not None and entry.step is not None
    assert entry.possible[0] <= entry.plausible[0] < entry.plausible[1] <= entry.possible[1]
    span = entry.range
    if span is not None:
        assert not entry.decision
        assert entry.possible[0] <= span.low <= span.value <= span.high <= entry.possible[1]
        assert span.low < span.high
    if entry.unit.factor == 100.0 and entry.unit.code == "share":
        assert entry.possible[0] >= 0.0 and entry.possible[1] <= 1.0


def test_absent_values_are_optional_and_only_they() -> None:
    assert {entry.key for entry in ENTRIES if entry.value is None} == {
        entry.key for entry in ENTRIES if entry.optional
    }


@pytest.mark.parametrize(("key", "value"), NEUTRAL.items())
def test_events_and_decisions_are_neutral(key: str, value: object) -> None:
    assert load_register()[key].value == value


def test_every_group_has_the_same_keys_and_shares_their_words() -> None:
    register = load_register()
    for key, entry in register.items():
        if ".other." in key:
            for group in register.groups:
                own = register[key.replace(".other.", f".{group}.")]
                assert (own.label_de, own.unit, own.kind, own.possible) == (
                    entry.label_de, entry.unit, entry.kind, entry.possible,
                )  # fmt: skip
                assert own.label("de") == f"{own.group.label('de')}: {entry.label_de}" if own.group else False


def test_values_of_the_audit_report() -> None:
    """Audit report 2022, no. 15: sections 1, 2.1, 2.2 (footnote 3), 2.6.3, table 1."""
    register = load_register()
    assert in_year(register["funding.rate_graduate"].value, 2021)[0] == 64_000
    assert in_year(register["funding.rate_vocational"].value, 2021)[0] == 51_000
    assert register["funding.cost_graduate"].value == 60_000
    assert register["funding.cost_vocational"].value == 47_000
    assert register["staffing.plan_share"].value == 0.59
    assert register["funding.admin_cost"].value == 1_000_000
    appropriation = register["budget.appropriation"].value
    assert isinstance(appropriation, Years)
    assert math.fsum(appropriation[year] for year in range(2017, 2022)) == 290e6


def test_later_rates_are_one_lump_sum() -> None:
    """Stuttgart GRDrs 1006/2023: 60,000 EUR per FTE whatever the qualification."""
    register = load_register()
    assert in_year(register["funding.rate_graduate"].value, 2026) == (60_000.0, 2024)
    assert in_year(register["funding.rate_vocational"].value, 2026) == (60_000.0, 2024)


def test_announced_years_are_told_from_years_carried_forward() -> None:
    steps = {step.from_.year: step for step in load_register()["budget.appropriation"].steps}
    assert {year for year, step in steps.items() if step.source == NO_SOURCE} == set(range(2027, 2032))
    assert all(step.value == 58e6 for step in steps.values())


def test_shares_of_municipalities_are_no_shares_of_persons() -> None:
    """Audit report 2.6.2: 39 % and 20 % count municipalities."""
    for entry in ENTRIES:
        if entry.unit.code == "share" and entry.kind == "number":
            assert entry.value not in (0.39, 0.2) or entry.key in ("staffing.admin_share", "districts.overhead_share")


def test_sources_are_graded() -> None:
    assert {source.grade for source in load_sources().values()} <= set(GRADES)
    cited = {source.partition(":")[0] for entry in ENTRIES for source in entry.sources()} - {NO_SOURCE}
    assert "audit_2022_15" in cited and load_sources()["audit_2022_15"].grade == "A"


def test_a_reference_is_cited_with_its_place() -> None:
    words = cite("audit_2022_15:sec2.2,fn3", Texts("de"))
    assert words.startswith("Rechnungshof Baden-Württemberg, ") and words.endswith("Abschnitt 2.2, Fußnote 3")
    assert cite("none", Texts("de")) == "Annahme ohne Quelle"


def test_a_further_group_takes_the_entries_of_other() -> None:
    register = load_register()
    found = register.find("housing.family.median_months")
    assert found is not None and found.key == "housing.family.median_months"
    assert found.value == register["housing.other.median_months"].value
    assert found.label("de").startswith("family: ")
    assert register.find("housing.family.median_month") is None
    assert register.find("staffing.family.rule") is None
    keys = [entry.key for entry in register.for_groups(("asylum", "family"))]
    assert "need.asylum.take_up" in keys and "need.family.take_up" in keys and "need.ukraine.take_up" not in keys


def test_units_are_a_closed_list_of_which_each_is_used_somewhere() -> None:
    assert {entry.unit.code for entry in ENTRIES} == set(UNITS)


ENTRY = """
[funding.state_share]
label_de = "Finanzierungsanteil des Landes"
label_en = "State share"
meaning_de = "Teil des Fördersatzes, den das Land trägt."
meaning_en = "Part of the rate that the state pays."
unit = "share"
possible = [0, 1]
plausible = [0.2, 1]
quality = "green"
impact = "red"
value = 1.0
source = "none"
"""

BROKEN = {
    'unit = "share"': ('unit = "shares"', "not_a_choice"),
    'quality = "green"': ('quality = "blue"', "not_a_choice"),
    'label_en = "State share"': ("", "field_missing"),
    'source = "none"': ('source = "nobody:sec1"', "source_unknown"),
    "value = 1.0": ("value = 100", "range_percent"),
    "possible = [0, 1]": ("possible = 1", "entry_form"),
    "plausible = [0.2, 1]": ("low = 0.5\nhigh = 0.9", "range_order"),
    'impact = "red"': ('impact = "red"\nstepp = 1', "field_unknown"),
}


@pytest.mark.parametrize("good", BROKEN)
def test_a_broken_register_is_refused_with_the_line(good: str, tmp_path: Path) -> None:
    bad, message = BROKEN[good]
    path = tmp_path / "assumptions.toml"
    path.write_text(ENTRY, encoding="utf-8")
    assert read_register(path)["funding.state_share"].value == 1.0
    path.write_text(ENTRY.replace(good, bad), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_register(path)
    assert [finding.key for finding in caught.value.findings] == [f"assumptions.{message}"]
    assert caught.value.findings[0].row == 2 and caught.value.findings[0].file == "assumptions.toml"


def test_everything_wrong_with_a_register_is_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "assumptions.toml"
    path.write_text(
        ENTRY.replace("value = 1.0", "value = 7") + ENTRY.replace("state_share", "part").replace('"share"', '"x"'),
        encoding="utf-8",
    )
    with pytest.raises(InputError) as caught:
        read_register(path)
    assert len(caught.value.findings) == 2


def test_dated_values_are_sorted_by_date(tmp_path: Path) -> None:
    steps = "values = [{ from = 2024-01-01, value = 0.8 }, { from = 2017-04-27, value = 1.0 }]"
    path = tmp_path / "assumptions.toml"
    path.write_text(ENTRY.replace('value = 1.0\nsource = "none"', steps), encoding="utf-8")
    value = read_register(path)["funding.state_share"].value
    assert isinstance(value, tuple) and [step.value for step in value if isinstance(step, DatedValue)] == [1.0, 0.8]
    assert in_year(value, 2010)[0] == 1.0
