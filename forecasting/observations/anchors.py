"""Figures known from outside that the model is held against, and the ratios met in practice.

`data/anchors.toml` and `data/ratios.toml`.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from forecasting.base.folders import DATA
from forecasting.base.text import Language
from forecasting.observations.audit_report import Label

__all__ = ["AnchorUnit", "KnownFigure", "KnownRatio", "Model", "RatioBase", "load_anchors", "load_ratios"]

ANCHORS, RATIOS = DATA / "anchors.toml", DATA / "ratios.toml"

AnchorUnit = Literal["persons", "fte", "eur", "persons_per_fte", "share"]
RatioBase = Literal["counted", "served", "unknown"]
Model = Literal[
    "transfer_share", "posts_in_practice", "posts", "allocation", "persons_per_fte", "fundable", "provisional",
    "follow_up", "arrivals", "by_population",
]  # fmt: skip
"""What of the model is held against a figure."""


@dataclass(frozen=True)
class KnownFigure:
    """A known range; `tests` says whether the model must meet it or only stands beside it.

    `expected`: the side of a figure beside it on which the model should lie, "" where none is expected; `far`:
    the part of the figure beyond which its concept does not explain the distance alone, 0 where nothing is said.
    `agrees`: the part within which the two support each other. `funding`: it follows the money that was there and
    not what was needed. `district`: it is the budget of that district (AGS) for `years` budget years. `place`: which
    one an amount was allocated to. `rates_of`: year whose rates hold, 0: that of the period.
    """

    key: str
    label: Label
    note: Label
    model: Model
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
    place: str = ""
    rates_of: int = 0

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
            label=Label(entry["label_de"], entry["label_en"]),
            note=Label(entry["note_de"], entry["note_en"]),
            model=entry["model"],
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
            place=entry.get("place", ""),
            rates_of=entry.get("rates_of", 0),
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
