"""Where a result goes, and how a wrong number is refused."""

from __future__ import annotations

from pathlib import Path

from forecasting.base.errors import Finding, InputError
from forecasting.base.files import write_whole

__all__ = ["out_of_range", "write"]


def write(content: str, out: str | None) -> None:
    """To stdout, or into a file that appears whole or not at all.

    Raises:
        InputError: it cannot be written there.
    """
    if out is None:
        try:
            print(content, end="", flush=True)
        except BrokenPipeError:
            raise
        except OSError as error:
            raise InputError(Finding("cli.not_writable", file="stdout")) from error
        return
    target = Path(out)
    try:
        if target.exists() and not target.is_file():  # a device or a pipe is written to, never replaced
            target.write_text(content, encoding="utf-8", newline="")
            return
        write_whole(target, content.encode("utf-8"), mode=0o644)
    except OSError as error:
        raise InputError(Finding("cli.not_writable", file=out)) from error


def out_of_range(option: str, given: int, low: int, high: int) -> Finding:
    """Finding that names the option and what it allows."""
    return Finding("cli.range", {"option": option, "given": given, "low": low, "high": high})
