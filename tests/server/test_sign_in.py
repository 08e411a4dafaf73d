"""That nobody comes in unasked: what a header says of a person, and who may serve whom without asking."""

from __future__ import annotations

import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from forecasting.base.errors import InputError
from forecasting.base.text import LANGUAGES, Texts
from forecasting.people import Directory, SignIn
from forecasting.server.proxies import network_of, unforwarded
from forecasting.server.settings import settings_of
from forecasting.server.sign_in import OPEN, RISK, check_sign_in, identity_headers
from tests.serving import ROOT, served

HEADER = Directory(SignIn("header", "X-Remote-User", "X-Remote-Name", "X-Groups"))
PROVIDER = Directory(SignIn("oidc", "sub", "name"))
NAMES = ("x-remote-user", "x-remote-name", "x-groups")


def _headers(peer: str, *given: tuple[str, str], trusted: str = "10.0.0.7") -> list[tuple[str, str]]:
    scope = {
        "type": "http",
        "scheme": "http",
        "client": (peer, 1),
        "headers": [(name.lower().encode(), value.encode()) for name, value in given],
    }
    network = network_of(trusted)
    assert network is not None
    told = unforwarded(scope, [network], identity_headers(HEADER))
    return [(name.decode(), value.decode()) for name, value in told["headers"]]


class TestHeader:
    def test_the_names_are_those_of_the_file(self):
        assert identity_headers(HEADER) == NAMES
        assert identity_headers(PROVIDER) == identity_headers(None) == ()

    def test_a_trusted_proxy_names_a_person(self):
        given = ("X-Remote-User", "anna"), ("X-Groups", "a,b"), ("Accept", "x")
        assert _headers("10.0.0.7", *given) == [("x-remote-user", "anna"), ("x-groups", "a,b"), ("accept", "x")]

    @pytest.mark.parametrize("peer", ["127.0.0.1", "10.0.0.8", "", "unix"])
    def test_nobody_else_does(self, peer: str):
        given = ("X-Remote-User", "anna"), ("X-REMOTE-NAME", "Anna"), ("x-groups", "a"), ("Accept", "x")
        assert _headers(peer, *given) == [("accept", "x")]

    def test_two_names_are_none(self):
        """A proxy that adds its header to one that a browser has sent."""
        given = ("X-Remote-User", "anna"), ("X-Remote-User", "ben"), ("X-Groups", "a")
        assert _headers("10.0.0.7", *given) == [("x-groups", "a")]

    def test_a_sender_behind_the_proxy_is_not_the_proxy(self):
        given = ("X-Forwarded-For", "10.0.0.7"), ("X-Remote-User", "anna")
        assert _headers("192.0.2.1", *given) == []


def _checked(known: Directory | None, *addresses: str | None, **environment: str) -> list[str]:
    settings = settings_of(environment, *addresses)
    try:
        check_sign_in(known, settings, environment, addresses)
    except InputError as error:
        for language in LANGUAGES:
            assert not any("{" in words for words in error.sentences(Texts(language)))
        return [finding.key for finding in error.findings]
    return []


class TestAlone:
    @pytest.mark.parametrize("address", ["127.0.0.1", "localhost", "::1"])
    def test_this_machine_is_served_without_asking(self, address: str):
        assert _checked(None, address) == []
        assert _checked(None, address, FORECASTING_HOSTS="localhost:9000") == []

    @pytest.mark.parametrize("address", [None, "0.0.0.0", "::", "192.0.2.1", "planung.example"])
    def test_another_address_is_not(self, address: str | None):
        assert _checked(None, address) == ["server.sign_in.nobody"]
        assert _checked(None, address, **{OPEN: "1"}) == ["server.sign_in.nobody"]
        assert _checked(None, address, **{OPEN: RISK}) == []
        assert _checked(PROVIDER, address) == []

    def test_nor_another_name_or_a_proxy_before_it(self):
        assert _checked(None, "127.0.0.1", FORECASTING_HOSTS="planung.example") == ["server.sign_in.nobody"]
        assert _checked(None, "127.0.0.1", FORECASTING_PROXY="10.0.0.7") == ["server.sign_in.nobody"]
        assert _checked(PROVIDER, "127.0.0.1", FORECASTING_HOSTS="planung.example") == []

    def test_headers_need_somebody_who_sends_them(self):
        assert _checked(HEADER, "127.0.0.1") == ["server.sign_in.proxy"]
        assert _checked(HEADER, "0.0.0.0", FORECASTING_PROXY="10.0.0.7") == []


def test_the_server_does_not_start_for_everybody(tmp_path: Path):
    command = [
        sys.executable,
        "-m",
        "streamlit",
        "run",
        "app.py",
        "--server.address",
        "0.0.0.0",
        "--server.port",
        "0",
    ]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert ended.returncode != 0
    assert "ohne zu fragen, wer kommt" in ended.stderr and f"{OPEN}={RISK}" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_an_error_in_the_file_of_people_stops_the_start(tmp_path: Path):
    (tmp_path / "people.toml").write_text("[sign_in]\n", encoding="utf-8")
    with pytest.raises(RuntimeError, match="sagt nicht, wie sich Personen anmelden"):
        served(tmp_path, settings={"FORECASTING_PEOPLE": str(tmp_path / "people.toml")}).__enter__()


def test_health_is_answered_to_whoever_has_not_signed_in(tmp_path: Path):
    (tmp_path / "people.toml").write_text('[sign_in]\nby = "header"\nidentity = "X-Remote-User"\n', encoding="utf-8")
    settings = {"FORECASTING_PEOPLE": str(tmp_path / "people.toml"), "FORECASTING_PROXY": "127.0.0.1"}
    with (
        served(tmp_path, settings=settings) as address,
        urllib.request.urlopen(f"{address}/_stcore/health") as answer,
    ):
        assert answer.status == 200
