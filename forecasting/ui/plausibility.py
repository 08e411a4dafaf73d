"""The page that holds the model against what is known from outside, with what explains the differences."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from html import escape

import streamlit as st

from forecasting.base.format import Formats
from forecasting.base.text import Texts
from forecasting.reports import captions
from forecasting.scenarios.plausibility import Anchor
from forecasting.ui.data import anchors_of
from forecasting.ui.data_words import period_words, signed
from forecasting.ui.download_tables import anchors_data
from forecasting.ui.downloads import Desk, draw_file
from forecasting.ui.frame import FOLDER, computed, draw_problems
from forecasting.ui.html import paragraphs, scrolling
from forecasting.ui.session import current

__all__ = ["difference_words", "draw", "row", "table"]

HEADS = ("anchor", "period", "model", "known", "difference", "verdict", "explanation")
FIGURES = ("model", "known", "difference")
ROOM = 1.05  # of the bar beyond the largest value
_YEARS = re.compile(r"\d{4}–\d{4}")


def draw() -> None:
    """Draw the page for the scenario of the session."""
    session = current()
    text, result = session.text, computed(session)
    st.html(FOLDER / "evidence.css")
    draw_problems(session)
    st.markdown(text("ui.plausibility.intro"))
    found = anchors_of(result.scenario.digest, result.arrivals.data_hash, result)
    if not found:
        st.info(text("ui.plausibility.unavailable"))
        return
    tested = [anchor for anchor in found if anchor.known.tests]
    st.markdown(text("ui.plausibility.count", met=sum(anchor.met for anchor in tested), all=len(tested)))
    caption = captions.source(result.arrivals, text, origin=session.origin)
    words = [f"{caption} {session.scenario_words}", text("ui.plausibility.legend")]
    html = session.keep("plausibility", (found, text.language), lambda: table(found, text))
    st.html(html + "".join(paragraphs([sentence], "note") for sentence in words))
    rows = [row(anchor, text) for anchor in found]
    file = Desk.of(session, result).table(text("ui.plausibility.title"), partial(anchors_data, found, rows, text))
    draw_file("plausibility", file, text)


def table(found: Sequence[Anchor], text: Texts) -> str:
    """Every known figure beside the model's, those that must be met first, as HTML."""
    heads = "".join(f'<th scope="col"{_kind(name)}>{escape(text(f"ui.plausibility.{name}"))}</th>' for name in HEADS)
    body = []
    for heading, tests in (("binding", True), ("beside", False)):
        title = escape(text(f"ui.plausibility.{heading}"))
        body.append(f'<tr class="heading"><th scope="rowgroup" colspan="{len(HEADS)}">{title}</th></tr>')
        body += [_line(anchor, text) for anchor in found if anchor.known.tests == tests]
    return scrolling("figures plain plausibility", text("ui.plausibility.title"), f"<tr>{heads}</tr>", "".join(body))


def row(anchor: Anchor, text: Texts) -> tuple[str, ...]:
    """One known figure in words: name, period, model, known, verdict, explanation and source."""
    known = anchor.known
    return (
        text(f"scenarios.anchor.{known.key}"),
        _period(known.period, text),
        _with_unit(_figure(anchor.model_value, known.unit, text), known.unit, text),
        _with_unit(_range(anchor, text), known.unit, text),
        text(f"ui.plausibility.{_verdict(anchor)}"),
        f"{_explanation(anchor, text)} {_source(anchor, text)}",
    )


def difference_words(anchor: Anchor, text: Texts) -> str:
    """How far the model lies from the known range, in its unit and in % of the nearest end."""
    known = anchor.known
    if anchor.met:
        return text("ui.plausibility.within") if known.low != known.high else _with_unit("0", known.unit, text)
    if known.unit == "share":
        return text("ui.plausibility.points", points=signed(anchor.distance * 100, text, 1))
    nearest = anchor.model_value - anchor.distance
    change = _with_unit(signed(anchor.distance, text), known.unit, text)
    share = _with_unit(signed(anchor.distance / nearest * 100, text), "share", text)
    return text("ui.plausibility.off", change=change, share=share)


def _line(anchor: Anchor, text: Texts) -> str:
    name, period, model, known, verdict, _ = row(anchor, text)
    cells = {
        "period": escape(period),
        "model": escape(model) + _bar(anchor),
        "known": escape(known),
        "difference": escape(difference_words(anchor, text)),
        "verdict": f'<span class="verdict {_verdict(anchor)}">{escape(verdict)}</span>',
        "explanation": f"{escape(_explanation(anchor, text))}<small>{escape(_source(anchor, text))}</small>",
    }
    rest = "".join(f"<td{_kind(name)}>{cell}</td>" for name, cell in cells.items())
    return f'<tr><th scope="row" class="words">{escape(name)}</th>{rest}</tr>'


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


def _verdict(anchor: Anchor) -> str:
    if anchor.known.tests:
        return "met" if anchor.met else "missed"
    return {None: "near", True: "near_expected", False: "near_unexpected"}[anchor.as_expected]


def _explanation(anchor: Anchor, text: Texts) -> str:
    return text(f"scenarios.anchor.{anchor.known.key}.note")


def _source(anchor: Anchor, text: Texts) -> str:
    return text("ui.plausibility.from", source=anchor.known.origin(text.language))


def _period(period: str, text: Texts) -> str:
    return period if _YEARS.fullmatch(period) else period_words(period, text)


def _range(anchor: Anchor, text: Texts) -> str:
    low, high = (_figure(end, anchor.known.unit, text) for end in (anchor.known.low, anchor.known.high))
    return low if low == high else text("ui.plausibility.range", low=low, high=high)


def _with_unit(words: str, unit: str, text: Texts) -> str:
    if unit == "share":
        return words + Formats(text.language).percent(0.0).removeprefix("0")
    return f"{words} {text(f'ui.plausibility.unit.{unit}')}"


def _kind(name: str) -> str:
    return "" if name in FIGURES else ' class="words"'


def _figure(value: float, unit: str, text: Texts) -> str:
    formats = Formats(text.language)
    return formats.number(value * 100, 1) if unit == "share" else formats.number(value)
