"""Whatever is uploaded: a sentence in place, the one that the check in the terminal gives, and never an exception."""

from __future__ import annotations

import datetime
import io
from collections import Counter
from pathlib import Path

import pytest
from openpyxl import Workbook

from forecasting.base.errors import InputError
from forecasting.base.text import LANGUAGES, Texts
from forecasting.cli import main
from forecasting.observations import check, load_observations
from forecasting.observations import folder as reading
from forecasting.observations.load import OBSERVATIONS
from forecasting.observations.overlay import check_upload
from forecasting.observations.reading.tables import LARGEST_FILE, read_tables, tables_of

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


HEADERS = (
    *(
        "",
        "Group",
        "GROUP",
        "gruppe",
        "gr\u00fcp",
        "\ufeffgroup",
        "group\u00a0",
        "gro\u00a0up",
        "gro\x01up",
        "\uff47roup",
    ),
    *("group;group", "gr;oup", '"gr\noup"', "=group", "1", "g" * 5000),
)
CELLS = (None, 1, True, datetime.date(2024, 1, 1), datetime.time(3), "=A1", "#N/A", " group ")
LINES = ("2024-01;asylum;10;2;5", "2024-02;all;10;2;5", "2024;asylum;;24;", "2024-03;;1;1;1", "2024-04;\x01;1;1;1")


def _housing(header: str) -> bytes:
    return "\n".join((f"month;{header};provisional_stock;housing_inflow;housing_stock", *LINES)).encode()


@pytest.mark.parametrize("header", HEADERS)
@pytest.mark.parametrize("arrivals", [None, b"month;gruop;arrivals\n2024-01;asylum;5\n"])
def test_a_housing_file_whose_groups_cannot_be_told_has_findings(header: str, arrivals: bytes | None, tmp_path: Path):
    files = [("housing.csv", _housing(header))] + [("arrivals.csv", arrivals)] * (arrivals is not None)
    found = check_upload(files)
    assert found.observations is None and found.blocking
    for name, content in files:
        (tmp_path / name).write_bytes(content)
    assert [finding for finding in check([tmp_path]) if finding.severity != "notice"]
    with pytest.raises(InputError):
        load_observations(tmp_path)


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("place", [0, 1, 3])
def test_a_housing_workbook_with_another_kind_of_cell_in_its_header_has_findings(cell: object, place: int):
    header: list[object] = ["month", "group", "provisional_stock", "housing_inflow", "housing_stock"]
    header[place] = cell
    found = check_upload([("housing.xlsx", _workbook(header, *[list(line.split(";")) for line in LINES[:-1]]))])
    assert found.observations is None and found.blocking


def test_the_terminal_ends_with_2_on_a_housing_file_without_groups(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    (tmp_path / "housing.csv").write_bytes(_housing("gruppe"))
    assert main(["outlook", "--data", str(tmp_path)]) == 2
    assert "housing.csv" in capsys.readouterr().err


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


FIGURES = b"from,to,group,persons\n2023,2023,asylum,12000\n2024,2024,asylum,14000\n"
HOUSING = b"month,group,provisional_stock\n2024-01,asylum,100\n2024-02,asylum,120\n"
UPLOADS = {
    "arrivals": [("a.csv", GOOD)],
    "some": [("a.csv", GOOD), ("wohnen.csv", HOUSING)],
    "as shipped": [("arrivals.csv", (OBSERVATIONS / "arrivals.csv").read_bytes())],
    "figures": [("f.csv", FIGURES)],
    "both": [("f.csv", FIGURES), ("a.csv", GOOD)],
    "housing": [("wohnen.csv", HOUSING)],
    "workbook": [("a.xlsx", _workbook(["month", "group", "arrivals"], ["2025-12", "asylum", 5]))],
    "broken": [("a.csv", GOOD.replace(b"5", b"viele"))],
}


@pytest.mark.parametrize("name", UPLOADS)
def test_every_file_is_read_once_and_in_memory(name: str, monkeypatch: pytest.MonkeyPatch):
    given, shipped = Counter[str](), Counter[str]()

    def content(file: str, data: bytes) -> object:
        given[file] += 1
        return tables_of(file, data)

    def from_disk(path: Path) -> object:
        assert path.parent == OBSERVATIONS
        shipped[path.stem] += 1
        return read_tables(path)

    monkeypatch.setattr(reading, "tables_of", content)
    monkeypatch.setattr(reading, "read_tables", from_disk)
    check_upload(UPLOADS[name])
    assert given == Counter(file for file, _ in UPLOADS[name])
    assert set(shipped.values()) <= {1}


def test_the_shipped_arrivals_sent_back_change_nothing():
    found = check_upload(UPLOADS["as shipped"])
    assert found.observations is not None
    assert found.observations.data_hash == load_observations().data_hash


def test_of_other_arrivals_only_what_still_holds_is_kept():
    """One month of 2025 is another: totals and orderings with it go, those of the years before stay."""
    lines = (OBSERVATIONS / "arrivals.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    place = next(row for row, line in enumerate(lines) if line.startswith("2025-03,asylum"))
    month, group, _, *rest = lines[place].split(",")
    lines[place] = ",".join((month, group, "1500", *rest))
    found = check_upload([("eigene.csv", "".join(lines).encode())]).observations
    assert found is not None
    shipped = load_observations().arrivals["asylum"]
    kept = {total.name for total in found.arrivals["asylum"].totals}
    gone = {total.name for total in shipped.totals} - kept
    changed = 12 * 2025 + 2 - shipped.first_month
    assert gone == {total.name for total in shipped.totals if total.weights[changed] != 0} != set()
    assert (found.arrivals["asylum"].loadings[changed] == 0).all()
    before = slice(0, changed)
    assert (found.arrivals["asylum"].loadings[before] == shipped.loadings[before]).all()
