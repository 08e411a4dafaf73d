"""What an operator puts in place: systemd and containers understand it, it opens little and bears no secret."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.project.tree import ROOT

DEPLOY = ROOT / "deploy"
UNITS = sorted(path.name for path in DEPLOY.glob("bedarfsprognose*"))
SERVICES = [name for name in UNITS if name.endswith(".service")]
PYTHON = "/opt/bedarfsprognose/.venv/bin/python"
EXPOSED = 20  # of 100, see systemd-analyze(1); a service without any option has 96


@pytest.fixture
def units(tmp_path: Path) -> Path:
    """The units, with a Python that is there."""
    for name in UNITS:
        text = (DEPLOY / name).read_text(encoding="utf-8").replace(PYTHON, sys.executable)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def _analyze(*arguments: str) -> subprocess.CompletedProcess[str]:
    tool = shutil.which("systemd-analyze")
    assert tool
    return subprocess.run([tool, *arguments], capture_output=True, text=True, env=os.environ | {"LC_ALL": "C"})


def test_systemd_understands_the_units(units: Path):
    assert UNITS == ["bedarfsprognose-backup.service", "bedarfsprognose-backup.timer", "bedarfsprognose.service"]
    found = _analyze("verify", "--man=no", *(str(units / name) for name in UNITS))
    assert (found.returncode, found.stderr) == (0, "")


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_can_reach_little(name: str, units: Path):
    found = _analyze("security", "--offline=true", f"--threshold={EXPOSED}", "--no-pager", str(units / name))
    assert found.returncode == 0, found.stdout[-300:]


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_writes_to_its_own_folders_as_its_own_user(name: str):
    lines = (DEPLOY / name).read_text(encoding="utf-8").splitlines()
    assert {"User=bedarfsprognose", "ProtectSystem=strict", "NoNewPrivileges=yes", "UMask=0077"} <= set(lines)
    places = {word for line in lines for word in re.findall(r"(?<![\w.])/var/[\w/-]+", line)}
    assert {place.split("/")[3] for place in places} == {"bedarfsprognose"}


def test_the_image_file_has_no_finding():
    tool = Path(sys.executable).with_name("hadolint")
    found = subprocess.run([str(tool), "--no-color", str(DEPLOY / "Containerfile")], capture_output=True, text=True)
    assert (found.returncode, found.stdout) == (0, "")


def test_the_image_runs_without_rights_and_bears_no_secret():
    text = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    stages = [stage.replace("\\\n", " ").splitlines() for stage in re.split(r"(?m)^(?=FROM )", text)[1:]]
    assert len(stages) == 2  # what builds is not in what runs
    for stage in stages:
        assert re.fullmatch(r"FROM [\w./-]+:[\w.-]+( AS build)?", stage[0]) and ":latest" not in stage[0]
        for line in stage:
            if "apt-get install" in line:
                assert "--no-install-recommends" in line and "rm -rf /var/lib/apt/lists/*" in line
    last = stages[-1]
    users = [line for line in last if line.startswith("USER ")]
    assert users == ["USER 10001"] and last.index(users[0]) < next(
        place for place, line in enumerate(last) if line.startswith("ENTRYPOINT [")
    )
    assert any(line.startswith("HEALTHCHECK ") for line in last) and 'VOLUME ["/data", "/cache"]' in last
    words = [line for stage in stages for line in stage if not line.startswith("#")]
    assert not re.search(r"(?i)password|secret|token|api_?key", "\n".join(words))
    assert not any(line.startswith(("ADD ", "COPY . ")) for line in words)  # only what is named
    for line in last + stages[0]:
        if (copied := re.match(r"COPY (?!--from)(.+) \S+$", line)) is not None:
            assert all((ROOT / name).exists() for name in copied[1].split())
