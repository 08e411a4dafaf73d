"""Scenario files, --set, reasons: what differs is read, checked and written without loss."""

from __future__ import annotations

import csv
import datetime
import hashlib
import json
import pickle
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecasting.assumptions import (
    Scenario,
    Years,
    base_values,
    load_register,
    load_scenario,
    own_keys,
    resolve,
    shipped_scenarios,
)
from forecasting.assumptions.differences import changed_keys, differences, restored
from forecasting.assumptions.register import group_of
from forecasting.assumptions.scenario import read_scenario, scenario_toml
from forecasting.assumptions.values import EVENT_KINDS, Range, Value, plain
from forecasting.base.errors import Finding, InputError
from forecasting.base.text import LANGUAGES, Texts

REGISTER = load_register()
GROUPS = ("asylum", "ukraine")
DATA = Path(__file__).parents[2] / "data"


def findings(text: str, *sets: str) -> tuple[Finding, ...]:
    with pytest.raises(InputError) as caught:
        read_scenario(text, file="s.toml", sets=sets)
    for language in LANGUAGES:
        assert not any(re.search(r"\{[a-z_]+\}", words) for words in caught.value.sentences(Texts(language)))
    return caught.value.findings


def keys(found: tuple[Finding, ...]) -> list[str]:
    return [finding.key.removeprefix("assumptions.") for finding in found]


class TestShipped:
    @pytest.mark.parametrize("path", shipped_scenarios(), ids=lambda path: path.stem)
    def test_loads_without_notice_and_gives_a_reason_for_everything(self, path: Path) -> None:
        scenario = load_scenario(path)
        assert scenario.notices == ()
        for language in LANGUAGES:
            assert scenario.title(language) and scenario.description(language)
            assert all(scenario.reason(key, language) for key in scenario.overrides)
        assert set(scenario.reasons) == set(scenario.overrides) == set(scenario.reasons_en)

    def test_the_base_comes_first(self) -> None:
        names = [path.stem for path in shipped_scenarios()]
        assert names[0] == "base" and names[1:] == sorted(names[1:]) and "audit_recommendation_pay" in names

    def test_the_base_is_the_register_but_for_what_it_gives_reasons_for(self) -> None:
        base = load_scenario()
        assert base.title("de") == "Ausgangsszenario"
        assert set(base.overrides) == set(base.reasons) == set(base.reasons_en) and base.overrides == base_values()
        register = {entry.key: entry.value for entry in REGISTER.for_groups(GROUPS)}
        assert resolve(base, GROUPS).values == register | dict(base.overrides)
        assert base.digest == Scenario("another name", base.overrides, ranges=base.ranges).digest

    def test_2021_holds_the_funds_of_table_2(self) -> None:
        """Audit report 2022, no. 15, table 2: 70.0 + 11.1 available, 33.9 + 7.2 needed; 139.6 - 11.1 bound."""
        values = resolve(load_scenario(_shipped("audit_2021")), ("asylum",)).values
        assert values["budget.appropriation"] == Years.of({2021: 70e6})
        assert values["budget.fixed_commitments"] == Years.of({2021: 33.9e6})
        assert values["budget.opening_unbound"] == 11.1e6
        assert values["budget.opening_bound"] == pytest.approx(139.6e6 - 11.1e6)
        assert values["funding.other_areas"] == 7.2e6 and values["funding.admin_cost"] == 0.0
        assert (values["base_month"], values["horizon_months"]) == ("2020-12", 24)

    def test_the_recommendation_is_certain_about_what_it_decides(self) -> None:
        resolved = resolve(load_scenario(_shipped("audit_recommendation")), GROUPS)
        assert resolved.number("funding.rate_graduate") == 60_000
        assert resolved.number("funding.rate_vocational") == 47_000
        assert resolved.number("staffing.plan_share") == 1.0
        assert resolved.number("need.non_target_share") == 0.0
        assert resolved.word("budget.order") == "residuals_first"
        assert {"need.non_target_share", "staffing.plan_share"}.isdisjoint(resolved.ranges)

    def test_the_displacement_adds_what_2022_brought(self) -> None:
        """145,181 arrivals from Ukraine were registered in 2022; the months are those of the observations."""
        events = resolve(load_scenario(_shipped("displacement_2022")), GROUPS).shocks()
        assert {event.group for event in events} == {"ukraine"}
        assert sum(event.add for event in events) == 145_181
        with (DATA / "observations" / "arrivals.csv").open(encoding="utf-8") as file:
            rows = [row for row in csv.DictReader(file) if row["group"] == "ukraine" and row["month"][:4] == "2022"]
        came = {f"2027{row['month'][4:]}": float(row["arrivals"]) for row in rows if row["month"] > "2022-01"}
        assert [(event.from_, event.to) for event in events] == [(month, month) for month in came]
        assert [event.add for event in events] == pytest.approx(list(came.values()), abs=1)


class TestKeys:
    @pytest.mark.parametrize(
        ("given", "expected"),
        [
            ("staffing.person_per_fte", "staffing.persons_per_fte"),
            ("persons_per_fte", "staffing.persons_per_fte"),
            ("need.persons_per_fte", "staffing.persons_per_fte"),
            ("funding.rate_graduates", "funding.rate_graduate"),
            ("need.asylum.takeup", "need.asylum.take_up"),
            ("budget.opening_unbond", "budget.opening_unbound"),
            ("funding.graduate_share", "staffing.graduate_share"),
            ("arrivals.outflow", "budget.outflow"),
            ("horizon", "horizon_months"),
            ("arrivals.shock", "arrivals.shocks"),
            ("planing.quantile", "planning.quantile"),
            ("nam", "name"),
        ],
    )
    def test_an_unknown_key_names_the_nearest(self, given: str, expected: str) -> None:
        found = findings("", f"{given}=1")
        assert keys(found) == ["unknown_key"] and found[0].values["nearest"] == expected

    @pytest.mark.parametrize("key", sorted(REGISTER))
    def test_every_key_with_a_letter_missing_is_brought_back(self, key: str) -> None:
        if ".other." not in key:
            found = findings("", f"{key[:-2]}{key[-1]}=1")
            assert found[0].values["nearest"] == key

    def test_everything_wrong_is_told_at_once_with_its_line(self) -> None:
        text = """name = "x"
[staffing]
methods = "hours"
occupancy = 95

[need.asylum]
max_months = "36"
"""
        found = findings(text, "funding.state_share=2", "nonsense")
        assert {(finding.file, finding.row) for finding in found} == {
            ("s.toml", 3), ("s.toml", 4), ("s.toml", 7), ("--set", None),
        }  # fmt: skip
        assert len(found) == 5

    def test_an_unknown_table_is_refused_even_if_it_is_empty(self) -> None:
        assert keys(findings("[stafing]\n")) == ["unknown_key"]
        assert read_scenario("[staffing]\n").overrides == {}

    def test_a_value_where_a_table_belongs(self) -> None:
        assert keys(findings("housing = 3\n")) == ["unknown_key"]


class TestStart:
    """`starts_from`: a file lies over another one."""

    BASE = (
        'name = "unten"\nstarts_from = "base.toml"\n[staffing]\npersons_per_fte = 90\nplan_share = 0.7\n'
        "[budget]\nappropriation = { 2026 = 50e6, 2027 = 51e6 }\n"
        '[reasons]\n"staffing.persons_per_fte" = "neunzig"\nstaffing.plan_share = "Pläne"\n'
    )
    OWN = (
        'name = "oben"\nstarts_from = "unten.toml"\n[staffing]\npersons_per_fte = 100\n'
        '[budget]\nappropriation = { 2026 = 40e6 }\n[reasons]\n"staffing.plan_share" = "andere"\n'
    )

    def written(self, folder: Path, **texts: str) -> Path:
        for stem, text in texts.items():
            (folder / f"{stem}.toml").write_text(text, encoding="utf-8")
        return folder / "oben.toml"

    def test_what_a_file_does_not_set_is_as_in_the_other(self, tmp_path: Path) -> None:
        scenario = load_scenario(self.written(tmp_path, unten=self.BASE, oben=self.OWN))
        base = load_scenario()
        assert scenario.name == "oben" and scenario.source == "oben.toml"
        assert dict(scenario.overrides) == dict(base.overrides) | {
            "staffing.persons_per_fte": 100.0,
            "staffing.plan_share": 0.7,
            "budget.appropriation": Years(((2026, 40e6),)),  # a table by year replaces the other's
        }

    def test_reasons_of_the_start_hold_for_what_is_not_changed(self, tmp_path: Path) -> None:
        scenario = load_scenario(self.written(tmp_path, unten=self.BASE, oben=self.OWN))
        assert scenario.reason("staffing.plan_share", "de") == "andere"
        assert scenario.reason("staffing.persons_per_fte", "de") == ""
        only = self.OWN.partition("[budget]")[0]
        kept = load_scenario(self.written(tmp_path, unten=self.BASE, oben=only))
        assert kept.reason("staffing.plan_share", "de") == "Pläne"
        same = only.replace("100", "90")
        assert load_scenario(self.written(tmp_path, oben=same)).reason("staffing.persons_per_fte", "de") == "neunzig"

    def test_a_value_other_than_that_of_the_base_has_no_reason_of_the_base(self) -> None:
        base, key = load_scenario(), "budget.carry_over_years"
        other = base.with_values({key: 99})
        assert base.reason(key, "de") and base.reason(key, "en")
        assert (other.reason(key, "de"), other.reason(key, "en")) == ("", "")
        assert other.with_values({key: base.value(key)}).reason(key, "de") == base.reason(key, "de")
        assert base.with_values({key: 99}, {key: "Beschluss"}).reason(key, "de") == "Beschluss"

    def test_it_can_be_written_and_read_without_the_others(self, tmp_path: Path) -> None:
        scenario = load_scenario(self.written(tmp_path, unten=self.BASE, oben=self.OWN))
        again = read_scenario(scenario_toml(scenario))
        assert (again.overrides, again.ranges, again.reasons) == (
            scenario.overrides, scenario.ranges, scenario.reasons,
        )  # fmt: skip
        assert again.digest == scenario.digest

    def test_sets_come_last(self, tmp_path: Path) -> None:
        path = self.written(tmp_path, unten=self.BASE, oben=self.OWN)
        found = load_scenario(path, ["budget.appropriation.2028=1e6", "staffing.plan_share=0.2"])
        assert found.overrides["budget.appropriation"] == Years(((2026, 40e6), (2028, 1e6)))
        assert found.overrides["staffing.plan_share"] == 0.2

    def test_without_it_a_file_starts_from_the_register(self) -> None:
        assert read_scenario('name = "x"\n').overrides == {}

    def test_a_path_is_relative_to_the_file_that_names_it(self, tmp_path: Path) -> None:
        below = tmp_path / "below"
        below.mkdir()
        (below / "arrivals.csv").write_text("month,group,arrivals\n", encoding="utf-8")
        self.written(below, unten='[arrivals]\npath = "arrivals.csv"\n')
        path = self.written(tmp_path, oben='starts_from = "below/unten.toml"\n')
        assert load_scenario(path).arrivals_file == below / "arrivals.csv"

    @pytest.mark.parametrize(
        ("start", "key", "named"),
        [
            ('"nirgends.toml"', "start_missing", "nirgends.toml"),
            ('"oben.toml"', "start_cycle", "oben.toml"),
            ('"ring.toml"', "start_cycle", "oben.toml"),
            ("3", "start_form", "3"),
        ],
    )
    def test_no_such_file_or_a_circle_is_refused_by_name(
        self, tmp_path: Path, start: str, key: str, named: str
    ) -> None:
        path = self.written(tmp_path, oben=f"starts_from = {start}\n", ring='starts_from = "oben.toml"\n')
        with pytest.raises(InputError) as caught:
            load_scenario(path)
        (found,) = caught.value.findings
        assert keys((found,)) == [key] and found.value == named and found.row == 1

    def test_a_file_from_elsewhere_starts_from_shipped_ones_only(self, tmp_path: Path) -> None:
        shipped = read_scenario('name = "x"\nstarts_from = "half_state_share.toml"\n')
        assert shipped.overrides["funding.state_share"] == 0.5
        outside = self.written(tmp_path, oben="[staffing]\npersons_per_fte = 90\n")
        for start in (outside.as_posix(), "../scenarios/base.toml"):
            assert keys(findings(f'starts_from = "{start}"\n')) == ["start_missing"]

    @pytest.mark.parametrize("path", shipped_scenarios(), ids=lambda path: path.stem)
    def test_what_a_shipped_file_sets_is_what_differs_from_the_base(self, path: Path) -> None:
        """The scenarios of 2021 are of their time: they start from the register."""
        if path.stem in ("base", "audit_2021", "audit_2021_practice"):
            return
        scenario, base = load_scenario(path), load_scenario()
        start = re.search('starts_from = "(.*)"\n', text := path.read_text(encoding="utf-8"))
        assert start is not None
        below = load_scenario(path.with_name(start[1]))
        alone = read_scenario(text.replace(start[0], ""))
        assert set(own_keys(scenario)) == set(alone.overrides) | set(own_keys(below))
        assert dict(scenario.overrides) == dict(base.overrides) | dict(below.overrides) | dict(alone.overrides)


class TestGroups:
    def test_a_mistyped_group_is_refused(self) -> None:
        found = findings("[housing.asylm]\nsigma = 0.5\n")
        assert keys(found) == ["group_unknown"] and found[0].values["nearest"] == "asylum"

    def test_a_group_must_be_declared_where_groups_are(self) -> None:
        assert keys(findings('groups = ["asylum"]\n[need.family]\ntake_up = 0.6\n')) == ["group_unknown"]
        declared = read_scenario('groups = ["asylum", "family"]\n[need.family]\ntake_up = 0.6\n')
        assert resolve(declared, ("asylum", "family")).number("need.family.take_up") == 0.6

    def test_a_group_of_the_data_needs_no_declaration(self) -> None:
        scenario = read_scenario("[need.family]\ntake_up = 0.6\n")
        assert resolve(scenario, ("family",)).number("need.family.take_up") == 0.6
        with pytest.raises(InputError) as caught:
            resolve(scenario, GROUPS)
        assert keys(caught.value.findings) == ["group_unknown"]

    def test_an_event_of_an_unknown_group(self) -> None:
        event = '[arrivals]\nshocks = [{ group = "ukrain", from = "2027-01", to = "2027-02", add = 5 }]\n'
        assert keys(findings(event)) == ["group_unknown"]

    def test_a_known_group_may_be_named_where_it_is_left_out(self) -> None:
        scenario = read_scenario('groups = ["asylum"]\n[housing.ukraine]\nsigma = 0.7\n')
        assert "housing.ukraine.sigma" not in resolve(scenario, ("asylum",)).values


class TestSets:
    def test_bare_words_texts_and_tables(self) -> None:
        scenario = load_scenario(
            sets=[
                "staffing.method=ratio",
                'staffing.rule="peak"',
                "base_month=2024-12",
                "staffing.persons_per_fte = 90",
                "budget.appropriation={2027=40e6}",
                "uncertainty.assumptions=false",
                "name=Versuch 1",
            ]
        )
        assert scenario.name == "Versuch 1"
        assert dict(scenario.overrides) == {
            **base_values(),
            "staffing.method": "ratio",
            "staffing.rule": "peak",
            "base_month": "2024-12",
            "staffing.persons_per_fte": 90.0,
            "budget.appropriation": Years(((2027, 40e6),)),
            "uncertainty.assumptions": False,
        }

    def test_one_year_keeps_the_others_but_a_table_replaces_them(self) -> None:
        one = load_scenario(sets=["budget.appropriation.2027=40e6"]).overrides["budget.appropriation"]
        register = REGISTER["budget.appropriation"].value
        assert isinstance(one, Years) and isinstance(register, Years)
        assert one == dict(register) | {2027: 40e6}
        file = read_scenario("[budget]\nappropriation = { 2026 = 50e6 }\n", sets=["budget.appropriation.2027=40e6"])
        assert file.overrides["budget.appropriation"] == Years.of({2026: 50e6, 2027: 40e6})
        dotted = read_scenario("budget.appropriation.2026 = 50e6\n")
        assert dotted.overrides["budget.appropriation"] == Years.of({2026: 50e6})

    def test_the_last_set_wins(self) -> None:
        scenario = load_scenario(sets=["funding.state_share=0.5", "funding.state_share=0.7"])
        assert scenario.overrides["funding.state_share"] == 0.7

    def test_a_value_cannot_smuggle_a_second_key(self) -> None:
        assert keys(findings("", "funding.state_share=0.5\nfunding.rate_graduate=1")) == ["not_a_number"]

    @pytest.mark.parametrize("words", ["funding.state_share", "=3", ""])
    def test_anything_but_key_equals_value_is_refused(self, words: str) -> None:
        assert keys(findings("", words)) == ["set_form"]

    def test_german_decimals_are_not_guessed(self) -> None:
        assert keys(findings("", "funding.state_share=0,5")) == ["not_a_number"]


class TestFile:
    def test_missing_file(self, tmp_path: Path) -> None:
        for path in (tmp_path / "none.toml", tmp_path):
            with pytest.raises(InputError) as caught:
                load_scenario(path)
            assert keys(caught.value.findings) == ["file_missing"]

    def test_not_utf8(self, tmp_path: Path) -> None:
        path = tmp_path / "s.toml"
        path.write_bytes('name = "Zugänge"'.encode("latin-1"))
        with pytest.raises(InputError) as caught:
            load_scenario(path)
        assert keys(caught.value.findings) == ["file_encoding"]

    @pytest.mark.parametrize(
        ("text", "row"), [("name = \n", 1), ('name = "a"\n[need\n', 2), ("[a]\nb = 1\nb = 2\n", 3), ("a = [1,\n", 1)]
    )
    def test_no_toml_names_the_line(self, text: str, row: int) -> None:
        found = findings(text)
        assert keys(found) == ["file_toml"] and found[0].row == row

    def test_the_name_falls_back_on_the_file(self, tmp_path: Path) -> None:
        path = tmp_path / "Halbe Sätze.toml"
        path.write_text("", encoding="utf-8")
        assert load_scenario(path).name == "Halbe Sätze"
        assert keys(findings("name = 3\n")) == ["head_text"]

    def test_paths_are_relative_to_the_file(self, tmp_path: Path) -> None:
        path = tmp_path / "s.toml"
        path.write_text('arrivals.path = "in/a.csv"\n', encoding="utf-8")
        with pytest.raises(InputError) as caught:
            load_scenario(path)
        assert keys(caught.value.findings) == ["path_missing"]
        (tmp_path / "in").mkdir()
        (tmp_path / "in" / "a.csv").write_text("month,group,arrivals\n", encoding="utf-8")
        assert load_scenario(path).arrivals_file == tmp_path / "in" / "a.csv"
        assert load_scenario().arrivals_file is None

    def test_a_line_of_a_list_is_not_taken_for_a_table(self) -> None:
        text = "[staffing]\nhours_per_month = [\n[0, 6, 2],\n[6, 18, 1]\n]\noccupancy = 95\n"
        assert findings(text)[0].row == 6


class TestReasons:
    def test_quoted_and_nested_keys(self) -> None:
        text = "funding.state_share = 0.5\n[reasons]\n{}\n"
        for line in ('"funding.state_share" = "Beschluss"', 'funding.state_share = "Beschluss"'):
            assert read_scenario(text.format(line)).reason("funding.state_share", "de") == "Beschluss"

    def test_unknown_unused_and_odd_reasons(self) -> None:
        assert keys(findings('[reasons]\n"funding.state_shares" = "x"\n')) == ["unknown_key"]
        assert keys(findings('funding.state_share = 0.5\n[reasons]\n"funding.state_share" = 3\n')) == ["reasons_form"]
        assert keys(findings("reasons = 3\n")) == ["reasons_form"]
        unused = read_scenario('[reasons]\n"funding.state_share" = "x"\n')
        assert keys(unused.notices) == ["reason_unused"]

    def test_english_reasons_fall_back_on_the_german_ones(self) -> None:
        scenario = load_scenario().with_values({"funding.state_share": 0.5}, {"funding.state_share": "Beschluss"})
        assert scenario.reason("funding.state_share", "en") == "Beschluss"
        left = scenario.with_values({"funding.state_share": None})
        assert "funding.state_share" in scenario.reasons and "funding.state_share" not in left.reasons


class TestBetweenKeys:
    @pytest.mark.parametrize(
        ("appropriation", "other_areas", "expected"),
        [
            (58e6, 0, []),
            (70e6, 7.2e6, []),
            (58e6, 7.2e6, ["pairing_integration_management"]),
            (70e6, 0, ["pairing_whole_programme"]),
            (40e6, 0, ["pairing_other"]),
            (40e6, 7.2e6, ["pairing_other"]),
        ],
    )
    def test_funds_and_areas_go_in_pairs(self, appropriation: float, other_areas: float, expected: list[str]) -> None:
        """Audit report 2022, no. 15, table 1: 58.0 of the 70.0 Mio. EUR are for integration management."""
        values = {"budget.appropriation": {"2027": appropriation}, "funding.other_areas": other_areas}
        assert keys(load_scenario().with_values(values).notices) == expected

    def test_tenure_fits_the_longest_support(self) -> None:
        tenure = {"need.asylum.opening_tenure": [0.5, 0.5], "need.asylum.opening_stock": 10}
        for longest in (2, 36):
            values = tenure | {"need.asylum.max_months": longest}
            assert "tenure_long" not in keys(load_scenario().with_values(values).notices)
        with pytest.raises(InputError) as caught:
            load_scenario().with_values(tenure | {"need.asylum.max_months": 1})
        assert keys(caught.value.findings) == ["tenure_long"]

    def test_what_has_no_effect_is_noticed(self) -> None:
        base = load_scenario()
        assert keys(base.with_values({"need.asylum.opening_tenure": [1.0]}).notices) == ["tenure_without_stock"]
        stay = {"housing.asylum.stay_pmf": [1.0], "housing.asylum.sigma": 0.5}
        assert keys(base.with_values(stay).notices) == ["stay_ignored"]
        hours = {"staffing.hours_per_month": [], "staffing.plan_hours": 0}
        assert keys(base.with_values(hours).notices) == ["no_hours"]
        assert not base.with_values(hours | {"staffing.method": "ratio"}).notices

    def test_levers_act_under_their_method_only(self) -> None:
        base, ratio = load_scenario(), load_scenario(sets=["staffing.method=ratio"])
        for key, under_hours in (("staffing.plan_hours", True), ("staffing.persons_per_fte", False)):
            assert REGISTER[key].acts(resolve(base, GROUPS).values) is under_hours
            assert REGISTER[key].acts(resolve(ratio, GROUPS).values) is not under_hours


class TestChanging:
    def test_taking_a_value_back_gives_the_base(self) -> None:
        base = load_scenario()
        changed = base.with_values({"funding.state_share": 0.5, "budget.appropriation.2027": 40e6})
        assert changed.digest != base.digest
        again = changed.with_values({"funding.state_share": None, "budget.appropriation": None})
        assert again == base and again.digest == base.digest

    def test_taking_one_year_back_leaves_it_without_appropriation(self) -> None:
        changed = load_scenario().with_values({"budget.appropriation.2027": None})
        years = changed.overrides["budget.appropriation"]
        assert isinstance(years, Years) and 2027 not in years and 2026 in years

    def test_a_refused_change_tells_everything(self) -> None:
        with pytest.raises(InputError) as caught:
            load_scenario().with_values({"funding.state_share": 2, "nothing": 1, "also.nothing": None})
        assert sorted(keys(caught.value.findings)) == ["range_percent", "unknown_key", "unknown_key"]

    def test_the_register_stays_as_it_is(self) -> None:
        before = REGISTER["budget.appropriation"].value
        load_scenario().with_values({"budget.appropriation.2027": 1e6})
        assert load_register()["budget.appropriation"].value == before

    def test_a_change_of_value_alone_keeps_its_own_range_away(self) -> None:
        own = load_scenario().with_values({"need.asylum.take_up": Range(0.6, 0.7, 0.8)})
        assert resolve(own, GROUPS).ranges["need.asylum.take_up"] == Range(0.6, 0.7, 0.8)
        plainly = own.with_values({"need.asylum.take_up": 0.7})
        assert resolve(plainly, GROUPS).ranges["need.asylum.take_up"] == Range(0.5, 0.7, 1.0)
        assert own.digest != plainly.digest

    def test_scenarios_can_be_stored(self) -> None:
        scenario = load_scenario(_shipped("displacement_2022")).with_values({"budget.appropriation.2027": 4e7})
        resolved = resolve(scenario, GROUPS)
        assert pickle.loads(pickle.dumps(scenario)) == scenario
        assert pickle.loads(pickle.dumps(resolved)).values == resolved.values


def _shares(most: int) -> st.SearchStrategy[list[float]]:
    def scaled(parts: list[int]) -> list[float]:
        return [part / sum(parts) for part in parts]

    return st.lists(st.integers(1, 1000), min_size=1, max_size=most).map(scaled)


def _values(key: str) -> st.SearchStrategy[object]:
    """Values that a key may have, as a file gives them."""
    entry = REGISTER[key]
    low, high = entry.possible or (0.0, 1.0)
    number = st.floats(low, high)
    month = st.integers(2021 * 12, 2035 * 12).map(lambda month: f"{month // 12}-{month % 12 + 1:02d}")
    years = st.dictionaries(st.integers(2020, 2040).map(str), number, max_size=4)
    event = st.builds(
        lambda first, group, factor: {"from": first, "to": "2036-01", "group": group, "factor": factor},
        month, st.sampled_from(GROUPS), st.floats(0, 5),
    )  # fmt: skip
    marked = st.builds(
        lambda kind, first, group: {"kind": kind, "from": first, "group": group, "source": "x", "name": first + group}
        | ({"to": "2036-01"} if kind == "pulse" else {}),
        st.sampled_from(EVENT_KINDS), month, st.sampled_from(GROUPS),
    )  # fmt: skip
    expected = st.builds(
        lambda period, group, value: {"period": period, "group": group, "value": value},
        month, st.sampled_from(GROUPS), st.floats(0, 1e6),
    )  # fmt: skip
    ranged = st.lists(number, min_size=3, max_size=3).map(sorted).map(
        lambda three: {"low": three[0], "value": three[1], "high": three[2]}
    )  # fmt: skip
    dated = st.builds(lambda value, day: [{"from": day, "value": value}], number, st.dates(datetime.date(2020, 1, 1)))
    choices = [choice.value for choice in entry.choices]
    of_origins = st.builds(
        lambda year, shares, rates: {"from": year, "shares": shares} | ({"rates": rates} if rates else {}),
        st.integers(2000, 2040), st.dictionaries(st.sampled_from(choices[:4] or [""]), st.floats(0, 0.25)),
        st.dictionaries(st.sampled_from(choices or [""]), st.floats(0, 1), max_size=3),
    )  # fmt: skip
    return {
        "number": number | (st.nothing() if entry.decision else ranged) | (dated if entry.dated else st.nothing()),
        "integer": st.integers(int(low), int(high)),
        "boolean": st.booleans(),
        "choice": st.sampled_from(choices or [""]),
        "month": month,
        "groups": st.just(["asylum", "ukraine"]),
        "pmf": _shares(6),
        "shares": _shares(6),
        "bands": st.just([]) | number.map(lambda hours: [[0, 6, hours], [6, 9, 1.0]]),
        "years": years,
        "shocks": st.lists(event, max_size=3),
        "marked_events": st.lists(marked, max_size=3, unique_by=lambda row: row["name"]),
        "origins": st.lists(of_origins, max_size=3, unique_by=lambda row: row["from"]),
        "expectations": st.lists(expected, max_size=3, unique_by=lambda row: (row["group"], row["period"])),
    }[entry.kind]


CHANGEABLE = sorted(key for key, entry in REGISTER.items() if entry.kind != "path" and "max_months" not in key)
CHANGES = st.lists(st.sampled_from(CHANGEABLE), unique=True, max_size=8).flatmap(
    lambda chosen: st.fixed_dictionaries({key: _values(key) for key in chosen})
)


@given(CHANGES, st.text(st.characters(codec="utf-8"), max_size=20))
def test_writing_and_reading_gives_the_same_scenario(changes: dict[str, object], words: str) -> None:
    reasons = dict.fromkeys(changes, words)
    scenario = load_scenario().with_values(changes, reasons)
    again = read_scenario(scenario_toml(scenario), folder=scenario.folder, file=scenario.source)
    assert again == scenario and again.digest == scenario.digest
    assert resolve(again, GROUPS) == resolve(scenario, GROUPS)


@given(CHANGES)
def test_values_as_given_are_values_as_typed(changes: dict[str, object]) -> None:
    scenario = load_scenario().with_values(changes)
    typed: dict[str, object] = {key: scenario.ranges.get(key, value) for key, value in scenario.overrides.items()}
    assert load_scenario().with_values(typed) == scenario
    assert load_scenario().with_values({key: plain(value) for key, value in typed.items()}) == scenario


@given(CHANGES)
def test_changed_values_and_only_they_differ_from_the_register(changes: dict[str, object]) -> None:
    scenario = load_scenario().with_values(changes)
    values, base = resolve(scenario, GROUPS).values, resolve(load_scenario(), GROUPS).values
    differing: dict[str, Value] = {key: value for key, value in values.items() if value != base[key]}
    assert differing.keys() <= changes.keys()
    for key in changes.keys() & values.keys():
        assert values[key] == scenario.overrides[key]


@given(CHANGES, CHANGES, st.booleans())
def test_what_differs_leads_from_one_scenario_to_another_and_back(
    here: dict[str, object], there: dict[str, object], by_year: bool
) -> None:
    base, scenario = (load_scenario().with_values(changes) for changes in (here, there))
    found = differences(scenario, base, by_year=by_year)
    again = base.with_values(found)
    assert (again.overrides, again.ranges) == (scenario.overrides, scenario.ranges)
    back = restored(scenario, base, differences(scenario, base))
    assert (back.overrides, back.ranges, differences(back, base)) == (base.overrides, base.ranges, {})
    assert set(changed_keys(scenario, base)) <= set(differences(scenario, base))


def test_a_table_differs_as_a_whole_or_by_its_years() -> None:
    base = load_scenario()
    scenario = base.with_values({"budget.appropriation.2028": 40e6})
    assert differences(scenario, base, by_year=True) == {"budget.appropriation.2028": 40e6}
    assert list(differences(scenario, base)) == ["budget.appropriation"]


@given(CHANGES)
def test_a_range_holds_its_value(changes: dict[str, object]) -> None:
    resolved = resolve(load_scenario().with_values(changes), GROUPS)
    for key, span in resolved.ranges.items():
        assert span.low <= span.value <= span.high and span.low < span.high
        assert span.value == resolved.values[key]
        assert key in resolved.register_order


def _shipped(name: str) -> Path:
    return next(path for path in shipped_scenarios() if path.stem == name)


class TestDigest:
    """What the register brings is written down once; the digest is still that of everything together."""

    @pytest.mark.parametrize(
        "values",
        [
            {},
            {"funding.rate_graduate": 59_000, "need.asylum.take_up": {"value": 0.7, "low": 0.6, "high": 0.8}},
            {"groups": ["asylum", "resettlement"], "need.resettlement.take_up": 0.5},
            {"groups": ["asylum", "resettlement"], "need.other.take_up": 0.5},
            {"arrivals.shocks": [{"from": "2026-01", "to": "2026-04", "factor": 1.1}]},
        ],
    )
    def test_it_is_that_of_every_value_and_range(self, values: dict[str, object]) -> None:
        scenario = load_scenario().with_values(values)
        named = [group for key in scenario.overrides if (group := group_of(key))]
        groups = (*REGISTER.groups, "other", *(scenario.groups or ()), *named)
        state = {}
        for entry in REGISTER.for_groups(tuple(dict.fromkeys(groups))):
            span = scenario.range(entry)
            state[entry.key] = [plain(scenario.value(entry.key)), list(span) if span else None]
        text = json.dumps(state, sort_keys=True, separators=(",", ":"), default=str)
        assert scenario.digest == hashlib.sha256(text.encode()).hexdigest()


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"funding.rate_graduate": 59_000},
        {"need.asylum.take_up": {"value": 0.7, "low": 0.6, "high": 0.8}},
        {"need.asylum.take_up": {"value": 0.7, "low": 0.5, "high": 0.8}},
        {"need.asylum.take_up": 0.7, "budget.appropriation.2027": 40e6},
        {"budget.carry_over_years": None},
    ],
)
def test_differences_are_those_of_what_files_would_hold(values: dict[str, object]) -> None:
    base = load_scenario().with_values({"need.asylum.take_up": {"value": 0.7, "low": 0.6, "high": 0.8}})
    scenario = base.with_values(values)
    for one, other in ((scenario, base), (base, scenario), (scenario, load_scenario())):
        keys = sorted({*one.overrides, *other.overrides})
        expected = {key: one.as_given(key) for key in keys if one.as_given(key) != other.as_given(key)}
        assert differences(one, other) == expected
