"""What a raw value says, and the small checks that every reader of values shares."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from forecasting.assumptions.entry import Assumption
from forecasting.assumptions.findings import Place, about, kind_of, nearest
from forecasting.assumptions.values import Range, Value
from forecasting.base.errors import Finding, InputError, Severity
from forecasting.base.periods import parse_month

__all__ = ["Reading", "fields_known", "finite", "inside", "is_month"]

_LARGEST = 1e300  # a TOML integer has no bound


@dataclass
class Reading:
    """What a raw value says: a value, perhaps a range of its own, and the findings."""

    entry: Assumption
    key: str
    raw: object
    place: Place
    value: Value = None
    range: Range | None = None
    findings: list[Finding] = field(default_factory=list)

    def refuse(self, message: str, **values: object) -> None:
        """Add an error about what was given."""
        self._add(message, "error", values)

    def notice(self, message: str, **values: object) -> None:
        """Add a notice about what was given."""
        self._add(message, "notice", values)

    def _add(self, message: str, severity: Severity, values: Mapping[str, object]) -> None:
        found = about(message, self.key, self.raw, entry=self.entry, place=self.place, severity=severity)
        self.findings.append(replace(found, values={**found.values, **values}))

    @property
    def ok(self) -> bool:
        return not any(finding.severity == "error" for finding in self.findings)


def finite(reading: Reading, raw: object) -> float | None:
    """The number given; a finding for anything else."""
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        reading.refuse("not_a_number", given=kind_of(raw))
    elif abs(raw) > _LARGEST or raw != raw:
        reading.refuse("not_a_number", given="assumptions.given.infinite")
    else:
        return float(raw)
    return None


def inside(reading: Reading, number: float) -> bool:
    """Whether the number is possible; a notice where it is not plausible."""
    entry = reading.entry
    low, high = entry.possible or (-math.inf, math.inf)
    if not low <= number <= high:
        percent = entry.unit.factor == 100.0 and low <= number / 100 <= high
        reading.refuse(
            "range_percent" if percent else "range", low=low, high=high, number=number, meant=f"{number / 100:g}"
        )
        return False
    low, high = entry.plausible or (-math.inf, math.inf)
    no_money = number == 0.0 and entry.unit.code in ("EUR", "EUR/year")
    if not low <= number <= high and not no_money:
        meant = [factor for factor in (1e3, 1e6) if number and low <= number * factor <= high]
        if meant:
            reading.notice("unusual_meant", low=low, high=high, number=number, meant=f"{number * meant[0]:.0f}")
        else:
            reading.notice("unusual", low=low, high=high, number=number)
    return True


def is_month(raw: object) -> bool:
    try:
        parse_month(raw if isinstance(raw, str) else "")
    except InputError:
        return False
    return True


def fields_known(reading: Reading, table: Mapping[str, object], fields: Sequence[str]) -> bool:
    """Whether every field of a small table is known; a finding with the nearest for each that is not."""
    unknown = [str(name) for name in table if name not in fields]
    for name in unknown:
        reading.refuse("field_unknown", field=name, nearest=nearest(name, fields), fields=", ".join(fields))
    return not unknown
