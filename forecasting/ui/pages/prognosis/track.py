"""The record of adopted forecasts, and what the early warning says of the newest of each group."""

from __future__ import annotations

import streamlit as st

from forecasting.arrivals.backtest.false_alarms import WarningScores, measured
from forecasting.arrivals.rounds.track import TrackRecord, track_record
from forecasting.arrivals.rounds.warning import EarlyWarning, early_warning
from forecasting.base.errors import InputError
from forecasting.base.groups import group_name
from forecasting.base.text import Texts
from forecasting.observations import Observations
from forecasting.people import LOCAL
from forecasting.reports import prognosis_track
from forecasting.reports.backtest import warning
from forecasting.store import Adopted, Rounds, database_url, open_rounds
from forecasting.ui.html import paragraphs, table_of_rows
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
    heads, rows = prognosis_track.track_table(adopted, found, text)
    told = (*said, prognosis_track.track_words(found, text))
    st.html(
        f'<section class="answer">{"".join(paragraphs([words], "main") for words in told)}</section>'
        + table_of_rows(text("ui.prognosis.track_table"), heads, rows, words=range(4))
        + paragraphs([_note(rates, text)], "note")
    )


def _note(found: WarningScores, text: Texts) -> str:
    return text("ui.prognosis.track_note", **warning.rates(found, text))


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
