"""A backup holds all of a database, comes back in either kind, and takes the place of something only when told to."""

from __future__ import annotations

import gzip
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import insert, update

from forecasting.base.errors import InputError
from forecasting.cli import main
from forecasting.people import LOCAL
from forecasting.store import (
    back_up,
    found_schema,
    open_rounds,
    open_store,
    read_backup,
    restore,
    upgrade,
    verify_database,
)
from forecasting.store.backup import _dump
from forecasting.store.database import SCHEMA, VARIABLE, connect, open_database
from forecasting.store.tables import APPROVALS, ROUNDS, SAVED
from tests.store.adopted import made
from tests.store.saving import PLUS
from tests.store.worlds import LATER, NOW, SHIPPED
from tests.store.worlds import restore as earlier


def fill(url: str) -> None:
    with closing(open_store(url, SHIPPED, actor=LOCAL)) as store, closing(open_rounds(url, actor=LOCAL)) as log:
        store.save("Größere Zugänge", PLUS, base="base", now=NOW)
        gone = store.save("Zweites", PLUS, base="base", now=NOW, standalone=True)
        store.delete("Zweites", now=LATER, expected_version=gone.version)
        log.adopt(made(1), who="Referat 21", why="ä", now=NOW)


def content(url: str) -> list[object]:
    """Every row of every table."""
    with closing(connect(url)) as database, database.alone() as connection:
        return gzip.decompress(_dump(connection, NOW)[0]).splitlines()[1:-1]


def keys(call: object, *given: object, **more: object) -> list[str]:
    with pytest.raises(InputError) as caught:
        call(*given, **more)  # type: ignore[operator]
    return [finding.key for finding in caught.value.findings]


class TestBackup:
    def test_everything_comes_back(self, url: str, tmp_path: Path) -> None:
        fill(url)
        told = back_up(url, tmp_path / "b.gz", now=NOW)
        before = content(url)
        assert told.rows == len(before) and told.schema == SCHEMA
        target = f"sqlite:///{tmp_path}/other.sqlite3"
        assert restore(target, tmp_path / "b.gz", now=LATER) == told
        assert content(target) == before
        assert verify_database(target).findings == ()
        with (
            closing(open_store(target, SHIPPED, actor=LOCAL)) as store,
            closing(open_rounds(target, actor=LOCAL)) as log,
        ):
            assert store.load("Größere Zugänge").scenario.overrides == PLUS.overrides
            assert [each.name for each in store.trash()] == ["Zweites"]
            log.adopt(made(2), who="a", why="", now=LATER)
            assert log.verify().intact

    def test_a_file_moves_to_postgres(self, sqlite: str, postgres: str, tmp_path: Path) -> None:
        fill(sqlite)
        back_up(sqlite, tmp_path / "b.gz", now=NOW)
        restore(postgres, tmp_path / "b.gz", now=NOW)
        assert content(postgres) == content(sqlite) and verify_database(postgres).findings == ()

    @pytest.mark.parametrize("schema", range(1, SCHEMA))
    def test_that_of_an_earlier_program_is_brought_forward(self, url: str, schema: int, tmp_path: Path) -> None:
        earlier(url, schema)
        told = back_up(url, tmp_path / "b.gz", now=NOW)
        assert told.schema == schema == found_schema(url)  # the backup changes nothing
        target = f"sqlite:///{tmp_path}/other.sqlite3"
        restore(target, tmp_path / "b.gz", now=NOW)
        assert found_schema(target) == SCHEMA and verify_database(target).findings == ()
        assert verify_database(target).scenarios == 2

    def test_nothing_is_overwritten_without_being_kept(self, url: str, tmp_path: Path) -> None:
        fill(url)
        back_up(url, tmp_path / "b.gz", now=NOW)
        with closing(open_store(url, SHIPPED, actor=LOCAL)) as store:
            store.save("drittes", PLUS, base="base", now=NOW)
        held = content(url)
        assert keys(restore, url, tmp_path / "b.gz", now=NOW) == ["store.backup.occupied"]
        assert keys(restore, url, tmp_path / "b.gz", keep=tmp_path / "no" / "k", now=NOW) == [
            "store.backup.unwritable"
        ]
        assert content(url) == held
        restore(url, tmp_path / "b.gz", keep=tmp_path / "kept.gz", now=NOW)
        assert len(content(url)) < len(held)
        restore(url, tmp_path / "kept.gz", keep=tmp_path / "again.gz", now=NOW)
        assert content(url) == held

    def test_a_damaged_file_changes_nothing(self, url: str, tmp_path: Path) -> None:
        fill(url)
        path = tmp_path / "b.gz"
        back_up(url, path, now=NOW)
        whole, held = path.read_bytes(), content(url)
        lines = gzip.decompress(whole).splitlines(keepends=True)
        damaged = [
            b"",
            b"x",
            whole[:-20],
            gzip.compress(b""),
            gzip.compress(b"".join(lines[:-1])),
            gzip.compress(b"".join([*lines[:2], *lines[3:]])),
            gzip.compress(b"".join(lines).replace("Größere".encode(), b"Kleinere")),
        ]
        for raw in damaged:
            path.write_bytes(raw)
            assert keys(restore, url, path, keep=tmp_path / "k.gz", now=NOW) == ["store.backup.damaged"]
        assert keys(read_backup, tmp_path / "none") == ["store.backup.missing"]
        assert content(url) == held and not (tmp_path / "k.gz").exists()

    def test_what_is_not_there_is_not_backed_up(self, sqlite: str, tmp_path: Path) -> None:
        assert keys(back_up, sqlite, tmp_path / "b.gz", now=NOW) == ["store.backup.nothing"]
        assert list(tmp_path.iterdir()) == []


class TestUpgrade:
    @pytest.mark.parametrize("schema", range(1, SCHEMA))
    def test_a_backup_comes_before_it(self, url: str, schema: int, tmp_path: Path) -> None:
        earlier(url, schema)
        assert upgrade(url, tmp_path / "b.gz", now=NOW) == (schema, SCHEMA)
        assert read_backup(tmp_path / "b.gz")[0].schema == schema
        assert verify_database(url).findings == ()

    def test_without_the_backup_nothing_is_brought_forward(self, url: str, tmp_path: Path) -> None:
        earlier(url, 1)
        assert keys(upgrade, url, tmp_path / "no" / "b.gz", now=NOW) == ["store.backup.unwritable"]
        assert found_schema(url) == 1


class TestVerify:
    def test_each_kind_of_damage_is_found_and_the_others_stay_listed(self, url: str) -> None:
        fill(url)
        with closing(open_database(url)) as database, database.writing() as (connection, _):
            connection.execute(update(SAVED).where(SAVED.c.deleted == "").values(created="gestern"))
            connection.execute(update(SAVED).where(SAVED.c.deleted != "").values(content="= ["))
            connection.execute(update(ROUNDS.entries).values(content="{}"))
            words = {"number": 1, "scenario": "x", "version": 1, "content": "a", "hash": "b"}
            connection.execute(insert(APPROVALS).values(words | {"submitter": "", "submitted": "", "note": ""}))
        found = [finding.key.removeprefix("store.verify.") for finding in verify_database(url).findings]
        assert sorted(found) == ["approval", "rounds", "scenario", "scenario"]
        with closing(open_store(url, SHIPPED, actor=LOCAL)) as store:
            assert [each.name for each in store.list()] == ["Größere Zugänge"]
            assert keys(store.load, "Größere Zugänge") == ["store.content.broken"]
            for each in (*store.list(), *store.trash()):
                store.remove_damaged(each.id, now=LATER)
            assert store.list() == store.trash() == ()

    def test_what_can_be_read_is_not_removed(self, url: str) -> None:
        fill(url)
        with closing(open_store(url, SHIPPED, actor=LOCAL)) as store:
            (kept,) = store.list()
            assert keys(store.remove_damaged, kept.id, now=LATER) == ["store.damaged.whole"]
            assert keys(store.remove_damaged, "nothing", now=LATER) == ["store.damaged.gone"]
            assert store.list() == (kept,)


def test_an_operator_does_it_all_at_the_terminal(
    sqlite: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    fill(sqlite)
    monkeypatch.setenv(VARIABLE, sqlite)
    file = str(tmp_path / "b.gz")
    assert main(["admin", "backup", "--to", file]) == 0
    assert main(["admin", "verify"]) == main(["admin", "verify", "--backup", file]) == 0
    assert "Unversehrt: 2 Szenarien, 1 Prognoserunden" in capsys.readouterr().out
    assert main(["admin", "restore", "--from", file]) == 2
    assert "Die Datenbank enthält bereits Daten." in capsys.readouterr().err
    assert main(["admin", "restore", "--from", file, "--keep-old", str(tmp_path / "old.gz")]) == 0
    assert main(["admin", "upgrade", "--backup", str(tmp_path / "before.gz")]) == 0
    with closing(open_database(sqlite)) as database, database.writing() as (connection, _):
        connection.execute(update(SAVED).where(SAVED.c.deleted == "").values(content="= ["))
    assert main(["admin", "verify", "--json"]) == 4
    with closing(open_store(sqlite, SHIPPED, actor=LOCAL)) as store:
        (damaged,) = store.list()
    assert damaged.id in capsys.readouterr().err
    assert main(["admin", "remove", "--id", damaged.id]) == 0
    assert main(["admin", "verify"]) == 0
    earlier_file = f"sqlite:///{tmp_path}/e/s.sqlite3"
    earlier(earlier_file, 1)
    monkeypatch.setenv(VARIABLE, earlier_file)
    assert main(["admin", "verify"]) == 4 and found_schema(earlier_file) == 1
