"""What an operator sees of the server: readiness, figures and log lines, and nothing of people or their work."""

from __future__ import annotations

import io
import json
import logging
import re
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, Router

from forecasting.server.doors import door_of
from forecasting.server.guard import Guard
from forecasting.server.health import readiness
from forecasting.server.logs import JsonLines, kind_of
from forecasting.server.metrics import BOUNDS, Metrics, memory
from forecasting.server.observed import Observed
from tests.server.asking import Asked, behind_guard, settings

SECRET = "geheim"
LINE = r'# TYPE \w+ (counter|gauge|histogram)|\w+(\{\w+="[^"]*"(,\w+="[^"]*")*\})? [\d.e+-]+'


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What the program logs."""
    written, logger = io.StringIO(), logging.getLogger("forecasting")
    handler, level = logging.StreamHandler(written), logger.level
    handler.setFormatter(JsonLines())
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    yield written
    logger.removeHandler(handler)
    logger.setLevel(level)


def asked(metrics: Metrics, path: str, raising: bool = False) -> int:
    """Status of the answer to a request that is full of what must not be told."""

    async def answer(_: Request) -> Response:
        if raising:
            raise ValueError(SECRET)
        return PlainTextResponse("")

    within = behind_guard(answer=answer)
    return replace(within, guard=Observed(within.guard, metrics)).ask("GET", path, {"Cookie": SECRET}).status


def told(*routes: Route) -> Asked:
    """These routes alone, open to who may read figures."""
    doors = [door_of(route, operators=True) for route in routes]
    return Asked(Guard(Router(routes), settings(metrics="127.0.0.1"), doors), "127.0.0.1", "127.0.0.1")


class TestReadiness:
    def test_each_check_is_told_and_one_that_fails_makes_it_503(self, lines: io.StringIO) -> None:
        def broken() -> bool:
            raise OSError(SECRET)

        def get(**checks: Callable[[], bool]) -> tuple[int, dict[str, object], str]:
            reply = told(readiness(checks)).ask("GET", "/ready")
            return reply.status, json.loads(reply.body), reply.body.decode()

        assert get(database=lambda: True)[:2] == (200, {"ready": True, "checks": {"database": True}})
        status, found, words = get(database=broken, cache=lambda: True, scenario=lambda: False)
        assert status == 503 and found["checks"] == {"database": False, "cache": True, "scenario": False}
        assert SECRET not in words + lines.getvalue() and '"error": "OSError"' in lines.getvalue()

    def test_it_is_closed_but_for_those_who_may_read_figures(self) -> None:
        doors = [door_of(route, operators=True) for route in (readiness({}), Metrics({}).route())]
        for path in ("/ready", "/metrics"):
            assert behind_guard(doors=doors).ask("GET", path).status == 404
            assert behind_guard(settings(metrics="127.0.0.1"), doors=doors).ask("GET", path).status == 200


class TestMetrics:
    def test_every_line_is_of_the_format(self) -> None:
        metrics = Metrics({"memory_bytes": memory, "sessions": lambda: 3})
        for path in ("/goal", "/overview", f"/media/{SECRET}.pdf", f"/static/{SECRET}"):
            assert asked(metrics, path) == 200
        page = metrics.text()
        for line in page.splitlines():
            assert re.fullmatch(
                r'# TYPE \w+ (counter|gauge|histogram)|\w+(\{\w+="[^"]*"(,\w+="[^"]*")*\})? [\d.e+]+', line
            )
        assert SECRET not in page
        assert 'forecasting_requests_total{route="page",status="200"} 2' in page and "forecasting_sessions 3" in page

    def test_a_histogram_adds_up(self) -> None:
        metrics = Metrics({})
        for seconds in (0.001, BOUNDS[0], 0.3, 99.0, -1.0):
            metrics.answered("live", 200, seconds)
        found = re.findall(r'bucket\{route="live",le="([^"]+)"\} (\d+)', metrics.text())
        assert found[0] == ("0.005", "2") and found[-2:] == [("10.0", "3"), ("+Inf", "4")]
        assert 'answer_seconds_count{route="live"} 4' in metrics.text()

    def test_memory_is_that_of_this_process(self) -> None:
        assert 10e6 < memory() < 10e9


class TestLogs:
    def test_a_line_has_what_was_asked_and_nothing_of_who_or_what(self, lines: io.StringIO) -> None:
        assert asked(Metrics({}), f"/media/{SECRET}") == 200
        assert asked(Metrics({}), "/goal", raising=True) == 500
        assert asked(Metrics({}), f"/{SECRET}") == 404
        written = [json.loads(line) for line in lines.getvalue().splitlines()]
        seen = [each for each in written if "route" in each]
        assert [(each["route"], each["status"]) for each in seen] == [("media", 200), ("other", 500), ("other", 404)]
        for each in seen:
            assert {"time", "level", "logger", "message", "request", "route", "status", "ms"} == set(each)
            assert re.fullmatch(r"[0-9a-f]{12}", each["request"])
        assert len({each["request"] for each in seen}) == 3
        assert SECRET not in lines.getvalue()

    def test_an_error_is_named_by_its_type_and_place(self, lines: io.StringIO) -> None:
        try:
            raise ValueError(SECRET)
        except ValueError:
            logging.getLogger("forecasting.x").exception("a request failed")
        (line,) = lines.getvalue().splitlines()
        found = json.loads(line)
        assert found["error"] == "ValueError" and "test_an_error_is_named" in found["places"][0]
        assert SECRET not in line

    def test_a_path_is_named_by_its_kind(self) -> None:
        assert kind_of("/plan/_stcore/upload_file/session/file", "/plan") == "_stcore/upload_file"
        assert {kind_of(path) for path in ("/", "/goal", "/livery", f"/{SECRET}")} == {"page"}
