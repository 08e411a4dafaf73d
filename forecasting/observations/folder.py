"""Read a folder of observations, or single files of it, and check what only several files together can tell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from forecasting.base.errors import Finding
from forecasting.base.periods import Month, month_label
from forecasting.base.state import state
from forecasting.observations.answers import answers_in
from forecasting.observations.months.figures_file import FIGURES, with_figures
from forecasting.observations.months.housing_totals import without_totals
from forecasting.observations.months.housing_years import without_years
from forecasting.observations.months.totals import ordering_findings, total_findings
from forecasting.observations.official.recognise import recognised
from forecasting.observations.reading.kinds import OFFICE, FileKind
from forecasting.observations.reading.month_column import NO_ANSWERS, Answers
from forecasting.observations.reading.published_kinds import BY_STEM
from forecasting.observations.reading.schemas import Sheet
from forecasting.observations.reading.sheets import kind_of_header, read_sheet
from forecasting.observations.reading.tables import SUFFIXES, Table, read_tables, tables_of
from forecasting.observations.reading.words import nearest

__all__ = ["KINDS", "Folder", "combined", "known_files", "place", "read_content", "read_file", "read_folder"]

KINDS = (
    "arrivals", "arrivals_figures", "housing", "tenure_counts", "districts", "breaks", "arrivals_uncertainty",
    "totals", "orderings",
)  # fmt: skip
"""What a folder of observations holds."""


@dataclass(frozen=True)
class Folder:
    """Tables of an observations folder by kind (only those that are there and readable) and every finding.

    `files`: those that were taken for tables, readable or not.
    """

    sheets: Mapping[str, Sheet]
    findings: tuple[Finding, ...]
    files: frozenset[str] = frozenset()


def known_files(folder: Path) -> list[Path]:
    """Files of a folder that have a known name, in the order in which they are checked."""
    order = {name: place for place, name in enumerate(BY_STEM)}
    known = [path for path in _tables_in(folder) if path.stem.lower() in order]
    return sorted(known, key=lambda path: order[path.stem.lower()])


def read_file(
    path: Path, kind: FileKind | None = None, answers: Answers = NO_ANSWERS, latest: Month | None = None
) -> tuple[Sheet | None, list[Finding]]:
    """Read one file as the kind given, or as the kind that its name or else its content tells.

    Args:
        answers: to what is asked about it.
        latest: the last month that may have been observed; None: any.
    Returns:
        The sheet (with its own findings inside), or None and the findings that kept it from being read.
    """
    return _sheet(path.name, *read_tables(path), kind, answers, latest)


def read_content(
    name: str,
    content: bytes,
    kind: FileKind | None = None,
    answers: Answers = NO_ANSWERS,
    latest: Month | None = None,
) -> tuple[Sheet | None, list[Finding]]:
    """Read the content of a file of this name, as `read_file` does."""
    return _sheet(name, *tables_of(name, content), kind, answers, latest)


def read_folder(folder: Path, latest: Month | None = None) -> Folder:
    """Read and check an observations folder with the answers that lie in it; `arrivals` must be there, the others are
    optional. A file whose name tells nothing is known by its content."""
    findings: list[Finding] = []
    if not folder.is_dir():
        return Folder({}, (Finding("observations.no_folder", value=str(folder)),))
    answers = answers_in(folder)
    given: dict[str, Sheet] = {}
    files: set[str] = set()
    order = {name: place for place, name in enumerate(KINDS)}
    paths = [path for path in _tables_in(folder) if BY_STEM.get(path.stem.lower()) in (None, *_of_folders())]
    for path in sorted(paths, key=lambda path: (order.get(path.stem.lower(), len(order)), path.name)):
        named = OFFICE.get(path.stem.lower())
        sheet, problems = read_file(path, named, answers.get(path.name, NO_ANSWERS), latest)
        if sheet is None and (named or not _unknown(problems)):
            files.add(path.name)
            findings += problems
        elif sheet is not None and sheet.kind.name in KINDS:
            files.add(path.name)
            findings += [*problems, *sheet.findings, *place(given, sheet)]
    if not {"arrivals", FIGURES} & given.keys() and not any(map(_is_of_arrivals, findings)):
        findings.append(Finding("observations.no_arrivals", file=folder.name))
    return replace(combined(given, findings), files=frozenset(files))


def place(given: dict[str, Sheet], sheet: Sheet) -> list[Finding]:
    """Put a sheet among those of other kinds; with one of its kind it is joined where no row stands in both."""
    kind = sheet.kind.name
    other = given.get(kind)
    if other is None:
        given[kind] = sheet
        return []
    files = {"files": f"{other.file}, {sheet.file}", "table": kind}
    keys = [name for name in sheet.kind.key if name in other.frame and name in sheet.frame]
    both = pd.concat([other.frame[keys], sheet.frame[keys]], ignore_index=True)
    if other.blocked or sheet.blocked or other.file == sheet.file or not keys or both.duplicated().any():
        return [Finding("observations.two_files", files, file=sheet.file, severity="question")]
    given[kind] = replace(
        other,
        frame=pd.concat([other.frame, sheet.frame], ignore_index=True),
        raw=pd.concat([other.raw, sheet.raw], ignore_index=True),
        findings=(*other.findings, *sheet.findings),
    )
    return [Finding("observations.joined", files, file=sheet.file, severity="notice")]


def _tables_in(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.iterdir()) if path.suffix.lower() in SUFFIXES and path.is_file()]


def _of_folders() -> list[FileKind]:
    return [OFFICE[name] for name in KINDS]


def _unknown(problems: Sequence[Finding]) -> bool:
    """Whether a file is merely none of ours."""
    return [finding.key for finding in problems] == ["observations.unknown_kind"]


def _is_of_arrivals(finding: Finding) -> bool:
    """Whether a finding may be the reason why there are no arrivals."""
    stem = Path(finding.file or "").stem.lower()
    return finding.severity != "notice" and (stem in ("arrivals", FIGURES) or stem not in BY_STEM)


def combined(sheets: Mapping[str, Sheet], findings: Sequence[Finding]) -> Folder:
    """Sheets by kind as one folder: figures become months, totals of housing go, and what only all together tell.

    Args:
        findings: of the sheets alone, which stand first.
    """
    sheets, findings = dict(sheets), list(findings)
    findings.extend(with_figures(sheets))
    if "housing" in sheets:
        sheets["housing"], steps = without_years(sheets["housing"])
        findings.extend(steps)
    if "housing" in sheets and "arrivals" in sheets and "group" in sheets["arrivals"].frame:
        named = list(dict.fromkeys(sheets["arrivals"].frame["group"].dropna()))
        sheets["housing"], steps = without_totals(sheets["housing"], named)
        findings.extend(steps)
    findings.extend(_together(sheets))
    return Folder(sheets, tuple(findings))


def _sheet(
    name: str,
    tables: Sequence[Table],
    problems: list[Finding],
    kind: FileKind | None,
    answers: Answers,
    latest: Month | None,
) -> tuple[Sheet | None, list[Finding]]:
    """The sheet of a file, see `read_file`."""
    if not tables:
        return None, problems
    if kind in (None, OFFICE["arrivals"]) and not any(map(kind_of_header, tables)):
        official = recognised(tables)
        if official is not None and official.table is None:
            return None, list(official.findings)
        if official is not None and official.table is not None:
            return read_sheet(official.table, OFFICE["arrivals"], answers, latest), []
    table, chosen = _one_table(name, tables, kind, answers)
    if table is None:
        return None, chosen
    wanted = kind or BY_STEM.get(Path(name).stem.lower()) or kind_of_header(table)
    if wanted is None:
        return None, [Finding("observations.unknown_kind", {"tables": ", ".join(OFFICE)}, file=name)]
    sheet = read_sheet(table, wanted, answers, latest)
    return replace(sheet, findings=(*sheet.findings, *chosen)), []


def _one_table(
    name: str, tables: Sequence[Table], kind: FileKind | None, answers: Answers
) -> tuple[Table | None, list[Finding]]:
    """The one sheet of a workbook that looks like a known kind; several, or one that nobody sees, are a question."""
    fitting = [
        table for table in tables if (found := kind_of_header(table)) is not None and (kind is None or found is kind)
    ]
    seen = [table for table in tables if not table.hidden]
    unseen = [table for table in fitting if table.hidden]
    if len(tables) == 1 or (not fitting and len(seen) == 1):
        return (seen or list(tables))[0], []
    if len(fitting) == 1 and not unseen:
        return fitting[0], []
    several = sorted(fitting or tables, key=lambda table: table.hidden)
    facts = {"sheets": ", ".join(str(table.sheet) for table in several)}
    facts["hidden"] = ", ".join(str(table.sheet) for table in unseen)
    key = "observations.hidden_sheet" if unseen else "observations.sheets"
    choices = tuple(f"sheet:{table.sheet}" for table in several)
    asked = Finding(key, facts, file=name, severity="question", choices=choices)
    choice = answers.get(asked.question, "")
    if choice in choices:
        return several[choices.index(choice)], [asked.answered(choice)]
    return None, [asked]


def _together(sheets: Mapping[str, Sheet]) -> list[Finding]:
    """Rules across the files of one folder; each needs its files to be readable on their own."""
    usable = {name: sheet for name, sheet in sheets.items() if not sheet.blocked}
    findings = []
    arrivals = usable.get("arrivals")
    if arrivals is not None:
        groups = list(dict.fromkeys(arrivals.frame["group"]))
        for name in ("housing", "tenure_counts", "breaks", "arrivals_uncertainty", "totals", "orderings"):
            if name in usable:
                findings.extend(_unknown_groups(usable[name], groups))
        findings.extend(_statuses(arrivals))
        if "breaks" in usable:
            findings.extend(_outside(usable["breaks"], arrivals, "observations.break_outside"))
        if "arrivals_uncertainty" in usable:
            findings.extend(_outside(usable["arrivals_uncertainty"], arrivals, "observations.factor_outside"))
        if "totals" in usable:
            findings.extend(total_findings(usable["totals"], arrivals))
        if "orderings" in usable:
            findings.extend(ordering_findings(usable["orderings"], arrivals))
        if "housing" in usable:
            findings.extend(_housing(usable["housing"], arrivals))
    if "tenure_counts" in usable:
        findings.extend(_overlaps(usable["tenure_counts"]))
    if "districts" in usable:
        findings.extend(_districts(usable["districts"]))
    return findings


def _unknown_groups(sheet: Sheet, groups: list[str]) -> list[Finding]:
    return [
        Finding(
            "observations.unknown_group", {"nearest": nearest(name, groups)}, sheet.file, int(line), "group", name
        )
        for line, name in sheet.frame[["group"]].itertuples()
        if name not in groups
    ]


def _statuses(sheet: Sheet) -> list[Finding]:
    """Each group needs a figure of its own."""
    if "status" not in sheet.frame:
        return []
    return [
        Finding("observations.only_extrapolated", {"group": group}, sheet.file, int(part.index[0]), "status")
        for group, part in sheet.frame.groupby("group", sort=False)
        if (part["status"] == "extrapolated").all()
    ]


def _outside(sheet: Sheet, arrivals: Sheet, key: str) -> list[Finding]:
    """Rows about a month that the group's arrivals do not have."""
    known = set(zip(arrivals.frame["group"], arrivals.frame["month"], strict=True))
    return [
        Finding(key, {"group": group}, sheet.file, int(line), "month", month_label(int(month)))
        for line, group, month in sheet.frame[["group", "month"]].itertuples()
        if (group, month) not in known
    ]


def _housing(sheet: Sheet, arrivals: Sheet) -> list[Finding]:
    """More leave provisional housing than there were; follow-up housing grows by more than moved in."""
    persons = _by_month(arrivals.frame, "arrivals")
    columns = ("provisional_stock", "housing_inflow", "housing_stock")
    provisional, inflows, stocks = (_by_month(sheet.frame, name) for name in columns)
    findings = []
    for line, group, month in sheet.frame[["group", "month"]].itertuples():
        now, before = (group, month), (group, month - 1)
        inflow = inflows.get(now, np.nan)
        there = provisional.get(before, np.nan) + persons.get(now, np.nan)
        if inflow > there:
            values = {"there": f"{there:g}"}
            findings.append(
                Finding("observations.outflow", values, sheet.file, int(line), "housing_inflow", f"{inflow:g}")
            )
        rise = stocks.get(now, np.nan) - stocks.get(before, np.nan)
        if rise > inflow:
            values = {"rise": f"{rise:g}", "inflow": f"{inflow:g}"}
            shown = f"{stocks[now]:g}"
            findings.append(
                Finding("observations.stock_rise", values, sheet.file, int(line), "housing_stock", shown, "notice")
            )
    return findings


def _overlaps(sheet: Sheet) -> list[Finding]:
    """Bands of one count that hold the same people twice."""
    findings = []
    for (group, _), part in sheet.frame.groupby(["group", "month"], sort=False):
        bands = part.sort_values("since_from")
        twice = (bands["since_from"].to_numpy()[1:] < bands["since_before"].to_numpy()[:-1]).tolist()
        for line, overlaps in zip(bands.index[1:].tolist(), twice, strict=True):
            if overlaps:
                facts = {"group": str(group)}
                findings.append(Finding("observations.bands_overlap", facts, sheet.file, int(line), "since_from"))
    return findings


def _by_month(frame: pd.DataFrame, column: str) -> dict[tuple[str, float], float]:
    """Values of a column by group and month; empty if there is no such column."""
    if column not in frame:
        return {}
    return {
        (str(group), float(month)): float(value)
        for group, month, value in zip(frame["group"], frame["month"], frame[column], strict=True)
    }


def _districts(sheet: Sheet) -> list[Finding]:
    """A key needs a figure for every district; fewer districts than the state has are stated."""
    findings = []
    for name in ("population", "allocation", "cohort", "opening_stock"):
        if name in sheet.frame and sheet.frame[name].notna().any() and sheet.frame[name].isna().any():
            line = sheet.frame.index[sheet.frame[name].isna()][0]
            findings.append(Finding("observations.partial_column", file=sheet.file, row=int(line), column=name))
    if len(sheet.frame) != state().districts:
        values = {"count": len(sheet.frame), "all": state().districts}
        findings.append(Finding("observations.districts_missing", values, sheet.file, severity="notice"))
    return findings
