"""Everything a planner chose in one go: the files, a ZIP of them all, and the manifest with their hashes.

The manifest is there twice: as JSON for programs, and as a list that `sha256sum -c` checks.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from forecasting.base.errors import Finding, InputError
from forecasting.papers.case import Case
from forecasting.papers.make import KINDS, Product, built, file_name, written
from forecasting.papers.office_file import EPOCH, LEVEL
from forecasting.people import Action, Paper, ask

__all__ = ["LIST", "MANIFEST", "Bundle", "Progress", "Wish", "bundle", "wishes"]

MANIFEST, LIST = "manifest.json", "SHA256SUMS"
STORED = ("pptx", "xlsx", "docx", "png")  # packed already

Progress = Callable[[int, int, str], None]
"""Called with files done, files, and the name of the kind that comes next ("" at the end)."""


@dataclass(frozen=True)
class Wish:
    """One file that is wanted."""

    kind: str
    format: str


@dataclass(frozen=True)
class Bundle:
    """What was made."""

    name: str  # of the ZIP
    products: tuple[Product, ...]
    left_out: tuple[Finding, ...]  # why a kind that was asked for as one of all is not there

    def manifest(self) -> bytes:
        """Hash, size, kind and format of every file, JSON."""
        rows = [
            {"name": product.name, "sha256": _hash(product), "bytes": len(product.data), "kind": product.kind,
             "format": product.format} for product in self.products
        ]  # fmt: skip
        return (json.dumps({"files": rows}, ensure_ascii=False, indent=1) + "\n").encode()

    def hashes(self) -> bytes:
        """The list that `sha256sum -c` checks."""
        return "".join(f"{_hash(product)}  {product.name}\n" for product in self.products).encode()

    def files(self) -> dict[str, bytes]:
        """Every file by name, manifest included, the ZIP not."""
        return {product.name: product.data for product in self.products} | {
            MANIFEST: self.manifest(),
            LIST: self.hashes(),
        }

    def zip(self) -> bytes:
        """All files in one; the same files give the same bytes."""
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w") as archive:
            for name, data in self.files().items():
                entry = zipfile.ZipInfo(name, EPOCH)
                stored = name.endswith(STORED)
                entry.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
                entry.create_system, entry.external_attr = 0, 0
                archive.writestr(entry, data, compresslevel=None if stored else LEVEL)
        return file.getvalue()


def wishes(formats: Collection[str], kinds: Collection[str] | None = None) -> tuple[Wish, ...]:
    """Every file of these kinds in these formats.

    Args:
        kinds: None: all.
    """
    return tuple(
        Wish(kind, form) for kind, own in KINDS.items() if kinds is None or kind in kinds
        for form in own if form in formats
    )  # fmt: skip


def bundle(case: Case, wanted: Sequence[Wish], *, optional: bool = False, progress: Progress | None = None) -> Bundle:
    """Make the files.

    Args:
        case: its actor is who the files are made for.
        optional: leave out a kind whose data are not there, or that the actor may not have, and say so, instead of
            refusing; where nothing would be left, it is refused.
    Raises:
        InputError: a kind needs data that are not there, or the actor may not have it, with the findings of all such.
    """
    products: list[Product] = []
    findings: list[Finding] = []
    kinds = list(dict.fromkeys(wish.kind for wish in wanted))
    done = 0
    for kind in kinds:
        mine = [wish for wish in wanted if wish.kind == kind]
        if progress is not None:
            progress(done, len(wanted), kind)
        try:
            ask(case.actor, Action.EXPORT, Paper(kind, case.district if kind == "district" else ""))
            content = built(case, kind)
            for wish in mine:
                products.append(written(case, kind, wish.format, content))
                done += 1
                if progress is not None:
                    progress(done, len(wanted), kind)
        except InputError as error:
            findings += error.findings
            done += len(mine)
    if findings and not (optional and products):
        raise InputError(findings)
    if progress is not None:
        progress(len(wanted), len(wanted), "")
    return Bundle(file_name(case, "bundle", "zip"), tuple(products), tuple(findings))


def _hash(product: Product) -> str:
    return hashlib.sha256(product.data).hexdigest()
