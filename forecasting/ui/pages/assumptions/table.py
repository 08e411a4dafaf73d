"""The register of assumptions as a table to search: value and why it differs, range, quality, impact, source."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from forecasting.assumptions import Assumption, DatedValue, Scenario, Value, Years, load_sources
from forecasting.assumptions.sources import Source, cited
from forecasting.base.format import Formats
from forecasting.base.text import Texts
from forecasting.reports.data.words import date_words
from forecasting.reports.deviations import Deviation
from forecasting.reports.limits import Limit, limits
from forecasting.reports.register import impact_of
from forecasting.reports.value_words import evidence_words, kind_words, part_words, unit_words, value_words, with_unit
from forecasting.scenarios.influence.sensitivity import Effect
from forecasting.ui.html import cell, group, line, scrolling

__all__ = ["FILTERS", "Impact", "found_by", "register_table", "silent_box", "source_rows"]

FILTERS = ("differs", "unsourced")
"""What the table can be narrowed to, beside heading and quality."""

NO_GRADE = "-"
EXCERPT = "Auszug"  # the grade says so already
WHOLE = ("groups", "pmf", "shares")  # kinds whose parts belong in one line


@dataclass(frozen=True)
class Impact:
    """How much a measure of one year moves over the range of each assumption, by key."""

    measure: str  # "need" in EUR or "fte"
    year: int
    base: float
    effects: Mapping[str, Effect]


def found_by(
    entries: Iterable[Assumption],
    scenario: Scenario,
    text: Texts,
    *,
    words: str = "",
    heading: str | None = None,
    quality: str | None = None,
    only: Collection[str] = (),
    changed: Collection[str] = (),
) -> list[Assumption]:
    """Entries that hold every word in what the table shows of them, under a heading, of a quality.

    Args:
        only: of FILTERS, each of which must hold.
        changed: keys that differ from the base scenario.
    """
    wanted = words.casefold().split()
    found = []
    for entry in entries:
        if (heading and entry.lever != heading) or (quality and entry.quality != quality):
            continue
        if ("differs" in only and entry.key not in changed) or ("unsourced" in only and entry.sourced):
            continue
        shown = "\n".join(
            (
                entry.key,
                entry.label(text.language),
                entry.meaning(text.language),
                with_unit(entry, scenario.value(entry.key), text),
                entry.evidence(text.language),
                scenario.reason(entry.key, text.language),
                *cited(entry, text),
                kind_words(entry, text),
            )
        ).casefold()
        if all(word in shown for word in wanted):
            found.append(entry)
    return found


def register_table(
    entries: Sequence[Assumption],
    scenario: Scenario,
    base: Scenario,
    differing: Mapping[str, Deviation],
    impact: Impact | None,
    text: Texts,
) -> str:
    """The entries under the headings of the interface, as HTML.

    Args:
        base: the base scenario.
        differing: what differs from it, by key.
        impact: None: the column shows the register's own grade.
    """
    columns = ["label", "value", "range", "quality", "impact", "source"]
    if any(entry.key in differing for entry in entries):
        columns.insert(2, "base")
    heads = line(cell(escape(_head(name, impact, text)), "words", head="col") for name in columns)
    body = []
    for lever in dict.fromkeys(entry.lever for entry in entries):
        body.append(group(text(f"reports.register.lever.{lever}"), len(columns)))
        for entry in entries:
            if entry.lever == lever:
                cells = _cells(entry, scenario, base, differing.get(entry.key), impact, text)
                body.append(_row(entry, columns, cells, entry.key in differing))
    title = text("ui.assumptions.register")
    return scrolling("figures plain register", title, heads, "".join(body))


def source_rows(entries: Iterable[Assumption], text: Texts) -> list[tuple[str, ...]]:
    """Documents behind the entries: publisher, title, date, grade, where it was read, assumptions that cite it."""
    uses: dict[str, int] = {}
    for entry in entries:
        for name in dict.fromkeys(source.partition(":")[0] for source in entry.sources()):
            uses[name] = uses.get(name, 0) + 1
    known = load_sources()
    rows: list[tuple[str, ...]] = []
    for name, count in sorted(uses.items(), key=lambda item: (-item[1], item[0])):
        if name in known:
            source = known[name]
            title = source.title if text.language == "de" else source.title_en
            place = source.access.removesuffix(EXCERPT).rstrip(", ") or "–"
            dated = date_words(source.date, text)
            rows.append((title, source.publisher, dated, _grade(source, text), place, str(count)))
    return rows


def own(source: Source) -> bool:
    """Whether the source is a convention of this tool."""
    return source.grade == NO_GRADE


def _head(name: str, impact: Impact | None, text: Texts) -> str:
    if name == "impact" and impact is not None:
        return text(f"ui.assumptions.impact_on.{impact.measure}", year=impact.year)
    return text(f"ui.assumptions.{name}")


def _row(entry: Assumption, columns: Sequence[str], cells: Mapping[str, str], differs: bool) -> str:
    rest = (cell(cells[name], f"words {name}") for name in columns[1:])
    return line((cell(cells["label"], "words", head="row"), *rest), "differs" if differs else "")


def _cells(
    entry: Assumption,
    scenario: Scenario,
    base: Scenario,
    deviation: Deviation | None,
    impact: Impact | None,
    text: Texts,
) -> dict[str, str]:
    """The cells of an entry as HTML, by column."""
    own_value = entry.key in scenario.overrides
    dot, grade = ("own", "own") if own_value else (entry.quality, f"grade.{entry.quality}")
    grade, kind = text(f"reports.register.{grade}"), kind_words(entry, text)
    meaning = f"{escape(entry.meaning(text.language))} <code>{escape(entry.key)}</code>"
    value, before = scenario.value(entry.key), base.value(entry.key)
    by_year = isinstance(value, Years) and deviation is not None  # only the years that differ
    shown = escape(deviation.now) if deviation and by_year else _value(entry, value, text)
    if deviation is not None:
        why = text("ui.assumptions.differs", reason=deviation.reason or text("ui.assumptions.no_reason"))
        shown += f'<small class="differs">{escape(why)}</small>'
        before_shown = escape(deviation.before) if by_year else _value(entry, before, text)
    else:
        before_shown = escape(text("ui.assumptions.same"))
    return {
        "label": escape(entry.label(text.language)) + _folded(text("ui.assumptions.meaning"), meaning),
        "value": shown,
        "base": before_shown,
        "range": escape(_range(entry, scenario, text)),
        "quality": f'<span class="dot {dot}"></span>{escape(grade)}<small>{escape(kind)}</small>',
        "impact": _impact(entry, scenario, impact, text),
        "source": _sources(entry, base, deviation is not None, text),
    }


def _value(entry: Assumption, value: Value, text: Texts) -> str:
    """A value with its unit; what has several parts, dated values among them, as a list."""
    unit = f" <small>{escape(words)}</small>" if (words := unit_words(entry, value, text)) else ""
    if not isinstance(value, tuple) or len(value) < 2 or entry.kind in WHOLE:
        return escape(value_words(entry, value, text)) + unit
    each, after = (unit, "") if isinstance(value[0], DatedValue) else ("", unit)
    items = "".join(f"<li>{escape(words)}{each}</li>" for words in part_words(entry, value, text))
    return f"<ul>{items}</ul>{after}"


def _range(entry: Assumption, scenario: Scenario, text: Texts) -> str:
    span = scenario.range(entry)
    if span is None:
        return "–"
    low, high = (value_words(entry, end, text) for end in (span.low, span.high))
    return text("ui.assumptions.between", low=low, high=high)


def _impact(entry: Assumption, scenario: Scenario, impact: Impact | None, text: Texts) -> str:
    """What moving the assumption over its range does to the measure, or the register's own grade of it."""
    if impact is None:
        return escape(text(f"ui.assumptions.impact.{entry.impact}"))
    effect = impact.effects.get(entry.key)
    if effect is None:
        return "–"
    formats = Formats(text.language)
    ends = [_moved(value - impact.base, impact.measure, formats) for value in (effect.at_low, effect.at_high)]
    share = formats.percent(effect.span / abs(impact.base)) if impact.base else "–"
    colour = impact_of(effect, impact.base) if impact.base else "green"
    between = text("ui.assumptions.between", low=ends[0], high=ends[1])
    return (
        f"{escape(between)}<small>{escape(text(f'ui.assumptions.impact.{colour}'))}, {escape(share)}</small>"
        f"<small>{escape(_ends(entry, effect, scenario, text))}</small>"
    )


def _ends(entry: Assumption, effect: Effect, scenario: Scenario, text: Texts) -> str:
    """What the assumption was set to, where that is not the range in the column beside."""
    low, high = (value_words(entry, end, text) for end in (effect.low, effect.high))
    span = scenario.range(entry)
    if span is not None and (span.low, span.high) == (effect.low, effect.high):
        return ""
    return text("ui.assumptions.set_to", low=low, high=high)


def _moved(change: float, measure: str, formats: Formats) -> str:
    words = formats.mio(change) if measure == "need" else formats.number(change)
    return f"+{words}" if change > 0 and words.strip("0,.") else words


def _sources(entry: Assumption, base: Scenario, differs: bool, text: Texts) -> str:
    """Every source with title, place and grade, where it was read, and what speaks for the value.

    Args:
        base: gives its reason where it sets the value otherwise than the register, whose sources follow.
        differs: the scenario has another value than the base, of which the sources say nothing.
    """
    known = load_sources()
    items, read = [], []
    for reference, words in zip(dict.fromkeys(entry.sources()), cited(entry, text), strict=True):
        source = known.get(reference.partition(":")[0])
        if source is None or own(source):
            items.append(f"<li>{escape(words if source is None else _grade(source, text))}</li>")
            continue
        items.append(f"<li>{escape(words)} <small>({escape(source.grade)})</small></li>")
        if place := source.access.removesuffix(EXCERPT).rstrip(", "):
            read.append(text("ui.assumptions.read_at", place=place))
    about = f"<small>{escape(text('ui.assumptions.of_base'))}</small>" if differs else ""
    if entry.key in base.overrides:
        before = text("reports.register.of_register", value=value_words(entry, entry.value, text))
        about += f"{escape(base.reason(entry.key, text.language))} <small>{escape(before)}</small>"
    shown = f'{about}<ul class="sources">{"".join(items)}</ul>'
    evidence = " ".join(dict.fromkeys(part for part in (evidence_words(entry, text), *read) if part))
    return shown + (_folded(text("ui.assumptions.evidence"), escape(evidence)) if evidence else "")


def _grade(source: Source, text: Texts) -> str:
    words = text(f"assumptions.grade.{source.grade}")
    return words if own(source) else f"{source.grade}: {words}"


def _folded(title: str, content: str) -> str:
    return f"<details><summary>{escape(title)}</summary>{content}</details>"


def silent_box(text: Texts) -> str:
    """What the model is silent on, as HTML."""
    parts = []
    for heading, points in limits(text).items():
        items = "".join(_limit(point, text) for point in points)
        parts.append(f"<section><h3>{escape(heading)}</h3><ul>{items}</ul></section>")
    return f'<div class="silent">{"".join(parts)}</div>'


def _limit(point: Limit, text: Texts) -> str:
    more = f" ({text('limits.section', number=point.section)})" if point.section else ""
    return f"<li><strong>{escape(point.head)}.</strong> {escape(point.words + more)}</li>"
