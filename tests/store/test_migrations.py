"""A database as an earlier program left it is brought forward with all that it holds, in SQLite and PostgreSQL."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import insert, inspect, select

from forecasting.base.errors import InputError
from forecasting.people import LOCAL, Actor
from forecasting.store import Store, migrations, open_rounds, open_store
from forecasting.store.database import SCHEMA, Database, open_database
from forecasting.store.tables import METADATA, SAVED, STATE
from tests.store.adopted import made
from tests.store.saving import PLUS
from tests.store.worlds import LATER, NOW, SHIPPED, restore

EARLIER = range(1, SCHEMA)
NAMES = ("Größere Zugänge", "Zweites")


def _script() -> ScriptDirectory:
    folder = Path(migrations.__file__).parent
    return ScriptDirectory(str(folder), version_locations=[str(path) for path in migrations.VERSIONS])


def _differences(database: Database) -> list[object]:
    """What the tables have otherwise than the program describes them."""
    with database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        return list(compare_metadata(context, METADATA))


def test_the_revisions_are_numbered_one_after_the_other() -> None:
    script = _script()
    found = [(each.revision, each.down_revision) for each in script.walk_revisions()]
    numbers = [f"{number:04d}" for number in range(1, SCHEMA + 1)]
    assert found[::-1] == list(zip(numbers, [None, *numbers], strict=False))
    assert script.get_heads() == [f"{SCHEMA:04d}"]


def test_the_tables_are_those_that_the_program_describes(url: str) -> None:
    with closing(open_database(url)) as database:
        assert _differences(database) == []


@pytest.mark.parametrize("schema", EARLIER)
def test_what_an_earlier_program_left_stays(url: str, schema: int) -> None:
    restore(url, schema)
    with closing(open_store(url, SHIPPED, actor=LOCAL)) as store, closing(open_rounds(url, actor=LOCAL)) as log:
        saved = store.list()
        assert [(each.name, each.base, each.standalone) for each in saved] == list(
            zip(NAMES, ("base", "audit_2021"), (False, False), strict=True)
        )
        assert {each.owner for each in saved} == {LOCAL.id}
        assert store.load(NAMES[0]).scenario.overrides["funding.state_share"] == 0.8
        assert store.load(NAMES[1]).scenario.overrides["staffing.persons_per_fte"] == 70.0
        assert [each.version for each in saved] == [1, 4]
        rounds = log.list()
        assert [(each.number, each.why, each.owner) for each in rounds] == [
            (number, f"Sitzung {number - 1}", LOCAL.id) for number in range(1, 4 if schema >= 2 else 1)
        ]
        assert log.verify().intact
        # and what comes now goes on where they stopped
        assert store.save("neu", PLUS, base="base", now=LATER).version == 6 + len(rounds)
        log.adopt(made(7), who="a", why="", now=LATER)
        assert log.verify().intact and len(log.list()) == len(rounds) + 1


@pytest.mark.parametrize("schema", EARLIER)
def test_its_tables_become_those_of_a_new_one(url: str, schema: int) -> None:
    restore(url, schema)
    for _ in range(2):
        with closing(open_database(url)) as database:
            assert _differences(database) == []
            with database.reading() as connection:
                assert MigrationContext.configure(connection).get_current_revision() == f"{SCHEMA:04d}"
                # a program from before Alembic looks here and refuses what it does not know
                assert connection.execute(select(STATE.c.schema_version)).scalar_one() == SCHEMA


@pytest.mark.parametrize("schema", EARLIER)
def test_a_step_that_fails_leaves_it_as_it_was(
    url: str, schema: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    restore(url, schema)
    versions = tmp_path / "versions"
    versions.mkdir()
    for path in migrations.VERSIONS[0].glob("*.py"):
        text = path.read_text(encoding="utf-8")
        last = f'revision = "{SCHEMA:04d}"' in text
        broken = f"{text}    operations.execute('SELECT * FROM nowhere')\n" if last else text
        (versions / path.name).write_text(broken, encoding="utf-8")
    with monkeypatch.context() as patch:
        patch.setattr(migrations, "VERSIONS", (versions,))
        with pytest.raises(InputError) as caught:
            open_database(url)
        assert [finding.key for finding in caught.value.findings] == ["store.database.failed"]
    with closing(open_store(url, SHIPPED, actor=LOCAL)) as store:
        assert [each.name for each in store.list()] == list(NAMES)


def test_alembic_is_loaded_only_to_bring_something_forward(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    open_database(url).close()

    def refused(*_: object) -> int:
        raise AssertionError("nothing is to be brought forward")

    monkeypatch.setattr(migrations, "bring_forward", refused)
    open_database(url).close()


class TestOwners:
    def test_what_somebody_saves_is_theirs(self, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("forecasting.people.rights.may", lambda *_: True)
        mine, theirs = store, store.acting(Actor("anna"))
        assert mine.save("a", PLUS, base="base", now=NOW).owner == LOCAL.id
        copy = theirs.duplicate("a", "b", now=NOW)
        assert copy.owner == "anna"
        # it stays theirs, whoever changes it
        again = mine.save("b", PLUS, base="base", now=LATER, expected_version=copy.version)
        assert (again.owner, mine.rename("b", "c", now=LATER, expected_version=again.version).owner) == ("anna",) * 2
        assert theirs.import_toml(mine.export_toml("a"), name="d", now=NOW).owner == "anna"

    def test_a_round_is_of_whoever_adopts_it(self, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("forecasting.people.rights.may", lambda *_: True)
        with closing(open_rounds(url, actor=LOCAL)) as log:
            assert [each.owner for each in log.adopt(made(1), who="a", why="", now=NOW)] == [LOCAL.id]
            log.acting(Actor("anna")).adopt(made(2), who="Anna", why="", now=NOW)
            assert [each.owner for each in log.list()] == [LOCAL.id, "anna"]
            assert log.verify().intact

    def test_a_row_without_one_is_of_the_local_person(self, url: str) -> None:
        with closing(open_database(url)) as database:
            with database.writing() as (connection, change):
                words = dict.fromkeys(("id", "name", "name_key", "base", "content", "created", "changed"), "x")
                connection.execute(insert(SAVED).values(words | {"standalone": False, "version": change}))
            with database.reading() as connection:
                assert connection.execute(select(SAVED.c.owner)).scalar_one() == LOCAL.id
                columns = {each["name"]: each for each in inspect(connection).get_columns("forecast_rounds")}
                assert not columns["owner"]["nullable"]
