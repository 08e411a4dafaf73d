"""The stay in provisional housing as the observations of a group tell it, and what of it a scenario uses.

What is learned depends on the data, the months looked at and the longest stay only; it is kept by content.
docs/method.md, Learning the stay.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from forecasting.arrivals import ABSENT, Arrivals
from forecasting.assumptions import Resolved
from forecasting.base.errors import Finding
from forecasting.base.quantiles import Array
from forecasting.base.sample import Number
from forecasting.caseload.stay_change import Window, learn_recent, rolling
from forecasting.caseload.stay_learning import HousingFigures, LearnedStay

__all__ = ["LEARNED", "UsedStay", "figures_of", "learned", "not_learned", "used_stays", "windows"]

LEARNED = "learned"
"""Word of `housing.<group>.stay_source`."""

HISTORIES = 200
"""Plausible histories of the arrivals that enter, at most."""


@dataclass(frozen=True)
class UsedStay:
    """What replaces the assumptions of a group; None: the assumption stays."""

    stay: Array | None  # shape (K + 1,) or (K + 1, n_paths)
    transfer: Number | None


def used_stays(resolved: Resolved, arrivals: Arrivals, *, per_path: bool) -> Mapping[str, UsedStay]:
    """What is learned for the groups whose scenario asks for it.

    Args:
        per_path: path i takes bootstrap replicate i mod replicates, stay and transfer share together; else the
            solution itself.
    """
    found = {}
    for group in asked(resolved):
        one = learned(arrivals, group, resolved)
        if one is None or not (one.identified or one.transfer_identified):
            continue
        stay: Array = one.stay
        transfer: Number | None = None if one.transfer is None else one.transfer.value
        if per_path:
            drawn = np.arange(arrivals.n_paths) % one.stays.shape[1]
            stay = one.stays[:, drawn]
            transfer = None if one.transfers is None else one.transfers[drawn]
        found[group] = UsedStay(
            stay if one.identified else None,
            transfer if one.transfer_identified else None,
        )
    return found


def asked(resolved: Resolved) -> tuple[str, ...]:
    """Groups whose stay is to be learned."""
    return tuple(group for group in resolved.groups if resolved.word(f"housing.{group}.stay_source") == LEARNED)


def not_learned(resolved: Resolved, arrivals: Arrivals) -> tuple[Finding, ...]:
    """A notice for each group that asks for a learned stay or transfer share and does not get it."""
    notices = []
    for group in asked(resolved):
        one = learned(arrivals, group, resolved)
        if one is None:
            notices.append(Finding("scenarios.stay_without_figures", {"group": group}, severity="notice"))
            continue
        for name, is_learned in (("stay", one.identified), ("transfer", one.transfer_identified)):
            if not is_learned:
                notices.append(Finding(f"scenarios.{name}_not_learned", {"group": group}, severity="notice"))
    return tuple(notices)


def learned(arrivals: Arrivals, group: str, resolved: Resolved) -> LearnedStay | None:
    """What the figures of a group say up to the base month; None where there are too few."""
    figures = figures_of(arrivals, group, resolved.whole(f"housing.{group}.stay_window"))
    if figures is None:
        return None
    return _learned(*_content(figures), *_setting(arrivals, group, resolved))


def windows(arrivals: Arrivals, group: str, resolved: Resolved) -> tuple[Window, ...]:
    """What windows of equal length say of the stay, the newest first; none where the figures do not fill two.

    All figures up to the base month count, whatever `stay_window` says.
    """
    figures = figures_of(arrivals, group, arrivals.history_months)
    return () if figures is None else _windows(*_content(figures), *_setting(arrivals, group, resolved))


def _content(figures: HousingFigures) -> tuple[bytes, bytes, bytes, bytes]:
    """Figures as what they are kept by."""
    return (
        figures.arrivals.tobytes(),
        figures.provisional_stock.tobytes(),
        figures.housing_inflow.tobytes(),
        b"" if figures.histories is None else np.ascontiguousarray(figures.histories).tobytes(),
    )


def _setting(arrivals: Arrivals, group: str, resolved: Resolved) -> tuple[int, tuple[int, ...]]:
    """Longest stay and seed."""
    given = resolved.shares(f"housing.{group}.stay_pmf")
    longest = len(given) - 1 if given is not None else resolved.whole(f"housing.{group}.max_months")
    digest = hashlib.sha256(group.encode()).digest()
    return longest, (arrivals.seed, int.from_bytes(digest[:8], "big"))


def figures_of(arrivals: Arrivals, group: str, window: int) -> HousingFigures | None:
    """A group's figures from its first month on; of housing the last `window` months before the last figure.

    None without any figure on provisional housing or entries into follow-up housing.
    """
    if group not in arrivals.housing:
        return None
    known, first = arrivals.housing[group], arrivals.first_observed[group] - arrivals.first_month
    stock, inflow = known.provisional_stock[first:].copy(), known.housing_inflow[first:].copy()
    rows = np.flatnonzero(~(np.isnan(stock) & np.isnan(inflow)))
    if not len(rows):
        return None
    for column in (stock, inflow):
        column[: max(rows[-1] + 1 - window, 0)] = np.nan
    estimated = {*arrivals.status[group][first:]} - {"observed", ABSENT}
    histories = None
    if estimated and arrivals.paths[group].shape[1] > 1:
        histories = arrivals.paths[group][first : arrivals.history_months, :HISTORIES]
    return HousingFigures(arrivals.observed[group][first:], stock, inflow, histories)


@lru_cache(maxsize=64)
def _learned(
    came: bytes, stock: bytes, inflow: bytes, histories: bytes, longest: int, seed: tuple[int, ...]
) -> LearnedStay | None:
    """Learned from what the arrays hold."""
    return learn_recent(_figures(came, stock, inflow, histories), longest, np.random.default_rng(seed))


@lru_cache(maxsize=16)
def _windows(
    came: bytes, stock: bytes, inflow: bytes, histories: bytes, longest: int, seed: tuple[int, ...]
) -> tuple[Window, ...]:
    return rolling(_figures(came, stock, inflow, histories), longest, np.random.default_rng(seed))


def _figures(came: bytes, stock: bytes, inflow: bytes, histories: bytes) -> HousingFigures:
    arrivals = np.frombuffer(came)
    plausible = np.frombuffer(histories).reshape(len(arrivals), -1) if histories else None
    return HousingFigures(arrivals, np.frombuffer(stock), np.frombuffer(inflow), plausible)
