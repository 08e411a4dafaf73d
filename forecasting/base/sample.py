"""A table of sample paths and its summary, computed once and only when asked for."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from forecasting.base.quantiles import LEVELS, Array, quantile, summarise

__all__ = ["Number", "Sample"]

Number = float | Array
"""A value that is certain, or one value per path, shape (n_paths,)."""


BLOCK = 12
"""Rows that are computed at a time: as many as the processor keeps at hand of 2,000 paths."""


class Sample:
    """Rows (months or years) times paths, shape (rows, n_paths); one path stands for a certain result.

    A multiple of another sample by one certain factor shares its order, so its summary is not sorted anew.

    Args:
        values: the table, or what makes it once somebody asks: most of what a scenario comes to is never shown.
    """

    def __init__(self, values: Array | Callable[[], Array]) -> None:
        self._given = values
        self._source: tuple[Sample, float] | None = None
        self._by_rows: tuple[Sample, Callable[[slice], Array]] | None = None
        self._again: Callable[[], Sample] | None = None
        self._summary: Array | None = None

    @classmethod
    def by_rows(cls, like: Sample, rows: Callable[[slice], Array]) -> Sample:
        """A sample that follows from others row by row; what lies between them and it is never a whole table.

        Args:
            like: one of the others, for the number of rows.
            rows: makes some of the rows.
        """
        result = cls(lambda: _whole(like.count, rows))
        result._by_rows = like, rows
        return result

    @property
    def values(self) -> Array:
        """The table; two threads that ask at once may both make it, and make the same."""
        given = self._given
        if callable(given):
            self._given = given = given()
            self._by_rows = None
        return given

    @property
    def count(self) -> int:
        """Number of rows."""
        from_others = self._by_rows
        return len(self.values) if from_others is None else from_others[0].count

    def rows(self, some: slice) -> Array:
        """Some rows of the table."""
        from_others = self._by_rows
        return self.values[some] if from_others is None else from_others[1](some)

    def forget(self, again: Callable[[], Sample]) -> None:
        """Let go of the table; to whoever asks, `again` gives a sample that has it. A summary that is made stays."""
        self._again, self._source, self._by_rows = again, None, None
        self._given = lambda: again().values

    def scaled(self, factor: Number) -> Sample:
        """The sample times `factor` (a number >= 0, or one per path)."""
        if isinstance(factor, float | int) and factor == 1.0:
            return self
        result = Sample.by_rows(self, lambda some: self.rows(some) * factor)
        if isinstance(factor, float | int) and factor >= 0:
            result._source = (self, float(factor))
        return result

    def at(self, level: float) -> Array:
        """Quantile of each row, shape (rows,)."""
        return self.summary[:, 1 + LEVELS.index(level)] if level in LEVELS else quantile(self.values, level)

    @property
    def summary(self) -> Array:
        """Mean and quantiles of each row, shape (rows, 10), see `quantiles.summarise`.

        Made once, and without a lock (`functools.cached_property` has one for all samples together): making it may
        have to wait for a thread that needs the summary of another.
        """
        found = self._summary
        if found is None:
            self._summary = found = self._summarised()
        return found

    def _summarised(self) -> Array:
        if self._again is not None:  # as the other one makes it, to the last bit
            return self._again().summary
        if self._source is not None:
            source, factor = self._source
            return source.summary * factor
        return summarise(np.ascontiguousarray(self.values))


def _whole(count: int, rows: Callable[[slice], Array]) -> Array:
    """A table of so many rows, made some rows at a time."""
    first = rows(slice(0, BLOCK))
    if count <= BLOCK:
        return first
    table = np.empty((count, first.shape[1]))
    table[:BLOCK] = first
    for start in range(BLOCK, count, BLOCK):
        table[start : start + BLOCK] = rows(slice(start, start + BLOCK))
    return table
