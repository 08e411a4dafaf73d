"""The files of charts that show published national figures and belong to no scenario."""

from __future__ import annotations

from dataclasses import dataclass

from forecasting.base.periods import Month, month_label
from forecasting.base.text import Texts
from forecasting.reports.charts import captions
from forecasting.reports.frame import Frame
from forecasting.ui.board.downloads import FileFormat, Files, file_name

__all__ = ["NationalDesk"]

STEM = "national"  # stands in the name of a file where others have the scenario


@dataclass(frozen=True)
class NationalDesk(Files):
    """What these files have in common."""

    last_month: Month  # of the series
    text: Texts

    @property
    def caption(self) -> str:
        """Source and date."""
        return f"{self.text('ui.prognosis.source')} {self._stand}"

    @property
    def _stand(self) -> str:
        return captions.stand_words(self.last_month, {}, self.text)

    def words(
        self, most: int | None, *, title: str, unit: str, notes: tuple[str, ...], by_group: bool = False
    ) -> Frame:
        """What stands around a chart; it tells of no scenario."""
        return Frame(
            title=title,
            unit=unit,
            stand=self._stand,
            source=self.text("ui.prognosis.source"),
            scenario=self.text("ui.prognosis.no_scenario"),
            notes=notes,
            language=self.text.language,
        )

    def name(self, title: str, kind: FileFormat) -> str:
        """Name of a file."""
        return file_name(title, STEM, month_label(self.last_month), kind)
