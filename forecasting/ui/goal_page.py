"""Page "Zielsuche": which value of a lever reaches a result, for certain or with a probability."""

from __future__ import annotations

from forecasting.ui.goal import draw

if __name__ == "__main__":
    draw()
