"""What is asked about a sheet that could be read, and what an answer does to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from forecasting.base.errors import Finding
from forecasting.observations.reading.month_column import Answers
from forecasting.observations.reading.schemas import Sheet

__all__ = ["Question", "Remedy", "Suspicion", "settled", "without"]

Remedy = Callable[[Sheet], Sheet]


@dataclass(frozen=True)
class Question:
    """What is asked, and what each answer does to the sheet; the likeliest answer stands first.

    `meanwhile`: what the sheet is checked as while nobody has answered, so that one cause has one finding.
    """

    finding: Finding
    remedies: Mapping[str, Remedy]
    meanwhile: Remedy = lambda sheet: sheet


Suspicion = Callable[[Sheet], Iterable[Question]]


def settled(sheet: Sheet, suspicions: Sequence[Suspicion], answers: Answers) -> tuple[Sheet, list[Finding]]:
    """The sheet as the answers make it, with a question for each that is missing and a notice for each that is there.

    One suspicion after the other looks at what those before it have left.
    """
    findings = []
    for suspicion in suspicions:
        for asked in list(suspicion(sheet)):
            choice = answers.get(asked.finding.question, "")
            remedy = asked.remedies.get(choice)
            sheet = (remedy or asked.meanwhile)(sheet)
            open_question = replace(asked.finding, severity="question", choices=tuple(asked.remedies))
            findings.append(open_question.answered(choice) if remedy else open_question)
    return sheet, findings


def without(sheet: Sheet, lines: Iterable[int]) -> Sheet:
    """The sheet without some rows."""
    there = [line for line in lines if line in sheet.frame.index]
    return replace(sheet, frame=sheet.frame.drop(index=there), raw=sheet.raw.drop(index=there))
