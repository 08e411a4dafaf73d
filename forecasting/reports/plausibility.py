"""The model beside what is known from outside: in words, for the terminal and for other programs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from forecasting.base.columns import columns
from forecasting.base.errors import visible
from forecasting.base.format import Formats
from forecasting.base.text import Texts
from forecasting.observations.anchors import KnownFigure, load_ratios
from forecasting.reports.grid import Values
from forecasting.reports.tables import account_label
from forecasting.reports.terminal import wrap
from forecasting.scenarios import Outlook
from forecasting.scenarios.alternatives import Alternative, alternatives
from forecasting.scenarios.plausibility import Anchor, Verdict, anchors
from forecasting.scenarios.practice import Bridge, bridge

__all__ = [
    "Plausibility", "alternatives_table", "bridge_table", "document", "figure_words", "in_order", "name_words",
    "range_words", "ratios_table", "render", "verdict_words", "with_unit",
]  # fmt: skip

PAST = ("2017-09", "2018", "2021")
"""Periods of the bridge, beside the last whole year of the data."""


ORDER: tuple[Verdict, ...] = ("missed", "near_unexpected", "differs", "key_off", "near_far", "funding")
"""Verdicts from the worst on; what holds or says nothing follows."""


@dataclass(frozen=True)
class Plausibility:
    """All that the page and the command show of one outlook."""

    anchors: tuple[Anchor, ...]
    bridge: Bridge | None  # None: the data do not reach back
    alternatives: tuple[Alternative, ...]

    @classmethod
    def of(cls, result: Outlook) -> Plausibility:
        """Compute it."""
        found = anchors(result)
        reach = any(anchor.known.model == "posts_in_practice" and anchor.known.period == PAST[1] for anchor in found)
        last = (result.base_month + 1) // 12 - 1
        periods = [period for period in PAST if int(period[:4]) < last] + [str(last)]
        made = bridge(result.scenario, result.arrivals, periods, end=result) if reach else None
        return cls(found, made, alternatives(result))

    @property
    def tested(self) -> tuple[Anchor, ...]:
        """Those that must hold."""
        return tuple(anchor for anchor in self.anchors if anchor.known.tests)

    @property
    def holds(self) -> bool:
        """Whether all that must hold does."""
        return all(anchor.met for anchor in self.tested)


def in_order(found: Sequence[Anchor]) -> tuple[Anchor, ...]:
    """Those that must hold before the others, and of each what does not hold first; else as they came."""

    def rank(anchor: Anchor) -> tuple[bool, int]:
        verdict = anchor.verdict
        return not anchor.known.tests, ORDER.index(verdict) if verdict in ORDER else len(ORDER)

    return tuple(sorted(found, key=rank))


def document(found: Plausibility) -> dict[str, object]:
    """As `plausibility --json` prints it."""
    made = found.bridge
    return {
        "anchors": [
            {
                "key": anchor.known.key,
                "year": _year(anchor.known.period),
                "period": anchor.known.period,
                "unit": anchor.known.unit,
                "model": anchor.model_value,
                "low": anchor.known.low,
                "high": anchor.known.high,
                "must_hold": anchor.known.tests,
                "verdict": anchor.verdict,
            }
            for anchor in found.anchors
        ],
        "holds": found.holds,
        "bridge": made
        and {
            "periods": list(made.periods),
            "practice": list(made.practice),
            "steps": [{"step": step.name, "keys": list(step.keys), "fte": list(step.change)} for step in made.steps],
            "scenario": list(made.scenario),
        },
        "alternatives": [
            {"key": each.key, "years": list(each.years), "fte": list(each.fte), "need": list(each.need)}
            for each in found.alternatives
        ],
        "ratios": [
            {"key": ratio.key, "low": ratio.low, "high": ratio.high, "base": ratio.base, "wanted": ratio.wanted}
            for ratio in load_ratios()
        ],
    }


def render(found: Plausibility, result: Outlook, text: Texts) -> str:
    """For a terminal of 100 columns: every figure, then the tables."""
    title = text("reports.plausibility.title", scenario=visible(result.scenario.title(text.language)))
    blocks = [wrap(title)]
    if not found.anchors:
        blocks.append(wrap(text("reports.plausibility.none")))
    for heading, tests in (("binding", True), ("beside", False)):
        lines = [
            wrap(f"- {_line(anchor, text)}") for anchor in in_order(found.anchors) if anchor.known.tests == tests
        ]
        if lines:
            blocks.append("\n".join([text(f"reports.plausibility.{heading}"), *lines]))
    level = account_label(result, text)
    tables = [(text("reports.plausibility.alternatives", level=level), alternatives_table(found.alternatives, text))]
    if found.bridge is not None:
        tables.insert(0, (text("reports.plausibility.bridge"), bridge_table(found.bridge, text)))
    blocks += ["\n".join([wrap(name), columns(table.heads, table.rows)]) for name, table in tables]
    if found.bridge is not None:
        blocks.append(wrap(text("reports.plausibility.bridge_note")))
    return "\n\n".join(blocks) + "\n"


def name_words(known: KnownFigure, text: Texts) -> str:
    """What a figure is about."""
    return known.label(text.language)


def verdict_words(anchor: Anchor, text: Texts) -> str:
    """The verdict in words."""
    return text(f"reports.plausibility.verdict.{anchor.verdict}")


def figure_words(value: float, unit: str, text: Texts) -> str:
    """A figure as its unit is written, without it; a ratio keeps a decimal that it has."""
    formats = Formats(text.language)
    if unit == "persons_per_fte":
        return formats.plain(value, 1)
    return formats.number(value * 100, 1) if unit == "share" else formats.number(value)


def range_words(known: KnownFigure, text: Texts) -> str:
    """The known range, without its unit."""
    low, high = (figure_words(end, known.unit, text) for end in (known.low, known.high))
    return low if low == high else text("reports.plausibility.range", low=low, high=high)


def with_unit(words: str, unit: str, text: Texts) -> str:
    """A figure with its unit."""
    if unit == "share":
        return words + Formats(text.language).percent(0.0).removeprefix("0")
    return f"{words} {text(f'reports.plausibility.unit.{unit}')}"


def ratios_table(text: Texts) -> Values:
    """Every ratio known, whom it counts, and where from."""
    rows = []
    for ratio in load_ratios():
        low, high = (figure_words(end, "persons_per_fte", text) for end in (ratio.low, ratio.high))
        words = low if low == high else text("reports.plausibility.range", low=low, high=high)
        base = text(f"reports.plausibility.base.{ratio.base}")
        period = ratio.period or text("reports.plausibility.undated")
        rows.append((ratio.named(text.language), words, base, period, ratio.origin(text.language)))
    heads = ("place", "ratio", "base", "period", "source")
    return Values(tuple(text(f"reports.plausibility.head_{head}") for head in heads), tuple(rows), (0, 2, 3, 4))


def bridge_table(made: Bridge, text: Texts) -> Values:
    """From the practice to the scenario in whole posts that add up, by period."""
    formats = Formats(text.language)
    heads = (text("reports.plausibility.head_step"), *(_period(period, formats) for period in made.periods))
    stages = [made.practice, *(step.after for step in made.steps)]
    # Differences of rounded stages add up as they are shown.
    whole = [[round(value) for value in stage] for stage in stages]
    rows = [(text("reports.plausibility.step.practice"), *(formats.number(value) for value in whole[0]))]
    for step, before, after in zip(made.steps, whole, whole[1:], strict=False):
        changes = (_signed(last - first, formats) for first, last in zip(before, after, strict=True))
        words = text(f"reports.plausibility.step.{step.name}")
        if before == after:  # the ratio is that of persons counted
            words = text("reports.plausibility.step_idle", step=words)
        rows.append((words, *changes))
    rows.append((text("reports.plausibility.step.scenario"), *(formats.number(value) for value in whole[-1])))
    return Values(heads, tuple(rows))


def alternatives_table(found: Sequence[Alternative], text: Texts) -> Values:
    """Need and posts of each budget year under each reading."""
    formats = Formats(text.language)
    heads = (text("reports.plausibility.head_reading"), *(str(year) for year in found[0].years))
    rows = []
    for each in found:
        name = text(f"reports.plausibility.reading.{each.key}")
        rows.append(
            (text("reports.plausibility.need_of", reading=name), *(formats.mio(value) for value in each.need))
        )
        rows.append(
            (text("reports.plausibility.fte_of", reading=name), *(formats.number(value) for value in each.fte))
        )
    return Values(heads, tuple(rows))


def _line(anchor: Anchor, text: Texts) -> str:
    known = anchor.known
    model = with_unit(figure_words(anchor.model_value, known.unit, text), known.unit, text)
    return text(
        "reports.plausibility.line",
        name=name_words(known, text),
        period=known.period,
        model=model,
        known=range_words(known, text),
        verdict=verdict_words(anchor, text),
    )


def _year(period: str) -> int:
    """Last year of a period."""
    return max(int(part[:4]) for part in period.replace("–", "..").split(".."))


def _period(period: str, formats: Formats) -> str:
    return formats.month(period) if "-" in period else period


def _signed(change: int, formats: Formats) -> str:
    words = formats.number(change)
    return f"+{words}" if change > 0 else words
