"""Office files that are the same bytes for the same content, with the seal inside.

A file of Word, Excel or PowerPoint is a ZIP. It is packed anew: entries sorted, dates of 1980, workbooks inside
charts likewise, and the date of the paper among the properties. The seal lies in a custom XML part, which Microsoft's
programs keep, and in custom properties, which LibreOffice keeps.
"""

from __future__ import annotations

import base64
import io
import zipfile
import zlib
from collections.abc import Mapping
from typing import Any

from lxml import etree

from forecasting.base.errors import Finding, InputError

__all__ = ["MAIN", "packed", "sealed", "seal_in"]

MAIN: Mapping[str, str] = {
    "docx": "word/document.xml",
    "pptx": "ppt/presentation.xml",
    "xlsx": "xl/workbook.xml",
}
"""Main part by format."""

EPOCH = (1980, 1, 1, 0, 0, 0)
LEVEL = 6
FIRST = ("[Content_Types].xml", "_rels/.rels")  # what a reader looks for first
NESTED = (".xlsx", ".docx", ".pptx")
LARGEST = 200_000_000  # bytes that a file may unpack to

PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
SEAL = "urn:bedarfsprognose:seal"
STORE = "{8D6B3B2E-6C57-4C6D-9C1B-0F3E2B9A7D11}"  # identity of the custom XML part, ours and the same in each file
FORMAT_ID = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"  # of custom properties, given by the standard
PREFIX = "Bedarfsprognose "
CHUNK = 240  # characters: office programs let a user type 255
TYPES = f"{PACKAGE}/content-types"
RELATIONS = f"{PACKAGE}/relationships"
CUSTOM, VALUES = f"{OFFICE}/custom-properties", f"{OFFICE}/docPropsVTypes"
CORE = {
    "cp": f"{PACKAGE}/metadata/core-properties",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "xsi": "http://www.w3.org/2001/XMLSchema-instance",
}

Element = Any  # of lxml, which publishes no types


def sealed(data: bytes, form: str, seal: str, *, date: str, author: str, title: str) -> bytes:
    """The file with the seal inside, packed so that the same content gives the same bytes.

    Args:
        form: "docx", "pptx" or "xlsx".
        seal: text of the seal.
        date: ISO day that the properties bear.
    """
    parts = _unpacked(data)
    _put_properties(parts, date=date, author=author, title=title)
    _put_custom_xml(parts, MAIN[form], seal)
    _put_custom_properties(parts, seal)
    return _zipped(parts)


def packed(data: bytes) -> bytes:
    """A ZIP with sorted entries and dates of 1980; office files inside it likewise."""
    return _zipped(_unpacked(data))


def seal_in(data: bytes) -> str | None:
    """Text of the seal in an office file, None where there is none.

    Raises:
        InputError: the file is no ZIP, or the seal is damaged.
    """
    parts = _unpacked(data)
    for name in sorted(parts):
        if name.startswith("customXml/") and SEAL.encode() in parts[name]:
            root = _read(parts[name])
            if root.tag == f"{{{SEAL}}}seal":
                return str(root.text or "")
    return _from_properties(parts)


def _unpacked(data: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > LARGEST:
                raise InputError(Finding("papers.reproduce.too_big"))
            return {entry.filename: archive.read(entry) for entry in archive.infolist() if not entry.is_dir()}
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise InputError(Finding("papers.reproduce.unreadable")) from error


def _zipped(parts: Mapping[str, bytes]) -> bytes:
    file = io.BytesIO()
    names = [name for name in FIRST if name in parts] + sorted(set(parts) - set(FIRST))
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL) as archive:
        for name in names:
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system, entry.external_attr = 0, 0
            nested = name.endswith(NESTED) and parts[name].startswith(b"PK")
            archive.writestr(entry, packed(parts[name]) if nested else parts[name], compresslevel=LEVEL)
    return file.getvalue()


def _put_properties(parts: dict[str, bytes], *, date: str, author: str, title: str) -> None:
    """Title, author and date of the paper, and nothing of the machine that wrote it."""
    root = etree.Element(f"{{{CORE['cp']}}}coreProperties", nsmap=CORE)
    for name, words in (("title", title), ("creator", author)):
        etree.SubElement(root, f"{{{CORE['dc']}}}{name}").text = words
    etree.SubElement(root, f"{{{CORE['cp']}}}lastModifiedBy").text = author
    etree.SubElement(root, f"{{{CORE['cp']}}}revision").text = "1"
    for name in ("created", "modified"):
        moment = etree.SubElement(root, f"{{{CORE['dcterms']}}}{name}")
        moment.set(f"{{{CORE['xsi']}}}type", "dcterms:W3CDTF")
        moment.text = f"{date}T00:00:00Z"
    language = _text_of(parts.get("docProps/core.xml", b""), f"{{{CORE['dc']}}}language")
    if language:
        etree.SubElement(root, f"{{{CORE['dc']}}}language").text = language
    parts["docProps/core.xml"] = _xml(root)
    _type(parts, "/docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml")
    _relate(parts, "_rels/.rels", f"{RELATIONS}/metadata/core-properties", "docProps/core.xml")


def _put_custom_xml(parts: dict[str, bytes], main: str, seal: str) -> None:
    number = 1 + max([0, *(int(digits) for name in parts if (digits := _item_number(name)))])
    item = f"customXml/item{number}.xml"
    root = etree.Element(f"{{{SEAL}}}seal", nsmap={None: SEAL})
    root.text = seal
    parts[item] = _xml(root)
    store = f"{OFFICE}/customXml"
    parts[f"customXml/itemProps{number}.xml"] = (
        '<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n'
        f'<ds:datastoreItem ds:itemID="{STORE}" xmlns:ds="{store}"><ds:schemaRefs>'
        f'<ds:schemaRef ds:uri="{SEAL}"/></ds:schemaRefs></ds:datastoreItem>'
    ).encode()
    relations = f"{OFFICE}/relationships"
    _relate(parts, f"customXml/_rels/item{number}.xml.rels", f"{relations}/customXmlProps", f"itemProps{number}.xml")
    kind = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"
    _type(parts, f"/customXml/itemProps{number}.xml", kind)
    folder, _, name = main.rpartition("/")
    _relate(parts, f"{folder}/_rels/{name}.rels", f"{relations}/customXml", f"../{item}")


def _item_number(name: str) -> str:
    digits = name.removeprefix("customXml/item").removesuffix(".xml")
    return digits if digits.isdigit() else ""


def _put_custom_properties(parts: dict[str, bytes], seal: str) -> None:
    words = base64.b64encode(zlib.compress(seal.encode(), 9)).decode()
    name = "docProps/custom.xml"
    empty = etree.Element(f"{{{CUSTOM}}}Properties", nsmap={None: CUSTOM, "vt": VALUES})
    root = _read(parts[name]) if name in parts else empty
    number = 1 + len(root)
    for place, start in enumerate(range(0, len(words), CHUNK)):
        label = f"{PREFIX}{place + 1:04d}"
        entry = etree.SubElement(
            root, f"{{{CUSTOM}}}property", {"fmtid": FORMAT_ID, "pid": str(number + 1 + place), "name": label}
        )
        etree.SubElement(entry, f"{{{VALUES}}}lpwstr").text = words[start : start + CHUNK]
    parts[name] = _xml(root)
    _type(parts, f"/{name}", "application/vnd.openxmlformats-officedocument.custom-properties+xml")
    _relate(parts, "_rels/.rels", f"{OFFICE}/relationships/custom-properties", name)


def _from_properties(parts: Mapping[str, bytes]) -> str | None:
    if "docProps/custom.xml" not in parts:
        return None
    root = _read(parts["docProps/custom.xml"])
    chunks = {
        str(entry.get("name")): "".join(entry.itertext())
        for entry in root if str(entry.get("name")).startswith(PREFIX)
    }  # fmt: skip
    if not chunks:
        return None
    try:
        words = base64.b64decode("".join(chunks[name] for name in sorted(chunks)))
        return zlib.decompressobj().decompress(words, LARGEST).decode()
    except (ValueError, zlib.error) as error:
        raise InputError(Finding("papers.seal.damaged")) from error


def _relate(parts: dict[str, bytes], file: str, kind: str, target: str) -> None:
    """Add a relation, or leave the one that there is to that kind and target."""
    empty = etree.Element(f"{{{RELATIONS}}}Relationships", nsmap={None: RELATIONS})
    root = _read(parts[file]) if file in parts else empty
    taken = {entry.get("Id") for entry in root}
    if any(entry.get("Type") == kind and str(entry.get("Target")).lstrip("/") == target for entry in root):
        return
    number = next(number for number in range(1, len(taken) + 2) if f"rId{number}" not in taken)
    etree.SubElement(root, f"{{{RELATIONS}}}Relationship", {"Id": f"rId{number}", "Type": kind, "Target": target})
    parts[file] = _xml(root)


def _type(parts: dict[str, bytes], part: str, kind: str) -> None:
    """State the type of a part, and that XML is XML."""
    root = _read(parts["[Content_Types].xml"])
    if not any(entry.get("PartName") == part for entry in root):
        etree.SubElement(root, f"{{{TYPES}}}Override", {"PartName": part, "ContentType": kind})
    if not any(entry.get("Extension") == "xml" for entry in root):
        root.insert(0, etree.Element(f"{{{TYPES}}}Default", {"Extension": "xml", "ContentType": "application/xml"}))
    parts["[Content_Types].xml"] = _xml(root)


def _text_of(data: bytes, tag: str) -> str:
    if not data:
        return ""
    found = _read(data).find(tag)
    return "" if found is None else str(found.text or "")


def _read(data: bytes) -> Element:
    """Root of an XML part; nothing outside it is looked up.

    Raises:
        InputError: it is no XML.
    """
    try:
        return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        raise InputError(Finding("papers.reproduce.unreadable")) from error


def _xml(root: Element) -> bytes:
    body: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)
    return body
