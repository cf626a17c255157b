"""Workbooks whose texts stay texts, and that know no clock: the same cells, the same bytes.

The library writes a text that begins with `<r>` and ends with `</r>` into the file as it is, taking it for
markup of its own. What somebody typed is never that: it is escaped like any other text.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from xlsxwriter import Workbook
from xlsxwriter.packager import Packager
from xlsxwriter.sharedstrings import SharedStrings
from xlsxwriter.worksheet import Worksheet

MADE: Final = datetime(2000, 1, 1)  # noqa: DTZ001  a spreadsheet knows no zones
"""The time at which a workbook says that it was made, where it does not say that of what it rests on."""


class _PlainSheet(Worksheet):  # type: ignore[misc]  # the library has no types
    def _xml_rich_inline_string(self, string: str, attributes: Any = ()) -> None:
        self._xml_inline_string(string, preserve=False, attributes=attributes)


class _PlainStrings(SharedStrings):  # type: ignore[misc]
    def _xml_rich_si_element(self, string: str) -> None:
        self._xml_si_element(string)


class _PlainPackager(Packager):  # type: ignore[misc]
    def _write_shared_strings_file(self) -> None:
        strings = _PlainStrings()
        strings.string_table = self.workbook.str_table
        if strings.string_table.count:
            strings._set_xml_writer(self._filename("xl/sharedStrings.xml"))
            strings._assemble_xml_file()


class PlainWorkbook(Workbook):  # type: ignore[misc]
    """A workbook on its way to the disk; no text of it is taken for markup, no clock is asked."""

    worksheet_class = _PlainSheet

    def __init__(self, file: Any, options: dict[str, Any] | None = None) -> None:
        super().__init__(file, options)
        self.set_properties({})

    def set_properties(self, properties: dict[str, Any]) -> None:
        """Say what a workbook is; without `created` that it was made at `MADE`."""
        super().set_properties({"created": MADE, **properties})

    def _get_packager(self) -> Packager:
        return _PlainPackager()
