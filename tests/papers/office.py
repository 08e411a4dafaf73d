"""Files as an office program leaves them."""

from __future__ import annotations

import subprocess
from pathlib import Path


def saved_again(file: Path, folder: Path) -> bytes:
    """The file as LibreOffice saves it."""
    out = folder / "again"
    profile = f"-env:UserInstallation=file://{folder / 'profile'}"
    command = ["soffice", profile, "--headless", "--convert-to", file.suffix[1:], "--outdir", str(out), str(file)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return (out / file.name).read_bytes()
