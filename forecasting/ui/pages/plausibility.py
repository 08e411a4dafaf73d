"""The page that holds the model against what is known from outside, with what explains the differences."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from html import escape

import streamlit as st

from forecasting.base.text import Texts
from forecasting.reports.data.words import period_words, signed
from forecasting.reports.plausibility import (
    Plausibility,
    alternatives_table,
    bridge_table,
    figure_words,
    in_order,
    name_words,
    range_words,
    ratios_table,
    verdict_words,
    with_unit,
)
from forecasting.reports.simulation import simulation_words
from forecasting.reports.tables import account_label
from forecasting.scenarios.plausibility import Anchor
from forecasting.ui.board.download_tables import anchors_data
from forecasting.ui.board.downloads import draw_file
from forecasting.ui.board.view import View
from forecasting.ui.frame.frame import begin_page
from forecasting.ui.html import cell, group, line, notes, paragraphs, scrolling, table_of_rows
from forecasting.ui.session.data import plausibility_of
from forecasting.ui.session.session import Session

__all__ = ["difference_words", "draw", "row", "table"]

HEADS = ("anchor", "period", "model", "known", "difference", "verdict", "explanation")
FIGURES = ("model", "known", "difference")
ROOM = 1.05  # of the bar beyond the largest value
_YEARS = re.compile(r"\d{4}–\d{4}")


def draw(session: Session) -> None:
    """Draw the page for the scenario of the session."""
    view = View.of(session, begin_page(session, changes=False))
    text, result = view.text, view.result
    st.markdown(text("ui.plausibility.intro"))
    whole = plausibility_of(result)
    found, level = in_order(whole.anchors), account_label(result, text)
    if not found:
        st.info(text("ui.plausibility.unavailable"))
        st.html(_readings(whole, level, text))
        return
    tested = whole.tested
    st.markdown(text("ui.plausibility.count", met=sum(anchor.met for anchor in tested), all=len(tested)))
    words = [view.source, text("ui.plausibility.legend"), simulation_words(result, text)]
    html = session.keep("plausibility", (found, text.language), lambda: table(found, text))
    st.html(html + notes(words))
    rows = [row(anchor, text) for anchor in found]
    file = view.desk.table(text("ui.plausibility.title"), partial(anchors_data, found, rows, text))
    draw_file("plausibility", file, text)
    st.html(_bridge(whole, text) + _readings(whole, level, text) + _ratios(text))


def _bridge(found: Plausibility, text: Texts) -> str:
    """From the practice of 2017/18 to the scenario, as HTML."""
    if found.bridge is None:
        return ""
    made = bridge_table(found.bridge, text)
    words = notes(map(text, ("reports.plausibility.bridge_note", "reports.plausibility.funding_note")))
    return table_of_rows(text("reports.plausibility.bridge"), made, tall=False) + words


def _readings(found: Plausibility, level: str, text: Texts) -> str:
    """What else would come out, one decision taken otherwise, as HTML."""
    made = alternatives_table(found.alternatives, text)
    title = text("reports.plausibility.alternatives", level=level)
    note = text("reports.plausibility.readings_note", level=level)
    return table_of_rows(title, made, tall=False) + paragraphs([note], "note")


def _ratios(text: Texts) -> str:
    """The ratios known and whom they count, as HTML."""
    made = ratios_table(text)
    return table_of_rows(text("reports.plausibility.ratios"), made, tall=False)


def table(found: Sequence[Anchor], text: Texts) -> str:
    """Every known figure beside the model's, those that must be met first, as HTML."""
    heads = line(cell(escape(text(f"ui.plausibility.{name}")), _kind(name), head="col") for name in HEADS)
    body = []
    for heading, tests in (("binding", True), ("beside", False)):
        body.append(group(text(f"reports.plausibility.{heading}"), len(HEADS)))
        body += [_line(anchor, text) for anchor in found if anchor.known.tests == tests]
    return scrolling("figures plain plausibility", text("ui.plausibility.title"), heads, "".join(body))


def row(anchor: Anchor, text: Texts) -> tuple[str, ...]:
    """One known figure in words: name, period, model, known, verdict, explanation and source."""
    known = anchor.known
    return (
        name_words(known, text),
        _period(known.period, text),
        with_unit(figure_words(anchor.model_value, known.unit, text), known.unit, text),
        with_unit(range_words(known, text), known.unit, text),
        verdict_words(anchor, text),
        f"{_explanation(anchor, text)} {_source(anchor, text)}",
    )


def difference_words(anchor: Anchor, text: Texts) -> str:
    """How far the model lies from the known range, in its unit and in % of the nearest end."""
    known = anchor.known
    if anchor.met:
        return text("ui.plausibility.within") if known.low != known.high else with_unit("0", known.unit, text)
    if known.unit == "share":
        return text("ui.plausibility.points", points=signed(anchor.distance * 100, text, 1))
    nearest = anchor.model_value - anchor.distance
    change = with_unit(signed(anchor.distance, text), known.unit, text)
    share = with_unit(signed(anchor.distance / nearest * 100, text), "share", text)
    return text("ui.plausibility.off", change=change, share=share)


def _line(anchor: Anchor, text: Texts) -> str:
    name, period, model, known, verdict, _ = row(anchor, text)
    cells = {
        "period": escape(period),
        "model": escape(model) + _bar(anchor),
        "known": escape(known),
        "difference": escape(difference_words(anchor, text)),
        "verdict": f'<span class="verdict {anchor.verdict}">{escape(verdict)}</span>',
        "explanation": f"{escape(_explanation(anchor, text))}<small>{escape(_source(anchor, text))}</small>",
    }
    rest = (cell(content, _kind(name)) for name, content in cells.items())
    return line((cell(escape(name), "words", head="row"), *rest))


def _bar(anchor: Anchor) -> str:
    """Where the model lies beside the known range; the numbers beside say the same."""
    known, most = anchor.known, max(anchor.model_value, anchor.known.high) * ROOM
    if most <= 0:
        return ""
    left, right, model = (100 * max(value, 0.0) / most for value in (known.low, known.high, anchor.model_value))
    return (
        '<div class="bar" aria-hidden="true">'
        f'<i class="known" style="left:{left:.1f}%;width:{right - left:.1f}%"></i>'
        f'<i class="model" style="left:{model:.1f}%"></i></div>'
    )


def _explanation(anchor: Anchor, text: Texts) -> str:
    return anchor.known.note(text.language)


def _source(anchor: Anchor, text: Texts) -> str:
    return text("ui.plausibility.from", source=anchor.known.origin(text.language))


def _period(period: str, text: Texts) -> str:
    return period if _YEARS.fullmatch(period) else period_words(period, text)


def _kind(name: str) -> str:
    return "" if name in FIGURES else "words"
