"""How many sample paths a run has where none are asked for, and the seed they are drawn from."""

from __future__ import annotations

__all__ = ["PATHS", "SEED"]

PATHS = 2_000
"""Paths on screen, in the terminal, in documents and in adopted forecasts: the same everywhere, so that a
quantity has one value. Twice as many double the time that a lever of the housing takes."""

SEED = 20_260_101
