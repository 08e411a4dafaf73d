"""`python -m forecasting reproduce FILE`: compute an exported document again and report equal or every difference."""

from __future__ import annotations

import argparse
import json
from dataclasses import replace
from pathlib import Path

from forecasting.base.errors import Finding, InputError
from forecasting.base.text import Texts
from forecasting.commands.observed import observed
from forecasting.commands.progress import Progress

__all__ = ["add_options", "run"]

DIFFERS = 4
MOST = 100
"""Differences that are said one by one in words; JSON holds them all."""

LARGEST = 100_000_000  # bytes


def add_options(command: argparse.ArgumentParser, text: Texts) -> None:
    """Declare what the command understands."""
    command.add_argument("file", metavar="FILE", help=text("cli.reproduce.file"))
    command.add_argument("--data", metavar="DIR", help=text("cli.reproduce.data"))
    command.add_argument("--json", action="store_true", help=text("cli.option.json"))


def run(options: argparse.Namespace, text: Texts) -> int:
    """Recompute and compare; the exit code says whether the document is what was computed."""
    from forecasting.papers.proof.reproduce import read_seal, reproduce

    name = Path(options.file).name
    data = _content(Path(options.file))
    try:
        read_seal(data)  # before the work begins
        with Progress(text("cli.report.computing"), text) as progress:
            observations = observed(options)
            found = reproduce(data, observations, actor=options.actor, places=text, progress=progress)
    except InputError as error:
        raise InputError(
            [finding if finding.file else replace(finding, file=name) for finding in error.findings]
        ) from error
    said = [difference.sentence(text) for difference in found.differences]
    if options.json:
        rows = [
            {"place": each.place, "expected": each.expected, "found": each.found} for each in found.differences
        ]  # fmt: skip
        facts = {"equal": found.equal, "same_bytes": found.same_bytes, "run_id": found.seal.run_id,
                 "kind": found.seal.kind, "version": found.seal.version, "differences": rows}  # fmt: skip
        print(json.dumps(facts, ensure_ascii=False))
    elif found.equal:
        key = "same" if found.same_bytes else "saved_again"
        print(text(f"cli.reproduce.{key}", file=name, run=found.seal.run_id))
    else:
        print(text.plural("cli.reproduce.differs", len(said), file=name, run=found.seal.run_id))
        print("\n".join(said[:MOST]))
        if len(said) > MOST:
            print(text("cli.reproduce.more", count=len(said) - MOST))
    return 0 if found.equal else DIFFERS


def _content(path: Path) -> bytes:
    """The file.

    Raises:
        InputError: it cannot be read, or is too large for a document of this program.
    """
    try:
        if path.stat().st_size > LARGEST:
            raise InputError(Finding("papers.reproduce.too_big", file=path.name))
        return path.read_bytes()
    except OSError as error:
        raise InputError(Finding("papers.reproduce.unreadable", file=path.name)) from error
