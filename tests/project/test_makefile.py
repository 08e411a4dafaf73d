"""The targets do what the README says, and say what is missing where they cannot."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.project.tree import ROOT

TARGETS = ("setup", "run", "test", "lint", "format", "bench", "data", "lock", "clean")
TOOLS = ("sh", "bash", "env", "rm", "id", "echo", "touch", "sed", "expand")


def _make(*arguments: str, folder: Path = ROOT, path: str | None = None) -> subprocess.CompletedProcess[str]:
    ours = ("MAKE", "MFLAGS", "HOST", "PORT")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    make = shutil.which("make")
    assert make
    return subprocess.run(
        [make, *arguments], cwd=folder, env=kept | ({"PATH": path} if path else {}), capture_output=True, text=True
    )


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A clone on a machine with a shell and little else; its tools lie in `bin`."""
    for name in ("Makefile", "requirements.txt", "requirements-dev.txt"):
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / "bin").mkdir()
    for tool in TOOLS:
        found = shutil.which(tool)
        assert found, tool
        (tmp_path / "bin" / tool).symlink_to(found)
    return tmp_path


def _tool(folder: Path, name: str, script: str) -> None:
    path = folder / "bin" / name
    path.unlink(missing_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)


def test_help_lists_every_target():
    listed = _make("help").stdout
    assert [target for target in TARGETS if f"make {target} " not in listed] == []


def test_run_serves_on_this_machine_unless_told_otherwise():
    assert '--server.address "127.0.0.1" --server.port "8501"' in _make("-n", "run").stdout
    told = _make("-n", "run", "HOST=0.0.0.0", "PORT=8600").stdout
    assert '--server.address "0.0.0.0" --server.port "8600"' in told


def test_test_checks_style_types_and_layers_and_then_runs_every_test():
    steps = _make("-n", "test").stdout
    order = [steps.index(part) for part in ("ruff check", "ruff format --check", "mypy", "lint-imports", "pytest")]
    assert order == sorted(order)


def test_packages_are_installed_by_hash_and_without_building_any(bare: Path):
    steps = _make("-n", "setup", folder=bare, path=str(bare / "bin")).stdout
    assert "--require-hashes --only-binary :all: -r requirements.txt" in steps


def test_setup_without_python_says_what_to_do(bare: Path):
    done = _make("setup", folder=bare, path=str(bare / "bin"))
    assert done.returncode != 0
    assert "Python 3.11 or newer with venv is needed." in done.stderr
    assert "python3-venv" in done.stderr
    assert not (bare / ".venv").exists()


def test_setup_refuses_an_old_python(bare: Path):
    code = "import sys; sys.version_info = (3, 10, 14); exec(sys.argv[1])"
    _tool(bare, "python3", f"exec {sys.executable} -c '{code}' \"$2\"")
    done = _make("setup", folder=bare, path=str(bare / "bin"))
    assert done.returncode != 0
    assert "Python 3.11 or newer with venv is needed." in done.stderr


@pytest.mark.parametrize("there, missing", [("soffice", "chromium"), ("chromium", "libreoffice-calc-nogui")])
def test_what_is_missing_is_named_and_fails(bare: Path, there: str, missing: str):
    _tool(bare, "id", "echo 1000")
    _tool(bare, there, "exit 0")
    done = _make("system", folder=bare, path=str(bare / "bin"))
    assert done.returncode != 0
    said = next(line for line in done.stderr.splitlines() if "apt-get install" in line)
    assert missing in said.split() and there not in said.split()


def test_root_installs_browser_and_office(bare: Path):
    _tool(bare, "id", "echo 0")
    _tool(bare, "apt-get", 'echo "$@" >> calls')
    assert _make("system", folder=bare, path=str(bare / "bin")).returncode == 0
    calls = (bare / "calls").read_text(encoding="utf-8").splitlines()
    assert calls[0].startswith("update")
    assert calls[1].startswith("install -y")
    assert {
        "chromium",
        "libreoffice-calc-nogui",
        "libreoffice-writer-nogui",
        "haproxy",
        "nginx-light",
        "caddy",
    } <= set(calls[1].split())


def test_what_is_there_is_left_alone(bare: Path):
    _tool(bare, "chromium", "exit 0")
    for name in ("soffice", "haproxy", "nginx", "caddy", "systemd-analyze"):
        _tool(bare, name, "exit 0")
    _tool(bare, "apt-get", "echo called >> calls")
    assert _make("system", folder=bare, path=str(bare / "bin")).returncode == 0
    assert not (bare / "calls").exists()


def test_what_is_set_up_is_not_written_again():
    """So that the project may lie where the service cannot write."""
    recipe = (ROOT / "Makefile").read_text(encoding="utf-8").partition("\nsetup:")[2].partition("\n\n")[0]
    code = recipe.partition('-c "')[2].partition('" "$(ROOT)"')[0].replace("\\\n\t", "")
    told: list[str] = []

    class File:
        text = "elsewhere\n"

        def __init__(self, *_: str) -> None:
            pass

        def is_file(self) -> bool:
            return True

        def read_text(self, encoding: str) -> str:
            return File.text

        def write_text(self, text: str, encoding: str) -> None:
            told.append(text)

    code = code.replace("import sys, sysconfig, pathlib; ", "")
    names = {"sys": SimpleNamespace(argv=["-c", "/here"]), "pathlib": SimpleNamespace(Path=File)}
    for File.text, written in (("elsewhere\n", ["/here\n"]), ("/here\n", [])):
        told.clear()
        exec(code, {**names, "sysconfig": sysconfig})
        assert told == written
