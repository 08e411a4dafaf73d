"""What is known: published figures, the monthly series built from them, and the checks of what an office sends.

The doors load their modules on first use, so that importing this package stays light.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from forecasting.observations.audit_report import AuditReport, load_audit_report
    from forecasting.observations.checking import check
    from forecasting.observations.load import (
        Observations,
        Series,
        load_observations,
        read_arrivals_csv,
        read_series,
        read_yearly_series,
    )
    from forecasting.observations.published import read_published

__all__ = [
    "AuditReport",
    "Observations",
    "Series",
    "check",
    "load_audit_report",
    "load_observations",
    "read_arrivals_csv",
    "read_published",
    "read_series",
    "read_yearly_series",
]

_HOMES = {
    "AuditReport": "audit_report",
    "Observations": "load",
    "Series": "load",
    "check": "checking",
    "load_audit_report": "audit_report",
    "load_observations": "load",
    "read_arrivals_csv": "load",
    "read_published": "published",
    "read_series": "load",
    "read_yearly_series": "load",
}


def __getattr__(name: str) -> object:
    """Load the module behind a door on first use (PEP 562)."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    door: object = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = door
    return door
