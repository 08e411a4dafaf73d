"""How the monthly series of each group comes about from published figures: `data/published/recipes.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Literal

from forecasting.observations.published import FOLDER

__all__ = ["Recipe", "load_recipes"]

RECIPES = FOLDER / "recipes.toml"


@dataclass(frozen=True)
class Recipe:
    """How the series of one group comes about; periods are labels "YYYY-MM".

    `first_month`: before it the state published nothing, or nobody came. `indicator`: the national series that its
    months follow. `floor`: least ratio to it. `eras`: months at which the size of the monthly steps changes.
    `breaks`: month from which a forecast may use the series, and why. `by_year`: nothing but calendar years is known,
    so an interval stands at its middle and the months after the last year at the level of all years.
    """

    group: str
    first_month: str
    indicator: Literal["applications", "registrations", "level"]
    floor: float
    eras: tuple[str, ...]
    breaks: tuple[str, str] | None = None
    by_year: bool = False


@lru_cache(maxsize=1)
def load_recipes() -> Mapping[str, Recipe]:
    """Recipes by group, in the order of the file.

    >>> load_recipes()["ukraine"].eras
    ('2022-02', '2023-01')
    """
    with RECIPES.open("rb") as file:
        raw = tomllib.load(file)
    return MappingProxyType(
        {
            group: Recipe(
                group=group,
                first_month=entry["first_month"],
                indicator=entry["indicator"],
                floor=float(entry["floor"]),
                eras=tuple(entry["eras"]),
                breaks=(entry["break"]["month"], entry["break"]["reason"]) if "break" in entry else None,
                by_year=entry.get("by_year", False),
            )
            for group, entry in raw.items()
        }
    )
