"""Figures known from outside that the model is held against: `data/anchors.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from forecasting.base.text import Language

__all__ = ["AnchorUnit", "KnownFigure", "load_anchors"]

ANCHORS = Path(__file__).resolve().parents[2] / "data" / "anchors.toml"

AnchorUnit = Literal["persons", "fte", "eur", "persons_per_fte", "share"]


@dataclass(frozen=True)
class KnownFigure:
    """A known range; `tests` says whether the model must meet it or only stands beside it.

    `expected`: the side of a figure beside it on which the model should lie, "" where none is expected.
    """

    key: str
    low: float
    high: float
    unit: AnchorUnit
    period: str
    tests: bool
    source: str
    source_en: str
    expected: Literal["", "below", "above"] = ""

    def origin(self, language: Language) -> str:
        """Source in the language."""
        return self.source if language == "de" else self.source_en


@lru_cache(maxsize=1)
def load_anchors() -> tuple[KnownFigure, ...]:
    """Every known figure, in the order of the file.

    >>> load_anchors()[0].key
    'cohort_share'
    """
    with ANCHORS.open("rb") as file:
        raw = tomllib.load(file)
    return tuple(
        KnownFigure(
            key=key,
            low=float(entry["low"]),
            high=float(entry["high"]),
            unit=entry["unit"],
            period=entry["period"],
            tests=entry["tests"],
            source=entry["source"],
            source_en=entry["source_en"],
            expected=entry.get("expected", ""),
        )
        for key, entry in raw.items()
    )
