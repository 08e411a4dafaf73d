"""Compare what an office writes with what we know: words without case, umlauts and marks; the state; the groups."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from forecasting.base.errors import Finding
from forecasting.base.periods import Month
from forecasting.base.state import state
from forecasting.base.text import LANGUAGES
from forecasting.observations.reading import cells
from forecasting.observations.reading.cells import Cell
from forecasting.observations.reading.words import found

__all__ = [
    "GROUPS",
    "UNKNOWN",
    "differs",
    "groups_named",
    "is_state",
    "is_stock",
    "letter",
    "month_in",
    "plain",
    "shown",
    "whole",
]

GROUPS = ("asylum", "ukraine", "humanitarian")
"""Groups whose arrivals an office counts by month."""

UNKNOWN = frozenset((":", ".", "..", "...", "\u2026", "/", "x", "X", "k.A.", "k. A.", "n/a", "N/A", "n.v."))
"""Signs for a figure that is not known, not yet, or not to be published."""

_NUTS = {
    "01": "DEF", "02": "DE6", "03": "DE9", "04": "DE5", "05": "DEA", "06": "DE7", "07": "DEB", "08": "DE1",
    "09": "DE2", "10": "DEC", "11": "DE3", "12": "DE4", "13": "DE8", "14": "DED", "15": "DEE", "16": "DEG",
}  # fmt: skip
"""NUTS 1 of a German state by the first two digits of its official key (Regulation (EC) 1059/2003, annex I)."""

_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_GROUP_WORDS = {
    "asylum": r"asyl",
    "ukraine": r"ukrain|voruebergehende[rn]? schutz|temporary protection|24 aufenthg",
    "humanitarian": r"humanit|aufnahmeprogramm|resettlement|landesaufnahme",
}
_STOCK = re.compile(
    r"\bbestand|\bbestaende|\bempfaenger|leistungsberechtigt|\bschutzsuchende am|\banhaengig|\bauslaendische bevoelk"
    r"|\buntergebracht|\bbelegung|\bstocks?\b|\brecipient|\bpending|\bend of (the )?month"
)


def shown(cell: Cell) -> str:
    """Text of a cell; a number as a person writes it."""
    if cell is None:
        return ""
    return f"{cell:g}" if isinstance(cell, float) and abs(cell) < 1e15 else str(cell).strip()


def plain(cell: Cell) -> str:
    """Words of a cell without case, umlauts and marks.

    >>> plain("davon Erstanträge ¹)"), plain("§ 24 AufenthG"), plain(None)
    ('davon erstantraege', '24 aufenthg', '')
    """
    text = shown(cell).lower().translate(_GERMAN)
    return " ".join(re.findall(r"[^\W_]+", re.sub(r"[\u00b9\u00b2\u00b3*]\)?|(?<=[a-z])[ ]?\d\)", " ", text)))


def is_state(cell: Cell, *, code: bool = False) -> bool:
    """Whether a cell names the state that is planned for: by name, by NUTS code, with `code` by official key too."""
    text = shown(cell)
    if code and text.zfill(2) == state().key_prefix:
        return True
    names = {plain(state().word("name", language)) for language in LANGUAGES}
    return plain(cell) in names or (bool(text) and text == _NUTS.get(state().key_prefix))


def groups_named(texts: Iterable[Cell]) -> tuple[str, ...]:
    """Groups that the words name.

    >>> groups_named(["Zugänge Asylsuchender 2024"]), groups_named(["Monat", "Personen"])
    (('asylum',), ())
    """
    words = " | ".join(plain(text) for text in texts)
    return tuple(group for group, pattern in _GROUP_WORDS.items() if re.search(pattern, words))


def is_stock(texts: Iterable[Cell]) -> bool:
    """Whether the words tell of persons who are there, not of persons who come."""
    return any(_STOCK.search(plain(text)) for text in texts)


def month_in(cell: Cell) -> Month | None:
    """Month of a cell in any notation that says which; None for any other."""
    month = cells.read_month(cell) if cell is not None else None
    return month if isinstance(month, int) else None


def whole(cell: Cell, style: cells.Style | None) -> float | None:
    """Whole persons of a cell under a decimal style; None where it holds anything else.

    >>> whole("60.993", "comma"), whole("12 345", None), whole("1,5", "comma"), whole("-3", None)
    (60993.0, 12345.0, None, None)
    """
    value = cells.number(cell, style) if isinstance(cell, str) else cell
    if not isinstance(value, float) or not value >= 0 or value % 1 != 0:
        return None
    return value


def letter(place: int) -> str:
    """Name of a column as a spreadsheet shows it.

    >>> letter(0), letter(27)
    ('A', 'AB')
    """
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def differs(
    file: str, line: int, header: Sequence[Cell], wanted: Sequence[str], places: Sequence[int] | None = None
) -> list[Finding]:
    """The first cell of a header that is not as the layout is known, none where all are.

    Args:
        places: of the cells in the row, where only some of them are compared.
    """
    given = [shown(cell) for cell in header]
    at = places or range(max(len(given), len(wanted)))
    for place, name in enumerate(wanted):
        cell = given[place] if place < len(given) else ""
        if cell == name:
            continue
        if name not in given:
            where = letter(at[place]) if place < len(at) else letter(at[-1] + 1)
            key, values = "observations.official.header", {"expected": name}
            return [found(key, file, line, where, cell or None, values=values)]
        if cell in wanted and given[place + 1 : place + 2] == [name]:  # the rest stands as it should without it
            name = cell
        key, values = "observations.official.moved", {"expected": letter(at[min(wanted.index(name), len(at) - 1)])}
        return [found(key, file, line, letter(at[given.index(name)]), name, values=values)]
    for place in range(len(wanted), len(given)):
        if given[place]:
            return [found("observations.official.more", file, line, letter(at[place]), given[place])]
    return []
