"""No text of a workbook is taken for markup, in either way of writing one."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from ledger.plain_workbooks import PlainWorkbook

TEXTS = ("<r><t>其他</t></r>", "<r></r>", "<r>&</r>", "<r>a</r><r>b</r>", " <r>x</r>", "<r>x</r>\n")


@pytest.mark.parametrize("streaming", [True, False], ids=["streaming", "whole"])
def test_what_looks_like_markup_is_read_back_as_it_was_typed(tmp_path: Path, *, streaming: bool) -> None:
    """The library would have written the text into the sheet's XML as it stands."""
    file = tmp_path / "b.xlsx"
    with PlainWorkbook(str(file), {"constant_memory": streaming}) as book:
        sheet = book.add_worksheet()
        for row, text in enumerate(TEXTS):
            sheet.write_string(row, 0, text)
    read = openpyxl.load_workbook(file).active
    assert [cell.value for cell in read["A"]] == [*TEXTS]
