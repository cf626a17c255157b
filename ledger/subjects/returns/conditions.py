"""The conditions on which goods come back: which of them a case asks for, and who may waive them (C-13).

Each condition is a check of its own. A return policy asks for some of them; a setting of the gate asks for it
under every policy, waives it, or waives it for recalls or for quality. A recall waives all of them but
identity (G-29). What was found is recorded as it is; what is not met goes up for appraisal or ruling.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from ledger.deciding.headings import choices
from ledger.deciding.rule import Breach, Rule
from ledger.deciding.rule_settings import mode
from ledger.deciding.situation import Situation
from ledger.phrases import Phrase
from ledger.state.lots import earliest_expiry
from ledger.subjects.returns import phrases
from ledger.subjects.returns.case_rules import CASE_COLD_FAILED
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
from ledger.subjects.returns.return_case import (
    HEADINGS,
    PHARMACY,
    REFUND_FIRST,
    SERVICE_DESK,
    TABLE,
    broken,
    case_day,
    is_recall,
    is_reviewed,
    policy_of,
    product_of,
)
from ledger.subjects.returns.terms import says_nothing

_CHECKS: Final[Mapping[str, Phrase]] = choices(TABLE, "checks_passed")

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


def asked(s: Situation) -> list[str]:
    """Return the conditions that a case must meet, in the order of the form."""
    return [one for one, rule in _RULES.items() if _is_asked(s, one, rule)]


def _is_asked(s: Situation, condition: str, rule: Rule) -> bool:
    if is_recall(s):
        return False
    product = product_of(s)
    row = product.data if product is not None else {}
    facts = {
        "product_kind": row.get("product_kind", "device"),
        "device_class": row.get("device_class"),
        "customer_kind": None,
        "channel": s.row.get("channel"),
        "return_kind": "warranty_refund" if s.row.get("quality_claimed") else None,
    }
    set_mode = mode(rule, case_day(s), facts, s.state)
    if set_mode is not None:
        return set_mode != "waived"
    return condition in _ASKED.get(str(policy_of(s)), ())


def judge_request(s: Situation) -> Iterator[Breach]:
    """Judge what a request must bring along: a reason, proof of purchase, and the complaint it came of."""
    wanted = asked(s)
    if "proof" in wanted and s.live and not _is_proved(s):
        yield broken(s, CASE_PROOF, what=phrases.NO_PROOF)
    if "reason_real" in wanted and says_nothing(s.row["reason"]):
        yield broken(s, CASE_REASON, what=phrases.REASON_EMPTY.with_(reason=s.row["reason"]))
    yield from _complained(s)
    if is_recall(s) and "recall_no" not in s.row:  # the recall that spares a case its conditions (G-29)
        yield broken(s, WAIVED_UNDULY, what=phrases.NO_RECALL)


def judge_expired(s: Situation) -> Iterator[Breach]:
    """Judge goods past their expiry before they, or money for them, are taken: they are declined."""
    day = case_day(s)
    if "in_validity" not in asked(s) or is_reviewed(s) or day is None:
        return
    lot = s.state.lot(s.row["product_code"], s.row["lot"]) if "lot" in s.row else None
    expires = earliest_expiry(s.row.get("expiry_date"), lot)
    if expires is not None and expires < day:
        yield broken(s, CASE_EXPIRED, what=phrases.EXPIRED.with_(expires=expires))


def judge_checks(s: Situation) -> Iterator[Breach]:
    """Judge the checks of an inspection: every condition asked for has its answer, none is waived unduly."""
    passed, failed, waived = (
        set(s.row.get(key, ())) for key in ("checks_passed", "checks_failed", "checks_waived")
    )
    if s.live:
        unchecked = [one for one in asked(s) if one not in passed | failed | waived]
        yield from _by_rule(s, unchecked, phrases.UNCHECKED)
    if both := sorted(passed & failed):
        yield broken(s, WAIVED_UNDULY, what=phrases.MET_AND_NOT.with_(conditions=_titles(both)))
    if undue := sorted(waived - _waivable(s)):
        yield broken(s, WAIVED_UNDULY, what=phrases.NOT_WAIVABLE.with_(conditions=_titles(undue)))


def judge_met(s: Situation, *, restocked: bool) -> Iterator[Breach]:
    """Judge a decision on goods of which a condition is not met: identity never, others after a review."""
    failed = set(s.row.get("checks_failed", ())) - set(s.row.get("checks_waived", ()))
    if changed := sorted(failed & _IDENTITY):
        yield broken(s, LOT_CHANGED, what=phrases.NOT_MET.with_(conditions=_titles(changed)))
    if restocked and "cold_chain" in failed:
        product = s.row["product_code"]
        yield broken(s, CASE_COLD_FAILED, product_code=product, what=_CHECKS["cold_chain"])
    if not is_reviewed(s):
        yield from _by_rule(s, [one for one in asked(s) if one in failed], phrases.NOT_MET)


def _by_rule(s: Situation, conditions: list[str], phrase: Phrase) -> Iterator[Breach]:
    for rule in dict.fromkeys(_RULES[one] for one in conditions):
        own = [one for one in conditions if _RULES[one] is rule]
        yield broken(s, rule, what=phrase.with_(conditions=_titles(own)))


def _waivable(s: Situation) -> frozenset[str]:
    if is_recall(s):
        return frozenset({*_RULES, "cold_chain"})
    return _SPARED_FOR_QUALITY if s.row.get("quality_claimed") else frozenset()


def _titles(conditions: list[str]) -> tuple[Phrase, ...]:
    return tuple(_CHECKS[one] for one in conditions)


def _is_proved(s: Situation) -> bool:
    return "proof_of_purchase" in s.row or "voucher_nos" in s.row


def _complained(s: Situation) -> Iterator[Breach]:
    """Judge a request against the complaint that it names, where that is known (S1-E 4.2.4)."""
    number = s.row.get("complaint_no")
    if number is None:
        return
    complaint = s.state.case("complaints", number).data
    for column in ("customer_code", "product_code", "lot"):
        expected, got = complaint.get(column), s.row.get(column)
        if expected is not None and got is not None and expected != got:
            what = phrases.OTHER_VALUE.with_(column=HEADINGS[column], expected=expected, got=got)
            yield broken(s, COMPLAINT_DIFFERS, complaint_no=number, what=what)
            return
