"""Letting a broken rule pass at live entry: which rules allow it, and who may."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from ledger.deciding.decision import Command, Override
from ledger.deciding.quality_roles import may_override, member, post_of, same_person, staff_codes
from ledger.deciding.rule import Breach
from ledger.errors import Problem, Reason
from ledger.state.indexes import in_force
from ledger.state.repository import State
from ledger.when import LATEST

OVERRIDE_NOT_ALLOWED = Problem(
    "override_not_allowed",
    "规则 {rule}（{zh_title}）不允许放行。",
    "Rule {rule} ({title}) lets nobody override it.",
    "先消除该问题，再录入。",
    "Put right what it names, then enter the document again.",
)
OVERRIDE_NOT_BY_THEM = Problem(
    "override_not_by_them",
    "“{approver}”不是质量负责人，不能放行规则 {rule}。",
    "{approver} is not the head of quality, who alone may override rule {rule}.",
    "请由质量负责人放行；在员工花名册或本企业基本信息中登记质量负责人。",
    "Have the head of quality decide; the roster or the company's file says who that is.",
)


OVERRIDE_OWN = Problem(
    "override_own",
    "放行规则 {rule}：放行人应不同于记录人和经办人，实际都是“{approver}”。",
    "Overriding rule {rule}: expected an approver other than who records or sells, got {approver!r} as both.",
    "由另一人录入，或由另一位质量负责人放行。",
    "Have somebody else enter it, or another head of quality decide.",
)


class Passed(NamedTuple):
    """What is left of broken rules: those that refuse, those that were let pass, and overrides refused."""

    standing: list[Breach]
    findings: list[dict[str, Any]]
    reasons: list[Reason]


def let_pass(command: Command, breaches: Iterable[Breach], state: State, recorded_by: str = "") -> Passed:
    """Return which broken rules refuse a live row, and the findings that remain of the others.

    A finding of an overridden rule carries `overridden_by` and `override_reason`; a
    warning never refuses. Nobody overrides a rule for what they record or carry out themselves.
    """
    left = Passed([], [], [])
    overrides = {one.rule: one for one in command.overrides}
    for breach in breaches:
        if breach.warning or breach.rule.recorded:
            left.findings.append(breach.finding)
            continue
        override = overrides.get(breach.rule.id)
        if override is None:
            left.standing.append(breach)
            continue
        code = _head(override, state)
        if not breach.rule.overridable or code is None:
            left.standing.append(breach)
            left.reasons.append(_why_not(breach, override))
        elif any(same_person(state, code, one) for one in _doers(command, recorded_by)):
            left.standing.append(breach)
            left.reasons.append(OVERRIDE_OWN.with_(rule=breach.rule.id, approver=override.approver))
        else:
            by = {"overridden_by": code, "override_reason": override.reason}
            left.findings.append(breach.finding | by)
    return left


def _doers(command: Command, recorded_by: str) -> Iterator[str]:
    """Yield who records a row and who carries it out, as they are named."""
    if recorded_by:
        yield recorded_by
    for column in ("seller", "handler"):
        if column in command.data:
            yield command.data[column]


def _why_not(breach: Breach, override: Override) -> Reason:
    rule = breach.rule
    if not rule.overridable:
        return OVERRIDE_NOT_ALLOWED.with_(rule=rule.id, zh_title=rule.title[0], title=rule.title[1])
    return OVERRIDE_NOT_BY_THEM.with_(rule=rule.id, approver=override.approver)


def _head(override: Override, state: State) -> str | None:
    """Return the staff code of an approver who may override, or None."""
    codes = staff_codes(state, override.approver)
    staff = member(state, codes[0], LATEST) if len(codes) == 1 else None
    if staff is None:
        return None
    post = post_of(state, staff, LATEST)
    companies = list(in_force(state, "companies", LATEST))
    may = any(may_override(staff, post, one) for one in companies) if companies else may_override(staff, post)
    return codes[0] if may else None
