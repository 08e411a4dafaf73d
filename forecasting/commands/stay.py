"""`python -m forecasting stay`: learn the stay in provisional housing from arrivals and housing numbers."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence

from forecasting.base.errors import Finding, InputError
from forecasting.base.groups import group_name
from forecasting.base.text import Texts
from forecasting.commands.observed import observed
from forecasting.commands.results import write

__all__ = ["add_options", "run"]

QUICK = {"arrivals.method": "naive", "horizon_months": 1}
"""The past is all that counts here, so that no forecast is worth its time."""


def add_options(command: argparse.ArgumentParser, text: Texts) -> None:
    """Declare what the command understands."""
    add = command.add_argument
    add("--data", metavar="DIR", help=text("cli.option.data"))
    add("--group", metavar="GROUP", help=text("cli.stay.group"))
    add("--scenario", metavar="FILE", help=text("cli.option.scenario"))
    add("--set", action="append", default=[], metavar="KEY=VALUE", help=text("cli.option.set"))
    add("--json", action="store_true", help=text("cli.option.json"))


def run(options: argparse.Namespace, text: Texts) -> int:
    """Learn and report: one group as one object, several as a list."""
    from forecasting import forecast_arrivals, load_scenario
    from forecasting.assumptions import resolve
    from forecasting.reports.stay import document, render
    from forecasting.scenarios.stay_answer import stay_answer

    scenario = load_scenario(options.scenario, options.set).with_values(QUICK)
    observations = observed(options)
    arrivals = forecast_arrivals(observations, scenario, paths=options.paths, seed=options.seed)
    resolved = resolve(scenario, arrivals.groups)
    answers = [stay_answer(resolved, arrivals, group) for group in _groups(options.group, arrivals.groups)]
    if options.json:
        found = [document(answer, text) for answer in answers]
        write(json.dumps(found[0] if len(found) == 1 else found, ensure_ascii=False) + "\n", options.out)
        return 0
    write(render([(answer, group_name(answer.group, text)) for answer in answers], text), options.out)
    return 0


def _groups(wanted: str | None, known: Sequence[str]) -> Sequence[str]:
    """Groups to learn for.

    Raises:
        InputError: the data have no such group.
    """
    if wanted is None:
        return known
    if wanted not in known:
        raise InputError(Finding("cli.stay.no_group", {"group": wanted, "groups": ", ".join(known)}))
    return [wanted]
