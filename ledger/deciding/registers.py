"""Deciding on register rows: products, customers, suppliers, staff (interface rules 1, 5, 6)."""

from __future__ import annotations

from ledger.deciding.decision import Accepted, Command, Context, Decided, Duplicate, Refused, refused
from ledger.deciding.identity import register_differences
from ledger.deciding.judging import judged, passed
from ledger.deciding.plan import tags_of
from ledger.deciding.references import Known, judge_references
from ledger.deciding.situation import NO_CASE, Situation
from ledger.deciding.subject import Routing
from ledger.deciding.warranty_ends import completed
from ledger.state.entries import Version
from ledger.state.kinds import SEPARATOR
from ledger.state.repository import State

_NONE: tuple[Version, ...] = ()


def decide_register(
    command: Command, state: State, context: Context, known: Known, routing: Routing
) -> Decided:
    """Decide on a new version of a register row.

    A row equal to any version of its code is a duplicate, unless it carries another business time, or names
    `replaces` against a voided one. The event id is left to the caller, who salts personal fields first.
    """
    table, data = command.table, command.data
    code = SEPARATOR.join(str(data.get(one, "")) for one in table.identity)
    register = state.register(table.key, code)
    versions = register.versions if register else _NONE
    own_time = command.envelope.event_time
    added = completed(table.key, data)
    data.update(added)
    for version in versions:
        if version.voided and command.envelope.replaces is not None:
            continue
        if own_time is not None and (version.since or None) != own_time:
            continue
        stands = {**completed(table.key, version.data), **version.data}
        if not register_differences(stands, version.note, version.position, command, context):
            return Duplicate(version.position)
    breaches, findings = judge_references(command, known, context)
    if breaches:
        return refused(*breaches)
    situation = Situation(command, state, context, {}, NO_CASE, data, None)  # what it says, it says now
    found = passed(situation, judged(situation, routing.judges("registers", table.key)))
    if isinstance(found, Refused):
        return found
    findings = [*findings, *found]
    standing = [version for version in versions if not version.voided]
    replaces = command.envelope.replaces
    if replaces is None and versions and versions[-1].voided:
        replaces = versions[-1].event_id
    recorded_now = own_time is None and bool(standing)
    return Accepted(
        command,
        data,
        "",
        tags_of(table.key, data),
        command.envelope._replace(replaces=replaces),
        recorded_now=recorded_now,
        findings=findings,
        filled=sorted(added) or None,
    )
