"""Charts of an outlook as a page draws them."""

from __future__ import annotations

from typing import Any

from forecasting.base.text import Texts
from forecasting.reports.charts import need
from forecasting.reports.charts.screen import Plan, plan

__all__ = ["fan", "funding", "posts"]


def fan(*tables: Any, text: Texts, **more: Any) -> Plan:
    return plan(need.fan(*tables, text=text, **more), text)


def posts(*tables: Any, text: Texts, **more: Any) -> Plan:
    return plan(need.posts(*tables, text=text, **more), text)


def funding(*tables: Any, text: Texts) -> Plan:
    return plan(need.funding(*tables, text=text), text)
