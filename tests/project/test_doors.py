"""The public doors of the package: there, light, and where the layers say."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib

import pytest

import forecasting
from tests.project.tree import ROOT

DOORS = ("load_observations", "load_scenario", "forecast_arrivals", "outlook")
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def _modules_loaded_by(statement: str) -> set[str]:
    """First names of the modules that a fresh interpreter loads for a statement."""
    code = f"import sys; before = set(sys.modules); {statement}; print(*sorted(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    return {name.partition(".")[0] for name in done.stdout.split()}


def test_importing_the_package_loads_nothing_but_the_standard_library():
    assert _modules_loaded_by("import forecasting") - set(sys.stdlib_module_names) == {"forecasting"}


def test_the_terminal_answers_without_loading_any_science():
    loaded = _modules_loaded_by("from forecasting.cli import main")
    assert not loaded & {"numpy", "pandas", "scipy", "prophet", "statsmodels", "statsforecast", "streamlit", "plotly"}


@pytest.mark.parametrize("name", DOORS)
def test_a_door_opens_and_is_a_function(name):
    assert callable(getattr(forecasting, name))
    assert name in dir(forecasting)
    assert name in forecasting.__all__


def test_an_unknown_name_is_an_attribute_error():
    assert not hasattr(forecasting, "no_such_door")


def test_the_version_is_the_same_everywhere():
    assert PYPROJECT["project"]["version"] == forecasting.__version__
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    latest = next(line for line in changelog.splitlines() if line.startswith("## "))
    assert latest.split()[1] == forecasting.__version__


def test_every_package_has_its_place_in_the_layers():
    contracts = PYPROJECT["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    placed = {name.strip() for layer in layers for name in layer.split("|")}
    folder = ROOT / "forecasting"
    packages = {f"forecasting.{path.parent.name}" for path in folder.glob("*/__init__.py")}
    modules = {f"forecasting.{path.stem}" for path in folder.glob("*.py") if not path.stem.startswith("__")}
    assert placed == packages | modules


def test_nobody_below_the_shells_goes_through_the_doors():
    """They lead upwards past import-linter, which follows import statements only."""
    found = []
    for path in (ROOT / "forecasting").rglob("*.py"):
        if path.relative_to(ROOT / "forecasting").parts[0] in {"__init__.py", "cli.py", "commands", "ui"}:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module == "forecasting":
                found += [f"{path.name}: {name.name}" for name in node.names if name.name in DOORS]
    assert found == []


def test_streamlit_is_forbidden_everywhere_but_in_the_pages():
    contracts = PYPROJECT["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    placed = {name.strip() for layer in layers for name in layer.split("|")}
    forbidden = next(contract for contract in contracts if contract["type"] == "forbidden")
    assert set(forbidden["source_modules"]) == placed - {"forecasting.ui"}
    assert forbidden["forbidden_modules"] == ["streamlit"]
