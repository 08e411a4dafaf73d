"""Scenarios to be saved, and what was refused."""

from __future__ import annotations

import re

import pytest

from forecasting.base.errors import InputError
from forecasting.base.text import LANGUAGES, Texts
from tests.store.worlds import SHIPPED

BASE = SHIPPED["base"]


PLUS = BASE.with_values({"staffing.persons_per_fte": 90}, {"staffing.persons_per_fte": "Kabinett, „Runde 2“"})


def refused(call: object, *arguments: object, **named: object) -> list[str]:
    """Keys of what is found; every sentence can be said in both languages."""
    with pytest.raises(InputError) as caught:
        call(*arguments, **named)  # type: ignore[operator]
    for language in LANGUAGES:
        assert not any(re.search(r"\{[a-z_]+\}", words) for words in caught.value.sentences(Texts(language)))
    return [finding.key.removeprefix("store.") for finding in caught.value.findings]
