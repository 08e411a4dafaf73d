"""What was answered about the files of a folder, kept beside them and true as long as a file stays as it is."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from forecasting.base.errors import Finding, InputError
from forecasting.observations.reading.month_column import Answers

__all__ = ["FILE", "answers_in", "digest", "keep_answers"]

FILE = "answers.json"
"""In the folder; by name of a file its SHA-256 and the answers."""


def digest(content: bytes) -> str:
    """SHA-256 by which a file is known again."""
    return hashlib.sha256(content).hexdigest()


def answers_in(folder: Path) -> dict[str, Answers]:
    """Answers by name of the file; of a file that has changed since there are none.

    Raises:
        InputError: the file that keeps them cannot be read.
    """
    return {
        name: answers
        for name, (sha256, answers) in _kept(folder).items()
        if (folder / name).is_file() and digest((folder / name).read_bytes()) == sha256
    }


def keep_answers(folder: Path, given: Mapping[str, Answers]) -> None:
    """Keep answers by name of the file, beside those that are there."""
    known = answers_in(folder)
    kept = {
        name: {
            "sha256": digest((folder / name).read_bytes()),
            "answers": {**known.get(name, {}), **given.get(name, {})},
        }
        for name in sorted({*known, *given})
    }
    (folder / FILE).write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _kept(folder: Path) -> dict[str, tuple[str, Answers]]:
    path = folder / FILE
    if not path.is_file():
        return {}
    try:
        tree = json.loads(path.read_bytes())
        return {str(name): (str(each["sha256"]), _words(each["answers"])) for name, each in tree.items()}
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise InputError(Finding("observations.answers_file", file=FILE)) from error


def _words(tree: Mapping[str, object]) -> Answers:
    return {str(question): str(choice) for question, choice in tree.items()}
