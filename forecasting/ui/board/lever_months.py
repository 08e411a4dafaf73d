"""Months among the levers: when something begins or ends that a lever only says the size of.

Nothing here is a slider: the browser's own control for a month stands on the board, and what it sends is checked.
"""

from __future__ import annotations

from forecasting.assumptions import Assumption, Value, load_register
from forecasting.assumptions.reading import is_month
from forecasting.assumptions.register import hold
from forecasting.base.errors import Finding, InputError
from forecasting.base.format import Formats
from forecasting.base.text import Texts
from forecasting.reports.lever_words import source_words
from forecasting.ui.board.cell_board import refusal
from forecasting.ui.board.lever_board import Entry, item
from forecasting.ui.session.session import Session
from forecasting.ui.session.widgets import Refused

__all__ = ["enter_month", "month_item", "month_value", "without_effect"]


def month_item(entry: Assumption, text: Texts) -> dict[str, object]:
    """A month of the register, with the browser's own control."""
    name = entry.label(text.language)
    told, field = [entry.meaning(text.language), *source_words(entry, text)], text("ui.lever.month", lever=name)
    return item("month", entry.key, name, told, text, field=field, placeholder=text("ui.lever.month_form"))


def month_value(session: Session, entry: Assumption) -> dict[str, object]:
    """What changes of a month. It can be given before what acts from it, or the other way round."""
    text, formats = session.text, Formats(session.language)
    value, base = (each.value(entry.key) for each in (session.scenario, session.base))
    said = formats.month(base) if isinstance(base, str) else text("ui.lever.not_given")
    reason = session.scenario.reason(entry.key, text.language)
    return {
        "shown": value or "",
        "base": None
        if value == base
        else {"words": text("ui.lever.base", value=said), "reset": text("ui.lever.reset", value=said)},
        "note": without_effect(session, entry),
        "reason": text("ui.lever.reason", reason=reason) if reason else "",
        "refused": refusal(session, entry.key, value),
    }


def enter_month(session: Session, entry: Assumption, sent: Entry) -> None:
    """Apply the month that was entered; none takes it back to none, or to the base's where there must be one."""
    typed = "" if sent.control == "reset" else str(sent.value).strip()
    if sent.control == "reset" or not (typed or entry.optional):
        value: Value = session.base.value(entry.key)
    elif typed and not is_month(typed):
        error = InputError(Finding("ui.lever.no_month", {"lever": entry.label(session.language), "given": typed}))
        session.widgets.refused[entry.key] = Refused(typed, error, session.scenario.value(entry.key))
        return
    else:
        value = typed or None
    session.widgets.refused.pop(entry.key, None)
    session.set_value(entry.key, value)


def without_effect(session: Session, entry: Assumption) -> str:
    """Under which other word an entry acts, "" where it does act."""
    text = session.text
    idle = entry.idle_under({key: session.scenario.value(key) for key, _ in entry.acts_under})
    if idle is None:
        return ""
    key, word = idle
    other = load_register().find(key)
    if other is None:
        raise KeyError(key)
    choice = other.labels(text.language)[word] if isinstance(word, str) else Formats(text.language).number(word)
    return text(f"ui.lever.{hold(idle)}", lever=other.label(text.language), choice=choice)
