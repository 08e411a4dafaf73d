"""Goal, map, risk and influences in words and charts: both languages, every outcome, and files of the charts."""

from __future__ import annotations

import re

import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecasting.base.text import LANGUAGES, Texts
from forecasting.reports.charts.files import png
from forecasting.reports.charts.goal import (
    axis_words,
    frontier_chart,
    frontier_data,
    frontier_values,
    frontier_words,
)
from forecasting.reports.charts.influence import influence_words, tornado_chart, tornado_data, tornado_values, unit_of
from forecasting.reports.frame import frame
from forecasting.reports.goal import (
    DOWN,
    NEAREST,
    UP,
    achieved_words,
    answer_words,
    document,
    goal_words,
    now_words,
    reason_words,
    rounded,
    value_words,
)
from forecasting.reports.influence import Influence
from forecasting.reports.risk import (
    envelope_table,
    exhaustion_words,
    price_data,
    price_values,
    risk_table,
    risk_words,
)
from forecasting.scenarios.goal.expression import parse
from forecasting.scenarios.goal.frontier import frontier
from forecasting.scenarios.goal.solve import solve
from forecasting.scenarios.influence.sensitivity import Effect
from forecasting.scenarios.influence.variance import Share
from forecasting.scenarios.levers import lever_of
from tests.reports.worlds import result

WORLD = result({"budget.opening_unbound": 20e6}, horizon=36)
GERMAN = Texts("de")


def words_of(key: str, target: str, text: Texts = GERMAN) -> str:
    found = solve(WORLD.scenario, WORLD.arrivals, key, parse(target), start=WORLD)
    return " ".join([answer_words(found, WORLD, text), *reason_words(found, WORLD, text)])


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("need[2027] <= 20e6", "Mittelbedarf 2027 höchstens 20\u00a0Mio. Euro (Rechnung mit dem Median)"),
        (
            "mean(fte[..2027]) < 700.5",
            "Benötigte VZÄ in jedem Jahr bis einschließlich 2027 im Mittel der Zukunftspfade",
        ),
        ("P(shortfall <= 0) >= 0.9", "kein ungedeckter Mittelbedarf im ganzen Horizont, mit mindestens 90\u00a0%"),
        ("P(shortfall[2027..] <= 0) > 0.9", "kein ungedeckter Mittelbedarf ab 2027, mit mehr als 90\u00a0%"),
        ("P(residuals_alone[..2027] >= 0) >= 0.5", "decken den Mittelbedarf bis einschließlich 2027 allein"),
        ("P(need[2026..2027] <= 1e6) < 0.5", "in jedem Jahr bis einschließlich 2027 höchstens 1\u00a0Mio. Euro, mit"),
    ],
)
def test_a_target_in_words(target, words):
    assert words in goal_words(parse(target), WORLD, GERMAN)


def test_each_outcome_has_its_sentence():
    assert "höchstens" in words_of("funding.state_share", "need[2027] <= 10e6")
    assert "mindestens" in words_of("funding.state_share", "need[2027] >= 10e6")
    assert "Nicht erreichbar" in words_of("funding.state_share", "need[2027] <= 0.5e6")
    assert "im ganzen zulässigen Bereich" in words_of("funding.state_share", "need[2027] <= 900e6")
    assert "wirkt nur, wenn" in words_of("staffing.persons_per_fte", "need[2027] <= 1e6")
    assert "ändert an dieser Größe nichts" in words_of("funding.cost_growth", "fte[2027] <= 1")
    assert "Nur ganze Zahlen" in words_of("need.asylum.max_months", "fte[2027] <= 400")
    for text in map(Texts, LANGUAGES):
        assert "{" not in words_of("arrivals.shocks", "need[2027] <= 30e6", text)


PAGE = {
    "arrivals.shocks": (-0.635448, "−63,5\u00a0%", "-63.5%"),
    "funding.rates": (52341.37, "52.341 Euro je VZÄ und Jahr", "EUR 52,341 per FTE and year"),
    "funding.state_share": (0.41512, "41,5\u00a0%", "41.5%"),
    "need.asylum.exit_rate": (0.0149, "1,5\u00a0% je Monat", "1.5% per month"),
    "budget.opening_unbound": (12_345_678.9, "12,3\u00a0Mio. Euro", "EUR 12.3 million"),
    "staffing.persons_per_fte": (80.3943, "80,4\u00a0Personen je VZÄ", "80.4 persons per FTE"),
    "staffing.filled_fte": (812.4, "812\u00a0VZÄ", "812 FTE"),
    "need.asylum.opening_stock": (34_567.8, "34.600\u00a0Personen", "34,600 persons"),
}  # fmt: skip
"""A value of a lever and what a page says of it, in German and English."""


@pytest.mark.parametrize("key", PAGE)
def test_a_page_names_a_value_as_precisely_as_a_forecast_can_claim(key):
    lever, (value, german, english) = lever_of(key, WORLD.scenario, WORLD.arrivals), PAGE[key]
    for text, said in ((GERMAN, german), (Texts("en"), english)):
        shown = value_words(lever, value, text, exact=False)
        assert shown.replace("\u00a0", " ").replace("\u2212", "-") == said.replace("\u00a0", " ").replace(
            "\u2212", "-"
        )
    assert value_words(lever, value, GERMAN) != german  # the terminal keeps what was computed


@given(st.sampled_from(sorted(PAGE)), st.floats(0.001, 0.999))
def test_a_value_is_rounded_to_the_side_that_is_asked_for_and_only_once(key, share):
    lever = lever_of(key, WORLD.scenario, WORLD.arrivals)
    low, high = lever.plausible
    value = low + share * (high - low)
    down, near, up = (rounded(lever, value, side) for side in (DOWN, NEAREST, UP))
    slack = 1e-5 * max(1.0, abs(value))
    assert down <= value + slack and up >= value - slack and near in (down, up)
    assert [rounded(lever, down, side) for side in (DOWN, NEAREST, UP)] == [down] * 3
    assert value_words(lever, down, GERMAN, exact=False) == value_words(lever, down, GERMAN, exact=False, side=UP)


@pytest.mark.parametrize(
    ("target", "value", "said"),
    [
        ("P(shortfall[2027] <= 0) >= 0.9", 0.8996, "knapp 90\u00a0%"),
        ("P(shortfall[2027] <= 0) >= 0.9", 0.9001, "90\u00a0%"),
        ("P(shortfall[2027] <= 0) >= 0.9", 0.5724, "57\u00a0%"),
        ("P(shortfall[2027] <= 0) > 0.9", 0.9004, "gut 90\u00a0%"),
        ("P(shortfall[2027] <= 0) >= 1", 0.9996, ">\u00a099\u00a0%"),
        ("need[2027] <= 50e6", 50_049_000.0, "gut 50,0\u00a0Mio. Euro"),
        ("need[2027] <= 50e6", 49_960_000.0, "50,0\u00a0Mio. Euro"),
        ("fte[2027] < 700", 699.7, "knapp 700\u00a0VZÄ"),
        ("caseload_mean[2027] >= 34600", 34_567.0, "knapp 34.600\u00a0Personen"),
    ],
)
def test_what_is_reached_is_never_rounded_over_the_goal_in_silence(target, value, said):
    shown = achieved_words(parse(target), value, GERMAN, exact=False)
    assert shown.replace("\u00a0", " ") == said.replace("\u00a0", " ")


def test_sentence_chart_and_table_name_a_value_alike_and_the_file_holds_it_exactly():
    keys = ("arrivals.shocks", "budget.appropriation")
    found = frontier(WORLD.scenario, WORLD.arrivals, keys, parse("P(shortfall[2027] <= 0) >= 0.9"), cells=4)
    values, data = frontier_values(found, GERMAN), frontier_data(found, GERMAN)
    hovers = [trace["text"] for trace in frontier_chart(found, text=GERMAN)["data"] if "text" in trace]
    for row, y in enumerate(found.ys):
        for column, x in enumerate(found.xs):
            across, up = (
                value_words(each, at, GERMAN, exact=False) for each, at in ((found.across, x), (found.up, y))
            )
            achieved = achieved_words(found.target, float(found.values[row, column]), GERMAN, exact=False)
            shown = values.rows[len(found.ys) - 1 - row]
            assert (values.heads[1 + column], shown[0], shown[1 + column]) == (across, up, achieved)
            hover = hovers[row * len(found.xs) + column]
            assert all(words in hover for words in (across, up, achieved))
    shares = [float(share) for share in found.values.ravel()]
    assert sorted(data[GERMAN("reports.frontier.value")]) == sorted(shares)
    assert [round(100 * x, 9) for x in found.xs] == sorted(set(data.iloc[:, 0]))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_of_the_page_claims_more_than_one_decimal(language):
    text = Texts(language)
    decimal = "," if language == "de" else "."
    for key, target in (
        ("arrivals.shocks", "P(shortfall[..2027] <= 0) >= 0.9"), ("funding.rates", "need[2027] <= 20e6"),
        ("funding.state_share", "need[2027] <= 10e6"), ("funding.state_share", "need[2027] <= 0.5e6"),
        ("budget.appropriation", "P(shortfall[2027] <= 0) >= 0.9"),
    ):  # fmt: skip
        found = solve(WORLD.scenario, WORLD.arrivals, key, parse(target), start=WORLD)
        said = [answer_words(found, WORLD, text, exact=False), now_words(found, text, exact=False)]
        words = " ".join([*said, *reason_words(found, WORLD, text, exact=False)])
        assert not re.search(rf"\d\{decimal}\d{{2}}(?!\d)|\d\{decimal}\d{{4,}}", words), words


def test_the_document_has_null_where_there_is_no_value():
    found = solve(WORLD.scenario, WORLD.arrivals, "funding.state_share", parse("need[2027] <= 0.5e6"), start=WORLD)
    assert document(found, WORLD, GERMAN)["direction"] is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_map_is_a_chart_of_the_page_and_of_files(language):
    text = Texts(language)
    keys = ("funding.rate_graduate", "need.asylum.take_up")
    found = frontier(WORLD.scenario, WORLD.arrivals, keys, parse("need[2027] <= 18e6"), cells=4)
    plan = frontier_chart(found, text=text)
    go.Figure(plan)
    words = frame(WORLD, title="Karte", unit=axis_words(found.up, text), text=text, scenario="x", notes=())
    assert png(plan, words, dpi=50).startswith(b"\x89PNG")
    cells = [trace for trace in plan["data"] if "fill" in trace]
    assert len(cells) == 16
    blue = sum(trace["fillcolor"].startswith("rgba(0,114,178") for trace in cells)
    assert blue == int(found.feasible.sum())
    assert len(frontier_values(found, text).rows) == 4
    assert len(frontier_data(found, text)) == 16
    assert "{" not in frontier_words(found, WORLD, text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_influences_are_a_chart_of_the_page_and_of_files(language):
    text = Texts(language)
    effects = (
        Effect("funding.state_share", 0.2, 1.0, 5e6, 25e6),
        Effect("arrivals", 0.1, 0.9, 20e6, 40e6),
        Effect("staffing.method", "ratio", "hours", 24e6, 25e6),
        Effect("funding.cost_growth", 0.0, 0.1, 25e6, 25e6),
    )
    found = Influence.of("need", 2027, 25e6, effects, (Share("arrivals", 0.8, 0.9),))
    assert [effect.key for effect in found.effects] == ["funding.state_share", "arrivals", "staffing.method"]
    plan = tornado_chart(found, text=text)
    go.Figure(plan)
    words = frame(WORLD, title="Wirkung", unit=unit_of("need", text), text=text, scenario="x", notes=())
    assert png(plan, words, dpi=50).startswith(b"\x89PNG")
    assert len(tornado_values(found, text).rows) == len(tornado_data(found, text)) == 3
    assert "{" not in influence_words(found, text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_risk_in_tables_and_words(language):
    text = Texts(language)
    table, rows = risk_table(WORLD, text), envelope_table(WORLD, text)
    assert table.row("short").cells == ("0\u00a0%" if language == "de" else "0%",) * 3
    assert rows.row("need").values[1] == WORLD.accounts[0.5].measures["need"][1]
    assert rows.row("reducible").values == (1.0, 1.0, 1.0)
    assert "2027" in risk_words(WORLD, 2027, text)
    assert "{" not in exhaustion_words(WORLD, text)
    assert exhaustion_words(result(horizon=12), text) == text("reports.risk.exhaustion_not_given")
    values, data = (made(WORLD, 2027, 4.0, text, (0.5, 0.8)) for made in (price_values, price_data))
    assert len(values.rows) == len(data) == 2 and len(values.heads) == len(data.columns)
