"""What offices call the columns, groups and signs that our tables name in English. Data, no code."""

from __future__ import annotations

import re
from collections.abc import Mapping

from forecasting.base.groups import group_names

__all__ = ["PERSONAL", "TOTALS", "choice_of", "column_of", "group_of", "is_personal", "is_total", "plain_word"]

_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "month": ("monat", "berichtsmonat", "monat/jahr", "monat und jahr", "jahr und monat", "stichtag"),
    "group": ("gruppe", "personengruppe"),
    "arrivals": ("zugänge", "zugaenge", "zugang", "zugänge im monat", "ankünfte", "neuzugänge"),
    "status": ("art der zahl",),
    "source": ("quelle", "herkunft der zahl"),
    "from": ("von", "von monat"),
    "to": ("bis", "bis monat"),
    "persons": ("personen", "anzahl", "zahl der personen", "anzahl personen"),
    "provisional_stock": (
        "bestand in der vorläufigen unterbringung",
        "bestand vorläufige unterbringung",
        "vorläufige unterbringung",
        "bestand vu",
    ),
    "housing_inflow": (
        "übergänge in die anschlussunterbringung",
        "zugänge in die anschlussunterbringung",
        "übergänge",
        "zugänge anschlussunterbringung",
        "zugänge au",
    ),
    "housing_stock": (
        "bestand in der anschlussunterbringung",
        "bestand anschlussunterbringung",
        "anschlussunterbringung",
        "bestand au",
    ),
    "since_from": ("seit monaten ab", "monate ab", "seit mindestens monaten"),
    "since_before": ("seit monaten unter", "monate unter", "seit weniger als monaten"),
    "district": ("ags", "kreisschlüssel", "gemeindeschlüssel", "amtlicher schlüssel", "schlüssel"),
    "name": ("kreis", "kreisname", "stadt- oder landkreis"),
    "kind": ("art", "kreisart"),
    "population": ("einwohner", "bevölkerung", "einwohnerzahl"),
    "allocation": ("zuweisungen", "zuweisung"),
    "cohort": ("kohorte", "gezählte personen"),
    "opening_stock": ("anfangsbestand",),
    "reason": ("grund", "begründung"),
    "low": ("mindestens", "untere grenze"),
    "high": ("höchstens", "obere grenze"),
    "part": ("anteil",),
}
"""Words for a column in small letters, by the name that we give it."""

_CHOICES: Mapping[str, tuple[str, ...]] = {
    "observed": ("beobachtet", "gemeldet", "gezählt"),
    "disaggregated": ("aufgeteilt", "geschätzt"),
    "extrapolated": ("fortgeschrieben",),
    "sample": ("beispiel", "beispieldaten"),
    "partial": ("unvollständig", "teilweise", "vorläufig unvollständig"),
}
"""Words for a choice, by the choice."""

_PERSONS = ("arrivals", "persons")
"""Columns of which one table has only one, so that a word for the other means it too."""

_GROUPS: Mapping[str, tuple[str, ...]] = {
    "asylum": ("asylsuchende", "asylbewerber", "asylbewerberinnen und asylbewerber", "asylerstanträge"),
    "ukraine": ("ukrainer", "geflüchtete aus der ukraine", "vertriebene aus der ukraine", "§ 24", "§ 24 aufenthg"),
    "humanitarian": ("humanitäre aufnahmen", "aufnahmeprogramme", "resettlement"),
}

TOTALS = frozenset(
    (
        *("insgesamt", "gesamt", "summe", "total", "zusammen", "alle", "all", "alle gruppen", "gesamtzahl", "ges"),
        *(
            "gesamtergebnis",
            "summe aller gruppen",
            "gesamtsumme",
            "overall",
            "sum",
            "totals",
            "all groups",
            "everyone",
        ),
    )
)
"""Words that stand for all groups together."""

PERSONAL = frozenset(
    (
        *(
            "vorname",
            "nachname",
            "familienname",
            "geburtsname",
            "geburtsdatum",
            "geburtstag",
            "geburtsort",
            "geb-datum",
        ),
        *("anschrift", "adresse", "straße", "strasse", "hausnummer", "telefon", "telefonnummer", "mobil"),
        *(
            "email",
            "mail",
            "azr",
            "azr-nummer",
            "azr-nr",
            "az",
            "aktenzeichen",
            "passnummer",
            "personalausweis",
            "iban",
        ),
        *(
            "first name",
            "last name",
            "surname",
            "given name",
            "family name",
            "date of birth",
            "birth date",
            "birthdate",
        ),
        *("dob", "address", "street", "phone", "passport", "passport number", "vor- und nachname", "name vorname"),
        *("name, vorname", "klientin", "klient", "person id", "personen-id", "fallnummer", "case number"),
        *("geb-datum", "e-mail", "iban", "birthdate", "name"),
    )
)
"""Heads of columns that tell of single persons."""


def plain_word(word: str) -> str:
    """A word as it is compared: small letters, single blanks, no marks of a list around it.

    >>> plain_word("  Zugänge_im\\u00a0Monat: ")
    'zugänge im monat'
    """
    return " ".join(re.sub(r"[\s_\u00a0*:]+", " ", word).split()).strip(" .;").lower()


def column_of(word: str, names: tuple[str, ...]) -> str | None:
    """The column that a head means, of those that a table may have; None: none of them.

    >>> column_of("Zugänge", ("month", "arrivals")), column_of("Personen", ("month", "arrivals"))
    ('arrivals', 'arrivals')
    >>> column_of("Summe", ("month", "arrivals")) is None
    True
    """
    plain = word.strip().lower()
    if plain in names:
        return plain
    plain = plain_word(word)
    for name in names:
        others = [other for other in _PERSONS if other not in names] if name in _PERSONS else []
        if plain == plain_word(name) or any(
            plain in _COLUMNS.get(each, ()) or plain == each for each in (name, *others)
        ):
            return name
    return None


def choice_of(word: str, choices: tuple[str, ...]) -> str:
    """The choice that a word means, the word itself where it means none.

    >>> choice_of("Beobachtet", ("observed", "sample")), choice_of("Observd", ("observed", "sample"))
    ('observed', 'Observd')
    """
    plain = plain_word(word)
    means = (choice for choice in choices if plain in {choice.lower(), *_CHOICES.get(choice, ())})
    return next(means, word)


def group_of(word: str) -> str | None:
    """Key of the group that a word means; None: none that is known.

    >>> group_of("Asyl"), group_of("Humanitäre Aufnahme"), group_of("border") is None
    ('asylum', 'humanitarian', True)
    """
    plain = plain_word(word)
    for key, names in group_names().items():
        if plain in {key, *names, *_GROUPS.get(key, ())}:
            return key
    return None


def is_total(word: str) -> bool:
    """Whether a word stands for all groups together."""
    return plain_word(word) in TOTALS


def is_personal(head: str) -> bool:
    """Whether the head of a column tells of single persons."""
    return plain_word(head) in PERSONAL
