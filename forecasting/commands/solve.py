"""`python -m forecasting solve`: the smallest or largest value of one number for which a target holds."""

from __future__ import annotations

import argparse
import json

from forecasting.base.text import Texts
from forecasting.commands.computing import add_scenario, computed
from forecasting.commands.results import check_writable, write

__all__ = ["add_options", "run"]

NOT_REACHABLE = 3


def add_options(command: argparse.ArgumentParser, text: Texts) -> None:
    """Declare what the command understands."""
    command.add_argument("--vary", required=True, metavar="KEY", help=text("cli.solve.vary"))
    command.add_argument("--target", required=True, metavar="EXPR", help=text("cli.solve.target"))
    add_scenario(command, text)


def run(options: argparse.Namespace, text: Texts) -> int:
    """Seek and report; the exit code says whether the target can be reached."""
    from forecasting.reports.goal import document, render
    from forecasting.scenarios.goal.expression import parse
    from forecasting.scenarios.goal.solve import solve

    target = parse(options.target)
    check_writable(options.out)
    start = computed(options, text)
    found = solve(start.scenario, start.arrivals, options.vary, target, start=start)
    if options.json:
        write(json.dumps(document(found, start, text), ensure_ascii=False) + "\n", options.out)
    else:
        write(render(found, start, text), options.out)
    return 0 if found.reachable else NOT_REACHABLE
