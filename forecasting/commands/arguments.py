"""The terminal's options in the language asked for.

What argparse says on its own exists in English only. Its sentences are looked up in the catalogue, which holds them
in English as argparse writes them; one that it words otherwise one day stays English.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, NoReturn

from forecasting.base.errors import Finding, InputError
from forecasting.base.text import LANGUAGES, Language, Texts, catalogue

__all__ = ["Parser", "actions_of", "language_of", "metavar", "person_of"]

LANG, AS = "--lang", "--as"
SAID = "cli.argparse."
THEIRS: Language = "en"
QUOTED = re.compile(r"'([^']*)'")  # as argparse quotes what was given


def language_of(arguments: Sequence[str]) -> tuple[Language, list[str]]:
    """The language asked for, wherever it stands, and the other arguments.

    Raises:
        InputError: a language that there is not, or none after `--lang`.

    >>> language_of(["--lang", "en", "outlook"]), language_of(["outlook", "--lang=en"])
    (('en', ['outlook']), ('en', ['outlook']))
    """
    given, rest = _taken(LANG, arguments)
    known: Mapping[str, Language] = {language: language for language in LANGUAGES}
    if unknown := [each for each in given if each not in known]:
        raise InputError([Finding("cli.lang", {"languages": ", ".join(LANGUAGES)}, value=each) for each in unknown])
    return known[given[-1]] if given else LANGUAGES[0], rest


def person_of(arguments: Sequence[str]) -> tuple[str | None, list[str]]:
    """Id of the person for whom a command runs, wherever it stands, None without; and the other arguments.

    >>> person_of(["outlook", "--as", "anna"]), person_of(["outlook"])
    (('anna', ['outlook']), (None, ['outlook']))
    """
    given, rest = _taken(AS, arguments)
    return given[-1] if given else None, rest


def _taken(option: str, arguments: Sequence[str]) -> tuple[list[str], list[str]]:
    """What is given for an option that every command has, and the other arguments."""
    given: list[str] = []
    rest: list[str] = []
    words = iter(arguments)
    for word in words:
        if word == "--":
            rest += [word, *words]
        elif word == option or word.startswith(f"{option}="):
            given.append(next(words, "") if word == option else word.partition("=")[2])
        else:
            rest.append(word)
    return given, rest


class Parser(argparse.ArgumentParser):
    """Says everything in one language; wrong options end like any other wrong input: one sentence, exit code 2."""

    def __init__(self, *, text: Texts, **options: Any) -> None:
        super().__init__(add_help=False, formatter_class=_formatter(text), **options)
        self._text = text
        self._positionals.title = text("cli.positionals")
        self._optionals.title = text("cli.options")
        self.add_argument("-h", "--help", action="help", help=text("cli.option.help"))
        self.add_argument(LANG, choices=LANGUAGES, default=text.language, help=text("cli.option.lang"))
        self.add_argument(AS, metavar=metavar("PERSON", text), help=text("cli.option.as"))

    def add_argument(self, *names: Any, **options: Any) -> argparse.Action:
        """An option; the word for its value is said in the language too."""
        if "metavar" in options:
            options["metavar"] = metavar(str(options["metavar"]), self._text)
        return super().add_argument(*names, **options)

    def error(self, message: str) -> NoReturn:
        """End with exit code 2."""
        language = self._text.language
        said = message if language == THEIRS else _said(message, language)
        self.exit(2, self._text("cli.wrong_call", message=said, program=self.prog) + "\n")


Command = Callable[[argparse.Namespace, Texts], int]
"""Runs a command; returns the exit code."""


Action = Callable[[str, Command], argparse.ArgumentParser]
"""Declares an action by its name and what runs it."""


def actions_of(command: argparse.ArgumentParser, name: str, text: Texts, *, out: bool = True) -> Action:
    """What declares the actions of a command; each may answer as JSON.

    Args:
        name: of the command; `cli.<name>.<action>.about` says what an action does.
        out: whether the answer may go into a file.
    """
    actions = command.add_subparsers(
        title=text("cli.commands"), required=True, metavar=metavar("COMMAND", text), dest="action"
    )

    def action(of: str, run: Command) -> argparse.ArgumentParser:
        about = text(f"cli.{name}.{of}.about")
        sub: argparse.ArgumentParser = actions.add_parser(of, help=about, description=about, text=text)
        sub.set_defaults(command=run)
        sub.add_argument("--json", action="store_true", help=text("cli.option.json"))
        if out:
            sub.add_argument("--out", metavar="FILE", help=text("cli.option.out"))
        return sub

    return action


def metavar(word: str, text: Texts) -> str:
    """The word that stands for a value, "FILE", in the language."""
    key = f"cli.metavar.{re.sub('[^a-z]+', '_', word.lower())}"
    return text(key) if key in text else word


def _formatter(text: Texts) -> type[argparse.HelpFormatter]:
    class Formatter(argparse.HelpFormatter):
        def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
            super().add_usage(usage, actions, groups, text("cli.usage") if prefix is None else prefix)

    return Formatter


def _said(message: str, language: Language) -> str:
    """A sentence of argparse in the language."""
    for pattern, ours in _exchanged(language):
        if match := pattern.fullmatch(message):
            return ours.format_map({name: _said(words, language) for name, words in match.groupdict().items()})
    return QUOTED.sub(lambda match: Texts(language)("cli.quoted", words=match[1]), message)


@cache
def _exchanged(language: Language) -> list[tuple[re.Pattern[str], str]]:
    """What argparse writes and what is said instead."""
    theirs, ours = catalogue(THEIRS, "cli"), catalogue(language, "cli")
    return [
        (re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>.*?)", re.escape(str(words))), re.DOTALL), str(ours[key]))
        for key, words in theirs.items()
        if key.startswith(SAID)
    ]
