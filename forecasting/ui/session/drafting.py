"""Keep what a session has not saved, and find what an earlier one left behind.

A thread beside the pages writes shortly after the last change, and once more when the server ends; where the database
cannot be used, the page goes on without.
"""

from __future__ import annotations

import datetime
import logging
import time
import uuid
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooLate
from dataclasses import dataclass, field, replace
from functools import cache

from forecasting.base.errors import InputError
from forecasting.people import LOCAL, Action, Actor, SavedScenarios, refusal
from forecasting.store import Draft, Drafts, database_url, is_made, open_drafts
from forecasting.ui.session.data import shipped
from forecasting.ui.session.state import Track, decode, encode
from forecasting.ui.session.workspace import Workspace

__all__ = ["Drafting", "left_behind"]

REST = 2.0  # seconds after the last change
PATIENCE = 1.0  # seconds that a first page waits for an answer of the database

_log = logging.getLogger(__name__)
_asking = ThreadPoolExecutor(4, "drafts")


@dataclass
class Drafting:
    """What one session keeps, and what it was offered."""

    id: str = field(default_factory=lambda: uuid.uuid4().hex)
    offered: Draft | None = None  # of an earlier session of the same person
    kept: str = ""  # the link as it is kept, "" for none
    looked: float = -1.0  # when the workspace was used that was looked at last

    def write(self, workspace: Workspace, *, now: datetime.datetime, at_once: bool = False) -> None:
        """Keep what the workspace holds and has not saved, once it rests; forget it once it is saved.

        Args:
            at_once: whether or not it rests.
        """
        if workspace.used == self.looked or not (at_once or time.monotonic() - workspace.used > REST):
            return
        self.looked = workspace.used
        here = workspace.track.here
        link = encode(here, shipped()) if workspace.unsaved else ""
        if link == self.kept or refusal(workspace.actor, Action.CREATE, SavedScenarios()) is not None:
            return
        try:
            drafts = _opened(database_url()).acting(workspace.actor)
            if link:
                drafts.keep(Draft(self.id, link, here.saved, now))
            else:
                drafts.drop(self.id)
        except InputError:
            _opened.cache_clear()
            _log.warning("draft", exc_info=True)
        else:
            self.kept = link

    def take_up(self, workspace: Workspace) -> None:
        """Show what was offered: one step on the track."""
        if (draft := self.offered) is None:
            return
        try:
            position = decode(draft.link, shipped())
        except InputError as error:
            workspace.problems.append(error)
        else:
            workspace.track = workspace.track.to(replace(position, saved=draft.saved))
        self.throw_away(workspace)

    def throw_away(self, workspace: Workspace) -> None:
        """Forget what was offered."""
        if self.offered is not None:
            gone, self.offered = self.offered, None
            try:
                _opened(database_url()).acting(workspace.actor).drop(gone.id)
            except InputError as error:
                workspace.problems.append(error)


def left_behind(actor: Actor, track: Track, open_tabs: Collection[str]) -> Draft | None:
    """The latest draft that no open tab works on, None where the page shows it anyway, or nothing is known in time.

    Args:
        track: of the new session.
        open_tabs: ids of the sessions that live.
    """
    if refusal(actor, Action.CREATE, SavedScenarios()) is not None:
        return None

    def ask() -> Draft | None:
        if not is_made(database_url()):
            return None
        return next(iter(_opened(database_url()).acting(actor).list(but=open_tabs)), None)

    try:
        found = _asking.submit(ask).result(PATIENCE)
    except (InputError, TooLate):
        return None
    return None if found is None or found.link == encode(track.here, shipped()) else found


@cache
def _opened(url: str) -> Drafts:
    return open_drafts(url, actor=LOCAL)
