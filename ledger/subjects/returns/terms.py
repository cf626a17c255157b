"""On which terms goods come back: approvals, temperature, place, verdict, and the policy of the house.

A return under a recall is bound by none of the conditions of taking goods back but their identity (G-29);
what is done with the goods afterwards is judged all the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from ledger.deciding.quality_roles import member, same_person
from ledger.deciding.rule import Breach
from ledger.deciding.rule_settings import binds, facts_of
from ledger.deciding.situation import Situation
from ledger.phrases import Part
from ledger.state.effects import unsold
from ledger.state.lots import earliest_expiry
from ledger.state.tallies import names
from ledger.subjects.people.deciders import deciders_judged
from ledger.subjects.returns.goods_phrases import DAMAGED, INSPECTED_EARLY, QUALITY_IS, RECALLED
from ledger.subjects.returns.of_case import is_approved_by_case, judge_of_case
from ledger.subjects.returns.phrases import APPROVAL_MISSING, SAME_APPROVER, SAME_POST
from ledger.subjects.returns.return_rules import (
    COLD_CHAIN_FAILED,
    COLD_CHAIN_PROOF,
    POLICY,
    RESTOCKED_UNFIT,
    RETURN_EXPIRED,
    RETURN_OPENED,
    RETURN_PROOF,
    RETURN_REASON,
    RETURN_USED,
    TWO_APPROVALS,
)
from ledger.subjects.stock.places import judge_return_area, place

_OPENED: Final = ("拆封", "开封", "已开", "破损", "泄漏", "渗漏", "opened", "leak", "damaged")
_USED: Final = ("使用痕迹", "已使用", "用过", "人为", "used", "wear")
_EMPTY_WORDS: Final = frozenset(
    {"其他", "其它", "退货", "不详", "未知", "无原因", "other", "unknown", "n/a", "?"}
)


def judge_terms(s: Situation) -> Iterator[Breach]:
    """Yield what is wrong with the terms of a return whose sale is known."""
    product = s.version("products")
    cold = product is not None and bool(product.data.get("cold_chain"))
    recalled = s.data.get("return_kind") == "recall_return"
    yield from judge_of_case(s)
    if not recalled:
        if not is_approved_by_case(s):
            yield from _approved(s)
        if cold and "temperature_record" not in s.data:
            yield COLD_CHAIN_PROOF.broken(product_code=s.data["product_code"])
        yield from _policy(s)
    yield from deciders_judged(s, "quality_approver", day=s.data["returned_on"])
    yield from _placed(s)
    if s.data["disposition"] == "restocked":
        yield from _restocked(s, cold=cold, recalled=recalled)


def _approved(s: Situation) -> Iterator[Breach]:
    """Judge the two approvals."""
    what = _not_approved(s)
    if what:
        yield TWO_APPROVALS.broken(return_no=s.data["return_no"], line=s.data["line"], what=what)


def _not_approved(s: Situation) -> tuple[Part, ...]:
    """Return why a return is not approved by two persons; nothing where it is."""
    missing = tuple(words for column, words in APPROVAL_MISSING.items() if column not in s.data)
    if missing:
        never_sold = len(missing) > 1 and unsold(dict(s.data)) and not s.live
        return () if never_sold else missing
    business, quality = (s.data[column] for column in APPROVAL_MISSING)
    if same_person(s.state, business, quality):
        return (SAME_APPROVER.with_(approver=business),)
    at = s.context.start_of(s.data["returned_on"])
    rows = [member(s.state, str(one), at) for one in (business, quality)]
    posts = [one.data.get("post") for one in rows if one is not None]
    if len(posts) == len(rows) and posts[0] == posts[1]:
        return (SAME_POST.with_(post=str(posts[0])),)
    return ()


def _placed(s: Situation) -> Iterator[Breach]:
    """Judge where goods that came back lie: in a return area until they have passed."""
    data = s.data
    location = place(s, data.get("location_code"), data["returned_on"])
    if location is not None:
        passed = data["quality_status"] == "conforming" and data["disposition"] == "restocked"
        yield from judge_return_area(s.command.data, location, passed=passed)


def _restocked(s: Situation, *, cold: bool, recalled: bool) -> Iterator[Breach]:
    """Judge whether goods may go back to stock: cold throughout, conforming, inspected, not recalled."""
    product = s.data["product_code"]
    if cold and "return_case_no" in s.data:
        for reading in names(s.state, "hot", s.data["return_case_no"])[:1]:
            yield COLD_CHAIN_FAILED.broken(product_code=product, reading=reading)
    wrong: list[Part] = []
    if s.data["quality_status"] != "conforming":
        wrong.append(QUALITY_IS.with_(quality=s.data["quality_status"]))
    if s.data.get("inspected_on", "9999") < s.data["returned_on"]:
        wrong.append(INSPECTED_EARLY)
    if recalled:
        wrong.append(RECALLED)
    if wrong:
        yield RESTOCKED_UNFIT.broken(product_code=product, what=tuple(wrong))


def _policy(s: Situation) -> Iterator[Breach]:
    """Judge the conditions that the house's return policy sets; each is off until a setting requires it."""
    facts = None
    for rule in POLICY:
        particulars = _POLICIES[rule.id](s)
        if particulars is None:
            continue
        facts = facts or facts_of(s.data, s.versions)
        if binds(rule, s.data["returned_on"], facts, s.state):
            yield rule.broken(**particulars)


def _expired(s: Situation) -> dict[str, Any] | None:
    product, returned_on = s.data["product_code"], s.data["returned_on"]
    lot = s.state.lot(product, s.data["lot"]) if "lot" in s.data else None
    expires = earliest_expiry(s.data.get("expiry_date"), lot)
    if expires is None or expires >= returned_on:
        return None
    return {"product_code": product, "expiry_date": expires, "returned_on": returned_on}


def _words(s: Situation) -> str:
    return f"{s.data.get('nonconformity', '')} {s.data['reason']}".casefold()


def _opened(s: Situation) -> dict[str, Any] | None:
    words = ", ".join(one for one in _OPENED if one in _words(s) and f"未{one}" not in _words(s))
    damaged = (DAMAGED, words) if words else (DAMAGED,)
    what = damaged if s.data["quality_status"] == "damaged" else words
    return {"product_code": s.data["product_code"], "what": what} if what else None


def _used(s: Situation) -> dict[str, Any] | None:
    words = [one for one in _USED if one in _words(s) and f"无{one}" not in _words(s)]
    return {"product_code": s.data["product_code"], "what": ", ".join(words)} if words else None


def _reasonless(s: Situation) -> dict[str, Any] | None:
    return {"reason": s.data["reason"]} if says_nothing(s.data["reason"]) else None


def says_nothing(reason: str) -> bool:
    """Return whether a reason does not say why goods come back."""
    bare = reason.strip().casefold()
    return bare in _EMPTY_WORDS or len(bare) < 2


def _unproved(s: Situation) -> dict[str, Any] | None:
    return None if "voucher_nos" in s.data else {"return_no": s.data["return_no"], "line": s.data["line"]}


_POLICIES: Final[Mapping[str, Callable[[Situation], dict[str, Any] | None]]] = {
    RETURN_EXPIRED.id: _expired,
    RETURN_OPENED.id: _opened,
    RETURN_USED.id: _used,
    RETURN_REASON.id: _reasonless,
    RETURN_PROOF.id: _unproved,
}
