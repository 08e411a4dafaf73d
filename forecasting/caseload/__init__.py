"""Stock and flow of people: arrivals pass provisional housing, enter follow-up housing and need support.

Persons are floats; arrays are time-major, shape (months, n_paths). Equations: docs/method.md, Stay to Hours.
"""
