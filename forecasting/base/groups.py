"""Names of the groups of arrivals and of the tables of data: files write keys, a planner reads names."""

from __future__ import annotations

from functools import cache

from forecasting.base.text import LANGUAGES, Texts, catalogue

__all__ = ["group_name", "group_names", "table_name"]

_GROUP, _TEMPLATE = "base.group.", "other"


def group_name(group: str, text: Texts) -> str:
    """Name of a group; a further one, which only the data name, has no other name than its key.

    >>> group_name("asylum", Texts("de")), group_name("border", Texts("de"))
    ('Asyl', 'border')
    """
    key = f"base.group.{group}"
    return text(key) if key in text else group


@cache
def group_names() -> dict[str, frozenset[str]]:
    """Names of the groups that are known, in every language and in small letters, by key."""
    keys = [key.removeprefix(_GROUP) for key in catalogue("de", "base") if key.startswith(_GROUP)]
    return {
        key: frozenset(Texts(language)(f"{_GROUP}{key}").lower() for language in LANGUAGES)
        for key in keys
        if key != _TEMPLATE
    }


def table_name(table: str, text: Texts) -> str:
    """Name of a table of data, a file of `data/published` by its own.

    >>> table_name("housing", Texts("de")), table_name("kreise_bw", Texts("de"))
    ('Unterbringung (housing)', 'kreise_bw')
    """
    key = f"base.table.{table}"
    return f"{text(key)} ({table})" if key in text else table
