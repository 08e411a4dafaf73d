"""Who acts, and what each may do: every write, read of others' work, export and command asks here first.

`things` is the vocabulary of what can be done to what, `rights` the answer. A door calls `ask` before it opens.
"""

from __future__ import annotations

from forecasting.people.actor import LOCAL, NOBODY, Actor
from forecasting.people.rights import ask, may, refusal
from forecasting.people.things import (
    ACTIONS,
    Action,
    Command,
    OwnFigures,
    PageFile,
    Paper,
    PublishedFigures,
    RoundLog,
    SavedScenario,
    SavedScenarios,
    Thing,
)

__all__ = [
    "ACTIONS",
    "LOCAL",
    "NOBODY",
    "Action",
    "Actor",
    "Command",
    "OwnFigures",
    "PageFile",
    "Paper",
    "PublishedFigures",
    "RoundLog",
    "SavedScenario",
    "SavedScenarios",
    "Thing",
    "ask",
    "may",
    "refusal",
]
