"""What a saved scenario says: its differences from a shipped scenario as TOML text, and the way back.

Inherited: only what differs from the base is kept, in tables by year the single years, so that everything else
follows the base when that changes. Standalone: every value of the scenario is kept together with the register of the
day, so that nothing follows any more. Keys are those of the register; docs/operations.md, Saved scenarios.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from forecasting.assumptions import Assumption, Scenario, load_register
from forecasting.assumptions.differences import changed_reasons, differences
from forecasting.assumptions.register import FURTHER, group_of
from forecasting.assumptions.toml_text import write_toml
from forecasting.assumptions.values import CONTINUED, Range, plain
from forecasting.base.errors import Finding, InputError

__all__ = ["Broken", "read_content", "refuse_paths", "with_another_name", "write_content"]


class Broken(ValueError):
    """The text is not what `write_content` writes."""


@dataclass(frozen=True)
class _Content:
    """A saved scenario's text as tables; every key is dotted and stands alone."""

    name_en: str = ""
    description_de: str | None = None  # None: that of the base
    description_en: str | None = None
    taken_back: tuple[str, ...] = ()  # set by the base, back to the register here
    values: Mapping[str, object] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)  # "": the base's reason is dropped
    reasons_en: Mapping[str, str] = field(default_factory=dict)
    register: Mapping[str, object] = field(default_factory=dict)  # of the day it was saved, for a standalone one


def write_content(scenario: Scenario, base: Scenario, *, standalone: bool) -> str:
    """TOML text of what the scenario says beyond the base; of a standalone one everything.

    Raises:
        InputError: it names a file of some machine.
    """
    origin = Scenario("") if standalone else base
    values = differences(scenario, origin, by_year=True)
    refuse_paths(values)
    register = [entry for entry in load_register().values() if standalone and entry.value is not None]
    return _write(
        _Content(
            name_en=scenario.name_en,
            description_de=None if scenario.description_de == origin.description_de else scenario.description_de,
            description_en=None if scenario.description_en == origin.description_en else scenario.description_en,
            taken_back=tuple(key for key, value in values.items() if value is None),
            values={key: value for key, value in values.items() if value is not None},
            reasons=changed_reasons(scenario.reasons, origin.reasons),
            reasons_en=changed_reasons(scenario.reasons_en, origin.reasons_en),
            register={entry.key: _state(entry) for entry in register},
        )
    )


def read_content(text: str, name: str, base: Scenario, *, standalone: bool) -> Scenario:
    """Scenario of a text that `write_content` wrote, on top of the base as it is today.

    Returns:
        the scenario; its notices tell where a standalone one cannot keep the register of the day it was saved.
    Raises:
        Broken: not such a text.
        InputError: values that are refused today.
    """
    content = _parse(text)
    refuse_paths(content.values)
    refuse_paths(content.register)
    origin = Scenario("") if standalone else base
    scenario = origin.with_values({**content.values, **dict.fromkeys(content.taken_back)})
    notices: tuple[Finding, ...] = ()
    if standalone:
        scenario = scenario.with_values(_kept(scenario, content.register))
        notices = tuple(_not_kept(scenario, content.register))
    german, english = content.description_de, content.description_en
    return replace(
        scenario,
        name=name,
        source=None,
        name_en=content.name_en,
        description_de=origin.description_de if german is None else german,
        description_en=origin.description_en if english is None else english,
        reasons=_reasons_on(origin.reasons, content.reasons, content.taken_back),
        reasons_en=_reasons_on(origin.reasons_en, content.reasons_en, content.taken_back),
        notices=scenario.notices + notices,
    )


def with_another_name(text: str) -> str:
    """The same content for another name: an English name goes with its German one.

    Raises:
        Broken: not a text of `write_content`.
    """
    return _write(replace(_parse(text), name_en=""))


def _paths_in(tree: Mapping[str, object], prefix: str = "") -> Iterator[str]:
    """Dotted keys of a tree of tables that name a file of some machine."""
    register = load_register()
    for name, node in tree.items():
        key = f"{prefix}{name}"
        entry = register.find(key)
        if entry is not None and entry.kind == "path":
            yield key
        elif isinstance(node, Mapping):
            yield from _paths_in(node, f"{key}.")


def _reasons_on(base: Mapping[str, str], own: Mapping[str, str], taken_back: Collection[str]) -> dict[str, str]:
    return {key: reason for key, reason in {**base, **own}.items() if reason and key not in taken_back}


def _state(entry: Assumption) -> object:
    """The register's value of today, with its range, as a file gives it."""
    return plain(entry.range) if entry.range is not None else plain(entry.value)


def _kept(scenario: Scenario, before: Mapping[str, object]) -> dict[str, object]:
    """Values that keep the register of the day the scenario was saved, where that differs from today's."""
    kept: dict[str, object] = {}
    for key, entry in load_register().items():
        if key in before and key not in scenario.overrides and before[key] != _state(entry):
            kept[key] = _certain(entry, _undrawn(entry, before[key]))
    for key, own in scenario.overrides.items():
        found = load_register().find(key)
        if found is None or not isinstance(own, float) or key in scenario.ranges or own in (found.possible or ()):
            continue
        group = group_of(key)
        then = before.get(key, before.get(key.replace(f".{group}.", f".{FURTHER}.", 1)) if group else None)
        if then == _state(found):
            continue
        if isinstance(then, Mapping) and "low" in then:
            kept[key] = plain(Range(min(then["low"], own), own, max(then["high"], own)))
        else:
            kept[key] = _certain(found, own)
    return kept


def _certain(entry: Assumption, value: object) -> object:
    """A number that had no range stays without one, even if the register has a range for it today."""
    if entry.range is None or isinstance(value, bool) or not isinstance(value, int | float):
        return value
    return plain(Range(value, value, value))


def _undrawn(entry: Assumption, state: object) -> object:
    """A value at the edge of what is possible, which the register does not draw, without its range."""
    value = state.get("value") if isinstance(state, Mapping) else None
    return state if value is None or value not in (entry.possible or ()) else value


def _not_kept(scenario: Scenario, before: Mapping[str, object]) -> Iterator[Finding]:
    """A notice about values that the register had not when the scenario was saved."""
    later = [
        key
        for key, entry in load_register().items()
        if key not in before and key not in scenario.overrides and entry.value is not None
    ]
    if later:
        yield Finding("store.content.later", {"keys": ", ".join(later)}, severity="notice")


def refuse_paths(tree: Mapping[str, object]) -> None:
    """Refuse a scenario that names a file of some machine.

    Args:
        tree: keys and values, nested as in a file or dotted.
    Raises:
        InputError: with each such key.
    """
    if findings := [Finding("store.content.path", {"key": key}) for key in _paths_in(tree)]:
        raise InputError(findings)


def _write(content: _Content) -> str:
    tree = {item.name: getattr(content, item.name) for item in fields(content)}
    return write_toml({name: value for name, value in tree.items() if value not in (None, "", (), {})})


def _parse(text: str) -> _Content:
    """Content of a text.

    Raises:
        Broken: not what `_write` writes.
    """
    try:
        tree: dict[str, Any] = tomllib.loads(text)
        content = _Content(**{**tree, "taken_back": tuple(tree.get("taken_back", ()))})
    except (TypeError, ValueError, RecursionError) as error:
        raise Broken from error
    tables = (content.values, content.reasons, content.reasons_en, content.register)
    if not all(isinstance(table, dict) for table in tables):
        raise Broken
    words = [content.name_en, content.description_de or "", content.description_en or "", *content.taken_back]
    if not all(isinstance(word, str) for word in [*words, *content.reasons.values(), *content.reasons_en.values()]):
        raise Broken
    if not all(not isinstance(then, dict) or _is_state(then) for then in content.register.values()):
        raise Broken
    return content


def _is_state(table: Mapping[str, object]) -> bool:
    """A value with its range, or a table by year, in which an amount may be marked as only carried forward."""
    if set(table) == {"value", "low", "high"}:
        return all(isinstance(number, int | float) for number in table.values())
    return all(year.isdigit() for year in table) and all(
        isinstance(each[CONTINUED] if isinstance(each, dict) and set(each) == {CONTINUED} else each, int | float)
        for each in table.values()
    )
