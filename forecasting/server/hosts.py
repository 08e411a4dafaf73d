"""Which names this server answers to, and whose pages may write to it.

A browser is led to a foreign server by a name that resolves to this machine's address (DNS rebinding); then the Host
header bears that name. So a request counts only under a name that is known: one of this machine, one that an operator
has named, or the very address at which the connection arrived, which no name server can redirect.

A page of another site gives itself away by its Origin. Its name and port must be those of the request, or a name that
an operator has named; the scheme is not compared, since behind a proxy only the proxy knows it. A request without
Origin comes from no page: browsers send it with every WebSocket and with all that writes. A script or a health check
leaves it out, and could write anything into it; so it is let in, unless Sec-Fetch-Site says that a page of another
site has sent it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import ip_address

__all__ = ["LOOPBACK", "Host", "Hosts", "host_of"]

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
EVERY = ("0.0.0.0", "::")  # serve at every address of the machine; no name of it
OWN_PAGES = ("same-origin", "none")  # "none": typed, a bookmark

_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9_](?:[a-z0-9._-]*[a-z0-9_])?)\.?(?::([0-9]{1,5}))?", re.ASCII)
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class Host:
    """A name or an address, as a URL has it, and a port where one is said."""

    name: str
    port: int | None = None


def host_of(words: str) -> Host | None:
    """What a Host header or an operator names, None where it is no host.

    >>> host_of("Planung.example.org:8501"), host_of("[::1]"), host_of("a b"), host_of("*")
    (Host(name='planung.example.org', port=8501), Host(name='[::1]', port=None), None, None)
    """
    found = _HOST.fullmatch(words.strip().lower())
    if found is None:
        return None
    name, port = found[1], int(found[2]) if found[2] else None
    if port is not None and not 0 < port < 65536:
        return None
    if name.startswith("["):
        try:
            name = f"[{ip_address(name[1:-1]).compressed}]"
        except ValueError:
            return None
    return Host(name, port)


@dataclass(frozen=True)
class Hosts:
    """Names that this server answers to."""

    own: tuple[Host, ...]  # of this machine
    named: tuple[Host, ...] = ()  # by an operator: pages under these names may write

    @classmethod
    def of(cls, named: Iterable[Host], *addresses: str | None) -> Hosts:
        """The loopback names, the `addresses` the server is told to serve at, and what an operator has `named`."""
        own = [_bracketed(name) for name in addresses if name and name not in EVERY]
        known = map(host_of, (*LOOPBACK, *own))
        return cls(tuple(dict.fromkeys(host for host in known if host)), tuple(named))

    def knows(self, host: Host, arrived: str | None = None) -> bool:
        """Whether this server is meant by `host`; `arrived` is the address at which the connection arrived."""
        at = host_of(_bracketed(arrived)) if arrived else None
        return _among(host, (*self.own, *self.named)) or (at is not None and host.name == at.name)

    def is_own_page(self, origin: str | None, site: str | None, host: Host) -> bool:
        """Whether a request to `host` comes from a page of this server, or from no page at all.

        Args:
            origin: header Origin.
            site: header Sec-Fetch-Site.
        """
        if origin is None:
            return site is None or site in OWN_PAGES
        scheme, _, rest = origin.lower().partition("://")
        theirs = host_of(rest)
        if scheme not in _PORTS or theirs is None:  # "null" too: a page that hides where it comes from
            return False
        port = theirs.port or _PORTS[scheme]
        same = theirs.name == host.name and (port == host.port if host.port else port in _PORTS.values())
        return same or _among(Host(theirs.name, port), self.named)


def _among(host: Host, hosts: Iterable[Host]) -> bool:
    ports = (None, host.port) if host.port else (None, *_PORTS.values())
    return any(host.name == one.name and one.port in ports for one in hosts)


def _bracketed(address: str) -> str:
    """An address of a socket as a URL has it."""
    return f"[{address}]" if ":" in address and not address.startswith("[") else address
