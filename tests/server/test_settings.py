"""What an operator sets is read as it is meant, and every word that cannot be is named."""

from __future__ import annotations

import pytest

from forecasting.base.buckets import Rate
from forecasting.base.errors import InputError
from forecasting.base.text import Texts
from forecasting.server.settings import LIMITS, settings_of
from tests.server.asking import settings


def test_without_a_word_only_this_machine_is_served():
    given = settings()
    assert [host.name for host in given.hosts.own] == ["localhost", "127.0.0.1", "[::1]"]
    assert (given.hosts.named, given.proxies, given.metrics, dict(given.limits)) == ((), (), (), dict(LIMITS))


def test_the_address_it_serves_at_is_a_name_unless_it_is_every_address():
    assert [host.name for host in settings("10.0.0.5", "planung.example.org").hosts.own][3:] == [
        "10.0.0.5", "planung.example.org",
    ]  # fmt: skip
    assert settings("2001:db8::5").hosts.own[-1].name == "[2001:db8::5]"
    assert settings("0.0.0.0", "::").hosts.own == settings().hosts.own


def test_limits_are_set_one_by_one():
    limits = settings(limits="live=5/10, socket=off").limits
    assert limits == {"live": Rate(5, 10), "upload": LIMITS["upload"], "paper": LIMITS["paper"]}


def test_what_cannot_be_used_is_named_all_at_once():
    wrong = {
        "FORECASTING_HOSTS": "good.example, *.example.org, http://x",
        "FORECASTING_PROXY": "proxy.example",
        "FORECASTING_METRICS": "10.0.0.1/8",
        "FORECASTING_LIMITS": "live=0/1, live=1, live=x/y, papers=1/1, live=1/0.5, live=inf/1",
    }
    with pytest.raises(InputError) as caught:
        settings_of(wrong)
    said = caught.value.sentences(Texts("de"))
    assert [finding.values["found"] for finding in caught.value.findings] == [
        "*.example.org", "http://x", "proxy.example", "10.0.0.1/8",
        "live=0/1", "live=1", "live=x/y", "papers=1/1", "live=1/0.5", "live=inf/1",
    ]  # fmt: skip
    assert all("FORECASTING_" in sentence for sentence in said)
