"""The map of the code and the page of the architecture agree with the tree; no folder is a heap."""

from __future__ import annotations

import re
from collections import Counter

from tests.project.tree import ROOT, files

MAP = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").partition("## House rules")[0]
ARCHITECTURE = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
MOST = 30  # files of a folder of code or tests


def _mapped() -> list[str]:
    """Folders that the map names, from the root; "…" stands for the folder named first in the same row."""
    found = []
    for row in re.findall(r"^\| (`.*?`) \|", MAP, flags=re.MULTILINE):
        names = re.findall(r"`([^`]+)/`", row)
        above = names[0].rpartition("/")[0] if names else ""
        found += [name.replace("…", above) for name in names]
    return found


def test_the_map_names_every_package_and_nothing_else():
    packages = {path.parent.relative_to(ROOT).as_posix() for path in ROOT.glob("forecasting/**/__init__.py")}
    named = [name for name in _mapped() if name.startswith("forecasting/")]
    parts = {name for name in packages if name.startswith("forecasting/ui/pages/")}  # a folder for each page
    assert sorted(named) == sorted(packages - parts - {"forecasting"} | {"forecasting/locale"})


def test_the_map_names_every_folder_of_the_project():
    tops = {path.relative_to(ROOT).parts[0] for path in files() if len(path.relative_to(ROOT).parts) > 1}
    assert {name for name in tops if not name.startswith(".")} == {name.split("/")[0] for name in _mapped()}


def test_no_folder_holds_more_than_a_reader_can_survey():
    heaps = Counter(
        path.parent.relative_to(ROOT).as_posix()
        for path in files()
        if path.relative_to(ROOT).parts[0] in {"forecasting", "tests", "bench"}
    )
    assert {folder: count for folder, count in heaps.items() if count > MOST} == {}
    assert len(heaps) > 40


def test_no_module_repeats_the_name_of_its_folder():
    """`slides/slides_text.py` says "slides" twice."""
    repeated = [
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "forecasting").rglob("*.py")
        if re.match(rf"{re.escape(path.parent.name.rstrip('s'))}s?_", path.name)
    ]
    assert repeated == []


def test_the_architecture_fits_a_screen_and_names_files_that_are_there():
    assert len(ARCHITECTURE.splitlines()) <= 45
    named = re.findall(r"`(forecasting/[\w/]+\.py)`", ARCHITECTURE)
    assert [name for name in named if not (ROOT / name).exists()] == []
    steps = {name.split("/")[1] for name in named}
    packages = {path.parent.name for path in ROOT.glob("forecasting/*/__init__.py")}
    assert packages - steps == {"base", "commands"}
