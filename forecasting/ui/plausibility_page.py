"""Page "Plausibilität": the model beside what is known from outside."""

from __future__ import annotations

from forecasting.ui.plausibility import draw

if __name__ == "__main__":
    draw()
