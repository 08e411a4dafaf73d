"""How far the papers are, why there are none, and the files to save once they are made."""

from __future__ import annotations

import io
import zipfile
from functools import partial
from html import escape

import streamlit as st

from forecasting.base.format import Formats
from forecasting.base.text import Texts
from forecasting.papers.jobs.line import BEGIN, PACK, SCENARIO, File, Job, Made, Status
from forecasting.people import Paper
from forecasting.ui.board.door import draw_download
from forecasting.ui.board.markup import draw_markup, markup
from forecasting.ui.pages.report.choice import formless, name_of, wanted_files
from forecasting.ui.pages.report.desk import Desk
from forecasting.ui.sentences import plain, said
from forecasting.ui.session.session import Session

__all__ = ["draw_status", "left_words", "size_words", "step_words"]

AGAIN = 1.0  # seconds between two looks at a job
ENDED = {"cancelled": "cancel", "dropped": "info"}  # before it was done, and the icon of that
SOON = 1.5  # seconds: less is "at once"


def draw_status(session: Session, desk: Desk) -> None:
    """The button, and below it what has become of the last order."""
    text, choice = session.text, desk.choice
    with st.container(border=True, key="report-make"):
        count = len(wanted_files(choice))
        st.markdown(text.plural("ui.report.files", count))
        for paper in formless(choice):
            st.markdown(text("ui.report.formless", paper=name_of(paper, text)))
        st.button(
            text("ui.report.make"),
            key="report-start",
            type="primary",
            icon=":material/description:",
            disabled=session.impossible is not None,
            on_click=_start,
            args=(session, desk),
        )
        if desk.refused is not None:
            st.error(said(desk.refused.findings, text), icon=":material/error:")
        job = desk.job
        if job is None:
            return
        if job.status.active:
            st.fragment(_follow, run_every=AGAIN)(session, desk)
        else:
            _ended(session, desk, job)


def _start(session: Session, desk: Desk) -> None:
    session.widgets.take_entries()  # a quick hand is ahead of the page
    desk.start(session)


def _follow(session: Session, desk: Desk) -> None:
    """The bar; once the job is at its end, the whole page is drawn again."""
    text, job = session.text, desk.job
    if job is None or not job.status.active:
        st.rerun()
    status, total = job.status, len(job.order.steps)
    words = step_words(job, text)
    left = left_words(status.left, text) if status.left is not None else ""
    label = text("ui.report.progress")
    progress = (
        f'<p aria-live="polite">{escape(words)}</p>'
        f'<progress aria-label="{escape(label)}" max="{total}" value="{status.done}"></progress>'
        f'<p class="note">{escape(left)}</p>'
    )
    draw_markup(markup(progress, key="report-progress"))
    if desk.outdated(session, job):
        st.markdown(text("ui.report.earlier"))
    st.button(text("ui.report.cancel"), key="report-cancel", icon=":material/close:", on_click=desk.cancel)


def step_words(job: Job, text: Texts) -> str:
    """What is being done, in a sentence."""
    status, steps = job.status, job.order.steps
    if status.state == "waiting":
        return text.plural("ui.report.waiting", status.ahead)
    step = steps[min(status.done, len(steps) - 1)]
    if step == SCENARIO:
        count = len(job.order.scenarios)
        what = text("ui.report.step.scenario", place=status.done - steps.index(SCENARIO) + 1, count=count)
    elif step in (BEGIN, PACK):
        what = text(f"ui.report.step.{step}")
    else:
        what = text("ui.report.step.paper", paper=text(f"papers.kind.{step}"))
    return text("ui.report.step", place=min(status.done + 1, len(steps)), count=len(steps), what=what)


def left_words(seconds: float, text: Texts) -> str:
    """The time that it still takes."""
    if seconds < SOON:
        return text("ui.report.soon")
    return text("ui.report.left", seconds=Formats(text.language).number(seconds))


def _ended(session: Session, desk: Desk, job: Job) -> None:
    text, status = session.text, job.status
    if status.state == "failed":
        st.error(said(status.findings, text), icon=":material/error:")
    elif status.state in ENDED:
        st.info(text(f"ui.report.{status.state}"), icon=f":material/{ENDED[status.state]}:")
    elif desk.outdated(session, job):
        st.info(text("ui.report.outdated"), icon=":material/history:")
    else:
        _files(session, job, status)


def _files(session: Session, job: Job, status: Status) -> None:
    """Buttons that save the files."""
    text, made = session.text, status.made
    assert made is not None
    formats = Formats(text.language)
    facts = {
        "name": plain(job.order.scenarios[0].title(text.language)),
        "paths": formats.number(job.order.paths),
        "language": text(f"ui.report.language.{job.order.language}"),
    }
    st.success(text("ui.report.done", **facts), icon=":material/check:")
    for finding in made.left_out:
        st.warning(text("ui.report.left_out", why=plain(finding.sentence(text))), icon=":material/warning:")
    district = job.order.district
    things = {file.kind: Paper(file.kind, district if file.kind == "district" else "") for file in made.files}
    draw_download(
        text("ui.report.zip", size=size_words(len(made.zip), text)),
        made.zip,
        made.name,
        *things.values(),
        key="report-zip",
        icon=":material/folder_zip:",
    )
    with st.container(key="report-files"):
        for file in made.files:
            what = text(f"papers.kind.{file.kind}")
            draw_download(
                text("ui.report.file", what=what, format=file.format.upper(), size=size_words(file.size, text)),
                partial(_content, made, file),
                file.name,
                things[file.kind],
                key=f"report-file-{file.kind}-{file.format}",
                icon=":material/download:",
                type="tertiary",
            )


def size_words(size: int, text: Texts) -> str:
    """A size as one reads it; units of a thousand.

    >>> size_words(2_929_652, Texts("de"))
    '2,9\\xa0MB'
    """
    formats = Formats(text.language)
    if size < 1_000_000:
        return f"{formats.number(max(1, size / 1_000))}\N{NO-BREAK SPACE}kB"
    return f"{formats.number(size / 1_000_000, 1)}\N{NO-BREAK SPACE}MB"


def _content(made: Made, file: File) -> bytes:
    with zipfile.ZipFile(io.BytesIO(made.zip)) as archive:
        return archive.read(file.name)
