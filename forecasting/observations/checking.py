"""Check files before they are used: everything found in them, at once; keep what is answered to a question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from forecasting.base.errors import Finding, InputError, Severity
from forecasting.base.periods import Month
from forecasting.observations.answers import answers_in, keep_answers
from forecasting.observations.folder import known_files, read_file, read_folder
from forecasting.observations.published import account_findings
from forecasting.observations.reading.kinds import OFFICE
from forecasting.observations.reading.month_column import NO_ANSWERS, Answers
from forecasting.observations.reading.published_kinds import BY_STEM, PUBLISHED
from forecasting.observations.reading.schemas import Sheet
from forecasting.observations.reading.tables import SUFFIXES

__all__ = ["answer", "check"]


def check(paths: Sequence[Path], latest: Month | None = None) -> tuple[Finding, ...]:
    """Check observation files, folders of them, or folders of published figures, with the answers kept beside them.

    Never raises for bad content: what cannot be read is a finding. Errors and questions block, notices state what was
    recognised.

    Args:
        latest: the last month that may have been observed; None: any.
    """
    findings: list[Finding] = []
    for path in paths:
        try:
            findings.extend(_folder(path, latest) if path.is_dir() else _file(path, latest))
        except InputError as error:
            findings.extend(error.findings)
    return tuple(findings)


def answer(paths: Sequence[Path], given: Mapping[str, str], latest: Month | None = None) -> None:
    """Keep answers beside the files of whose questions they are; later ones may be asked only then.

    Raises:
        InputError: nothing asks this, or not with this choice.
    """
    left = dict(given)
    while left:
        kept = {}
        for path in paths:
            for folder, name, found in _questions(path, latest):
                choice = left.get(found.question)
                if choice is None:
                    continue
                if choice not in found.choices:
                    facts = {"question": found.question, "choice": choice, "choices": ", ".join(found.choices)}
                    raise InputError(Finding("observations.no_choice", facts, file=name))
                keep_answers(folder, {name: {found.question: choice}})
                kept[found.question] = choice
        if not kept:
            facts = {"questions": ", ".join(left)}
            raise InputError(Finding("observations.no_question", facts))
        left = {question: choice for question, choice in left.items() if question not in kept}


def _questions(path: Path, latest: Month | None) -> list[tuple[Path, str, Finding]]:
    """Folder, file and question of whatever is asked at a path."""
    folder = path if path.is_dir() else path.parent
    found = [finding for finding in check([path], latest) if finding.choices and finding.severity == "question"]
    return [(folder, str(finding.file), finding) for finding in found if (folder / str(finding.file)).is_file()]


def _file(path: Path, latest: Month | None) -> Sequence[Finding]:
    if path.suffix.lower() not in SUFFIXES:
        return [Finding("observations.suffix", file=path.name)]
    answers: Answers = answers_in(path.parent).get(path.name, NO_ANSWERS) if path.is_file() else NO_ANSWERS
    sheet, problems = read_file(path, answers=answers, latest=latest)
    return problems if sheet is None else sheet.findings


def _folder(folder: Path, latest: Month | None) -> list[Finding]:
    published = [path for path in known_files(folder) if BY_STEM[path.stem.lower()].name in PUBLISHED]
    tables = [path for path in sorted(folder.iterdir()) if path.suffix.lower() in SUFFIXES and path.is_file()]
    others = [path for path in tables if path not in published]
    findings: list[Finding] = []
    if others:
        found = read_folder(folder, latest)
        ignored = [path for path in others if path.stem.lower() not in BY_STEM and path.name not in found.files]
        known = [path for path in others if path not in ignored]
        facts = {"tables": ", ".join(OFFICE)}
        severity: Severity = "notice" if known or published else "error"
        findings += [Finding("observations.ignored_file", facts, path.name, severity=severity) for path in ignored]
        findings += found.findings if known else []
    sheets: dict[str, Sheet] = {}
    for path in published:
        sheet, problems = read_file(path)
        findings.extend(problems if sheet is None else sheet.findings)
        if sheet is not None:
            sheets[sheet.kind.name] = sheet
    if published:
        findings.extend(account_findings(sheets))
    if not tables:
        inner = [entry for entry in sorted(folder.iterdir()) if entry.is_dir() and known_files(entry)]
        for entry in inner:
            findings.extend(_folder(entry, latest))
        if not inner:
            findings.append(Finding("observations.no_files", {"tables": ", ".join(OFFICE)}, file=folder.name))
    return findings
