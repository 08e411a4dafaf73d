"""Page "Überblick": the answer, the levers, the evidence."""

from __future__ import annotations

from forecasting.ui.overview import draw

if __name__ == "__main__":
    draw()
