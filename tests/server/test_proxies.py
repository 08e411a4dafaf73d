"""A forwarded header is believed of a proxy that was named, and of nobody else."""

from __future__ import annotations

import pytest
import uvicorn

from forecasting.server.proxies import believe_no_header
from tests.server.asking import HOST, behind_guard, settings

FORWARDED = {
    "X-Forwarded-For": "203.0.113.9",
    "X-Forwarded-Host": "planung.example.org",
    "X-Forwarded-Proto": "https",
    "Forwarded": "for=203.0.113.9",
}
PROXY = settings(hosts="planung.example.org", proxy="10.0.0.7, 10.1.0.0/16")


def test_nobody_is_believed_by_default():
    reply = behind_guard().ask("GET", "/", FORWARDED)
    assert reply.seen == {"client": "127.0.0.1", "host": HOST, "scheme": "http", "forwarded": [], "bytes": 0}
    assert "strict-transport-security" not in reply.headers


@pytest.mark.parametrize(("client", "believed"), [("10.0.0.7", True), ("10.1.2.3", True), ("10.0.0.8", False)])
def test_a_named_proxy_is_believed_and_nobody_beside_it(client: str, believed: bool):
    reply = behind_guard(PROXY, client=client).ask("GET", "/", FORWARDED)
    told = ("203.0.113.9", "planung.example.org", "https") if believed else (client, HOST, "http")
    assert (reply.seen["client"], reply.seen["host"], reply.seen["scheme"]) == told
    assert reply.seen["forwarded"] == []
    assert ("strict-transport-security" in reply.headers) is believed


def test_a_proxy_cannot_pass_on_a_name_that_is_not_known():
    asked = behind_guard(PROXY, client="10.0.0.7")
    assert asked.ask("GET", "/", FORWARDED | {"X-Forwarded-Host": "evil.example"}).status == 421


@pytest.mark.parametrize(
    ("words", "client"),
    [("1.1.1.1, 203.0.113.9, 10.1.0.1", "203.0.113.9"), ("10.1.0.1", "10.1.0.1"), ("", "10.0.0.7")],
)
def test_of_several_senders_the_last_one_counts_that_is_no_proxy(words: str, client: str):
    """What stands further left was written by that sender."""
    reply = behind_guard(PROXY, client="10.0.0.7").ask("GET", "/", FORWARDED | {"X-Forwarded-For": words})
    assert reply.seen["client"] == client


def test_what_a_client_sends_itself_stands_before_what_the_proxy_adds():
    added = {"X-Forwarded-Proto": "http, https", "X-Forwarded-Host": "evil.example, planung.example.org"}
    reply = behind_guard(PROXY, client="10.0.0.7").ask("GET", "/", FORWARDED | added)
    assert (reply.seen["scheme"], reply.seen["host"]) == ("https", "planung.example.org")


def test_uvicorn_hands_on_the_address_of_the_connection():
    async def app(scope: object, receive: object, send: object) -> None:
        """Nothing."""

    believe_no_header()
    config = uvicorn.Config(app, interface="asgi3", log_config=None)
    config.load()
    assert config.loaded_app is app
