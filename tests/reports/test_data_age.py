"""Data that are too old are told with what to do, on the day that the shell names."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest

from forecasting.base.periods import parse_month
from forecasting.base.text import LANGUAGES, Texts
from forecasting.reports.charts.captions import OLD, age_words, ageing_words, stand
from forecasting.reports.terminal import render
from tests.reports.worlds import result

FOUND = result()
LATE = replace(FOUND.arrivals, datenstand={"asylum": parse_month("2025-12"), "ukraine": parse_month("2025-08")})


@pytest.mark.parametrize(
    ("day", "old"),
    [
        (datetime.date(2026, 2, 28), []),
        (datetime.date(2026, 3, 1), ["31.08.2025"]),
        (datetime.date(2026, 6, 30), ["31.08.2025"]),
        (datetime.date(2026, 7, 1), ["31.12.2025", "31.08.2025"]),
    ],
)
def test_figures_older_than_six_months_are_named_by_group(day, old):
    words = age_words(LATE, day, Texts("de"))
    assert bool(words) == bool(old)
    assert all(each in words for each in old)
    assert ("31.12.2025" in words) == ("31.12.2025" in old)
    assert not old or "Bitte auf der Seite Daten neuere Zahlen laden" in words


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_paper_says_from_which_month_on_its_figures_are_too_old(language):
    """The first month on whose first day the screen would warn; the paper itself knows no day."""
    text = Texts(language)
    oldest = min(LATE.datenstand.values())
    first = datetime.date((oldest + OLD) // 12, (oldest + OLD) % 12 + 1, 1)
    assert age_words(LATE, first, text) and not age_words(LATE, first - datetime.timedelta(days=1), text)
    assert {"de": "März 2026", "en": "March 2026"}[language] in ageing_words(LATE, text)


def test_the_date_of_each_group_stands_where_it_differs():
    assert "31.08.2025" in stand(LATE, Texts("de"), by_group=True)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_terminal_tells_it_on_the_day_of_the_run(language):
    words = Texts(language)("reports.data_old", groups="|").split("|")[0].split(" (")[0]
    assert words in render(FOUND, Texts(language), datetime.date(2027, 1, 1))
    assert words not in render(FOUND, Texts(language), datetime.date(2026, 1, 1))
    assert words not in render(FOUND, Texts(language))
