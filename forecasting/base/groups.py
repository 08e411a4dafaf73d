"""Names of the groups of arrivals: the data and scenarios write keys, a planner reads names."""

from __future__ import annotations

from forecasting.base.text import Texts

__all__ = ["group_name"]


def group_name(group: str, text: Texts) -> str:
    """Name of a group; a further one, which only the data name, has no other name than its key.

    >>> group_name("asylum", Texts("de")), group_name("border", Texts("de"))
    ('Asyl', 'border')
    """
    key = f"base.group.{group}"
    return text(key) if key in text else group
