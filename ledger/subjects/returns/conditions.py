"""The conditions on which goods come back: which of them a case asks for, and who may waive them (C-13).

Each condition is a check of its own. A return policy asks for some of them; a setting of the gate asks for it
under every policy, waives it, or waives it for recalls or for quality. A recall waives all of them but
identity (G-29). What was found is recorded as it is; what is not met goes up for appraisal or ruling.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from ledger.deciding.rule import Breach, Rule
from ledger.deciding.rule_settings import mode
from ledger.state.case_state import case_of
from ledger.state.entries import Lot, lot_key, record_key_of
from ledger.subjects.returns.case_rules import CASE_COLD_FAILED
from ledger.subjects.returns.case_situation import PHARMACY, RECALL, REFUND_FIRST, SERVICE_DESK, Stand
from ledger.subjects.returns.condition_rules import (
    CASE_EXPIRED,
    CASE_OPENED,
    CASE_PROOF,
    CASE_REASON,
    CASE_USED,
    COMPLAINT_DIFFERS,
    LOT_CHANGED,
    WAIVED_UNDULY,
)
from ledger.subjects.returns.terms import says_nothing

_RULES: Final[Mapping[str, Rule]] = {
    "in_validity": CASE_EXPIRED,
    "pack_intact": CASE_OPENED,
    "unopened": CASE_OPENED,
    "no_leak": CASE_OPENED,
    "no_use_trace": CASE_USED,
    "no_expiry_trace": CASE_USED,
    "no_human_damage": CASE_USED,
    "reason_real": CASE_REASON,
    "proof": CASE_PROOF,
}
_TRACES: Final = ("no_use_trace", "no_expiry_trace", "no_human_damage")
_ASKED: Final[Mapping[str, frozenset[str]]] = {
    REFUND_FIRST: frozenset({"in_validity", "pack_intact", "unopened", *_TRACES, "proof"}),
    PHARMACY: frozenset({"in_validity", "pack_intact", "unopened", "no_leak", "reason_real", "proof"}),
    SERVICE_DESK: frozenset({"reason_real"}),
}
_IDENTITY: Final = frozenset({"sold_by_us", "lot_unchanged"})
_SPARED_FOR_QUALITY: Final = frozenset({"pack_intact", "unopened", "no_leak", "no_use_trace"})


def asked(stand: Stand) -> list[str]:
    """Return the conditions that a case must meet, in the order of the form."""
    return [one for one, rule in _RULES.items() if _is_asked(stand, one, rule)]


def _is_asked(stand: Stand, condition: str, rule: Rule) -> bool:
    if stand.recalled:
        return False
    quality = "warranty_refund" if stand.row.get("quality_claimed") else None
    facts = {
        "product_kind": stand.product.get("product_kind", "device"),
        "device_class": stand.product.get("device_class"),
        "customer_kind": None,
        "return_kind": quality,
    }
    found = mode(rule, stand.day, facts, stand.state)
    if found is not None:
        return found != "waived"
    return condition in _ASKED.get(str(stand.policy), ())


def judge_request(stand: Stand) -> Iterator[Breach]:
    """Judge what a request must bring along: a reason, proof of purchase, and the complaint it came of."""
    wanted = asked(stand)
    if "proof" in wanted and stand.live and not _proved(stand):
        yield stand.broken(CASE_PROOF, what="没有购货凭证 no proof of purchase")
    if "reason_real" in wanted and says_nothing(stand.row["reason"]):
        yield stand.broken(CASE_REASON, what=f"“{stand.row['reason']}”没有说明问题 it says nothing")
    yield from _complained(stand)
    yield from _recall(stand)


def judge_expired(stand: Stand) -> Iterator[Breach]:
    """Judge goods past their expiry before they, or money for them, are taken: they are declined."""
    row = stand.row
    if "in_validity" not in asked(stand) or stand.reviewed or stand.day is None:
        return
    lot: Lot | None = stand.state.get(lot_key(row["product_code"], row["lot"])) if "lot" in row else None
    expires = row.get("expiry_date") or (lot.expires if lot is not None else None)
    if expires is not None and expires < stand.day:
        yield stand.broken(CASE_EXPIRED, what=f"失效日期{expires}已过 expired on {expires}")


def judge_checks(stand: Stand) -> Iterator[Breach]:
    """Judge the checks of an inspection: every condition asked for has its answer, none is waived unduly."""
    lists = {key: set(stand.row.get(key, ())) for key in ("checks_passed", "checks_failed", "checks_waived")}
    told = lists["checks_passed"] | lists["checks_failed"] | lists["checks_waived"]
    if stand.live:
        unchecked = [one for one in asked(stand) if one not in told]
        yield from _by_rule(stand, unchecked, "未检查 not checked: ")
    both = sorted(lists["checks_passed"] & lists["checks_failed"])
    if both:
        yield stand.broken(WAIVED_UNDULY, what=f"既符合又不符合 both met and not met: {_named(stand, both)}")
    undue = sorted(lists["checks_waived"] - _waivable(stand))
    if undue:
        yield stand.broken(WAIVED_UNDULY, what=f"不得免除 may not be waived: {_named(stand, undue)}")


def judge_met(stand: Stand, *, restocked: bool) -> Iterator[Breach]:
    """Judge a decision on goods of which a condition is not met: identity never, others after a review."""
    failed = set(stand.row.get("checks_failed", ())) - set(stand.row.get("checks_waived", ()))
    changed = sorted(failed & _IDENTITY)
    if changed:
        yield stand.broken(LOT_CHANGED, what=f"不符合 not met: {_named(stand, changed)}")
    if restocked and "cold_chain" in failed:
        what = _named(stand, ["cold_chain"])
        yield stand.broken(CASE_COLD_FAILED, product_code=stand.row["product_code"], what=what)
    if not stand.reviewed:
        yield from _by_rule(stand, [one for one in asked(stand) if one in failed], "不符合 not met: ")


def _by_rule(stand: Stand, conditions: list[str], words: str) -> Iterator[Breach]:
    for rule in dict.fromkeys(_RULES[one] for one in conditions):
        own = [one for one in conditions if _RULES[one] is rule]
        yield stand.broken(rule, what=f"{words}{_named(stand, own)}")


def _waivable(stand: Stand) -> frozenset[str]:
    if stand.recalled:
        return frozenset({*_RULES, "cold_chain"})
    return _SPARED_FOR_QUALITY if stand.row.get("quality_claimed") else frozenset()


def _named(stand: Stand, conditions: list[str]) -> str:
    choices = {one.key: one.zh for one in stand.command.table.by_key["checks_passed"].values}
    return "、".join(f"{choices[one]} {one}" for one in conditions)


def _proved(stand: Stand) -> bool:
    return "proof_of_purchase" in stand.row or "voucher_nos" in stand.row


def _complained(stand: Stand) -> Iterator[Breach]:
    """Judge a request against the complaint that it names, where that is known (S1-E 4.2.4)."""
    number = stand.row.get("complaint_no")
    if number is None:
        return
    complaint = case_of(stand.state.get(record_key_of("complaints", number))).data
    for column in ("customer_code", "product_code", "lot"):
        expected, got = complaint.get(column), stand.row.get(column)
        if expected is not None and got is not None and expected != got:
            what = f"{stand.heading(column)} {expected} ≠ {got}"
            yield stand.broken(COMPLAINT_DIFFERS, complaint_no=number, what=what)
            return


def _recall(stand: Stand) -> Iterator[Breach]:
    """Judge whether the recall that spares a case its conditions is named (G-29)."""
    if stand.recalled and "recall_no" not in stand.row:
        yield stand.broken(WAIVED_UNDULY, what=f"适用 {RECALL} 而未写召回编号 no recall is named")
