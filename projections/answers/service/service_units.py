"""What the registers say of the units and parties of the service archive: acceptance, warranty, names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ledger.clocks.months import months_after
from projections.reading.query import Query
from projections.reading.select import in_force, select_stored
from projections.reading.stream import Row, Values
from projections.tables.record_tables import record_table

_LOOKED_AT = (
    *("product_code", "serial", "sale_no", "sale_line"),
    *("accepted_on", "warranty_until", "warranty_months"),
)


class Names:
    """Names of customers and products in force at the cut-off, each looked up once."""

    def __init__(self, query: Query) -> None:
        self._query = query
        self._known: dict[tuple[str, str | None], str | None] = {}

    def put(self, names: Values, register: str, codes: Values) -> Values:
        """Return names, in place of those that are blank the ones that the register gives the codes."""
        if all(names):
            return names
        blank = {code for name, code in zip(names, codes, strict=True) if not name}
        fresh = {code for code in blank if (register, code) not in self._known}
        if fresh:
            found = in_force(self._query, register, fresh, only=("name",))
            self._known.update(((register, code), row["name"]) for code, row in found.items())
            self._known.update(((register, code), None) for code in fresh - found.keys())
        known = self._known
        return [name or known[register, code] for name, code in zip(names, codes, strict=True)]


class Warranties:
    """The warranties in force at the cut-off, by number, by unit and by sale line.

    What nobody registered is under the warranty that its sale states or made: it ends, and has no acceptance.
    """

    def __init__(self, query: Query) -> None:
        self._numbers: dict[str | None, Row] = {}
        self._units: dict[tuple[str | None, str | None], Row] = {}
        self._sales: dict[tuple[str | None, int | None], Row] = {}
        for row in query.rows("warranties", only=_LOOKED_AT):
            self._numbers[row["warranty_no"]] = row
            for serial in (row["serial"] or "").split(";"):
                if serial:
                    _put(self._units, (row["product_code"], serial), row)
            if row["sale_no"] is not None and not row["serial"]:
                _put(self._sales, (row["sale_no"], row["sale_line"]), row)
        self._made: dict[
            tuple[Any, Any], Row
        ] = {}  # of units by product and serial, of lines by sale and line
        for row in _made_by_sales(query):
            self._made[row["sale_no"], row["line"]] = row
            for serial in (row["serial"] or "").split(";"):
                if serial:
                    self._made.setdefault((row["product_code"], serial), row)
        self._sold = {sale_no for sale_no, _ in (*self._sales, *self._made)}

    def of(
        self, numbers: Values, products: Values, serials: Values, sales: Values, lines: Values
    ) -> tuple[Values, Values]:
        """Return the acceptance and the last day of the warranty of each of some units."""
        by_number, by_unit, by_sale = self._numbers.get, self._units.get, self._sales.get
        sold, made = self._sold, self._made.get
        if not any(numbers) and not any(serials) and sold.isdisjoint(sales):
            return [None] * len(numbers), [None] * len(numbers)
        rows = [
            (number and by_number(number))
            or (serial and by_unit((product, serial)))
            or (sale_no in sold and (by_sale((sale_no, line)) or by_sale((sale_no, None))))
            or made((product, serial))
            or made((sale_no, line))
            for number, product, serial, sale_no, line in zip(
                numbers, products, serials, sales, lines, strict=True
            )
        ]
        accepted: list[str | None] = [None] * len(rows)
        until = accepted.copy()
        for place, row in enumerate(rows):
            if row:
                accepted[place], until[place] = _days(row)
        return accepted, until


def _made_by_sales(query: Query) -> Iterator[Row]:
    """Yield the sale lines with a warranty, the newest first."""
    table = record_table("sales")
    columns = ("sale_no", "line", "product_code", "serial", "warranty_until")
    stated = table.c.warranty_until.is_not(None)
    return select_stored(query, "sales", columns, order=[table.c.sold_on.desc()], where=[stated])


def _days(row: Row) -> tuple[str | None, str | None]:
    """Return the acceptance and the last day of a warranty."""
    if "accepted_on" not in row:
        return None, row["warranty_until"]
    until = row["warranty_until"] or months_after(row["accepted_on"], int(row["warranty_months"]))
    return row["accepted_on"], until


def _put(found: dict[Any, Row], key: tuple[Any, ...], row: Row) -> None:
    """Keep a warranty unless a newer one is known."""
    known = found.get(key)
    if known is None or row["accepted_on"] >= known["accepted_on"]:
        found[key] = row
