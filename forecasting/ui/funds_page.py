"""Page "Mittel und Ausgabereste": what it costs, what pays for it, and what is left."""

from __future__ import annotations

from forecasting.ui.funds import draw

if __name__ == "__main__":
    draw()
