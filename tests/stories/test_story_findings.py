"""Rule 10: broken rules are recorded with the fact, counted, and closed when the fact or the cause goes."""

from __future__ import annotations

import pytest

from tests.support.desk import Desk, Row, customer, product, receipt, returned, sale, staff, void


def _found(desk: Desk) -> list[str]:
    """Return the rule of each open finding."""
    return [row["rule"] for row in desk.findings()]


def _sale_that_finds(name: str) -> Row:
    return {
        "licence lapsed": sale(customer_code="LAPSED"),
        "lot expired": sale(lot="OLD"),
        "no accepted receipt": sale(lot="NEVER"),
        "more sold than accepted": sale(quantity="101"),
        "private buyer": sale(customer_code="PERSON"),
        "registration lapsed": sale(product_code="P05", lot="L5"),
        "lot missing": sale(lot=""),
        "unknown staff": sale(seller="nobody"),
    }[name]


def _prepare(desk: Desk) -> None:
    desk.recorded(
        "customers",
        customer("LAPSED", licence_valid_until="2026-04-30"),
        customer("LASTDAY", licence_valid_until="2026-05-01"),
        {"customer_code": "PERSON", "name": "罗某", "kind": "个人"},
    )
    desk.recorded("products", product("P05", registration_valid_until="2025-11-30"))
    desk.recorded("staff", staff("E2"))
    desk.recorded(
        "receipts",
        receipt("YS2", "OLD", expiry_date="2026-04-30"),
        receipt("YS2", "FRESH", expiry_date="2026-05-01"),
        receipt("YS2", "L5", product_code="P05"),
    )


@pytest.mark.parametrize(
    "name",
    [
        "licence lapsed",
        "lot expired",
        "no accepted receipt",
        "more sold than accepted",
        "private buyer",
        "registration lapsed",
        "lot missing",
        "unknown staff",
    ],
)
def test_an_unlawful_sale_is_recorded_with_its_finding(desk: Desk, name: str) -> None:
    """A ledger that hides an unlawful sale cannot recall it: exit code 0, one event, one finding at it."""
    _prepare(desk)
    kept = {row["position"] for row in desk.findings()}
    before = desk.cli.position()
    desk.recorded("sales", _sale_that_finds(name))
    assert desk.cli.position() == before + 1
    new = [row for row in desk.findings(expect=1) if row["position"] not in kept]
    assert {row["position"] for row in new} == {before + 1}, new
    desk.recorded("voids", void("sales", "XS1", approver="E2"))
    assert {row["position"] for row in desk.findings()} == kept


def test_a_lawful_sale_has_no_finding(desk: Desk) -> None:
    """The last day of a licence and of an expiry still count; a retail sale to a person is lawful."""
    _prepare(desk)
    kept = len(desk.findings())
    desk.recorded(
        "sales",
        sale("XS1", "FRESH", customer_code="LASTDAY"),
        sale("XS2", customer_code="PERSON", sale_mode="零售"),
    )
    assert len(desk.findings()) == kept


def test_a_cold_return_without_a_temperature_record_is_a_finding(desk: Desk) -> None:
    """With the record there is none."""
    desk.recorded("products", product("P04", cold_chain="是"))
    cold = {"product_code": "P04", "lot": "LC"}
    desk.recorded("receipts", receipt("YS2", **cold))
    desk.recorded("sales", sale("XS1", **cold))
    desk.recorded("staff", staff("B1", post="业务负责人"), staff("Q1", post="质量负责人"))
    approved = {"business_approver": "B1", "quality_approver": "Q1"}
    desk.recorded(
        "returns",
        returned(
            "TH1", sale_no="XS1", temperature_record="WD-1", temperature_statement="SM-1", **cold, **approved
        ),
    )
    assert _found(desk) == []
    desk.recorded("returns", returned("TH2", sale_no="XS1", **cold, **approved))
    assert len(_found(desk)) == 1


def test_a_missing_lot_is_shown_under_null(desk: Desk) -> None:
    """The goods are in the answer for the product though nobody knows their lot."""
    desk.recorded("sales", sale(lot=""))
    consignees = desk.cli.preview("--product", "P01")["consignees"]
    assert [(row["lot"], row["sold"]) for row in consignees] == [(None, "10")]


def test_a_stock_finding_closes_when_a_later_receipt_covers_it(desk: Desk) -> None:
    """Goods sold before their receipt was entered are explained by it."""
    desk.recorded("sales", sale(lot="L7", quantity="5"))
    assert len(_found(desk)) == 1
    desk.recorded("receipts", receipt("YS7", "L7", "4"))
    assert len(_found(desk)) == 1
    desk.recorded("receipts", receipt("YS8", "L7", "1"))
    assert _found(desk) == []
    (closed,) = desk.cli.rows("findings")
    assert closed["state"] == "closed"


def test_findings_are_judged_against_what_was_known_then(desk: Desk) -> None:
    """A licence of which a later version says that it had lapsed accuses an earlier sale, as known since."""
    desk.recorded("sales", sale("XS1"))
    before = desk.cli.position()
    desk.recorded("customers", customer(licence_valid_until="2026-04-30", 业务时间="2026-01-01"))
    assert desk.cli.rows("findings", "--known-at", before) == []
    desk.recorded("sales", sale("XS2"))
    rows = desk.cli.rows("findings", expect=1)
    assert [(row["doc_no"], row["seen_at_recording"]) for row in rows] == [("XS1", False), ("XS2", True)]


def test_several_findings_of_one_row_count_each(desk: Desk) -> None:
    """Counted per rule and row: a wrong seller and an unknown lot are two."""
    desk.recorded("sales", sale(lot="NEVER", seller="nobody"))
    assert len(set(_found(desk))) == len(_found(desk)) == 2


def test_rejected_rows_have_no_findings(desk: Desk) -> None:
    """What was not recorded is not judged."""
    desk.refused("sales", sale(seller="nobody", quantity="-1"))
    assert _found(desk) == []


def test_licence_rules_do_not_apply_to_individuals(desk: Desk) -> None:
    """A private person has no licence; only the wholesale is a finding."""
    desk.recorded("customers", {"customer_code": "PERSON", "name": "罗某", "kind": "个人"})
    desk.recorded("sales", sale(customer_code="PERSON"))
    assert len(_found(desk)) == 1
