"""What all Office Open XML files (.docx, .xlsx) share: parts, relationships, core properties.

Parts are parsed by lxml without entities, network or unlimited depth. A part that libxml2 would
cut, or whose tree would take unbounded memory, makes the file unreadable. The variant "strict" of
the format is turned into the usual one, so that readers know one set of names.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias
from urllib.parse import unquote

from lxml import etree

from gouji.documents.archives.zip_members import ZipMembers
from gouji.documents.joining import squeeze
from gouji.documents.reasons import Unreadable, reason
from gouji.documents.strict_xml import parse_xml

MAX_PART = 32 * 1024 * 1024
# In memory an element or a stretch of text takes 120 bytes, an attribute 216.
MAX_NODES = 2_000_000

RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_DUBLIN = "{http://purl.org/dc/elements/1.1/}"
_CORE = "{http://schemas.openxmlformats.org/package/2006/metadata/core-properties}"
_TERMS = "{http://purl.org/dc/terms/}"
_STRICT = {
    b"http://purl.oclc.org/ooxml/wordprocessingml/main": (
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    ),
    b"http://purl.oclc.org/ooxml/spreadsheetml/main": (
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    ),
    b"http://purl.oclc.org/ooxml/officeDocument/math": (
        b"http://schemas.openxmlformats.org/officeDocument/2006/math"
    ),
    b"http://purl.oclc.org/ooxml/officeDocument/relationships": RELATIONSHIPS.encode(),
}
_STRICT_MARK = b"http://purl.oclc.org/ooxml/"
_DOCTYPE = re.compile(rb"<!\s*D\0?O\0?C\0?T\0?Y\0?P\0?E", re.I)

Element: TypeAlias = etree._Element


@dataclass(frozen=True, slots=True)
class Relationship:
    """A pointer from one part to another; `kind` is the last word of its type."""

    id: str
    kind: str
    target: str


class OfficePackage:
    """The parts of one file.

    Raises:
        Unreadable: the bytes are no ZIP file that may be opened.
    """

    def __init__(self, data: bytes) -> None:
        self._members = ZipMembers(data)
        self._pointers: dict[str, list[Relationship]] = {}

    def main_part(self, usual: str) -> str:
        """The name of the part that holds the document itself."""
        for pointer in self.relationships(""):
            if pointer.kind == "officeDocument" and self._members.find(pointer.target):
                return pointer.target
        return usual

    def parse(self, name: str) -> Element | None:
        """The root element of a part, None where there is no such part.

        Raises:
            Unreadable: the part is damaged, too large, or built to be.
        """
        info = self._members.find(name)
        return None if info is None else parse_part(self._members.read(info, MAX_PART), name)

    def relationships(self, part: str) -> list[Relationship]:
        """Where a part ("" for the file itself) points to inside the file."""
        if part not in self._pointers:
            self._pointers[part] = list(self._read_relationships(part))
        return self._pointers[part]

    def _read_relationships(self, part: str) -> Iterator[Relationship]:
        folder, _, base = part.rpartition("/")
        root = self.parse(posixpath.join(folder, "_rels", f"{base}.rels"))
        for element in () if root is None else root.iter(f"{_PACKAGE}Relationship"):
            if element.get("TargetMode") == "External":
                continue
            target = unquote((element.get("Target") or "").replace("\\", "/"))
            path = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            kind = (element.get("Type") or "").rpartition("/")[2]
            yield Relationship(element.get("Id") or "", kind, path)

    def metadata(self) -> dict[str, str]:
        """What the file says about itself: title, subject, author, created, modified.

        Nobody looks at these while writing: damaged ones are none.
        """
        name = next(
            (p.target for p in self.relationships("") if p.kind == "core-properties"),
            "docProps/core.xml",
        )
        try:
            root = self.parse(name)
        except Unreadable:
            root = None
        if root is None:
            return {}
        wanted = {
            "title": f"{_DUBLIN}title",
            "subject": f"{_DUBLIN}subject",
            "author": f"{_DUBLIN}creator",
            "keywords": f"{_CORE}keywords",
            "created": f"{_TERMS}created",
            "modified": f"{_TERMS}modified",
        }
        found = {key: squeeze(root.findtext(tag) or "") for key, tag in wanted.items()}
        return {key: value for key, value in found.items() if value}


def parse_part(data: bytes, name: str) -> Element:
    """The root element of an XML part; `name` is for the reason.

    Raises:
        Unreadable: not well-formed, with a document type (entities), too large or too deep.
    """
    nodes = data.count(b"<") + 2 * data.count(b"=")
    if nodes > MAX_NODES:
        raise Unreadable(reason("office_part_too_large", part=name, limit=MAX_NODES))
    if _DOCTYPE.search(data, 0, 4096):
        raise Unreadable(reason("office_entities", part=name))
    if _STRICT_MARK in data:
        for strict, usual in _STRICT.items():
            data = data.replace(strict, usual)
    try:
        root = parse_xml(data)
    except (etree.XMLSyntaxError, ValueError) as error:
        cause = f"{name}: {str(error).partition(',')[0]}"[:160]
        raise Unreadable(reason("office_damaged", cause=cause)) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise Unreadable(reason("office_entities", part=name))
    return root
