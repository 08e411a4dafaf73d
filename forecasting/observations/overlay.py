"""Files of one's own: check them as the loader does, and lay them over the shipped observations, in memory.

A sheet of one's own takes the place of the shipped one of its kind. With arrivals of one's own, breaks still hold for
the months that are in them, and the shipped uncertainty, totals and orderings for months that were left as they are.
Every file is read once, and nothing is kept.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from forecasting.base.errors import Finding, InputError
from forecasting.observations.folder import KINDS, Folder, combined, read_content, read_file
from forecasting.observations.load import OBSERVATIONS, Observations, observations_of
from forecasting.observations.months.figures_file import FIGURES
from forecasting.observations.reading.kinds import OFFICE
from forecasting.observations.reading.schemas import Sheet
from forecasting.observations.reading.tables import SUFFIXES

__all__ = ["Checked", "check_upload", "overlaid"]

COMPANIONS = ("breaks", "arrivals_uncertainty", "totals", "orderings")
SAME = 1e-6  # persons
LONGEST_NAME, LONGEST_SUFFIX = 60, 10  # characters that a reader takes in
_UNPRINTED = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True)
class Checked:
    """What the check found, under the names given; the observations with the files in place, None if one blocks."""

    findings: tuple[Finding, ...]
    observations: Observations | None

    @property
    def blocking(self) -> tuple[Finding, ...]:
        """Findings that must be settled."""
        return tuple(finding for finding in self.findings if finding.severity != "notice")

    @property
    def notices(self) -> tuple[Finding, ...]:
        """What was merely noticed."""
        return tuple(finding for finding in self.findings if finding.severity == "notice")


def check_upload(files: Sequence[tuple[str, bytes]], shipped: Path = OBSERVATIONS) -> Checked:
    """Check files by name and content, alone and together with the shipped ones that they leave in place."""
    given, findings = _read(files)
    folder = overlaid(given, shipped)
    names = {sheet.file for sheet in given.values()}
    findings += [finding for finding in folder.findings if finding.file in names]  # the shipped ones are known
    if any(finding.severity != "notice" for finding in findings):
        return Checked(tuple(findings), None)
    try:
        observations = observations_of(folder)
    except InputError as error:
        return Checked((*findings, *error.findings), None)
    findings += [notice for notice in observations.notices if notice.key == "observations.carried_on"]
    return Checked(tuple(findings), replace(observations, notices=tuple(findings)))


def overlaid(given: Mapping[str, Sheet], shipped: Path = OBSERVATIONS) -> Folder:
    """The folder that the sheets make with the shipped ones that they leave in place.

    Args:
        given: by kind.
        shipped: folder with a CSV for each kind that there is.
    """
    arrivals = given.get("arrivals")
    left = {*KINDS} - given.keys()
    if FIGURES in given:
        left -= {"arrivals", *COMPANIONS}
    elif arrivals is not None and arrivals.blocked:
        left -= {*COMPANIONS}
    compared = {"arrivals"} if arrivals is not None and left & {*COMPANIONS} else set()
    known = {kind: sheet for kind in KINDS if kind in left | compared and (sheet := _shipped(shipped, kind))}
    sheets: dict[str, Sheet] = {}
    for kind in KINDS:
        sheet = known.get(kind) if kind in left else given.get(kind)
        if sheet is not None and kind in left and kind in COMPANIONS and arrivals is not None:
            sheet = _still_true(sheet, arrivals, known["arrivals"])
        if sheet is not None:
            sheets[kind] = sheet
    return combined(sheets, [finding for sheet in sheets.values() for finding in sheet.findings])


def _read(files: Sequence[tuple[str, bytes]]) -> tuple[dict[str, Sheet], list[Finding]]:
    """Sheets by their kind, and what keeps other files from being used."""
    given: dict[str, Sheet] = {}
    findings: list[Finding] = []
    for sent, content in files:
        name = _file_name(sent)
        if Path(name).suffix.lower() not in SUFFIXES:
            findings.append(Finding("observations.suffix", file=name))
            continue
        sheet, problems = read_content(name, content)
        if sheet is None:
            findings += problems
        elif sheet.kind.name not in KINDS:
            facts = {"kind": sheet.kind.stem, "kinds": ", ".join(KINDS)}
            findings.append(Finding("observations.other_kind", facts, file=name))
        elif (other := given.get(sheet.kind.name)) is not None:
            facts = {"files": f"{other.file}, {name}"}
            findings.append(Finding("observations.two_files", facts, file=sheet.kind.name, severity="question"))
        else:
            given[sheet.kind.name] = sheet
    return given, findings


def _file_name(name: str) -> str:
    """Name that a reader recognises, of a name that a browser sent."""
    given = name.encode(errors="replace").decode().replace("\\", "/")
    plain = _UNPRINTED.sub("_", Path(given).name) or "_"
    stem, suffix = Path(plain).stem, Path(plain).suffix[:LONGEST_SUFFIX]
    return stem[: LONGEST_NAME - len(suffix)] + suffix


def _shipped(folder: Path, kind: str) -> Sheet | None:
    """The shipped sheet of a kind, None where there is none."""
    path = folder / f"{kind}.csv"
    return read_file(path, OFFICE[kind])[0] if path.is_file() else None


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
