"""What records cite, and for which others a record is kept."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson

from ledger.events.base import Table
from projections.answers.retention.dates import Code
from projections.reading.stream import Row

_CODES = {
    "product_code": "product",
    "replacement_product_code": "product",
    "customer_code": "customer",
    "supplier_code": "supplier",
    "contract_no": "contract",
    "voucher_nos": "voucher",
    "voucher_no": "voucher",
}
_LISTS = {"voucher_nos"}
CITING = tuple(column for column in _CODES if column != "voucher_no")
# By which columns a row names the records that it is about, if its table has all of them.
_NAMING = (
    ("record_table", "record_no", "line"),
    ("subject_table", "subject_no"),
    ("match_direction", "doc_no", "line"),
    ("sale_no", "sale_line"),
)
# By which of its columns other records cite a row that is kept as long as they are.
_KEPT_FOR = {
    "products": ("product_code",),
    "customers": ("customer_code",),
    "suppliers": ("supplier_code",),
    "authorisations": ("customer_code", "supplier_code"),
    "partner_assessments": ("supplier_code",),
    "first_approvals": ("product_code", "supplier_code", "customer_code"),
    "contracts": ("contract_no",),
    "vouchers": ("voucher_no",),
}
_OF_THE_HOUSE = {"authorisations", "first_approvals", "partner_assessments"}
_EXPLAINED = {"sales": "sales", "purchase": "purchases"}
SAYS_GOODS = ("lot", "serial", "expiry_date")
_OWNERS = {"customer", "supplier", "product"}
EVERYTHING: Code = ("everything", "")  # what a paper of our own house stands behind


def keeping_columns(table: Table) -> tuple[str, ...]:
    """Return the columns that say for which other records a row is kept."""
    return ("owner_kind", "owner_code") if table.key == "licences" else _KEPT_FOR.get(table.key, ())


def naming_columns(table: Table) -> tuple[str, ...]:
    """Return the columns that name the records that a row is about."""
    named = (columns for columns in _NAMING if all(name in table.by_key for name in columns))
    return tuple(name for columns in named for name in columns)


def names(row: Row) -> Iterator[tuple[str, str, int | None]]:
    """Yield the records that a row is about: where it does not name its lot, they say more than it does."""
    if row.get("record_table"):
        yield row["record_table"], row["record_no"], row["line"]
    elif row.get("subject_table") and row.get("subject_no"):
        yield row["subject_table"], row["subject_no"], None
    elif row.get("match_direction"):
        yield _EXPLAINED[row["match_direction"]], row["doc_no"], row["line"]
    elif row.get("sale_no") and "sale_line" in row and not any(row.get(name) for name in SAYS_GOODS):
        yield "sales", row["sale_no"], row["sale_line"]


def kept_for(table: Table, row: Row) -> Iterator[Code]:
    """Yield under which codes other records cite this one, if it is kept for them."""
    own = _KEPT_FOR.get(table.key, ())
    for column in own:
        if row.get(column):
            yield _CODES[column], row[column]
    if table.key == "licences" and row["owner_kind"] in _OWNERS:
        yield row["owner_kind"], row["owner_code"]
    elif table.key == "licences" or (own and table.key in _OF_THE_HOUSE and not any(map(row.get, own))):
        yield EVERYTHING


def cited(column: str, value: Any) -> Iterator[Code]:
    """Yield what a value of one of the columns `CITING` cites; lists as they are stored."""
    if value is None:
        return
    for code in orjson.loads(value) if column in _LISTS else (value,):
        if code:
            yield _CODES[column], code
