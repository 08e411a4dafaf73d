"""The log of forecast rounds is only appended to; whatever else is done to it is found, in SQLite and PostgreSQL."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import subprocess
import sys
import threading
from collections.abc import Iterator

import numpy as np
import pytest
from sqlalchemy import create_engine, text

from forecasting.base.errors import InputError
from forecasting.people import LOCAL
from forecasting.store import Adopted, Break, Rounds, open_rounds
from tests.project.tree import ROOT
from tests.store.adopted import made
from tests.store.worlds import NOW

ADOPTER = """
import datetime, sys
from forecasting.people import LOCAL
from forecasting.store import open_rounds
from tests.store.adopted import made
sys.stdin.readline()
log = open_rounds(sys.argv[1], actor=LOCAL)
for number in range(5):
    log.adopt(made(number), who=sys.argv[2], why="", now=datetime.datetime.now(datetime.UTC))
"""


@pytest.fixture
def log(url: str) -> Iterator[Rounds]:
    """An empty log."""
    opened = open_rounds(url, actor=LOCAL)
    yield opened
    opened.close()


def fill(log: Rounds, count: int = 4) -> tuple[Adopted, ...]:
    for number in range(count):
        log.adopt(made(number), who="Referat 21", why=f"Sitzung {number}", now=NOW)
    return log.list()


def tamper(url: str, *statements: str, **values: object) -> None:
    """Do to the tables what the program never does."""
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement), values)
    engine.dispose()


def refused(call: object, *given: object, **options: object) -> list[str]:
    with pytest.raises(InputError) as caught:
        call(*given, **options)  # type: ignore[operator]
    return [finding.key.removeprefix("store.") for finding in caught.value.findings]


class TestAdopt:
    def test_what_was_adopted_comes_back_to_the_last_digit(self, log: Rounds) -> None:
        (entry,) = log.adopt(made(), who=" Referat 21 ", why="Haushalt", now=NOW)
        assert log.list() and (entry.number, entry.who, entry.why, entry.previous) == (
            1,
            "Referat 21",
            "Haushalt",
            "",
        )
        assert entry.adopted == NOW
        (again,) = log.list()
        for name, value in vars(made()).items():
            for found in (entry, again):
                assert (
                    np.array_equal(getattr(found.round, name), value)
                    if isinstance(value, np.ndarray)
                    else (getattr(found.round, name) == value)
                )

    def test_each_holds_the_hash_of_the_one_before(self, log: Rounds) -> None:
        entries = fill(log)
        assert [entry.number for entry in entries] == [1, 2, 3, 4]
        assert [entry.previous for entry in entries] == ["", *(entry.hash for entry in entries[:-1])]
        found = log.verify()
        assert found.intact and (found.entries, found.head) == (4, entries[-1].hash)

    def test_several_are_appended_together_and_found_by_group(self, log: Rounds) -> None:
        entries = log.adopt(made(1), made(2, "ukraine"), who="a", why="", now=NOW)
        assert [entry.number for entry in entries] == [1, 2] and log.verify().intact
        assert [entry.round.group for entry in log.list("ukraine")] == ["ukraine"]
        assert log.adopt(who="a", why="", now=NOW) == ()

    def test_the_same_twice_gives_two_entries(self, log: Rounds) -> None:
        one, other = (log.adopt(made(), who="a", why="", now=NOW)[0] for _ in range(2))
        assert one.hash != other.hash

    def test_nobody_and_odd_words_are_refused_and_nothing_is_kept(self, log: Rounds) -> None:
        assert refused(log.adopt, made(), who="  ", why="", now=NOW) == ["rounds.who"]
        assert refused(log.adopt, made(), who="a", why="x" * 2001, now=NOW) == ["rounds.words"]
        assert refused(log.adopt, made(), who="a\u202e", why="", now=NOW) == ["rounds.words"]
        assert log.list() == () and log.verify().intact

    def test_a_time_needs_its_zone(self, log: Rounds) -> None:
        with pytest.raises(ValueError, match="zone"):
            log.adopt(made(), who="a", why="", now=NOW.replace(tzinfo=None))

    def test_nothing_but_appending_is_offered(self) -> None:
        offered = {name for name in dir(Rounds) if not name.startswith("_")}
        reading = {"export_csv", "export_json", "first_break", "list", "proposals", "verify"}
        deciding = {"adopt", "propose", "accept", "decline"}
        assert offered == {"acting", "close"} | reading | deciding


class TestVerify:
    def test_a_number_that_was_changed(self, log: Rounds, url: str) -> None:
        fill(log)
        tamper(
            url, "UPDATE forecast_rounds SET content = replace(content, 'Sitzung 1', 'Sitzung 9') WHERE number = 2"
        )
        assert log.verify().broken == Break(2, "changed")

    def test_a_change_that_got_a_new_hash(self, log: Rounds, url: str) -> None:
        entries = fill(log)
        for number in (1, 3, 4):
            content = _content(log, number).replace("Referat 21", "Referat 22")
            tamper(
                url,
                "UPDATE forecast_rounds SET content = :content, hash = :hash WHERE number = :number",
                content=content,
                hash=hashlib.sha256(content.encode()).hexdigest(),
                number=number,
            )
            assert log.verify().broken == Break(number, "changed")
            original = content.replace("Referat 22", "Referat 21")
            tamper(
                url,
                "UPDATE forecast_rounds SET content = :content, hash = :hash WHERE number = :number",
                content=original,
                hash=entries[number - 1].hash,
                number=number,
            )
        assert log.verify().intact

    @pytest.mark.parametrize("number", [1, 2, 4])
    def test_one_that_was_removed(self, log: Rounds, url: str, number: int) -> None:
        fill(log)
        tamper(url, f"DELETE FROM forecast_rounds WHERE number = {number}")
        assert log.verify().broken == Break(number, "removed")

    def test_one_that_was_removed_and_the_others_moved_up(self, log: Rounds, url: str) -> None:
        fill(log)
        tamper(
            url,
            "DELETE FROM forecast_rounds WHERE number = 2",
            "UPDATE forecast_rounds SET number = 2 WHERE number = 3",
            "UPDATE forecast_rounds SET number = 3 WHERE number = 4",
        )
        assert log.verify().broken == Break(2, "moved")

    def test_two_that_changed_places(self, log: Rounds, url: str) -> None:
        fill(log)
        steps = [(2, 20), (3, 2), (20, 3)]
        tamper(url, *(f"UPDATE forecast_rounds SET number = {new} WHERE number = {old}" for old, new in steps))
        assert log.verify().broken == Break(2, "moved")

    def test_one_slipped_in_at_the_end(self, log: Rounds, url: str) -> None:
        fill(log)
        content = _content(log, 4).replace('"number":4', '"number":5')
        digest = hashlib.sha256(content.encode()).hexdigest()
        tamper(
            url,
            "INSERT INTO forecast_rounds (number, content, hash) VALUES (5, :content, :hash)",
            content=content,
            hash=digest,
        )
        assert not log.verify().intact

    def test_something_that_is_no_json(self, log: Rounds, url: str) -> None:
        fill(log)
        digest = hashlib.sha256(b"x").hexdigest()
        tamper(url, "UPDATE forecast_rounds SET content = 'x', hash = :hash WHERE number = 3", hash=digest)
        assert not log.verify().intact and refused(log.list) == ["rounds.unreadable"]

    def test_a_hash_noted_elsewhere_finds_a_log_that_was_written_anew(self, log: Rounds, url: str) -> None:
        noted = fill(log)[1].hash
        assert log.verify(noted).intact and log.verify(noted.upper()).intact
        tamper(url, "DELETE FROM forecast_rounds", "UPDATE forecast_rounds_head SET number = 0, hash = ''")
        log.adopt(made(), who="b", why="", now=NOW)
        assert log.verify().intact and not log.verify(noted).intact and log.verify(noted).lost == noted


class TestTogether:
    def test_threads_keep_one_chain(self, url: str) -> None:
        def adopt(name: str) -> None:
            log = open_rounds(url, actor=LOCAL)
            for number in range(5):
                log.adopt(made(number), made(number, "ukraine"), who=name, why="", now=NOW)
            log.close()

        threads = [threading.Thread(target=adopt, args=(f"{number}",)) for number in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        log = open_rounds(url, actor=LOCAL)
        entries, found = log.list(), log.verify()
        log.close()
        assert found.intact and found.entries == 30
        pairs = [(entries[at].who, entries[at].round.group) for at in range(30)]
        assert all(
            one[0] == two[0] and (one[1], two[1]) == ("asylum", "ukraine")
            for one, two in zip(pairs[::2], pairs[1::2], strict=True)
        )

    def test_processes_keep_one_chain(self, url: str) -> None:
        command = [sys.executable, "-c", ADOPTER, url]
        started = [
            subprocess.Popen([*command, name], cwd=ROOT, stdin=subprocess.PIPE, text=True) for name in ("a", "b")
        ]
        for process in started:  # both wait for the line before they start
            assert process.stdin is not None
            process.stdin.write("\n")
            process.stdin.flush()
        for process in started:
            process.communicate()
        assert [process.returncode for process in started] == [0, 0]
        log = open_rounds(url, actor=LOCAL)
        assert log.verify().intact and sorted(entry.who for entry in log.list()) == ["a"] * 5 + ["b"] * 5
        log.close()


class TestExport:
    def test_an_auditor_can_check_the_chain_from_either_file(self, log: Rounds) -> None:
        entries = fill(log)
        from_json = [
            (entry["number"], entry["content"], entry["hash"]) for entry in json.loads(log.export_json())["rounds"]
        ]
        csv.field_size_limit(10**7)
        table = list(csv.DictReader(io.StringIO(log.export_csv().decode(), newline="")))
        from_csv = [(int(row["number"]), row["content"], row["hash"]) for row in table]
        assert from_json == from_csv and len(from_csv) == 4
        before = ""
        for number, content, digest in from_csv:
            assert hashlib.sha256(content.encode()).hexdigest() == digest
            said = json.loads(content)
            assert (said["number"], said["previous"]) == (number, before)
            before = digest
        assert before == entries[-1].hash
        assert (table[0]["group"], table[0]["who"], table[0]["horizon"]) == ("asylum", "Referat 21", "14")

    @pytest.mark.parametrize("who", ['=HYPERLINK("http://a.example")', "+1", "-1", "@SUM(A1)", "\uff1d1", "\u00a0=1"])
    def test_what_somebody_wrote_is_calculated_by_no_spreadsheet(self, log: Rounds, who: str) -> None:
        log.adopt(made(), who=who, why="Haushalt", now=NOW)
        row = next(csv.DictReader(io.StringIO(log.export_csv().decode(), newline="")))
        assert row["who"].startswith("'") and json.loads(row["content"])["who"] == who.strip()


def _content(log: Rounds, number: int) -> str:
    entries = json.loads(log.export_json())["rounds"]
    return str(next(entry["content"] for entry in entries if entry["number"] == number))
