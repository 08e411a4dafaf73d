"""The files of the other pages: every assumption, every known figure, observations that can be loaded again."""

from __future__ import annotations

import csv
import io
import math
from dataclasses import replace

import numpy as np
import pytest

from forecasting.assumptions import load_register, load_scenario
from forecasting.base.text import LANGUAGES, Texts
from forecasting.observations import Observations, load_observations
from forecasting.observations.overlay import check_upload
from forecasting.scenarios.plausibility import anchors
from forecasting.ui.board.download_tables import anchors_data, observation_files, register_data
from forecasting.ui.pages.plausibility import row
from tests.reports.worlds import result

GERMAN = Texts("de")
BASE = load_scenario()
ENTRIES = load_register().for_groups(("asylum", "ukraine"))


@pytest.fixture(scope="module")
def shipped() -> Observations:
    return load_observations()


def _rows(content: bytes, language: str) -> list[list[str]]:
    text = io.StringIO(content.decode("utf-8-sig"), newline="")
    return list(csv.reader(text, delimiter=";" if language == "de" else ",", strict=True))


def _above(content: bytes) -> list[str]:
    rows = _rows(content, "de")
    return [row[0] for row in rows[: next(place for place, row in enumerate(rows) if not any(row))]]


def test_the_register_holds_every_assumption_with_both_values_and_their_difference():
    changes = {"funding.rate_graduate": 70_000, "funding.state_share": 0.5, "staffing.method": "ratio"}
    scenario = BASE.with_values(changes, {"funding.rate_graduate": "Tarifabschluss"})
    table = register_data(ENTRIES, scenario, BASE, GERMAN).set_index("Schlüssel")
    assert list(table.index) == [entry.key for entry in ENTRIES]
    assert table.columns.is_unique
    rate, share = table.loc["funding.rate_graduate"], table.loc["funding.state_share"]
    assert (rate["Wert"], rate["Weicht ab"]) == (70_000.0, True)
    assert math.isnan(rate["Unterschied"])  # the base has one rate per date
    assert rate["Begründung der Abweichung"] == "Tarifabschluss"
    assert (share["Wert"], share["Ausgangsszenario"], share["Unterschied"]) == (50.0, 100.0, -50.0)
    assert share["Einheit"] == "%"
    assert table.loc["staffing.method", "Wert"] == "Nach Betreuungsschlüssel"
    assert table["Weicht ab"].sum() == len(changes)
    assert table["Unterschied"][~table["Weicht ab"].astype(bool)].isna().all()
    for key in ("Quelle", "Güte", "Wirkung", "Art", "Bedeutung", "Bereich"):
        assert table[key].astype(str).str.strip().all()
    take_up = table.loc["need.asylum.take_up"]
    assert take_up["Spanne, untere Grenze"] < take_up["Wert"] < take_up["Spanne, obere Grenze"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_known_figures_stand_beside_the_model_in_one_unit(language):
    text, found = Texts(language), anchors(result())
    shown = [row(anchor, text) for anchor in found]
    table = anchors_data(found, shown, text)
    assert len(table) == len(found) > 10
    low, high = (table[text(f"ui.save.known_{end}")] for end in ("low", "high"))
    model, met = table[text("ui.plausibility.model")], [anchor.met for anchor in found]
    assert [bool(value) for value in (low <= model) & (model <= high)] == met
    share = next(place for place, anchor in enumerate(found) if anchor.known.unit == "share")
    assert table[text("reports.file.unit_head")][share] == "%"
    known = found[share].known
    percent = (100 * found[share].model_value, 100 * known.low, 100 * known.high)
    assert (model[share], low[share], high[share]) == pytest.approx(percent)
    assert table[text("ui.plausibility.source")].tolist() == [words[5] for words in shown]


@pytest.mark.parametrize("language", LANGUAGES)
def test_observations_can_be_handed_in_again_unchanged(language, shipped):
    text = Texts(language)
    files = observation_files(shipped, None, text)
    assert [kind for kind, _ in files] == ["arrivals", "districts"]
    for _, file in files:
        assert check_upload([(file.name, file.make())]).blocking == ()
    checked = check_upload([(file.name, file.make()) for _, file in files])
    assert checked.observations is not None
    for group, series in shipped.arrivals.items():
        again = checked.observations.arrivals[group]
        np.testing.assert_array_equal(again.values, series.values)
        assert (again.first_month, again.status) == (series.first_month, series.status)
    assert checked.observations.districts is not None
    assert checked.observations.districts.equals(shipped.districts)


def test_months_that_are_not_real_stay_so(shipped):
    series = shipped.arrivals["asylum"]
    months = frozenset({series.first_month + 3, series.first_month + 4})
    marked = replace(
        shipped, arrivals={**shipped.arrivals, "asylum": replace(series, sample=months)}, sample_data=True
    )
    (_, file), _ = observation_files(marked, None, GERMAN)
    rows = _rows(file.make(), "de")
    sample = {row[0] for row in rows if row[-1] == "sample"}
    assert len(sample) == 2
    assert GERMAN("reports.file.sample") in _above(file.make())
    checked = check_upload([(file.name, file.make())])
    assert checked.observations is not None
    assert checked.observations.sample_data
    assert checked.observations.arrivals["asylum"].sample >= months


def test_each_file_names_its_own_source(shipped):
    arrivals, districts = (_above(file.make()) for _, file in observation_files(shipped, None, GERMAN))
    assert GERMAN("reports.chart.source_arrivals") in arrivals
    assert any(words.startswith("Datenstand: 31.12.2025 (Landeszahlen: Asyl bis ") for words in arrivals)
    assert "Quelle: Destatis 04-kreise (Gebietsstand 31.12.2021)." in districts
    assert not any(words.startswith(("Datenstand", "Szenario")) for words in districts)
    own = replace(shipped, districts=shipped.districts.assign(allocation=1.0))
    _, districts = (_above(file.make()) for _, file in observation_files(own, "Quelle: eigene.", GERMAN))
    assert "Quelle: eigene." in districts


def test_what_is_not_there_has_no_file(shipped):
    files = observation_files(replace(shipped, districts=None), None, GERMAN)
    assert [kind for kind, _ in files] == ["arrivals"]
    assert files[0][1].name == f"zugaenge-je-monat-und-gruppe_data-{shipped.data_hash[:8]}_2025-12.csv"
