"""What a picture of a chart says and shows."""

from __future__ import annotations

from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon, Rectangle
from matplotlib.text import Text


def texts_of(page: Figure) -> dict[str, list[Text]]:
    found: dict[str, list[Text]] = {}
    for text in page.texts:
        found.setdefault(str(text.get_gid()), []).append(text)
    return found


def said_in(page: Figure, kind: str) -> list[str]:
    """The words of numbered blocks, in their order, without markup and line breaks."""
    found = {gid: "".join(run.get_text() for run in runs) for gid, runs in texts_of(page).items()}
    return [joined(found[f"{kind}-{number}"]) for number in range(sum(gid.startswith(f"{kind}-") for gid in found))]


def joined(words: str) -> str:
    """Without blanks: where a line or a hue ends, there is room on the page and no blank in the text."""
    return words.replace(" ", "")


def marks_of(page: Figure, number: int) -> list[Line2D | Polygon | Rectangle]:
    (axes,) = page.axes
    return [mark for mark in axes.get_children() if mark.get_gid() == f"trace-{number}"]
