"""The page of the forecast in words and charts: figures of a small world, and what better and worse are called."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest

from forecasting.arrivals.backtest.hindsight import HORIZON, Hindsight
from forecasting.arrivals.backtest.results import ALL, COLUMNS, SUM, Results
from forecasting.arrivals.explain import Explained
from forecasting.arrivals.members import MEMBERS
from forecasting.base.periods import month_range, parse_month
from forecasting.base.text import LANGUAGES, Texts
from forecasting.reports import prognosis
from forecasting.reports.charts import looks
from forecasting.reports.charts.files import svg
from forecasting.reports.charts.prognosis import by_horizon, events_of, with_events
from forecasting.reports.frame import Frame
from tests.reports import drawn
from tests.reports.worlds import result

GERMAN = Texts("de")
METHODS = ("ensemble", "prophet_default", "ets", "naive", "seasonal_naive")
FRAME = Frame("Titel", "Personen je Monat", "Datenstand.", "Quelle.", "keines")


def _results(error: float = 91.0, naive: float = 100.0) -> Results:
    errors = {"ensemble": error, "naive": naive}
    rows = [
        (method, ahead, 500 if ahead == ALL else 50, errors.get(method, 150.0), 1_000.0, 0.5, 0.79, 0.95, 0.53)
        for method in METHODS
        for ahead in (ALL, *map(str, range(1, 25)), SUM)
    ]
    first, last = parse_month("2010-12"), parse_month("2025-09")
    return Results("0" * 64, 2, 60, first, last, 3, pd.DataFrame(rows, columns=list(COLUMNS)))


def _part(**changes: object) -> Explained:
    flat = np.full(24, 1_000.0)
    part = Explained("asylum", 100, False, {name: flat for name in MEMBERS}, (), flat, flat, flat / 2, flat * 2, 0.2)
    return dataclasses.replace(part, **changes)


def _then(came: int) -> Hindsight:
    return Hindsight(
        parse_month("2015-06"), np.tile(np.arange(100.0, 1_000.0, 100.0), (HORIZON, 1)), np.full(came, 400.0)
    )


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (91.0, "Die mittlere Abweichung war 9 % kleiner als"),
        (108.0, "Die mittlere Abweichung war 8 % größer als"),
        (100.0, "war so groß wie beim Fortschreiben"),
    ],
)
def test_better_and_worse_than_the_last_value_are_called_so(error, words):
    said = [sentence.replace("\xa0", " ") for sentence in prognosis.score_words(_results(error), GERMAN)]
    assert "Im Rückblick lag der wahre Wert in 79 % der Fälle im 80-%-Intervall" in said[0]
    assert (
        "Über dem Median lagen 53 % der eingetretenen Werte; 24 Monate voraus" in said[1]
        and "lagen dort 79 %" in said[1]
    )
    assert words in said[2]


def test_the_table_compares_every_method_with_the_last_value():
    heads, rows = prognosis.score_table(_results(), GERMAN)
    assert len(heads) == len(rows[0]) == 6
    against = {row[0]: row[2].replace("\xa0", " ") for row in rows}
    assert against["Prognose dieses Werkzeugs"] == "−9 %"
    assert against["Prophet in der Grundeinstellung"] == "+50 %"
    assert against["Letzten Wert fortschreiben"] == "–"


def test_the_sum_of_twelve_months_comes_from_the_paths():
    world = result()
    total = world.monthly["arrivals", "asylum"].values[:12].sum(axis=0)
    words = prognosis.year_words(world, "asylum", "Asyl", GERMAN)
    assert words.startswith("Asyl: Von Januar 2026 bis Dezember 2026 kommen im Median voraussichtlich")
    shown = [_persons(float(np.quantile(total, level))) for level in (0.5, 0.1, 0.9)]
    assert f"{shown[0]} Personen (80-%-Intervall: {shown[1]} bis {shown[2]})" in words
    assert "(zum Teil geschätzt)" in words


def _persons(value: float) -> str:
    from forecasting.base.format import Formats
    from forecasting.base.rounding import round_persons

    return Formats("de").number(round_persons(value))


def test_given_arrivals_are_called_given():
    assert "eine Prognose wird nicht gerechnet" in prognosis.year_words(result(paths=1), "all", "Alle", GERMAN)


def test_a_member_left_out_is_named_with_its_reason():
    kept = {name: np.full(24, 1_000.0) for name in MEMBERS if name not in ("theta", "prophet")}
    part = _part(members=kept, dropped=(("theta", "explodes"), ("prophet", "RuntimeError: no")))
    _, rows = prognosis.member_table([part], ["Asyl"], GERMAN)
    cells = {row[0]: row[2] for row in rows}
    assert cells["Theta"] == "ausgelassen: über dem 50-Fachen des höchsten Monats"
    assert cells["Prophet, verankert"] == "ausgelassen: Rechnung abgebrochen"
    assert cells["Niveau allein"] == "1.000"
    assert cells["80-%-Intervall der Prognose"] == "500 bis 2.000"


def test_a_short_history_says_what_stands_in_for_the_members():
    part = _part(members={}, short=True, months=20)
    assert {row[2] for row in prognosis.member_table([part], ["Asyl"], GERMAN)[1][: len(MEMBERS)]} == {"–"}
    assert "erst 20 brauchbare Monate" in prognosis.volatility_words(part, "Asyl", GERMAN)


def test_estimated_months_are_told_where_they_rule_the_usual_change():
    words = [prognosis.volatility_words(_part(estimated=one), "Asyl", GERMAN) for one in (False, True)]
    assert "aus Jahressummen geschätzt" not in words[0] and "aus Jahressummen geschätzt" in words[1]


def test_what_was_said_then_counts_the_months_inside():
    words = prognosis.hindsight_words(_then(24), GERMAN)
    assert "Für Juni 2016 hätten wir im Median 500 Erstanträge erwartet (80-%-Intervall: 300 bis 700)" in words
    assert words.endswith("Von den 24 Monaten danach lagen 24 im 80-%-Intervall.")
    assert "Danach ist ein Monat bekannt" in prognosis.hindsight_words(_then(1), GERMAN)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("came", [1, 24])
def test_the_outcome_lies_over_the_forecast_in_chart_table_and_file(language, came):
    text, first = Texts(language), parse_month("2008-01")
    past, forecast, outcome = prognosis.hindsight_tables(_then(came), first, np.full(200, 400.0))
    assert past["month"].iloc[-1] == "2015-06" and forecast["month"].iloc[0] == outcome["month"].iloc[0] == "2015-07"
    plan = drawn.fan(past, forecast, None, unit=FRAME.unit, past_name="bekannt", text=text, outcome=outcome)
    assert svg(plan, FRAME)
    line = next(trace for trace in plan["data"] if trace["line"].get("color") == looks.COLORS["shortfall"])
    assert line["y"] == [400.0] * came
    values = prognosis.then_values(past, forecast, outcome, text)
    assert len(values.heads) == len(values.rows[0]) == len(values.rows[-1])
    assert [row[-1] for row in values.rows if row[-1]] == ["400"] * came
    data = prognosis.then_data(past, forecast, outcome, text)
    assert data.iloc[:, -1].notna().sum() == came and len(data) == len(past) + HORIZON


def test_events_stand_behind_the_lines_and_files_draw_them():
    world = result()
    events = events_of(world.scenario, "asylum", GERMAN)
    assert [name for _, _, name in events] == ["Fluchtbewegung 2015/16", "Pandemie, erste Monate"]
    assert len(events_of(world.scenario, "all", GERMAN)) == 3
    assert events_of(world.scenario.with_values({"arrivals.known_events": False}), "all", GERMAN) == ()
    forecast = pd.DataFrame(
        np.full((24, 9), 5.0), columns=["q025", "q05", "q10", "q25", "q50", "q75", "q90", "q95", "q975"]
    )
    forecast.insert(0, "month", month_range(parse_month("2026-01"), 24))
    past = pd.DataFrame({"month": month_range(parse_month("2016-01"), 120), "value": np.full(120, 5.0)})
    plain = drawn.fan(past, forecast, None, unit=FRAME.unit, past_name="x", text=GERMAN)
    plan = with_events(plain, events, parse_month("2016-01"))
    assert plan["data"][2:] == plain["data"]
    assert plan["data"][0]["x"][0] == parse_month("2016-01") - 0.5  # cut at the first month shown
    assert len(with_events(plain, events, parse_month("2017-01"))["data"]) == len(plain["data"]) + 1
    assert svg(plan, FRAME)


@pytest.mark.parametrize("column", ["within80", "error"])
def test_figures_by_months_ahead_show_every_method(column):
    unit = "Personen je Monat"
    plan = by_horizon(_results(), column, METHODS[:3], unit=unit, text=GERMAN)
    assert svg(plan, FRAME)
    drawn = plan["data"][-3:]
    assert drawn[0]["y"] == pytest.approx([79.0 if column == "within80" else 91.0] * 24)
    assert drawn[0]["x"] == list(range(1, 25))
    assert len(plan["data"]) == (4 if column == "within80" else 3)
    values = prognosis.horizon_values(_results(), column, METHODS[:3], GERMAN)
    assert len(values.rows) == 24 and len(values.heads) == 4
