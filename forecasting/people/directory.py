"""Who is known: a file of the operator says how people sign in, and which roles they have.

Without that file one person works at this machine, without an account. docs/operations.md, People.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from forecasting.base.errors import Finding, InputError
from forecasting.people.actor import LOCAL, NOBODY, Actor, Role

__all__ = ["OPEN", "VARIABLE", "Directory", "SignIn", "acting", "directory", "read_directory"]

VARIABLE = "FORECASTING_PEOPLE"

OPEN = "FORECASTING_OPEN"
"""Set where an operator serves other machines without asking who comes, see `server.sign_in`."""

LONGEST_ID = 255
"""Characters of a person's id."""

_PERSON = {"id", "name", "roles", "district"}
_SIGN_IN = {"by", "identity", "name", "groups"}  # words; and hours
_MOST_HOURS = 720
_ID = re.compile(r"[^\s\x00-\x1f\x7f]+")


@dataclass(frozen=True)
class SignIn:
    """How somebody proves who they are."""

    by: Literal["oidc", "header"]  # a login provider, or a proxy that has asked one
    identity: str  # claim of the provider or header of the proxy that names the person for good
    name: str = ""  # the same for what they are called
    groups: str = ""  # the same for their groups, whose roles they get
    hours: int = 12  # after which somebody signs in again; a proxy knows that itself


@dataclass(frozen=True)
class Directory:
    """Who is known."""

    sign_in: SignIn
    people: Mapping[str, Actor] = field(default_factory=dict)  # by id
    groups: Mapping[str, frozenset[Role]] = field(default_factory=dict)  # of the provider: roles of their members

    def actor(self, identity: str, name: str = "", groups: Iterable[str] = ()) -> Actor:
        """The person who has signed in; without any role where neither they nor their groups are known."""
        if not identity or len(identity) > LONGEST_ID or not _ID.fullmatch(identity) or identity == LOCAL.id:
            return NOBODY
        known = self.people.get(identity, Actor(identity))
        roles = frozenset[Role]().union(*(self.groups.get(group, frozenset()) for group in groups))
        if not known.district:  # who works for a district is nothing else
            known = replace(known, roles=known.roles | roles)
        return known if known.name else replace(known, name=name)


def directory() -> Directory | None:
    """The people that FORECASTING_PEOPLE names, as its file is now; None: one person works here, without an account.

    Raises:
        InputError: the file cannot be read, or something in it is wrong.
    """
    given = os.environ.get(VARIABLE)
    if not given:
        return None
    path = Path(given)
    try:
        found = path.stat()
    except OSError as error:
        raise InputError(Finding("people.file.unreadable", {"variable": VARIABLE}, file=str(path))) from error
    return _read(path, found.st_mtime_ns, found.st_size)


@lru_cache(maxsize=4)
def _read(path: Path, _changed: int, _size: int) -> Directory:
    return read_directory(path)


def acting(given: str | None) -> Actor:
    """Who works at the terminal.

    Args:
        given: id of the person, None where none was named.
    Raises:
        InputError: nobody was named although people are known, or somebody who is not; as in `directory`.
    """
    known = directory()
    if known is None:
        if given not in (None, LOCAL.id):
            raise InputError(Finding("people.as.alone", {"given": given, "variable": VARIABLE}))
        return LOCAL
    if given is None:
        raise InputError(Finding("people.as.missing"))
    if given not in known.people:
        raise InputError(Finding("people.as.unknown", {"given": given}))
    return known.people[given]


def read_directory(path: Path) -> Directory:
    """The people of a file.

    Raises:
        InputError: everything that is wrong with it.
    """
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise InputError(Finding("people.file.unreadable", {"variable": VARIABLE}, file=str(path))) from error
    findings = [replace(found, file=str(path)) for found in _wrong(raw)]
    if findings:
        raise InputError(findings)
    people = [
        Actor(each["id"], each.get("name", ""), frozenset(map(Role, each["roles"])), each.get("district", ""))
        for each in raw.get("person", [])
    ]
    groups = {group: frozenset(map(Role, roles)) for group, roles in raw.get("groups", {}).items()}
    return Directory(SignIn(**raw["sign_in"]), {actor.id: actor for actor in people}, groups)


def _wrong(raw: Mapping[str, Any]) -> Iterator[Finding]:
    """What is wrong with the content of a file."""
    for name in raw.keys() - {"sign_in", "person", "groups"}:
        yield Finding("people.file.unknown", {"field": name})
    yield from _wrong_sign_in(raw.get("sign_in"))
    people, groups = raw.get("person", []), raw.get("groups", {})
    if not isinstance(people, list) or not all(isinstance(each, dict) for each in people):
        yield Finding("people.file.person", {"place": "person"})
    else:
        for number, each in enumerate(people, start=1):
            yield from _wrong_person(each, f"person {number}")
        ids = [each.get("id") for each in people]
        for name in sorted({str(each) for each in ids if ids.count(each) > 1}):
            yield Finding("people.file.twice", {"id": name})
    if not isinstance(groups, dict):
        yield Finding("people.file.groups")
        return
    for group, roles in groups.items():
        yield from _wrong_roles(roles, f"groups.{group}", but=Role.DISTRICT)


def _wrong_sign_in(given: object) -> Iterator[Finding]:
    words = dict(given) if isinstance(given, dict) else {}
    hours = words.pop("hours", 1)
    right = all(isinstance(each, str) for each in words.values()) and words.keys() <= _SIGN_IN
    right = right and type(hours) is int and 1 <= hours <= _MOST_HOURS
    if not right or words.get("by") not in ("oidc", "header") or not words.get("identity"):
        yield Finding("people.file.sign_in")


def _wrong_person(given: Mapping[str, Any], place: str) -> Iterator[Finding]:
    for name in given.keys() - _PERSON:
        yield Finding("people.file.unknown", {"field": f"{place}: {name}"})
    found = given.get("id")
    if not isinstance(found, str) or not _ID.fullmatch(found) or len(found) > LONGEST_ID or found == LOCAL.id:
        yield Finding("people.file.id", {"place": place, "most": LONGEST_ID, "local": LOCAL.id})
    if not isinstance(given.get("name", ""), str) or not isinstance(given.get("district", ""), str):
        yield Finding("people.file.person", {"place": place})
        return
    roles = given.get("roles")
    yield from _wrong_roles(roles, place)
    of_district = isinstance(roles, list) and Role.DISTRICT in roles
    if of_district != bool(given.get("district")) or (of_district and roles != [Role.DISTRICT]):
        yield Finding("people.file.district", {"place": place})


def _wrong_roles(given: object, place: str, *, but: Role | None = None) -> Iterator[Finding]:
    allowed = [role for role in Role if role != but]
    if not isinstance(given, list) or not given or not all(each in allowed for each in given):
        yield Finding("people.file.roles", {"place": place, "roles": ", ".join(allowed)})
