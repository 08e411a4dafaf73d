"""That nobody comes in unasked: whom a proxy names is believed of proxies alone, and a server that others reach asks.

Without people everybody who reaches the server may do everything. So it serves other addresses than this machine's
only where an operator says in so many words that this is meant.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from forecasting.base.errors import Finding, InputError
from forecasting.people import Directory
from forecasting.people.directory import OPEN
from forecasting.server.hosts import LOOPBACK
from forecasting.server.settings import PROXY, Settings

__all__ = ["FRONT_ASKS", "OPEN", "RISK", "check_sign_in", "identity_headers"]

FRONT_ASKS = "FORECASTING_FRONT_ASKS"
"""Set for processes behind our own front, which has looked at what follows here itself."""

RISK = "everybody-who-reaches-this-server-may-read-change-and-delete-everything"


def identity_headers(known: Directory | None) -> tuple[str, ...]:
    """Headers by which a proxy names a person; none where people sign in otherwise."""
    if known is None or known.sign_in.by != "header":
        return ()
    names = (known.sign_in.identity, known.sign_in.name, known.sign_in.groups)
    return tuple(name.lower() for name in names if name)


def check_sign_in(
    known: Directory | None, settings: Settings, environment: Mapping[str, str], addresses: Iterable[str | None]
) -> None:
    """Refuse to serve others than this machine without asking who they are.

    Args:
        known: the people, None without.
        addresses: where the server is told to serve; None: everywhere.
    Raises:
        InputError: others could come in unasked, or nobody at all.
    """
    if known is not None:
        if known.sign_in.by == "header" and not settings.proxies:
            raise InputError(Finding("server.sign_in.proxy", {"variable": PROXY}))
        return
    if environment.get(FRONT_ASKS):
        return
    foreign = [str(address or "0.0.0.0") for address in addresses if address not in _THIS_MACHINE]
    foreign += [host.name for host in settings.hosts.named if host.name not in LOOPBACK]
    foreign += [str(network) for network in settings.proxies]
    if foreign and environment.get(OPEN) != RISK:
        facts = {"where": ", ".join(dict.fromkeys(foreign)), "variable": OPEN, "risk": RISK}
        raise InputError(Finding("server.sign_in.nobody", facts))


_THIS_MACHINE = (*LOOPBACK, "::1")
