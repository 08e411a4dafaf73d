"""How often a person may order what takes a while; the limits are those of the server's doors."""

from __future__ import annotations

from forecasting.base.buckets import Buckets

__all__ = ["PACE"]

PACE = Buckets({})
"""By what is ordered and the id of who orders it; free until the server has set its limits."""
