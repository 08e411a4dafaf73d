"""What first releases became: raised by 5 to 16 %, most of it within a month."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from forecasting.assumptions import load_register
from forecasting.observations import read_published
from forecasting.observations.revisions import AGES, learn_revisions


def test_the_record_is_that_of_the_published_files():
    """data/published/README.md: later sums 5.5 % (2015), 6.8 (2016), 8.6 (2017), 13.7 (2018), 7.7 (2019) higher.

    These sums hold Decembers that were never revised, and count large months more.
    """
    found = learn_revisions()
    assert found.years == tuple(range(2015, 2026))
    percent = dict(zip(found.years, 100 * np.expm1(found.by_year), strict=True))
    documented = {2015: 5.5, 2016: 6.8, 2017: 8.6, 2018: 13.7, 2019: 7.7}
    for year, low in documented.items():
        assert low < percent[year] < low * 1.3
    assert min(percent.values()) > 4.6 and max(percent.values()) < 17


def test_the_december_of_every_year_still_stands_as_first_published():
    first = read_published("asylum_applications_first_release_de").set_index("month")["first_published"]
    final = read_published("asylum_applications_monthly_de").set_index("month")["first_applications"]
    for year in range(2015, 2020):
        december = year * 12 + 11
        assert final[december] == pytest.approx(first[december], rel=0.004)
        assert final[december - 1] > 1.03 * first[december - 1]


def test_older_months_have_less_to_come_and_the_spread_is_that_of_the_years():
    found = learn_revisions()
    assert len(found.mean) == len(found.spread) == AGES == 2
    assert found.mean[0] == pytest.approx(np.mean(found.by_year))
    assert found.mean.round(3).tolist() == [0.085, 0.035]
    assert found.spread.round(3).tolist() == [0.047, 0.029]
    assert found.spread[0] > np.std(found.by_year, ddof=1)
    assert math.expm1(found.mean[0] - 1.2816 * found.spread[0]) > 0.02


def test_the_method_prints_the_record_and_the_register_its_ends():
    by_year = (100 * np.expm1(learn_revisions().by_year)).round(1)
    root = Path(__file__).resolve().parents[2]
    printed = "+" + ", ".join(f"{each:.1f}" for each in by_year) + " %"
    assert printed in (root / "docs" / "method.md").read_text(encoding="utf-8")
    assert f"{by_year.min():.1f} to {by_year.max():.1f} %" in load_register()["arrivals.revisions"].evidence("en")
