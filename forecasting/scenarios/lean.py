"""Let an outlook go light: its tables of sample paths are forgotten, and made once more when somebody asks.

Its summaries, accounts and probabilities stay. The chain gives the same to the last bit from the same scenario and
arrivals, so nobody sees a difference but in time.
"""

from __future__ import annotations

import gc
import threading
import types
from collections.abc import Collection, Iterator
from functools import partial
from typing import Any

import numpy as np

from forecasting.base.quantiles import Array
from forecasting.base.sample import Sample
from forecasting.scenarios.chain import Outlook, outlook

__all__ = ["held_arrays", "lighten", "stage", "weight"]

_making = threading.Lock()
_SMALL = (str, int, float, bytes, type, types.ModuleType)


def lighten(result: Outlook, beside: Outlook) -> None:
    """Forget the tables of `result` and what its stages have computed.

    Args:
        beside: another outlook, which keeps what is its own; where it stands on the same arrivals, `result` is made
            again from it.
    """
    if result.parts is beside.parts:  # the same, perhaps under another name
        return
    staying = {id(sample) for sample in (*beside.monthly.values(), *beside.yearly.values())}
    again = _Again(result, beside)
    for table in ("monthly", "yearly"):
        for key, sample in getattr(result, table).items():
            if id(sample) not in staying:
                sample.forget(partial(again.sample, table, key))
    result.parts.clear()


def stage(result: Outlook, name: str) -> Any:
    """What a stage of an outlook has computed; computed once more where that was let go."""
    if name not in result.parts:
        result.parts.update(outlook(result.scenario, result.arrivals).parts)
    return result.parts[name][1]


class _Again:
    """Makes the tables of an outlook once more, all of them at the first question."""

    def __init__(self, result: Outlook, beside: Outlook) -> None:
        self._make = partial(outlook, result.scenario, result.arrivals, reuse=beside)
        self._made: Outlook | None = None

    def sample(self, table: str, key: object) -> Sample:
        """One of its samples."""
        with _making:
            if self._made is None:
                self._made = self._make()
        found: Sample = getattr(self._made, table)[key]
        return found


def weight(result: Outlook, shared: Collection[int]) -> int:
    """Bytes of arrays that `result` holds.

    Args:
        shared: places of arrays that do not count, see `held_arrays`.
    """
    return sum(size for place, size in held_arrays(result).items() if place not in shared)


def held_arrays(thing: object) -> dict[int, int]:
    """Bytes of every array that something holds, by its place in memory; views count as what they look at."""
    return {id(array): array.nbytes for array in _arrays(thing)}


def _arrays(thing: object) -> Iterator[Array]:
    seen: set[int] = set()
    waiting = [thing]
    while waiting:
        one = waiting.pop()
        if id(one) in seen or isinstance(one, _SMALL):
            continue
        seen.add(id(one))
        if isinstance(one, np.ndarray):
            while isinstance(one.base, np.ndarray):
                one = one.base
            yield one
        elif isinstance(one, types.FunctionType):  # not its module, which holds everything
            waiting += [cell.cell_contents for cell in one.__closure__ or ()]
        else:
            waiting += gc.get_referents(one)
