"""Who records, who carries out and who approves: two persons where the rules ask for two."""

from __future__ import annotations

import pytest

from ledger.deciding.decision import Override
from ledger.deciding.quality_roles import same_person
from ledger.entry.live import enter
from ledger.log.recorder import LogRecorder
from ledger.recording.entries import LedgerEntries
from ledger.recording.knowledge import judging_again
from ledger.recording.ledger import Ledger
from ledger.recording.state_cache import StateCache
from tests.support import rules
from tests.support.decisions import command, member
from tests.support.live import HOUSE, ROW, events, record, refused

VOID = {
    "record_table": "sales",
    "record_no": "XS1",
    "line": 1,
    "reason": "录入错误",
    "voided_on": "2026-05-02",
}


@pytest.fixture
def ledger(log: LogRecorder) -> Ledger:
    """A small house; `E1` sits at the desk, `Q1` is the head of quality."""
    place = Ledger(log, recorded_by="E1")
    record(place, *HOUSE)
    return place


def _void(**more: str) -> dict[str, object]:
    return {**VOID, **more}


def test_nobody_approves_the_void_that_they_enter(ledger: Ledger) -> None:
    """M-145: nor one of a sale that they made; by code or by name."""
    record(ledger, member("E2", name="员工乙"))
    enter(ledger, "sales", ROW | {"sale_no": "XS1", "line": 1, "seller": "E2"})
    for approver in ("E1", "E2", "员工乙"):
        (reason,) = refused(ledger, "voids", _void(approver=approver)).refusals
        assert reason.rule == rules.VOID_OWN.id
    assert refused(ledger, "voids", _void(approver="E1")).refusals[0].reason.message("en") == (
        "Voiding sales XS1/1: expected an approver other than who enters it or made the record, got 'E1' as "
        "both."
    )
    assert {one["data"]["rule_key"] for one in events(ledger, "command_refused")} == {"M-145"}
    assert enter(ledger, "voids", _void(approver="Q1")).recorded


@pytest.mark.parametrize(("approver", "found"), [("E2", ["M-145"]), ("员工乙", ["M-145"]), ("E1", [])])
def test_an_imported_void_approved_by_who_made_the_record_is_a_finding(
    ledger: Ledger, approver: str, found: list[str]
) -> None:
    """M-145: by code or by name, also when it is judged again; `E1` only imports what others approved."""
    record(ledger, member("E2", name="员工乙"))
    enter(ledger, "sales", ROW | {"sale_no": "XS1", "line": 1, "seller": "E2"})
    ((outcome,),) = ledger.submit([[command("voids", **_void(approver=approver))]])
    assert list(outcome.findings) == found
    (void,) = events(ledger, "record_voided")
    with judging_again(ledger.log, ledger.log.head()) as again:
        assert [one["rule"] for one in again.findings(void) or ()] == found


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("E2", "员工乙", True),
        ("员工乙", "员工 乙", True),
        ("E3", "同名", False),
        ("同名", "同名", True),
        ("生人", "生 人", True),
        ("E404", "生人", False),
    ],
)
def test_code_and_name_of_one_person_are_one(ledger: Ledger, one: str, other: str, *, same: bool) -> None:
    """A name that several carry means none of them; one that nobody carries means itself."""
    people = member("E2", name="员工乙"), member("E3", name="同名"), member("E4", name="同名")
    record(ledger, *people)
    state = StateCache(LedgerEntries(ledger.log))
    assert same_person(state, one, other) is same
    assert same_person(state, other, one) is same


@pytest.mark.parametrize(("recorder", "seller"), [("Q1", "E1"), ("E1", "Q1"), ("员工Q1", "E1")])
def test_nobody_overrides_a_rule_for_themselves(ledger: Ledger, recorder: str, seller: str) -> None:
    """Overriding is for another than who records or sells, whatever the post."""
    record(ledger, member("Q1", name="员工Q1", post="质量负责人", note="二"))
    own = Ledger(ledger.log, recorded_by=recorder)
    row = ROW | {"customer_code": "C2", "seller": seller}
    passed = [Override("G-01", "急救", "Q1")]
    codes = [one.reason.code for one in refused(own, "sales", row, overrides=passed).refusals]
    assert "override_own" in codes
    assert enter(ledger, "sales", row | {"seller": "E1"}, overrides=passed).arising
