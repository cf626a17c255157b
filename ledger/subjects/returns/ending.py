"""Rulings, the decision on the goods, the return record, the refund and the end of a case."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from ledger.deciding.rule import Breach
from ledger.state.entries import document_prefix
from ledger.state.tallies import names
from ledger.subjects.people.deciders import judge_deciders
from ledger.subjects.returns.case_rules import DECIDED_UNINSPECTED
from ledger.subjects.returns.case_situation import Stand
from ledger.subjects.returns.conditions import judge_expired, judge_met
from ledger.subjects.returns.end_rules import (
    CASE_UNFINISHED,
    OTHER_THAN_CASE,
    REFUND_UNREVIEWED,
    REFUND_UNVERIFIED,
    RULED_BY_OTHER,
    UNDECIDABLE,
)
from ledger.subjects.returns.of_case import differs
from ledger.subjects.returns.receiving import judge_approved
from ledger.subjects.returns.return_rules import RESTOCKED_UNFIT

_WAITING: Final = "pending"
_MONEY: Final = frozenset({"refund", "credit"})
_WHITHER: Final = (
    "已收货而不予退回，结案说明未写货物去向 "
    "the goods were received and declined, and the closing note does not say where they went"
)


def judge_ruling_asked(stand: Stand) -> Iterator[Breach]:
    """Judge a request for a ruling: it names who is to rule."""
    if stand.live and "adjudicator" not in stand.data:
        yield stand.broken(RULED_BY_OTHER, what="没有指定裁定人 nobody is named to rule")


def judge_ruled(stand: Stand) -> Iterator[Breach]:
    """Judge a ruling: by the person named, and said in words."""
    named, ruled = stand.case.data.get("adjudicator"), stand.data.get("adjudicator")
    if ruled is not None and named is not None and ruled != named:
        what = f"指定裁定人是 {named}，裁定的是 {ruled} {named} was named, but {ruled} ruled"
        yield stand.broken(RULED_BY_OTHER, what=what)
    missing = [stand.heading(one) for one in ("adjudicator", "ruling") if one not in stand.data]
    if missing and stand.live:
        yield stand.broken(RULED_BY_OTHER, what=f"缺少 missing: {'、'.join(missing)}")


def judge_disposition(stand: Stand) -> Iterator[Breach]:
    """Judge what quality decides on goods that came back."""
    wrong = []
    if not stand.occurred("return_goods_received"):
        wrong.append("货物尚未收货 the goods were not received")
    elif not stand.occurred("return_inspected"):
        wrong.append("货物尚未验收 the goods were not inspected")
    missing = [stand.heading(one) for one in ("disposition", "decided_by") if one not in stand.data]
    if missing and stand.live:
        wrong.append(f"缺少 missing: {'、'.join(missing)}")
    for what in wrong:
        yield stand.broken(DECIDED_UNINSPECTED, what=what)
    table, day = stand.command.table, stand.day
    yield from judge_deciders(table, stand.data, ("decided_by",), day, stand.state, stand.context)
    disposition = stand.data.get("disposition")
    if disposition is not None and stand.occurred("return_inspected"):
        yield from _on_verdict(stand, disposition)


def _on_verdict(stand: Stand, disposition: str) -> Iterator[Breach]:
    """Judge a decision against the verdict: only what conforms is restocked, what is open goes up."""
    row = stand.row
    conclusion, quality = row.get("conclusion"), row.get("quality_status")
    restocked = disposition == "restocked"
    if restocked:
        recalled = stand.recalled or "recall_no" in row
        hot = names(stand.state, "hot", row["return_case_no"]) if stand.cold else []
        wrong = [
            text
            for broken, text in (
                (conclusion not in {"conforming", None}, f"验收结论 the conclusion is {conclusion}"),
                (quality not in {"conforming", None}, f"质量状态 quality is {quality}"),
                (
                    stand.live and (conclusion is None or quality is None),
                    "没有合格结论 there is no conforming verdict",
                ),
                (recalled, "属召回退货 it came back under a recall"),
                (bool(hot), f"温度记录 reading {', '.join(hot[:1])} 超标 is out of range"),
            )
            if broken
        ]
        if wrong:
            yield RESTOCKED_UNFIT.broken(product_code=row["product_code"], what="; ".join(wrong))
    unclear = conclusion == _WAITING or quality == "doubtful"
    if unclear and not stand.reviewed and disposition != _WAITING:
        what = f"{conclusion or quality}"
        yield stand.broken(UNDECIDABLE, what=what, disposition=disposition)
    yield from judge_met(stand, restocked=restocked)


def judge_completed(stand: Stand) -> Iterator[Breach]:
    """Judge the return record of a case: one that arises with it, or one on record that is of these goods."""
    number = stand.data.get("return_no")
    if number is None:
        if stand.live:
            what = "没有退货记录 there is no return record"
            yield stand.broken(OTHER_THAN_CASE, return_no="—", what=what)
        return
    if ("returns", number) in stand.command.expected:
        return
    lines = [one for _, one in stand.state.scan(document_prefix("returns", number)) if one.position]
    if not lines:
        if stand.live:
            what = "没有该退货记录 there is no such return record"
            yield stand.broken(OTHER_THAN_CASE, return_no=number, what=what)
        return
    told = [differs(stand.context.stored(one.position)["data"], stand.row, stand) for one in lines]
    if all(told):
        yield stand.broken(OTHER_THAN_CASE, return_no=number, what=told[0])


def judge_refund_asked(stand: Stand) -> Iterator[Breach]:
    """Judge a request for money: after the review, on the terms of the policy, with its amount."""
    yield from judge_approved(stand)
    if not stand.occurred("return_completed"):
        yield from judge_expired(stand)
    missing = [stand.heading(one) for one in ("refund_requested_on", "refund_amount") if one not in stand.row]
    if missing and stand.live:
        yield stand.broken(REFUND_UNREVIEWED, what=f"缺少 missing: {'、'.join(missing)}")
    amount = stand.data.get("refund_amount")
    if amount is not None and Decimal(amount) <= 0:
        yield stand.broken(
            REFUND_UNREVIEWED, what=f"金额 {amount} 不大于零 the amount {amount} is not above zero"
        )


def judge_refund_verified(stand: Stand) -> Iterator[Breach]:
    """Judge what finance verified: by somebody, and no more than was asked for."""
    data = stand.data
    columns = ("refund_verified_amount", "refund_verified_by", "refund_notified_on")
    missing = [stand.heading(one) for one in columns if one not in data]
    if missing and stand.live:
        yield stand.broken(REFUND_UNVERIFIED, what=f"缺少 missing: {'、'.join(missing)}")
    asked, verified = stand.case.data.get("refund_amount"), data.get("refund_verified_amount")
    if asked is not None and verified is not None and Decimal(verified) > Decimal(asked):
        what = f"核实{verified}多于申请的{asked} {verified} verified, more than the {asked} asked for"
        yield stand.broken(REFUND_UNVERIFIED, what=what)


def judge_refunded(stand: Stand) -> Iterator[Breach]:
    """Judge a payment: on its day, after the amount was verified, as the compensation says."""
    missing = [stand.heading("refunded_on")] if "refunded_on" not in stand.data else []
    if missing and stand.live:
        yield stand.broken(REFUND_UNVERIFIED, what=f"缺少 missing: {'、'.join(missing)}")
    compensation = stand.data.get("compensation", "refund")
    if compensation not in _MONEY:
        what = f"补偿方式为 {compensation} compensation is {compensation}"
        yield stand.broken(REFUND_UNVERIFIED, what=what)


def judge_closed(stand: Stand) -> Iterator[Breach]:
    """Judge whether goods and money are settled.

    The order of the stages lets no case be closed between the receipt of goods and the decision on them, nor
    between a refund that was asked for and its payment; here is judged what that order cannot see.
    """
    received = stand.occurred("return_goods_received")
    declined = stand.occurred("return_not_accepted") or stand.occurred("return_goods_rejected")
    paid, row = stand.occurred("return_refunded"), stand.row
    promised = row.get("compensation") in _MONEY and stand.occurred("return_completed") and not paid
    wrong = [
        text
        for broken, text in (
            (received and declined and stand.live and "close_note" not in row, _WHITHER),
            (paid and not received and not declined, "已退款而货物未收 money was paid, but no goods came"),
            (promised and stand.live, "约定退款而未支付 a refund was agreed and not paid"),
            (
                row.get("compensation") == "exchange" and "exchange_no" not in row and stand.live,
                "约定换货而无换货记录 an exchange was agreed, but none is recorded",
            ),
        )
        if broken
    ]
    if wrong:
        yield stand.broken(CASE_UNFINISHED, what="; ".join(wrong))
