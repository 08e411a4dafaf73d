"""What a planner does with saved scenarios: open, save, duplicate, rename, delete, import.

Every action takes the track of scenarios and returns the one to go on with, the same where nothing is to change.
The workspace remembers each one as it last saw it, so that saving over what somebody else has changed meanwhile is
refused. Others are met in the database only, and that is asked when the menu is opened or something is done.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Literal

import streamlit as st

from forecasting.assumptions import Scenario
from forecasting.base.errors import InputError
from forecasting.base.file_names import slug
from forecasting.base.format import Formats
from forecasting.base.text import Texts
from forecasting.people import LOCAL, Actor
from forecasting.store import Loaded, Saved, Store, database_url, open_store, write_file
from forecasting.ui.sentences import plain, said
from forecasting.ui.session.data import shipped
from forecasting.ui.session.standing import DEEDS, DeedName
from forecasting.ui.session.state import Position, Track

__all__ = [
    "STANDALONE",
    "VIEWS",
    "Menu",
    "Place",
    "file_name",
    "file_of",
    "moment",
    "moment_of",
    "store",
]

View = Literal["open", "save", "import", "trash"]
VIEWS: tuple[View, ...] = ("open", "save", "import", "trash")
Task = Literal["", "rename", "duplicate", "delete", "submit", "approve", "send_back", "purge"]
Place = Literal["top", "open", "save", "import", "trash"]
Tell = Callable[[Texts], str]

STANDALONE = ""
"""In the place of the shipped scenario that another one follows: it follows none."""

NAMED = re.compile(r"(?P<id>[0-9a-f]{1,32})\.(?P<version>\d{1,9})", re.ASCII)
"""What an address says of a saved scenario."""

_UNUSABLE = ("store.url.", "store.folder.", "store.schema.", "store.database.failed", "store.database.damaged")
_LOST = ("store.conflict", "store.name.unknown")


@st.cache_resource(show_spinner=False, on_release=Store.close)
def _opened(url: str) -> Store:
    return open_store(url, shipped(), actor=LOCAL)


def store(actor: Actor) -> Store:
    """The saved scenarios for an actor, opened once for all sessions; where that fails, it is tried again the next
    time.

    Raises:
        InputError: the database cannot be used.
    """
    return _opened(database_url()).acting(actor)


@dataclass(frozen=True)
class Told:
    """What is to be said, and where in the menu."""

    place: Place
    tell: Tell  # as Markdown
    done: bool = False  # else it is an objection


@dataclass
class Menu:
    """The menu of scenarios in one session."""

    seen: dict[str, Loaded]  # by id: as the workspace last loaded or saved it
    kept: Callable[[], Store]  # for who works here; raises InputError where the database cannot be used
    open: bool = False
    view: View = "open"
    rows: tuple[Saved, ...] | None = None  # None: not read since the menu was opened
    trash: tuple[Saved, ...] = ()
    failed: InputError | None = None  # why they cannot be read
    shipped: str = ""  # file stem of the shipped scenario that is chosen
    saved: str = ""  # id of the saved scenario that is chosen; one of the two is empty
    task: Task = ""  # what is being asked about it
    taken: str = ""  # id of the saved scenario whose name was to be given to another
    typed: dict[str, str] = field(default_factory=dict)  # by field
    told: list[Told] = field(default_factory=list)
    looked_at: tuple[Saved, Loaded | InputError] | None = None

    def show(self, wanted: object) -> None:
        """Open or close the menu."""
        self.open, self.rows, self.failed, self.looked_at = bool(wanted), None, None, None
        self.told, self.task, self.taken = [], "", ""
        if not self.open:
            self.view, self.saved, self.shipped, self.typed = "open", "", "", {}

    def see(self, view: object) -> None:
        """Turn to another part of the menu."""
        self.view = next((known for known in VIEWS if known == view), "open")
        self.told, self.taken, self.task = [], "", ""

    def choose(self, *, shipped: object = None, saved: object = None) -> None:
        """Choose a scenario of the list."""
        self.shipped, self.saved = str(shipped or ""), str(saved or "")
        self.told, self.task, self.looked_at = [], "", None

    def ask(self, task: Task, text: Texts) -> None:
        """Ask what must be known or confirmed before the chosen scenario is changed."""
        self.told, self.task = [], task
        self.typed.pop("words", None)
        row = self.row()
        if row is not None and task == "duplicate":
            self.typed["name"] = text("ui.saved.copy_of", name=row.name)
        elif row is not None:
            self.typed["name"] = row.name

    def read(self, here: Position) -> None:
        """Read the list anew; at first what is open `here` is chosen."""
        try:
            store = self.kept()
            self.rows, self.trash, self.failed = store.list(), store.trash(), None
        except InputError as error:
            self._fail(error)
            return
        self.looked_at = None
        if not self.shipped and self.row() is None:
            self.saved, self.task = (here.saved if self._find(here.saved) else ""), ""
            self.shipped = "" if self.saved else here.base

    def row(self) -> Saved | None:
        """The chosen saved scenario, or the chosen one of the trash."""
        return self._find(self.saved) or next((row for row in self.trash if row.id == self.saved), None)

    def look(self) -> Loaded | InputError | None:
        """The chosen saved scenario with its content, or what is wrong with it; read once."""
        row = self.row()
        if row is None:
            return None
        if self.looked_at is None or self.looked_at[0] != row:
            try:
                found: Loaded | InputError = self.kept().load(row.name, owner=row.owner)
            except InputError as error:
                found = error
            self.looked_at = row, found
        return self.looked_at[1]

    def gone(self, seen: Saved) -> Tell | None:
        """What others have done to a saved scenario since it was seen."""
        now = self._find(seen.id)
        if now is None:
            return lambda text: text("ui.saved.meanwhile.deleted", name=plain(seen.name))
        if now.version == seen.version:
            return None
        kind = "changed" if now.name == seen.name else "renamed"
        return lambda text: text(
            f"ui.saved.meanwhile.{kind}", name=plain(seen.name), new=plain(now.name), changed=moment(now, text)
        )

    def open_chosen(self, track: Track) -> Track:
        """Show the chosen scenario."""
        if self.saved:
            return self.open_saved(track, self.saved)
        if self.shipped not in shipped():
            return track
        stem = self.shipped
        self.show(False)
        return track.to(Position(stem, shipped()[stem]))

    def open_saved(self, track: Track, saved: str) -> Track:
        """Show a saved scenario: one step on the track."""
        row = self._find(saved)
        if row is None:
            return track

        def load(opened: Store) -> Track:
            loaded = opened.load(row.name, owner=row.owner)
            base = loaded.saved.base if loaded.saved.base in shipped() else next(iter(shipped()))
            self.seen[loaded.saved.id] = loaded
            self.show(False)
            return track.to(Position(base, loaded.scenario, loaded.saved.id))

        return self._do(track, "open", load, row)

    @staticmethod
    def name_of(opened: Loaded) -> str:
        """What an address says of a saved scenario: which one, and the version that was seen."""
        return f"{opened.saved.id}.{opened.saved.version}"

    def reopen(self, track: Track, named: str, *, values: bool) -> Track:
        """Know the saved scenario that an address names as open, if this database has it.

        Args:
            values: whether the address carries values of its own; they are what the track shows.
        """
        found = NAMED.fullmatch(named)
        if found is None:
            return track
        try:
            opened = self.kept()
            row = next((row for row in opened.list() if row.id == found["id"]), None)
            loaded = opened.load(row.name, owner=row.owner) if row is not None else None
        except InputError:
            return track  # the menu says what is wrong with the database
        if loaded is None:
            return track
        # With the version that was seen then, so that saving over what others have changed since is refused.
        self.seen[found["id"]] = replace(loaded, saved=replace(loaded.saved, version=int(found["version"])))
        here = track.here
        base = loaded.saved.base if loaded.saved.base in shipped() else here.base
        shown = Position(here.base, here.scenario) if values else Position(base, loaded.scenario)
        return Track(replace(shown, saved=found["id"]))

    def save(self, track: Track, now: datetime.datetime) -> Track:
        """Keep the scenario in work under the name it is open by."""
        opened = self.seen.get(track.here.saved)
        if opened is None:
            return track
        there = opened.saved
        return self._do(track, "top", lambda kept: self._save_over(track, kept, there, now), there)

    def save_as(self, track: Track, now: datetime.datetime) -> Track:
        """Keep the scenario in work under a new name."""
        name, standalone = self.typed.get("new", ""), self.typed.get("kind") == "standalone"

        def save(opened: Store) -> Track:
            scenario, base = track.here.scenario, track.here.base
            return self._opens(track, opened.save(name, scenario, base=base, now=now, standalone=standalone))

        return self._do(track, "save", save)

    def save_over(self, track: Track, now: datetime.datetime) -> Track:
        """Keep the scenario in work in the place of the saved one that has its name."""
        row = self._find(self.taken)
        if row is None:
            return track
        there = replace(row, standalone=self.typed.get("kind") == "standalone")
        return self._do(track, "save", lambda kept: self._save_over(track, kept, there, now), row)

    def rename(self, track: Track, now: datetime.datetime) -> Track:
        """Give the chosen one the name that was typed."""

        def rename(opened: Store, row: Saved) -> Track:
            saved = opened.rename(
                row.name, self.typed.get("name", ""), now=now, expected_version=row.version, owner=row.owner
            )
            seen = self.seen.get(row.id)
            if seen is not None and seen.saved.version == row.version:
                self.seen[row.id] = Loaded(saved, _named(seen.scenario, saved.name))
            self.task = ""
            self._say("open", "renamed", name=saved.name, old=row.name)
            return track.each(
                lambda step: (
                    replace(step, scenario=_named(step.scenario, saved.name)) if step.saved == row.id else step
                )
            )

        return self._do_asked(track, "rename", rename)

    def duplicate(self, track: Track, now: datetime.datetime) -> Track:
        """Keep a copy of the chosen one under the name that was typed."""

        def duplicate(opened: Store, row: Saved) -> Track:
            saved = opened.duplicate(row.name, self.typed.get("name", ""), now=now, owner=row.owner)
            self.choose(saved=saved.id)
            self._say("open", "duplicated", name=saved.name, old=row.name)
            return track

        return self._do_asked(track, "duplicate", duplicate)

    def delete(self, track: Track, now: datetime.datetime) -> Track:
        """Put the chosen one into the trash; the scenario in work stays."""

        def delete(opened: Store, row: Saved) -> Track:
            opened.delete(row.name, now=now, expected_version=row.version, owner=row.owner)
            self.seen.pop(row.id, None)  # so nothing saved is open where it was
            self.choose()
            self._say("open", "deleted", name=row.name)
            return track

        return self._do_asked(track, "delete", delete)

    def carry_out(self, track: Track, name: DeedName, now: datetime.datetime) -> Track:
        """Share, submit, approve … the chosen one, see `standing`."""
        row, deed = self.row(), DEEDS[name]
        if row is None or (deed.asks and self.task != name):
            return track

        def act(opened: Store) -> Track:
            found = deed.do(opened, row, self.typed.pop("words", "").strip(), now)
            seen = self.seen.get(row.id)
            if found is not None and seen is not None and seen.saved.version == row.version:
                self.seen[row.id] = replace(seen, saved=found)
            self.task = ""
            if deed.trash:
                self.choose(saved=found.id if found is not None else "")
            self._say("open" if not deed.trash else "trash", name, name=row.name)
            return track

        return self._do(track, "trash" if deed.trash else "open", act, row)

    def import_file(self, track: Track, content: bytes | None, now: datetime.datetime) -> Track:
        """Keep the scenario of a file, under the name in it or the one that was typed."""
        self.told = []
        if content is None:
            self.told.append(Told("import", lambda text: text("ui.saved.no_file")))
            return track
        name, follows = self.typed.get("import", "").strip(), self.typed.get("follows", next(iter(shipped())))
        standalone = follows == STANDALONE

        def take(opened: Store) -> Track:
            saved = opened.import_toml(
                content,
                now=now,
                name=name or None,
                base=track.here.base if standalone else follows,
                standalone=standalone,
            )
            self.typed["import"] = ""
            self.view = "open"
            self.choose(saved=saved.id)
            self._say("open", "imported", name=saved.name)
            return track

        return self._do(track, "import", take)

    def _fail(self, error: InputError) -> None:
        """The database cannot be used; it is opened anew the next time."""
        self.rows, self.failed = (), error
        _opened.clear(database_url())

    def _find(self, saved: str) -> Saved | None:
        return next((row for row in self.rows or () if row.id == saved), None)

    def _say(self, place: Place, what: str, **names: str) -> None:
        shown = {name: plain(words) for name, words in names.items()}
        self.told.append(Told(place, lambda text: text(f"ui.saved.done.{what}", **shown), done=True))

    def _do(self, track: Track, place: Place, action: Callable[[Store], Track], about: Saved | None = None) -> Track:
        """Do something with the database and read the list anew; what is refused is said, and nothing has changed.

        Args:
            about: the saved scenario that it is done to, as it was seen.
        """
        self.told, self.taken = [], ""
        try:
            track = action(self.kept())
        except InputError as error:
            if any(finding.key.startswith(_UNUSABLE) for finding in error.findings):
                self._fail(error)  # asking once more would only make the planner wait
            else:
                self.read(track.here)
                self._object(track.here, place, error, about)
        else:
            if self.open:
                self.read(track.here)
        return track

    def _do_asked(self, track: Track, task: Task, action: Callable[[Store, Saved], Track]) -> Track:
        """Do to the chosen scenario what was asked about it; it may have been asked about another one."""
        row = self.row()
        if row is None or self.task != task:
            return track
        return self._do(track, "open", lambda opened: action(opened, row), row)

    def _object(self, here: Position, place: Place, error: InputError, about: Saved | None) -> None:
        keys = [finding.key for finding in error.findings]
        gone = self.gone(about) if about is not None and set(keys) & set(_LOST) and self.failed is None else None
        opened = self.seen.get(here.saved)
        if gone is None:
            self.told.append(Told(place, lambda text: said(error.findings, text)))
        elif opened is None or opened.saved != about:  # what happened to the open one is told anyway
            self.told.append(Told(place, lambda text: f"{gone(text)} {text('ui.saved.meanwhile.remedy')}"))
        if place in ("save", "trash") and "store.name.taken" in keys:
            names = [finding.values.get("name") for finding in error.findings]
            self.taken = next((row.id for row in self.rows or () if row.name in names), "")

    def _save_over(self, track: Track, opened: Store, there: Saved, now: datetime.datetime) -> Track:
        saved = opened.save(
            there.name,
            track.here.scenario,
            base=track.here.base,
            now=now,
            expected_version=there.version,
            standalone=there.standalone,
            owner=there.owner,
        )
        return self._opens(track, saved)

    def _opens(self, track: Track, saved: Saved) -> Track:
        """What is in work has just been saved: it is the open one from now on."""
        scenario = _named(track.here.scenario, saved.name)
        self.seen[saved.id] = Loaded(saved, scenario)
        self.view = "open"
        self.choose(saved=saved.id)
        self.typed.pop("new", None)
        self._say("top", "saved", name=saved.name)
        return track.kept_as(saved.id, scenario)


def moment(saved: Saved, text: Texts) -> str:
    """When a saved scenario was changed last."""
    return moment_of(saved.changed, text)


def moment_of(when: datetime.datetime | None, text: Texts) -> str:
    """A time in words, "" for none."""
    return "" if when is None else Formats(text.language).moment(when)


def file_of(scenario: Scenario) -> tuple[str, bytes]:
    """Name and content of a file with a scenario."""
    return file_name(scenario.name), write_file(scenario)


def file_name(name: str) -> str:
    """Name of a file for the scenario of a name."""
    return f"{slug(name) or 'szenario'}.toml"


def _named(scenario: Scenario, name: str) -> Scenario:
    """The scenario under a name, as the saved ones have it: an English name goes with the German one it had."""
    return replace(scenario, name=name, name_en=scenario.name_en if scenario.name == name else "", source=None)
