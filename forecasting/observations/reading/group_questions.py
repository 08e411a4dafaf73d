"""Is each group a group that is known, and none of them the sum of the others?

Names that a planner writes ("Asyl", "Ukraine") are read as the keys they stand for. A group that bears a word for all
together, that equals the sum of the others, that is unknown or stands beside another name of the same group is asked
about.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

import numpy as np
import pandas as pd

from forecasting.base.errors import Finding
from forecasting.base.groups import group_names
from forecasting.observations.reading.aliases import group_of, is_total
from forecasting.observations.reading.kinds import EVERY_GROUP
from forecasting.observations.reading.questions import Question, Remedy, without
from forecasting.observations.reading.schemas import GROUP_NAME, Sheet
from forecasting.observations.reading.words import nearest

__all__ = ["MOST_GROUPS", "named_groups", "suspicious_groups", "too_many_groups"]

MOST_GROUPS = 50

_SAME = 0.5  # persons by group: sums of rounded figures
_LEAST_MONTHS = 3  # that a sum of groups is told by


def named_groups(sheet: Sheet) -> Sheet:
    """The sheet with the keys of groups in place of their names, as far as each row keeps a name of its own."""
    if "group" not in sheet.frame:
        return sheet
    groups = sheet.frame["group"].map(lambda name: _key(name) if isinstance(name, str) else name)
    changed = replace(sheet, frame=sheet.frame.assign(group=groups))
    double = _keys_of(changed).duplicated(keep=False) & ~_keys_of(sheet).duplicated(keep=False)
    if double.any():
        twice = set(sheet.frame.loc[double.index[double], "group"])
        groups = groups.where(~sheet.frame["group"].isin(twice), sheet.frame["group"])
        changed = replace(sheet, frame=sheet.frame.assign(group=groups))
    return changed


def too_many_groups(sheet: Sheet) -> list[Finding]:
    """That there are more groups than anybody plans for."""
    count = sheet.frame["group"].nunique() if "group" in sheet.frame else 0
    facts = {"count": count, "most": MOST_GROUPS}
    return [Finding("observations.many_groups", facts, sheet.file, column="group")] if count > MOST_GROUPS else []


def suspicious_groups(sheet: Sheet) -> Iterator[Question]:
    """A question for each group that is none, or that is counted with the others."""
    if "group" not in sheet.frame or not sheet.kind.office:
        return
    names = [str(name) for name in sheet.frame["group"].dropna().unique()]
    takes_all = EVERY_GROUP in _every(sheet)
    sums = [name for name in names if name != EVERY_GROUP and _is_sum(sheet, name, names)]
    for name in names:
        others = [other for other in names if other != name]
        if name == EVERY_GROUP and (takes_all or not others):
            continue
        if is_total(name) or name in sums:
            yield _total(sheet, name, takes_all=takes_all, alone=not others)
        elif name in group_names() or sheet.kind.planned:  # a scenario names the groups that it expects
            continue
        elif (key := group_of(name)) is not None:
            yield _asked(sheet, name, "same_group", {"series": key}, _leaving(name) | _own(name))
        else:
            yield _unknown(sheet, name)


def _total(sheet: Sheet, name: str, *, takes_all: bool, alone: bool) -> Question:
    remedies: dict[str, Remedy] = {}
    if takes_all:
        remedies["every"] = partial(_renamed, name=name, to=EVERY_GROUP)
    if not alone:
        remedies |= _leaving(name)
    else:
        remedies |= {f"as:{group}": partial(_renamed, name=name, to=group) for group in group_names()}
    return _asked(sheet, name, "group_total", {}, remedies | _own(name))


def _unknown(sheet: Sheet, name: str) -> Question:
    near = nearest(name, group_names())
    groups = [near, *(group for group in group_names() if group != near)] if near in group_names() else group_names()
    taken = {str(group) for group in sheet.frame["group"].dropna()}
    renaming: dict[str, Remedy] = {
        f"as:{group}": partial(_renamed, name=name, to=group) for group in groups if group not in taken
    }
    keeping = _own(name)
    remedies = renaming | keeping if near in group_names() else keeping | renaming
    return _asked(sheet, name, "other_group", {}, remedies | _leaving(name))


def _asked(sheet: Sheet, name: str, key: str, facts: dict[str, object], remedies: dict[str, Remedy]) -> Question:
    lines = sheet.frame.index[sheet.frame["group"] == name]
    finding = Finding(
        f"observations.{key}",
        {"group": name} | facts,
        sheet.file,
        int(lines[0]),
        "group",
        str(sheet.raw.loc[lines[0], "group"]),
        about=name,
        alike=len(lines) - 1,
    )
    return Question(finding, remedies, meanwhile=partial(_left_out, name=name))


def _leaving(name: str) -> dict[str, Remedy]:
    return {"leave_out": partial(_left_out, name=name)}


def _own(name: str) -> dict[str, Remedy]:
    """Keep the group as one of its own, under a key that may be one."""
    key = _slug(name)
    return {"own": partial(_renamed, name=name, to=key)} if key and key != EVERY_GROUP else {}


def _left_out(sheet: Sheet, name: str) -> Sheet:
    return without(sheet, sheet.frame.index[sheet.frame["group"] == name])


def _renamed(sheet: Sheet, name: str, to: str) -> Sheet:
    return replace(sheet, frame=sheet.frame.assign(group=sheet.frame["group"].replace(name, to)))


def _key(name: str) -> str:
    """Key of a group, the name itself where it stands for none; a known key whatever its case."""
    return group_of(name) or (EVERY_GROUP if name.strip().lower() == EVERY_GROUP else name.strip())


def _keys_of(sheet: Sheet) -> pd.DataFrame:
    return sheet.frame[[column for column in sheet.kind.key if column in sheet.frame]]


def _every(sheet: Sheet) -> Sequence[str]:
    """What the column of groups takes beside groups."""
    column = next(column for column in sheet.kind.columns if column.name == "group")
    return (EVERY_GROUP,) if column.type == "text" else column.choices


def _slug(name: str) -> str:
    """A key made of a name.

    >>> _slug("Syrien & Irak"), _slug("Jüngere"), _slug("4. Gruppe")
    ('syrien_irak', 'juengere', 'gruppe')
    """
    spelled = name.lower().replace("ä", "ae").replace("ö", "oe").replace("ü", "ue").replace("ß", "ss")
    plain = unicodedata.normalize("NFKD", spelled).encode("ascii", "ignore").decode()
    key = re.sub(r"[^a-z0-9]+", "_", plain).strip("_").lstrip("0123456789_")
    return key if GROUP_NAME.fullmatch(key) else ""


def _is_sum(sheet: Sheet, name: str, names: Sequence[str]) -> bool:
    """Whether the figures of a group are those of the others together, wherever both are known."""
    counts = [column.name for column in sheet.kind.columns if column.type == "count" and column.name in sheet.frame]
    keys = [column for column in sheet.kind.key if column != "group" and column in sheet.frame]
    others = len(names) - 1
    if not counts or not keys or others < 2 or name in group_names():
        return False
    own = sheet.frame[sheet.frame["group"] == name].groupby(keys)[counts].sum(min_count=1)
    rest = sheet.frame[sheet.frame["group"] != name].groupby(keys)[counts].sum(min_count=1)
    both = own.index.intersection(rest.index)
    here, there = own.loc[both].to_numpy(dtype=np.float64), rest.loc[both].to_numpy(dtype=np.float64)
    known = ~np.isnan(here) & ~np.isnan(there)
    if known.sum() < _LEAST_MONTHS or not here[known].any():
        return False
    return bool((np.abs(here - there)[known] <= _SAME * others + 1e-9).mean() > 0.9)
