"""How the cells of a workbook are shown, found in its parts: the reader of sheets gives values alone.

Looked up are the number formats, cells written with a leading apostrophe, formulas whose result was never
worked out, and whether days count from 1904. What cannot be read here is no fault of its own: the reader of
sheets judges whether the workbook is whole.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from ledger.intake.source.number_formats import BUILT_IN, GENERAL
from ledger.intake.source.workbook_relations import BOOK, attributes, relations, text_of_part

DAYS_TO_1904: Final = 1462
_CHUNK: Final = 1 << 20
_OF_STYLE: Final = 3  # groups of a search for styles alone

_format = re.compile(r"<(?:\w+:)?numFmt\b([^>]*)>")
_cell_styles = re.compile(r"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", re.DOTALL)
_style = re.compile(r"<(?:\w+:)?xf\b([^>]*)>")
_properties = re.compile(r"<(?:\w+:)?workbookPr\b([^>]*)>")
_sheet = re.compile(r"<(?:\w+:)?sheet\b([^>]*)>")
_TRUE: Final = frozenset({"1", "true", "on"})


@dataclass(frozen=True, slots=True)
class Look:
    """How a cell is shown.

    Attributes:
        form: Its number format.
        is_quoted: Whether it was written with a leading apostrophe, so that it is text as it stands.
        is_unknown: Whether it holds a formula without a result.
    """

    form: str = GENERAL
    is_quoted: bool = False
    is_unknown: bool = False


@dataclass(slots=True)
class Styles:
    """How the cells of a workbook are shown.

    Attributes:
        path: The workbook.
        since_1904: Whether its days count from 1904.
        looks: The look of each style that is not the usual one, by its number.
        parts: The part of each sheet, by the sheet's name.
    """

    path: Path
    since_1904: bool = False
    looks: dict[int, Look] = field(default_factory=dict)
    parts: dict[str, str] = field(default_factory=dict)

    def looks_of(self, sheet: str, columns: frozenset[int]) -> Iterator[tuple[int, int, Look]]:
        """Yield row and column of the cells of a sheet with an unusual look, in its order, counted from 0.

        Args:
            sheet: The sheet's name.
            columns: In which columns styles matter; formulas without a result are found in all.
        """
        part = self.parts.get(sheet)
        if part is None:
            return
        search, usual = _searched(self.looks), _searched_as_usual(self.looks, columns)
        try:
            with zipfile.ZipFile(self.path) as archive, archive.open(part) as content:
                tail = b""
                while chunk := content.read(_CHUNK):
                    text = tail + chunk
                    cut = text.rfind(b"<c") if len(text) < 2 * _CHUNK else len(text)
                    whole, tail = (text, b"") if cut < 0 else (text[:cut], text[cut:])
                    if b"<f" not in whole and _is_usual(whole):
                        yield from self._found(usual, whole)
                    else:
                        yield from self._found(search, whole)
                yield from self._found(search, tail)
        except (
            OSError,
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            KeyError,
            NotImplementedError,
            RuntimeError,
        ):
            return  # the reader of sheets says what is wrong with it

    def _found(self, search: re.Pattern[bytes], text: bytes) -> Iterator[tuple[int, int, Look]]:
        for match in search.finditer(text):
            place = _place(match[1] or b"", match[2] or b"")
            if place is None:
                continue
            if match.re.groups > _OF_STYLE and match["formula"] is not None:
                yield (*place, Look(is_unknown=True))
            else:
                yield (*place, self.looks[int(match["style"])])


def styles_of(path: Path) -> Styles:
    """Return how the cells of a workbook are shown, as far as its parts tell."""
    found = Styles(path)
    try:
        with zipfile.ZipFile(path) as archive:
            book = text_of_part(archive, BOOK)
            properties = _properties.search(book)
            found.since_1904 = properties is not None and attributes(properties[1]).get("date1904") in _TRUE
            names = {name.casefold(): name for name in archive.namelist()}
            found.parts = {
                sheet: names.get(part.casefold(), part) for sheet, part in _sheets(book, relations(archive))
            }
            found.looks = _looks(text_of_part(archive, "xl/styles.xml"))
    except (OSError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError):
        return found
    return found


def _sheets(book: str, targets: dict[str, str]) -> Iterator[tuple[str, str]]:
    for one in map(attributes, _sheet.findall(book)):
        number = next((value for name, value in one.items() if name.endswith(":id")), "")
        if part := targets.get(number):
            yield one.get("name", ""), part


def _looks(styles: str) -> dict[int, Look]:
    forms = dict(BUILT_IN)
    for one in map(attributes, _format.findall(styles)):
        if one.get("numFmtId", "").isdecimal():
            forms[int(one["numFmtId"])] = one.get("formatCode", GENERAL)
    section = _cell_styles.search(styles)
    found = {}
    for number, text in enumerate(_style.findall(section[0]) if section else ()):
        one = attributes(text)
        form = forms.get(int(one.get("numFmtId", "0") or 0), GENERAL)
        look = Look(form, is_quoted=one.get("quotePrefix") in _TRUE)
        if look.is_quoted or form not in {GENERAL, "@"}:
            found[number] = look
    return found


def _searched(looks: dict[int, Look]) -> re.Pattern[bytes]:
    """Return what finds the cells with one of these styles, and those whose formula has no result."""
    place = rb"""<(?:\w+:)?c\b(?=[^>]*?\sr\s*=\s*["']([A-Z]{1,3})(\d{1,7})["'])?"""
    styles = b"|".join(str(number).encode() for number in looks) or rb"(?!)"
    styled = rb"""(?=[^>]*?\ss\s*=\s*["'](?P<style>%s)["'])""" % styles
    formula = (
        rb"""(?![^>]*\st\s*=\s*["']str)[^>]*>"""
        rb"(?P<formula><(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)"
        rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?</(?:\w+:)?c>)"
    )
    return re.compile(place + rb"(?:" + formula + rb"|" + styled + rb")")


def _searched_as_usual(looks: dict[int, Look], columns: frozenset[int]) -> re.Pattern[bytes]:
    """Return what finds the cells with one of these styles in these columns, as most programs write cells."""
    letters = b"|".join(_letters(column).encode() for column in sorted(columns)) or rb"(?!)"
    styles = b"|".join(str(number).encode() for number in looks) or rb"(?!)"
    return re.compile(rb'<c r="(%s)(\d{1,7})"(?: \w+="\w*")*? s="(?P<style>%s)"' % (letters, styles))


def _is_usual(text: bytes) -> bool:
    """Whether all cells in a part of a sheet are written as most programs write them."""
    cells = text.count(b"<c ") + text.count(b"<c>")
    return text.count(b'<c r="') == cells and text.count(b' s="') >= text.count(b" s=") and b":c " not in text


def _letters(column: int) -> str:
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _place(letters: bytes, digits: bytes) -> tuple[int, int] | None:
    """Return row and column of a cell's name, both from 0; None where the cell has no name."""
    if not letters or not digits or not int(digits):
        return None
    column = 0
    for letter in letters:
        column = column * 26 + letter - 64
    return int(digits) - 1, column - 1
