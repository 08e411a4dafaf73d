"""Texts come from the catalogues; a missing key or value is an error, never a silent gap on the page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from forecasting.base import text as text_module
from forecasting.base.text import LANGUAGES, LOCALE_DIR, Texts, catalogue

DOMAINS = sorted({path.stem for language in LANGUAGES for path in (LOCALE_DIR / language).glob("*.po")})


def _fields(message: str | tuple[str, ...]) -> set[str]:
    forms = (message,) if isinstance(message, str) else message
    return set().union(*(re.findall(r"(?<!\{)\{(\w+)[^{}]*\}", form) for form in forms))


@pytest.mark.parametrize("domain", DOMAINS)
def test_both_languages_hold_the_same_keys_and_the_same_values(domain):
    german, english = catalogue("de", domain), catalogue("en", domain)
    assert german.keys() == english.keys()
    assert {key: _fields(message) for key, message in german.items()} == {
        key: _fields(message) for key, message in english.items()
    }


@pytest.mark.parametrize("domain", DOMAINS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_is_written_and_carries_its_domain(domain, language):
    for key, message in catalogue(language, domain).items():
        forms = (message,) if isinstance(message, str) else message
        assert all(form.strip() for form in forms), key
        assert key.partition(".")[0] == domain, key


@pytest.mark.parametrize("domain", DOMAINS)
def test_german_uses_german_quotation_marks(domain):
    """Straight ones stand only in a remedy, where they are part of what is to be typed."""
    for key, message in catalogue("de", domain).items():
        for form in (message,) if isinstance(message, str) else message:
            assert '"' not in form or key.endswith(".remedy"), key
            assert form.count("„") == form.count("“"), key
            assert "”" not in form, key


@pytest.mark.parametrize("domain", DOMAINS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_names_no_key_twice(domain, language):
    source = (LOCALE_DIR / language / f"{domain}.po").read_text(encoding="utf-8")
    keys = re.findall(r'^msgid "(.+)"$', source, flags=re.MULTILINE)
    assert sorted(keys) == sorted(set(keys))


def test_values_are_filled_in_by_name():
    assert Texts("de")("base.row", row=4) == "Zeile 4"
    assert Texts("en")("base.row", row=4) == "row 4"


def test_an_unknown_key_and_a_missing_value_are_errors():
    with pytest.raises(KeyError):
        Texts("de")("base.unknown")
    with pytest.raises(KeyError):
        Texts("de")("base.row", column="month")


def test_a_text_tells_whether_it_has_a_key():
    assert "base.row" in Texts("de")
    assert "base.unknown" not in Texts("de")


def test_plural_forms_follow_the_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "de").mkdir()
    (tmp_path / "de" / "sample.po").write_text(
        'msgid ""\nmsgstr ""\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
        'msgid "sample.months"\nmsgid_plural "sample.months"\n'
        'msgstr[0] "{count} Monat"\nmsgstr[1] "{count} Monate"\n\n'
        'msgid "sample.word"\nmsgstr "Wort"\n',
        encoding="utf-8",
    )
    monkeypatch.setattr(text_module, "LOCALE_DIR", tmp_path)
    text = Texts("de")
    assert [text.plural("sample.months", count) for count in (0, 1, 2)] == ["0 Monate", "1 Monat", "2 Monate"]
    with pytest.raises(KeyError):
        text("sample.months")
    with pytest.raises(KeyError):
        text.plural("sample.word", 2)
