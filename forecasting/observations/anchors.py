"""Figures known from outside that the model is held against, and the ratios met in practice.

`data/anchors.toml` and `data/ratios.toml`.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from forecasting.base.text import Language

__all__ = ["AnchorUnit", "KnownFigure", "KnownRatio", "RatioBase", "load_anchors", "load_ratios"]

DATA = Path(__file__).resolve().parents[2] / "data"
ANCHORS, RATIOS = DATA / "anchors.toml", DATA / "ratios.toml"

AnchorUnit = Literal["persons", "fte", "eur", "persons_per_fte", "share"]
RatioBase = Literal["counted", "served", "unknown"]


@dataclass(frozen=True)
class KnownFigure:
    """A known range; `tests` says whether the model must meet it or only stands beside it.

    `expected`: the side of a figure beside it on which the model should lie, "" where none is expected; `far`:
    the part of the figure beyond which its concept does not explain the distance alone, 0 where nothing is said.
    `agrees`: the part within which the two support each other. `funding`: it follows the money that was there and
    not what was needed. `district`: it is the budget of that district (AGS) for `years` budget years.
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
    far: float = 0.0
    agrees: float = 0.0
    funding: bool = False
    district: str = ""
    years: int = 0

    @property
    def middle(self) -> float:
        """The figure as it is printed, where it is rounded to both sides."""
        return (self.low + self.high) / 2

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
            far=entry.get("far", 0.0),
            agrees=entry.get("agrees", 0.0),
            funding=entry.get("funding", False),
            district=entry.get("district", ""),
            years=entry.get("years", 0),
        )
        for key, entry in raw.items()
    )


@dataclass(frozen=True)
class KnownRatio:
    """Persons per full-time post of one place, and whom they count."""

    key: str
    low: float
    high: float
    base: RatioBase
    wanted: bool
    period: str
    place: str
    place_en: str
    source: str
    source_en: str

    def named(self, language: Language) -> str:
        """Place and what was counted there."""
        return self.place if language == "de" else self.place_en

    def origin(self, language: Language) -> str:
        """Source in the language."""
        return self.source if language == "de" else self.source_en


@lru_cache(maxsize=1)
def load_ratios() -> tuple[KnownRatio, ...]:
    """Every ratio known, in the order of the file.

    >>> {ratio.base for ratio in load_ratios()} == {"counted", "served", "unknown"}
    True
    """
    with RATIOS.open("rb") as file:
        raw = tomllib.load(file)
    return tuple(
        KnownRatio(**({"key": key, "wanted": False} | entry | {end: float(entry[end]) for end in ("low", "high")}))
        for key, entry in raw.items()
    )
