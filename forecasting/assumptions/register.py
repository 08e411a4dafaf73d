"""Load the register of assumptions, `data/assumptions.toml`, and refuse it whole if any entry is incomplete.

The dotted path of a table is the key of its entry everywhere. What `housing.other` and `need.other` say holds for
every group; a group of its own, as `housing.asylum`, states its values and takes the rest from there.
"""

from __future__ import annotations

import datetime
import types
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from forecasting.assumptions import files
from forecasting.assumptions.entry import (
    KINDS,
    LEVELS,
    LEVERS,
    NO_SOURCE,
    OFFICES,
    QUALITIES,
    Assumption,
    Choice,
    Condition,
)
from forecasting.assumptions.findings import Place, about, nearest
from forecasting.assumptions.read import read_value
from forecasting.assumptions.sources import load_sources
from forecasting.assumptions.toml_text import line_numbers, parse_toml, read_text
from forecasting.assumptions.units import UNITS
from forecasting.assumptions.values import CONTINUED, DatedValue
from forecasting.base.errors import Finding, InputError
from forecasting.base.groups import group_name
from forecasting.base.text import LANGUAGES, Texts

__all__ = ["FURTHER", "GROUPED", "Hold", "Register", "can_be_set", "hold", "load_register", "read_register"]

Hold = Literal["without_effect", "not_switched_on", "not_switched_off", "nobody_left"]
"""What keeps an assumption from acting: another word; a switch that is off, or a number not given; a switch that is
on; a share that leaves nobody over."""

FURTHER = "other"
"""Name that stands for every group without entries of its own."""

GROUPED = ("housing", "need")
"""First part of the keys that have one entry per group."""

_REQUIRED = ("label_de", "label_en", "meaning_de", "meaning_en", "unit", "quality", "impact")
_OPTIONAL = (
    "lever", "kind", "value", "values", "source", "note", "note_en", "from", "possible", "plausible", "low", "high",
    "decision", "optional", "step", "choices", "acts_under", "ask",
)  # fmt: skip
_ALL = _REQUIRED + _OPTIONAL
_FIELDS = frozenset(_ALL)
_OF_THE_GROUP = frozenset({"value", "values", "low", "high", "source", "note", "note_en", "from"})
_STEP_FIELDS = frozenset({"from", "year", "value", "source", "note", "note_en"})


class Register(Mapping[str, Assumption]):
    """Entries by key, in the order of the file."""

    def __init__(self, entries: Iterable[Assumption]) -> None:
        self._entries = types.MappingProxyType({entry.key: entry for entry in entries})
        self._further: dict[str, Assumption] = {}
        named = (key.split(".")[1] for key in self._entries if key.startswith("housing."))
        self.groups = tuple(name for name in dict.fromkeys(named) if name != FURTHER)

    def __getitem__(self, key: str) -> Assumption:
        return self._entries[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def find(self, key: str) -> Assumption | None:
        """Entry of a key, of a further group the one of `other` under its own name; None: no such key."""
        known = self._entries.get(key) or self._further.get(key)
        if known is not None:
            return known
        group = group_of(key)
        if group is None:
            return None
        first, _, last = key.partition(f".{group}.")
        template = self._entries.get(f"{first}.{FURTHER}.{last}")
        if template is None:
            return None
        found = replace(
            template,
            key=key,
            group=Choice(group, group, group),
            acts_under=tuple((_of_group(other, group), word) for other, word in template.acts_under),
        )
        self._further[key] = found
        return found

    def for_groups(self, groups: Sequence[str]) -> tuple[Assumption, ...]:
        """Entries that hold for these groups: the shared ones and those of the groups, in the order of the file;
        further groups come last, in the order given."""
        further = [group for group in groups if group not in self.groups and group != FURTHER]
        own = [entry for key, entry in self._entries.items() if (group := group_of(key)) is None or group in groups]
        templates = [key for key in self._entries if group_of(key) == FURTHER]
        for group in further:
            found = (self.find(key.replace(f".{FURTHER}.", f".{group}.", 1)) for key in templates)
            own += [entry for entry in found if entry is not None]
        return tuple(own)


def group_of(key: str) -> str | None:
    """Group that a key is about: "asylum" of "need.asylum.take_up", None of "need.non_target_share"."""
    first, _, rest = key.partition(".")
    group, _, last = rest.rpartition(".")
    return group if first in GROUPED and group and last else None


def hold(condition: Condition) -> Hold:
    """How a condition that is not met is put into words."""
    key, word = condition
    if word is True:
        return "not_switched_on"
    if word is False:
        return "not_switched_off" if _is_switch(key) else "nobody_left"
    return "without_effect"


def can_be_set(condition: Condition) -> bool:
    """Whether a condition names the one value to set; a number that must be given has no one value."""
    key, word = condition
    return isinstance(word, str) or (isinstance(word, bool) and _is_switch(key))


def _is_switch(key: str) -> bool:
    entry = load_register().find(key)
    return entry is not None and entry.kind == "boolean"


@lru_cache(maxsize=1)
def load_register() -> Register:
    """The shipped register."""
    return read_register(files.ASSUMPTIONS)


def read_register(path: Path) -> Register:
    """Register of a file.

    Raises:
        InputError: with everything that is incomplete, unknown, impossible or without its source in `sources.toml`.
    """
    text = read_text(path)
    tables = dict(_entries(parse_toml(text, path.name)))
    findings: list[Finding] = []
    entries = []
    groups = _choices(tables.get("groups", {}).get("choices", []))
    for key, given in tables.items():
        group = group_of(key)
        template = tables.get(key.replace(f".{group}.", f".{FURTHER}.", 1), {}) if group else {}
        table = {name: value for name, value in template.items() if name not in _OF_THE_GROUP} | dict(given)
        label = next((choice for choice in groups if choice.value == group), None)
        try:
            entries.append(replace(_entry(key, table, Place(path.name)), group=label))
        except InputError as error:
            findings += error.findings
        except (AttributeError, KeyError, TypeError, ValueError):
            findings.append(about("entry_form", key, place=Place(path.name)))
    if findings:
        rows = line_numbers(text)
        raise InputError([replace(finding, row=rows.get(str(finding.values["key"]))) for finding in findings])
    return Register(entries)


def _entries(tree: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Tables that are entries, by dotted key."""
    for name, node in tree.items():
        key = f"{prefix}{name}"
        if isinstance(node, Mapping) and _FIELDS.isdisjoint(node):
            yield from _entries(node, f"{key}.")
        else:
            yield key, node if isinstance(node, Mapping) else {name: node}


def _entry(key: str, table: Mapping[str, Any], place: Place) -> Assumption:
    """One entry, checked.

    Raises:
        InputError: everything that is wrong with it.
    """
    found: list[Finding] = []
    found += [
        about("field_unknown", key, place=place, field=name, nearest=nearest(name, _ALL), fields=", ".join(_ALL))
        for name in table
        if name not in _FIELDS
    ]
    optional = table.get("optional") is True
    required = [*_REQUIRED] if optional or "values" in table else [*_REQUIRED, "value", "source"]
    if missing := [name for name in required if name not in table]:
        found.append(about("field_missing", key, place=place, fields=", ".join(missing)))
        raise InputError(found)
    kind, lever = table.get("kind", "number"), table.get("lever", key.partition(".")[0])
    for word, known in (
        (table["unit"], tuple(UNITS)), (kind, KINDS), (lever, LEVERS), (table["quality"], QUALITIES),
        (table["impact"], LEVELS), (table.get("ask", OFFICES[0]), OFFICES),
    ):  # fmt: skip
        if word not in known:
            choices = ", ".join(known)
            found.append(about("not_a_choice", key, word, place=place, choices=choices, nearest=nearest(word, known)))
    if found:
        raise InputError(found)
    entry = Assumption(
        key=key,
        lever=lever,
        kind=kind,
        unit=UNITS[table["unit"]],
        value=None,
        source=table.get("source", NO_SOURCE),
        decision=table.get("decision", False),
        optional=optional,
        steps=tuple(sorted((_step(row) for row in table.get("values", ())), key=lambda step: step.from_)),
        valid_from=table.get("from"),
        possible=_pair(table.get("possible")),
        plausible=_pair(table.get("plausible")),
        low=table.get("low"),
        high=table.get("high"),
        step=table.get("step"),
        choices=_choices(table.get("choices", ())),
        acts_under=_conditions(key, table.get("acts_under", [])),
        note=table.get("note", ""),
        note_en=table.get("note_en", ""),
        ask=table.get("ask"),
        **{name: table[name] for name in ("label_de", "label_en", "meaning_de", "meaning_en", "quality", "impact")},
    )
    return _with_value(entry, table, place)


def _with_value(entry: Assumption, table: Mapping[str, Any], place: Place) -> Assumption:
    """The entry with its value, range and sources checked."""
    key = entry.key
    found: list[Finding] = []
    raw = table.get("value")
    if entry.steps:
        raw = (
            {str(step.from_.year): _amount(step) for step in entry.steps}
            if entry.kind == "years"
            else [{"from": step.from_, "value": step.value} for step in entry.steps]
        )
    if raw is not None:
        reading = read_value(entry, key, raw, place)
        found += reading.findings
        value = entry.steps if entry.dated else reading.value
        entry = replace(entry, value=value)
    if (entry.low is None) != (entry.high is None) or (entry.low is not None and entry.decision):
        found.append(about("range_of_decision", key, place=place, entry=entry))
    if entry.low is not None and entry.high is not None and isinstance(entry.value, float):
        low, high = float(entry.low), float(entry.high)
        first, last = entry.possible or (low, high)
        if not first <= low <= entry.value <= high <= last:
            found.append(about("range_order", key, entry.value, place=place, entry=entry))
        entry = replace(entry, low=low, high=high)
    for source in entry.sources():
        if source != NO_SOURCE and source.partition(":")[0] not in load_sources():
            found.append(
                about("source_unknown", key, source, place=place, nearest=nearest(source, tuple(load_sources())))
            )
    if found:
        raise InputError(found)
    return entry


def _step(row: Mapping[str, Any]) -> DatedValue:
    if set(row) - _STEP_FIELDS:
        raise ValueError(row)
    day = row["from"] if "from" in row else datetime.date(row["year"], 1, 1)
    words = {name: row[name] for name in ("note", "note_en") if name in row}
    return DatedValue(day, float(row["value"]), row.get("source", NO_SOURCE), **words)


def _amount(step: DatedValue) -> object:
    """An amount by year as a scenario would give it: without a source it is only carried forward."""
    return {CONTINUED: step.value} if step.source == NO_SOURCE else step.value


def _conditions(key: str, rows: Sequence[Any]) -> tuple[Condition, ...]:
    """One condition or a list of them; those about `other` hold for the group of the key."""
    pairs = [rows] if rows and isinstance(rows[0], str) else rows
    group = group_of(key) or FURTHER
    return tuple((_of_group(str(other), group), word) for other, word in pairs)


def _of_group(key: str, group: str) -> str:
    """The key of `other` as that of a group."""
    return key.replace(f".{FURTHER}.", f".{group}.", 1)


def _choices(rows: Iterable[Mapping[str, str] | str]) -> tuple[Choice, ...]:
    """Choices with their labels; a plain word is a group, whose name the catalogue holds."""
    return tuple(
        Choice(row, *(group_name(row, Texts(language)) for language in LANGUAGES))
        if isinstance(row, str)
        else Choice(row["value"], row["label_de"], row["label_en"])
        for row in rows
    )


def _pair(raw: Sequence[float] | None) -> tuple[float, float] | None:
    return None if raw is None else (float(raw[0]), float(raw[1]))
