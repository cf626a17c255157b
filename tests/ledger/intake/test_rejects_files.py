"""The rejects file: rejected rows as they stood, to be corrected and imported again."""

from __future__ import annotations

import csv
import json
import os
import stat
from pathlib import Path

import pytest

from ledger.intake.opening import Input, open_inputs
from ledger.intake.rejects import RejectsWriter

SALES = (
    "某公司销售明细\n"
    "销售单号,销售日期,客户编码,产品编码,数量,经办人,备注,打印次数\n"
    'XS1,2026-05-01,C1,P1,1,S1,,1\nXS2,soon,C1,P1,-2,S1,"=1+1, ""so""\n第二行",０1\n'
)


def _write(one: Input, path: Path) -> RejectsWriter:
    with RejectsWriter(path, one) as writer:
        for row in one.rows():
            if row.reasons:
                writer.write(row)
    return writer


def _cells(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_without_rejected_rows_there_is_no_file(opened, sale, tmp_path: Path) -> None:
    assert _write(opened(sale())[0], tmp_path / "rejects.csv").count == 0
    assert not (tmp_path / "rejects.csv").exists()


def test_rejected_rows_stand_as_they_were_with_reason_and_advice(opened, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("MEDLEDGER_LANG", "zh")
    path = tmp_path / "rejects.csv"
    assert _write(opened(SALES)[0], path).count == 1
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    headings, row = _cells(path)
    assert headings == [*SALES.splitlines()[1].split(","), "拒收原因", "处理建议"]
    assert row[:8] == ["XS2", "soon", "C1", "P1", "-2", "S1", '\'=1+1, "so"\n第二行', "０1"]
    assert row[8:] == [
        "销售日期：应是日期，实际是“soon”。 销售数量：应大于零，实际是“-2”。",
        "请写成 2026-05-01 的形式。 退回的货物请登记为退货记录。",
    ]


def test_the_reasons_of_a_decision_are_written_in_the_users_language(
    opened, sale, tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.setenv("MEDLEDGER_LANG", "en")
    (row,) = opened(sale(seller=""))[0].rows()
    (other,) = opened(sale(quantity="0"))[0].rows()
    one = opened(sale())[0]
    with RejectsWriter(tmp_path / "rejects.csv", one) as writer:
        writer.write(row, tuple(other.reasons))
    assert _cells(tmp_path / "rejects.csv")[1][6:] == [
        "quantity: expected more than zero, got 0.",
        "Delete a line that did not happen.",
    ]


def test_a_corrected_rejects_file_is_imported_like_any_other(opened, tmp_path: Path) -> None:
    path = tmp_path / "rejects.csv"
    _write(opened(SALES)[0], path)
    again = open_inputs(path, zone="Asia/Shanghai", today="2026-06-01")[0]
    (row,) = again.rows()
    assert again.unknown_columns == ["打印次数"]
    assert [reason.code for reason in row.reasons] == ["bad_date", "quantity_negative"]
    second = tmp_path / "rejects2.csv"
    _write(again, second)
    assert second.read_bytes() == path.read_bytes()
    path.write_text(path.read_text("utf-8").replace("soon", "2026-05-01").replace("-2", "2"), "utf-8")
    (row,) = open_inputs(path, zone="Asia/Shanghai", today="2026-06-01")[0].rows()
    assert (row.reasons, row.data["quantity"], row.envelope.note) == ([], "2", '=1+1, "so"\n第二行')
    assert row.envelope.extra == [["打印次数", "０1"]]


def test_cells_beyond_the_headings_are_not_lost(opened, sale, tmp_path: Path) -> None:
    _write(opened(sale().rstrip("\n") + ",more,and more\n")[0], tmp_path / "rejects.csv")
    assert _cells(tmp_path / "rejects.csv")[1][8:] == ["more", "and more"]


def test_damaged_rows_of_csv_and_json_keep_their_text(opened, sale, tmp_path: Path) -> None:
    _write(opened(sale() + 'XS2,"open,1\n')[0], tmp_path / "a.rejects.csv")
    assert _cells(tmp_path / "a.rejects.csv")[1][:3] == ["XS2", '"open', "1"]
    headings = ("sale_no", "sold_on", "customer_code", "product_code", "quantity", "seller")
    line = json.dumps(dict.fromkeys(headings, "1") | {"sold_on": "2026-05-01"}) + "\n"
    _write(opened(line + '{"sale_no":\n', name="a.jsonl")[0], tmp_path / "b.rejects.csv")
    assert _cells(tmp_path / "b.rejects.csv")[1][0] == '{"sale_no":'


def test_rejected_rows_of_a_sheet_can_be_imported_as_text(workbook, tmp_path: Path) -> None:
    headings = ["销售单号", "销售日期", "客户编码", "产品编码", "数量", "经办人", "批号"]
    path = workbook({"a": [headings, ["XS1", 46143, "C1", "P1", 0, "S1", 20260501]]})
    (one,) = open_inputs(path, zone="Asia/Shanghai", today="2026-06-01")
    _write(one, tmp_path / "rejects.csv")
    assert _cells(tmp_path / "rejects.csv")[1][:7] == ["XS1", "46143", "C1", "P1", "0", "S1", "20260501"]


def test_a_place_that_cannot_be_written_is_named_and_nothing_breaks_off(opened, sale, tmp_path: Path) -> None:
    """What is recorded meanwhile stands; that a reason is not written down must not look like a failure."""
    path = tmp_path / "none" / "rejects.csv"
    writer = _write(opened(sale(seller=""))[0], path)
    assert writer.failure is not None
    assert writer.failure.message("en") == (
        f"Writing the rejects file {path}: expected to be allowed, got No such file or directory."
    )


def test_a_rejects_file_is_whole_or_not_there(opened, sale, tmp_path: Path) -> None:
    """An import that is broken off leaves no half of one, and whoever reads it is the owner or his group."""
    one = opened(sale(seller=""))[0]
    (row,) = one.rows()
    with pytest.raises(KeyboardInterrupt), RejectsWriter(tmp_path / "r.csv", one) as writer:
        writer.write(row)
        raise KeyboardInterrupt
    assert not list(tmp_path.glob("*r.*")) and not list(tmp_path.glob(".*"))
    before = os.umask(0)
    try:
        _write(one, tmp_path / "r.csv")
    finally:
        os.umask(before)
    assert {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.glob("r.*")} == {0o640}


def test_a_workbook_beside_the_csv_holds_the_same_cells_as_text(opened, tmp_path: Path) -> None:
    _write(opened(SALES)[0], tmp_path / "a.rejects.csv")
    (one,) = open_inputs(tmp_path / "a.rejects.xlsx", zone="Asia/Shanghai", today="2026-06-01")
    (row,) = one.rows()
    (as_csv,) = open_inputs(tmp_path / "a.rejects.csv", zone="Asia/Shanghai", today="2026-06-01")[0].rows()
    assert row.cells[:8] == ["XS2", "soon", "C1", "P1", "-2", "S1", '=1+1, "so"\n第二行', "０1"]
    assert (row.data, row.envelope.note) == (as_csv.data, as_csv.envelope.note)
    assert [reason.code for reason in row.reasons] == ["bad_date", "quantity_negative"]


def test_no_workbook_that_is_there_is_overwritten(opened, tmp_path: Path) -> None:
    kept = tmp_path / "rejects.xlsx"
    kept.write_bytes(b"somebody's")
    _write(opened(SALES)[0], tmp_path / "rejects.csv")
    assert kept.read_bytes() == b"somebody's"
    assert (tmp_path / "rejects-2.xlsx").exists()


def test_a_workbook_alone_is_written_where_that_is_asked_for(opened, tmp_path: Path) -> None:
    path = tmp_path / "拒收.xlsx"
    assert _write(opened(SALES)[0], path).count == 1
    assert sorted(one.name for one in tmp_path.iterdir()) == ["file.csv", "拒收.xlsx"]
    (row,) = open_inputs(path, zone="Asia/Shanghai", today="2026-06-01")[0].rows()
    assert row.data["sale_no"] == "XS2"


def test_nothing_is_written_beside_nowhere(opened) -> None:
    assert _write(opened(SALES)[0], Path(os.devnull)).count == 1
    assert not Path(f"{os.devnull}.xlsx").exists()


@pytest.mark.parametrize(
    "cell", ["=1+1", "+86 139", "@A", "-x", "\t=1", "'=1", "''", "'007", '="007"', "-2", "-1,000.5", "=", "+"]
)
def test_what_a_spreadsheet_would_run_is_guarded_and_read_as_it_was(
    opened, sale, tmp_path: Path, cell: str
) -> None:
    """In a column of words and in one of codes; what holds text alone, or a number, stays as it is."""
    before = opened(sale(quantity="x", note=cell, lot=cell))[0]
    _write(before, tmp_path / "a.rejects.csv")
    written = _cells(tmp_path / "a.rejects.csv")[1][6]
    assert written[:1] not in {"+", "@", "\t"}
    assert written[:1] not in {"=", "-"} or written in {'="007"', "-2", "-1,000.5"}
    (row,) = before.rows()
    (again,) = open_inputs(tmp_path / "a.rejects.csv", zone="Asia/Shanghai", today="2026-06-01")[0].rows()
    assert (again.data, again.envelope.note) == (row.data, row.envelope.note)
