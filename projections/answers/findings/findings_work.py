"""What was done about findings by a cut-off: who is to look into them, and how they were settled."""

from __future__ import annotations

from typing import Any, NamedTuple

import sqlalchemy as sa

from projections.reading.cutoff import CutOff
from projections.tables.record_tables import record_table

Finding = tuple[int, str]  # position of the record, and the rule


class Worked(NamedTuple):
    """The newest assignment and the resolution of every finding that has one.

    Attributes:
        assigned: `assignee`, `assigned_on`, `due_on` by finding.
        resolved: `resolution`, `resolved_by`, `resolved_on`, `resolution_reason` by finding.
    """

    assigned: dict[Finding, dict[str, Any]]
    resolved: dict[Finding, dict[str, Any]]

    def of(self, finding: Finding) -> dict[str, Any]:
        """Return what was done about a finding; null where nothing was."""
        return {
            **self.assigned.get(finding, _UNASSIGNED),
            **self.resolved.get(finding, _UNRESOLVED),
        }


_ASSIGNED = {"assignee": "assignee", "assigned_on": "assigned_on", "due_on": "due_on"}
_RESOLVED = {
    "resolution": "resolution",
    "resolved_by": "approver",
    "resolved_on": "resolved_on",
    "resolution_reason": "reason",
}
_UNASSIGNED: dict[str, Any] = dict.fromkeys(_ASSIGNED)
_UNRESOLVED: dict[str, Any] = dict.fromkeys(_RESOLVED)


def worked(connection: sa.Connection, cutoff: CutOff) -> Worked:
    """Return what was done about findings: what was known and had happened by then, and was not voided."""
    return Worked(
        _newest(connection, cutoff, "finding_assignments", _ASSIGNED),
        _newest(connection, cutoff, "finding_resolutions", _RESOLVED),
    )


def _newest(
    connection: sa.Connection, cutoff: CutOff, table: str, columns: dict[str, str]
) -> dict[Finding, dict[str, Any]]:
    source = record_table(table)
    told = [source.c[column].label(name) for name, column in columns.items()]
    statement = (
        sa.select(source.c.finding_position, source.c.rule_key, *told)
        .where(cutoff.live(source))
        .order_by(source.c.position)
    )
    found: dict[Finding, dict[str, Any]] = {}
    for position, rule, *values in connection.execute(statement):
        found[position, rule] = dict(zip(columns, values, strict=True))
    return found
