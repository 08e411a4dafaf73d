"""Findings as Markdown in which every character that somebody gave is shown as it is."""

from __future__ import annotations

import re
from collections.abc import Sequence

from forecasting.base.errors import Finding
from forecasting.base.text import Texts

__all__ = ["counted", "listed", "plain", "said"]

MARKS = re.compile(r"([\\`*_{}\[\]<>()#+!|~$:&])")
CODE = re.compile(r"(`[\w./:@=-]+`)")  # what our own sentences quote


def plain(words: str) -> str:
    """Words without the marks that Markdown would read; quoted code stays code."""
    parts = CODE.split(words)
    return "".join(part if place % 2 else MARKS.sub(r"\\\1", part) for place, part in enumerate(parts))


def listed(findings: Sequence[Finding], text: Texts, most: int) -> str:
    """The sentences of findings as a list."""
    lines = [f"- {plain(finding.sentence(text))}" for finding in findings[:most]]
    if len(findings) > most:
        lines.append("- " + text("ui.data.more", count=len(findings) - most))
    return "\n".join(lines)


def counted(key: str, findings: Sequence[Finding], text: Texts, most: int) -> str:
    """How many there are, in the words of a plural message, and their list."""
    return f"{text.plural(key, len(findings))}\n\n{listed(findings, text, most)}"


def said(findings: Sequence[Finding], text: Texts, most: int = 20) -> str:
    """The sentence of a finding, or a list of several."""
    return plain(findings[0].sentence(text)) if len(findings) == 1 else listed(findings, text, most)
