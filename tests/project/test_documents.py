"""Documents agree with each other and with the code."""

from __future__ import annotations

import re

import pytest

from tests.project.tree import ROOT, text_files

MARKDOWN = {name: text for name, text in text_files() if name.endswith(".md")}
METHOD = MARKDOWN["docs/method.md"]
HEADINGS = [re.sub(r"^\d+\. ", "", heading) for heading in re.findall(r"^#{2,3} (.+)$", METHOD, flags=re.MULTILINE)]
CITED = r"docs/method\.md, (?:section )?([A-Z]\w+)"


def test_a_cited_section_of_the_method_exists():
    known = {heading.split()[0] for heading in HEADINGS}
    cited = [(name, place) for name, text in text_files() for place in re.findall(CITED, text)]
    assert [(name, place) for name, place in cited if name.endswith((".py", ".toml")) and place not in known] == []


def test_every_link_between_documents_leads_somewhere():
    broken = []
    for name, text in MARKDOWN.items():
        for target in re.findall(r"\]\(([^)#]+)[^)]*\)", text):
            if not re.match(r"https?:", target) and not ((ROOT / name).parent / target).exists():
                broken.append(f"{name}: {target}")
    assert broken == []


def test_sections_of_the_method_are_numbered_without_a_gap():
    numbers = [int(number) for number in re.findall(r"^## (\d+)\. ", METHOD, flags=re.MULTILINE)]
    assert numbers == list(range(1, len(numbers) + 1))


def test_the_method_names_every_measure():
    from forecasting.budget.measures import YEARLY

    table = METHOD.partition("Measures")[2].partition("Identities")[0]
    assert [name for name in (*MONTHLY, *YEARLY) if f"`{name}`" not in table] == []


def test_the_documents_stand_alone():
    """They name nothing that a clone does not hold."""
    for name, text in MARKDOWN.items():
        for place in re.findall(r"`((?:docs|data|tests|forecasting|bench)/[\w./-]+)`", text):
            assert (ROOT / place).exists(), f"{name}: {place}"


MONTHLY = (
    "arrivals",
    "provisional_stock",
    "housing_inflow",
    "target_caseload",
    "hours",
    "served_caseload",
    "fte",
)
NOT_OUR_WORDS = ("freie Reste", "freier Rest", "Deckungslücke", "Setzung", "Hebel", "Empfindlichkeit")


@pytest.mark.parametrize("word", NOT_OUR_WORDS)
def test_the_words_of_the_product_are_used(word):
    """Messages are held to them by test_catalogue_words."""
    found = [name for name, text in text_files() if word in text and name.endswith(".md")]
    assert found == []
