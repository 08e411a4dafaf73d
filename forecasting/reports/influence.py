"""What matters: effects of assumptions, their shares of the spread, what makes scenarios differ, in words.

For the terminal, as `sensitivity --json` and `explain --json` print it, and as the rows a page shows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from forecasting.assumptions import Value, load_register
from forecasting.base.columns import columns
from forecasting.base.errors import visible
from forecasting.base.format import Formats
from forecasting.base.rounding import rounded_changes, step_of_persons
from forecasting.base.text import Texts
from forecasting.budget.measures import MEASURES, Unit
from forecasting.reports.goal import amount_words, measure_words
from forecasting.reports.tables import account_label
from forecasting.reports.terminal import wrap
from forecasting.scenarios import Outlook
from forecasting.scenarios.influence.explain import FORECAST, Explanation
from forecasting.scenarios.influence.sensitivity import Effect
from forecasting.scenarios.influence.variance import ARRIVALS, Share

__all__ = [
    "Influence", "document", "effect_label", "end_words", "explained_document", "explained_rows", "factor_label",
    "part_label", "range_words", "render", "render_explained", "signed_words", "share_rows",
]  # fmt: skip

BLANK = "\u00a0"  # between a number and its unit
WHOLE = 1.0
STEPS: dict[Unit, float] = {"eur": 1e5, "fte": 1.0, "persons_per_fte": 0.1}
"""Last digit shown of a measure, by its unit."""

MOST = 15  # rows of a table at the terminal
LONGEST = (26, 34)  # characters of the first column of a table and of the others


@dataclass(frozen=True)
class Influence:
    """Effects and shares of one measure in one year."""

    measure: str
    year: int
    base: float
    effects: tuple[Effect, ...]  # widest first
    shares: tuple[Share, ...]  # largest first

    @classmethod
    def of(
        cls, measure: str, year: int, base: float, effects: Sequence[Effect], shares: Sequence[Share]
    ) -> Influence:
        """Effects in the order of their width; left out is what has none in the scenario as it is, or no share."""
        moving = [effect for effect in effects if effect.span > 0 and effect.acting]
        parts = tuple(share for share in shares if share.total > 0)
        return cls(measure, year, base, tuple(sorted(moving, key=lambda effect: -effect.span)), parts)


def document(found: Influence) -> dict[str, object]:
    """As `sensitivity --json` prints it."""
    return {
        "measure": found.measure,
        "year": found.year,
        "base": found.base,
        "tornado": [
            {
                "key": effect.key,
                "low": effect.low,
                "high": effect.high,
                "at_low": effect.at_low,
                "at_high": effect.at_high,
            }
            for effect in found.effects
        ],
        "variance": [{"key": share.key, "first": share.first, "total": share.total} for share in found.shares],
    }


def explained_document(found: Explanation, text: Texts) -> dict[str, object]:
    """As `explain --json` prints it."""
    return {
        "measure": found.measure,
        "year": found.year,
        "a": found.a,
        "b": found.b,
        "parts": [
            {"key": part.key, "label": part_label(part.key, part.keys, text), "delta": part.delta}
            for part in found.parts
        ],
    }


def range_words(effect: Effect, text: Texts) -> str:
    """Both ends in one: the unit stands once."""
    low, high = (end_words(effect.key, value, text) for value in (effect.low, effect.high))
    number, blank, unit = low.partition(BLANK)
    if blank and high.endswith(f"{BLANK}{unit}"):
        low = number
    return text("reports.influence.range", low=low, high=high)


def share_rows(found: Influence, text: Texts) -> list[tuple[str, ...]]:
    """Label, share alone and share with what it does together with others."""
    formats = Formats(text.language)
    return [
        (factor_label(share.key, text), formats.percent(share.first, 1), formats.percent(share.total, 1))
        for share in found.shares
    ]


def explained_rows(found: Explanation, text: Texts) -> list[tuple[str, ...]]:
    """Label and part of each change, from the first scenario's value to the second's; as shown they add up."""
    persons = WHOLE if found.measure == "hours" else float(step_of_persons(max(found.a, found.b)))
    per_unit = 1.0 / STEPS.get(MEASURES[found.measure].unit, persons)
    changes = [part.delta for part in found.parts]
    first, steps, last = rounded_changes(found.a, changes, per_unit)
    parts = [
        (part_label(part.key, part.keys, text), signed_words(found.measure, step / per_unit, text))
        for part, step in zip(found.parts, steps, strict=True)
    ]
    return [
        (text("reports.influence.first"), amount_words(found.measure, first / per_unit, text)),
        *parts,
        (text("reports.influence.second"), amount_words(found.measure, last / per_unit, text)),
    ]


def effect_label(key: str, text: Texts) -> str:
    """Name of a bar; that of the arrivals is the interval of the paths, on which the assumptions are drawn too."""
    return text("reports.influence.interval") if key == ARRIVALS else factor_label(key, text)


def factor_label(key: str, text: Texts) -> str:
    """Name of what has an influence."""
    if key == ARRIVALS:
        return text("reports.influence.arrivals")
    entry = load_register().find(key)
    return key if entry is None else entry.label(text.language)


def part_label(key: str, keys: Sequence[str], text: Texts) -> str:
    """Name of a change; of several that count as one, all their names."""
    if key == FORECAST and not keys:
        return text("reports.influence.forecast")
    if not keys or keys == (key,):
        return factor_label(key, text)
    return ", ".join(factor_label(each, text) for each in keys)


def end_words(key: str, value: Value, text: Texts) -> str:
    """What an assumption is set to, with its unit."""
    formats = Formats(text.language)
    if key == ARRIVALS and isinstance(value, float):
        return text("reports.influence.quantile", share=formats.plain(value * 100.0))
    entry = load_register().find(key)
    if entry is None or isinstance(value, str):
        return str(value) if entry is None else entry.labels(text.language).get(str(value), str(value))
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    number, unit = formats.plain(value * entry.unit.factor), entry.unit.screen_words(text)
    if entry.unit.name == "none":
        return number
    if unit == "%" and text.language == "en":
        return f"{number}%"
    return text("reports.goal.amount", number=number, unit=unit)


def signed_words(measure: str, delta: float, text: Texts) -> str:
    """A difference with its sign and unit."""
    words = amount_words(measure, delta, text)
    return f"+{words}" if delta > 0 else words


def render(found: Influence, result: Outlook, text: Texts) -> str:
    """Effects and shares for a terminal of 100 columns."""
    facts = {"measure": measure_words(found.measure, text), "year": found.year}
    base = text(
        "reports.influence.base",
        **facts,
        amount=amount_words(found.measure, found.base, text),
        scenario=visible(result.scenario.title(text.language)),
    )
    heads = [text(f"reports.influence.head_{name}") for name in ("factor", "range", "at_low", "at_high")]
    rows = [
        (
            effect_label(effect.key, text),
            range_words(effect, text),
            *(amount_words(found.measure, amount, text) for amount in (effect.at_low, effect.at_high)),
        )
        for effect in found.effects[:MOST]
    ]
    blocks = [wrap(base), text("reports.influence.tornado"), _columns(heads, rows)]
    if found.shares:
        heads = [text(f"reports.influence.head_{name}") for name in ("factor", "first", "total")]
        blocks += [text("reports.influence.shares"), _columns(heads, share_rows(found, text)[:MOST])]
        blocks.append(wrap(text("reports.influence.shares_note")))
    else:
        blocks.append(wrap(text("reports.influence.no_spread")))
    return "\n\n".join(blocks) + "\n"


def render_explained(found: Explanation, first: Outlook, second: Outlook, text: Texts) -> str:
    """What makes two scenarios differ, for a terminal of 100 columns."""
    names = {
        "a": visible(first.scenario.title(text.language)),
        "b": visible(second.scenario.title(text.language)),
    }
    facts: Mapping[str, object] = {"measure": measure_words(found.measure, text), "year": found.year}
    head = text("reports.influence.explained", **facts, **names)
    account = f"{account_label(first, text)}."
    method = text("reports.influence.exact" if found.exact else "reports.influence.sampled")
    heads = [text("reports.influence.head_part"), text("reports.influence.head_delta")]
    body = _columns(heads, explained_rows(found, text)) if found.parts else text("reports.influence.same")
    return "\n\n".join([wrap(head), body, wrap(f"{account} {method}")]) + "\n"


def _columns(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table whose longest names and numbers are cut."""
    return columns(heads, [[_short(cell, LONGEST[min(place, 1)]) for place, cell in enumerate(row)] for row in rows])


def _short(cell: str, most: int) -> str:
    return cell if len(cell) <= most else cell[: most - 1] + "…"
