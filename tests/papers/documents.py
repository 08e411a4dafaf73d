"""Documents as the terminal writes them, small and quick, and ways to tamper with them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

from forecasting.cli import main

FAST = ["--set", "arrivals.method=naive", "--set", "horizon_months=24", "--paths", "40"]
OFFICE = ("docx", "pptx", "xlsx")


def report(folder: Path, *arguments: str) -> dict[str, Path]:
    """Write papers; files by kind and format: "cabinet.docx"."""
    assert main(["report", "--out", str(folder), *FAST, *arguments]) == 0
    names = {"kabinettsvorlage": "cabinet", "anlage": "annex", "folien": "slides", "arbeitsmappe": "workbook"}
    found = {}
    for file in sorted(folder.iterdir()):
        kind = file.name.split("_")[0]
        found[f"{names.get(kind, kind)}{file.suffix}"] = file
    return found


def changed(file: Path, change: Callable[[str, bytes], bytes]) -> Path:
    """A copy of an office file with its parts changed."""
    packed = io.BytesIO()
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(packed, "w") as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    target = file.with_name(f"changed-{file.name}")
    target.write_bytes(packed.getvalue())
    return target
