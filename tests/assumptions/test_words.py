"""Every message stands in both languages with the same blanks, and the glossary is complete."""

from __future__ import annotations

import re
import string
from pathlib import Path

import forecasting.assumptions
from forecasting.assumptions import load_glossary
from forecasting.base.text import LANGUAGES, catalogue

CODE = "\n".join(path.read_text(encoding="utf-8") for path in Path(forecasting.assumptions.__path__[0]).rglob("*.py"))


def blanks(message: object) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(str(message)) if name}


def test_both_languages_have_the_same_messages_with_the_same_blanks() -> None:
    german, english = (catalogue(language, "assumptions") for language in LANGUAGES)
    assert set(german) == set(english)
    for key in german:
        assert blanks(german[key]) == blanks(english[key]), key
        assert german[key] and english[key]


def test_every_finding_has_a_rule_and_a_remedy_and_every_message_is_used() -> None:
    messages = catalogue("de", "assumptions")
    findings = {key.removesuffix(".rule") for key in messages if key.endswith(".rule")}
    assert all(f"{key}.remedy" in messages for key in findings)
    for key in findings:
        assert f'"{key.removeprefix("assumptions.")}"' in CODE, key
    named = re.findall(r'(?:refuse|notice|about)\(\s*"([a-z_]+)"', CODE)
    assert len(named) > 30 and {f"assumptions.{name}" for name in named} <= findings


def test_the_words_of_the_interface_are_kept() -> None:
    """screens: never "freie Reste", "Lücke", "Hebel", "Setzung", "Schock"."""
    texts = " ".join(map(str, catalogue("de", "assumptions").values()))
    texts += " ".join(f"{term.de} {term.meaning_de}" for term in load_glossary())
    for word in ("freie Reste", "Lücke", "Hebel", "Setzung", "Schock", "Empfindlichkeit"):
        assert word not in texts, word


def test_terms_are_complete_and_stand_once() -> None:
    terms = load_glossary()
    assert len({term.de for term in terms}) == len(terms) >= 50
    for term in terms:
        for language in LANGUAGES:
            assert term.term(language).strip() and term.meaning(language).endswith(".")
    codes = {term.code for term in terms}
    assert {"target_caseload", "fte", "appropriation", "shortfall", "surplus", "reduction_potential"} <= codes
