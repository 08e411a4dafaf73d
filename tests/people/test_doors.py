"""Every door asks: where `may` refuses, each write, read, export and command is refused in a clean sentence.

The doors of the pages: tests/ui/test_doors.py.
"""

from __future__ import annotations

import argparse
import ast
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import fields, replace
from pathlib import Path

import pytest
from sqlalchemy import select, update

from forecasting import cli, load_observations, load_scenario
from forecasting.base.errors import InputError
from forecasting.base.text import LANGUAGES, Texts
from forecasting.cli import _parser, main
from forecasting.observations.making.build import main as build
from forecasting.papers.bundle import Wish, bundle
from forecasting.papers.case import Case
from forecasting.papers.make import KINDS
from forecasting.people import (
    ACTIONS,
    LOCAL,
    NOBODY,
    Action,
    ActivityLog,
    Actor,
    Command,
    OwnFigures,
    Paper,
    Role,
    RoundLog,
    RoundProposal,
    SavedScenario,
    SavedScenarios,
    Thing,
    ask,
    may,
    rights,
)
from forecasting.store import Journal, Rounds, Store, adopted_rounds, open_journal, open_rounds, open_store
from forecasting.store.tables import SAVED
from tests.project.tree import text_files
from tests.reports.worlds import result
from tests.store.adopted import made
from tests.store.worlds import NOW

PLUS = load_scenario().with_values({"funding.state_share": 0.8})
Asked = list[tuple[Action, Thing]]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    """What the doors ask, from now on; everything is allowed."""
    found: Asked = []

    def recorded(actor: Actor, action: Action, thing: Thing) -> bool:
        assert actor == LOCAL
        found.append((action, thing))
        return True

    monkeypatch.setattr(rights, "may", recorded)
    return found


def nobody(*_: object) -> bool:
    """In place of `may`."""
    return False


@pytest.fixture
def address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A database with a saved scenario and an adopted forecast."""
    url = f"sqlite:///{tmp_path}/doors.sqlite3"
    monkeypatch.setenv("FORECASTING_DATABASE", url)
    with closing(open_store(url, actor=LOCAL)) as store, closing(open_rounds(url, actor=LOCAL)) as log:
        store.save("a", PLUS, base="base", now=NOW)
        for name in ("w", "gone"):
            store.save(name, PLUS, base="base", now=NOW)
        store.submit("w", now=NOW, expected_version=store.load("w").saved.version)
        store.delete("gone", now=NOW, expected_version=store.load("gone").saved.version)
        log.adopt(made(), who="Referat 21", why="", now=NOW)
        log.acting(ANNA).propose(made(), who="Referat 21", why="", now=NOW)
    yield url


def refusals(call: Callable[[], object]) -> list[str]:
    """Keys of why something is refused; each is told in whole sentences of both languages."""
    with pytest.raises(InputError) as caught:
        call()
    for language in LANGUAGES:
        for sentence in caught.value.sentences(Texts(language)):
            assert sentence.endswith(".") and "{" not in sentence
            assert ("Berechtigung" if language == "de" else "permission") in sentence
    return [finding.key.removeprefix("people.what.") for finding in caught.value.findings]


class TestVocabulary:
    def test_nobody_may_do_anything(self):
        for kind, actions in ACTIONS.items():
            thing = kind(**{each.name: "x" for each in fields(kind)})
            for action in actions:
                for other in (NOBODY, Actor("anna"), Actor("LOCAL"), Actor("local")):
                    assert not may(other, action, thing)
                    assert refusals(lambda a=action, t=thing, o=other: ask(o, a, t)) == [f"{kind.__name__}.{action}"]

    def test_what_nobody_can_do_is_not_asked(self):
        for kind, actions in ACTIONS.items():
            thing = kind(**{each.name: "x" for each in fields(kind)})
            for action in set(Action) - actions:
                with pytest.raises(ValueError, match=kind.__name__):
                    ask(LOCAL, action, thing)

    def test_every_action_and_every_thing_is_used(self):
        assert set().union(*ACTIONS.values()) == set(Action)
        assert set(ACTIONS) == set(Thing.__args__)


A = SavedScenario("", "a", "local")
READ_A = (Action.READ, A)
"""Asked of every name: what somebody may not read is not there for them."""
WAITING = SavedScenario("", "w", "local", "submitted", "local")
READ_W = (Action.READ, WAITING)
GONE = SavedScenario("", "gone", "local", deleted=True)
ANNA = Actor("anna", roles=frozenset({Role.PLANNER}))


def _damaged(store: Store) -> str:
    """Id of a scenario whose content is made unreadable."""
    with store._database.writing() as (connection, _):
        connection.execute(update(SAVED).where(SAVED.c.deleted != "").values(content="= ["))
        return str(connection.execute(select(SAVED.c.id).where(SAVED.c.deleted != "")).scalar_one())


def _gone(store: Store) -> str:
    return next(each.id for each in store.trash())


STORE: dict[str, tuple[Callable[[Store], object], Asked]] = {
    "list": (lambda store: store.list(), [(Action.LIST, SavedScenarios()), READ_A, READ_W]),
    "trash": (lambda store: store.trash(), [(Action.LIST, SavedScenarios()), (Action.READ, GONE)]),
    "load": (lambda store: store.load("a"), [READ_A, READ_A]),
    "save": (lambda store: store.save("b", PLUS, base="base", now=NOW), [(Action.CREATE, SavedScenarios())]),
    "save over": (
        lambda store: store.save("a", PLUS, base="base", now=NOW, expected_version=1),
        [READ_A, (Action.CHANGE, A)],
    ),
    "duplicate": (
        lambda store: store.duplicate("a", "b", now=NOW),
        [(Action.CREATE, SavedScenarios()), READ_A, READ_A],
    ),
    "rename": (
        lambda store: store.rename("a", "b", now=NOW, expected_version=1),
        [READ_A, (Action.CHANGE, A)],
    ),
    "share": (
        lambda store: store.share("a", shared=True, now=NOW, expected_version=1),
        [READ_A, (Action.SHARE, A)],
    ),
    "submit": (lambda store: store.submit("a", now=NOW, expected_version=1), [READ_A, (Action.SUBMIT, A)]),
    "withdraw": (lambda store: store.withdraw("w", now=NOW), [READ_W, (Action.SUBMIT, WAITING)]),
    "approve": (lambda store: store.approve("w", now=NOW), [READ_W, (Action.APPROVE, WAITING)]),
    "send_back": (lambda store: store.send_back("w", reason="", now=NOW), [READ_W, (Action.APPROVE, WAITING)]),
    "approvals": (lambda store: store.approvals("w"), [READ_W, READ_W]),
    "delete": (
        lambda store: store.delete("a", now=NOW, expected_version=1),
        [READ_A, (Action.DELETE, A)],
    ),
    "restore": (lambda store: store.restore(_gone(store), now=NOW), [(Action.RESTORE, GONE)]),
    "purge": (lambda store: store.purge(_gone(store), now=NOW), [(Action.PURGE, GONE)]),
    "remove_damaged": (lambda store: store.remove_damaged(_damaged(store), now=NOW), [(Action.PURGE, GONE)]),
    "hand_over": (
        lambda store: store.hand_over("local", "ben", now=NOW),
        [(Action.HAND_OVER, each) for each in (A, WAITING, GONE)],
    ),
    "import_toml": (
        lambda store: store.import_toml(b'name = "b"', now=NOW),
        [(Action.CREATE, SavedScenarios()), (Action.CREATE, SavedScenarios())],  # before the file is read, and after
    ),
    "export_toml": (lambda store: store.export_toml("a"), [READ_A, READ_A, (Action.EXPORT, A)]),
}
ROUNDS: dict[str, tuple[Callable[[Rounds], object], tuple[Action, Thing]]] = {
    "adopt": (
        lambda log: log.adopt(made(2), who="a", why="", now=NOW),
        (Action.ADOPT, RoundProposal("local")),
    ),
    "propose": (
        lambda log: log.propose(made(2), who="a", why="", now=NOW),
        (Action.CREATE, RoundProposal("local")),
    ),
    "proposals": (lambda log: log.proposals(), (Action.READ, RoundLog())),
    "accept": (lambda log: log.accept(1, now=NOW), (Action.ADOPT, RoundProposal("anna"))),
    "decline": (lambda log: log.decline(1, reason="", now=NOW), (Action.ADOPT, RoundProposal("anna"))),
    "list": (lambda log: log.list(), (Action.READ, RoundLog())),
    "first_break": (lambda log: log.first_break(), (Action.READ, RoundLog())),
    "verify": (lambda log: log.verify(), (Action.VERIFY, RoundLog())),
    "export_json": (lambda log: log.export_json(), (Action.EXPORT, RoundLog())),
    "export_csv": (lambda log: log.export_csv(), (Action.EXPORT, RoundLog())),
}
JOURNAL: dict[str, tuple[Callable[[Journal], object], tuple[Action, Thing]]] = {
    "note": (lambda journal: journal.note(Action.EXPORT, Paper("cabinet"), NOW), (Action.EXPORT, Paper("cabinet"))),
    "list": (lambda journal: journal.list(), (Action.READ, ActivityLog())),
    "verify": (lambda journal: journal.verify(), (Action.VERIFY, ActivityLog())),
}
NO_DOORS = {"close", "acting"}
"""They give a database back and say who acts: nothing is read or written."""


class TestStore:
    def test_every_method_is_walked(self):
        for kind, walked in ((Store, STORE), (Rounds, ROUNDS), (Journal, JOURNAL)):
            methods = {name for name in dir(kind) if not name.startswith("_")} - NO_DOORS
            assert methods == {name.split(" ")[0] for name in walked}

    @pytest.mark.parametrize("name", STORE)
    def test_saved_scenarios(self, name: str, address: str, monkeypatch: pytest.MonkeyPatch):
        call, wanted = STORE[name]
        first = wanted[0] if name == "export_toml" else None
        action, thing = first or next(((a, t) for a, t in wanted if a != Action.READ), wanted[0])
        with closing(open_store(address, actor=LOCAL)) as store, monkeypatch.context() as patch:
            before, gone = store.list(), _gone(store)
            patch.setattr(sys.modules[__name__], "_gone", lambda _: gone)
            patch.setattr(rights, "may", nobody)
            assert refusals(lambda: call(store)) == [f"{type(thing).__name__}.{action}"]
            patch.undo()
            assert store.list() == before and _gone(store) == gone

    @pytest.mark.parametrize("name", STORE)
    def test_saved_scenarios_ask_for_what_is_done(
        self, name: str, address: str, asked: Asked, monkeypatch: pytest.MonkeyPatch
    ):
        call, wanted = STORE[name]
        with closing(open_store(address, actor=LOCAL)) as store:
            gone = _gone(store)
            monkeypatch.setattr(sys.modules[__name__], "_gone", lambda _: gone)
            asked.clear()
            call(store)
        plain = [
            (action, replace(thing, id="") if isinstance(thing, SavedScenario) else thing) for action, thing in asked
        ]
        if name in ("list", "hand_over"):  # in no order that could be known
            plain, wanted = sorted(plain, key=repr), sorted(wanted, key=repr)
        assert plain == wanted

    def test_a_list_leaves_out_what_may_not_be_read(self, address: str, monkeypatch: pytest.MonkeyPatch):
        with closing(open_store(address, actor=LOCAL)) as store:
            store.save("b", PLUS, base="base", now=NOW)

            def only_b(_: Actor, action: Action, thing: Thing) -> bool:
                return not isinstance(thing, SavedScenario) or thing.name == "b"

            monkeypatch.setattr(rights, "may", only_b)
            assert [each.name for each in store.list()] == ["b"]
            assert refusals(lambda: store.load("a")) == ["SavedScenario.read"]
            others = store.acting(ANNA)
            with pytest.raises(InputError) as caught:
                others.load("a")
            assert [finding.key for finding in caught.value.findings] == ["store.name.unknown"]
            assert others.load("b").saved.owner == LOCAL.id

    @pytest.mark.parametrize("name", ROUNDS)
    def test_the_log_of_rounds(self, name: str, address: str, monkeypatch: pytest.MonkeyPatch):
        call, (action, thing) = ROUNDS[name]
        with closing(open_rounds(address, actor=LOCAL)) as log:
            before = log.verify(), len(log.proposals())
            with monkeypatch.context() as patch:
                patch.setattr(rights, "may", nobody)
                assert refusals(lambda: call(log)) == [f"{type(thing).__name__}.{action}"]
            assert (log.verify(), len(log.proposals())) == before

    @pytest.mark.parametrize("name", ROUNDS)
    def test_the_log_of_rounds_asks_for_what_is_done(self, name: str, address: str, asked: Asked):
        call, wanted = ROUNDS[name]
        with closing(open_rounds(address, actor=LOCAL)) as log:
            call(log)
        assert asked == [wanted]

    @pytest.mark.parametrize("name", JOURNAL)
    def test_the_log_of_activities(self, name: str, address: str, asked: Asked, monkeypatch: pytest.MonkeyPatch):
        call, (action, thing) = JOURNAL[name]
        with closing(open_journal(address, actor=LOCAL)) as journal:
            call(journal)
            assert asked == [(action, thing)]
            before = journal.verify()
            with monkeypatch.context() as patch:
                patch.setattr(rights, "may", nobody)
                assert refusals(lambda: call(journal)) == [f"{type(thing).__name__}.{action}"]
            assert journal.verify() == before

    def test_whoever_acts_is_asked_for(self, address: str):
        with closing(open_store(address, actor=LOCAL)) as store, closing(open_rounds(address, actor=NOBODY)) as log:
            assert refusals(store.acting(NOBODY).list) == ["SavedScenarios.list"]
            assert len(store.list()) == 2
            assert refusals(log.list) == ["RoundLog.read"]
            assert len(log.acting(LOCAL).list()) == 1
        for url in (address, address.replace("doors", "not-made")):
            assert refusals(lambda url=url: adopted_rounds(url, actor=NOBODY)) == ["RoundLog.read"]


def _case(actor: Actor) -> Case:
    return Case(result(), (), load_observations(), Texts("de"), district="08111", actor=actor)


class TestPapers:
    @pytest.mark.parametrize("kind", KINDS)
    def test_every_kind_is_refused_before_it_is_made(self, kind: str):
        wanted = [Wish(kind, KINDS[kind][0])]
        assert refusals(lambda: bundle(_case(NOBODY), wanted)) == ["Paper.export"]
        assert refusals(lambda: bundle(_case(NOBODY), wanted, optional=True)) == ["Paper.export"]

    def test_a_paper_about_a_district_names_it(self, asked: Asked):
        bundle(_case(LOCAL), [Wish("district", "docx"), Wish("cabinet", "docx")])
        assert asked == [(Action.EXPORT, Paper("district", "08111")), (Action.EXPORT, Paper("cabinet"))]

    def test_what_may_not_be_had_is_left_out_of_a_whole_set(self, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setattr(rights, "may", lambda _, __, thing: thing != Paper("annex"))
        found = bundle(_case(LOCAL), [Wish("annex", "docx"), Wish("cabinet", "docx")], optional=True)
        assert [each.kind for each in found.products] == ["cabinet"]
        assert [finding.key for finding in found.left_out] == ["people.what.Paper.export"]

    def test_a_hearing_reads_the_log(self, address: str):
        assert len(_case(LOCAL).rounds) == 1
        assert refusals(lambda: _case(NOBODY).rounds) == ["RoundLog.read"]


def _commands(parser: argparse.ArgumentParser, name: tuple[str, ...] = ()) -> Iterator[tuple[str, list[str]]]:
    """Every command, with arguments that it takes."""
    inner = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    if inner:
        for word, sub in inner[0].choices.items():
            yield from _commands(sub, (*name, word))
        return
    needed = []
    for action in parser._actions:
        if action.required:
            value = str(action.choices[0]) if action.choices else "1" if action.type is int else "x"
            needed += [*action.option_strings[:1], *[value] * (2 if action.nargs in ("+", 2) else 1)]
    yield " ".join(name), [*name, *needed]


COMMANDS = dict(_commands(_parser(Texts("de"))))


class TestTerminal:
    def test_the_commands_are_those_of_the_program(self):
        assert {"outlook", "report", "check", "rounds adopt", "rounds verify", "solve"} <= set(COMMANDS)
        assert len(COMMANDS) == 28

    @pytest.mark.parametrize("name", COMMANDS)
    def test_a_command_is_refused_in_one_sentence(
        self, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys
    ):
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("FORECASTING_DATABASE", f"sqlite:///{tmp_path}/d/s.sqlite3")
        monkeypatch.setattr(rights, "may", nobody)
        assert main(COMMANDS[name]) == 2
        out, err = capsys.readouterr()
        assert out == "" and len(err.splitlines()) == 1
        assert f"Es fehlt die Berechtigung, den Befehl „{name}“ auszuführen." in err
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.parametrize("role", Role)
    @pytest.mark.parametrize("name", COMMANDS)
    def test_each_role_runs_its_own_and_the_log_is_told(
        self, name: str, role: Role, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys
    ):
        district = '\ndistrict = "08111"' if role == Role.DISTRICT else ""
        people = f'[sign_in]\nby = "oidc"\nidentity = "sub"\n[[person]]\nid = "p"\nroles = ["{role}"]{district}\n'
        (tmp_path / "people.toml").write_text(people, encoding="utf-8")
        monkeypatch.setenv("FORECASTING_PEOPLE", str(tmp_path / "people.toml"))
        monkeypatch.setenv("FORECASTING_DATABASE", f"sqlite:///{tmp_path}/s.sqlite3")
        real, ran = cli._parser, []

        def parser(text: Texts) -> argparse.ArgumentParser:
            found = real(text)
            parse = found.parse_args

            def parsed(given: list[str]) -> argparse.Namespace:
                options = parse(given)
                options.command = lambda *_: ran.append(name) or 0
                return options

            found.parse_args = parsed
            return found

        monkeypatch.setattr(cli, "_parser", parser)
        operators = name.split(" ")[0] in ("admin", "people")
        allowed = role == Role.OPERATOR if operators else role != Role.DISTRICT
        assert main(["--as", "p", *COMMANDS[name]]) == (0 if allowed else 2)
        assert ran == ([name] if allowed else [])
        with closing(open_journal(actor=LOCAL)) as journal:
            told = [(each.who, each.what, each.about) for each in journal.list()]
        assert told == ([("p", "Command.run", {"name": name})] if allowed else [])

    def test_it_is_asked_before_anything_is_done(self, asked: Asked, tmp_path: Path, capsys):
        assert main(["check", str(tmp_path / "nothing.csv")]) == 2
        assert asked == [(Action.RUN, Command("check"))]

    def test_figures_of_ones_own_are_asked_for(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys):
        monkeypatch.setattr(rights, "may", lambda _, __, thing: not isinstance(thing, OwnFigures))
        assert main(["outlook", "--data", str(tmp_path)]) == 2
        assert "Es fehlt die Berechtigung, mit eigenen Zahlen zu rechnen." in capsys.readouterr().err

    def test_a_command_asks_what_it_does_too(self, address: str, asked: Asked, tmp_path: Path, capsys):
        assert main(["rounds", "list", "--export", "csv"]) == 0
        assert [action for action, _ in asked] == [Action.RUN, Action.READ, Action.EXPORT]
        asked.clear()
        assert main(["rounds", "verify"]) == 0
        assert [action for action, _ in asked] == [Action.RUN, Action.VERIFY]
        asked.clear()
        fast = ["--set", "arrivals.method=naive", "--set", "horizon_months=24", "--paths", "10"]
        assert main(["report", "--out", str(tmp_path / "out"), "--for", "funding_table", *fast]) == 0
        assert asked == [(Action.RUN, Command("report")), (Action.EXPORT, Paper("funding_table"))]

    def test_rebuilding_the_series_is_refused(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys):
        monkeypatch.setattr(rights, "may", nobody)
        assert build(["--out", str(tmp_path / "out")]) == 2
        assert "Es fehlt die Berechtigung, die Reihen neu zu bilden." in capsys.readouterr().err
        assert not (tmp_path / "out").exists()


WRITES = {
    "forecasting/arrivals/backtest/store.py": "results of a running backtest, in the work folder; the command asks",
    "forecasting/arrivals/cache.py": "the program's own cache",
    "forecasting/commands/report.py": "the command asks, and `bundle` for each paper",
    "forecasting/commands/results.py": "the command asks",
    "forecasting/observations/making/build.py": "asks",
    "forecasting/observations/answers.py": "beside files of one's own that the command was given; it asks",
    "forecasting/papers/seal.py": "arrivals of a document that is recomputed, in a folder that is gone afterwards",
    "forecasting/store/backup.py": "the command asks",
    "forecasting/reports/limits.py": "makes a page of the source tree, run by whoever develops it",
    "forecasting/reports/register.py": "makes a page of the source tree, run by whoever develops it",
    "forecasting/server/workers.py": "what the front is told, in a folder that is gone afterwards",
}
"""Modules that write to a disk, and who asks."""

WRITING = {"write_whole", "write_text", "write_bytes"}
STORES = {
    f"forecasting/store/{name}.py"
    for name in ("saved", "rounds", "database", "approvals", "chain", "journal", "backup", "drafts")
}
OPENING = {f"forecasting/store/{name}.py" for name in ("saved", "rounds", "database", "journal", "verify", "drafts")}


def _calls() -> Iterator[tuple[str, str, ast.Call]]:
    for name, text in text_files():
        if name.startswith("forecasting/") and name.endswith(".py"):
            for node in ast.walk(ast.parse(text)):
                if isinstance(node, ast.Call):
                    yield name, ast.unparse(node.func), node


def test_no_module_writes_whose_door_is_not_known():
    found = set()
    for name, called, node in _calls():
        last = called.rpartition(".")[2]
        modes = [part.value for part in node.args if isinstance(part, ast.Constant) and isinstance(part.value, str)]
        if last in WRITING or (last == "open" and any(re.fullmatch(r"[wax]b?\+?|rb?\+", mode) for mode in modes)):
            found.add(name)
    assert found == set(WRITES)


def test_only_the_store_changes_the_database():
    changed = {name for name, called, _ in _calls() if called in ("insert", "update", "delete")}
    assert changed <= STORES
    opened = {name for name, called, _ in _calls() if called in ("create_engine", "open_database")}
    assert opened == OPENING


def test_every_pair_of_the_vocabulary_is_asked_somewhere():
    """In the code: `Action.X` with the thing that it is done to, or the thing handed to the one way out of a page."""
    found = set()
    for _, called, node in _calls():
        parts = [ast.unparse(part) for part in node.args]
        actions = [part.removeprefix("Action.") for part in parts if part.startswith("Action.")]
        for kind in ACTIONS:
            here = any(part.split("(")[0] == kind.__name__ for part in parts)
            found |= {(kind, Action[action]) for action in actions if here}
            if called == "draw_download" and here:
                found.add((kind, Action.EXPORT))
        if called == "self._asked" or "_thing(" in " ".join(parts) or "thing_of(" in " ".join(parts):
            found |= {(SavedScenario, Action[action]) for action in actions}
    assert found >= {(kind, action) for kind, actions in ACTIONS.items() for action in actions}
