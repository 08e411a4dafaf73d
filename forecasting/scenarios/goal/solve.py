"""Goal seek: the smallest or largest value of one number of a scenario for which a target holds.

Every value is judged on the same sample paths and the same draws, so that an answer does not jitter. Values stand on
a grid (cents, whole months, 1e-8 of other numbers); a look at up to thirteen of them finds where the target turns,
narrowing the last one that meets it. Where the quantity rises or falls throughout, that is exact; where it turns
between the values looked at, the answer is the turn next to the scenario's value and says so. docs/method.md, Goal
seek.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from forecasting.arrivals import Arrivals
from forecasting.assumptions import Scenario
from forecasting.assumptions.entry import Condition
from forecasting.base.errors import InputError
from forecasting.scenarios.chain import Outlook, outlook
from forecasting.scenarios.goal.expression import Target, check, missed, reached, trend, value_of
from forecasting.scenarios.levers import Lever, lever_of
from forecasting.scenarios.measured import measured, until
from forecasting.scenarios.stages import Parts

__all__ = ["Search", "Solution", "solve"]

Outcome = Literal["found", "always", "never", "no_effect"]
LOOKS = 5  # values looked at over the permitted range, and as many over the plausible one
TOWARDS = 0.2  # share of a span by which an interpolated place is drawn towards the middle
EQUAL = 1e-9  # relative: a smaller difference between two values of the quantity is rounding


@dataclass(frozen=True)
class Solution:
    """What a search found."""

    varied: Lever
    target: Target
    outcome: Outcome
    value: float | None  # that meets the target, or comes nearest to it
    achieved: float  # the quantity of the target there; nan: it has no value
    direction: Literal["smallest", "largest"] | None  # None: the number does not matter, or nothing meets the target
    current: float | None  # the scenario's own value
    now: float  # the quantity as the scenario stands
    beyond: float | None  # the next value, at which the target no longer holds
    monotone: bool  # whether the quantity rose or fell throughout where it was looked at
    several: bool  # whether the target turns more than once
    idle: Condition | None  # what keeps the number from acting

    @property
    def reachable(self) -> bool:
        """Whether some value meets the target."""
        return self.outcome in ("found", "always") or (self.outcome == "no_effect" and self.holds_now)

    @property
    def holds_now(self) -> bool:
        """Whether the scenario meets the target as it stands."""
        return reached(self.target, self.now)


@dataclass(frozen=True)
class _Look:
    """The quantity at one place: its value, the mean of the measure, which moves where a probability stands, and how
    far it is from the goal, which tells where to look next.
    """

    value: float = math.nan
    trend: float = math.nan
    missed: float = math.nan


class Search:
    """Judges places of one number; what was judged is known.

    Args:
        arrivals: up to the last year of the target.
        near: parts of a run on these arrivals.
    """

    def __init__(
        self, scenario: Scenario, arrivals: Arrivals, varied: Lever, target: Target, near: Parts | None = None
    ) -> None:
        self.target = target
        self.parts: Parts = near or {}  # of the last place
        self.refused: InputError | None = None  # the last value that other values of the scenario forbid
        self._scenario, self._arrivals, self._varied = scenario, arrivals, varied
        self._known: dict[int, _Look] = {}

    def look(self, place: int) -> _Look:
        """The quantity at a place, nan where other values of the scenario forbid it."""
        if place not in self._known:
            try:
                self._known[place] = self._measured(self._varied.tried(self._scenario, self._varied.at(place)))
            except InputError as error:
                self.refused = error
                self._known[place] = _Look()
        return self._known[place]

    def _measured(self, moved: Scenario) -> _Look:
        target = self.target
        result = measured(
            moved,
            self._arrivals,
            measure=target.measure,
            account=target.kind == "account",
            reuse=(self._arrivals, self.parts),
        )
        self.parts = result.parts
        return _Look(value_of(target, result), trend(target, result), missed(target, result))

    def holds(self, place: int) -> bool:
        """Whether the target holds at a place."""
        return reached(self.target, self.look(place).value)

    def turn(self, inside: int, outside: int, *, within: int = 1) -> int:
        """The last place that meets the target, from `inside`, where it holds, to `outside`, where it does not.

        Interpolates between the two where that narrows the span faster than halving it, and never takes more than
        one look more than halving would (the ITP method of Oliveira and Takahashi, 2021, on a grid).
        """
        looks = math.ceil(math.log2(max(abs(outside - inside) / within, 1.0))) + 1
        span = abs(outside - inside)
        while abs(outside - inside) > within:
            place = self._between(inside, outside, span, within * 2.0 ** (looks - 1))
            looks -= 1
            if self.holds(place):
                inside = place
            else:
                outside = place
        return inside

    def _between(self, inside: int, outside: int, span: int, reach: float) -> int:
        """The place to look at next: where a straight line meets the limit, drawn a little towards the middle.

        Args:
            span: distance of the two at the start.
            reach: the wider part that is left must not exceed this, or halving could be quicker.
        """
        width, middle = outside - inside, (inside + outside) / 2
        near, far = (abs(self.look(place).missed) for place in (inside, outside))
        if not (near > 0.0 and far > 0.0) or math.isinf(near + far):  # unknown or at a stop: nothing to interpolate
            return (inside + outside) // 2
        crossing = inside + width * near / (near + far)
        drawn = TOWARDS * width**2 / span
        place = middle if drawn >= abs(middle - crossing) else crossing + math.copysign(drawn, middle - crossing)
        allowed = max(reach - abs(width) / 2, 0.0)
        place = min(max(place, middle - allowed), middle + allowed)
        low, high = sorted((inside, outside))
        return min(max(round(place), low + 1), high - 1)


def solve(
    scenario: Scenario, arrivals: Arrivals, key: str, target: Target, *, start: Outlook | None = None
) -> Solution:
    """Seek the value of `key` for which `target` holds.

    Args:
        start: outlook of the scenario on these arrivals, where there is one.
    Raises:
        InputError: the key or the target cannot be used, or no value of the key can be computed.
    """
    start = start or outlook(scenario, arrivals)
    check(target, range(start.years[0].year, start.years[-1].year + 1))
    varied = lever_of(key, scenario, arrivals)
    search = Search(scenario, until(arrivals, target.last), varied, target)
    current = varied.read(scenario)
    places = _places(varied, current)
    looks = [search.look(place) for place in places]
    if search.refused is not None and all(math.isnan(look.value) for look in looks):
        raise search.refused
    holds = [search.holds(place) for place in places]
    idle = varied.entry.idle_under(start.resolved.values)
    monotone = _monotone([look.value for look in looks])
    turns = [at for at in range(len(places) - 1) if holds[at] != holds[at + 1]]
    beyond = None
    direction: Literal["smallest", "largest"] | None = None
    if idle is not None or _still(looks):
        outcome: Outcome = "no_effect"
        place = None if current is None else varied.near(current)
    elif turns:
        home = places[0] if current is None else varied.near(current)
        at = min(turns, key=lambda turn: min(abs(places[turn] - home), abs(places[turn + 1] - home)))
        inside, outside = (places[at], places[at + 1]) if holds[at] else (places[at + 1], places[at])
        outcome, place = "found", search.turn(inside, outside)
        direction = "largest" if outside > inside else "smallest"
        beyond = varied.at(place + (1 if outside > inside else -1))
    elif all(holds):
        # Where the quantity comes nearer to the limit, the permitted values end before it.
        rises = looks[-1].trend >= looks[0].trend
        upwards = rises == _helped_by_less(target)
        outcome, direction = "always", "largest" if upwards else "smallest"
        place = places[-1] if upwards else places[0]
    else:
        outcome, place = "never", _nearest(target, places, looks, current, varied)
    found = search.look(place) if place is not None else _Look(value_of(target, start))
    return Solution(
        varied=varied,
        target=target,
        outcome=outcome,
        value=None if place is None else varied.at(place),
        achieved=found.value,
        direction=direction,
        current=current,
        now=value_of(target, start),
        beyond=beyond,
        monotone=monotone,
        several=len(turns) > 1,
        idle=idle,
    )


def _places(varied: Lever, current: float | None) -> list[int]:
    """Places to look at, ascending: over what is permitted, over what is plausible, and where the scenario stands."""
    values = [*np.linspace(*varied.possible, LOOKS), *np.linspace(*varied.plausible, LOOKS)]
    values += [] if current is None else [current]
    return sorted({varied.near(float(value)) for value in values} | {varied.first, varied.last})


def _monotone(values: Sequence[float]) -> bool:
    """Whether values rise or fall throughout, those that are not known apart."""
    known = np.array([value for value in values if not math.isnan(value)])
    steps = np.diff(known)
    slack = EQUAL * max(1.0, float(np.abs(known).max(initial=0.0)))
    return bool((steps >= -slack).all() or (steps <= slack).all())


def _still(looks: Sequence[_Look]) -> bool:
    """Whether nothing moved."""

    def same(values: Sequence[float]) -> bool:
        known = [value for value in values if not math.isnan(value)]
        return not known or max(known) - min(known) <= EQUAL * max(1.0, *map(abs, known))

    return same([look.value for look in looks]) and same([look.trend for look in looks])


def _helped_by_less(target: Target) -> bool:
    """Whether a smaller measure brings the quantity nearer to its goal."""
    if target.event is None:
        return target.goal.upper
    return target.event.upper != target.goal.upper


def _nearest(
    target: Target, places: Sequence[int], looks: Sequence[_Look], current: float | None, varied: Lever
) -> int:
    """The place at which the quantity comes nearest to its goal; of several the one next to the scenario's value."""
    sign = 1.0 if _helped_by_less(target) else -1.0

    def distance(position: int) -> tuple[float, float, float]:
        look = looks[position]
        if math.isnan(look.value):
            return math.inf, math.inf, 0.0
        missed = abs(look.value - target.goal.number)
        left = sign * look.trend if target.event is not None else 0.0
        return missed, left, abs(places[position] - (varied.near(current) if current is not None else places[0]))

    return places[min(range(len(places)), key=distance)]
