"""A real server that ends, in time or by force: what planners have not saved is found again."""

from __future__ import annotations

import time
from contextlib import closing
from pathlib import Path

import pytest

from forecasting.people import LOCAL
from forecasting.store import Draft, open_drafts
from tests.serving import server_process
from tests.visiting import Visitor, opened

END = 10.0  # seconds in which a server that is told to end has ended


def _kept(folder: Path) -> tuple[Draft, ...]:
    with closing(open_drafts(f"sqlite:///{folder}/scenarios.db", actor=LOCAL)) as drafts:
        return drafts.list()


@pytest.mark.parametrize("way", ["terminate", "kill"])
def test_what_is_not_saved_is_found_again(tmp_path: Path, way: str):
    with server_process(tmp_path) as (address, process):
        visitors = opened(address, 3)
        for number, visitor in enumerate(visitors):
            assert visitor.move("funding.rate_graduate", str(51_000 + number)) == 200
        if way == "kill":  # what rests for some seconds is written
            end = time.monotonic() + 60
            while len(_kept(tmp_path)) < 3 and time.monotonic() < end:
                time.sleep(0.2)
        getattr(process, way)()
        process.wait(END)
    assert len({draft.link for draft in _kept(tmp_path)}) == 3
    with server_process(tmp_path) as (address, _):
        assert "gibt es einen Stand von Ihnen, der nicht gespeichert ist." in Visitor(address).words
    assert "Traceback" not in (tmp_path / "log.txt").read_text(encoding="utf-8")
