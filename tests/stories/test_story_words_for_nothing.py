"""Words for nothing, of databases, spreadsheets and people: blanks in every column, and never a code."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from ledger.events import catalogue
from tests.stories.conftest import Copied
from tests.support.desk import Desk, Row, customer, receipt, returned, sale

WORDS = ("NULL", "#N/A", "批号不详", "NULL;NULL", "(none)", "ERROR", "Err:504")
SEEDS: dict[str, Row] = {
    "receipts": receipt("D", line="1"),
    "sales": sale("D", line="1"),
    "returns": returned("D", line="1"),
}


@pytest.mark.parametrize("key", SEEDS)
def test_no_column_takes_a_word_for_nothing_for_a_value(at_a_copy: Copied, key: str) -> None:
    """Blank, filled from the register or the sale, or refused; free text keeps what somebody wrote."""
    table = catalogue.table(key)
    rows = {
        f"D{place}-{word}": (column, SEEDS[key] | {table.identity[0]: f"D{place}-{word}", column.key: text})
        for place, column in enumerate(table.columns)
        for word, text in enumerate(WORDS)
        if column.key != table.identity[0]
    }
    with at_a_copy() as desk:
        desk.recorded("receipts", receipt(quantity="5000"))
        desk.recorded("sales", sale("XS9", quantity="4000"))
        desk.take(key, *(row for _, row in rows.values()), expect=2)
        refused = {row[table.identity[0]] for row in desk.rejects}
        found = {row[table.identity[0]]: row for row in desk.cli.table(key)}
        kept = {
            column.key
            for number, (column, row) in rows.items()
            if number not in refused and found[number][column.key] == row[column.key]
        }
    assert kept <= {
        *("expiry_text", "drop_shipment_reason", "recipient_key", "reason", "nonconformity", "measures"),
        *("acceptance_basis", "sampling", "transit_temperature", "acceptance_place"),
    }


@pytest.mark.parametrize("word", ["NULL", "#VALUE!", "不详"])
def test_a_name_that_nobody_wrote_is_not_shown_for_the_registered_one(at_a_copy: Copied, word: str) -> None:
    """Of a line the register's name and telephone are shown; of a register row a name is asked for."""
    with at_a_copy() as desk:
        desk.recorded("receipts", receipt())
        unsaid = {"customer_name": word, "customer_phone": word, "customer_address": word}
        desk.recorded("sales", sale(**unsaid))
        (consignee,) = desk.cli.preview("--lot", "L1")["consignees"]
        assert (consignee["customer_name"], consignee["phone"]) == ("医院C1", "0300-C1")
        assert "name" in desk.refused("customers", customer("C7", name=word))
        desk.recorded("customers", customer("C8", phone=word, address="-"))
        row = next(one for one in desk.cli.table("customers") if one["customer_code"] == "C8")
        assert (row["phone"], row["address"]) == (None, "-")


@pytest.mark.parametrize("form", ["csv", "xlsx", "jsonl"])
def test_lines_without_a_lot_are_told_and_never_joined(at_a_copy: Copied, form: str) -> None:
    """The same of text cells, of error cells and of JSON: a finding each, no lot of that name."""
    with at_a_copy() as desk:
        lots = ("#N/A", "NULL", "未知批号", "#DIV/0!")
        rows = [receipt(f"YS{place}", lot) for place, lot in enumerate(lots)]
        path = _written(desk, form, rows)
        assert desk.take_file(path, "--table", "receipts").counts == (4, 0, 0)
        assert [row["lot"] for row in desk.cli.table("receipts")] == [None] * 4
        assert [row["rule"] for row in desk.findings()] == ["M-12"] * 4
        for lot in lots:
            answer = desk.cli.run("recall", "preview", "--lot", lot, expect=2)
            assert "stands for a blank" in answer.err


def _written(desk: Desk, form: str, rows: list[Row]) -> Path:
    """Return a file of rows; in a workbook the errors are cells of that kind."""
    path = desk.folder / f"receipts.{form}"
    if form == "csv":
        return desk.file(*rows)
    if form == "jsonl":
        path.write_text("".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows), "utf-8")
        return path
    book = openpyxl.Workbook()
    book.active.append(list(rows[0]))
    for row in rows:
        book.active.append(list(row.values()))
    book.save(path)
    return path
