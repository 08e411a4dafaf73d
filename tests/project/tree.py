"""The files of the project as a clone holds them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

_NOT_OURS = {".git", ".venv", ".cache", ".hypothesis", "build", "__pycache__"}


@cache
def files() -> tuple[Path, ...]:
    """Every file, without environments, caches and what was built."""
    return tuple(sorted(_walk(ROOT)))


@cache
def text_files() -> tuple[tuple[str, str], ...]:
    """(path from the root, content) of every text file."""
    found = []
    for path in files():
        try:
            found.append((path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")))
        except UnicodeDecodeError:
            continue
    return tuple(found)


def _walk(folder: Path) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name not in _NOT_OURS and not name.endswith("_cache")]
        for name in names:
            if not name.endswith(".pyc"):
                yield Path(parent, name)
