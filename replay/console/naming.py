"""Names of what codes stand for: a page names first and gives the code behind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from ledger.events.individuals import INDIVIDUAL
from projections.tables.record_tables import record_table
from replay.console.words import word
from replay.doors.posts import Right

if TYPE_CHECKING:
    from replay.bootstrap import Program
    from replay.doors.posts import Post

# Register: column of the code, column of the name.
_REGISTERS: Final = {
    "customers": ("customer_code", "name"),
    "suppliers": ("supplier_code", "name"),
    "products": ("product_code", "name"),
    "staff": ("staff_code", "name"),
}
_OF_COLUMNS: Final = {code: register for register, (code, _) in _REGISTERS.items()}
_AT_ONCE: Final = 500


class Names:
    """The names of the codes that a page shows.

    Args:
        program: The ledger, its tables caught up.
        post: Whose eyes: an individual has no name for a post that may not know it.
        known: Last position that may be looked at.
    """

    def __init__(self, program: Program, post: Post, known: int = 2**62) -> None:
        self._program = program
        self._post = post
        self._known = known
        self._names: dict[tuple[str, str], str] = {}

    def learn(self, rows: Iterable[Mapping[str, Any]], registers: Mapping[str, str] | None = None) -> None:
        """Look up the names of what rows name by code.

        Args:
            rows: Of an answer.
            registers: Which register the code of a column is of, besides the usual ones.
        """
        wanted: dict[str, set[str]] = defaultdict(set)
        columns = {**_OF_COLUMNS, **(registers or {})}
        for row in rows:
            for column in columns.keys() & row.keys():
                value = row[column]
                if isinstance(value, str) and (columns[column], value) not in self._names:
                    wanted[columns[column]].add(value)
        if not wanted:
            return
        with self._program.readmodel.reading() as connection:
            for register, codes in wanted.items():
                if register in _REGISTERS:
                    self._look(connection, register, sorted(codes)[:_AT_ONCE])

    def _look(self, connection: sa.Connection, register: str, codes: list[str]) -> None:
        code, name = _REGISTERS[register]
        table = record_table(register).c
        kind = table.kind if register == "customers" else sa.null()
        found = (
            sa.select(table[code], table[name], kind)
            .where(table[code].in_(codes), table.position <= self._known)
            .order_by(table.position)
        )
        for one, told, of in connection.execute(found):
            hidden = of == INDIVIDUAL and not self._post.may(Right.PERSONAL)
            self._names[register, one] = word("masked") if hidden else told or ""

    def of(self, column: str, code: Any, registers: Mapping[str, str] | None = None) -> str:
        """Return the name of a code with the code behind it; the code alone where it has none."""
        register = (registers or {}).get(column) or _OF_COLUMNS.get(column)
        name = self._names.get((register or "", str(code)))
        return f"{name} ({code})" if name else str(code)


def registers_of(table: Any) -> dict[str, str]:
    """Return which register the columns of a table are codes of."""
    return {column.key: column.ref for column in table.columns if column.ref in _REGISTERS}
