"""Put the sciences together: from arrivals and assumptions to caseload, posts, cost and funds, path by path."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from forecasting.scenarios.chain import Outlook, outlook

__all__ = ["Outlook", "outlook"]


def __getattr__(name: str) -> Any:
    if name in __all__:
        from forecasting.scenarios import chain

        return getattr(chain, name)
    raise AttributeError(name)
