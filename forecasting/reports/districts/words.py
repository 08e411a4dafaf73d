"""What the districts come to, in sentences: which key, who has most, what the steps of posts and the gaps cost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Literal

import numpy as np

from forecasting.assumptions import load_register
from forecasting.base.format import Formats
from forecasting.base.quantiles import Array
from forecasting.base.rounding import round_persons
from forecasting.base.state import state
from forecasting.base.text import Texts
from forecasting.observations.districts import published_districts
from forecasting.reports.charts.need import FEW
from forecasting.scenarios.districts.account import DistrictYear
from forecasting.scenarios.districts.keys import District
from forecasting.scenarios.districts.results import ByDistrict
from forecasting.scenarios.plausibility import Anchor, district_budgets

__all__ = [
    "budget_words",
    "budgets_table",
    "fte_digits",
    "full_name",
    "gap_words",
    "in_force_words",
    "key_name",
    "key_remark",
    "key_words",
    "kind_words",
    "level_words",
    "names_by_code",
    "names_of",
    "rounding_words",
    "title_words",
]


IN_FORCE = "allocation"
"""Key by which the state distributes the funds where money follows refugees (`State.allocation_since`)."""

THOUSAND = 1e3

Case = Literal["the", "from", "to"]


def key_name(key: str, text: Texts) -> str:
    """Name of a key: "Einwohner"."""
    return load_register()["districts.key"].labels(text.language)[key]


def key_words(weights: Mapping[str, float], text: Texts) -> str:
    """A mix of keys: "Einwohner", or "50 % Einwohner, 50 % Zuweisungen aus der Erstaufnahme"."""
    formats = Formats(text.language)
    used = {key: weight for key, weight in weights.items() if weight > 0}
    if len(used) == 1:
        return key_name(next(iter(used)), text)
    return ", ".join(
        text("reports.district.part", share=formats.percent(weight), key=key_name(key, text))
        for key, weight in used.items()
    )


def key_remark(found: ByDistrict, text: Texts) -> str:
    """In brackets behind a title: the key used, where it is not the one in force since 2025; else nothing."""
    weights = found.distribution.weights
    years = [year.year for year in found.result.years]
    since = state().allocation_since
    other = [at for at, year in enumerate(years) if 0 < since <= year and weights[at].get(IN_FORCE, 0.0) < 1.0]
    return text("reports.district.key_remark", key=key_words(weights[other[0]], text)) if other else ""


def in_force_words(text: Texts) -> tuple[str, ...]:
    """Which key the state uses and who knows its figures; nothing where money does not follow refugees."""
    since = state().allocation_since
    return (text("reports.district.key_in_force", since=since),) if since else ()


def budgets_table(text: Texts) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Heads and rows: published budgets of districts beside the key of population, by reading of their period."""
    formats = Formats(text.language)
    names = ("district", "reading", "published", "by_population", "part", "verdict")
    rows = tuple(
        (
            _budget_name(anchor, text),
            text.plural("reports.district.budget_years", anchor.known.years),
            formats.number(anchor.known.middle),
            formats.number(anchor.model_value),
            formats.percent(anchor.known.middle / anchor.model_value),
            text(f"reports.plausibility.verdict.{anchor.verdict}"),
        )
        for anchor in district_budgets()
    )
    return tuple(text(f"reports.district.budget_head_{name}") for name in names), rows


def budget_words(text: Texts, *, district: str | None = None) -> tuple[str, ...]:
    """Published budgets beside the key of population as sentences, of all districts or of one."""
    formats = Formats(text.language)
    return tuple(
        text(
            "reports.district.budget",
            name=_budget_name(anchor, text),
            published=formats.number(anchor.known.middle),
            reading=text.plural("reports.district.budget_years", anchor.known.years),
            model=formats.number(anchor.model_value),
            verdict=text(f"reports.plausibility.verdict.{anchor.verdict}"),
        )
        for anchor in district_budgets()
        if district in (None, anchor.known.district)
    )


def _budget_name(anchor: Anchor, text: Texts) -> str:
    table = published_districts()
    row = table[table["ags"] == anchor.known.district].iloc[0]
    return full_name(str(row["name"]), str(row["type"]), text)


def level_words(year: DistrictYear, text: Texts) -> str:
    """Which account the figures are from."""
    key = "median" if year.level == 0.5 else "planning"
    return text(f"reports.district.level_{key}", share=Formats(text.language).percent(year.level))


def title_words(found: ByDistrict, year: DistrictYear, text: Texts) -> str:
    """The year in one sentence: the state, the largest and the smallest district, and the key."""
    formats = Formats(text.language)
    districts = found.distribution.districts
    most, least = int(np.argmax(year.fte)), int(np.argmin(year.fte))
    row = found.result.row(year.year)
    return text(
        "reports.district.sentence",
        year=year.year,
        count=len(districts),
        persons=formats.number(round_persons(float(year.persons.sum()))),
        fte=formats.number(float(year.fte.sum())),
        grant=formats.mio(float(year.grant.sum())),
        most=full_name(districts[most].name, districts[most].kind, text, "from"),
        most_fte=formats.number(float(year.fte[most])),
        least=full_name(districts[least].name, districts[least].kind, text, "to"),
        least_fte=formats.number(float(year.fte[least])),
        key=key_words(found.distribution.weights[row], text),
        level=level_words(year, text),
    )


def rounding_words(year: DistrictYear, text: Texts) -> str:
    """What it costs that posts come in steps."""
    formats = Formats(text.language)
    more = float(year.rounding.sum())
    return text(
        "reports.district.rounding",
        posts=formats.number(float(year.posts.sum()), 2),
        fte=formats.number(float(year.fte.sum())),
        more=formats.number(more),
        grant=formats.mio(more * year.price.grant),
        own=formats.mio(more * year.price.own_share),
    )


def gap_words(found: ByDistrict, year: DistrictYear, text: Texts) -> str:
    """How many districts are below the minimum staffing and what closing the gaps costs [2.6.1]."""
    formats = Formats(text.language)
    least = formats.number(found.result.resolved.number("districts.minimum_fte"), 2)
    low = int((year.missing > 0).sum())
    if not low:
        return text("reports.district.no_gap", year=year.year, least=least)
    missing = float(year.missing.sum())
    return text.plural(
        "reports.district.gap",
        low,
        year=year.year,
        least=least,
        missing=formats.number(missing, 2),
        grant=formats.number(missing * year.price.grant / THOUSAND),
        own=formats.number(missing * year.price.own_share / THOUSAND),
    )


def fte_digits(fte: Array) -> int:
    """Decimals of the FTE of one district: one where all are so few that whole ones would tell nothing apart."""
    return 1 if fte.max() < FEW else 0


def kind_words(kind: str, text: Texts) -> str:
    """What a district is: "Stadtkreis"."""
    return text(f"reports.district.{_kind(kind)}")


def names_of(districts: Sequence[District], text: Texts) -> list[str]:
    """Names as lists show them; of two with the same name each says what it is: "Karlsruhe, Stadt"."""
    count = Counter(each.name for each in districts)
    return [
        text(f"reports.district.name_{_kind(each.kind)}", name=each.name) if count[each.name] > 1 else each.name
        for each in districts
    ]


def names_by_code(districts: Sequence[District], text: Texts) -> dict[str, str]:
    """The same by code."""
    return dict(zip((each.code for each in districts), names_of(districts, text), strict=True))


def full_name(name: str, kind: str, text: Texts, case: Case | None = None) -> str:
    """Name that tells town and county apart: "Stadtkreis Karlsruhe", "Ortenaukreis".

    Args:
        case: with the article, or what stands in its place: "der Stadtkreis", "vom Stadtkreis", "zum Stadtkreis".
    """
    whole = name.lower().endswith("kreis")
    if case is not None:
        return text(f"reports.district.{case}_{'kreis' if whole else _kind(kind)}", name=name)
    return name if whole else f"{kind_words(kind, text)} {name}"


def _kind(kind: str) -> str:
    """Last part of the message ids of a kind of districts."""
    return "urban" if kind == state().urban_kind else "rural"
