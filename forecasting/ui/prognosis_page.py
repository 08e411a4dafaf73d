"""Page "Prognose": how many come, how sure that is, and how good the forecasts were."""

from __future__ import annotations

from forecasting.ui.prognosis import draw

if __name__ == "__main__":
    draw()
