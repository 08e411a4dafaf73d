"""The page of the funds: account by class, lapse, due years, double budgets, and 2017 to 2021, in both languages."""

from __future__ import annotations

import json
import re
from html import unescape

import pytest
from streamlit.testing.v1 import AppTest

from forecasting.assumptions import load_scenario
from forecasting.assumptions.files import SCENARIOS
from forecasting.base.text import LANGUAGES
from forecasting.ui.session.state import Position, encode
from tests.ui.boards import components
from tests.ui.conftest import opened

BASE = load_scenario()
pytestmark = pytest.mark.usefixtures("small_world")


def page_of(language: str = "de", **values: object) -> AppTest:
    given = {key.replace("__", "."): value for key, value in values.items()}
    changed = {"s": encode(Position("base", BASE.with_values(given)), {"base": BASE})} if given else {}
    return opened("funds", lang=language, **changed)


def said(page: AppTest) -> str:
    html = " ".join(element.proto.body for element in page.get("html"))
    return unescape(re.sub("<[^>]+>", " ", html)).replace("\xa0", " ")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_opens_with_the_report_and_the_plan_years(language):
    words = said(page_of(language))
    comma = {"de": ",", "en": "."}[language]
    for printed in ("118.5", "139.6", "11.1", "91.5", "48.9", "9.1", "40.0", "263.3"):
        assert printed.replace(".", comma) in words, printed
    assert {"de": "abgeleitet", "en": "derived"}[language] in words
    assert {"de": "255 Mio. Euro", "en": "EUR 255 million"}[language] in words
    assert {"de": "§ 45 Abs. 3 LHO", "en": "section 45 (3) LHO"}[language] in words


def test_each_lever_of_the_account_has_its_row():
    words = said(
        page_of(
            budget__opening_unbound=90e6,
            budget__opening_layers={"2025": 60e6},
            budget__supplementary={"2027": -8e6},
            budget__virement={"2028": 3e6},
            budget__commitment_lead=[0.4, 0.6],
            budget__commitment_authority={"2027": 1e6},
        )
    )
    for row in ("−8,0", "3,0", "Entstanden 2025", "Davon 2026 bewilligt", "Fehlende Verpflichtungsermächtigung"):
        assert row in words, row


def test_the_flow_names_what_each_of_its_ends_is():
    def flow(page: AppTest) -> str:
        charts = [json.loads(each.json) for each in components(page, "plot")]
        found = next(each for each in charts if each["name"] == "chart-funds-flow")
        return f"{found['title']}. {found['notes'][0]}"

    forward = page_of()
    assert "Ansatz oder Fortschreibung" in said(forward) and "Verfügbares Soll" not in said(forward)
    assert re.search(r"2026: Haushaltsansatz 58,0,.* 2031: Fortschreibung 58,0,", flow(forward))
    entered = page_of(budget__appropriation=dict.fromkeys(map(str, range(2026, 2032)), 40e6))
    assert "Fortschreibung" not in flow(entered) and "2031: Haushaltsansatz 40,0," in flow(entered)
    assert "Ansatz oder Fortschreibung" not in said(entered).split("Doppelhaushalte")[1].split("Haushalte werden")[0]
    few = page_of(budget__appropriation={"2026": 58e6, "2027": 60e6})
    assert "2031: kein Haushaltsansatz, 0,0," in flow(few)


def test_double_budgets_are_pairs_that_begin_with_an_odd_year():
    words = said(page_of())
    assert "2027/2028" in words and "2029/2030" in words and "2025/2026 (nur 2026)" in words
    assert "2026/2027" not in words
    assert "beschlossen oder angekündigt, gesperrt" in words


def test_over_funding_turns_into_own_share_and_procedures_save():
    words = said(
        page_of(
            funding__rate_graduate=64_000,
            funding__training_cost=0,
            funding__cost_graduate=60_000,
            funding__cost_growth=0,
            funding__pay_rounds={"2028": 0.1},
            funding__amendments_avoided=0.5,
        )
    )
    assert "Hochschulabschluss: Ab 2028 wird aus der Überfinanzierung ein Eigenanteil" in words
    assert "bis zu 0,26 Mio. Euro im Jahr" in words


def test_friction_shows_posts_filled_and_months_of_overload():
    assert "gelten als sofort besetzt" in said(page_of())
    words = said(page_of(staffing__friction=True, staffing__filled_fte=100.0, staffing__hiring_lag=6))
    assert "Besetzte VZÄ" in words and "Monate mit Überlastung" in words
    assert "Bei 6 Monaten bis zur Besetzung" in words


def test_over_funding_that_turned_into_own_share_is_seen_from_2020_on():
    """64,000 lay above the cost of 2020; the rates of 2024 lie below what the pay rounds have made of it."""
    rounds = load_scenario(SCENARIOS / "pay_rounds.toml").overrides
    page = page_of(**{key.replace(".", "__"): value for key, value in rounds.items()})
    charts = [str(json.loads(proto.json)) for proto in components(page, "plot")]
    assert any("Hochschulabschluss: Ab 2024 wird aus der Überfinanzierung ein Eigenanteil" in each for each in charts)
    words = said(page)
    assert "01.03.2024" in words and "11,5 %" in words and "9,58 %" in words
    # What a scenario pays from 2026 on says nothing of what was paid before.
    page = page_of(funding__rate_graduate=50_000, funding__state_share=0.5)
    charts = [str(json.loads(proto.json)) for proto in components(page, "plot")]
    assert any("Hochschulabschluss: Ab 2022 wird aus der Überfinanzierung ein Eigenanteil" in each for each in charts)
