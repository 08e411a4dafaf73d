"""When is a grant paid out? The outflow of a year's commitments from payout months, lag and final payment [2.1].

Months count from January of the year of the commitment. Equation: docs/method.md, Funds.
"""

from __future__ import annotations

__all__ = ["outflow_of_payouts"]

YEAR = 12  # months


def outflow_of_payouts(
    *, payouts: int, first_month: int, lag: int, final_share: float, final_month: int
) -> tuple[float, ...]:
    """Shares of a year's commitments paid in the same, the first, second … following year; they add up to 1.

    Args:
        payouts: equal payouts of the year, evenly spread over it from `first_month` (1 to 12) on.
        lag: months from the request to the payment.
        final_share: part kept back until the proof of use is checked.
        final_month: months after the end of the year until then.

    >>> outflow_of_payouts(payouts=2, first_month=4, lag=0, final_share=0.1, final_month=6)
    (0.9, 0.1)
    >>> outflow_of_payouts(payouts=2, first_month=4, lag=4, final_share=0.0, final_month=6)
    (0.5, 0.5)
    """
    paid: dict[int, float] = {}
    for payout in range(payouts):
        month = first_month + YEAR * payout // payouts + lag
        year = (month - 1) // YEAR
        paid[year] = paid.get(year, 0.0) + (1.0 - final_share) / payouts
    if final_share:
        year = (YEAR + final_month - 1) // YEAR
        paid[year] = paid.get(year, 0.0) + final_share
    return tuple(paid.get(year, 0.0) for year in range(max(paid) + 1))
