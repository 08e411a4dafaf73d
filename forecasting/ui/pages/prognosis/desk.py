"""The files of charts that show published national figures and belong to no scenario."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import pandas as pd

from forecasting.base.periods import Month, month_label
from forecasting.base.text import Texts
from forecasting.reports.charts import captions
from forecasting.reports.charts.plans import Plan
from forecasting.reports.frame import Frame
from forecasting.ui.board.downloads import File, chart_as_files, file_name

__all__ = ["NationalDesk"]

STEM = "national"  # stands in the name of a file where others have the scenario


@dataclass(frozen=True)
class NationalDesk:
    """What these files have in common; used like `downloads.Desk`."""

    last_month: Month  # of the series
    text: Texts

    @property
    def caption(self) -> str:
        """Source and date."""
        return f"{self.text('ui.prognosis.source')} {self._stand}"

    @property
    def _stand(self) -> str:
        return captions.stand_words(self.last_month, {}, self.text)

    def chart(
        self,
        title: str,
        figure: Plan,
        data: Callable[[], pd.DataFrame],
        *,
        unit: str,
        notes: tuple[str, ...] = (),
        data_notes: tuple[str, ...] = (),
        by_group: bool = False,
    ) -> tuple[File, ...]:
        """A chart as picture for documents, as drawing, and as the values it shows."""

        def words(most: int | None) -> Frame:
            return Frame(
                title=title,
                unit=unit,
                stand=self._stand,
                source=self.text("ui.prognosis.source"),
                scenario=self.text("ui.prognosis.no_scenario"),
                notes=(*notes, *data_notes) if most is None else notes,
                language=self.text.language,
            )

        name = partial(file_name, title, STEM, month_label(self.last_month))
        return chart_as_files(figure, data, words, name)
