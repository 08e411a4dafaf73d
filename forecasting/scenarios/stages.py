"""Take over from an earlier outlook whatever a changed assumption does not touch."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, TypeVar, cast

from forecasting.arrivals import Arrivals

__all__ = ["Parts", "Stages"]

Parts = dict[str, tuple[Any, Any]]
"""Name of a stage → the assumptions it was computed from, and its result."""

_Part = TypeVar("_Part")


class Stages:
    """Runs the stages of one outlook; `parts` collects them for the next one.

    `ranges` holds what is drawn by key: where it is another object than before, the draws are others.
    """

    def __init__(
        self,
        values: Mapping[str, Any],
        ranges: Mapping[str, object],
        arrivals: Arrivals,
        earlier: tuple[Arrivals, Parts] | None,
    ) -> None:
        self.parts: Parts = {}
        self._values = values
        self._keys = tuple(values)
        self._ranges = ranges
        self._earlier: Parts = earlier[1] if earlier is not None and earlier[0] is arrivals else {}

    def run(self, name: str, depends_on: tuple[str, ...], compute: Callable[[], _Part]) -> _Part:
        """Result of stage `name`, which depends on the assumptions whose keys start with one of `depends_on`."""
        state = [(key, self._values[key], self._ranges.get(key)) for key in _keys(self._keys, depends_on)]
        known = self._earlier.get(name)
        result = cast(_Part, known[1]) if known is not None and known[0] == state else compute()
        self.parts[name] = state, result
        return result


@lru_cache(maxsize=512)
def _keys(keys: tuple[str, ...], depends_on: tuple[str, ...]) -> tuple[str, ...]:
    """The keys that start with one of `depends_on`."""
    return tuple(key for key in keys if key.startswith(depends_on))
