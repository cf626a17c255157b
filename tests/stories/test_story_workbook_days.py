"""Workbooks that count days from 1904, and what their cells make of codes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from tests.stories.conftest import Copied
from tests.support.desk import Desk, customer, receipt, sale

FIRST_OF_MAY = 44_681  # 2026-05-01, counted from 1904
BEFORE = 1_462  # days between the two beginnings


def workbook(desk: Desk, rows: Sequence[dict[str, Any]], *, since_1904: bool = True) -> Path:
    """Return a workbook with cells of the kinds that the values have; a pair is a value and its format."""
    book = openpyxl.Workbook()
    if since_1904:
        book.epoch = CALENDAR_MAC_1904
    sheet: Any = book.active
    sheet.append(list(rows[0]))
    for number, row in enumerate(rows, 2):
        for column, value in enumerate(row.values(), 1):
            cell = sheet.cell(number, column)
            cell.value = value[0] if isinstance(value, tuple) else value
            if isinstance(value, tuple):
                cell.number_format = value[1]
    path = desk.folder / f"book{len(list(desk.folder.iterdir()))}.xlsx"
    book.save(path)
    return path


DAYS = (
    *(
        FIRST_OF_MAY,
        FIRST_OF_MAY + 0.4375,
        dt.date(2026, 5, 1),
        dt.datetime.fromisoformat("2026-05-01T10:30"),
    ),
    *("2026-05-01", "2026年5月1日 上午 10:30", 20260501, (FIRST_OF_MAY + 0.5, "yyyy-mm-dd hh:mm")),
)


@pytest.mark.parametrize("since_1904", [True, False])
def test_days_with_and_without_times_are_the_same_day_in_every_cell(
    at_a_copy: Copied, since_1904: bool
) -> None:
    """Plain numbers count as the workbook does; as text they do not say from when, and are rejected."""
    with at_a_copy() as desk:
        desk.recorded("receipts", receipt(quantity="1000"))
        shift = 0 if since_1904 else BEFORE
        cells = [_shifted(day, shift) for day in DAYS]
        rows = [{**sale(f"XS{place}"), "sold_on": day} for place, day in enumerate(cells)]
        path = workbook(desk, rows, since_1904=since_1904)
        assert desk.take_file(path, "--table", "sales").counts == (len(DAYS), 0, 0), desk.rejects
        assert {row["sold_on"] for row in desk.cli.table("sales")} == {"2026-05-01"}
        if since_1904:
            texts = [{**sale("XT1"), "sold_on": "44681"}, {**sale("XT2"), "sold_on": "46143.25"}]
            assert desk.take_file(workbook(desk, texts), "--table", "sales", expect=2).counts == (0, 0, 2)
            assert all("1904" in row["拒收原因"] for row in desk.rejects)


def _shifted(day: Any, shift: int) -> Any:
    if isinstance(day, tuple):
        return day[0] + shift, day[1]
    return day + shift if isinstance(day, int | float) and day < 10**6 else day


def test_expiries_validities_and_times_of_1904(at_a_copy: Copied) -> None:
    """Of lines, of registers and of readings; a month alone is still its last day."""
    with at_a_copy() as desk:
        last = 45_442  # 2028-05-31
        lots = [
            {**receipt(f"YS{place}"), "expiry_date": day}
            for place, day in enumerate((last, "2028-05", 202805))
        ]
        assert desk.take_file(workbook(desk, lots), "--table", "receipts").counts == (3, 0, 0)
        assert {row["expiry_date"] for row in desk.cli.table("receipts")} == {"2028-05-31"}
        buyer = {**customer("C7"), "licence_valid_until": last, "event_time": FIRST_OF_MAY + 0.4375}
        assert desk.take_file(workbook(desk, [buyer]), "--table", "customers").counts == (1, 0, 0)
        row = next(one for one in desk.cli.table("customers") if one["customer_code"] == "C7")
        assert (row["licence_valid_until"], row["event_time"]) == ("2028-05-31", "2026-05-01T10:30:00+08:00")
        reading = {
            "reading_no": "R1",
            "read_at": FIRST_OF_MAY + 0.4375,
            "location_code": "A",
            "recorder": "E1",
        }
        path = workbook(desk, [reading | {"temperature": 5}])
        assert desk.take_file(path, "--table", "temperature_readings").counts == (1, 0, 0)
        assert desk.cli.table("temperature_readings")[0]["read_at"] == "2026-05-01T10:30:00+08:00"


@pytest.mark.parametrize("since_1904", [True, False])
def test_what_cells_made_of_codes_is_read_as_shown_or_rejected(at_a_copy: Copied, since_1904: bool) -> None:
    """In lots, documents' numbers and serials: fifteen digits are whole, leading zeros count."""
    with at_a_copy() as desk:
        desk.recorded("receipts", receipt(quantity="1000"))
        good = {
            (123, "00000000"): "00000123",
            123456789012345: "123456789012345",
            (7, "000"): "007",
            0.3: "0.3",
        }
        bad = (
            *(1e15 + 1, 202605010012003001, (123456789012, "0.00E+00"), True, dt.time(8, 30)),
            *(dt.date(2026, 5, 1), (FIRST_OF_MAY, "yyyy-mm-dd"), dt.timedelta(hours=30)),
        )
        for column in ("lot", "sale_no", "serial"):
            cells = list(good)
            rows = [
                {**sale(f"X{column}{place}", lot="L1"), "serial": None, column: cell}
                for place, cell in enumerate(cells)
            ]
            path = workbook(desk, [row | {"quantity": 1} for row in rows], since_1904=since_1904)
            taken = desk.take_file(path, "--table", "sales", expect=None)
            assert taken.counts == (len(cells), 0, 0), (column, desk.rejects)
        assert {row["lot"] for row in desk.cli.table("sales")} == {"L1", *good.values()}
        for column in ("lot", "sale_no", "serial"):
            rows = [
                {**sale(f"Y{column}{place}"), "serial": None, column: cell} for place, cell in enumerate(bad)
            ]
            path = workbook(desk, [row | {"quantity": 1} for row in rows], since_1904=since_1904)
            assert desk.take_file(path, "--table", "sales", expect=2).counts == (0, 0, len(bad)), column
