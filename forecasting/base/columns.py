"""Tables in text, as a terminal shows them."""

from __future__ import annotations

from collections.abc import Collection, Sequence

__all__ = ["WIDTH", "columns"]

WIDTH = 100
"""Characters of a line."""


def columns(heads: Sequence[str], rows: Sequence[Sequence[str]], left: Collection[int] = (0,)) -> str:
    """A table whose columns are as wide as they need.

    Args:
        left: places of the columns that are flush left.
    """
    widths = [max(map(len, column)) for column in zip(heads, *rows, strict=True)]
    lines = [
        "  ".join(
            cell.ljust(width) if place in left else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in (heads, *rows)
    ]
    return "\n".join([lines[0], "─" * min(WIDTH, sum(widths) + 2 * len(widths) - 2), *lines[1:]])
