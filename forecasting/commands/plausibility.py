"""`python -m forecasting plausibility`: the model beside what is known from outside."""

from __future__ import annotations

import argparse
import json

from forecasting.base.text import Texts
from forecasting.commands.computing import add_scenario, computed
from forecasting.commands.results import check_writable, write

__all__ = ["add_options", "run"]

MISSED = 4
"""Exit code where a range that must hold does not."""


def add_options(command: argparse.ArgumentParser, text: Texts) -> None:
    """Declare what the command understands."""
    add_scenario(command, text)


def run(options: argparse.Namespace, text: Texts) -> int:
    """Compute and report."""
    from forecasting.reports.plausibility import Plausibility, document, render

    check_writable(options.out)
    result = computed(options, text)
    found = Plausibility.of(result)
    if options.json:
        write(json.dumps(document(found), ensure_ascii=False) + "\n", options.out)
    else:
        write(render(found, result, text), options.out)
    return 0 if found.holds else MISSED
