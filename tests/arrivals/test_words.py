"""Every finding of the package has its sentence in both languages, and the values it names are given."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import forecasting.arrivals
from forecasting.base.text import LANGUAGES, catalogue

SOURCES = sorted(Path(forecasting.arrivals.__path__[0]).rglob("*.py"))


def keys_used():
    found = set()
    for source in SOURCES:
        text = source.read_text(encoding="utf-8")
        found |= set(re.findall(r'Finding\(\s*"(arrivals\.[a-z_.]+)"', text))
        if source.stem == "clean":
            found |= {f"arrivals.clean.{name}" for name in re.findall(r'_(?:notice|error)\("(\w+)"', text)}
        if source.stem == "yearly":
            found |= {f"arrivals.years.{name}" for name in re.findall(r'_finding\("(\w+)"', text)}
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_catalogue_and_findings_match(language):
    expected = {f"{key}.{part}" for key in keys_used() for part in ("rule", "remedy")}
    assert set(catalogue(language, "arrivals")) == expected
    assert all(catalogue(language, "arrivals").values())
