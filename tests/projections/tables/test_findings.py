"""Findings: one row for each broken rule of each event, open until something closes it."""

from __future__ import annotations

from typing import Any

from ledger.deciding.record_rules import UNKNOWN_STAFF
from ledger.log.prepared import Prepared
from ledger.log.recorder import LogRecorder
from ledger.subjects.sales.rules import EXPIRED, MORE_THAN_ACCEPTED, NOT_ACCEPTED
from projections.answers.findings.findings import counts, findings
from projections.engine.catch_up import catch_up
from projections.engine.digest import digests
from projections.engine.read_model import ReadModel
from projections.tables.findings import Findings
from replay.scratch import scratch
from tests.support.events import ZONE, customer, event, received, sold, voided
from tests.support.small_tables import NOW, cutoff, tables_of

EXPIRED_LOT = {"rule": EXPIRED.id, "expiry_date": "2026-04-30"}
UNACCEPTED = {"rule": NOT_ACCEPTED.id, "product_code": "P1"}
TOO_MANY = {"rule": MORE_THAN_ACCEPTED.id, "accepted": "10"}


def assigned(position: int, rule: str, number: str = "ZP1", **rest: Any) -> Prepared:
    """Return that S1 is to look into a finding, since 1 June."""
    usual = {"assignee": "S1", "assigned_on": "2026-06-01"}
    names = {"finding_position": position, "rule_key": rule, "assignment_no": number}
    return event("finding_assigned", usual, **names, **rest)


def resolved(position: int, rule: str, number: str = "CL1", **rest: Any) -> Prepared:
    """Return that a finding was explained on 10 June."""
    usual = {"resolution": "explained", "reason": "补到资料", "approver": "S9", "resolved_on": "2026-06-10"}
    names = {"finding_position": position, "rule_key": rule, "resolution_no": number}
    return event("finding_resolved", usual, **names, **rest)


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
        "severity": "finding",
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
        "assignee": None,
        "assigned_on": None,
        "due_on": None,
        "resolution": None,
        "resolved_by": None,
        "resolved_on": None,
        "resolution_reason": None,
        "overridden": False,
        "seen_at_recording": True,
        "known_since": 1,
        "because": [1],
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


def test_a_finding_of_a_void_names_what_it_voids():
    history = [sold("XS1"), voided("sales", "XS1", [1], findings=[{"rule": UNKNOWN_STAFF.id}])]
    assert states(*history) == [("XS1", "M-13", None)]


def test_a_void_of_the_record_closes_its_findings():
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


def test_an_assignment_shows_with_the_finding_and_leaves_it_open():
    """The newest one counts, at the cut-off asked about."""
    history = [
        sold("XS1", findings=[EXPIRED_LOT]),
        assigned(1, "G-06", due_on="2026-06-30"),
        assigned(1, "G-06", "ZP2", assignee="S2", assigned_on="2026-06-05"),
        assigned(1, "M-13", "ZP3"),
    ]
    (row,) = found(*history)
    assert (row["state"], row["assignee"], row["assigned_on"], row["due_on"]) == (
        "open",
        "S2",
        "2026-06-05",
        None,
    )
    for earlier in ({"known": 2}, {"day": "2026-06-04"}):
        (row,) = found(*history, **earlier)
        assert (row["assignee"], row["due_on"]) == ("S1", "2026-06-30")
    assert found(*history, day="2026-05-31")[0]["assignee"] is None


def test_a_resolution_closes_its_finding_and_no_other():
    history = [
        sold("XS1", lot="L1", findings=[UNACCEPTED, EXPIRED_LOT]),
        sold("XS2", lot="L2", findings=[EXPIRED_LOT]),
        resolved(1, "G-06"),
    ]
    assert states(*history) == [("XS1", "G-05", None), ("XS1", "G-06", "resolved"), ("XS2", "G-06", None)]
    assert states(*history, open_only=True) == [("XS1", "G-05", None), ("XS2", "G-06", None)]
    row = found(*history)[1]
    assert (row["state"], row["resolution"], row["resolved_by"]) == ("closed", "explained", "S9")
    assert (row["resolved_on"], row["resolution_reason"]) == ("2026-06-10", "补到资料")


def test_before_it_was_resolved_and_known_to_be_a_finding_is_open():
    history = [sold("XS1", findings=[EXPIRED_LOT]), resolved(1, "G-06")]
    assert states(*history, known=1) == [("XS1", "G-06", None)]
    assert states(*history, day="2026-06-09") == [("XS1", "G-06", None)]
    assert states(*history, day="2026-06-10") == [("XS1", "G-06", "resolved")]


def test_a_voided_resolution_opens_its_finding_again():
    history = [
        sold("XS1", findings=[EXPIRED_LOT]),
        resolved(1, "G-06"),
        voided("finding_resolutions", "CL1", [2]),
    ]
    assert states(*history, known=2) == [("XS1", "G-06", "resolved")]
    assert states(*history) == [("XS1", "G-06", None)]
    assert states(*history, resolved(1, "G-06", "CL2")) == [("XS1", "G-06", "resolved")]


def test_a_voided_record_needs_no_resolution():
    history = [sold("XS1", findings=[EXPIRED_LOT]), resolved(1, "G-06"), voided("sales", "XS1", [1])]
    assert states(*history) == [("XS1", "G-06", "struck")]


def test_what_the_head_of_quality_let_pass_is_open_and_marked():
    override = {"overridden_by": "S9", "override_reason": "急救"}
    (row,) = found(sold("XS1", findings=[EXPIRED_LOT | override]))
    assert (row["state"], row["closed_by"], row["overridden"]) == ("open", None, True)
    assert (row["resolved_by"], row["resolution_reason"], row["resolution"]) == ("S9", "急救", None)


def test_a_warning_is_no_finding_and_shows_on_request_only():
    warning = {"rule": "M-33", "value": "甲1", "severity": "warning"}
    history = [sold("XS1", findings=[EXPIRED_LOT, warning])]
    assert [row["rule"] for row in found(*history)] == ["G-06"]
    rows = found(*history, warnings=True)
    assert [(row["rule"], row["severity"]) for row in rows] == [("G-06", "finding"), ("M-33", "warning")]
    assert rows[1]["particulars"] == {"value": "甲1"}


def test_a_finding_of_a_later_stage_names_whom_and_what_the_case_is_about():
    """The stage does not repeat them, but it has the tags of its case."""
    tags = ["consignment:XP1", "customer:C7", "product:P1", "lot:P1/L1"]
    stage = event(
        "consignment_use_confirmed",
        consignment_no="XP1",
        line=1,
        used_quantity="2",
        tags=tags,
        findings=[EXPIRED_LOT],
    )
    (row,) = found(stage)
    assert (row["record_table"], row["doc_no"], row["line"]) == ("consignments", "XP1", 1)
    assert (row["customer_code"], row["product_code"], row["supplier_code"]) == ("C7", "P1", None)


def test_a_finding_of_a_licence_is_known_by_its_number():
    licence = event(
        "licence_registered",
        owner_kind="customer",
        owner_code="C1",
        licence_kind="business",
        licence_no="证9",
        findings=[{"rule": UNKNOWN_STAFF.id}],
    )
    assert states(licence) == [("证9", "M-13", None)]


def test_counts_by_rule_customer_and_month():
    history = [
        sold("XS1", lot="L1", findings=[UNACCEPTED, EXPIRED_LOT], sold_on="2026-04-30"),
        sold("XS2", lot="L2", findings=[UNACCEPTED], customer="C2"),
        received("YS1", lot="L2", findings=[{"rule": UNKNOWN_STAFF.id}], received_on="2026-05-02"),
        assigned(1, "G-06"),
        assigned(2, "G-05"),
        resolved(2, "G-05"),
    ]
    assert counts(found(*history)) == {
        "rule": [
            {"rule": "G-05", "open": 1, "assigned": 0, "closed": 1},
            {"rule": "G-06", "open": 1, "assigned": 1, "closed": 0},
            {"rule": "M-13", "open": 1, "assigned": 0, "closed": 0},
        ],
        "customer_code": [
            {"customer_code": None, "open": 1, "assigned": 0, "closed": 0},
            {"customer_code": "C1", "open": 2, "assigned": 1, "closed": 0},
            {"customer_code": "C2", "open": 0, "assigned": 0, "closed": 1},
        ],
        "month": [
            {"month": "2026-04", "open": 2, "assigned": 1, "closed": 0},
            {"month": "2026-05", "open": 1, "assigned": 0, "closed": 1},
        ],
    }


def test_the_tables_are_the_same_on_each_database(log: LogRecorder, readmodel: ReadModel):
    """Every database keeps them alike; findings are asked of both alike."""
    history = [
        sold("XS1", lot="L1", findings=[UNACCEPTED]),
        sold("XS2", lot="L1", findings=[EXPIRED_LOT]),
        voided("sales", "XS2", [2]),
        received("YS1", lot="L1", received_on="2026-01-02"),
    ]
    log.append_prepared(history)
    catch_up(readmodel, log)
    documents = [row for part in log.scan() for row in part]
    with readmodel.reading() as connection, scratch([documents]) as fresh:
        assert digests(connection, [Findings()]) == digests(fresh, [Findings()])
        now = cutoff(known=log.head())
        rows = list(findings(connection, now, zone=ZONE, log=log))
        closed = [(row["doc_no"], row["closed_by"]) for row in rows if row["closed_by"]]
        assert closed == [("XS1", "covered"), ("XS2", "struck")]
        assert rows == list(findings(fresh, now, zone=ZONE, log=log))
