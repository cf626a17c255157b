"""What differs between two answers, and which events did it, through the command line."""

from __future__ import annotations

import json
from typing import Any

from tests.stories.test_story_cases import BACK, NAMED, OUT, USED
from tests.support.cli import csv_rows
from tests.support.desk import Desk, customer, receipt, returned, sale, void

Document = dict[str, Any]


def diff(desk: Desk, *arguments: object) -> Document:
    """Return what differs."""
    found = desk.cli.run("diff", *arguments, "--format", "json").json
    assert isinstance(found, dict)
    assert list(found)[:5] == ["basis", "added", "removed", "changed", "because"]
    return found


def numbers(rows: list[Document], *names: str) -> list[tuple[Any, ...]]:
    """Return some columns of rows."""
    return [tuple(row[name] for name in names) for row in rows]


def test_a_late_entry_a_void_and_a_correction_say_which_events_did_it(desk: Desk) -> None:
    desk.recorded("sales", sale("XS1"), sale("XS2", quantity="20"))
    before = desk.cli.position()
    desk.recorded("sales", sale("XS3", sold_on="2026-04-01"))
    desk.recorded("voids", void("sales", "XS1", "1"), void("sales", "XS2", "1"))
    desk.recorded("sales", sale("XS2", quantity="12"))
    found = diff(desk, "--known-at", before, "table", "sales")
    assert numbers(found["added"], "sale_no", "sold_on") == [("XS3", "2026-04-01")]
    assert numbers(found["removed"], "sale_no", "voided_at") == [("XS1", None)]
    (changed,) = found["changed"]
    assert changed["key"] == {"sale_no": "XS2", "line": 1}
    assert (changed["before"]["quantity"], changed["after"]["quantity"]) == ("20", "12")
    assert found["because"] == [before + 1, before + 2, before + 3, before + 4]
    assert [one["position"] for one in found["basis"]] == [before, before + 4]
    back = diff(desk, "--known-at", before + 4, "--known-at", before, "table", "sales")
    assert numbers(back["added"], "sale_no") == [("XS1",)]
    assert numbers(back["removed"], "sale_no") == [("XS3",)]
    assert back["changed"][0]["after"] == changed["before"]
    assert back["because"] == found["because"]


def test_what_came_and_went_between_the_points_is_no_difference(desk: Desk) -> None:
    before = desk.cli.position()
    desk.recorded("sales", sale("XS1"))
    desk.recorded("voids", void("sales", "XS1"))
    found = diff(desk, "table", "sales", "--known-at", before)
    assert (found["added"], found["removed"], found["changed"], found["because"]) == ([], [], [], [])
    whole = diff(desk, "--known-at", before)
    assert [(one["key"], one["added"]) for one in whole["tables"]] == [("voids", 1)]


def test_a_new_version_of_a_register_is_a_change(desk: Desk) -> None:
    before = desk.cli.position()
    desk.recorded("customers", customer(name="新医院", event_time="2026-05-01"))
    found = diff(desk, "--known-at", before, "table", "购货者档案", "--where", "customer_code=C1")
    (changed,) = found["changed"]
    assert changed["key"] == {"customer_code": "C1"}
    assert (changed["before"]["name"], changed["after"]["name"]) == ("医院C1", "新医院")
    assert changed["after"]["phone"] == "0300-C1"
    assert found["because"] == [before + 1]
    earlier = diff(desk, "--known-at", before, "--at", "2026-04-30", "table", "customers")
    assert earlier["changed"] == earlier["because"] == []


def test_a_stage_changes_its_case(desk: Desk) -> None:
    desk.recorded("consignments", OUT)
    before = desk.cli.position()
    desk.recorded("consignments", {**OUT, **USED})
    desk.recorded("consignments", {**NAMED, **BACK})
    after = desk.cli.position()
    found = diff(desk, "--known-at", before, "table", "consignments")
    (changed,) = found["changed"]
    assert (changed["before"]["stage"], changed["after"]["stage"]) == (
        "goods_consigned_out",
        "unused_returned",
    )
    assert set(found["because"]) <= set(range(before + 1, after + 1))
    (case,) = diff(desk, "--known-at", before, "cases")["changed"]
    assert case["key"] == {"table": "consignments", "number": "XP1", "line": 1}
    assert case["after"]["stage"] == "unused_returned"
    assert diff(desk, "--known-at", before, "cases")["because"] == found["because"]
    owed = diff(desk, "--known-at", 1, "obligations")
    assert len(owed["basis"]) == 2


def test_a_recall_answer_says_in_which_list(desk: Desk) -> None:
    """A sale becomes known later; the receipt of another lot has nothing to do with it."""
    desk.recorded("sales", sale("XS1"))
    before = desk.cli.position()
    desk.recorded("sales", sale("XS2", customer_code="C2", quantity="5"))
    desk.recorded("receipts", receipt("YS9", "L9"))
    found = diff(desk, "--known-at", before, "recall", "preview", "--lot", "L1")
    assert numbers(found["added"], "list", "customer_code", "outstanding") == [("consignees", "C2", "5")]
    assert found["removed"] == []
    lists = {one["list"]: one for one in found["changed"]}
    assert lists["totals"]["key"] == {}
    assert (lists["totals"]["before"]["sold"], lists["totals"]["after"]["sold"]) == ("10", "15")
    assert lists["on_hand"]["key"]["lot"] == "L1"
    assert found["because"] == [before + 1]
    assert numbers(diff(desk, "recall", "preview", "--lot", "L1", "--known-at", before)["added"], "list") == [
        ("consignees",)
    ]


def test_stock_is_compared_by_what_moved_it(desk: Desk) -> None:
    before = desk.cli.position()
    desk.recorded("receipts", receipt("YS2", "L2"))
    desk.recorded("sales", sale("XS1"))
    found = diff(desk, "--known-at", before, "stock")
    assert numbers(found["added"], "lot", "quantity") == [("L2", "100")]
    assert [(one["key"]["lot"], one["after"]["quantity"]) for one in found["changed"]] == [("L1", "90")]
    assert found["because"] == [before + 1, before + 2]
    one = diff(desk, "--known-at", before, "stock", "--where", "lot=L1")
    assert (one["added"], one["because"]) == ([], [before + 2])
    by_day = diff(desk, "--at", "2026-04-30", "--at", "2026-05-01", "stock")
    assert [entry["after"]["quantity"] for entry in by_day["changed"]] == ["90"]


def _out(desk: Desk) -> set[tuple[Any, ...]]:
    """Return what is out of each sale."""
    return set(numbers(desk.cli.table("distribution_lines"), "sale_no", "quantity_out"))


def test_a_sale_changes_its_own_line_until_something_came_back(desk: Desk) -> None:
    """Its line is asked for alone, or all lines of the lot: alike answers."""
    desk.recorded("sales", sale("XS1"), sale("XS2", lot="L2"))
    plain = desk.cli.position()
    desk.recorded("sales", sale("XS3"), sale("XS4", sold_on="2026-04-03"))
    found = diff(desk, "--known-at", plain, "table", "distribution_lines")
    assert numbers(found["added"], "sale_no", "quantity_out") == [("XS3", "10"), ("XS4", "10")]
    assert (found["removed"], found["changed"], found["because"]) == ([], [], [plain + 1, plain + 2])
    desk.recorded("returns", returned("TH1", quantity="4"))
    late = desk.cli.position()
    before = _out(desk)
    desk.recorded("sales", sale("XS5", sold_on="2026-04-01"))
    after = _out(desk)
    found = diff(desk, "--known-at", late, "table", "distribution_lines")
    rows = [*found["added"], *(one["after"] for one in found["changed"])]
    assert set(numbers(rows, "sale_no", "quantity_out")) == after - before == {("XS5", "10")}


def test_a_day_compares_with_a_day(desk: Desk) -> None:
    """Between two days of the world, as known now, those events count that happened between them."""
    desk.recorded("sales", sale("XS1"), sale("XS2", sold_on="2026-05-03"))
    found = diff(desk, "--at", "2026-05-01", "--at", "2026-05-31", "table", "sales")
    assert numbers(found["added"], "sale_no") == [("XS2",)]
    assert found["because"] == [desk.cli.position()]


def test_without_a_subject_every_record_table_is_compared(desk: Desk) -> None:
    before = desk.cli.position()
    desk.recorded("sales", sale("XS1"))
    desk.recorded("customers", customer("C3"), customer("C1", phone="0300-9"))
    found = diff(desk, "--known-at", before)
    assert [(one["key"], one["added"], one["changed"]) for one in found["tables"]] == [
        ("customers", 1, 1),
        ("sales", 1, 0),
    ]
    assert numbers(found["added"], "list") == [("customers",), ("sales",)]
    assert found["changed"][0]["list"] == "customers"
    assert found["because"] == [before + 1, before + 2, before + 3]
    shown = desk.cli.run("diff", "--known-at", before, "--format", "table").out
    assert "customers" in shown
    assert f"Because of #{before + 1}, #{before + 2}, #{before + 3}." in shown


def test_an_earlier_answer_is_a_point(desk: Desk) -> None:
    """Its basis, or both of an earlier comparison: then the bytes are the same, whatever came since."""
    preview = ("recall", "preview", "--lot", "L1")
    told = desk.cli.run(*preview).out
    before = desk.cli.position()
    desk.recorded("sales", sale("XS1"))
    kept = desk.folder / "answer.json"
    kept.write_text(told, "utf-8")
    found = desk.cli.run("diff", "--basis", kept, *preview)
    assert found.json["because"] == [before + 1]
    desk.recorded("sales", sale("XS2"))
    again = desk.cli.run("diff", "--basis", "-", *preview, stdin=found.out)
    assert again.out == found.out
    later = desk.cli.run("diff", "--basis", kept, *preview)
    assert later.json["because"] == [before + 1, before + 2]
    two = desk.cli.run("diff", "--basis", kept, "--known-at", before + 1, *preview)
    assert two.json["because"] == [before + 1]
    several = desk.cli.run("table", "sales", "--basis", "-", stdin=found.out, expect=2)
    assert "got the bases of two answers" in several.err


def test_what_cannot_be_compared_is_refused_in_one_sentence(desk: Desk) -> None:
    for arguments in ((), ("table", "sales"), ("--at", "2026-05-01", "stock")):
        refused = desk.cli.run("diff", *arguments, expect=2)
        assert refused.err.splitlines()[0] == "Comparing: expected two points to compare, got none."
    for arguments in (
        ("--known-at", 1, "--known-at", 2, "--known-at", 3),
        ("--known-at", 1, "table", "sales", "--known-at", 2, "--known-at", 3),
    ):
        refused = desk.cli.run("diff", *arguments, expect=2)
        assert refused.err.splitlines()[0] == (
            "Comparing: expected two points, got more by --known-at, --at and --basis."
        )
    assert "position" in desk.cli.run("diff", "--known-at", 999, expect=2).err
    refused = desk.cli.run("diff", "--known-at", 1, "recall", "preview", "--lot", "X", expect=2)
    assert "expected a known value of --lot" in refused.err
    basis = desk.cli.run("tables", "--envelope").json["basis"]
    other = {**basis, "checkpoint": {"size": basis["position"], "root": "AA=="}}
    refused = desk.cli.run("diff", "--basis", "-", "table", "sales", stdin=json.dumps(other), expect=2)
    assert "Reading a basis: expected the root" in refused.err


def test_people_read_one_line_for_each_row(desk: Desk) -> None:
    desk.recorded("sales", sale("XS1"))
    before = desk.cli.position()
    desk.recorded("voids", void("sales", "XS1"))
    desk.recorded("sales", sale("XS1", quantity="7"), sale("XS2"))
    question = ("diff", "--known-at", before, "table", "sales")
    goods = "customer_code: C1; product_code: P01; lot: L1"
    shown = desk.cli.run(*question, "--format", "table").out.splitlines()
    assert shown[0].startswith("As at ")
    assert [line.split() for line in shown[3:5]] == [
        ["changed", "XS1", "/", "1", "quantity:", "10", "→", "7"],
        f"added XS2 / 1 sold_on: 2026-05-01; {goods}; quantity: 10".split(),
    ]
    assert shown[-2:] == ["2 rows.", f"Because of #{before + 1}, #{before + 2}, #{before + 3}."]
    file = desk.folder / "diff.csv"
    desk.cli.run(*question, "--output", file)
    assert [(row["变动"], row["行"]) for row in csv_rows(file)] == [("变更", "XS1 / 1"), ("新增", "XS2 / 1")]
