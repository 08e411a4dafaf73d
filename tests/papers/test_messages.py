"""The message above a chart or table is what the result says, in every case and in both languages."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from pptx import Presentation

from forecasting.assumptions import load_scenario
from forecasting.base.text import LANGUAGES, Texts, catalogue
from forecasting.papers.case import Case
from forecasting.papers.kinds import slides
from forecasting.papers.sections import messages
from forecasting.papers.sections.comparison import comparison_message
from forecasting.papers.slides.document import write_pptx
from forecasting.scenarios import Outlook, outlook
from forecasting.scenarios.account_rules import decided_years
from tests.reports.answers import ARRIVALS, PINNED, SPREAD
from tests.reports.worlds import arrivals

FLAT = [1.0] * 72


@cache
def world(
    appropriation: tuple[float, ...] = (12e6,) * 7,
    values: tuple[tuple[str, object], ...] = (),
    profile: tuple[float, ...] = tuple(FLAT),
    factors: tuple[float, ...] = (1.0,),
    horizon: int = 72,
    decided: float | None = None,
    turn: int | None = None,
    continued: bool = False,
) -> Outlook:
    """12,000 persons, 150 posts and 9.0 m a year from the start on, as long as the profile is flat.

    Args:
        appropriation: of 2025 to 2031.
        profile: factor of the arrivals in each month ahead.
        factors: of the paths.
        decided: grant of 2027 where a decision fixes it.
        turn: month ahead from which the last path has the factor of the first, and so on.
        continued: whether the years that nobody has decided are only carried forward.
    """
    made = arrivals(horizon=horizon, paths=1)
    past = made.base_month - made.first_month + 1
    ahead = np.outer(profile[:horizon], factors)
    if turn is not None:
        ahead[turn:] = ahead[turn:, ::-1].copy()
    paths = np.vstack([np.ones((past, len(factors))), ahead]) * ARRIVALS
    changed = replace(made, paths=dict.fromkeys(made.groups, paths), n_paths=len(factors), fixed=len(factors) == 1)
    money: dict[str, object] = {
        str(year): {"continued": amount} if continued and year not in decided_years() else amount
        for year, amount in enumerate(appropriation, 2025) if amount >= 0
    }  # fmt: skip
    fixed = {} if decided is None else {"budget.fixed_commitments": {"2027": decided}}
    scenario = load_scenario().with_values(PINNED | {"budget.appropriation": money} | fixed | dict(values))
    return outlook(scenario, changed)


def steps(*parts: tuple[int, float]) -> tuple[float, ...]:
    """Months and their factor."""
    return tuple(factor for months, factor in parts for _ in range(months))


def carried(ratio: float, *, certain: bool = False, profile: tuple[float, ...] = tuple(FLAT)) -> Outlook:
    """The 58 m that are carried forward from 2027 on, at so many persons per FTE: 720 m EUR over the ratio a year."""
    values = (("staffing.persons_per_fte", ratio),)
    return world(
        appropriation=(58e6,) * 7, values=values, factors=(1.0,) if certain else tuple(SPREAD), profile=profile,
        continued=True,
    )  # fmt: skip


def after_a_gap(ratio: float, *, certain: bool = False) -> Outlook:
    """60 m a year are planned from 2027 on and nothing for 2026: no year is settled from the start on."""
    values = (("staffing.persons_per_fte", ratio),)
    return world((58e6, -1.0, *(60e6,) * 5), values=values, factors=(1.0,) if certain else tuple(SPREAD))


RESIDUAL = (("budget.opening_unbound", 20e6),)
CASES: Sequence[tuple[str, Outlook, str, str]] = (
    ("need_message", world(), "Im Jahr 2027 werden voraussichtlich 150 VZÄ und 9,0 Mio. Euro benötigt", "need"),
    (
        "need_message", world(decided=5e6),
        "Der Mittelbedarf 2027 ist durch Bewilligung festgelegt: 5,0 Mio. Euro", "need_decided",
    ),
    (
        "caseload_message", world(),
        "Die Zahl der Personen mit Unterstützungsbedarf bleibt bis Dezember 2031 mit rund 12.000 nahezu gleich",
        "caseload_stays",
    ),
    (
        "caseload_message", world(profile=steps((72, 2.0))),
        "Die Zahl der Personen mit Unterstützungsbedarf steigt bis Dezember 2031 von 13.000 auf 24.000",
        "caseload_rises",
    ),
    (
        "caseload_message", world(profile=steps((72, 0.5))),
        "Die Zahl der Personen mit Unterstützungsbedarf sinkt bis Dezember 2031 von 11.500 auf 6.000",
        "caseload_falls",
    ),
    (
        "caseload_message", world(profile=steps((30, 0.5), (42, 1.0))),
        "Die Zahl der Personen mit Unterstützungsbedarf sinkt von 11.500 auf 6.000 (Dezember 2026) und steigt bis"
        " Dezember 2031 auf 12.000",
        "caseload_dips",
    ),
    (
        "caseload_message", world(profile=steps((30, 1.5), (42, 1.0))),
        "Die Zahl der Personen mit Unterstützungsbedarf steigt von 12.500 auf 18.000 (Dezember 2026) und sinkt bis"
        " Dezember 2031 auf 12.000",
        "caseload_peaks",
    ),
    (
        "fte_message", world(), "Im Median trägt der Haushaltsansatz bis einschließlich 2031 alle benötigten Stellen",
        "fte_enough",
    ),
    (
        "fte_message", world(horizon=12), "Im Median trägt der Haushaltsansatz 2026 alle benötigten Stellen",
        "fte_enough_one",
    ),
    (
        "fte_message", world(appropriation=(6e6,) * 7),
        "In allen Jahren werden im Median mehr Stellen benötigt, als der Haushaltsansatz trägt: 2026 fehlen 50 VZÄ",
        "fte_short_always",
    ),
    (
        "fte_message", world(appropriation=(12e6, 12e6, 12e6, 6e6, 6e6, 6e6, 6e6)),
        "Ab 2028 werden im Median mehr Stellen benötigt, als der Haushaltsansatz trägt: 2028 fehlen 50 VZÄ",
        "fte_short_from",
    ),
    (
        "fte_message", world(appropriation=(12e6, 12e6, 6e6, 12e6, 12e6, 12e6, 12e6)),
        "Im Jahr 2027 werden im Median mehr Stellen benötigt, als der Haushaltsansatz trägt: Es fehlen 50 VZÄ",
        "fte_short_in",
    ),
    (
        "fte_message", carried(80.0),
        "Im Median wären bei Fortschreibung bis einschließlich 2031 alle benötigten Stellen finanzierbar",
        "fte_enough_continued",
    ),
    (
        "fte_message", carried(12.0),
        "In allen Jahren werden im Median mehr Stellen benötigt, als Haushaltsansatz und Fortschreibung tragen:"
        " 2026 fehlen 33 VZÄ",
        "fte_short_always_continued",
    ),
    (
        # 800 posts, in the year of the change times 1 + 6.5/12, against 58 m at 60,000 EUR: 1,233 - 967
        "fte_message", carried(15.0, profile=steps((24, 1.0), (48, 2.0))),
        "Ab 2028 werden im Median mehr Stellen benötigt, als bei Fortschreibung finanzierbar wären:"
        " 2028 fehlten 267 VZÄ",
        "fte_short_from_continued",
    ),
    (
        "fte_message", carried(15.0, profile=steps((24, 1.0), (12, 2.0), (36, 1.0))),
        "Im Jahr 2028 werden im Median mehr Stellen benötigt, als bei Fortschreibung finanzierbar wären:"
        " Es fehlten 267 VZÄ",
        "fte_short_in_continued",
    ),
    (
        "fte_message", world(values=(("funding.state_share", 0.0),)),
        "Benötigt werden im Median 150 VZÄ im Jahr 2026 und 150 VZÄ im Jahr 2031", "fte_only",
    ),
    (
        "fte_message", world(values=(("funding.state_share", 0.0),), horizon=12),
        "Benötigt werden im Median 150 VZÄ im Jahr 2026", "fte_only_one",
    ),
    (
        "funding_message", world(),
        "Ausgabereste und Haushaltsansatz decken den Bedarf bis einschließlich 2031", "both",
    ),
    (
        "funding_message", world(values=(("budget.unused_becomes_residual", 0.0),)),
        "Der Haushaltsansatz deckt den Bedarf bis einschließlich 2031", "appropriation",
    ),
    (
        "funding_message", world(appropriation=(0.0,) * 7, values=RESIDUAL),
        "Die Mittel decken den Bedarf bis einschließlich 2027; 2028 fehlen 7,0 Mio. Euro", "short_later",
    ),
    (
        "funding_message", world(appropriation=(0.0,) * 7, values=(("budget.opening_unbound", 60e6),)),
        "Die nicht gebundenen Ausgabereste decken den Bedarf bis einschließlich 2031", "residuals_alone",
    ),
    (
        "funding_message", world(values=RESIDUAL),
        "Die nicht gebundenen Ausgabereste decken den Bedarf bis einschließlich 2027, mit dem Haushaltsansatz"
        " bis einschließlich 2031",
        "residuals_first",
    ),
    (
        "funding_message", world(values=(*RESIDUAL, ("budget.carry_over_years", 1))),
        "Die nicht gebundenen Ausgabereste decken den Bedarf bis einschließlich 2026, mit dem Haushaltsansatz"
        " bis einschließlich 2031",
        "residuals_first",
    ),
    (
        "funding_message", world(values=(*RESIDUAL, ("budget.order", "appropriation_first"))),
        "Der Haushaltsansatz deckt den Bedarf bis einschließlich 2031", "appropriation",
    ),
    (
        "funding_message", world(values=(*RESIDUAL, ("budget.unused_becomes_residual", 0.0))),
        "Die nicht gebundenen Ausgabereste decken den Bedarf bis einschließlich 2027, mit dem Haushaltsansatz"
        " bis einschließlich 2031",
        "residuals_first",
    ),
    (
        "funding_message", world(appropriation=(6e6,) * 7),
        "Bereits 2026 sind 3,0 Mio. Euro des Mittelbedarfs nicht gedeckt", "short_at_once",
    ),
    (
        "funding_message",
        world(appropriation=(10.5e6,) * 7, values=(("budget.unused_becomes_residual", 0.0),), factors=tuple(SPREAD)),
        "Der Haushaltsansatz deckt den Bedarf bis einschließlich 2031 (Wahrscheinlichkeit: 66 %)",
        "unsure",
    ),
    *(
        ("funding_message", carried(ratio, certain=certain), said, f"{key}_continued{'_certain' * certain}")
        for ratio, certain, said, key in (
            (
                20.0, False,
                "Bei Fortführung der 58,0 Mio. Euro blieben 2027 mit 80 % Wahrscheinlichkeit mindestens 11,2 Mio."
                " Euro ungenutzt",
                "left",
            ),
            (20.0, True, "Bei Fortführung der 58,0 Mio. Euro blieben 2027 22,0 Mio. Euro ungenutzt", "left"),
            (
                14.0, False, "Bei Fortführung reichten die 58,0 Mio. Euro 2027 mit 62 % Wahrscheinlichkeit aus",
                "likely",
            ),
            (
                12.0, False, "Ob die 58,0 Mio. Euro bei Fortführung 2027 ausreichten, ist offen (ausreichend: 47 %)",
                "toss",
            ),
            (
                10.0, False, "Bei Fortführung reichten die 58,0 Mio. Euro 2027 nur mit 31 % Wahrscheinlichkeit aus",
                "unlikely",
            ),
            (
                8.0, False,
                "Bei Fortführung der 58,0 Mio. Euro fehlten 2027 mit 80 % Wahrscheinlichkeit mindestens 5,0 Mio."
                " Euro",
                "missing",
            ),
            (8.0, True, "Bei Fortführung der 58,0 Mio. Euro fehlten 2027 32,0 Mio. Euro", "missing"),
        )
    ),
    (
        "funding_message", carried(720.0 / 58.0, certain=True),
        "Bei Fortführung deckten die 58,0 Mio. Euro den Mittelbedarf 2027 genau", "exact_continued",
    ),
    *(
        ("funding_message", after_a_gap(ratio, certain=certain), said, f"{key}_budget{'_certain' * certain}")
        for ratio, certain, said, key in (
            (
                20.0, False,
                "Von den eingeplanten 60,0 Mio. Euro bleiben 2027 mit 80 % Wahrscheinlichkeit mindestens 13,2 Mio."
                " Euro ungenutzt",
                "left",
            ),
            (20.0, True, "Von den eingeplanten 60,0 Mio. Euro bleiben 2027 24,0 Mio. Euro ungenutzt", "left"),
            (
                14.0, False, "Die eingeplanten 60,0 Mio. Euro reichen 2027 mit 66 % Wahrscheinlichkeit aus", "likely",
            ),
            (
                12.0, False, "Ob die eingeplanten 60,0 Mio. Euro 2027 ausreichen, ist offen (ausreichend: 50 %)",
                "toss",
            ),
            (
                10.0, False, "Die eingeplanten 60,0 Mio. Euro reichen 2027 nur mit 34 % Wahrscheinlichkeit aus",
                "unlikely",
            ),
            (
                8.0, False,
                "Zu den eingeplanten 60,0 Mio. Euro fehlen 2027 mit 80 % Wahrscheinlichkeit mindestens 3,0 Mio. Euro",
                "missing",
            ),
            (8.0, True, "Zu den eingeplanten 60,0 Mio. Euro fehlen 2027 30,0 Mio. Euro", "missing"),
        )
    ),
    (
        "funding_message", after_a_gap(12.0, certain=True),
        "Die eingeplanten 60,0 Mio. Euro decken den Mittelbedarf 2027 genau", "exact_budget",
    ),
    (
        "funding_message", world(appropriation=(9e6, 9e6, -1.0, -1.0, -1.0, -1.0, -1.0)),
        "Für 2027 ist kein Haushaltsansatz vorgesehen", "money_none",
    ),
    (
        "funding_message",
        world(appropriation=(9.1e6,) * 7, values=(("budget.unused_becomes_residual", 0.0),), factors=tuple(SPREAD)),
        "Ob die Mittel den Bedarf bis einschließlich 2031 decken, ist offen (gedeckt: 51 %)", "open",
    ),
    (
        "funding_message",
        world(
            appropriation=(9.1e6,) * 7, values=(("budget.unused_becomes_residual", 0.0),),
            factors=(0.8, 0.9, 1.0, 1.1, 1.2), turn=36,
        ),
        "Die Mittel decken den Bedarf bis einschließlich 2031 nur mit 20 % Wahrscheinlichkeit", "hardly",
    ),
    (
        "closing_message", world(),
        "Die nicht gebundenen Ausgabereste betragen Ende 2031 voraussichtlich 18,0 Mio. Euro",
        "closing",
    ),
    (
        "closing_message", world(appropriation=(3e6,) * 7, values=RESIDUAL),
        "Ende 2031 sind keine nicht gebundenen Ausgabereste mehr vorhanden",
        "closing_none",
    ),
    (
        "closing_message", world(appropriation=(9e6,) * 7),
        "Bis 2031 entstehen keine nicht gebundenen Ausgabereste",
        "closing_never",
    ),
    (
        "closing_message", world(appropriation=(8e6,) * 7),
        "Bis 2031 entstehen keine nicht gebundenen Ausgabereste; ungedeckt bleiben zusammen 6,0 Mio. Euro",
        "closing_short",
    ),
    ("spread_message", world(), "Der Mittelbedarf 2027 beträgt 9,0 Mio. Euro", "spread_none"),
    (
        "spread_message", world(factors=tuple(SPREAD)),
        "Der Mittelbedarf 2027 liegt bei 9,0 Mio. Euro, im 80-%-Intervall zwischen 5,4 und 12,6 Mio. Euro", "spread",
    ),
)  # fmt: skip


@pytest.mark.parametrize(("name", "result", "said", "key"), CASES, ids=[f"{case[0]}-{case[3]}" for case in CASES])
def test_the_message_says_word_for_word(name, result, said, key):
    assert f"papers.message.{key}" in catalogue("de", "papers")
    assert getattr(messages, name)(result, Texts("de")).replace("\u00a0", " ") == said


@pytest.mark.parametrize(("name", "result", "said", "key"), CASES, ids=[f"{case[0]}-{case[3]}" for case in CASES])
def test_english_says_the_same_figures(name, result, said, key):
    english = getattr(messages, name)(result, Texts("en"))
    swapped = said.translate(str.maketrans(",.", ".,"))
    assert sorted(re.findall(r"\d+(?:[.,]\d+)*", english)) == sorted(re.findall(r"\d+(?:[.,]\d+)*", swapped))
    assert english[0].isupper() or english[0].isdigit()
    assert not english.endswith(".")


def test_every_message_is_among_the_cases():
    keys = {key.removeprefix("papers.message.") for key in catalogue("de", "papers") if "papers.message." in key}
    assert keys == {case[3] for case in CASES}


def test_a_horizon_that_ends_within_a_year_names_its_month():
    said = messages.funding_message(world(horizon=66), Texts("de"))
    assert said == "Ausgabereste und Haushaltsansatz decken den Bedarf bis einschließlich Juni 2031"


@pytest.mark.parametrize("language", LANGUAGES)
def test_scenarios_compared_are_between_two_amounts_or_the_same(language):
    text = Texts(language)
    other = world(values=(("funding.rate_graduate", 30_000),))
    said = comparison_message(_case(world(), other, text=text)).translate(str.maketrans(",", "."))
    assert re.findall(r"\d+\.\d", said) == ["4.5", "9.0"]
    same = comparison_message(_case(world(), world(), text=text)).translate(str.maketrans(",", "."))
    assert re.findall(r"\d+\.\d", same) == ["9.0"]


def _case(first: Outlook, *others: Outlook, text: Texts) -> Case:
    return Case(first, others, None, text)  # type: ignore[arg-type]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_longest_message_is_read_whole_on_its_slide(language):
    """Residuals, then the appropriation, to the last month of a part year, and not sure."""
    result = world(
        appropriation=(9.9e6,) * 7, values=(*RESIDUAL, ("budget.unused_becomes_residual", 0.0)),
        factors=(1.0, 1.0, 1.0, 1.0, 2.0), horizon=70,
    )  # fmt: skip
    said = messages.funding_message(result, Texts(language))
    assert "%" in said and "2031" in said and said.count("20") >= 2
    paper = slides.paper(_case(result, text=Texts(language)), Texts(language))
    titles = [slide.shapes.title.text_frame.text for slide in Presentation(io.BytesIO(write_pptx(paper))).slides]
    assert said in titles
    assert not [title for title in titles if title.endswith("…")]


def test_messages_name_no_value_that_is_not_there():
    """Values of one message stand in both languages."""
    german, english = (_values(language) for language in LANGUAGES)
    assert german == english


def _values(language: str) -> Mapping[str, set[str]]:
    return {
        key: set(re.findall(r"\{(\w+)\}", "".join(words) if isinstance(words, tuple) else words))
        for key, words in catalogue(language, "papers").items()  # type: ignore[arg-type]
    }
