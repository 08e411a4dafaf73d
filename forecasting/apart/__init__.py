"""Heavy work beside the server: in programs of its own, so that the pages stay quick and nothing that a file or a
question asks for can take the server along.
"""

from __future__ import annotations

from forecasting.apart.pool import Limits, Pool

__all__ = ["Limits", "Pool"]
