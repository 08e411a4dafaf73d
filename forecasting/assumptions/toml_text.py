"""Read and write TOML: where a key stands in a file, and a scenario's values as a file."""

from __future__ import annotations

import datetime
import json
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path

from forecasting.assumptions.findings import Place, about
from forecasting.base.errors import InputError

__all__ = ["line_numbers", "parse_toml", "read_text", "write_toml"]

_TABLE = re.compile(r"\s*\[\[?\s*([^\[\],]+?)\s*\]\]?\s*(#.*)?$")
_PART = r"""(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')"""
_ASSIGNMENT = re.compile(rf"\s*({_PART}(?:\s*\.\s*{_PART})*)\s*=")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_AT_LINE = re.compile(r"at line (\d+)")


def read_text(path: Path) -> str:
    """Text of a file.

    Raises:
        InputError: no such file, a folder, or not UTF-8.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(about("file_encoding", str(path), place=Place(path.name))) from error
    except OSError as error:
        raise InputError(about("file_missing", str(path), place=Place(path.name))) from error


def parse_toml(text: str, file: str | None) -> dict[str, object]:
    """Tables of a TOML text.

    Raises:
        InputError: not TOML; names the line.
    """
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = _AT_LINE.search(str(error))
        row = int(found[1]) if found else len(text.splitlines())
        raise InputError(about("file_toml", file or "", place=Place(file, row))) from error
    except (ValueError, RecursionError) as error:  # a number of thousands of digits, tables nested without end
        raise InputError(about("file_toml", file or "", place=Place(file, 1))) from error


def line_numbers(text: str) -> dict[str, int]:
    """Line in which each dotted key is assigned, and each table begins; the header being line 1.

    >>> line_numbers("a = 1\\n[b.c]\\nd = 2\\n")
    {'a': 1, 'b.c': 2, 'b.c.d': 3}
    """
    lines: dict[str, int] = {}
    table = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if header := _TABLE.match(line):
            table = _dotted(header[1])
            lines.setdefault(table, number)
        elif assignment := _ASSIGNMENT.match(line):
            key = _dotted(assignment[1])
            lines.setdefault(f"{table}.{key}" if table else key, number)
    return lines


def write_toml(tree: Mapping[str, object]) -> str:
    """TOML text of nested tables; lists and tables inside a list are written in one line."""
    return _table("", tree).lstrip("\n")


def _dotted(key: str) -> str:
    return ".".join(part.strip().strip("\"'") for part in key.split("."))


def _table(name: str, tree: Mapping[str, object]) -> str:
    own = {key: value for key, value in tree.items() if not isinstance(value, Mapping) or _inline_wanted(value)}
    lines = [f"{_key(key)} = {_inline(value)}" for key, value in own.items()]
    head = f"\n[{name}]\n" if name and lines else ""
    text = head + "".join(f"{line}\n" for line in lines)
    for key, value in tree.items():
        if key not in own and isinstance(value, Mapping):
            text += _table(f"{name}.{_key(key)}" if name else _key(key), value)
    return text


def _inline_wanted(table: Mapping[str, object]) -> bool:
    """A table by year or a value with its range is one value, not a table of keys."""
    return not table or "value" in table or all(key.isdigit() for key in table)


def _inline(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        pairs = ", ".join(f"{_key(key)} = {_inline(part)}" for key, part in value.items())
        return f"{{ {pairs} }}" if pairs else "{}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_inline(part) for part in value) + "]"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, datetime.date):
        return value.isoformat()
    return repr(value)


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else json.dumps(key, ensure_ascii=False)
