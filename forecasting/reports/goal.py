"""A goal sought: target, answer and reason in words, and as `solve --json` prints it.

A terminal is told every value as it was computed. A page names it as precisely as a forecast can claim (`exact` off):
persons to three significant digits, FTE and rates of a post whole, amounts to 0.1 m EUR, percentages to one decimal,
probabilities in whole percent. One rule for sentence, chart and table; the exact value stands in the chart's file and
goes with the link. What somebody typed stands as it was typed.
"""

from __future__ import annotations

import math

from forecasting.assumptions import load_register
from forecasting.assumptions.register import hold
from forecasting.assumptions.units import amount_words as with_unit
from forecasting.base.format import Formats, printed_mio
from forecasting.base.rounding import half_up, round_persons
from forecasting.base.text import Texts
from forecasting.budget.measures import MEASURES, Unit
from forecasting.reports.tables import account_label
from forecasting.reports.terminal import wrap
from forecasting.scenarios import Outlook
from forecasting.scenarios.goal.expression import RESIDUALS_ALONE, Comparison, Target, reached
from forecasting.scenarios.goal.solve import Solution
from forecasting.scenarios.levers import RATES, SHIFT, Lever

__all__ = [
    "achieved_words",
    "amount_words",
    "answer_words",
    "document",
    "goal_words",
    "label_of",
    "measure_words",
    "now_words",
    "reason_words",
    "render",
    "rounded",
    "screen_unit",
    "value_words",
]

LIMITS = {"<=": "at_most", ">=": "at_least", "<": "below", ">": "above"}
MOST_DIGITS = 8
FEW_DIGITS = 3  # of Mio. Euro; an amount that needs more is named in euros and cents
CENTS = 2
DOWN, NEAREST, UP = -1, 0, 1
"""To which side a value is rounded."""

PERSONS = ("person", "person_year", "person_month")
SLACK = 1e-6  # of a step: what a value may miss a step by, and still stands on it
FINEST = 10  # decimals that survive the way through the unit of the screen


def document(found: Solution, start: Outlook, text: Texts) -> dict[str, object]:
    """As `solve --json` prints it; null where there is no value."""
    return {
        "key": found.varied.key,
        "value": found.value,
        "direction": found.direction,
        "target": str(found.target),
        "achieved": None if math.isnan(found.achieved) else found.achieved,
        "reachable": found.reachable,
        "reason": " ".join(reason_words(found, start, text)),
    }


def render(found: Solution, start: Outlook, text: Texts) -> str:
    """For a terminal of 100 columns."""
    sentences = [answer_words(found, start, text), now_words(found, text), *reason_words(found, start, text)]
    return "\n\n".join(wrap(sentence) for sentence in dict.fromkeys(sentences)) + "\n"


def answer_words(
    found: Solution, start: Outlook, text: Texts, value: float | None = None, *, exact: bool = True
) -> str:
    """The answer in a sentence or two.

    Args:
        value: to be named in place of the exact one.
        exact: whether values stand as they were computed; otherwise as a page names them.
    """
    goal, label = goal_words(found.target, start, text), label_of(found.varied, text)
    if found.outcome == "no_effect":
        state = text("reports.goal.state_met" if found.reachable else "reports.goal.state_missed")
        return text("reports.goal.no_effect", label=label, goal=goal, state=state)
    if not found.reachable:
        return _never(found, start, text, exact=exact)
    side = UP if found.direction == "smallest" else DOWN
    named = value_words(found.varied, found.value if value is None else value, text, exact=exact, side=side)
    return text(f"reports.goal.{found.direction}", label=label, value=named, goal=goal)


def now_words(found: Solution, text: Texts, *, exact: bool = True) -> str:
    """Where the scenario stands; `exact` as in `answer_words`."""
    achieved = achieved_words(found.target, found.now, text, exact=exact)
    if found.current is None:
        return text("reports.goal.now_missing", achieved=achieved)
    value = value_words(found.varied, found.current, text, exact=exact)
    return text("reports.goal.now", value=value, achieved=achieved)


def reason_words(found: Solution, start: Outlook, text: Texts, *, exact: bool = True) -> list[str]:
    """How the answer was found, or why there is none; `exact` as in `answer_words`."""
    said = []
    if found.idle is not None:
        said.append(_idle(found, text))
    elif found.outcome == "no_effect":
        said.append(answer_words(found, start, text, exact=exact))
    elif found.outcome == "never":
        said.append(_never(found, start, text, exact=exact))
    elif found.outcome == "always":
        low, high = _ends(found.varied, text, exact=exact)
        said.append(text("reports.goal.always", low=low, high=high))
    else:
        side = DOWN if found.direction == "smallest" else UP
        beyond = value_words(found.varied, found.beyond, text, exact=exact, side=side)
        said.append(text("reports.goal.exact", beyond=beyond))
    if found.varied.whole and found.outcome == "found":
        said.append(text("reports.goal.whole"))
    if found.outcome != "no_effect" and (found.several or not found.monotone):
        said.append(text("reports.goal.turning_never" if found.outcome == "never" else "reports.goal.turning"))
    return said


def label_of(varied: Lever, text: Texts) -> str:
    """Name of the number that is sought."""
    if varied.key == SHIFT:
        return text("reports.goal.shift")
    if varied.key == RATES:
        apart = Formats(text.language).plain(abs(varied.apart), MOST_DIGITS)
        return text("reports.goal.rates_apart" if varied.apart else "reports.goal.rates", apart=apart)
    label, year = varied.entry.label(text.language), varied.key.rpartition(".")[2]
    return text("reports.goal.of_year", label=label, year=year) if year.isdecimal() else label


def value_words(varied: Lever, value: float | None, text: Texts, *, exact: bool = True, side: int = NEAREST) -> str:
    """A value with its unit: as many decimals as it needs, or, not `exact`, rounded as `rounded` does."""
    if value is None or math.isnan(value):
        return text("reports.goal.unknown")
    value = value if exact else rounded(varied, value, side)
    unit, formats = varied.unit, Formats(text.language)
    number = formats.plain(round(value * unit.factor, MOST_DIGITS), MOST_DIGITS)
    if varied.key == RATES and varied.apart:
        other = formats.plain(round(value - varied.apart, MOST_DIGITS), MOST_DIGITS)
        number = text("reports.goal.both_rates", graduate=number, vocational=other)
    elif unit.factor < 1.0 and not exact:
        number = formats.mio(value)
    elif unit.factor < 1.0 and round(value * unit.factor, FEW_DIGITS) != round(value * unit.factor, MOST_DIGITS):
        return text("reports.goal.amount", number=formats.number(value, CENTS), unit=unit.words(text))
    signed = f"+{number}" if varied.key == SHIFT and value > 0 else number
    return signed if unit.name == "none" else with_unit(unit.screen, signed, text)


def rounded(varied: Lever, value: float, side: int = NEAREST) -> float:
    """A value of a lever as a page names it.

    Args:
        side: `DOWN`, `UP` or `NEAREST`.
    """
    unit = varied.unit
    shown = value * unit.factor
    if unit.name in PERSONS:
        step = 10.0 ** max(0, math.floor(math.log10(max(abs(shown), 1.0))) - 2)
    else:
        step = 10.0 ** -_decimals(varied)
    places = shown / step
    whole = {
        DOWN: math.floor(places + SLACK),
        UP: math.ceil(places - SLACK),
        NEAREST: math.copysign(math.floor(abs(places) + 0.5 + SLACK), places),
    }[side]
    return round(whole * step / unit.factor, FINEST) + 0.0  # no negative zero


def _decimals(varied: Lever) -> int:
    """Decimals of a lever on a page, in the unit of the screen."""
    unit = varied.unit
    if unit.name == "person_fte":
        return 1  # as the ratios of the tables
    if unit.factor == 100.0:
        return min(unit.digits, 1)
    if unit.name == "fte" and (varied.entry.step or 1.0) >= 1.0:
        return 0
    return unit.digits


def screen_unit(varied: Lever, text: Texts) -> tuple[float, str]:
    """Factor and words of the unit on a screen, "" where there is none."""
    unit = varied.unit
    return unit.factor, "" if unit.name == "none" else unit.screen_words(text)


def goal_words(target: Target, start: Outlook, text: Texts) -> str:
    """The target in words, with its account or its probability."""
    if target.event is not None:
        event = _compared(target, target.event, start, text)
        share = Formats(text.language).plain(target.goal.number * 100.0)
        sign = "\u00a0%" if text.language == "de" else "%"
        limit = text(f"reports.goal.{LIMITS[target.goal.sign]}", amount=f"{share}{sign}")
        return text("reports.goal.likely", event=event, limit=limit)
    goal = _compared(target, target.goal, start, text)
    if target.kind == "account":
        return text("reports.goal.account", goal=goal, account=account_label(start, text))
    return goal


def achieved_words(target: Target, value: float, text: Texts, *, exact: bool = True) -> str:
    """A value of the quantity of a target; `exact` as in `answer_words`.

    Where a rounded value would tell that the goal is met or missed and it is the other way round, it is called just
    below or just above.
    """
    if math.isnan(value):
        return text("reports.goal.unknown")
    formats = Formats(text.language)
    if target.kind != "probability":
        words, printed = amount_words(target.measure, value, text), _printed(target.measure, value)
    elif exact:
        return formats.percent(value, 1)
    else:
        words, printed = formats.probability(value), half_up(value, 2)
    if exact or reached(target, printed) == reached(target, value) or (printed in (0.0, 1.0) and printed != value):
        return words
    return text(f"reports.goal.just_{'below' if value < printed else 'above'}", amount=words)


def measure_words(measure: str, text: Texts) -> str:
    """Name of a measure."""
    if measure == RESIDUALS_ALONE:
        return text("reports.goal.measure.residuals_alone")
    return text(f"reports.measure.{measure}")


def _never(found: Solution, start: Outlook, text: Texts, *, exact: bool) -> str:
    low, high = _ends(found.varied, text, exact=exact)
    return text(
        "reports.goal.never",
        goal=goal_words(found.target, start, text),
        low=low,
        high=high,
        label=label_of(found.varied, text),
        value=value_words(found.varied, found.value, text, exact=exact),
        achieved=achieved_words(found.target, found.achieved, text, exact=exact),
    )


def _idle(found: Solution, text: Texts) -> str:
    """What keeps the number from acting."""
    if found.idle is None:
        return ""
    key, word = found.idle
    entry, label = load_register().find(key), label_of(found.varied, text)
    setting = key if entry is None else entry.label(text.language)
    words = str(word) if entry is None else entry.labels(text.language).get(str(word), str(word))
    named = key if isinstance(word, bool) else f"{key} = {word}"
    return text(f"reports.goal.{hold(found.idle)}", label=label, setting=setting, word=words, key=named)


def _ends(varied: Lever, text: Texts, *, exact: bool) -> tuple[str, str]:
    low, high = varied.at(varied.first), varied.at(varied.last)
    return value_words(varied, low, text, exact=exact), value_words(varied, high, text, exact=exact)


def _compared(target: Target, limit: Comparison, start: Outlook, text: Texts) -> str:
    """Measure, years and limit; what is 0 in words of its own."""
    years = [year.year for year in start.years]
    first, last = target.first or years[0], target.last or years[-1]
    span = _span(first, last, years)
    facts = {"first": first, "last": last, "year": last}
    none = limit.number == 0
    if none and target.kind != "mean" and target.measure == "shortfall" and limit.sign == "<=":
        return text(f"reports.goal.covered_{span}", **facts)
    if none and target.kind != "mean" and target.measure == RESIDUALS_ALONE and limit.sign == ">=":
        return text("reports.goal.alone", **facts)
    quantity = text(f"reports.goal.year_{span}", measure=measure_words(target.measure, text), **facts)
    if target.kind == "mean":
        quantity = text("reports.goal.mean", quantity=quantity)
    amount = amount_words(target.measure, limit.number, text, exact=True)
    return text(
        "reports.goal.compared",
        quantity=quantity,
        limit=text(f"reports.goal.{LIMITS[limit.sign]}", amount=amount),
    )


def _span(first: int, last: int, years: list[int]) -> str:
    if first == last:
        return "one"
    if first == years[0]:
        return "all" if last == years[-1] else "until"
    return "from" if last == years[-1] else "span"


def amount_words(measure: str, value: float, text: Texts, *, exact: bool = False) -> str:
    """A value of a measure with its unit; `exact`: as it was given."""
    formats = Formats(text.language)
    unit = _unit(measure)
    if unit == "eur":
        number = formats.plain(value / 1e6, MOST_DIGITS) if exact else formats.mio(value)
        return with_unit("million_eur", number, text)
    if unit == "persons_per_fte":
        words, digits = text("assumptions.unit.person_fte"), 1
    else:
        words, digits = text(f"reports.unit.{unit}"), 0
    number = formats.plain(value, MOST_DIGITS) if exact else formats.number(_printed(measure, value), digits)
    return text("reports.goal.amount", number=number, unit=words)


def _printed(measure: str, value: float) -> float:
    """A value of a measure as precisely as it is printed."""
    unit = _unit(measure)
    if unit == "eur":
        return printed_mio(value)
    if unit == "persons_per_fte":
        return half_up(value, 1)
    return round_persons(value) if unit == "persons" and value >= 0 else half_up(value, 0)


def _unit(measure: str) -> Unit:
    return "eur" if measure == RESIDUALS_ALONE else MEASURES[measure].unit
