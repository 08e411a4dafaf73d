"""What a document carries to be computed again: identity of the run, and every scenario whole.

The seal is JSON. A file that fixes the arrivals of a scenario is inside with its content; observations are named by
their hash, and so are the counts of the districts, which are protected. docs/operations.md, Papers.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from forecasting.assumptions import Scenario
from forecasting.assumptions.scenario import read_scenario, scenario_toml
from forecasting.base.errors import Finding, InputError
from forecasting.base.text import LANGUAGES, Language
from forecasting.observations import Observations
from forecasting.papers.case import Case
from forecasting.reports.run import identify

__all__ = ["FORM", "Seal", "Sealed", "districts_hash", "parse", "scenarios_of", "seal"]

FORM = 1
"""Goes up when a seal is written otherwise."""


@dataclass(frozen=True)
class Sealed:
    """One scenario inside a document."""

    name: str
    toml: str  # the scenario as a file, see `assumptions.scenario.scenario_toml`
    run_id: str
    arrivals: str | None = None  # content of the file that fixes the arrivals


@dataclass(frozen=True)
class Seal:
    """What is inside a document."""

    form: int
    kind: str  # which paper
    format: str  # "pptx", "xlsx", "docx", "pdf"
    language: Language
    date: str  # that the paper bears
    version: str  # of the program
    run_id: str
    data_hash: str  # of the observations
    districts_hash: str  # of what was counted in the districts; empty where there is nothing
    assumptions_hash: str
    seed: int
    paths: int
    origin: str | None
    district: str
    inputs: Mapping[str, str]  # SHA-256 of what else went in, a template of the ministry, by name
    scenarios: tuple[Sealed, ...]  # the one that the paper is about first

    def json(self) -> str:
        """The seal as text; the same seal gives the same text."""
        return json.dumps(asdict(self), sort_keys=True, indent=1)


def seal(case: Case, kind: str, form: str, inputs: Mapping[str, str]) -> Seal:
    """The seal of one document of a case."""
    run = case.run
    return Seal(
        form=FORM,
        kind=kind,
        format=form,
        language=case.text.language,
        date=run.created,
        version=run.version,
        run_id=run.run_id,
        data_hash=case.observations.data_hash,
        districts_hash=districts_hash(case.observations),
        assumptions_hash=run.assumptions_hash,
        seed=run.seed,
        paths=run.paths,
        origin=case.origin,
        district=case.district,
        inputs=dict(sorted(inputs.items())),
        scenarios=tuple(
            Sealed(
                each.scenario.name,
                scenario_toml(each.scenario),
                identify(each).run_id,
                None if (file := each.scenario.arrivals_file) is None else file.read_text(encoding="utf-8-sig"),
            )
            for each in case.outlooks
        ),
    )


def parse(words: str) -> Seal:
    """The seal of a text.

    Raises:
        InputError: it is damaged, or of a form that this version doesn't know.
    """
    try:
        tree: dict[str, Any] = json.loads(words)
        if tree["form"] != FORM:
            raise InputError(Finding("papers.seal.form", {"form": tree["form"], "known": FORM}))
        if set(tree) != {field.name for field in fields(Seal)} or tree["language"] not in LANGUAGES:
            raise ValueError("fields")
        scenarios = tuple(Sealed(**row) for row in tree["scenarios"])
        if not scenarios:
            raise ValueError("scenarios")
        return Seal(**tree | {"scenarios": scenarios})
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(Finding("papers.seal.damaged")) from error


@contextmanager
def scenarios_of(found: Seal) -> Iterator[list[Scenario]]:
    """The scenarios of a seal, as long as the files that fix their arrivals are needed.

    Raises:
        InputError: a scenario cannot be read by this version.
    """
    with tempfile.TemporaryDirectory() as folder:
        scenarios = []
        for place, each in enumerate(found.scenarios):
            own = Path(folder) / str(place)
            own.mkdir()
            if each.arrivals is not None:
                name = _arrivals_name(each)
                (own / name).write_text(each.arrivals, encoding="utf-8", newline="")
            scenarios.append(read_scenario(each.toml, folder=own, file=None))
        yield scenarios


def districts_hash(observations: Observations) -> str:
    """SHA-256 of the counts of the districts, empty where there are none."""
    table = observations.districts
    if table is None or not len(table):
        return ""
    digest = hashlib.sha256()
    for column in sorted(table.columns):
        digest.update(f"{column}\n".encode())
        digest.update("\x1f".join(_cell(value) for value in table[column]).encode())
    return digest.hexdigest()


def _arrivals_name(each: Sealed) -> str:
    """Name under which the scenario asks for its file; never one that leads out of the folder."""
    import tomllib

    try:
        name = str(tomllib.loads(each.toml)["arrivals"]["path"])
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(Finding("papers.seal.damaged")) from error
    if Path(name).name != name or name in ("", ".", ".."):
        raise InputError(Finding("papers.seal.damaged"))
    return name


def _cell(value: object) -> str:
    if value is None or value is pd.NA or (isinstance(value, float) and np.isnan(value)):
        return ""
    return float(value).hex() if isinstance(value, float | int | np.number) else str(value)
