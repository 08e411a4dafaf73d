"""The program that makes papers: the files of the terminal, ended when it shall be, failures told."""

from __future__ import annotations

import datetime
import io
import pickle
import subprocess
import sys
import zipfile
from dataclasses import replace

import pytest

from forecasting import load_observations, load_scenario
from forecasting.base.errors import InputError
from forecasting.base.text import Texts
from forecasting.papers.bundle import Wish, bundle
from forecasting.papers.case import computed
from forecasting.papers.jobs.line import Order, Stop
from forecasting.papers.jobs.process import run
from forecasting.people import LOCAL
from tests.serving import ROOT

DAY = datetime.date(2026, 3, 31)
pytestmark = pytest.mark.usefixtures("own_cache")
WANTED = (("funding_table", "csv"), ("fte", "csv"))
PATHS, SEED = 50, 7


@pytest.fixture
def own_cache(monkeypatch, tmp_path_factory):
    monkeypatch.setenv("FORECASTING_CACHE", str(tmp_path_factory.getbasetemp() / "papers-cache"))


def _order(**changes) -> Order:
    return replace(Order((load_scenario(),), None, "de", WANTED, "", PATHS, SEED, LOCAL, DAY), **changes)


def test_it_makes_the_files_of_the_terminal_and_tells_every_step():
    order, told = _order(scenarios=(load_scenario(), load_scenario("data/scenarios/half_state_share.toml"))), []
    made = run(order, told.append, Stop())
    case = computed(order.scenarios, load_observations(), Texts("de"), paths=PATHS, seed=SEED, actor=LOCAL)
    expected = bundle(case, [Wish(*wish) for wish in WANTED])
    assert (made.name, made.zip) == (expected.name, expected.zip())
    assert [(file.kind, file.format) for file in made.files] == list(WANTED)
    with zipfile.ZipFile(io.BytesIO(made.zip)) as archive:
        assert [archive.getinfo(file.name).file_size for file in made.files] == [file.size for file in made.files]
    assert told == sorted(told) and told[0] == 1 and told[-1] == len(order.steps) - 1


def test_own_observations_go_along_and_are_named():
    own = replace(load_observations(), data_hash="f" * 64)
    made = run(_order(own=own, language="en"), lambda _: None, Stop())
    with zipfile.ZipFile(io.BytesIO(made.zip)) as archive:
        words = archive.read(made.files[0].name).decode("utf-8-sig")
    assert Texts("en")("papers.own_source", hash="f" * 12) in words


def test_what_cannot_be_made_is_told_as_findings():
    own = replace(load_observations(), districts=None)
    with pytest.raises(InputError) as refused:
        run(_order(own=own, wanted=(("associations", "pdf"),)), lambda _: None, Stop())
    assert refused.value.findings[0].sentence(Texts("de"))


def test_a_paper_whose_data_are_missing_is_left_out_of_the_others():
    own = replace(load_observations(), districts=None)
    made = run(_order(own=own, wanted=(("associations", "pdf"), *WANTED)), lambda _: None, Stop())
    assert [file.kind for file in made.files] == ["funding_table", "fte"] and made.left_out


def test_it_is_ended_when_it_is_no_longer_wanted():
    stop = Stop()
    with pytest.raises(ChildProcessError):
        run(_order(), lambda _: stop.now(), stop)


def test_a_program_that_ends_by_itself_is_an_error():
    with pytest.raises(ChildProcessError, match="has ended with 1"):
        run(_order(), lambda _: None, Stop(), worker="no_such_module")


def test_it_ends_with_the_server():
    worker = subprocess.Popen(
        [sys.executable, "-m", "forecasting.papers.jobs.worker"],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    try:
        pickle.dump(_order(), worker.stdin)
        worker.stdin.flush()
        assert isinstance(pickle.load(worker.stdout), int)
        worker.stdin.close()
        assert worker.wait(timeout=60) == 1
    finally:
        worker.kill()
        worker.wait()
        worker.stdout.close()
