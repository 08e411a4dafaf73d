"""What every test shares: repeatable examples, and the browser of the machine."""

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
