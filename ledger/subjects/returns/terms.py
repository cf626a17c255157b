"""On which terms goods come back: approvals, temperature, place, verdict, and the policy of the house.

A return under a recall is bound by none of the conditions of taking goods back but their identity (G-29);
what is done with the goods afterwards is judged all the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from ledger.deciding.decision import Command, Context
from ledger.deciding.quality_roles import member
from ledger.deciding.rule import Breach
from ledger.deciding.rule_settings import binds, facts_of
from ledger.state.entries import Lot, State, Version, lot_key
from ledger.state.tallies import names
from ledger.subjects.people.deciders import judge_deciders
from ledger.subjects.returns.of_case import approved_by_case, judge_of_case
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

_WAITING: Final = "pending"
_OPENED: Final = ("拆封", "开封", "已开", "破损", "泄漏", "渗漏", "opened", "leak", "damaged")
_USED: Final = ("使用痕迹", "已使用", "用过", "人为", "used", "wear")
_EMPTY_WORDS: Final = frozenset(
    {"其他", "其它", "退货", "不详", "未知", "无原因", "other", "unknown", "n/a", "?"}
)


def judge_terms(
    command: Command, state: State, context: Context, versions: dict[str, Version]
) -> Iterator[Breach]:
    """Yield what is wrong with the terms of a return whose sale is known."""
    data, product = command.data, versions.get("products")
    cold = product is not None and bool(product.data.get("cold_chain"))
    recalled = data.get("return_kind") == "recall_return"
    yield from judge_of_case(data, state, context)
    if not recalled:
        if not approved_by_case(data, state):
            yield from _approved(data, state, context)
        if cold and "temperature_record" not in data:
            yield COLD_CHAIN_PROOF.broken(product_code=data["product_code"])
        yield from _policy(data, state, versions)
    yield from judge_deciders(command.table, data, ("quality_approver",), data["returned_on"], state, context)
    yield from _handled(data, state, context, cold=cold, recalled=recalled)


def _approved(data: dict[str, Any], state: State, context: Context) -> Iterator[Breach]:
    """Judge the two approvals: both at live entry; on import only what contradicts."""
    business, quality = data.get("business_approver"), data.get("quality_approver")
    missing = [
        title
        for value, title in (
            (business, "缺少业务负责人审批 business approval missing"),
            (quality, "缺少质管部审批 quality approval missing"),
        )
        if value is None
    ]
    what = ""
    if missing:
        what = "; ".join(missing) if context.live or len(missing) == 1 else ""
    elif business == quality:
        what = f"两项审批是同一人 both approvals by {business}"
    else:
        at = context.start_of(data["returned_on"])
        rows = [member(state, str(one), at) for one in (business, quality)]
        posts = [one.data.get("post") for one in rows if one is not None]
        if len(posts) == len(rows) and posts[0] == posts[1]:
            what = f"两位审批人同一岗位 both approvers hold the post {posts[0]}"
    if what:
        yield TWO_APPROVALS.broken(return_no=data["return_no"], line=data["line"], what=what)


def _handled(
    data: dict[str, Any], state: State, context: Context, *, cold: bool, recalled: bool
) -> Iterator[Breach]:
    """Judge what is done with goods that came back: where they wait, and what goes back to stock."""
    restocked = data["disposition"] == "restocked"
    conforming = data["quality_status"] == "conforming" and data["disposition"] != _WAITING
    location = place(state, data.get("location_code"), data["returned_on"], context)
    if location is not None:
        yield from judge_return_area(data, location, passed=conforming and restocked)
    if not restocked:
        return
    if cold and "return_case_no" in data:
        for reading in names(state, "hot", data["return_case_no"])[:1]:
            yield COLD_CHAIN_FAILED.broken(product_code=data["product_code"], reading=reading)
    wrong = [
        text
        for broken, text in (
            (data["quality_status"] != "conforming", f"质量状态 quality is {data['quality_status']}"),
            (
                data.get("inspected_on", "9999") < data["returned_on"],
                "验收早于退货 inspected before it came back",
            ),
            (recalled, "属召回退货 it came back under a recall"),
        )
        if broken
    ]
    if wrong:
        yield RESTOCKED_UNFIT.broken(product_code=data["product_code"], what="; ".join(wrong))


def _policy(data: dict[str, Any], state: State, versions: Mapping[str, Version]) -> Iterator[Breach]:
    """Judge the conditions that the house's return policy sets; each is off until a setting requires it."""
    facts = None
    for rule in POLICY:
        particulars = _POLICIES[rule.id](data, state)
        if particulars is None:
            continue
        facts = facts or facts_of(data, versions)
        if binds(rule, data["returned_on"], facts, state):
            yield rule.broken(**particulars)


def _expired(data: dict[str, Any], state: State) -> dict[str, Any] | None:
    lot: Lot | None = state.get(lot_key(data["product_code"], data["lot"])) if "lot" in data else None
    expires = data.get("expiry_date") or (lot.expires if lot is not None else None)
    if expires is None or expires >= data["returned_on"]:
        return None
    return {
        "product_code": data["product_code"],
        "expiry_date": expires,
        "returned_on": data["returned_on"],
    }


def _words(data: Mapping[str, Any]) -> str:
    return f"{data.get('nonconformity', '')} {data['reason']}".casefold()


def _opened(data: dict[str, Any], _state: State) -> dict[str, Any] | None:
    found = [one for one in _OPENED if one in _words(data) and f"未{one}" not in _words(data)]
    if data["quality_status"] == "damaged":
        found.insert(0, "破损 damaged")
    return {"product_code": data["product_code"], "what": ", ".join(found)} if found else None


def _used(data: dict[str, Any], _state: State) -> dict[str, Any] | None:
    found = [one for one in _USED if one in _words(data) and f"无{one}" not in _words(data)]
    return {"product_code": data["product_code"], "what": ", ".join(found)} if found else None


def _reasonless(data: dict[str, Any], _state: State) -> dict[str, Any] | None:
    return {"reason": data["reason"]} if says_nothing(data["reason"]) else None


def says_nothing(reason: str) -> bool:
    """Return whether a reason does not say why goods come back."""
    bare = reason.strip().casefold()
    return bare in _EMPTY_WORDS or len(bare) < 2


def _unproved(data: dict[str, Any], _state: State) -> dict[str, Any] | None:
    return None if "voucher_nos" in data else {"return_no": data["return_no"], "line": data["line"]}


_POLICIES: Final = {
    RETURN_EXPIRED.id: _expired,
    RETURN_OPENED.id: _opened,
    RETURN_USED.id: _used,
    RETURN_REASON.id: _reasonless,
    RETURN_PROOF.id: _unproved,
}
