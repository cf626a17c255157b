"""Judging how a repair ends: inspected by quality, released again, handed back, signed for, closed.

A unit that was taken back or sent to the factory is the customer's, in our hands. It leaves them only after
an inspection that came behind the last repair and conforms, and after quality has released it again (S0-3
4.2.2). Where the customer got another unit or the money instead, the repair says so by `exchange_no` or
`return_case_no`, and nothing goes back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from ledger.deciding.rule import Breach
from ledger.deciding.situation import Situation
from ledger.phrases import Part
from ledger.state import loaners
from ledger.state.entries import Step
from ledger.subjects.people.deciders import deciders_judged
from ledger.subjects.repairs.loaner_rules import LOANER_OUT
from ledger.subjects.repairs.phrases import LAST_VERDICT, NO_VERDICT, NOT_BACK, REPAIRED_AGAIN, VERDICTS
from ledger.subjects.repairs.progress import REPAIRING, SPARED, in_our_hands, newest, particulars, since_last
from ledger.subjects.repairs.release_rules import INSPECTED_AGAIN, NOT_INSPECTED, NOT_SIGNED, OWN_INSPECTION

_AT_A_DISTANCE: Final = frozenset({"phone", "remote", "parts_sent"})
_WORKING: Final = (*sorted(REPAIRING), "repair_part_used")


def judge_inspector(s: Situation) -> Iterator[Breach]:
    """Judge who inspects: quality, and none of the technicians (G-48)."""
    yield from _by_quality(s, "inspector")


def judge_inspected_again(s: Situation) -> Iterator[Breach]:
    """Judge that something was repaired since an inspection that failed."""
    last = newest(s.case.steps, "repair_inspected")
    behind = since_last(s.case.steps, "repair_inspected")
    if last is not None and last.data.get("conclusion") == "nonconforming" and not _worked(behind):
        yield INSPECTED_AGAIN.broken(**particulars(s), since=last.data.get("inspected_on", "—"))


def judge_rereleased(s: Situation) -> Iterator[Breach]:
    """Judge who releases the unit again: quality, and none of the technicians (G-48)."""
    yield from _by_quality(s, "released_by")


def judge_passed(s: Situation) -> Iterator[Breach]:
    """Judge that the newest inspection conforms and that nothing was repaired behind it (G-48)."""
    what = _unpassed(s)
    if what is not None:
        yield NOT_INSPECTED.broken(**particulars(s), what=what)


def judge_confirmed(s: Situation) -> Iterator[Breach]:
    """Judge the customer's signature, and that the customer has the unit to sign for (G-48, G-49)."""
    yield from _handed_back(s, s.row)
    if not _signed(s, s.data, s.row):
        yield NOT_SIGNED.broken(**particulars(s))


def judge_closed(s: Situation) -> Iterator[Breach]:
    """Judge that a closed repair leaves nothing open: unit, signature, loaner (G-48, G-49, G-60)."""
    case = s.case
    yield from _handed_back(s, case.data)
    signed = newest(since_last(case.steps, *REPAIRING), "repair_customer_confirmed")
    if not _signed(s, signed.data if signed is not None else {}, case.data):
        yield NOT_SIGNED.broken(**particulars(s))
    lent = loaners.out((step.type, step.data) for step in case.steps)
    if lent:
        out = ", ".join(
            loaner.get("loaner_serial") or loaner.get("loaner_product_code", "—") for loaner in lent
        )
        yield LOANER_OUT.broken(**particulars(s), out=out)


def _by_quality(s: Situation, column: str) -> Iterator[Breach]:
    """Judge that somebody of quality acts who is none of the technicians that were sent."""
    yield from deciders_judged(s, column)
    technicians = {step.data.get("technician") for step in s.case.steps}
    code = s.data.get(column)
    if code is not None and code in technicians:
        yield OWN_INSPECTION.broken(**particulars(s), column=column, heading=s.heading(column), value=code)


def _worked(steps: Sequence[Step]) -> bool:
    return newest(steps, *_WORKING) is not None


def _unpassed(s: Situation) -> Part | None:
    """Return why a unit has not passed its inspection; None where it has, or where there was none (M-14b)."""
    steps = s.case.steps
    last = newest(steps, "repair_inspected")
    if last is None:
        return None
    verdict = last.data.get("conclusion")
    if verdict is None:
        return NO_VERDICT if s.live else None
    if verdict != "conforming":
        return LAST_VERDICT.with_(verdict=VERDICTS[verdict])
    return REPAIRED_AGAIN if _worked(since_last(steps, "repair_inspected")) else None


def _handed_back(s: Situation, row: Mapping[str, Any]) -> Iterator[Breach]:
    """Judge that the unit is not still in our hands.

    A file that tells no more than that a unit was taken away and the customer signed is not held to it: it
    is where the file tells of an inspection, too.
    """
    tells = s.live or s.occurred("repair_inspected")
    if tells and in_our_hands(s.case.steps) and not any(column in row for column in SPARED):
        yield NOT_INSPECTED.broken(**particulars(s), what=NOT_BACK)


def _signed(s: Situation, signed: Mapping[str, Any], row: Mapping[str, Any]) -> bool:
    """Return whether a customer signed or a reason says why not; at a distance nobody can sign.

    On import only what is said counts: that the customer did not sign, and no reason.
    """
    if (
        signed.get("customer_signed")
        or "signature_refused_reason" in signed
        or "customer_signature" in signed
        or row.get("service_mode") in _AT_A_DISTANCE
    ):
        return True
    return not s.live and signed.get("customer_signed") is None
