"""Where the figures, assumptions and scenarios lie: the folder `data`, or the one that FORECASTING_DATA names.

Another state is another folder: docs/data.md, Another state.
"""

from __future__ import annotations

import os
from pathlib import Path

__all__ = ["DATA", "DATA_VARIABLE"]

DATA_VARIABLE = "FORECASTING_DATA"
DATA = Path(os.environ.get(DATA_VARIABLE) or Path(__file__).resolve().parents[2] / "data").absolute()
"""Chosen once, when the program starts."""
