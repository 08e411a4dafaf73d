"""What a scenario gives by year, as cells of tables: where each reads and what an entry makes of the scenario.

Amounts of budget years, the opening residual by year of origin, pay rounds, and shares by distance in years. Nothing
here knows Streamlit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from forecasting.assumptions import Assumption, Scenario, Years, load_register, resolve
from forecasting.assumptions.differences import restored, with_changes
from forecasting.assumptions.values import plain
from forecasting.base.format import Formats
from forecasting.base.text import Texts
from forecasting.scenarios.account_rules import decided_years
from forecasting.scenarios.rules import COST_PRICE_BASE, Values

__all__ = ["LAYERS", "Cell", "Grid", "Row", "check_account", "grids", "rest_of_opening"]

AMOUNTS = (
    "budget.appropriation",
    "budget.supplementary",
    "budget.virement",
    "budget.fixed_commitments",
    "budget.commitment_authority",
    "funding.admin_outside",
)
LOCKED = "budget.appropriation"
UNBOUND, BOUND, LAYERS = "budget.opening_unbound", "budget.opening_bound", "budget.opening_layers"
ROUNDS = "funding.pay_rounds"
LEAD = "budget.commitment_lead"
PROFILES = (LEAD, "budget.outflow", "budget.opening_outflow")
OLDER = 4  # years of origin before the last one
DISTANCES = 5  # years, this one included
FINEST = 10  # decimals of a value that survive the way through the unit of the screen


@dataclass(frozen=True)
class Cell:
    """One number of a table; without a place the number that stands for the whole key."""

    entry: Assumption
    place: int | None = None  # year, or distance in years
    locked: bool = False  # decided, or what the others leave

    @property
    def key(self) -> str:
        """Name among all cells."""
        return self.entry.key if self.place is None else f"{self.entry.key}.{self.place}"

    def read(self, scenario: Scenario) -> float | None:
        """The value, None where nothing is given."""
        value = scenario.value(self.entry.key)
        if self.place is None:
            return float(value) if isinstance(value, int | float) else None
        if isinstance(value, Years):
            return value.get(self.place)
        shares = _shares(scenario, self.entry.key)
        return shares[self.place] if self.place < len(shares) and shares[self.place] else None

    def entered(self, scenario: Scenario, base: Scenario, value: float | None) -> Scenario:
        """The scenario with another value, None: with none; at the base's values nothing is left of the change.

        Raises:
            InputError: the value, or the account that it gives, is not possible.
        """
        wanted = self._whole(scenario, value)
        return with_changes(scenario, base, {self.entry.key: wanted})

    def put_back(self, scenario: Scenario, base: Scenario) -> Scenario:
        """The scenario with what the base has here, an amount that is only carried forward as such.

        Raises:
            InputError: the account that it gives is not possible.
        """
        if self.entry.kind == "years" and self.place is not None:
            return restored(scenario, base, [self.key])
        return self.entered(scenario, base, self.read(base))

    def differs(self, scenario: Scenario, base: Scenario) -> bool:
        """Whether something else stands here than in the base, or the same that is only carried forward there."""
        return (self.read(scenario), self._continued(scenario)) != (self.read(base), self._continued(base))

    def _continued(self, scenario: Scenario) -> bool:
        table = scenario.value(self.entry.key)
        return isinstance(table, Years) and self.place in table.continued

    def shown(self, value: float | None, text: Texts) -> str:
        """A value in the unit of the screen, as it stands in the field."""
        return "" if value is None else Formats(text.language).plain(round(value * self.entry.unit.factor, 6), 6)

    def typed(self, number: float) -> float:
        """Value of a number in the unit of the screen."""
        return round(number / self.entry.unit.factor, FINEST)

    def _whole(self, scenario: Scenario, value: float | None) -> object:
        """What the key has to hold."""
        if self.place is None:
            return value
        if self.entry.kind == "years":
            table = plain(scenario.value(self.entry.key))
            others = dict(table) if isinstance(table, Mapping) else {}
            others.pop(str(self.place), None)
            return dict(sorted((others | ({} if value is None else {str(self.place): value})).items()))
        shares = list(_shares(scenario, self.entry.key))
        shares += [0.0] * (self.place + 1 - len(shares))
        shares[self.place] = value or 0.0
        if self.entry.key == LEAD:
            shares[0] = round(1.0 - sum(shares[1:]), FINEST)
        while len(shares) > 1 and not shares[-1]:
            shares.pop()
        return shares


@dataclass(frozen=True)
class Row:
    """The cells of one key; None: an empty place."""

    entry: Assumption
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True)
class Grid:
    """A table; its heads are years, or "sum", "rest" and "distance.0" for words of their own."""

    name: str
    heads: tuple[str, ...]
    rows: tuple[Row, ...]


def grids(scenario: Scenario, years: Sequence[int]) -> tuple[Grid, ...]:
    """Every table of a scenario over these budget years."""
    register = load_register()
    closed = decided_years()

    def row(key: str, places: Sequence[int]) -> Row:
        cells = [Cell(register[key], place, locked=key == LOCKED and place in closed) for place in places]
        return Row(register[key], tuple(cells))

    first = years[0]
    given = scenario.value(LAYERS)
    known = given if isinstance(given, Years) else ()
    older = sorted({*range(first - 1 - OLDER, first - 1), *(year for year in known if year < first - 1)})
    unbound = (Cell(register[UNBOUND]), *row(LAYERS, older).cells, Cell(register[LAYERS], first - 1, locked=True))
    bound = (Cell(register[BOUND]), *(None for _ in unbound[1:]))
    opening = (Row(register[UNBOUND], unbound), Row(register[BOUND], bound))
    rounds = range(COST_PRICE_BASE + 1, years[-1] + 1)
    reach = max(DISTANCES, *(len(_shares(scenario, key)) for key in PROFILES))
    profiles = tuple(row(key, range(reach)) for key in PROFILES)
    lead = Row(profiles[0].entry, (Cell(register[LEAD], 0, locked=True), *profiles[0].cells[1:]))
    return (
        Grid("amounts", tuple(map(str, years)), tuple(row(key, years) for key in AMOUNTS)),
        Grid("opening", ("sum", *map(str, older), str(first - 1)), opening),
        Grid("rounds", tuple(map(str, rounds)), (row(ROUNDS, rounds),)),
        Grid("profiles", tuple(f"distance.{years}" for years in range(reach)), (lead, *profiles[1:])),
    )


def rest_of_opening(scenario: Scenario, last: int) -> float | None:
    """What of the opening unbound residual arose in the last year before the horizon."""
    whole, layers = Cell(load_register()[UNBOUND]).read(scenario), scenario.value(LAYERS)
    older = [amount for year, amount in layers.items() if year < last] if isinstance(layers, Years) else []
    return None if whole is None else whole - sum(older)


def check_account(scenario: Scenario, groups: Sequence[str], first_year: int) -> None:
    """Refuse what no account can hold.

    Raises:
        InputError: naming it.
    """
    Values(resolve(scenario, tuple(groups))).funds(first_year)


def _shares(scenario: Scenario, key: str) -> tuple[float, ...]:
    value = scenario.value(key)
    return tuple(part for part in value if isinstance(part, float)) if isinstance(value, tuple) else ()
