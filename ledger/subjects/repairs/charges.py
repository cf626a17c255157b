"""Judging what a repair costs: the cause, the class of service, the fee standard (P-25, R-57)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from ledger.deciding.rule import Breach
from ledger.deciding.situation import Situation
from ledger.phrases import Part
from ledger.state.indexes import has_records
from ledger.state.quantities import ZERO, plain
from ledger.subjects.repairs.charge_rules import CHARGE_CLASS, CHARGE_REFUSED, CHARGE_STANDARD, CHARGE_SUM
from ledger.subjects.repairs.phrases import (
    CAUSE_EXCLUDED,
    CAUSES,
    CHARGE_COVERED,
    CLASSES,
    COVERED,
    NO_CLASS,
    NO_STANDARD,
    NOT_CHARGED,
    NOT_IN_FORCE,
    OTHER_CLASS,
    OTHER_KIND,
    OTHER_SUM,
    OUT_OF_WARRANTY,
    OVERPAID,
    STANDARD_KINDS,
)
from ledger.subjects.repairs.warranty import EXCLUDED, is_covered
from ledger.when import LAST_DAY

_FEES: Final = ("part_fee", "labour_fee", "travel_fee")
_CHARGED: Final = frozenset({"paid", "contract"})


def judge_class(s: Situation) -> Iterator[Breach]:
    """Judge the class of service against what the warranty covers (G-54)."""
    row = s.row
    stated, covered = row.get("service_class"), is_covered(row)
    what: Part | None = None
    if stated == "free" and covered is False:
        cause = row.get("cause_class")
        what = CAUSE_EXCLUDED.with_(cause=CAUSES[cause]) if cause in EXCLUDED else OUT_OF_WARRANTY
    elif stated == "paid" and covered:
        what = COVERED
    if what is not None:
        yield CHARGE_CLASS.broken(repair_no=s.data["repair_no"], service_class=stated, what=what)


def judge_charged(s: Situation) -> Iterator[Breach]:
    """Judge a charge: added up, for a paid service, and from a standard (G-55)."""
    number = s.data["repair_no"]
    if sums := list(_sums(s)):
        yield CHARGE_SUM.broken(repair_no=number, what=sums)
    if all(Decimal(s.data.get(fee, "0")) <= ZERO for fee in (*_FEES, "amount", "paid_amount")):
        return
    refused = _refused(s)
    if refused is not None:
        yield CHARGE_REFUSED.broken(repair_no=number, what=refused)
    standard = _standard(s)
    if standard is not None:
        yield CHARGE_STANDARD.broken(repair_no=number, what=standard)


def _sums(s: Situation) -> Iterator[Part]:
    """Yield what does not add up."""
    charge = s.data
    fees = [Decimal(charge[fee]) for fee in _FEES if fee in charge]
    amount, taken = charge.get("amount"), charge.get("paid_amount")
    if amount is not None and fees and sum(fees, ZERO) != Decimal(amount):
        yield OTHER_SUM.with_(amount=amount, total=plain(sum(fees, ZERO)))
    if taken is not None and amount is not None and Decimal(taken) > Decimal(amount):
        yield OVERPAID.with_(taken=taken, amount=amount)


def _refused(s: Situation) -> Part | None:
    """Return why nothing may be charged; None where something may."""
    stated = s.row.get("service_class")
    if stated is None:
        return NO_CLASS if s.live else None
    if stated not in _CHARGED:
        return NOT_CHARGED.with_(service_class=CLASSES[stated])
    return CHARGE_COVERED if stated == "paid" and is_covered(s.row) else None


def _standard(s: Situation) -> Part | None:
    """Return what is wrong with the fee standard that a charge names; None where nothing is."""
    name = s.data.get("standard_no")
    if name is None:
        return NO_STANDARD if s.live or has_records(s.state, "service_standards", "charge") else None
    register = s.state.register("service_standards", name)
    if register is None or not register.known:
        return None  # that it is unknown is told of every reference
    standard = register.nearest(s.at).data
    if standard["standard_kind"] != "charge":
        return OTHER_KIND.with_(name=name, kind=STANDARD_KINDS[standard["standard_kind"]])
    until = standard.get("effective_until", LAST_DAY)
    if s.day is not None and not standard["effective_from"] <= s.day <= until:
        return NOT_IN_FORCE.with_(name=name, day=s.day)
    stated, meant = s.row.get("service_class", ""), standard.get("service_class")
    if meant is None or meant == stated:
        return None
    return OTHER_CLASS.with_(name=name, service_class=CLASSES[meant], stated=CLASSES.get(stated, "—"))
