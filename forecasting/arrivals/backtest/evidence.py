"""Evidence files: facts as comments above a table, written by a backtest and read by what tells of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from forecasting.base.errors import Finding, InputError

__all__ = ["heading", "opened"]


def heading(facts: Mapping[str, object]) -> str:
    """The lines above the table.

    >>> heading({"version": 5})
    '# version: 5\\n'
    """
    return "".join(f"# {name}: {value}\n" for name, value in facts.items())


@contextmanager
def opened(path: Path) -> Iterator[tuple[dict[str, str], str]]:
    """The facts of a file and its content; what goes wrong with either inside is the file's fault.

    Raises:
        InputError: it is missing, or no file of the form that is expected.
    """
    try:
        content = path.read_text(encoding="utf-8")
        yield dict(line[2:].split(": ", 1) for line in content.splitlines() if line.startswith("# ")), content
    except (OSError, ValueError, KeyError, TypeError) as error:
        finding = Finding("arrivals.backtest.results", file=f"{path.parent.name}/{path.name}")
        raise InputError(finding) from error
