"""Page "Annahmen": every assumption, its source, who changed it and why, and what the model is silent on."""

from __future__ import annotations

from forecasting.ui.assumptions import draw

if __name__ == "__main__":
    draw()
