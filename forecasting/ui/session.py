"""What a browser session holds: language, the track of scenarios, and the last good result.

The scenario on the track is the truth; widgets show it and hand in entries, the address bar follows it. Streamlit may
end a run at any access to its own state, in a callback too; so everything that must change together is kept in one
object, and an entry counts as taken only when it has been applied.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from typing import TypeVar, cast

import streamlit as st

from forecasting.arrivals.settings import arrivals_key
from forecasting.assumptions import Scenario
from forecasting.assumptions.differences import differences, with_changes
from forecasting.base.errors import InputError
from forecasting.base.state import state
from forecasting.base.text import LANGUAGES, Language, Texts
from forecasting.observations import Observations
from forecasting.people import LOCAL, Action, Actor, OwnFigures, ask
from forecasting.scenarios import Outlook, outlook
from forecasting.scenarios.levers import Lever, reset
from forecasting.scenarios.own_district import OwnGiven
from forecasting.store import Loaded
from forecasting.ui.address import show_address
from forecasting.ui.data import BaseLines, arrivals_from, base_lines, observations, shipped
from forecasting.ui.district_given import given_from, words_of
from forecasting.ui.goal_record import Goal, goal_from
from forecasting.ui.levers import entered
from forecasting.ui.live import Content
from forecasting.ui.saved import Menu, same_content
from forecasting.ui.state import LONGEST_LINK, Position, Track, decode, encode, with_reason

__all__ = ["Refused", "Session", "current"]

# Parameters of the address.
LINK, LANGUAGE, DISTRICT, GIVEN, SAVED = "s", "lang", "kreis", "eigen", "gespeichert"
GOAL, WIDE = "ziel", "intervall"
ON = "95"  # what the address says of the widest interval where it is shown
SMALL = "districts.suppress_below"
ONE_STEP = 1.5  # seconds: changes of the same thing within are one step back

Enter = Callable[[object], None]
Made = TypeVar("Made")


@dataclass(frozen=True)
class Refused:
    """What was typed for a lever and could not be taken."""

    typed: str
    error: InputError
    stood: object  # the lever's value, which stays


@dataclass
class Session:
    """One browser session."""

    language: Language
    track: Track
    actor: Actor = LOCAL  # who works in it
    problems: list[InputError] = field(default_factory=list)
    last_result: Outlook | None = None
    forecast: tuple[str, str] | None = None  # what the arrivals of that depend on
    own: Observations | None = None  # in place of the shipped observations
    last_change: tuple[str, float] = ("", 0.0)
    shown: dict[str, object] = field(default_factory=dict)  # by widget key: what it showed or handed in last
    answered: dict[str, tuple[str, int]] = field(default_factory=dict)  # by board: which one, its last entry applied
    refused: dict[str, Refused] = field(default_factory=dict)  # by lever: what was typed and could not be taken
    menu: Menu = field(default_factory=Menu)  # of saved scenarios
    entries: dict[str, Enter] = field(default_factory=dict)  # by widget key: what an entry does
    counts: dict[str, int] = field(default_factory=dict)  # by widget name: how often its value was changed by us
    kept: dict[str, tuple[tuple[object, ...], object]] = field(default_factory=dict)  # what was made from what
    impossible: InputError | None = None  # why the scenario has no result of its own
    district: str = ""  # key of the district whose figures the address asks for
    given: dict[str, OwnGiven] = field(default_factory=dict)  # by key: what a district knows better than the state
    goal: Goal = field(default_factory=Goal)  # what the page of the goal seek asks
    goal_words: str = ""  # the same as the address carries it; "": what it asks at first
    wide: bool = False  # whether forecasts show their 95 % interval, see `reports.intervals`
    lock: threading.RLock = field(default_factory=threading.RLock)  # a run of the page and a quick answer take turns
    token: str = field(default_factory=lambda: secrets.token_urlsafe(24))  # by which its own page asks, see `ui.live`
    moving: Callable[[], Sequence[Content]] | None = None  # what a page shows anew with each step
    numbers: count[int] = field(default_factory=lambda: count(1))

    @property
    def text(self) -> Texts:
        """Texts in the language of the page."""
        return Texts(self.language)

    @property
    def scenario(self) -> Scenario:
        """The scenario on the page."""
        return self.track.here.scenario

    @property
    def base(self) -> Scenario:
        """The shipped scenario it started from."""
        return shipped()[self.track.here.base]

    @property
    def observations(self) -> Observations:
        """The data in use."""
        return self.own or observations()

    @property
    def origin(self) -> str | None:
        """Source of the arrivals where it is not the shipped one."""
        return self.text("ui.data.own_source", hash=self.own.data_hash[:12]) if self.own else None

    @property
    def changed(self) -> bool:
        """Whether the page shows something else than the shipped scenario; names and reasons do not count."""
        return bool(differences(self.scenario, self.base))

    @property
    def opened(self) -> Loaded | None:
        """The saved scenario that is open, as it was when this session last loaded or saved it."""
        return self.menu.seen.get(self.track.here.saved)

    @property
    def title(self) -> str:
        """Name of the scenario that is open, saved or shipped."""
        return self.opened.saved.name if self.opened else self.base.title(self.language)

    @property
    def unsaved(self) -> bool:
        """Whether the scenario holds what would be lost without its link."""
        return self.changed if self.opened is None else not same_content(self.scenario, self.opened.scenario)

    @property
    def scenario_words(self) -> str:
        """The scenario that is open, and whether it holds changes, as a source says it."""
        return self.text("ui.chart.scenario_changed" if self.unsaved else "ui.chart.scenario", scenario=self.title)

    @property
    def at_hand(self) -> bool:
        """Whether the result needs no new forecast of the arrivals."""
        return self.forecast == self._wanted_forecast()

    def _wanted_forecast(self) -> tuple[str, str]:
        return arrivals_key(self.scenario), self.own.data_hash if self.own else ""

    def result(self) -> Outlook:
        """Outlook of the scenario; the last good one where there is none, and `impossible` says why."""
        last, self.impossible = self.last_result, None
        try:
            arrivals = last.arrivals if last and self.at_hand else arrivals_from(self.scenario, self.own)
            if last is None or last.arrivals is not arrivals or last.scenario != self.scenario:
                last = outlook(self.scenario, arrivals, reuse=last)
            self.forecast = self._wanted_forecast()
        except InputError as error:
            if last is None:
                self.problems.append(error)
                self.track = Track(decode("", shipped()))
                return self.result()
            self.impossible = error
        self.last_result = last
        return last

    def stamp(self) -> Mapping[str, object]:
        """Which result the page shows, and whose: of two of them the later one has the higher number."""
        number = self.keep("stamp", (self.last_result, self.impossible), lambda: next(self.numbers))
        return {"of": self.token, "count": number}

    def base_lines(self) -> BaseLines | None:
        """Lines of the base scenario, None where the page shows just that or other arrivals."""
        stem, base = next(iter(shipped().items()))
        if self.own or not differences(self.scenario, base) or arrivals_key(self.scenario) != arrivals_key(base):
            return None
        return self.keep("base-lines", (), lambda: base_lines(stem))

    def keep(self, name: str, parts: tuple[object, ...], make: Callable[[], Made]) -> Made:
        """What `make` makes of `parts`, made again only when one of them is another object."""
        known = self.kept.get(name)
        if (
            known is None
            or len(known[0]) != len(parts)
            or any(a is not b for a, b in zip(known[0], parts, strict=True))
        ):
            known = parts, make()
            self.kept[name] = known
        return cast(Made, known[1])

    def adopt(self, own: Observations) -> None:
        """Use other observations; where the actor may not, or nothing can be computed from them, report it and change
        nothing."""
        try:
            ask(self.actor, Action.USE, OwnFigures())
            outlook(self.scenario, arrivals_from(self.scenario, own))
        except InputError as error:
            self.problems.append(error)
        else:
            self.own = own

    def discard(self) -> None:
        """Use the shipped observations again."""
        self.own = None

    def problems_once(self) -> list[InputError]:
        """Problems to show now; they are forgotten."""
        found, self.problems = self.problems, []
        return found

    def go(self, scenario: Scenario, *, of: str = "") -> None:
        """Show another scenario; quick changes of the same thing (`of`) are one step back."""
        now = time.monotonic()
        merge = bool(of) and self.last_change[0] == of and now - self.last_change[1] < ONE_STEP
        self.last_change = (of, now)
        self.track = self.track.to(replace(self.track.here, scenario=scenario), merge=merge)

    def move(self, lever: Lever, value: float | None) -> None:
        """Set a lever.

        Raises:
            InputError: the value is not possible; nothing has changed.
        """
        self.go(entered(self.scenario, self.base, lever, value), of=lever.key)

    def put_back(self, lever: Lever) -> None:
        """Set a lever to the value of the base scenario."""
        self.go(reset(self.scenario, self.base, lever))

    def set_value(self, key: str, value: object) -> None:
        """Set a key of the register; at the base's value nothing is left of the change."""
        try:
            self.go(with_changes(self.scenario, self.base, {key: value}))
        except InputError as error:
            self.problems.append(error)

    def take_back(self, key: str) -> None:
        """Give a key of the register the value of the base scenario."""
        self.set_value(key, self.base.value(key))

    def give_reason(self, key: str, words: str) -> None:
        """Say why the value of a key differs; no words: take the reason back."""
        self.go(with_reason(self.scenario, key, words), of=f"reason-{key}")

    def choose(self, base: str) -> None:
        """Show a shipped scenario, unchanged."""
        self.track = self.track.to(Position(base, shipped()[base]))

    def undo(self) -> None:
        """One step back."""
        self.track = self.track.undo()

    def redo(self) -> None:
        """One step forth."""
        self.track = self.track.redo()

    def widget(self, name: str, value: object, enter: Enter, same: Callable[[object], bool] | None = None) -> str:
        """Key of the widget `name`, which shows `value` and hands its entries to `enter`.

        A widget whose value the page changes gets a new key: under its old one a browser that has not yet heard of
        the change would send the old value along with the next event, and it would count as an entry.

        Args:
            name: with the language in it where a choice is shown in words: browsers send the words, not the choice.
            same: whether what the widget shows means `value`; without it they must be equal.
        """
        key = f"{name}-{self.counts.get(name, 0)}"
        if key in self.shown and not (self.shown[key] == value if same is None else same(self.shown[key])):
            del self.shown[key], self.entries[key]
            self.counts[name] = self.counts.get(name, 0) + 1
            key = f"{name}-{self.counts[name]}"
        if key not in st.session_state:
            st.session_state[key] = value
            self.shown[key] = value
        self.entries[key] = enter
        return key

    def take_entries(self) -> None:
        """Apply what the widgets of the last drawing hold and did not show."""
        for key, enter in list(self.entries.items()):
            if key in st.session_state and (held := st.session_state[key]) != self.shown.get(key, held):
                enter(held)
                self.shown[key] = held

    def link(self) -> str | None:
        """The link's parameter, "" for the unchanged base scenario, None where it would be too long.

        Where only the reasons make it too long, it carries the values without them.
        """
        for reasons in (True, False):
            parameter = encode(self.track.here, shipped(), reasons=reasons)
            if len(parameter) <= LONGEST_LINK:
                return parameter
        return None

    @property
    def link_has_reasons(self) -> bool:
        """Whether the link carries everything that was given as a reason."""
        return self.link() in (None, encode(self.track.here, shipped()))

    def address(self) -> Mapping[str, str]:
        """Parameters of the address: scenario, language, district, goal, intervals, unless they are the first ones.

        A saved scenario that is open is named, but not beside values that an address does not carry.
        """
        language, link = "" if self.language == LANGUAGES[0] else self.language, self.link() or ""
        named = self.menu.name_of(self.opened) if self.opened and (link or not self.unsaved) else ""
        wanted = {LINK: link, LANGUAGE: language, DISTRICT: self.district, GIVEN: self._given(), SAVED: named}
        wanted |= {GOAL: self.goal_words, WIDE: ON if self.wide else ""}
        return {name: value for name, value in wanted.items() if value}

    def _given(self) -> str:
        """Values of the district's own that the address carries."""
        if self.district not in self.given:
            return ""
        return words_of(self.given[self.district], int(str(self.scenario.value(SMALL))))

    def write_address(self) -> None:
        """Make the address bar say what the page shows."""
        show_address(self.address(), (LINK, LANGUAGE, DISTRICT, GIVEN, SAVED, GOAL, WIDE))


def current() -> Session:
    """The session of this browser tab, begun from its address where it is new."""
    if "session" not in st.session_state:
        asked = st.query_params.get(LANGUAGE, "")
        session = Session("en" if asked == "en" else LANGUAGES[0], Track(decode("", shipped())))
        if state().is_key(district := st.query_params.get(DISTRICT, "")):
            session.district = district
            try:
                session.given[district] = given_from(st.query_params.get(GIVEN, ""))
            except InputError as error:
                session.problems.append(error)
        session.wide = st.query_params.get(WIDE) == ON
        if asked := st.query_params.get(GOAL, ""):
            session.goal, session.goal_words = goal_from(asked), asked
        try:
            session.track = Track(decode(st.query_params.get(LINK, ""), shipped()))
        except InputError as error:
            session.problems.append(error)
        if named := st.query_params.get(SAVED, ""):
            session.menu.reopen(session, named, values=LINK in st.query_params)
        st.session_state["session"] = session
    found: Session = st.session_state["session"]
    return found
