"""The views of goods over a ledger that the program made: half a year of a small trading house."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ledger.log.opening import open_log
from ledger.merkle.tree import leaf_hash
from ledger.settings import Location, locate
from tests.support.cli import Cli
from tests.support.desk import Desk
from tests.support.trading_history import late_receipt, trade, void_mistake
from tests.support.view_answers import columns, view_at

GOODS = ("quantity", "returned_quantity", "exchanged_quantity", "quantity_out")


@pytest.fixture
def desk(location: Location, tmp_path: Path) -> Desk:
    """The house after its half-year, on each database."""
    for name in ("home", "papers"):
        (tmp_path / name).mkdir()
    cli = Cli(str(location.path) if location.path else location.url, tmp_path / "home")
    cli.run("init")
    place = Desk(cli, tmp_path / "papers")
    trade(place)
    return place


def test_the_views_of_goods(desk: Desk) -> None:
    before = desk.cli.position()
    void_mistake(desk)
    late_receipt(desk)
    _who_bought_what(desk.cli, before)
    _the_way_of_a_lot(desk.cli, before)
    _delivery_notes(desk.cli)
    _sales_of_a_month(desk.cli, before)
    _hashes(desk.cli)
    _command_line(desk.cli)


def _who_bought_what(cli: Cli, before: int) -> None:
    names = ("sale_no", "serial", "flow_kind", *GOODS, "current_serial", "open_matters")
    assert columns(view_at("distribution_lines", cli), *names) == [
        (None, None, "consigned", "5", "2", "0", "0", None, ["SG1", "XP1"]),
        ("XS1", None, "sold", "10", "2", "0", "8", None, ["CY1", "SG1"]),
        ("XS2", None, "sold", "20", "0", "0", "20", None, ["SG1"]),
        ("XS3", "A", "sold", "1", "1", "0", "0", None, ["BHG1"]),
        ("XS3", "B", "sold", "1", "0", "1", "0", "C", None),
        ("XS3", "C", "exchanged", "1", "0", "0", "1", "C", None),
        ("XS4", "M1", "sold", "1", "0", "0", "1", "M1", None),
        ("XS5", None, "sold", "3", "0", "0", "3", None, ["SG1"]),
    ]
    for code, still_out in (("P01", "31"), ("P02", "1"), ("P03", "1")):
        assert cli.preview("--product", code)["totals"]["outstanding"] == still_out
    mistaken = view_at("distribution_lines", cli, known_at=str(before), sale_no="XS9")
    assert columns(mistaken, "quantity_out", "receipt_no", "supplier_code") == [("7", "YS1", "S1")]
    may = view_at("distribution_lines", cli, at="2026-05-09", lot="L1")
    assert columns(may, "sale_no", "quantity_out", "open_matters", "receipt_no", "supplier_code") == [
        ("XS1", "10", ["CY1", "TS1"], "YS1;YS4", "S1;S2"),
        ("XS2", "20", ["TS1"], "YS1;YS4", "S1;S2"),
    ]
    (first,) = view_at("distribution_lines", cli, sale_no="XS1")
    assert (first["customer_contact"], first["outbound_no"], first["shipment_no"]) == ("赵一", "CK1", "YD1")


def _the_way_of_a_lot(cli: Cli, before: int) -> None:
    names = ("doc_no", "trace_role", "moved_in", "moved_out", "balance")
    rows = view_at("unit_traces", cli, lot="L1")
    assert columns(rows, *names) == [
        ("JY1", "checked", None, None, "0"),
        ("CG1", "received", None, None, "0"),
        ("YS1", "received", "100", None, "100"),
        ("RK1", "put_away", None, None, "100"),
        ("YS4", "received", "50", None, "150"),
        ("JC1", "checked", None, None, "150"),
        ("XS1", "sold", None, "10", "140"),
        ("CK1", "checked", None, None, "140"),
        ("YD1", "shipped", None, None, "140"),
        ("XS2", "sold", None, "20", "120"),
        ("CK2", "checked", None, None, "120"),
        ("CY1", "complaint", None, None, "120"),
        ("XS9", "sold", None, "7", "120"),
        ("TS1", "held", None, None, "120"),
        ("TS1", "held", None, None, "120"),
        ("TH1", "returned", "2", None, "122"),
        ("XP1", "consigned", None, "5", "117"),
        ("XS5", "sold", None, "3", "114"),
        ("XP1", "consigned", "3", None, "117"),
        ("XP1", "consigned", "2", None, "119"),
        ("SG1", "complaint", None, None, "119"),
        ("PD1", "checked", None, "1", "118"),
    ]
    assert [row["doc_no"] for row in rows if row["corrected"]] == ["XS9"]
    assert view_at("unit_traces", cli, lot="L1", known_at=str(before))[-1]["balance"] == "61"
    unit = view_at("unit_traces", cli, product_code="P02", serial="A", at="2026-05-24")
    assert columns(unit, "doc_no", "trace_role", "balance", "handler") == [
        ("CG1", "received", "0", "E1"),
        ("YS2", "received", "1", "E2"),
        ("XS3", "sold", "0", "E1"),
        ("CK3", "checked", "0", "E3"),
        ("YD3", "shipped", "0", None),
        ("TH2", "returned", "1", "E2"),
        ("BHG1", "held", "1", "E3"),
        ("BHG1", "checked", "1", "E2"),
        ("BHG1", "disposed", "1", "E2"),
    ]


def _delivery_notes(cli: Cli) -> None:
    names = ("delivery_note_no", "outbound_no", "sale_no", "logistics_provider", "drop_shipment", "stamp")
    assert columns(view_at("delivery_notes", cli), *names) == [
        (None, "CK2", "XS2", None, None, None),
        (None, None, None, None, None, None),  # XP1, sent out on choice
        ("SH1", "CK1", "XS1", "顺达医药物流", None, "已加盖出库印章"),
        ("SH3", "CK3", "XS3", None, None, None),
        ("SH9", None, "XS4", None, True, None),
    ]
    (note,) = view_at("delivery_notes", cli, delivery_note_no="SH1")
    assert (note["seller_name"], note["delivery_address"], note["customer_phone"]) == (
        "安和医疗器械有限公司",
        "东街后门",
        "0300-1",
    )


def _sales_of_a_month(cli: Cli, before: int) -> None:
    names = ("group_code", "sale_lines", "quantity", "amount", "returned_quantity", "returned_amount")
    may: dict[str, Any] = {"period_from": "2026-05-01", "period_to": "2026-05-31"}
    found = view_at("sales_summaries", cli, group_kind="customer", **may)
    assert columns(found, *names) == [
        ("C1", 1, "10", "25", "2", "5"),
        ("C2", 2, "22", "9000", "1", "4400"),
    ]
    found = view_at("sales_summaries", cli, group_kind="customer", known_at=str(before), **may)
    assert columns(found, *names)[0] == ("C1", 2, "17", "42.5", "2", "5")
    classes = view_at("sales_summaries", cli, group_kind="customer_class", **may)
    assert columns(classes, "group_name", "customer_count", "top_products") == [
        ("医院客户", 1, ["P01"]),
        ("批发客户", 1, ["P01", "P02"]),
    ]


def _hashes(cli: Cli) -> None:
    log = open_log(locate(cli.ledger))
    try:
        for row in view_at("unit_traces", cli, lot="L1"):
            document = log.document(row["event_position"])
            assert document is not None
            assert row["event_hash"] == leaf_hash(document).hex()
    finally:
        log.close()


def _command_line(cli: Cli) -> None:
    """What concerns a lot less closely is not filtered away again."""
    shown = cli.table("unit_traces", "--where", "lot=L1", "--where", "product_code=P01")
    assert shown == view_at("unit_traces", cli, lot="L1", product_code="P01")
    assert columns(cli.table("单批单件追溯表", "--where", "serial=M2"), "doc_no") == [("YS3",), ("TS2",)]
    lines = cli.table("distribution_lines", "--where", "supplier_code=S2", "--at", "2026-06-30")
    assert {row["sale_no"] for row in lines} == {None, "XS1", "XS2", "XS4", "XS5"}
