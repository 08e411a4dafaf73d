"""What CONTRIBUTING says of adding something is carried out once on a copy: few files, and it works there.

Another state, which takes no code at all: tests/test_another_state.py.
"""

from __future__ import annotations

import filecmp
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.project.tree import ROOT, files


@pytest.fixture
def copy(tmp_path):
    """The project as somebody has it who is about to add something."""
    folder = tmp_path / "copy"
    for path in files():
        copied = folder / path.relative_to(ROOT)
        copied.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copied)
    return folder


def _put(folder: Path, name: str, before: str, added: str) -> None:
    """Add lines before those that begin with a text that stands once in a file."""
    path = folder / name
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    assert text.count(before) == 1 or not text, f"{name}: {before}"
    path.write_text(text.replace(before, added + before) if text else added, encoding="utf-8")


def _touched(folder: Path) -> list[str]:
    """Files that are new or no longer as they were."""
    found = (
        path.relative_to(folder) for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts
    )
    return sorted(
        place.as_posix()
        for place in found
        if not (ROOT / place).exists() or not filecmp.cmp(ROOT / place, folder / place, shallow=False)
    )


def _run(folder: Path, arguments: Sequence[str]) -> str:
    """What Python says in the copy."""
    ours = {"PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, *arguments], cwd=folder, env=os.environ | ours, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout


def _laws(folder: Path, *tests: str) -> None:
    """The tests that hold every entry of its kind pass in the copy."""
    said = _run(folder, ["-m", "pytest", "-q", "-p", "no:cacheprovider", *tests])
    assert re.search(r"\d+ passed", said) and "failed" not in said


def test_an_assumption_takes_four_files_at_most(copy):
    _put(copy, "data/assumptions.toml", "[staffing.admin_share]", """[staffing.reserve_share]
label_de = 'Zuschlag für Vertretungen'
label_en = 'Supplement for substitutes'
meaning_de = 'Anteil, um den die erforderlichen Stellen für Vertretungen erhöht werden.'
meaning_en = 'Share by which the posts that are needed are raised for substitutes.'
unit = 'share'
decision = true
possible = [0, 0.5]
plausible = [0, 0.2]
step = 0.01
value = 0
source = 'model'
quality = 'convention'
impact = 'green'
acts_under = ['staffing.method', 'ratio']

""")  # fmt: skip
    rules = copy / "forecasting/scenarios/rules.py"
    ratio = 'persons_per_fte=self.number("staffing.persons_per_fte")'
    text = rules.read_text(encoding="utf-8")
    assert text.count(ratio) == 1
    rules.write_text(
        text.replace(ratio, f'{ratio} / (1.0 + self.number("staffing.reserve_share"))'), encoding="utf-8"
    )
    _put(copy, "docs/method.md", "## 8.", "Substitutes: N_t · (1 + reserve_share), `staffing.reserve_share`.\n\n")
    _run(copy, ["-m", "forecasting.reports.register"])  # the page docs/assumptions.md follows from the entry
    assert len(_touched(copy)) <= 4
    posts = [
        float(_run(copy, ["-c", f"""if True:
            from forecasting import load_scenario, outlook
            from tests.reports.worlds import arrivals
            scenario = load_scenario().with_values({{"staffing.method": "ratio", "staffing.reserve_share": {share}}})
            print(outlook(scenario, arrivals(horizon=24, paths=2)).yearly["fte"].values[-1].mean())
        """]))
        for share in (0.0, 0.1)
    ]  # fmt: skip
    assert posts[1] == pytest.approx(1.1 * posts[0]) and posts[0] > 0.0
    _laws(copy, "tests/assumptions/test_register.py", "tests/project/test_documents.py")


def test_a_measure_takes_five_files_at_most(copy):
    _put(copy, "forecasting/budget/measures.py", '        Measure("need", "eur", "cost"),', (
        '        Measure("outlays", "eur", "cost"),\n'
    ))  # fmt: skip
    _put(copy, "forecasting/budget/cost.py", "    need: Array\n", "    outlays: Array\n")
    _put(
        copy,
        "forecasting/budget/cost.py",
        '                "need": grant',
        '                "outlays": zero + outlays,\n',
    )
    _put(copy, "docs/method.md", "| `grant`, `surplus`", "| `outlays` | EUR | section 8 |\n")
    for language, label in (("de", "Verwaltung und andere Bereiche"), ("en", "Administration and other areas")):
        _put(copy, f"forecasting/locale/{language}/reports.po", 'msgid "reports.measure.need"\n', (
            f'msgid "reports.measure.outlays"\nmsgstr "{label}"\n\n'
        ))  # fmt: skip
    assert len(_touched(copy)) <= 5
    said = _run(copy, ["-c", """if True:
        from forecasting import load_scenario, outlook
        from forecasting.base.text import Texts
        from forecasting.reports.rows import document
        from forecasting.scenarios.goal.expression import parse
        from tests.reports.worlds import arrivals
        result = outlook(load_scenario(), arrivals(horizon=24, paths=2))
        rows = [row for row in document(result, Texts("de"))["yearly"] if row["measure"] == "outlays"]
        print(len(rows), max(row["mean"] for row in rows) > 0.0, parse("outlays[2027] <= 1e6"))
    """])  # fmt: skip
    assert said.split(maxsplit=2) == ["2", "True", "outlays[2027] <= 1000000.0\n"]
    _laws(copy, "tests/budget/test_measures.py", "tests/project/test_documents.py")


def test_a_page_takes_four_files_at_most(copy):
    _put(copy, "forecasting/ui/pages/calendar.py", "", '''"""The page of dates."""

from __future__ import annotations

import streamlit as st

from forecasting.ui.frame.frame import begin_page
from forecasting.ui.session.session import Session

__all__ = ["draw"]


def draw(session: Session) -> None:
    """Draw the page for the scenario of the session."""
    st.markdown(", ".join(str(year.year) for year in begin_page(session).years))
''')  # fmt: skip
    _put(copy, "forecasting/ui/pages/table.py", '    Page("funds"', '    Page("calendar", "calendar"),\n')
    for language, title in (("de", "Termine"), ("en", "Dates")):
        _put(copy, f"forecasting/locale/{language}/ui.po", 'msgid "ui.page.plausibility"', (
            f'msgid "ui.page.calendar"\nmsgstr "{title}"\n\n'
        ))  # fmt: skip
    assert len(_touched(copy)) <= 4
    _put(copy, "tests/ui/test_calendar_page.py", "", '''"""The page of dates."""

import pytest

from tests.ui.conftest import opened


@pytest.mark.usefixtures("small_world")
def test_it_names_the_years():
    page = opened("calendar")
    assert any("2027" in element.value for element in page.markdown)
''')  # fmt: skip
    _laws(copy, "tests/ui/test_calendar_page.py", "tests/ui/session/test_slots.py", "tests/project/test_doors.py")
    _run(copy, ["-c", "from importlinter.cli import lint_imports_command as lint; lint()", "--no-cache"])
