"""Files of a case are made in any thread alike, tell how far they are, and name what is not there."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from forecasting.base.errors import InputError
from forecasting.base.text import Texts
from forecasting.observations import load_observations
from forecasting.papers.bundle import Wish, bundle, wishes
from forecasting.papers.case import Case
from forecasting.papers.make import FORMATS, KINDS, PAPERS, inputs, make
from forecasting.papers.proof.reproduce import read_seal
from forecasting.papers.seal import seal
from forecasting.people import LOCAL
from tests.reports.worlds import result

WANTED = (Wish("cabinet", "docx"), Wish("cabinet", "pdf"), Wish("slides", "pptx"), Wish("fte", "png"))


@pytest.fixture(scope="module")
def case():
    return Case(result({"budget.opening_unbound": 40e6}), (), load_observations(), Texts("de"), actor=LOCAL)


@pytest.fixture(scope="module")
def made(case):
    return bundle(case, WANTED)


def test_two_threads_make_the_same_bytes_at_the_same_time(case, made):
    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(lambda _: bundle(case, WANTED).files(), range(2)))
    assert found == [made.files(), made.files()]


def test_one_file_is_that_of_the_bundle(case, made):
    assert make(case, "cabinet", "docx") == made.products[0]
    with pytest.raises(ValueError, match="no format"):
        make(case, "cabinet", "xlsx")


def test_progress_counts_every_file_and_names_what_comes(case):
    told: list[tuple[int, int, str]] = []
    bundle(case, WANTED, progress=lambda *step: told.append(step))
    assert [done for done, _, _ in told] == sorted(done for done, _, _ in told)
    assert told[0] == (0, 4, "cabinet") and told[-1] == (4, 4, "")
    assert {kind for _, _, kind in told} == {"cabinet", "slides", "fte", ""}


def test_a_paper_without_its_data_is_refused_or_left_out_and_named(case):
    bare = replace(case, observations=replace(case.observations, districts=None))
    wanted = wishes(("docx",), ("cabinet", "associations"))
    with pytest.raises(InputError):
        bundle(bare, wanted)
    found = bundle(bare, wanted, optional=True)
    assert [product.kind for product in found.products] == ["cabinet"]
    assert len(found.left_out) == 1


def test_every_kind_is_wished_for_in_its_formats():
    assert {(wish.kind, wish.format) for wish in wishes(FORMATS)} == {
        (kind, form) for kind, forms in KINDS.items() for form in forms
    }
    assert {wish.kind for wish in wishes(("pptx",))} == {"slides"}


@pytest.mark.parametrize("kind", [kind for kind in PAPERS if kind != "slides"])
def test_every_paper_can_be_made_and_carries_its_seal(case, kind):
    form = PAPERS[kind][0]
    found = read_seal(make(replace(case, district="08111"), kind, form).data)
    assert (found.kind, found.format, found.run_id) == (kind, form, case.run.run_id)


def test_an_own_template_and_own_budget_items_are_named_by_their_hash(case, tmp_path, monkeypatch):
    assert inputs("slides", "pptx") == {}
    template = tmp_path / "slides.pptx"
    template.write_bytes(b"own")
    monkeypatch.setenv("FORECASTING_TEMPLATES", str(tmp_path))
    assert inputs("slides", "pptx") == {"template": hashlib.sha256(b"own").hexdigest()}
    assert inputs("annex", "docx") == {}
    assert seal(case, "slides", "pptx", inputs("slides", "pptx")).inputs["template"]
    monkeypatch.setenv("FORECASTING_TEMPLATES", str(tmp_path / "nowhere"))
    with pytest.raises(InputError):
        inputs("slides", "pptx")
    items = tmp_path / "items.toml"
    items.write_text("")
    monkeypatch.setenv("FORECASTING_BUDGET_ITEMS", str(items))
    assert inputs("registration", "pdf") == {"budget_items": hashlib.sha256(b"").hexdigest()}


def test_names_of_files_are_plain_and_short(case):
    for kind, forms in KINDS.items():
        if kind not in ("associations", "district", "hearing", "registration", "residual_request", "annex"):
            name = Path(make(case, kind, forms[-1]).name)
            assert name.name.isascii() and len(name.name) <= 120 and name.name == name.name.lower()
