"""Scenarios to save: any that the register allows, the bases they start from, and a register that has changed."""

from __future__ import annotations

import datetime
import re
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
from hypothesis import assume
from hypothesis import strategies as st

from forecasting.assumptions import (
    Assumption,
    Scenario,
    files,
    load_register,
    load_scenario,
    resolve,
    shipped_scenarios,
)
from forecasting.assumptions.resolved import _defaults
from forecasting.assumptions.values import plain
from forecasting.base.errors import InputError

NOW = datetime.datetime(2026, 3, 4, 10, 30, tzinfo=datetime.UTC)
DATABASES = Path(__file__).with_name("databases")
LATER = NOW + datetime.timedelta(hours=1)
SHIPPED: Mapping[str, Scenario] = {path.stem: load_scenario(path) for path in shipped_scenarios()}
KEYS = [entry for entry in load_register().values() if entry.kind not in ("path", "groups", "month")]
KEYS += [entry for name in ("take_up", "exit_rate") if (entry := load_register().find(f"need.transit.{name}"))]
GROUPS = ("asylum", "ukraine", "transit")
WORDS = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)
YEARS = st.integers(2017, 2030).map(str)


def values_of(entry: Assumption) -> st.SearchStrategy[object]:
    """Values of an entry as a file gives them; None takes it back to the register."""
    low, high = entry.possible or (0.0, 1e6)
    numbers = st.floats(low, high)
    found: dict[str, st.SearchStrategy[object]] = {
        "number": numbers if entry.decision else numbers | st.lists(numbers, min_size=3, max_size=3).map(_ranged),
        "integer": st.integers(int(low), int(high)),
        "boolean": st.booleans(),
        "choice": st.sampled_from([choice.value for choice in entry.choices] or [""]),
        "pmf": st.sampled_from([[1.0], [0.25, 0.75]]),
        "shares": st.sampled_from([[1.0], [0.5, 0.5], [0.5]]),
        "bands": st.sampled_from([[], [[0, 12, 3.5]], [[0, 3, 1.0], [3, 36, 0.25]]]),
        "years": st.dictionaries(YEARS, numbers, max_size=5),
        "shocks": st.sampled_from([[], [{"from": "2026-01", "to": "2026-12", "factor": 1.3}]]),
        "marked_events": st.sampled_from(
            [[], [{"name": "x", "kind": "level_shift", "from": "2021-01", "source": "y"}]]
        ),
        "origins": st.sampled_from(
            [[], [{"from": 2027, "shares": {"syria": 0.25, "iraq": 0.5}, "rates": {"syria": 0.9}}]]
        ),
        "expectations": st.sampled_from(
            [[], [{"group": "asylum", "period": "2027", "value": 9e3, "low": 5e3, "high": 2e4}]]
        ),
    }
    given = found[entry.kind]
    if entry.dated:
        days = st.dates(datetime.date(2017, 1, 1), datetime.date(2030, 1, 1))
        rows = st.dictionaries(days, numbers, min_size=1, max_size=3)
        given |= rows.map(lambda table: [{"from": day, "value": value} for day, value in table.items()])
    return st.none() | given


def _ranged(numbers: list[float]) -> dict[str, float]:
    low, value, high = sorted(numbers)
    return {"low": low, "value": value, "high": high}


@st.composite
def scenarios(draw: st.DrawFn) -> tuple[str, Scenario]:
    """A shipped scenario's stem, and any scenario."""
    stem, start = draw(st.sampled_from(sorted(SHIPPED))), draw(st.sampled_from(sorted(SHIPPED)))
    entries = draw(st.lists(st.sampled_from(KEYS), unique_by=lambda entry: entry.key, max_size=6))
    values = {entry.key: draw(values_of(entry)) for entry in entries}
    reasons = draw(st.dictionaries(st.sampled_from([entry.key for entry in KEYS]), WORDS.filter(bool), max_size=3))
    try:
        return stem, SHIPPED[start].with_values(values, reasons)
    except InputError:
        assume(False)
        raise


def said(scenario: Scenario) -> tuple[object, ...]:
    """Everything that a saved scenario must give back."""
    words = (scenario.description_de, scenario.description_en, dict(scenario.reasons), dict(scenario.reasons_en))
    return (dict(scenario.overrides), dict(scenario.ranges), *words)


def meaning(scenario: Scenario) -> tuple[object, ...]:
    """Every value that the chain computes with, and the ranges of the register's groups."""
    resolved = resolve(scenario, GROUPS)
    ranges = {key: span for key, span in resolved.ranges.items() if f".{GROUPS[-1]}." not in key}
    return {key: plain(value) for key, value in resolved.values.items()}, ranges


def restore(url: str, schema: int) -> None:
    """Fill an empty database with what a program left that knew this schema."""
    if url.startswith("sqlite"):
        path = Path(url.removeprefix("sqlite:///"))
        path.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(path)) as connection:
            connection.executescript((DATABASES / f"sqlite_{schema}.sql").read_text(encoding="utf-8"))
        return
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute((DATABASES / f"postgres_{schema}.sql").read_bytes())


@contextmanager
def register_with(folder: Path, **changes: str) -> Iterator[None]:
    """Another register: in entry `a__b` every line `name = …` of the change instead of its own."""
    text = files.ASSUMPTIONS.read_text(encoding="utf-8")
    for name, change in changes.items():
        key = name.replace("__", ".")
        head, section, rest = text.partition(f"\n[{key}]\n")
        assert section, key
        entry, blank, tail = rest.partition("\n\n")
        for line in change.split("; "):
            word = line.partition(" ")[0]
            body, count = re.subn(rf"^{word} = .*$", line, entry, flags=re.MULTILINE)
            entry = body if count else f"{entry}\n{line}"
        text = f"{head}{section}{entry}{blank}{tail}"
    shipped, files.ASSUMPTIONS = files.ASSUMPTIONS, folder / "assumptions.toml"
    files.ASSUMPTIONS.write_text(text, encoding="utf-8")
    try:
        _forget()
        yield
    finally:
        files.ASSUMPTIONS = shipped
        _forget()


def _forget() -> None:
    load_register.cache_clear()
    _defaults.cache_clear()
