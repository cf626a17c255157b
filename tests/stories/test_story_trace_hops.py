"""The trace goes on over exchanges, without end and without going in circles, and begins with a delivery."""

from __future__ import annotations

from typing import Any

from tests.support.desk import Desk, Row, receipt, sale, staff, supplier

UNIT = {"product_code": "P02"}


def exchange(no: str, back: str, given: str, **more: str) -> Row:
    """Return an exchange of one unit of product `P02` for another, with customer `C1`."""
    return {
        "exchange_no": no,
        "line": "1",
        "exchanged_on": "2026-05-10",
        "customer_code": "C1",
        "product_code": "P02",
        "serial": back,
        "quantity": "1",
        "replacement_product_code": "P02",
        "replacement_serial": given,
        "reason": "故障",
        "handler": "E1",
        **more,
    }


def _exchanged(desk: Desk) -> None:
    """`SN1` was sold and exchanged for `SN2`, that one for `SN3`; `SN4` was sold to another and stayed."""
    desk.recorded("receipts", receipt("YS2", "", "4", serial="SN1;SN2;SN3;SN4", **UNIT))
    desk.recorded("sales", sale("XS1", "", "1", serial="SN1", **UNIT))
    desk.recorded("sales", sale("XS2", "", "1", serial="SN4", customer_code="C2", **UNIT))
    desk.recorded("exchanges", exchange("HH1", "SN1", "SN2"))
    desk.recorded("exchanges", exchange("HH2", "SN2", "SN3", exchanged_on="2026-05-20"))


def _told(rows: list[dict[str, Any]]) -> list[tuple[str, str, str | None, str | None]]:
    return [(row["kind"], row["doc_no"], row["serial"], row.get("linked_serial")) for row in rows]


def test_a_unit_is_followed_over_every_exchange(desk: Desk) -> None:
    """From whichever unit one begins, forward and backward; the rows tell what stands against them."""
    _exchanged(desk)
    expected = [
        ("received", "YS2", "SN1", None),
        ("received", "YS2", "SN2", None),
        ("received", "YS2", "SN3", None),
        ("sold", "XS1", "SN1", None),
        ("exchanged", "HH1", "SN1", "SN2"),
        ("exchanged", "HH1", "SN2", "SN1"),
        ("exchanged", "HH2", "SN2", "SN3"),
        ("exchanged", "HH2", "SN3", "SN2"),
    ]
    for serial in ("SN1", "SN2", "SN3"):
        assert _told(desk.cli.trace("--product", "P02", "--serial", serial)) == expected


def test_a_unit_that_was_never_exchanged_stands_alone(desk: Desk) -> None:
    """Though others of its delivery were."""
    _exchanged(desk)
    assert _told(desk.cli.trace("--serial", "SN4")) == [
        ("received", "YS2", "SN4", None),
        ("sold", "XS2", "SN4", None),
    ]


def test_a_voided_exchange_links_nothing(desk: Desk) -> None:
    """And links again for who asks what was known before."""
    _exchanged(desk)
    known = desk.cli.position()
    void = {"record_table": "exchanges", "record_no": "HH2", "line": "1", "reason": "录入错误"}
    desk.recorded("voids", {**void, "approver": "E1", "voided_on": "2026-06-01"})
    now = desk.cli.trace("--serial", "SN1")
    then = desk.cli.trace("--serial", "SN1", "--known-at", known)
    assert {row["serial"] for row in now} == {"SN1", "SN2"}
    assert {row["serial"] for row in then} == {"SN1", "SN2", "SN3"}


def test_a_screen_shows_what_was_exchanged_for_what(desk: Desk) -> None:
    """As a table of its own, after who holds what."""
    _exchanged(desk)
    shown = desk.cli.run("trace", "--serial", "SN3", "--format", "table").out
    lines = shown[shown.index("Exchanged") :].splitlines()
    assert [line.split()[:2] for line in lines[2:4]] == [["2026-05-10", "HH1"], ["2026-05-20", "HH2"]]


def test_a_delivery_is_traced_to_all_its_holders(desk: Desk) -> None:
    """By the number of its receipt: of whatever products, and nothing that came otherwise."""
    _exchanged(desk)
    desk.recorded("receipts", receipt("YS3", "L3"))
    desk.recorded("sales", sale("XS3", "L3"), sale("XS4", "L1"))
    assert [row["doc_no"] for row in desk.cli.trace("--receipt", "YS3")] == ["YS3", "XS3"]
    both = desk.cli.trace("--receipt", "YS3", "--receipt", "YS2")
    assert {row["customer_code"] for row in both} == {None, "C1", "C2"}
    assert {row["doc_no"] for row in both} == {"YS2", "YS3", "XS1", "XS2", "XS3", "HH1", "HH2"}


def test_a_supplier_is_traced_to_all_holders_of_its_goods(desk: Desk) -> None:
    """By code or by name."""
    desk.recorded("suppliers", supplier("S2"))
    desk.recorded("receipts", receipt("YS3", "L3", supplier_code="S2"))
    desk.recorded("sales", sale("XS3", "L3"), sale("XS4", "L1"))
    assert [row["doc_no"] for row in desk.cli.trace("--supplier", "S2")] == ["YS3", "XS3"]
    assert [row["doc_no"] for row in desk.cli.trace("--supplier", "供应商S2")] == ["YS3", "XS3"]


def test_a_receipt_that_nobody_knows_is_refused(desk: Desk) -> None:
    """With what is near."""
    refused = desk.cli.run("trace", "--receipt", "YS11", expect=2)
    assert refused.err.splitlines() == [
        "Reading the scope: expected a known value of --receipt, got 'YS11'.",
        "The nearest known ones: YS1.",
    ]
    refused = desk.cli.run("trace", expect=2)
    assert refused.err.splitlines()[0] == (
        "Tracing: expected --lot, --serial, --udi, --customer, --supplier or --receipt, got none."
    )


def _recall(desk: Desk, *scope: str) -> str:
    """Open a recall and return its number."""
    desk.cli.settings["MEDLEDGER_USER"] = "Q1"
    said = ("--level", "1", "--origin", "registrant", "--reason", "密封不良")
    return str(desk.cli.run("recall", "open", *scope, *said, "--format", "json").json["recall_no"])


def test_recalls_are_told_of_the_goods_that_are_in_their_scope(desk: Desk) -> None:
    """A lot in one recall, a unit in another, and units beside it in none."""
    desk.recorded("staff", staff("Q1", post="质量负责人"))
    _exchanged(desk)
    lot, unit = _recall(desk, "--lot", "L1"), _recall(desk, "--product", "P02", "--serial", "SN2")
    told = desk.cli.run("trace", "--lot", "L1", "--envelope").json
    assert [(one["recall_no"], one["state"], one["level"]) for one in told["recalls"]] == [(lot, "open", "1")]
    assert told["recalls"][0]["goods"] == [{"product_code": "P01", "lot": "L1", "serial": None}]
    assert "opened" in [one["stage"] for one in told["recalls"][0]["stages"]]
    told = desk.cli.run("trace", "--serial", "SN1", "--envelope").json
    assert [one["recall_no"] for one in told["recalls"]] == [unit]  # of the unit given for it
    assert told["dossier"]["recalls"] == []
    assert [one["exchange_no"] for one in told["dossier"]["exchanges"]] == ["HH1"]
    told = desk.cli.run("trace", "--serial", "SN2", "--envelope").json
    assert [one["recall_no"] for one in told["dossier"]["recalls"]] == [unit]
    assert desk.cli.run("trace", "--serial", "SN4", "--envelope").json["recalls"] == []
    before = desk.cli.run("trace", "--lot", "L1", "--envelope", "--at", "2026-05-05").json
    assert before["recalls"] == []
