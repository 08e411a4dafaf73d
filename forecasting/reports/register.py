"""The register of assumptions as a page: every value with range, source and its effect on the need.

`python -m forecasting.reports.register` writes docs/assumptions.md from the register and the base scenario.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from forecasting.assumptions import Assumption, DatedValue, Scenario, Value, load_register
from forecasting.assumptions.rows import OTHER_ORIGIN
from forecasting.assumptions.sources import cited
from forecasting.assumptions.values import Band, Origins, Years
from forecasting.base.format import Formats
from forecasting.base.text import Texts
from forecasting.scenarios import Outlook
from forecasting.scenarios.influence.sensitivity import Effect, effects

__all__ = ["AMBER", "RED", "impact_of", "origin_words", "page", "quality_counts"]

AMBER, RED = 0.02, 0.10
"""Share of the base need from which moving an assumption over its range counts as noticeable, and as decisive."""

PAGE = Path(__file__).resolve().parents[2] / "docs" / "assumptions.md"


def impact_of(effect: Effect, base: float) -> str:
    """Colour of an effect on the base value."""
    share = effect.span / abs(base)
    return "red" if share >= RED else "amber" if share >= AMBER else "green"


def page(result: Outlook, *, year: int, text: Texts) -> str:
    """The page in Markdown, entries under the headings of the interface.

    Args:
        result: outlook of the base scenario; its arrivals serve every variation.
        year: budget year whose need the effects are on.
    """
    formats = Formats(text.language)
    base, found = effects(result.scenario, result.arrivals, measure="need", year=year)
    by_key = {effect.key: effect for effect in found}
    entries = load_register().for_groups(result.groups)
    lines = [
        "# " + text("reports.register.title"),
        "",
        text(
            "reports.register.intro",
            year=year,
            need=formats.mio(base),
            amber=formats.percent(AMBER),
            red=formats.percent(RED),
        ),
    ]
    for lever in dict.fromkeys(entry.lever for entry in entries):
        lines += [
            "",
            "## " + text(f"reports.register.lever.{lever}"),
            "",
            text("reports.register.head"),
            "|---" * 7 + "|",
        ]
        lines += [
            _row(entry, result.scenario, by_key, base, text, formats) for entry in entries if entry.lever == lever
        ]
    return "\n".join(lines) + "\n"


def quality_counts(result: Outlook) -> dict[str, int]:
    """How many of the uncertain assumptions are measured (green), partly documented (amber) or judged (red).

    A range that a scenario puts over a convention of this tool is a judgement.
    """
    found = [entry for key in result.resolved.ranges if (entry := load_register().find(key)) is not None]
    green, amber = (sum(entry.quality == grade for entry in found) for grade in ("green", "amber"))
    return {"all": len(found), "green": green, "amber": amber, "red": len(found) - green - amber}


def origin_words(entry: Assumption, row: Origins, text: Texts) -> str:
    """Countries of origin from a year on: shares, the largest first, and protection rates."""
    formats = Formats(text.language)
    labels = entry.labels(text.language)

    def listed(numbers: Sequence[tuple[str, float]]) -> str:
        words = (
            (labels[origin], formats.percent(number, 1 if 0 < number < 0.01 else 0)) for origin, number in numbers
        )
        return ", ".join(" ".join(pair) for pair in words)

    by_size = sorted(row.shares, key=lambda part: (part[0] == OTHER_ORIGIN, -part[1]))
    parts = (("shares", by_size), ("rates", row.rates))
    said = (text(f"reports.origins.{name}", listed=listed(numbers)) for name, numbers in parts if numbers)
    return text("reports.origins.row", year=row.from_, parts="; ".join(said))


def _row(
    entry: Assumption, scenario: Scenario, found: Mapping[str, Effect], base: float, text: Texts, formats: Formats
) -> str:
    effect = found.get(entry.key)
    change = text("reports.register.no_range")
    if effect is not None:
        low, high = (formats.mio(value - base) for value in (effect.at_low, effect.at_high))
        change = text("reports.register.effect", low=low, high=high)
    span, ends = "–", scenario.range(entry)
    if ends is not None:
        span = f"{_shown(entry, ends.low, text, formats)} … {_shown(entry, ends.high, text, formats)}"
    sources, grade = "; ".join(cited(entry, text)), text(f"reports.register.grade.{entry.quality}")
    if entry.key in scenario.overrides:  # what the register cites speaks for its own value
        before = _shown(entry, entry.value, text, formats)
        reason, grade = scenario.reason(entry.key, text.language), text("reports.register.own")
        sources = f"{reason} {text('reports.register.of_register', value=before)} {sources}"
    kind = text("reports.register.decision" if entry.decision else "reports.register.fact")
    cells = (
        f"**{entry.label(text.language)}** (`{entry.key}`)",
        _shown(entry, scenario.value(entry.key), text, formats),
        span,
        entry.unit.screen_words(text),
        f"{kind}, {grade}",
        sources + (f". {entry.evidence(text.language)}" if entry.evidence(text.language) else ""),
        change,
    )
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def _shown(entry: Assumption, value: Value, text: Texts, formats: Formats) -> str:
    """A value in the unit of the screen."""
    if value is None:
        return text("reports.register.not_given")
    if isinstance(value, bool):
        return text("reports.register.yes" if value else "reports.register.no")
    if isinstance(value, int | float):
        return formats.plain(value * entry.unit.factor)
    if isinstance(value, str):
        return entry.labels(text.language).get(value, value)
    if isinstance(value, Years):
        return (
            ", ".join(f"{year}: {formats.plain(amount * entry.unit.factor)}" for year, amount in value.items()) or "–"
        )
    if entry.kind == "origins":
        return "<br>".join(origin_words(entry, part, text) for part in value if isinstance(part, Origins)) or "–"
    return "; ".join(_part(entry, part, formats) for part in value) or "–"


def _part(entry: Assumption, part: object, formats: Formats) -> str:
    if isinstance(part, DatedValue):
        return f"{formats.date(part.from_)}: {formats.plain(part.value * entry.unit.factor)}"
    if isinstance(part, Band):
        return f"{part.first}–{part.end}: {formats.plain(part.hours)}"
    return formats.plain(part) if isinstance(part, int | float) else str(part)


def main() -> None:
    """Write the page of the base scenario."""
    from forecasting.arrivals import forecast_arrivals
    from forecasting.assumptions import load_scenario
    from forecasting.observations import load_observations
    from forecasting.reports.answer import answer_year
    from forecasting.scenarios import outlook

    scenario = load_scenario()
    result = outlook(scenario, forecast_arrivals(load_observations(), scenario))
    PAGE.write_text(page(result, year=answer_year(result), text=Texts("de")), encoding="utf-8")


if __name__ == "__main__":
    main()
