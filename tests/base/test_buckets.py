"""A bucket lets a burst through, then the steady rate, for each person alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecasting.base import buckets
from forecasting.base.buckets import Buckets, Rate


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@given(
    st.floats(0.1, 100), st.floats(1, 50), st.lists(st.floats(0, 3), min_size=1, max_size=200),
)  # fmt: skip
def test_never_more_than_a_burst_and_the_steady_rate(per_second: float, burst: float, pauses: list[float]):
    clock = Clock()
    held = Buckets({"live": Rate(per_second, burst)}, clock)
    done = 0
    for pause in pauses:
        clock.now += pause
        wait = held.wait("live", "anna")
        done += wait == 0
        assert done <= burst + per_second * clock.now + 1e-6
        if wait:
            clock.now += wait * (1 + 1e-9)
            assert held.wait("live", "anna") == 0  # the wait that is named is enough
            done += 1


def test_a_long_pause_gives_no_more_than_a_burst():
    clock = Clock()
    held = Buckets({"live": Rate(10, 3)}, clock)
    held.wait("live", "anna")
    clock.now = 1_000.0
    assert [held.wait("live", "anna") for _ in range(4)] == [0, 0, 0, pytest.approx(0.1)]


def test_people_and_things_do_not_count_for_each_other():
    held = Buckets({"live": Rate(1, 1), "upload": Rate(1, 1)}, Clock())
    assert [held.wait("live", "anna"), held.wait("live", "bert"), held.wait("upload", "anna")] == [0, 0, 0]
    assert held.wait("live", "anna") == 1
    assert [held.wait("nothing", "anna") for _ in range(100)] == [0] * 100


def test_many_people_fill_no_memory(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(buckets, "MOST", 10)
    clock = Clock()
    held = Buckets({"live": Rate(1, 2)}, clock)
    for number in range(1000):
        clock.now += 0.01
        held.wait("live", f"person {number}")
        assert len(held._held) <= 10
    held.wait("live", "person 999")
    assert held.wait("live", "person 999") > 0  # who asks just now is not forgotten
