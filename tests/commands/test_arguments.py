"""The call in the language asked for: options, what is wrong with them, and the help."""

from __future__ import annotations

import argparse
import inspect
import re

import pytest

from forecasting.base.errors import InputError
from forecasting.base.text import LANGUAGES, catalogue
from forecasting.commands.arguments import language_of
from tests.terminal import run

ENGLISH = re.compile(r"\b(usage|options|arguments?|show|expected|invalid|required|unrecognized|choose)\b")
WRONG = (
    [],
    ["nichts"],
    ["forecast"],
    ["outlook", "--paths", "viele"],
    ["outlook", "--paths"],
    ["outlook", "--by", "galaxis"],
    ["outlook", "--was-ist-das"],
    ["outlook", "--json=ja"],
    ["outlook", "--s", "3"],
    ["forecast", "--series", "a.csv", "--horizon", "3", "--origin"],
)


@pytest.mark.parametrize("arguments", WRONG)
def test_a_wrong_call_is_told_in_german(arguments, capsys):
    code, out, err = run(*arguments, capsys=capsys)
    assert (code, out) == (2, "")
    assert err.startswith("Der Aufruf ist nicht möglich: ") and err.count("\n") == 1
    assert not ENGLISH.search(err.lower()), err


@pytest.mark.parametrize("arguments", WRONG)
def test_a_wrong_call_is_told_in_english_wherever_the_language_stands(arguments, capsys):
    for call in (["--lang", "en", *arguments], [*arguments, "--lang=en"]):
        code, out, err = run(*call, capsys=capsys)
        assert (code, out) == (2, "")
        assert err.startswith("The call is not possible: "), call


@pytest.mark.parametrize("command", [[], ["check"], ["forecast"], ["backtest"], ["outlook"]])
def test_the_help_is_german(command, capsys):
    code, out, _ = run(*command, "--help", capsys=capsys)
    assert code == 0
    assert out.startswith("Aufruf: python -m forecasting") and "\nOptionen:\n" in out
    assert not ENGLISH.search(out), ENGLISH.search(out)
    assert not re.search(r"\b(FILE|DIR|PATH|KEY|COMMAND|ADDRESS|YYYY)\b", out)
    assert run("--lang", "en", *command, "-h", capsys=capsys)[1].startswith("usage: ")


@pytest.mark.parametrize("arguments", [["--lang", "fr", "outlook"], ["outlook", "--lang"], ["outlook", "--lang=xx"]])
def test_an_unknown_language_is_refused_by_name(arguments, capsys):
    code, out, err = run(*arguments, capsys=capsys)
    assert (code, out) == (2, "")
    assert "--lang: de, en" in err
    with pytest.raises(InputError):
        language_of(arguments)


def test_the_last_language_counts_and_nothing_after_two_dashes_is_read():
    assert language_of(["--lang", "en", "check", "--lang", "de"]) == ("de", ["check"])
    assert language_of(["check", "--", "--lang", "en"]) == ("de", ["check", "--", "--lang", "en"])


def test_argparse_writes_every_sentence_that_the_catalogue_exchanges():
    """Letter by letter, blanks apart: otherwise the sentence would stay English."""
    source = re.sub(r"%\(\w+\)\w|%\w", "{}", re.sub(r"['\"]\s*\n\s*['\"]", "", inspect.getsource(argparse)))
    known = ("invalid int value: {}", "invalid float value: {}")  # "invalid %(type)s value: %(value)r"
    for key, words in catalogue("en", "cli").items():
        if key.startswith("cli.argparse."):
            wanted = re.sub(r"\{\w+\}", "{}", str(words))
            assert wanted in source or (wanted in known and "invalid {} value: {}" in source), key


def test_both_languages_know_the_same_words():
    for language in LANGUAGES:
        assert {key for key in catalogue(language, "cli") if key.startswith("cli.metavar.")} >= {
            "cli.metavar.file", "cli.metavar.dir", "cli.metavar.path", "cli.metavar.key_value", "cli.metavar.yyyy_mm",
        }  # fmt: skip
