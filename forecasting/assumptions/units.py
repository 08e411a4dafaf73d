"""The units of the register: a closed list, each with its words and the way a screen shows it.

Inside, shares are 0 to 1 and amounts EUR; a screen shows percent and millions of euros.
"""

from __future__ import annotations

from dataclasses import dataclass

from forecasting.base.text import Texts

__all__ = ["UNITS", "Unit", "amount_words"]


@dataclass(frozen=True)
class Unit:
    """A unit; on a screen a value is multiplied by `factor` and shown with at most `digits` decimals."""

    code: str
    name: str  # last part of the message id of its words
    screen: str  # the same for the unit of the screen
    factor: float = 1.0
    digits: int = 0

    def words(self, text: Texts) -> str:
        """Unit of the value itself: "Anteil (0 bis 1)"."""
        return text(f"assumptions.unit.{self.name}")

    def screen_words(self, text: Texts) -> str:
        """Unit on a screen: "%"."""
        return text(f"assumptions.unit.{self.screen}")

    def amount_words(self, number: str, text: Texts) -> str:
        """A number on a screen with its unit, as the language sets it: "1,5 %", "EUR 58.0 million"."""
        return amount_words(self.screen, number, text)


def amount_words(screen: str, number: str, text: Texts) -> str:
    """A number with its unit on a screen, see `Unit`."""
    if screen in AMOUNTS:
        return text(f"assumptions.amount.{screen}", number=number)
    return f"{number}\u00a0{text(f'assumptions.unit.{screen}')}"


AMOUNTS = ("percent", "percent_month", "percent_year", "million_eur", "million_eur_year", "eur_fte_year")
"""Units whose place beside the number differs between languages."""

UNITS: dict[str, Unit] = {
    unit.code: unit
    for unit in (
        Unit("1", "none", "none", digits=2),
        Unit("share", "share", "percent", 100.0, 1),
        Unit("share/month", "share_month", "percent_month", 100.0, 2),
        Unit("1/year", "per_year", "per_year", digits=2),
        Unit("share/year", "share_year", "percent_year", 100.0, 1),
        Unit("month", "month", "month", digits=1),
        Unit("year", "year", "year"),
        Unit("person", "person", "person"),
        Unit("person/year", "person_year", "person_year"),
        Unit("person/month", "person_month", "person_month"),
        Unit("person/person", "person_person", "person_person", digits=2),
        Unit("person/FTE", "person_fte", "person_fte"),
        Unit("hour/plan", "hour_plan", "hour_plan", digits=1),
        Unit("hour/(person*month)", "hour_person_month", "hour_person_month", digits=2),
        Unit("hour/(FTE*year)", "hour_fte_year", "hour_fte_year"),
        Unit("FTE", "fte", "fte", digits=2),
        Unit("EUR", "eur", "million_eur", 1e-6, 1),
        Unit("EUR/year", "eur_year", "million_eur_year", 1e-6, 1),
        Unit("EUR/(FTE*year)", "eur_fte_year", "eur_fte_year"),
    )
}
"""Every unit by its code."""
