"""Judging what is recorded beside a repair: services, daily reports, parts, opinion cards (G-56)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from ledger.deciding.decision import Command, Context
from ledger.deciding.rule import Breach
from ledger.deciding.situation import case_before
from ledger.state.case_state import case_of
from ledger.state.entries import State, Version, record_key_of
from ledger.state.indexes import kept
from ledger.subjects.repairs.rules import OTHER_CASE, OUTSIDE_CASE, OWN_REPORT
from ledger.subjects.repairs.work import judge_card

Judged = tuple[list[Breach], list[Breach]]
_SHARED: Final = ("customer_code", "product_code", "lot", "serial")


def judge_named(command: Command, state: State, context: Context, _versions: dict[str, Version]) -> Judged:
    """Judge the repair that a record names: it is there, and about the same unit.

    On import it may come later by nature; it is missed where the house keeps repairs.
    """
    data, table = command.data, command.table
    number = data.get("repair_no")
    titled = {"table": table.key, "title": table.zh, "number": data[table.identity[0]]}
    if number is None or not (context.live or kept(state, "repairs")):
        return [], []
    case = case_of(state.get(record_key_of("repairs", number)))
    if not case.steps:
        what = f"报修单“{number}”没有登记 repair {number!r} is not recorded"
        return [], [OUTSIDE_CASE.broken(**titled, what=what)]
    return [], list(_differing(command, titled, case.data))


def _differing(command: Command, titled: dict[str, str], repair: dict[str, Any]) -> Iterator[Breach]:
    data = command.data
    for column in _SHARED:
        ours, theirs = data.get(column), repair.get(column)
        if command.table.key not in OTHER_CASE.tables or None in {ours, theirs} or ours == theirs:
            continue
        yield OTHER_CASE.broken(
            **titled,
            column=column,
            heading=command.table.by_key[column].zh,
            value=ours,
            repair_no=data["repair_no"],
            expected=theirs,
        )


def judge_service(command: Command, state: State, context: Context, versions: dict[str, Version]) -> Judged:
    """Judge a service record: its repair, and that a repair has one; the work card on site."""
    data = command.data
    _, found = judge_named(command, state, context, versions)
    if data.get("service_kind") == "repair" and "repair_no" not in data and kept(state, "repairs"):
        what = "维修服务没有报修单 a repair that belongs to no repair call"
        titled = {"table": command.table.key, "title": command.table.zh, "number": data["service_no"]}
        found.append(OUTSIDE_CASE.broken(**titled, what=what))
    if data.get("service_mode") == "on_site" or "card_shown" in data:
        found += judge_card(data, data["service_no"], context)
    return [], found


def judge_report_reviewed(
    command: Command, state: State, _context: Context, _versions: dict[str, Version]
) -> Judged:
    """Judge that the head, and not the technician, reviews the report of a day (R-54)."""
    data, technician = command.data, case_before(command, state).data.get("technician")
    if data.get("reviewer") is None or data["reviewer"] != technician:
        return [], []
    return [], [OWN_REPORT.broken(report_line_no=data["report_line_no"], reviewer=technician)]
