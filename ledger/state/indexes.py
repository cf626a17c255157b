"""Finding register rows by what they are about, and knowing which papers the house keeps at all.

=====================================  ============================================================
key (parts joined by U+001F)           entry
=====================================  ============================================================
`i table column value...`              codes of the register rows whose standing versions carry the values
`k table [kind...]`                    how many standing records the house keeps, in all and by kind
`d subject code`                       first business day of a sale to a customer, or of a product
`w`                                    :class:`RegisterEpoch`: renewed whenever a row indexed here changes
=====================================  ============================================================

What a decision works out from these rows (a buyer's papers, our own permission) may be remembered as long as
the `RegisterEpoch` is the same object: any change of a row brings a new one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from ledger.state.entries import Register, RegisterEpoch, Version
from ledger.state.kinds import COUNT, EPOCH, FIRST_DAY, INDEX, SEPARATOR
from ledger.state.repository import State

EPOCH_KEY: Final = EPOCH.letter
_FIRST_DAY: Final = FIRST_DAY.letter + SEPARATOR
# register -> the columns that find its rows, each with what qualifies it
_INDEXED: Final[dict[str, tuple[tuple[str, ...], ...]]] = {
    "licences": (("owner_kind", "owner_code"), ("owner_kind",)),
    "authorisations": (("staff_code",), ("supplier_code",), ("customer_code",)),
    "contracts": (("supplier_code", "contract_kind"),),
    "rule_settings": (("rule_key",), ()),
    "warranties": (("product_code", "serial"), ("sale_no",)),
    "pack_levels": (("product_code",), ("udi_di",)),
    "companies": ((),),
}
_ONLY: Final[dict[tuple[str, tuple[str, ...]], str]] = {("licences", ("owner_kind",)): "own"}
# table -> columns by whose values, or (with `?`) by whose presence, its records are counted apart
_KINDS: Final[dict[str, tuple[str, ...]]] = {
    "authorisations": ("authorisation_kind",),
    "contracts": ("contract_kind",),
    "customers": ("?need_statement", "kind"),
    "first_approvals": ("approval_kind",),
    "inspection_reports": ("conclusion",),
    "licences": ("owner_kind", "owner_kind licence_kind"),
    "service_standards": ("standard_kind",),
}
_UNCOUNTED: Final = frozenset({"sales", "returns", "receipts", "voids", "products", "suppliers", "staff"})
_STIRRING: Final = frozenset(
    {*_INDEXED, "first_approvals", "trainings", "staff"} - {"warranties", "pack_levels"}
)


def index_key(table: str, column: str = "", *values: str) -> str:
    """Return the key of the codes of the rows that carry the values."""
    return INDEX.key(table, column, *values)


def count_key(table: str, *kind: str) -> str:
    """Return the key of how many records of a table, or of a kind in it, are kept."""
    return COUNT.key(table, *kind)


def has_records(state: State, table: str, *kind: str) -> bool:
    """Return whether the house keeps that register, fact or case, or that kind of its rows, in this ledger.

    Kinds: of `authorisations`, `contracts`, `first_approvals` and `service_standards` their kind; of
    `licences` the owner's kind, or that and the kind of paper; of `inspection_reports` the conclusion; of
    `customers` `need_statement` and their kind.
    Sales, returns, receipts, products, suppliers and staff are not counted.
    """
    return bool(state.get(count_key(table, *kind)))


def register_epoch(state: State) -> RegisterEpoch | None:
    """Return the object to which memories of registers are bound; None before the first such row."""
    found: RegisterEpoch | None = state.get(EPOCH_KEY)
    return found


def rows(state: State, table: str, column: str = "", *values: str) -> Iterator[Register]:
    """Yield the register rows of which a version carries the values, by code."""
    for code in state.get(index_key(table, column, *values)) or ():
        register = state.register(table, code)
        if register is not None and register.known:
            yield register


def in_force(state: State, table: str, at: str, **values: str) -> Iterator[Version]:
    """Yield the versions in force at a stored time of the rows that carry the values, by code.

    The values must be an indexed combination: `licences(owner_kind, owner_code)`,
    `licences(owner_kind="own")`, `authorisations(staff_code | supplier_code | customer_code)`,
    `contracts(supplier_code, contract_kind)`, `rule_settings(rule_key)`, `rule_settings()`,
    `warranties(product_code, serial)`, `warranties(sale_no)`, `companies()`.
    """
    for register in rows(state, table, "+".join(values), *values.values()):
        version = register.nearest(at)
        if all(version.data.get(column) == value for column, value in values.items()):
            yield version


def reindex(state: State, table: str, code: str, versions: Iterable[Version]) -> None:
    """Bring the index entries of a register row up to date with its versions."""
    every = list(versions)
    for columns in _INDEXED.get(table, ()):
        known = {key for one in every if (key := _entry_key(table, columns, one.data))}
        standing = {key for one in every if not one.voided and (key := _entry_key(table, columns, one.data))}
        for key in known:
            codes = set(state.get(key) or ())
            changed = codes | {code} if key in standing else codes - {code}
            if changed != codes:
                state.put(key, sorted(changed) or None)
    if table in _STIRRING:
        bump_epoch(state)


def _entry_key(table: str, columns: tuple[str, ...], data: dict[str, Any]) -> str | None:
    values = [data.get(column) for column in columns]
    only = _ONLY.get((table, columns))
    if any(value is None for value in values) or only not in {None, *values}:
        return None
    return index_key(table, "+".join(columns), *map(str, values))


def adjust_count(state: State, table: str, data: dict[str, Any], sign: int) -> None:
    """Count a record that is folded (`sign` 1) or voided (`sign` -1)."""
    if table in _UNCOUNTED:
        return
    for kind in ((), *_kinds(table, data)):
        key = count_key(table, *kind)
        state.put(key, (state.get(key) or 0) + sign or None)
    if table in _STIRRING:
        bump_epoch(state)


def _kinds(table: str, data: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    for columns in _KINDS.get(table, ()):
        if columns.startswith("?"):
            if columns[1:] in data:
                yield (columns[1:],)
            continue
        values = tuple(str(data[one]) for one in columns.split() if one in data)
        if len(values) == len(columns.split()):
            yield values


def first_day_key(subject: str, code: str) -> str:
    """Return the key of the first day on which a customer or a product was sold to, or sold."""
    return f"{_FIRST_DAY}{subject}{SEPARATOR}{code}"


def first_sale_day(state: State, subject: str, code: str) -> str | None:
    """Return the first business day of a sale to a customer, or of a product; voids do not move it."""
    day: str | None = state.get(first_day_key(subject, code))
    return day


def record_first_sale(state: State, subject: str, code: str, day: str) -> None:
    """Remember a sale to a customer, or of a product, if it is the first."""
    key = first_day_key(subject, code)
    first = state.get(key)
    if first is None or day < first:
        state.put(key, day)


def bump_epoch(state: State) -> None:
    """Renew the world: what was remembered of registers is worked out again."""
    before = register_epoch(state)
    state.put(EPOCH_KEY, RegisterEpoch(before.number + 1 if before else 1))
