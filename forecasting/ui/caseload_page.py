"""Page "Fallzahl": who is where, who needs support, and for how long."""

from __future__ import annotations

from forecasting.ui.caseload import draw

if __name__ == "__main__":
    draw()
