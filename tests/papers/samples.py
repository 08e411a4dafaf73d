"""Papers to write: every kind of block on a real outlook, the longest words, and what a user should not type."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from forecasting.base.text import Language, Texts
from forecasting.papers.case import Case
from forecasting.papers.content import Bullets, Facts, Paper, Section, Words
from forecasting.papers.sections.figures import caseload_figure, fte_figure, funding_figure
from forecasting.papers.sections.grids import forecast_grid, funding_grid
from forecasting.reports.answer import answer
from forecasting.reports.grid import Grid, Row
from tests.reports.worlds import result

HOSTILE = "#set page(width: 1cm) $x^2$ \\ \"q\" 'r' *b* _i_ [x] `c` <b>&amp; @ref // no /* -- ~ {page}\nzweite Zeile"
LONG = (
    "Ausgangsszenario, Zugänge +30 %, Fördersatz Hochschulabschluss 60.000 Euro, Betreuungsschlüssel 80 Personen je"
    " VZÄ, Übertragbarkeit der Haushaltsermächtigungen und Verpflichtungsermächtigungen eingeschränkt"
)
SCARCE = {
    "budget.opening_unbound": 12.5e6,
    "budget.appropriation": {year: 15e6 for year in range(2026, 2032)},
    "funding.rate_graduate": 90_000,
    "funding.rate_vocational": 90_000,
}


@lru_cache
def case(language: Language = "de") -> Case:
    """A scenario that runs out of money, on made-up arrivals."""
    return Case(result(SCARCE), (), None, Texts(language))  # type: ignore[arg-type]


@lru_cache
def annex(language: Language = "de") -> Paper:
    """A paper of several pages with every kind of block."""
    found, text = case(language), Texts(language)
    return Paper(
        kind="annex",
        title="Bedarfsprognose Integrationsmanagement: Anlage zur Kabinettsvorlage" if language == "de" else "Annex",
        subtitle=f"{LONG} · {found.stand}",
        language=language,
        date=found.run.created,
        author="Bedarfsprognose Integrationsmanagement",
        foot=found.foot,
        sections=(
            Section("answer", "Ergebnis", (Words(tuple(answer(found.result, text).sentences())), Bullets(POINTS))),
            Section("need", "Bedarf und Deckung", (
                caseload_figure(found), fte_figure(found), forecast_grid(found), funding_figure(found),
                funding_grid(found),
            )),
            Section("districts", "Stadt- und Landkreise", (districts(), wide())),
            Section("assumptions", "Annahmen mit Quellen", (assumptions(),), new_page=True),
            Section("glossary", "Begriffe", (Facts(TERMS), Words((HOSTILE, "Ende.")))),
        ),
    )  # fmt: skip


def cabinet(language: Language = "de") -> Paper:
    """One page: sentence, Table 2 and the chart of need and cover, in the longest words."""
    found, text = case(language), Texts(language)
    figure, said = funding_figure(found), answer(found.result, text)
    long = replace(figure, frame=replace(figure.frame, scenario=LONG))
    section = Section("cabinet", "", (Words((" ".join([*said.main, *said.further]),)), funding_grid(found), long))
    return replace(annex(language), kind="cabinet", sections=(section,), pages=1)


def hostile() -> Paper:
    """A paper in which every word is code, markup or no character at all."""
    words = HOSTILE + " \x00\x0b\u200b\ud800\u65e5\ue000\ufffe"
    figure = fte_figure(case())
    evil = replace(figure, message=words, words=words, frame=replace(figure.frame, scenario=words, notes=(words,)))
    grid = Grid(
        "g", words, words, (words, words), (Row(words, (words,), number="1."),), (words,), (words,), words=True
    )
    blocks = (Words((words,)), Bullets((words,)), Facts(((words, words),)), grid, evil)
    return replace(
        annex(), title=words, subtitle=words, author=words, foot=words, sections=(Section("s", words, blocks),)
    )


def districts() -> Grid:
    """A table of 44 rows, longer than a page."""
    rows = tuple(
        Row(f"Landkreis Nummer {number}", (f"{number}.250", f"{number},4", f"{number / 10:.1f}".replace(".", ",")))
        for number in range(1, 45)
    )
    total = Row("Baden-Württemberg", ("44.550", "1.012,6", "99,0"), "sum")
    heads = ("Stadt- oder Landkreis", "Personen", "VZÄ", "Zuwendung in Mio. Euro")
    return Grid("districts", "Verteilung auf die Kreise", "", heads, (*rows, total), ("Rundung.",), ("Quelle: X.",))


def wide() -> Grid:
    """A table that does not fit upright."""
    years = tuple(str(year) for year in range(2017, 2031))
    states = ("IST",) * 9 + ("PLAN",) * 2 + ("PROGNOSE",) * 3
    cells = tuple(f"{1_200 + 7 * place:,},0".replace(",", ".", 1) for place in range(14))
    details = ("",) * 11 + ("1.180,5 bis 1.320,7",) * 3
    rows = (
        Row("Verfügbare Mittel", (), "heading", "I."),
        Row("Mittel Staatshaushaltsplan einschließlich Verpflichtungsermächtigungen", cells, number="1."),
        Row("Voraussichtliche Ausgabereste (nicht durch Bewilligungsbescheide gebunden)", cells, number="2."),
        Row("Summe", cells, "sum", "3.", details),
    )
    return Grid(
        "wide", "Haushaltsansatz und Ausgabereste", "Mio. Euro", ("Position", *years), rows, ("Hinweis.",),
        ("Quelle: Y.",), states,
    )  # fmt: skip


def assumptions() -> Grid:
    """A table of words."""
    row = Row(
        "Fördersatz Hochschulabschluss",
        (
            "64.000",
            "45.000 bis 80.000",
            "Euro je VZÄ und Jahr",
            "Entscheidung",
            "Rechnungshof Baden-Württemberg, Denkschrift 2022, Beitrag Nr. 15, Abschnitt 1; Verwaltungsvorschrift"
            " Integrationsmanagement",
        ),
    )
    heads = ("Annahme", "Wert", "Spanne", "Einheit", "Art", "Quelle und Begründung")
    return Grid("assumptions", "Annahmen", "", heads, (row,) * 19, (), ("Stand: 31.12.2025.",), words=True)


POINTS = (
    "Die Übertragung der Ausgabereste steht unter dem Vorbehalt der Einwilligung des Finanzministeriums.",
    "Der Planungswert wird mit 80 % Wahrscheinlichkeit nicht überschritten.",
)

TERMS = (
    ("Anschlussunterbringung", "Unterbringung der Geflüchteten durch die Gemeinden nach dem Ende der vorläufigen."),
    ("Nicht gebundene Ausgabereste", "Haushaltsmittel, über die noch kein Bewilligungsbescheid erteilt ist. " * 3),
    ("VZÄ", "Vollzeitäquivalent."),
)
