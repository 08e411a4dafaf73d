"""What the model is silent on stands in one list: the page and the document both come from it."""

from __future__ import annotations

import re

import pytest

from forecasting.base.text import LANGUAGES, Texts, catalogue
from forecasting.reports.limits import PAGE, evidence, limits, page
from tests.project.tree import ROOT


def test_the_document_is_the_list():
    assert PAGE.read_text(encoding="utf-8") == page(Texts("en"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_list_holds_every_point_of_the_catalogue(language):
    shown = [words for points in limits(Texts(language)).values() for limit in points for words in (limit.words,)]
    facts = evidence(Texts(language))
    written = [
        str(words).format_map(facts) for key, words in catalogue(language, "limits").items() if key.endswith(".words")
    ]
    assert sorted(shown) == sorted(written)


def test_a_section_of_the_method_that_says_more_is_about_the_point():
    method = (ROOT / "docs" / "method.md").read_text(encoding="utf-8")
    heads = {int(number): head for number, head in re.findall(r"^## (\d+)\. (.+)$", method, flags=re.MULTILINE)}
    told = [limit for points in limits(Texts("en")).values() for limit in points if limit.section]
    assert {limit.head: heads[limit.section or 0] for limit in told} == {
        "Steady growth": "Arrivals",
        "Sums of quantiles": "Planning account",
    }
