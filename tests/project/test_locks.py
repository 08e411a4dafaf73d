"""Every package is locked with its hashes, and every direct one has a reason."""

from __future__ import annotations

import re

import pytest

from tests.project.tree import ROOT

PAIRS = ("requirements", "requirements-dev")


def _read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def _loose(name: str) -> dict[str, str]:
    """Package → its line, of a loose list."""
    lines = [line for line in _read(f"{name}.in").splitlines() if re.match(r"[A-Za-z]", line)]
    return {re.split(r"[\[<>=~! ]", line)[0].lower(): line for line in lines}


def _locked(name: str) -> dict[str, list[str]]:
    """Package → version and hashes, of a lock."""
    found: dict[str, list[str]] = {}
    for block in re.split(r"\n(?=\S)", _read(f"{name}.txt").strip()):
        head = re.match(r"([A-Za-z0-9._-]+)==(\S+)", block)
        assert head, f"{name}.txt: {block[:80]}"
        found[head[1].lower()] = [head[2], *re.findall(r"--hash=sha256:([0-9a-f]{64})\b", block)]
    return found


@pytest.mark.parametrize("name", PAIRS)
def test_every_locked_package_has_a_hash(name):
    assert [package for package, (_, *hashes) in _locked(name).items() if not hashes] == []


@pytest.mark.parametrize("name", PAIRS)
def test_every_direct_package_is_locked_within_its_bounds(name):
    from packaging.requirements import Requirement

    locked = _locked(name)
    for package, line in _loose(name).items():
        requirement = Requirement(line.partition("#")[0].strip())
        assert package in locked, f"{package} is not locked: make lock"
        assert requirement.specifier.contains(locked[package][0]), f"{package}: make lock"
        assert "<" in str(requirement.specifier), f"{package} has no upper bound"


def test_both_locks_agree_where_they_overlap():
    runtime, checks = _locked("requirements"), _locked("requirements-dev")
    assert {package: checks[package][0] for package in runtime.keys() & checks.keys()} == {
        package: runtime[package][0] for package in runtime.keys() & checks.keys()
    }


@pytest.mark.parametrize("name", PAIRS)
def test_a_lock_holds_packages_only(name):
    options = re.findall(r"^\s*(-(?!-hash).*)$", _read(f"{name}.txt"), flags=re.MULTILINE)
    assert options == []
    assert not re.search(r"https?://|\s@\s", _read(f"{name}.txt"))


@pytest.mark.parametrize("name", PAIRS)
def test_the_readme_gives_the_reason_of_every_direct_package(name):
    rows = dict(re.findall(r"^\| ([\w-]+) \| (.+) \|$", _read("README.md"), flags=re.MULTILINE))
    for package in _loose(name):
        assert rows.get(package, "").strip(), f"{package} is missing in the README's table"


def test_the_readme_names_no_package_that_is_not_used():
    tables = _read("README.md").partition("## Direct dependencies")[2].partition("\n## ")[0]
    named = set(re.findall(r"^\| ([\w-]+) \|", tables, flags=re.MULTILINE)) - {"package", "---"}
    assert named == set(_loose("requirements")) | set(_loose("requirements-dev"))
