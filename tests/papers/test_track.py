"""A hearing is told what became of adopted forecasts, or plainly that there are none, and is repeatable later."""

from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from forecasting.arrivals.rounds.track import track_record
from forecasting.base.errors import InputError
from forecasting.base.quantiles import LEVELS
from forecasting.base.text import LANGUAGES, Texts
from forecasting.cli import main
from forecasting.papers.content import Section
from forecasting.papers.kinds.hearing import paper
from forecasting.people import LOCAL
from forecasting.store import VARIABLE, Adopted, adopted_rounds, open_rounds
from tests.arrivals.rounds import a_round
from tests.papers.documents import report
from tests.papers.meetings import case, observations

NOW = datetime.datetime(2026, 1, 15, 9, 0, tzinfo=datetime.UTC)


def made(back: int, factor: float = 1.0, horizon: int = 14) -> object:
    """A forecast of asylum, made `back` months before the last observed month, that is off by a factor."""
    series = observations().arrivals["asylum"]
    last = max(place for place, status in enumerate(series.status) if status == "observed")
    at = last - back
    middle = np.resize(series.values[at + 1 : last + 1], horizon) * factor
    spread = 1.0 + (np.array(LEVELS) - 0.5) * 0.4
    table = np.maximum(middle[:, np.newaxis] * spread, 0.0)
    total = table[:12].sum(axis=0)
    return a_round(table, table * 1.5, total, total * 1.5, group="asylum", origin=series.first_month + at)


def entry(number: int, one: object) -> Adopted:
    return Adopted(number, one, "Referat 21", "", NOW, "", f"{number}" * 64, "local")  # type: ignore[arg-type]


def section(*entries: Adopted, language: str = "de") -> Section:
    shown = replace(case(text=Texts(language)), adopted=entries)  # type: ignore[arg-type]
    found = {each.key: each for each in paper(shown, Texts(language)).sections}  # type: ignore[arg-type]
    return found["track"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_adopted_forecasts_the_paper_says_so(language):
    found = section(language=language)
    assert found.title == Texts(language)("papers.track.none_title")
    assert [block.paragraphs for block in found.blocks] == [(Texts(language)("papers.track.none"),)]


def test_every_round_stands_beside_what_came():
    rounds = [made(back=6), made(back=3, factor=10.0)]
    found = section(*(entry(number, one) for number, one in enumerate(rounds, start=1)))
    record = track_record(rounds, observations())  # type: ignore[arg-type]
    inside = [int(track.own.inside[:, 1].sum()) for track in record.tracks]
    assert inside[0] == len(record.tracks[0].months) > 0, "a forecast of what came holds it"
    assert inside[1] == 0, "one that is ten times too high does not"
    assert f"In {sum(inside)} von {record.months} Monaten" in found.title
    table = found.blocks[1]
    assert [(row.cells[2], row.cells[3]) for row in table.rows] == [
        (str(len(track.months)), str(held) if held else "–")
        for track, held in zip(record.tracks[::-1], inside[::-1], strict=True)
    ]
    assert "Referat 21" not in str(table.rows), "who adopted it is of no concern here"
    assert "Protokoll bis Eintrag 2, Prüfsumme " + "2" * 64 in " ".join(table.notes)


def test_a_round_without_outcome_is_told_as_such():
    found = section(entry(1, made(back=0)))
    assert found.title == Texts("de")("papers.track.waiting")
    assert found.blocks[1].rows[0].cells[2:] == ("–", "…", "…", "…"), "exactly none, and still to come"


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "log.sqlite3"
    monkeypatch.setenv(VARIABLE, f"sqlite:///{file}")
    return file


def adopt(*rounds: object) -> None:
    found = open_rounds(actor=LOCAL)
    found.adopt(*rounds, who="Referat 21", why="", now=NOW)  # type: ignore[arg-type]
    found.close()


def test_looking_for_adopted_forecasts_makes_no_database(log: Path):
    assert adopted_rounds(actor=LOCAL) == ()
    assert not log.exists()


def test_a_log_that_was_changed_is_refused(log: Path):
    adopt(made(back=6))
    assert [each.number for each in adopted_rounds(actor=LOCAL)] == [1]
    log.write_bytes(log.read_bytes().replace(b"Referat 21", b"Referat 22"))
    with pytest.raises(InputError, match="From entry 1 on the log of forecast rounds"):
        adopted_rounds(actor=LOCAL)


def test_a_hearing_is_repeated_with_the_rounds_it_knew(log: Path, tmp_path: Path, capsys):
    adopt(made(back=6))
    file = report(tmp_path / "out", "--for", "hearing", "--formats", "docx")["anhoerung.docx"]
    adopt(made(back=3))
    assert main(["reproduce", str(file)]) == 0
    assert "Byte für Byte" in capsys.readouterr().out
    log.unlink()
    assert main(["reproduce", str(file)]) == 2
    assert "Protokoll der freigegebenen Prognosen" in capsys.readouterr().err
