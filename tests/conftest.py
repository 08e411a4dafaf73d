"""What every test shares: repeatable examples, the browser of the machine, and who runs which test beside whom."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings

from tests.serving import browser_path

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


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Of several processes one drives the browser from the beginning on, the others take file by file beside it.

    A second browser with a server of its own would only take the first one's processor and forecast everything again.
    """
    if not getattr(config.option, "loadgroup", False):
        return
    items.sort(key=lambda item: item.get_closest_marker("browser") is None)
    for item in items:
        group = "browser" if item.get_closest_marker("browser") else item.nodeid.partition("::")[0]
        item.add_marker(pytest.mark.xdist_group(group))
