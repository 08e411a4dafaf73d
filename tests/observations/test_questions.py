"""What offices send by mistake is asked about, in every table, as text and workbook; an answer does what it says."""

from __future__ import annotations

import datetime
import io
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from forecasting.base.errors import Finding, InputError
from forecasting.base.periods import month_label, parse_month
from forecasting.base.text import LANGUAGES, Texts
from forecasting.cli import main
from forecasting.observations import check, load_observations
from forecasting.observations.answers import FILE
from forecasting.observations.checking import answer
from forecasting.observations.folder import read_content
from forecasting.observations.reading.group_questions import MOST_GROUPS
from forecasting.observations.reading.schemas import Sheet

LATEST = parse_month("2026-12")
MONTHS = [month_label(parse_month("2023-01") + place) for place in range(36)]
FLOW = [400, 420, 390, 410, 430, 400, 380, 405, 415, 395, 420, 410] * 3
"""Persons of a group in 36 months."""

Rows = list[list[object]]
HEADS = {
    "arrivals": ["month", "group", "arrivals"],
    "arrivals_figures": ["from", "to", "group", "persons"],
    "housing": ["month", "group", "provisional_stock", "housing_inflow", "housing_stock"],
    "tenure_counts": ["month", "group", "since_from", "since_before", "persons"],
    "districts": ["district", "name", "kind", "population"],
    "totals": ["from", "to", "group", "low", "high"],
    "breaks": ["month", "group", "reason"],
}


def rows_of(
    kind: str, group: str = "asylum", months: Sequence[object] = MONTHS, flow: Sequence[object] = FLOW
) -> Rows:
    """An ordinary table of a kind."""
    if kind == "districts":
        return [["08111", "Stuttgart", "Stadtkreis", 626275], ["08115", "Böblingen", "Landkreis", 393195]]
    made: Mapping[str, Callable[[object, object], list[object]]] = {
        "arrivals": lambda month, count: [month, group, count],
        "arrivals_figures": lambda month, count: [month, month, group, count],
        "housing": lambda month, count: [month, group, 5000, count, 9000],
        "tenure_counts": lambda month, count: [month, group, 0, 12, count],
        "totals": lambda month, count: [month, month, group, count, count],
        "breaks": lambda month, _: [month, group, "Grund"],
    }
    return [made[kind](month, count) for month, count in zip(months, flow, strict=True)]


def text(kind: str, rows: Rows, heads: Sequence[str] | None = None) -> tuple[str, bytes]:
    lines = [";".join(heads or HEADS[kind])]
    lines += [";".join("" if cell is None else str(cell).replace(".", ",") if isinstance(cell, float) else str(cell)
                       for cell in row) for row in rows]  # fmt: skip
    return f"{kind}.csv", "\n".join(lines).encode()


def workbook(kind: str, rows: Rows, heads: Sequence[str] | None = None, **sheets: Rows) -> tuple[str, bytes]:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in [list(heads or HEADS[kind]), *rows]:
        sheet.append(row)
    for name, more in sheets.items():
        other = book.create_sheet(name)
        other.sheet_state = "hidden"
        for row in [HEADS[kind], *more]:
            other.append(row)
    out = io.BytesIO()
    book.save(out)
    return f"{kind}.xlsx", out.getvalue()


FORMS = pytest.mark.parametrize("form", [text, workbook])


def read(sent: tuple[str, bytes], **answers: str) -> Sheet:
    """The sheet of a file with answers given as kind_of_question__about=choice."""
    given = {question.replace("__", "/"): choice for question, choice in answers.items()}
    sheet, problems = read_content(*sent, answers=given, latest=LATEST)
    assert sheet is not None, problems
    return sheet


def asked(sheet: Sheet) -> list[Finding]:
    return [finding for finding in sheet.findings if finding.severity != "notice"]


def questions(sheet: Sheet) -> list[str]:
    return [finding.question for finding in asked(sheet)]


@FORMS
@pytest.mark.parametrize("kind", [kind for kind in HEADS if kind != "breaks"])
def test_an_ordinary_table_is_not_asked_about(kind: str, form: Callable[..., tuple[str, bytes]]):
    assert asked(read(form(kind, rows_of(kind)))) == []


@FORMS
@pytest.mark.parametrize("word", ["insgesamt", "Gesamt", "Summe", "total", "zusammen", "Insgesamt:", "all groups"])
@pytest.mark.parametrize("kind", ["arrivals", "arrivals_figures", "housing", "tenure_counts", "totals"])
def test_a_word_for_all_groups_is_asked_about(kind: str, word: str, form: Callable[..., tuple[str, bytes]]):
    sent = form(kind, rows_of(kind) + rows_of(kind, word))
    (found,) = asked(read(sent))
    assert (found.key, found.severity, found.alike) == ("observations.group_total", "question", 35)
    assert "leave_out" in found.choices
    for language in LANGUAGES:
        assert all(found.choice_words(choice, Texts(language)) for choice in found.choices)
    settled, _ = read_content(*sent, answers={found.question: "leave_out"}, latest=LATEST)
    assert settled is not None and not asked(settled) and {*settled.frame["group"]} == {"asylum"}
    (notice,) = [each for each in settled.findings if each.answer]
    assert notice.sentence(Texts("de")).endswith("Antwort: die Gruppe weglassen.")


def test_a_group_that_is_the_sum_of_the_others_is_asked_about_whatever_it_is_called():
    rows = rows_of("arrivals") + rows_of("arrivals", "ukraine", flow=[100] * 36)
    rows += rows_of("arrivals", "bund", flow=[count + 100 for count in FLOW])
    assert questions(read(text("arrivals", rows))) == ["group_total/bund"]
    rows[-1][2] = 5000
    assert questions(read(text("arrivals", rows)))[:1] == ["group_total/bund"]  # one correction hides nothing


def test_a_housing_total_may_be_read_as_all_groups():
    sent = text("housing", rows_of("housing") + rows_of("housing", "Insgesamt"))
    assert {*read(sent, group_total__Insgesamt="every").frame["group"]} == {"asylum", "all"}


def test_names_of_the_pages_are_read_as_their_groups():
    rows = rows_of("arrivals", "Asyl") + rows_of("arrivals", "Ukraine") + rows_of("arrivals", "Humanitäre Aufnahme")
    sheet = read(text("arrivals", rows, ["Monat", "Gruppe", "Zugänge"]))
    assert not asked(sheet)
    assert list(dict.fromkeys(sheet.frame["group"])) == ["asylum", "ukraine", "humanitarian"]


def test_a_second_name_of_a_group_for_the_same_months_is_asked_about():
    sheet = read(text("arrivals", rows_of("arrivals") + rows_of("arrivals", "Asyl")))
    assert questions(sheet) == ["same_group/Asyl"]
    halves = rows_of("arrivals", "Asyl")[:18] + rows_of("arrivals")[18:]
    assert not asked(read(text("arrivals", halves)))


def test_an_unknown_group_is_asked_about_with_the_nearest_first():
    sent = text("arrivals", rows_of("arrivals") + rows_of("arrivals", "ukrain"))
    (found,) = asked(read(sent))
    assert (found.question, found.choices[0], found.choices[-1]) == ("other_group/ukrain", "as:ukraine", "leave_out")
    assert {*read(sent, other_group__ukrain="as:ukraine").frame["group"]} == {"asylum", "ukraine"}
    own = read(text("arrivals", rows_of("arrivals", "Syrien & Irak")), **{"other_group/Syrien & Irak": "own"})
    assert {*own.frame["group"]} == {"syrien_irak"}


def test_more_groups_than_anybody_plans_for_are_one_finding():
    rows: Rows = [["2025-12", f"gruppe{place}", 5] for place in range(MOST_GROUPS + 1)]
    assert [finding.key for finding in asked(read(text("arrivals", rows)))] == ["observations.many_groups"]


COUNTS = [
    ("arrivals", "arrivals", 2),
    ("arrivals_figures", "persons", 3),
    ("housing", "provisional_stock", 2),
    ("housing", "housing_inflow", 3),
    ("housing", "housing_stock", 4),
    ("tenure_counts", "persons", 4),
    ("districts", "population", 3),
    ("totals", "high", 4),
]


@pytest.mark.parametrize(("kind", "column", "place"), COUNTS)
def test_a_thousand_that_became_a_decimal_is_asked_about_in_every_table(kind: str, column: str, place: int):
    rows = rows_of(kind)
    rows[1][place] = 1.242
    sent = workbook(kind, rows)
    found = next(finding for finding in asked(read(sent)) if finding.key == "observations.decimals")
    assert (found.question, found.row, found.value) == (f"decimals/{column}", 3, "1.242")
    assert found.choices == ("thousand", "keep")
    answers = {f"decimals/{column}": "thousand"}
    settled, _ = read_content(*sent, answers=answers, latest=LATEST)
    assert settled is not None and settled.frame[column].iloc[1] == 1242
    kept, _ = read_content(*sent, answers={f"decimals/{column}": "keep"}, latest=LATEST)
    assert kept is not None and kept.frame[column].iloc[1] == 1.242


def test_a_status_does_not_silence_the_decimals_of_a_count():
    rows: Rows = [[*row, "observed"] for row in rows_of("arrivals")]
    rows[3][2] = 1.485
    heads = [*HEADS["arrivals"], "status"]
    assert questions(read(workbook("arrivals", rows, heads))) == ["decimals/arrivals"]
    rows[3][3] = "disaggregated"
    assert questions(read(workbook("arrivals", rows, heads))) == []


@FORMS
@pytest.mark.parametrize("kind", ["arrivals", "arrivals_figures", "housing", "tenure_counts"])
def test_a_month_to_come_cannot_have_been_observed(kind: str, form: Callable[..., tuple[str, bytes]]):
    months = [month_label(LATEST - 33 + place) for place in range(36)]
    sent = form(kind, rows_of(kind, months=months))
    (found,) = asked(read(sent))
    column = "to" if kind == "arrivals_figures" else "month"
    assert (found.question, found.value, found.alike) == (f"future/{column}", month_label(LATEST + 1), 1)
    settled, _ = read_content(*sent, answers={found.question: "leave_out"}, latest=LATEST)
    assert settled is not None and not asked(settled) and settled.frame[column].max() == LATEST


@pytest.mark.parametrize(("kind", "column", "place"), [("arrivals", "arrivals", 2), ("housing", "housing_inflow", 3)])
def test_zeros_at_the_end_are_asked_about(kind: str, column: str, place: int):
    rows = rows_of(kind)
    for row in rows[-3:]:
        row[place] = 0
    sent = text(kind, rows)
    assert questions(read(sent))[0] == f"trailing_zeros/{column}"
    left, _ = read_content(*sent, answers={f"trailing_zeros/{column}": "leave_out"}, latest=LATEST)
    assert left is not None and not asked(left) and left.frame[column].notna().sum() == 33
    rare = text(kind, rows_of(kind, flow=[1, 0, 0, 2] * 8 + [0] * 4))
    assert not asked(read(rare))


def running(flow: Sequence[int]) -> list[int]:
    sums: list[int] = []
    for place, count in enumerate(flow):
        sums.append(count if place % 12 == 0 else sums[-1] + count)
    return sums


@FORMS
@pytest.mark.parametrize(("kind", "column"), [("arrivals", "arrivals"), ("housing", "housing_inflow")])
def test_sums_since_january_become_months_again(kind: str, column: str, form: Callable[..., tuple[str, bytes]]):
    sent = form(kind, rows_of(kind, flow=running(FLOW)))
    assert questions(read(sent))[0] == f"running_sums/{column}"
    settled, _ = read_content(*sent, answers={f"running_sums/{column}": "difference"}, latest=LATEST)
    assert settled is not None and not asked(settled) and settled.frame[column].tolist() == FLOW


def test_sums_of_one_year_alone_are_seen_too():
    sheet = read(text("arrivals", rows_of("arrivals", months=MONTHS[:6], flow=running(FLOW[:6]))))
    assert questions(sheet) == ["running_sums/arrivals"]
    growing = rows_of("arrivals", months=MONTHS[:6], flow=[400, 420, 450, 470, 500, 520])
    assert not asked(read(text("arrivals", growing)))


@given(flow=st.lists(st.integers(1, 5000), min_size=36, max_size=36))
def test_any_months_come_back_from_their_sums(flow: list[int]):
    sent = text("arrivals", rows_of("arrivals", flow=running(flow)))
    sheet = read(sent, running_sums__arrivals="difference", last_month__arrivals="complete")
    if "running_sums/arrivals" in [each.question for each in sheet.findings]:  # no December as small as its January
        assert sheet.frame["arrivals"].tolist() == flow


PARTS = [("arrivals", "arrivals", 2), ("housing", "housing_inflow", 3), ("housing", "housing_stock", 4)]


@FORMS
@pytest.mark.parametrize(("kind", "column", "place"), PARTS)
def test_a_last_month_in_part_is_asked_about(
    kind: str, column: str, place: int, form: Callable[..., tuple[str, bytes]]
):
    rows = rows_of(kind)
    rows[-1][place] = int(str(rows[-2][place])) // 7
    sent = form(kind, rows)
    assert questions(read(sent)) == [f"last_month/{column}"]
    left, _ = read_content(*sent, answers={f"last_month/{column}": "leave_out"}, latest=LATEST)
    assert left is not None and not asked(left) and left.frame[column].notna().sum() == 35
    whole, _ = read_content(*sent, answers={f"last_month/{column}": "complete"}, latest=LATEST)
    assert whole is not None and whole.frame[column].notna().sum() == 36


def test_a_month_marked_as_reported_in_part_is_left_out():
    rows: Rows = [[*row, "beobachtet"] for row in rows_of("arrivals")]
    rows[-1][2:] = [12, "unvollständig"]
    sheet = read(text("arrivals", rows, [*HEADS["arrivals"], "Status"]))
    assert [finding.key for finding in sheet.findings] == ["observations.months_partial"]
    assert len(sheet.frame) == 35


@pytest.mark.parametrize("kind", ["arrivals", "housing"])
def test_what_nobody_sees_is_named_before_it_counts(kind: str):
    sent = workbook(kind, rows_of(kind), alt=rows_of(kind, flow=[3 * count for count in FLOW]))
    sheet, (found,) = read_content(*sent, latest=LATEST)
    assert sheet is None and found.choices == ("sheet:Sheet", "sheet:alt")
    column = "arrivals" if kind == "arrivals" else "housing_inflow"
    for choice, first in (("sheet:Sheet", 400), ("sheet:alt", 1200)):
        chosen, _ = read_content(*sent, answers={"hidden_sheet": choice}, latest=LATEST)
        assert chosen is not None and chosen.frame[column].iloc[0] == first


def hidden(change: Callable[[object], None]) -> tuple[str, bytes]:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in [HEADS["arrivals"], *rows_of("arrivals"), *rows_of("arrivals", "ukraine")]:
        sheet.append(row)
    change(sheet)
    out = io.BytesIO()
    book.save(out)
    return "arrivals.xlsx", out.getvalue()


def test_hidden_rows_and_columns_are_asked_about():
    def filtered(sheet: object) -> None:
        for line in range(38, 74):
            sheet.row_dimensions[line].hidden = True  # type: ignore[attr-defined]

    def without_groups(sheet: object) -> None:
        sheet.column_dimensions["B"].hidden = True  # type: ignore[attr-defined]

    sent = hidden(filtered)
    assert questions(read(sent)) == ["hidden_rows"]
    assert {*read(sent, hidden_rows="leave_out").frame["group"]} == {"asylum"}
    assert {*read(sent, hidden_rows="use").frame["group"]} == {"asylum", "ukraine"}
    assert questions(read(hidden(without_groups)))[0] == "hidden_column/group"


@pytest.mark.parametrize("kind", ["arrivals", "arrivals_figures", "housing", "tenure_counts", "totals", "breaks"])
def test_no_month_comes_from_a_number_with_decimals(kind: str):
    numbers = [float(f"{label[:4]}.{label[5:]}") for label in MONTHS]
    sent = workbook(kind, rows_of(kind, months=numbers))
    column = "from" if "from" in HEADS[kind] else "month"
    found = next(each for each in asked(read(sent)) if each.column == column)
    assert (found.key, found.alike, found.choices) == ("observations.month_number", 35, ("october", "january"))
    both = {f"month_number/{name}": "october" for name in ("month", "from", "to")}
    settled, _ = read_content(*sent, answers=both, latest=LATEST)
    assert settled is not None
    assert [month_label(int(month)) for month in settled.frame[column]] == MONTHS


def test_a_text_that_was_such_a_number_is_asked_about_too():
    words = [f"{label[:4]}.{label[5:].rstrip('0') if label.endswith('10') else label[5:]}" for label in MONTHS]
    assert questions(read(text("arrivals", rows_of("arrivals", months=words)))) == ["month_number/month"]
    plain = [f"{label[:4]}.{int(label[5:])}" for label in MONTHS]
    sheet = read(text("arrivals", rows_of("arrivals", months=plain)))
    assert not asked(sheet) and [month_label(int(month)) for month in sheet.frame["month"]] == MONTHS


def days(hour: int, back: int) -> list[object]:
    firsts = [datetime.datetime.fromisoformat(f"{label}-01") for label in MONTHS]
    return [first - datetime.timedelta(hours=back) if back else first.replace(hour=hour) for first in firsts]


@pytest.mark.parametrize("back", [1, 2])
@FORMS
def test_a_time_of_day_is_no_month(back: int, form: Callable[..., tuple[str, bytes]]):
    sent = form("arrivals", rows_of("arrivals", months=days(0, back)))
    assert questions(read(sent)) == ["month_time/month"]
    settled = read(sent, month_time__month="midnight")
    assert [month_label(int(month)) for month in settled.frame["month"]] == MONTHS
    noon = read(form("arrivals", rows_of("arrivals", months=days(12, 0))))
    assert [(each.key, each.choices) for each in asked(noon)] == [("observations.month_time", ())]


@FORMS
def test_the_day_number_of_a_spreadsheet_is_one_question(form: Callable[..., tuple[str, bytes]]):
    epoch = datetime.date(1899, 12, 30)
    serial = [(datetime.date(int(label[:4]), int(label[5:]), 1) - epoch).days for label in MONTHS]
    sent = form("arrivals", rows_of("arrivals", months=serial))
    (found,) = asked(read(sent))
    assert (found.question, found.alike) == ("month_serial/month", 35)
    settled = read(sent, month_serial__month="excel")
    assert [month_label(int(month)) for month in settled.frame["month"]] == MONTHS


def test_one_cause_is_one_finding():
    rows: Rows = [[month, "asylum", "k"] for month in MONTHS]
    (found,) = asked(read(text("arrivals", rows)))
    assert (found.key, found.alike) == ("observations.not_number", 35)
    assert "Ebenso in 35 weiteren Zeilen." in found.sentence(Texts("de"))
    remark = [[*row, None, "geschätzt" if place == 5 else None] for place, row in enumerate(rows_of("arrivals"))]
    sent = text("arrivals", remark, [*HEADS["arrivals"], "", ""])
    assert questions(read(sent)) == ["remark/5"]
    assert not asked(read(sent, remark__5="leave_out"))


@pytest.mark.parametrize("head", ["Geburtsdatum", "Vorname", "Name, Vorname", "AZR-Nummer", "date of birth", "Name"])
def test_a_column_about_single_persons_is_refused(head: str):
    sheet = read(text("arrivals", [[*row, "x"] for row in rows_of("arrivals")], [*HEADS["arrivals"], head]))
    assert [finding.key for finding in asked(sheet)] == ["observations.personal"]


def test_a_template_filled_without_its_optional_columns_is_taken():
    rows: Rows = [[*row, None, None] for row in rows_of("arrivals")]
    sheet = read(workbook("arrivals", rows, [*HEADS["arrivals"], "status", "source"]))
    assert sheet.findings == () and "status" not in sheet.frame


def test_a_known_month_goes_before_the_same_one_carried_on():
    rows: Rows = [[*row, "observed"] for row in rows_of("arrivals")]
    rows[-2][3] = rows[-1][3] = "extrapolated"
    rows.append(["2025-12", "asylum", 433, "observed"])
    sheet = read(text("arrivals", rows, [*HEADS["arrivals"], "status"]))
    assert not asked(sheet)
    assert sheet.frame["arrivals"].tolist()[-2:] == [FLOW[-2], 433]
    assert sheet.frame["status"].tolist()[-2:] == ["disaggregated", "observed"]


def test_a_file_without_any_table_is_an_error(tmp_path: Path):
    (tmp_path / "notizen.csv").write_text("‮\nasylum;2025-01;12000\n", encoding="utf-8")
    for path in (tmp_path, tmp_path / "notizen.csv"):
        assert [finding.severity for finding in check([path], LATEST)] == ["error"]


def test_an_answer_is_kept_beside_the_file_until_it_changes(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    name, content = text("arrivals", rows_of("arrivals") + rows_of("arrivals", "Summe"))
    path = tmp_path / name
    path.write_bytes(content)
    assert main(["check", str(tmp_path)]) == 2
    assert '--answer "group_total/Summe=leave_out"' in capsys.readouterr().err
    assert main(["check", str(tmp_path), "--answer", "group_total/Summe=leave_out"]) == 0
    assert json.loads((tmp_path / FILE).read_text(encoding="utf-8"))[name]["answers"] == {
        "group_total/Summe": "leave_out"
    }
    assert {*load_observations(tmp_path, LATEST).arrivals} == {"asylum"}
    path.write_bytes(content + b"\n2022-12;asylum;5")
    with pytest.raises(InputError, match="looks like the sum"):
        load_observations(tmp_path, LATEST)


def test_an_answer_to_nothing_is_refused(tmp_path: Path):
    path = tmp_path / "arrivals.csv"
    path.write_bytes(text("arrivals", rows_of("arrivals") + rows_of("arrivals", "Summe"))[1])
    with pytest.raises(InputError, match="no answer to the question"):
        answer([path], {"group_total/Summe": "nie"})
    with pytest.raises(InputError, match="no such question"):
        answer([path], {"group_total/all": "leave_out"})
    assert not (tmp_path / FILE).exists()


def test_files_of_one_table_are_put_together_where_no_row_stands_in_both(tmp_path: Path):
    (tmp_path / "asyl.csv").write_bytes(text("arrivals", rows_of("arrivals"))[1])
    (tmp_path / "ukraine.csv").write_bytes(text("arrivals", rows_of("arrivals", "ukraine"))[1])
    assert [finding.key for finding in check([tmp_path], LATEST)] == ["observations.joined"]
    assert {*load_observations(tmp_path).arrivals} == {"asylum", "ukraine"}
