"""Where a result goes, and how a wrong number is refused."""

from __future__ import annotations

import os
from pathlib import Path

from forecasting.base.errors import Finding, InputError
from forecasting.base.files import write_whole

__all__ = ["check_writable", "out_of_range", "write"]


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


def check_writable(*outs: str | None) -> None:
    """Refuse a place for a file before the work that fills it begins; None is stdout.

    Raises:
        InputError: every folder that is missing or cannot be written to.
    """
    findings = []
    for out in outs:
        if out is None:
            continue
        target = Path(out)
        special = target.exists() and not target.is_file()  # a device or a pipe: `write` will see
        if not special and not (target.parent.is_dir() and os.access(target.parent, os.W_OK)):
            findings.append(Finding("cli.not_writable", file=out))
    if findings:
        raise InputError(findings)


def out_of_range(option: str, given: int, low: int, high: int) -> Finding:
    """Finding that names the option and what it allows."""
    return Finding("cli.range", {"option": option, "given": given, "low": low, "high": high})
