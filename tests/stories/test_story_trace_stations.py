"""A trace also tells where goods stopped: put away after a receipt or a return, repaired at a customer."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from tests.stories.test_story_trace_hops import exchange
from tests.support.desk import Desk, Row, receipt, returned, sale, void

SVG = "{http://www.w3.org/2000/svg}"
UNIT = {"product_code": "P02", "lot": ""}


def put_away(no: str, quantity: str, **more: str) -> Row:
    """Return a put-away line."""
    goods = {"putaway_no": no, "line": "1", "quantity": quantity, "location_code": "A-01"}
    return {"putaway_on": "2026-01-03", **goods, "storekeeper": "E1", **more}


def repair(no: str, serial: str, day: str) -> Row:
    """Return a request for the repair of a unit."""
    said = {"repair_no": no, "requested_on": day, "channel": "电话", "fault": "不开机"}
    return {**said, "customer_code": "C1", "product_code": "P02", "serial": serial}


def _a_long_life(desk: Desk) -> None:
    """`SN1` is received, put away, sold, taken back, put away again, sold again, repaired and exchanged."""
    desk.recorded("receipts", receipt("YS2", quantity="2", serial="SN1;SN2", **UNIT))
    desk.recorded(
        "putaways",
        put_away("RK1", "2", serial="SN1;SN2", receipt_no="YS2", **UNIT),
        put_away("RK2", "1", serial="SN1", return_no="TH1", putaway_on="2026-05-21", **UNIT),
    )
    desk.recorded("sales", sale("XS1", quantity="1", serial="SN1", **UNIT))
    desk.recorded("returns", returned("TH1", serial="SN1", sale_no="XS1", **UNIT))
    desk.recorded("sales", sale("XS2", quantity="1", serial="SN1", sold_on="2026-06-01", **UNIT))
    desk.recorded("repairs", repair("WX1", "SN1", "2026-06-10"))
    desk.recorded("exchanges", exchange("HH1", "SN1", "SN2", exchanged_on="2026-06-20"))


def _flows(desk: Desk, *asked: str) -> list[tuple[str, str, str]]:
    """Return the arrows of a picture: from which box, to which, how much."""
    from replay.flow.graph import flow_graph

    rows = desk.cli.trace(*asked)
    return [
        (" ".join(one.source.names), " ".join(one.target.names), str(one.quantity))
        for one in flow_graph(rows).flows
    ]


def test_a_unit_is_followed_over_every_stop(desk: Desk) -> None:
    """Supplier, receipt, put-away, sale, return, put-away, sale, repair, exchange for another unit."""
    _a_long_life(desk)
    rows = desk.cli.trace("--product", "P02", "--serial", "SN1")
    mine = [row for row in rows if row["serial"] == "SN1"]
    assert [(row["kind"], row["doc_no"], row["on_date"]) for row in mine] == [
        ("received", "YS2", "2026-01-01"),
        ("put_away", "RK1", "2026-01-03"),
        ("sold", "XS1", "2026-05-01"),
        ("returned", "TH1", "2026-05-20"),
        ("put_away", "RK2", "2026-05-21"),
        ("sold", "XS2", "2026-06-01"),
        ("repaired", "WX1", "2026-06-10"),
        ("exchanged", "HH1", "2026-06-20"),
    ]
    stops = [row for row in mine if row["kind"] in {"put_away", "repaired"}]
    assert [(row["from_status"], row["to_status"]) for row in stops] == [("saleable", "saleable")] * 2 + [
        ("customer", "customer")
    ]
    assert [(row["outstanding"], row["on_hand"], row["quantity"]) for row in stops] == [(None, None, "1")] * 3
    assert (stops[0]["location_code"], stops[0]["receipt_no"], stops[1]["return_no"]) == (
        "A-01",
        "YS2",
        "TH1",
    )
    assert "location_code" not in stops[2]
    assert (stops[2]["customer_code"], stops[2]["customer_name"]) == ("C1", "医院C1")
    other = [row["doc_no"] for row in rows if row["serial"] == "SN2"]
    assert other == ["YS2", "RK1", "HH1"]
    assert [row["kind"] for row in desk.cli.trace("--serial", "SN1", "--at", "2026-05-10")] == [
        "received",
        "put_away",
        "sold",
    ]
    assert {row["kind"] for row in desk.cli.trace("--customer", "C1")} == {"sold", "returned", "exchanged"}


def test_the_picture_leads_goods_through_their_put_away(desk: Desk) -> None:
    """A repair is an arrow from the customer and one back; what was voided is grey and carries nothing."""
    _a_long_life(desk)
    asked = ("--product", "P02", "--serial", "SN1")
    flows = _flows(desk, *asked)
    assert flows[:4] == [
        ("S1", "YS2", "1"),
        ("YS2", "RK1", "1"),
        ("S1", "YS2", "1"),
        ("YS2", "RK1", "1"),
    ]
    assert {("RK1", "P02", "1"), ("TH1", "RK2", "1"), ("RK2", "P02", "1")} <= {
        (source, target.split()[0], quantity) for source, target, quantity in flows
    }
    assert [one for one in flows if "WX1" in one] == [("C1", "WX1", "1"), ("WX1", "C1", "1")]
    desk.recorded("voids", void("putaways", "RK1"))
    assert "RK1" not in {row["doc_no"] for row in desk.cli.trace(*asked)}
    desk.cli.run("trace", *asked, "--picture", desk.folder / "flow.svg")
    root = ET.fromstring((desk.folder / "flow.svg").read_bytes())  # noqa: S314 - our own picture
    boxes = {group.findtext(f"{SVG}title"): group.get("class") for group in root.iter(f"{SVG}g")}
    assert boxes["put away RK1 2026-01-03"] == "document voided"
    assert boxes["put away RK2 2026-05-21"] == "document"
    assert boxes["repaired WX1 2026-06-10"] == "document"


def test_of_a_lot_as_much_goes_through_a_put_away_as_it_says(desk: Desk) -> None:
    """The rest of the receipt goes into stock at once; a transfer comes from stock and leads back."""
    lot = {"product_code": "P01", "lot": "L1"}
    desk.recorded(
        "putaways",
        put_away("RK1", "60", receipt_no="YS1", **lot),
        put_away("RK2", "30", receipt_no="YS1", **lot),
        put_away("YK1", "20", putaway_kind="移库", **lot),
        put_away("RK9", "5", product_code="P01", lot="L9"),
    )
    assert _flows(desk, "--lot", "L1") == [
        ("S1", "YS1", "100"),
        ("YS1", "RK1", "60"),
        ("YS1", "RK2", "30"),
        ("YS1", "P01 L1", "10"),
        ("RK1", "P01 L1", "60"),
        ("RK2", "P01 L1", "30"),
        ("P01 L1", "YK1", "20"),
        ("YK1", "P01 L1", "20"),
    ]
