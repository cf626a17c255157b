"""Findings: one row for each broken rule of each event, open until something closes it."""

from __future__ import annotations

from typing import Any

import pytest

from ledger.log.prepared import Prepared
from ledger.log.recorder import LogRecorder
from ledger.rules.registry import EXPIRED, MORE_THAN_ACCEPTED, NOT_ACCEPTED, UNKNOWN_STAFF
from projections.digest import digests
from projections.engine import catch_up
from projections.findings import Findings
from projections.readmodel import ReadModel
from projections.views.findings import counts, findings
from replay.scratch import scratch
from tests.support.events import ZONE, customer, received, returned, sold, voided
from tests.support.small_tables import NOW, cutoff, tables_of

EXPIRED_LOT = {"rule": EXPIRED.id, "expiry_date": "2026-04-30"}
UNACCEPTED = {"rule": NOT_ACCEPTED.id, "product_code": "P1"}
TOO_MANY = {"rule": MORE_THAN_ACCEPTED.id, "accepted": "10"}


def found(*history: Prepared, day: str | None = None, known: int = NOW, **rest: Any) -> list[dict[str, Any]]:
    """Return the rows of the findings view."""
    with tables_of(*history) as connection:
        return list(findings(connection, cutoff(day, known), zone=ZONE, **rest))


def states(
    *history: Prepared, day: str | None = None, known: int = NOW, **rest: Any
) -> list[tuple[Any, ...]]:
    """Return document, rule and what closed it, of each row."""
    rows = found(*history, day=day, known=known, **rest)
    return [(row["doc_no"], row["rule"], row["closed_by"]) for row in rows]


def test_a_finding_with_all_that_is_known_of_it():
    sale = sold("XS1", 3, lot="L1", serial="A", customer="C2", findings=[UNACCEPTED, EXPIRED_LOT])
    rows = found(sale)
    assert rows[1] == {
        "position": 1,
        "number": 2,
        "rule": "G-06",
        "event_time": "2026-05-01T00:00:00+08:00",
        "record_time": "2026-01-01T08:00:00+08:00",
        "record_table": "sales",
        "doc_no": "XS1",
        "line": 3,
        "product_code": "P1",
        "lot": "L1",
        "serial": "A",
        "customer_code": "C2",
        "supplier_code": None,
        "particulars": {"expiry_date": "2026-04-30"},
        "voided_at": None,
        "state": "open",
        "closed_by": None,
    }
    assert [row["rule"] for row in rows] == ["G-05", "G-06"]


def test_a_finding_of_a_register_has_no_event_time():
    (row,) = found(customer("C1", findings=[{"rule": UNKNOWN_STAFF.id, "value": "E9"}]))
    assert (row["record_table"], row["doc_no"], row["event_time"], row["line"]) == (
        "customers",
        "C1",
        None,
        None,
    )


def test_a_finding_of_a_strike_names_what_it_strikes():
    history = [sold("XS1"), voided("sales", "XS1", [1], findings=[{"rule": UNKNOWN_STAFF.id}])]
    assert states(*history) == [("XS1", "M-13", None)]


def test_a_strike_of_the_record_closes_its_findings():
    history = [
        sold("XS1", findings=[EXPIRED_LOT]),
        sold("XS2", findings=[EXPIRED_LOT]),
        voided("sales", "XS1", [1]),
        voided("sales", "XS1", [1]),
    ]
    assert states(*history) == [("XS1", "G-06", "struck"), ("XS2", "G-06", None)]
    assert found(*history)[0]["voided_at"] == "2026-01-01T08:00:02+08:00"
    assert states(*history, open_only=True) == [("XS2", "G-06", None)]
    assert states(*history, known=2) == [("XS1", "G-06", None), ("XS2", "G-06", None)]
    assert found(*history, known=2)[0]["voided_at"] is None
    assert states(*history, known=1) == [("XS1", "G-06", None)]


def test_a_finding_counts_from_the_day_of_its_record():
    assert states(sold("XS1", findings=[EXPIRED_LOT]), day="2026-04-30") == []
    assert states(sold("XS1", findings=[EXPIRED_LOT]), day="2026-05-01") == [("XS1", "G-06", None)]


def test_later_receipts_close_what_was_sold_without():
    """Only when all of it is covered, and only stock rules."""
    history = [
        sold("XS1", lot="L1", quantity="5", findings=[UNACCEPTED, EXPIRED_LOT]),
        received("YS1", lot="L1", quantity="4"),
        received("YS2", lot="L2", quantity="9"),
        received("YS3", lot="L1", quantity="1"),
    ]
    assert states(*history, known=3) == [("XS1", "G-05", None), ("XS1", "G-06", None)]
    assert states(*history) == [("XS1", "G-05", "covered"), ("XS1", "G-06", None)]
    assert states(*history, open_only=True) == [("XS1", "G-06", None)]


def test_a_struck_receipt_covers_nothing():
    history = [
        sold("XS1", lot="L1", findings=[UNACCEPTED]),
        received("YS1", lot="L1"),
        voided("receipts", "YS1", [2]),
    ]
    assert states(*history, known=2) == [("XS1", "G-05", "covered")]
    assert states(*history) == [("XS1", "G-05", None)]


def test_receipts_cover_in_the_order_of_the_log():
    """The sale that went beyond what there was stays open, those before it are closed."""
    history = [
        sold("XS1", lot="L1", quantity="5", findings=[UNACCEPTED]),
        sold("XS2", lot="L1", quantity="5", findings=[UNACCEPTED], sold_on="2026-04-02"),
        received("YS1", lot="L1", quantity="7"),
        sold("XS3", lot="L1", quantity="5", findings=[TOO_MANY]),
    ]
    assert states(*history) == [("XS1", "G-05", "covered"), ("XS2", "G-05", None), ("XS3", "M-10", None)]
    assert states(*history, received("YS2", lot="L1", quantity="3")) == [
        ("XS1", "G-05", "covered"),
        ("XS2", "G-05", "covered"),
        ("XS3", "M-10", None),
    ]


@pytest.mark.parametrize(("disposition", "closed_by"), [("restocked", "covered"), ("destroyed", None)])
def test_only_what_was_restocked_can_be_sold_again(disposition, closed_by):
    history = [
        received("YS1", lot="L1"),
        sold("XS1", lot="L1", quantity="10"),
        sold("XS2", lot="L1", quantity="2", findings=[TOO_MANY]),
        returned("TH1", lot="L1", quantity="2", disposition=disposition),
    ]
    assert states(*history) == [("XS2", "M-10", closed_by)]


def test_a_line_of_several_units_is_covered_when_all_of_them_are():
    history = [
        sold("XS1", serial="A;B", quantity="2", findings=[UNACCEPTED]),
        received("YS1", lot="L1", serial="A", quantity="1"),
        received("YS2", lot="L2", serial="B", quantity="1"),
    ]
    assert states(*history, known=2) == [("XS1", "G-05", None)]
    assert states(*history) == [("XS1", "G-05", "covered")]


def test_a_sale_without_serials_is_held_against_a_lot_received_by_serial():
    history = [
        sold("XS1", lot="L1", quantity="2", findings=[UNACCEPTED]),
        received("YS1", lot="L1", serial="A;B", quantity="2"),
        sold("XS2", lot="L1", quantity="1", findings=[TOO_MANY]),
    ]
    assert states(*history) == [("XS1", "G-05", "covered"), ("XS2", "M-10", None)]


def test_goods_that_name_neither_lot_nor_serial_are_covered_by_their_like():
    history = [sold("XS1", findings=[UNACCEPTED]), received("YS1", lot="L1")]
    assert states(*history) == [("XS1", "G-05", None)]
    assert states(*history, received("YS2")) == [("XS1", "G-05", "covered")]


def test_counts_by_rule_customer_and_month():
    history = [
        sold("XS1", lot="L1", findings=[UNACCEPTED, EXPIRED_LOT], sold_on="2026-04-30"),
        sold("XS2", lot="L2", findings=[UNACCEPTED], customer="C2"),
        received("YS1", lot="L2", findings=[{"rule": UNKNOWN_STAFF.id}], received_on="2026-05-02"),
    ]
    assert counts(found(*history)) == {
        "rule": [
            {"rule": "G-05", "open": 1, "closed": 1},
            {"rule": "G-06", "open": 1, "closed": 0},
            {"rule": "M-13", "open": 1, "closed": 0},
        ],
        "customer_code": [
            {"customer_code": None, "open": 1, "closed": 0},
            {"customer_code": "C1", "open": 2, "closed": 0},
            {"customer_code": "C2", "open": 0, "closed": 1},
        ],
        "month": [{"month": "2026-04", "open": 2, "closed": 0}, {"month": "2026-05", "open": 1, "closed": 1}],
    }


def test_the_tables_are_the_same_on_each_database(log: LogRecorder, readmodel: ReadModel):
    """Every database keeps them alike; findings are asked of both alike."""
    history = [
        sold("XS1", lot="L1", findings=[UNACCEPTED]),
        sold("XS2", lot="L1", findings=[EXPIRED_LOT]),
        voided("sales", "XS2", [2]),
        received("YS1", lot="L1"),
    ]
    log.append_prepared(history)
    catch_up(readmodel, log)
    documents = [row for part in log.scan() for row in part]
    with readmodel.reading() as connection, scratch([documents]) as fresh:
        assert digests(connection, [Findings()]) == digests(fresh, [Findings()])
        rows = list(findings(connection, cutoff(), zone=ZONE))
        assert [(row["doc_no"], row["closed_by"]) for row in rows] == [("XS1", "covered"), ("XS2", "struck")]
        assert rows == list(findings(fresh, cutoff(), zone=ZONE))
