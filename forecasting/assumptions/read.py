"""Read one raw value of a file or of --set as the value of an assumption, with everything that is wrong about it.

Nothing is repaired: a text where a number belongs, a wrong sum or an overlap is a finding.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from forecasting.assumptions.entry import Assumption
from forecasting.assumptions.findings import NOWHERE, Place, about, kind_of, nearest, shown
from forecasting.assumptions.values import Band, DatedValue, Range, Shock, Value, Years
from forecasting.base.errors import Finding, InputError, Severity
from forecasting.base.periods import parse_month

__all__ = ["LONGEST", "SUM_TOLERANCE", "Reading", "read_value"]

SUM_TOLERANCE = 1e-9
"""How far shares may miss their sum."""

LONGEST = 240
"""Months: the longest support, stay or horizon."""

_SHOCK_FIELDS = ("from", "to", "group", "factor", "add")
_RANGE_FIELDS = ("value", "low", "high")
_FIRST_YEAR, _LAST_YEAR = 1990, 2100
_MOST_FACTOR, _MOST_ADDED = 100.0, 1e6
_LARGEST = 1e300  # a TOML integer has no bound


@dataclass
class Reading:
    """What a raw value says: a value, perhaps a range of its own, and the findings."""

    entry: Assumption
    key: str
    raw: object
    place: Place
    value: Value = None
    range: Range | None = None
    findings: list[Finding] = field(default_factory=list)

    def refuse(self, message: str, **values: object) -> None:
        """Add an error about what was given."""
        self._add(message, "error", values)

    def notice(self, message: str, **values: object) -> None:
        """Add a notice about what was given."""
        self._add(message, "notice", values)

    def _add(self, message: str, severity: Severity, values: Mapping[str, object]) -> None:
        found = about(message, self.key, self.raw, entry=self.entry, place=self.place, severity=severity)
        self.findings.append(replace(found, values={**found.values, **values}))

    @property
    def ok(self) -> bool:
        return not any(finding.severity == "error" for finding in self.findings)


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
    elif (number := _finite(reading, raw)) is not None and _inside(reading, number):
        reading.value = number


def _integer(reading: Reading) -> None:
    number = _finite(reading, reading.raw)
    if number is None:
        return
    if number != int(number):
        reading.refuse("not_whole")
    elif _inside(reading, number):
        reading.value = int(number)


def _with_range(reading: Reading, table: Mapping[str, object]) -> None:
    """{value, low, high}: a value whose range replaces the register's."""
    if reading.entry.decision:
        reading.refuse("range_of_decision")
        return
    if not _fields_known(reading, table, _RANGE_FIELDS):
        return
    if missing := [name for name in _RANGE_FIELDS if name not in table]:
        reading.refuse("field_missing", fields=", ".join(missing))
        return
    numbers = [_finite(reading, table[name]) for name in ("low", "value", "high")]
    low, value, high = numbers
    if low is None or value is None or high is None:
        return
    if not low <= value <= high:
        reading.refuse("range_order")
    elif all([_inside(reading, number) for number in (low, value, high)]):
        reading.value, reading.range = value, Range(low, value, high)


def _dated(reading: Reading, rows: Sequence[object]) -> None:
    """[{from, value}, …] in any order."""
    steps = []
    for row in rows:
        if not isinstance(row, Mapping) or not {"from", "value"} <= set(row):
            reading.refuse("dated_form")
            return
        if not _fields_known(reading, row, ("from", "value")):
            return
        day, number = row["from"], _finite(reading, row["value"])
        if not isinstance(day, datetime.date) or isinstance(day, datetime.datetime):
            reading.refuse("dated_form")
            return
        if number is None or not _inside(reading, number):
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
    if _is_month(reading.raw):
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
    numbers = [_finite(reading, part) for part in raw]
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
        first, end, hours = (_finite(reading, part) for part in row)
        if first is None or end is None or hours is None:
            return
        if first != int(first) or end != int(end) or not 0 <= first < end <= LONGEST:
            reading.refuse("band_months", band=shown(row), most=LONGEST)
        elif _inside(reading, hours):
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
    table = {}
    for year, amount in raw.items():
        label = str(year)
        if not (label.isascii() and label.isdigit() and _FIRST_YEAR <= int(label) <= _LAST_YEAR):
            reading.refuse("not_a_year", year=label)
        elif (number := _finite(reading, amount)) is not None and _inside(reading, number):
            table[int(label)] = number
    reading.value = Years.of(table)


def _shocks(reading: Reading) -> None:
    raw = reading.raw
    if not isinstance(raw, list | tuple):
        reading.refuse("not_a_list", given=kind_of(raw))
        return
    events = [_shock(reading, row) for row in raw]
    reading.value = tuple(event for event in events if event is not None)


def _shock(reading: Reading, row: object) -> Shock | None:
    if not isinstance(row, Mapping):
        reading.refuse("event_form", event=shown(row))
        return None
    before = len(reading.findings)
    _fields_known(reading, row, _SHOCK_FIELDS)
    if missing := [name for name in ("from", "to") if name not in row]:
        reading.refuse("field_missing", fields=", ".join(missing))
    for name in ("from", "to"):
        if name in row and not _is_month(row[name]):
            reading.refuse("not_a_month", field=name)
    group = row.get("group")
    if group is not None and not isinstance(group, str):
        reading.refuse("event_group", given=kind_of(group))
    factor, add = (_finite(reading, row.get(name, neutral)) for name, neutral in (("factor", 1.0), ("add", 0.0)))
    if factor is None or add is None or len(reading.findings) > before:
        return None
    if not 0 <= factor <= _MOST_FACTOR or abs(add) > _MOST_ADDED:
        reading.refuse("event_size", factor_most=_MOST_FACTOR, add_most=_MOST_ADDED)
    if parse_month(row["from"]) > parse_month(row["to"]):
        reading.refuse("event_order")
    if add != 0.0 and group is None:
        reading.refuse("event_add_group")
    if len(reading.findings) > before:
        return None
    return Shock(row["from"], row["to"], group, factor, add)


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
    "shocks": _shocks,
}


def _finite(reading: Reading, raw: object) -> float | None:
    """The number given; a finding for anything else."""
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        reading.refuse("not_a_number", given=kind_of(raw))
    elif abs(raw) > _LARGEST or raw != raw:
        reading.refuse("not_a_number", given="assumptions.given.infinite")
    else:
        return float(raw)
    return None


def _inside(reading: Reading, number: float) -> bool:
    """Whether the number is possible; a notice where it is not plausible."""
    entry = reading.entry
    low, high = entry.possible or (-math.inf, math.inf)
    if not low <= number <= high:
        percent = entry.unit.factor == 100.0 and low <= number / 100 <= high
        reading.refuse(
            "range_percent" if percent else "range", low=low, high=high, number=number, meant=f"{number / 100:g}"
        )
        return False
    low, high = entry.plausible or (-math.inf, math.inf)
    no_money = number == 0.0 and entry.unit.code in ("EUR", "EUR/year")
    if not low <= number <= high and not no_money:
        meant = [factor for factor in (1e3, 1e6) if number and low <= number * factor <= high]
        if meant:
            reading.notice("unusual_meant", low=low, high=high, number=number, meant=f"{number * meant[0]:.0f}")
        else:
            reading.notice("unusual", low=low, high=high, number=number)
    return True


def _is_month(raw: object) -> bool:
    try:
        parse_month(raw if isinstance(raw, str) else "")
    except InputError:
        return False
    return True


def _fields_known(reading: Reading, table: Mapping[str, object], fields: Sequence[str]) -> bool:
    """Whether every field of a small table is known; a finding with the nearest for each that is not."""
    unknown = [str(name) for name in table if name not in fields]
    for name in unknown:
        reading.refuse("field_unknown", field=name, nearest=nearest(name, fields), fields=", ".join(fields))
    return not unknown
