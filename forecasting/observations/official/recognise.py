"""Which official file is this? The single door to the layouts that are known."""

from __future__ import annotations

from collections.abc import Sequence

from forecasting.observations.official.bamf import read_bamf
from forecasting.observations.official.eurostat import read_eurostat
from forecasting.observations.official.genesis import read_genesis
from forecasting.observations.official.monthly_list import read_monthly_list
from forecasting.observations.official.record import Recognised
from forecasting.observations.reading.tables import Table

__all__ = ["recognised"]

_LAYOUTS = (read_eurostat, read_genesis, read_bamf, read_monthly_list)  # what is surest by its header comes first


def recognised(tables: Sequence[Table]) -> Recognised | None:
    """What a file of these tables is, by what it holds and never by its name; None where it is none that we know."""
    for read in _LAYOUTS:
        if tables and (result := read(tables)) is not None:
            return result
    return None
