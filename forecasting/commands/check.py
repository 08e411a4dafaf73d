"""`python -m forecasting check`: everything found in observation files, at once."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from forecasting.base.errors import Finding
from forecasting.base.text import Texts
from forecasting.commands.findings import lines
from forecasting.commands.observed import answer_of, this_month
from forecasting.commands.results import write

__all__ = ["add_options", "run"]


def add_options(command: argparse.ArgumentParser, text: Texts) -> None:
    """Declare what the command understands."""
    command.add_argument("paths", nargs="+", metavar="PATH", help=text("cli.check.path"))
    command.add_argument("--answer", action="append", default=[], metavar="KEY=VALUE", help=text("cli.check.answer"))
    command.add_argument("--json", action="store_true", help=text("cli.option.json"))


def run(options: argparse.Namespace, text: Texts) -> int:
    """Check and report; with `--out` the file holds the whole report."""
    if options.answer:
        _keep(options.answer, [Path(path) for path in options.paths])
    findings = _found(options.paths)
    invalid = any(finding.severity != "notice" for finding in findings)
    if options.json:
        document = {"valid": not invalid, "findings": [_row(finding, text) for finding in findings]}
        write(json.dumps(document, ensure_ascii=False, indent=1) + "\n", options.out)
        return 2 if invalid else 0
    notices = [finding for finding in findings if finding.severity == "notice"]
    objections = [finding for finding in findings if finding.severity != "notice"]
    noticed, objected = _lines(notices, text), _lines(objections, text)
    for line in objected:
        print(line, file=sys.stderr)
    summary = text.plural("cli.check.invalid", len(objections)) if invalid else text("cli.check.valid")
    report = [*(objected if options.out is not None else []), *noticed, summary]
    write("\n".join(report) + "\n", options.out)
    return 2 if invalid else 0


def _keep(given: Sequence[str], paths: Sequence[Path]) -> None:
    """Keep the answers beside the files that they are about."""
    from forecasting.observations.checking import answer

    answer(paths, dict(answer_of(each) for each in given), latest=this_month())


def _found(paths: Sequence[str]) -> list[Finding]:
    """Findings in each path; of several paths, files are named with theirs, as names may be the same."""
    from forecasting.observations import check

    if len(paths) == 1:
        return list(check([Path(paths[0])], this_month()))
    return [_named(finding, Path(path)) for path in paths for finding in check([Path(path)], this_month())]


def _named(finding: Finding, path: Path) -> Finding:
    own = finding.file is None or finding.file == path.name
    return replace(finding, file=str(path if own else path / str(finding.file)))


def _lines(findings: Sequence[Finding], text: Texts) -> list[str]:
    """Sentences, each led by the word for its severity."""
    return [
        f"{text('cli.' + severity)}: {sentence}"
        for severity in dict.fromkeys(finding.severity for finding in findings)
        for sentence in lines((finding for finding in findings if finding.severity == severity), text)
    ]


def _row(finding: Finding, text: Texts) -> dict[str, object]:
    return {
        "file": finding.file,
        "row": finding.row,
        "column": finding.column,
        "value": finding.value,
        "severity": finding.severity,
        "rule": finding.rule(text),
        "remedy": finding.remedy(text),
        "question": finding.question if finding.choices else None,
        "choices": {choice: finding.choice_words(choice, text) for choice in finding.choices},
    }
