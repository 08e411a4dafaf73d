"""Write a scenario as a file, and read the scenario of a file that comes from anywhere.

Such a file may be anything: it is looked over first, so that what merely looks like a scenario does not keep the
program busy for minutes, and it must not name files of the machine that reads it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from forecasting.assumptions import Scenario, load_register
from forecasting.assumptions.scenario import read_scenario, scenario_toml
from forecasting.assumptions.toml_text import parse_toml
from forecasting.base.errors import Finding, InputError
from forecasting.store.content import refuse_paths

__all__ = ["LARGEST", "check_size", "read_file", "write_file"]

LARGEST = 256_000
"""Bytes of an imported file, and of a saved scenario."""

_MOST_PARTS = 4_000  # every key of the register with its longest list makes half of them
_MOST_UNKNOWN = 20
_MOST_GROUPS = 50
_WORDS = ("name", "name_en", "description_de", "description_en", "starts_from")
_REASONS = ("reasons", "reasons_en")
_PART = r"""(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')"""
_DEEP = re.compile(rf"(?<![\w-])(?:{_PART}[ \t]*+\.[ \t]*+){{16}}")  # a key of more than sixteen parts
_BLANK_HEAD = re.compile(r"\s*\[\[?[^\[\],]*?\s{20}")  # a table whose name holds a long blank


def write_file(scenario: Scenario) -> bytes:
    """The scenario as a file of its own, its keys in order: everything that differs from the register."""
    in_order = replace(
        scenario,
        overrides=dict(sorted(scenario.overrides.items())),
        reasons=dict(sorted(scenario.reasons.items())),
        reasons_en=dict(sorted(scenario.reasons_en.items())),
    )
    return scenario_toml(in_order).encode()


def read_file(content: bytes) -> Scenario:
    """Scenario of a file's bytes.

    Raises:
        InputError: everything that is wrong with it.
    """
    check_size(content)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(Finding("store.file.encoding")) from error
    unreadable = InputError(Finding("store.file.unreadable"))
    if _DEEP.search(text) or any(map(_BLANK_HEAD.match, text.splitlines())):
        raise unreadable
    try:
        tree = parse_toml(text, None)
        if not _is_of_the_size_of_a_scenario(tree):
            raise unreadable
        refuse_paths(tree)
        return read_scenario(text)
    except (ValueError, RecursionError) as error:
        raise unreadable from error


def check_size(content: bytes) -> None:
    """Refuse what is larger than a scenario may be.

    Raises:
        InputError: it is.
    """
    if len(content) > LARGEST:
        raise InputError(Finding("store.content.large", {"size": -(-len(content) // 1000), "most": LARGEST // 1000}))


def _is_of_the_size_of_a_scenario(tree: Mapping[str, object]) -> bool:
    groups = tree.get("groups")
    return (
        sum(1 for _ in _parts(tree)) <= _MOST_PARTS
        and sum(1 for _ in _unknown(tree)) <= _MOST_UNKNOWN
        and not (isinstance(groups, list) and len(groups) > _MOST_GROUPS)
    )


def _parts(node: object) -> Iterator[object]:
    """Every value in tables and lists."""
    if isinstance(node, Mapping | list):
        for part in node.values() if isinstance(node, Mapping) else node:
            yield from _parts(part)
    yield node


def _unknown(tree: Mapping[str, object], prefix: str = "") -> Iterator[str]:
    """Dotted keys that the register does not have; each is compared with every one it has."""
    for name, node in tree.items():
        key = f"{prefix}{name}"
        if load_register().find(key) is not None:
            continue
        if isinstance(node, Mapping):
            yield from _unknown(node, "" if key in _REASONS else f"{key}.")
        elif key not in _WORDS:
            yield key
