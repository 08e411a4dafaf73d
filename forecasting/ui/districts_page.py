"""Page "Stadt- und Landkreise": where the persons, the posts and the money go."""

from __future__ import annotations

from forecasting.ui.districts import draw

if __name__ == "__main__":
    draw()
