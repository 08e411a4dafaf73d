"""`python -m forecasting forecast`: quantile forecasts of any monthly or yearly series, as one table."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from forecasting.base.errors import Finding, InputError
from forecasting.base.periods import parse_month
from forecasting.base.text import Texts
from forecasting.commands.progress import Progress
from forecasting.commands.results import out_of_range, write

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["add_options", "run"]

LONGEST = {"month": 240, "year": 20}
"""Farthest horizon, in periods of the frequency."""

METHOD = "ensemble"
_YEAR = re.compile(r"\d{4}")


def add_options(command: argparse.ArgumentParser, text: Texts) -> None:
    """Declare what the command understands."""
    add = command.add_argument
    add("--series", required=True, metavar="FILE", help=text("cli.forecast.series"))
    add("--horizon", required=True, type=int, metavar="N", help=text("cli.forecast.horizon"))
    add("--frequency", choices=list(LONGEST), default="month", help=text("cli.forecast.frequency"))
    add("--origin", nargs="+", action="extend", metavar="YYYY-MM", help=text("cli.forecast.origin"))
    add("--method", metavar="NAME", help=text("cli.forecast.method"))
    add("--cumulative", action="store_true", help=text("cli.forecast.cumulative"))
    add("--sums", type=int, metavar="N", help=text("cli.forecast.sums"))


def run(options: argparse.Namespace, text: Texts) -> int:
    """Forecast and write the table."""
    _check(options)
    with Progress(text("cli.progress.forecast"), text) as progress:
        table = _years(options) if options.frequency == "year" else _months(options, progress)
    for notice in table.attrs["notices"]:
        print(f"{text('cli.notice')}: {notice.sentence(text)}", file=sys.stderr)
    write(table.to_csv(index=False, lineterminator="\n"), options.out)
    return 0


def _months(options: argparse.Namespace, progress: Progress) -> pd.DataFrame:
    from forecasting.arrivals import forecast_table
    from forecasting.observations import read_series

    return forecast_table(
        read_series(Path(options.series)),
        horizon=options.horizon,
        origins=[parse_month(month) for month in options.origin] if options.origin else None,
        method=options.method or METHOD,
        cumulative=options.cumulative,
        sums=options.sums,
        paths=options.paths,
        seed=options.seed,
        progress=progress,
    )


def _years(options: argparse.Namespace) -> pd.DataFrame:
    from forecasting.arrivals import forecast_years_table
    from forecasting.observations import read_yearly_series

    return forecast_years_table(
        read_yearly_series(Path(options.series)),
        horizon=options.horizon,
        origins=_parse_years(options.origin) if options.origin else None,
        cumulative=options.cumulative,
        paths=options.paths,
        seed=options.seed,
    )


def _check(options: argparse.Namespace) -> None:
    """Refuse options that are out of range or say no together."""
    findings = []
    if not 1 <= options.horizon <= LONGEST[options.frequency]:
        findings.append(out_of_range("--horizon", options.horizon, 1, LONGEST[options.frequency]))
    if options.sums is not None:
        if not 1 <= options.sums <= max(options.horizon, 1):
            findings.append(out_of_range("--sums", options.sums, 1, max(options.horizon, 1)))
        if options.cumulative:
            findings.append(Finding("cli.excluding", {"one": "--sums", "other": "--cumulative"}))
    if options.frequency == "year":
        given = {"--method": options.method, "--sums": options.sums}
        for other, value in given.items():
            if value is not None:
                findings.append(Finding("cli.excluding", {"one": "--frequency", "other": other}))
    if findings:
        raise InputError(findings)


def _parse_years(labels: Sequence[str]) -> list[int]:
    wrong = [label for label in labels if not _YEAR.fullmatch(label)]
    if wrong:
        raise InputError([Finding("cli.forecast.year", value=label) for label in wrong])
    return [int(label) for label in labels]
