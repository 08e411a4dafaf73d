"""Who acts, and in which roles."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["LOCAL", "NOBODY", "Actor", "Role"]


class Role(StrEnum):
    """What somebody is to the tool; a person may be several of these."""

    READER = "reader"  # sees what is shared and saves it as a file
    PLANNER = "planner"  # plans: own scenarios, own figures, submits what is to be in force
    APPROVER = "approver"  # puts in force what others have submitted
    OPERATOR = "operator"  # keeps the tool running
    DISTRICT = "district"  # one district: its own counts and page, others' as published


@dataclass(frozen=True)
class Actor:
    """A person as the tool knows them."""

    id: str  # stays for good; what the person makes bears it as its owner
    name: str = ""  # as the page calls them; "": by the id
    roles: frozenset[Role] = frozenset()
    district: str = ""  # key of the district that they work for

    @property
    def title(self) -> str:
        """What the person is called."""
        return self.name or self.id

    def is_any(self, *roles: Role) -> bool:
        """Whether one of the roles is theirs."""
        return not self.roles.isdisjoint(roles)


LOCAL = Actor("local", roles=frozenset(Role) - {Role.DISTRICT})
"""Whoever works at this machine: one person, without an account. What was made before owners were kept is theirs."""

NOBODY = Actor("")
"""Stands where nobody has said who acts."""
