"""The package of a workbook: which sheets a reader is led to, and that nothing in it shows him others.

A reader opens `_rels/.rels`, follows it to the workbook, and from there by the relationship of each sheet to
its part. So do we. Parts, relationships, sheet states, names and number formats that our own writer does not
write may show something else than the cells say: each is refused.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from typing import Final
from xml.parsers.expat import ParserCreate

from replay.evidence.checking.verdict import WrongError, worded

_BOOK: Final = "xl/workbook.xml"
_LINKS: Final = "xl/_rels/workbook.xml.rels"
_ROOT: Final = "_rels/.rels"
_STYLES: Final = "xl/styles.xml"
_PARTS: Final = frozenset(
    {
        *("[Content_Types].xml", _ROOT, "docProps/app.xml", "docProps/core.xml"),
        *(_BOOK, _LINKS, _STYLES, "xl/theme/theme1.xml"),
    }
)
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_LINK: Final = f"{_OFFICE}}}id"
_FROM_ROOT: Final = [
    ("core-properties", "docProps/core.xml"),
    ("extended-properties", "docProps/app.xml"),
    ("officeDocument", _BOOK),
]
_BESIDE: Final = [("styles", "styles.xml"), ("theme", "theme/theme1.xml")]
_RELATION: Final = frozenset({"Id", "Type", "Target"})
_OF_BOOK: Final = {
    "workbook": frozenset[str](),
    "fileVersion": frozenset({"appName", "lastEdited", "lowestEdited", "rupBuild"}),
    "workbookPr": frozenset({"defaultThemeVersion"}),
    "bookViews": frozenset[str](),
    "workbookView": frozenset(
        {"xWindow", "yWindow", "windowWidth", "windowHeight", "firstSheet", "activeTab", "tabRatio"}
    ),
    "sheets": frozenset[str](),
    "sheet": frozenset({"name", "sheetId", _LINK}),
    "definedNames": frozenset[str](),
    "definedName": frozenset({"name", "localSheetId", "hidden"}),
    "calcPr": frozenset({"calcId", "fullCalcOnLoad"}),
}
_NAMES: Final = frozenset({"_xlnm._FilterDatabase", "_xlnm.Print_Titles"})
_SHOWN_AS: Final = frozenset({"@", "yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss"})
FRAME: Final = {
    "worksheet": frozenset[str](),
    "sheetPr": frozenset[str](),
    "pageSetUpPr": frozenset({"fitToPage"}),
    "dimension": frozenset({"ref"}),
    "sheetViews": frozenset[str](),
    "sheetView": frozenset({"tabSelected", "workbookViewId"}),
    "pane": frozenset({"xSplit", "ySplit", "topLeftCell", "activePane", "state"}),
    "selection": frozenset({"pane", "activeCell", "sqref"}),
    "sheetFormatPr": frozenset({"defaultRowHeight"}),
    "cols": frozenset[str](),
    "col": frozenset({"min", "max", "width", "customWidth"}),
    "autoFilter": frozenset({"ref"}),
    "printOptions": frozenset({"horizontalCentered"}),
    "pageMargins": frozenset({"left", "right", "top", "bottom", "header", "footer"}),
    "pageSetup": frozenset({"paperSize", "orientation", "fitToHeight", "fitToWidth"}),
    "headerFooter": frozenset[str](),
    "oddFooter": frozenset[str](),
}
"""Elements around the rows of a sheet, each with its attributes."""
Element = tuple[str, dict[str, str]]


def sheets_of(archive: zipfile.ZipFile, file: str) -> list[str]:
    """Return the parts of the sheets, in the order in which a reader shows them.

    Raises:
        WrongError: A part is not one of ours, or leads a reader elsewhere.
    """
    wrong = WrongError("sheet", file, worded("has parts that lead elsewhere", "含有指向别处的部分"))
    names = archive.namelist()
    if len(names) != len(set(names)) or not set(names) >= _PARTS:
        raise wrong
    if sorted(_targets(archive, _ROOT, wrong).values()) != _FROM_ROOT:
        raise wrong
    shown = _shown(archive, wrong)
    numbered = [f"xl/worksheets/sheet{number}.xml" for number in range(1, len(shown) + 1)]
    if not shown or shown != numbered or set(names) != _PARTS | set(shown):
        raise wrong
    if not _plainly_shown(archive, wrong):
        raise wrong
    return shown


def _shown(archive: zipfile.ZipFile, wrong: WrongError) -> list[str]:
    """Return the parts to which the sheets of the workbook lead, in its order."""
    links = _targets(archive, _LINKS, wrong)
    book = list(_elements(archive, _BOOK, wrong))
    for tag, said in book:
        strange_name = tag == "definedName" and said.get("name") not in _NAMES
        if tag not in _OF_BOOK or not said.keys() <= _OF_BOOK[tag] or strange_name:
            raise wrong
    sheets = [links.pop(said.get(_LINK, ""), ("", "")) for tag, said in book if tag == "sheet"]
    if sorted(links.values()) != _BESIDE or any(kind != "worksheet" for kind, _ in sheets):
        raise wrong
    return [f"xl/{target}" for _, target in sheets]


def _targets(archive: zipfile.ZipFile, part: str, wrong: WrongError) -> dict[str, tuple[str, str]]:
    """Return by their id the last word of the type of relationships, and where they lead."""
    found: dict[str, tuple[str, str]] = {}
    for tag, said in list(_elements(archive, part, wrong))[1:]:
        if tag != "Relationship" or said.keys() != _RELATION or said["Id"] in found:
            raise wrong
        found[said["Id"]] = said["Type"].rpartition("/")[2], said["Target"]
    return found


def _plainly_shown(archive: zipfile.ZipFile, wrong: WrongError) -> bool:
    """Tell whether every number format shows a number as it is, or a day or time as one."""
    elements = list(_elements(archive, _STYLES, wrong))
    own = {said.get("numFmtId"): said.get("formatCode") for tag, said in elements if tag == "numFmt"}
    used = {said.get("numFmtId") for tag, said in elements if tag == "xf"}
    return set(own.values()) <= _SHOWN_AS and used <= {"0", *own} and "0" not in own


def _elements(archive: zipfile.ZipFile, part: str, wrong: WrongError) -> Iterator[Element]:
    """Yield the elements of a part, without their namespaces, with their attributes."""
    found: list[Element] = []

    def refuse(*_: object) -> None:
        raise wrong

    parser = ParserCreate(namespace_separator="}")
    parser.StartElementHandler = lambda name, said: found.append((name.rpartition("}")[2], said))
    parser.StartDoctypeDeclHandler = parser.CommentHandler = parser.ProcessingInstructionHandler = refuse
    parser.Parse(archive.read(part), True)
    yield from found
