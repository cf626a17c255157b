"""Units of measure in the writings of other systems, and exports that no spreadsheet runs."""

from __future__ import annotations

import csv
import io
from typing import Any

import openpyxl
import pytest

from tests.stories.conftest import Copied
from tests.support.desk import Desk, product, receipt, returned, sale

RUN = ("=1+1", "@SUM(A1)", "+86 139", "-x", "＝1+1", '=HYPERLINK("http://x")', "-1+1|cmd", "\t=1")
KEPT = ("-5", "1e5", "|cmd", "'so", '"=1"')


def told_of_units(desk: Desk, code: str, unit: str) -> int:
    """Return how many of a receipt, a sale and a return were recorded under a unit of measure."""
    number = f"{desk.written}"
    rows = {
        "receipts": receipt(f"Y{number}", product_code=code, unit=unit),
        "sales": sale(f"X{number}", quantity="1", product_code=code, unit=unit),
        "returns": returned(f"T{number}", product_code=code, unit=unit),
    }
    return sum(desk.take(key, row, expect=None)[0] for key, row in rows.items())


@pytest.mark.parametrize(
    ("registered", "same", "other"),
    [
        (
            "支",
            ("（支）", "[支]", "【支】", " 支 ", "-", "/", "NULL", ""),
            ("盒", "PCS", "支/盒", "1支", "支装", "枝"),
        ),
        ("（支）", ("支", "(支)"), ("只",)),
        ("PCS", ("ＰＣＳ", "(PCS)"), ("支", "KPCS")),
        ("支(10ml)", ("支（10ml）", "支(10ml)"), ("支", "支(20ml)")),
    ],
)
def test_a_unit_is_the_same_in_brackets_and_any_width(
    at_a_copy: Copied, registered: str, same: tuple[str, ...], other: tuple[str, ...]
) -> None:
    """Nothing converts: what is not the registered unit is rejected in every table."""
    with at_a_copy() as desk:
        desk.recorded("products", product("PX", unit=registered))
        desk.recorded("receipts", receipt(product_code="PX"))
        desk.recorded("sales", sale("XS0", quantity="50", product_code="PX"))
        assert {unit: told_of_units(desk, "PX", unit) for unit in same} == dict.fromkeys(same, 3)
        assert {unit: told_of_units(desk, "PX", unit) for unit in other} == dict.fromkeys(other, 0)
        assert {row["unit"] for row in desk.cli.preview("--product", "PX")["by_unit"]} == {
            registered.strip("（）")
        }


def test_what_a_spreadsheet_would_run_is_guarded_at_every_door_and_comes_home(at_a_copy: Copied) -> None:
    """In notes, names and codes; in CSV behind an apostrophe, in workbooks as text."""
    with at_a_copy() as desk:
        desk.recorded("receipts", receipt(quantity="1000"))
        rows = [
            sale(f"XS{place}", note=text, customer_address=text, line="1")
            for place, text in enumerate((*RUN, *KEPT))
        ]
        desk.recorded("sales", *rows)
        for verb in (("table", "sales"), ("trace", "--lot", "L1"), ("recall", "preview", "--lot", "L1")):
            cells = _cells(desk.cli.run(*verb, "--format", "csv").out)
            assert [cell for cell in cells if cell[:1] in tuple("=@+＝＋＠")] == [], verb
        for form in ("csv", "xlsx", "json"):
            path = desk.folder / f"sales.{form}"
            desk.cli.run("table", "sales", "--format", form, "--output", path)
            assert desk.take_file(path).counts == (0, len(rows), 0), form
        sheet: Any = openpyxl.load_workbook(desk.folder / "sales.xlsx").active
        assert "f" not in {cell.data_type for row in sheet.iter_rows() for cell in row}
        assert [row["note"] for row in desk.cli.table("sales", "--where", "sale_no=XS4")] == ["＝1+1"]


def _cells(text: str) -> list[str]:
    return [cell for row in csv.reader(io.StringIO(text.lstrip("\ufeff"))) for cell in row if cell]
