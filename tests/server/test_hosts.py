"""A server answers under its own names, and to its own pages."""

from __future__ import annotations

import pytest

from forecasting.server.hosts import Host, Hosts, host_of

HOSTS = Hosts.of([Host("planung.example.org"), Host("10.0.0.5", 8080)], "192.0.2.1", None, "0.0.0.0", "::")


@pytest.mark.parametrize(
    "words", ["", " ", "a b", "*", "*.example.org", "a/b", "user@host", "http://host", "host:", "host:0",
              "host:99999", "host:80:80", "[::1", "[zz]", "[1.2.3.4:x]", "-a", "hôst", "host\x00", "host,other",
              "a#b", "a?b"]
)  # fmt: skip
def test_what_is_no_host_is_none(words: str):
    assert host_of(words) is None


def test_names_are_compared_as_they_are_meant():
    assert host_of("LOCALHOST.:8501") == Host("localhost", 8501)
    assert host_of("[0:0:0:0:0:0:0:1]:80") == Host("[::1]", 80)


@pytest.mark.parametrize(
    "words", ["localhost", "localhost:8501", "127.0.0.1:1", "[::1]:8501", "192.0.2.1:8501", "Planung.Example.org",
              "planung.example.org:8501", "10.0.0.5:8080"]
)  # fmt: skip
def test_its_own_names_are_known(words: str):
    host = host_of(words)
    assert host and HOSTS.knows(host)


@pytest.mark.parametrize(
    "words", ["evil.example", "localhost.evil.example", "evillocalhost", "127.0.0.1.nip.io", "0.0.0.0", "[::]",
              "10.0.0.5", "10.0.0.5:81", "127.0.0.2", "sub.planung.example.org", "192.0.2.10"]
)  # fmt: skip
def test_other_names_are_not(words: str):
    host = host_of(words)
    assert host and not HOSTS.knows(host)


def test_the_address_of_the_connection_is_known_and_no_other():
    assert HOSTS.knows(Host("198.51.100.7", 8501), "198.51.100.7")
    assert HOSTS.knows(Host("[2001:db8::7]"), "2001:db8::7")
    assert not HOSTS.knows(Host("198.51.100.8"), "198.51.100.7")


@pytest.mark.parametrize(
    ("origin", "host"),
    [
        ("http://localhost:8501", "localhost:8501"),
        ("https://localhost:8501", "localhost:8501"),
        ("HTTP://LocalHost:8501", "localhost:8501"),
        ("http://planung.example.org", "planung.example.org"),
        ("https://planung.example.org", "planung.example.org:443"),
        ("https://planung.example.org", "localhost:8501"),  # a proxy that keeps its own Host
        ("http://10.0.0.5:8080", "localhost:8501"),
        ("http://[::1]:8501", "[::1]:8501"),
    ],
)
def test_its_own_pages_may_write(origin: str, host: str):
    found = host_of(host)
    assert found and HOSTS.is_own_page(origin, "same-origin", found)


@pytest.mark.parametrize(
    "origin",
    ["http://evil.example", "null", "", "http://localhost", "http://localhost:3000", "http://127.0.0.1:8501", "file://",
     "http://localhost:8501.evil.example", "http://localhost:8501@evil.example", "chrome-extension://abc",
     "http://10.0.0.5:81", "http://localhost:8501/", "ws://localhost:8501"],
)  # fmt: skip
def test_pages_of_others_may_not(origin: str):
    """Another program on this machine is another site too, and so is another name of it."""
    assert not HOSTS.is_own_page(origin, None, Host("localhost", 8501))


@pytest.mark.parametrize(("site", "allowed"), [(None, True), ("none", True), ("same-origin", True),
                                               ("same-site", False), ("cross-site", False)])  # fmt: skip
def test_what_comes_from_no_page_has_no_origin(site: str | None, allowed: bool):
    assert HOSTS.is_own_page(None, site, Host("localhost", 8501)) is allowed
