"""Check files before they are used: everything found in them, at once."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from forecasting.base.errors import Finding
from forecasting.observations.folder import known_files, read_file, read_folder
from forecasting.observations.published import account_findings
from forecasting.observations.reading.kinds import OFFICE
from forecasting.observations.reading.published_kinds import BY_STEM, PUBLISHED
from forecasting.observations.reading.schemas import Sheet
from forecasting.observations.reading.tables import SUFFIXES

__all__ = ["check"]


def check(paths: Sequence[Path]) -> tuple[Finding, ...]:
    """Check observation files, folders of them, or folders of published figures.

    Never raises for bad content: what cannot be read is a finding. Errors and questions block, notices state what was
    recognised.
    """
    findings: list[Finding] = []
    for path in paths:
        if path.is_dir():
            findings.extend(_folder(path))
        elif path.suffix.lower() not in SUFFIXES:
            findings.append(Finding("observations.suffix", file=path.name))
        else:
            sheet, problems = read_file(path)
            findings.extend(problems if sheet is None else sheet.findings)
    return tuple(findings)


def _folder(folder: Path) -> list[Finding]:
    files = known_files(folder)
    kinds = {path: BY_STEM[path.stem.lower()].name for path in files}
    findings = [
        Finding("observations.ignored_file", {"kinds": ", ".join(OFFICE)}, file=path.name, severity="notice")
        for path in sorted(folder.iterdir())
        if path.suffix.lower() in SUFFIXES and path.stem.lower() not in BY_STEM
    ]
    if {*kinds.values()} & OFFICE.keys():
        findings.extend(read_folder(folder).findings)
    if {*kinds.values()} & PUBLISHED.keys():
        sheets: dict[str, Sheet] = {}
        for path, kind in kinds.items():
            if kind in PUBLISHED:
                sheet, problems = read_file(path)
                findings.extend(problems if sheet is None else sheet.findings)
                if sheet is not None:
                    sheets[kind] = sheet
        findings.extend(account_findings(sheets))
    if not kinds:
        inner = [entry for entry in sorted(folder.iterdir()) if entry.is_dir() and known_files(entry)]
        for entry in inner:
            findings.extend(_folder(entry))
        if not inner:
            findings.append(Finding("observations.no_files", {"kinds": ", ".join(OFFICE)}, file=folder.name))
    return findings
