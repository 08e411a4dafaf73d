"""Who may do what: one rule for each thing that can be done. Every door asks; none knows the answer by itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from forecasting.base.errors import Finding, InputError
from forecasting.base.text import Texts
from forecasting.people.actor import LOCAL, Actor, Role
from forecasting.people.things import (
    Action,
    ActivityLog,
    Command,
    OwnFigures,
    PageFile,
    Paper,
    PublishedFigures,
    RoundLog,
    RoundProposal,
    SavedScenario,
    SavedScenarios,
    Thing,
    VisiblePage,
)

__all__ = ["ACTIONS", "OF_OPERATORS", "Refusal", "ask", "may", "refusal"]

Rule = Callable[[Actor, Any], bool]

STAFF = (Role.READER, Role.PLANNER, Role.APPROVER, Role.OPERATOR)
"""Those of the ministry."""

OF_DISTRICTS = frozenset({"overview", "districts", "assumptions", "plausibility"})
"""Pages that a district sees: what the state publishes, and its own."""

OF_OPERATORS = frozenset({"admin", "people"})
"""Commands of the terminal that keep the tool running."""


@dataclass(frozen=True)
class Refusal(Finding):
    """That somebody may not do something: the key names thing and action, the values are the fields of the thing."""

    def rule(self, text: Texts) -> str:
        return text("people.refused.rule", what=text(self.key, **self.values))

    def remedy(self, text: Texts) -> str:
        return text("people.refused.remedy")


def _any_of(*roles: Role) -> Rule:
    return lambda actor, _: actor.is_any(*roles)


def _reads(actor: Actor, thing: SavedScenario) -> bool:
    """Their own; what is shared or in force, unless it lies in the trash."""
    if thing.deleted:
        return _holds(actor, thing) or actor.is_any(Role.OPERATOR)
    return _holds(actor, thing) or (thing.standing != "private" and actor.is_any(*STAFF))


def _holds(actor: Actor, thing: SavedScenario) -> bool:
    """Whether it is the actor's own, who plans."""
    return thing.owner == actor.id and actor.is_any(Role.PLANNER)


def _changes(actor: Actor, thing: SavedScenario) -> bool:
    """Their own, as long as no other person has to rely on it."""
    return _holds(actor, thing) and thing.standing in ("private", "shared") and not thing.deleted


def _submits(actor: Actor, thing: SavedScenario) -> bool:
    """Their own; who has asked may ask no longer."""
    return _holds(actor, thing) and thing.standing != "in_force" and not thing.deleted


def _approves(actor: Actor, thing: SavedScenario) -> bool:
    """What another person has made and submitted."""
    waits = thing.standing == "submitted" and not thing.deleted
    return waits and actor.is_any(Role.APPROVER) and actor.id not in (thing.owner, thing.submitter)


def _restores(actor: Actor, thing: SavedScenario) -> bool:
    return _holds(actor, thing) and thing.deleted


def _purges(actor: Actor, thing: SavedScenario) -> bool:
    return thing.deleted and (_holds(actor, thing) or actor.is_any(Role.OPERATOR))


def _adopts(actor: Actor, thing: RoundProposal) -> bool:
    """What another person has proposed; one person without accounts has nobody else."""
    return actor == LOCAL or (actor.is_any(Role.APPROVER) and actor.id != thing.proposer)


def _uses(actor: Actor, thing: OwnFigures) -> bool:
    """Planners any; a district its own."""
    return actor.is_any(Role.PLANNER) or _own_district(actor, thing.district)


def _exports(actor: Actor, thing: Paper) -> bool:
    """Those of the ministry any; a district the one about itself."""
    return actor.is_any(*STAFF) or (thing.kind == "district" and _own_district(actor, thing.district))


def _own_district(actor: Actor, district: str) -> bool:
    return actor.is_any(Role.DISTRICT) and district != "" and district == actor.district


def _saves(actor: Actor, thing: PageFile) -> bool:
    """Results are for all who see them; scenarios and forms for those who plan."""
    if thing.content == "result":
        return actor.is_any(*STAFF, Role.DISTRICT)
    return actor.is_any(Role.PLANNER) or (thing.content == "template" and actor.is_any(Role.DISTRICT))


def _opens(actor: Actor, thing: VisiblePage) -> bool:
    """Those of the ministry every page, a district its own; the log those who may read it."""
    if thing.name == "log":
        return may(actor, Action.READ, ActivityLog())
    return actor.is_any(*STAFF) or (actor.is_any(Role.DISTRICT) and thing.name in OF_DISTRICTS)


def _runs(actor: Actor, thing: Command) -> bool:
    of_operators = thing.name.split(" ")[0] in OF_OPERATORS
    return actor.is_any(Role.OPERATOR) if of_operators else actor.is_any(*STAFF)


_RULES: Mapping[type[Thing], Mapping[Action, Rule]] = MappingProxyType(
    {
        SavedScenarios: {Action.LIST: _any_of(*STAFF), Action.CREATE: _any_of(Role.PLANNER)},
        SavedScenario: {
            Action.READ: _reads,
            Action.EXPORT: _reads,
            Action.CHANGE: _changes,
            Action.SHARE: _changes,
            Action.SUBMIT: _submits,
            Action.APPROVE: _approves,
            Action.DELETE: _changes,
            Action.RESTORE: _restores,
            Action.PURGE: _purges,
            Action.HAND_OVER: _any_of(Role.OPERATOR),
        },
        RoundLog: {
            Action.READ: _any_of(*STAFF),
            Action.VERIFY: _any_of(*STAFF),
            Action.EXPORT: _any_of(*STAFF),
        },
        RoundProposal: {Action.CREATE: _any_of(Role.PLANNER), Action.ADOPT: _adopts},
        ActivityLog: {action: _any_of(Role.APPROVER, Role.OPERATOR) for action in (Action.READ, Action.VERIFY)},
        VisiblePage: {Action.READ: _opens},
        OwnFigures: {Action.USE: _uses},
        Paper: {Action.EXPORT: _exports},
        PageFile: {Action.EXPORT: _saves},
        Command: {Action.RUN: _runs},
        PublishedFigures: {Action.REBUILD: _any_of(Role.OPERATOR)},
    }
)

ACTIONS: Mapping[type[Thing], frozenset[Action]] = MappingProxyType(
    {kind: frozenset(rules) for kind, rules in _RULES.items()}
)
"""What can be done to each kind of thing; nothing else is ever asked."""


def may(actor: Actor, action: Action, thing: Thing) -> bool:
    """Whether an actor may do this."""
    return _RULES[type(thing)][action](actor, thing)


def refusal(actor: Actor, action: Action, thing: Thing) -> Refusal | None:
    """Why an actor may not do this, None where they may.

    Raises:
        ValueError: nobody can do this to such a thing.
    """
    if action not in ACTIONS[type(thing)]:
        raise ValueError(f"nobody can {action} {type(thing).__name__}")
    if may(actor, action, thing):
        return None
    return Refusal(f"people.what.{type(thing).__name__}.{action}", vars(thing))


def ask(actor: Actor, action: Action, thing: Thing) -> None:
    """Let an actor go on who may do this.

    Raises:
        InputError: they may not.
    """
    if (refused := refusal(actor, action, thing)) is not None:
        raise InputError(refused)
