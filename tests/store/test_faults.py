"""What goes wrong with a database is told in one sentence, changes nothing, and is over as soon as its cause is."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, event, text

from forecasting.base.errors import InputError
from forecasting.base.text import LANGUAGES, Texts
from forecasting.people import LOCAL
from forecasting.store import Store, open_store
from tests.store.saving import PLUS
from tests.store.worlds import LATER, NOW, SHIPPED


@pytest.fixture
def kept(sqlite: str) -> Iterator[Store]:
    """A SQLite file with one scenario, open."""
    store = open_store(sqlite, SHIPPED, actor=LOCAL)
    store.save("a", PLUS, base="base", now=NOW)
    yield store
    store.close()


@contextmanager
def set_to(store: Store, pragma: str) -> Iterator[None]:
    """Every connection of the store with a setting that makes SQLite meet the fault by itself."""
    engine = store._database._engine

    def prepare(connection: sqlite3.Connection, _: object) -> None:
        connection.execute(pragma)

    event.listen(engine, "connect", prepare)
    engine.dispose()
    try:
        yield
    finally:
        event.remove(engine, "connect", prepare)
        engine.dispose()


def fault(store: Store) -> str:
    """Key of the one finding with which saving is refused, told in whole sentences of both languages."""
    with pytest.raises(InputError) as caught:
        for number in range(200):  # a page of the file may still have room
            store.save(f"b {number}", PLUS, base="base", now=LATER)
    (finding,) = caught.value.findings
    for language in LANGUAGES:
        words = finding.sentence(Texts(language))
        assert words.endswith(".") and "{" not in words and "sqlite3." not in words.lower().replace("s.sqlite3", "")
    return finding.key


@pytest.mark.parametrize(
    ("pragma", "key"),
    [("PRAGMA max_page_count = 1", "store.database.full"), ("PRAGMA query_only = 1", "store.database.readonly")],
)
def test_what_cannot_be_written_can_be_read_and_is_written_afterwards(kept: Store, pragma: str, key: str) -> None:
    with set_to(kept, pragma):
        assert fault(kept) == key
        held = kept.list()
        assert kept.load("a").scenario.overrides == PLUS.overrides
        assert kept.list() == held
    kept.save("c", PLUS, base="base", now=LATER)
    assert len(kept.list()) == len(held) + 1


def test_a_damaged_file_is_called_that_until_a_whole_one_is_in_its_place(kept: Store, sqlite: str) -> None:
    path = Path(sqlite.removeprefix("sqlite:///"))
    kept.close()  # the log is now part of the file
    whole = path.read_bytes()
    path.write_bytes(whole[:100] + b"\xff" * (len(whole) - 100))
    assert fault(kept) == "store.database.damaged"
    kept.close()
    path.write_bytes(whole)
    kept.save("b", PLUS, base="base", now=LATER)
    assert [each.name for each in kept.list()] == ["a", "b"]


def test_a_file_that_was_emptied_is_refused_while_it_is_open(kept: Store, sqlite: str) -> None:
    path = Path(sqlite.removeprefix("sqlite:///"))
    kept.close()
    whole = path.read_bytes()
    path.write_bytes(b"")
    assert fault(kept) == "store.database.failed"
    kept.close()
    path.write_bytes(whole)
    assert [each.name for each in kept.list()] == ["a"]


def test_a_clock_that_was_set_back_loses_nothing(kept: Store) -> None:
    before = NOW - timedelta(days=400)
    seen = kept.load("a").saved
    again = kept.save("a", PLUS, base="base", now=before, expected_version=seen.version)
    assert again.version > seen.version  # versions count changes, they ask no clock
    kept.delete("a", now=before, expected_version=again.version)
    assert [each.name for each in kept.trash()] == ["a"]


def test_a_server_that_ended_every_connection_is_asked_anew(postgres: str) -> None:
    store = open_store(postgres, SHIPPED, actor=LOCAL)
    store.save("a", PLUS, base="base", now=NOW)
    other = create_engine(postgres.replace("postgresql:", "postgresql+psycopg:"))
    with other.begin() as connection:
        ended = text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
        assert connection.execute(ended).rowcount > 0
    other.dispose()
    store.save("b", PLUS, base="base", now=LATER)
    assert [each.name for each in store.list()] == ["a", "b"]
    store.close()
