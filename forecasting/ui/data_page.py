"""Page "Daten": what is loaded, since when, what is wrong with it, and figures of one's own."""

from __future__ import annotations

from forecasting.ui.data_drawing import draw

if __name__ == "__main__":
    draw()
