"""Whatever is uploaded: a sentence in place, the one that the check in the terminal gives, and never an exception."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from openpyxl import Workbook

from forecasting.base.text import LANGUAGES, Texts
from forecasting.observations import check
from forecasting.observations.tables import LARGEST_FILE
from forecasting.ui.upload import check_upload

HEAD = "month;group;arrivals\n"
GOOD = HEAD.encode() + b"2025-11;asylum;5\n2025-12;asylum;7\n"


def _workbook(*rows: list[object]) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


BAD = {
    "leer.csv": (b"", "observations.empty"),
    "nur_zeilenenden.csv": (b"\r\n\r\n", "observations.empty"),
    "nur_kopf.csv": (HEAD.encode(), "observations.no_rows"),
    "programm.csv": (bytes(range(256)) * 20, "observations.unreadable"),
    "bild.xlsx": (b"\x89PNG\r\n" + bytes(200), "observations.unreadable"),
    "kaputt.xlsx": (b"PK\x03\x04" + bytes(200), "observations.unreadable"),
    "ohne_marke.csv": (GOOD.decode().encode("utf-16-le"), "observations.unreadable"),
    "brief.pdf": (b"%PDF-1.7", "observations.suffix"),
    "seite.csv": (b"<html><script>alert(1)</script></html>", "observations.unknown_kind"),
    "monat.csv": ((HEAD + "2025-13;asylum;5\n").encode(), "observations.month"),
    "tag.csv": ((HEAD + "15.02.2025;asylum;5\n").encode(), "observations.day"),
    "negativ.csv": ((HEAD + "2025-12;asylum;-5\n").encode(), "observations.negative"),
    "zu_viel.csv": ((HEAD + "2025-12;asylum;99999999\n").encode(), "observations.too_large"),
    "wort.csv": ((HEAD + "2025-12;asylum;viele\n").encode(), "observations.not_number"),
    "unendlich.csv": ((HEAD + "2025-12;asylum;inf\n").encode(), "observations.not_number"),
    "luecke.csv": ((HEAD + "2025-10;asylum;5\n2025-12;asylum;5\n").encode(), "observations.gap"),
    "doppelt.csv": ((HEAD + "2025-12;asylum;5\n2025-12;asylum;6\n").encode(), "observations.duplicate"),
    "anfuehrung.csv": ((HEAD + '2025-12;"asylum;5\n').encode(), "observations.quotes"),
    "formeln.xlsx": (
        _workbook(["month", "group", "arrivals"], ["2025-12", "asylum", "=2+3"]),
        "observations.formulas_empty",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_refused_in_the_words_of_the_check(name: str, tmp_path: Path):
    content, key = BAD[name]
    found = check_upload([(name, content)])
    assert found.observations is None
    assert key in [finding.key for finding in found.blocking]
    (tmp_path / name).write_bytes(content)
    assert found.findings == check([tmp_path / name])
    for language in LANGUAGES:
        assert all(name in finding.sentence(Texts(language)) for finding in found.findings)


@pytest.mark.parametrize(("encoding", "notices"), [("utf-8-sig", 0), ("utf-16", 0), ("cp1252", 1)])
def test_every_usual_encoding_is_read_and_an_old_one_stated(encoding: str, notices: int):
    text = "month;group;arrivals;source\n2025-11;asylum;5;Zählung\n2025-12;asylum;7;Zählung\n"
    found = check_upload([("arrivals.csv", text.encode(encoding))])
    assert found.observations is not None
    assert [finding.key for finding in found.notices].count("observations.windows_1252") == notices


def test_a_file_of_more_than_50_megabytes_is_refused():
    row = b"2025-12;asylum;5\n"
    found = check_upload([("gross.csv", HEAD.encode() + row * (LARGEST_FILE // len(row) + 1))])
    assert [finding.key for finding in found.findings] == ["observations.too_big"]


@pytest.mark.parametrize("name", ["a" * 300 + ".csv", "ä€" * 200 + ".csv", "\U0001f600" * 90 + ".csv", "a\0b\n.csv"])
def test_any_name_is_taken(name: str):
    assert check_upload([(name, GOOD)]).observations is not None


@pytest.mark.parametrize("name", ["", "..", ".csv", "../..", "x." + "y" * 300, "\ud800.csv"])
def test_a_name_that_tells_nothing_raises_nothing(name: str):
    check_upload([(name, GOOD)])


def test_one_bad_file_among_good_ones_keeps_all_of_them_out():
    found = check_upload([("arrivals.csv", GOOD), ("districts.csv", b"district;name;kind\n1;A;Dorf\n")])
    assert found.observations is None
    assert {finding.file for finding in found.blocking} == {"districts.csv"}
