"""The database is made for its owner only, brought up to date, and refused by name where it cannot be used."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection, inspect, text, update

from forecasting.base.errors import InputError
from forecasting.base.text import Texts
from forecasting.people import LOCAL
from forecasting.store import VARIABLE, database_url, migrations, open_store
from forecasting.store import database as module
from forecasting.store.database import SCHEMA, open_database
from forecasting.store.migrations import bring_forward
from forecasting.store.tables import STATE
from tests.project.tree import ROOT
from tests.store.saving import PLUS, refused
from tests.store.worlds import NOW, SHIPPED

SAVER = """
import datetime, sys
from forecasting.assumptions import load_scenario
from forecasting.people import LOCAL
from forecasting.store import open_store
sys.stdin.readline()
store = open_store(sys.argv[1], actor=LOCAL)
for number in range(5):
    store.save(f"{sys.argv[2]} {number}", load_scenario(), base="base", now=datetime.datetime.now(datetime.UTC))
"""


NOTE = "    operations.execute('ALTER TABLE saved_scenarios ADD COLUMN note TEXT')\n"


def one_more(folder: Path, monkeypatch: pytest.MonkeyPatch, body: str) -> None:
    """A later program, which knows one more revision."""
    head = f'revision = "{SCHEMA + 1:04d}"\ndown_revision = "{SCHEMA:04d}"\n\n\ndef upgrade(operations):\n'
    (folder / "versions").mkdir()
    (folder / "versions" / "later.py").write_text(head + body, encoding="utf-8")
    monkeypatch.setattr(migrations, "VERSIONS", (*migrations.VERSIONS, folder / "versions"))
    monkeypatch.setattr(module, "SCHEMA", SCHEMA + 1)


class TestAddress:
    def test_without_configuration_it_is_a_file_of_the_user(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv(VARIABLE, raising=False)
        monkeypatch.setenv("XDG_DATA_HOME", "/data home")
        assert database_url() == "sqlite:////data home/bedarfsprognose/scenarios.sqlite3"
        monkeypatch.delenv("XDG_DATA_HOME")
        monkeypatch.setenv("HOME", "/u")
        assert database_url() == "sqlite:////u/.local/share/bedarfsprognose/scenarios.sqlite3"
        monkeypatch.setenv(VARIABLE, "postgresql://h/d")
        assert database_url() == "postgresql://h/d"

    def test_the_configured_one_is_opened(self, monkeypatch: pytest.MonkeyPatch, sqlite: str) -> None:
        monkeypatch.setenv(VARIABLE, sqlite)
        store = open_store(actor=LOCAL)
        store.save("a", PLUS, base="base", now=NOW)
        store.close()
        assert [saved.name for saved in open_store(sqlite, actor=LOCAL).list()] == ["a"]

    @pytest.mark.parametrize(
        ("url", "found"),
        [
            ("scenarios.sqlite3", "url.unreadable"),
            ("postgresql://user:secret@host:port/x", "url.unreadable"),
            ("sqlite://", "url.unreadable"),
            ("sqlite:///:memory:", "url.unreadable"),
            ("sqlite:///file:x?uri=true", "url.unreadable"),
            ("sqlite://host/x", "url.unreadable"),
            ("mysql://user:secret@host/x", "url.backend"),
            ("postgresql+psycopg2://user:secret@host/x", "url.backend"),
            ("postgresql://user:secret@127.0.0.1:1/x?connect_timeout=2", "database.failed"),
        ],
    )
    def test_what_cannot_be_used_is_refused_without_telling_the_password(self, url: str, found: str) -> None:
        with pytest.raises(InputError) as caught:
            open_database(url)
        assert [finding.key for finding in caught.value.findings] == [f"store.{found}"]
        assert "secret" not in "".join(caught.value.sentences(Texts("de")))


class TestFile:
    def test_only_its_owner_may_read_it(self, sqlite: str, tmp_path: Path) -> None:
        before = os.umask(0)
        try:
            store = open_store(sqlite, SHIPPED, actor=LOCAL)
            store.save("a", PLUS, base="base", now=NOW)
            modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "folder").iterdir()}
        finally:
            os.umask(before)
        assert modes["scenarios.sqlite3"] == 0o600 and set(modes.values()) == {0o600} and len(modes) == 3
        assert stat.S_IMODE((tmp_path / "folder").stat().st_mode) == 0o700
        store.close()

    def test_a_file_that_is_there_keeps_its_rights(self, tmp_path: Path) -> None:
        path = tmp_path / "s.sqlite3"
        path.touch(0o640)
        open_database(f"sqlite:///{path}").close()
        assert stat.S_IMODE(path.stat().st_mode) == 0o640

    def test_it_has_a_write_ahead_log_foreign_keys_and_patience(self, sqlite: str) -> None:
        database = open_database(sqlite)
        with database.reading() as connection:
            found = [
                connection.execute(text(f"PRAGMA {name}")).scalar()
                for name in ("journal_mode", "foreign_keys", "busy_timeout")
            ]
        assert found == ["wal", 1, 10_000]

    def test_a_place_that_cannot_be_written_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("", encoding="utf-8")
        for place in (tmp_path / "file" / "s.sqlite3", tmp_path):
            assert refused(open_database, f"sqlite:///{place}") == ["folder.unwritable"]

    def test_another_file_is_not_touched(self, tmp_path: Path) -> None:
        path = tmp_path / "s.sqlite3"
        path.write_bytes(b"something else" * 100)
        assert refused(open_database, f"sqlite:///{path}") == ["database.damaged"]
        assert path.read_bytes() == b"something else" * 100

    def test_a_file_that_stays_locked_is_called_busy(self, sqlite: str) -> None:
        store = open_store(f"{sqlite}?timeout=0.1", SHIPPED, actor=LOCAL)
        other = sqlite3.connect(sqlite.removeprefix("sqlite:///"), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        assert refused(store.save, "a", PLUS, base="base", now=NOW) == ["database.busy"]
        assert store.list() == ()
        other.execute("ROLLBACK")
        other.close()
        assert store.save("a", PLUS, base="base", now=NOW).name == "a"

    def test_a_file_whose_journal_another_process_is_changing_is_waited_for(self, tmp_path: Path) -> None:
        path = tmp_path / "s.sqlite3"
        other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        other.execute("BEGIN EXCLUSIVE")
        release = threading.Timer(0.3, other.execute, ["ROLLBACK"])
        release.start()
        open_database(f"sqlite:///{path}?timeout=0").close()
        release.join()
        other.close()

    def test_processes_may_start_together_on_a_new_file(self, sqlite: str) -> None:
        command = [sys.executable, "-c", SAVER, sqlite]
        started = [
            subprocess.Popen([*command, str(number)], cwd=ROOT, stdin=subprocess.PIPE, text=True)
            for number in range(3)
        ]
        for process in started:
            process.communicate("\n")
        assert [process.returncode for process in started] == [0, 0, 0]
        assert len(open_store(sqlite, SHIPPED, actor=LOCAL).list()) == 15


class TestSchema:
    def test_a_newer_one_is_refused_and_left_alone(self, url: str) -> None:
        store = open_store(url, SHIPPED, actor=LOCAL)
        store.save("a", PLUS, base="base", now=NOW)
        with store._database.writing() as (connection, _):
            connection.execute(update(STATE).values(schema_version=7))
        assert refused(open_database, url) == ["schema.newer"]
        assert refused(store.list) == ["schema.newer"]
        assert refused(store.save, "b", PLUS, base="base", now=NOW) == ["schema.newer"]
        with store._database._transaction(writes=False) as connection:
            assert connection.execute(text("SELECT count(*) FROM saved_scenarios")).scalar() == 1
        store.close()

    def test_an_older_one_is_brought_forward_with_what_it_holds(
        self, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        store = open_store(url, SHIPPED, actor=LOCAL)
        saved = store.save("a", PLUS, base="base", now=NOW)
        store.close()

        one_more(tmp_path, monkeypatch, NOTE)
        for _ in range(2):
            store = open_store(url, SHIPPED, actor=LOCAL)
            assert store.list() == (saved,)
            store.close()

    def test_nobody_writes_while_it_is_brought_forward(self, sqlite: str, monkeypatch: pytest.MonkeyPatch) -> None:
        refusals = []

        def meanwhile(connection: Connection, schema: int) -> int:
            other = sqlite3.connect(sqlite.removeprefix("sqlite:///"), timeout=0, isolation_level=None)
            with pytest.raises(sqlite3.OperationalError, match="locked"):
                other.execute("BEGIN IMMEDIATE")
            refusals.append(other.close())
            return bring_forward(connection, schema)

        monkeypatch.setattr(migrations, "bring_forward", meanwhile)
        for _ in range(2):
            open_database(sqlite).close()
        assert len(refusals) == 1

    def test_a_step_that_fails_changes_nothing(
        self, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        open_database(url).close()
        with monkeypatch.context() as patch:
            one_more(tmp_path, patch, NOTE + NOTE.replace("saved_scenarios", "nowhere"))
            assert refused(open_database, url) == ["database.failed"]
        store = open_store(url, SHIPPED, actor=LOCAL)
        assert store.save("a", PLUS, base="base", now=NOW).version == 1
        with store._database.reading() as connection:
            assert "note" not in {column["name"] for column in inspect(connection).get_columns("saved_scenarios")}
        store.close()


def test_a_server_that_hangs_is_given_up(postgres):
    with closing(open_database(postgres)) as database, database.reading() as connection:
        assert connection.execute(text("show statement_timeout")).scalar() == "10s"
