"""Goal, map, risk and influences in words and charts: both languages, every outcome, and files of the charts."""

from __future__ import annotations

import plotly.graph_objects as go
import pytest

from forecasting.base.text import LANGUAGES, Texts
from forecasting.reports.chart_files import png
from forecasting.reports.frame import frame
from forecasting.reports.goal import answer_words, document, goal_words, reason_words
from forecasting.reports.goal_chart import (
    axis_words,
    frontier_chart,
    frontier_data,
    frontier_values,
    frontier_words,
)
from forecasting.reports.influence import Influence
from forecasting.reports.influence_chart import influence_words, tornado_chart, tornado_data, tornado_values, unit_of
from forecasting.reports.risk import (
    envelope_table,
    exhaustion_words,
    price_data,
    price_values,
    risk_table,
    risk_words,
)
from forecasting.scenarios.expression import parse
from forecasting.scenarios.frontier import frontier
from forecasting.scenarios.sensitivity import Effect
from forecasting.scenarios.solve import solve
from forecasting.scenarios.variance import Share
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
    assert table.line("short").cells == ("0\u00a0%" if language == "de" else "0%",) * 3
    assert rows.line("need").values[1] == WORLD.accounts[0.5].measures["need"][1]
    assert rows.line("reducible").values == (1.0, 1.0, 1.0)
    assert "2027" in risk_words(WORLD, 2027, text)
    assert "{" not in exhaustion_words(WORLD, text)
    assert exhaustion_words(result(horizon=12), text) == text("reports.risk.exhaustion_not_given")
    values, data = (made(WORLD, 2027, 4.0, text, (0.5, 0.8)) for made in (price_values, price_data))
    assert len(values.rows) == len(data) == 2 and len(values.heads) == len(data.columns)
