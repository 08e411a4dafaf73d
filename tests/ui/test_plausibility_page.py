"""The page of plausibility: every known figure beside the model, with difference, verdict, explanation and source."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import pytest
from streamlit.testing.v1 import AppTest

from forecasting.assumptions import load_scenario, shipped_scenarios
from forecasting.base.text import LANGUAGES, Texts
from forecasting.observations.anchors import load_anchors, load_ratios
from forecasting.reports.plausibility import Plausibility
from forecasting.scenarios import Outlook
from forecasting.scenarios.plausibility import Anchor, anchors
from forecasting.ui.pages.plausibility import difference_words, row, table
from forecasting.ui.session import data
from forecasting.ui.session.state import Position, encode
from tests.reports.worlds import result
from tests.ui.conftest import opened

SHIPPED = {path.stem: load_scenario(path) for path in shipped_scenarios()}
KNOWN = {known.key: known for known in load_anchors()}
GERMAN = Texts("de")


def _page(language: str = "de", **values: object) -> AppTest:
    changed = {"s": encode(Position("base", SHIPPED["base"].with_values(values)), SHIPPED)} if values else {}
    return opened("plausibility", lang=language, **changed)


def _table(page: AppTest) -> str:
    return next(element.proto.body for element in page.get("html") if "plausibility" in element.proto.body)


def _anchor(key: str, value: float) -> Anchor:
    return Anchor(KNOWN[key], value)


@pytest.mark.usefixtures("small_world")
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_known_figure_has_model_difference_verdict_explanation_and_source(language):
    html, text = unescape(_table(_page(language))), Texts(language)
    for known in KNOWN.values():
        assert known.label(language) in html
        assert known.note(language) in html
        assert known.origin(language) in html
    binding, beside = html.split(text("reports.plausibility.beside"))
    assert len(re.findall("<tr>", beside)) == sum(not known.tests for known in KNOWN.values())
    assert text("reports.plausibility.binding") in binding
    assert "{" not in html
    if language == "en":
        assert not re.search(r"[äöüß]", re.sub("Schwäbische|Stuttgarter|Württemberg", "", html))


@pytest.mark.usefixtures("small_world")
def test_the_known_figures_are_computed_once_for_a_scenario(monkeypatch):
    asked: list[str] = []

    class Counted(Plausibility):
        @classmethod
        def of(cls, result: Outlook) -> Plausibility:
            asked.append(result.scenario.digest)
            return Plausibility.of(result)

    monkeypatch.setattr(data, "Plausibility", Counted)
    page = _page()
    page.run()
    page.run()
    assert len(asked) == 1
    changed = _page(**{"staffing.persons_per_fte": 100.0})
    assert len(set(asked)) == len(asked) == 2
    assert "100 Personen je VZÄ" in unescape(_table(changed))
    assert GERMAN("ui.chart.scenario_changed", scenario="Ausgangsszenario") in " ".join(
        unescape(element.proto.body) for element in changed.get("html")
    )


@pytest.mark.usefixtures("small_world")
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_shows_ratios_with_their_base_and_other_readings_with_their_result(language):
    page, text = _page(language), Texts(language)
    html = unescape(" ".join(element.proto.body for element in page.get("html")))
    for ratio in load_ratios():
        assert ratio.named(language) in html and ratio.origin(language) in html
    for base in ("counted", "served", "unknown"):
        assert text(f"reports.plausibility.base.{base}") in html
    for reading in ("scenario", "served", "private"):
        assert text("reports.plausibility.need_of", reading=text(f"reports.plausibility.reading.{reading}")) in html
    assert text("reports.plausibility.step.practice") in html
    assert text("reports.plausibility.funding_note") in html
    assert text("reports.plausibility.verdict.funding") in html


def test_the_difference_is_to_the_nearest_end_of_the_known_range():
    assert difference_words(_anchor("persons_per_fte", 80.0), GERMAN) == "innerhalb"
    assert difference_words(_anchor("persons_per_fte", 50.0), GERMAN) == "−10 Personen je VZÄ (−17\u00a0%)"
    assert difference_words(_anchor("persons_per_fte", 132.0), GERMAN) == "+12 Personen je VZÄ (+10\u00a0%)"
    assert difference_words(_anchor("allocation_tettnang", 132_149.0), GERMAN) == "0 Euro"
    assert difference_words(_anchor("cohort_share", 0.7), GERMAN) == "+2,0 Prozentpunkte"


@pytest.mark.parametrize(
    ("key", "value", "verdict"),
    [
        ("persons_per_fte", 80.0, "met"),
        ("persons_per_fte", 130.0, "missed"),
        ("provisional_2016", 70_000.0, "near_unexpected"),  # the statistic counts more than provisional housing
        ("provisional_2016", 50_500.0, "near_expected"),
        ("provisional_2016", 50_000.0, "near_far"),  # more than a quarter below
        ("arrivals_2024", 2_585.0, "agrees"),
        ("arrivals_2024", 2_586.0, "differs"),  # more than 5 % above
        ("funded_2020", 150.0, "funding"),
        ("dispersed_2016", 30_000.0, "near_expected"),
        ("dispersed_2016", 1_000.0, "near_unexpected"),
    ],
)
def test_the_verdict_says_whether_a_range_is_met_or_a_side_is_as_expected(key, value, verdict):
    assert row(_anchor(key, value), GERMAN)[4] == GERMAN(f"reports.plausibility.verdict.{verdict}")


def test_a_share_is_written_as_the_language_writes_it():
    assert row(_anchor("cohort_share", 0.66), GERMAN)[2:4] == ("66,0\u00a0%", "65,0 bis 68,0\u00a0%")
    assert row(_anchor("cohort_share", 0.66), Texts("en"))[2:4] == ("66.0%", "65.0 to 68.0%")


def test_periods_are_words():
    assert row(_anchor("cohort_share", 0.66), GERMAN)[1] == "September 2017"
    assert row(_anchor("persons_per_fte", 80.0), GERMAN)[1] == "2017–2021"
    assert row(_anchor("arrivals_2024", 2_400.0), GERMAN)[1] == "Oktober 2023 bis September 2024"


def test_arrivals_are_compared_as_far_as_the_data_reach():
    found = {anchor.known.key: anchor.model_value for anchor in anchors(result(base="2024-12"))}
    assert "arrivals_2024" in found
    assert "arrivals_2025" not in found


def test_a_bar_needs_a_value_above_zero_and_text_stays_text():
    odd = Anchor(replace(KNOWN["persons_per_fte"], source="<script>", low=0.0, high=0.0), 0.0)
    html = table([odd], GERMAN)
    assert "<script>" not in html
    assert 'class="bar"' not in html
    assert 'aria-hidden="true"' in table([_anchor("persons_per_fte", 80.0)], GERMAN)
