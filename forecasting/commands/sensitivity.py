"""`python -m forecasting sensitivity`: what each assumption does to a result, and its share of the spread."""

from __future__ import annotations

import argparse
import json

from forecasting.base.text import Texts
from forecasting.commands.computing import add_measure, add_scenario, chosen, computed
from forecasting.commands.results import check_writable, write

__all__ = ["add_options", "run"]


def add_options(command: argparse.ArgumentParser, text: Texts) -> None:
    """Declare what the command understands."""
    add_measure(command, text)
    add_scenario(command, text)


def run(options: argparse.Namespace, text: Texts) -> int:
    """Compute and report."""
    from forecasting.reports.influence import Influence, document, render
    from forecasting.scenarios.influence.sensitivity import effects
    from forecasting.scenarios.influence.variance import arrivals_effect, variance_shares

    check_writable(options.out)
    result = computed(options, text)
    measure, year = chosen(options, result)
    scenario, arrivals = result.scenario, result.arrivals
    base, bars = effects(scenario, arrivals, measure=measure, year=year)
    of_arrivals = arrivals_effect(scenario, arrivals, measure=measure, year=year)
    shares = variance_shares(scenario, arrivals, measure=measure, year=year)
    found = Influence.of(measure, year, base, (of_arrivals, *bars), shares)
    if options.json:
        write(json.dumps(document(found), ensure_ascii=False) + "\n", options.out)
    else:
        write(render(found, result, text), options.out)
    return 0
