"""What is aimed at, as a planner writes it: "P(shortfall <= 0) >= 0.9" or "need[2026] <= 40e6".

    TARGET   = QUANTITY SIGN NUMBER            SIGN   = <= | >= | < | >
    QUANTITY = MEASURE YEARS                   of the planning account at its chosen level
             | mean(MEASURE YEARS)             mean over the paths
             | P(MEASURE YEARS SIGN NUMBER)    share of the paths on which it holds in every one of the years
    YEARS    = [2026] | [..2028] | [2026..2028] | nothing: every year of the horizon

Over several years a comparison must hold in each of them. Numbers are in the units of the measures (EUR, FTE, shares
0 to 1); 90% is 0.9. docs/method.md, Goal seek.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple, cast

import numpy as np

from forecasting.assumptions.findings import nearest
from forecasting.base.errors import Finding, InputError
from forecasting.base.quantiles import Array
from forecasting.budget.funds import CENT_FREE
from forecasting.budget.measures import PERSONS_PER_POST, names
from forecasting.scenarios.chain import Outlook
from forecasting.scenarios.measured import PERSONS, Measured

__all__ = [
    "EUROS",
    "MEASURES",
    "POSTS",
    "RESIDUALS_ALONE",
    "Comparison",
    "Target",
    "check",
    "missed",
    "parse",
    "reached",
    "trend",
    "value_of",
]

Sign = Literal["<=", ">=", "<", ">"]
Statistic = Literal["account", "mean", "probability"]

RESIDUALS_ALONE = "residuals_alone"
"""What is left of the opening unbound residual at the end of a year if it pays for the whole need, EUR; below 0 it
does not last. The appropriations stay untouched."""

POSTS = names(unit="fte", always=True)
EUROS = (*names(unit="eur", always=True), RESIDUALS_ALONE)
MEASURES = (*PERSONS, PERSONS_PER_POST, *POSTS, *EUROS)
"""Every yearly measure; the planning account has those of posts and EUR."""

ROUNDING = 1e-12  # relative: what is not money and lies nearer counts as equal
LONGEST = 500
GROUPED = re.compile(r"[1-9]\d{0,2}\.\d{3}")  # 60.000: sixty here, sixty thousand to a German
TOKEN = re.compile(r"\s*(?:(\.\.)|(\d[\d_]*(?:\.\d+)?(?:[eE][+-]?\d+)?)|([A-Za-z_]\w*)|(<=|>=|≤|≥|<|>)|(\S))")
SIGNS = {"≤": "<=", "≥": ">="}


@dataclass(frozen=True)
class Comparison:
    """A sign and the number on its right."""

    sign: Sign
    number: float

    @property
    def upper(self) -> bool:
        """Whether the number is a limit from above."""
        return self.sign in ("<=", "<")

    def holds(self, values: Array | float, slack: float) -> Array:
        """Where values compare so; what is unknown (nan) never does."""
        compared = {
            "<=": np.less_equal(values, self.number + slack),
            "<": np.less(values, self.number - slack),
            ">=": np.greater_equal(values, self.number - slack),
            ">": np.greater(values, self.number + slack),
        }
        return np.asarray(compared[self.sign])


@dataclass(frozen=True)
class Target:
    """What is to hold."""

    kind: Statistic
    measure: str
    first: int | None  # None: from the first year of the horizon on
    last: int | None  # None: to its last year
    goal: Comparison
    event: Comparison | None = None  # of a probability

    def __str__(self) -> str:
        """The target as it is written."""
        years = ""
        if self.first is not None or self.last is not None:
            start, end = (("" if year is None else str(year)) for year in (self.first, self.last))
            years = f"[{start}]" if start == end else f"[{start}..{end}]"
        quantity = f"{self.measure}{years}"
        if self.kind == "mean":
            quantity = f"mean({quantity})"
        if self.event is not None:
            quantity = f"P({quantity} {self.event.sign} {self.event.number!r})"
        return f"{quantity} {self.goal.sign} {self.goal.number!r}"

    @property
    def slack(self) -> float:
        """Difference that counts as none where the quantity meets the goal."""
        if self.kind == "probability":
            return ROUNDING
        return _slack(self.measure, self.goal.number)


class _Token(NamedTuple):
    kind: Literal["range", "number", "name", "sign", "other", "end"]
    words: str
    place: int  # counted from 1


def parse(words: str) -> Target:
    """Read a target.

    Raises:
        InputError: with the place at which it stops making sense, and what may stand there.

    >>> str(parse("P(shortfall[..2028] <= 0) >= 90%"))
    'P(shortfall[..2028] <= 0.0) >= 0.9'
    """
    if len(words) > LONGEST:
        raise InputError(Finding("scenarios.target_long", {"most": LONGEST}))
    return _Reader(words).target()


def check(target: Target, years: range) -> None:
    """Refuse what the horizon or the planning account does not have.

    Raises:
        InputError: naming it.
    """
    findings = [
        Finding("scenarios.target_year", {"year": year, "first": years[0], "last": years[-1]})
        for year in dict.fromkeys((target.first, target.last))
        if year is not None and year not in years
    ]
    if target.first is not None and target.last is not None and target.first > target.last:
        findings.append(Finding("scenarios.target_years", {"first": target.first, "last": target.last}))
    if target.kind == "account" and target.measure in (*PERSONS, PERSONS_PER_POST):
        facts = {"measure": target.measure, "known": ", ".join((*POSTS, *EUROS))}
        findings.append(Finding("scenarios.target_account", facts))
    if target.kind == "probability" and not 0.0 <= target.goal.number <= 1.0:
        findings.append(Finding("scenarios.target_probability", {"given": f"{target.goal.number:g}"}))
    if findings:
        raise InputError(findings)


def value_of(target: Target, result: Outlook | Measured) -> float:
    """The quantity of the target: of several years the one that decides; nan where it has no value."""
    values = _by_year(target, result, target.measure)
    if target.event is not None:
        met = target.event.holds(values, _slack(target.measure, target.event.number))
        return float(met.all(axis=0).mean())
    each = values[:, 0] if target.kind == "account" else values.mean(axis=1)
    return float(each.max() if target.goal.upper else each.min())


def reached(target: Target, value: float) -> bool:
    """Whether a value of the quantity meets the goal."""
    return bool(target.goal.holds(value, target.slack))


def missed(target: Target, result: Outlook | Measured) -> float:
    """How far the quantity is from its goal, below 0 where it meets it; around the goal it moves evenly.

    A probability moves by whole paths. So for it, it is the measure on the path that decides: of as many paths as the
    goal asks for, the one that comes last to its limit. A shortfall stops at 0; what is left goes on below.
    """
    goal, limit = target.goal, target.event or target.goal
    if target.measure == "shortfall" and target.kind != "mean":
        values = _by_year(target, result, "need") - _by_year(target, result, "available")
    else:
        values = _by_year(target, result, target.measure)
    if target.kind == "mean":
        values = values.mean(axis=1, keepdims=True)
    beyond = (values - limit.number if limit.upper else limit.number - values).max(axis=0)
    if target.event is None:
        return float(beyond[0])
    if goal.sign in ("<=", ">"):
        place = math.floor((goal.number + target.slack) * len(beyond))
    else:
        place = math.ceil((goal.number - target.slack) * len(beyond)) - 1
    place = min(max(place, 0), len(beyond) - 1)
    deciding = float(np.partition(beyond, place)[place])
    return -deciding if goal.upper else deciding


def trend(target: Target, result: Outlook | Measured) -> float:
    """Mean of the measure over years and paths: what still moves where a probability is 0 or 1 all along."""
    return float(_by_year(target, result, target.measure).mean())


def _by_year(target: Target, result: Outlook | Measured, measure: str) -> Array:
    """A measure in the years of the target, shape (years, paths); the planning account is a single path."""
    rows = [
        row
        for row, year in enumerate(result.years)
        if (target.first is None or year.year >= target.first) and (target.last is None or year.year <= target.last)
    ]

    def of(name: str) -> Array:
        if target.kind == "account":
            return np.asarray(result.account.measures[name])[:, None]
        return result.yearly[name].values

    if measure == RESIDUALS_ALONE:
        return np.asarray(of("opening_unbound")[:1] - np.cumsum(of("need"), axis=0))[rows]
    return of(measure)[rows]


def _slack(measure: str, number: float) -> float:
    return CENT_FREE if measure in EUROS else ROUNDING * max(1.0, abs(number))


class _Reader:
    """Reads one token after the other; `now` is the next one."""

    def __init__(self, words: str) -> None:
        self._tokens = _tokens(words)
        self.now = next(self._tokens)

    def target(self) -> Target:
        name = self._take("name", "NAME, mean(…), P(…)")
        kind: Statistic = "account"
        if name.words in ("mean", "P") and self.now.words == "(":
            kind = "mean" if name.words == "mean" else "probability"
            self._sign("(")
            name = self._take("name", "NAME")
        measure = self._measure(name)
        first, last = self._years()
        event = self._comparison() if kind == "probability" else None
        if kind != "account":
            self._sign(")")
        goal = self._comparison()
        if self.now.kind != "end":
            raise self._wrong("–")
        return Target(kind, measure, first, last, goal, event)

    def _measure(self, name: _Token) -> str:
        if name.words not in MEASURES:
            facts = {"nearest": nearest(name.words, MEASURES), "known": ", ".join(MEASURES), "place": name.place}
            raise InputError(Finding("scenarios.target_measure", facts, value=name.words))
        return name.words

    def _years(self) -> tuple[int | None, int | None]:
        if self.now.words != "[":
            return None, None
        self._sign("[")
        first = self._year() if self._next("number") else None
        if not self._next("range"):
            if first is None:
                raise self._wrong("2027, ..2028, 2026..2028")
            last: int | None = first
        else:
            self._step()
            last = self._year() if self._next("number") or first is None else None
        self._sign("]")
        return first, last

    def _year(self) -> int:
        if self.now.kind != "number" or not re.fullmatch(r"\d{4}", self.now.words):
            raise self._wrong("2027, ..2028, 2026..2028")
        return int(self._step().words)

    def _comparison(self) -> Comparison:
        found = self._take("sign", "<=, >=, <, >").words
        sign = cast(Sign, SIGNS.get(found, found))
        factor = 1.0
        if self.now.words == "-":
            self._step()
            factor = -1.0
        token = self._take("number", "40e6, 40000000, 0.9, 90%")
        if GROUPED.fullmatch(token.words):
            facts = {"place": token.place, "whole": token.words.replace(".", ""), "decimal": f"{float(token.words)}"}
            raise InputError(Finding("scenarios.target_grouped", facts, value=token.words, severity="question"))
        if self.now.words == "%":
            self._step()
            return Comparison(sign, factor * float(token.words) / 100.0)
        return Comparison(sign, factor * float(token.words))

    def _next(self, kind: str) -> bool:
        return self.now.kind == kind

    def _take(self, kind: str, allowed: str) -> _Token:
        if self.now.kind != kind:
            raise self._wrong(allowed)
        return self._step()

    def _sign(self, sign: str) -> None:
        if self.now.words != sign:
            raise self._wrong(sign)
        self._step()

    def _step(self) -> _Token:
        token = self.now
        if token.kind != "end":
            self.now = next(self._tokens)
        return token

    def _wrong(self, allowed: str) -> InputError:
        facts = {"place": self.now.place, "allowed": allowed}
        if self.now.kind == "end":
            return InputError(Finding("scenarios.target_ends", facts))
        return InputError(Finding("scenarios.target_form", facts, value=self.now.words))


def _tokens(words: str) -> Iterator[_Token]:
    kinds: tuple[Literal["range", "number", "name", "sign", "other"], ...] = (
        "range",
        "number",
        "name",
        "sign",
        "other",
    )
    place = 0
    while match := TOKEN.match(words, place):
        kind = kinds[(match.lastindex or 1) - 1]
        yield _Token(kind, match[match.lastindex or 0], match.start(match.lastindex or 0) + 1)
        place = match.end()
    yield _Token("end", "", len(words) + 1)
