"""Files of temperature loggers: one column for each sensor, or a row for each sensor and time, as readings.

A logger's file has no heading of the official form. What its columns are follows from how loggers name them:
a time (or a day and a time), and beside it temperatures and humidities, each with the name of its sensor in
front (`冷库1 温度(℃)`, `Probe 2 RH%`), or a column that names the sensor of the row. A reading is known by
its sensor and its time, so that the same file again, or a longer one, brings no reading twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import orjson

from ledger.intake.cells.cell_error import CellError
from ledger.intake.cells.dates import moment
from ledger.intake.headings.mapping import Mapping
from ledger.intake.headings.normalising import bare
from ledger.intake.opening import sheets_of
from ledger.intake.source.source import Damaged, Places, Source

_TIMES: Final = frozenset(
    {
        *("时间", "日期时间", "记录时间", "监测时间", "采集时间", "测量时间", "时间戳"),
        *("time", "datetime", "date/time", "date&time", "timestamp", "loggingtime", "recordtime"),
    }
)
_DAYS: Final = frozenset({"日期", "date"})
_SENSORS: Final = frozenset(
    {
        *("探头", "传感器", "通道", "测点", "设备", "设备编号", "设备名称", "探头编号", "仪器编号"),
        *("sensor", "probe", "channel", "device", "sensorid", "deviceid", "logger"),
    }
)
_temperature = re.compile(r"温度|temp(?:erature)?|[℃]|°c|摄氏", re.IGNORECASE)
_humidity = re.compile(r"相对湿度|湿度|humidity|%?rh\b|rh%?|%", re.IGNORECASE)
_not_celsius = re.compile(r"℉|°f|华氏", re.IGNORECASE)
_left = re.compile(r"[()（）\[\]_:：\-\s°℃%]+")


@dataclass(slots=True)
class _Columns:
    """Where what stands in a logger's file: the time, the sensor, and the values of each sensor."""

    times: list[int] = field(default_factory=list)
    sensor: int | None = None
    values: dict[str, dict[str, int]] = field(default_factory=dict)

    @property
    def whole(self) -> bool:
        """Whether it is a logger's file."""
        return bool(self.times) and any("temperature" in one for one in self.values.values())


def write_readings(path: Path, target: Path, zone: str) -> bool:
    """Write the readings of a logger's file as JSON Lines; return whether it is one.

    Args:
        path: CSV or XLSX, as a logger writes it.
        target: Takes the rows, with the columns of `temperature_readings`.
        zone: The ledger's time zone.

    Raises:
        CommandError: The file cannot be read.
    """
    found = False
    with target.open("wb") as file:
        for _, readings in sheets_of(path, Mapping()):
            for source in readings:
                laid = _laid_out(source)
                if laid is not None:
                    for row in _rows(source, *laid, path.stem, zone):
                        file.write(orjson.dumps(row) + b"\n")
                    found = True
                    break
    return found


def _laid_out(source: Source) -> tuple[int, _Columns] | None:
    """Return the heading row of a logger's file and what stands below it; None where it is none."""
    for number, cells in enumerate(source.sample()):
        columns = _columns(cells)
        if columns.whole:
            return number, columns
    return None


def _columns(cells: Sequence[str]) -> _Columns:
    found = _Columns()
    for place, cell in enumerate(cells):
        name = bare(cell)
        if name in _TIMES or name in _DAYS:
            found.times.append(place)
        elif name in _SENSORS:
            found.sensor = place
        elif name and not _not_celsius.search(cell):
            _take_value(found, place, cell)
    return found


def _take_value(found: _Columns, place: int, heading: str) -> None:
    for key, pattern in (("temperature", _temperature), ("humidity", _humidity)):
        if pattern.search(heading):
            sensor = _left.sub(" ", _humidity.sub("", _temperature.sub("", heading))).strip()
            found.values.setdefault(sensor, {}).setdefault(key, place)
            return


def _rows(source: Source, heading: int, columns: _Columns, stem: str, zone: str) -> Iterator[dict[str, str]]:
    source.prepare(Places(days=frozenset(columns.times)))
    for number, cells in enumerate(source.records()):
        if number <= heading or isinstance(cells, Damaged):
            continue
        time = " ".join(_cell(cells, place) for place in columns.times).strip()
        for sensor, places in columns.values.items():
            told = {key: value for key, place in places.items() if (value := _cell(cells, place))}
            if time and "temperature" in told:
                named = _cell(cells, columns.sensor) if columns.sensor is not None else ""
                yield _reading(" ".join(filter(None, (named, sensor))) or stem, time, told, zone)


def _reading(sensor: str, time: str, told: dict[str, str], zone: str) -> dict[str, str]:
    """Return a reading; its number follows from the sensor and the time, however that is written."""
    try:
        normal = moment(time, zone) or time
    except CellError:
        normal = time  # the import says what is wrong with it
    digits = re.sub(r"\D", "", normal)[:14]
    return {"reading_no": f"{sensor}-{digits}", "read_at": time, "equipment_code": sensor, **told}


def _cell(cells: Sequence[str], place: int) -> str:
    return cells[place].strip() if place < len(cells) else ""
