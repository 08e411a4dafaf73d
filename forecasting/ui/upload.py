"""Files of one's own: check them as the loader does, and lay them over the shipped observations. Nothing is kept.

A file of one's own takes the place of the shipped file of its kind. With arrivals of one's own, breaks still hold for
the months that are in them, and the shipped uncertainty for months that were left as they are.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from forecasting.base.errors import Finding, InputError
from forecasting.observations import Observations, load_observations
from forecasting.observations.figures_file import FIGURES
from forecasting.observations.folder import read_file, read_folder
from forecasting.observations.kinds import OFFICE
from forecasting.observations.load import OBSERVATIONS
from forecasting.observations.schemas import Sheet
from forecasting.observations.tables import SUFFIXES

__all__ = ["KINDS", "Checked", "check_upload"]

KINDS = (
    "arrivals",
    "arrivals_figures",
    "housing",
    "tenure_counts",
    "districts",
    "breaks",
    "arrivals_uncertainty",
    "totals",
    "orderings",
)
"""What a folder of observations holds."""

COMPANIONS = ("breaks", "arrivals_uncertainty", "totals", "orderings")
SAME = 1e-6  # persons
LONGEST_NAME, LONGEST_SUFFIX = 60, 10  # characters, of four bytes at most: a disk takes names of 255 bytes
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
    with tempfile.TemporaryDirectory() as place:
        given, findings = _read(files, Path(place) / "given")
        folder = Path(place) / "data"
        folder.mkdir()
        names = _compose(given, folder, shipped)
        found = list(findings)
        found += [_renamed(finding, names) for finding in read_folder(folder).findings if _concerns(finding, names)]
        observations = None
        if not any(finding.severity != "notice" for finding in found):
            try:
                observations = load_observations(folder)
            except InputError as error:
                found += [_renamed(finding, names) for finding in error.findings]
            else:
                carried = [notice for notice in observations.notices if notice.key == "observations.carried_on"]
                found += [replace(notice, file=None) for notice in carried]
                observations = replace(observations, notices=tuple(found))
    return Checked(tuple(found), observations)


def _read(files: Sequence[tuple[str, bytes]], folder: Path) -> tuple[dict[str, tuple[Path, Sheet]], list[Finding]]:
    """Files by their kind, and what keeps the others from being used."""
    given: dict[str, tuple[Path, Sheet]] = {}
    findings: list[Finding] = []
    for place, (name, content) in enumerate(files):
        path = folder / str(place) / _file_name(name)
        if path.suffix.lower() not in SUFFIXES:
            findings.append(Finding("observations.suffix", file=path.name))
            continue
        path.parent.mkdir(parents=True)
        path.write_bytes(content)
        sheet, problems = read_file(path)
        if sheet is None:
            findings += problems
        elif sheet.kind.name not in KINDS:
            kinds = ", ".join(KINDS)
            findings.append(Finding("ui.data.kind", {"kind": sheet.kind.name, "kinds": kinds}, file=path.name))
        elif sheet.kind.name in given:
            both = f"{given[sheet.kind.name][0].name}, {path.name}"
            findings.append(
                Finding("observations.two_files", {"files": both}, file=sheet.kind.name, severity="question")
            )
        else:
            given[sheet.kind.name] = path, sheet
    return given, findings


def _file_name(name: str) -> str:
    """Name that any disk takes and a reader recognises, of a name that a browser sent."""
    given = name.encode(errors="replace").decode().replace("\\", "/")
    plain = _UNPRINTED.sub("_", Path(given).name) or "_"
    stem, suffix = Path(plain).stem, Path(plain).suffix[:LONGEST_SUFFIX]
    return stem[: LONGEST_NAME - len(suffix)] + suffix


def _compose(given: Mapping[str, tuple[Path, Sheet]], folder: Path, shipped: Path) -> dict[str, str]:
    """Lay the given files over the shipped ones in `folder`.

    Returns:
        The given names by the names in the folder.
    """
    names = {}
    for kind, (path, _) in given.items():
        target = folder / f"{kind}{path.suffix.lower()}"
        target.write_bytes(path.read_bytes())
        names[target.name] = path.name
    arrivals = given["arrivals"][1] if "arrivals" in given else None
    replaced = {"arrivals", *COMPANIONS} if FIGURES in given else set()
    for kind in KINDS:
        source = shipped / f"{kind}.csv"
        if kind in given or kind in replaced or not source.is_file():
            continue
        if arrivals is None or kind not in COMPANIONS:
            (folder / source.name).write_bytes(source.read_bytes())
        elif not arrivals.blocked:
            _still_true(source, arrivals.frame, shipped).to_csv(folder / source.name, index=False)
            if not len(pd.read_csv(folder / source.name)):
                (folder / source.name).unlink()
    return names


def _still_true(source: Path, arrivals: pd.DataFrame, shipped: Path) -> pd.DataFrame:
    """Rows of a shipped companion that hold for other arrivals too."""
    rows = pd.read_csv(source)
    sheet, _ = read_file(source, OFFICE[source.stem])
    before, _ = read_file(shipped / "arrivals.csv", OFFICE["arrivals"])
    if sheet is None or before is None:
        raise FileNotFoundError(source)
    now = _states(arrivals)
    was = _states(before.frame)

    def same(key: tuple[str, float]) -> bool:
        if key not in now or key not in was:
            return False
        return now[key][1] == was[key][1] and abs(now[key][0] - was[key][0]) <= SAME

    frame = sheet.frame
    if source.stem == "totals":
        spans = zip(frame["group"], frame["from"], frame["to"], strict=True)
        whole = [[(group, month) for month in range(int(first), int(last) + 1)] for group, first, last in spans]
        return rows[[all(map(same, months)) for months in whole]]
    if source.stem == "orderings":
        pairs = zip(frame["group"], frame["month"], frame["other"], strict=True)
        return rows[[same((group, month)) and same((group, other)) for group, month, other in pairs]]
    keys = list(zip(frame["group"], frame["month"], strict=True))
    if source.stem == "breaks":
        return rows[[key in now for key in keys]]
    return rows[[same(key) for key in keys]]


def _states(frame: pd.DataFrame) -> dict[tuple[str, float], tuple[float, str]]:
    """Persons and status by group and month."""
    status = frame["status"] if "status" in frame else ["observed"] * len(frame)
    rows = zip(frame["group"], frame["month"], frame["arrivals"], status, strict=True)
    return {(str(group), float(month)): (float(persons), str(state)) for group, month, persons, state in rows}


def _concerns(finding: Finding, names: Mapping[str, str]) -> bool:
    """Whether a finding is about a given file; the shipped ones are known."""
    return finding.file in names


def _renamed(finding: Finding, names: Mapping[str, str]) -> Finding:
    return replace(finding, file=names.get(finding.file or "", finding.file))
