"""The page of data: what is loaded, findings in place, a preview of what changes, adoption and the way back."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
import streamlit as st
from openpyxl import load_workbook
from streamlit.testing.v1 import AppTest

from forecasting.arrivals import Arrivals
from forecasting.assumptions import Scenario
from forecasting.base.errors import Finding, InputError
from forecasting.base.text import LANGUAGES, Texts
from forecasting.observations import Observations, check, load_observations, read_published
from forecasting.observations.load import OBSERVATIONS
from forecasting.observations.overlay import check_upload
from forecasting.observations.reading.published_kinds import PUBLISHED
from forecasting.observations.reading.templates import TEMPLATES, column_rows, template_csv, template_xlsx
from forecasting.reports.data.figures import figure_grades, figure_rows, printed_years
from forecasting.reports.data.revisions import age_rows, running_rows, year_rows
from forecasting.reports.data.sources import dated_sources, file_rows, source_rows
from forecasting.ui.pages.data.preview import answer_rows, change_rows, preview_rows, preview_words
from forecasting.ui.pages.data.view import further_words, legend_words, loaded_heads, loaded_rows, month_grid, states
from forecasting.ui.session import data
from tests.reports.worlds import arrivals, result
from tests.ui.conftest import bodies, opened, turn_to

GERMAN = Texts("de")
SHIPPED = load_observations()
BROKEN = b"month;group;arrivals\n2025-11;asylum;-5\n2025-11;asylum;7\n2025-13;asylum;3\n2025-12;asylum;viele\n"
REFUSED = 4_242.0  # arrivals in the last month from which nothing is forecast here


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Shipped observations; made-up arrivals that carry the hash of the data they come from."""

    def made_up(observations: Observations, scenario: Scenario, **_: object) -> Arrivals:
        if observations.arrivals["asylum"].values[-1] == REFUSED:
            raise InputError(Finding("observations.no_rows", file="asylum"))
        found = arrivals(horizon=int(str(scenario.value("horizon_months"))))
        return replace(found, data_hash=observations.data_hash)

    monkeypatch.setattr(data, "forecast_arrivals", made_up)
    monkeypatch.setattr(data, "load_observations", lambda: SHIPPED)
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


def _page(language: str = "de") -> AppTest:
    return opened("data", lang=language)


def _html(page: AppTest) -> str:
    return " ".join(unescape(re.sub("<[^>]+>", " ", body)) for body in bodies(page))


def _shipped_rows() -> list[dict[str, str]]:
    with (OBSERVATIONS / "arrivals.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _file(rows: Sequence[dict[str, str]], names: Sequence[str] = ("month", "group", "arrivals", "status")) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, names, extrasaction="ignore", delimiter=";")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def _own(persons: str = "1500") -> bytes:
    """The shipped series with an observed last month of asylum."""
    rows = _shipped_rows()
    for row in rows:
        if (row["month"], row["group"]) == ("2025-12", "asylum"):
            row |= {"arrivals": persons, "status": "observed"}
        elif row["group"] == "asylum" and row["status"] == "extrapolated":
            row["status"] = "disaggregated"
    return _file(rows)


@pytest.mark.usefixtures("page")
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_tells_what_is_loaded_and_where_it_comes_from(language):
    page, text = _page(language), Texts(language)
    words = _html(page)
    assert any(SHIPPED.data_hash[:12] in element.value for element in page.markdown)
    for key in ("loaded", "revisions.years", "revisions.ages", "provenance", "no_housing", "real", "grades"):
        assert text(f"ui.data.{key}") in words
    assert text("ui.data.check.none") in [element.value for element in page.markdown]
    assert not page.error
    assert not re.search(r"\b(ui|reports|observations)\.[a-z_]+\.[a-z_]+", words)


@pytest.mark.usefixtures("page")
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_broken_upload_shows_every_finding_and_changes_nothing(language):
    page, text = _page(language), Texts(language)
    session = page.session_state["session"]
    before = (session.scenario, session.observations.data_hash)
    page.file_uploader(key="data-upload").upload("Zugänge_2025.csv", BROKEN).upload("leer.csv", b"").run()
    assert not page.exception
    (error,) = page.error
    checked = check_upload([("Zugänge_2025.csv", BROKEN), ("leer.csv", b"")])
    assert len(checked.blocking) >= 5
    assert error.value.count("\n- ") == len(checked.blocking)
    assert error.value.replace("\\", "").count("Zugänge_2025.csv") >= 4
    assert text("ui.data.refused") in [element.value for element in page.markdown]
    assert not [button for button in page.button if button.key == "adopt"]
    session = page.session_state["session"]
    assert (session.scenario, session.observations.data_hash, session.own) == (*before, None)


@pytest.mark.usefixtures("page")
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_good_upload_is_previewed_adopted_and_discarded(language):
    page, text = _page(language), Texts(language)
    page.file_uploader(key="data-upload").upload("eigene.csv", _own()).run()
    assert not page.exception
    assert [element.value for element in page.success] == [text("ui.data.passed")]
    assert text("ui.data.preview") in _html(page)
    assert page.session_state["session"].own is None
    page.button(key="adopt").click().run()
    assert not page.exception
    session = page.session_state["session"]
    own = session.own
    assert own is not None
    assert own.arrivals["asylum"].values[-1] == 1500.0
    assert session.result().arrivals.data_hash == own.data_hash != SHIPPED.data_hash
    assert any(
        text("ui.data.own") in element.value and own.data_hash[:12] in element.value for element in page.markdown
    )
    turn_to(page, "overview")
    assert not page.exception
    assert text("ui.data.own_source", hash=own.data_hash[:12]) in _html(page)
    assert text("reports.chart.source_arrivals") not in _html(page)
    turn_to(page, "data")
    page.button(key="discard").click().run()
    assert page.session_state["session"].own is None
    assert page.session_state["session"].result().arrivals.data_hash == SHIPPED.data_hash


@pytest.mark.usefixtures("page")
def test_data_from_which_nothing_can_be_computed_are_not_adopted():
    page = _page()
    page.file_uploader(key="data-upload").upload("arrivals.csv", _own(f"{REFUSED:.0f}")).run()
    assert not page.exception
    (error,) = page.error
    assert error.value.startswith(GERMAN("ui.data.answer.impossible"))
    assert not [button for button in page.button if button.key == "adopt"]
    assert page.session_state["session"].own is None


@pytest.mark.usefixtures("page")
def test_the_shipped_figures_are_recognised():
    page = _page()
    page.file_uploader(key="data-upload").upload("arrivals.csv", (OBSERVATIONS / "arrivals.csv").read_bytes()).run()
    assert GERMAN("ui.data.same") in [info.value for info in page.info]


@pytest.mark.usefixtures("page")
def test_sources_can_be_searched():
    page = _page()
    page.session_state["data-sources"] = True
    page.run()
    page.text_input(key="data-search").set_value("gibt es nicht").run()
    assert GERMAN("ui.data.nothing_found") in [info.value for info in page.info]
    assert 0 < len(source_rows("destatis", "de")) < len(source_rows("", "de")) == len(read_published("sources"))


def test_untouched_months_keep_their_uncertainty_and_the_break():
    found = check_upload([("eigene.csv", _own())]).observations
    assert found is not None
    was, now = SHIPPED.arrivals["ukraine"], found.arrivals["ukraine"]
    assert (now.loadings**2).sum(axis=1) == pytest.approx((was.loadings**2).sum(axis=1))
    assert now.usable_from == was.usable_from
    assert not found.arrivals["asylum"].loadings[-1].any()
    assert found.arrivals["asylum"].loadings[0].any()


def test_observed_months_need_no_companions():
    rows = [row for row in _shipped_rows() if row["group"] == "asylum"]
    found = check_upload([("nur_asyl.csv", _file(rows, ("month", "group", "arrivals")))])
    assert found.observations is not None
    assert list(found.observations.arrivals) == ["asylum"]
    assert not found.observations.arrivals["asylum"].loadings.any()
    dropped = preview_rows(SHIPPED, found.observations, GERMAN)[1]
    assert dropped[2:6] == ("nicht enthalten", "0", "0", "47")


def test_the_preview_counts_months_and_persons():
    found = check_upload([("eigene.csv", _own("1500"))]).observations
    assert found is not None
    asylum, ukraine, humanitarian = preview_rows(SHIPPED, found, GERMAN)
    assert asylum[3:6] == ("0", "4", "0")
    assert ukraine[3:] == humanitarian[3:] == ("0", "0", "0", "0")
    rows = change_rows(SHIPPED, found, GERMAN)
    assert [row[1] for row in rows] == ["September 2025", "Oktober 2025", "November 2025", "Dezember 2025"]
    assert rows[-1][3] == "1.500 (beobachtet)"
    assert asylum[6] == rows[-1][4]


def test_a_further_month_moves_the_base_month():
    rows = [*_shipped_rows(), {"month": "2026-01", "group": "asylum", "arrivals": "1000", "status": "observed"}]
    for row in rows:
        row["status"] = row["status"].replace("extrapolated", "disaggregated")
    found = check_upload([("arrivals.csv", _file(rows))])
    assert found.observations is not None
    assert any("31.01.2026 statt 31.12.2025" in words for words in preview_words(SHIPPED, found.observations, GERMAN))
    assert [notice.key for notice in found.notices if "carried" in notice.key] == ["observations.carried_on"] * 2


def test_two_files_of_a_kind_and_foreign_kinds_are_refused():
    series = b"month;value\n2025-01;1\n"
    found = check_upload([("a.csv", _own()), ("b.csv", _own()), ("series.csv", series)])
    assert {finding.key for finding in found.blocking} == {"observations.two_files", "observations.other_kind"}
    assert found.observations is None


def test_a_name_cannot_leave_the_folder(tmp_path: Path):
    found = check_upload([("../../arrivals.csv", _own()), ("..\\x.txt", b"")])
    assert {finding.file for finding in found.findings} <= {"arrivals.csv", "x.txt"}


def test_housing_is_held_against_the_arrivals_in_use():
    housing = b"month;group;provisional_stock\n2025-12;asylun;100\n"
    found = check_upload([("wohnen.csv", housing)])
    assert [(finding.key, finding.file) for finding in found.blocking] == [("observations.other_group", "wohnen.csv")]
    good = check_upload([("wohnen.csv", housing.replace(b"asylun", b"asylum"))]).observations
    assert good is not None
    assert good.arrivals["asylum"].loadings.any()
    assert "1 Zeilen, Dezember 2025" in " ".join(further_words(good, GERMAN))


@pytest.mark.parametrize("kind", TEMPLATES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_filled_template_passes_the_check(kind, language, tmp_path):
    filled = {
        "arrivals": [["2026-01", "asylum", 1200, "observed", "Meldung"]],
        "arrivals_figures": [["2026-01", "2026-03", "asylum", 3600, "Meldung"]],
        "housing": [["2026-01", "asylum", 100, 20, 300]],
        "tenure_counts": [["2025-12", "asylum", 0, 12, 5000], ["2025-12", "asylum", 12, 36, 9000]],
        "districts": [],
    }[kind]
    text = Texts(language)
    book = load_workbook(io.BytesIO(template_xlsx(kind, SHIPPED.districts)))
    sheet = book[kind]
    for row in filled:
        sheet.append(row)
    for line in range(2, sheet.max_row + 1) if kind == "districts" else ():
        sheet.cell(line, 5, 10)
    path = tmp_path / f"{kind}.xlsx"
    book.save(path)
    renamed = tmp_path / "Rückmeldung.xlsx"
    book.save(renamed)
    assert len(book.sheetnames) == 2
    content = template_csv(kind, SHIPPED.districts).decode("utf-8-sig")
    lines = [";".join(str(cell) for cell in row) for row in filled]
    plain = tmp_path / f"{kind}.csv"
    plain.write_text(content.replace(";;;\r\n", ";10;;\r\n") + "\r\n".join(lines), encoding="utf-8-sig")
    for file in (path, renamed, plain):
        assert not [finding for finding in check([file]) if finding.severity != "notice"]
    assert [row[0] for row in column_rows(kind, text)] == [cell.value for cell in sheet[1]]


def test_the_template_of_the_districts_brings_names_and_no_figures_of_ours():
    lines = template_csv("districts", SHIPPED.districts).decode("utf-8-sig").splitlines()
    rows = [line for line in lines if not line.startswith(("#", '"#'))]
    assert len(rows) == 45
    assert rows[1] == "08111;Stuttgart;Stadtkreis;626275;;;"
    arrivals = template_csv("arrivals", SHIPPED.districts).decode("utf-8-sig").splitlines()
    assert [line for line in arrivals if not line.startswith(("#", '"#'))] == ["month;group;arrivals;status;source"]


@pytest.mark.parametrize("kind", TEMPLATES)
def test_every_template_explains_its_columns_in_both_languages(kind):
    told = " ".join(template_csv(kind, SHIPPED.districts).decode("utf-8-sig").split())
    notes = load_workbook(io.BytesIO(template_xlsx(kind, SHIPPED.districts))).worksheets[1]
    written = {cell.value for row in notes.iter_rows() for cell in row}
    for language in LANGUAGES:
        for _, _, words in column_rows(kind, Texts(language)):
            assert words in told
            assert words in written


def test_revisions_are_those_of_the_published_figures():
    """data/published/README.md: the later sum of 2018 is higher by 13.7 % of itself, that is 15.9 % of the first."""
    rows = {row[0]: row for row in year_rows("de")}
    assert rows["2018"][1:] == ("12", "139.715", "161.935", "15,9\u00a0%")
    assert rows["2015"][4] == "5,8\u00a0%"
    assert rows["2022"][1] == "3"
    assert all(not row[4].startswith("\u2212") for row in rows.values())


def test_the_age_of_a_later_figure_counts_to_the_end_of_its_year():
    """Every December of 2015 to 2019 stands as first published; a January is eleven months old."""
    rows = age_rows("de")
    assert [row[:2] for row in rows] == [(str(age), "5") for age in range(12)]
    assert rows[0][4:] == ("0,0\u00a0%", "0,0\u00a0% bis 0,3\u00a0%")
    assert rows[1][4] == "5,1\u00a0%"
    assert rows[11][4:] == ("13,5\u00a0%", "5,7\u00a0% bis 31,5\u00a0%")


def test_within_a_year_only_complete_sums_are_compared():
    """First figures to February 2021: 8,524 + 7,305, year to date 17,299. Nothing is compared after a gap."""
    rows = running_rows("de")
    assert ("Januar 2021 bis Februar 2021", "15.829", "17.299", "9,3\u00a0%") in rows
    assert not [row for row in rows if "2023" in row[0] or "2025" in row[0]]


def test_every_month_has_its_mark():
    series = SHIPPED.arrivals["asylum"]
    html = month_grid(series, SHIPPED.base_month, GERMAN, printed_years("asylum"))
    said = states(series, SHIPPED.base_month)
    for state in ("observed", "disaggregated", "extrapolated", "provisional"):
        assert len(re.findall(rf'<td class="[^"]*\b{state}\b', html)) == sum(state in month for month in said)
    assert [month[-1] for month in said[-12:]] == ["provisional"] * 8 + ["extrapolated"] * 4
    assert "provisional" not in said[-13]
    assert loaded_rows(SHIPPED, GERMAN)[0][2] == "31.08.2025"
    assert loaded_heads(SHIPPED, GERMAN)[-1] == "davon vorläufig"
    assert loaded_rows(SHIPPED, GERMAN)[0][-1] == "8"
    assert len(legend_words(series, SHIPPED.base_month, GERMAN)) == 4


def test_a_sum_is_marked_unless_it_is_published_to_the_person():
    """The years 2022 and 2024 are published to the person, 2018 is rounded, 2025 holds months carried on."""
    html = month_grid(SHIPPED.arrivals["asylum"], SHIPPED.base_month, GERMAN, printed_years("asylum"))
    sums = dict(re.findall(r'<th scope="row">(\d+)</th>.*?([^>]*(?:<sup>[^<]*</sup>)?)</td></tr>', html))
    assert sums["2022"] == "27.818"
    assert sums["2024"] == "22.105"
    assert sums["2018"].endswith("<sup>a</sup>")
    assert sums["2025"].endswith("<sup>a f v</sup>")
    assert sums["2019"].count("<sup>") == 0


def test_figures_that_are_not_real_are_marked_at_the_number():
    text = b"month;group;arrivals;status\n2025-11;asylum;5;observed\n2025-12;asylum;7;sample\n"
    found, real = (
        check_upload([("arrivals.csv", content)], manner="replace").observations
        for content in (text, text.replace(b"sample", b"observed"))
    )
    assert found is not None and real is not None
    html = month_grid(found.arrivals["asylum"], found.base_month, GERMAN)
    assert re.findall("<sup>(.*?)</sup>", html) == ["v", "B", "v B"]  # two months and the sum of their year
    assert loaded_heads(found, GERMAN)[-1] == "Beispieldaten"
    assert loaded_rows(found, GERMAN)[0][-1] == "1"
    (change,) = change_rows(real, found, GERMAN)
    assert change[2:4] == ("7 (beobachtet)", "7 (Beispiel)")


def test_every_figure_behind_a_series_is_listed_with_grade_source_and_date():
    for group in ("asylum", "ukraine"):
        rows = figure_rows(group, "de")
        assert len(rows) == sum(figure_grades(group).values())
        assert all(row[3] in "ABC" and row[4] and row[5] and row[6] for row in rows)
    first = figure_rows("asylum", "de")[0]
    assert first[:4] == ("August 2025", "775", "775", "C")
    assert ("2015", "rund 98.000", "97.500 bis 98.500", "A") in [row[:4] for row in figure_rows("asylum", "de")]
    spans = [row[0] for row in figure_rows("ukraine", "de")]
    assert "Februar 2022 bis 23.05.2022" in spans


def test_every_published_file_with_sources_is_listed_with_the_grades_of_its_rows():
    rows = file_rows("de")
    assert len(rows) == sum("source" in kind.names for kind in PUBLISHED.values()) - 1
    for row in rows:
        assert sum(int(cell.replace(".", "")) for cell in row[4:7]) == int(row[3].replace(".", ""))
    dated, known = dated_sources()
    assert 0 < dated < known == len(read_published("sources"))


def test_the_answer_is_compared_in_the_figures_shown():
    before, after = result(), result({"need.asylum.prospect_share": 0.6})
    year, rows = answer_rows(before, after, GERMAN)
    assert year == 2027
    assert [row[0] for row in rows] == [
        GERMAN(f"ui.data.answer.{name}", year=2027, share="80\u00a0%")
        for name in ("caseload_mean", "fte", "need", "planning")
    ]
    for row in rows:
        old, new = (float(cell.split(" ")[0].replace(".", "").replace(",", ".")) for cell in row[1:3])
        shown = float(row[3].replace(".", "").replace(",", ".").replace("\u2212", "-").lstrip("+"))
        assert new - old == pytest.approx(shown, abs=1e-9)
        assert shown > 0
    assert {row[3] for row in answer_rows(before, before, GERMAN)[1]} <= {"0", "0,0"}
