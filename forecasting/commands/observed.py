"""Which observations a command computes with, and what is answered about files."""

from __future__ import annotations

import argparse
import datetime
from typing import TYPE_CHECKING

from forecasting.base.errors import Finding, InputError
from forecasting.base.periods import Month

if TYPE_CHECKING:
    from forecasting.observations import Observations

__all__ = ["answer_of", "observed", "this_month"]


def this_month() -> Month:
    """The last month that may have been observed: the one of today."""
    today = datetime.date.today()
    return today.year * 12 + today.month - 1


def observed(options: argparse.Namespace) -> Observations:
    """Observations of the folder that the options name, else the shipped ones.

    Raises:
        InputError: carries every finding that blocks.
    """
    from forecasting import load_observations

    return load_observations(options.data, this_month())


def answer_of(given: str) -> tuple[str, str]:
    """Question and choice of an answer.

    Raises:
        InputError: it is none.
    """
    question, sign, choice = given.rpartition("=")
    if not (question and sign and choice):
        raise InputError(Finding("cli.answer", value=given))
    return question.strip(), choice.strip()
