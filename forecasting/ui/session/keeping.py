"""Keep the memory of many sessions in bounds: what nobody looks at just now goes light, see `scenarios.lean`.

Sessions that show the same scenario share its outlook anyway; each of the others holds some thirty megabytes of
sample paths while a planner moves levers, and next to nothing once they rest.
"""

from __future__ import annotations

import ctypes
import gc
import os
import sys
import time
from collections.abc import Callable
from weakref import WeakValueDictionary

from forecasting.base.errors import Finding, InputError
from forecasting.scenarios import Outlook
from forecasting.scenarios.lean import held_arrays, lighten, weight
from forecasting.ui.session.workspace import Workspace

__all__ = ["MOST", "VARIABLE", "Keeper", "give_back", "most_bytes"]

VARIABLE = "FORECASTING_MEMORY"
MOST = 200
"""Megabytes of sample paths that sessions may hold beside the base scenario's."""

REST = 30.0  # seconds after which a planner is taken to be reading
_LARGEST = 1_000_000


def most_bytes() -> int:
    """Bytes of sample paths that sessions may hold, as the operator sets them.

    Raises:
        InputError: no whole number of megabytes.
    """
    given = os.environ.get(VARIABLE, str(MOST))
    if not (given.isascii() and given.isdigit() and int(given) <= _LARGEST):
        raise InputError(Finding("ui.memory", {"variable": VARIABLE, "found": given, "most": _LARGEST}))
    return int(given) * 1_000_000


class Keeper:
    """Knows the workspaces that are in use."""

    def __init__(
        self,
        beside: Callable[[], Outlook],
        *,
        most: int = MOST * 1_000_000,
        rest: float = REST,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """
        Args:
            beside: outlook of the base scenario, which never goes light.
            most: bytes of sample paths that the others may hold together.
            rest: seconds without a question after which an outlook goes light in any case.
        """
        self._beside, self._most, self._rest, self._clock = beside, most, rest, clock
        self._known: WeakValueDictionary[int, Workspace] = WeakValueDictionary()

    def watch(self, workspace: Workspace) -> None:
        """Look after a workspace as long as it lives."""
        self._known[id(workspace)] = workspace

    def known(self) -> tuple[Workspace, ...]:
        """The workspaces that live."""
        return tuple(self._known.values())

    def __len__(self) -> int:
        """Workspaces that live."""
        return len(self._known)

    def sweep(self) -> int:
        """Let outlooks go light that rest, and those used longest ago where all together hold too much.

        Returns:
            Bytes that were let go; a workspace in which somebody works at this moment is left alone.
        """
        beside, now, held, freed = self._beside(), self._clock(), 0, 0
        moved = [
            (workspace, result)
            for workspace in sorted(self.known(), key=lambda each: each.used, reverse=True)
            if (result := workspace.last_result) is not None and result.parts is not beside.parts
        ]
        shared = held_arrays(beside) if moved else {}
        for workspace, result in moved:
            size = weight(result, shared)
            if held + size <= self._most and now - workspace.used < self._rest:
                held += size
            elif workspace.lock.acquire(blocking=False):
                try:
                    lighten(result, beside)
                finally:
                    workspace.lock.release()
                freed += size - weight(result, shared)
            else:
                held += size
        return freed


def give_back() -> None:
    """Collect what nobody can reach any more, and give free memory back to the system where that can be asked."""
    gc.collect()
    if sys.platform == "linux" and (trim := getattr(ctypes.CDLL(None), "malloc_trim", None)) is not None:
        trim(0)
