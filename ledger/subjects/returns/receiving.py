"""The approvals of a return, the way of its goods to the return area, their inspection (S1-D 5.1.3-5.2.4)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from ledger.deciding.goods import tracking_gap
from ledger.deciding.quality_roles import member
from ledger.deciding.rule import Breach
from ledger.state.entries import Version
from ledger.state.indexes import LATEST, kept
from ledger.state.tallies import names
from ledger.subjects.people.deciders import judge_deciders
from ledger.subjects.returns.case_rules import (
    CASE_APPROVALS,
    CASE_COLD_FAILED,
    CASE_COLD_PAPERS,
    CASE_VERDICT,
    CUSTOMER_UNTOLD,
    NO_RETURN_AREA,
    OTHER_THAN_NOTIFIED,
    REFUSAL_REASON,
    REJECTION_UNTOLD,
)
from ledger.subjects.returns.case_situation import Stand
from ledger.subjects.returns.conditions import judge_checks, judge_expired
from ledger.subjects.returns.matching import judge_outstanding
from ledger.subjects.stock.places import judge_conditions, judge_in_use, judge_return_area, place

_APPROVALS: Final = (
    ("return_business_approved", "business_approver", "缺少业务负责人审批 business approval missing"),
    ("return_quality_approved", "quality_approver", "缺少质管部审批 quality approval missing"),
)
_CONTRADICTORY: Final = {
    "conforming": frozenset({"nonconforming", "doubtful", "damaged", "expired"}),
    "nonconforming": frozenset({"conforming"}),
}


def judge_approval(stand: Stand) -> Iterator[Breach]:
    """Judge one of the two approvals: given by somebody, and not by whoever gave the other one."""
    column = "business_approver" if stand.stage.event == "return_business_approved" else "quality_approver"
    if stand.live and column not in stand.data:
        yield stand.broken(CASE_APPROVALS, what=f"没有审批人 nobody is named as {stand.heading(column)}")
    if column == "quality_approver":
        yield from _quality(stand, column)
    business, quality = (stand.row.get(one) for _, one, _ in _APPROVALS)
    if business is None or quality is None:
        return
    if business == quality:
        yield stand.broken(CASE_APPROVALS, what=f"两项审批是同一人 both approvals by {business}")
        return
    at = stand.context.start_of(stand.day) if stand.day is not None else LATEST
    rows = [member(stand.state, one, at) for one in (business, quality)]
    posts = [one.data.get("post") for one in rows if one is not None]
    if len(posts) == len(rows) and posts[0] is not None and posts[0] == posts[1]:
        what = f"两位审批人同一岗位 both approvers hold the post {posts[0]}"
        yield stand.broken(CASE_APPROVALS, what=what)


def judge_approved(stand: Stand) -> Iterator[Breach]:
    """Judge whether a notice has both approvals before goods are fetched or received, or money asked for."""
    if not stand.occurred("return_notice_issued") or stand.recalled:
        return
    missing = [words for event, _, words in _APPROVALS if not stand.occurred(event)]
    if missing and (stand.live or len(missing) == 1):
        yield stand.broken(CASE_APPROVALS, what="; ".join(missing))


def judge_refusal(stand: Stand) -> Iterator[Breach]:
    """Judge a refusal by an approver: who refused, and why."""
    refused = [one for one in ("business", "quality") if stand.data.get(f"{one}_decision") == "refused"]
    if stand.live and not refused:
        yield stand.broken(REFUSAL_REASON, what="没有写明谁不同意 it does not say who refused")
    elif stand.live and any(f"{one}_approver" not in stand.data for one in refused):
        yield stand.broken(REFUSAL_REASON, what="没有不同意的审批人 no approver is named who refused")
    if "refusal_reason" not in stand.row:
        yield stand.broken(REFUSAL_REASON, what="不同意而没有注明原因 refused without a reason")
    yield from _quality(stand, "quality_approver")


def judge_not_accepted(stand: Stand) -> Iterator[Breach]:
    """Judge the answer that goods are not taken back: its reason, and that the customer was told."""
    unsold = stand.row.get("sold_by_us") is False
    if "refusal_reason" not in stand.row and not unsold and "checks_failed" not in stand.row:
        yield stand.broken(REFUSAL_REASON, what="不予退回而没有注明原因 declined without a reason")
    yield from _told(stand)


def judge_pickup(stand: Stand) -> Iterator[Breach]:
    """Judge whether goods may be fetched."""
    yield from judge_approved(stand)


def judge_evidence(stand: Stand) -> Iterator[Breach]:
    """Judge the temperature papers of refrigerated goods, and the verdict on them."""
    verdict, product = stand.data.get("cold_chain_ok"), stand.row["product_code"]
    missing = stand.lacking("temperature_statement", "temperature_record")
    if verdict is not False and (stand.cold or verdict) and missing:
        what = f"缺少 missing: {'、'.join(missing)}"
        yield stand.broken(CASE_COLD_PAPERS, product_code=product, what=what)
    if verdict is None and stand.live:
        what = "没有审核结论 the papers were not judged"
        yield stand.broken(CASE_COLD_PAPERS, product_code=product, what=what)
    hot = _hot(stand)
    if verdict and hot:
        what = f"温度记录“{hot}”超标而判为符合 reading {hot} is out of range, yet judged as fit"
        yield stand.broken(CASE_COLD_FAILED, product_code=product, what=what)


def judge_received(stand: Stand) -> Iterator[Breach]:
    """Judge a receipt: approved, on its papers, as the notice says, into the return area."""
    yield from judge_approved(stand)
    if not stand.recalled:
        yield from _cold(stand)
    yield from judge_expired(stand)
    yield from _as_notified(stand)
    yield from judge_outstanding(stand, stand.row.get("received_quantity"))
    yield from _placed(stand)


def judge_rejected(stand: Stand) -> Iterator[Breach]:
    """Judge a rejection: recorded with its reason, reported to quality, told to the customer."""
    if "rejection_reason" not in stand.row:
        yield stand.broken(REJECTION_UNTOLD, what="没有写明拒收原因 no reason is given")
    if "quality_told_at" not in stand.row:
        yield stand.broken(REJECTION_UNTOLD, what="没有报质管部 quality was not told")
    if stand.live:
        yield from _told(stand)


def judge_inspected(stand: Stand) -> Iterator[Breach]:
    """Judge an inspection: complete, not contradicting itself, of a lot that is named."""
    row = stand.row
    wrong = []
    missing = stand.lacking("inspector", "inspected_on", "quality_status", "conclusion")
    if missing and stand.live:
        wrong.append(f"缺少 missing: {'、'.join(missing)}")
    conclusion, quality = row.get("conclusion"), row.get("quality_status")
    if quality in _CONTRADICTORY.get(str(conclusion), ()):
        wrong.append(f"结论 {conclusion} 与质量状态 {quality} 矛盾 conclusion and quality disagree")
    unsaid = stand.lacking("nonconformity", "measures")
    if conclusion == "nonconforming" and unsaid and stand.live:
        wrong.append(f"不合格而缺少 nonconforming, but missing: {'、'.join(unsaid)}")
    for what in wrong:
        yield stand.broken(CASE_VERDICT, what=what)
    yield from judge_checks(stand)
    if stand.live and stand.product:
        sale = stand.sale()
        goods = dict(row) if sale is None or not sale[2].lot else {"lot": sale[2].lot} | dict(row)
        yield from tracking_gap(goods, _version(stand))


def _quality(stand: Stand, column: str) -> Iterator[Breach]:
    yield from judge_deciders(
        stand.command.table, stand.data, (column,), stand.day, stand.state, stand.context
    )


def _told(stand: Stand) -> Iterator[Breach]:
    if stand.live and "customer_told_at" not in stand.row:
        yield stand.broken(CUSTOMER_UNTOLD, stage=stand.stage.zh, event=stand.stage.event)


def _hot(stand: Stand) -> str:
    return ", ".join(names(stand.state, "hot", stand.data["return_case_no"])[:1])


def _cold(stand: Stand) -> Iterator[Breach]:
    """Judge the temperature of the time the goods were out: no evidence, or failing evidence, no receipt."""
    product, hot = stand.row["product_code"], _hot(stand)
    if stand.cold and not stand.occurred("return_cold_evidence_filed"):
        what = "温控资料未审核 the temperature papers were not judged"
        yield stand.broken(CASE_COLD_PAPERS, product_code=product, what=what)
    if stand.row.get("cold_chain_ok") is False:
        what = "审核结论为不符合 the papers were judged as failing"
        yield stand.broken(CASE_COLD_FAILED, product_code=product, what=what)
    elif hot and stand.cold:
        what = f"温度记录“{hot}”超标 reading {hot} is out of range"
        yield stand.broken(CASE_COLD_FAILED, product_code=product, what=what)


def _as_notified(stand: Stand) -> Iterator[Breach]:
    matched, received = stand.data.get("notice_matched"), stand.data.get("received_quantity")
    noticed = stand.occurred("return_notice_issued")
    wrong = []
    if matched is False:
        wrong.append("与通知单不符 the goods are not as the notice says")
    elif matched is None and noticed and stand.live:
        wrong.append("没有与通知单核对 the goods were not checked against the notice")
    if received is None and stand.live:
        wrong.append("没有收货数量 no quantity received")
    elif received is not None and Decimal(received) > Decimal(stand.row["quantity"]):
        asked = stand.row["quantity"]
        wrong.append(
            f"收货{received}多于通知的{asked} received {received}, more than the {asked} of the notice"
        )
    for what in wrong:
        yield stand.broken(OTHER_THAN_NOTIFIED, what=what)


def _placed(stand: Stand) -> Iterator[Breach]:
    """Judge where the goods wait: in a return area that keeps what the product asks for."""
    code, day = stand.data.get("location_code"), stand.day or "9999"
    if code is None and stand.live and kept(stand.state, "locations"):
        yield stand.broken(NO_RETURN_AREA)
    location = place(stand.state, code, day, stand.context)
    if location is not None:
        goods = {"product_code": stand.row["product_code"]}
        yield from judge_return_area(goods, location, passed=False)
        yield from judge_conditions(goods, stand.product, location)
        yield from judge_in_use(location, day)


def _version(stand: Stand) -> Version | None:
    register = stand.state.register("products", stand.row["product_code"])
    at = stand.context.start_of(stand.day) if stand.day is not None else LATEST
    return register.nearest(at) if register is not None and register.known else None
