"""The one value of a yearly measure that tables, sentences and charts name.

Money and posts are those of the planning account at the median of the FTE, whose columns add up; what the account
does not hold, persons and hours, is the median over the paths. Intervals and probabilities come from the paths.
docs/method.md, Answer.
"""

from __future__ import annotations

import numpy as np

from forecasting.base.quantiles import Q50, Array
from forecasting.base.text import Texts
from forecasting.scenarios import Outlook
from forecasting.scenarios.chain import MEDIAN

__all__ = ["headline", "headline_words"]


def headline(result: Outlook, measure: str) -> Array:
    """Value of each budget year in the unit of the measure, shape (years,).

    Raises:
        KeyError: the result has no such measure.
    """
    account = result.accounts[MEDIAN].measures
    return np.asarray(account[measure] if measure in account else result.yearly[measure].summary[:, Q50])


def headline_words(result: Outlook, measure: str, text: Texts) -> str:
    """What that value is called in a file: the account at the median, or the median over the paths."""
    account = measure in result.accounts[MEDIAN].measures
    return text("reports.table.account_median" if account else "reports.chart.head_median")
