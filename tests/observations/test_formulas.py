"""A workbook that calculates: stored results are used and stated, formulas without one are refused by name."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from openpyxl import Workbook

from forecasting.base.text import Texts
from forecasting.observations import check, read_arrivals_csv

MONTHS = 4


def _workbook(path: Path, stored: str) -> Path:
    """Arrivals as formulas; `stored` is what Excel kept of each result."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["month", "group", "arrivals"])
    for month in range(1, MONTHS + 1):
        sheet.append([f"2025-{month:02d}", "asylum", "=1200+34"])
    written = io.BytesIO()
    book.save(written)
    with zipfile.ZipFile(written) as old, zipfile.ZipFile(path, "w") as new:
        for entry in old.infolist():
            content = old.read(entry)
            if "worksheets/" in entry.filename:
                content = content.replace(b"<v></v>", stored.encode()).replace(b"<v />", stored.encode())
            new.writestr(entry, content)
    return path


def test_stored_results_are_used_and_stated(tmp_path):
    path = _workbook(tmp_path / "arrivals.xlsx", "<v>1234</v>")
    found = check([path])
    assert [(finding.key, finding.severity) for finding in found] == [("observations.formulas", "notice")]
    assert found[0].values == {"count": MONTHS}
    assert read_arrivals_csv(path)["arrivals"].tolist() == [1234.0] * MONTHS


def test_formulas_without_a_result_are_refused_as_they_stand(tmp_path):
    found = check([_workbook(tmp_path / "arrivals.xlsx", "")])
    assert [finding.key for finding in found] == ["observations.formulas_empty", "observations.not_number"]
    assert found[1].alike == MONTHS - 1
    assert found[0].values == {"count": MONTHS}
    assert "=1200+34" in found[1].sentence(Texts("de"))
