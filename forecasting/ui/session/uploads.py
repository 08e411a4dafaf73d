"""How much sessions may still upload: Streamlit keeps their files in memory and asks for no number of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import cast

from starlette.types import Scope
from streamlit import runtime
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager

__all__ = ["SESSION", "TOTAL", "room"]

SESSION = 100 * 1024**2  # bytes that one session keeps
TOTAL = 500 * 1024**2  # bytes that all keep together

_PLACE = re.compile(r"/_stcore/upload_file/([^/]+)/[^/]+$")


def room(scope: Scope) -> int:
    """Bytes that the session of an upload may still send."""
    if not runtime.exists():
        return 0
    files = cast(MemoryUploadedFileManager, runtime.get_instance().uploaded_file_mgr).file_storage
    kept = {session: sum(len(file.data) for file in list(each.values())) for session, each in list(files.items())}
    return max(0, _room(kept, _PLACE.search(scope["path"])))


def _room(kept: Mapping[str, int], place: re.Match[str] | None) -> int:
    own = kept.get(place[1], 0) if place else 0
    return min(SESSION - own, TOTAL - sum(kept.values()))
