"""The record of adopted forecasts, and what the early warning says of the newest of each group."""

from __future__ import annotations

import streamlit as st

from forecasting.arrivals.backtest.false_alarms import measured
from forecasting.arrivals.rounds.track import TrackRecord, track_record
from forecasting.arrivals.rounds.warning import EarlyWarning, early_warning
from forecasting.base.errors import InputError
from forecasting.base.groups import group_name
from forecasting.observations import Observations
from forecasting.people import LOCAL
from forecasting.reports import prognosis_track
from forecasting.reports.backtest import warning
from forecasting.reports.grid import Values
from forecasting.store import Adopted, Rounds, database_url, open_rounds
from forecasting.ui.board.sections import answer, draw_rows
from forecasting.ui.sentences import plain
from forecasting.ui.session.session import Session

__all__ = ["draw_track"]


@st.fragment
def draw_track(session: Session) -> None:
    """Draw the section."""
    text = session.text
    st.header(text("ui.prognosis.track"), anchor=False)
    try:
        log = _opened(database_url()).acting(session.actor)
        entries, broken, rates = log.list(), log.first_break(), measured()
    except InputError as error:
        st.warning("\n\n".join(plain(words) for words in error.sentences(text)))
        return
    if broken is not None:
        st.warning(plain(text("ui.prognosis.track_broken", number=broken.number)), icon=":material/warning:")
    if not entries:
        st.markdown(text("ui.prognosis.track_empty"))
        return
    observations = session.observations
    found = _record(tuple(entry.hash for entry in entries), observations.data_hash, entries, observations)
    newest = {entry.round.group: entry for entry in entries}
    said = [
        prognosis_track.warning_words(
            _warning(entry.hash, observations.data_hash, entry, observations), group_name(group, text), text
        )
        for group, entry in newest.items()
    ]
    adopted = [(entry.adopted.date(), entry.who, group_name(entry.round.group, text)) for entry in entries]
    title, table = text("ui.prognosis.track_table"), prognosis_track.track_table(adopted, found, text)
    note = text("ui.prognosis.track_note", **warning.rates(rates, text))
    above = answer((*said, prognosis_track.track_words(found, text)))
    draw_rows(title, Values(*table, range(4)), (note,), above=above)


@st.cache_resource(show_spinner=False, on_release=Rounds.close)
def _opened(url: str) -> Rounds:
    return open_rounds(url, actor=LOCAL)


@st.cache_resource(show_spinner=False, max_entries=20)
def _record(
    hashes: tuple[str, ...], data: str, _entries: tuple[Adopted, ...], _observations: Observations
) -> TrackRecord:
    return track_record([entry.round for entry in _entries], _observations)


@st.cache_resource(show_spinner=False, max_entries=40)
def _warning(digest: str, data: str, _entry: Adopted, _observations: Observations) -> EarlyWarning:
    return early_warning(_entry.round, _observations)
