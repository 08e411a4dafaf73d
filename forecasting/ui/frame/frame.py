"""What stands on every page: styles, title, scenario with its changes, undo, link and language."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from importlib import import_module
from pathlib import Path
from urllib.parse import urlencode

import streamlit as st

from forecasting.assumptions import Assumption, Value, load_register
from forecasting.assumptions.differences import differences
from forecasting.base.errors import InputError
from forecasting.base.format import Formats
from forecasting.base.text import LANGUAGES, Texts
from forecasting.base.theme import properties
from forecasting.people import Action, VisiblePage, ask, refusal
from forecasting.reports.lever_words import label, standing_words
from forecasting.reports.value_words import value_words
from forecasting.scenarios import Outlook
from forecasting.scenarios.levers import Lever, changes
from forecasting.ui.board.choice import draw_switch
from forecasting.ui.board.lever_panel import levers_of
from forecasting.ui.frame.person import draw_person
from forecasting.ui.frame.saved_menu import draw_menu
from forecasting.ui.sentences import plain
from forecasting.ui.session.page import Page
from forecasting.ui.session.session import Session, current

__all__ = [
    "begin_page",
    "computed",
    "draw_changes",
    "draw_head",
    "draw_link",
    "draw_link_to_data",
    "draw_problems",
    "pages",
    "styles",
]

FOLDER = Path(__file__).parent


def pages(session: Session) -> list[st.Page]:
    """The pages, titled in the language of the session; the first one is the front page."""

    def make() -> list[st.Page]:
        return [
            st.Page(
                partial(_draw_page, page),
                title=session.text(f"ui.page.{page.name}"),
                url_path=page.name,
                default=page is session.pages[0],
            )
            for page in session.pages
            if refusal(session.actor, Action.READ, VisiblePage(page.name)) is None
        ]

    return session.keep("pages", (session.language, session.actor), make)


def styles() -> None:
    """Our style sheet."""
    st.html(f"<style>{properties()}</style>")
    st.html(FOLDER / "style.css")


def draw_head(session: Session) -> None:
    """Title, scenario, undo and redo, link, papers, language."""
    text, track = session.text, session.track
    with st.container(horizontal=True, vertical_alignment="center", key="head"):
        st.title(text("ui.title"), anchor=False, width="stretch")
        draw_menu(session)
        if session.own is not None:
            st.badge(text("ui.data.own_badge", hash=session.own.data_hash[:12]), color="orange")
        undo, redo = text("ui.undo"), text("ui.redo")
        st.button(undo, icon=":material/undo:", on_click=session.undo, disabled=not track.past, key="undo", help=undo)
        st.button(
            redo, icon=":material/redo:", on_click=session.redo, disabled=not track.future, key="redo", help=redo
        )
        _link(session)
        if (papers := _page(session, "report")) is not None:
            st.page_link(papers, icon=":material/description:")
        _language(session)
        draw_person(session)
    _draft(session)


def _draft(session: Session) -> None:
    """What an earlier session left behind, and whether to go on with it."""
    text, drafting = session.text, session.drafting
    if drafting.offered is None:
        return
    when = Formats(text.language).moment(drafting.offered.changed)
    with st.container(horizontal=True, vertical_alignment="center", key="draft"):
        st.info(text("ui.draft.found", when=when), icon=":material/history:")
        st.button(text("ui.draft.take_up"), key="draft-take-up", on_click=drafting.take_up, args=(session,))
        st.button(text("ui.draft.throw_away"), key="draft-throw-away", on_click=drafting.throw_away, args=(session,))


def begin_page(session: Session, *, changes: bool = True) -> Outlook:
    """Result of the scenario, below what stands on top of each page that shows it: changes and what was refused."""
    result = computed(session)
    st.html(FOLDER / "evidence.css")
    if changes:
        draw_changes(session, levers_of(session, result.arrivals).all())
    draw_problems(session)
    return result


def draw_link(session: Session, name: str, label: str, *, help: str | None = None) -> None:
    """The way to another page, for those who may see it."""
    if (page := _page(session, name)) is not None:
        st.page_link(page, label=label, icon=":material/arrow_forward:", help=help)


def draw_link_to_data(session: Session, *, help: str | None = None) -> None:
    """The way to where figures are loaded."""
    text = session.text
    draw_link(session, "data", text("ui.prognosis.to_data", page=text("ui.page.data")), help=help)


def draw_changes(session: Session, levers: Sequence[Lever]) -> None:
    """One button for each change against the base scenario, which takes it back."""
    text, now, base = session.text, session.scenario, session.base
    keys = list(differences(now, base))
    with st.container(horizontal=True, vertical_alignment="center", key="changes", gap="small"):
        if keys:
            st.markdown(text("ui.changed"), width="content")
        for lever in changes(now, base, levers):
            value, before = (standing_words(lever, each, text) for each in (now, base))
            _chip(lever.key, label(lever, text), value, before, session.put_back, lever, text)
            if lever.key in keys:
                keys.remove(lever.key)
        for key in keys:
            entry = load_register().find(key)
            if entry is not None:
                value, before = (_words(entry, scenario.value(key), text) for scenario in (now, base))
                _chip(key, entry.label(text.language), value, before, session.take_back, key, text)


def computed(session: Session) -> Outlook:
    """The result to show, with a word of patience while arrivals are forecast."""
    with st.container(key="wait"):
        if session.at_hand:
            return session.result()
        with st.spinner(session.text("ui.wait")):
            return session.result()


def draw_problems(session: Session, *, answered: bool = False) -> None:
    """What was refused, in sentences; the page keeps the last good result.

    Args:
        answered: whether the page itself says why the scenario has no result.
    """
    found = session.problems_once()
    if session.impossible is not None and not answered:
        found.append(session.impossible)
    with st.container(key="problems"):
        for error in found:
            st.error("\n\n".join(map(plain, error.sentences(session.text))), icon=":material/error:")


def _page(session: Session, name: str) -> st.Page | None:
    return next((page for page in pages(session) if page.url_path == name), None)


def _draw_page(page: Page) -> None:
    """Draw a page in the session of the browser tab, for those who may see it."""
    session = current()
    try:
        ask(session.actor, Action.READ, VisiblePage(page.name))
    except InputError as error:
        st.error("\n\n".join(map(plain, error.sentences(session.text))), icon=":material/lock:")
        return
    import_module(page.module).draw(session)


def _chip(
    key: str, label: str, value: str, before: str, back: Callable[..., None], what: object, text: Texts
) -> None:
    st.button(
        f"{label} {value} ✕",
        key=f"chip-{key}",
        help=text("ui.reset_chip", lever=label, value=value, base=before),
        on_click=back,
        args=(what,),
    )


def _words(entry: Assumption, value: Value, text: Texts) -> str:
    """A value that is no lever's, in words; lists and tables are only named."""
    if isinstance(value, str) and entry.choices:
        return text("ui.quoted", words=entry.labels(text.language).get(value, value))
    return value_words(entry, value, text) if entry.kind == "month" else ""


def _link(session: Session) -> None:
    text = session.text
    with st.popover(text("ui.link.label"), icon=":material/link:"):
        if session.link() is None:
            st.markdown(text("ui.link.long"))
        else:
            st.markdown(text("ui.link.about" if session.link_has_reasons else "ui.link.without_reasons"))
            address, query = (st.context.url or "").partition("?")[0], urlencode(session.address())
            st.code(f"{address}?{query}" if query else address, language=None, wrap_lines=True)


def _language(session: Session) -> None:
    def enter(language: object) -> None:
        session.language = "en" if language == "en" else "de"

    key = session.widgets.key("language", session.language, enter)
    draw_switch(session.text("ui.language"), LANGUAGES, str.upper, key)
