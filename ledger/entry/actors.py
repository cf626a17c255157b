"""Who acted: filled from whoever records, where a document leaves it blank."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache

from ledger.events import catalogue
from ledger.events.base import Table
from ledger.state.repository import State

# Columns that name who does what is being recorded. Who approved or decided is never taken for granted.
ACTORS = (
    *("inspector", "checker", "receiver", "storekeeper", "recorder", "issued_by", "seller", "handler"),
    *("purchaser", "technician", "operator", "invoice_clerk", "applicant", "finder", "first_responder"),
)


def actor_column(table: Table, carried: Collection[str]) -> str | None:
    """Return the column that whoever records is filled into: a required one, else the first there is.

    Args:
        table: The table.
        carried: Keys of the columns that a row of it may carry here; of a case those of the stage.
    """
    return next((key for key in _actors(table.key) if key in carried), None)


@cache
def _actors(table: str) -> tuple[str, ...]:
    """Return the columns of a table that name who acted, those that are required first."""
    columns = catalogue.table(table).columns
    found = [one for one in columns if one.key in ACTORS and one.ref == "staff"]
    return tuple(one.key for one in sorted(found, key=lambda one: not one.required))


def staff_code(state: State, recorded_by: str) -> str | None:
    """Return who records as a code of the staff roster, if they are on it."""
    register = state.register("staff", recorded_by)
    return recorded_by if register is not None and register.known else None
