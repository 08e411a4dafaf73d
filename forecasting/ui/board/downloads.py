"""Save what a page shows: the files of its charts and tables, made when somebody asks for them.

A file names the scenario and what it changes, in the words of the page. Numbers of a CSV file are written in the
language of the page, see `reports.csv_files`.
"""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Literal

import pandas as pd
import streamlit as st

from forecasting.assumptions import Scenario
from forecasting.base.file_names import slug
from forecasting.base.text import Texts
from forecasting.people import PageFile
from forecasting.reports.charts.files import png, svg
from forecasting.reports.charts.screen import Plan
from forecasting.reports.csv_files import csv, table_data, table_notes
from forecasting.reports.deviations import deviations
from forecasting.reports.frame import Frame, frame
from forecasting.reports.grid import Grid, Values
from forecasting.reports.lever_words import label as lever_label
from forecasting.reports.lever_words import said
from forecasting.reports.run import identify
from forecasting.scenarios import Outlook
from forecasting.scenarios.levers import Lever, changes
from forecasting.ui.board.door import draw_download
from forecasting.ui.board.lever_panel import levers_of
from forecasting.ui.session.data import shipped
from forecasting.ui.session.session import Session

__all__ = ["Chart", "Desk", "File", "Files", "FileFormat", "changes_in_words", "draw_file", "draw_files", "file_name"]

FileFormat = Literal["png", "svg", "csv"]

ICON = ":material/download:"
MOST_CHANGES = 6
"""Changes that stand in a picture; the others are only counted there."""

LONGEST_TITLE = 80  # characters in a file's name
RUN_DIGITS = 8


@dataclass(frozen=True)
class File:
    """A file that can be saved; `make` knows nothing of Streamlit, it runs in a thread of its own."""

    kind: FileFormat
    name: str
    make: Callable[[], bytes]


@dataclass(frozen=True)
class Chart:
    """A chart and what belongs to it."""

    figure: Plan
    unit: str
    words: str  # what it says, also for those who don't see it
    values: Callable[[], Values]  # as shown
    data: Callable[[], pd.DataFrame]  # not rounded
    notes: tuple[str, ...] = ()  # what a file has to add
    data_notes: tuple[str, ...] = ()  # what the file of the values has to add to that

    @cached_property
    def spec(self) -> str:
        """The figure as JSON, written once however often it is drawn."""
        return json.dumps(self.figure, allow_nan=False)


class Files(ABC):
    """Makes the files of charts."""

    text: Texts

    @abstractmethod
    def words(
        self, most: int | None, *, title: str, unit: str, notes: tuple[str, ...], by_group: bool = False
    ) -> Frame:
        """What stands around a chart.

        Args:
            most: number of changes of the scenario that are told; None: all.
            by_group: whether the date names the groups whose own figures end earlier.
        """

    @abstractmethod
    def name(self, title: str, kind: FileFormat) -> str:
        """Name of a file."""

    def chart(self, title: str, chart: Chart, *, by_group: bool = False) -> tuple[File, ...]:
        """A chart as picture for documents, as drawing, and as the values it shows."""
        words = partial(self.words, title=title, unit=chart.unit, by_group=by_group)
        drawn = partial(words, MOST_CHANGES, notes=chart.notes)
        told = partial(words, None, notes=(*chart.notes, *chart.data_notes))
        return (
            File("png", self.name(title, "png"), lambda: png(chart.figure, drawn())),
            File("svg", self.name(title, "svg"), lambda: svg(chart.figure, drawn())),
            File("csv", self.name(title, "csv"), lambda: csv(chart.data(), told())),
        )


@dataclass(frozen=True)
class Desk(Files):
    """What the files of one drawing of a page have in common."""

    result: Outlook
    stem: str  # of the shipped scenario that it started from
    base: Scenario  # that scenario
    first: bool  # whether it is the base scenario itself
    levers: tuple[Lever, ...]
    origin: str | None  # sentence that names the source where it is not the shipped arrivals
    text: Texts

    @classmethod
    def of(cls, session: Session, result: Outlook) -> Desk:
        """For what the session shows."""
        stem, levers = session.track.here.base, levers_of(session, result.arrivals)
        first = stem == next(iter(shipped()))
        return cls(result, stem, session.base, first, levers.main, session.origin, session.text)

    def table(
        self,
        title: str,
        data: Callable[[], pd.DataFrame],
        *,
        unit: str | None = None,
        notes: tuple[str, ...] = (),
        source: str | None = None,
    ) -> File:
        """A table as CSV.

        Args:
            unit: None where each row states its own.
            source: sentence that names the source where it is not the one of the results.
        """
        words = partial(self.words, None, title=title, unit=unit or self.text("reports.file.by_row"), notes=notes)

        def make() -> bytes:
            return csv(data(), replace(words(), source=source) if source else words())

        return File("csv", self.name(title, "csv"), make)

    def years(self, table: Grid) -> File:
        """A table of the reports as CSV."""
        data, notes = partial(table_data, table, self.text), table_notes(table, self.text)
        return self.table(table.title, data, unit=table.unit or None, notes=notes)

    def name(self, title: str, kind: FileFormat) -> str:
        """Name of a file; the start of the run's id tells changed scenarios and own data apart."""
        run = identify(self.result)
        own = self.result.scenario.digest != self.base.digest or self.origin is not None
        return file_name(title, f"{self.stem}-{run.run_id[:RUN_DIGITS]}" if own else self.stem, run.base_month, kind)

    def words(
        self, most: int | None, *, title: str, unit: str, notes: tuple[str, ...], by_group: bool = False
    ) -> Frame:
        """What stands around a chart or a table."""
        return frame(
            self.result,
            title=title,
            unit=unit,
            text=self.text,
            scenario=self.scenario_words(most),
            notes=notes,
            by_group=by_group,
            origin=self.origin,
        )

    def scenario_words(self, most: int | None = None) -> str:
        """Name of the scenario and how it differs from the base scenario.

        Args:
            most: number of changes that are told; None: all.
        """
        text, scenario, start = self.text, self.result.scenario, self.base.title(self.text.language)
        name, about = scenario.title(text.language), self.base.description(text.language).rstrip(".")
        if name != start:
            name = text("ui.save.named", scenario=name, base=start)
        described = bool(about) and not self.first
        if described:
            name = text("ui.save.described", scenario=name, description=about)
        told = found = changes_in_words(scenario, self.base, self.levers, text)
        if most is not None and len(found) > most:
            told = [*found[:most], text.plural("ui.save.more", len(found) - most)]
        if not told:
            return name
        key = "ui.save.described_changed" if described else "ui.save.changed"
        return text(key, scenario=name, changes="; ".join(told))


def changes_in_words(scenario: Scenario, base: Scenario, levers: Sequence[Lever], text: Texts) -> list[str]:
    """What a scenario sets otherwise than `base`, one change each; the arrivals as their lever says it if it can."""
    shift = {}
    for lever in changes(scenario, base, levers):
        value = lever.read(scenario)
        if lever.entry.kind == "shocks" and lever.write(base, value)[lever.key] == scenario.value(lever.key):
            shift[lever.key] = f"{lever_label(lever, text)} {said(lever, value, text)}"
    return [
        shift.get(deviation.key) or f"{deviation.label} {deviation.now}"
        for deviation in deviations(scenario, base, base, text)
    ]


def file_name(title: str, scenario: str, month: str, kind: FileFormat) -> str:
    """ASCII name that is the same for the same content.

    >>> file_name("Personen mit Unterstützungsbedarf", "base", "2025-12", "png")
    'personen-mit-unterstuetzungsbedarf_base_2025-12.png'
    """
    return f"{slug(title, LONGEST_TITLE)}_{slug(scenario)}_{month}.{kind}"


def draw_files(name: str, files: Sequence[File], text: Texts) -> None:
    """A quiet button for each file, which is made when it is pressed.

    Args:
        name: unique on the page.
    """
    with st.container(horizontal=True, gap="medium"):
        for file in files:
            _button(file, f"{name}-{file.kind}", text(f"ui.save.{file.kind}"))


def draw_file(name: str, file: File, text: Texts, *, label: str = "") -> None:
    """One quiet button that saves a table.

    Args:
        name: unique on the page.
        label: where "this table" would not say what is saved.
    """
    _button(file, name, label or text("ui.save.table"))


def _button(file: File, name: str, label: str) -> None:
    draw_download(
        label,
        file.make,
        file.name,
        PageFile("result"),
        key=f"file-{name}",
        icon=ICON,
        type="tertiary",
    )
