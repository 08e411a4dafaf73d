"""The levers of the first page: what each one says, and what an entry does."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import streamlit as st

from forecasting.arrivals import Arrivals
from forecasting.assumptions import Assumption, Scenario, Years, load_register
from forecasting.base.errors import InputError
from forecasting.base.numbers import parse_number
from forecasting.base.text import Language, Texts
from forecasting.reports.lever_words import help_words, label, option_words, said, shown, standing_words
from forecasting.reports.value_words import with_unit
from forecasting.scenarios.account_rules import decided_years
from forecasting.scenarios.levers import APPROPRIATION, Lever, Span, district_levers, further_levers, main_levers
from forecasting.ui.board.cell_board import refusal
from forecasting.ui.board.lever_board import Entry, draw_board, item, lever_values
from forecasting.ui.board.lever_months import enter_month, month_item, month_value, without_effect
from forecasting.ui.board.sections import draw_fold
from forecasting.ui.session.session import Session
from forecasting.ui.session.slots import Slot
from forecasting.ui.session.widgets import Content, Refused

__all__ = ["FURTHER", "TOLD", "Levers", "draw_district_levers", "draw_levers", "levers_of", "moving_levers"]

FIRST, FURTHER = "first", "further"  # boards of the first page; the second one's fold has its name
METHOD, RATIO, LEVEL = "staffing.method", "staffing.persons_per_fte", "planning.level"
OPENING = "budget.opening_unbound"
ONWARD, ONWARD_TO = "districts.onward_share", "districts.onward_to"
ORDER, RESIDUALS_FIRST, APPROPRIATION_FIRST = "budget.order", "residuals_first", "appropriation_first"

TOLD: Slot[dict[str, tuple[tuple[object, ...], Mapping[str, object]]]] = Slot(dict)
"""By lever what was told of it last, and of what state."""


@dataclass(frozen=True)
class Levers:
    """The levers of the page: the first ones, and every other number of the register by its heading."""

    span: Span
    main: tuple[Lever, ...]
    further: Mapping[str, tuple[Lever, ...]]
    months: tuple[Assumption, ...]  # of the register, under the same headings
    districts: tuple[Lever, ...]  # on the page of the districts

    @property
    def others(self) -> tuple[Lever, ...]:
        """Those under all headings."""
        return tuple(lever for levers in self.further.values() for lever in levers)

    def all(self) -> tuple[Lever, ...]:
        """Every one."""
        return (*self.main, *self.others, *self.districts)


def levers_of(session: Session, arrivals: Arrivals) -> Levers:
    """The levers for the groups and the horizon of the arrivals."""

    def make() -> Levers:
        span, base = Span.of(arrivals), session.base
        further = further_levers(arrivals.groups, span, base)
        entries = load_register().for_groups(arrivals.groups)
        months = tuple(entry for entry in entries if entry.kind == "month" and entry.lever in further)
        return Levers(span, main_levers(span, base), further, months, district_levers(span, base))

    return session.keep("levers", (arrivals, session.base), make)


def draw_levers(session: Session, levers: Levers) -> None:
    """The levers of the first page and, folded up, the others."""
    text = session.text
    st.header(text("ui.levers"), anchor=False)
    _draw(session, levers, FIRST, levers.main, _first, _first_values(session, levers))

    def unfolded() -> None:
        _draw(session, levers, FURTHER, levers.others, _further, _further_values(session, levers))

    draw_fold(text("ui.levers.further"), FURTHER, unfolded)


def _draw(
    session: Session,
    levers: Levers,
    name: str,
    known: Sequence[Lever],
    items: Callable[[Levers, Texts], list[dict[str, object]]],
    values: Mapping[str, Mapping[str, object]],
) -> None:
    """A board of the levers `known`."""
    made = session.keep(f"{name}-levers", (levers, session.language), lambda: json.dumps(items(levers, session.text)))
    enter = partial(_enter, session, {lever.key: lever for lever in known}, session.language)
    draw_board(session, name, made, values, enter)


def moving_levers(session: Session, levers: Levers, *, unfolded: bool) -> list[Content]:
    """What the boards of the first page show.

    Args:
        unfolded: whether the second one is drawn.
    """
    first = lever_values(session, FIRST, _first_values(session, levers))
    return [first, lever_values(session, FURTHER, _further_values(session, levers))] if unfolded else [first]


def _values(session: Session, levers: Levers, known: Iterable[Lever]) -> dict[str, Mapping[str, object]]:
    """What changes of each lever, made anew only of those that something has changed of."""
    before, found = session.records[TOLD], {}
    same = (levers, session.base, session.language)
    for lever in known:
        state = (*same, *_state(session, lever))
        told = before.get(lever.key)
        if told is None or told[0] != state:
            before[lever.key] = told = state, _value(session, lever, levers.span)
        found[lever.key] = told[1]
    return found


def _state(session: Session, lever: Lever) -> tuple[object, ...]:
    """All of the scenario that decides what is told of a lever."""
    now, key = session.scenario, lever.entry.key
    return (
        key in now.overrides,
        now.value(key),
        now.ranges.get(key),
        now.reasons.get(lever.key),
        now.reasons_en.get(lever.key),
        session.widgets.refused.get(lever.key),
        *(now.value(other) for other, _ in lever.entry.acts_under),
    )


def _first_values(session: Session, levers: Levers) -> dict[str, Mapping[str, object]]:
    """What changes of the board of the first page."""
    values = _values(session, levers, levers.main)
    values |= {key: {"value": session.scenario.value(key)} for key in (METHOD, LEVEL)}
    values[ORDER] = {"value": session.scenario.value(ORDER) == RESIDUALS_FIRST}
    return values


def _further_values(session: Session, levers: Levers) -> dict[str, Mapping[str, object]]:
    """What changes of the board of the other switches and numbers."""
    values = _values(session, levers, levers.others)
    values |= {entry.key: _switched(session, entry) for entry in _switches(levers)}
    return values | {entry.key: month_value(session, entry) for entry in levers.months}


def draw_district_levers(session: Session, levers: Levers) -> None:
    """The numbers that concern the districts alone, and where those who move on go."""
    values = _values(session, levers, levers.districts)
    values[ONWARD_TO] = _switched(session, load_register()[ONWARD_TO])
    _draw(session, levers, "districts", levers.districts, _districts, values)


def _switched(session: Session, entry: Assumption) -> Mapping[str, object]:
    """What changes of a choice or a yes-or-no word."""
    return {"value": session.scenario.value(entry.key), "frozen": without_effect(session, entry)}


def _districts(levers: Levers, text: Texts) -> list[dict[str, object]]:
    """The board of the districts."""
    items = []
    for lever in levers.districts:
        items.append(_lever(lever, levers.span, text))
        if lever.key == ONWARD:
            items.append(_choice(ONWARD_TO, text))
    return items


def _first(levers: Levers, text: Texts) -> list[dict[str, object]]:
    """The board of the first page."""
    items = []
    for lever in levers.main:
        if lever.key == RATIO:
            items.append(_choice(METHOD, text))
        items.append(_lever(lever, levers.span, text))
    return [*items, _tick(ORDER, text("ui.lever.residuals_first"), text), _choice(LEVEL, text)]


def _further(levers: Levers, text: Texts) -> list[dict[str, object]]:
    """The board of the other switches and numbers, one fold for each heading."""
    groups: list[dict[str, object]] = []
    for heading, group in levers.further.items():
        items = []
        for entry in _switches(levers):
            if entry.lever == heading and entry.kind == "choice":
                items.append(_choice(entry.key, text))
            elif entry.lever == heading:
                items.append(_tick(entry.key, entry.label(text.language), text))
        items += _with_months(group, levers, text)
        groups.append({"kind": "group", "group": heading, "name": text(f"ui.levers.{heading}"), "items": items})
    return groups


def _with_months(group: Sequence[Lever], levers: Levers, text: Texts) -> list[dict[str, object]]:
    """The levers of a heading, and the months that they act from, in the order of the register."""
    order = {key: place for place, key in enumerate(load_register())}
    made = {lever.key: partial(_lever, lever, levers.span, text) for lever in group}
    made |= {
        entry.key: partial(month_item, entry, text) for entry in levers.months if entry.lever == group[0].entry.lever
    }
    return [made[key]() for key in sorted(made, key=lambda key: order.get(key, len(order)))]


def _switches(levers: Levers) -> list[Assumption]:
    """Choices and yes-or-no words of the register under the headings of the board, but those of the first page."""
    return [
        entry
        for entry in load_register().values()
        if entry.kind in ("choice", "boolean") and entry.lever in levers.further and entry.key not in (METHOD, ORDER)
    ]


def _lever(lever: Lever, span: Span, text: Texts) -> dict[str, object]:
    """What stays of a lever while it moves."""
    name = text("ui.lever.opening_on", year=span.years[0]) if lever.key == OPENING else label(lever, text)
    unit, words = lever.unit.screen_words(text), option_words(lever, text)
    return item(
        "lever",
        lever.key,
        name,
        help_words(lever, text),
        text,
        unit=unit,
        slider=text("ui.lever.slider", lever=name, unit=unit),
        field=text("ui.lever.field", lever=name, unit=unit),
        options=[(option, words[option], shown(lever, option, text)) for option in lever.options],
        placeholder=text("ui.lever.enter") if lever.entry.optional else "",
    )


def _choice(key: str, text: Texts) -> dict[str, object]:
    """A choice of the register as buttons side by side."""
    entry = load_register()[key]
    options = [(choice.value, choice.label(text.language)) for choice in entry.choices]
    name, meaning = entry.label(text.language), entry.meaning(text.language)
    return item("choice", key, name, [meaning], text, options=options)


def _tick(key: str, name: str, text: Texts) -> dict[str, object]:
    return item("tick", key, name, [load_register()[key].meaning(text.language)], text)


def _value(session: Session, lever: Lever, span: Span) -> dict[str, object]:
    """What changes of a lever when it moves."""
    text, value, base = session.text, lever.read(session.scenario), lever.read(session.base)
    reason = session.scenario.reason(lever.key, text.language)
    return {
        "place": _place(lever, value),
        "shown": shown(lever, value, text),
        "words": said(lever, value, text),
        "base": None
        if lever.state(session.scenario) == lever.state(session.base)
        else {
            "place": _place(lever, base),
            "words": text("ui.lever.base", value=_shown_or_words(lever, session.base, text)),
            "reset": text("ui.lever.reset", value=standing_words(lever, session.base, text)),
        },
        "frozen": _frozen(session, lever, span),
        "several": text("ui.lever.several") if lever.differ(session.scenario) else "",
        "note": _note(session, lever, span),
        "reason": text("ui.lever.reason", reason=reason) if reason else "",
        "refused": refusal(session, lever.key, value),
    }


def _shown_or_words(lever: Lever, scenario: Scenario, text: Texts) -> str:
    """What a lever stands at without its unit."""
    words = shown(lever, lever.read(scenario), text)
    if not words or not lever.continued(scenario):
        return words or standing_words(lever, scenario, text)
    return text("reports.value.continued", value=words)


def _place(lever: Lever, value: float | None) -> int | None:
    """Where the slider stands, None where there is no one value."""
    return lever.options.index(lever.nearest(value)) if lever.options and value is not None else None


def _enter(session: Session, levers: Mapping[str, Lever], language: Language, entry: Entry) -> None:
    """Apply an entry made on a board in `language`; what a board cannot have sent is left alone."""
    lever = levers.get(entry.key)
    register = load_register().find(entry.key)
    if entry.control == "tick" and entry.key == ORDER:
        session.set_value(ORDER, RESIDUALS_FIRST if entry.value else APPROPRIATION_FIRST)
    elif register is not None and (entry.control, register.kind) in (("choice", "choice"), ("tick", "boolean")):
        session.set_value(entry.key, entry.value)
    elif register is not None and register.kind == "month":
        enter_month(session, register, entry)
    elif lever is not None and entry.control == "reset":
        session.widgets.refused.pop(lever.key, None)
        session.put_back(lever)
    elif lever is not None and entry.control == "slider":
        for option in lever.options:
            if option == entry.value:
                session.widgets.refused.pop(lever.key, None)
                session.move(lever, option)
    elif lever is not None and entry.control == "field":
        typed = str(entry.value)
        try:
            session.move(lever, _typed(lever, typed, language))
            session.widgets.refused.pop(lever.key, None)
        except InputError as error:
            session.widgets.refused[lever.key] = Refused(typed, error, lever.read(session.scenario))


def _typed(lever: Lever, words: str, language: Language) -> float | None:
    """The value that was typed, None where nothing is and nothing need be."""
    if lever.entry.optional and not words.strip():
        return None
    return lever.typed(parse_number(words, language))


def _frozen(session: Session, lever: Lever, span: Span) -> str:
    """Why the lever cannot be moved, "" where it can."""
    if lever.key == APPROPRIATION and not span.open_years:
        return session.text("ui.lever.all_decided", decided=_listed(span.years))
    return without_effect(session, lever.entry)


def _note(session: Session, lever: Lever, span: Span) -> str:
    """What else to know of a lever that can be moved: for which years, and what an entry does to them."""
    text, said = session.text, []
    if lever.key != APPROPRIATION or not span.open_years:
        return ""
    table = session.scenario.value(APPROPRIATION)
    if lever.differ(session.scenario) and isinstance(table, Years):
        amounts = with_unit(lever.entry, table.only(span.open_years), text)
        said.append(text("ui.lever.replaces", amounts=amounts, open=_listed(span.open_years)))
    else:
        key = "ui.lever.open_continued" if lever.continued(session.scenario) else "ui.lever.open"
        said.append(text(key, open=_listed(span.open_years)))
    if decided := [year for year in span.years if year in decided_years()]:
        said.append(text("ui.lever.all_decided", decided=_listed(decided)))
    return " ".join(said)


def _listed(years: Sequence[int]) -> str:
    return str(years[0]) if len(years) == 1 else f"{years[0]}–{years[-1]}"
