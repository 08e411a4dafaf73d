"""Scenarios are kept by name, and two people do not overwrite each other; in SQLite and in PostgreSQL alike."""

from __future__ import annotations

import datetime
import re
import unicodedata
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from forecasting.assumptions import Scenario
from forecasting.base.errors import InputError
from forecasting.base.text import Texts, catalogue
from forecasting.people import LOCAL
from forecasting.store import Store, open_store
from forecasting.store.tables import SAVED
from tests.store.saving import BASE, PLUS, refused
from tests.store.worlds import LATER, NOW, SHIPPED, said, scenarios

ONE_STORE = settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
NAMES = (
    "Haushalt 2027",
    "Größere Flüchtlingszugänge – Prüfauftrag",
    "O'Brien \"; DROP TABLE saved_scenarios; --",
    "100 % \\ {name} $1 ?",
    "名前",
    "x" * 120,
)


@given(case=scenarios())
@settings(ONE_STORE, max_examples=40)
def test_what_is_saved_is_loaded(store: Store, case: tuple[str, Scenario]) -> None:
    stem, scenario = case
    saved = store.save("x", scenario, base=stem, now=NOW)
    loaded = store.load("x")
    store.delete("x", now=NOW, expected_version=saved.version)
    assert said(loaded.scenario) == said(scenario)
    assert loaded.saved == saved and loaded.scenario.name == "x" and loaded.scenario.digest == scenario.digest


@given(case=scenarios())
@settings(ONE_STORE, max_examples=30)
def test_an_exported_file_is_imported_as_the_same_scenario(store: Store, case: tuple[str, Scenario]) -> None:
    stem, scenario = case
    version = store.save("x", scenario, base=stem, now=NOW).version
    exported, before = store.export_toml("x"), store.load("x").scenario
    store.delete("x", now=NOW, expected_version=version)
    version = store.import_toml(exported, now=NOW).version
    assert store.load("x").scenario.digest == before.digest
    assert said(store.load("x").scenario) == said(before) and store.export_toml("x") == exported
    store.delete("x", now=NOW, expected_version=version)


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_kept_as_it_was_given(store: Store, name: str) -> None:
    saved = store.save(f"  {name} ", PLUS, base="base", now=NOW)
    assert saved.name == name and store.list() == (saved,)
    assert store.load(name).scenario.name == name and store.load(name.upper()).saved == saved
    store.delete(unicodedata.normalize("NFD", name), now=NOW, expected_version=saved.version)
    assert store.list() == ()


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("", ["name.empty"]),
        (" \n ", ["name.empty"]),
        ("x" * 121, ["name.long"]),
        ("a\nb", ["name.characters"]),
        ("a\0b", ["name.characters"]),
        ("a\u202eb", ["name.characters"]),
        ("a\ud800b", ["name.characters"]),
        ("\x07" * 200, ["name.long", "name.characters"]),
    ],
)
def test_a_name_that_cannot_be_used_is_refused(store: Store, name: str, found: list[str]) -> None:
    assert refused(store.save, name, PLUS, base="base", now=NOW) == found
    version = store.save("a", PLUS, base="base", now=NOW).version
    assert refused(store.rename, "a", name, now=NOW, expected_version=version) == found
    assert refused(store.duplicate, "a", name, now=NOW) == found
    assert refused(store.load, name) == ["name.unknown"]
    assert [saved.name for saved in store.list()] == ["a"]


def test_everything_wrong_is_said_at_once(store: Store) -> None:
    assert refused(store.save, "", PLUS, base="nobody", now=NOW) == ["name.empty", "base.unknown"]


def test_a_taken_name_is_refused_whatever_its_case(store: Store) -> None:
    first = store.save("Straße", PLUS, base="base", now=NOW)
    other = store.save("b", PLUS, base="base", now=NOW)
    assert refused(store.save, "STRASSE", PLUS, base="base", now=NOW) == ["name.taken"]
    assert refused(store.duplicate, "b", "strasse", now=NOW) == ["name.taken"]
    assert refused(store.rename, "b", "Strasse", now=NOW, expected_version=other.version) == ["name.taken"]
    assert store.rename("Straße", "STRASSE", now=LATER, expected_version=first.version).name == "STRASSE"
    assert [saved.name for saved in store.list()] == ["b", "STRASSE"]


def test_a_copy_stands_beside_the_first(store: Store) -> None:
    first = store.save("a", PLUS, base="base", now=NOW)
    copy = store.duplicate("a", "b", now=LATER)
    assert (copy.created, copy.base, copy.id != first.id) == (LATER, "base", True)
    assert said(store.load("b").scenario) == said(store.load("a").scenario)
    store.save("b", BASE, base="base", now=LATER, expected_version=copy.version)
    assert store.load("a").saved == first and said(store.load("a").scenario) == said(PLUS)


def test_a_renamed_scenario_stays_the_same(store: Store) -> None:
    first = store.save("a", PLUS, base="base", now=NOW)
    renamed = store.rename("a", "b", now=LATER, expected_version=first.version)
    assert (renamed.id, renamed.created, renamed.changed) == (first.id, NOW, LATER)
    assert refused(store.load, "a") == ["name.unknown"]
    assert said(store.load("b").scenario) == said(PLUS)


def test_an_english_name_goes_with_the_german_one(store: Store) -> None:
    version = store.import_toml(b'name = "Mehr"\nname_en = "More"', now=NOW).version
    assert store.load("Mehr").scenario.title("en") == "More"
    store.duplicate("Mehr", "Kopie", now=NOW)
    assert store.load("Kopie").scenario.title("en") == "Kopie"
    store.rename("Mehr", "Viel", now=NOW, expected_version=version)
    assert store.load("Viel").scenario.title("en") == "Viel"
    store.save("Neu", BASE, base="base", now=NOW)
    assert store.load("Neu").scenario.title("en") == "Neu"


def test_whoever_comes_second_is_told_and_overwrites_nothing(url: str) -> None:
    one, two = open_store(url, SHIPPED, actor=LOCAL), open_store(url, SHIPPED, actor=LOCAL)
    seen = one.save("a", BASE, base="base", now=NOW).version
    mine = one.save("a", PLUS, base="base", now=LATER, expected_version=seen)
    assert refused(two.save, "a", BASE, base="base", now=LATER, expected_version=seen) == ["conflict"]
    assert refused(two.rename, "a", "b", now=LATER, expected_version=seen) == ["conflict"]
    assert refused(two.delete, "a", now=LATER, expected_version=seen) == ["conflict"]
    assert two.load("a").saved == mine and said(two.load("a").scenario) == said(PLUS)
    one.delete("a", now=NOW, expected_version=mine.version)
    assert refused(two.save, "a", PLUS, base="base", now=LATER, expected_version=mine.version) == ["name.unknown"]
    again = one.save("a", BASE, base="base", now=LATER)
    assert refused(two.save, "a", PLUS, base="base", now=LATER, expected_version=seen) == ["conflict"]
    assert two.load("a").saved == again
    one.close(), two.close()


def test_many_at_once_lose_nothing(url: str) -> None:
    stores = [open_store(url, SHIPPED, actor=LOCAL) for _ in range(2)]
    counter = stores[0].save("Zähler", BASE, base="base", now=NOW)

    def work(number: int) -> int:
        store = stores[number % 2]
        store.save(f"Nr. {number}", PLUS, base="base", now=NOW)
        conflicts = 0
        while True:
            seen = store.load("Zähler")
            persons = seen.scenario.value("staffing.persons_per_fte")
            more = seen.scenario.with_values({"staffing.persons_per_fte": persons + 1})
            try:
                store.save("Zähler", more, base="base", now=NOW, expected_version=seen.saved.version)
            except InputError as error:
                assert [finding.key for finding in error.findings] == ["store.conflict"]
                conflicts += 1
            else:
                return conflicts

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(16)))
    assert len(stores[1].list()) == 17 and len({saved.version for saved in stores[0].list()}) == 17
    final = stores[1].load("Zähler")
    counted = BASE.value("staffing.persons_per_fte") + 16
    assert (
        final.scenario.overrides["staffing.persons_per_fte"] == pytest.approx(counted)
        and final.saved.id == counter.id
    )
    for store in stores:
        store.close()


def test_only_one_of_many_gets_a_new_name(url: str) -> None:
    store = open_store(url, SHIPPED, actor=LOCAL)

    def work(_: int) -> bool:
        try:
            store.save("Name", PLUS, base="base", now=NOW)
        except InputError as error:
            assert [finding.key for finding in error.findings] == ["store.name.taken"]
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(work, range(16))) == 1
    store.close()


def test_times_are_kept_in_utc(store: Store) -> None:
    zone = datetime.timezone(datetime.timedelta(hours=2))
    saved = store.save("a", PLUS, base="base", now=NOW.astimezone(zone))
    assert saved.created == NOW and saved.created.utcoffset() == datetime.timedelta(0)
    with pytest.raises(ValueError, match="zone"):
        store.save("b", PLUS, base="base", now=NOW.replace(tzinfo=None))


NUMBERS = [b"%d" % number for number in range(9_000)]
HOSTILE = {
    "nested": b"x = " + b"[" * 5_000,
    "deep key": b".".join([b"x"] * 50_000) + b" = 1",
    "deep key in quotes": b" . ".join([b'"x"'] * 20_000) + b" = 1",
    "deep and nested": b"x = " + b"{a.a.a.a.a.a.a.a = " * 200 + b"1" + b"}" * 200,
    "long number": b"x = " + b"9" * 5_000,
    "long hexadecimal number": b"staffing.persons_per_fte = 0x" + b"f" * 50_000,
    "blanks after a bracket": b"description_de = '''\n[" + b" " * 200_000 + b"x\n'''",
    "unknown keys": b"\n".join(b"k" + number + b" = 1" for number in NUMBERS),
    "unknown reasons": b"[reasons]\n" + b"\n".join(b"k" + number + b" = ''" for number in NUMBERS),
    "groups": b"groups = [" + b",".join(b"'g" + number + b"'" for number in NUMBERS[:2_000]) + b"]",
    "keys of groups": b"[need]\n" + b"\n".join(b"g" + number + b".take_up = 1" for number in NUMBERS),
}


class TestFiles:
    @pytest.mark.parametrize(
        ("content", "found"),
        [
            (b"", "name.empty"),
            (b"\xff\xfe", "file.encoding"),
            (b"name = ", "assumptions.file_toml"),
            (b'name = "a"\nnope = 1', "assumptions.unknown_key"),
            (b'name = "a"\n[staffing]\npersons_per_fte = 5000', "assumptions.range"),
            (b'name = "a"\n[arrivals]\npath = "/etc/passwd"', "content.path"),
            (b'name = "a"\n"arrivals.path" = "/etc/passwd"', "content.path"),
            (b'name = "a"\narrivals.path = { a = 1 }', "content.path"),
        ],
    )
    def test_a_file_that_cannot_be_used_is_refused(self, store: Store, content: bytes, found: str) -> None:
        assert refused(store.import_toml, content, now=NOW) == [found]
        assert store.list() == ()

    @pytest.mark.parametrize("case", HOSTILE)
    def test_a_file_that_would_keep_us_busy_is_refused(self, store: Store, case: str) -> None:
        (found,) = refused(store.import_toml, b'name = "a"\n' + HOSTILE[case], now=NOW)
        assert found in ("file.unreadable", "assumptions.file_toml", "assumptions.not_a_number")

    def test_a_file_that_is_too_large_is_refused(self, store: Store) -> None:
        assert refused(store.import_toml, b"#" * 256_001, now=NOW) == ["content.large"]

    def test_a_file_may_be_given_another_name(self, store: Store) -> None:
        assert store.import_toml(b'\xef\xbb\xbfname = "a"', name="b", now=NOW).name == "b"

    @pytest.mark.parametrize("stem", sorted(SHIPPED))
    def test_the_shipped_files_can_be_imported(self, store: Store, stem: str) -> None:
        store.save("x", SHIPPED[stem], base=stem, now=NOW)
        store.import_toml(store.export_toml("x"), name="y", base="audit_2021", now=NOW)
        assert store.load("y").scenario.digest == SHIPPED[stem].digest

    @given(content=st.binary(max_size=60) | st.text("abn.=[]{}\"'\n1-e_#", max_size=60).map(str.encode))
    @settings(ONE_STORE, max_examples=60)
    def test_any_bytes_are_a_scenario_or_refused(self, store: Store, content: bytes) -> None:
        try:
            saved = store.import_toml(content, name="x", now=NOW)
        except InputError as error:
            assert error.sentences(Texts("de"))
        else:
            store.delete("x", now=NOW, expected_version=saved.version)


class TestContent:
    def test_a_scenario_with_a_local_path_is_not_saved(self, store: Store) -> None:
        scenario = Scenario("a", overrides={"arrivals.path": "arrivals.csv"})
        assert refused(store.save, "a", scenario, base="base", now=NOW) == ["content.path"]

    def test_a_scenario_that_is_too_large_is_not_saved(self, store: Store) -> None:
        scenario = PLUS.with_values({}, {"staffing.persons_per_fte": "ä" * 130_000})
        assert refused(store.save, "a", scenario, base="base", now=NOW) == ["content.large"]

    def test_half_a_character_is_not_saved(self, store: Store) -> None:
        scenario = PLUS.with_values({}, {"staffing.persons_per_fte": "\ud83d"})
        assert refused(store.save, "a", scenario, base="base", now=NOW) == ["content.characters"]

    def test_impossible_values_are_not_saved(self, store: Store) -> None:
        scenario = Scenario("a", overrides={"staffing.persons_per_fte": -1.0, "nope": 2.0})
        assert refused(store.save, "a", scenario, base="base", now=NOW) == [
            "assumptions.range",
            "assumptions.unknown_key",
        ]

    @pytest.mark.parametrize(
        ("field", "text", "found"),
        [
            ("content", "name = ", ["content.broken"]),
            ("content", "other = 1", ["content.broken"]),
            ("content", "values = 1", ["content.broken"]),
            ("content", "taken_back = [1]", ["content.broken"]),
            ("content", "[reasons]\na = 1", ["content.broken"]),
            ("content", "[register]\na = { b = 1 }", ["content.broken"]),
            ("content", "a = " + "[" * 5_000, ["content.broken"]),
            ("content", '[values]\n"nope" = 1', ["content.outdated", "assumptions.unknown_key"]),
            ("content", '[values]\n"arrivals.path" = "a"', ["content.outdated", "content.path"]),
            ("content", 'taken_back = ["nope"]', ["content.outdated", "assumptions.unknown_key"]),
            ("base", "gone", ["base.unknown"]),
            ("changed", "yesterday", ["content.broken"]),
        ],
    )
    def test_what_is_broken_in_the_database_is_named(
        self, store: Store, field: str, text: str, found: list[str]
    ) -> None:
        store.save("a", PLUS, base="base", now=NOW)
        with store._database.writing() as (connection, _):
            connection.execute(update(SAVED).values({field: text}))
        assert refused(store.load, "a") == found
        if (field, found) == ("content", ["content.broken"]):
            assert refused(store.duplicate, "a", "b", now=NOW) == found


def test_every_message_is_used_and_has_its_remedy() -> None:
    messages = catalogue("de", "store")
    names = {key.rpartition(".")[0] for key in messages}
    assert set(messages) == {f"{name}.{part}" for name in names for part in ("rule", "remedy")}
    from pathlib import Path

    import forecasting.store

    code = "".join(path.read_text(encoding="utf-8") for path in Path(forecasting.store.__file__).parent.rglob("*.py"))
    assert set(re.findall(r'"(store\.[a-z]+\.?[a-z]*)"', code)) == names
