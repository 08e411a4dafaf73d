"""Whoever saves while processes are killed loses nothing that was acknowledged."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import closing

import pytest

from forecasting.people import LOCAL
from forecasting.store import open_store, verify_database
from tests.project.tree import ROOT
from tests.store.worlds import SHIPPED

SAVING = """
import datetime, itertools, os, sys
from forecasting.assumptions import load_scenario
from forecasting.people import LOCAL
from forecasting.store import open_store

store = open_store(sys.argv[1], actor=LOCAL)
plus = load_scenario(None).with_values({"funding.state_share": 0.8})
for number in itertools.count():
    name = f"{os.getpid()} {number}"
    store.save(name, plus, base="base", now=datetime.datetime.now(datetime.UTC))
    print(name, flush=True)
"""
KILLS = 4
AT_ONCE = 2


@pytest.mark.parametrize("before", [3, 11])
def test_what_was_acknowledged_is_there_after_kills(url: str, before: int) -> None:
    """Processes that save at once are killed in the middle of it, again and again."""
    acknowledged: list[str] = []
    for _ in range(KILLS // 2):
        saving = [
            subprocess.Popen([sys.executable, "-c", SAVING, url], cwd=ROOT, stdout=subprocess.PIPE, text=True)
            for _ in range(AT_ONCE)
        ]
        for process in saving:
            assert process.stdout is not None
            acknowledged += [process.stdout.readline().strip() for _ in range(before)]
        for process in saving:
            os.kill(process.pid, signal.SIGKILL)
        for process in saving:
            rest, _ = process.communicate()
            acknowledged += [line for line in rest.splitlines(keepends=True) if line.endswith("\n")]
    names = {name.strip() for name in acknowledged}
    assert len(names) >= KILLS // 2 * AT_ONCE * before
    with closing(open_store(url, SHIPPED, actor=LOCAL)) as store:
        kept = {each.name for each in store.list()}
        assert names <= kept
        assert len(kept - names) <= KILLS // 2 * AT_ONCE  # one of each process may be saved and not yet acknowledged
    state = verify_database(url)
    assert state.findings == () and state.activities == state.scenarios
