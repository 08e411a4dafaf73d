"""Page "Einflussgrößen": which assumption matters, and what makes the scenario differ from the base scenario."""

from __future__ import annotations

from forecasting.ui.influence import draw

if __name__ == "__main__":
    draw()
