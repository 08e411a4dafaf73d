"""What several people can do with a saved scenario beside changing it: share, submit, approve, restore."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from forecasting.people import LOCAL, Action, Actor, Standing, refusal
from forecasting.store import Saved, Store, thing_of

__all__ = ["DEEDS", "Deed", "DeedName", "possible"]

DeedName = Literal["share", "unshare", "submit", "withdraw", "approve", "send_back", "restore", "purge"]


@dataclass(frozen=True)
class Deed:
    """One of them."""

    action: Action
    of: tuple[Standing, ...]  # standings in which it has a meaning
    do: Callable[[Store, Saved, str, datetime.datetime], Saved | None]  # None: nothing is left of it
    trash: bool = False  # of what lies there
    alone: bool = False  # also where one person works without accounts
    asks: bool = False  # whether it is asked about first
    words: bool = False  # whether somebody can say something with it


def _share(shared: bool) -> Callable[[Store, Saved, str, datetime.datetime], Saved]:
    return lambda store, row, _, now: store.share(
        row.name, shared=shared, now=now, expected_version=row.version, owner=row.owner
    )


DEEDS: Mapping[DeedName, Deed] = MappingProxyType(
    {
        "share": Deed(Action.SHARE, ("private",), _share(True)),
        "unshare": Deed(Action.SHARE, ("shared",), _share(False)),
        "submit": Deed(
            Action.SUBMIT,
            ("private", "shared"),
            lambda store, row, words, now: store.submit(
                row.name, words=words, now=now, expected_version=row.version, owner=row.owner
            ),
            asks=True,
            words=True,
        ),
        "withdraw": Deed(
            Action.SUBMIT,
            ("submitted",),
            lambda store, row, _, now: store.withdraw(row.name, now=now, owner=row.owner),
        ),
        "approve": Deed(
            Action.APPROVE,
            ("submitted",),
            lambda store, row, _, now: store.approve(row.name, now=now, owner=row.owner),
            asks=True,
        ),
        "send_back": Deed(
            Action.APPROVE,
            ("submitted",),
            lambda store, row, words, now: store.send_back(row.name, reason=words, now=now, owner=row.owner),
            asks=True,
            words=True,
        ),
        "restore": Deed(
            Action.RESTORE,
            ("private", "shared"),
            lambda store, row, words, now: store.restore(row.id, now=now, new_name=words or None),
            trash=True,
            alone=True,
        ),
        "purge": Deed(
            Action.PURGE,
            ("private", "shared"),
            lambda store, row, _, now: store.purge(row.id, now=now),
            trash=True,
            alone=True,
            asks=True,
        ),
    }
)


def possible(actor: Actor, row: Saved) -> tuple[DeedName, ...]:
    """What an actor can do with a saved scenario as it stands."""
    return tuple(
        name
        for name, deed in DEEDS.items()
        if row.standing in deed.of
        and deed.trash == (row.deleted is not None)
        and (deed.alone or actor != LOCAL)
        and refusal(actor, deed.action, thing_of(row)) is None
    )
