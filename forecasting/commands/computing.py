"""What the commands that ask something of one scenario have in common: its options and its outlook."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from forecasting.base.errors import Finding, InputError
from forecasting.base.text import Texts
from forecasting.commands.observed import observed

if TYPE_CHECKING:
    from forecasting.assumptions import Scenario
    from forecasting.scenarios import Outlook

__all__ = ["add_measure", "add_scenario", "chosen", "computed", "outlook_of"]


def add_scenario(command: argparse.ArgumentParser, text: Texts, *, file: bool = True) -> None:
    """Declare scenario, data, changes and form.

    Args:
        file: whether the scenario is an option.
    """
    add = command.add_argument
    if file:
        add("--scenario", metavar="FILE", help=text("cli.option.scenario"))
    add("--data", metavar="DIR", help=text("cli.option.data"))
    add("--set", action="append", default=[], metavar="KEY=VALUE", help=text("cli.option.set"))
    add("--json", action="store_true", help=text("cli.option.json"))


def add_measure(command: argparse.ArgumentParser, text: Texts) -> None:
    """Declare which yearly measure is asked about."""
    command.add_argument("--measure", default="need", metavar="NAME", help=text("cli.option.measure"))
    command.add_argument("--year", type=int, metavar="YYYY", help=text("cli.option.year"))


def computed(options: argparse.Namespace, text: Texts) -> Outlook:
    """Outlook of the scenario that the options name."""
    from forecasting import load_scenario

    return outlook_of(load_scenario(options.scenario, options.set), options, text)


def outlook_of(scenario: Scenario, options: argparse.Namespace, text: Texts) -> Outlook:
    """Outlook of a scenario on the data, paths and seed of the options."""
    from forecasting import forecast_arrivals, outlook
    from forecasting.commands.progress import Progress

    observations = observed(options)
    with Progress(text("cli.progress.arrivals"), text) as progress:
        arrivals = forecast_arrivals(
            observations, scenario, paths=options.paths, seed=options.seed, progress=progress
        )
    return outlook(scenario, arrivals)


def chosen(options: argparse.Namespace, result: Outlook) -> tuple[str, int]:
    """Measure and year that the options name; without a year the one the answer is about.

    Raises:
        InputError: the outlook has no such measure or year.
    """
    from forecasting.reports.answer import answer_year

    years = [year.year for year in result.years]
    year = answer_year(result) if options.year is None else options.year
    findings = []
    if options.measure not in result.yearly:
        known = ", ".join(sorted(result.yearly))
        findings.append(Finding("cli.measure", {"known": known}, value=options.measure))
    if year not in years:
        findings.append(Finding("cli.year", {"first": years[0], "last": years[-1]}, value=str(year)))
    elif (options.measure, year) in result.absent:
        findings.append(Finding("cli.measure_absent", {"measure": options.measure, "year": year}))
    if findings:
        raise InputError(findings)
    return options.measure, year
