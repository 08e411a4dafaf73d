"""Checks between the values of a scenario: sums of months, pairs of amounts, groups that nobody named."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection, Iterable, Mapping

from forecasting.assumptions.findings import NOWHERE, Millions, Place, about, nearest
from forecasting.assumptions.read import Reading
from forecasting.assumptions.register import FURTHER, Register, group_of
from forecasting.assumptions.values import Expectation, MarkedEvent, Shock, Value, Years
from forecasting.base.errors import Finding
from forecasting.base.state import Programme, state

__all__ = ["check_group", "cross_check", "groups_named", "pairing"]

_PRINTED = 0.05e6  # tables show one decimal of a million
_TYPING_ERROR = 0.6  # likeness from which on an unknown group is taken for a known one mistyped
_LOGNORMAL = ("median_months", "sigma", "max_months")


def cross_check(
    value: Callable[[str], Value], given: Mapping[str, Reading], groups: Collection[str]
) -> Iterable[Finding]:
    """Findings that concern more than one key.

    Args:
        value: value of a key, from the scenario or the register.
        given: what the scenario gives, by key.
        groups: every group to look at.
    """

    def at(key: str) -> Place:
        return given[key].place if key in given else NOWHERE

    for group in groups:
        tenure, stock = value(f"need.{group}.opening_tenure"), value(f"need.{group}.opening_stock")
        longest = value(f"need.{group}.max_months")
        key = f"need.{group}.opening_tenure"
        if isinstance(tenure, tuple) and isinstance(longest, int) and len(tenure) > longest:
            yield about("tenure_long", key, place=at(key), months=len(tenure), longest=longest)
        if tenure is not None and stock is None:
            missing = f"need.{group}.opening_stock"
            yield about("tenure_without_stock", key, place=at(key), severity="notice", stock=missing)
        root = f"housing.{group}"
        unused = [f"{root}.{name}" for name in _LOGNORMAL if f"{root}.{name}" in given]
        if value(f"{root}.stay_pmf") is not None and unused:
            key = f"{root}.stay_pmf"
            yield about("stay_ignored", key, place=at(key), severity="notice", ignored=", ".join(unused))
    no_hours = value("staffing.hours_per_month") == () and value("staffing.plan_hours") == 0.0
    if value("staffing.method") == "hours" and no_hours:
        yield about("no_hours", "staffing.hours_per_month", place=at("staffing.hours_per_month"), severity="notice")
    programme = state().programme
    if programme is None:
        return
    odd = pairing(value("budget.appropriation"), value("funding.other_areas"), programme)
    if odd is not None:
        place = at("budget.appropriation") if "budget.appropriation" in given else at("funding.other_areas")
        yield about(
            odd,
            "budget.appropriation",
            place=place,
            severity="notice",
            alone=Millions(programme.alone),
            whole=Millions(programme.whole),
            other_areas=Millions(programme.other_areas),
            year=programme.year,
        )


def pairing(appropriation: Value, other_areas: Value, programme: Programme) -> str | None:
    """Message where appropriation and other areas may not belong together, None where they do.

    The one pays for integration management alone, which goes with `funding.other_areas` = 0, or for the whole
    programme, which goes with other areas given.

    >>> pairing(Years.of({2027: 58e6}), 7.2e6, Programme(alone=58e6, whole=70e6, other_areas=7.2e6, year=2021))
    'pairing_integration_management'
    """
    if not isinstance(appropriation, Years) or not isinstance(other_areas, float):
        return None
    odd = []
    for amount in appropriation.values():
        if abs(amount - programme.alone) <= _PRINTED:
            odd += ["pairing_integration_management"] if other_areas > 0 else []
        elif abs(amount - programme.whole) <= _PRINTED:
            odd += ["pairing_whole_programme"] if other_areas == 0 else []
        else:
            odd.append("pairing_other")
    return min(odd, default=None)


def check_group(
    group: str, key: str, register: Register, declared: Collection[str] | None, place: Place
) -> Finding | None:
    """A finding if no data can have this group, or it is a known one mistyped.

    Without `groups` in the scenario a group that resembles none is left to `resolve`, which knows the data.
    """
    if group in register.groups or group == FURTHER or (declared and group in declared):
        return None
    known = (*register.groups, *(declared or ()))
    if declared is None and not difflib.get_close_matches(group, known, n=1, cutoff=_TYPING_ERROR):
        return None
    return about("group_unknown", key, group, place=place, nearest=nearest(group, known))


def groups_named(given: Mapping[str, Reading]) -> Iterable[tuple[str, str, Place]]:
    """(group, key, place) of every group that keys, events and expectations name."""
    for key, reading in given.items():
        if group := group_of(key):
            yield group, key, reading.place
        for row in reading.value if isinstance(reading.value, tuple) else ():
            if isinstance(row, Shock | MarkedEvent | Expectation) and row.group is not None:
                yield row.group, key, reading.place
