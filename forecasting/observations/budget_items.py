"""The items of the state budget (Einzelplan, Kapitel, Titel) that papers for the budget name.

`data/budget_items.toml`, or the operator's own file: docs/operations.md, Budget items. A number that is not given
stays empty; none is made up.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from forecasting.base.errors import Finding, InputError
from forecasting.base.folders import DATA

__all__ = ["BUDGET_ITEMS", "BudgetItem", "budget_items_path", "load_budget_items"]

BUDGET_ITEMS = DATA / "budget_items.toml"
VARIABLE = "FORECASTING_BUDGET_ITEMS"
KEYS = ("grants", "other")
PARTS = ("section", "chapter", "item")


@dataclass(frozen=True)
class BudgetItem:
    """One item; "" where a number is not given."""

    section: str = ""  # Einzelplan
    chapter: str = ""  # Kapitel
    item: str = ""  # Titel


def budget_items_path() -> Path:
    """The operator's file, or the shipped one."""
    return Path(os.environ.get(VARIABLE) or BUDGET_ITEMS)


def load_budget_items(path: Path | None = None) -> Mapping[str, BudgetItem]:
    """Items of the grants ("grants") and of everything else ("other").

    Raises:
        InputError: the file cannot be read, or holds anything but these items and their numbers as text.

    >>> load_budget_items(BUDGET_ITEMS)["grants"].chapter
    '0908'
    """
    chosen = path or budget_items_path()
    try:
        raw = tomllib.loads(chosen.read_text(encoding="utf-8"))
        wrong = {*raw} - {*KEYS} | {part for entry in raw.values() for part in {*entry} - {*PARTS}}
        if wrong or not all(isinstance(value, str) for entry in raw.values() for value in entry.values()):
            raise ValueError(", ".join(sorted(wrong)))
        return {key: BudgetItem(**raw.get(key, {})) for key in KEYS}
    except (OSError, ValueError, AttributeError, TypeError) as error:
        raise InputError(Finding("observations.budget_items", file=chosen.name)) from error
