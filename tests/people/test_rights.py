"""The whole table of rights: each role, each thing that can be done; the table here names every one of them."""

from __future__ import annotations

import itertools

import pytest

from forecasting.people import (
    ACTIONS,
    LOCAL,
    NOBODY,
    Action,
    ActivityLog,
    Actor,
    Command,
    OwnFigures,
    PageFile,
    Paper,
    PublishedFigures,
    Role,
    RoundLog,
    RoundProposal,
    SavedScenario,
    SavedScenarios,
    Thing,
    VisiblePage,
    may,
)

READER, PLANNER, APPROVER, OPERATOR = (
    Actor(role, roles=frozenset({role})) for role in (Role.READER, Role.PLANNER, Role.APPROVER, Role.OPERATOR)
)
DISTRICT = Actor("kreis", roles=frozenset({Role.DISTRICT}), district="08111")
EVERYBODY = {
    "nobody": NOBODY,
    "unknown": Actor("unknown"),
    "reader": READER,
    "planner": PLANNER,
    "approver": APPROVER,
    "operator": OPERATOR,
    "district": DISTRICT,
    "local": LOCAL,
}
STAFF = "reader planner approver operator local"


def _scenario(owner: str, standing: str, submitter: str = "", *, deleted: bool = False) -> SavedScenario:
    return SavedScenario("1", "x", owner, standing, submitter, deleted)  # type: ignore[arg-type]


OWN = {standing: _scenario("planner", standing) for standing in ("private", "shared", "in_force")}
OWN["submitted"] = _scenario("planner", "submitted", "planner")
OWN["deleted"] = _scenario("planner", "private", deleted=True)
OWN["was shared"] = _scenario("planner", "shared", deleted=True)

TABLE: list[tuple[Thing, Action, str]] = [
    (SavedScenarios(), Action.LIST, STAFF),
    (SavedScenarios(), Action.CREATE, "planner local"),
    *((OWN["private"], action, "planner") for action in (Action.READ, Action.EXPORT)),
    *((OWN["shared"], action, STAFF) for action in (Action.READ, Action.EXPORT)),
    *((OWN["submitted"], action, STAFF) for action in (Action.READ, Action.EXPORT)),
    *((OWN["in_force"], action, STAFF) for action in (Action.READ, Action.EXPORT)),
    *((OWN["deleted"], action, "planner operator local") for action in (Action.READ, Action.EXPORT)),
    *((OWN["was shared"], action, "planner operator local") for action in (Action.READ, Action.EXPORT)),
    *(
        (OWN[standing], action, "planner" if standing in ("private", "shared") else "")
        for standing in OWN
        for action in (Action.CHANGE, Action.SHARE, Action.DELETE)
    ),
    *(
        (OWN[standing], Action.SUBMIT, "planner" if standing in ("private", "shared", "submitted") else "")
        for standing in OWN
    ),
    *((OWN[standing], Action.APPROVE, "approver local" if standing == "submitted" else "") for standing in OWN),
    *(
        (OWN[standing], Action.RESTORE, "planner" if standing in ("deleted", "was shared") else "")
        for standing in OWN
    ),
    *(
        (OWN[standing], Action.PURGE, "planner operator local" if standing in ("deleted", "was shared") else "")
        for standing in OWN
    ),
    *((OWN[standing], Action.HAND_OVER, "operator local") for standing in OWN),
    *((RoundLog(), action, STAFF) for action in (Action.READ, Action.VERIFY, Action.EXPORT)),
    (RoundProposal("planner"), Action.CREATE, "planner local"),
    (RoundProposal("planner"), Action.ADOPT, "approver local"),
    (RoundProposal("approver"), Action.ADOPT, "local"),
    *((ActivityLog(), action, "approver operator local") for action in (Action.READ, Action.VERIFY)),
    *((VisiblePage(name), Action.READ, f"{STAFF} district") for name in ("overview", "districts", "assumptions")),
    (VisiblePage("plausibility"), Action.READ, f"{STAFF} district"),
    *(
        (VisiblePage(name), Action.READ, STAFF)
        for name in ("prognosis", "caseload", "funds", "goal", "influence", "report", "data")
    ),
    (VisiblePage("log"), Action.READ, "approver operator local"),
    (OwnFigures(), Action.USE, "planner local"),
    (OwnFigures("08111"), Action.USE, "planner local district"),
    (OwnFigures("08115"), Action.USE, "planner local"),
    (Paper("cabinet"), Action.EXPORT, STAFF),
    (Paper("district", "08111"), Action.EXPORT, f"{STAFF} district"),
    (Paper("district", "08115"), Action.EXPORT, STAFF),
    (Paper("cabinet", "08111"), Action.EXPORT, STAFF),
    (PageFile("result"), Action.EXPORT, f"{STAFF} district"),
    (PageFile("scenario"), Action.EXPORT, "planner local"),
    (PageFile("template"), Action.EXPORT, "planner local district"),
    *((Command(name), Action.RUN, STAFF) for name in ("outlook", "rounds adopt", "report", "check")),
    *((Command(name), Action.RUN, "operator local") for name in ("admin backup", "people log")),
    (PublishedFigures(), Action.REBUILD, "operator local"),
]


@pytest.mark.parametrize(("thing", "action", "allowed"), TABLE, ids=lambda each: str(each)[:60])
@pytest.mark.parametrize("who", EVERYBODY)
def test_who_may_what(who: str, thing: Thing, action: Action, allowed: str) -> None:
    assert may(EVERYBODY[who], action, thing) == (who in allowed.split())


def test_the_table_has_every_pair() -> None:
    named = {(type(thing), action) for thing, action, _ in TABLE}
    assert named == {(kind, action) for kind, actions in ACTIONS.items() for action in actions}


def test_two_pairs_of_eyes_are_those_of_two_people() -> None:
    """Somebody who plans and approves does not approve what they made, submitted or proposed."""
    both = Actor("both", roles=frozenset({Role.PLANNER, Role.APPROVER}))
    for owner, submitter in itertools.product(("both", "planner"), repeat=2):
        waiting = _scenario(owner, "submitted", submitter)
        assert may(both, Action.APPROVE, waiting) == (owner != "both" != submitter)
    assert not may(both, Action.ADOPT, RoundProposal("both")) and may(both, Action.ADOPT, RoundProposal("planner"))
    assert not may(LOCAL, Action.APPROVE, _scenario("local", "submitted", "local"))


def test_what_is_anothers_stays_theirs() -> None:
    other = Actor("other", roles=frozenset(Role) - {Role.DISTRICT, Role.OPERATOR})
    for scenario in OWN.values():
        for action in (Action.CHANGE, Action.SHARE, Action.SUBMIT, Action.DELETE, Action.RESTORE, Action.PURGE):
            assert not may(other, action, scenario)


def test_a_planner_who_is_none_any_more_changes_nothing() -> None:
    was = Actor("planner", roles=frozenset({Role.READER}))
    assert not any(may(was, action, OWN["private"]) for action in ACTIONS[SavedScenario])
