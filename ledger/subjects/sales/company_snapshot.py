"""Our own company as the records print it: name, address and telephone of the house that sells."""

from __future__ import annotations

from typing import Any, Final

from ledger.deciding.decision import Context
from ledger.deciding.plan import plan
from ledger.deciding.situation import Situation
from ledger.deciding.subject import Filled
from ledger.deciding.warranty_ends import made_by_sale
from ledger.events import catalogue
from ledger.state.entries import Register, Version
from ledger.subjects.sales.own_side import own_side

_NOTHING: Final = Filled()


def fill_sale(s: Situation) -> Filled:
    """Return what a sale takes from our files: the end of the warranty that it makes, and our own company.

    The company is that in force on its day; nothing where there is not just one.
    """
    made = made_by_sale(s.row, s.versions.get("products"), s.context.start_of, s.state)
    own = own_side(s.state)
    if own is None or own.company is None:
        return Filled(made) if made else _NOTHING
    return Filled(made, {"companies": company_on(own.company, "sales", s.row["sold_on"], s.context)})


def company_on(company: Register, table: str, day: str, context: Context) -> Version:
    """Return the version of our company's file in force on a day, its snapshot for `table` made ready."""
    versions = company.versions
    version = versions[0] if len(versions) == 1 else company.nearest(context.start_of(day))
    if table not in version.snapshots:
        version.snapshots[table] = _snapshot(version, table, context)
    return version


def _snapshot(company: Version, table: str, context: Context) -> dict[str, Any]:
    """Return what a table takes from the company's file; a telephone that is public is given in clear."""
    columns = catalogue.table("companies").by_key
    pairs = next(pairs for source, _, pairs in plan(table).snapshots if source == "companies")
    beside = tuple(origin for _, origin in pairs if columns[origin].personal)
    values = {**company.data, **dict.fromkeys(beside), **context.personal(company.position, beside)}
    return {column: values[origin] for column, origin in pairs if values.get(origin) is not None}
