"""What the planner is working on: the track of scenarios, the data in use, and the last good result.

The scenario on the track is the truth. Nothing here knows Streamlit, the address or a page; what all workspaces share
(shipped scenarios, forecasts) is handed in.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar, cast

from forecasting.arrivals import Arrivals
from forecasting.arrivals.settings import arrivals_key
from forecasting.assumptions import Scenario
from forecasting.assumptions.differences import differences, same_content, with_changes
from forecasting.base.errors import InputError
from forecasting.base.text import LANGUAGES, Language, Texts
from forecasting.observations import Observations
from forecasting.people import LOCAL, Action, Actor, OwnFigures, ask
from forecasting.reports.charts.series import Lines
from forecasting.reports.lever_words import entered
from forecasting.scenarios import Outlook
from forecasting.scenarios.levers import Lever, reset
from forecasting.store import Loaded
from forecasting.ui.session.state import LONGEST_LINK, Track, decode, encode, with_reason

__all__ = ["Supply", "Workspace"]

ONE_STEP = 1.5  # seconds: changes of the same thing within are one step back

Made = TypeVar("Made")


@dataclass(frozen=True)
class Supply:
    """What all workspaces share."""

    shipped: Callable[[], Mapping[str, Scenario]]  # by file stem, the base scenario first
    observations: Callable[[], Observations]  # the shipped ones
    arrivals: Callable[[Scenario, Observations | None], Arrivals]  # from the shipped observations or others
    outlook: Callable[[Scenario, Arrivals, Outlook | None], Outlook]  # the last one: an earlier result, to go on from
    base_lines: Callable[[str], Lines]  # of a shipped scenario
    tell: Callable[..., None] = lambda *_, **__: None  # actor, action, thing and more: that it is done


@dataclass
class Workspace:
    """What one planner is working on."""

    language: Language
    track: Track
    supply: Supply
    actor: Actor = LOCAL  # who works in it
    problems: list[InputError] = field(default_factory=list)
    last_result: Outlook | None = None
    impossible: InputError | None = None  # why the scenario has no result of its own
    forecast: tuple[str, str] | None = None  # what the arrivals of the last result depend on
    own: Observations | None = None  # in place of the shipped observations
    seen: dict[str, Loaded] = field(default_factory=dict)  # saved scenarios by id, as last loaded or saved here
    last_change: tuple[str, float] = ("", 0.0)
    used: float = 0.0  # when a result was last asked for, by the monotonic clock
    lock: threading.RLock = field(default_factory=threading.RLock)  # whoever works in it takes turns
    kept: dict[str, tuple[tuple[object, ...], object]] = field(default_factory=dict)  # what was made from what

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
        return self.supply.shipped()[self.track.here.base]

    @property
    def observations(self) -> Observations:
        """The data in use."""
        return self.own or self.supply.observations()

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
        return self.seen.get(self.track.here.saved)

    @property
    def title(self) -> str:
        """Name of the scenario that is open, saved or shipped."""
        return self.opened.saved.name if self.opened else self.base.title(self.language)

    @property
    def unsaved(self) -> bool:
        """Whether the scenario holds what would be lost without its link."""
        return self.changed if self.opened is None else not same_content(self.scenario, self.opened.scenario)

    @property
    def in_work(self) -> Scenario:
        """The scenario under a name that says whether it has been changed."""
        now = self.scenario
        if not self.unsaved:
            return now
        german, english = (Texts(each)("ui.saved.changed", name=now.title(each)) for each in LANGUAGES)
        return replace(now, name=german, name_en=english if now.name_en else "")

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
        last, self.impossible, self.used = self.last_result, None, time.monotonic()
        try:
            arrivals = last.arrivals if last and self.at_hand else self.supply.arrivals(self.scenario, self.own)
            if last is None or last.arrivals is not arrivals or last.scenario != self.scenario:
                last = self.supply.outlook(self.scenario, arrivals, last)
            self.forecast = self._wanted_forecast()
        except InputError as error:
            if last is None:
                self.problems.append(error)
                self.track = Track(decode("", self.supply.shipped()))
                return self.result()
            self.impossible = error
        self.last_result = last
        return last

    def base_lines(self) -> Lines | None:
        """Lines of the base scenario, None where the page shows just that or other arrivals."""
        stem, base = next(iter(self.supply.shipped().items()))
        if self.own or not differences(self.scenario, base) or arrivals_key(self.scenario) != arrivals_key(base):
            return None
        return self.keep("base-lines", (), lambda: self.supply.base_lines(stem))

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
            self.supply.outlook(self.scenario, self.supply.arrivals(self.scenario, own), None)
            self.supply.tell(self.actor, Action.USE, OwnFigures(), data=own.data_hash)
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

    def undo(self) -> None:
        """One step back."""
        self.track = self.track.undo()

    def redo(self) -> None:
        """One step forth."""
        self.track = self.track.redo()

    def link(self) -> str | None:
        """The link's parameter, "" for the unchanged base scenario, None where it would be too long.

        Where only the reasons make it too long, it carries the values without them.
        """
        for reasons in (True, False):
            parameter = encode(self.track.here, self.supply.shipped(), reasons=reasons)
            if len(parameter) <= LONGEST_LINK:
                return parameter
        return None

    @property
    def link_has_reasons(self) -> bool:
        """Whether the link carries everything that was given as a reason."""
        return self.link() in (None, encode(self.track.here, self.supply.shipped()))
