"""The allocation of 2018/19 to the euro, and the split of any amount without a rest."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecasting.base.errors import InputError
from forecasting.budget.allocation import allocate

PUBLISHED = {
    "Tettnang": (166, 132_149),
    "Neukirch": (13, 10_349),
    "Meckenbeuren": (76, 60_502),
    "Kressbronn": (91, 72_443),
}
COUNTED = 72_857


def test_four_municipalities_get_what_was_published():
    """Schwäbische Zeitung Tettnang, 17 January 2018: 58,000,000 € a year over 72,857 persons (docs/data.md)."""
    persons = {place: heads for place, (heads, _) in PUBLISHED.items()}
    persons["all others"] = COUNTED - sum(persons.values())
    split = allocate(58_000_000, persons)
    assert {place: split[place] for place in PUBLISHED} == {place: euros for place, (_, euros) in PUBLISHED.items()}
    assert sum(split.values()) == 58_000_000


def test_stuttgart_gets_its_two_years():
    """A50: 4,108 persons, 6,540,594 € for two years (Landeshauptstadt Stuttgart, GRDrs 341/2019)."""
    split = allocate(58_000_000, {"Stuttgart": 4_108, "all others": COUNTED - 4_108})
    assert 2 * split["Stuttgart"] == 6_540_594


@given(heads=st.lists(st.integers(0, 5_000), min_size=1, max_size=44).filter(any), total=st.integers(0, 10**9))
def test_every_split_adds_up_and_keeps_the_order_of_the_counts(heads, total):
    """A54."""
    split = list(allocate(total, {str(place): count for place, count in enumerate(heads)}).values())
    assert sum(split) == total
    for count, euros in zip(heads, split, strict=True):
        assert abs(euros - count * total / sum(heads)) < 1


def test_nobody_counted_is_refused():
    with pytest.raises(InputError, match="Not a single person"):
        allocate(100, {"a": 0})
    with pytest.raises(InputError, match="negative"):
        allocate(100, {"a": -1, "b": 5})
