"""Which part of a workbook is what: its relationships say so, not the names of the parts.

The reader of sheets looks for the book, its strings and its styles under the names that every program gives
them. A workbook whose relationships name others would show one thing in a spreadsheet and be read as another.
"""

from __future__ import annotations

import html
import posixpath
import re
import zipfile
from typing import Final

BOOK: Final = "xl/workbook.xml"
_PACKAGE: Final = "_rels/.rels"
_OF_BOOK: Final = "xl/_rels/workbook.xml.rels"
_USUAL: Final = {"sharedStrings": "xl/sharedstrings.xml", "styles": "xl/styles.xml"}
_SMALL: Final = 64 << 20  # bytes of a part that is read at once
_relation = re.compile(r"<(?:\w+:)?Relationship\b([^>]*)>")
_attribute = re.compile(r"""([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")


def text_of_part(archive: zipfile.ZipFile, name: str) -> str:
    """Return a part as text, found by its name in any case as the reader finds it; empty if there is none."""
    found = next((one for one in archive.infolist() if one.filename.casefold() == name.casefold()), None)
    if found is None or found.file_size > _SMALL:
        return ""
    return archive.read(found).decode("utf-8-sig", "replace")


def attributes(text: str) -> dict[str, str]:
    """Return the attributes of an element."""
    return {name: html.unescape(one or other) for name, one, other in _attribute.findall(text)}


def relations(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return the parts that the book's relationships name, by their ids, as the reader finds them."""
    found = (attributes(one) for one in _relation.findall(text_of_part(archive, _OF_BOOK)))
    return {one.get("Id", ""): part_of(one.get("Target", "")) for one in found}


def part_of(target: str) -> str:
    """Return the name of the part that a target in the book's relationships means.

    >>> part_of("worksheets/sheet1.xml"), part_of("/xl/sheet.xml"), part_of("")
    ('xl/worksheets/sheet1.xml', 'xl/sheet.xml', '')
    """
    if not target:
        return ""
    if target.startswith("/"):
        return target[1:]
    return target if target.startswith("xl/") else f"xl/{target.removeprefix('./')}"


def are_usual(archive: zipfile.ZipFile) -> bool:
    """Return whether book, strings and styles are the parts in which the reader looks for them."""
    for one in map(attributes, _relation.findall(text_of_part(archive, _PACKAGE))):
        target = one.get("Target", "").lstrip("/")
        if one.get("Type", "").endswith("/officeDocument") and _normal(target) != BOOK:
            return False
    for one in map(attributes, _relation.findall(text_of_part(archive, _OF_BOOK))):
        usual = _USUAL.get(one.get("Type", "").rpartition("/")[2])
        if usual is not None and _normal(part_of(one.get("Target", ""))) != usual:
            return False
    return True


def _normal(part: str) -> str:
    return posixpath.normpath(part).casefold()
