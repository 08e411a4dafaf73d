"""The terminal: `python -m forecasting check | forecast | backtest | outlook | stay | rounds | solve | admin | …`.

Results go to stdout or `--out`, progress to stderr. Exit code 0, or 2 where the input is wrong: then one sentence
per finding on stderr and nothing written. `solve` ends with 3 where the target is out of reach, `rounds verify` with
4 where the log is no longer what was adopted, `reproduce` with 4 where a document is no longer what was computed,
`plausibility` with 4 where a range that must hold does not.
"""

from __future__ import annotations

import argparse
import datetime
import io
import json
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import closing

from forecasting.base.errors import Finding, InputError
from forecasting.base.runs import PATHS, SEED
from forecasting.base.text import Texts
from forecasting.commands import (
    admin,
    backtest,
    check,
    explain,
    forecast,
    people,
    plausibility,
    report,
    reproduce,
    rounds,
    sensitivity,
    solve,
    stay,
)
from forecasting.commands.arguments import Parser, language_of, metavar, person_of
from forecasting.commands.findings import lines
from forecasting.commands.results import out_of_range, write
from forecasting.people import LOCAL, Action, Actor, Command, OwnFigures, acting, ask

__all__ = ["main"]

MOST_PATHS = 100_000


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that lacks a sign shows another, and the rest
    text = Texts()
    try:
        text, given = _language(given)
        _check_environment()
        person, given = person_of(given)
        options = _parser(text).parse_args(given)
        options.actor = acting(person)
        _ask(options)
        command: Callable[[argparse.Namespace, Texts], int] = options.command
        code = command(options, text)
        if options.asked == "admin":  # what it does to a database is done before the log in there can be told
            _tell_admin(options)
        return code
    except InputError as error:
        for line in lines(error.findings, text):
            print(line, file=sys.stderr)
        return 2
    except BrokenPipeError:
        # The reader (head, less) has gone; Python would complain once more on closing stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130


def _ask(options: argparse.Namespace) -> None:
    """Whether the actor may run the command, and on figures of their own where it names some."""
    ask(options.actor, Action.RUN, Command(_name(options)))
    if getattr(options, "data", None) is not None:
        ask(options.actor, Action.USE, OwnFigures())
    if options.actor != LOCAL and options.asked != "admin":
        _tell(options.actor, Command(_name(options)))


def _name(options: argparse.Namespace) -> str:
    return " ".join(filter(None, (options.asked, getattr(options, "action", ""))))


def _tell(actor: Actor, command: Command) -> None:
    """Tell the log; what cannot be told is not done."""
    from forecasting.store import open_journal

    with closing(open_journal(actor=actor)) as journal:
        journal.note(Action.RUN, command, datetime.datetime.now(datetime.UTC))


def _tell_admin(options: argparse.Namespace) -> None:
    """Tell the log of the database, unless its tables are still those of an earlier program, which may be serving."""
    from forecasting.store import database_url, found_schema
    from forecasting.store.database import SCHEMA

    if options.actor != LOCAL and found_schema(database_url()) in (0, SCHEMA):
        _tell(options.actor, Command(_name(options)))


def _forecast(options: argparse.Namespace, text: Texts) -> int:
    _check_paths(options)
    return forecast.run(options, text)


def _backtest(options: argparse.Namespace, text: Texts) -> int:
    _check_paths(options)
    return backtest.run(options, text)


def _stay(options: argparse.Namespace, text: Texts) -> int:
    _check_paths(options)
    return stay.run(options, text)


def _checked(
    run: Callable[[argparse.Namespace, Texts], int],
) -> Callable[[argparse.Namespace, Texts], int]:
    """The command, once paths and seed are found possible."""

    def checked(options: argparse.Namespace, text: Texts) -> int:
        _check_paths(options)
        return run(options, text)

    return checked


def _outlook(options: argparse.Namespace, text: Texts) -> int:
    from forecasting import forecast_arrivals, load_scenario, outlook
    from forecasting.commands.observed import observed
    from forecasting.commands.progress import Progress

    _check_paths(options)
    scenario = load_scenario(options.scenario, options.set)
    observations = observed(options)
    with Progress(text("cli.progress.arrivals"), text) as progress:
        arrivals = forecast_arrivals(
            observations, scenario, paths=options.paths, seed=options.seed, progress=progress
        )
    result = outlook(scenario, arrivals)
    if options.by == "district":
        from forecasting.commands.districts import said

        write(said(result, observations, options.json, text), options.out)
    elif options.json:
        from forecasting.reports.rows import document

        write(json.dumps(document(result, text), ensure_ascii=False) + "\n", options.out)
    else:
        from forecasting.reports.run import made_on
        from forecasting.reports.terminal import render

        write(render(result, text, made_on(datetime.date.today())), options.out)
    return 0


def _parser(text: Texts) -> argparse.ArgumentParser:
    parser = Parser(prog="python -m forecasting", description=text("cli.about"), text=text)
    commands = parser.add_subparsers(
        title=text("cli.commands"), required=True, metavar=metavar("COMMAND", text), dest="asked"
    )

    def command(name: str, run: Callable[[argparse.Namespace, Texts], int]) -> argparse.ArgumentParser:
        about = text(f"cli.{name}.about")
        sub = commands.add_parser(name, help=about, description=about, text=text)
        sub.set_defaults(command=run)
        sub.add_argument("--out", metavar="FILE", help=text("cli.option.out"))
        return sub

    def computing(sub: argparse.ArgumentParser) -> None:
        sub.add_argument("--paths", type=int, default=PATHS, metavar="N", help=text("cli.option.paths"))
        sub.add_argument("--seed", type=int, default=SEED, metavar="N", help=text("cli.option.seed"))

    check.add_options(command("check", check.run), text)

    asked = command("forecast", _forecast)
    forecast.add_options(asked, text)
    computing(asked)

    test = command("backtest", _backtest)
    backtest.add_options(test, text)
    computing(test)

    run = command("outlook", _outlook)
    run.add_argument("--scenario", metavar="FILE", help=text("cli.option.scenario"))
    run.add_argument("--data", metavar="DIR", help=text("cli.option.data"))
    run.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help=text("cli.option.set"))
    run.add_argument("--by", choices=["group", "district"], default="group", help=text("cli.outlook.by"))
    run.add_argument("--json", action="store_true", help=text("cli.option.json"))
    computing(run)

    learning = command("stay", _stay)
    stay.add_options(learning, text)
    computing(learning)

    for name, asking in (
        ("solve", solve),
        ("sensitivity", sensitivity),
        ("explain", explain),
        ("plausibility", plausibility),
    ):
        sub = command(name, _checked(asking.run))
        asking.add_options(sub, text)
        computing(sub)

    about = text("cli.report.about")
    papers = commands.add_parser("report", help=about, description=about, text=text)
    papers.set_defaults(command=_checked(report.run))
    report.add_options(papers, text)
    computing(papers)

    about = text("cli.reproduce.about")
    again = commands.add_parser("reproduce", help=about, description=about, text=text)
    again.set_defaults(command=reproduce.run)
    reproduce.add_options(again, text)

    about = text("cli.admin.about")
    admin.add_commands(commands.add_parser("admin", help=about, description=about, text=text), text)

    about = text("cli.people.about")
    people.add_commands(commands.add_parser("people", help=about, description=about, text=text), text)

    about = text("cli.rounds.about")
    rounds.add_commands(commands.add_parser("rounds", help=about, description=about, text=text), text, _check_paths)
    return parser


def _language(given: list[str]) -> tuple[Texts, list[str]]:
    """Texts in the language asked for, and the other arguments."""
    language, rest = language_of(given)
    return Texts(language), rest


def _check_environment() -> None:
    """Libraries read the date of a reproducible run while they are loaded, and would stop with a traceback."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "0")
    if not epoch.isdigit():
        raise InputError(Finding("reports.epoch", value=epoch))


def _check_paths(options: argparse.Namespace) -> None:
    findings = []
    if not 1 <= options.paths <= MOST_PATHS:
        findings.append(out_of_range("--paths", options.paths, 1, MOST_PATHS))
    if not 0 <= options.seed < 2**63:
        findings.append(out_of_range("--seed", options.seed, 0, 2**63 - 1))
    if findings:
        raise InputError(findings)
