"""Compute an exported document again from what it carries, and say in what it differs from what was computed.

Bytes first; where another program has saved the document again, what it says.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

from forecasting import __version__
from forecasting.base.errors import Finding, InputError
from forecasting.base.text import Texts
from forecasting.observations import Observations
from forecasting.papers.case import Progress, computed
from forecasting.papers.make import ROUNDS, inputs, make
from forecasting.papers.office_file import MAIN, seal_in
from forecasting.papers.proof.reading import Difference, compare, entries, seal_of_pdf
from forecasting.papers.seal import Seal, districts_hash, parse, scenarios_of
from forecasting.people import Actor
from forecasting.reports.run import identify

if TYPE_CHECKING:
    from forecasting.store import Adopted

__all__ = ["Reproduction", "format_of", "read_seal", "reproduce"]


@dataclass(frozen=True)
class Reproduction:
    """What came of computing a document again."""

    seal: Seal
    same_bytes: bool
    differences: tuple[Difference, ...]  # of contents; none where the bytes are the same

    @property
    def equal(self) -> bool:
        """Whether the document says what was computed."""
        return not self.differences


def format_of(data: bytes) -> str:
    """Format of a document, by what is in it.

    Raises:
        InputError: it is none that carries a seal.
    """
    if data.startswith(b"%PDF-"):
        return "pdf"
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise InputError(Finding("papers.reproduce.unreadable")) from error
    form = next((form for form, main in MAIN.items() if main in names), None)
    if form is None:
        raise InputError(Finding("papers.reproduce.unreadable"))
    return form


def read_seal(data: bytes) -> Seal:
    """The seal of a document.

    Raises:
        InputError: there is none, or it is damaged.
    """
    form = format_of(data)
    words = seal_of_pdf(data) if form == "pdf" else seal_in(data)
    if words is None:
        raise InputError(Finding("papers.reproduce.no_seal"))
    found = parse(words)
    if found.format != form:
        raise InputError(Finding("papers.seal.damaged"))
    return found


def reproduce(
    data: bytes,
    observations: Observations,
    *,
    actor: Actor,
    places: Texts | None = None,
    progress: Progress | None = None,
) -> Reproduction:
    """Compute the document again.

    Args:
        observations: the data it was computed from.
        actor: who wants it; a hearing takes rounds from the log.
        places: names places in its language; None: in that of the document.
        progress: as in `case.computed`.
    Raises:
        InputError: it cannot be told whether the document is equal: no seal, another version, other data, a file of
            the configuration that is not at hand.
    """
    found = read_seal(data)
    _check_at_hand(found, observations)
    text = Texts(found.language)
    with scenarios_of(found) as scenarios:
        case = computed(
            scenarios,
            observations,
            text,
            paths=found.paths,
            seed=found.seed,
            origin=found.origin,
            district=found.district,
            date=found.date,
            adopted=_adopted(found, actor),
            actor=actor,
            progress=progress,
        )
        runs = [identify(each).run_id for each in case.outlooks]
        if runs != [each.run_id for each in found.scenarios]:
            raise InputError(Finding("papers.reproduce.run", {"run": found.run_id, "now": runs[0]}))
        again = make(case, found.kind, found.format).data
    if again == data:
        return Reproduction(found, True, ())
    said = places or text
    differences = compare(entries(again, found.format, said), entries(data, found.format, said))
    return Reproduction(found, False, tuple(differences))


def _adopted(found: Seal, actor: Actor) -> tuple[Adopted, ...]:
    """Adopted rounds that the document tells of: those of the log up to the last one that it knew.

    Raises:
        InputError: the log does not hold that one.
    """
    if ROUNDS not in found.inputs:
        return ()
    from forecasting.store import adopted_rounds

    entries = adopted_rounds(actor=actor)
    last = next((entry.number for entry in entries if entry.hash == found.inputs[ROUNDS]), None)
    if last is None:
        raise InputError(Finding("papers.reproduce.input_rounds", {"hash": found.inputs[ROUNDS]}))
    return tuple(entry for entry in entries if entry.number <= last)


def _check_at_hand(found: Seal, observations: Observations) -> None:
    """Refuse, with every reason, what would be compared with something else."""
    findings = []
    if found.version != __version__:
        findings.append(Finding("papers.reproduce.version", {"version": found.version, "now": __version__}))
    if found.data_hash != observations.data_hash:
        facts = {"hash": found.data_hash, "now": observations.data_hash}
        findings.append(Finding("papers.reproduce.data", facts))
    elif found.districts_hash != districts_hash(observations):
        findings.append(Finding("papers.reproduce.districts", {"hash": found.districts_hash}))
    now = inputs(found.kind, found.format)
    for name in sorted({*now, *found.inputs} - {ROUNDS}):
        if now.get(name) != found.inputs.get(name):
            findings.append(Finding(f"papers.reproduce.input_{name}", {"hash": found.inputs.get(name, "–")}))
    if findings:
        raise InputError(findings)
