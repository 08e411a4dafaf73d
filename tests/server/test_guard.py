"""What the guard lets in, what it refuses, and what every answer carries."""

from __future__ import annotations

from dataclasses import replace

import pytest
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import Scope

from forecasting.server import guard
from forecasting.server.doors import door_of, streamlit_doors
from tests.server.asking import FILE, LIVE, OWN, STREAM, UPLOAD, behind_guard, settings

FOREIGN = {"Origin": "http://evil.example"}

OPEN = [
    ("GET", "/"), ("HEAD", "/"), ("GET", "/goal"), ("GET", "/goal/"), ("GET", "/favicon.png"),
    ("GET", "/manifest.json"), ("GET", "/static/js/index.Ab-1_2.js"), ("GET", "/_stcore/health"),
    ("GET", "/_stcore/host-config"), ("GET", "/media/0123.pdf"), ("GET", "/auth/login"),
    ("GET", "/oauth2callback"), ("PUT", FILE), ("DELETE", FILE), ("POST", "/live"),
    ("GET", "/component/forecasting.ui.board.plot.plotly/plotly.min.js"),
]  # fmt: skip
CLOSED = [
    "/_stcore/metrics", "/_stcore/agent/interact", "/_stcore/agent/openapi.json", "/_stcore/agent/mcp", "/_stcore",
    "/_stcore/script-health-check", "/component/name/index.html",
    "/component/forecasting.a/../b.js", "/_stcore/bidi-components/a/b.js",
    "/app/static/file", "/nothing", "/goal/more",
    "/goalkeeper", "/static", "/static/", "/media/", "/media/a/b", "/live/", "/livelier", "//", "//goal", "/goal\n",
    "/index.html", "/.streamlit/secrets.toml", "/static/%00", "/static/../app.py", "/static/%2e%2e/app.py",
    "/static/a/.b", "/media/..", "/goal/_stcore/health", "/_stcore/stream",
]  # fmt: skip


@pytest.mark.parametrize(("method", "path"), OPEN)
def test_what_the_pages_need_is_open(method: str, path: str):
    assert behind_guard().ask(method, path, {"Origin": OWN}).status == 200


@pytest.mark.parametrize("path", CLOSED)
def test_everything_else_is_not_there(path: str):
    statuses = [behind_guard().ask(method, path).status for method in ("GET", "POST", "OPTIONS")]
    assert statuses == [405 if path == STREAM else 404] * 3


@pytest.mark.parametrize(("method", "path", "allowed"), [("POST", "/", "GET, HEAD"), ("GET", "/live", "POST"),
                                                         ("GET", FILE, "DELETE, PUT"), ("OPTIONS", "/live", "POST"),
                                                         ("PATCH", "/media/0.pdf", "GET, HEAD"),
                                                         ("POST", STREAM, "")])  # fmt: skip
def test_another_method_is_refused_and_the_right_ones_are_named(method: str, path: str, allowed: str):
    reply = behind_guard().ask(method, path)
    assert (reply.status, reply.headers["allow"]) == (405, allowed)


def test_the_doors_lie_below_the_path_of_the_app():
    doors = streamlit_doors("/plan/", ["goal"], UPLOAD)
    asked = behind_guard(doors=doors)
    assert [asked.ask("GET", path).status for path in ("/plan/", "/plan/goal", "/goal", "/", "/plane/goal")] == [
        200, 200, 404, 404, 404,
    ]  # fmt: skip


def test_a_route_of_our_own_has_a_door():
    door = door_of(Route("/ready", Response, methods=["GET"]))
    asked = behind_guard(doors=[door])
    assert [asked.ask("GET", path).status for path in ("/ready", "/readyness")] == [200, 404]


def test_figures_about_the_server_are_for_those_who_were_named():
    given = settings(metrics="192.0.2.0/24")
    assert behind_guard(given, client="192.0.2.9").ask("GET", "/_stcore/metrics").status == 200
    assert behind_guard(given).ask("GET", "/_stcore/metrics").status == 404


@pytest.mark.parametrize(("host", "status"), [("localhost:8501", 200), ("127.0.0.1", 200), ("192.0.2.1:8501", 200),
                                              ("evil.example", 421), ("localhost.evil.example:8501", 421),
                                              ("192.0.2.2", 421), ("", 400), ("a b", 400),
                                              ("localhost:0", 400)])  # fmt: skip
def test_a_request_under_another_name_is_refused(host: str, status: int):
    """192.0.2.1 is where the connection arrived."""
    asked = behind_guard(arrived="192.0.2.1")
    for path in ("/", "/static/js/a.js", "/_stcore/health", "/media/0.pdf"):
        reply = asked.ask("GET", path, {"Host": host})
        assert (reply.status, bool(reply.seen)) == (status, status == 200)


def test_two_names_are_no_name():
    assert behind_guard().ask("GET", "/", [("Host", "localhost"), ("Host", "localhost")]).status == 400


@pytest.mark.parametrize("headers", [{"Host": "evil.example"}, FOREIGN, {"Origin": "null"},
                                     {"Sec-Fetch-Site": "cross-site"}])  # fmt: skip
def test_a_websocket_under_another_name_or_from_another_page_is_refused(headers: dict[str, str]):
    assert behind_guard().knock(STREAM, headers, ["a"]).status == 403


@pytest.mark.parametrize("headers", [{}, {"Origin": OWN}])
def test_the_pages_own_websocket_is_opened(headers: dict[str, str]):
    reply = behind_guard().knock(STREAM, headers, ["a", "b"])
    assert (reply.status, reply.body) == (101, b"ab")


def test_no_websocket_is_opened_elsewhere():
    for path in ("/", "/goal", "/live", "/_stcore/health"):
        assert behind_guard().knock(path).status == 403


@pytest.mark.parametrize(("method", "path"), [("POST", "/live"), ("PUT", FILE), ("DELETE", FILE)])
def test_a_page_of_another_site_writes_nothing(method: str, path: str):
    asked = behind_guard()
    for headers in (
        FOREIGN, {"Origin": "null"}, {"Origin": "http://localhost:3000"}, {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"}, [("Origin", OWN), ("Origin", "http://evil.example")],
    ):  # fmt: skip
        reply = asked.ask(method, path, headers)
        assert (reply.status, reply.seen) == (403, {})
    assert asked.ask(method, path).status == 200  # a script, a check


def test_a_link_from_another_site_opens_a_page():
    assert behind_guard().ask("GET", "/goal", {"Sec-Fetch-Site": "cross-site"}).status == 200


def test_too_often_is_too_often_and_says_when_to_come_again():
    asked = behind_guard(settings(limits="live=0.001/3"))
    assert [asked.ask("POST", "/live").status for _ in range(4)] == [200, 200, 200, 429]
    assert 900 < int(asked.ask("POST", "/live").headers["retry-after"]) <= 1000
    assert asked.ask("GET", "/").status == 200


def test_the_limits_count_by_person():
    def who(scope: Scope) -> str:
        return Headers(scope=scope).get("x-person", "")

    asked = behind_guard(settings(limits="live=0.001/1"), who=who)
    people = ("anna", "anna", "bert")
    assert [asked.ask("POST", "/live", {"X-Person": person}).status for person in people] == [200, 429, 200]


def test_too_many_websockets_are_told_to_wait():
    asked = behind_guard(settings(limits="socket=0.001/2"))
    replies = [asked.knock(STREAM) for _ in range(3)]
    assert [reply.status for reply in replies] == [101, 101, 429]
    assert int(replies[-1].headers["retry-after"]) > 900


def test_so_many_pages_are_open_at_once_and_one_that_has_gone_counts_no_more(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(guard, "AT_ONCE", 1)
    asked = behind_guard()
    assert [asked.knock(STREAM).status for _ in range(3)] == [101] * 3
    asked.guard.open["127.0.0.1"] += 1
    assert asked.knock(STREAM).status == 429
    asked.client = "192.0.2.9"
    assert asked.knock(STREAM).status == 101


def test_a_body_is_bounded_before_it_is_read():
    read: list[bytes] = []

    async def reading(request: Request) -> Response:
        async for piece in request.stream():
            read.append(piece)
        return PlainTextResponse("")

    asked = behind_guard(answer=reading)
    assert asked.ask("POST", "/live", pieces=[b"x" * 500]).status == 200
    read.clear()
    for method, path, most in (
        ("POST", "/live", 500),
        ("PUT", FILE, UPLOAD + (1 << 20)),
        ("DELETE", FILE, 0),
        ("GET", "/", 0),
    ):
        reply = asked.ask(method, path, {"Content-Length": str(most + 1)}, [b"x"])
        assert (reply.status, reply.headers["connection"], read) == (413, "close", [])
    assert asked.ask("POST", "/live", pieces=[b"x" * 400, b"x" * 101, b"x" * 400]).status == 413
    assert sum(map(len, read)) == 400


def test_what_is_kept_is_bounded_too():
    rooms = {FILE: 20, f"{FILE}2": 0}
    doors = streamlit_doors("", [], UPLOAD, lambda scope: rooms[scope["path"]])
    asked = behind_guard(doors=doors)
    sent = [asked.ask("PUT", path, pieces=[b"x" * size]).status for path in rooms for size in (20, 21, 0)]
    assert sent == [200, 413, 200, 413, 413, 200]
    assert asked.ask("PUT", FILE, {"Content-Length": "21"}).status == 413


@pytest.mark.parametrize(("length", "status"), [("-1", 400), ("1e3", 400), ("0x10", 400), ("+5", 400), ("\xb2", 400),
                                                ("", 400), ("9" * 5000, 413)])  # fmt: skip
def test_a_length_that_is_none_is_refused(length: str, status: int):
    assert behind_guard().ask("POST", "/live", {"Content-Length": length}).status == status


def test_a_body_that_does_not_come_is_not_waited_for():
    async def reading(request: Request) -> Response:
        return PlainTextResponse(str(len(await request.body())))

    door = replace(door_of(LIVE, largest=10), patience=-1.0)
    assert behind_guard(answer=reading, doors=[door]).ask("POST", "/live", pieces=[b"x"], whole=False).status == 408


ALWAYS = (
    "content-security-policy", "x-content-type-options", "x-frame-options", "referrer-policy", "permissions-policy",
    "cross-origin-opener-policy", "cross-origin-resource-policy", "cache-control",
)  # fmt: skip


def test_every_answer_carries_the_headers():
    async def failing(request: Request) -> Response:
        raise RuntimeError("with a path: /srv/secret")

    asked = behind_guard()
    replies = [
        asked.ask("GET", "/"), asked.ask("GET", "/nothing"), asked.ask("GET", "/", {"Host": "evil.example"}),
        asked.ask("POST", "/live", FOREIGN), behind_guard(answer=failing).ask("GET", "/"),
    ]  # fmt: skip
    assert [reply.status for reply in replies] == [200, 404, 421, 403, 500]
    for reply in replies:
        assert [name for name in ALWAYS if name not in reply.headers] == []
    assert b"secret" not in replies[-1].body
    policy = replies[0].headers["content-security-policy"]
    assert "frame-ancestors 'none'" in policy and "http" not in policy
    assert "script-src 'self' blob: 'wasm-unsafe-eval' 'sha256-x';" in policy


def test_what_is_refused_is_said_in_the_readers_language():
    german, english = (
        behind_guard().ask("GET", "/nothing", {"Accept-Language": words}).body.decode()
        for words in ("de-DE,en", "en-US,de")
    )
    assert german == "Unter dieser Adresse gibt es nichts.\n"
    assert english == "There is nothing at this address.\n"


def test_cookies_are_kept_from_scripts_and_from_open_lines():
    """Only the one that the page's script compares is read by it."""
    proxied = settings(proxy="10.0.0.7")
    for client, secure in (("10.0.0.7", True), ("127.0.0.1", False)):
        reply = behind_guard(proxied, client=client).ask("GET", "/", {"X-Forwarded-Proto": "https"})
        user, xsrf = sorted(reply.headers.getlist("set-cookie"), key=lambda cookie: "xsrf" in cookie)
        assert "HttpOnly" in user and "HttpOnly" not in xsrf
        assert all("samesite=lax" in cookie.lower() for cookie in (user, xsrf))
        assert ("Secure" in user, "Secure" in xsrf) == (secure, secure)
        assert ("strict-transport-security" in reply.headers) is secure


def test_an_answer_that_says_how_long_it_may_be_kept_keeps_its_word():
    async def lasting(request: Request) -> Response:
        return PlainTextResponse("", headers={"Cache-Control": "public, immutable"})

    assert behind_guard(answer=lasting).ask("GET", "/").headers["cache-control"] == "public, immutable"
    assert behind_guard().ask("GET", "/media/0.pdf").headers["cache-control"] == "no-store"
