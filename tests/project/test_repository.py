"""What stands in the tree works on any machine and tells nothing of the one it was written on."""

from __future__ import annotations

import ast
import re
import stat

import pytest

from tests.project.tree import ROOT, text_files

SELF = "tests/project/test_repository.py"


def _docstring(text: str) -> str | None:
    return ast.get_docstring(ast.parse(text))


def _lines(pattern: str, *, only: str = "") -> list[str]:
    expression = re.compile(pattern)
    return [
        f"{name}:{number}: {line.strip()[:100]}"
        for name, text in text_files()
        if name != SELF and name.startswith(only)
        for number, line in enumerate(text.splitlines(), start=1)
        if expression.search(line)
    ]


@pytest.mark.parametrize(
    "pattern",
    [
        r"(?<![\w.])/(work|root|home|Users|opt/pypi|opt/wheels)/",  # folders of a machine
        r"\.\./shared",
        r"[A-Z]:\\\\",
        r"file:///",
    ],
)
def test_no_path_of_a_machine(pattern):
    assert _lines(pattern) == []


REGISTRY = [r"pypi\.org", r"pythonhosted", r"--(extra-)?index-url", r"--find-links", r"trusted-host"]


@pytest.mark.parametrize("pattern", REGISTRY)
def test_no_package_registry_is_named(pattern):
    assert _lines(pattern) == []


@pytest.mark.parametrize("pattern", [r"\bTODO\b", r"\bFIXME\b", r"\bXXX\b", r"<<<<<<<|>>>>>>>"])
def test_nothing_is_left_to_do(pattern):
    assert _lines(pattern) == []


@pytest.mark.parametrize(
    "pattern",
    [
        r"jsdelivr|unpkg|cdnjs|googleapis|gstatic|mapbox|openstreetmap",
        r"""include_plotlyjs\s*=\s*["'](cdn|directory)""",
        r"""["']https?://(?!127\.0\.0\.1|localhost|www\.w3\.org/|purl\.org/dc/|schemas\.)""",
        r"^\s*(import|from) (requests|urllib\.request|http\.client|httpx|aiohttp|socket)\b",
    ],
)
def test_the_product_asks_nothing_of_the_network(pattern):
    assert _lines(pattern, only="forecasting/") + _lines(pattern, only="app.py") == []


def test_lines_end_the_same_way_everywhere():
    written = [
        (name, text) for name, text in text_files() if name.endswith((".py", ".md", ".toml", ".po", "Makefile"))
    ]
    assert [name for name, text in written if "\r" in text or (text and not text.endswith("\n"))] == []


def test_every_module_says_what_it_is_for():
    silent = [name for name, text in text_files() if name.endswith(".py") and text.strip() and not _docstring(text)]
    assert silent == []


def test_continuous_integration_runs_the_readmes_test_command():
    command = ROOT / ".ci/run"
    assert command.stat().st_mode & stat.S_IXUSR
    assert command.read_text(encoding="utf-8").rstrip().endswith("exec make test")
    assert "make test " in (ROOT / "README.md").read_text(encoding="utf-8")


def test_no_test_module_imports_from_another():
    """What several of them need stands in a module of its own."""
    found = []
    for name, text in text_files():
        if not (name.startswith("tests/") and name.endswith(".py")):
            continue
        for node in ast.walk(ast.parse(text)):
            taken = [alias.name for alias in node.names] if isinstance(node, ast.Import | ast.ImportFrom) else []
            if isinstance(node, ast.ImportFrom):
                taken = [f"{node.module}.{alias}" for alias in taken]
            found += [f"{name}: {each}" for each in taken if re.match(r"tests\.(\w+\.)*test_", each)]
    assert found == []
