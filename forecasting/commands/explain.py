"""`python -m forecasting explain`: what makes one scenario differ from another, adding up exactly."""

from __future__ import annotations

import argparse
import json

from forecasting.base.text import Texts
from forecasting.commands.computing import add_measure, add_scenario, chosen, outlook_of
from forecasting.commands.results import check_writable, write

__all__ = ["add_options", "run"]


def add_options(command: argparse.ArgumentParser, text: Texts) -> None:
    """Declare what the command understands."""
    command.add_argument("a", metavar="A", help=text("cli.explain.first"))
    command.add_argument("b", metavar="B", help=text("cli.explain.second"))
    add_measure(command, text)
    add_scenario(command, text, file=False)


def run(options: argparse.Namespace, text: Texts) -> int:
    """Compute and report."""
    from forecasting import load_scenario, outlook
    from forecasting.reports.influence import explained_document, render_explained
    from forecasting.scenarios.influence.explain import explain, forecast_differs

    check_writable(options.out)
    scenarios = [load_scenario(file, options.set) for file in (options.a, options.b)]
    first = outlook_of(scenarios[0], options, text)
    if forecast_differs(*scenarios):
        second = outlook_of(scenarios[1], options, text)
    else:
        second = outlook(scenarios[1], first.arrivals, reuse=first)
    measure, year = chosen(options, first)
    found = explain(first, second, measure=measure, year=year)
    if options.json:
        write(json.dumps(explained_document(found, text), ensure_ascii=False) + "\n", options.out)
    else:
        write(render_explained(found, first, second, text), options.out)
    return 0
