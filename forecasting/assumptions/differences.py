"""What a scenario sets otherwise than another, and the way back to that.

Values stand as a scenario file gives them; None stands for a value that is the register's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from forecasting.assumptions.register import load_register
from forecasting.assumptions.scenario import Scenario
from forecasting.assumptions.values import Years, plain

__all__ = ["changed_keys", "changed_reasons", "differences", "restored", "same_content", "with_changes"]


def differences(scenario: Scenario, base: Scenario, *, by_year: bool = False) -> dict[str, object]:
    """What the scenario sets otherwise than `base`, by key; None: taken back to the register.

    Args:
        by_year: of a table by year the years that differ ("budget.appropriation.2027", None: taken out) in place of
            the whole table, so that its other years follow the base when that changes.
    """
    found: dict[str, object] = {}
    for key in sorted({*scenario.overrides, *base.overrides}):
        if key in scenario.overrides and key in base.overrides and _same(scenario, base, key):
            continue  # and so the same as a file writes it
        mine, before = scenario.as_given(key), base.value(key)
        if mine == base.as_given(key):
            continue
        if by_year and isinstance(mine, Mapping) and isinstance(before, Years):
            found |= _years(key, mine, before) or {key: mine}
        else:
            found[key] = mine
    return found


def _same(one: Scenario, other: Scenario, key: str) -> bool:
    """Whether both set a key alike."""
    return (one.overrides[key], one.ranges.get(key)) == (other.overrides[key], other.ranges.get(key))


def same_content(one: Scenario, other: Scenario) -> bool:
    """Whether two scenarios say the same, whatever their names."""
    return _content(one) == _content(other)


def changed_keys(first: Scenario, second: Scenario) -> tuple[str, ...]:
    """Keys whose value or range differs, whoever sets it, in alphabetical order."""
    return tuple(
        key
        for key in sorted({*first.overrides, *second.overrides})
        if (first.value(key), first.ranges.get(key)) != (second.value(key), second.ranges.get(key))
    )


def changed_reasons(mine: Mapping[str, str], theirs: Mapping[str, str]) -> dict[str, str]:
    """Reasons given otherwise, "" where one was taken back."""
    return {key: mine.get(key, "") for key in sorted({*mine, *theirs}) if mine.get(key, "") != theirs.get(key, "")}


def with_changes(scenario: Scenario, base: Scenario, values: Mapping[str, object]) -> Scenario:
    """The scenario with other values, see `Scenario.with_values`; at the base's value nothing is left of a change.

    Raises:
        InputError: everything that is wrong with the values.
    """
    made = scenario.with_values(values)
    same = {key for key in map(_whole, values) if made.value(key) == base.value(key)}
    return made.with_values({key: base.as_given(key) for key in same}) if same else made


def restored(scenario: Scenario, base: Scenario, keys: Iterable[str]) -> Scenario:
    """The scenario with what `base` sets at some keys or single years, ranges included: nothing differs there.

    Raises:
        InputError: other values of the scenario forbid it.
    """
    return with_changes(scenario, base, {key: _given(base, key) for key in keys})


def _whole(key: str) -> str:
    """The key of the register that a key, or one year of its table, belongs to."""
    return key if load_register().find(key) is not None else key.rpartition(".")[0]


def _given(scenario: Scenario, key: str) -> object:
    """What a scenario sets at a key, or the amount that it has in one year of a table."""
    whole = _whole(key)
    if whole == key:
        return scenario.as_given(key)
    table = plain(scenario.value(whole))
    return table.get(key.rpartition(".")[2]) if isinstance(table, Mapping) else None


def _years(key: str, mine: Mapping[str, object], before: Years) -> dict[str, object]:
    theirs = plain(before)
    if not isinstance(theirs, Mapping):
        raise TypeError(key)
    return {
        f"{key}.{year}": mine.get(year) for year in sorted({*mine, *theirs}) if mine.get(year) != theirs.get(year)
    }


def _content(scenario: Scenario) -> tuple[object, ...]:
    words = (scenario.description_de, scenario.description_en, dict(scenario.reasons), dict(scenario.reasons_en))
    return (dict(scenario.overrides), dict(scenario.ranges), *words)
