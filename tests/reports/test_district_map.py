"""The map: every district a tile of its own, near its place; the same figure on the page and in the file."""

from __future__ import annotations

import io
import re

import numpy as np
import plotly.graph_objects as go
import pytest
from PIL import Image

from forecasting.base.errors import InputError
from forecasting.base.text import LANGUAGES, Texts
from forecasting.observations.boundaries import load_boundaries
from forecasting.observations.districts import centres
from forecasting.reports.charts.files import draw, png, svg
from forecasting.reports.districts.map import SHADES, classes_of, district_map, in_lines
from forecasting.reports.districts.tile_map import outlines, tile_places, tiles
from forecasting.reports.frame import Frame
from tests.reports.areas import boundaries

VALUES = {code: float(place) for place, code in enumerate(centres())}
SHOWN = {code: f"{value:.0f}" for code, value in VALUES.items()}
FRAME = Frame("Karte", "Personen", "Datenstand: 31.12.2025.", "Quelle: eigene.", "Ausgangsszenario")


def plan(areas, *, tiled: bool, language="de", chosen="08111"):
    known = [code for code in VALUES if code in areas]
    return district_map(
        areas,
        {code: VALUES[code] for code in known},
        SHOWN,
        {code: f"Kreis {code}" for code in VALUES},
        unit="Personen",
        legend=["bis 1"] * len(SHADES),
        hover=SHOWN,
        tiled=tiled,
        text=Texts(language),
        chosen=chosen,
    )


def test_every_district_has_a_cell_of_its_own_near_its_place():
    places = tile_places(centres())
    assert len(places) == 44 == len(set(places.values()))
    lon, lat = (np.array([centres()[code][axis] for code in sorted(places)]) for axis in (0, 1))
    column, row = (np.array([places[code][axis] for code in sorted(places)]) for axis in (0, 1))
    assert np.corrcoef(lon, column)[0, 1] > 0.95
    assert np.corrcoef(lat, row)[0, 1] > 0.95
    # Known neighbours: Mannheim north of Karlsruhe, Ulm east of Stuttgart, Lörrach south of Freiburg.
    assert places["08222"][1] > places["08212"][1]
    assert places["08421"][0] > places["08111"][0]
    assert places["08336"][1] < places["08311"][1]


def test_the_layout_does_not_depend_on_the_order_of_the_districts():
    given = centres()
    assert tile_places(dict(reversed(given.items()))) == tile_places(given)


def test_tiles_do_not_touch():
    areas = tiles(centres())
    rings = [np.array(area.rings[0]) for area in areas.values()]
    boxes = [(ring[:, 0].min(), ring[:, 0].max(), ring[:, 1].min(), ring[:, 1].max()) for ring in rings]
    for place, one in enumerate(boxes):
        for other in boxes[place + 1 :]:
            assert one[1] < other[0] or other[1] < one[0] or one[3] < other[2] or other[3] < one[2]


@pytest.mark.parametrize("language", LANGUAGES)
def test_plotly_takes_the_figure_and_the_file_draws_the_same_areas(language):
    figure = plan(tiles(centres()), tiled=True, language=language)
    go.Figure(figure)
    page = draw(figure, FRAME)
    (axes,) = page.axes
    drawn = {artist.get_gid(): artist for artist in axes.patches if str(artist.get_gid()).startswith("trace-")}
    assert len(drawn) == len(figure["data"]) == 44
    for number, trace in enumerate(figure["data"]):
        polygon = drawn[f"trace-{number}"]
        assert polygon.get_xy()[: len(trace["x"])] == pytest.approx(np.array([trace["x"], trace["y"]]).T)
        color = tuple(round(255 * part) for part in polygon.get_facecolor()[:3])
        assert "#{:02X}{:02X}{:02X}".format(*color) == trace["fillcolor"]
    words = {each.get_text() for each in page.texts}
    assert set(SHOWN.values()) <= words


def test_words_stay_within_their_tile_in_the_file():
    """Real names: no label is wider than the tile it stands in."""
    from forecasting.observations import read_published

    published = read_published("kreise")
    names = dict(zip(published["ags"], published["name"], strict=True))
    figure = district_map(
        tiles(centres()), VALUES, dict.fromkeys(VALUES, "12.345"), names, unit="Personen", legend=["bis 1"] * 5,
        hover=SHOWN, tiled=True, text=Texts("de"),
    )  # fmt: skip
    page = draw(figure, FRAME)
    axes = page.axes[0]
    page.canvas.draw()
    width = axes.transData.transform((0.96, 0))[0] - axes.transData.transform((0, 0))[0]
    for words in page.texts:
        if str(words.get_gid()).startswith("note-") and words.get_text() in "".join(names.values()):
            assert words.get_window_extent().width <= 1.02 * width, words.get_text()


def test_the_chosen_district_is_framed_and_drawn_last():
    figure = plan(tiles(centres()), tiled=True, chosen="08425")
    widths = [trace["line"]["width"] for trace in figure["data"]]
    assert widths[-1] == 3 and set(widths[:-1]) == {1}
    assert figure["data"][-1]["text"] == SHOWN["08425"]


def test_png_and_svg_are_written_and_the_same_every_time():
    figure = plan(tiles(centres()), tiled=True)
    first = png(figure, FRAME, dpi=72)
    assert first == png(figure, FRAME, dpi=72)
    picture = np.asarray(Image.open(io.BytesIO(first)).convert("RGB"))
    for shade in SHADES:
        color = [int(shade[at : at + 2], 16) for at in (1, 3, 5)]
        assert (picture == color).all(axis=2).sum() > 500
    words = re.sub(r"<[^>]+>", " ", svg(figure, FRAME).decode())
    assert "Kreis" in words


def test_dark_words_keep_four_and_a_half_to_one_on_every_shade():
    def light(color: str) -> float:
        parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    for shade in SHADES:
        assert (light(shade) + 0.05) / (light("#2B2F36") + 0.05) >= 4.5


def test_classes_hold_about_as_many_districts_each_and_one_where_all_are_equal():
    edges = classes_of(np.arange(44.0))
    assert edges == sorted(edges) and len(edges) == 4
    assert classes_of(np.ones(44)) == [1.0] * 4


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("Stuttgart", ["Stuttgart"]),
        ("Freiburg im Breisgau", ["Freiburg im", "Breisgau"]),
        ("Neckar-Odenwald-Kreis", ["Neckar-", "Odenwald-", "Kreis"]),
        ("Zollernalbkreis", ["Zollernalb-", "kreis"]),
        ("Heilbronn, Land", ["Heilbronn,", "Land"]),
    ],
)
def test_names_break_where_a_reader_would(name, lines):
    assert in_lines(name) == lines


@pytest.mark.parametrize("scale", [1.0, 100_000.0])
def test_boundaries_are_drawn_large_before_small_and_in_true_proportion(tmp_path, scale):
    found = load_boundaries(boundaries(tmp_path / "kreise.geojson", scale=scale))
    assert list(found)[-1] == "08212" and set(found) == {"08111", "08212", "08215"}
    figure = plan(outlines(found), tiled=False)
    go.Figure(figure)
    page = draw(figure, FRAME)
    axes = page.axes[0]
    one, two = axes.transData.transform((0, 0)), axes.transData.transform((scale / 1e3, scale / 1e3))
    assert two[0] - one[0] == pytest.approx(two[1] - one[1], rel=1e-6)


@pytest.mark.parametrize(
    ("content", "key"),
    [
        ("not json", "observations.boundaries"),
        ("[]", "observations.boundaries"),
        ('{"features": [{"properties": {"AGS": "08111"}, "geometry": null}]}', "observations.boundaries"),
        ('{"features": []}', "observations.boundaries_empty"),
    ],
)
def test_a_file_that_is_no_map_is_refused_by_name(tmp_path, content, key):
    path = tmp_path / "kreise.geojson"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError) as error:
        load_boundaries(path)
    assert [(finding.key, finding.file) for finding in error.value.findings] == [(key, path.name)]


def test_the_words_of_a_county_keep_clear_of_the_town_within_it():
    """A square county whose middle is a town: its words stand beside the town, those of the town in its middle."""

    def square(x: float, y: float, half: float):
        corners = [(-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)]
        return tuple((x + half * right, y + half * up) for right, up in corners)

    found = outlines({"county": (square(0.0, 0.0, 5.0),), "town": (square(0.0, 0.0, 2.0),)})
    x, y = found["county"].label
    assert max(abs(x), abs(y)) > 2.5 and max(abs(x), abs(y)) < 4.5
    assert found["town"].label == pytest.approx((0.0, 0.0), abs=0.2)
