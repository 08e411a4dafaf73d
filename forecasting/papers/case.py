"""What was computed for a set of papers: one scenario, those it is compared with, and the data they rest on.

A case is computed once and every paper reads from it, so that two papers of one set never differ in a number.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from forecasting.arrivals import Arrivals, forecast_arrivals
from forecasting.arrivals.settings import arrivals_key
from forecasting.assumptions import Scenario, load_scenario
from forecasting.base.format import Formats
from forecasting.base.runs import PATHS, SEED
from forecasting.base.text import Texts
from forecasting.observations import Observations
from forecasting.people import NOBODY, Actor
from forecasting.reports.charts.captions import ageing_words, source, stand
from forecasting.reports.run import Run, identify
from forecasting.scenarios import Outlook, outlook
from forecasting.scenarios.hindcast import Hindcast, hindcast

if TYPE_CHECKING:
    from forecasting.store import Adopted

__all__ = ["Case", "Progress", "computed", "own_origin", "portable", "with_base"]

SPAN = ("base_month", "horizon_months", "groups")
"""What two scenarios have to share to be compared year by year."""

PATH = "arrivals.path"

Progress = Callable[[int, int], None]  # steps done, steps


@dataclass(frozen=True)
class Case:
    """Everything the papers of one set say is taken from here."""

    result: Outlook  # the scenario that the papers are about
    others: tuple[Outlook, ...]  # scenarios it is compared with, in the order given; may be empty
    observations: Observations
    text: Texts
    origin: str | None = None  # sentence that names the source where it is not the shipped data
    district: str = ""  # AGS of the district that a paper for one district is about
    date: str = ""  # ISO day on which the papers are made; empty: they name none, see `reports.run.Run.created`
    adopted: tuple[Adopted, ...] | None = None  # rounds that a hearing is told of; None: those of the log
    actor: Actor = NOBODY  # for whom the papers are made

    @property
    def outlooks(self) -> tuple[Outlook, ...]:
        """Every scenario, the one that the papers are about first."""
        return (self.result, *self.others)

    @cached_property
    def formats(self) -> Formats:
        """Numbers and dates of the language."""
        return Formats(self.text.language)

    @cached_property
    def run(self) -> Run:
        """Identity of the run of the scenario that the papers are about."""
        run = identify(self.result)
        return replace(run, created=self.date) if self.date else run

    @cached_property
    def past(self) -> Hindcast:
        """The calculated past of the scenario."""
        return hindcast(self.result.resolved, self.result.arrivals)

    @cached_property
    def rounds(self) -> tuple[Adopted, ...]:
        """Adopted forecast rounds, the oldest first.

        Raises:
            InputError: the log cannot be read, not by this actor, or is not as it was appended to.
        """
        if self.adopted is not None:
            return self.adopted
        from forecasting.store import adopted_rounds  # with the database that it needs, for a hearing alone

        return adopted_rounds(actor=self.actor)

    @cached_property
    def base(self) -> Outlook | None:
        """The base scenario where it is one of those compared: charts draw it as a thin line."""
        digest = load_scenario().digest
        return next((other for other in self.others if other.scenario.digest == digest), None)

    @property
    def scenario(self) -> str:
        """Name of the scenario in the language."""
        return self.result.scenario.title(self.text.language)

    @property
    def stand(self) -> str:
        """ "Datenstand: 31.12.2025." with the groups whose own figures end earlier."""
        return stand(self.result.arrivals, self.text, by_group=True)

    @property
    def ageing(self) -> str:
        """Until when the figures of the groups reach, and from when on they are too old."""
        return ageing_words(self.result.arrivals, self.text)

    @property
    def source(self) -> str:
        """ "Quelle: …; eigene Berechnung. Datenstand: 31.12.2025." """
        return source(self.result.arrivals, self.text, by_group=True, origin=self.origin)

    @property
    def foot(self) -> str:
        """What stands at the foot of every page: run, program version and date of the data."""
        return self.text(
            "papers.foot",
            run=self.run.run_id,
            version=self.run.version,
            stand=self.formats.month_end(self.run.base_month),
        )


def computed(
    scenarios: Sequence[Scenario],
    observations: Observations,
    text: Texts,
    *,
    actor: Actor,
    paths: int = PATHS,
    seed: int = SEED,
    origin: str | None = None,
    district: str = "",
    date: str = "",
    adopted: tuple[Adopted, ...] | None = None,
    progress: Progress | None = None,
) -> Case:
    """Run the chain for every scenario; the papers are about the first one.

    Args:
        actor, adopted: as in `Case`.
        progress: called with (scenarios done, scenarios).
    Raises:
        InputError: what `forecast_arrivals` and `outlook` raise.
    """
    outlooks: list[Outlook] = []
    arrivals: dict[str, Arrivals] = {}
    for done, scenario in enumerate(map(portable, scenarios)):
        if progress is not None:
            progress(done, len(scenarios))
        key = arrivals_key(scenario)
        if key not in arrivals:
            arrivals[key] = forecast_arrivals(observations, scenario, paths=paths, seed=seed)
        before = next((other for other in outlooks if other.arrivals is arrivals[key]), None)
        outlooks.append(outlook(scenario, arrivals[key], reuse=before))
    if progress is not None:
        progress(len(scenarios), len(scenarios))
    return Case(outlooks[0], tuple(outlooks[1:]), observations, text, origin, district, date, adopted, actor)


def with_base(scenarios: Sequence[Scenario]) -> list[Scenario]:
    """The scenarios; a single one that differs from the base scenario is compared with that, if both cover the same
    months and groups."""
    base = load_scenario()
    alone = len(scenarios) == 1 and scenarios[0].digest != base.digest and scenarios[0].arrivals_file is None
    alike = alone and all(scenarios[0].value(key) == base.value(key) for key in SPAN)
    return [*scenarios, base] if alike else list(scenarios)


def own_origin(observations: Observations, text: Texts) -> str:
    """Sentence that names own data as the source."""
    return text("papers.own_source", hash=observations.data_hash[:12])


def portable(scenario: Scenario) -> Scenario:
    """The scenario with a file of arrivals named by itself, without the folders in which it lies here."""
    file = scenario.arrivals_file
    if file is None:
        return scenario
    return replace(scenario, overrides=dict(scenario.overrides) | {PATH: file.name}, folder=file.parent)
