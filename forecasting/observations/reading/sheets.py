"""Read a file's table as a sheet of known kind: find the header, name the columns, convert and check every cell.

Every finding at once, one for each cause, no silent repair.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from forecasting.base.errors import Finding
from forecasting.base.periods import Month
from forecasting.observations.reading.aliases import column_of, is_personal
from forecasting.observations.reading.cells import Cell
from forecasting.observations.reading.columns import Column
from forecasting.observations.reading.convert import convert, file_style
from forecasting.observations.reading.group_questions import named_groups, suspicious_groups, too_many_groups
from forecasting.observations.reading.kinds import FileKind
from forecasting.observations.reading.known_months import known_months
from forecasting.observations.reading.month_column import UNREAD, Answers
from forecasting.observations.reading.published_kinds import BY_STEM
from forecasting.observations.reading.questions import settled
from forecasting.observations.reading.schemas import Sheet, rule_findings
from forecasting.observations.reading.series_questions import suspicions_of_series, suspicious_decimals
from forecasting.observations.reading.tables import HEADER_WITHIN, Row, Table
from forecasting.observations.reading.words import found, nearest

__all__ = ["MOST_FINDINGS", "folded", "kind_of_header", "read_sheet"]

MOST_FINDINGS = 1_000
"""Of one file; of more there is their number."""

_GAP = "observations.gap"
_FACTOR = re.compile(r"factor_[1-9]\d*")


def kind_of_header(table: Table) -> FileKind | None:
    """Kind of which a table has all required columns; the one with the most of them wins."""
    best: FileKind | None = None
    for row in table.rows[:HEADER_WITHIN]:
        for kind in BY_STEM.values():
            names = {column_of(word, kind.names) for word in _words(row)}
            if names.issuperset(kind.required) and (best is None or len(kind.required) > len(best.required)):
                best = kind
    return best


def read_sheet(table: Table, kind: FileKind, answers: Answers, latest: Month | None) -> Sheet:
    """Typed and checked content of a table.

    Args:
        answers: to what is asked about it.
        latest: the last month that may have been observed; None: any.
    """
    header, body = _header(table, kind)
    names, findings = _columns(table, header, kind, answers)
    findings = [*table.findings, *findings]
    if header is not table.rows[0]:
        findings.append(found("observations.title_rows", table.file, row=header.line, severity="notice"))
    if not body:
        findings.append(found("observations.no_rows", table.file))
    body, unseen = _seen(table, body, answers)
    findings += unseen
    findings += _beside(table.file, body, header, answers)
    lines = [row.line for row in body]
    wide = len({*lines}) < len(lines)  # several rows come from one line of the file
    raw = pd.DataFrame(
        {name: [_at(row, place) for row in body] for place, name in enumerate(names) if name},
        index=pd.RangeIndex(1, len(body) + 1) if wide else pd.Index(lines, dtype=np.int64),
        dtype=object,
    )
    before = tuple(findings)
    frame, problems = _typed(table.file, kind, raw, answers)
    findings += problems
    sheet = Sheet(kind, table.file, frame, raw, ())
    if kind.office:
        findings += too_many_groups(sheet)
        sheet = named_groups(sheet)
        if not any(finding.key == "observations.many_groups" for finding in findings):
            readable = not kind.planned and not any(finding.severity != "notice" for finding in problems)
            suspicions = (suspicious_groups, suspicious_decimals) if readable else (suspicious_groups,)
            sheet, asked = settled(sheet, suspicions, answers)
            findings += asked
    sheet, steps = known_months(sheet)
    unread = any(finding.key in UNREAD and finding.severity != "notice" for finding in problems)
    findings += [*steps, *(rule for rule in rule_findings(sheet) if not (unread and rule.key == _GAP))]
    read = not any(finding.severity != "notice" for finding in problems)
    if read and kind.office and not kind.planned and not any(finding.severity == "error" for finding in findings):
        sheet, asked = settled(sheet, suspicions_of_series(latest), answers)
        findings += asked
    if wide:
        findings = [replace(each, row=_line(each.row, lines)) if each not in before else each for each in findings]
    findings = folded(findings, {str(name): int(raw[name].notna().sum()) for name in raw.columns}, len(body))
    findings.sort(key=lambda finding: (finding.severity == "notice", finding.row or 0))
    return replace(sheet, findings=_bounded(table.file, findings))


def folded(findings: Iterable[Finding], sizes: dict[str, int], rows: int) -> list[Finding]:
    """One finding in place of those that every cell of a column has alike.

    Args:
        sizes: filled cells by column.
        rows: of the table.
    """
    findings = list(findings)
    cells = [finding for finding in findings if not finding.about and finding.row is not None]
    counts = Counter((finding.key, finding.column) for finding in cells)
    alike = {
        (key, column)
        for (key, column), count in counts.items()
        if count > 1 and count >= (rows if column is None else min(rows, sizes.get(column, 0) or rows))
    }
    told: set[tuple[str, str | None]] = set()
    kept = []
    for finding in findings:
        name = (finding.key, finding.column)
        if name not in alike or finding.about or finding.row is None:
            kept.append(finding)
        elif name not in told:
            told.add(name)
            kept.append(replace(finding, alike=counts[name] - 1))
    return kept


def _bounded(file: str, findings: list[Finding]) -> tuple[Finding, ...]:
    more = len(findings) - MOST_FINDINGS
    if more <= 0:
        return tuple(findings)
    return (*findings[:MOST_FINDINGS], Finding("observations.many_findings", {"count": more}, file))


def _typed(file: str, kind: FileKind, raw: pd.DataFrame, answers: Answers) -> tuple[pd.DataFrame, list[Finding]]:
    """Typed values of every column, and what cannot be read."""
    typed: dict[str, pd.Series] = {}
    columns = {column.name: column for column in kind.columns}
    style, findings = file_style(file, kind, raw, columns, answers)
    for name in raw.columns:
        column = columns.get(name) or Column(name, "number", least=-np.inf, filled=False)
        typed[name], problems = convert(file, column, raw[name], style if kind.office else "point", answers)
        findings = [*findings, *problems]
    return pd.DataFrame(typed, index=raw.index), findings


def _line(place: int | None, lines: Sequence[int]) -> int | None:
    """Line of the file that a row comes from."""
    return None if place is None else lines[place - 1]


def _words(row: Row) -> list[str]:
    return [str(cell) if cell is not None else "" for cell in row.cells]


def _header(table: Table, kind: FileKind) -> tuple[Row, Sequence[Row]]:
    """The first row that names at least two columns (or all that are required); otherwise the first row."""
    enough = min(2, len(kind.required))
    for place, row in enumerate(table.rows[:HEADER_WITHIN]):
        if len({column_of(word, kind.names) for word in _words(row) if word} - {None}) >= enough:
            return row, table.rows[place + 1 :]
    return table.rows[0], table.rows[1:]


def _columns(table: Table, header: Row, kind: FileKind, answers: Answers) -> tuple[list[str], list[Finding]]:
    """Names of the columns by position, empty for those that are not used, and what is wrong with them."""
    findings: list[Finding] = []
    names: list[str] = []
    spare: list[Finding] = []
    for place, word in enumerate(_words(header)):
        given = word.strip().lower()
        name = column_of(word, kind.names) or (given if kind.factors and _FACTOR.fullmatch(given) else None) or ""
        if name and name in names:
            findings.append(found("observations.duplicate_column", table.file, header.line, word.strip()))
            name = ""
        elif given and not name:
            values = {"nearest": nearest(given, kind.names)}
            if kind.office and is_personal(word):
                findings.append(found("observations.personal", table.file, header.line, word.strip()))
            else:
                spare.append(found("observations.unknown_column", table.file, header.line, given, values=values))
        if name and place in table.hidden_columns:
            asked = _asked(
                found("observations.hidden_column", table.file, header.line, name), name, "use", "leave_out"
            )
            choice = answers.get(asked.question, "")
            findings.append(asked.answered(choice) if choice in asked.choices else asked)
            name = "" if choice == "leave_out" else name
        names.append(name)
    missing = [name for name in kind.required if name not in names]
    for name in missing:
        values = {"columns": ", ".join(kind.required)}
        findings.append(found("observations.missing_column", table.file, header.line, name, values=values))
    for finding in spare:
        asked = _asked(finding, str(finding.column), "leave_out")
        choice = answers.get(asked.question, "")
        if missing or not kind.office:
            findings.append(finding)
        else:
            findings.append(asked.answered(choice) if choice in asked.choices else asked)
    return names, findings


def _asked(finding: Finding, about: str, *choices: str) -> Finding:
    return replace(finding, severity="question", choices=choices, about=about)


def _seen(table: Table, body: Sequence[Row], answers: Answers) -> tuple[Sequence[Row], list[Finding]]:
    """The rows to read, and the question about those that nobody sees."""
    unseen = [row.line for row in body if row.line in table.hidden_rows]
    if not unseen:
        return body, []
    finding = found("observations.hidden_rows", table.file, unseen[0], values={"count": len(unseen)})
    asked = _asked(finding, "", "leave_out", "use")
    choice = answers.get(asked.question, "")
    left = body if choice == "use" else [row for row in body if row.line not in table.hidden_rows]
    return left, [asked.answered(choice) if choice in asked.choices else asked]


def _beside(file: str, body: Sequence[Row], header: Row, answers: Answers) -> list[Finding]:
    """Cells without a column name above them: remarks beside the table, or an unquoted decimal comma."""
    heads = _words(header)
    findings: list[Finding] = []
    remarks: dict[int, list[Row]] = {}
    for row in body:
        places = [place for place, cell in enumerate(row.cells) if cell is not None and not _has_head(heads, place)]
        if not places:
            continue
        if all(isinstance(row.cells[place], str) and not _is_number(row.cells[place]) for place in places):
            for place in places:
                remarks.setdefault(place, []).append(row)
        else:
            named = sum(bool(head.strip()) for head in heads)
            findings.append(found("observations.cells", file, row.line, values={"columns": named}))
    for place, rows in remarks.items():
        finding = found("observations.remark", file, rows[0].line, value=rows[0].cells[place])
        asked = replace(_asked(finding, f"{place + 1}", "leave_out"), alike=len(rows) - 1)
        choice = answers.get(asked.question, "")
        findings.append(asked.answered(choice) if choice in asked.choices else asked)
    return findings


def _has_head(heads: Sequence[str], place: int) -> bool:
    return place < len(heads) and bool(heads[place].strip())


def _is_number(cell: Cell) -> bool:
    return bool(re.fullmatch(r"[\s\d.,+-]+", str(cell)))


def _at(row: Row, place: int) -> Cell:
    return row.cells[place] if place < len(row.cells) else None
