"""What can be done to what: the actions, the things they are done to, and which of them go together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Literal

__all__ = [
    "ACTIONS",
    "Action",
    "Command",
    "OwnFigures",
    "PageFile",
    "Paper",
    "PublishedFigures",
    "RoundLog",
    "SavedScenario",
    "SavedScenarios",
    "Thing",
]


class Action(StrEnum):
    """What somebody wants to do."""

    LIST = "list"  # learn that things are there, and what they are called
    READ = "read"
    CREATE = "create"
    CHANGE = "change"  # its content or its name
    DELETE = "delete"
    EXPORT = "export"  # take out of the tool as a file
    ADOPT = "adopt"  # declare a forecast the one that counts
    VERIFY = "verify"
    USE = "use"  # compute with
    RUN = "run"
    REBUILD = "rebuild"


@dataclass(frozen=True)
class SavedScenarios:
    """The saved scenarios as a whole; whose content is read is asked of each."""


@dataclass(frozen=True)
class SavedScenario:
    """One saved scenario."""

    id: str
    name: str
    owner: str  # id of the actor who saved it first


@dataclass(frozen=True)
class RoundLog:
    """The log of adopted forecasts. Its chain tells something only as a whole, so nobody reads a part of it."""


@dataclass(frozen=True)
class OwnFigures:
    """Figures of one's own in place of the shipped ones: observations, or what one district knows better."""

    district: str = ""  # key of the district, "" for those of the state


@dataclass(frozen=True)
class Paper:
    """A paper as a file."""

    kind: str  # as in `papers.make.KINDS`
    district: str = ""  # key of the district that it is about, "" for one about the state


@dataclass(frozen=True)
class PageFile:
    """What a page saves: a chart or table of results or data, the scenario in work, an empty form for data."""

    content: Literal["result", "scenario", "template"]


@dataclass(frozen=True)
class Command:
    """A command of the terminal."""

    name: str  # "outlook", "rounds adopt"


@dataclass(frozen=True)
class PublishedFigures:
    """The published figures, and the series that everybody plans with, which are built from them."""


Thing = SavedScenarios | SavedScenario | RoundLog | OwnFigures | Paper | PageFile | Command | PublishedFigures

ACTIONS: Mapping[type[Thing], frozenset[Action]] = MappingProxyType(
    {
        SavedScenarios: frozenset({Action.LIST, Action.CREATE}),
        SavedScenario: frozenset({Action.READ, Action.CHANGE, Action.DELETE, Action.EXPORT}),
        RoundLog: frozenset({Action.READ, Action.ADOPT, Action.VERIFY, Action.EXPORT}),
        OwnFigures: frozenset({Action.USE}),
        Paper: frozenset({Action.EXPORT}),
        PageFile: frozenset({Action.EXPORT}),
        Command: frozenset({Action.RUN}),
        PublishedFigures: frozenset({Action.REBUILD}),
    }
)
"""What can be done to each kind of thing; nothing else is ever asked."""
