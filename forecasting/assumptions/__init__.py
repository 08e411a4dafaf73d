"""The register of assumptions and the scenarios that differ from it: what is assumed, why, and how sure it is.

The register is `data/assumptions.toml`, its sources `data/sources.toml`; scenarios are TOML files that hold only
what differs. Units and words of every key: docs/method.md, Assumptions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from forecasting.assumptions.entry import Assumption
    from forecasting.assumptions.events import ShippedEvent, load_events, marked_events
    from forecasting.assumptions.glossary import Term, load_glossary
    from forecasting.assumptions.register import Register, load_register
    from forecasting.assumptions.resolved import Resolved, resolve
    from forecasting.assumptions.scenario import (
        Scenario,
        base_values,
        load_scenario,
        own_keys,
        shipped_scenarios,
    )
    from forecasting.assumptions.sources import Source, cite, load_sources
    from forecasting.assumptions.values import (
        Band,
        DatedValue,
        Expectation,
        MarkedEvent,
        Origins,
        Range,
        Shock,
        Value,
        Years,
        in_year,
    )

__all__ = [
    "Assumption",
    "Band",
    "DatedValue",
    "Expectation",
    "MarkedEvent",
    "Origins",
    "Range",
    "Register",
    "Resolved",
    "Scenario",
    "ShippedEvent",
    "Shock",
    "Source",
    "Term",
    "Value",
    "Years",
    "base_values",
    "cite",
    "in_year",
    "load_events",
    "load_glossary",
    "load_register",
    "load_scenario",
    "load_sources",
    "marked_events",
    "own_keys",
    "resolve",
    "shipped_scenarios",
]

_HOME = {
    "Assumption": "entry",
    "Register": "register",
    "Resolved": "resolved",
    "Scenario": "scenario",
    "ShippedEvent": "events",
    "Source": "sources",
    "Term": "glossary",
    "base_values": "scenario",
    "cite": "sources",
    "load_events": "events",
    "load_glossary": "glossary",
    "load_register": "register",
    "load_scenario": "scenario",
    "load_sources": "sources",
    "marked_events": "events",
    "own_keys": "scenario",
    "resolve": "resolved",
    "shipped_scenarios": "scenario",
}


def __getattr__(name: str) -> Any:
    if name in __all__:
        from importlib import import_module

        return getattr(import_module(f"{__name__}.{_HOME.get(name, 'values')}"), name)
    raise AttributeError(name)
