"""Worlds that the sentences of the answer are told of."""

from __future__ import annotations

SPREAD = [0.5 + step / 100 for step in range(101)]


ARRIVALS = 1_000.0  # of each group a month, half of them with a prospect to remain


PINNED = {
    "whole_years": False, "uncertainty.assumptions": False, "planning.quantile": 0.8, "need.non_target_share": 0.0,
    "staffing.method": "ratio", "staffing.ratio_base": "served", "staffing.rule": "mean",
    "staffing.persons_per_fte": 80,
    "staffing.graduate_share": 1.0, "staffing.occupancy": 1.0,
    "funding.basis": "fixed", "funding.surplus": "retained", "funding.state_share": 1.0,
    "funding.rate_graduate": 60_000, "funding.rate_vocational": 60_000, "funding.rate_growth": 0.0,
    "funding.cost_graduate": 70_000, "funding.cost_vocational": 70_000, "funding.cost_growth": 0.0,
    "funding.training_cost": 0, "funding.admin_cost": 0, "funding.other_areas": 0,
    "budget.order": "residuals_first", "budget.carry_over_years": 99, "budget.unused_becomes_residual": 1.0,
    "budget.committed_to_date": 0, "budget.fixed_commitments": {}, "budget.undated_residuals": "last_year",
    "funding.admin_outside": {},
}  # fmt: skip
for group in ("asylum", "ukraine"):
    PINNED |= {f"housing.{group}.direct_share": 1.0, f"housing.{group}.transfer_share": 1.0}
    PINNED |= {f"need.{group}.prospect_share": 0.5, f"need.{group}.take_up": 1.0}
    PINNED |= {f"need.{group}.exit_rate": 0.0, f"need.{group}.max_months": 12}
