"""The charts of the page of the funds, with their words, values and data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

import pandas as pd

from forecasting.base.format import Formats
from forecasting.base.text import Texts
from forecasting.reports.charts.account import CLASSES, Step, bridge, class_bars, year_lines
from forecasting.reports.charts.screen import Plan
from forecasting.reports.charts.screen import plan as drawn
from forecasting.reports.funds.grants import PAY, pay_data, pay_words
from forecasting.reports.funds.ledger import class_data, flow_data, lapse_data
from forecasting.reports.grid import Values
from forecasting.reports.tables import plan_words
from forecasting.scenarios import Outlook
from forecasting.scenarios.ledger import Ledger
from forecasting.ui.board.downloads import Chart

__all__ = ["bridge_chart", "class_chart", "flow_chart", "lapse_chart", "pay_chart"]

FLOWS = {"soll": ("appropriation", "solid"), "decision": ("residual", "dash"), "outflow": ("need", "dot")}
PAY_LOOKS = dict(zip(PAY, (("appropriation", "solid"), ("need", "dash")), strict=True))
LAPSE = {"off": ("appropriation", "solid"), "on": ("shortfall", "dash")}


def flow_chart(result: Outlook, book: Ledger, text: Texts) -> Chart:
    """Budgeted, decided, paid: three lines."""
    table, names = flow_data(result, book), _names("flow", FLOWS, text)
    names["soll"] = plan_words("ui.funds.flow_soll", result, text)
    named = {"continued": "ui.funds.plan_continued", "none": "ui.funds.plan_none"}
    ends = {"plan_first": result.standing[0], "plan_last": result.standing[-1]}
    plans = {name: text(named.get(standing, "ui.funds.plan")) for name, standing in ends.items()}
    plan = year_lines(table, FLOWS, names, unit=_unit(text), text=text)
    return _chart(table, names, plan, "flow", text, **plans)


def class_chart(result: Outlook, book: Ledger, text: Texts) -> Chart:
    """Residuals on 31 December by class."""
    table, names = class_data(result, book), _names("class", CLASSES, text)
    plan = drawn(class_bars(table, names, unit=_unit(text), text=text), text)
    return _chart(table, names, plan, "class", text)


def lapse_chart(result: Outlook, book: Ledger, text: Texts) -> Chart:
    """Residuals without a decision, without and with lapse."""
    table, names = lapse_data(result, book), _names("lapse", LAPSE, text)
    return _chart(table, names, year_lines(table, LAPSE, names, unit=_unit(text), text=text), "lapse", text)


def pay_chart(result: Outlook, qualification: str, text: Texts) -> Chart:
    """What the state pays for a full post of a qualification and what it costs, since 2020."""
    table, names = pay_data(result, qualification), _names("pay", PAY_LOOKS, text)
    unit = text("reports.grant.unit_thousand")
    plan = year_lines(table, PAY_LOOKS, names, unit=unit, text=text)
    note = text("ui.funds.words_pay", first=result.years[0].year)
    words = f"{pay_words(result, qualification, text)} {note}"
    return Chart(plan, unit, words, partial(_values, table, names, text), partial(_data, table, names, text), (note,))


def bridge_chart(steps: Sequence[Step], words: str, text: Texts) -> Chart:
    """A bridge of the audit report's figures."""
    plan = drawn(bridge(steps, "", unit=_unit(text), text=text), text)
    formats = Formats(text.language)
    kinds = [text(f"ui.funds.kind_{step.kind}") for step in steps]
    heads = tuple(text(f"ui.funds.head_{name}") for name in ("step", "kind", "amount"))
    names = [step.words for step in steps]
    rows = tuple(
        (name, kind, formats.number(step.amount, step.digits))
        for name, kind, step in zip(names, kinds, steps, strict=True)
    )
    data = pd.DataFrame([(name, kind, step.amount) for name, kind, step in zip(names, kinds, steps, strict=True)],
                        columns=list(heads))  # fmt: skip
    return Chart(plan, _unit(text), words, lambda: Values(heads, rows, words=(0, 1)), lambda: data)


def _chart(table: pd.DataFrame, names: Mapping[str, str], plan: Plan, name: str, text: Texts, **more: str) -> Chart:
    first, last = table.iloc[0], table.iloc[-1]
    formats = Formats(text.language)
    facts = {f"{column}_{end}": formats.number(row[column], 1) for column in names for end, row in
             (("first", first), ("last", last))}  # fmt: skip
    words = text(f"ui.funds.words_{name}", first=first["head"], last=last["head"], **facts, **more)
    return Chart(plan, _unit(text), words, partial(_values, table, names, text), partial(_data, table, names, text))


def _values(table: pd.DataFrame, names: Mapping[str, str], text: Texts) -> Values:
    formats = Formats(text.language)
    rows = tuple((row["head"], *(formats.number(row[name], 1) for name in names)) for row in table.to_dict("records"))
    return Values((text("ui.funds.head_year"), *names.values()), rows)


def _data(table: pd.DataFrame, names: Mapping[str, str], text: Texts) -> pd.DataFrame:
    return table.rename(columns={"head": text("ui.funds.head_year")} | dict(names))


def _names(chart: str, parts: Mapping[str, object], text: Texts) -> dict[str, str]:
    return {part: text(f"ui.funds.{chart}_{part}") for part in parts}


def _unit(text: Texts) -> str:
    return text("reports.unit.mio")
