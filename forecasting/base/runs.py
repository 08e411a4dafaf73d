"""How many sample paths a run has where none are asked for, and the seed they are drawn from."""

from __future__ import annotations

__all__ = ["KEPT_PATHS", "PATHS", "SEED"]

PATHS = 2_000
"""Paths on screen and in the terminal: quick."""

KEPT_PATHS = 4_000
"""Paths of what is kept, a document or an adopted forecast: with fewer a quantile moves too much with the seed."""

SEED = 20_260_101
