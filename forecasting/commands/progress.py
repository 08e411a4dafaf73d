"""Tell on stderr how far a long run is: a bar on a terminal, now and then a line where it is read later."""

from __future__ import annotations

import sys
import time

from forecasting.base.format import Formats
from forecasting.base.text import Texts

__all__ = ["Progress", "duration"]

SILENT = 1.0  # seconds; what ends sooner is not worth a word
REDRAWN = 0.1  # seconds between two states of the bar
WRITTEN = 5.0  # seconds between two lines
BAR = 24  # characters


class Progress:
    """Call it with what is done and the total; use it in a `with` block, so that the bar ends with a line."""

    def __init__(self, what: str, text: Texts, *, already: int = 0) -> None:
        """`already`: what was done before the start; it does not count for the rate."""
        self._what = what
        self._text = text
        self._formats = Formats(text.language)
        self._already = already
        self._started = time.monotonic()
        self._told = self._started
        self._spoken = False
        self._width = 0

    def __enter__(self) -> Progress:
        return self

    def __call__(self, done: int, total: int, seconds_left: float | None = None) -> None:
        """Tell it, if the last word is long enough ago; without `seconds_left` the rate so far goes on."""
        now = time.monotonic()
        elapsed = now - self._started
        bar = sys.stderr.isatty()
        last = done == total and self._spoken
        if not last and (elapsed < SILENT or now - self._told < (REDRAWN if bar else WRITTEN)):
            return
        self._told, self._spoken = now, True
        rate = (done - self._already) / elapsed
        if seconds_left is None and rate > 0:
            seconds_left = (total - done) / rate
        numbers = {
            "done": self._formats.number(done),
            "total": self._formats.number(total),
            "rate": self._rate(rate),
            "left": "…" if seconds_left is None else duration(seconds_left, self._text),
        }
        line = f"{self._what}: {self._text('cli.progress.line', **numbers)}"
        if not bar:
            print(line, file=sys.stderr, flush=True)
            return
        filled = round(BAR * done / total) if total else BAR
        line = f"{'█' * filled}{'░' * (BAR - filled)} {line}"
        print("\r" + line.ljust(self._width), end="", file=sys.stderr, flush=True)
        self._width = len(line)

    def _rate(self, rate: float) -> str:
        """So many a second; a minute where that would be less than one."""
        unit, number = ("second", rate) if rate >= 1 else ("minute", 60 * rate)
        return self._text(f"cli.progress.per_{unit}", count=self._formats.number(number, 1 if number < 100 else 0))

    def __exit__(self, *_: object) -> None:
        if self._width:
            print(file=sys.stderr)
            self._width = 0


def duration(seconds: float, text: Texts) -> str:
    """A length of time as one says it: seconds, minutes or hours."""
    formats = Formats(text.language)
    if seconds < 0.5:
        return text("cli.duration.instant")
    if seconds < 90:
        return text("cli.duration.seconds", count=formats.number(seconds))
    if seconds < 90 * 60:
        return text("cli.duration.minutes", count=formats.number(seconds / 60))
    return text("cli.duration.hours", count=formats.number(seconds / 3600, 1))
