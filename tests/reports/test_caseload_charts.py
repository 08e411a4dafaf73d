"""Charts of the page "Fallzahl": areas add up, every one can be saved, tables say what the chart shows."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import plotly.graph_objects as go
import pytest
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextPath

from forecasting.base.groups import group_name
from forecasting.base.text import LANGUAGES, Language, Texts
from forecasting.caseload.housing import lognormal_stay
from forecasting.reports import caseload
from forecasting.reports.charts import screen
from forecasting.reports.charts.caseload import compared, stacked, stay_chart
from forecasting.reports.charts.files import png, svg
from forecasting.reports.charts.screen import Plan
from forecasting.reports.frame import Frame
from forecasting.scenarios.course import course
from forecasting.scenarios.stay_answer import stay_answer
from tests.reports.worlds import result

TEXT = Texts("de")
FRAME = Frame("Fallzahl", "Personen", "Datenstand: 31.12.2025.", "Quelle: eigene.", "Ausgangsszenario")
PARTS = (("appropriation", 0.85), ("appropriation", 0.55), ("need", 0.85), ("need", 0.55))


def _areas() -> tuple[Plan, caseload.pd.DataFrame]:
    made = course(result())
    table = caseload.where_table(made, made.groups, str, TEXT)
    short = list("abcd")
    return stacked(table, PARTS, short=short, unit="Personen", past_name="berechnet", text=TEXT), table


def _stay() -> Plan:
    outlook = result()
    answer = stay_answer(outlook.resolved, outlook.arrivals, "asylum")
    return stay_chart(caseload.stay_table(answer), unit="Personen", text=TEXT)


def _compared() -> Plan:
    model = np.linspace(900.0, 1_200.0, 40)
    observed = np.where(np.arange(40) % 5 == 0, np.nan, model * 1.1)
    return compared(caseload.compared_table(24_000, model, observed), unit="Personen", text=TEXT)


@pytest.mark.parametrize("make", [lambda: _areas()[0], _stay, _compared])
def test_every_chart_is_a_figure_and_can_be_saved(make) -> None:
    plan = make()
    go.Figure(plan)
    assert png(plan, FRAME)[:4] == b"\x89PNG"
    assert b"<svg" in svg(plan, FRAME)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_label_beside_an_area_is_cut_at_the_frame(language: Language) -> None:
    """The longest name of a group stood cut in the margin; measured in the font of the files, at 12 pixels."""
    text, made = Texts(language), course(result())
    table = caseload.where_table(made, made.groups, str, text)
    long = [
        text(f"reports.caseload.{place}_short", group=group_name(group, text))
        for place in ("provisional", "supported")
        for group in ("humanitarian", "other")
    ]
    plan = stacked(table, PARTS, short=long, unit="", past_name="", text=text)
    labels = [note["text"] for note in plan["layout"]["annotations"] if note.get("xshift") == 6]
    assert len(labels) == 4 and any("<br>" in label for label in labels)
    font = FontProperties(family="DejaVu Sans", size=12 * 72 / 96)
    for label in labels:
        for line in re.sub("<(?!br)[^>]*>", "", label).split("<br>"):
            wide = TextPath((0, 0), line, prop=font).get_extents().width * 96 / 72
            assert 6 + wide <= screen.MARGIN["r"], line


def test_areas_lie_on_one_another_and_end_at_the_sum() -> None:
    plan, table = _areas()
    bands = [trace for trace in plan["data"] if trace.get("fill") == "toself"]
    assert len(bands) == 4
    count = len(table)
    below = np.zeros(count)
    for band in bands:
        assert band["y"][count:][::-1] == pytest.approx(below.tolist())
        below = np.array(band["y"][:count])
    assert below.tolist() == pytest.approx(table.iloc[:, 2:].sum(axis=1).tolist())


def test_the_values_below_a_chart_have_a_row_for_each_month_and_a_sum() -> None:
    _, table = _areas()
    values = caseload.course_values(table, TEXT)
    assert len(values.rows) == len(table) and len(values.heads) == len(values.rows[0]) == 7
    assert list(caseload.course_data(table, TEXT).columns[2:]) == list(table.columns[2:])


def test_the_caseload_by_time_since_entry_adds_up_to_the_caseload() -> None:
    made = course(result())
    by_band, by_place = (
        caseload.tenure_table(made, made.groups, TEXT),
        caseload.where_table(made, made.groups, str, TEXT),
    )
    assert by_band.iloc[:, 2:].sum(axis=1).tolist() == pytest.approx(by_place.iloc[:, 4:].sum(axis=1).tolist())


def test_a_learned_stay_stands_beside_the_assumption_with_its_interval() -> None:
    outlook = result()
    answer = stay_answer(outlook.resolved, outlook.arrivals, "asylum")
    assert list(caseload.stay_table(answer).columns) == ["k", "assumed"]
    assert answer.learned is None
    assert caseload.stay_table(answer)["assumed"].sum() == pytest.approx(100.0)
    assert replace(answer, assumed_stay=lognormal_stay(3.0, 0.5, 8)).stay.sum() == pytest.approx(1.0)


def test_the_models_past_is_compared_where_it_is_complete() -> None:
    model, observed = np.arange(60.0), np.full(60, np.nan)
    observed[10:50] = np.arange(10.0, 50.0) + 5.0
    table = caseload.compared_table(24_000, model, observed, complete=30)
    assert len(table) == 20 and table["observed"].notna().all()
    words = caseload.compared_words(table, TEXT)
    assert "In 20 Monaten" in words and "5 Personen" in words and "unter der Beobachtung" in words
    assert len(caseload.compared_table(24_000, model, observed, complete=58)) == 12
