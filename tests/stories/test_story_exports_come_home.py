"""What `table` wrote is imported again: nothing changes; what somebody added to a row is all that is new."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from ledger.log.opening import open_log
from ledger.settings import locate
from tests.support.cli import Cli, csv_rows
from tests.support.desk import Desk, Row, customer, on_choice, receipt, sale, void
from tests.support.erasing import erase

FORMATS = ("csv", "xlsx", "json")
EVENT: Row = {
    "adverse_event_no": "BL1",
    "ae_kind": "医疗器械不良事件",
    "became_aware_at": "2026-03-03 10:00",
    "occurred_on": "2026-03-02",
    "customer_code": "C1",
    "event_level": "严重伤害",
    "manifestation": "破裂",
    "product_code": "P01",
    "lot": "L1",
    "forwarded_at": "2026-03-03 10:30",
    "assessor": "E1",
    "reportable": "是",
    "registrant_notified_at": "2026-03-03 16:00",
    "reported_at": "2026-03-12 09:20",
    "report_code": "BG1",
}
OUT: Row = on_choice()
PART: Row = {"consignment_no": "XP1", "line": "1"}
USED: Row = {"used_on": "2026-04-03", "used_quantity": "3"}
REPAIR: Row = {
    "repair_no": "WX1",
    "requested_on": "2026-03-01",
    "customer_code": "C1",
    "product_code": "P01",
    "lot": "L1",
    "fault": "不启动",
    "first_responder": "E1",
}


def exported(desk: Desk, key: str, form: str, *options: str) -> Path:
    """Return a file with the rows of a table."""
    path = desk.folder / f"{key}{len(list(desk.folder.iterdir()))}.{form}"
    desk.cli.run("table", key, "--format", form, "--output", path, *options)
    return path


def come_home(desk: Desk, key: str, *options: str) -> None:
    """Export a table in every form and import it again: all its rows are duplicates, and nothing changes."""
    rows, head = desk.cli.table(key, *options), desk.cli.position()
    assert rows
    for form in FORMATS:
        done = desk.take_file(exported(desk, key, form, *options))
        (file,) = done.files
        assert (file["table"], file["unknown_columns"]) == (key, []), form
        assert done.counts == (0, len(rows), 0), (form, desk.rejects)
    assert desk.cli.position() == head
    assert desk.cli.table(key, *options) == rows


def edited(desk: Desk, path: Path, **cells: str) -> Path:
    """Return a copy of an exported CSV file with some cells of its rows changed, as in a spreadsheet."""
    rows = csv_rows(path)
    other = path.with_stem(f"{path.stem}-edited")
    with other.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0].keys())
        writer.writeheader()
        writer.writerows({**row, **cells} for row in rows)
    return other


def stages(desk: Desk, key: str) -> list[str]:
    """Return the stages that are recorded in a table of cases, voided ones marked."""
    return [
        f"{row['stage']}{' (voided)' if row['voided_at'] else ''}" for row in desk.cli.table(key, "--struck")
    ]


def test_a_case_whose_stages_tell_no_time_does_not_fall_back(desk: Desk) -> None:
    """The row shows the time of its newest stage; the assessment tells none, and is not made anew with it."""
    desk.recorded("adverse_events", EVENT)
    come_home(desk, "adverse_events")
    come_home(desk, "adverse_events", "--struck")
    assert stages(desk, "adverse_events")[-1] == "reported"


def test_a_case_with_repeated_stages_changes_nothing(desk: Desk) -> None:
    """One row cannot tell the occurrences apart: what stands of it all is enough."""
    desk.recorded("consignments", {**OUT, **USED})
    desk.recorded(
        "consignments",
        {**PART, "returned_on": "2026-04-04", "unused_quantity": "2", "环节": "未使用退回"},
        {**PART, "used_on": "2026-04-06", "used_quantity": "4", "环节": "使用确认"},
    )
    desk.recorded("adverse_events", EVENT)
    desk.recorded("repairs", {**REPAIR, "technician": "E1", "dispatched_at": "2026-03-02 09:00"})
    for key in ("consignments", "repairs"):
        come_home(desk, key)
        come_home(desk, key, "--struck")


def test_a_case_that_was_corrected_changes_nothing_with_old_exports_and_new(desk: Desk) -> None:
    """A voided stage stays voided, also where the stage before it was entered anew since."""
    desk.recorded("consignments", {**OUT, **USED})
    before = [exported(desk, "consignments", form) for form in FORMATS]
    desk.recorded("voids", void("consignments", "XP1", "1"))
    later = [exported(desk, "consignments", form) for form in FORMATS]
    desk.recorded("voids", void("consignments", "XP1", "1", reason="全部录错"))
    desk.recorded("consignments", {**OUT, "quantity": "8"})
    told = stages(desk, "consignments")
    for path in (*before, *later):
        assert desk.take_file(path).counts == (0, 1, 0), path
    come_home(desk, "consignments")
    come_home(desk, "consignments", "--struck")
    assert (
        stages(desk, "consignments")
        == told
        == [
            "goods_consigned_out (voided)",
            "use_confirmed (voided)",
            "goods_consigned_out",
        ]
    )


def test_an_old_export_of_a_case_that_went_on_changes_nothing(desk: Desk) -> None:
    """Also where a repeated stage has come again since."""
    desk.recorded("consignments", {**OUT, **USED})
    old = [exported(desk, "consignments", form) for form in FORMATS]
    desk.recorded("consignments", {**PART, "used_on": "2026-04-06", "used_quantity": "4", "环节": "使用确认"})
    desk.recorded("consignments", {**PART, "returned_on": "2026-04-07", "unused_quantity": "3"})
    for path in old:
        assert desk.take_file(path).counts == (0, 1, 0), path


def test_what_somebody_adds_to_an_exported_case_is_the_next_stage(desk: Desk) -> None:
    """The sheet is gone on with in a spreadsheet: the new cells alone are new."""
    desk.recorded("adverse_events", EVENT)
    heading = {one["key"]: one["zh"] for one in _fields(desk, "adverse_events")}
    further = edited(
        desk,
        exported(desk, "adverse_events", "csv"),
        **{heading["followed_up_on"]: "2026-04-01", heading["evaluation_result"]: "有关"},
    )
    assert desk.take_file(further).counts == (1, 0, 0), desk.rejects
    assert stages(desk, "adverse_events")[-2:] == ["reported", "followed_up"]
    assert desk.take_file(further).counts == (0, 1, 0), desk.rejects
    come_home(desk, "adverse_events")


def test_a_changed_cell_of_an_exported_case_is_refused_by_its_name(desk: Desk) -> None:
    """Never `differs in: )`; nothing is recorded, for one clerk's typing is not a correction."""
    desk.recorded("adverse_events", EVENT)
    head = desk.cli.position()
    changed = edited(desk, exported(desk, "adverse_events", "csv"), 国家系统报告编码="BG2")
    assert desk.take_file(changed, expect=2).counts == (0, 0, 1)
    assert "report_code" in desk.rejects[0]["拒收原因"]
    assert "()" not in desk.rejects[0]["拒收原因"]
    assert desk.cli.position() == head


def test_a_business_time_that_differs_is_named(desk: Desk) -> None:
    """Two times of one stage are other content, though every column is the same."""
    desk.recorded("capa", _capa())
    own = {"capa_no": "JZ1", "cause": "人", "业务时间": "2026-03-05", "环节": "capa_cause_analysed"}
    desk.recorded("capa", own)
    assert "event_time" in desk.refused("capa", {**own, "业务时间": "2026-03-06"})


def test_facts_and_registers_change_nothing(desk: Desk) -> None:
    """Snapshots that nobody gave, remarks, replaced and voided rows, filled quantities, later versions."""
    desk.recorded("receipts", {**receipt("YS2", "L2"), "备注": "补录"})
    desk.recorded("sales", {**sale("XS1"), "备注": "电话订货"}, sale("XS2", quantity="3"))
    desk.recorded("voids", {**void("sales", "XS2"), "备注": "数量错"})
    desk.recorded("sales", sale("XS2", quantity="4"))
    desk.recorded("customers", customer(address="新址"))
    desk.recorded("customers", customer("C2", address="再后", 业务时间="2026-02-01"))
    for key in ("receipts", "sales", "voids", "customers", "products", "suppliers", "staff"):
        come_home(desk, key)
        come_home(desk, key, "--struck")


def test_an_export_without_remarks_is_the_same_rows(desk: Desk) -> None:
    """Exports of earlier versions show none, and they say nothing against one."""
    desk.recorded("sales", {**sale("XS1"), "备注": "电话订货"})
    rows = desk.cli.table("sales")
    for row in rows:
        del row["note"]
    path = desk.folder / "old.json"
    path.write_text(json.dumps({"basis": {"position": 1}, "rows": rows}), "utf-8")
    assert desk.take_file(path).counts == (0, 1, 0), desk.rejects


def test_what_was_erased_is_not_compared(desk: Desk) -> None:
    """Personal fields are shown as null once they are erased."""
    desk.recorded("customers", customer("C3", contact="欧阳静"))
    registered = desk.cli.position()
    desk.recorded("sales", sale("XS1", customer_code="C3"), sale("XS2", customer_contact="单上的人"))
    desk.recorded("adverse_events", {**EVENT, "patient_name": "甲"})
    first = registered + 3
    log = open_log(locate(desk.cli.ledger))
    try:
        erase(log, registered, ["contact", "phone"])
        erase(log, registered + 2, ["customer_contact"], "sales")
        erase(log, first, ["patient_name"], "adverse_events")
    finally:
        log.close()
    assert desk.cli.table("adverse_events")[0]["patient_name"] is None
    for key in ("customers", "sales", "adverse_events"):
        come_home(desk, key)


def test_an_empty_ledger_comes_to_the_same_tables(desk: Desk) -> None:
    """All but where and when a row was recorded: stages of one row, and what was voided, cannot be told."""
    desk.recorded("sales", {**sale("XS1"), "备注": "电话订货"}, sale("XS2", quantity="3"))
    desk.recorded("voids", void("sales", "XS2"))
    desk.recorded("adverse_events", EVENT)
    desk.recorded("consignments", {**OUT, **USED})
    desk.recorded("customers", customer(address="新址"))
    keys = (
        "products",
        "customers",
        "suppliers",
        "staff",
        "receipts",
        "sales",
        "adverse_events",
        "consignments",
    )
    for form in FORMATS:
        other = _empty(desk, form)
        done = other.cli.import_(*(exported(desk, key, form) for key in keys))
        assert done.counts[1:] == (0, 0)
        for key in keys:
            assert _told(other, key) == _told(desk, key), (form, key)


def test_a_voided_row_is_not_recorded_again(desk: Desk) -> None:
    """Into another ledger: the row is refused by itself, the other lines of its document go in."""
    desk.recorded("sales", {**sale(), "line": "1"}, {**sale(), "line": "2", "quantity": "7"})
    desk.recorded("voids", void("sales", "XS1", "2"))
    desk.recorded("sales", {**sale(), "line": "2", "quantity": "8"})
    every = exported(desk, "sales", "csv", "--struck")
    other = _empty(desk, "voided")
    for key in ("products", "customers", "suppliers", "staff", "receipts"):
        other.cli.import_(exported(desk, key, "csv"))
    assert other.take_file(every, expect=2).counts == (2, 0, 1)
    assert "已作废" in other.rejects[0]["拒收原因"] or "voided" in other.rejects[0]["拒收原因"]
    assert [row["quantity"] for row in other.cli.table("sales")] == ["10", "8"]


@pytest.mark.parametrize("form", FORMATS)
def test_the_rows_of_a_view_are_refused_with_the_tables_it_is_made_of(desk: Desk, form: str) -> None:
    """A view is not recorded; one sentence says what is."""
    path = exported(desk, "stock_balances", form)
    answer = desk.cli.run("import", path, expect=2)
    assert "stock_balances" in answer.err
    assert "receipts, " in answer.err
    assert answer.err.count("\n") == 2


def test_an_empty_table_holds_nothing_to_import(desk: Desk) -> None:
    """Its JSON names no column, and so no table: that is told, and no fault; other files are taken."""
    empty, other = exported(desk, "sales", "json"), exported(desk, "products", "json")
    answer = desk.cli.run("import", empty, other, exported(desk, "sales", "csv"))
    assert [file["rows"] for file in answer.json["files"]] == [3, 0]
    assert f"Reading {empty}: it holds no rows" in answer.err


def _capa() -> Row:
    return {
        "capa_no": "JZ1",
        "capa_kind": "纠正措施",
        "capa_source": "召回",
        "opened_on": "2026-03-04",
        "problem": "漏",
        "responsible_department": "质量部",
    }


def _fields(desk: Desk, key: str) -> list[dict[str, Any]]:
    (table,) = (one for one in desk.cli.run("schema").json["tables"] if one["key"] == key)
    fields: list[dict[str, Any]] = table["fields"]
    return fields


def _empty(desk: Desk, name: str) -> Desk:
    """Return a desk at an empty ledger on SQLite: what comes home does not depend on the database."""
    folder = desk.folder / f"other-{name}"
    folder.mkdir()
    other = Desk(Cli(str(folder / "other.db"), folder), folder)
    other.cli.run("init")
    return other


def _told(desk: Desk, key: str) -> list[dict[str, Any]]:
    """Return the rows of a table, less where and when they were recorded."""
    return [
        {name: value for name, value in row.items() if name not in {"position", "record_time"}}
        for row in desk.cli.table(key)
    ]
