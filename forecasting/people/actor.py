"""Who acts."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["LOCAL", "NOBODY", "Actor"]


@dataclass(frozen=True)
class Actor:
    """A person as the tool knows them."""

    id: str  # stays for good; what the person makes bears it as its owner


LOCAL = Actor("local")
"""Whoever works at this machine: one person, without an account. What was made before owners were kept is theirs."""

NOBODY = Actor("")
"""Stands where nobody has said who acts."""
