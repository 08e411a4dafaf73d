"""A document is computed again from itself: equal, or every difference by its place, or why it cannot be told."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pikepdf
import pytest

from forecasting.base.text import Texts
from forecasting.cli import main
from forecasting.observations.load import OBSERVATIONS
from forecasting.papers.proof import reproduce as module
from forecasting.papers.proof.reproduce import read_seal
from tests.papers.documents import OFFICE, changed, report
from tests.papers.office import saved_again

SETS = ["--for", "cabinet,slides,workbook", "--formats", "docx,pptx,xlsx,pdf"]
ALL = ("cabinet.docx", "cabinet.pdf", "slides.pptx", "workbook.xlsx")


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    return report(tmp_path_factory.mktemp("papers") / "out", *SETS)


def reproduced(file: Path, capsys, *arguments: str) -> tuple[int, str, str]:
    capsys.readouterr()
    code = main(["reproduce", str(file), *arguments])
    return code, *capsys.readouterr()


@pytest.mark.parametrize("name", ALL)
def test_what_was_written_is_equal_byte_by_byte(name, files, capsys):
    code, said, _ = reproduced(files[name], capsys)
    assert (code, "Byte für Byte" in said) == (0, True)


@pytest.mark.parametrize("name", [name for name in ALL if not name.endswith("pdf")])
def test_what_libreoffice_saved_again_says_the_same(name, files, capsys, tmp_path):
    again = tmp_path / files[name].name
    again.write_bytes(saved_again(files[name], tmp_path))
    code, said, _ = reproduced(again, capsys)
    assert code == 0, said
    assert "noch einmal gespeichert" in said


def test_a_changed_number_on_a_slide_is_named_by_its_place(files, capsys):
    def change(name: str, part: bytes) -> bytes:
        return part.replace(b">58,0<", b">57,0<", 1) if name == "ppt/slides/slide6.xml" else part

    code, said, _ = reproduced(changed(files["slides.pptx"], change), capsys)
    assert code == 4
    assert re.search(r"Folie 6, Tabelle 1, Zeile \d+, Spalte \d+: „57,0“ statt „58,0“", said)
    assert "1 Abweichung von der Rechnung" in said


def test_a_changed_point_of_a_chart_is_found(files, capsys):
    seen = []

    def change(name: str, part: bytes) -> bytes:
        if re.fullmatch(r"ppt/charts/chart\d+\.xml", name) and not seen:
            found = re.findall(rb"<c:v>(\d+\.\d+)</c:v>", part)
            seen.append(found[0])
            return part.replace(found[0], b"1.25", 1)
        return part

    code, said, _ = reproduced(changed(files["slides.pptx"], change), capsys)
    assert (code, ": 1,25 statt" in said) == (4, True)


def test_a_changed_formula_and_a_changed_value_of_the_workbook_are_found(files, capsys):
    def change(name: str, part: bytes) -> bytes:
        if not re.fullmatch(r"xl/worksheets/sheet\d+\.xml", name):
            return part
        return re.sub(rb"<f>([^<]+)</f><v>", rb"<f>\1+0</f><v>", part, count=1)

    code, said, _ = reproduced(changed(files["workbook.xlsx"], change), capsys)
    assert code == 4
    assert "Formel in " in said


def test_a_changed_word_of_a_text_is_found(files, capsys):
    def change(name: str, part: bytes) -> bytes:
        return part.replace(b"voraussichtlich", b"sicher", 1) if name == "word/document.xml" else part

    code, said, _ = reproduced(changed(files["cabinet.docx"], change), capsys)
    assert code == 4
    assert "sicher" in said


def test_json_holds_every_difference(files, capsys):
    def change(name: str, part: bytes) -> bytes:
        return part.replace(b">58,0<", b">57,0<") if name == "ppt/slides/slide6.xml" else part

    code, said, _ = reproduced(changed(files["slides.pptx"], change), capsys, "--json")
    told = json.loads(said)
    assert (code, told["equal"], told["same_bytes"]) == (4, False, False)
    assert {(row["expected"], row["found"]) for row in told["differences"]} == {("58,0", "57,0")}


def test_another_version_is_named(files, capsys, monkeypatch):
    monkeypatch.setattr(module, "__version__", "9.9.9")
    code, _, told = reproduced(files["cabinet.pdf"], capsys)
    assert code == 2
    assert "9.9.9" in told and "0.1.0" in told


def test_other_data_are_named_by_hash_and_asked_for(files, capsys, tmp_path):
    own = _own_data(tmp_path)
    code, _, told = reproduced(files["cabinet.docx"], capsys, "--data", str(own))
    assert code == 2
    assert read_seal(files["cabinet.docx"].read_bytes()).data_hash in told
    assert "--data" in told


def test_a_changed_scenario_inside_is_not_taken_for_the_documents_own(files, capsys):
    def change(name: str, part: bytes) -> bytes:
        if name.startswith("customXml/item") and b"horizon_months" in part:
            return part.replace(b"horizon_months = 24", b"horizon_months = 36")
        return part

    code, _, told = reproduced(changed(files["cabinet.docx"], change), capsys)
    assert code == 2
    assert "Kennung" in told


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"%PDF-1.7 nothing", "lesen"), (b"", "lesen"), (b"PK\x03\x04", "lesen"), (b"Text", "lesen")],
)
def test_what_is_no_document_is_refused(content, said, capsys, tmp_path):
    file = tmp_path / "paper.pdf"
    file.write_bytes(content)
    code, printed, told = reproduced(file, capsys)
    assert (code, printed) == (2, "")
    assert said in told
    assert "paper.pdf" in told


def test_of_a_damaged_file_one_sentence_is_said(files, tmp_path):
    """In a process of its own, as its user runs it: what a library says of the file does not come through."""
    for name in ("cabinet.pdf", "cabinet.docx"):
        part = tmp_path / name
        part.write_bytes(files[name].read_bytes()[:20_000])
        call = [sys.executable, "-m", "forecasting", "reproduce", str(part)]
        run = subprocess.run(call, capture_output=True, text=True, check=False)
        assert (run.returncode, run.stdout) == (2, "")
        assert run.stderr.splitlines() == [f"{name}: {Texts('de')('papers.reproduce.unreadable.rule')} "
                                           f"{Texts('de')('papers.reproduce.unreadable.remedy')}"]  # fmt: skip


def test_a_pdf_that_says_less_is_told_by_its_page(files, capsys, tmp_path):
    with pikepdf.open(files["cabinet.pdf"]) as document:
        content = document.pages[0].Contents
        shown = content.read_bytes()
        last = shown.rindex(b"BT")  # the last line on the page
        content.write(shown[:last] + shown[last:].replace(b"TJ", b"pop").replace(b"Tj", b"pop"))
        document.save(tmp_path / "changed.pdf")
    code, told, _ = reproduced(tmp_path / "changed.pdf", capsys)
    assert code == 4
    assert "Seite 1: " in told


def test_a_hyphen_that_ends_no_line_is_read_as_one(files, capsys):
    def change(name: str, part: bytes) -> bytes:
        return part.replace(b"voraussichtlich", b"sicher", 1) if name == "word/document.xml" else part

    _, said, _ = reproduced(changed(files["cabinet.docx"], change), capsys)
    assert "80-%-Intervall" in said


def test_a_document_without_a_seal_is_refused(files, capsys):
    def change(name: str, part: bytes) -> bytes:
        return b"<x/>" if name.startswith("customXml/item") or name == "docProps/custom.xml" else part

    code, _, told = reproduced(changed(files["cabinet.docx"], change), capsys)
    assert code == 2
    assert "keine Angaben zur Wiederholung" in told


def test_arrivals_of_a_file_and_several_scenarios_travel_inside(capsys, tmp_path):
    folder = tmp_path / "given"
    folder.mkdir()
    months = [f"{year}-{month:02d}" for year in range(2015, 2028) for month in range(1, 13)]
    rows = [f"{month},asylum,{900 + 10 * (place % 12)}" for place, month in enumerate(months)]
    (folder / "verlauf.csv").write_text("\n".join(["month,group,arrivals", *rows]) + "\n", encoding="utf-8")
    scenario = folder / "own.toml"
    scenario.write_text('name = "Vorgegeben „=1+1“"\n[arrivals]\npath = "verlauf.csv"\n', encoding="utf-8")
    files = report(
        tmp_path / "out", "--scenario", str(scenario), "data/scenarios/audit_recommendation.toml", "--for", "annex",
        "--formats", "docx",
    )  # fmt: skip
    shutil.rmtree(folder)
    code, said, told = reproduced(files["annex.docx"], capsys)
    assert (code, "Byte für Byte" in said) == (0, True), told
    assert len(read_seal(files["annex.docx"].read_bytes()).scenarios) == 2


def test_own_data_and_a_learned_stay_are_computed_again_from_the_same_folder(capsys, tmp_path):
    own = _own_data(tmp_path)
    learned = ["--set", "housing.asylum.stay_source=learned"]
    files = report(tmp_path / "out", "--data", str(own), *learned, "--for", "cabinet", "--formats", "pdf")
    code, said, told = reproduced(files["cabinet.pdf"], capsys, "--data", str(own))
    assert (code, "Byte für Byte" in said) == (0, True), told
    code, _, told = reproduced(files["cabinet.pdf"], capsys)
    assert code == 2


def test_counts_of_the_districts_stand_in_the_seal_as_a_hash_only(capsys, tmp_path):
    own = _own_data(tmp_path, count=17_321)
    files = report(tmp_path / "out", "--data", str(own), "--for", "cabinet", "--formats", "docx")
    found = read_seal(files["cabinet.docx"].read_bytes())
    assert re.fullmatch("[0-9a-f]{64}", found.districts_hash)
    assert "17321" not in found.json()
    assert "08111" not in found.json()


def test_every_format_has_its_seal(files):
    seals = [read_seal(files[name].read_bytes()) for name in ALL]
    assert {seal.run_id for seal in seals} == {seals[0].run_id}
    assert [seal.format for seal in seals] == ["docx", "pdf", "pptx", "xlsx"]
    for seal in seals:
        assert seal.paths == 40 and seal.seed == 20_260_101
        assert "horizon_months = 24" in seal.scenarios[0].toml
    assert set(OFFICE) < {seal.format for seal in seals}


def test_places_are_named_in_the_language_of_the_terminal(files, capsys):
    def change(name: str, part: bytes) -> bytes:
        return part.replace(b">58,0<", b">57,0<", 1) if name == "ppt/slides/slide6.xml" else part

    code, said, _ = reproduced(changed(files["slides.pptx"], change), capsys, "--lang", "en")
    assert code == 4
    assert "Slide 6, Table 1, row" in said
    assert Texts("en")("papers.reading.slide", number=6) in said


def _own_data(folder: Path, count: int = 40) -> Path:
    """The shipped data with what was counted in the districts and in provisional housing."""
    own = folder / "data"
    shutil.copytree(OBSERVATIONS, own)
    table = (own / "districts.csv").read_text(encoding="utf-8").splitlines()
    rows = [line if place == 0 else _with_count(line, count + place) for place, line in enumerate(table)]
    (own / "districts.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    months = [f"{year}-{month:02d}" for year in (2023, 2024, 2025) for month in range(1, 13)]
    housing = [f"{month},asylum,{9_000 + 31 * (place % 5)}" for place, month in enumerate(months)]
    (own / "housing.csv").write_text("\n".join(["month,group,provisional_stock", *housing]) + "\n", encoding="utf-8")
    return own


def _with_count(line: str, count: int) -> str:
    cells = line.split(",")
    cells[4] = str(count)
    return ",".join(cells)


def test_the_date_of_a_reproducible_build_is_kept(capsys, tmp_path, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    files = report(tmp_path / "out", "--for", "cabinet", "--formats", "docx")
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    assert read_seal(files["cabinet.docx"].read_bytes()).date == "2023-11-14"
    code, said, told = reproduced(files["cabinet.docx"], capsys)
    assert (code, "Byte für Byte" in said) == (0, True), told


def test_another_template_is_named(files, capsys, tmp_path, monkeypatch):
    (tmp_path / "slides.pptx").write_bytes(b"own")
    monkeypatch.setenv("FORECASTING_TEMPLATES", str(tmp_path))
    code, _, told = reproduced(files["slides.pptx"], capsys)
    assert code == 2
    assert "Vorlage" in told
