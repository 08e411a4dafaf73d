"""Switches between views of the same thing; they change nothing of the scenario."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal, TypeVar

import streamlit as st

from forecasting.reports.answer import answer_year
from forecasting.scenarios import Outlook
from forecasting.ui.session.session import Session
from forecasting.ui.session.slots import Codec, Slot

__all__ = ["WIDE", "choose_view", "choose_wide", "choose_year", "draw_switch"]

LabelVisibility = Literal["visible", "collapsed"]

Option = TypeVar("Option")

PARAMETER, ON = "intervall", "95"  # of the address where the widest interval is shown

WIDE: Slot[bool] = Slot(
    lambda: False,
    Codec(
        (PARAMETER,),
        lambda given: (given[PARAMETER] == ON, ()),
        lambda wide, _: {PARAMETER: ON if wide else ""},
    ),
)
"""Whether forecasts show their 95 % interval, see `reports.intervals`."""


def draw_switch(
    label: str, views: Sequence[Option], words: Callable[[Option], str], key: str, first: Option | None = None
) -> Option | None:
    """Views side by side, of which one is chosen.

    Args:
        label: what is chosen, for those who don't see the switch.
        words: what stands on the switch for a view.
        key: unique in the app.
        first: the one that is chosen at first; None: as the state of its key says.
    """
    return st.segmented_control(
        label, views, format_func=words, default=first, key=key, required=True, label_visibility="collapsed"
    )


def choose_view(
    label: str, views: Sequence[Option], words: Callable[[Option], str], *, key: str, first: Option | None = None
) -> Option:
    """The view that is chosen, the first one until somebody chooses; arguments as for `draw_switch`.

    Args:
        views: may change from run to run; one that is gone is no longer chosen.
        first: None: the first of them.
    """
    usual = views[0] if first is None else first
    chosen = draw_switch(label, views, words, key, usual)
    return chosen if chosen is not None and chosen in views else usual


def choose_year(
    label: str, result: Outlook, page: str, *, width: int = 110, label_visibility: LabelVisibility = "visible"
) -> int:
    """A year of the horizon, the one that the answer is about until somebody chooses.

    Args:
        page: where it stands; other years are another list.
        width: pixels.
    """
    years = [each.year for each in result.years]
    return st.selectbox(
        label,
        years,
        index=years.index(answer_year(result)),
        key=f"{page}-year-{years[0]}-{years[-1]}",
        label_visibility=label_visibility,
        width=width,
    )


def choose_wide(session: Session, page: str) -> None:
    """The switch for the 95 % interval of every forecast on the pages; the session and the address carry it.

    Args:
        page: where it stands; Streamlit does not know a widget of one page again on another.
    """

    def enter(entry: object) -> None:
        session.records[WIDE] = bool(entry)

    text = session.text
    key = session.widgets.key(f"wide-{page}", session.records[WIDE], enter)
    st.toggle(text("ui.chart.wide"), key=key, help=text("ui.chart.wide_help"))
