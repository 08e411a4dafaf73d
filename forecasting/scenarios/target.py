"""How many posts does restricting the support to the target group free [2.6.2, 3.2]?

Posts follow the people served, so the posts for people outside the target group are their share of all posts, path by
path. Equations: docs/method.md, Need for support.
"""

from __future__ import annotations

from collections.abc import Mapping

from forecasting.base.sample import Sample
from forecasting.scenarios.chain import Outlook
from forecasting.scenarios.draws import draw_assumptions
from forecasting.scenarios.rules import Values

__all__ = ["freed_posts"]


def freed_posts(result: Outlook) -> Mapping[str, Sample]:
    """FTE of each year for people outside the target group, by the assumption that holds their share.

    The parts add up to all of them on every path. Samples of shape (years, n_paths).
    """
    resolved, arrivals, fte = result.resolved, result.arrivals, result.yearly["fte"]
    uncertain = resolved.ranges if resolved.flag("uncertainty.assumptions") else {}
    spans = {key: uncertain[key] for key in Values(resolved).outside_target() if key in uncertain}
    shares = Values(resolved, draw_assumptions(spans, arrivals.n_paths, arrivals.seed)).outside_target()
    return {key: fte.scaled(share) for key, share in shares.items()}
