"""Progress on stderr: a bar on a terminal, now and then a line elsewhere, nothing for what is quick."""

from __future__ import annotations

import io
import sys

import pytest

from forecasting.base.text import Texts
from forecasting.commands import progress
from forecasting.commands.progress import Progress, duration

TEXT = Texts("de")


class Screen(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def clock(monkeypatch):
    """Seconds of the clock, to be set."""
    now = [100.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    return now


def told(stream, monkeypatch, clock, *, already=0, step=1 / 16, total=400):
    """What is shown of a run that does 16 a second."""
    monkeypatch.setattr(sys, "stderr", stream)
    with Progress("Rückblick", TEXT, already=already) as bar:
        for done in range(already + 1, total + 1):
            clock[0] += step
            bar(done, total)
    return stream.getvalue()


def test_where_it_is_read_later_a_line_comes_every_five_seconds(monkeypatch, clock):
    lines = told(io.StringIO(), monkeypatch, clock).splitlines()
    assert lines == [
        f"Rückblick: {done} von 400, 16,0 je Sekunde, noch {left}"
        for done, left in ((80, "20 s"), (160, "15 s"), (240, "10 s"), (320, "5 s"), (400, "unter 1 s"))
    ]


def test_on_a_terminal_one_line_is_drawn_again_and_ends_with_a_new_one(monkeypatch, clock):
    shown = told(Screen(), monkeypatch, clock)
    states = shown.split("\r")[1:]
    assert shown.count("\n") == 1 and shown.endswith("\n")
    assert len(states) == 1 + (400 - 16) / 2
    assert states[0].startswith("█" + "░" * 23) and states[-1].startswith("█" * 24)
    assert "400 von 400" in states[-1]
    assert all(len(later) >= len(before.rstrip()) for before, later in zip(states, states[1:], strict=False))


def test_what_is_quick_is_not_worth_a_word(monkeypatch, clock):
    for stream in (io.StringIO(), Screen()):
        assert told(stream, monkeypatch, clock, step=1 / 512) == ""


def test_what_was_there_before_does_not_count_for_the_rate(monkeypatch, clock):
    lines = told(io.StringIO(), monkeypatch, clock, already=200).splitlines()
    assert lines[0] == "Rückblick: 280 von 400, 16,0 je Sekunde, noch 8 s"


def test_a_better_estimate_is_believed(monkeypatch, clock):
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    with Progress("Rückblick", TEXT) as bar:
        clock[0] += 6
        bar(10, 1_000, 7_200.0)
        clock[0] += 34
        bar(11, 1_000, 5_000.0)
    assert stream.getvalue().splitlines() == [
        "Rückblick: 10 von 1.000, 1,7 je Sekunde, noch 2,0 h",
        "Rückblick: 11 von 1.000, 16,5 je Minute, noch 83 min",
    ]


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0.2, "unter 1 s"), (1.4, "1 s"), (89, "89 s"), (91, "2 min"), (5_300, "88 min"), (9_000, "2,5 h")],
)
def test_a_length_of_time_is_said_in_one_unit(seconds, said):
    assert duration(seconds, TEXT) == said
