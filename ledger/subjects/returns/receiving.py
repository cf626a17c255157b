"""The way of returned goods to the return area, and their inspection (GSP §67, §106; S1-D 5.2)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from ledger.deciding.goods import tracking_gap
from ledger.deciding.headings import MISSING
from ledger.deciding.rule import Breach
from ledger.deciding.situation import Situation
from ledger.phrases import Part
from ledger.state.indexes import has_records
from ledger.state.tallies import names
from ledger.subjects.returns import goods_phrases as phrases
from ledger.subjects.returns.approvals import judge_customer_told
from ledger.subjects.returns.case_rules import (
    CASE_COLD_FAILED,
    CASE_COLD_PAPERS,
    CASE_VERDICT,
    NO_RETURN_AREA,
    OTHER_THAN_NOTIFIED,
    REJECTION_UNTOLD,
)
from ledger.subjects.returns.return_case import (
    broken,
    case_day,
    is_cold,
    is_recall,
    lacking,
    matched_sale,
    product_of,
)
from ledger.subjects.stock.places import judge_conditions, judge_in_use, judge_return_area, place

_CONTRADICTORY: Final = {
    "conforming": frozenset({"nonconforming", "doubtful", "damaged", "expired"}),
    "nonconforming": frozenset({"conforming"}),
}


def judge_evidence(s: Situation) -> Iterator[Breach]:
    """Judge the temperature papers of refrigerated goods, and the verdict on them."""
    verdict, product = s.data.get("cold_chain_ok"), s.row["product_code"]
    missing = lacking(s.row, "temperature_statement", "temperature_record")
    if verdict is not False and missing and (verdict or is_cold(s)):
        yield broken(s, CASE_COLD_PAPERS, product_code=product, what=MISSING.with_(columns=missing))
    if verdict is None and s.live:
        yield broken(s, CASE_COLD_PAPERS, product_code=product, what=phrases.UNJUDGED)
    hot = _hot(s)
    if verdict and hot:
        yield broken(s, CASE_COLD_FAILED, product_code=product, what=phrases.HOT_YET_FIT.with_(reading=hot))


def judge_rejected(s: Situation) -> Iterator[Breach]:
    """Judge a rejection: recorded with its reason, reported to quality, told to the customer."""
    if "rejection_reason" not in s.row:
        yield broken(s, REJECTION_UNTOLD, what=phrases.NO_REJECTION_REASON)
    if "quality_told_at" not in s.row:
        yield broken(s, REJECTION_UNTOLD, what=phrases.QUALITY_UNTOLD)
    yield from judge_customer_told(s)


def judge_temperature(s: Situation) -> Iterator[Breach]:
    """Judge the temperature of the time the goods were out: no evidence, or failing evidence, no receipt."""
    if is_recall(s):
        return
    product, hot, cold = s.row["product_code"], _hot(s), is_cold(s)
    if cold and not s.occurred("return_cold_evidence_filed"):
        yield broken(s, CASE_COLD_PAPERS, product_code=product, what=phrases.UNREVIEWED)
    if s.row.get("cold_chain_ok") is False:
        yield broken(s, CASE_COLD_FAILED, product_code=product, what=phrases.FAILING)
    elif hot and cold:
        yield broken(s, CASE_COLD_FAILED, product_code=product, what=phrases.HOT.with_(reading=hot))


def judge_as_notified(s: Situation) -> Iterator[Breach]:
    """Judge whether goods are received as the notice says, and no more of them than were asked for."""
    matched, received = s.data.get("notice_matched"), s.data.get("received_quantity")
    notified = s.row["quantity"]
    if matched is False:
        yield broken(s, OTHER_THAN_NOTIFIED, what=phrases.NOT_AS_NOTIFIED)
    elif matched is None and s.occurred("return_notice_issued") and s.live:
        yield broken(s, OTHER_THAN_NOTIFIED, what=phrases.NOT_COMPARED)
    if received is None and s.live:
        yield broken(s, OTHER_THAN_NOTIFIED, what=phrases.NO_QUANTITY)
    elif received is not None and Decimal(received) > Decimal(notified):
        what = phrases.MORE_RECEIVED.with_(received=received, notified=notified)
        yield broken(s, OTHER_THAN_NOTIFIED, what=what)


def judge_placed(s: Situation) -> Iterator[Breach]:
    """Judge where the goods wait: in a return area that keeps what the product asks for."""
    code, day = s.data.get("location_code"), case_day(s) or "9999"
    if code is None and s.live and has_records(s.state, "locations"):
        yield broken(s, NO_RETURN_AREA)
    location = place(s, code, day)
    if location is not None:
        goods, product = {"product_code": s.row["product_code"]}, product_of(s)
        yield from judge_return_area(goods, location, passed=False)
        yield from judge_conditions(goods, product.data if product is not None else {}, location)
        yield from judge_in_use(location, day)


def judge_verdict(s: Situation) -> Iterator[Breach]:
    """Judge the verdict of an inspection: complete, and not contradicting itself."""
    conclusion, quality = s.row.get("conclusion"), s.row.get("quality_status")
    wrong: list[Part] = []
    missing = lacking(s.row, "inspector", "inspected_on", "quality_status", "conclusion")
    if missing and s.live:
        wrong.append(MISSING.with_(columns=missing))
    if quality in _CONTRADICTORY.get(str(conclusion), ()):
        wrong.append(phrases.DISAGREE.with_(conclusion=str(conclusion), quality=str(quality)))
    unsaid = lacking(s.row, "nonconformity", "measures")
    if conclusion == "nonconforming" and unsaid and s.live:
        wrong.append(phrases.UNSAID_FAULT.with_(columns=unsaid))
    for what in wrong:
        yield broken(s, CASE_VERDICT, what=what)


def judge_tracking(s: Situation) -> Iterator[Breach]:
    """Judge at live entry whether an inspection is of a lot or serial that is named, where tracking asks."""
    product = product_of(s)
    if not s.live or product is None or not product.data:
        return
    sold = matched_sale(s)
    lot = {"lot": sold.sale.lot} if sold is not None and sold.sale.lot else {}
    yield from tracking_gap({**lot, **s.row}, product)


def _hot(s: Situation) -> str:
    """Return the first reading of the case that is out of range; an empty text where none is."""
    return ", ".join(names(s.state, "hot", s.data["return_case_no"])[:1])
