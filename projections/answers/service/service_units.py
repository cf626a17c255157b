"""What the registers say of the units and parties of the service archive: acceptance, warranty, names."""

from __future__ import annotations

from functools import cache
from typing import Any

from ledger.clocks.months import months_after
from projections.reading.query import Query
from projections.reading.select import in_force

Row = dict[str, Any]


class Names:
    """Names of customers and products in force at the cut-off, each looked up once."""

    def __init__(self, query: Query) -> None:
        @cache
        def name(register: str, code: str) -> str | None:
            row = in_force(query, register, [code]).get(code)
            found: str | None = row["name"] if row is not None else None
            return found

        self._name = name

    def of(self, register: str, code: str | None) -> str | None:
        """Return the name under a code, None where there is none."""
        return None if code is None else self._name(register, code)


class Warranties:
    """The warranties in force at the cut-off, by number, by unit and by sale line."""

    def __init__(self, query: Query) -> None:
        self._found: dict[tuple[Any, ...], Row] = {}
        for row in query.rows("warranties"):
            named: list[tuple[Any, ...]] = [("no", row["warranty_no"])]
            serials = (row["serial"] or "").split(";")
            named += [("unit", row["product_code"], serial) for serial in serials if serial]
            if row["sale_no"] is not None and not row["serial"]:
                named.append(("sale", row["sale_no"], row["sale_line"]))
            for key in named:
                self._found[key] = self._newer(self._found.get(key), row)

    def of(self, unit: Row) -> Row:
        """Return the acceptance and the last day of the warranty of a unit."""
        keys: tuple[tuple[Any, ...], ...] = (
            ("no", unit.get("warranty_no")),
            ("unit", unit["product_code"], unit["serial"]),
            ("sale", unit.get("sale_no"), unit.get("sale_line") or unit.get("line")),
            ("sale", unit.get("sale_no"), None),
        )
        row = next((self._found[key] for key in keys if key in self._found), None)
        if row is None:
            return {"accepted_on": None, "warranty_until": None}
        until = row["warranty_until"] or months_after(row["accepted_on"], int(row["warranty_months"]))
        return {"accepted_on": row["accepted_on"], "warranty_until": until}

    @staticmethod
    def _newer(known: Row | None, row: Row) -> Row:
        return row if known is None or row["accepted_on"] >= known["accepted_on"] else known
