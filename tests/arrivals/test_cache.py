"""Forecasts outlive the process under a name made of their content; a damaged or closed cache does no harm."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from forecasting.arrivals import History, MethodFailed, method
from forecasting.arrivals.cache import fitted, folder
from forecasting.base.errors import InputError

COUNTS = np.round(np.exp(np.random.default_rng(2).normal(0, 0.2, 60).cumsum() + 6))
HISTORY = History(24000, COUNTS, np.zeros(60, dtype=bool), 24059)


class Counting:
    """A method that counts how often it is fitted."""

    def __init__(self, name="naive"):
        self.name = name
        self.fits = 0

    def fit(self, history, horizon):
        self.fits += 1
        return replace(method("naive").fit(history, horizon), dropped=(("theta", "nicht „endlich“"),))


@pytest.fixture
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("FORECASTING_CACHE", str(tmp_path / "deep" / "cache"))
    return tmp_path / "deep" / "cache"


def bytes_of(bands):
    return [part.tobytes() for part in (bands.centre, bands.down, bands.up)], bands.lag, bands.dropped


def test_a_forecast_is_fitted_once_and_comes_back_the_same(cache):
    counting = Counting()
    first, notes = fitted(counting, HISTORY, 12, series="a")
    second, notes_again = fitted(counting, HISTORY, 12, series="b")
    assert counting.fits == 1
    assert bytes_of(first) == bytes_of(second)
    assert [note.key for note in notes] == [note.key for note in notes_again] == ["arrivals.member.dropped"]
    assert (notes[0].values["series"], notes_again[0].values["series"]) == ("a", "b")
    assert len(list(cache.iterdir())) == 1


@pytest.mark.parametrize(
    "other",
    [
        (Counting("mean12"), HISTORY, 12),
        (Counting(), HISTORY, 13),
        (Counting(), replace(HISTORY, counts=np.where(np.arange(60) == 3, COUNTS + 1, COUNTS)), 12),
        (Counting(), replace(HISTORY, first_month=24001, origin=24060), 12),
        (Counting(), replace(HISTORY, origin=24060), 12),
        (Counting(), replace(HISTORY, filled=np.arange(60) == 5), 12),
        (Counting(), replace(HISTORY, volatility_floor=0.5), 12),
    ],
)
def test_whatever_changes_the_forecast_changes_its_name(cache, other):
    fitted(Counting(), HISTORY, 12, series="a")
    counting, history, horizon = other
    before = counting.fits
    fitted(counting, history, horizon, series="a")
    assert counting.fits == before + 1
    assert len(list(cache.iterdir())) == 2


@pytest.mark.parametrize("damage", [b"", b"no zip at all", b"PK\x03\x04 cut off"])
def test_a_damaged_file_is_computed_anew(cache, damage):
    counting = Counting()
    fitted(counting, HISTORY, 12, series="a")
    (file,) = cache.iterdir()
    whole = file.read_bytes()
    for content in (damage, whole[: len(whole) // 2], whole[:200] + b"\x00" * 8 + whole[208:]):
        file.write_bytes(content)
        before = counting.fits
        fitted(counting, HISTORY, 12, series="a")
        assert counting.fits == before + 1
    assert len(list(cache.iterdir())) == 1


def test_a_cache_that_cannot_be_written_is_a_notice(tmp_path, monkeypatch):
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    monkeypatch.setenv("FORECASTING_CACHE", str(blocked / "cache"))
    bands, notes = fitted(method("naive"), HISTORY, 12, series="a")
    assert bands.months == 12
    assert [note.key for note in notes] == ["arrivals.cache.unwritable"]


def test_a_method_that_fails_is_an_error_and_leaves_nothing(cache):
    class Failing:
        name = "broken"

        def fit(self, history, horizon):
            raise MethodFailed("explodes")

    with pytest.raises(InputError) as caught:
        fitted(Failing(), HISTORY, 12, series="a")
    assert caught.value.findings[0].values["reason"] == "explodes"
    assert not cache.exists()


def test_the_folder_follows_the_environment(monkeypatch, tmp_path):
    monkeypatch.delenv("FORECASTING_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert folder() == tmp_path / "bedarfsprognose"
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert folder() == tmp_path / ".cache" / "bedarfsprognose"


def test_the_cache_survives_a_restart_and_loads_no_library(cache):
    fitted(method("ensemble"), HISTORY, 36, series="a")
    code = (
        "import sys, numpy as np; from forecasting.arrivals import History, method;"
        "from forecasting.arrivals.cache import fitted;"
        "counts = np.round(np.exp(np.random.default_rng(2).normal(0, 0.2, 60).cumsum() + 6));"
        "history = History(24000, counts, np.zeros(60, dtype=bool), 24059);"
        "bands, _ = fitted(method('ensemble'), history, 36, series='a');"
        "print(bands.quantiles().tobytes().hex()[:400], 'statsmodels' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=_root())
    expected, _ = fitted(method("ensemble"), HISTORY, 36, series="a")
    assert done.stdout.split() == [expected.quantiles().tobytes().hex()[:400], "False"]


def _root():
    import forecasting

    return forecasting.__path__[0].rpartition("/")[0]
