"""Streamlit judges a foreign Origin without asking the network for this machine's addresses."""

from __future__ import annotations

import sys
from typing import NoReturn

import pytest
from streamlit import net_util
from streamlit.web.server import server_util

from forecasting.ui.offline import LOOKUPS, stay_offline


def _stop(*_arguments: object, **_options: object) -> NoReturn:
    raise AssertionError("the network is asked")


def test_a_foreign_origin_is_judged_without_the_network(monkeypatch: pytest.MonkeyPatch):
    for name in LOOKUPS:
        monkeypatch.setattr(net_util, name, getattr(net_util, name))  # put back after the test
    stay_offline()
    asked: list[str] = []
    listening = True
    sys.addaudithook(lambda event, _: asked.append(event) if listening and event.startswith("socket.") else None)
    monkeypatch.setattr(net_util, "_make_blocking_http_get", _stop)
    assert not server_util.is_url_from_allowed_origins("http://evil.example")
    assert server_util.is_url_from_allowed_origins("http://localhost")
    listening = False
    assert asked == []


def test_streamlit_has_no_third_lookup():
    """A new one in another version has to be answered as well."""
    found = {name for name in vars(net_util) if name.startswith("get_") and name.endswith("_ip")}
    assert found == set(LOOKUPS)
