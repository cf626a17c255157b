"""Our own company as the records print it: name, address and telephone of the house that sells."""

from __future__ import annotations

from typing import Any

from ledger.events import catalogue
from ledger.rules.deals import house_of
from ledger.rules.decision import Context
from ledger.rules.plan import plan
from ledger.rules.state import State, Version


def own_company(state: State, table: str, at: str, context: Context) -> Version | None:
    """Return the version of our company's file in force at a stored time, if there is just one company.

    Its snapshot for `table` is made ready: with several companies or branches nobody can say which one sold.
    """
    house = house_of(state)
    if house is None or house.company is None:
        return None
    company = house.company.nearest(at)
    if table not in company.snapshots:
        company.snapshots[table] = _snapshot(company, table, context)
    return company


def _snapshot(company: Version, table: str, context: Context) -> dict[str, Any]:
    """Return what a table takes from the company's file; a telephone that is public is given in clear."""
    columns = catalogue.table("companies").by_key
    pairs = next(pairs for source, _, pairs in plan(table).snapshots if source == "companies")
    beside = tuple(origin for _, origin in pairs if columns[origin].personal)
    values = {**company.data, **dict.fromkeys(beside), **context.personal(company.position, beside)}
    return {column: values[origin] for column, origin in pairs if values.get(origin) is not None}
