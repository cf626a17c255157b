"""Whether anything known has the value that a filter asks for, and what is near if nothing has.

Known is what any record says, at any time, voided or not: a code of a register, or one that a document names.
A customer, product, supplier or member of staff may be named: a name that fits exactly one is its code.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

import sqlalchemy as sa

from ledger.errors import CommandError, Problem
from ledger.events import catalogue
from ledger.events.base import Column, Table
from ledger.intake.cells.converters import is_code
from ledger.names import compared_name
from projections.reading.comparisons import Containing
from projections.reading.filters import Filter
from projections.reading.nearest import near_phrase, nearest
from projections.tables.record_tables import record_table

VALUE_UNKNOWN = Problem(
    "filter_value_unknown",
    "筛选 {table}：没有任何记录的“{heading}”是“{text}”。",
    "Filtering {table}: nothing known has “{text}” as its {field}.",
    "{near}改正后再查；用 {field}~文字 可查找包含该文字的值。",
    "{near}Correct it and ask again; {field}~TEXT finds what contains a text.",
)
NAME_FITS_SEVERAL = Problem(
    "filter_name_fits_several",
    "筛选 {table}：名称“{text}”对应多个编码：{codes}。",
    "Filtering {table}: the name “{text}” fits several codes: {codes}.",
    "请用其中一个编码，例如 {field}={first}。",
    "Give one of the codes, for example {field}={first}.",
)
EVER = 2**62  # a position behind all that the tables hold
_MOST = 50_000  # values that are compared with an unknown one
_TEXTS = frozenset({"text", "ref", "list"})
_NUMBERS_OF_DOCUMENTS = frozenset({"subject_no", "doc_no", "source_no", "number"})
_SAME_EVERYWHERE = frozenset({"lot", "serial", "udi"})
_NAMES_A_TABLE = "record_table"  # all of which are known, whatever the records say of them
Source = tuple[str, Column]  # a record table and a column of it


def resolved(
    connection: sa.Connection, table: Table, where: Sequence[Filter], known: int = EVER
) -> list[Filter]:
    """Return filters of which every value is known, names as the codes that they mean.

    Args:
        connection: Of the read model.
        table: Whose rows are filtered.
        where: As typed.
        known: Whom a name meant by then, it means whoever bears it later as well.

    Raises:
        CommandError: Nothing known has a value, or a name fits several codes.
    """
    for one in where:
        sources = list(_sources(table, one))
        if not sources:
            continue
        if isinstance(one, Containing):
            if not any(_has(connection, source, one) for source in sources):
                _refuse(connection, table, one, " / ".join(one.texts), sources)
        else:
            one.values = [_known(connection, table, one, value, sources, known) for value in one.values]
    return list(where)


def _known(
    connection: sa.Connection,
    table: Table,
    one: Filter,
    value: str | None,
    sources: Sequence[Source],
    known: int,
) -> str | None:
    """Return a value that is known, or the code that it is the name of."""
    if value is None:
        return None
    if any(_has(connection, (key, column), _same(column, value)) for key, column in sources):
        return value
    by_then = _named(connection, one.column, value, known)
    codes = by_then if len(by_then) == 1 else _named(connection, one.column, value)
    if len(codes) == 1:
        return codes[0]
    if codes:
        raise CommandError(
            NAME_FITS_SEVERAL,
            table=table.key,
            text=value,
            codes=", ".join(codes),
            field=one.key,
            first=codes[0],
        )
    _refuse(connection, table, one, value, sources)
    return None


def _refuse(
    connection: sa.Connection, table: Table, one: Filter, text: str, sources: Sequence[Source]
) -> None:
    near = nearest(text, chain.from_iterable(_values(connection, source) for source in sources))
    heading = one.column.zh if one.column is not None else one.key
    raise CommandError(
        VALUE_UNKNOWN, table=table.key, heading=heading, field=one.key, text=text, near=near_phrase(near)
    )


def _sources(table: Table, one: Filter) -> Iterator[Source]:
    """Yield the columns of record tables that can know a value: none where a value is not of a known set."""
    column = one.column
    if column is None or one.is_of_envelope or one.type not in _TEXTS or column.values or column.personal:
        return
    if not (one.values or isinstance(one, Containing)):
        return
    recorded = table.kind != "view"
    if recorded:
        yield table.key, column
    if column.key in _NUMBERS_OF_DOCUMENTS:
        for other in catalogue.tables():
            yield other.key, other.by_key[other.identity[0]]
    elif _names_a_thing(column) or (recorded and is_code(column, table)):
        yield from _everywhere(table, column)


def _names_a_thing(column: Column) -> bool:
    """Return whether a column holds codes that mean the same in every table."""
    if column.ref is not None or column.key in _SAME_EVERYWHERE:
        return True
    return column.key != _NAMES_A_TABLE and any(
        column.key == other.identity[0] for other in catalogue.tables()
    )


def _everywhere(table: Table, column: Column) -> Iterator[Source]:
    """Yield every column of the record tables that holds the same kind of code."""
    if column.ref is not None and column.ref in catalogue.TABLE_KEYS:
        register = catalogue.table(column.ref)
        yield register.key, register.by_key[register.identity[0]]
    for other in catalogue.tables():
        for key in (column.key, f"{column.key}s"):
            same = other.by_key.get(key)
            if same is not None and same.type in _TEXTS and not same.personal and other.key != table.key:
                yield other.key, same


def _same(column: Column, value: str) -> Filter:
    return Filter(column.key, column, [value])


def _has(connection: sa.Connection, source: Source, one: Filter) -> bool:
    """Return whether any row has what a filter asks for, in the column of a source."""
    key, column = source
    table = record_table(key)
    asked = Containing(column.key, column, texts=one.texts) if isinstance(one, Containing) else one
    found = sa.select(sa.literal(1)).select_from(table).where(asked.condition(table)).limit(1)
    return connection.execute(found).first() is not None


def _values(connection: sa.Connection, source: Source) -> Iterator[str]:
    """Yield the values that a column has; of several units or choices in one cell each."""
    import orjson

    key, column = source
    stored = record_table(key).c[column.key]
    statement = sa.select(stored).where(stored.is_not(None)).distinct().order_by(stored).limit(_MOST)
    for value in connection.execute(statement).scalars():
        if column.type == "list":
            yield from orjson.loads(value)
        else:
            yield from str(value).split(";")


def _named(connection: sa.Connection, column: Column | None, name: str, known: int = EVER) -> list[str]:
    """Return the codes of the rows of a register that bore a name by a position, in their order."""
    if column is None or column.ref not in catalogue.TABLE_KEYS or column.ref is None:
        return []
    register = catalogue.table(column.ref)
    if register.kind != "register" or "name" not in register.by_key or register.by_key["name"].personal:
        return []
    table, wanted = record_table(register.key), compared_name(name)
    names: Iterable[tuple[str, str]] = connection.execute(
        sa.select(table.c[register.identity[0]], table.c.name)
        .where(table.c.name.is_not(None), table.c.position <= known)
        .distinct()
    ).tuples()
    return sorted({code for code, known in names if compared_name(known) == wanted})
