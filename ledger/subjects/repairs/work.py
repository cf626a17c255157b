"""Judging the work of a repair: the plan, the visit, the take-back, the parts, and what was done in time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ledger.deciding.rule import Breach
from ledger.deciding.situation import Situation
from ledger.state.indexes import has_records
from ledger.state.tallies import counted
from ledger.subjects.repairs.phrases import CONSENT_UNSAID, NOT_AGREED
from ledger.subjects.repairs.progress import after, in_our_hands, newest, particulars, since_last
from ledger.subjects.repairs.release_rules import NO_FAULT_LABEL, TAKEN_UNSIGNED
from ledger.subjects.repairs.rules import (
    CARD_NOT_SHOWN,
    LATE_ARRIVAL,
    LATE_UNESCALATED,
    NO_CONSENT,
    PART_UNKNOWN,
    TOLD_LATE,
)

_APPOINTING = ("repair_dispatched", "repair_rescheduled")


def judge_consent(s: Situation) -> Iterator[Breach]:
    """Judge whether the customer agreed to a plan that costs something (G-59)."""
    consented = s.row.get("customer_consented")
    if consented is False:
        yield NO_CONSENT.broken(**particulars(s), what=NOT_AGREED)
    elif consented is None and s.row.get("service_class") == "paid" and s.live:
        yield NO_CONSENT.broken(**particulars(s), what=CONSENT_UNSAID)


def judge_rescheduled(s: Situation) -> Iterator[Breach]:
    """Judge whether the customer was told before the time that had been agreed (G-58)."""
    before = newest(s.case.steps, *_APPOINTING)
    if before is None or "customer_told_at" not in s.data:
        return
    appointed = before.data.get("appointed_from") or before.data.get("appointed_until")
    if appointed is not None and after(s.data["customer_told_at"], appointed, s.context):
        yield TOLD_LATE.broken(**particulars(s), appointed=appointed, told=s.data["customer_told_at"])


def judge_arrived(s: Situation) -> Iterator[Breach]:
    """Judge whether the technician came in time and showed the work card (G-57, G-58)."""
    before = newest(s.case.steps, *_APPOINTING)
    appointed = before.data.get("appointed_until") if before is not None else None
    arrived = s.data.get("arrived_at")
    if appointed is not None and arrived is not None and after(arrived, appointed, s.context):
        yield LATE_ARRIVAL.broken(**particulars(s), appointed=appointed, arrived=arrived)
    yield from card_judged(s, s.data["repair_no"])


def card_judged(s: Situation, number: str) -> Iterator[Breach]:
    """Warn where the work card was not shown, or at live entry nothing says that it was.

    Args:
        s: The visit.
        number: The number that the warning names.
    """
    if s.data.get("card_shown") is False or (s.live and "card_shown" not in s.data):
        yield CARD_NOT_SHOWN.broken(number=number)


def judge_taken_back(s: Situation) -> Iterator[Breach]:
    """Judge whether the customer signed for the unit that is taken away (G-50)."""
    signed = s.data.get("takeback_signed")
    if not signed and (signed is not None or s.live):
        yield TAKEN_UNSIGNED.broken(**particulars(s))


def judge_label(s: Situation) -> Iterator[Breach]:
    """Demand at live entry the label with the fault, of a unit that the customer gave out of hand (G-51)."""
    leaving = s.event == "repair_sent_to_factory" or in_our_hands(s.case.steps)
    if s.live and leaving and "fault_label" not in s.row:
        yield NO_FAULT_LABEL.broken(**particulars(s))


def judge_part_used(s: Situation) -> Iterator[Breach]:
    """Warn of a part that never came into the store, where the house keeps one (R-59)."""
    code = s.data.get("part_code")
    if code is None or not has_records(s.state, "part_movements"):
        return
    if not _moved(counted(s.state, "part", code), s.data):
        part = {key: s.data.get(key, "—") for key in ("part_lot", "part_serial")}
        yield PART_UNKNOWN.broken(**particulars(s), part_code=code, **part)


def _moved(movements: dict[str, int], part: Mapping[str, Any]) -> bool:
    """Return whether a part was received or issued: by its serial or lot, where those are kept of it."""
    if not movements:
        return False
    for column, kind in (("part_serial", "s:"), ("part_lot", "l:")):
        known = [name for name in movements if name.startswith(kind)]
        if column in part and known and f"{kind}{part[column]}" not in known:
            return False
    return True


def judge_repaired(s: Situation) -> Iterator[Breach]:
    """Warn where the planned day passed and nobody asked the head for help (G-52)."""
    planned, repaired = s.case.data.get("planned_finish_on"), s.data.get("repaired_on")
    if planned is None or repaired is None or repaired <= planned:
        return
    if newest(since_last(s.case.steps, "repair_repaired"), "repair_escalated") is None:
        yield LATE_UNESCALATED.broken(**particulars(s), planned=planned, repaired=repaired)
