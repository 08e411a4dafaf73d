"""Posts that are filled beside those that are needed, where a scenario lets hiring take time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from forecasting.base.quantiles import Array
from forecasting.base.sample import Sample
from forecasting.base.years import BudgetYear
from forecasting.budget.friction import FrictionRules, filled_posts, staffed_years
from forecasting.scenarios.people import ALL, People, joined
from forecasting.scenarios.rules import Values

__all__ = ["with_friction"]


def with_friction(persons: People, years: Sequence[BudgetYear], values: Values) -> People:
    """With the posts filled and vacant and the months of overload; the same people where posts are filled at once."""
    rules = values.friction()
    if rules is None:
        return persons
    needed = persons.monthly["fte", ALL].values
    filled = filled_posts(needed, rules)
    found = staffed_years(*_over_years(persons, needed, filled, rules), years, rules)
    yearly = {
        "filled_fte": Sample(found.filled),
        "vacant_fte": Sample(found.vacant),
        "overload_months": Sample(found.overload_months),
    }
    return People(
        dict(persons.monthly) | {("filled_fte", ALL): Sample(filled)}, dict(persons.yearly) | yearly, persons.past
    )


def _over_years(persons: People, needed: Array, filled: Array, rules: FrictionRules) -> tuple[Array, Array]:
    """Posts needed and filled from the first month that counts on: before the horizon those at its start, where they
    are given, else all that are needed.
    """
    if not persons.past:
        return needed, filled
    past = persons.past["fte"]
    at_start = past if rules.at_start is None else np.full_like(past, rules.at_start)
    return joined(past, needed), joined(at_start, filled)
