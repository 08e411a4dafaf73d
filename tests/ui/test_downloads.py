"""What the page shows can be saved: the right bytes behind each button, made only when one is clicked."""

from __future__ import annotations

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Mapping
from dataclasses import replace
from html import unescape
from typing import Any

import pandas as pd
import pytest
import streamlit as st
from hypothesis import given, strategies
from PIL import Image
from streamlit.testing.v1 import AppTest

from forecasting.assumptions import Scenario, Shock, load_scenario, shipped_scenarios
from forecasting.base.format import Formats
from forecasting.base.rounding import round_persons
from forecasting.base.text import LANGUAGES, Language, Texts
from forecasting.reports.charts import series
from forecasting.reports.charts.screen import Plan
from forecasting.reports.grid import Values
from forecasting.reports.run import identify
from forecasting.scenarios import Outlook, outlook
from forecasting.scenarios.levers import Span, main_levers
from forecasting.ui.board import chart_panel, downloads
from forecasting.ui.board.downloads import MOST_CHANGES, Chart, Desk, File, changes_in_words, file_name
from tests.reports import drawn
from tests.reports.worlds import arrivals
from tests.ui.conftest import PATIENCE, SCRIPT, bodies, turn_to

GERMAN = Texts("de")
SHIPPED = {path.stem: load_scenario(path) for path in shipped_scenarios()}
BASE = SHIPPED["base"]
CHARTS = ("caseload", "fte", "funding")
WORDS = {"de": ("Fördersatz Hochschulabschluss 70.000 Euro je VZÄ und Jahr", "Ausgangsszenario, geändert: "),
         "en": ("Funding rate, degree EUR 70,000 per FTE and year", "Base scenario, changed: ")}  # fmt: skip

Offered = dict[str, Mapping[str, Any]]


@pytest.fixture
def offered(monkeypatch: pytest.MonkeyPatch, small_world: None) -> Offered:
    """What the page of a test offers to save, by key; without a server Streamlit keeps no callables."""
    found: Offered = {}
    real = st.download_button

    def button(label: str, **given: Any) -> bool:
        found[given["key"]] = {"label": label, **given}
        return real(label, **given)

    monkeypatch.setattr(st, "download_button", button)
    return found


def _page(offered: Offered, *opened: str, values: Mapping[str, object] | None = None, **parameters: str) -> AppTest:
    page = AppTest.from_file(str(SCRIPT), default_timeout=PATIENCE)
    for name, value in parameters.items():
        page.query_params[name] = value
    page.run()
    if values:
        session = page.session_state["session"]
        session.go(session.scenario.with_values(values))
    for name in opened:
        page.session_state[name] = True
    offered.clear()
    page.run()
    assert not page.exception
    return page


def _rows(content: bytes, language: str) -> list[list[str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    text = io.StringIO(content.decode("utf-8-sig"), newline="")
    return list(csv.reader(text, delimiter=";" if language == "de" else ",", strict=True))


def _parts(content: bytes, language: str) -> tuple[list[str], list[str], list[list[str]]]:
    """Words above the table, its heads, its rows."""
    rows = _rows(content, language)
    gap = next(place for place, row in enumerate(rows) if not any(row))
    return [row[0] for row in rows[:gap]], rows[gap + 1], rows[gap + 2 :]


def _value(cell: str, language: str) -> float:
    assert ("." if language == "de" else ",") not in cell
    return float(cell.replace(",", "."))


def _words_of_svg(content: bytes) -> str:
    texts = ET.fromstring(content).iter("{http://www.w3.org/2000/svg}text")
    return " ".join(text.text or "" for text in texts).replace("\u00a0", " ")


def _table(page: AppTest, title: str) -> list[list[str]]:
    """Cells of the page's table of that title."""
    table = next(body for body in bodies(page) if f"<caption>{title}</caption>" in body)
    rows = re.findall(r"<tr>(.*?)</tr>", table.partition("<tbody>")[2])
    return [[unescape(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)] for row in rows]


def test_nothing_is_made_before_it_is_asked_for(offered, monkeypatch):
    made: list[str] = []
    for name in ("png", "svg", "csv"):
        monkeypatch.setattr(downloads, name, lambda *_, name=name: made.append(name) or b"")
    _page(offered)
    assert list(offered) == ["file-funding-table", "file-forecast-table"]
    _page(offered, *(f"values-{chart}" for chart in CHARTS))
    assert len(offered) == 2 + 3 * len(CHARTS)
    assert all(button["on_click"] == "ignore" for button in offered.values())
    assert made == []
    for button in offered.values():
        button["data"]()
    assert sorted(made) == ["csv"] * 5 + ["png"] * 3 + ["svg"] * 3


def test_values_and_files_of_a_chart_are_one_element_until_they_are_asked_for(offered):
    page = _page(offered)
    closed = [folder for folder in page.expander if folder.label == GERMAN("ui.chart.data")]
    assert len(closed) == len(CHARTS)
    assert all(not folder.children for folder in closed)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_chart_is_saved_as_picture_drawing_and_values(offered, language):
    text = Texts(language)
    rate = {"funding.rate_graduate": 70_000}
    opened = [f"{part}-{chart}" for chart in CHARTS for part in ("save", "values")]
    page = _page(offered, *opened, values=rate, lang=language)
    result = page.session_state["session"].result()
    run, (change, named) = identify(result).run_id, WORDS[language]
    for chart in CHARTS:
        title = text(f"reports.chart.{chart}_title")
        unit = text(
            {"fte": "reports.unit.fte", "funding": "reports.unit.mio"}.get(chart, f"reports.chart.{chart}_unit")
        )
        png, svg, table = (offered[f"file-{chart}-{kind}"] for kind in ("png", "svg", "csv"))
        assert [button["label"] for button in (png, svg, table)] == [
            text(f"ui.save.{kind}") for kind in ("png", "svg", "csv")
        ]
        assert [button["mime"] for button in (png, svg, table)] == ["image/png", "image/svg+xml", "text/csv"]
        for button, kind in ((png, "png"), (svg, "svg"), (table, "csv")):
            assert button["file_name"] == file_name(title, f"base-{run[:8]}", "2025-12", kind)
        picture = Image.open(io.BytesIO(png["data"]()))
        assert picture.width == pytest.approx(160 / 25.4 * 300, abs=1)
        assert picture.info["dpi"] == pytest.approx((300, 300), abs=0.1)
        assert change in picture.info["Description"].replace("\u00a0", " ")
        words = _words_of_svg(svg["data"]())
        above, _, _ = _parts(table["data"](), language)
        told = " ".join(above).replace("\u00a0", " ")
        for said in (title, unit, named + change, run, text("reports.chart.source_arrivals")):
            assert said in words
            assert said in told
        assert "31.12.2025" in told if language == "de" else "31 December 2025" in told


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_values_of_a_chart_are_those_of_the_page(offered, language):
    text, formats = Texts(language), Formats(language)
    values = {"funding.rate_graduate": 70_000, "budget.appropriation": {year: 12e6 for year in range(2026, 2032)}}
    opened = [f"{part}-{chart}" for chart in CHARTS for part in ("save", "values")]
    page = _page(offered, *opened, values=values, lang=language)

    def persons(value: float) -> str:
        return formats.number(round_persons(value))

    shown: dict[str, tuple[Callable[[float], str], int]] = {
        "caseload": (persons, 2),
        "fte": (formats.number, 1),
        "funding": (lambda value: formats.number(value, 1), 1),
    }
    for chart, (show, words) in shown.items():
        _, heads, rows = _parts(offered[f"file-{chart}-csv"]["data"](), language)
        table = _table(page, text(f"reports.chart.{chart}_title"))
        assert len(table) == len(rows)
        page_heads = _heads(page, text(f"reports.chart.{chart}_title"))
        columns = [heads.index(head.removesuffix(f", {text('reports.unit.mio')}")) for head in page_heads]
        for cells, row in zip(table, rows, strict=True):
            assert cells[:words] == [row[column] for column in columns[:words]]
            for cell, column in zip(cells[words:], columns[words:], strict=True):
                assert cell == (show(_value(row[column], language)) if row[column] else "")


def _heads(page: AppTest, title: str) -> list[str]:
    table = next(body for body in bodies(page) if f"<caption>{title}</caption>" in body)
    heads = re.findall(r"<th [^>]*>(.*?)</th>", table.partition("</thead>")[0])
    return [unescape(re.sub("<[^>]+>", "", head)) for head in heads]


def test_page_and_file_draw_the_same_figure(offered, monkeypatch):
    drawn: dict[str, str] = {}
    saved: list[object] = []
    real = chart_panel.plot

    def plot(spec: str, *, key: str, **rest: Any) -> object:
        drawn[key] = spec
        return real(spec, key=key, **rest)

    monkeypatch.setattr(chart_panel, "plot", plot)
    monkeypatch.setattr(downloads, "png", lambda figure, words: saved.append(figure) or b"")
    monkeypatch.setattr(downloads, "svg", lambda figure, words: saved.append(figure) or b"")
    _page(offered, *(f"values-{chart}" for chart in CHARTS))
    for chart in CHARTS:
        saved.clear()
        for kind in ("png", "svg"):
            offered[f"file-{chart}-{kind}"]["data"]()
        assert all(json.dumps(figure) == drawn[f"chart-{chart}"] for figure in saved)
        assert len(saved) == 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_tables_are_saved_as_they_stand(offered, language):
    text = Texts(language)
    page = _page(offered, values={"budget.opening_unbound": 12.3e6}, lang=language)
    tables = [body for body in bodies(page) if "<table" in body]
    for name, body in zip(("funding", "forecast"), tables, strict=True):
        button = offered[f"file-{name}-table"]
        above, heads, rows = _parts(button["data"](), language)
        assert above[0] in unescape(re.sub("<[^>]+>", "", body))
        assert [head for head in heads if head.isdecimal()] == re.findall(r'<th scope="col">(20\d\d)</th>', body)
        assert len({row[0] for row in rows}) >= 8
        assert text("reports.table.note_consent") in above if name == "funding" else len(heads) == 3 + 6
        assert button["file_name"].endswith("_2025-12.csv")
    account = {row[0]: row[1:] for row in _parts(offered["file-funding-table"]["data"](), language)[2]}
    opening = next(cells for label, cells in account.items() if label.startswith("2. ") and "12" in cells[0])
    assert _value(opening[0], language) == pytest.approx(12.3)


def test_the_menu_follows_the_chart_that_is_shown(offered):
    page = _page(offered)
    next(group for group in page.get("button_group") if group.key == "fan").set_value("arrivals").run()
    page.session_state["values-arrivals"] = True
    page.run()
    assert offered["file-arrivals-csv"]["file_name"] == "zugaenge_base_2025-12.csv"
    above, _, rows = _parts(offered["file-arrivals-csv"]["data"](), "de")
    assert above[:3] == ["Zugänge", "Einheit: Personen je Monat", "Szenario: Ausgangsszenario"]
    assert "Landeszahlen: Asyl bis 31.08.2025" in above[3]
    assert {row[1] for row in rows} == {"beobachtet", "geschätzt", "Prognose"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("name", "title"), [("assumptions", "ui.assumptions.register"), ("plausibility", "ui.plausibility.title")]
)
def test_the_tables_of_the_other_pages_are_saved_for_the_scenario_of_the_page(offered, name, title, language):
    page = _page(offered, values={"funding.rate_graduate": 70_000}, lang=language)
    offered.clear()
    turn_to(page, name)
    assert not page.exception
    tables = {parts[0][0]: parts for button in offered.values() for parts in [_parts(button["data"](), language)]}
    above, heads, rows = tables[Texts(language)(title)]
    assert WORDS[language][0] in " ".join(above).replace("\u00a0", " ")
    assert len(rows) > 10
    assert all(len(row) == len(heads) for row in rows)


def _outlook(scenario: Scenario, *, base: str = "2025-12", horizon: int = 72) -> Outlook:
    groups = scenario.groups or ("asylum", "ukraine")
    return outlook(scenario, arrivals(base=base, horizon=horizon, groups=groups))


def _desk(scenario: Scenario, stem: str = "base", language: Language = "de", origin: str | None = None) -> Desk:
    result = _outlook(scenario)
    span = Span(result.arrivals.base_month + 1, result.arrivals.base_month + result.arrivals.horizon)
    levers = main_levers(span, SHIPPED[stem])
    return Desk(result, stem, SHIPPED[stem], stem == "base", levers, origin, Texts(language))


def _said(values: Mapping[str, object], stem: str = "base") -> str:
    return _desk(SHIPPED[stem].with_values(values), stem).scenario_words().replace("\u00a0", " ")


def _shift(first: str = "2026-01", last: str = "2031-12", **effect: Any) -> Shock:
    return Shock(first, last, **effect)


def test_a_file_says_what_the_scenario_changes():
    assert _said({}) == "Ausgangsszenario"
    assert _said({"arrivals.shocks": (_shift(factor=1.3),)}) == (
        "Ausgangsszenario, geändert: Zugänge gegenüber der Prognose +30 %"
    )
    assert _said({"budget.appropriation": {**dict.fromkeys((2025, 2026), 58e6), 2027: 40e6}}).startswith(
        "Ausgangsszenario, geändert: Haushaltsansatz 2027: 40"
    )
    assert _said({"budget.opening_unbound": 11.1e6, "staffing.method": "ratio"}) == (
        "Ausgangsszenario, geändert: Nicht gebundene Ausgabereste am 1. Januar 11,1 Mio. Euro; "
        "Bemessung der Stellen „Nach Betreuungsschlüssel“"
    )


def test_events_that_are_no_lever_are_told_as_such():
    mixed = (_shift(factor=1.3), _shift("2027-02", "2027-03", group="ukraine", add=900.0))
    words = _said({"arrivals.shocks": mixed})
    assert "Februar 2027 bis März 2027" in words
    assert "+30 %" in words
    assert "gegenüber der Prognose" not in words


def test_a_shipped_scenario_is_described():
    assert _said({}, "half_state_share") == (
        "Halber Finanzierungsanteil des Landes: Das Land trägt die Hälfte der Fördersätze; "
        "die Kommunen tragen den Rest der Kosten"
    )
    changed = _said({"funding.rate_graduate": 70_000}, "half_state_share")
    assert changed.endswith("Rest der Kosten. Geändert: Fördersatz Hochschulabschluss 70.000 Euro je VZÄ und Jahr")
    assert "Finanzierungsanteil des Landes 50" not in changed  # part of the scenario, not a change of it


def test_a_scenario_with_a_name_of_its_own_is_called_so():
    named = replace(BASE.with_values({"funding.state_share": 0.5}), name="Halbe-halbe", name_en="")
    assert _desk(named).scenario_words().replace("\u00a0", " ") == (
        "Halbe-halbe (auf der Grundlage „Ausgangsszenario“), geändert: Finanzierungsanteil des Landes 50 %"
    )


def test_a_picture_tells_the_first_changes_and_the_table_all():
    keys = ("take_up", "prospect_share", "exit_rate")
    values: dict[str, object] = {f"need.{group}.{key}": 0.03 for group in ("asylum", "ukraine") for key in keys}
    values |= {"funding.rate_graduate": 70_000, "funding.rate_vocational": 50_000, "funding.state_share": 0.5}
    desk = _desk(BASE.with_values(values))
    told = changes_in_words(desk.result.scenario, BASE, desk.levers, GERMAN)
    assert len(told) == len(values) > MOST_CHANGES
    picture, table = desk.scenario_words(MOST_CHANGES), desk.scenario_words()
    assert all(change in table for change in told)
    assert [change in picture for change in told] == [True] * MOST_CHANGES + [False] * 3
    assert picture.endswith("; 3 weitere Änderungen (siehe CSV-Datei)")
    assert desk.scenario_words(len(told)) == table


def test_own_data_and_sample_data_are_named():
    desk = _desk(BASE, origin="Quelle: eigene Daten.")
    sample = replace(desk, result=replace(desk.result, arrivals=replace(desk.result.arrivals, sample_data=True)))
    file = sample.table("T", _frame)
    above, _, _ = _parts(file.make(), "de")
    assert above[-2:] == ["Quelle: eigene Daten.", GERMAN("reports.file.sample")]
    assert file.name == f"t_base-{identify(sample.result).run_id[:8]}_2025-12.csv"
    assert _desk(BASE).table("T", _frame).name == "t_base_2025-12.csv"


def _chart(figure: Plan, table: pd.DataFrame, unit: str) -> Chart:
    return Chart(figure, unit, "", lambda: Values((), ()), lambda: table)


def _frame() -> pd.DataFrame:
    return pd.DataFrame({"Jahr": [2026], "Wert": [1.5]})


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_input_gives_the_same_bytes(language):
    def files() -> tuple[File, ...]:
        desk = _desk(BASE.with_values({"funding.state_share": 0.5}), language=language)
        table = series.fte_by_year(desk.result)
        figure = drawn.posts(table, None, text=desk.text)
        return desk.chart("VZÄ", _chart(figure, table, desk.text("reports.unit.fte")))

    assert [(file.name, file.make()) for file in files()] == [(file.name, file.make()) for file in files()]


@given(strategies.text(max_size=120), strategies.sampled_from(("png", "svg", "csv")))
def test_a_file_name_is_plain(title, kind):
    assert re.fullmatch(rf"[a-z0-9-]{{0,80}}_base_2025-12\.{kind}", file_name(title, "base", "2025-12", kind))


def test_umlauts_are_spelled_out_in_file_names():
    name = file_name("Verfügbare Mittel und Größen – VZÄ", "arrivals_plus_30", "2025-12", "csv")
    assert name == "verfuegbare-mittel-und-groessen-vzae_arrivals-plus-30_2025-12.csv"
