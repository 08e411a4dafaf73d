"""Read the values that are lists of small tables: special events, marked events, expectations, origins."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from typing import TypeVar

from forecasting.assumptions.findings import kind_of, nearest, shown
from forecasting.assumptions.reading import Reading, fields_known, finite, inside, is_month
from forecasting.assumptions.values import EVENT_KINDS, Expectation, MarkedEvent, Origins, Shock
from forecasting.base.periods import parse_month

__all__ = ["OTHER_ORIGIN", "read_expectations", "read_marked_events", "read_origins", "read_shocks"]

OTHER_ORIGIN = "other"
"""Every country of origin without a name of its own."""


_SHOCK_FIELDS = ("from", "to", "group", "factor", "add")
_MARK_FIELDS = ("name", "kind", "from", "to", "group", "source")
_EXPECTATION_FIELDS = ("group", "period", "value", "low", "high")
_MOST_FACTOR, _MOST_ADDED = 100.0, 1e6
_MOST_PERSONS = 2_000_000.0  # of one group in a month or a year, as in the observations
_YEAR = re.compile(r"(19|20|21)\d{2}")
_ORIGIN_FIELDS = ("from", "shares", "rates")
_FIRST_YEAR, _LAST_YEAR = 1990, 2100
_ROUNDING = 1e-9  # how far shares may miss their sum

_Row = TypeVar("_Row")


def read_shocks(reading: Reading) -> None:
    """Special events of the forecast months, in the order listed."""
    reading.value = _rows(reading, _shock, "event_form")


def read_marked_events(reading: Reading) -> None:
    """Marked events of the past; no name twice."""
    events = _rows(reading, _marked_event, "mark_form")
    names = [event.name for event in events]
    for name in {name for name in names if names.count(name) > 1}:
        reading.refuse("name_twice", name=name)
    reading.value = events


def read_expectations(reading: Reading) -> None:
    """The planner's own expectation by month or year; no month of a group twice."""
    rows = _rows(reading, _expectation, "expectation_form")
    by_month = {(row.group, row.period[:4]) for row in rows if row.month}
    seen: set[tuple[str, str]] = set()
    for row in rows:
        if (row.group, row.period) in seen | by_month:
            reading.refuse("expectation_twice", group=row.group, period=row.period)
        seen.add((row.group, row.period))
    reading.value = rows


def read_origins(reading: Reading) -> None:
    """Countries of origin by year; no year twice."""
    rows = sorted(_rows(reading, _origins, "origins_form"), key=lambda row: row.from_)
    years = [row.from_ for row in rows]
    for year in sorted({year for year in years if years.count(year) > 1}):
        reading.refuse("origins_twice", year=year)
    reading.value = tuple(rows)


def _rows(
    reading: Reading, read: Callable[[Reading, Mapping[str, object]], _Row | None], no_table: str
) -> tuple[_Row, ...]:
    """Every row that can be read; a finding for anything that is no list of tables."""
    raw = reading.raw
    if not isinstance(raw, list | tuple):
        reading.refuse("not_a_list", given=kind_of(raw))
        return ()
    found = []
    for row in raw:
        if not isinstance(row, Mapping):
            reading.refuse(no_table, event=shown(row))
        elif (one := read(reading, row)) is not None:
            found.append(one)
    return tuple(found)


def _shock(reading: Reading, row: Mapping[str, object]) -> Shock | None:
    before = len(reading.findings)
    first, last = _span(reading, row, _SHOCK_FIELDS, ("from", "to"))
    group = _group(reading, row)
    factor, add = (finite(reading, row.get(name, neutral)) for name, neutral in (("factor", 1.0), ("add", 0.0)))
    if factor is None or add is None or len(reading.findings) > before:
        return None
    if not 0 <= factor <= _MOST_FACTOR or abs(add) > _MOST_ADDED:
        reading.refuse("event_size", factor_most=_MOST_FACTOR, add_most=_MOST_ADDED)
    if parse_month(first) > parse_month(last):
        reading.refuse("event_order")
    if add != 0.0 and group is None:
        reading.refuse("event_add_group")
    return Shock(first, last, group, factor, add) if len(reading.findings) == before else None


def _marked_event(reading: Reading, row: Mapping[str, object]) -> MarkedEvent | None:
    before = len(reading.findings)
    kind = row.get("kind")
    needed = ("name", "kind", "from", "source") if kind == "level_shift" else ("name", "kind", "from", "to", "source")
    first, last = _span(reading, row, _MARK_FIELDS, needed)
    group = _group(reading, row)
    for name in ("name", "source"):
        if name in row and not (isinstance(row[name], str) and str(row[name]).strip()):
            reading.refuse("event_text", field=name)
    if "kind" in row and kind not in EVENT_KINDS:
        reading.refuse("not_a_choice", choices=", ".join(EVENT_KINDS), nearest=nearest(str(kind), EVENT_KINDS))
    if len(reading.findings) == before and last and parse_month(first) > parse_month(last):
        reading.refuse("event_order")
    if len(reading.findings) > before:
        return None
    whole = last or first
    return MarkedEvent(str(row["name"]), str(kind), first, whole, group, str(row["source"]))


def _expectation(reading: Reading, row: Mapping[str, object]) -> Expectation | None:
    before = len(reading.findings)
    fields_known(reading, row, _EXPECTATION_FIELDS)
    needed = ["group", "period", "value", *(["low", "high"] if "low" in row or "high" in row else [])]
    if missing := [name for name in needed if name not in row]:
        reading.refuse("field_missing", fields=", ".join(missing))
    group = _group(reading, row)
    period = row.get("period")
    if period is not None and not (isinstance(period, str) and (_YEAR.fullmatch(period) or is_month(period))):
        reading.refuse("expectation_period", period=shown(period))
    numbers = {name: finite(reading, row[name]) for name in ("value", "low", "high") if name in row}
    value, low, high = numbers.get("value"), numbers.get("low"), numbers.get("high")
    if len(reading.findings) > before or value is None:
        return None
    if low is None or high is None:
        ordered = value >= 0.0
    else:
        ordered = 0.0 < low <= value <= high
    if not ordered or max(value, high or 0.0) > _MOST_PERSONS:
        reading.refuse("expectation_order", period=str(period), most=_MOST_PERSONS)
        return None
    return Expectation(str(group), str(period), value, low, high)


def _origins(reading: Reading, row: Mapping[str, object]) -> Origins | None:
    before = len(reading.findings)
    fields_known(reading, row, _ORIGIN_FIELDS)
    year = row.get("from")
    if isinstance(year, bool) or not isinstance(year, int) or not _FIRST_YEAR <= year <= _LAST_YEAR:
        reading.refuse("not_a_year", year=shown(year))
    if not {"shares", "rates"} & set(row):
        reading.refuse("origins_form", event=shown(row))
    shares, rates = (_by_origin(reading, row.get(name, {})) for name in ("shares", "rates"))
    total = math.fsum(shares.values())
    if "shares" in row and OTHER_ORIGIN in shares and abs(total - 1.0) > _ROUNDING:
        reading.refuse("sum_not_one", total=f"{total:.12g}")
    elif total > 1.0 + _ROUNDING:
        reading.refuse("sum_above_one", total=f"{total:.12g}")
    if len(reading.findings) > before or not isinstance(year, int):
        return None
    if "shares" in row:
        shares.setdefault(OTHER_ORIGIN, max(0.0, 1.0 - total))
    return Origins(year, tuple(shares.items()), tuple(rates.items()))


def _by_origin(reading: Reading, table: object) -> dict[str, float]:
    """Numbers by country of origin; findings for unknown ones and for numbers that are not possible."""
    if not isinstance(table, Mapping):
        reading.refuse("origins_form", event=shown(table))
        return {}
    known = [choice.value for choice in reading.entry.choices]
    found = {}
    for name, raw in table.items():
        if name not in known:
            reading.refuse("not_a_choice", choices=", ".join(known), nearest=nearest(str(name), known))
        elif (number := finite(reading, raw)) is not None and inside(reading, number):
            found[name] = number
    return found


def _span(
    reading: Reading, row: Mapping[str, object], fields: tuple[str, ...], needed: tuple[str, ...]
) -> tuple[str, str]:
    """First and last month of a row as texts, "" where it names none; findings for what is wrong."""
    fields_known(reading, row, fields)
    if missing := [name for name in needed if name not in row]:
        reading.refuse("field_missing", fields=", ".join(missing))
    for name in ("from", "to"):
        if name in row and not is_month(row[name]):
            reading.refuse("not_a_month", field=name)
    return str(row.get("from", "")), str(row.get("to", ""))


def _group(reading: Reading, row: Mapping[str, object]) -> str | None:
    group = row.get("group")
    if group is None or isinstance(group, str):
        return group
    reading.refuse("event_group", given=kind_of(group))
    return None
