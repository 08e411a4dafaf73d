"""Processes that share the tests: all browser tests are one turn, every other file is one of its own."""

from __future__ import annotations

from pathlib import Path

from tests.conftest import Turns
from tests.ui import browser

FOLDER = Path(browser.__file__).parent
ROOT = FOLDER.parents[2]


def _turn(path: Path) -> str:
    scheduler = Turns.__new__(Turns)
    return scheduler._split_scope(f"{path.relative_to(ROOT).as_posix()}::test_it[a::b]")


def test_one_process_runs_all_browser_tests_and_each_other_file_is_whole():
    files = sorted((ROOT / "tests").rglob("test_*.py"))
    browsers = [file for file in files if file.parent == FOLDER]
    assert len(browsers) > 5
    assert len({_turn(file) for file in browsers}) == 1
    assert len({_turn(file) for file in files}) == len(files) - len(browsers) + 1
