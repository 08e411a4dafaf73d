"""The record of the state: read as a whole or refused with all that is wrong; it has every word that messages say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from forecasting.base.errors import InputError
from forecasting.base.state import STATE, read_state, state
from forecasting.base.text import LANGUAGES, LOCALE_DIR, Language, Texts

INVENTED = Path(__file__).parents[1] / "states" / "musterland" / "state.toml"


def _asked(language: Language) -> set[str]:
    """Words of the state that the catalogues of a language ask for."""
    sources = [path.read_text(encoding="utf-8") for path in (LOCALE_DIR / language).glob("*.po")]
    return {word for source in sources for word in re.findall(r"\{state\.(\w+)\}", source)}


@pytest.mark.parametrize("path", [STATE, INVENTED], ids=["shipped", "invented"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_record_has_every_word_that_is_asked_for_and_no_other(path: Path, language: Language):
    record = read_state(path)
    asked = _asked(language)
    assert all(record.word(name, language) for name in asked)
    assert set(record.words[language]) <= asked
    assert len(_asked("de")) > 30


def test_the_shipped_state_has_the_keys_it_names():
    assert state().is_key(state().example_key)
    assert [state().is_key(words) for words in ("8111", "081111", "0811x", "0811\u0661", "")] == [False] * 5


def _refused(folder: Path, change: str, by: str) -> tuple[list[str], str]:
    text = STATE.read_text(encoding="utf-8")
    assert change in text
    path = folder / "state.toml"
    path.write_text(text.replace(change, by, 1), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_state(path)
    found = caught.value.findings
    return [finding.key for finding in found], " ".join(finding.sentence(Texts("de")) for finding in found)


@pytest.mark.parametrize(
    ("change", "by", "key", "named"),
    [
        ("districts = 44", 'districts = "44"', "state_field", "districts"),
        ("districts = 44", "districts = 0", "state_field", "districts"),
        ("districts = 44", "districts = true", "state_field", "districts"),
        ('key_prefix = "08"', 'key_prefix = "8"', "state_field", "key_prefix"),
        ('files = "bw"', "", "state_field", "files"),
        ('name = "Stuttgart"', 'label = "Stuttgart"', "state_field", "example.name"),
        ('to = "nach Baden', 'to = "nach {Baden', "state_field", "words.de.to"),
        ("[words.en]", "[words.fr]", "state_field", "words.en.name"),
        ("alone = 58_000_000", "alone = 0", "state_field", "programme.alone"),
        ("alone = 58_000_000", "alne = 58_000_000", "state_field", "programme.alone, programme.alne"),
        ("districts = 44", "districts = 44\ndistrict = 44", "state_unknown", "district"),
        ("districts = 44", "districts = ", "state_file", "state.toml"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, change: str, by: str, key: str, named: str):
    keys, said = _refused(tmp_path, change, by)
    assert keys == [f"base.{key}"] and named in said


def test_everything_wrong_is_told_at_once(tmp_path: Path):
    path = tmp_path / "state.toml"
    path.write_text("other = 1\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_state(path)
    said = " ".join(caught.value.sentences(Texts("de")))
    for name in ("files", "districts", "key_prefix", "example.key", "words.de.name", "words.en.name", "other"):
        assert name in said


def test_a_folder_without_a_record_is_refused(tmp_path: Path):
    with pytest.raises(InputError) as caught:
        read_state(tmp_path / "state.toml")
    assert [finding.key for finding in caught.value.findings] == ["base.state_file"]
