"""Say what was given, where, what is allowed and what to do: findings and the error that carries them.

A finding names a message of the catalogue instead of a sentence, so that the terminal and the page say it in
the planner's language. Checks collect every finding before they raise.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from forecasting.base.groups import group_name, table_name
from forecasting.base.text import Texts

__all__ = ["Finding", "InputError", "Severity", "visible"]

Severity = Literal["error", "question", "notice"]

_OF_GROUPS = frozenset({"group", "series"})
"""Values of a message that are keys of groups; a list of keys that one may type stays as typed."""

_OF_TABLES = frozenset({"table", "tables"})
"""Values of a message that are keys of tables of data, one or several with commas."""

_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
"""Signs that a terminal obeys or nobody sees: controls, marks of direction, spaces without width."""


@dataclass(frozen=True)
class Finding:
    """One thing found in what was given.

    `key` is a message id; `<key>.rule` tells what is allowed and what was found, `<key>.remedy` what to do.
    `row` counts the lines of the file as an editor shows them, the header being line 1.
    A "question" is an ambiguity the user must settle; it blocks like an error. A "notice" does not.
    `choices` are what may be answered to a question, the likeliest first: `<key>.choice.<choice>` says what is done
    then; a choice "as:ukraine" fills {to} of `<key>.choice.as`. `about` tells questions of one kind in one file
    apart. A question that was answered is a notice with its `answer`. `alike` further cells have the same finding.
    """

    key: str
    values: Mapping[str, object] = field(default_factory=dict)
    file: str | None = None
    row: int | None = None
    column: str | None = None
    value: str | None = None
    severity: Severity = "error"
    choices: tuple[str, ...] = ()
    about: str = ""
    answer: str = ""
    alike: int = 0

    @property
    def question(self) -> str:
        """What an answer names: the kind of question and what it is about."""
        name = self.key.rpartition(".")[2]
        return f"{name}/{self.about}" if self.about else name

    def answered(self, choice: str) -> Finding:
        """The question as a notice that says what is done."""
        return replace(self, severity="notice", answer=choice, choices=())

    def choice_words(self, choice: str, text: Texts) -> str:
        """What is done if this is answered."""
        name, _, to = choice.partition(":")
        return text(f"{self.key}.choice.{name}", **self._said(text), to=group_name(to, text))

    def rule(self, text: Texts) -> str:
        """What is allowed and what was found, one sentence."""
        return text(f"{self.key}.rule", **self._said(text))

    def remedy(self, text: Texts) -> str:
        """What to do about it, one sentence; of a question that was answered, what is done."""
        if self.answer:
            return text("base.answered", choice=self.choice_words(self.answer, text))
        return text(f"{self.key}.remedy", **self._said(text))

    def sentence(self, text: Texts) -> str:
        """Where, what was found, what is allowed, what to do next."""
        where = [self.file] if self.file else []
        if self.row is not None:
            where.append(text("base.row", row=self.row))
        if self.column is not None:
            where.append(text("base.column", column=self.column))
        if self.value is not None:
            where.append(text("base.value", value=self.value))
        head = ", ".join(where)
        also = f" {text.plural('base.alike', self.alike)}" if self.alike else ""
        return visible((f"{head}: " if head else "") + f"{self.rule(text)}{also} {self.remedy(text)}")

    def _said(self, text: Texts) -> dict[str, object]:
        """The values as a planner reads them: a group and a table by their names."""
        return {name: _as_read(name, value, text) for name, value in self.values.items()}


def _as_read(name: str, value: object, text: Texts) -> object:
    if name in _OF_GROUPS:
        return ", ".join(group_name(group.strip(), text) for group in str(value).split(","))
    if name in _OF_TABLES:
        return ", ".join(table_name(table.strip(), text) for table in str(value).split(","))
    return value


class InputError(Exception):
    """Something given from outside cannot be used; carries every finding at once."""

    def __init__(self, findings: Finding | Iterable[Finding]) -> None:
        self.findings: tuple[Finding, ...] = (findings,) if isinstance(findings, Finding) else tuple(findings)
        super().__init__("\n".join(self.sentences(Texts("en"))))

    def sentences(self, text: Texts) -> list[str]:
        """One sentence per finding, in the language of `text`."""
        return [finding.sentence(text) for finding in self.findings]


def visible(words: str) -> str:
    """Words in which every sign that somebody gave can be seen.

    >>> visible("arrivals\\x1b[2J.csv")
    'arrivals\\\\x1b[2J.csv'
    """
    return _UNSEEN.sub(lambda sign: ascii(sign[0])[1:-1], words)
