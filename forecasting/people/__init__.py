"""Who acts, and what each may do: every write, read of others' work, export and command asks here first.

`things` is the vocabulary of what can be done to what, `rights` the answer, `directory` who is known. A door calls
`ask` before it opens.
"""

from __future__ import annotations

from forecasting.people.actor import LOCAL, NOBODY, Actor, Role
from forecasting.people.directory import Directory, SignIn, acting, directory
from forecasting.people.rights import ACTIONS, ask, may, refusal
from forecasting.people.things import (
    Action,
    ActivityLog,
    Command,
    OwnFigures,
    PageFile,
    Paper,
    PublishedFigures,
    RoundLog,
    RoundProposal,
    SavedScenario,
    SavedScenarios,
    Standing,
    Thing,
    VisiblePage,
)

__all__ = [
    "ACTIONS",
    "LOCAL",
    "NOBODY",
    "Action",
    "ActivityLog",
    "Actor",
    "Command",
    "Directory",
    "OwnFigures",
    "PageFile",
    "Paper",
    "PublishedFigures",
    "Role",
    "RoundLog",
    "RoundProposal",
    "SavedScenario",
    "SavedScenarios",
    "SignIn",
    "Standing",
    "Thing",
    "VisiblePage",
    "acting",
    "ask",
    "directory",
    "may",
    "refusal",
]
