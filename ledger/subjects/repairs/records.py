"""Judging what is recorded beside a repair: services, daily reports, parts, opinion cards (G-56)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from ledger.deciding.quality_roles import same_person
from ledger.deciding.rule import Breach
from ledger.deciding.situation import Situation
from ledger.phrases import Part
from ledger.state.indexes import has_records
from ledger.subjects.repairs.phrases import REPAIR_UNKNOWN, WITHOUT_REPAIR
from ledger.subjects.repairs.rules import OTHER_CASE, OUTSIDE_CASE, OWN_REPORT
from ledger.subjects.repairs.work import card_judged

_SHARED: Final = ("customer_code", "product_code", "lot", "serial")


def judge_named(s: Situation) -> Iterator[Breach]:
    """Judge the repair that a record names: it is there, and about the same unit.

    On import it may come later by nature; it is missed where the house keeps repairs.
    """
    number = s.data.get("repair_no")
    if number is None or not (s.live or has_records(s.state, "repairs")):
        return
    repair = s.state.case("repairs", number)
    if not repair.steps:
        yield _outside(s, REPAIR_UNKNOWN.with_(number=number))
    elif s.table.key in OTHER_CASE.tables:
        yield from _differing(s, repair.data)


def _differing(s: Situation, repair: Mapping[str, Any]) -> Iterator[Breach]:
    for column in _SHARED:
        ours, theirs = s.data.get(column), repair.get(column)
        if None in {ours, theirs} or ours == theirs:
            continue
        yield OTHER_CASE.broken(
            **_titled(s),
            column=column,
            heading=s.heading(column),
            value=ours,
            repair_no=s.data["repair_no"],
            expected=theirs,
        )


def judge_service(s: Situation) -> Iterator[Breach]:
    """Judge a service record: that a repair belongs to a call; the work card on site."""
    if (
        s.data.get("service_kind") == "repair"
        and "repair_no" not in s.data
        and has_records(s.state, "repairs")
    ):
        yield _outside(s, WITHOUT_REPAIR)
    if s.data.get("service_mode") == "on_site" or "card_shown" in s.data:
        yield from card_judged(s, s.data["service_no"])


def judge_report_reviewed(s: Situation) -> Iterator[Breach]:
    """Judge that the head, and not the technician, reviews the report of a day (R-54)."""
    reviewer, technician = s.data.get("reviewer"), s.case.data.get("technician")
    if reviewer is not None and technician is not None and same_person(s.state, reviewer, technician):
        yield OWN_REPORT.broken(report_line_no=s.data["report_line_no"], reviewer=reviewer)


def _outside(s: Situation, what: Part) -> Breach:
    return OUTSIDE_CASE.broken(**_titled(s), what=what)


def _titled(s: Situation) -> dict[str, str]:
    return {"table": s.table.key, "title": s.table.zh, "number": s.data[s.table.identity[0]]}
