"""What the hours of support go into: the report's shares of counselling time as a breakdown of the hours [2.6.4].

The report counts topics on different bases: shares of the time spent on counselling, and a share of the talks. Only
shares of time divide hours; the share of talks is told beside them and never added. Hours per year.
"""

from __future__ import annotations

from collections.abc import Mapping

from forecasting.base.format import Formats
from forecasting.base.quantiles import Q50
from forecasting.base.rounding import rounded_parts
from forecasting.base.text import Texts
from forecasting.observations.audit_report import Share, load_audit_report
from forecasting.reports.grid import Grid, Row, yearly
from forecasting.reports.tables import year_notes
from forecasting.scenarios import Outlook

__all__ = ["OTHER", "shares_of", "topic_hours", "topic_table"]

OTHER = "other"
"""The time that the report assigns to no topic."""


def shares_of(base: str) -> dict[str, Share]:
    """The report's shares on one base, by topic; those of different bases cannot be added.

    >>> {topic: share.value for topic, share in shares_of("time").items()}
    {'time_on_benefits': 0.26, 'time_on_debt': 0.11}
    """
    return {topic: share for topic, share in load_audit_report().shares.items() if share.base == base}


def topic_hours(result: Outlook) -> Mapping[str, tuple[float, ...]]:
    """Hours of each year by topic; the topics add up to the hours of the year (the median over the paths)."""
    hours = result.yearly["hours"].summary[:, Q50]
    parts = {topic: share.value for topic, share in shares_of("time").items()}
    parts[OTHER] = 1.0 - sum(parts.values())
    return {topic: tuple(float(year) for year in part * hours) for topic, part in parts.items()}


def topic_table(result: Outlook, text: Texts) -> Grid:
    """Hours of support by topic and year; the cells of a year add up to its sum."""
    formats = Formats(text.language)
    hours = topic_hours(result)
    labels = {topic: share.label(text.language) for topic, share in shares_of("time").items()}
    parts = {topic: share.value for topic, share in shares_of("time").items()}
    labels[OTHER], parts[OTHER] = text("reports.topics.other"), 1.0 - sum(parts.values())
    totals = [sum(year) for year in zip(*hours.values(), strict=True)]
    rounded = [rounded_parts(year) for year in zip(*hours.values(), strict=True)]
    lines = [
        Row(
            text("reports.topics.line", topic=labels[topic], share=formats.percent(parts[topic])),
            tuple(formats.number(year[place]) for year in rounded),
            number=f"{place + 1}.",
            key=topic,
            unit="hours",
            values=hours[topic],
        )
        for place, topic in enumerate(hours)
    ]
    cells = tuple(formats.number(sum(year)) for year in rounded)
    lines.append(Row(text("reports.topics.hours"), cells, "sum", key="hours", unit="hours", values=tuple(totals)))
    talks = (
        text("reports.topics.note_talks", topic=share.label(text.language)) for share in shares_of("talks").values()
    )
    notes = (text("reports.topics.note_hours"), *talks, *year_notes(result, text, formats))
    return yearly(text("reports.topics.title"), text("reports.unit.hours"), result.years, lines, notes, text)
