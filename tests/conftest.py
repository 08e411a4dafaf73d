"""What every test shares: repeatable examples, the browser of the machine, and who runs which test beside whom."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from tests.serving import browser_path

BROWSER = "tests/ui/browser/"

# The same examples on every machine and in every run; HYPOTHESIS_PROFILE=explore looks for new ones.
settings.register_profile(
    "repeat",
    derandomize=True,
    database=None,
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("explore", max_examples=1000, deadline=None, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeat"))


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of the browser that drives the pages. A missing browser fails the test, it does not skip it."""
    found = browser_path()
    if found is None:
        pytest.fail("no Chromium on this machine; `make test` installs it or names the package", pytrace=False)
    return found


class Turns(LoadScopeScheduling):
    """Of several processes one drives the browser from the beginning on, the others take file by file beside it.

    A second browser with a server of its own would only take the first one's processor and forecast everything again.
    """

    def _split_scope(self, nodeid: str) -> str:
        return BROWSER if nodeid.startswith(BROWSER) else nodeid.partition("::")[0]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Turns | None:
    """In place of xdist's own "loadfile"; its "loadgroup" does not see the groups under this pytest."""
    return Turns(config, log) if config.getoption("dist") == "loadfile" else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What takes longest in one process comes first."""
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: not item.nodeid.startswith(BROWSER))
