"""Where the register, its sources, the glossary, the marked events, the pay rounds and the shipped scenarios lie."""

from __future__ import annotations

from forecasting.base.folders import DATA

__all__ = ["ASSUMPTIONS", "EVENTS", "GLOSSARY", "PAY_ROUNDS", "SCENARIOS", "SOURCES"]

ASSUMPTIONS = DATA / "assumptions.toml"
SOURCES = DATA / "sources.toml"
EVENTS = DATA / "events.toml"
GLOSSARY = DATA / "glossary.toml"
PAY_ROUNDS = DATA / "pay_rounds.toml"
SCENARIOS = DATA / "scenarios"
