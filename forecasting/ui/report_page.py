"""Page "Bericht": choose papers for cabinet, budget, municipalities and hearing, look at them, and have them made."""

from __future__ import annotations

from forecasting.ui.report import draw

if __name__ == "__main__":
    draw()
