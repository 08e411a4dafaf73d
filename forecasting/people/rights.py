"""Who may do what: the one person who works with the tool may do everything, anybody else nothing."""

from __future__ import annotations

from dataclasses import dataclass

from forecasting.base.errors import Finding, InputError
from forecasting.base.text import Texts
from forecasting.people.actor import LOCAL, Actor
from forecasting.people.things import ACTIONS, Action, Thing

__all__ = ["Refusal", "ask", "may", "refusal"]


@dataclass(frozen=True)
class Refusal(Finding):
    """That somebody may not do something: the key names thing and action, the values are the fields of the thing."""

    def rule(self, text: Texts) -> str:
        return text("people.refused.rule", what=text(self.key, **self.values))

    def remedy(self, text: Texts) -> str:
        return text("people.refused.remedy")


def may(actor: Actor, action: Action, thing: Thing) -> bool:
    """Whether an actor may do this. Every door asks; none knows the answer by itself."""
    return actor == LOCAL


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
