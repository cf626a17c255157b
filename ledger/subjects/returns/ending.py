"""Rulings, the decision on the goods, the return record, the refund and the end of a case."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from ledger.deciding.headings import MISSING
from ledger.deciding.rule import Breach
from ledger.deciding.situation import Situation
from ledger.phrases import Part
from ledger.state.tallies import names
from ledger.subjects.people.deciders import deciders_judged
from ledger.subjects.returns import goods_phrases as phrases
from ledger.subjects.returns.case_rules import DECIDED_UNINSPECTED
from ledger.subjects.returns.conditions import judge_expired, judge_met
from ledger.subjects.returns.end_rules import (
    CASE_UNFINISHED,
    OTHER_THAN_CASE,
    REFUND_UNREVIEWED,
    REFUND_UNVERIFIED,
    RULED_BY_OTHER,
    UNDECIDABLE,
)
from ledger.subjects.returns.of_case import differs, of_another_case
from ledger.subjects.returns.return_case import broken, case_day, is_cold, is_recall, is_reviewed, lacking
from ledger.subjects.returns.return_rules import RESTOCKED_UNFIT

_WAITING: Final = "pending"
_MONEY: Final = frozenset({"refund", "credit"})


def judge_ruling_asked(s: Situation) -> Iterator[Breach]:
    """Judge a request for a ruling: it names who is to rule."""
    if s.live and "adjudicator" not in s.data:
        yield broken(s, RULED_BY_OTHER, what=phrases.NO_ADJUDICATOR)


def judge_ruled(s: Situation) -> Iterator[Breach]:
    """Judge a ruling: by the person named, and said in words."""
    named, ruled = s.case.data.get("adjudicator"), s.data.get("adjudicator")
    if ruled is not None and named is not None and ruled != named:
        yield broken(s, RULED_BY_OTHER, what=phrases.OTHER_ADJUDICATOR.with_(named=named, ruled=ruled))
    missing = lacking(s.data, "adjudicator", "ruling")
    if missing and s.live:
        yield broken(s, RULED_BY_OTHER, what=MISSING.with_(columns=missing))


def judge_disposition(s: Situation) -> Iterator[Breach]:
    """Judge what quality decides on goods that came back."""
    if not s.occurred("return_goods_received"):
        yield broken(s, DECIDED_UNINSPECTED, what=phrases.NOT_RECEIVED)
    elif not s.occurred("return_inspected"):
        yield broken(s, DECIDED_UNINSPECTED, what=phrases.NOT_INSPECTED)
    missing = lacking(s.data, "disposition", "decided_by")
    if missing and s.live:
        yield broken(s, DECIDED_UNINSPECTED, what=MISSING.with_(columns=missing))
    yield from deciders_judged(s, "decided_by", day=case_day(s))
    disposition = s.data.get("disposition")
    if disposition is not None and s.occurred("return_inspected"):
        yield from _on_verdict(s, disposition)


def _on_verdict(s: Situation, disposition: str) -> Iterator[Breach]:
    """Judge a decision against the verdict: only what conforms is restocked, what is open goes up."""
    conclusion, quality = s.row.get("conclusion"), s.row.get("quality_status")
    restocked = disposition == "restocked"
    if restocked and (wrong := tuple(_against_stock(s, conclusion, quality))):
        yield RESTOCKED_UNFIT.broken(product_code=s.row["product_code"], what=wrong)
    unclear = conclusion == _WAITING or quality == "doubtful"
    if unclear and not is_reviewed(s) and disposition != _WAITING:
        yield broken(s, UNDECIDABLE, what=f"{conclusion or quality}", disposition=disposition)
    yield from judge_met(s, restocked=restocked)


def _against_stock(s: Situation, conclusion: str | None, quality: str | None) -> Iterator[Part]:
    """Yield what keeps goods from being put back to stock."""
    if conclusion not in {"conforming", None}:
        yield phrases.CONCLUSION_IS.with_(conclusion=str(conclusion))
    if quality not in {"conforming", None}:
        yield phrases.QUALITY_IS.with_(quality=str(quality))
    if s.live and (conclusion is None or quality is None):
        yield phrases.NO_VERDICT
    if is_recall(s) or "recall_no" in s.row:
        yield phrases.RECALLED
    if is_cold(s):
        for reading in names(s.state, "hot", s.row["return_case_no"])[:1]:
            yield phrases.HOT_RESTOCKED.with_(reading=reading)


def judge_completed(s: Situation) -> Iterator[Breach]:
    """Judge the return record of a case: one that arises with it, or one on record that is of these goods."""
    number = s.data.get("return_no")
    if number is None:
        if s.live:
            yield broken(s, OTHER_THAN_CASE, return_no="—", what=phrases.NO_RECORD)
        return
    if ("returns", number) in s.command.expected:
        return
    lines = [record.position for _, record in s.state.lines("returns", number) if record.position]
    if not lines:
        if s.live:
            yield broken(s, OTHER_THAN_CASE, return_no=number, what=phrases.UNKNOWN_RECORD)
        return
    rows = [s.context.stored(position)["data"] for position in lines]
    differences = [differs(row, s.row) or of_another_case(row, s.data["return_case_no"]) for row in rows]
    if all(differences):
        yield broken(s, OTHER_THAN_CASE, return_no=number, what=differences[0])


def judge_refund_asked(s: Situation) -> Iterator[Breach]:
    """Judge a request for money: on the terms of the policy, with its amount."""
    if not s.occurred("return_completed"):
        yield from judge_expired(s)
    missing = lacking(s.row, "refund_requested_on", "refund_amount")
    if missing and s.live:
        yield broken(s, REFUND_UNREVIEWED, what=MISSING.with_(columns=missing))
    amount = s.data.get("refund_amount")
    if amount is not None and Decimal(amount) <= 0:
        yield broken(s, REFUND_UNREVIEWED, what=phrases.NOTHING_ASKED.with_(amount=amount))


def judge_refund_verified(s: Situation) -> Iterator[Breach]:
    """Judge what finance verified: by somebody, and no more than was asked for."""
    missing = lacking(s.data, "refund_verified_amount", "refund_verified_by", "refund_notified_on")
    if missing and s.live:
        yield broken(s, REFUND_UNVERIFIED, what=MISSING.with_(columns=missing))
    asked, verified = s.case.data.get("refund_amount"), s.data.get("refund_verified_amount")
    if asked is not None and verified is not None and Decimal(verified) > Decimal(asked):
        yield broken(s, REFUND_UNVERIFIED, what=phrases.MORE_VERIFIED.with_(verified=verified, asked=asked))


def judge_refunded(s: Situation) -> Iterator[Breach]:
    """Judge a payment: on its day, after the amount was verified, as the compensation says."""
    missing = lacking(s.data, "refunded_on")
    if missing and s.live:
        yield broken(s, REFUND_UNVERIFIED, what=MISSING.with_(columns=missing))
    compensation = s.data.get("compensation", "refund")
    if compensation not in _MONEY:
        what = phrases.COMPENSATION_IS.with_(compensation=compensation)
        yield broken(s, REFUND_UNVERIFIED, what=what)


def judge_closed(s: Situation) -> Iterator[Breach]:
    """Judge whether goods and money are settled.

    The order of the stages lets no case be closed between the receipt of goods and the decision on them, nor
    between a refund that was asked for and its payment; here is judged what that order cannot see.
    """
    if wrong := tuple(_unfinished(s)):
        yield broken(s, CASE_UNFINISHED, what=wrong)


def _unfinished(s: Situation) -> Iterator[Part]:
    """Yield what is not settled when a case is closed."""
    received, paid = s.occurred("return_goods_received"), s.occurred("return_refunded")
    declined = s.occurred("return_not_accepted") or s.occurred("return_goods_rejected")
    compensation = s.row.get("compensation")
    if received and declined and s.live and "close_note" not in s.row:
        yield phrases.WHITHER
    if paid and not received and not declined:
        yield phrases.PAID_UNRECEIVED
    if compensation in _MONEY and s.occurred("return_completed") and not paid and s.live:
        yield phrases.REFUND_UNPAID
    if compensation == "exchange" and "exchange_no" not in s.row and s.live:
        yield phrases.NOT_EXCHANGED
