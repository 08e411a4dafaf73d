"""Keep Streamlit from asking the network for this machine's own addresses.

To judge the Origin of a WebSocket, Streamlit sends a packet towards a public address and asks a server outside for
the public address of this machine, and stands still meanwhile. The guard refuses such a request before Streamlit sees
it; this holds also where it should not.
"""

from __future__ import annotations

from streamlit import net_util

__all__ = ["stay_offline"]

LOOKUPS = ("get_internal_ip", "get_external_ip")


def stay_offline() -> None:
    """Answer both questions with "unknown", before the first visitor."""
    for name in LOOKUPS:
        setattr(net_util, name, _unknown)


def _unknown() -> None:
    return None
