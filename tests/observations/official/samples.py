"""Small files in the layouts of real ones. Every figure in them is made up."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence

from openpyxl import Workbook

from forecasting.base.state import state

STATE = state().word("name", "de")
MONTHS = ("2024-01", "2024-02", "2024-03", "2024-04")
NAMES = ("Januar", "Februar", "März", "April")
PERSONS = (1210, 987, 1015, 902)
EXPECTED = dict(zip(MONTHS, map(float, PERSONS), strict=True))

Rows = Sequence[Sequence[object]]


def workbook(sheets: Mapping[str, Rows]) -> bytes:
    """A workbook with the rows of each sheet; an empty row leaves a line free."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for line, row in enumerate(rows, start=1):
            for column, value in enumerate(row, start=1):
                if value is not None:
                    sheet.cell(line, column, value)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def text(rows: Rows, separator: str = ";") -> bytes:
    """A text file of the rows."""
    lines = (separator.join("" if cell is None else str(cell) for cell in row) for row in rows)
    return ("\n".join(lines) + "\n").encode()


def tsv(geo: str = "DE1", dimensions: str = "freq,unit,citizen,sex,applicant,age") -> list[list[object]]:
    """Bulk download: dimensions packed in the first cell, flags behind the values."""
    codes = {"freq": "M", "unit": "PER", "citizen": "TOTAL", "sex": "T", "applicant": "FRST", "age": "TOTAL"}
    mine = [codes[name] for name in dimensions.split(",")]
    women = ["F" if code == "T" else code for code in mine]
    return [
        [f"{dimensions},geo\\TIME_PERIOD", *MONTHS, "2024-05"],
        [",".join([*women, geo]), 500, 400, 410, 401, ": "],
        [",".join([*mine, geo]), *PERSONS[:3], f"{PERSONS[3]} p", ": z"],
        [",".join([*mine, "FR"]), 11, 12, ": ", 14, 15],
    ]


def sdmx(geo: str = "DE1", dataset: str = "MIGR_ASYAPPCTZM", first: str = "applicant") -> list[list[object]]:
    """SDMX-CSV: an observation a row."""
    code = {"applicant": "FRST", "asyl_app": "NASY_APP"}.get(first, "")
    header = ["DATAFLOW", "LAST UPDATE", "freq", "unit", "citizen", "sex", first, "age", "geo"]
    header += ["TIME_PERIOD", "OBS_VALUE", "OBS_FLAG", "CONF_STATUS"]
    start = [f"ESTAT:{dataset}(1.0)", "15/06/24 23:00:00", "M", "PER", "TOTAL"]
    rows: list[list[object]] = []
    for month, persons in zip(MONTHS, PERSONS, strict=True):
        flag = "e" if month == MONTHS[-1] else ""
        rows.append([*start, "F", code, "TOTAL", geo, month, 400, "", ""])
        rows.append([*start, "T", code, "TOTAL", geo, month, persons, flag, ""])
        rows.append([*start, "T", code, "TOTAL", "FR", month, 10, "", ""])
    place = header.index(first)
    kept = [header, *rows] if first else [row[:place] + row[place + 1 :] for row in (header, *rows)]
    return kept


def browser(geo: tuple[str, str] = ("DE1", STATE), dataset: str = "migr_asyappctzm") -> dict[str, Rows]:
    """Spreadsheet of the data browser: a summary, then a sheet for each choice, flags beside the values."""
    across: list[object] = []
    for month in (*MONTHS, "2024-05"):
        across += [month, None]

    def sheet(sex: str, values: Sequence[object]) -> Rows:
        return [
            ["Data extracted on 15/06/2024 06:14:51 from [ESTAT]"],
            [
                "Dataset:",
                f"Asylum applicants by type, citizenship, age and sex - monthly data [{dataset}$defaultview]",
            ],
            ["Last updated:", "14/06/2024 23:00"],
            [],
            ["Time frequency [FREQ]", None, "Monthly [M]"],
            ["Unit of measure [UNIT]", None, "Person [PER]"],
            ["Country of citizenship [CITIZEN]", None, "Total [TOTAL]"],
            ["Sex [SEX]", None, sex],
            ["Type of applicant [APPLICANT]", None, "First-time applicant [FRST]"],
            ["Age class [AGE]", None, "Total [TOTAL]"],
            [],
            ["TIME", "TIME", *across],
            ["GEO (Codes)", "GEO (Labels)"],
            ["FR", "France", 11, None, 12, None, 13, None, 14, None, ":", None],
            [*geo, *values],
            [],
            ["Special value"],
            [":", "not available"],
            ["Observation flags:"],
            ["p", "provisional"],
        ]

    ours: list[object] = []
    for place, persons in enumerate(PERSONS):
        ours += [persons, "p" if place == 3 else None]
    return {
        "Summary": [
            ["Data extracted on 15/06/2024 06:14:51 from [ESTAT]"],
            ["Dataset:", f"Asylum applicants [{dataset}$defaultview]"],
            ["Contents", "Time frequency", "Sex"],
            ["Sheet 1", "Monthly", "Females"],
        ],
        "Sheet 1": sheet("Females [F]", [400, None, 400, None, 400, None, 400, None, ":", None]),
        "Sheet 2": sheet("Total [T]", [*ours, ":", "z"]),
    }


def sdmx_labelled() -> list[list[object]]:
    """SDMX-CSV with a column of words behind each coded one."""
    header, *rows = sdmx()
    words = ["Time frequency", "Unit of measure", "Country of citizenship", "Sex", "Type of applicant", "Age class"]
    words += [
        "Geopolitical entity (reporting)",
        "Time",
        "Observation value",
        "Observation status (Flag)",
        "Confidentiality",
    ]
    kept: list[list[object]] = []
    for row, labels in ((header, words), *((row, ["words"] * len(words)) for row in rows)):
        first = ["STRUCTURE", "STRUCTURE_ID", "STRUCTURE_NAME"] if row is header else ["dataflow", row[0], "Asylum"]
        kept.append([*first, *(cell for pair in zip(row[2:], labels, strict=True) for cell in pair)])
    return kept


def browser_labels() -> dict[str, Rows]:
    """Spreadsheet of the data browser with labels alone, and no flags."""
    book = browser()
    rows = [list(row) for row in book["Sheet 2"]]
    for row in rows[4:10]:
        row[0], row[2] = (str(row[place]).partition(" [")[0] for place in (0, 2))
    table = [["TIME", *MONTHS], ["GEO (Labels)"], ["France", *(1, 2, 3, 4)], [STATE, *PERSONS]]
    return {"Summary": book["Summary"], "Sheet 1": [*rows[:11], *table]}


def genesis_older(label: str = STATE, code: str = state().key_prefix) -> list[list[object]]:
    """Flat file of GENESIS-Online until 2024: a column for each measured figure."""
    header: list[object] = ["Statistik_Code", "Statistik_Label", "Zeit_Code", "Zeit_Label", "Zeit"]
    for number in (1, 2, 3):
        header += [f"{number}_Merkmal_Code", f"{number}_Merkmal_Label"]
        header += [f"{number}_Auspraegung_Code", f"{number}_Auspraegung_Label"]
    header.append("ASY001__Asylerstantraege__Anzahl")
    rows: list[list[object]] = []
    for month, persons in zip(MONTHS, PERSONS, strict=True):
        for key, name in ((code, label), ("09", "Bayern")):
            for sex, words, value in (
                ("GESM", "männlich", 500),
                (None, "Insgesamt", f"{persons:,}".replace(",", ".")),
            ):
                row = ["99901", "Asylstatistik", "JAHR", "Jahr", month[:4], "DLAND", "Bundesländer", key, name]
                row += ["MONAT", "Monate", f"MONAT{month[5:]}", NAMES[int(month[5:]) - 1], "GES", "Geschlecht"]
                rows.append([*row, sex, words, value if name == label else 17])
    return [header, *rows, ["__________"], ["© Statistisches Bundesamt, 2024"]]


def genesis_newer(label: str = STATE, code: str = state().key_prefix) -> list[list[object]]:
    """Flat file of GENESIS-Online since 2025 (ffcsv): a row for each measured figure, with a mark of quality."""
    header: list[object] = ["statistics_code", "statistics_label", "time_code", "time_label", "time"]
    for number in (1, 2):
        header += [f"{number}_variable_code", f"{number}_variable_label"]
        header += [f"{number}_variable_attribute_code", f"{number}_variable_attribute_label"]
    header += ["value", "value_unit", "value_variable_code", "value_variable_label", "value_q"]
    rows: list[list[object]] = []
    for month, persons in zip(MONTHS, PERSONS, strict=True):
        for key, name, value in ((code, label, persons), ("09", "Bayern", 17)):
            row = ["99901", "Asylstatistik", "JAHR", "Jahr", month[:4], "DLAND", "Bundesländer", key, name]
            row += ["MONAT", "Monate", f"MONAT{month[5:]}", NAMES[int(month[5:]) - 1]]
            mark = "p" if month == MONTHS[-1] else "e"
            rows.append([*row, value, "Anzahl", "ASY001", "Asylerstanträge", mark])
    return [header, *rows]


def bamf_month(month: str = "Januar 2024", first: int = PERSONS[0], title: str = "") -> list[list[object]]:
    """Applications of a month by state, with a merged cell above the three columns."""
    return [
        [title or f"Asylanträge nach Bundesländern im {month}"],
        [],
        [None, "ASYLANTRÄGE", None, None, "ANHÄNGIGE VERFAHREN"],
        ["Bundesland", "insgesamt", "davon Erstanträge", "davon Folgeanträge", "insgesamt"],
        [STATE, first + 77, first, 77, 4000],
        ["Bayern", 120, 110, 10, 500],
        ["Unbekannt", 3, 3, "-", "-"],
        ["Summe", first + 200, first + 113, 87, 4500],
        ["Quelle: Bundesamt für Migration und Flüchtlinge, Stand: 05.05.2024"],
    ]


def bamf_year() -> list[list[object]]:
    """First applications by state with a column for each month."""
    return [
        ["Asylerstanträge nach Bundesländern und Monaten im Jahr 2024 (vorläufige Zahlen)"],
        ["Bundesland", "Januar", "Februar", "März", "April", "Summe"],
        ["Bayern", 1, 2, 3, 4, 10],
        [STATE, "1.210", "987", "1.015", "902", "4.114"],
    ]


def bamf_by_month() -> list[list[object]]:
    """Applications by month under a title that names the state."""
    rows: list[list[object]] = [
        [f"Entwicklung der monatlichen Asylantragszahlen, {STATE}"],
        ["Monat", "Asylanträge insgesamt", "davon Erstanträge", "davon Folgeanträge"],
    ]
    return rows + [[month, persons + 7, persons, 7] for month, persons in zip(MONTHS, PERSONS, strict=True)]


def bamf_states_across() -> list[list[object]]:
    """First applications with a row for each month and a column for each state."""
    rows: list[list[object]] = [["Asylerstanträge nach Bundesländern"], ["Monat", "Bayern", STATE, "Insgesamt"]]
    return rows + [[month, 5, persons, persons + 5] for month, persons in zip(MONTHS, PERSONS, strict=True)]


def bamf_by_origin() -> list[list[object]]:
    """Applications of a month by country of origin, as the federal office gives them out on request."""
    return [
        ["YEAR_MONTH", "Herkunftsland", "LS", "ASYLANTRAEGE insgesamt", "ASYLANTRAEGE davon Erstantraege"],
        ["2024-01", "Albanien", 121, 16, 15],
        ["2024-01", "Syrien, Arabische Republik", 475, 300, 290],
    ]


def list_with_years() -> list[list[object]]:
    """A list with a column of years, written once for the months of each."""
    months = [["Jahr", "Monat", "Zugänge Asyl"], [2023, "Dezember", 5]]
    return months + [[2024 if not place else None, NAMES[place], persons] for place, persons in enumerate(PERSONS)]


def monthly_list(head: str = "Personen", title: str | None = None) -> list[list[object]]:
    """A list of the state's own."""
    rows: list[list[object]] = [[title], []] if title else []
    rows.append(["Monat", head])
    names = ("Jan 2024", "Feb 2024", "März 2024", "April 2024")
    return rows + [[name, f"{persons:,}".replace(",", ".")] for name, persons in zip(names, PERSONS, strict=True)]
