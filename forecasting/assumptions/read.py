"""Read one raw value of a file or of --set as the value of an assumption, with everything that is wrong about it.

Nothing is repaired: a text where a number belongs, a wrong sum or an overlap is a finding.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable, Mapping, Sequence

from forecasting.assumptions.entry import Assumption
from forecasting.assumptions.findings import NOWHERE, Place, kind_of, nearest, shown
from forecasting.assumptions.reading import Reading, fields_known, finite, inside, is_month
from forecasting.assumptions.rows import read_expectations, read_marked_events, read_origins, read_shocks
from forecasting.assumptions.values import CONTINUED, Band, DatedValue, Range, Years

__all__ = ["LONGEST", "SUM_TOLERANCE", "Reading", "read_value"]

SUM_TOLERANCE = 1e-9
"""How far shares may miss their sum."""

LONGEST = 240
"""Months: the longest support, stay or horizon."""

_RANGE_FIELDS = ("value", "low", "high")
_FIRST_YEAR, _LAST_YEAR = 1990, 2100


def read_value(entry: Assumption, key: str, raw: object, place: Place = NOWHERE) -> Reading:
    """Read `raw`, as tomllib gives it, as the value of `key`.

    Args:
        entry: the register's entry of the key; of a further group the template.
        key: the key as it was given.
    """
    reading = Reading(entry, key, raw, place)
    _READERS[entry.kind](reading)
    return reading


def _number(reading: Reading) -> None:
    raw = reading.raw
    if isinstance(raw, Mapping):
        _with_range(reading, raw)
    elif isinstance(raw, Sequence) and not isinstance(raw, str) and reading.entry.dated:
        _dated(reading, raw)
    elif (number := finite(reading, raw)) is not None and inside(reading, number):
        reading.value = number


def _integer(reading: Reading) -> None:
    number = finite(reading, reading.raw)
    if number is None:
        return
    if number != int(number):
        reading.refuse("not_whole")
    elif inside(reading, number):
        reading.value = int(number)


def _with_range(reading: Reading, table: Mapping[str, object]) -> None:
    """{value, low, high}: a value whose range replaces the register's."""
    if reading.entry.decision:
        reading.refuse("range_of_decision")
        return
    if not fields_known(reading, table, _RANGE_FIELDS):
        return
    if missing := [name for name in _RANGE_FIELDS if name not in table]:
        reading.refuse("field_missing", fields=", ".join(missing))
        return
    numbers = [finite(reading, table[name]) for name in ("low", "value", "high")]
    low, value, high = numbers
    if low is None or value is None or high is None:
        return
    if not low <= value <= high:
        reading.refuse("range_order")
    elif all([inside(reading, number) for number in (low, value, high)]):
        reading.value, reading.range = value, Range(low, value, high)


def _dated(reading: Reading, rows: Sequence[object]) -> None:
    """[{from, value}, …] in any order."""
    steps = []
    for row in rows:
        if not isinstance(row, Mapping) or not {"from", "value"} <= set(row):
            reading.refuse("dated_form")
            return
        if not fields_known(reading, row, ("from", "value")):
            return
        day, number = row["from"], finite(reading, row["value"])
        if not isinstance(day, datetime.date) or isinstance(day, datetime.datetime):
            reading.refuse("dated_form")
            return
        if number is None or not inside(reading, number):
            return
        steps.append(DatedValue(day, number))
    steps.sort(key=lambda step: step.from_)
    if not steps or any(one.from_ == two.from_ for one, two in zip(steps, steps[1:], strict=False)):
        reading.refuse("dated_form")
        return
    reading.value = tuple(steps)


def _boolean(reading: Reading) -> None:
    if isinstance(reading.raw, bool):
        reading.value = reading.raw
    else:
        reading.refuse("not_boolean", given=kind_of(reading.raw))


def _choice(reading: Reading) -> None:
    words = [choice.value for choice in reading.entry.choices]
    if isinstance(reading.raw, str) and reading.raw in words:
        reading.value = reading.raw
    else:
        reading.refuse("not_a_choice", choices=", ".join(words), nearest=nearest(str(reading.raw), words))


def _month(reading: Reading) -> None:
    if is_month(reading.raw):
        reading.value = str(reading.raw)
    else:
        reading.refuse("not_a_month", field=reading.key)


def _path(reading: Reading) -> None:
    if isinstance(reading.raw, str) and reading.raw.strip():
        reading.value = reading.raw
    else:
        reading.refuse("not_a_path", given=kind_of(reading.raw))


def _groups(reading: Reading) -> None:
    raw = reading.raw
    if not isinstance(raw, list | tuple) or not raw or not all(isinstance(name, str) for name in raw):
        reading.refuse("groups_form", given=kind_of(raw))
    elif bad := [name for name in raw if not name.strip() or "." in name or name == "all"]:
        reading.refuse("group_name", name=bad[0])
    elif len(set(raw)) < len(raw):
        reading.refuse("group_twice")
    else:
        reading.value = tuple(raw)


def _shares(reading: Reading) -> tuple[float, ...] | None:
    raw = reading.raw
    if not isinstance(raw, list | tuple):
        reading.refuse("not_a_list", given=kind_of(raw))
        return None
    numbers = [finite(reading, part) for part in raw]
    shares = tuple(number for number in numbers if number is not None)
    if len(shares) < len(numbers):
        return None
    if any(share < 0 for share in shares):
        reading.refuse("share_negative")
        return None
    if len(shares) > LONGEST + 1:
        reading.refuse("list_long", most=LONGEST + 1)
        return None
    return shares


def _pmf(reading: Reading) -> None:
    shares = _shares(reading)
    if shares is None:
        return
    total = math.fsum(shares)
    if abs(total - 1.0) > SUM_TOLERANCE:
        reading.refuse("sum_not_one", total=f"{total:.12g}")
    else:
        reading.value = shares


def _outflow(reading: Reading) -> None:
    shares = _shares(reading)
    if shares is None:
        return
    total = math.fsum(shares)
    if total > 1.0 + SUM_TOLERANCE:
        reading.refuse("sum_above_one", total=f"{total:.12g}")
        return
    if total < 1.0 - SUM_TOLERANCE:
        reading.notice("never_disbursed", rest=round(100 * (1.0 - total), 6))
    reading.value = shares


def _bands(reading: Reading) -> None:
    raw = reading.raw
    if not isinstance(raw, list | tuple):
        reading.refuse("not_a_list", given=kind_of(raw))
        return
    bands = []
    for row in raw:
        if not isinstance(row, list | tuple) or len(row) != 3:
            reading.refuse("band_form", band=shown(row))
            return
        first, end, hours = (finite(reading, part) for part in row)
        if first is None or end is None or hours is None:
            return
        if first != int(first) or end != int(end) or not 0 <= first < end <= LONGEST:
            reading.refuse("band_months", band=shown(row), most=LONGEST)
        elif inside(reading, hours):
            bands.append(Band(int(first), int(end), hours))
    bands.sort()
    for one, two in zip(bands, bands[1:], strict=False):
        if two.first < one.end:
            reading.refuse("band_overlap", one=shown(one), two=shown(two))
    reading.value = tuple(bands)


def _years(reading: Reading) -> None:
    raw = reading.raw
    if not isinstance(raw, Mapping):
        reading.refuse("not_by_year", given=kind_of(raw))
        return
    table, continued = {}, set()
    for year, given in raw.items():
        label = str(year)
        forward = isinstance(given, Mapping) and set(given) == {CONTINUED} and reading.entry.continues
        amount = given[CONTINUED] if forward else given
        if not (label.isascii() and label.isdigit() and _FIRST_YEAR <= int(label) <= _LAST_YEAR):
            reading.refuse("not_a_year", year=label)
        elif (number := finite(reading, amount)) is not None and inside(reading, number):
            table[int(label)] = number
            if forward:
                continued.add(int(label))
    reading.value = Years.of(table, continued)


_READERS: dict[str, Callable[[Reading], None]] = {
    "number": _number,
    "integer": _integer,
    "boolean": _boolean,
    "choice": _choice,
    "month": _month,
    "path": _path,
    "groups": _groups,
    "pmf": _pmf,
    "shares": _outflow,
    "bands": _bands,
    "years": _years,
    "shocks": read_shocks,
    "marked_events": read_marked_events,
    "expectations": read_expectations,
    "origins": read_origins,
}
