"""Files of temperature loggers, wide and long, as readings."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from openpyxl import Workbook

from tests.stories.conftest import Copied
from tests.support.desk import Desk

WIDE = """记录仪导出,,,
型号,RC-4,,
时间,冷库1 温度(℃),冷库1 湿度(%RH),冷库2 温度(℃)
2026/5/1 9:00,4.1,55,5.0
2026/5/1 9:05,4.2,56,
"""
LONG = """Date/Time,Sensor,Temperature (°C),RH (%)
2026-05-01 09:00:00,P1,4.1,55
2026-05-01 09:00:00,P2,5.0,60
"""


@pytest.fixture
def desk(at_a_copy: Copied) -> Iterator[Desk]:
    """Return a desk at a small house (SQLite)."""
    with at_a_copy() as one:
        yield one


def readings(desk: Desk) -> list[tuple[str | None, ...]]:
    """Return the readings: sensor, time, temperature and humidity."""
    keys = ("equipment_code", "read_at", "temperature", "humidity")
    return sorted(tuple(one.get(key) for key in keys) for one in desk.cli.table("temperature_readings"))


def test_a_wide_file_has_a_reading_for_each_sensor_and_time(desk: Desk) -> None:
    """Sensors are named in the headings; an empty cell is no reading; again, nothing is new."""
    path = desk.folder / "冷库.csv"
    path.write_text(WIDE, "utf-8")
    assert desk.cli.import_(path).counts == (3, 0, 0)
    assert [(one[0], one[2], one[3]) for one in readings(desk)] == [
        ("冷库1", "4.1", "55"),
        ("冷库1", "4.2", "56"),
        ("冷库2", "5", None),
    ]
    assert desk.cli.import_(path).counts == (0, 3, 0)


def test_a_longer_file_goes_on_and_another_writing_of_a_time_is_the_same(desk: Desk) -> None:
    """A reading is known by its sensor and its time."""
    path = desk.folder / "冷库.csv"
    path.write_text(WIDE, "gb18030")
    desk.cli.import_(path)
    longer = WIDE.replace("2026/5/1 9:0", "2026-05-01 09:0") + "2026-05-01 09:10,4.3,57,5.1\n"
    path.write_text(longer, "utf-8")
    assert desk.cli.import_(path).counts == (2, 3, 0)


def test_a_long_file_names_the_sensor_in_each_row(desk: Desk) -> None:
    """As loggers of several probes write it."""
    path = desk.folder / "probe.csv"
    path.write_text(LONG, "utf-8")
    assert desk.cli.import_(path).counts == (2, 0, 0)
    assert [(one[0], one[2], one[3]) for one in readings(desk)] == [("P1", "4.1", "55"), ("P2", "5", "60")]


def test_a_workbook_of_a_logger_is_read_as_well(desk: Desk) -> None:
    """Times may be those of the spreadsheet."""
    book = Workbook()
    for row in (("日期时间", "探头1温度", "探头1湿度"), ("2026-05-01 09:00", 18.5, 50)):
        book.worksheets[0].append(row)
    path = desk.folder / "阴凉库.xlsx"
    book.save(path)
    assert desk.cli.import_(path).counts == (1, 0, 0)
    assert [(one[0], one[2]) for one in readings(desk)] == [("探头1", "18.5")]


def test_a_time_that_is_none_rejects_its_reading_alone(desk: Desk) -> None:
    """With the reason of any import."""
    path = desk.folder / "冷库.csv"
    path.write_text(WIDE.replace("2026/5/1 9:05", "昨天"), "utf-8")
    assert desk.take_file(path, expect=2).counts == (2, 0, 1)


def test_a_file_of_no_table_and_no_logger_is_refused_as_before(desk: Desk) -> None:
    """Degrees Fahrenheit are no readings of this ledger."""
    path = desk.folder / "us.csv"
    path.write_text("Time,Temp (°F)\n2026-05-01 09:00,40\n", "utf-8")
    assert "expected" in desk.cli.run("import", path, expect=2).err
