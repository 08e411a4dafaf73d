"""`python -m forecasting outlook --by district`: the outlook divided among the Stadt- und Landkreise."""

from __future__ import annotations

import json

from forecasting.base.text import Texts
from forecasting.observations import Observations
from forecasting.scenarios import Outlook

__all__ = ["said"]


def said(result: Outlook, observations: Observations, as_json: bool, text: Texts) -> str:
    """The result as it is printed.

    Raises:
        InputError: no districts, or no figures for the key.
    """
    from forecasting.scenarios.districts.keys import distribute
    from forecasting.scenarios.districts.results import ByDistrict

    found = ByDistrict(result, distribute(observations.districts, result.resolved, result.years))
    if as_json:
        from forecasting.reports.districts.rows import district_document

        return json.dumps(district_document(found, text), ensure_ascii=False) + "\n"
    from forecasting.reports.districts.terminal import render_districts

    return render_districts(found, text)
