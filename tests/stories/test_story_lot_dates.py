"""The dates of a lot: the earlier of its standing receipts; of lines where no receipt states any."""

from __future__ import annotations

import json

import pytest

from tests.support.desk import Desk, Row, receipt, returned, sale, supplier, void


def expired(desk: Desk) -> list[str]:
    """Return the sales that an expired lot is told of."""
    return [row["doc_no"] for row in desk.findings() if row["rule"] == "G-06"]


def differing(desk: Desk) -> list[str]:
    """Return the receipts whose dates differ from those of earlier ones."""
    return [row["doc_no"] for row in desk.findings() if row["rule"] == "M-42b"]


def expiry_shown(desk: Desk, lot: str) -> set[str | None]:
    """Return the last days that expiry list and stock show of a lot."""
    rows = [
        *desk.cli.table("expiry_items", "--where", f"lot={lot}"),
        *desk.cli.table("stock_balances", "--where", f"lot={lot}"),
    ]
    return {row["expiry_date"] for row in rows}


def test_a_receipt_entered_again_takes_the_place_of_the_voided_one(desk: Desk) -> None:
    """Wrong, voided, right: the sale is told only while the wrong date stands."""
    desk.recorded("receipts", receipt("YS8", "LA", expiry_date="2026-08-01"))
    desk.recorded("receipts", receipt("YS9", "LA", expiry_date="2026-03-01"))
    desk.recorded("sales", sale("XS1", "LA"))
    assert (expired(desk), differing(desk)) == (["XS1"], ["YS9"])
    desk.recorded("voids", void("receipts", "YS9"))
    assert (expired(desk), differing(desk)) == ([], [])
    desk.recorded("receipts", receipt("YS9", "LA", expiry_date="2026-08-01"))
    assert (expired(desk), differing(desk), expiry_shown(desk, "LA")) == ([], [], {"2026-08-01"})


def test_where_every_receipt_is_voided_the_lines_tell(desk: Desk) -> None:
    """The earlier day of the lines that stand; a recall by days goes by it as well."""
    desk.recorded("receipts", receipt("YS9", "LB", expiry_date="2026-03-01"))
    desk.recorded("voids", void("receipts", "YS9"))
    desk.recorded(
        "sales", sale("XS1", "LB", expiry_date="2026-09-01"), sale("XS2", "LB", expiry_date="2026-04-01")
    )
    assert expired(desk) == ["XS1", "XS2"]
    asked = ("--lot", "LB", "--expiry-from", "2026-01-01", "--expiry-to")
    assert desk.cli.preview(*asked, "2026-03-31")["consignees"] == []
    assert [row["sold"] for row in desk.cli.preview(*asked, "2026-04-30")["consignees"]] == ["20"]
    desk.recorded("voids", void("sales", "XS2"))
    assert (expired(desk), expiry_shown(desk, "LB")) == ([], {"2026-09-01"})


@pytest.mark.parametrize(
    "asked",
    [
        ("--supplier", "S2"),
        ("--registration-no", "国械注准20253140001"),
        ("--made-from", "2026-01-01", "--made-to", "2026-01-31"),
        ("--received-from", "2026-01-05", "--received-to", "2026-01-06"),
    ],
)
def test_a_voided_receipt_selects_nothing(desk: Desk, asked: tuple[str, ...]) -> None:
    """By nothing that it said; what stands of the lot is found by the receipt that stands."""
    wrong: Row = {
        "supplier_code": "S2",
        "registration_no": "国械注准20253140001",
        "production_date": "2026-01-02",
    }
    days: Row = {"received_on": "2026-01-05", "accepted_on": "2026-01-06"}
    desk.recorded("suppliers", supplier("S2"))
    desk.recorded("receipts", receipt("YS8", "LC", **wrong, **days), receipt("YS9", "LC"))
    desk.recorded("sales", sale("XS1", "LC"))
    assert [row["lot"] for row in desk.cli.preview(*asked)["consignees"]] == ["LC"]
    desk.recorded("voids", void("receipts", "YS8"))
    assert desk.cli.preview(*asked)["consignees"] == []
    assert [row["lot"] for row in desk.cli.preview("--lot", "LC")["consignees"]] == ["LC"]


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_of_three_receipts_the_earliest_day_counts_in_any_order(desk: Desk, order: tuple[int, ...]) -> None:
    """And of those that differ it is the later accepted ones that are told, whatever was recorded first."""
    days = (
        ("YS7", "2026-01-02", "2028-11-30"),
        ("YS8", "2026-01-03", "2026-04-01"),
        ("YS9", "2026-01-04", "2028-11-30"),
    )
    for place in order:
        number, accepted, expiry = days[place]
        desk.recorded(
            "receipts", receipt(number, "LD", received_on=accepted, accepted_on=accepted, expiry_date=expiry)
        )
    desk.recorded("sales", sale("XS1", "LD"))
    assert (expired(desk), sorted(differing(desk))) == (["XS1"], ["YS8", "YS9"])
    assert expiry_shown(desk, "LD") == {"2026-04-01"}


def test_the_same_day_in_other_words_is_no_contradiction(desk: Desk) -> None:
    """A month alone ends on its last day; one day less is another date."""
    words = ("2028-05", "2028-05-31", "20280500", "2028年5月31日")
    desk.recorded("receipts", *(receipt("YS7", "LE", expiry_date=one) for one in words))
    assert differing(desk) == []
    desk.recorded("receipts", receipt("YS8", "LE", expiry_date="2028-05-30"))
    assert differing(desk) == ["YS8"]


def test_production_days_differ_as_well(desk: Desk) -> None:
    """And units of one lot share its dates; units of no lot have each their own."""
    desk.recorded("receipts", receipt("YS7", "LF"), receipt("YS8", "LF", production_date="2025-11-01"))
    assert differing(desk) == ["YS8"]
    units: Row = {"product_code": "P02", "lot": "", "quantity": "1"}
    desk.recorded("receipts", receipt("YS5", serial="V1", expiry_date="2026-02-02", **units))
    desk.recorded("receipts", receipt("YS6", serial="V2", **units))
    desk.recorded("sales", sale("XS1", serial="V1", **units), sale("XS2", serial="V2", **units))
    assert (expired(desk), differing(desk)) == (["XS1"], ["YS8"])


def test_a_live_refusal_names_the_day_that_stands(desk: Desk) -> None:
    """Never that of a voided receipt."""
    desk.recorded(
        "receipts",
        receipt("YS8", "LA", expiry_date="2026-03-01"),
        receipt("YS9", "LA", expiry_date="2026-04-01"),
    )
    desk.recorded("voids", void("receipts", "YS8"))
    entry = {key: value for key, value in sale(lot="LA").items() if key != "sale_no"}
    answer = desk.cli.run("record", "sales", "--check", stdin=json.dumps(entry), expect=2)
    assert "2026-04-01" in answer.err
    assert "2026-03-01" not in answer.err
    desk.recorded("sales", sale("XS7", "LA", sold_on="2026-03-20"))
    desk.recorded("returns", returned("TH1", "LA"))
    assert expired(desk) == []


def test_the_last_day_of_a_lot_that_only_a_consignment_states_is_shown(desk: Desk) -> None:
    """In the stock and among what expires, until a receipt states it."""
    out = {
        "consignment_no": "XP1",
        "line": "1",
        "consignment_kind": "医疗机构选配",
        "consigned_on": "2026-04-01",
    }
    goods = {"product_code": "P01", "lot": "LN", "quantity": "4", "expiry_date": "2026-12-20"}
    desk.recorded("consignments", out | goods | {"customer_code": "C1", "handler": "E1"})
    assert expiry_shown(desk, "LN") == {"2026-12-20"}
    desk.recorded("receipts", receipt("YS9", "LN", expiry_date="2026-12-10"))
    assert expiry_shown(desk, "LN") == {"2026-12-10"}


def test_what_lines_state_of_a_lot_counts_in_any_order(desk: Desk) -> None:
    """Where its receipts state nothing: told behind the sale, or before the receipt that did was voided."""
    undated: Row = {"expiry_date": "", "production_date": ""}
    desk.recorded("receipts", *(receipt(f"YS{lot}", lot, **undated) for lot in ("LA", "LB", "LC")))
    desk.recorded("receipts", receipt("YS8", "LB"))
    desk.recorded("sales", *(sale(f"XS{lot}", lot) for lot in ("LA", "LB", "LC")))
    desk.recorded("sales", *(sale(f"XT{lot}", lot, expiry_date="2026-04-01") for lot in ("LA", "LB")))
    desk.recorded("returns", returned("TH1", "LC", sale_no="XSLC", expiry_date="2026-04-02"))
    assert sorted(expired(desk)) == ["XSLA", "XSLC", "XTLA", "XTLB"]
    desk.recorded("voids", void("receipts", "YS8"), void("returns", "TH1"))
    assert sorted(expired(desk)) == ["XSLA", "XSLB", "XTLA", "XTLB"]


@pytest.mark.parametrize("late", [False, True])
def test_the_earlier_day_counts_for_every_unit_and_line_of_a_lot(desk: Desk, late: bool) -> None:
    """Whatever receipt brought the unit, whatever its own line states, and whenever the day was told."""
    units: Row = {"product_code": "P03", "lot": "LU", "quantity": "1"}
    earlier = receipt("YS8", serial="U8", expiry_date="2026-04-01", **units)
    check: Row = {"outbound_no": "CK1", "line": "1", "outbound_on": "2026-05-02", "customer_code": "C1"}
    check |= {
        "product_code": "P03",
        "lot": "LU",
        "serial": "U7",
        "quantity": "1",
        "expiry_date": "2028-11-30",
    }
    check |= {"checker": "E1", "check_result": "passed"}
    lines = [("sales", sale("XS7", serial="U7", **units)), ("outbound_checks", check)]
    lines.insert(2 if late else 0, ("receipts", earlier))
    for table, row in (("receipts", receipt("YS7", serial="U7", **units)), *lines):
        desk.recorded(table, row)
    assert expired(desk) == ["XS7"]
    assert "CK1" in {row["doc_no"] for row in desk.findings() if "2026-04-01" in row["message"]}
