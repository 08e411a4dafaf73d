"""The map of the districts as a chart of the page: in boundaries where the operator has a file, else as tiles."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np
import streamlit as st

from forecasting.base.errors import InputError
from forecasting.base.format import Formats
from forecasting.base.quantiles import Array
from forecasting.base.rounding import rounded_parts, rounded_persons
from forecasting.base.text import Texts
from forecasting.observations.boundaries import boundary_path, load_boundaries
from forecasting.observations.districts import centres
from forecasting.reports.districts.map import classes_of, district_map
from forecasting.reports.districts.tables import rank, year_data
from forecasting.reports.districts.tile_map import Area, outlines, tiles
from forecasting.reports.districts.words import key_words, names_by_code
from forecasting.reports.grid import Values
from forecasting.scenarios.districts.account import DistrictYear
from forecasting.scenarios.districts.results import ByDistrict
from forecasting.ui.board.downloads import Chart

__all__ = ["MEASURES", "boundary_problem", "map_chart"]

MEASURES = ("persons", "fte", "posts", "grant")
DIGITS = {"persons": 0, "fte": 0, "posts": 2, "grant": 0}
FACTORS = {"grant": 1e-3}


def map_chart(found: ByDistrict, year: DistrictYear, measure: str, text: Texts, *, chosen: str) -> Chart:
    """One measure of a year on the map."""
    formats, districts = Formats(text.language), found.distribution.districts
    exact: Array = getattr(year, measure) * FACTORS.get(measure, 1.0)
    scale = 10 ** DIGITS[measure]
    steps = rounded_persons(exact.tolist()) if measure == "persons" else rounded_parts(exact.tolist(), scale)
    amounts = np.array(steps) / scale  # as the tables print them: they add up
    names = names_by_code(districts, text)
    values = {each.code: float(amount) for each, amount in zip(districts, amounts, strict=True)}
    shown = {code: formats.number(value, DIGITS[measure]) for code, value in values.items()}
    unit = text(f"ui.districts.unit_{measure}")
    areas, tiled = _areas(tuple(values))
    row = found.result.row(year.year)
    hover = {code: f"<b>{name}</b><br>{shown[code]} {unit}" for code, name in names.items()}
    plan = district_map(
        areas,
        values,
        shown,
        names,
        unit=unit,
        legend=_legend(amounts, DIGITS[measure], formats, text),
        hover=hover,
        tiled=tiled,
        text=text,
        chosen=chosen,
    )
    order = rank(amounts)
    most, least = (districts[order[place]].code for place in (0, -1))
    words = text(
        "ui.districts.map_words",
        most=names[most],
        most_value=shown[most],
        least=names[least],
        least_value=shown[least],
        unit=unit,
        key=key_words(found.distribution.weights[row], text),
    )
    table = Values(
        (text("reports.district.head_name"), unit),
        tuple((names[districts[place].code], shown[districts[place].code]) for place in order),
    )
    return Chart(plan, unit, words, lambda: table, partial(year_data, found, year, text),
                 data_notes=(text("reports.district.note_code"),))  # fmt: skip


def _legend(amounts: Array, digits: int, formats: Formats, text: Texts) -> list[str]:
    """Where each class ends."""
    ends = [*classes_of(amounts), float(np.max(amounts))]
    return [text("ui.districts.up_to", value=formats.number(end, digits)) for end in ends]


def boundary_problem() -> InputError | None:
    """Why the operator's file of boundaries is not drawn; None where it is, or where there is none."""
    path = boundary_path()
    found = None if path is None else _boundaries(str(path), path.stat().st_mtime_ns)
    return found if isinstance(found, InputError) else None


def _areas(codes: tuple[str, ...]) -> tuple[dict[str, Area], bool]:
    """Areas by code and whether they are tiles; a district that is on no map is left to the table."""
    path = boundary_path()
    found = None if path is None else _boundaries(str(path), path.stat().st_mtime_ns)
    return (found, False) if isinstance(found, dict) else (_tiles(codes), True)


@st.cache_resource(show_spinner=False, max_entries=8)
def _tiles(codes: tuple[str, ...]) -> dict[str, Area]:
    return tiles({code: place for code, place in centres().items() if code in codes})


@st.cache_resource(show_spinner=False, max_entries=2)
def _boundaries(path: str, changed: int) -> dict[str, Area] | InputError:
    """Areas of the operator's file, or why it cannot be used: tiles take its place then."""
    try:
        return outlines(load_boundaries(Path(path)))
    except InputError as error:
        return error
