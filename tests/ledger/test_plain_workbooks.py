"""No text of a workbook is taken for markup, and no clock is asked, in either way of writing one."""

from __future__ import annotations

import io
import re
from pathlib import Path

import openpyxl
import pytest

from ledger.plain_workbooks import MADE, PlainWorkbook

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


@pytest.mark.parametrize("said", [None, {"title": "销售记录"}], ids=["nothing", "a title"])
def test_the_same_cells_give_the_same_bytes_at_any_time(said: dict[str, str] | None) -> None:
    """A workbook that says what it rests on says so itself; of the clock it knows nothing."""
    target = io.BytesIO()
    with PlainWorkbook(target, {"in_memory": True}) as book:
        if said is not None:
            book.set_properties(said)
        book.add_worksheet().write_string(0, 0, "L24")
    found = openpyxl.load_workbook(target).properties
    assert (found.created, found.modified, found.title) == (MADE, MADE, (said or {}).get("title"))


def test_every_workbook_is_written_so() -> None:
    """The library itself is asked for a workbook in one place, and by the samples of other systems' files."""
    own = Path(__file__).parents[2]
    asking = re.compile(r"xlsxwriter import Workbook|xlsxwriter\.Workbook")
    found = {
        file.relative_to(own).as_posix()
        for package in ("ledger", "projections", "replay")
        for file in (own / package).rglob("*.py")
        if asking.search(file.read_text("utf-8"))
    }
    assert found == {"ledger/plain_workbooks.py", "replay/demo/paper.py"}
