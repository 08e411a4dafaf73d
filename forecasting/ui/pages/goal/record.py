"""What the page of the goal seek asks: one record, which its widgets write to and the address carries.

In an address it is the number that is sought, the target as the terminal takes it, and the second number of a map:
"funding.rates|need[2027] <= 25000000.0|budget.appropriation". Nothing here knows Streamlit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from forecasting.base.errors import InputError
from forecasting.scenarios.goal.expression import RESIDUALS_ALONE, Comparison, Target, parse
from forecasting.scenarios.levers import SHIFT
from forecasting.ui.session.slots import Codec, Slot

__all__ = [
    "ACCOUNT",
    "EXPRESSION",
    "FORMS",
    "GOAL",
    "LIMITED",
    "LONGEST",
    "Goal",
    "Sought",
    "goal_from",
    "goal_words",
]

FORMS = ("covered", "alone", "need", "fte", "expression")
LIMITED = ("need", "fte")
"""Forms with a limit, which are measures at the same time."""

EXPRESSION = FORMS[-1]
ACCOUNT = 0.0  # in place of a chance: the planning account
USUAL = 0.9
LONGEST = 200  # characters of an expression
BETWEEN = "|"
PARAMETER = "ziel"  # of the address


@dataclass(frozen=True)
class Goal:
    """A number that is sought, and what it is to reach."""

    lever: str = SHIFT
    form: str = FORMS[0]
    year: int = 0  # 0: the one the answer is about
    chance: float = USUAL
    limit: float | None = None  # EUR or FTE; None: nine tenths of what the account shows
    typed: str = ""  # in place of a limit: what is none
    words: str = ""  # of an expression
    second: str = ""  # number that goes up on the map; "": no map

    def in_form(self, form: str) -> Goal:
        """The same number under another form, at the certainty that is usual for it."""
        chance = ACCOUNT if form in LIMITED else USUAL
        return replace(self, form=form, chance=chance, limit=None, typed="")

    def target(self, year: int, usual: float) -> Target:
        """The target of a form that is no expression.

        Args:
            year: that it is about.
            usual: the limit where none is given.
        """
        if self.form in LIMITED:
            limit = Comparison("<=", usual if self.limit is None else self.limit)
            if self.chance == ACCOUNT:
                return Target("account", self.form, year, year, limit)
            return Target("probability", self.form, year, year, Comparison(">=", self.chance), limit)
        goal = Comparison(">=", self.chance)
        if self.form == "alone":
            return Target("probability", RESIDUALS_ALONE, year, year, goal, Comparison(">=", 0.0))
        return Target("probability", "shortfall", None, year, goal, Comparison("<=", 0.0))


def goal_words(goal: Goal, target: str) -> str:
    """A goal as an address carries it."""
    return BETWEEN.join([goal.lever, target, *([goal.second] if goal.second else [])])


def goal_from(words: str) -> Goal:
    """The goal that an address carries; a target that makes no sense stays as it was written.

    >>> goal_from("funding.rates|need[2027] <= 25000000.0")
    Goal(lever='funding.rates', form='need', year=2027, chance=0.0, limit=25000000.0, typed='', words='', second='')
    """
    lever, target, second = (*words.split(BETWEEN, 2), "", "")[:3]
    if not target:
        return Goal(lever or SHIFT, second=second)
    free = Goal(lever, EXPRESSION, words=target[:LONGEST], second=second)
    try:
        read = parse(target)
    except InputError:
        return free
    for form in FORMS[:-1]:
        limit = read.event.number if read.event is not None else read.goal.number
        chance = ACCOUNT if read.kind == "account" else read.goal.number
        found = Goal(lever, form, read.last or 0, chance, limit if form in LIMITED else None, second=second)
        if read.last is not None and found.target(read.last, limit) == read:
            return found
    return free


@dataclass(frozen=True)
class Sought:
    """What the page asks, and how the address says it."""

    goal: Goal = Goal()
    words: str = ""  # "": what it asks at first

    def said(self, target: Target) -> Sought:
        """The same once the page has put the target together."""
        return replace(self, words="" if self.goal == Goal() else goal_words(self.goal, str(target)))


def _read(given: Mapping[str, str]) -> tuple[Sought, tuple[InputError, ...]]:
    return Sought(goal_from(given[PARAMETER]), given[PARAMETER]), ()


GOAL = Slot(Sought, Codec((PARAMETER,), _read, lambda sought, _: {PARAMETER: sought.words}))
