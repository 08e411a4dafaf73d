"""Charts hold what the tables hold, in our own number formats, and can be told apart without colour."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecasting.base import theme
from forecasting.base.format import Formats
from forecasting.base.quantiles import LEVEL_NAMES
from forecasting.base.rounding import round_persons
from forecasting.base.text import LANGUAGES, Texts
from forecasting.reports.charts import captions, looks, need, series
from forecasting.reports.charts.apart import apart
from forecasting.reports.charts.looks import COLORS
from forecasting.reports.csv_files import fan_data, fte_data
from forecasting.reports.tables import account_label
from forecasting.scenarios.hindcast import hindcast
from tests.reports import drawn
from tests.reports.worlds import result

GERMAN = Texts("de")
SHORT = {"budget.appropriation": {2026: 58e6, 2027: 10e6}, "budget.opening_unbound": 20e6}


def _fan(found, base=None, text=GERMAN, measure="caseload"):
    past = (
        series.caseload_past(hindcast(found.resolved, found.arrivals))
        if measure == "caseload"
        else series.arrivals_past(found.arrivals)
    )
    forecast = series.caseload_forecast(found) if measure == "caseload" else series.arrivals_forecast(found)
    return go.Figure(drawn.fan(past, forecast, base, unit="Personen", past_name="Vergangenheit", text=text))


def _figures(text=GERMAN):
    found, base = result(SHORT | {"arrivals.shocks": [{"from": "2026-01", "to": "2031-12", "factor": 1.3}]}), result()
    return {
        "fan": _fan(found, series.caseload_forecast(base), text),
        "arrivals": _fan(found, None, text, "arrivals"),
        "fte": go.Figure(drawn.posts(series.fte_by_year(found), series.fte_by_year(base), text=text)),
        "funding": go.Figure(drawn.funding(series.funding_by_year(found), series.funding_by_year(base), text=text)),
    }


def _words(figure: go.Figure) -> list[str]:
    return [note.text for note in figure.layout.annotations]


@pytest.mark.parametrize("language", LANGUAGES)
def test_numbers_follow_the_language_of_the_page_and_not_of_the_browser(language):
    for figure in _figures(Texts(language)).values():
        assert figure.layout.separators == (",." if language == "de" else ".,")
        assert figure.layout.yaxis.tickformat == ",.0f"
        assert figure.layout.xaxis.ticktext
        for trace in figure.data:
            assert trace.hoverinfo in ("skip", "text")  # never the library's own words


def test_months_stand_on_the_axis_in_our_words():
    ticks = _figures()["arrivals"].layout.xaxis.ticktext
    assert ticks[0] == "Jan. 12"
    assert all(tick.startswith("Jan. ") for tick in ticks)


def test_the_past_is_solid_the_forecast_dashed_with_two_bands_and_the_base_thin_and_grey():
    figure = _figures()["fan"]
    bands = [trace for trace in figure.data if trace.fill == "toself"]
    lines = {trace.line.dash: trace for trace in figure.data if trace.fill != "toself"}
    assert len(bands) == 2
    median = lines["dash"]
    assert median.line.color == COLORS["need"]
    solid = [trace for trace in figure.data if trace.fill != "toself" and trace.line.dash == "solid"]
    grey = [trace for trace in solid if trace.line.color == COLORS["base"]]
    assert len(grey) == 1
    assert grey[0].line.width < median.line.width
    assert {"Vergangenheit", "Prognose ab Januar 2026"} <= set(_words(figure))


def test_the_bands_hold_the_quantiles_widest_first():
    found = result()
    forecast = series.caseload_forecast(found)
    for trace, (low, high) in zip(_fan(found).data, (("q10", "q90"), ("q25", "q75")), strict=False):
        months = len(forecast)
        assert list(trace.y[:months]) == forecast[high].tolist()
        assert list(trace.y[months:]) == forecast[low].tolist()[::-1]


def test_the_forecast_continues_from_the_month_before_it():
    found = result()
    past = series.caseload_past(hindcast(found.resolved, found.arrivals))
    median = next(trace for trace in _fan(found).data if trace.line.dash == "dash")
    assert median.y[0] == past["value"].iloc[-1]
    assert list(median.y[1:]) == series.caseload_forecast(found)["q50"].tolist()


def test_estimated_months_are_dotted_and_observed_ones_solid():
    figure = _figures()["arrivals"]
    dotted = next(trace for trace in figure.data if trace.line.dash == "dot")
    solid = next(trace for trace in figure.data if trace.line.dash == "solid")
    assert all(one is not None or two is not None for one, two in zip(dotted.y, solid.y, strict=True))
    assert [month for month, y in enumerate(solid.y) if y is not None] == list(range(84, 108))


def test_the_base_scenario_is_drawn_only_where_the_page_shows_another():
    found = result()
    for figure in (
        _fan(found),
        go.Figure(drawn.posts(series.fte_by_year(found), None, text=GERMAN)),
        go.Figure(drawn.funding(series.funding_by_year(found), None, text=GERMAN)),
    ):
        assert not any(COLORS["base"] in word for word in _words(figure))
        assert not any(trace.line.color == COLORS["base"] for trace in figure.data if trace.type == "scatter")


def test_a_base_scenario_that_lies_under_the_median_is_left_out():
    found = result()
    same = (
        _fan(found, series.caseload_forecast(found)),
        go.Figure(drawn.posts(series.fte_by_year(found), series.fte_by_year(found), text=GERMAN)),
        go.Figure(drawn.funding(series.funding_by_year(found), series.funding_by_year(found), text=GERMAN)),
    )
    assert not any(COLORS["base"] in word for figure in same for word in _words(figure))


def test_bars_add_up_to_the_need_and_the_uncovered_part_is_hatched():
    found = result(SHORT)
    account = series.funding_by_year(found)
    figure = go.Figure(drawn.funding(account, None, text=GERMAN))
    bars = [trace for trace in figure.data if trace.type == "bar"]
    assert np.sum([bar.y for bar in bars], axis=0) == pytest.approx(account["need"] / 1e6)
    assert [bool(bar.marker.pattern.shape) for bar in bars] == [False, False, True]
    assert bars[2].y[-1] > 0


def test_an_amount_that_nobody_decided_is_a_ring_and_its_use_is_pale():
    """2026 is decided; from 2027 on the amount is carried forward."""
    found = result()
    account, posts = series.funding_by_year(found), series.fte_by_year(found)
    assert account["continued"].tolist() == posts["continued"].tolist() == [False, *[True] * 5]
    for figure in (
        go.Figure(drawn.funding(account, None, text=GERMAN)),
        go.Figure(drawn.posts(posts, None, text=GERMAN)),
    ):
        marks = {
            trace.marker.symbol: trace for trace in figure.data if trace.marker.line.color == COLORS["appropriation"]
        }
        assert list(marks["line-ew"].x) == ["2026"]
        assert list(marks["circle"].x) == ["2027", "2028", "2029", "2030", "2031"]
        assert marks["circle"].marker.color == looks.CLEAR
    funding = go.Figure(drawn.funding(account, None, text=GERMAN))
    bars = {trace.marker.color: trace.y for trace in funding.data if trace.type == "bar"}
    assert bars[looks.faint("appropriation", 0.75)][1:] == (0.0,) * 5
    assert bars[looks.faint("appropriation", 0.25)][0] == 0.0


def test_every_part_of_any_bar_is_named_once():
    """The residual of SHORT is used up before the last year, its bars are still to be understood."""
    account = series.funding_by_year(result(SHORT))
    assert account["residual_used"].max() > 0 == account["residual_used"].iloc[-1]
    words = _words(go.Figure(drawn.funding(account, None, text=GERMAN)))
    for part in need.PARTS:
        named = [word for word in words if word.endswith(f" {GERMAN(f'reports.chart.part_{part}')}")]
        assert len(named) == bool(need.parts_of(account)[part].max() > 0)


def test_posts_that_no_rate_pays_are_left_out():
    found = result({"funding.state_share": 0.0})
    figure = go.Figure(drawn.posts(series.fte_by_year(found), None, text=GERMAN))
    assert not any("finanzierbar" in word for word in _words(figure))


def test_a_mark_at_zero_is_drawn_whole_and_none_lies_beyond_the_axis():
    found = result(SHORT)
    for figure in (
        go.Figure(drawn.posts(series.fte_by_year(found), None, text=GERMAN)),
        go.Figure(drawn.funding(series.funding_by_year(found), None, text=GERMAN)),
    ):
        marks = [trace for trace in figure.data if trace.type == "scatter" and "markers" in trace.mode]
        assert marks
        assert all(trace.cliponaxis is False for trace in marks)
        assert all(max(trace.y) <= figure.layout.yaxis.range[1] for trace in marks)


def test_the_80_percent_band_is_drawn_whole_and_the_95_percent_one_not_at_all():
    found = result()
    past, forecast = series.caseload_past(hindcast(found.resolved, found.arrivals)), series.caseload_forecast(found)
    forecast["q90"], forecast["q975"] = 5 * forecast["q50"], 50 * forecast["q50"]
    figure = go.Figure(drawn.fan(past, forecast, None, unit="Personen", past_name="", text=GERMAN))
    top = figure.layout.yaxis.range[1]
    highest = max(max(trace.y) for trace in figure.data)
    assert highest == pytest.approx(5 * forecast["q50"].max()) and highest <= top <= 1.1 * highest
    assert [word for word in _words(figure) if "80" in word] and not [word for word in _words(figure) if "95" in word]


def test_the_95_percent_interval_is_drawn_whole_and_named_where_it_is_asked_for():
    found = result()
    past, forecast = series.caseload_past(hindcast(found.resolved, found.arrivals)), series.caseload_forecast(found)
    forecast["q975"] = 50 * forecast["q50"]
    fan = go.Figure(drawn.fan(past, forecast, None, unit="Personen", past_name="", text=GERMAN, wide=True))
    posts = series.fte_by_year(found)
    posts["q975"] = 50 * posts["q50"]
    fte = go.Figure(drawn.posts(posts, None, text=GERMAN, wide=True))
    for figure, table in ((fan, forecast), (fte, posts)):
        highest = max(y for trace in figure.data for y in trace.y if y is not None)
        assert highest == table["q975"].max() <= figure.layout.yaxis.range[1] <= 1.1 * highest
        assert [word for word in _words(figure) if "95-%-Intervall" in word]
        assert all(
            "95-%-Intervall: " in hover for trace in figure.data for hover in trace.hovertext or () if "80-%" in hover
        )
    bands = [trace for trace in fan.data if trace.fill == "toself"]
    for band, (low, high) in zip(bands, (("q025", "q975"), ("q10", "q90"), ("q25", "q75")), strict=True):
        assert list(band.y) == [*forecast[high], *forecast[low][::-1]]
    for bar, (low, high) in zip(fte.data, (("q025", "q975"), ("q10", "q90"), ("q25", "q75")), strict=False):
        assert [y for y in bar.y if y is not None] == [
            end for pair in zip(posts[low], posts[high], strict=True) for end in pair
        ]
    assert [trace.line.width for trace in fte.data[:3]] == [3, 8, 16]


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentence_values_and_file_have_the_intervals_of_the_chart(language):
    text, found = Texts(language), result()
    past, forecast = series.caseload_past(hindcast(found.resolved, found.arrivals)), series.caseload_forecast(found)
    posts = series.fte_by_year(found)
    for wide, levels in ((False, ["80", "50"]), (True, ["95", "80", "50"])):
        ends = [text(f"reports.chart.head_{end}", level=level) for level in levels for end in ("low", "high")]
        values = captions.fan_values(past, forecast, "calculated", text, wide=wide)
        assert list(values.heads[3:]) == ends and {len(row) for row in values.rows} == {3 + len(ends)}
        assert list(captions.fte_values(posts, text, wide=wide).heads[2:-1]) == ends
        for data in (
            fan_data(past, forecast, None, "calculated", text, wide=wide), fte_data(posts, None, text, wide=wide),
        ):  # fmt: skip
            assert set(ends) == {head for head in data.columns if "%" in head}
        last = Formats(language).number(round_persons(float(forecast["q975"].iloc[-1])))
        assert (last in captions.fan_words("caseload", forecast, text, wide=wide)) is wide
        most = Formats(language).number(float(posts["q975"].iloc[-1]))
        assert (most in captions.fte_words(posts, text, wide=wide)) is wide
    assert (
        fan_data(past, forecast, None, "calculated", text, wide=True)[ends[1]].iloc[-1] == forecast["q975"].iloc[-1]
    )


def test_an_interval_without_width_is_not_named():
    found = result({"uncertainty.assumptions": False}, paths=1)
    fte = go.Figure(drawn.posts(series.fte_by_year(found), None, text=GERMAN))
    assert not [word for figure in (_fan(found), fte) for word in _words(figure) if "Intervall" in word]
    assert [word for word in _words(fte) if "benötigt" in word]


def test_a_forecast_without_a_past_and_a_single_year_can_be_drawn():
    found = result(base="2020-12", horizon=12, groups=("asylum",))
    empty = pd.DataFrame({"month": [], "value": []})
    forecast = series.caseload_forecast(found)
    assert drawn.fan(empty, forecast, None, unit="", past_name="", text=GERMAN)["data"]
    assert drawn.posts(series.fte_by_year(found), None, text=GERMAN)["data"]
    assert drawn.funding(series.funding_by_year(found), None, text=GERMAN)["data"]


def _contrast(color: str) -> float:
    """Contrast on white by the formula of WCAG 2.1, 1.4.3."""
    channels = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels]
    return 1.05 / (0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05)


@pytest.mark.parametrize(
    ("color", "contrast"),
    [
        ("#0072B2", 5.19), ("#D55E00", 3.87), ("#009E73", 3.42), ("#CC79A7", 3.06), ("#56B4E9", 2.31),
        ("#E69F00", 2.25), ("#F0E442", 1.32),
    ],
)  # fmt: skip
def test_the_contrast_of_the_palette_is_as_computed(color, contrast):
    assert _contrast(color) == pytest.approx(contrast, abs=0.02)


def test_every_hue_stands_out_from_white_and_labels_are_dark():
    assert len(COLORS) <= 6
    assert all(_contrast(color) >= 3.0 for color in COLORS.values())
    assert _contrast(theme.INK) >= 4.5


@given(st.lists(st.tuples(st.floats(0, 150), st.sampled_from([5.0, 10.0])), min_size=1, max_size=8), st.booleans())
def test_labels_keep_their_order_and_don_t_overlap(items, inside):
    values, heights = [value for value, _ in items], [height for _, height in items]
    placed = apart(values, heights, 100.0, inside=inside)
    order = sorted(range(len(values)), key=lambda item: values[item])
    for lower, upper in zip(order, order[1:], strict=False):
        assert placed[upper] - placed[lower] >= (heights[upper] + heights[lower]) / 2 - 1e-9
    assert max(placed) <= 100.0 + 1e-9
    lowest = placed[order[0]] - (heights[order[0]] / 2 if inside else 0.0)
    assert lowest >= -1e-9


def test_the_tables_behind_the_charts_are_the_outlook():
    found = result()
    forecast = series.caseload_forecast(found)
    assert list(forecast.columns) == ["month", "mean", *LEVEL_NAMES]
    assert forecast["q50"].tolist() == found.monthly["target_caseload", "all"].summary[:, 5].tolist()
    assert (forecast["month"].iloc[0], forecast["month"].iloc[-1]) == ("2026-01", "2031-12")
    account = series.funding_by_year(found)
    assert account["need"].tolist() == found.account.measures["need"].tolist()
    assert series.arrivals_past(found.arrivals)["value"].iloc[-1] == sum(
        known[-1] for known in found.arrivals.observed.values()
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_chart_says_in_words_what_it_shows(language):
    text, found = Texts(language), result(SHORT)
    forecast, account = series.caseload_forecast(found), series.funding_by_year(found)
    words = captions.fan_words("caseload", forecast, text)
    assert "2031" in words
    assert "80" in words
    assert captions.fan_words("arrivals", series.arrivals_forecast(found), text)
    assert "2031" in captions.fte_words(series.fte_by_year(found), text)
    assert "2029–2031" in captions.funding_words(account, account_label(found, text), text)
    covered = series.funding_by_year(result({"budget.opening_unbound": 900e6}))
    assert ("entsteht nicht" if language == "de" else "No need") in captions.funding_words(covered, "", text)


@pytest.mark.parametrize(("last", "word"), [(1.5, "steigt"), (0.5, "sinkt"), (1.01, "nahezu gleich")])
def test_the_direction_in_words_is_that_of_the_median(last, word):
    forecast = series.caseload_forecast(result())
    forecast.loc[forecast.index[-1], "q50"] = forecast["q50"].iloc[0] * last
    assert word in captions.fan_words("caseload", forecast, GERMAN)


def test_the_values_of_a_chart_have_as_many_cells_as_heads():
    found = result(SHORT)
    past = series.caseload_past(hindcast(found.resolved, found.arrivals))
    for values in (
        captions.fan_values(past, series.caseload_forecast(found), "calculated", GERMAN),
        captions.fan_values(
            series.arrivals_past(found.arrivals), series.arrivals_forecast(found), "estimated", GERMAN
        ),
        captions.fte_values(series.fte_by_year(found), GERMAN),
        captions.funding_values(series.funding_by_year(found), GERMAN),
    ):
        assert {len(row) for row in values.rows} == {len(values.heads)}


def test_the_source_names_the_date_and_the_groups_that_end_earlier():
    world = result().arrivals
    assert "Datenstand: 31.12.2025." in captions.source(world, GERMAN)
    assert "Landeszahlen: Asyl bis 31.08.2025" in captions.source(world, GERMAN, by_group=True)
