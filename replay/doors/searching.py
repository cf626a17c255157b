"""One box for everything: what a text names, be it a code, a lot, a number, a name or a scanned UDI."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import sqlalchemy as sa

from ledger.events import catalogue
from ledger.udi import scanned
from projections.answers.goods.recall_codes import codes_of
from projections.reading.cutoff import CutOff
from projections.reading.nearest import nearest
from projections.tables.movements import MOVEMENTS
from projections.tables.record_tables import record_table

if TYPE_CHECKING:
    from ledger.udi import Carrier
    from replay.bootstrap import Program

_M: Final = MOVEMENTS.c
MOST: Final = 50  # hits of a kind
_LETTERS: Final = re.compile(r"[A-Za-z]{2,20}")  # what may be the first letters of a name
_NEAR_OF: Final = 20_000  # values that are looked through for what is near
# Registers whose rows are also found by a part of a name.
_NAMED: Final = {
    "products": ("product_code", ("name", "trade_name", "registration_no", "udi_di")),
    "customers": ("customer_code", ("name",)),
    "suppliers": ("supplier_code", ("name",)),
    "staff": ("staff_code", ("name",)),
}


@dataclass(frozen=True, slots=True, order=True)
class Hit:
    """What a text names.

    Attributes:
        kind: `lot`, `unit`, or the key of a record table.
        code: Of the product for goods, else the number or code of the row.
        rest: Lot or serial of goods.
        name: What is said of it besides.
    """

    kind: str
    code: str
    rest: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found.

    Attributes:
        text: As it was looked for.
        hits: In the order of their kinds.
        carrier: What a scanned UDI says; None where the text is none.
        near: Where nothing was found, the known values that are near.
    """

    text: str
    hits: Sequence[Hit] = ()
    carrier: Carrier | None = None
    near: Sequence[str] = field(default=())


@lru_cache(maxsize=1 << 16)
def initials(name: str) -> str:
    """Return the first letters of a name as it is read aloud, in small letters; what is no Chinese stays."""
    from pypinyin import Style, lazy_pinyin

    return "".join(lazy_pinyin(name, style=Style.FIRST_LETTER)).lower()


def found_of(program: Program, text: str, known: int) -> Found:
    """Return what a text names.

    Args:
        program: The ledger, its tables caught up.
        text: As scanned or typed.
        known: Last position that is looked at.
    """
    text = unicodedata.normalize("NFKC", text).strip().strip("\x1d")
    if not text:
        return Found(text)
    carrier = scanned(text)
    with program.readmodel.reading() as connection:
        looking = _Looking(connection, known)
        hits = list(dict.fromkeys(looking.carried(text) if carrier else ()))
        if not hits:
            hits = list(dict.fromkeys(looking.named(text)))
        near = (
            ()
            if hits
            else looking.near(text if carrier is None else carrier.lot or carrier.identifier or text)
        )
    return Found(text, hits, carrier, near)


@dataclass(frozen=True, slots=True)
class _Looking:
    """Looks into the tables, up to a position."""

    connection: sa.Connection
    known: int

    def carried(self, text: str) -> Iterator[Hit]:
        """Yield the goods that a UDI names; the product alone where it names neither lot nor unit."""
        for code in codes_of(self.connection, CutOff(None, self.known), [text]):
            for product in sorted(code.products | code.labelled):
                serial, lot = code.serial, code.lot
                if serial and self._moved(product, _M.serial == serial):
                    yield Hit("unit", product, serial)
                elif lot and self._moved(product, _M.lot == lot):
                    yield Hit("lot", product, lot)
                elif not serial and not lot:
                    yield Hit("products", product)

    def _moved(self, product: str, condition: sa.ColumnElement[bool]) -> bool:
        asked = sa.select(_M.position).where(_M.product_code == product, condition, _M.position <= self.known)
        return self.connection.execute(asked.limit(1)).first() is not None

    def named(self, text: str) -> Iterator[Hit]:
        """Yield what a text names as it stands, then what has it in its name."""
        yield from self._goods("lot", _M.lot, text)
        yield from self._goods("unit", _M.serial, text)
        yield from self._numbers(text)
        for table, (code, names) in _NAMED.items():
            yield from self._part_of_a_name(table, code, names, text)
        if _LETTERS.fullmatch(text):
            for table, (code, names) in _NAMED.items():
                yield from self._by_initials(table, code, names[0], text.lower())

    def _goods(self, kind: str, column: sa.Column[str], text: str) -> Iterator[Hit]:
        same = sa.func.upper(column) == text.upper()
        asked = sa.select(_M.product_code, column).where(same, _M.position <= self.known).distinct()
        for product, value in self.connection.execute(asked.order_by(_M.product_code).limit(MOST)):
            yield Hit(kind, product, value)

    def _numbers(self, text: str) -> Iterator[Hit]:
        """Yield the documents, cases and register rows of a number."""
        for table in catalogue.tables():
            rows = record_table(table.key).c
            number = rows[table.identity[0]]
            if not isinstance(number.type, sa.Text | sa.String) and not hasattr(number.type, "impl"):
                continue
            asked = sa.select(number).where(number.in_({text, text.upper()}), rows.position <= self.known)
            found = self.connection.execute(asked.limit(1)).first()
            if found is not None:
                yield Hit(table.key, found[0], name=self._name(table.key, found[0]))

    def _name(self, table: str, code: str) -> str:
        if table not in _NAMED:
            return ""
        rows, (column, names) = record_table(table).c, _NAMED[table]
        asked = sa.select(rows[names[0]]).where(rows[column] == code, rows.position <= self.known)
        return self.connection.execute(asked.order_by(rows.position.desc()).limit(1)).scalar() or ""

    def _part_of_a_name(self, table: str, code: str, names: Sequence[str], text: str) -> Iterator[Hit]:
        rows = record_table(table).c
        within = sa.or_(*(rows[name].contains(text, autoescape=True) for name in names))
        asked = sa.select(rows[code]).where(within, rows.position <= self.known).distinct()
        for (found,) in self.connection.execute(asked.order_by(rows[code]).limit(MOST)):
            yield Hit(table, found, name=self._name(table, found))

    def _by_initials(self, table: str, code: str, name: str, letters: str) -> Iterator[Hit]:
        """Yield the rows whose name, read aloud, begins its characters with these letters."""
        rows = record_table(table).c
        asked = sa.select(rows[code], rows[name]).where(rows.position <= self.known).distinct()
        found = {one for one, told in self.connection.execute(asked) if told and letters in initials(told)}
        for one in sorted(found)[:MOST]:
            yield Hit(table, one, name=self._name(table, one))

    def near(self, text: str) -> list[str]:
        """Return the known lots, serials, numbers and names that are near to a text."""
        columns: list[sa.Column[str]] = [_M.lot, _M.serial, _M.doc_no]
        for table, (code, names) in _NAMED.items():
            rows = record_table(table).c
            columns += [rows[code], rows[names[0]]]
        known: set[str] = set()
        for column in columns:
            asked = sa.select(column).distinct().order_by(column.desc()).limit(_NEAR_OF)
            known.update(value for value in self.connection.scalars(asked) if value)
        return nearest(text, known)
