"""One scenario is the truth: undo walks over it, the link carries it and nothing else gets in by it."""

from __future__ import annotations

import base64
import datetime
import json
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forecasting.arrivals.settings import arrivals_key
from forecasting.assumptions import Range, load_register, load_scenario, shipped_scenarios
from forecasting.assumptions.differences import differences
from forecasting.base.errors import InputError
from forecasting.base.text import LANGUAGES, Texts
from forecasting.ui.session.state import LONGEST_LINK, Position, Track, decode, encode, with_reason

SHIPPED = {path.stem: load_scenario(path) for path in shipped_scenarios()}
BASE = SHIPPED["base"]


def _at(**values: object) -> Position:
    return Position("base", BASE.with_values({key.replace("__", "."): value for key, value in values.items()}))


def _packed(tree: object) -> str:
    return base64.urlsafe_b64encode(zlib.compress(json.dumps(tree).encode())).decode().rstrip("=")


SENT = (
    "eNptjk0KgzAQha8ibx1CEK02p-gNyoiJSv0jJpYiggcp3fYSXbU38SQ1Qned1eOb4Zs3IYNERoMCwwg5IXN5oSynvjddbyqyVdd6"
    "HorwABmnYh8umCcJZCR-ZGbQrs2rtuCDJavOQ0lGQQoeM7RK5ZyGW-0abumizq731pFqt5-kDHV39SlhKKui9PG4KTeV1t7ZKFt2"
    "-dbW-E7YVsYb_r7EyXxempy2hopgXR7vZxBF63LHPH8BWBZP2w"
)
SENT_BACK = "eNqrVkpSslLKSMxJiy8uSSxJjS_OSCxKVdJRKlOyqlZKK81LycxL10OWssorzcmprQUAP0kUpw"
"""Links as people have saved and sent them; whatever a later program changes, they open with the same values."""


def test_undo_and_redo_walk_over_the_positions():
    one, two, three = _at(), _at(staffing__persons_per_fte=90), _at(staffing__persons_per_fte=100)
    track = Track(one).to(two).to(three)
    assert track.undo().here == two
    assert track.undo().undo().here == one
    assert track.undo().undo().undo().here == one
    assert track.undo().redo().here == three
    assert track.redo() == track


def test_a_new_step_forgets_what_was_taken_back():
    one, two, three = _at(), _at(staffing__persons_per_fte=90), _at(staffing__persons_per_fte=100)
    track = Track(one).to(two).undo().to(three)
    assert track.redo() == track
    assert track.undo().here == one


def test_no_change_is_no_step_and_merged_changes_are_one():
    one, two, three = _at(), _at(staffing__persons_per_fte=90), _at(staffing__persons_per_fte=100)
    assert Track(one).to(_at()) == Track(one)
    track = Track(one).to(two).to(three, merge=True)
    assert track.undo().here == one


@pytest.mark.parametrize("stem", SHIPPED)
def test_every_shipped_scenario_survives_the_link(stem):
    here = Position(stem, SHIPPED[stem])
    found = decode(encode(here, SHIPPED), SHIPPED)
    assert found.base == stem
    assert found.scenario.digest == here.scenario.digest


def test_the_link_of_the_unchanged_base_scenario_is_empty():
    assert encode(_at(), SHIPPED) == ""
    assert decode("", SHIPPED) == _at()


def test_a_changed_scenario_survives_the_link():
    shocks = [{"group": "asylum", "from": "2026-03", "to": "2026-09", "factor": 1.5, "add": 100.0}]
    here = _at(
        arrivals__shocks=shocks, budget__appropriation={2026: 58e6, 2027: 40e6}, staffing__method="ratio",
        need__asylum__take_up={"value": 0.8, "low": 0.7, "high": 0.9}, budget__opening_unbound=11.1e6,
    )  # fmt: skip
    parameter = encode(here, SHIPPED)
    assert len(parameter) < LONGEST_LINK
    found = decode(parameter, SHIPPED)
    assert found.scenario.overrides == here.scenario.overrides
    assert found.scenario.ranges == dict(SHIPPED["base"].ranges) | {"need.asylum.take_up": Range(0.7, 0.8, 0.9)}
    assert found.scenario.digest == here.scenario.digest


def test_links_that_were_sent_earlier_still_open():
    found = decode(SENT, SHIPPED)
    assert found.base == "base" and found.scenario.reasons["funding.state_share"] == "Prüfauftrag „§ 44“"
    assert differences(found.scenario, BASE) == {
        "budget.appropriation": {"2026": 58e6, "2027": 40e6},
        "staffing.method": "ratio",
        "need.asylum.take_up": {"low": 0.7, "value": 0.8, "high": 0.9},
        "funding.state_share": 0.5,
    }
    back = decode(SENT_BACK, SHIPPED)
    assert back.base == "half_state_share" and back.scenario.value("funding.state_share") == 1.0


def test_a_value_taken_back_from_a_shipped_scenario_survives_the_link():
    half = SHIPPED["half_state_share"]
    here = Position("half_state_share", half.with_values({"funding.state_share": None}))
    assert differences(here.scenario, half) == {"funding.state_share": None}
    assert decode(encode(here, SHIPPED), SHIPPED).scenario.value("funding.state_share") == 1.0


def test_reasons_survive_the_link_in_any_letters():
    here = _at(funding__state_share=0.5, staffing__persons_per_fte=90)
    here = Position("base", with_reason(here.scenario, "funding.state_share", " Prüfauftrag „§ 44“ <b> "))
    found = decode(encode(here, SHIPPED), SHIPPED)
    of_base = SHIPPED["base"].reasons
    own = {key: why for key, why in found.scenario.reasons.items() if of_base.get(key) != why}
    assert own == {"funding.state_share": "Prüfauftrag „§ 44“ <b>"}
    bare = decode(encode(here, SHIPPED, reasons=False), SHIPPED).scenario.reasons
    assert {key: why for key, why in bare.items() if of_base.get(key) != why} == {}


def test_a_shipped_reason_that_was_replaced_or_taken_back_survives_the_link():
    half = SHIPPED["half_state_share"]
    for words in ("Eigene Begründung", ""):
        here = Position("half_state_share", with_reason(half, "funding.state_share", words))
        found = decode(encode(here, SHIPPED), SHIPPED).scenario
        assert found.reason("funding.state_share", "de") == found.reason("funding.state_share", "en") == words
    assert decode(encode(Position("half_state_share", half), SHIPPED), SHIPPED).scenario.reasons == half.reasons


def test_only_a_value_that_is_set_takes_a_reason():
    assert with_reason(BASE, "funding.state_share", "Grund") == BASE


def test_dated_values_survive_the_link():
    rates = [{"from": datetime.date(2026, 1, 1), "value": 60e3}, {"from": datetime.date(2028, 1, 1), "value": 62e3}]
    here = _at(funding__rate_graduate=rates)
    assert decode(encode(here, SHIPPED), SHIPPED).scenario.overrides == here.scenario.overrides


@pytest.mark.parametrize(
    ("parameter", "key"),
    [
        ("quatsch", "ui.link.unreadable"),
        ("ä", "ui.link.unreadable"),
        (_packed([1]), "ui.link.unreadable"),
        (_packed({"b": "base", "v": {}, "x": 1}), "ui.link.unreadable"),
        (_packed({"b": 1, "v": {}}), "ui.link.unreadable"),
        (_packed({"b": "base", "v": {}, "r": {"funding.state_share": 1}}), "ui.link.unreadable"),
        (_packed({"b": "base", "v": {}, "r": ["x"]}), "ui.link.unreadable"),
        (_packed({"b": "base", "v": {"funding.state_share": 0.5}, "r": {"funding.state_share": "\ud800"}}), None),
        (_packed({"b": "base", "v": [1]}), "ui.link.unreadable"),
        (_packed({"b": "base", "v": {"a": "x" * 200_000}}), "ui.link.unreadable"),
        (encode(_at(staffing__persons_per_fte=90), SHIPPED)[:-6], "ui.link.unreadable"),
        (_packed({"b": "nirgends", "v": {}}), "ui.link.scenario"),
        (_packed({"b": "../../etc/passwd", "v": {}}), "ui.link.scenario"),
        (_packed({"b": "base", "v": {"arrivals.path": "/etc/passwd"}}), "ui.link.path"),
        (_packed({"b": "base", "v": {"staffing.persons_per_fte": 1e9}}), None),
        (_packed({"b": "base", "v": {"staffing.persons_per_fte": "80"}}), None),
        (_packed({"b": "base", "v": {"staffing.persons_per_ft": 80}}), None),
        (_packed({"b": "base", "v": {"funding.rate_graduate": [{"from": "gestern", "value": 1}]}}), None),
    ],
)
def test_a_bad_link_is_refused(parameter, key):
    with pytest.raises(InputError) as refused:
        decode(parameter, SHIPPED)
    assert key is None or [finding.key for finding in refused.value.findings] == [key]


@given(parameter=st.text() | st.binary().map(lambda packed: base64.urlsafe_b64encode(packed).decode()))
def test_whatever_stands_in_a_link_is_read_or_refused(parameter):
    try:
        decode(parameter, SHIPPED)
    except InputError as error:
        assert [finding.key for finding in error.findings] == ["ui.link.unreadable"]
    else:
        assert parameter == ""


ATOMS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.just(10**400), st.floats(), st.text(max_size=5),
    st.sampled_from(["2026-01", "0000-00", "asylum", "ratio", "2026-01-01", "\x00"]),
)  # fmt: skip
TREES = st.recursive(ATOMS, lambda inner: st.lists(inner, max_size=3)
                     | st.dictionaries(st.sampled_from(["2027", "value", "low", "high", "from", "to", "factor", ""]),
                                       inner, max_size=3), max_leaves=6)  # fmt: skip
KEYS = [*load_register(), "", "funding", "funding.", "need..take_up", "budget.appropriation.2027", "__class__"]


@settings(max_examples=300)
@given(base=st.sampled_from(list(SHIPPED)), values=st.dictionaries(st.sampled_from(KEYS), TREES, max_size=2))
def test_whatever_a_link_sets_is_a_scenario_or_refused_in_words(base, values):
    try:
        found = decode(_packed({"b": base, "v": values}), SHIPPED)
    except InputError as error:
        assert all(error.sentences(Texts(language)) for language in LANGUAGES)
    else:
        assert arrivals_key(found.scenario)
        assert decode(encode(found, SHIPPED), SHIPPED).scenario.digest == found.scenario.digest


def test_a_link_that_unpacks_to_more_than_a_scenario_can_be_is_not_unpacked():
    bomb = base64.urlsafe_b64encode(zlib.compress(b" " * 50_000_000 + b"{}")).decode().rstrip("=")
    with pytest.raises(InputError):
        decode(bomb, SHIPPED)


def test_arrivals_are_forecast_anew_only_where_they_depend_on_a_change():
    same = [
        _at(staffing__persons_per_fte=90),
        _at(arrivals__shocks=[{"from": "2026-01", "to": "2026-12", "factor": 2}]),
    ]
    assert {arrivals_key(position.scenario) for position in same} == {arrivals_key(BASE)}
    other = [_at(arrivals__method="naive"), _at(horizon_months=36), _at(base_month="2025-06"), _at(groups=["asylum"])]
    assert len({arrivals_key(position.scenario) for position in (_at(), *other)}) == 5
