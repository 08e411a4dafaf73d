"""A scenario whose request for residual funds has every part."""

from __future__ import annotations

FULL = {
    "budget.opening_unbound": 40e6,
    "budget.opening_layers": {"2023": 5e6, "2024": 10e6},
    "budget.opening_bound": 60e6,
    "budget.opening_outflow": [0.5, 0.3, 0.2],
    "budget.outflow": [0.6, 0.3, 0.1],
    "budget.pact_share": 0.25,
    "budget.release_share": 0.02,
}
