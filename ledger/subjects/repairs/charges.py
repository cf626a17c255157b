"""Judging what a repair costs: the warranty, the cause, the class of service, the fee standard (P-25, R-57).

At live entry the diagnosis says by itself whether the unit is in warranty, on the day on which the fault was
reported, and, once the cause is known, which class of service that makes and why.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final

from ledger.deciding.case_days import day_in, stage_day
from ledger.deciding.decision import Command, Context
from ledger.deciding.rule import Breach
from ledger.state.entries import CaseRecord, State, Version
from ledger.state.indexes import kept
from ledger.state.quantities import ZERO, plain
from ledger.subjects.repairs.charge_rules import (
    CHARGE_CLASS,
    CHARGE_REFUSED,
    CHARGE_STANDARD,
    CHARGE_SUM,
    WARRANTY_CONTRADICTS,
)
from ledger.subjects.repairs.progress import course, told
from ledger.subjects.repairs.warranty import EXCLUDED, Term, term

Judged = tuple[list[Breach], list[Breach]]
_FEES: Final = ("part_fee", "labour_fee", "travel_fee")
_CHARGED: Final = frozenset({"paid", "contract"})


def judge_diagnosed(
    command: Command, state: State, context: Context, _versions: dict[str, Version]
) -> Judged:
    """Fill in the warranty and the class of service, or judge those that are given (G-54)."""
    case = course(command, state)
    data = command.data
    reported = day_in(case.data.get("requested_on"), context)
    found = term(case.data, reported, state, context) if reported is not None else None
    breaches = []
    if found is not None and reported is not None:
        inside = found.holds(reported)
        if context.live:
            data.setdefault("in_warranty", inside)
        if data.get("in_warranty", inside) != inside:
            breaches.append(_contradicts(command, found, reported, stated=data["in_warranty"]))
    if context.live:
        _classify(command, case, found)
    return [], [*breaches, *_class(command, case)]


def _contradicts(command: Command, found: Term, reported: str, *, stated: bool) -> Breach:
    text = "在保修期内 in warranty" if stated else "不在保修期内 out of warranty"
    return WARRANTY_CONTRADICTS.broken(
        repair_no=command.data["repair_no"],
        stated=text,
        source=found.source,
        since=found.since,
        until=found.until or "—",
        on=reported,
    )


def _classify(command: Command, case: CaseRecord, found: Term | None) -> None:
    """Fill in the class of service that warranty and cause make, where nothing else said so before."""
    data, row = command.data, told(command, case)
    if "service_class" in row or found is None or "cause_class" not in row or "contract_no" in row:
        return
    data["service_class"] = "free" if _covered(row) else "paid"
    if "class_reason" not in data:
        inside = "保修期内 in warranty" if row.get("in_warranty") else "保修期外 out of warranty"
        until = found.until or "—"
        data["class_reason"] = f"{inside} ({found.source}, {until}); 原因 cause {row['cause_class']}"


def _covered(row: dict[str, Any]) -> bool | None:
    """Return whether the warranty covers a fault; None where warranty or cause is not known."""
    if row.get("cause_class") in EXCLUDED or row.get("in_warranty") is False:
        return False
    if row.get("in_warranty") is None or row.get("cause_class", "unknown") == "unknown":
        return None
    return True


def _class(command: Command, case: CaseRecord) -> Iterator[Breach]:
    """Judge the class of service against what the warranty covers."""
    row = told(command, case)
    stated, covered = row.get("service_class"), _covered(row)
    what = ""
    if stated == "free" and covered is False:
        excluded = row.get("cause_class") in EXCLUDED
        what = f"原因 the cause is {row['cause_class']}" if excluded else "保修期外 out of warranty"
    elif stated == "paid" and covered:
        what = "在保修期内且原因在保修范围内 in warranty, and the cause is covered"
    if what:
        yield CHARGE_CLASS.broken(repair_no=command.data["repair_no"], service_class=stated, what=what)


def judge_charged(command: Command, state: State, context: Context, _versions: dict[str, Version]) -> Judged:
    """Judge a charge: for a paid service, from a standard, and added up (G-55)."""
    data, row = command.data, told(command, course(command, state))
    number = data["repair_no"]
    found = list(_sums(data, number))
    if any(Decimal(data.get(one, "0")) > ZERO for one in (*_FEES, "amount", "paid_amount")):
        found += _permitted(row, number, context)
        found += _standard(command, row, state, context)
    return [], found


def _permitted(row: dict[str, Any], number: str, context: Context) -> Iterator[Breach]:
    stated = row.get("service_class")
    if stated is None:
        what = "没有收费类别 no class of service was decided" if context.live else ""
    elif stated not in _CHARGED:
        what = f"属免费或内部服务 the service is {stated}"
    elif stated == "paid" and _covered(row):
        what = "在保修期内且原因在保修范围内 it is in warranty, and the cause is covered"
    else:
        what = ""
    if what:
        yield CHARGE_REFUSED.broken(repair_no=number, what=what)


def _standard(command: Command, row: dict[str, Any], state: State, context: Context) -> Iterator[Breach]:
    """Judge the fee standard that a charge names."""
    name, day = command.data.get("standard_no"), stage_day(command, context)
    if name is None:
        what = "没有写明收费标准 it names no fee standard"
        wanted = context.live or kept(state, "service_standards")
    else:
        what = _unfit(name, row, day, state, context) or ""
        wanted = bool(what)
    if wanted:
        yield CHARGE_STANDARD.broken(repair_no=command.data["repair_no"], what=what)


def _unfit(name: str, row: dict[str, Any], day: str | None, state: State, context: Context) -> str | None:
    """Return why a standard does not serve for a charge; None where it does, or is not registered."""
    register = state.register("service_standards", name)
    if register is None or not register.known:
        return None  # that it is unknown is told of every reference
    standard = register.nearest(context.start_of(day or "9999-12-31")).data
    if standard["standard_kind"] != "charge":
        return f"“{name}”不是收费标准 standard {name!r} is of kind {standard['standard_kind']}"
    until = standard.get("effective_until", "9999-12-31")
    if day is not None and not standard["effective_from"] <= day <= until:
        return f"收费标准“{name}”在{day}不在用 standard {name!r} is not in force on {day}"
    stated = row.get("service_class")
    if standard.get("service_class", stated) != stated:
        return (
            f"收费标准“{name}”用于 standard {name!r} is for class {standard['service_class']}, not {stated}"
        )
    return None


def _sums(data: dict[str, Any], number: str) -> Iterator[Breach]:
    fees = [Decimal(data[one]) for one in _FEES if one in data]
    what = []
    if "amount" in data and fees and sum(fees, ZERO) != Decimal(data["amount"]):
        total = plain(sum(fees, ZERO))
        what.append(f"合计 sum {data['amount']}, 各项之和 the items make {total}")
    if "paid_amount" in data and "amount" in data and Decimal(data["paid_amount"]) > Decimal(data["amount"]):
        what.append(f"实收 taken {data['paid_amount']}, 合计 sum {data['amount']}")
    if what:
        yield CHARGE_SUM.broken(repair_no=number, what="; ".join(what))
