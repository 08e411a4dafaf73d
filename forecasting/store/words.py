"""What somebody says with what they do: who adopts, why, what another person should know."""

from __future__ import annotations

from collections.abc import Iterator

from forecasting.base.errors import Finding

__all__ = ["LONGEST_WORDS", "wrong_words"]

LONGEST_WORDS = 2_000
"""Characters."""


def wrong_words(*given: str) -> Iterator[Finding]:
    """What is wrong with such words."""
    for words in given:
        if len(words) > LONGEST_WORDS or not words.replace("\n", " ").isprintable():
            yield Finding("store.rounds.words", {"most": LONGEST_WORDS, "length": len(words)})
