"""Who is known: the file of people, read and refused, and who acts at the terminal."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from forecasting.base.errors import InputError
from forecasting.base.text import LANGUAGES, Texts
from forecasting.cli import main
from forecasting.people import LOCAL, NOBODY, Actor, Role, acting, directory
from forecasting.people.directory import VARIABLE, read_directory

SIGN_IN = '[sign_in]\nby = "header"\nidentity = "X-Remote-User"\nname = "X-Remote-Name"\ngroups = "X-Groups"\n'
PEOPLE = f"""{SIGN_IN}
[[person]]
id = "anna@example.org"
name = "Anna Muster"
roles = ["planner", "approver"]

[[person]]
id = "kreis"
roles = ["district"]
district = "08111"

[groups]
leitung = ["reader"]
betrieb = ["operator"]
"""


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "people.toml"
    path.write_text(PEOPLE, encoding="utf-8")
    monkeypatch.setenv(VARIABLE, str(path))
    return path


def found(call: object, *given: object) -> list[str]:
    with pytest.raises(InputError) as caught:
        call(*given)  # type: ignore[operator]
    for language in LANGUAGES:
        assert not any("{" in words for words in caught.value.sentences(Texts(language)))
    return [finding.key.removeprefix("people.") for finding in caught.value.findings]


def test_without_a_file_one_person_works_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    assert directory() is None
    assert acting(None) == acting("local") == LOCAL
    assert found(acting, "anna") == ["as.alone"]


def test_who_is_known(file: Path) -> None:
    known = directory()
    assert known is not None and known.sign_in.by == "header"
    anna = known.actor("anna@example.org", "anders", ["leitung", "fremd"])
    assert anna == Actor("anna@example.org", "Anna Muster", frozenset({Role.PLANNER, Role.APPROVER, Role.READER}))
    assert known.actor("neu", "Neu", ["betrieb"]) == Actor("neu", "Neu", frozenset({Role.OPERATOR}))
    assert known.actor("fremd") == Actor("fremd") and not known.actor("fremd").roles
    district = known.actor("kreis", groups=["betrieb"])
    assert district.roles == {Role.DISTRICT} and district.district == "08111"


@pytest.mark.parametrize("identity", ["", "local", "a b", "a\nb", "x" * 256])
def test_who_cannot_be_known(file: Path, identity: str) -> None:
    known = directory()
    assert known is not None and known.actor(identity, groups=["betrieb"]) == NOBODY


def test_a_change_of_the_file_holds_at_once(file: Path) -> None:
    assert acting("kreis").roles
    file.write_text(PEOPLE.replace('id = "kreis"', 'id = "kreis-neu"'), encoding="utf-8")
    assert found(acting, "kreis") == ["as.unknown"]
    assert acting("kreis-neu").district == "08111"


def test_a_command_says_for_whom_it_runs(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert found(acting, None) == ["as.missing"]
    assert main(["rounds", "list"]) == 2
    assert "--as" in capsys.readouterr().err
    assert main(["rounds", "list", "--as", "kreis"]) == 2
    assert "Es fehlt die Berechtigung, den Befehl „rounds list“ auszuführen." in capsys.readouterr().err
    assert main(["--as=anna@example.org", "check", os.devnull]) == 2
    assert "Berechtigung" not in capsys.readouterr().err


TWICE = '[[person]]\nid = "a"\nroles = ["reader"]\n'
WRONG = {
    "no toml": ("= 1", ["file.unreadable"]),
    "nothing": ("", ["file.sign_in"]),
    "another way in": (SIGN_IN.replace("header", "password"), ["file.sign_in"]),
    "no identity": ('[sign_in]\nby = "oidc"\n', ["file.sign_in"]),
    "sign_in with more": (f"{SIGN_IN}secret = 1\n", ["file.sign_in"]),
    "no hours": (f"{SIGN_IN}hours = 0\n", ["file.sign_in"]),
    "hours are words": (f"{SIGN_IN}hours = '8'\n", ["file.sign_in"]),
    "hours are true": (f"{SIGN_IN}hours = true\n", ["file.sign_in"]),
    "sign_in is a number": ("sign_in = 1\n", ["file.sign_in"]),
    "a field too many": (f"x = 1\n{SIGN_IN}", ["file.unknown"]),
    "people are words": (f"person = [1]\n{SIGN_IN}", ["file.person"]),
    "person with more": (f'{SIGN_IN}[[person]]\nid = "a"\nroles = ["reader"]\nrole = 1\n', ["file.unknown"]),
    "no id": (f'{SIGN_IN}[[person]]\nroles = ["reader"]\n', ["file.id"]),
    "the local one": (f'{SIGN_IN}[[person]]\nid = "local"\nroles = ["reader"]\n', ["file.id"]),
    "a blank": (f'{SIGN_IN}[[person]]\nid = "a b"\nroles = ["reader"]\n', ["file.id"]),
    "name is a number": (f'{SIGN_IN}[[person]]\nid = "a"\nname = 1\nroles = ["reader"]\n', ["file.person"]),
    "no roles": (f'{SIGN_IN}[[person]]\nid = "a"\nroles = []\n', ["file.roles"]),
    "another role": (f'{SIGN_IN}[[person]]\nid = "a"\nroles = ["admin"]\n', ["file.roles"]),
    "district and more": (
        f'{SIGN_IN}[[person]]\nid = "a"\nroles = ["district", "reader"]\ndistrict = "08111"\n',
        ["file.district"],
    ),
    "district without key": (f'{SIGN_IN}[[person]]\nid = "a"\nroles = ["district"]\n', ["file.district"]),
    "key without role": (
        f'{SIGN_IN}[[person]]\nid = "a"\nroles = ["reader"]\ndistrict = "08111"\n',
        ["file.district"],
    ),
    "twice": (SIGN_IN + TWICE * 2, ["file.twice"]),
    "groups are words": (f"groups = 1\n{SIGN_IN}", ["file.groups"]),
    "a group of districts": (f'{SIGN_IN}[groups]\na = ["district"]\n', ["file.roles"]),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_with_a_file_is_said(name: str, tmp_path: Path) -> None:
    content, wanted = WRONG[name]
    path = tmp_path / "people.toml"
    path.write_text(content, encoding="utf-8")
    assert found(read_directory, path) == wanted


def test_a_file_that_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "none.toml"))
    assert found(directory) == ["file.unreadable"]
