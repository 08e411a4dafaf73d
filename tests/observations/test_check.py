"""What `check` finds: everything at once, with file, row, column, value and a way out; nothing where all is well."""

from __future__ import annotations

import datetime
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecasting.base.errors import Finding
from forecasting.base.periods import month_label, month_range, parse_month
from forecasting.base.text import LANGUAGES, Texts
from forecasting.observations import check
from forecasting.observations.reading.tables import LARGEST_FILE, read_tables

Write = Callable[..., Path]
GOOD = "month,group,arrivals\n2021-01,asylum,840\n2021-02,asylum,898\n2021-01,ukraine,0\n2021-02,ukraine,7\n"


def keys(path: Path) -> list[str]:
    return [finding.key.removeprefix("observations.") for finding in check([path])]


def blocking(path: Path) -> list[tuple[str, int | None, str | None, str | None]]:
    return [
        (finding.key.removeprefix("observations."), finding.row, finding.column, finding.value)
        for finding in check([path])
        if finding.severity != "notice"
    ]


def test_a_good_file_has_no_finding(write: Write) -> None:
    assert check([write(GOOD)]) == ()


def test_everything_wrong_is_found_at_once_and_where(write: Write) -> None:
    path = write(
        "month,group,arrivals,status\n"
        "2021-01,asylum,840,observed\n"
        "2021-02,asylum,-3,observd\n"
        "2021-02,asylum,12,observed\n"
        "2021-05,asylum,viele,observed\n"
        "Quartal 1,asylum,1,observed\n"
        "2021-06,Asyl,,observed\n"
    )
    assert sorted(blocking(path), key=lambda found: (found[1] or 0, found[0])) == [
        ("negative", 3, "arrivals", "-3"),
        ("unknown_value", 3, "status", "observd"),
        ("duplicate", 4, "month", None),
        ("gap", 5, "month", None),
        ("not_number", 5, "arrivals", "viele"),
        ("month", 6, "month", "Quartal 1"),
        ("missing_value", 7, "arrivals", None),
    ]
    nearest = next(finding for finding in check([path]) if finding.key.endswith("unknown_value"))
    assert nearest.values["nearest"] == "observed"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ["empty"]),
        ("\n \n", ["empty"]),
        ("month,group,arrivals\n", ["no_rows"]),
        ("month,group\n2021-01,asylum\n", ["missing_column"]),
        ("month,group,arivals\n2021-01,asylum,1\n", ["missing_column", "unknown_column"]),
        ("month,group,arrivals,arrivals\n2021-01,asylum,1,2\n", ["duplicate_column"]),
        ("month,group,arrivals\n2021-01,asylum,1,5\n", ["cells"]),
        ("month,group,arrivals\n2021-01,all,1\n", ["group_all"]),
        ('month,group,arrivals\n2021-01,asy"lum,1\n"2021-02,asylum,1\n', ["quotes"]),
        ("month,group,arrivals\n2021-01,asylum,\u2013\n", ["sign"]),
        ("month,group,arrivals\n03/04,asylum,1\n", ["month_question"]),
        ("month,group,arrivals\n01.02.2021,asylum,1\n", ["date_question"]),
        ("month,group,arrivals\n15.02.2021,asylum,1\n", ["day"]),
        ("a,b,c\n1,2,3\n", ["missing_column"] * 3 + ["unknown_column"] * 3),
    ],
)
def test_one_thing_wrong(write: Write, text: str, expected: list[str]) -> None:
    assert sorted(key for key, *_ in blocking(write(text))) == expected


@pytest.mark.parametrize(
    ("text", "notices"),
    [
        ("\ufeff" + GOOD, []),
        (GOOD.replace(",", ";"), []),
        (GOOD.replace(",", "\t"), []),
        ("sep=;\n" + GOOD.replace(",", ";"), []),
        (GOOD.replace("\n", "\r\n"), []),
        ("Zugänge; Stand 2021\n\n" + GOOD.replace(",", ";"), ["title_rows"]),
        ("month;group;arrivals\n2021-01;asylum;840,0\n2021-02;asylum;1.234\n", ["decimal_comma"]),
        ("month,group,arrivals\n2021-01,asylum,840.0\n2021-02,asylum,1234\n", ["decimal_point"]),
        ("month;group;arrivals\n2021-01;asylum;840\n2021-02;asylum;1.234\n", ["thousands"]),
        ("month;group;arrivals\nJan 21;asylum;1\n02.2021;asylum;2\n2021-03;asylum;3\nApril 2021;asylum;4\n", []),
        ("month;group;arrivals\n01.01.2021;asylum;1\n01.02.2021;asylum;2\n01.03.2021;asylum;3\n", ["dates"]),
        ("Month ; GROUP;arrivals\n2021-01;asylum;1\n;;\n", []),
    ],
)
def test_what_german_offices_send_is_taken_and_stated(write: Write, text: str, notices: list[str]) -> None:
    path = write(text)
    assert blocking(path) == []
    assert set(keys(path)) <= set(notices)
    folder = set(keys(path.parent))
    assert folder == set(notices)


def test_windows_1252_is_taken_and_stated(write: Write) -> None:
    text = "month;group;arrivals;source\nMär 21;asylum;1;Behörde Tübingen – Nord\n"
    assert keys(write(text, encoding="cp1252")) == ["windows_1252"]
    assert keys(write(text, encoding="utf-16")) == []


def test_ambiguity_is_a_question_and_not_guessed(write: Write) -> None:
    path = write("month;group;arrivals\n2021-01;asylum;1.234\n2021-02;asylum;2.345\n2021-03;asylum;3.456\n")
    (found,) = check([path])
    assert (found.key, found.severity, found.row, found.column, found.value) == (
        "observations.number_question",
        "question",
        2,
        "arrivals",
        "1.234",
    )
    assert found.values == {"count": 3, "plain": "1234"}


def test_numbers_that_contradict_each_other_are_a_question(write: Write) -> None:
    path = write('month,group,arrivals\n2021-01,asylum,840.5\n2021-02,asylum,"7,5"\n')
    assert [(found.key, found.severity) for found in check([path])] == [("observations.mixed_decimals", "question")]


def test_row_counts_the_lines_of_the_file(write: Write) -> None:
    path = write('month,group,arrivals,source\n\n2021-01,asylum,1,"zwei\nZeilen"\n\n2021-02,asylum,x,\n')
    assert blocking(path) == [("sign", 6, "arrivals", "x")]


@pytest.mark.parametrize("content", [b"\x00\x01\x02", b"PK\x03\x04 no archive", b"\x81\x8d"])
def test_unreadable_files_are_a_finding(write: Write, content: bytes) -> None:
    for name in ("arrivals.csv", "arrivals.xlsx"):
        assert keys(write(content, name)) == ["unreadable"]


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert keys(tmp_path / "arrivals.csv") == ["no_file"]
    assert keys(tmp_path / "arrivals.csv" / "arrivals.csv") == ["no_file"]
    assert keys(tmp_path / "arrivals.ods") == ["suffix"]
    assert keys(tmp_path) == ["no_files"]


def test_too_big(write: Write) -> None:
    path = write(GOOD)
    with path.open("r+b") as file:
        file.truncate(LARGEST_FILE + 1)
    assert keys(path) == ["too_big"]


def test_too_many_rows(write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("forecasting.observations.reading.tables.MOST_ROWS", 4)
    assert keys(write(GOOD)) == ["too_many_rows"]
    rows = [["month", "group", "arrivals"], *[["2021-01", "asylum", 1]] * 5]
    assert keys(workbook(tmp_path / "arrivals.xlsx", {"A": rows})) == ["too_many_rows"]


def test_a_small_archive_that_unpacks_to_a_huge_one_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("forecasting.observations.reading.workbook_parts.LARGEST_UNPACKED", 1_000_000)
    path = tmp_path / "arrivals.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("x", b"\0" * 1_000_001)
    assert keys(path) == ["too_much"]


def workbook(path: Path, sheets: dict[str, list[list[object]]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def test_a_workbook_is_read_like_a_text(tmp_path: Path) -> None:
    head = ["month", "group", "arrivals"]
    day = datetime.date(2021, 2, 1)
    rows = [["Zugänge nach Monat"], head, ["Jan 21", "asylum", 840], [day, "asylum", 1234], [None, None, None]]
    path = workbook(tmp_path / "arrivals.xlsx", {"Tabelle1": rows, "Tabelle2": []})
    assert keys(path) == ["title_rows"]
    frame = read_tables(path)[0][0]
    assert [row.line for row in frame.rows] == [1, 2, 3, 4]
    path = workbook(tmp_path / "arrivals.xlsx", {"Hinweise": [["frei"], ["Text"]], "Daten": rows})
    assert keys(path) == ["title_rows"]
    path = workbook(tmp_path / "arrivals.xlsx", {"A": rows, "B": rows})
    assert keys(path) == ["sheets"]
    path = workbook(
        tmp_path / "arrivals.xlsx", {"A": [head, ["Jan 21", "asylum", -1], ["Jan 21", "asylum", "viele"]]}
    )
    assert blocking(path) == [
        ("negative", 2, "arrivals", "-1"),
        ("not_number", 3, "arrivals", "viele"),
        ("duplicate", 3, "month", None),
    ]


def test_an_unnamed_file_is_known_by_its_header(write: Write) -> None:
    assert keys(write(GOOD, "Zugänge 2021.csv")) == []
    assert keys(write("month,value\n2021-01,3\n", "reihe.csv")) == []
    assert keys(write("a,b\n1,2\n", "anders.csv")) == ["unknown_kind"]


def test_a_folder(write: Write) -> None:
    folder = write(GOOD).parent
    write("month,group,housing_inflow\n2021-01,asylum,3\n", "housing.csv")
    write("x\n", "Notizen.csv")
    assert keys(folder) == ["ignored_file"]
    write(GOOD, "weitere.csv")
    assert keys(folder) == ["ignored_file", "two_files"]


def test_a_folder_needs_arrivals(write: Write) -> None:
    folder = write("month,group,housing_inflow\n2021-01,asylum,3\n", "housing.csv").parent
    assert keys(folder) == ["no_arrivals"]


def test_rules_across_files(write: Write) -> None:
    folder = write(GOOD).parent
    write(
        "month;group;provisional_stock;housing_inflow;housing_stock\n"
        "2021-01;asylum;100;5;50\n"
        "2021-02;asylum;90;999;1100\n"
        "2021-02;ukrain;1;;\n",
        "housing.csv",
    )
    write("month,group,reason\n2020-01,ukraine,too early\n", "breaks.csv")
    found = {
        (finding.key.removeprefix("observations."), finding.file, finding.row, finding.severity)
        for finding in check([folder])
    }
    assert found == {
        ("other_group", "housing.csv", 4, "question"),
        ("break_outside", "breaks.csv", 2, "error"),
    }


def test_the_order_of_the_statuses(write: Write) -> None:
    head = "month,group,arrivals,status\n"
    inside = "2021-01,asylum,1,observed\n2021-02,asylum,1,extrapolated\n2021-03,asylum,1,observed\n"
    path = write(head + inside)
    assert [(found.key, found.severity) for found in check([path.parent])] == [
        ("observations.months_inside", "notice")
    ]
    write(head + "2021-01,asylum,1,extrapolated\n")
    assert [(key, row) for key, row, *_ in blocking(path.parent)] == [("only_extrapolated", 2)]


def test_districts(write: Write) -> None:
    write(GOOD)
    path = write(
        "district;name;kind;population;allocation\n"
        "8111;Stuttgart;Stadtkreis;626.275;10\n"
        "08115;Böblingen;landkreis;393.195;\n"
        "09162;München;Stadtkreis;1.000.000;5\n"
        "08116;Esslingen;Kreis;0;5\n",
        "districts.csv",
    )
    assert blocking(path) == [
        ("district", 4, "district", "09162"),
        ("unknown_value", 5, "kind", "Kreis"),
        ("too_small", 5, "population", "0"),
    ]
    write(
        "district,name,kind,allocation\n08111,Stuttgart,Stadtkreis,10\n08115,Böblingen,Landkreis,\n", "districts.csv"
    )
    assert keys(path.parent) == ["partial_column", "districts_missing"]


def test_a_column_of_eaten_zeros_is_stated(write: Write) -> None:
    path = write("district,name,kind\n8111,Stuttgart,Stadtkreis\n", "districts.csv")
    assert keys(path) == ["district_zero"]


@given(
    months=st.integers(min_value=1, max_value=30),
    holes=st.sets(st.integers(min_value=0, max_value=29), max_size=4),
    doubles=st.sets(st.integers(min_value=0, max_value=29), max_size=3),
)
def test_every_gap_and_every_duplicate_is_found(
    tmp_path_factory: pytest.TempPathFactory, months: int, holes: set[int], doubles: set[int]
) -> None:
    labels = month_range(parse_month("2020-01"), months)
    kept = [label for place, label in enumerate(labels) if place not in holes]
    rows = kept + [labels[place] for place in sorted(doubles) if place < months and place not in holes]
    if not rows:
        return
    path = tmp_path_factory.mktemp("gaps") / "arrivals.csv"
    path.write_text("month,group,arrivals\n" + "".join(f"{row},asylum,1\n" for row in rows), encoding="utf-8")
    found = check([path])
    assert sum(finding.key == "observations.duplicate" for finding in found) == len(rows) - len(kept)
    missing = sum(parse_month(after) - parse_month(before) > 1 for before, after in zip(kept, kept[1:], strict=False))
    assert sum(finding.key == "observations.gap" for finding in found) == missing


@given(
    st.lists(
        st.lists(
            st.sampled_from(
                [
                    "month",
                    "group",
                    "arrivals",
                    "status",
                    "value",
                    "district",
                    "2021-01",
                    "01.02.2021",
                    "31.12.21",
                    "Jan 21",
                ]
                + [
                    "asylum",
                    "1.234",
                    "1,5",
                    "-3",
                    "x",
                    "",
                    '"',
                    "nan",
                    "inf",
                    "1e9",
                    "\u2013",
                    "8111",
                    "\x00",
                    "=1+1",
                ]
            ),
            max_size=5,
        ),
        max_size=6,
    ),
    st.sampled_from([",", ";", "\t"]),
    st.sampled_from(["arrivals.csv", "housing.csv", "districts.csv", "reihe.csv", "sources.csv"]),
)
def test_check_never_raises(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], separator: str, name: str
) -> None:
    path = tmp_path_factory.mktemp("any") / name
    path.write_text("\n".join(separator.join(row) for row in rows), encoding="utf-8")
    for finding in (*check([path]), *check([path.parent])):
        for language in LANGUAGES:
            assert finding.sentence(Texts(language))


@given(st.binary(max_size=300))
def test_check_never_raises_for_bytes(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    folder = tmp_path_factory.mktemp("any")
    for name in ("arrivals.csv", "housing.xlsx"):
        (folder / name).write_bytes(content)
        assert check([folder / name])


def test_no_month_lies_in_the_future_of_anything(write: Write) -> None:
    """Nothing reads the clock: a scenario's arrivals reach into the future."""
    assert check([write(f"month,group,arrivals\n{month_label(2100 * 12)},asylum,1\n")]) == ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_finding_has_its_sentences(write: Write, language: str) -> None:
    """Each key that the package names is in the catalogue, with the values that it is given."""
    source = "".join(
        path.read_text(encoding="utf-8")
        for path in (Path(__file__).parents[2] / "forecasting" / "observations").rglob("*.py")
    )
    text = Texts(language)  # type: ignore[arg-type]
    named = set(re.findall(r'"(observations\.[a-z_0-9]+)"', source))
    named |= {f"observations.{key}" for key in ("month", "day", "month_question", "year")}
    assert named
    for key in sorted(named):
        assert f"{key}.rule" in text and f"{key}.remedy" in text, key


def test_sentences_carry_place_rule_and_remedy(write: Write) -> None:
    (found,) = check([write("month,group,arrivals\n2021-01,asylum,-3\n")])
    assert isinstance(found, Finding)
    assert found.sentence(Texts("de")) == (
        "arrivals.csv, Zeile 2, Spalte „arrivals“, Wert „-3“: Der Wert darf nicht negativ sein. "
        "Bitte Vorzeichen und Wert prüfen; Abgänge gehören nicht in diese Spalte."
    )
