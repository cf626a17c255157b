"""Our own company as the records print it: name, address and telephone of the house that sells."""

from __future__ import annotations

from typing import Any

from ledger.deciding.decision import Context
from ledger.deciding.plan import plan
from ledger.events import catalogue
from ledger.state.entries import Register, Version


def company_on(company: Register, table: str, day: str, context: Context) -> Version:
    """Return the version of our company's file in force on a day, its snapshot for `table` made ready."""
    versions = company.versions
    found = versions[0] if len(versions) == 1 else company.nearest(context.start_of(day))
    if table not in found.snapshots:
        found.snapshots[table] = _snapshot(found, table, context)
    return found


def _snapshot(company: Version, table: str, context: Context) -> dict[str, Any]:
    """Return what a table takes from the company's file; a telephone that is public is given in clear."""
    columns = catalogue.table("companies").by_key
    pairs = next(pairs for source, _, pairs in plan(table).snapshots if source == "companies")
    beside = tuple(origin for _, origin in pairs if columns[origin].personal)
    values = {**company.data, **dict.fromkeys(beside), **context.personal(company.position, beside)}
    return {column: values[origin] for column, origin in pairs if values.get(origin) is not None}
