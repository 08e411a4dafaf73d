"""`python -m forecasting backtest`: rolling-origin test of the forecasting methods on any monthly series."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from forecasting.base.errors import Finding, InputError
from forecasting.base.format import Formats
from forecasting.base.periods import Month, parse_month
from forecasting.base.text import Texts
from forecasting.commands.progress import Progress, duration
from forecasting.commands.results import check_writable, out_of_range, write

if TYPE_CHECKING:
    from forecasting.base.quantiles import Array

__all__ = ["add_options", "run"]

LONGEST_HORIZON = 72  # months, the longest that a budget reaches
RAREST = 120  # months between origins
MOST_WORKERS = 256
NATION = "DE"
"""Name of the shipped national series, which is tested where no file is given."""


def add_options(command: argparse.ArgumentParser, text: Texts) -> None:
    """Declare what the command understands."""
    add = command.add_argument
    add("--series", nargs="+", action="extend", metavar="FILE", help=text("cli.backtest.series"))
    add("--frequency", choices=["month", "year"], default="month", help=text("cli.forecast.frequency"))
    add("--warning", action="store_true", help=text("cli.backtest.warning"))
    add("--method", nargs="+", action="extend", metavar="NAME", help=text("cli.backtest.method"))
    add("--horizon", type=int, default=24, metavar="N", help=text("cli.backtest.horizon"))
    add("--origins", nargs="+", action="extend", metavar="YYYY-MM", help=text("cli.backtest.origins"))
    add("--every", type=int, metavar="N", help=text("cli.backtest.every"))
    add("--first", metavar="YYYY-MM", help=text("cli.backtest.first"))
    add("--workers", type=int, metavar="N", help=text("cli.backtest.workers"))
    add("--scheduler", metavar="ADDRESS", help=text("cli.backtest.scheduler"))
    add("--work", metavar="DIR", help=text("cli.backtest.work"))
    add("--results", metavar="FILE", help=text("cli.backtest.results"))
    add("--json", action="store_true", help=text("cli.option.json"))


def run(options: argparse.Namespace, text: Texts) -> int:
    """Test and report."""
    if options.frequency == "year":
        return _years(options, text)
    if options.warning:
        return _warning(options, text)
    _check(options)
    origins = None if options.origins is None else sorted({parse_month(month) for month in options.origins})
    first = None if options.first is None else parse_month(options.first)
    check_writable(options.out, options.results)

    from forecasting.arrivals.backtest.local import cores
    from forecasting.arrivals.backtest.origins import EVERY
    from forecasting.arrivals.backtest.run import backtest
    from forecasting.arrivals.cache import folder
    from forecasting.reports.backtest.months import document, render

    series = _series(options.series)
    every = EVERY if options.every is None else options.every
    with _Watcher(text) as watcher:
        frame = backtest(
            series,
            methods=options.method,
            horizon=options.horizon,
            origins=origins,
            every=every,
            first=first,
            work=folder() / "backtest" if options.work is None else Path(options.work),
            workers=cores() if options.workers is None else options.workers,
            scheduler=options.scheduler,
            paths=options.paths,
            seed=options.seed,
            watcher=watcher,
        )
    if options.results is not None:
        from forecasting.arrivals.backtest.results import digest, results_csv

        (shown,) = series.values()
        write(results_csv(frame, digest(*shown), every=every), options.results)
    if options.json:
        write(json.dumps(document(frame, text), ensure_ascii=False, allow_nan=False) + "\n", options.out)
    else:
        write(render(frame, text), options.out)
    return 0


def _years(options: argparse.Namespace, text: Texts) -> int:
    """Test yearly series from every origin."""
    from forecasting.arrivals.backtest.years import backtest_years, years_csv
    from forecasting.observations import read_yearly_series
    from forecasting.reports.backtest import years as report

    others = ("method", "origins", "every", "first", "workers", "scheduler", "work")
    findings = _excluded("--frequency", options, others)
    if options.warning:
        findings.append(Finding("cli.excluding", {"one": "--frequency", "other": "--warning"}))
    if options.series is None:
        findings.append(Finding("cli.backtest.no_series"))
    if findings:
        raise InputError(findings)
    check_writable(options.out, options.results)
    found = backtest_years(_read(options.series, read_yearly_series))
    if options.results is not None:
        write(years_csv(found), options.results)
    write(json.dumps(report.document(found)) + "\n" if options.json else report.render(found, text), options.out)
    return 0


def _warning(options: argparse.Namespace, text: Texts) -> int:
    """Test the early warning on past forecasts."""
    from forecasting.arrivals.backtest.false_alarms import backtest_warning, warning_csv
    from forecasting.arrivals.backtest.local import cores
    from forecasting.arrivals.cache import folder
    from forecasting.reports.backtest import warning as report

    findings = _excluded("--warning", options, ("method", "origins", "every", "first"))
    findings += _beyond(options, [("--workers", MOST_WORKERS)])
    if options.scheduler is not None and options.workers is not None:
        findings.append(Finding("cli.excluding", {"one": "--scheduler", "other": "--workers"}))
    if findings:
        raise InputError(findings)
    check_writable(options.out, options.results)
    series = _series(options.series)
    with _Watcher(text) as watcher:
        found = backtest_warning(
            series,
            work=folder() / "backtest" if options.work is None else Path(options.work),
            workers=cores() if options.workers is None else options.workers,
            scheduler=options.scheduler,
            paths=options.paths,
            seed=options.seed,
            watcher=watcher,
        )
    if options.results is not None:
        write(warning_csv(found), options.results)
    write(json.dumps(report.document(found)) + "\n" if options.json else report.render(found, text), options.out)
    return 0


def _excluded(one: str, options: argparse.Namespace, others: Sequence[str]) -> list[Finding]:
    """What was given beside an option that excludes it."""
    return [
        Finding("cli.excluding", {"one": one, "other": f"--{name}"})
        for name in others
        if getattr(options, name) is not None
    ]


def _series(files: Sequence[str] | None) -> dict[str, tuple[Month, Array]]:
    """Series of files, or the national one that is shipped."""
    from forecasting.observations import read_series
    from forecasting.observations.published import national_applications

    return {NATION: national_applications()} if files is None else _read(files, read_series)


def _read(
    files: Sequence[str], reader: Callable[[Path], dict[str, tuple[int, Array]]]
) -> dict[str, tuple[int, Array]]:
    """Series of all files; a name must not stand in two of them."""
    found: dict[str, tuple[int, Array]] = {}
    findings = []
    for file in files:
        for name, series in reader(Path(file)).items():
            if name in found:
                findings.append(Finding("cli.backtest.twice", {"series": name, "file": file}))
            found[name] = series
    if findings:
        raise InputError(findings)
    return found


def _check(options: argparse.Namespace) -> None:
    findings = _beyond(options, [("--horizon", LONGEST_HORIZON), ("--every", RAREST), ("--workers", MOST_WORKERS)])
    for one, other in (
        ("origins", "every"),
        ("origins", "first"),
        ("scheduler", "workers"),
        ("results", "series"),  # a result file speaks of the shipped figures, at origins that are evenly spaced
        ("results", "origins"),
    ):
        if getattr(options, one) is not None and getattr(options, other) is not None:
            findings.append(Finding("cli.excluding", {"one": f"--{one}", "other": f"--{other}"}))
    if findings:
        raise InputError(findings)


def _beyond(options: argparse.Namespace, ranges: Sequence[tuple[str, int]]) -> list[Finding]:
    """Options that must be 1 to so much and are not."""
    given = [(option, getattr(options, option.removeprefix("--")), most) for option, most in ranges]
    return [
        out_of_range(option, value, 1, most)
        for option, value, most in given
        if value is not None and not 1 <= value <= most
    ]


class _Watcher:
    """Tells on stderr what was there already, how long the rest will take, and how far it is."""

    def __init__(self, text: Texts) -> None:
        self._text = text
        self._progress = Progress(text("cli.backtest.progress"), text)

    def __enter__(self) -> _Watcher:
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.__exit__()

    def started(self, done: int, total: int) -> None:
        """How many forecasts are there already."""
        self._progress = Progress(self._text("cli.backtest.progress"), self._text, already=done)
        formats = Formats(self._text.language)
        facts = {"done": formats.number(done), "total": formats.number(total)}
        name, open_ = ("resumed", total - done) if done else ("started", total)
        self._say(self._text.plural(f"cli.backtest.{name}", open_, open=formats.number(open_), **facts))

    def estimated(self, seconds: Mapping[str, float]) -> None:
        """How long the rest will take, the slowest methods by name; nothing is said where none is open."""
        if not seconds:
            return
        slowest = sorted(seconds, key=lambda name: -seconds[name])[:3]
        parts = [f"{name} {duration(seconds[name], self._text)}" for name in slowest]
        left = duration(sum(seconds.values()), self._text)
        self._say(self._text("cli.backtest.estimate", left=left, parts=", ".join(parts)))

    def advanced(self, done: int, total: int, seconds_left: float | None) -> None:
        """How far it is, once the time left is known."""
        if seconds_left is not None:
            self._progress(done, total, seconds_left)

    def _say(self, line: str) -> None:
        self._progress.__exit__()
        print(line, file=sys.stderr, flush=True)
