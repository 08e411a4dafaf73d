"""The page of the forecast: every section says its piece, in both languages and for every kind of scenario."""

from __future__ import annotations

import datetime
import re
from contextlib import closing
from html import unescape
from unittest.mock import Mock

import numpy as np
import pytest
import streamlit as st
from sqlalchemy import update
from streamlit.testing.v1 import AppTest

from forecasting.arrivals.backtest.false_alarms import measured
from forecasting.arrivals.backtest.hindsight import HORIZON, Hindsight
from forecasting.arrivals.backtest.results import read_results
from forecasting.arrivals.explain import Explained
from forecasting.arrivals.members import MEMBERS
from forecasting.arrivals.rounds.round import Round
from forecasting.assumptions import load_scenario
from forecasting.base.errors import Finding, InputError
from forecasting.base.periods import month_label, parse_month
from forecasting.base.text import LANGUAGES, Texts
from forecasting.observations import load_observations
from forecasting.people import LOCAL
from forecasting.reports.backtest import warning
from forecasting.store import database_url, open_rounds
from forecasting.store.database import open_database
from forecasting.store.tables import ROUNDS
from forecasting.ui.pages.prognosis import data as known_data
from forecasting.ui.pages.prognosis import hindsight, scores
from forecasting.ui.pages.prognosis import page as module
from forecasting.ui.session import data
from forecasting.ui.session.state import Position, encode
from tests.arrivals.rounds import a_round
from tests.ui.conftest import opened

BASE = load_scenario()
GERMAN = Texts("de")
FLAT = np.full(24, 1_000.0)


@pytest.fixture
def made_up(small_world, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The small world with members and forecasts of then made up; returns the origins looked back from."""
    asked: list[str] = []

    def explained(_session: object, scenario, group: str) -> Explained | None:
        if scenario.value("arrivals.method") != "ensemble":
            return None
        members = {name: FLAT for name in MEMBERS if name != "theta"}
        return Explained(group, 100, False, members, (("theta", "explodes"),), FLAT, FLAT, FLAT / 2, FLAT * 2, 0.2)

    def looked_back(origin: int, _data: str) -> Hindsight:
        asked.append(month_label(origin))
        known = known_data.nation()
        at = origin - known.first_month + 1
        quantiles = np.tile(np.arange(1.0, 10.0) * 10_000, (HORIZON, 1))
        return Hindsight(origin, quantiles, known.values[at : at + HORIZON])

    monkeypatch.setattr(module, "explained", explained)
    monkeypatch.setattr(hindsight, "looked_back", looked_back)
    return asked


def _page(language: str = "de", **values: object) -> AppTest:
    changed = {"s": encode(Position("base", BASE.with_values(values)), {"base": BASE})} if values else {}
    return opened("prognosis", lang=language, **changed)


def _said(page: AppTest) -> str:
    html = " ".join(element.proto.body for element in page.get("html"))
    words = [element.value for kind in ("markdown", "header", "warning", "info") for element in page.get(kind)]
    return " ".join([unescape(re.sub("<[^>]+>", " ", re.sub("</?span[^>]*>", "", html))), *words]).replace(
        "\xa0", " "
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_section_is_there(made_up, language):
    said, text = _said(_page(language)), Texts(language)
    for section in ("many", "how", "good", "then", "track", "load"):
        assert text(f"ui.prognosis.{section}") in said
    assert text("reports.prognosis.middle.about") in said
    assert text("reports.prognosis.left_out", reason=text("reports.prognosis.reason.explodes", most="50")) in said
    assert text("ui.prognosis.stale") not in said
    assert "{" not in re.sub(r"\.[^{}]*\{[^}]*\}|@media[^{]*\{", "", said).split("docs/method.md")[0][-400:]


def test_the_switch_shows_each_group_and_all_of_them(made_up):
    page = _page()
    switch = next(group for group in page.get("button_group") if group.key == "prognosis-group")
    assert "Asyl: Von Januar 2026" in _said(page)
    switch.set_value("ukraine").run()
    assert "Ukraine: Von Januar 2026" in _said(page) and "Asyl: Von Januar 2026" not in _said(page)
    switch = next(group for group in page.get("button_group") if group.key == "prognosis-group")
    switch.set_value("all").run()
    assert "Alle Gruppen: Von Januar 2026" in _said(page)


def test_the_clock_is_turned_by_slider_and_buttons_and_shows_it_in_either_language(made_up):
    page = _page()
    assert made_up[-1] == "2015-06"
    page.button(key="hindsight-2019-06").click().run()
    assert made_up[-1] == "2019-06"
    slider = next(each for each in page.select_slider if each.key.startswith("hindsight-slider"))
    assert slider.value == slider.options.index("Juni 2019") + known_data.nation().first_month + 35
    slider.set_value(slider.value + 30).run()
    assert made_up[-1] == "2021-12"
    assert "Stand Ende Dezember 2021" in _said(page)
    page.session_state["session"].language = "en"
    page.run()
    assert made_up[-1] == "2021-12"
    assert "As of the end of December 2021" in _said(page)


def test_another_method_and_given_arrivals_say_so(made_up):
    said = _said(_page(**{"arrivals.method": "naive"}))
    assert "nicht die Mitte der sechs Verfahren" in said
    assert "Mitte: Median der Verfahren" not in said


def test_a_backtest_that_no_longer_fits_or_is_missing_is_called_so(made_up, monkeypatch):
    nation = known_data.nation()
    monkeypatch.setattr(scores, "nation", lambda: known_data.Nation(nation.first_month, FLAT, "f" * 64))
    said = _said(_page())
    assert "rechnet ihn neu" in said and "Im Rückblick lag" in said
    missing = InputError(Finding("arrivals.backtest.results", file="national.csv"))
    monkeypatch.setattr(scores, "results", Mock(side_effect=missing))
    said = _said(_page())
    assert "fehlt oder ist nicht lesbar" in said and "In der Rückschau lag" not in said


def test_adopted_forecasts_are_held_against_what_came(made_up, monkeypatch):
    assert GERMAN("ui.prognosis.track_empty") in _said(_page())
    monkeypatch.setattr(data, "load_observations", load_observations)
    st.cache_resource.clear()
    origin = parse_month("2018-12")
    with closing(open_rounds(actor=LOCAL)) as log:
        now = datetime.datetime(2026, 1, 5, 9, tzinfo=datetime.UTC)
        log.adopt(_adopted(origin, 870.0), who="Referat 4", why="", now=now)
    said = _said(_page())
    assert GERMAN("reports.prognosis.warning.calm", group="Asyl") in said
    assert re.search(r"05\.01\.2026 +Referat 4 +Asyl +31\.12\.2018 +14 +14 ", said)
    with closing(open_rounds(actor=LOCAL)) as log:
        log.adopt(_adopted(origin, 30.0), who="Referat 4", why="", now=now)
    said = _said(_page())
    assert "passen die Zugänge nicht mehr zur zuletzt freigegebenen Prognose, sie liegen darüber" in said
    assert "In 28 Monaten mit Ergebnis lag der wahre Wert zu 50 %" in said
    rates = {name: words.replace("\xa0", " ") for name, words in warning.rates(measured(), GERMAN).items()}
    assert f"Fehlalarm bei {rates['alarms']} der Prognosen" in said and "wurde verändert" not in said
    assert f"in {rates['found']} der Fälle erkannt, im Median {rates['delay']} nach ihrem Beginn" in said
    with closing(open_database(database_url())) as database, database.writing() as (connection, _):
        connection.execute(update(ROUNDS.entries).where(ROUNDS.entries.c.number == 2).values(hash="0" * 64))
    assert "Ab Eintrag 2 ist nicht mehr gesichert" in _said(_page())


def test_the_early_warning_is_shown_with_what_it_was_worth(made_up):
    said = _said(_page())
    assert warning.warning_words(measured(), GERMAN).replace("\xa0", " ") in said
    *_, last = warning.warning_table(measured(), GERMAN)[1]
    assert last[0].replace("\xa0", " ") in said and last[1].replace("\xa0", " ") in said


def _adopted(origin: int, level: float) -> Round:
    """A forecast of the same persons for 14 months, as wide as half and twice as many."""
    months = np.tile(level * np.array([0.3, 0.4, 0.5, 0.8, 1.0, 1.3, 2.0, 2.5, 3.0]), (14, 1))
    return a_round(months, months, 12 * months[0], 12 * months[0], origin=origin)


def test_the_table_of_scores_is_the_shipped_file(made_up):
    share = round(100 * read_results().value("ensemble", "all", "within80"))
    said = _said(_page())
    assert f"lag der wahre Wert in {share} % der Fälle im 80-%-Intervall" in said
    above = round(100 * read_results().value("ensemble", "24", "above"))
    assert f"24 Monate voraus waren es {above} %" in said
