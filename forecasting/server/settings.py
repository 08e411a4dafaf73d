"""What an operator sets of the doors: hosts, proxies, limits; read from the environment when the server starts."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from forecasting.base.buckets import Rate
from forecasting.base.errors import Finding, InputError
from forecasting.server.hosts import Hosts, host_of
from forecasting.server.proxies import Network, network_of

__all__ = ["AT_ONCE", "LIMITS", "Settings", "settings_of"]

HOSTS, PROXY, METRICS, RATES = "FORECASTING_HOSTS", "FORECASTING_PROXY", "FORECASTING_METRICS", "FORECASTING_LIMITS"

LIMITS: Mapping[str, Rate] = {
    "live": Rate(per_second=50, burst=300),  # a hand that drags a lever asks some twenty times a second
    "upload": Rate(per_second=0.5, burst=30),
    "paper": Rate(per_second=0.1, burst=20),  # orders; each may take minutes, and they wait in a line
    "socket": Rate(
        per_second=2, burst=120
    ),  # pages opened; fifty planners come at eight, perhaps through one address
}
"""What each person may do without being named by an operator."""

AT_ONCE = 200
"""Pages that one person keeps open."""

_T = TypeVar("_T")


@dataclass(frozen=True)
class Settings:
    """What the doors go by."""

    hosts: Hosts
    proxies: tuple[Network, ...] = ()  # whose X-Forwarded-… are believed
    metrics: tuple[Network, ...] = ()  # who may read figures about the server
    identity: tuple[str, ...] = ()  # headers in which a proxy names a person
    limits: Mapping[str, Rate] = field(default_factory=lambda: LIMITS)  # by what is done; what is missing is free


def settings_of(environment: Mapping[str, str], *addresses: str | None) -> Settings:
    """What the environment says.

    Args:
        addresses: where the server is told to serve.
    Raises:
        InputError: something that is said cannot be used; every such word is named.
    """
    findings: list[Finding] = []

    def read(variable: str, key: str, one: Callable[[str], _T | None]) -> list[_T]:
        words = [word.strip() for word in environment.get(variable, "").split(",") if word.strip()]
        found = [(word, one(word)) for word in words]
        findings.extend(Finding(key, {"variable": variable, "found": word}) for word, value in found if value is None)
        return [value for _, value in found if value is not None]

    named = read(HOSTS, "server.settings.host", host_of)
    proxies: list[Network] = read(PROXY, "server.settings.network", network_of)
    metrics: list[Network] = read(METRICS, "server.settings.network", network_of)
    limits = read(RATES, "server.settings.limit", _limit)
    if findings:
        raise InputError(findings)
    rates = {what: rate for what, rate in {**LIMITS, **dict(limits)}.items() if rate is not None}
    return Settings(Hosts.of(named, *addresses), tuple(proxies), tuple(metrics), limits=rates)


def _limit(words: str) -> tuple[str, Rate | None] | None:
    """A limit as an operator sets it: `live=50/300`, a rate a second and how much at once, or `live=off`."""
    what, _, value = words.partition("=")
    if what not in LIMITS:
        return None
    if value == "off":
        return what, None
    try:
        steady, burst = map(float, value.split("/"))
    except ValueError:
        return None
    return (what, Rate(steady, burst)) if steady > 0 and burst >= 1 and math.isfinite(steady + burst) else None
