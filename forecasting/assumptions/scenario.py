"""A scenario: what differs from the register of assumptions, why, and under which name.

Scenario files hold `name`, the keys of the register as TOML tables, and `[reasons]`. A table by year in a file
replaces the register's; `--set budget.appropriation.2027=40e6` changes one year. A file that says
`starts_from = "base.toml"` lies over that file: what it does not set is as there. docs/method.md, Scenarios.
"""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Any

from forecasting.assumptions import files
from forecasting.assumptions.entry import Assumption
from forecasting.assumptions.findings import NOWHERE, Place, about, nearest
from forecasting.assumptions.read import Reading, read_value
from forecasting.assumptions.register import FURTHER, Register, group_of, load_register
from forecasting.assumptions.toml_text import line_numbers, parse_toml, read_text, write_toml
from forecasting.assumptions.validate import check_group, cross_check, groups_named
from forecasting.assumptions.values import Range, Value, Years, plain
from forecasting.base.errors import Finding, InputError
from forecasting.base.text import Language

__all__ = [
    "Scenario", "base_values", "load_scenario", "own_keys", "read_scenario", "scenario_toml", "shipped_scenarios",
]  # fmt: skip

_HEAD = ("name", "name_en", "description_de", "description_en")
_REASONS = ("reasons", "reasons_en")
_START = "starts_from"
_BY_YEAR = "years"
_PATH = "arrivals.path"
_SETS = Place("--set")
_GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}\.\d{3}")  # 60.000: sixty in TOML, sixty thousand to a German


@dataclass(frozen=True)
class Scenario:
    """Name, values that differ from the register, and the reasons."""

    name: str
    overrides: Mapping[str, Value] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)
    folder: Path | None = None  # paths in the scenario are relative to it
    source: str | None = None  # file it was read from
    ranges: Mapping[str, Range] = field(default_factory=dict)  # of overrides that bring a range of their own
    name_en: str = ""
    description_de: str = ""
    description_en: str = ""
    reasons_en: Mapping[str, str] = field(default_factory=dict)
    notices: tuple[Finding, ...] = field(default=(), compare=False)

    def title(self, language: Language) -> str:
        """Name in the language, the German one where there is no other."""
        return self.name_en if language == "en" and self.name_en else self.name

    def description(self, language: Language) -> str:
        """Description in the language; may be empty."""
        return self.description_en if language == "en" and self.description_en else self.description_de

    def reason(self, key: str, language: Language) -> str:
        """Why the value of `key` differs; empty if nobody said, or of another value that the base has."""
        if key in own_keys(self) and self.reasons.get(key) == _base().reasons.get(key):
            return ""
        english = self.reasons_en.get(key, "") if language == "en" else ""
        return english or self.reasons.get(key, "")

    def value(self, key: str) -> Value:
        """Value of a key, from the scenario or else the register; a further group falls back on `other`.

        Raises:
            KeyError: no such key.
        """
        if key in self.overrides:
            return self.overrides[key]
        entry = load_register().find(key)
        if entry is None:
            raise KeyError(key)
        group = group_of(key)
        if group is not None and group not in load_register().groups:
            return self.overrides.get(key.replace(f".{group}.", f".{FURTHER}.", 1), entry.value)
        return entry.value

    def range(self, entry: Assumption) -> Range | None:
        """Range of an uncertain fact, the scenario's own where it gives one; None where it is certain or decided."""
        return self.ranges.get(entry.key) or entry.range

    @property
    def groups(self) -> tuple[str, ...] | None:
        """Groups the scenario is limited to, None: all that the data have."""
        groups = self.value("groups")
        return tuple(str(group) for group in groups) if isinstance(groups, tuple) else None

    @property
    def arrivals_file(self) -> Path | None:
        """File that fixes the arrivals, None: they are forecast."""
        path = self.value(_PATH)
        if not isinstance(path, str):
            return None
        return (self.folder or Path()) / path

    @cached_property
    def digest(self) -> str:
        """SHA-256 (hex) of every value and range, the register's included; not of names and reasons."""
        register = load_register()
        named = [group for key in self.overrides if (group := group_of(key))]
        groups = dict.fromkeys((*register.groups, FURTHER, *(self.groups or ()), *named))
        own = {*self.overrides, *self.ranges}
        members = (
            text if entry.key not in own and text else _member(entry.key, self.value(entry.key), self.range(entry))
            for entry, text in _members(tuple(groups))
        )
        return hashlib.sha256(f"{{{','.join(members)}}}".encode()).hexdigest()

    def with_values(self, values: Mapping[str, object], reasons: Mapping[str, str] | None = None) -> Scenario:
        """The scenario with other values; None takes a value back to the register's.

        Args:
            values: by dotted key, typed or as a TOML file would give them; "budget.appropriation.2027" changes one
                year of a table.
            reasons: added to those there are; reasons of values taken back are dropped.
        Raises:
            InputError: everything that is wrong with the values.
        """
        given: dict[str, _Given] = {key: _Given(self.as_given(key)) for key in self.overrides}
        findings: list[Finding] = []
        for key, value in values.items():
            _assign(given, key, plain(value), NOWHERE, findings)
        head = {name: getattr(self, name) for name in _HEAD} | {
            "reasons": dict(self.reasons) | dict(reasons or {}),
            "reasons_en": dict(self.reasons_en),
        }
        head["reasons"] = {key: text for key, text in head["reasons"].items() if key in given}
        head["reasons_en"] = {key: text for key, text in head["reasons_en"].items() if key in given}
        return _assemble(head, given, self.folder, self.source, findings)

    def as_given(self, key: str) -> object:
        """What the scenario sets, as a file writes it, with its own range if it has one; None: the register's."""
        return plain(self.ranges.get(key, self.overrides.get(key)))


def _member(key: str, value: Value, span: Range | None) -> str:
    """Value and range of a key as a member of a JSON object."""
    state = {key: [plain(value), list(span) if span else None]}
    return json.dumps(state, sort_keys=True, separators=(",", ":"), default=str)[1:-1]


@lru_cache(maxsize=64)
def _members(groups: tuple[str, ...]) -> tuple[tuple[Assumption, str], ...]:
    """Entries that hold for these groups by key, as the register has them; "" of a further group, whose values may
    follow from those of the others that are not named."""
    register = load_register()
    known = {*register.groups, None}
    return tuple(
        (entry, _member(entry.key, entry.value, entry.range) if group_of(entry.key) in known else "")
        for entry in sorted(register.for_groups(groups), key=lambda entry: entry.key)
    )


def shipped_scenarios() -> tuple[Path, ...]:
    """Files of the shipped scenarios, the base scenario first."""
    found = sorted(files.SCENARIOS.glob("*.toml"))
    return tuple(sorted(found, key=lambda path: path.stem != "base"))


def own_keys(scenario: Scenario) -> tuple[str, ...]:
    """Keys that the scenario sets otherwise than the base scenario, in its order."""
    base = _base()
    return tuple(
        key
        for key, value in scenario.overrides.items()
        if key not in base.overrides
        or (base.overrides[key], base.ranges.get(key)) != (value, scenario.ranges.get(key))
    )


@cache
def _base() -> Scenario:
    return load_scenario()


def load_scenario(path: Path | str | None = None, sets: Sequence[str] = ()) -> Scenario:
    """Read a scenario file and change single values.

    Args:
        path: TOML file; None is the shipped base scenario.
        sets: "KEY=VALUE", the value in TOML; a bare word counts as text. A file is looked for from the current
            folder, one that the scenario file names from the folder of that.
    Raises:
        InputError: everything that is wrong with the file and the sets; "60.000", which a German reads otherwise.

    >>> load_scenario(sets=["staffing.persons_per_fte=90"]).overrides["staffing.persons_per_fte"]
    90.0
    """
    file = files.SCENARIOS / "base.toml" if path is None else Path(path)
    return read_scenario(read_text(file), folder=file.parent, file=file.name, sets=sets)


def base_values() -> Mapping[str, Value]:
    """What the shipped base scenario sets: a scenario that sets the same changes nothing of it."""
    return _base().overrides


def read_scenario(
    text: str, *, folder: Path | None = None, file: str | None = None, sets: Sequence[str] = ()
) -> Scenario:
    """Scenario of a TOML text; see `load_scenario`.

    Raises:
        InputError: everything that is wrong with it.
    """
    head, given, folder = _file_content(text, folder, file, ())
    head.setdefault("name", Path(file).stem if file else "")
    findings: list[Finding] = []
    for words in sets:
        _set(head, given, words, findings)
    return _assemble(head, given, folder, file, findings)


def scenario_toml(scenario: Scenario) -> str:
    """The scenario as a file; reading it gives the same scenario."""
    tree: dict[str, Any] = {name: words for name in _HEAD if (words := getattr(scenario, name))}
    for key in scenario.overrides:
        *path, last = key.split(".")
        table = tree
        for part in path:
            table = table.setdefault(part, {})
        table[last] = scenario.as_given(key)
    for name in _REASONS:
        if reasons := dict(getattr(scenario, name)):
            tree[name] = reasons
    return write_toml(tree)


@dataclass(frozen=True)
class _Given:
    """A raw value and where it stands."""

    raw: object
    place: Place = NOWHERE


def _file_content(
    text: str, folder: Path | None, file: str | None, above: Sequence[Path]
) -> tuple[dict[str, Any], dict[str, _Given], Path | None]:
    """Head, values and the folder that their paths are relative to, those of the file it starts from below its own.

    Args:
        above: files that start from this one, so that none starts from itself.
    Raises:
        InputError: it is no TOML, or starts from what is no file or starts from it in turn.
    """
    tree = parse_toml(text, file)
    head = {name: tree.pop(name) for name in (*_HEAD, *_REASONS) if name in tree}
    start = tree.pop(_START, None)
    rows = line_numbers(text)
    given = {
        key: _Given(raw, Place(file, rows.get(key, rows.get(key.rpartition(".")[0]))))
        for key, raw in _leaves(tree, load_register())
    }
    if start is None:
        return head, given, folder
    here = () if folder is None or file is None else ((folder / file).resolve(),)
    path = _started_from(start, folder, (*above, *here), Place(file, rows.get(_START)))
    below, inherited, folder_below = _file_content(read_text(path), path.parent, path.name, (*above, *here))
    changed = {key for key, each in given.items() if key not in inherited or inherited[key].raw != each.raw}
    for name in _REASONS:
        own, kept = head.get(name, {}), _flat(below.get(name))
        if isinstance(own, Mapping):  # anything else is refused with the rest of the head
            head[name] = {key: words for key, words in kept.items() if key not in changed} | _flat(own)
    own_path = _PATH in given or _PATH not in inherited
    return head, inherited | given, folder if own_path else folder_below


def _started_from(start: object, folder: Path | None, above: Sequence[Path], place: Place) -> Path:
    """The file that a scenario starts from: relative to its folder, or else a shipped scenario of that name.

    Without a folder (the file comes from another machine) only a shipped one is looked for.
    """
    if not isinstance(start, str) or not start:
        raise InputError(about("start_form", _START, start, place=place))
    own = None if folder is None else folder / start
    shipped = files.SCENARIOS / start if Path(start).name == start else None
    path = next((each for each in (own, shipped) if each is not None and _is_file(each)), None)
    if path is None:
        raise InputError(about("start_missing", _START, start, place=place))
    if path.resolve() in above:
        raise InputError(about("start_cycle", _START, start, place=place))
    return path


def _leaves(tree: Mapping[str, object], register: Register, prefix: str = "") -> Iterable[tuple[str, object]]:
    """Dotted keys and raw values: everything up to the keys of the register, unknown keys as far as they go."""
    for name, node in tree.items():
        key = f"{prefix}{name}"
        if register.find(key) is not None or not isinstance(node, Mapping):
            yield key, node
        elif node:
            yield from _leaves(node, register, f"{key}.")
        elif not _is_table(key, register):
            yield key, node


def _is_file(path: Path) -> bool:
    """Whether the path names a file; one too long for any file does not."""
    try:
        return path.is_file()
    except OSError:
        return False


def _is_table(key: str, register: Register) -> bool:
    return any(known.startswith(f"{key}.") for known in register)


def _set(head: dict[str, object], given: dict[str, _Given], words: str, findings: list[Finding]) -> None:
    """Apply "KEY=VALUE"."""
    key, sign, value = words.partition("=")
    key, place = key.strip(), _SETS
    if not sign or not key:
        findings.append(about("set_form", words, words, place=place))
        return
    try:
        tree = tomllib.loads(f"value = {value}")
    except (ValueError, RecursionError):  # not TOML, a number of thousands of digits, or nested without end
        tree = {}
    raw = tree["value"] if set(tree) == {"value"} else value.strip()
    if isinstance(raw, float) and _GROUPED.fullmatch(value.strip()):
        point = value.strip().replace(".", "")
        findings.append(
            about("grouped_number", key, value, place=place, severity="question", whole=point, decimal=str(raw))
        )
    elif key in _HEAD:
        head[key] = raw
    else:
        _assign(given, key, raw, place, findings)


def _assign(given: dict[str, _Given], key: str, raw: object, place: Place, findings: list[Finding]) -> None:
    """Set a key, one year of a table by year, or (None) take a value back."""
    register = load_register()
    table, _, year = key.rpartition(".")
    entry = register.find(table) if register.find(key) is None else None
    if entry is not None and entry.kind == _BY_YEAR:
        before = given[table].raw if table in given else plain(entry.value if entry.value is not None else Years())
        if isinstance(before, Mapping):
            kept = {name: amount for name, amount in before.items() if str(name) != year}
            given[table] = _Given(kept if raw is None else kept | {year: raw}, place)
    elif raw is not None:
        given[key] = _Given(raw, place)
    elif register.find(key) is not None:
        given.pop(key, None)
    else:
        findings.append(_unknown(key, raw, place, None))


def _assemble(
    head: Mapping[str, Any],
    given: Mapping[str, _Given],
    folder: Path | None,
    file: str | None,
    findings: list[Finding],
) -> Scenario:
    """Read and check everything at once.

    Raises:
        InputError: with all findings, those that came in included.
    """
    register = load_register()
    declared = _declared(given)
    readings: dict[str, Reading] = {}
    for key, each in given.items():
        entry = register.find(key)
        if entry is None:
            findings.append(_unknown(key, each.raw, each.place, declared))
            continue
        readings[key] = read_value(entry, key, each.raw, each.place)
        findings += readings[key].findings
    for group, key, place in groups_named(readings):
        found = check_group(group, key, register, declared, place)
        findings += [found] if found is not None else []
    findings += _check_head(head, readings, file)
    usable = {key: reading for key, reading in readings.items() if reading.ok}
    if _PATH in usable and usable[_PATH].place == _SETS:
        folder = Path.cwd()
    scenario = Scenario(
        name=str(head["name"]),
        overrides={key: reading.value for key, reading in usable.items()},
        reasons=_flat(head.get("reasons")),
        folder=folder,
        source=file,
        ranges={key: reading.range for key, reading in usable.items() if reading.range is not None},
        name_en=str(head.get("name_en", "")),
        description_de=str(head.get("description_de", "")),
        description_en=str(head.get("description_en", "")),
        reasons_en=_flat(head.get("reasons_en")),
    )
    named = (group for group, _, _ in groups_named(usable))
    findings += cross_check(scenario.value, usable, dict.fromkeys((*register.groups, *(declared or ()), *named)))
    path = scenario.arrivals_file
    if path is not None and not _is_file(path):
        findings.append(about("path_missing", _PATH, str(path), place=readings[_PATH].place))
    errors = [finding for finding in findings if finding.severity != "notice"]
    if errors:
        raise InputError(errors)
    return replace(scenario, notices=tuple(findings))


def _declared(given: Mapping[str, _Given]) -> tuple[str, ...] | None:
    """Groups the scenario names, as far as they can be read."""
    raw = given["groups"].raw if "groups" in given else None
    return tuple(name for name in raw if isinstance(name, str)) if isinstance(raw, list | tuple) else None


def _unknown(key: str, raw: object, place: Place, declared: Sequence[str] | None) -> Finding:
    register = load_register()
    keys = [entry.key for entry in register.for_groups((*register.groups, *(declared or ())))]
    return about("unknown_key", key, raw, place=place, nearest=nearest(key, (*keys, *_HEAD, *_REASONS, _START)))


def _check_head(head: Mapping[str, Any], readings: Mapping[str, Reading], file: str | None) -> Iterable[Finding]:
    """Findings about name, description and reasons."""
    place = Place(file)
    for name in _HEAD:
        if not isinstance(head.get(name, ""), str):
            yield about("head_text", name, head[name], place=place)
    register = load_register()
    for name in _REASONS:
        table = head.get(name, {})
        if not isinstance(table, Mapping):
            yield about("reasons_form", name, table, place=place)
            continue
        for key, reason in _flat(table).items():
            if register.find(key) is None:
                yield _unknown(key, reason, place, None)
            elif not isinstance(reason, str):
                yield about("reasons_form", f"{name}.{key}", reason, place=place)
            elif key not in readings:
                yield about("reason_unused", key, place=place, severity="notice")


def _flat(table: object, prefix: str = "") -> dict[str, Any]:
    """Reasons by dotted key, whether the file nests the keys or quotes them."""
    flat: dict[str, Any] = {}
    for name, node in table.items() if isinstance(table, Mapping) else ():
        if isinstance(node, Mapping):
            flat |= _flat(node, f"{prefix}{name}.")
        else:
            flat[f"{prefix}{name}"] = node
    return flat
