"""Who really asks where a proxy passes requests on.

X-Forwarded-For, -Host and -Proto can be written by anybody; they are believed of the proxies that an operator has
named and taken out of every other request, so that nothing behind can believe them. uvicorn would believe any process
of this machine on its own, before the app is asked; that is switched off.
"""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Any

import uvicorn.config
from starlette.datastructures import MutableHeaders
from starlette.types import Scope

__all__ = ["Network", "believe_no_header", "is_in", "network_of", "peer", "unforwarded"]

Network = IPv4Network | IPv6Network

FOR, HOST, PROTOCOL = "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto"
FORWARDED = (FOR, HOST, PROTOCOL, "forwarded", "x-forwarded-port", "x-forwarded-prefix", "x-real-ip")
_SECURE = {"http": "https", "ws": "wss"}


def believe_no_header() -> None:
    """Let uvicorn hand on the address of the connection itself; before it has loaded the app."""
    setattr(uvicorn.config, "ProxyHeadersMiddleware", _as_it_is)  # noqa: B010  it exports no such name


def _as_it_is(app: Any, **_options: object) -> Any:
    return app


def network_of(words: str) -> Network | None:
    """An address or a network as an operator names it, None where it is neither.

    >>> network_of("10.0.0.7"), network_of("10.0.0.0/8"), network_of("proxy")
    (IPv4Network('10.0.0.7/32'), IPv4Network('10.0.0.0/8'), None)
    """
    try:
        return ip_network(words.strip())
    except ValueError:
        return None


def is_in(address: str, networks: Sequence[Network]) -> bool:
    """Whether an address lies in one of the networks; what is no address lies in none."""
    try:
        at = ip_address(address)
    except ValueError:
        return False
    at = getattr(at, "ipv4_mapped", None) or at
    return any(at in network for network in networks)


def peer(scope: Scope) -> str:
    """Address of who asks, "" where the server does not know."""
    client = scope.get("client")
    return client[0] if client else ""


def unforwarded(scope: Scope, trusted: Sequence[Network], identity: Sequence[str] = ()) -> Scope:
    """The request as its first sender made it: of the proxies that are trusted their word is taken, of nobody else.

    Args:
        identity: headers in which a trusted proxy names a person; two of one name are nobody's word.

    Of several addresses in X-Forwarded-For the last one counts that is no trusted proxy; what stands before it was
    written by that sender. A proxy that adds to Host or Proto adds at the end.
    """
    told = dict(scope, headers=list(scope["headers"]))
    headers = MutableHeaders(raw=told["headers"])
    if is_in(peer(scope), trusted):
        hops = [hop.strip() for hop in ",".join(headers.getlist(FOR)).split(",") if hop.strip()]
        senders = [hop for hop in hops if not is_in(hop, trusted)]
        if hops:
            told["client"] = ((senders or hops[:1])[-1], 0)
        if host := _last(headers, HOST):
            headers["host"] = host
        if _last(headers, PROTOCOL) in _SECURE.values():
            told["scheme"] = _SECURE.get(scope["scheme"], scope["scheme"])
    for name in FORWARDED:
        if name in headers:
            del headers[name]
    for name in identity:
        if not is_in(peer(scope), trusted) or len(headers.getlist(name)) > 1:
            del headers[name]
    return told


def _last(headers: MutableHeaders, name: str) -> str:
    return ",".join(headers.getlist(name)).rpartition(",")[2].strip().lower()
