"""One entry of the register of assumptions."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, get_args

from forecasting.assumptions.units import Unit
from forecasting.assumptions.values import DatedValue, Range, Value
from forecasting.base.text import Language

__all__ = [
    "KINDS",
    "LEVELS",
    "LEVERS",
    "NO_SOURCE",
    "OFFICES",
    "QUALITIES",
    "Assumption",
    "Choice",
    "Condition",
    "ValueKind",
    "Level",
    "Lever",
    "Office",
    "Quality",
    "holds",
    "usual",
]

ValueKind = Literal[
    "number",
    "integer",
    "boolean",
    "choice",
    "month",
    "path",
    "groups",
    "pmf",
    "shares",
    "bands",
    "years",
    "shocks",
    "marked_events",
    "expectations",
    "origins",
]
Level = Literal["green", "amber", "red"]
Quality = Literal["green", "amber", "red", "convention"]
Office = Literal[
    "reception", "granting", "municipal", "ministry", "finance", "bamf", "visa", "statistics", "kgst"
]  # fmt: skip
EITHER = "|"
"""Between words of a choice under each of which an assumption acts."""

Condition = tuple[str, str | bool | int]
"""(key, word): that key has that word; (key, True): it is switched on, or given and not 0; (key, False): it is
switched off, or a share that leaves somebody over."""

Lever = Literal["arrivals", "housing", "need", "staffing", "funding", "budget", "districts", "planning"]
KINDS: tuple[str, ...] = get_args(ValueKind)
LEVELS: tuple[str, ...] = get_args(Level)
QUALITIES: tuple[Quality, ...] = get_args(Quality)
OFFICES: tuple[str, ...] = get_args(Office)
LEVERS: tuple[str, ...] = get_args(Lever)

NO_SOURCE = "none"
"""Source of a value that nobody has published: "Annahme ohne Quelle"."""


@dataclass(frozen=True)
class Choice:
    """One word that a choice can be, or one group."""

    value: str
    label_de: str
    label_en: str

    def label(self, language: Language) -> str:
        return self.label_de if language == "de" else self.label_en


@dataclass(frozen=True)
class Assumption:
    """An assumption: what it means, its value, where that comes from, and how sure it is."""

    key: str  # dotted, the same in scenarios, --set and every export
    lever: Lever  # heading under which the interface lists it
    kind: ValueKind
    unit: Unit
    label_de: str
    label_en: str
    meaning_de: str
    meaning_en: str
    value: Value  # None: absent unless a scenario gives it
    source: str  # id of a source, perhaps with ":" and the place in it, several separated by "; ", or "none"
    quality: Quality  # green: measured or decided, amber: some evidence, red: opinion, or a convention of this tool
    impact: Level  # effect on the need, green small to red decisive
    decision: bool  # taken by someone; never drawn
    optional: bool = False  # may be absent
    steps: tuple[DatedValue, ...] = ()  # one per start date or per year, each with its source
    note: str = ""  # evidence, in German
    note_en: str = ""
    ask: Office | None = None  # who would know a value that has no source
    valid_from: datetime.date | None = None  # None: without a date
    possible: tuple[float, float] | None = None  # refused outside
    plausible: tuple[float, float] | None = None  # a notice outside
    low: float | None = None  # at least, of an uncertain fact
    high: float | None = None  # at most
    step: float | None = None  # of a slider, in `unit`
    choices: tuple[Choice, ...] = ()
    acts_under: tuple[Condition, ...] = ()  # without effect unless every one of them holds
    group: Choice | None = None  # the group it is about

    def label(self, language: Language) -> str:
        """Name in the interface, with the group it is about."""
        label = self.label_de if language == "de" else self.label_en
        return f"{self.group.label(language)}: {label}" if self.group else label

    def labels(self, language: Language) -> dict[str, str]:
        """The words that may be chosen, as a person reads them."""
        return {choice.value: choice.label(language) for choice in self.choices}

    def meaning(self, language: Language) -> str:
        """Help text."""
        return self.meaning_de if language == "de" else self.meaning_en

    def evidence(self, language: Language) -> str:
        """What speaks for the value; may be empty."""
        return self.note if language == "de" else self.note_en

    @property
    def range(self) -> Range | None:
        """Range of an uncertain fact, None where it is certain or decided."""
        if self.low is None or self.high is None or not isinstance(self.value, float) or self.low >= self.high:
            return None
        return Range(self.low, self.value, self.high)

    @property
    def drawn(self) -> Range | None:
        """Range from which the register's own value is drawn: none where it stands at the edge of what is possible
        ("nobody"), which switches something off; a scenario's value takes the range up again."""
        return None if self.possible is not None and self.value in self.possible else self.range

    @property
    def dated(self) -> bool:
        """Whether the register holds one value per start date."""
        return self.kind == "number" and bool(self.steps)

    def acts(self, values: Mapping[str, Value]) -> bool:
        """Whether the assumption changes anything, given the other values."""
        return self.idle_under(values) is None

    def idle_under(self, values: Mapping[str, Value]) -> Condition | None:
        """The first condition that does not hold, of several words the first one; None: the assumption acts."""
        return next((usual(condition) for condition in self.acts_under if not holds(condition, values)), None)

    def switched_on(self, values: Mapping[str, Value], apart: str) -> bool:
        """Whether its conditions hold, those on the key `apart` left alone."""
        return all(holds(condition, values) for condition in self.acts_under if condition[0] != apart)

    @property
    def continues(self) -> bool:
        """Whether amounts of some years are only carried forward: the register names no source for them."""
        return self.kind == "years" and any(step.source == NO_SOURCE for step in self.steps)

    def sources(self) -> tuple[str, ...]:
        """Sources of its values, each once, in their order."""
        return tuple(dict.fromkeys(step.source for step in self.steps)) or tuple(self.source.split("; "))

    def within(self, years: Sequence[int]) -> Assumption:
        """Itself with only those steps that hold in some of the years, so that it cites no others."""
        if self.kind == "years":
            return replace(self, steps=tuple(step for step in self.steps if step.from_.year in years))
        first = datetime.date(years[0], 1, 1)
        begun = [step for step in self.steps if step.from_ <= first]
        later = [step for step in self.steps if step.from_ > first and step.from_.year in years]
        return replace(self, steps=(*begun[-1:], *later))

    @property
    def sourced(self) -> bool:
        """Whether every value names a source."""
        return NO_SOURCE not in self.sources()


def holds(condition: Condition, values: Mapping[str, Value]) -> bool:
    """Whether a condition holds, given the values of the other assumptions."""
    key, word = condition
    value = values.get(key)
    if word is False:
        return not value if isinstance(value, bool) else not isinstance(value, float) or value < 1.0
    if word is True:
        return bool(value)
    return value in word.split(EITHER) if isinstance(word, str) else value == word


def usual(condition: Condition) -> Condition:
    """A condition with the first of several words under which it holds."""
    key, word = condition
    return (key, word.split(EITHER)[0]) if isinstance(word, str) else condition
