"""Where the register, its sources, the glossary, the marked events, the pay rounds and the shipped scenarios lie."""

from __future__ import annotations

from pathlib import Path

__all__ = ["ASSUMPTIONS", "EVENTS", "GLOSSARY", "PAY_ROUNDS", "SCENARIOS", "SOURCES"]

_DATA = Path(__file__).resolve().parents[2] / "data"
ASSUMPTIONS = _DATA / "assumptions.toml"
SOURCES = _DATA / "sources.toml"
EVENTS = _DATA / "events.toml"
GLOSSARY = _DATA / "glossary.toml"
PAY_ROUNDS = _DATA / "pay_rounds.toml"
SCENARIOS = _DATA / "scenarios"
