"""Posts that are filled beside those that are needed, where a scenario lets hiring take time."""

from __future__ import annotations

from collections.abc import Sequence

from forecasting.base.sample import Sample
from forecasting.base.years import BudgetYear
from forecasting.budget.friction import filled_posts, staffed_years
from forecasting.scenarios.people import ALL, People
from forecasting.scenarios.rules import Values

__all__ = ["with_friction"]


def with_friction(persons: People, years: Sequence[BudgetYear], values: Values) -> People:
    """With the posts filled and vacant and the months of overload; the same people where posts are filled at once."""
    rules = values.friction()
    if rules is None:
        return persons
    needed = persons.monthly["fte", ALL].values
    filled = filled_posts(needed, rules)
    found = staffed_years(needed, filled, years, rules)
    yearly = {
        "filled_fte": Sample(found.filled),
        "vacant_fte": Sample(found.vacant),
        "overload_months": Sample(found.overload_months),
    }
    return People(dict(persons.monthly) | {("filled_fte", ALL): Sample(filled)}, dict(persons.yearly) | yearly)
