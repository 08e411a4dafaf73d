"""What a district has given of its own, as its fields take it and as the address carries it.

The address holds assumptions as they are, and the own count of persons only where it is not among the small
ones that may not leave the tool. Figures of an uploaded file are in no address.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from forecasting.assumptions import Scenario
from forecasting.base.errors import Finding, InputError
from forecasting.base.state import state
from forecasting.scenarios.districts.own import OwnGiven
from forecasting.ui.session.slots import Codec, Slot

__all__ = ["DISTRICTS", "FIELDS", "SMALL", "STOCK", "Districts", "Own", "given_from", "words_of"]

STOCK = "stock"
FIELDS: Mapping[str, tuple[float, float, float, float]] = {
    "persons_per_fte": (1.0, 1_000.0, 1.0, 1.0),
    "cost_per_fte": (10_000.0, 150_000.0, 500.0, 1.0),
    "transfer_share": (0.0, 100.0, 1.0, 0.01),
    "take_up": (0.0, 100.0, 1.0, 0.01),
    STOCK: (0.0, 200_000.0, 1.0, 1.0),
}
"""Least, most, step of each field, and what a unit of the field is of the value."""

BETWEEN, OF = "~", "-"
CODE, GIVEN = "kreis", "eigen"  # parameters of the address
SMALL = "districts.suppress_below"


def words_of(given: OwnGiven, least: int) -> str:
    """A district's own values for an address, in the units of the fields.

    Args:
        least: smallest count that may leave the tool; 0 says that nobody is there.

    >>> words_of(OwnGiven(persons_per_fte=70.0, take_up=0.9, stock=2.0), 3)
    'persons_per_fte-70~take_up-90'
    """
    parts = []
    for name, (_, _, _, unit) in FIELDS.items():
        value = getattr(given, name)
        if value is None or (name == STOCK and 0.0 < value < least):
            continue
        parts.append(f"{name}{OF}{round(value / unit, 6):.12g}")
    return BETWEEN.join(parts)


def given_from(words: str) -> OwnGiven:
    """What such words say.

    Raises:
        InputError: they are none, or a value is not possible.

    >>> given_from("persons_per_fte-70~take_up-90")
    OwnGiven(persons_per_fte=70.0, cost_per_fte=None, transfer_share=None, take_up=0.9, stock=None)
    """
    given = OwnGiven()
    for part in filter(None, words.split(BETWEEN)):
        name, _, number = part.partition(OF)
        try:
            least, most, _, unit = FIELDS[name]
            value = float(number)
        except (KeyError, ValueError) as error:
            raise InputError(Finding("ui.link.district", {"given": part[:60]})) from error
        if not least <= value <= most:  # nan is not between them either
            raise InputError(Finding("ui.link.district", {"given": part[:60]}))
        given = replace(given, **{name: round(value * unit, 12)})
    return given


@dataclass(frozen=True)
class Own:
    """What a district has given."""

    given: OwnGiven = OwnGiven()
    counts: tuple[tuple[str, float], ...] = ()  # of its file, for the keys
    file: str = ""
    notices: tuple[Finding, ...] = ()  # of its file

    @property
    def differs(self) -> bool:
        """Whether anything stands against the state's account."""
        return self.given.any or bool(self.counts)


NOTHING = Own()


@dataclass(frozen=True)
class Districts:
    """Whose figures stand on top of the page, and what each district has given."""

    code: str = ""  # "": none is chosen
    own: Mapping[str, Own] = field(default_factory=dict)  # by code

    def of(self, code: str) -> Own:
        """What a district has given."""
        return self.own.get(code, NOTHING)

    def chosen(self, code: str) -> Districts:
        """The same with another district on top."""
        return replace(self, code=code)

    def given(self, code: str, own: Own) -> Districts:
        """The same where a district has given something else."""
        return replace(self, own={**self.own, code: own})


def _read(given: Mapping[str, str]) -> tuple[Districts, tuple[InputError, ...]]:
    """The district that the address names, if there is one, and what it has given."""
    code = given[CODE]
    if not state().is_key(code):
        return Districts(), ()
    try:
        return Districts(code, {code: Own(given_from(given[GIVEN]))}), ()
    except InputError as error:
        return Districts(code), (error,)


def _words(districts: Districts, scenario: Scenario) -> dict[str, str]:
    own = words_of(districts.of(districts.code).given, int(str(scenario.value(SMALL))))
    return {CODE: districts.code, GIVEN: own}


DISTRICTS = Slot(Districts, Codec((CODE, GIVEN), _read, _words))
