"""What is exported as text is read back equal."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger import clock
from ledger.events import catalogue
from ledger.events.base import Column, Table
from ledger.intake.cells.converters import converter, is_code
from ledger.intake.cells.wrapping import guarded
from ledger.intake.opening import open_inputs
from ledger.state.quantities import plain
from tests.support.budgets import examples

ZONE = "Asia/Shanghai"
TODAY = "2026-06-01"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

codes = st.from_regex(r"[A-Z0-9]{1,6}(-[a-z0-9]{1,4})?( [A-Z]{2})?", fullmatch=True)
words = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")) | st.sampled_from("\n\t,;\"'国械"),
    min_size=1,
).filter(lambda text: text == text.strip() and text)
days = st.dates(date(1950, 1, 1), date(2026, 6, 1))
moments = st.integers(0, 56 * 365 * 86_400 * 10**6).map(
    lambda micros: _EPOCH + timedelta(microseconds=micros)
)
decimals = st.decimals(0, 10**9, places=4, allow_nan=False).map(lambda value: plain(Decimal(value)))


_OWN = {"record_table": catalogue.TABLE_KEYS, "unit": ("支", "盒", "mL")}


def _values(column: Column, table: Table) -> st.SearchStrategy[Any]:
    if column.key in _OWN:
        return st.sampled_from(_OWN[column.key])
    if column.values and column.type == "list":
        return st.lists(st.sampled_from([one.key for one in column.values]), min_size=1, unique=True)
    if column.values:
        return st.sampled_from([one.key for one in column.values])
    match column.type:
        case "date":
            return days.map(date.isoformat)
        case "datetime":
            return moments.map(clock.stored) | days.map(date.isoformat)
        case "integer":
            return st.integers(1, 10**6)
        case "decimal" | "money":
            return decimals.filter(lambda value: value != "0")
        case "boolean":
            return st.booleans()
        case "list":
            return st.lists(codes, min_size=1, unique=True)
    return codes if is_code(column, table) else words


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    return ";".join(value) if isinstance(value, list) else str(value)


@st.composite
def rows(draw: st.DrawFn) -> tuple[Table, dict[str, Any]]:
    table = draw(st.sampled_from(catalogue.tables()))
    data = {}
    for column in table.columns:
        if column.key == "serial":
            continue
        if column.required or draw(st.booleans()):
            data[column.key] = draw(_values(column, table))
    return table, data


common = settings(max_examples=examples(60), deadline=None, suppress_health_check=list(HealthCheck))


@common
@given(rows())
def test_a_row_written_as_csv_is_read_back_equal(
    tmp_path_factory: Any, drawn: tuple[Table, dict[str, Any]]
) -> None:
    table, data = drawn
    path: Path = tmp_path_factory.mktemp("round") / "file.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([column.zh for column in table.columns])
        writer.writerow([guarded(_text(data.get(column.key, ""))) for column in table.columns])
    (one,) = open_inputs(path, table=table.key, zone=ZONE, today=TODAY)
    (row,) = one.rows()
    assert (row.reasons, row.data) == ([], data)


@common
@given(rows())
def test_a_row_written_as_json_is_read_back_equal(
    tmp_path_factory: Any, drawn: tuple[Table, dict[str, Any]]
) -> None:
    table, data = drawn
    path: Path = tmp_path_factory.mktemp("round") / "file.jsonl"
    path.write_text(json.dumps(data, ensure_ascii=False) + "\n", encoding="utf-8")
    (one,) = open_inputs(path, table=table.key, zone=ZONE, today=TODAY)
    (row,) = one.rows()
    assert (row.reasons, row.data) == ([], data)


@common
@given(st.data())
def test_reading_what_was_read_changes_nothing(data: st.DataObject) -> None:
    table = data.draw(st.sampled_from(catalogue.tables()))
    column = data.draw(st.sampled_from(table.columns))
    read = converter(column, table, heading=column.zh, zone=ZONE, today=TODAY, words={})
    value = data.draw(_values(column, table))
    assert read(_text(read(_text(value)))) == read(_text(value)) == value


@common
@given(
    days, st.sampled_from(["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%Y年%m月%d日", "%Y-%m-%d 00:00:00"])
)
def test_a_day_in_any_writing_is_the_same_day(day: date, form: str) -> None:
    table = catalogue.table("sales")
    read = converter(table.by_key["sold_on"], table, heading="", zone=ZONE, today=TODAY, words={})
    assert read(day.strftime(form)) == day.isoformat()
    assert read(str((day - date(1899, 12, 30)).days)) == day.isoformat()


@common
@given(
    st.lists(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0")), min_size=6, max_size=6))
)
def test_cells_of_any_text_come_back_as_they_stood(tmp_path_factory: Any, records: list[list[str]]) -> None:
    buffer = io.StringIO()
    writer = csv.writer(buffer, quoting=csv.QUOTE_ALL)
    headings = ["sale_no", "sold_on", "customer_code", "product_code", "quantity", "seller"]
    writer.writerows([headings, *records])
    path: Path = tmp_path_factory.mktemp("round") / "file.csv"
    path.write_bytes(buffer.getvalue().encode())
    (one,) = open_inputs(path, table="sales", zone=ZONE, today=TODAY)
    found = list(one.rows())
    assert [row.cells for row in found] == [records[row.number - 2] for row in found]
    assert len(found) + sum(one.skipped.values()) == len(records)
