"""Draw the menu of scenarios: which one is open, the lists to open from, saving, importing and exporting.

While it is closed it is one button, and nothing behind it is drawn or asked.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import streamlit as st

from forecasting.base.errors import InputError
from forecasting.base.text import Texts
from forecasting.people import LOCAL, Action, Actor, PageFile, SavedScenarios, Thing, refusal
from forecasting.people.words import person_words
from forecasting.store import DAYS_IN_TRASH, Saved, thing_of, write_file
from forecasting.ui.board.choice import draw_switch
from forecasting.ui.board.door import draw_download
from forecasting.ui.sentences import plain, said
from forecasting.ui.session.data import shipped
from forecasting.ui.session.saved import STANDALONE, VIEWS, Place, file_name, file_of, moment, moment_of
from forecasting.ui.session.session import Session
from forecasting.ui.session.standing import DEEDS, DeedName, possible
from forecasting.ui.session.state import Track

__all__ = ["draw_menu"]

STYLE = Path(__file__).with_name("saved_menu.css")
SHORT = 32  # characters of a name on the button
MANY = 12  # saved scenarios from which on they can be searched


def draw_menu(session: Session) -> None:
    """The button that names the open scenario, and the menu behind it."""
    text, menu = session.text, session.menu
    name = session.title
    short = name if len(name) <= SHORT else name[: SHORT - 1] + "…"
    label = plain(text("ui.saved.changed", name=short) if session.unsaved else short)
    state = _state(session)
    folder = st.popover(
        label,
        help=state,
        icon=":material/edit_note:" if session.unsaved else ":material/description:",
        width=280 if session.actor == LOCAL else 240,  # beside the person
        # Streamlit closes it where its words change, unless that is another key, which is told anew that it is open.
        key=session.widgets.key(f"menu-{label}-{hash((state, session.actor.id))}", menu.open, menu.show),
        on_change="rerun",
    )
    if not folder.open:
        return
    with folder, st.container(key="saved"):
        if menu.rows is None:
            with st.spinner(text("ui.saved.reading")):
                menu.read(session.track.here)
        st.html(STYLE)
        st.markdown(_state(session))
        _top(session)
        if menu.failed is not None:
            _failed(session, menu.failed)
            _open(session)
        else:
            key = session.widgets.key("saved-view", menu.view, menu.see)
            plans = refusal(session.actor, Action.CREATE, SavedScenarios()) is None
            views = [view for view in VIEWS if plans or view not in ("save", "import")]
            draw_switch(text("ui.saved.view"), views, lambda view: text(f"ui.saved.view.{view}"), key)
            {"open": _open, "save": _save, "import": _import, "trash": _trash}[menu.view](session)


def _state(session: Session) -> str:
    """Which scenario is open, and whether it holds changes, in a sentence or two."""
    text, opened = session.text, session.opened
    if opened is None:
        words = text("ui.saved.is_shipped", name=plain(session.title))
    else:
        facts = {"kind": _kind(opened.saved, text), "changed": moment(opened.saved, text)}
        words = text("ui.saved.is_saved", name=plain(session.title), **facts)
        if session.actor != LOCAL:
            words = f"{words} {_standing(opened.saved, session.actor, text)}"
    return f"{words} {text('ui.saved.unsaved')}" if session.unsaved else words


def _kind(saved: Saved, text: Texts) -> str:
    """Whether a saved scenario follows another one, and which."""
    base = shipped().get(saved.base)
    kind = "standalone" if saved.standalone else "follows"
    if base is None:
        return text(f"ui.saved.kind.{kind}_missing", base=plain(saved.base))
    return text(f"ui.saved.kind.{kind}", base=plain(base.title(text.language)))


def _standing(saved: Saved, actor: Actor, text: Texts) -> str:
    """Whose a saved scenario is and who sees it, in a sentence."""
    whose = "own" if saved.owner == actor.id else "others"
    return text(f"ui.saved.standing.{whose}.{saved.standing}", owner=plain(person_words(saved.owner, text)))


def _top(session: Session) -> None:
    """Save and export what is in work; what others have done to it meanwhile."""
    text, menu, opened = session.text, session.menu, session.opened
    gone = menu.gone(opened.saved) if opened is not None and menu.failed is None else None
    with st.container(horizontal=True, vertical_alignment="center", key="saved-top"):
        if opened is not None and gone is None and menu.failed is None and _may(session, Action.CHANGE, opened.saved):
            _button(session, "save", _now(session, menu.save), icon="save", first=True, idle=not session.unsaved)
        name, content = file_of(session.in_work)
        _download("saved-export", text("ui.saved.export"), name, content, PageFile("scenario"))
    if opened is not None and gone is not None:
        there = any(row.id == opened.saved.id for row in menu.rows or ())
        remedy = text(f"ui.saved.meanwhile.{'open' if there else 'open_deleted'}")
        st.error(f"{gone(text)} {remedy}", icon=":material/group:")
        with st.container(horizontal=True, key="saved-conflict"):
            if there:
                load = _turn(session, lambda track: menu.open_saved(track, opened.saved.id))
                _button(session, "load_theirs", load, key="theirs")
            _button(session, "other_name", _click(session, menu.see, "save"), key="other")
    _told(session, "top")


def _failed(session: Session, error: InputError) -> None:
    text = session.text
    st.error(f"{said(error.findings, text)} {text('ui.saved.without')}", icon=":material/error:")
    _button(session, "again", partial(session.menu.show, True), icon="refresh")


def _open(session: Session) -> None:
    """The lists, and what can be done with the chosen scenario."""
    text, menu = session.text, session.menu
    stems = list(shipped())
    st.radio(
        text("ui.saved.shipped"),
        stems,
        format_func=lambda stem: plain(shipped()[stem].title(text.language)),
        key=session.widgets.key("saved-shipped", menu.shipped or None, lambda stem: menu.choose(shipped=stem)),
    )
    if menu.failed is None:
        _saved(session)
    _told(session, "open")
    row = menu.row()
    if row is None or row.deleted is not None:
        _button(session, "open", _turn(session, menu.open_chosen), icon="folder_open", idle=not menu.shipped)
    else:
        _chosen(session, row)


def _saved(session: Session) -> None:
    text, menu = session.text, session.menu
    rows = menu.rows or ()
    if not rows:
        st.markdown(text("ui.saved.none"))
        return
    if len(rows) > MANY:
        words = _field(session, "search", text("ui.saved.search")).casefold().split()
        rows = tuple(
            row for row in rows if row.id == menu.saved or all(word in row.name.casefold() for word in words)
        )
        if not rows:
            st.markdown(text("ui.saved.nothing_found"))
            return
    names = {row.id: plain(row.name) for row in rows}
    st.radio(
        text("ui.saved.saved"),
        list(names),
        format_func=names.__getitem__,
        captions=[_caption(session, row) for row in rows],
        key=session.widgets.key(
            f"saved-saved-{hash(tuple(names.items()))}",
            menu.saved or None,
            lambda saved: menu.choose(saved=saved),
        ),
    )


def _caption(session: Session, row: Saved) -> str:
    text = session.text
    words = text("ui.saved.row", kind=_kind(row, text), changed=moment(row, text))
    return words if session.actor == LOCAL else f"{words}. {_standing(row, session.actor, text)}"


def _may(session: Session, action: Action, row: Saved) -> bool:
    return refusal(session.actor, action, thing_of(row)) is None


def _chosen(session: Session, row: Saved) -> None:
    """What can be done with the chosen saved scenario, or why it cannot be opened."""
    text, menu = session.text, session.menu
    found = menu.look()
    if isinstance(found, InputError):
        st.error(said(found.findings, text), icon=":material/error:")
    with st.container(horizontal=True, vertical_alignment="center", key="saved-chosen"):
        if found is not None and not isinstance(found, InputError):
            _button(session, "open", _turn(session, menu.open_chosen), icon="folder_open", first=True)
        for task, action in (("rename", Action.CHANGE), ("duplicate", Action.READ), ("delete", Action.DELETE)):
            if _may(session, action, row):
                _button(session, task, _click(session, menu.ask, task, text))
        if found is not None and not isinstance(found, InputError):
            content = write_file(found.scenario)
            _download(
                "saved-export-row", text("ui.saved.export_row"), file_name(row.name), content, thing_of(found.saved)
            )
    _deeds(session, row)
    if menu.task == "delete":
        _sure(session, "delete", row, _now(session, menu.delete))
    elif menu.task in ("rename", "duplicate"):
        act = menu.rename if menu.task == "rename" else menu.duplicate
        with st.form("saved-name", border=False):
            _field(session, "name", text("ui.saved.new_name"))
            _submit(session, text(f"ui.saved.{menu.task}"), act)


def _deeds(session: Session, row: Saved) -> None:
    """What can be done with it by several people: buttons, and what is asked about one of them."""
    text, menu = session.text, session.menu
    found = possible(session.actor, row)
    with st.container(horizontal=True, key="saved-deeds"):
        for name in found:
            act = _click(session, menu.ask, name, text) if DEEDS[name].asks else _deed(session, name)
            _button(session, name, act)
    asked = next((name for name in found if name == menu.task), None)
    if asked is None:
        return
    if DEEDS[asked].words:
        st.markdown(text(f"ui.saved.{asked}_sure", name=plain(row.name)))
        with st.form("saved-words", border=False):
            st.text_area(text(f"ui.saved.{asked}_words"), key=_key(session, "words"), height=80, max_chars=2000)
            st.form_submit_button(text(f"ui.saved.{asked}_yes"), type="primary", on_click=_deed(session, asked))
    else:
        _sure(session, asked, row, _deed(session, asked))


def _deed(session: Session, name: DeedName) -> Callable[[], None]:
    return _now(session, lambda track, now: session.menu.carry_out(track, name, now))


def _sure(session: Session, task: str, row: Saved, act: Callable[[], None]) -> None:
    """Ask once more before something that others will notice."""
    text = session.text
    st.warning(text(f"ui.saved.{task}_sure", name=plain(row.name), days=DAYS_IN_TRASH), icon=":material/help:")
    with st.container(horizontal=True, key="saved-sure"):
        _button(session, f"{task}_yes", act, key=f"{task}-yes", first=True)
        _button(session, "cancel", _click(session, session.menu.ask, "", text))


def _trash(session: Session) -> None:
    """What was deleted, and what can be done with it."""
    text, menu = session.text, session.menu
    _told(session, "trash")
    if not menu.trash:
        st.markdown(text("ui.saved.trash_empty", days=DAYS_IN_TRASH))
        return
    st.markdown(text("ui.saved.trash_about", days=DAYS_IN_TRASH))
    names = {row.id: plain(row.name) for row in menu.trash}
    st.radio(
        text("ui.saved.view.trash"),
        list(names),
        format_func=names.__getitem__,
        captions=[text("ui.saved.trash_row", deleted=moment_of(row.deleted, text)) for row in menu.trash],
        key=session.widgets.key(
            f"saved-trash-{hash(tuple(names.items()))}",
            menu.saved if menu.saved in names else None,
            lambda saved: menu.choose(saved=saved),
        ),
        label_visibility="collapsed",
    )
    row = menu.row()
    if row is None or row.deleted is None:
        return
    if menu.taken:
        _field(session, "words", text("ui.saved.new_name"))
    _deeds(session, row)


def _save(session: Session) -> None:
    """A name for what is in work, and whether it follows the scenario it came from."""
    text, menu, opened = session.text, session.menu, session.opened
    menu.typed.setdefault("kind", "standalone" if opened is not None and opened.saved.standalone else "follows")
    _told(session, "save")
    taken = next((row for row in menu.rows or () if row.id == menu.taken), None)
    if taken is not None:
        st.markdown(text("ui.saved.overwrite_note", name=plain(taken.name), changed=moment(taken, text)))
        _button(session, "overwrite", _now(session, menu.save_over))
    with st.form("saved-new", border=False):
        _field(session, "new", text("ui.saved.name"))
        st.radio(
            text("ui.saved.kind"),
            ["follows", "standalone"],
            format_func=lambda kind: text(f"ui.saved.save_{kind}"),
            captions=[
                text("ui.saved.save_follows_note", base=plain(session.base.title(text.language))),
                text("ui.saved.save_standalone_note"),
            ],
            key=_key(session, "kind"),
        )
        _submit(session, text("ui.saved.save"), menu.save_as)


def _import(session: Session) -> None:
    """A file, the name it gets and the scenario it follows."""
    text, menu = session.text, session.menu
    key = "saved-file"
    follows = [*shipped(), STANDALONE]
    names = {stem: scenario.title(text.language) for stem, scenario in shipped().items()}
    menu.typed.setdefault("follows", follows[0])
    _told(session, "import")
    with st.form("saved-import", border=False):
        st.file_uploader(text("ui.saved.file"), type=["toml"], max_upload_size=1, key=key)
        _field(session, "import", text("ui.saved.import_name"))
        st.selectbox(
            text("ui.saved.import_follows"),
            follows,
            format_func=lambda stem: names.get(stem, text("ui.saved.import_standalone")),
            key=_key(session, "follows"),
        )

        def take(track: Track, now: datetime) -> Track:
            file = st.session_state.get(key)
            return menu.import_file(track, None if file is None else file.getvalue(), now)

        _submit(session, text("ui.saved.import"), take)


def _button(
    session: Session,
    what: str,
    act: Callable[[], None],
    *,
    key: str = "",
    icon: str = "",
    first: bool = False,
    idle: bool = False,
) -> None:
    """A button of the menu.

    Args:
        what: says it in the catalogue.
        key: where that is another one.
        first: whether it is what is wanted most.
        idle: whether there is nothing to do.
    """
    st.button(
        session.text(f"ui.saved.{what}"),
        key=f"saved-{key or what}",
        icon=f":material/{icon}:" if icon else None,
        type="primary" if first else "secondary",
        disabled=idle,
        on_click=act,
    )


def _field(session: Session, what: str, label: str) -> str:
    return st.text_input(label, key=_key(session, what))


def _key(session: Session, what: str) -> str:
    """Key of a widget whose entry stays until the menu is closed."""

    def enter(words: object) -> None:
        session.menu.typed[what] = str(words)

    return session.widgets.key(f"saved-{what}", session.menu.typed.get(what, ""), enter)


def _submit(session: Session, label: str, act: Callable[[Track, datetime], Track]) -> None:
    st.form_submit_button(label, type="primary", on_click=_now(session, act))


def _now(session: Session, act: Callable[[Track, datetime], Track]) -> Callable[[], None]:
    """What a button does at the moment it is clicked."""
    return _turn(session, lambda track: act(track, datetime.now(UTC)))


def _turn(session: Session, act: Callable[[Track], Track]) -> Callable[[], None]:
    """What a button does that takes the planner to another scenario."""

    def turn() -> None:
        session.track = act(session.track)

    return _click(session, turn)


def _click(session: Session, act: Callable[..., None], *arguments: object) -> Callable[[], None]:
    """What a button does, once fields and lists have handed in what they hold: a quick hand is ahead of the page."""

    def click() -> None:
        session.widgets.take_entries()
        act(*arguments)

    return click


def _download(key: str, label: str, name: str, content: bytes, thing: Thing) -> None:
    draw_download(label, content, name, thing, key=key, icon=":material/download:")


def _told(session: Session, place: Place) -> None:
    for told in session.menu.told:
        if told.place == place:
            box, icon = (st.success, ":material/check:") if told.done else (st.error, ":material/error:")
            box(told.tell(session.text), icon=icon)
