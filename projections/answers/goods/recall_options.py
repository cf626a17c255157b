"""The options of a scope as typed, made what the tables hold: names become codes, several values single ones.

What matches nothing known is refused with what is near, whatever the cut-off: a value that is known later,
or was voided since, is known.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

import sqlalchemy as sa

from ledger.errors import CommandError, Problem
from ledger.intake.cells.cell_error import CellError
from ledger.intake.cells.codes import code
from ledger.names import compared_name
from ledger.phrases import Particular
from ledger.serial_ranges import is_range, parsed_range
from ledger.udi import understood
from projections.answers.goods.recall_codes import Code, codes_of
from projections.answers.goods.recall_digits import check_days, check_digit
from projections.answers.goods.recall_scope import Scope, products_with
from projections.answers.goods.recall_serials import is_known, near_range
from projections.reading.cutoff import CutOff
from projections.reading.nearest import nearness
from projections.tables.movements import MOVEMENTS, REGISTRATIONS
from projections.tables.record_tables import record_table

OPTION_UNKNOWN = Problem(
    "option_unknown",
    "查找范围：{option} 应为账本中已知的值，实际没有“{value}”。",
    "Reading the scope: expected a known value of {option}, got {value!r}.",
    "{near}",
    "{near}",
)
OPTION_AMBIGUOUS = Problem(
    "option_ambiguous",
    "查找范围：{option} 的名称“{value}”对应多个编码：{codes}。",
    "Reading the scope: expected one {option}, got the name {value!r} of several: {codes}.",
    "请改用其中的编码。",
    "Give the code of the one that is meant.",
)
UDI_UNREADABLE = Problem(
    "udi_unreadable",
    "查找范围：--udi 应为含产品标识的唯一标识，实际为“{value}”；可识别的内容：{understood}。",
    "Reading the scope: expected a UDI with its device identifier, got {value!r}; understood: {understood}.",
    "例如 (01)06901234567892(10)L24，或只写产品标识；也可用 --lot、--serial 查找。",
    "For example (01)06901234567892(10)L24, or the device identifier alone; else use --lot or --serial.",
)
_SEPARATORS = re.compile("[;；、,，\r\n]+")
_SOFT = re.compile(r"[/\s]+")
_EVER = CutOff(None, 2**62)
_M = MOVEMENTS.c
_RECEIPTS = record_table("receipts")
_REGISTERS = {
    "products": ("products", "product_code", "name"),
    "customers": ("customers", "customer_code", "name"),
    "suppliers": ("suppliers", "supplier_code", "name"),
}
_OPTIONS = {
    "products": "--product",
    "lots": "--lot",
    "serials": "--serial",
    "ranges": "--serial",
    "udis": "--udi",
    "registrations": "--registration-no",
    "suppliers": "--supplier",
    "receipts": "--receipt",
    "customers": "--customer",
}
Known = Callable[[str], bool]


def told_apart(connection: sa.Connection, scope: Scope) -> Scope:
    """Return a scope in which each value of an option stands alone.

    What is known as it stands is one value. Else it is several by the separators of import cells, also by
    strokes and blanks where each part is known; a serial with two dots inside is a range.

    Raises:
        CommandError: A range cannot be read.
    """
    known = KnownValues(connection, scope)
    found: dict[str, Any] = {
        name: _each(getattr(scope, name), known.of(name))
        for name in ("products", "lots", "serials", "registrations", "suppliers", "customers", "receipts")
    }
    is_known = known.of("serials")
    found["ranges"] = tuple(
        sorted({*scope.ranges, *(one for one in found["serials"] if is_range(one) and not is_known(one))})
    )
    found["serials"] = tuple(one for one in found["serials"] if one not in found["ranges"])
    for one in found["ranges"]:
        parsed_range(one)
    told = (_apart([one], re.compile("[;；\r\n]+")) or (one,) for one in scope.udis)
    return replace(scope, **found, udis=tuple(sorted({code for codes in told for code in codes})))


def with_codes(connection: sa.Connection, scope: Scope, known: int = _EVER.known) -> Scope:
    """Return a scope with codes for the names of products, customers and suppliers.

    Args:
        connection: Of a read model.
        scope: As typed.
        known: Whom a name meant by then, it means whoever bears it later as well.

    Raises:
        CommandError: A name fits several.
    """
    found: dict[str, Any] = {
        name: _codes(connection, name, getattr(scope, name), known) for name in _REGISTERS
    }
    return replace(scope, **found)


def check_known(connection: sa.Connection, scope: Scope) -> None:
    """Check that every value of every option is known.

    Raises:
        CommandError: One is not, or a UDI cannot be read.
    """
    known = KnownValues(connection, scope)
    for name, option in _OPTIONS.items():
        if name == "udis":
            for code in codes_of(connection, _EVER, scope.udis):
                known.check_code(code)
            continue
        for value in getattr(scope, name):
            if not known.of(name)(value):
                near = known.near(name, value)
                raise CommandError(OPTION_UNKNOWN, option=option, value=value, near=near)


class KnownValues:
    """What is known to the register or to any movement, voided or not."""

    def __init__(self, connection: sa.Connection, scope: Scope) -> None:
        self._connection = connection
        self._products = scope.products
        self._mine = _M.product_code.in_(scope.products) if scope.products else sa.true()

    def of(self, name: str) -> Known:
        """Return what tells whether a value of an option is known."""
        if name in _REGISTERS:
            return lambda value: self._party(name, value)
        return {
            "lots": self._lot,
            "serials": self._serial,
            "ranges": self._range,
            "registrations": self._registration,
            "receipts": lambda value: self._exists(_RECEIPTS.c.receipt_no == value),
        }[name]

    def values(self, name: str) -> Sequence[str]:
        """Return the known values of an option, the names of a register among them."""
        if name in _REGISTERS:
            table, column, title = _REGISTERS[name]
            register = record_table(table).c
            return [*self._distinct(register[column]), *self._distinct(register[title])]
        columns = {
            "lots": (_M.lot, _M.told_lot),
            "serials": (_M.serial, _M.told_serial),
            "registrations": (REGISTRATIONS.c.registration_no, record_table("products").c.registration_no),
            "receipts": (_RECEIPTS.c.receipt_no,),
        }
        return [value for column in columns[name] for value in self._distinct(column)]

    def near(self, name: str, value: str) -> Particular:
        """Return a sentence that names the known values of an option that are near to one."""
        if name == "ranges":
            return near_range(value, self.values("serials"))
        return nearness(value, self.values(name))

    def check_code(self, code: Code) -> None:
        """Check that a UDI can be read and names something known.

        Raises:
            CommandError: It cannot, or nothing is.
        """
        if self._exists(_M.udi == code.text):
            return
        if code.carrier is None:
            parts = [f"({name}){value}" for name, value in understood(code.text).items()]
            raise CommandError(UDI_UNREADABLE, value=code.text, understood=listed(parts))
        check_digit(self._connection, code.carrier.identifier, code.text)
        check_days(code.text, code.lot)
        products = sorted(code.products | code.labelled)
        if not products:
            tables = (record_table("products"), record_table("pack_levels"))
            known = [one for table in tables for one in self._distinct(table.c.udi_di)]
            near = nearness(code.carrier.identifier or "", known)
            raise CommandError(OPTION_UNKNOWN, option=_OPTIONS["udis"], value=code.text, near=near)
        of_products = KnownValues(self._connection, Scope(products=tuple(products)))
        lots = [lot for lot in (code.lot,) if lot]
        serials = [serial for serial in (code.serial,) if serial]
        names = [*map(of_products.of("lots"), lots), *map(of_products.of("serials"), serials)]
        if names and not any(names):
            name, value = ("lots", lots[0]) if lots else ("serials", serials[0])
            near = of_products.near(name, value)
            option = f"{_OPTIONS['udis']} ({'10' if lots else '21'})"
            raise CommandError(OPTION_UNKNOWN, option=option, value=value, near=near)

    def _party(self, name: str, value: str) -> bool:
        table, column, _ = _REGISTERS[name]
        register = record_table(table).c
        return (
            self._exists_with(register[column], value)
            or self._exists_with(_M[column], value)
            or bool(_named(self._connection, name, value))
        )

    def _lot(self, value: str) -> bool:
        if not self._products:
            return bool(products_with(self._connection, [value], _EVER.known))
        named = {"products": list(self._products), "lot": value}
        return any(self._connection.scalar(one, named) is not None for one in _naming_lot())

    def _serial(self, value: str) -> bool:
        mine = self._mine
        told = sa.and_(_M.told_serial.is_not(None), _M.told_serial.contains(value, autoescape=True))
        return self._exists(sa.and_(mine, _M.serial == value)) or self._exists(sa.and_(mine, told))

    def _range(self, value: str) -> bool:
        return is_known(self._connection, value, self._mine)

    def _registration(self, value: str) -> bool:
        return self._exists(REGISTRATIONS.c.registration_no == value) or self._exists(
            record_table("products").c.registration_no == value
        )

    def _exists(self, condition: sa.ColumnElement[bool]) -> bool:
        return self._connection.scalar(sa.select(sa.literal(1)).where(condition).limit(1)) is not None

    def _exists_with(self, column: sa.ColumnElement[str], value: str) -> bool:
        return self._connection.scalar(_having(column), {"value": value}) is not None

    def _distinct(self, column: sa.ColumnElement[str]) -> list[str]:
        statement = sa.select(column).where(column.is_not(None)).distinct()
        if self._products and column in {_M.lot, _M.serial, _M.told_lot, _M.told_serial}:
            statement = statement.where(self._mine)
        return [value for value in self._connection.scalars(statement) if value]


@cache
def _having(column: sa.ColumnElement[str]) -> sa.Select[Any]:
    """Return what looks for a value of a column."""
    return sa.select(sa.literal(1)).where(column == sa.bindparam("value", type_=sa.Text)).limit(1)


@cache
def _naming_lot() -> tuple[sa.Select[Any], ...]:
    """Return what looks for a lot of some products: as lines name it, and as their UDI does."""
    mine = _M.product_code.in_(sa.bindparam("products", expanding=True, type_=sa.Text))
    lot = sa.bindparam("lot", type_=sa.Text)
    told = sa.and_(_M.told_lot == lot, _M.told_lot.is_not(None))
    return tuple(sa.select(sa.literal(1)).where(mine, one).limit(1) for one in (_M.lot == lot, told))


def listed(values: Iterable[str]) -> str:
    """Return values as a message lists them; a dash where there are none."""
    return ", ".join(values) or "–"


def as_kept(text: str) -> str:
    """Return a code as the tables keep codes; what is none stays as it is."""
    try:
        return code(text) or text
    except CellError:
        return text


def _codes(connection: sa.Connection, name: str, values: Iterable[str], known: int) -> tuple[str, ...]:
    """Return the codes of names; what is a code, or no known name, stays."""
    return tuple(sorted({_code(connection, name, value, known) for value in values}))


def _code(connection: sa.Connection, name: str, value: str, known: int) -> str:
    """Return the code that a value meant by a position, else the one that it means by now."""
    table, column, _ = _REGISTERS[name]
    register = record_table(table).c
    codes: list[str] = []
    for position in (known, _EVER.known):
        is_code = sa.select(register[column]).where(register[column] == value, register.position <= position)
        if connection.scalar(is_code.limit(1)) is not None:
            return value
        codes = _named(connection, name, value, position)
        if len(codes) == 1:
            return codes[0]
    if codes:
        raise CommandError(OPTION_AMBIGUOUS, option=_OPTIONS[name], value=value, codes=listed(codes))
    return value


def _named(connection: sa.Connection, name: str, value: str, known: int = _EVER.known) -> list[str]:
    """Return the codes of a register that went by a name, compared as an import compares them."""
    table, column, title = _REGISTERS[name]
    register = record_table(table)
    statement = sa.select(register.c[column], register.c[title]).where(CutOff(None, known).live(register))
    folded = _folded(value)
    return sorted({found for found, given in connection.execute(statement) if _folded(given) == folded})


def _folded(name: str | None) -> str:
    return compared_name(unicodedata.normalize("NFKC", name or ""))


def _each(values: Iterable[str], known: Known) -> tuple[str, ...]:
    found: set[str] = set()
    for value in values:
        if known(value):
            found.add(value)
            continue
        for part in _apart([value], _SEPARATORS) or (value,):  # separators alone name nothing: refused later
            pieces = [part] if known(part) else _apart([part], _SOFT)
            found.update(pieces if all(map(known, pieces)) else [part])
    return tuple(sorted(found))


def _apart(values: Iterable[str], separator: re.Pattern[str]) -> tuple[str, ...]:
    parts = {part.strip() for value in values for part in separator.split(value)}
    return tuple(sorted(parts - {""}))
