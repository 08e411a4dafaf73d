"""What several people do with saved scenarios and forecasts: share, submit, approve, delete; what the log tells."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterator
from contextlib import closing

import pytest
import sqlalchemy
from sqlalchemy import delete, update

from forecasting.people import LOCAL, Action, Actor, Paper, Role
from forecasting.store import DAYS_IN_TRASH, Journal, Rounds, Saved, Store, open_journal, open_rounds, open_store
from forecasting.store.chain import Break
from forecasting.store.database import open_database
from forecasting.store.tables import ACTIVITY, APPROVALS, SAVED
from tests.store.adopted import made
from tests.store.saving import BASE, PLUS, refused
from tests.store.worlds import LATER, NOW, SHIPPED, meaning, register_with


def _person(name: str, *roles: Role) -> Actor:
    return Actor(name, roles=frozenset(roles))


ANNA, BEN = _person("anna", Role.PLANNER), _person("ben", Role.PLANNER, Role.APPROVER)
RITA, OTTO = _person("rita", Role.READER), _person("otto", Role.OPERATOR)
EVEN_LATER = LATER + datetime.timedelta(hours=1)


@pytest.fixture
def anna(store: Store) -> Store:
    return store.acting(ANNA)


@pytest.fixture
def ben(store: Store) -> Store:
    return store.acting(BEN)


@pytest.fixture
def journal(url: str) -> Iterator[Journal]:
    with closing(open_journal(url, actor=OTTO)) as found:
        yield found


@pytest.fixture
def log(url: str) -> Iterator[Rounds]:
    with closing(open_rounds(url, actor=ANNA)) as found:
        yield found


def _submitted(anna: Store, name: str = "Plan") -> Saved:
    saved = anna.save(name, PLUS, base="base", now=NOW)
    return anna.submit(name, words="Bitte bis Freitag", now=NOW, expected_version=saved.version)


class TestSharing:
    def test_what_is_private_is_there_for_its_owner_only(self, anna: Store, ben: Store) -> None:
        anna.save("Plan", PLUS, base="base", now=NOW)
        assert [each.name for each in anna.list()] == ["Plan"] and ben.list() == ()
        for call in (ben.load, ben.export_toml, ben.approvals):
            assert refused(call, "Plan") == ["name.unknown"]
            assert refused(call, "Plan", owner="anna") == ["name.unknown"]
        assert refused(ben.duplicate, "Plan", "Kopie", now=NOW) == ["name.unknown"]

    def test_a_name_is_free_for_everybody(self, anna: Store, ben: Store) -> None:
        anna.save("Plan", PLUS, base="base", now=NOW)
        ben.save("plan", BASE, base="base", now=NOW)
        assert refused(ben.save, "PLAN", BASE, base="base", now=NOW) == ["name.taken"]
        assert ben.load("PLAN").saved.owner == "ben" and anna.load("plan").saved.owner == "anna"

    def test_what_is_shared_is_read_by_all_and_changed_by_none(self, store: Store, anna: Store, ben: Store) -> None:
        saved = anna.save("Plan", PLUS, base="base", now=NOW)
        shared = anna.share("Plan", shared=True, now=LATER, expected_version=saved.version)
        assert shared.standing == "shared" and shared.version > saved.version
        for other in (ben, store.acting(RITA), store.acting(OTTO)):
            assert [each.name for each in other.list()] == ["Plan"]
            assert meaning(other.load("Plan").scenario) == meaning(PLUS)
        version = shared.version
        rename, save = ben.rename, ben.save
        assert refused(rename, "Plan", "X", now=NOW, expected_version=version) == ["people.what.SavedScenario.change"]
        over = refused(save, "Plan", BASE, base="base", now=NOW, expected_version=version)
        assert over == ["people.what.SavedScenario.change"]
        assert refused(ben.delete, "Plan", now=NOW, expected_version=version) == ["people.what.SavedScenario.delete"]
        assert refused(ben.share, "Plan", shared=False, now=NOW, expected_version=version) == [
            "people.what.SavedScenario.share"
        ]
        assert anna.load("Plan").saved == shared
        copy = ben.duplicate("Plan", "Kopie", now=NOW, owner="anna")
        assert (copy.owner, copy.standing) == ("ben", "private")
        anna.share("Plan", shared=False, now=LATER, expected_version=version)
        assert [each.name for each in ben.list()] == ["Kopie"]

    def test_of_two_of_one_name_ones_own_is_meant(self, anna: Store, ben: Store) -> None:
        for store in (anna, ben):
            saved = store.save("Plan", PLUS, base="base", now=NOW)
            store.share("Plan", shared=True, now=NOW, expected_version=saved.version)
        assert [(each.name, each.owner) for each in anna.list()] == [("Plan", "anna"), ("Plan", "ben")]
        assert anna.load("Plan").saved.owner == "anna" and anna.load("Plan", owner="ben").saved.owner == "ben"

    def test_whoever_only_reads_keeps_nothing(self, store: Store) -> None:
        rita = store.acting(RITA)
        assert refused(rita.save, "x", PLUS, base="base", now=NOW) == ["people.what.SavedScenarios.create"]
        assert refused(rita.import_toml, b'name = "x"', now=NOW) == ["people.what.SavedScenarios.create"]

    def test_what_somebody_leaves_behind_is_handed_over(self, store: Store, anna: Store, ben: Store) -> None:
        anna.save("Plan", PLUS, base="base", now=NOW)
        gone = anna.save("weg", PLUS, base="base", now=NOW)
        anna.delete("weg", now=NOW, expected_version=gone.version)
        otto = store.acting(OTTO)
        assert refused(ben.hand_over, "anna", "ben", now=NOW) == ["people.what.SavedScenario.hand_over"]
        assert otto.hand_over("anna", "ben", now=NOW) == 2
        assert anna.list() == anna.trash() == ()
        assert [each.name for each in ben.list()] == ["Plan"] and [each.name for each in ben.trash()] == ["weg"]
        anna.save("Plan", BASE, base="base", now=NOW)
        assert refused(otto.hand_over, "anna", "ben", now=NOW) == ["name.taken"]
        assert [each.owner for each in anna.list()] == ["anna"]


class TestTrash:
    def test_what_is_deleted_lies_there_and_comes_back(self, anna: Store, ben: Store) -> None:
        saved = anna.save("Plan", PLUS, base="base", now=NOW)
        saved = anna.share("Plan", shared=True, now=NOW, expected_version=saved.version)
        gone = anna.delete("Plan", now=LATER, expected_version=saved.version)
        assert gone.deleted == LATER and anna.list() == ben.list() == ben.trash() == ()
        assert refused(anna.load, "Plan") == ["name.unknown"]
        assert [each.name for each in anna.trash()] == ["Plan"]
        assert refused(ben.restore, saved.id, now=LATER) == ["people.what.SavedScenario.restore"]
        back = anna.restore(saved.id, now=LATER)
        assert (back.id, back.standing, back.deleted) == (saved.id, "shared", None)
        assert meaning(ben.load("Plan").scenario) == meaning(PLUS)

    def test_its_name_is_free_meanwhile(self, anna: Store) -> None:
        for _ in range(2):
            saved = anna.save("Plan", PLUS, base="base", now=NOW)
            anna.delete("Plan", now=NOW, expected_version=saved.version)
        anna.save("Plan", BASE, base="base", now=NOW)
        first, second = anna.trash()
        assert refused(anna.restore, first.id, now=NOW) == ["name.taken"]
        assert anna.restore(first.id, now=NOW, new_name="Plan (alt)").name == "Plan (alt)"
        assert {each.name for each in anna.list()} == {"Plan", "Plan (alt)"}
        assert [each.id for each in anna.trash()] == [second.id]

    @pytest.mark.parametrize("who", [ANNA, OTTO])
    def test_it_is_removed_for_good_when_that_is_wanted(
        self, store: Store, anna: Store, journal: Journal, who: Actor
    ) -> None:
        saved = anna.save("Plan", PLUS, base="base", now=NOW)
        assert refused(anna.purge, saved.id, now=NOW) == ["trash.gone"]
        anna.delete("Plan", now=NOW, expected_version=saved.version)
        store.acting(who).purge(saved.id, now=NOW)
        assert journal.list()[-1].who == who.id and journal.list()[-1].what == "SavedScenario.purge"
        assert anna.trash() == () and refused(anna.restore, saved.id, now=NOW) == ["trash.gone"]

    def test_after_the_days_it_is_gone(self, anna: Store) -> None:
        saved = anna.save("Plan", PLUS, base="base", now=NOW)
        anna.delete("Plan", now=NOW, expected_version=saved.version)
        last = NOW + datetime.timedelta(days=DAYS_IN_TRASH)
        anna.save("a", PLUS, base="base", now=last)
        assert [each.id for each in anna.trash()] == [saved.id]
        anna.save("b", PLUS, base="base", now=last + datetime.timedelta(seconds=1))
        assert anna.trash() == ()


class TestApproval:
    def test_one_submits_and_another_approves(self, store: Store, anna: Store, ben: Store) -> None:
        waiting = _submitted(anna)
        assert (waiting.standing, waiting.submitter) == ("submitted", "anna")
        assert [each.standing for each in ben.list()] == ["submitted"]
        assert refused(anna.approve, "Plan", now=LATER) == ["people.what.SavedScenario.approve"]
        assert refused(store.acting(RITA).approve, "Plan", now=LATER) == ["people.what.SavedScenario.approve"]
        force = ben.approve("Plan", now=LATER)
        assert (force.standing, force.owner, force.standalone) == ("in_force", "anna", True)
        (approval,) = store.acting(RITA).approvals("Plan")
        assert (approval.submitter, approval.decider, approval.decision) == ("anna", "ben", "approved")
        assert (approval.submitted, approval.decided, approval.note) == (NOW, LATER, "Bitte bis Freitag")
        assert approval.hash == hashlib.sha256(approval.content.encode()).hexdigest()
        assert meaning(store.acting(RITA).load("Plan").scenario) == meaning(PLUS)

    def test_nobody_approves_what_they_made_or_submitted(self, store: Store, ben: Store) -> None:
        _submitted(ben)
        assert refused(ben.approve, "Plan", now=LATER) == ["people.what.SavedScenario.approve"]
        assert refused(ben.send_back, "Plan", reason="", now=LATER) == ["people.what.SavedScenario.approve"]
        _submitted(store)
        assert refused(store.approve, "Plan", now=LATER) == ["people.what.SavedScenario.approve"]

    @pytest.mark.parametrize("standing", ["submitted", "in_force"])
    def test_it_cannot_be_changed_by_then(self, anna: Store, ben: Store, standing: str) -> None:
        version = _submitted(anna).version
        if standing == "in_force":
            version = ben.approve("Plan", now=LATER).version
        wanted = ["standing.submitted" if standing == "submitted" else "standing.force"]
        assert refused(anna.save, "Plan", BASE, base="base", now=LATER, expected_version=version) == wanted
        assert refused(anna.rename, "Plan", "X", now=LATER, expected_version=version) == wanted
        assert refused(anna.delete, "Plan", now=LATER, expected_version=version) == wanted
        assert refused(anna.share, "Plan", shared=False, now=LATER, expected_version=version) == wanted
        assert refused(anna.submit, "Plan", now=LATER, expected_version=version) == wanted
        anna.duplicate("Plan", "Weiter", now=LATER)

    def test_it_is_withdrawn_or_returned(self, anna: Store, ben: Store) -> None:
        _submitted(anna)
        assert refused(ben.withdraw, "Plan", now=NOW) == ["people.what.SavedScenario.submit"]
        anna.withdraw("Plan", now=NOW)
        assert refused(ben.approve, "Plan", now=NOW) == ["standing.open"]
        again = anna.submit("Plan", now=NOW, expected_version=anna.load("Plan").saved.version)
        assert again.standing == "submitted"
        back = ben.send_back("Plan", reason="Quote fehlt", now=LATER)
        assert (back.standing, back.submitter) == ("shared", "")
        assert [(each.decision, each.reason) for each in anna.approvals("Plan")] == [
            ("withdrawn", ""),
            ("returned", "Quote fehlt"),
        ]
        anna.save("Plan", BASE, base="base", now=LATER, expected_version=back.version)

    def test_one_is_in_force_at_a_time(self, anna: Store, ben: Store) -> None:
        for name in ("Plan", "Plan 2"):
            _submitted(anna, name)
            ben.approve(name, now=LATER)
        assert {each.name: each.standing for each in ben.list()} == {"Plan": "shared", "Plan 2": "in_force"}

    def test_it_stays_as_it_was_frozen(self, anna: Store, ben: Store, tmp_path) -> None:  # noqa: ANN001
        before = meaning(anna.load(_submitted(anna).name).scenario)
        with register_with(tmp_path, funding__state_share="value = 0.95"):
            ben.approve("Plan", now=LATER)
            assert meaning(ben.load("Plan").scenario) == before

    def test_what_was_changed_past_the_program_is_found(self, url: str, anna: Store, ben: Store) -> None:
        _submitted(anna)
        ben.approve("Plan", now=LATER)
        with closing(open_database(url)) as database, database.writing() as (connection, _):
            connection.execute(update(SAVED).values(content=SAVED.c.content + "\n"))
        assert refused(ben.load, "Plan") == ["standing.changed"]

    def test_what_was_changed_before_is_not_approved(self, url: str, anna: Store, ben: Store) -> None:
        _submitted(anna)
        with closing(open_database(url)) as database, database.writing() as (connection, _):
            connection.execute(update(APPROVALS).values(content=APPROVALS.c.content + "\n"))
        assert refused(ben.approve, "Plan", now=LATER) == ["standing.changed"]
        assert anna.load("Plan").saved.standing == "submitted"

    def test_words_have_an_end(self, anna: Store, ben: Store) -> None:
        saved = anna.save("Plan", PLUS, base="base", now=NOW)
        submit = anna.submit
        assert refused(submit, "Plan", words="x" * 2001, now=NOW, expected_version=saved.version) == ["rounds.words"]
        anna.submit("Plan", now=NOW, expected_version=saved.version)
        assert refused(ben.send_back, "Plan", reason="\x07", now=NOW) == ["rounds.words"]


class TestRounds:
    def test_one_proposes_and_another_adopts(self, log: Rounds) -> None:
        adopt = log.adopt
        assert refused(adopt, made(), who="a", why="", now=NOW) == ["people.what.RoundProposal.adopt"]
        number = log.propose(made(), made(7), who="Referat 21", why="Haushalt", now=NOW)
        (proposal,) = log.acting(BEN).proposals()
        assert (proposal.number, proposal.proposer, proposal.who) == (1, "anna", "Referat 21")
        assert len(proposal.rounds) == 2
        assert refused(log.accept, number, now=LATER) == ["people.what.RoundProposal.adopt"]
        assert log.list() == ()
        entries = log.acting(BEN).accept(number, now=LATER)
        assert [(each.number, each.owner, each.proposer, each.adopted) for each in entries] == [
            (1, "ben", "anna", LATER),
            (2, "ben", "anna", LATER),
        ]
        assert (
            [each.hash for each in log.list()] == [each.hash for each in entries]
            and log.verify().intact
            and log.proposals() == ()
        )
        assert (entries[0].round.quantiles == made().quantiles).all()
        assert refused(log.acting(BEN).accept, number, now=LATER) == ["rounds.proposal"]

    def test_it_is_returned(self, log: Rounds) -> None:
        log.propose(made(), who="a", why="", now=NOW)
        log.acting(BEN).decline(1, reason="veraltet", now=LATER)
        assert log.proposals() == log.list() == ()

    def test_nobody_adopts_what_they_proposed(self, log: Rounds) -> None:
        log.acting(BEN).propose(made(), who="a", why="", now=NOW)
        assert refused(log.acting(BEN).accept, 1, now=NOW) == ["people.what.RoundProposal.adopt"]

    def test_one_person_without_accounts_adopts_alone(self, log: Rounds) -> None:
        (entry,) = log.acting(LOCAL).adopt(made(), who="a", why="", now=NOW)
        assert (entry.owner, entry.proposer) == ("local", "")


class TestJournal:
    def test_it_tells_who_did_what_when(self, store: Store, anna: Store, ben: Store, journal: Journal) -> None:
        saved = anna.save("Plan", PLUS, base="base", now=NOW)
        saved = anna.rename("Plan", "Plan B", now=NOW, expected_version=saved.version)
        saved = anna.share("Plan B", shared=True, now=NOW, expected_version=saved.version)
        anna.submit("Plan B", now=NOW, expected_version=saved.version)
        ben.approve("Plan B", now=LATER)
        copy = anna.duplicate("Plan B", "Kopie", now=LATER)
        anna.delete("Kopie", now=LATER, expected_version=copy.version)
        anna.restore(copy.id, now=LATER)
        journal.acting(ANNA).note(Action.EXPORT, Paper("cabinet"), EVEN_LATER, name="vorlage.pdf")
        entries = journal.list()
        assert [(each.who, each.what) for each in entries] == [
            ("anna", "SavedScenarios.create"),
            ("anna", "SavedScenario.change"),
            ("anna", "SavedScenario.share"),
            ("anna", "SavedScenario.submit"),
            ("ben", "SavedScenario.approve"),
            ("anna", "SavedScenarios.create"),
            ("anna", "SavedScenario.delete"),
            ("anna", "SavedScenario.restore"),
            ("anna", "Paper.export"),
        ]
        assert [each.number for each in entries] == list(range(1, 10)) and entries[-1].when == EVEN_LATER
        assert entries[1].about == {
            "id": saved.id,
            "name": "Plan",
            "owner": "anna",
            "standing": "private",
            "new_name": "Plan B",
        }
        (approval,) = ben.approvals("Plan B")
        assert entries[4].about["hash"] == approval.hash and entries[4].about["decision"] == "approved"
        assert entries[-1].about == {"kind": "cabinet", "name": "vorlage.pdf"}
        assert journal.list(last=2) == entries[-2:] and journal.verify().intact

    def test_what_is_not_done_is_not_told(self, anna: Store, ben: Store, journal: Journal) -> None:
        saved = anna.save("Plan", PLUS, base="base", now=NOW)
        refused(anna.save, "Plan", PLUS, base="base", now=NOW)
        refused(ben.delete, "Plan", now=NOW, expected_version=saved.version)
        refused(anna.delete, "Plan", now=NOW, expected_version=0)
        assert [each.what for each in journal.list()] == ["SavedScenarios.create"]

    def test_forecasts_are_told_too(self, log: Rounds, journal: Journal) -> None:
        log.propose(made(), who="a", why="", now=NOW)
        log.acting(BEN).accept(1, now=LATER)
        log.propose(made(), who="a", why="", now=NOW)
        log.acting(BEN).decline(2, reason="nein", now=LATER)
        assert [(each.who, each.what) for each in journal.list()] == [
            ("anna", "RoundProposal.create"),
            ("ben", "RoundProposal.adopt"),
            ("anna", "RoundProposal.create"),
            ("ben", "RoundProposal.adopt"),
        ]

    def test_who_may_read_it(self, journal: Journal) -> None:
        for actor in (ANNA, RITA):
            assert refused(journal.acting(actor).list) == ["people.what.ActivityLog.read"]
            assert refused(journal.acting(actor).verify) == ["people.what.ActivityLog.verify"]
        assert journal.acting(BEN).list() == journal.list() == ()

    def test_what_is_changed_is_found(self, url: str, anna: Store, journal: Journal) -> None:
        for name in ("a", "b", "c"):
            anna.save(name, PLUS, base="base", now=NOW)
        noted = journal.verify().head
        entries = ACTIVITY.entries
        for statement, broken in (
            (update(entries).where(entries.c.number == 2).values(content="{}"), Break(2, "changed")),
            (delete(entries).where(entries.c.number == 2), Break(2, "removed")),
            (delete(entries).where(entries.c.number == 3), Break(3, "removed")),
        ):
            with (
                closing(open_database(url)) as database,
                pytest.raises(RuntimeError),
                database.writing() as (connection, _),
            ):
                connection.execute(statement)
                assert ACTIVITY.verify(connection).broken == broken
                raise RuntimeError
        assert journal.verify(noted).intact and journal.verify("0" * 64).lost == "0" * 64

    def test_many_at_once_keep_one_chain(self, url: str, journal: Journal) -> None:
        from concurrent.futures import ThreadPoolExecutor

        def save(number: int) -> None:
            with closing(open_store(url, SHIPPED, actor=ANNA)) as store:
                store.save(str(number), PLUS, base="base", now=NOW)

        with ThreadPoolExecutor(4) as pool:
            list(pool.map(save, range(12)))
        assert journal.verify().intact and len(journal.list()) == 12


def test_what_was_there_before_people_were_told_apart_is_shared(sqlite: str) -> None:
    from tests.store.worlds import restore

    restore(sqlite, 3)
    with closing(open_store(sqlite, SHIPPED, actor=RITA)) as store:
        assert [each.standing for each in store.list()] == ["shared", "shared"]
    engine = sqlalchemy.create_engine(sqlite)
    with engine.connect() as connection:
        found = connection.execute(sqlalchemy.select(SAVED.c.owner)).scalars().all()
    engine.dispose()
    assert set(found) == {LOCAL.id}
