"""Files that sessions have uploaded are bounded together, and those of one session."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFileRec

from forecasting.ui.session import uploads
from forecasting.ui.session.uploads import room


@pytest.fixture
def files(monkeypatch: pytest.MonkeyPatch) -> MemoryUploadedFileManager:
    manager = MemoryUploadedFileManager("/_stcore/upload_file")
    monkeypatch.setattr(uploads, "SESSION", 10)
    monkeypatch.setattr(uploads, "TOTAL", 15)
    monkeypatch.setattr(uploads.runtime, "exists", lambda: True)
    monkeypatch.setattr(uploads.runtime, "get_instance", lambda: SimpleNamespace(uploaded_file_mgr=manager))
    return manager


def _room(session: str) -> int:
    return room({"path": f"/plan/_stcore/upload_file/{session}/new"})


def test_a_session_keeps_so_much_and_all_together_so_much(files: MemoryUploadedFileManager):
    assert _room("anna") == 10
    files.add_file("anna", UploadedFileRec("1", "a.csv", "text/csv", b"x" * 4))
    files.add_file("anna", UploadedFileRec("2", "b.csv", "text/csv", b"x" * 3))
    assert (_room("anna"), _room("bert")) == (3, 8)
    files.add_file("bert", UploadedFileRec("3", "c.csv", "text/csv", b"x" * 8))
    assert (_room("anna"), _room("bert"), _room("cora")) == (0, 0, 0)
    files.remove_session_files("anna")
    assert (_room("anna"), _room("bert")) == (7, 2)


def test_before_the_server_runs_there_is_no_room(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(uploads.runtime, "exists", lambda: False)
    assert _room("anna") == 0
