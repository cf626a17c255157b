"""Whatever is entered on return cases: only what passed becomes saleable, and never more than was sold."""

from __future__ import annotations

from collections import defaultdict
from contextlib import suppress
from decimal import Decimal
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import orjson
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.deciding.stages import possible
from ledger.entry.live import enter
from ledger.errors import CommandError
from ledger.events import catalogue
from ledger.log.opening import open_log
from ledger.log.recorder import LogRecorder
from ledger.recording.ledger import Ledger
from ledger.settings import locate
from tests.support.budgets import examples
from tests.support.decisions import command, location, member, product, sale
from tests.support.live import HOUSE, events, record

TABLE = catalogue.table("return_cases")
POLICIES = ("two_approvals", "refund_first", "pharmacy", "service_desk", "recall")
CHECKS = tuple(one.key for one in TABLE.by_key["checks_passed"].values)

BYWAYS = frozenset(
    f"return_{one}"
    for one in ("not_accepted", "refused", "goods_rejected", "ruling_requested", "appraisal_requested")
)


class Desk:
    """Enters random stages of a few cases, most of them of the kind that may come next."""

    def __init__(self, ledger: Ledger, random: Random) -> None:
        self._ledger = ledger
        self._random = random
        self._cases: dict[str, list[str]] = {}
        self.completed = 0
        self.refused = 0

    def step(self) -> None:
        """Enter a request, a stage, a return record of its own, or a void."""
        if not self._cases or self._random.random() < 0.05:
            self._request()
            return
        number = self._random.choice(list(self._cases))
        chance = self._random.random()
        if chance < 0.03:
            self._record(number)
        elif chance < 0.06:
            self._void(number)
        else:
            self._stage(number)

    def _request(self) -> None:
        number = f"A{len(self._cases)}"
        cold = self._random.random() < 0.3
        fields = {
            "received_at": "2026-05-10",
            "customer_code": self._random.choice(["C1"] * 9 + ["C2"]),
            "product_code": "P2" if cold else "P1",
            "lot": self._random.choice(["L1"] * 9 + ["L2"]),
            "quantity": str(self._random.randint(1, 6)),
            "reason": "科室撤并",
            "return_policy": self._random.choice(POLICIES),
            "proof_of_purchase": "PZ1",
            "recall_no": "ZH1" if self._random.random() < 0.1 else None,
        }
        if self._entered("return_cases", {"return_case_no": number, **fields}):
            self._cases[number] = ["return_requested"]

    def _stage(self, number: str) -> None:
        occurred = self._cases[number]
        following = possible(TABLE, occurred)
        stages = following if following and self._random.random() < 0.95 else list(TABLE.stages[1:])
        onward = [one for one in stages if one.event not in BYWAYS]
        if onward and self._random.random() < 0.8:
            stages = onward
        event = self._random.choice(stages).event
        fields = _fields(event, self._random)
        if self._random.random() < 0.05:
            fields = dict(self._random.sample(sorted(fields.items()), len(fields) // 2))
        document = {"return_case_no": number, "stage": event, **fields}
        if self._entered("return_cases", document):
            occurred.append(event)
            self.completed += event == "return_completed"

    def _record(self, number: str) -> None:
        goods = {"customer_code": "C1", "product_code": "P1", "lot": "L1", "quantity": "2"}
        people = {"inspector": "E1", "business_approver": "B1", "quality_approver": "Q1"}
        verdict = {"quality_status": "conforming", "disposition": "restocked", "inspected_on": "2026-05-12"}
        days = {"returned_on": "2026-05-12", "reason": "多订"}
        self._entered("returns", {"return_case_no": number, **goods, **people, **verdict, **days})

    def _void(self, number: str) -> None:
        words = {"reason": "录错", "approver": "Q1", "voided_on": "2026-05-20"}
        if self._entered("voids", {"record_table": "return_cases", "record_no": number, **words}):
            self._cases[number].pop()
            if not self._cases[number]:
                del self._cases[number]

    def _entered(self, table: str, row: dict[str, Any]) -> bool:
        with suppress(CommandError):
            enter(self._ledger, table, row)
            return True
        self.refused += 1
        return False


def _fields(event: str, random: Random) -> dict[str, Any]:
    """Return what a stage carries; now and then it is not good."""
    good = random.random() < 0.8
    half = random.sample(CHECKS, 3)
    found: dict[str, dict[str, Any]] = {
        "return_origin_matched": {} if good else {"sold_by_us": random.choice([True, False])},
        "return_not_accepted": {"refusal_reason": "超期", "customer_told_at": "2026-05-11"},
        "return_notice_issued": {"notice_on": "2026-05-10"},
        "return_business_approved": {"business_approver": "B1", "business_decision": "approved"},
        "return_quality_approved": {
            "quality_approver": "Q1" if good else "B1",
            "quality_decision": "approved",
        },
        "return_refused": {
            "business_approver": "B1",
            "business_decision": "refused",
            "refusal_reason": "超期",
        },
        "return_pickup_arranged": {"pickup_confirmed_at": "2026-05-11"},
        "return_cold_evidence_filed": {
            "temperature_statement": "PZ1",
            "temperature_record": "PZ2",
            "cold_chain_ok": good,
        },
        "return_goods_rejected": {
            "rejected_on": "2026-05-12",
            "rejection_reason": "不符",
            "quality_told_at": "2026-05-12",
            "customer_told_at": "2026-05-12",
        },
        "return_goods_received": {
            "notice_matched": True,
            "received_on": "2026-05-12",
            "received_quantity": str(random.randint(1, 2 if good else 9)),
            "location_code": "T-01" if good else "A-01",
        },
        "return_inspected": {
            "inspected_on": "2026-05-12",
            "quality_status": "conforming" if good else random.choice(["conforming", "doubtful", "damaged"]),
            "conclusion": "conforming" if good else random.choice(["conforming", "nonconforming", "pending"]),
            "nonconformity": "破损",
            "measures": "隔离",
            "checks_passed": list(CHECKS) if good else half,
            "checks_failed": None if good else [one for one in CHECKS if one not in half],
        },
        "return_appraisal_requested": {"institution": "省院"},
        "return_appraised": {"appraisal_result": "属实"},
        "return_ruling_requested": {"adjudicator": "E1"},
        "return_ruled": {"adjudicator": "E1" if good else "B1", "ruling": "同意"},
        "return_disposition_decided": {
            "disposition": random.choice(["restocked", "restocked", "destroyed", "pending"]),
            "decided_by": "Q1",
        },
        "return_completed": {},
        "return_refund_requested": {"refund_requested_on": "2026-05-12", "refund_amount": "10"},
        "return_refund_verified": {
            "refund_verified_amount": "9" if good else "11",
            "refund_verified_by": "B1",
            "refund_notified_on": "2026-05-12",
        },
        "return_refunded": {"refunded_on": "2026-05-12"},
        "return_case_closed": {"closed_on": "2026-05-12"},
    }
    return {key: value for key, value in found[event].items() if value is not None}


def furnished(log: LogRecorder) -> Ledger:
    """A house that sold ten of two lots, and ten of a refrigerated product."""
    ledger = Ledger(log, recorded_by="E1")
    record(ledger, *HOUSE, product("P2", cold_chain=True), member("B1", post="业务负责人"))
    record(ledger, location("T-01", "returned"), location("A-01", "qualified"))
    line = {"supplier_code": "S1", "accepted_quantity": "100", "conclusion": "conforming", "line": 1}
    for number, (code, lot) in enumerate((("P1", "L2"), ("P2", "L1"), ("P2", "L2"))):
        goods = {"product_code": code, "lot": lot, "quantity": "100", "received_on": "2026-01-05"}
        record(ledger, command("receipts", receipt_no=f"YS{number + 2}", **goods, **line))
    for number, (code, lot) in enumerate((("P1", "L1"), ("P1", "L2"), ("P2", "L1"))):
        record(ledger, sale(f"XS{number}", product_code=code, lot=lot))
    return ledger


def check(ledger: Ledger) -> None:
    """Count from the log alone: what a case made saleable had passed, and no more came back than was sold."""
    everything = [event for batch in ledger.log.scan() for event in _documents(batch)]
    voided = {position for event in everything for position in event.get("struck", ())}
    standing = [event for event in everything if event["position"] not in voided]
    cases: dict[str, dict[str, dict[str, Any]]] = defaultdict(dict)
    out: dict[str, Decimal] = defaultdict(Decimal)
    for event in standing:
        data, kind = event["data"], event["type"]
        if kind.startswith("return_"):
            cases[data["return_case_no"]][kind] = data
        elif kind == "goods_sold":
            out[data["sale_no"]] += Decimal(data["quantity"])
        elif kind == "goods_returned":
            out[data["sale_no"]] -= Decimal(data["quantity"])
            if "return_case_no" in data and data["disposition"] == "restocked":
                _check_passed(cases[data["return_case_no"]], data)
    assert all(quantity >= 0 for quantity in out.values()), dict(out)


def _check_passed(case: dict[str, dict[str, Any]], back: dict[str, Any]) -> None:
    verdict, request = case["return_inspected"], case["return_requested"]
    assert (verdict["quality_status"], verdict["conclusion"]) == ("conforming", "conforming"), case
    assert "recall_no" not in request, case
    assert request["return_policy"] != "recall", case
    assert case["return_disposition_decided"]["disposition"] == "restocked", case
    assert Decimal(back["quantity"]) <= Decimal(request["quantity"]), case
    if request["product_code"] == "P2":
        assert case["return_cold_evidence_filed"]["cold_chain_ok"] is True, case
    if request["return_policy"] == "two_approvals":
        assert {"return_business_approved", "return_quality_approved"} <= case.keys(), case


def _documents(batch: Any) -> list[dict[str, Any]]:
    return [orjson.loads(stored) for _, stored in batch]


@settings(max_examples=examples(15), deadline=None)
@given(seed=st.integers(0, 2**32), steps=st.integers(20, 80))
def test_no_sequence_of_stages_makes_unfit_goods_saleable(seed: int, steps: int) -> None:
    """G-17, G-24 (S1-D 5.1.2, 5.2.4): whatever is tried at live entry."""
    with TemporaryDirectory() as folder:
        log = open_log(locate(f"{folder}/medledger.db"), create=True)
        ledger = furnished(log)
        desk = Desk(ledger, Random(seed))
        for _ in range(steps):
            desk.step()
        check(ledger)
        log.close()


def test_a_long_day_at_the_desk_on_both_databases(log: LogRecorder) -> None:
    """Enough is completed and enough refused that both ways are tried."""
    ledger = furnished(log)
    desk = Desk(ledger, Random(7))
    for _ in range(400):
        desk.step()
    check(ledger)
    assert desk.completed > 3
    assert desk.refused > 20
    assert events(ledger, "goods_returned")
