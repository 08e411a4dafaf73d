"""Files of one's own: check them as the loader does, and lay them over the observations that are in use, in memory.

A file of new months is laid over what is there, by month and group; a full one takes the place of the table of its
kind. With arrivals of one's own, breaks still hold for the months that are in them, and the known uncertainty, totals
and orderings for months that were left as they are. Every file is read once, and nothing is kept.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Literal

import pandas as pd

from forecasting.base.errors import Finding, InputError
from forecasting.base.periods import Month
from forecasting.observations.answers import digest
from forecasting.observations.content import sheets_of, written
from forecasting.observations.folder import KINDS, Folder, combined, place, read_content, read_file
from forecasting.observations.laying_over import is_full, laid_over
from forecasting.observations.load import OBSERVATIONS, Observations, observations_of
from forecasting.observations.months.figures_file import FIGURES, with_figures
from forecasting.observations.reading.kinds import OFFICE
from forecasting.observations.reading.month_column import NO_ANSWERS, Answers
from forecasting.observations.reading.schemas import Sheet
from forecasting.observations.reading.tables import SUFFIXES

__all__ = ["Base", "Checked", "Manner", "SentFile", "check_upload", "shipped_base"]

COMPANIONS = ("breaks", "arrivals_uncertainty", "totals", "orderings")
SAME = 1e-6  # persons
LONGEST_NAME, LONGEST_SUFFIX = 60, 10  # characters that a reader takes in
_UNPRINTED = re.compile(r"[\x00-\x1f\x7f]")

Base = Mapping[str, Sheet]
"""Tables of the observations in use, by kind."""

Manner = Literal["", "append", "replace"]
"""Whether files are laid over what is there or take its place; "": as they look."""


@dataclass(frozen=True)
class SentFile:
    """A file that was given."""

    name: str
    sha256: str
    size: int  # bytes
    kind: str = ""  # of table, "" where none was recognised
    manner: Manner = ""  # in which it was taken


@dataclass(frozen=True)
class Checked:
    """What the check found, under the names given; the observations with the files in place, None if one blocks.

    `content`: these observations as text by kind of table, see `content.written`.
    """

    findings: tuple[Finding, ...]
    observations: Observations | None
    files: tuple[SentFile, ...] = ()
    content: Mapping[str, str] | None = None

    @property
    def blocking(self) -> tuple[Finding, ...]:
        """Findings that must be settled."""
        return tuple(finding for finding in self.findings if finding.severity != "notice")

    @property
    def notices(self) -> tuple[Finding, ...]:
        """What was merely noticed."""
        return tuple(finding for finding in self.findings if finding.severity == "notice")

    def sent(self, name: str | None) -> SentFile | None:
        """The file of this name."""
        return next((file for file in self.files if file.name == name), None)


def check_upload(
    files: Sequence[tuple[str, bytes]],
    base: Mapping[str, str] | None = None,
    answers: Mapping[str, Answers] = MappingProxyType({}),
    latest: Month | None = None,
    manner: Manner = "",
) -> Checked:
    """Check files by name and content, alone and together with the observations that they leave in place.

    Args:
        base: content of the observations in use; None: the shipped ones.
        answers: by SHA-256 of the file.
        latest: the last month that may have been observed; None: any.
    """
    shipped = shipped_base() if base is None else sheets_of(base)
    given, findings, sent = _read(files, answers, latest)
    if any(finding.severity != "notice" for finding in findings):
        return Checked(tuple(findings), None, sent)
    folder, sent = _overlaid(given, shipped, sent, answers, latest, manner)
    names = {sheet.file for sheet in given.values()}
    findings += [
        finding
        for finding in folder.findings
        if finding.file in names and finding not in findings  # those in use are known
    ]
    if any(finding.severity != "notice" for finding in findings):
        return Checked(tuple(findings), None, sent)
    try:
        observations = observations_of(folder)
    except InputError as error:
        return Checked((*findings, *error.findings), None, sent)
    findings += [notice for notice in observations.notices if notice.key == "observations.carried_on"]
    return Checked(tuple(findings), replace(observations, notices=tuple(findings)), sent, written(folder.sheets))


def shipped_base(folder: Path = OBSERVATIONS) -> dict[str, Sheet]:
    """The shipped tables by kind."""
    paths = {kind: folder / f"{kind}.csv" for kind in KINDS}
    found = {kind: read_file(path, OFFICE[kind])[0] for kind, path in paths.items() if path.is_file()}
    return {kind: sheet for kind, sheet in found.items() if sheet is not None}


def _overlaid(
    given: Mapping[str, Sheet],
    base: Base,
    sent: tuple[SentFile, ...],
    answers: Mapping[str, Answers],
    latest: Month | None,
    manner: Manner,
) -> tuple[Folder, tuple[SentFile, ...]]:
    """The folder that the sheets make with those in use, and in what manner each file was taken."""
    given, findings = dict(given), [finding for sheet in given.values() for finding in sheet.findings]
    if FIGURES in given and "arrivals" in base and _manner(given[FIGURES], base["arrivals"], manner) == "append":
        findings += with_figures(given)
        sent = _taken(sent, given.pop(FIGURES), "append")
    arrivals = given.get("arrivals")
    left = {*KINDS} - given.keys()
    if FIGURES in given:
        left -= {"arrivals", *COMPANIONS}
    sheets: dict[str, Sheet] = {kind: base[kind] for kind in KINDS if kind in left and kind in base}
    for kind, sheet in given.items():
        known = base.get(kind)
        how: Manner = "replace" if known is None or FIGURES in given else _manner(sheet, known, manner)
        if how == "append" and known is not None:
            hashes = [file.sha256 for file in sent if file.name == sheet.file]
            asked = answers.get(hashes[0], NO_ANSWERS) if hashes else NO_ANSWERS
            sheet, said = laid_over(known, sheet, asked, latest)
            findings += said
        sheets[kind] = sheet
        sent = _taken(sent, sheet, how)
    if arrivals is not None and "arrivals" in base:
        for kind in COMPANIONS:
            if kind in sheets and kind in left:
                kept = _still_true(sheets.pop(kind), sheets["arrivals"], base["arrivals"])
                sheets |= {kind: kept} if kept is not None else {}
    return combined(sheets, findings), sent


def _manner(sheet: Sheet, base: Sheet, manner: Manner) -> Manner:
    return manner or ("replace" if is_full(sheet, base) else "append")


def _taken(sent: tuple[SentFile, ...], sheet: Sheet, manner: Manner) -> tuple[SentFile, ...]:
    return tuple(replace(file, manner=manner) if file.kind == sheet.kind.name else file for file in sent)


def _read(
    files: Sequence[tuple[str, bytes]], answers: Mapping[str, Answers], latest: Month | None
) -> tuple[dict[str, Sheet], list[Finding], tuple[SentFile, ...]]:
    """Sheets by their kind, and what keeps other files from being used."""
    given: dict[str, Sheet] = {}
    findings: list[Finding] = []
    sent = []
    for named, content in files:
        name = _file_name(named)
        file = SentFile(name, digest(content), len(content))
        if Path(name).suffix.lower() not in SUFFIXES:
            findings.append(Finding("observations.suffix", file=name))
            sent.append(file)
            continue
        sheet, problems = read_content(name, content, answers=answers.get(file.sha256, NO_ANSWERS), latest=latest)
        findings += problems
        if sheet is not None:
            file = replace(file, kind=sheet.kind.name)
            findings += sheet.findings
            if sheet.kind.name in KINDS:
                findings += place(given, sheet)
            else:
                facts = {"table": sheet.kind.stem, "tables": ", ".join(KINDS)}
                findings.append(Finding("observations.other_kind", facts, file=name))
        sent.append(file)
    return given, findings, tuple(sent)


def _file_name(name: str) -> str:
    """Name that a reader recognises, of a name that a browser sent."""
    given = name.encode(errors="replace").decode().replace("\\", "/")
    plain = _UNPRINTED.sub("_", Path(given).name) or "_"
    stem, suffix = Path(plain).stem, Path(plain).suffix[:LONGEST_SUFFIX]
    return stem[: LONGEST_NAME - len(suffix)] + suffix


def _still_true(sheet: Sheet, arrivals: Sheet, before: Sheet) -> Sheet | None:
    """The rows of a shipped companion that hold for other arrivals too, None without any."""
    now, was = _states(arrivals.frame), _states(before.frame)

    def same(key: tuple[str, float]) -> bool:
        if key not in now or key not in was:
            return False
        return now[key][1] == was[key][1] and abs(now[key][0] - was[key][0]) <= SAME

    frame = sheet.frame
    if sheet.kind.name == "totals":
        spans = zip(frame["group"], frame["from"], frame["to"], strict=True)
        whole = [[(group, month) for month in range(int(first), int(last) + 1)] for group, first, last in spans]
        holds = [all(map(same, months)) for months in whole]
    elif sheet.kind.name == "orderings":
        pairs = zip(frame["group"], frame["month"], frame["other"], strict=True)
        holds = [same((group, month)) and same((group, other)) for group, month, other in pairs]
    else:
        keys = list(zip(frame["group"], frame["month"], strict=True))
        holds = [key in now if sheet.kind.name == "breaks" else same(key) for key in keys]
    return replace(sheet, frame=frame[holds], raw=sheet.raw[holds]) if any(holds) else None


def _states(frame: pd.DataFrame) -> dict[tuple[str, float], tuple[float, str]]:
    """Persons and status by group and month."""
    status = frame["status"] if "status" in frame else ["observed"] * len(frame)
    rows = zip(frame["group"], frame["month"], frame["arrivals"], status, strict=True)
    return {(str(group), float(month)): (float(persons), str(state)) for group, month, persons, state in rows}
