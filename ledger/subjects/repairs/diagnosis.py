"""What a diagnosis says of warranty and class of service: filled in at live entry, else judged (P-25, R-57).

The diagnosis says by itself whether the unit was in warranty on the day on which the fault was reported, and,
once the cause is known, which class of service that makes and why.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ledger.deciding.case_days import day_in
from ledger.deciding.rule import Breach
from ledger.deciding.situation import Situation
from ledger.deciding.subject import Filled
from ledger.phrases import Phrase, Said
from ledger.subjects.repairs.charge_rules import WARRANTY_CONTRADICTS
from ledger.subjects.repairs.phrases import CAUSE, IN_WARRANTY, OUT_OF_WARRANTY, STATED_IN, STATED_OUT
from ledger.subjects.repairs.warranty import Term, is_covered, term


def fill_diagnosis(s: Situation) -> Filled:
    """Fill in the warranty and the class of service that it makes, of what the diagnosis leaves open.

    A file says what it says: nothing is filled in on import.
    """
    reported = _reported(s)
    if not s.live or reported is None:
        return Filled()
    warranty = term(s.case.data, reported, s.state, s.context)
    if warranty is None:
        return Filled()
    filled: dict[str, Any] = {}
    if "in_warranty" not in s.data:
        filled["in_warranty"] = warranty.holds(reported)
    return Filled(filled | _class_of_service({**s.row, **filled}, s, warranty))


def _class_of_service(row: dict[str, Any], s: Situation, warranty: Term) -> dict[str, str]:
    """Return the class that warranty and cause make, with the reason, where nothing else said so before."""
    covered = is_covered(row)
    if covered is None or "service_class" in row or "cause_class" not in row or "contract_no" in row:
        return {}
    found = {"service_class": "free" if covered else "paid"}
    if "class_reason" not in s.data:
        inside = IN_WARRANTY if row["in_warranty"] else OUT_OF_WARRANTY
        cause = CAUSE.with_(cause=row["cause_class"])
        source = f"{_in_both(warranty.source)}, {warranty.until or '—'}"
        found["class_reason"] = f"{inside.old} ({source}); {_in_both(cause)}"
    return found


def _in_both(said: Said) -> str:
    """Return a phrase in both languages: what is filled into a row is one text for every reader."""
    return said.phrase.old.format_map(said.particulars)


def judge_warranty(s: Situation) -> Iterator[Breach]:
    """Judge whether a diagnosis contradicts the warranty that is registered (G-54)."""
    reported, stated = _reported(s), s.data.get("in_warranty")
    if reported is None or stated is None:
        return
    warranty = term(s.case.data, reported, s.state, s.context)
    if warranty is not None and stated != warranty.holds(reported):
        yield WARRANTY_CONTRADICTS.broken(
            repair_no=s.data["repair_no"],
            stated=_stated(stated),
            source=warranty.source,
            since=warranty.since,
            until=warranty.until or "—",
            on=reported,
        )


def _stated(inside: bool) -> Phrase:
    return STATED_IN if inside else STATED_OUT


def _reported(s: Situation) -> str | None:
    """Return the business day on which the fault was reported."""
    return day_in(s.case.data.get("requested_on"), s.context)
