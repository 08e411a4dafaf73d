"""What can be done to what: the actions, and the things they are done to."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

__all__ = [
    "Action",
    "ActivityLog",
    "Command",
    "OwnFigures",
    "PageFile",
    "Paper",
    "PublishedFigures",
    "RoundLog",
    "RoundProposal",
    "SavedScenario",
    "SavedScenarios",
    "Standing",
    "Thing",
    "VisiblePage",
]


class Action(StrEnum):
    """What somebody wants to do."""

    LIST = "list"  # learn that things are there, and what they are called
    READ = "read"
    CREATE = "create"
    CHANGE = "change"  # its content or its name
    SHARE = "share"  # let others read it, or no longer
    SUBMIT = "submit"  # ask another person to put it in force, or ask no longer
    APPROVE = "approve"  # put in force, or return, what another person has submitted
    DELETE = "delete"  # into the trash
    RESTORE = "restore"  # out of it
    PURGE = "purge"  # for good
    HAND_OVER = "hand_over"  # to another owner
    EXPORT = "export"  # take out of the tool as a file
    ADOPT = "adopt"  # declare a forecast the one that counts
    VERIFY = "verify"
    USE = "use"  # compute with
    RUN = "run"
    REBUILD = "rebuild"


Standing = Literal["private", "shared", "submitted", "in_force"]
"""Who sees a saved scenario: its owner; all of the ministry; the same while it waits for an approval; the same, as
the plan in force."""


@dataclass(frozen=True)
class SavedScenarios:
    """The saved scenarios as a whole; whose content is read is asked of each."""


@dataclass(frozen=True)
class SavedScenario:
    """One saved scenario."""

    id: str
    name: str
    owner: str  # id of the actor who saved it first
    standing: Standing = "private"
    submitter: str = ""  # id of the actor who submitted it, "" where nobody has
    deleted: bool = False  # lies in the trash


@dataclass(frozen=True)
class RoundLog:
    """The log of adopted forecasts. Its chain tells something only as a whole, so nobody reads a part of it."""


@dataclass(frozen=True)
class RoundProposal:
    """A forecast that one person proposes and another one adopts."""

    proposer: str  # id of the actor


@dataclass(frozen=True)
class ActivityLog:
    """The log of who did what when."""


@dataclass(frozen=True)
class VisiblePage:
    """A page of the interface."""

    name: str  # as the address calls it


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


Thing = (
    SavedScenarios
    | SavedScenario
    | RoundLog
    | RoundProposal
    | ActivityLog
    | VisiblePage
    | OwnFigures
    | Paper
    | PageFile
    | Command
    | PublishedFigures
)
