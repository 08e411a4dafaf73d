"""Findings as lines for the terminal: one sentence each, many of the same kind folded."""

from __future__ import annotations

from collections.abc import Iterable

from forecasting.base.errors import Finding
from forecasting.base.text import Texts

__all__ = ["MOST_ALIKE", "lines"]

MOST_ALIKE = 10
"""Findings of one kind in one column of one file that are said in full."""


def lines(findings: Iterable[Finding], text: Texts) -> list[str]:
    """One sentence per finding; of many that are alike the first ones, and how many more there are.

    Alike are findings of one rule about the same column of the same file; they stand where the first one stands.
    """
    kinds: dict[tuple[object, ...], list[Finding]] = {}
    for finding in findings:
        kinds.setdefault((finding.severity, finding.key, finding.file, finding.column), []).append(finding)
    said = []
    for alike in kinds.values():
        for finding in alike[:MOST_ALIKE]:
            said.append("\n".join([finding.sentence(text), *_choices(finding, text)]))
        if further := alike[MOST_ALIKE:]:
            said.append(_folded(further, text))
    return said


def _choices(finding: Finding, text: Texts) -> list[str]:
    """What may be answered, a line each."""
    return [
        f'    --answer "{finding.question}={choice}"  {finding.choice_words(choice, text)}'
        for choice in finding.choices
    ]


def _folded(further: list[Finding], text: Texts) -> str:
    """ "… und 37 weitere gleiche", with the file and the rows between which they stand."""
    where = further[0].file or ""
    rows = [finding.row for finding in further if finding.row is not None]
    if rows and len(rows) == len(further):
        place = text("cli.rows", file=where, first=min(rows), last=max(rows))
        return text.plural("cli.folded_at", len(further), place=place)
    return text.plural("cli.folded", len(further))
