"""Split an amount over counted persons, as the envelope of 2018/19 was: money follows refugees.

Amounts in whole euros. Sources of the figures it is checked with: data/audit_report.toml.
"""

from __future__ import annotations

from collections.abc import Mapping

from forecasting.base.errors import Finding, InputError
from forecasting.base.rounding import largest_remainder

__all__ = ["allocate"]


def allocate(total: int, persons: Mapping[str, float]) -> dict[str, int]:
    """Whole euros for each place in proportion to its counted persons, adding up to `total` exactly.

    Raises:
        InputError: a count is negative, or nobody was counted.

    >>> allocate(100, {"a": 1, "b": 1, "c": 1})
    {'a': 34, 'b': 33, 'c': 33}
    """
    wrong = [Finding("budget.count", {"place": place}, value=str(n)) for place, n in persons.items() if not n >= 0]
    if wrong:
        raise InputError(wrong)
    if not sum(persons.values()) > 0:
        raise InputError(Finding("budget.nobody"))
    return dict(zip(persons, largest_remainder(list(persons.values()), total), strict=True))
