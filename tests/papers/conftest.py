"""No paper of a test tells of forecasts that somebody adopted on the machine of the tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from forecasting.store import VARIABLE


@pytest.fixture(scope="session", autouse=True)
def _own_log(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A database that is not there yet."""
    file = tmp_path_factory.mktemp("log") / "scenarios.sqlite3"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(VARIABLE, f"sqlite:///{file}")
        yield file
