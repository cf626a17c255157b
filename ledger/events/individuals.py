"""Who is an individual, and which columns that are no secret of a firm are personal of a person.

A customer of the kind `individual`, a patient and whoever complains are people: name, address and whatever a
file says of them in columns that nobody knows are kept beside the hashed document, as telephones always are
(PIPL §4, §47). Of a firm the very same columns stay in the document. What stands in a document in place of a
personal value is its salted digest, so that whoever reads one sees which it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, Final

from ledger.events import catalogue

INDIVIDUAL: Final = "individual"
CUSTOMERS: Final = "customers"
EXTRA: Final = "extra"  # the field under which the cells of unknown columns are kept beside the document
# Of a customer's file, what tells who an individual is; what is personal of everybody is marked as such.
OF_A_PERSON: Final = frozenset(
    {
        *("name", "uscc", "licence_no", "legal_representative", "address", "delivery_address"),
        *("purchase_reason", "promise_made", "relation_now"),
    }
)
# Tables of which a row is about a patient or by whoever complains, be he a customer or not.
OF_PEOPLE: Final = frozenset({"complaints", "feedbacks", "adverse_events"})
_COMPLAINED: Final = frozenset({"complaints", "feedbacks"})


@cache
def columns_of(table: str) -> frozenset[str]:
    """Return the columns of a table that are personal where the customer is an individual, and only then."""
    declared = catalogue.table(table)
    if table == CUSTOMERS:
        return OF_A_PERSON
    return frozenset(
        column.key for column in declared.columns if not column.personal and origin(table, column.key)
    )


@cache
def origin(table: str, column: str) -> str | None:
    """Return the column of a person's file that a column is a snapshot of; None where it is of none."""
    register, _, field = (catalogue.table(table).by_key[column].snapshot_of or "").partition(".")
    return field if register == CUSTOMERS and field in OF_A_PERSON else None


def is_person(customers: Iterable[Mapping[str, Any]]) -> bool:
    """Return whether any version of a customer's file, given as its fields, is that of an individual."""
    return any(version.get("kind") == INDIVIDUAL for version in customers)


def personal_in(table: str, data: Mapping[str, Any], *, person: bool | None) -> frozenset[str]:
    """Return the columns of a row that are personal beside those that always are, its unknown ones among them.

    Args:
        table: Key of the row's table.
        data: Its fields.
        person: Whether its customer is an individual; None where it names no customer that is known: whoever
            complains without being one is taken for a person.
    """
    if table == CUSTOMERS:
        person = data.get("kind") == INDIVIDUAL
    elif data.get("customer_kind") == INDIVIDUAL:
        person = True
    elif person is None:
        person = table in _COMPLAINED
    if person:
        return columns_of(table).intersection(data) | {EXTRA}
    return frozenset({EXTRA}) if table in OF_PEOPLE else frozenset()


def is_digest(value: Any) -> bool:
    """Return whether a value of a document stands for a personal one."""
    return isinstance(value, dict)
