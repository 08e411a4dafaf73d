"""Each layout is recognised by what it holds and gives the printed figures, whatever the file is called."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from forecasting.base.errors import Finding
from forecasting.base.periods import month_label
from forecasting.base.text import LANGUAGES, Texts
from forecasting.observations import check
from forecasting.observations.folder import read_content
from forecasting.observations.official.recognise import recognised
from forecasting.observations.overlay import check_upload
from forecasting.observations.reading.tables import tables_of
from tests.observations.official import samples
from tests.observations.official.samples import EXPECTED, PERSONS, STATE, text, workbook

NAMES = ("Januar 2024", "Februar 2024", "März 2024", "April 2024")
SO_FAR = [sum(PERSONS[: place + 1]) for place in range(len(PERSONS))]


def months_in_sheets() -> bytes:
    return workbook({name: samples.bamf_month(name, first) for name, first in zip(NAMES, PERSONS, strict=True)})


def year_so_far() -> bytes:
    """Tables from January up to each month; only January is one of a month."""
    titles = [
        f"Asylanträge nach Bundesländern, {name}" for name in (NAMES[0], *(f"Januar bis {n}" for n in NAMES[1:]))
    ]
    return workbook(
        {
            f"Tab. {place}": samples.bamf_month(title=title, first=first)
            for place, (title, first) in enumerate(zip(titles, SO_FAR, strict=True))
        }
    )


READ = {
    "Eurostat TSV": (lambda: text(samples.tsv(), "\t"), "asylum"),
    "Eurostat TSV until 2023": (lambda: text(samples.tsv(), "\t").replace(b"2024-0", b"2024M0"), "asylum"),
    "Eurostat SDMX-CSV": (lambda: text(samples.sdmx(), ","), "asylum"),
    "Eurostat SDMX-CSV until 2023": (lambda: text(samples.sdmx(first="asyl_app"), ","), "asylum"),
    "Eurostat SDMX-CSV 2.0": (
        lambda: (
            text(samples.sdmx(dataset="MIGR_ASYTPFM", first=""), ",")
            .replace(b"DATAFLOW,LAST UPDATE", b"STRUCTURE,STRUCTURE_ID")
            .replace(b"ESTAT:MIGR_ASYTPFM(1.0),15/06/24 23:00:00", b"dataflow,ESTAT:MIGR_ASYTPFM(1.0)")
        ),
        "ukraine",
    ),
    "Eurostat SDMX-CSV with labels": (lambda: text(samples.sdmx_labelled(), ","), "asylum"),
    "Eurostat XLSX with labels": (lambda: workbook(samples.browser_labels()), "asylum"),
    "Eurostat XLSX": (lambda: workbook(samples.browser()), "asylum"),
    "GENESIS CSV": (lambda: text(samples.genesis_older()), "asylum"),
    "GENESIS ffcsv": (lambda: text(samples.genesis_newer()), "asylum"),
    "BAMF, a sheet a month": (months_in_sheets, "asylum"),
    "BAMF, the year so far": (year_so_far, "asylum"),
    "BAMF, a column a month": (lambda: text(samples.bamf_year()), "asylum"),
    "BAMF, a row a month": (lambda: text(samples.bamf_by_month()), "asylum"),
    "BAMF, a column a state": (lambda: text(samples.bamf_states_across()), "asylum"),
    "list": (lambda: text(samples.monthly_list("Zugänge Asylsuchende")), "asylum"),
    "list with a title": (lambda: text(samples.monthly_list(title="Zugänge aus der Ukraine 2024")), "ukraine"),
    "list without words": (
        lambda: text([["Landesaufnahmeprogramm"], *samples.monthly_list()[1:]]),
        "humanitarian",
    ),
}
FILES = {name: (make(), group) for name, (make, group) in READ.items()}


def keys(findings: tuple[Finding, ...] | list[Finding]) -> list[str]:
    return [finding.key.removeprefix("observations.official.") for finding in findings]


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("called", ["brief.txt", "arrivals.csv", "districts.tsv"])
def test_the_figures_of_the_state_are_read_whatever_the_name(name: str, called: str) -> None:
    content, group = FILES[name]
    sheet, problems = read_content(called, content)
    assert problems == [] and sheet is not None and not sheet.blocked
    frame = sheet.frame
    assert {
        month_label(int(month)): persons for month, persons in zip(frame["month"], frame["arrivals"], strict=True)
    } == EXPECTED
    assert set(frame["group"]) == {group}
    told = keys(list(sheet.findings))
    assert "list" in told if name.startswith("list") else "read" in told


@pytest.mark.parametrize("name", FILES)
def test_an_upload_takes_the_place_of_the_arrivals(name: str) -> None:
    content, group = FILES[name]
    checked = check_upload([("zahlen.txt", content)], manner="replace")
    assert checked.blocking == ()
    assert checked.observations is not None
    assert [arrivals.group for arrivals in checked.observations.arrivals.values()] == [group]


def test_the_terminal_reads_it_too(tmp_path: Path) -> None:
    path = tmp_path / "migr_asyappctzm_linear_2_0.csv"
    path.write_bytes(FILES["Eurostat SDMX-CSV"][0])
    assert {finding.severity for finding in check([path])} == {"notice"}
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "arrivals.csv").write_bytes(FILES["GENESIS ffcsv"][0])
    assert {finding.severity for finding in check([folder])} == {"notice"}


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("Eurostat TSV", [3, 3, 3, 3]),
        ("Eurostat SDMX-CSV", [3, 6, 9, 12]),
        ("Eurostat XLSX", [15, 15, 15, 15]),
        ("GENESIS CSV", [3, 7, 11, 15]),
        ("BAMF, a column a month", [4, 4, 4, 4]),
        ("list with a title", [4, 5, 6, 7]),
    ],
)
def test_a_figure_keeps_the_line_of_its_cell(name: str, line: list[int]) -> None:
    tables, _ = tables_of("x.txt", FILES[name][0])
    result = recognised(tables)
    assert result is not None and result.table is not None
    assert [row.line for row in result.table.rows[1:]] == line


def test_marks_and_signs_are_told() -> None:
    """Flags p and e of Eurostat, mark p of GENESIS, a title that says so; a dash of GENESIS is a zero."""
    for name in ("Eurostat TSV", "Eurostat SDMX-CSV", "Eurostat XLSX", "GENESIS ffcsv", "BAMF, a column a month"):
        sheet, _ = read_content("x.txt", FILES[name][0])
        assert sheet is not None and "provisional" in keys(list(sheet.findings)), name
    rows = samples.genesis_newer()
    rows[3][rows[0].index("value")] = "-"
    sheet, _ = read_content("x.txt", text(rows))
    assert sheet is not None and list(sheet.frame["arrivals"])[1] == 0.0
    assert "nothing" in keys(list(sheet.findings))
    rows = samples.monthly_list("Zugänge Ukraine")
    rows[-1] = ["April 2024 (vorl.)", "902 p"]
    sheet, _ = read_content("x.txt", text(rows))
    assert sheet is not None and list(sheet.frame["arrivals"])[-1] == 902.0
    assert "provisional" in keys(list(sheet.findings))


def test_a_month_not_yet_known_is_left_out_at_the_end_only() -> None:
    rows = samples.genesis_newer()
    value = rows[0].index("value")
    rows[-2][value] = "..."
    sheet, _ = read_content("x.txt", text(rows))
    assert sheet is not None and len(sheet.frame) == 3
    rows = samples.tsv()
    rows[2][2] = ": c"
    sheet, problems = read_content("x.txt", text(rows, "\t"))
    assert sheet is None
    assert [(f.key, f.row, f.column, f.values["months"]) for f in problems if f.severity == "error"] == [
        ("observations.official.gap", 3, "2024-02", "2024-02")
    ]


def test_a_list_of_several_groups_has_a_column_for_each() -> None:
    rows = [["Monat", "Asyl", "Ukraine"], ["Jan 2024", 5, 6], ["Feb 2024", 7, 8], ["Summe", 12, 14], ["Stand: 1.3."]]
    sheet, _ = read_content("x.csv", text(rows))
    assert sheet is not None and not sheet.blocked
    frame = sheet.frame
    assert list(zip(frame["group"], frame["arrivals"], strict=True)) == [
        ("asylum", 5.0), ("asylum", 7.0), ("ukraine", 6.0), ("ukraine", 8.0),
    ]  # fmt: skip
    assert {"sum_holds", "notes"} <= set(keys(list(sheet.findings)))
    rows[3][2] = 15
    _, problems = read_content("x.csv", text(rows))
    assert ("observations.official.sum", 4, "C", "15") in [(f.key, f.row, f.column, f.value) for f in problems]


def test_a_year_may_stand_in_a_column_of_its_own_and_once_for_its_months() -> None:
    rows = samples.list_with_years()
    sheet, _ = read_content("x.csv", text(rows))
    assert sheet is not None and not sheet.blocked
    assert [month_label(int(month)) for month in sheet.frame["month"]] == ["2023-12", *EXPECTED]
    assert list(sheet.frame.index) == [2, 3, 4, 5, 6]
    rows[2][0] = None  # January below December without a year of its own
    sheet, _ = read_content("x.csv", text(rows))
    assert sheet is not None and [(f.key, f.row) for f in sheet.findings if f.severity == "error"][:1] == [
        ("observations.month", 3)
    ]


def test_the_group_of_a_list_is_asked_for_and_never_guessed() -> None:
    tables, _ = tables_of("x.csv", text(samples.monthly_list()))
    result = recognised(tables)
    assert result is not None and result.table is None
    (question,) = result.findings
    assert (question.key, question.severity) == ("observations.official.group", "question")
    assert result.choices == {question.key: ("asylum", "ukraine", "humanitarian")}
    both = recognised(tables_of("x.csv", text(samples.monthly_list("Asylsuchende und Ukraine")))[0])
    assert both is not None and both.table is None


def test_the_year_so_far_is_subtracted_only_where_the_month_before_is_there() -> None:
    sheet, _ = read_content("x.xlsx", year_so_far())
    assert sheet is not None and "differences" in keys(list(sheet.findings))
    alone = text(samples.bamf_month(title="Asylanträge nach Bundesländern, Januar bis April 2024"))
    sheet, problems = read_content("x.csv", alone)
    assert sheet is None
    told = next(finding for finding in problems if finding.severity == "error")
    assert (told.key, told.row, told.column) == ("observations.official.so_far", 5, "davon Erstanträge")
    assert told.values["before"] == "2024-03"
    first = samples.bamf_month(title="Asylanträge nach Bundesländern, Januar 2024", first=1210)
    less = samples.bamf_month(title="Asylanträge nach Bundesländern, Januar bis Februar 2024", first=1000)
    _, problems = read_content("x.xlsx", workbook({"1": first, "2": less}))
    assert "shrinks" in keys(problems)


MISSING: dict[str, tuple[Callable[[], bytes], list[str]]] = {
    "country, TSV": (lambda: text(samples.tsv("DE"), "\t"), ["national"]),
    "country, SDMX-CSV": (lambda: text(samples.sdmx("DE"), ","), ["national"]),
    "country, XLSX": (lambda: workbook(samples.browser(("DE", "Germany"))), ["national"]),
    "country and stock": (
        lambda: text(samples.sdmx("DE", "MIGR_ASYTPSM", ""), ","),
        ["stocks", "national"],
    ),
    "stock": (lambda: text(samples.sdmx(dataset="MIGR_ASYTPSM", first=""), ","), ["stocks"]),
    "protection, no dataset": (
        lambda: text(samples.tsv(dimensions="freq,unit,citizen,sex,age"), "\t"),
        ["no_dataset"],
    ),
    "other dataset": (lambda: text(samples.sdmx(dataset="MIGR_ASYDCFSTQ"), ","), ["dataset"]),
    "years": (
        lambda: text(samples.sdmx(dataset="MIGR_ASYAPPCTZA"), ",").replace(b",M,PER", b",A,PER"),
        ["dataset", "yearly"],
    ),
    "part of the persons": (lambda: text(samples.sdmx(), ",").replace(b",T,", b",M,"), ["part"]),
    "GENESIS, another state": (lambda: text(samples.genesis_newer("Hessen", "06")), ["no_state"]),
    "GENESIS, the country": (
        lambda: (
            text(samples.genesis_older("Deutschland", "DG"))
            .replace(b"DLAND", b"DINSG")
            .replace(b"09;Bayern", b"DG;x")
        ),
        ["national"],
    ),
    "GENESIS, years": (
        lambda: text([row[:9] + row[13:] for row in samples.genesis_newer()]).replace(b";2_variable", b";2_variable"),
        ["yearly"],
    ),
    "GENESIS, at a date": (
        lambda: text(samples.genesis_newer()).replace(b"JAHR;Jahr;2024", b"STAG;Stichtag;2024-12-31"),
        ["stocks"],
    ),
    "GENESIS, no persons": (lambda: text(samples.genesis_newer()).replace(b"Anzahl", b"EUR"), ["unit"]),
    "BAMF, by origin": (lambda: text(samples.bamf_by_origin(), ","), ["by_origin"]),
    "BAMF, no month": (lambda: text(samples.bamf_month(title="Asylanträge nach Bundesländern")), ["no_month"]),
    "BAMF, a year": (lambda: text(samples.bamf_month(title="Asylanträge nach Ländern im Jahr 2024")), ["yearly"]),
    "BAMF, by month of the country": (
        lambda: text(samples.bamf_by_month()).replace(f", {STATE}".encode(), b""),
        ["no_state"],
    ),
    "list of stocks": (lambda: text(samples.monthly_list(title="Untergebrachte Asylbewerber")), ["stocks"]),
    "list of the country": (lambda: text(samples.monthly_list(title="Asylsuchende in Deutschland")), ["national"]),
}


@pytest.mark.parametrize("name", MISSING)
def test_what_is_known_and_not_usable_says_what_is_missing(name: str) -> None:
    make, expected = MISSING[name]
    sheet, problems = read_content("x.txt", make())
    assert sheet is None
    assert [
        key for key, finding in zip(keys(problems), problems, strict=True) if finding.severity == "error"
    ] == expected
    for language in LANGUAGES:
        assert all(finding.sentence(Texts(language)) for finding in problems)


def test_other_files_are_not_taken_for_official_ones() -> None:
    for rows in (
        [["a", "b"], [1, 2], [3, 4]],
        [["Artikel", "Anzahl"], ["Stuhl", 3], ["Tisch", 4], ["Bett", 5]],
        [["Monat", "Umsatz", "Kosten"], ["Jan 2024", 3, 4], ["Feb 2024", 3, 4]],
        [["Gemeinde", "Land", "Fläche"], ["A", "B", 3]],
        [["<html>"]],
    ):
        assert recognised(tables_of("x.csv", text(rows))[0]) is None, rows
    assert recognised([]) is None
