"""What the registers say of goods and parties: the identifiers that EPCIS documents know them by."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from ledger.epcis.goods import NamedGoods, gtin_of, named

OF_GOODS_AND_PARTIES = {
    "product_registered": ("product", "product_code"),
    "customer_registered": ("customer", "customer_code"),
    "supplier_registered": ("supplier", "supplier_code"),
}
COMPANY = "company_registered"

Event = dict[str, Any]


class Registers:
    """What the registers say, as far as the log has been read: codes to identifiers."""

    def __init__(self, ledger_id: str) -> None:
        self._ledger_id = ledger_id
        self._products: dict[str, str] = {}
        self._parties: dict[tuple[str, str], str] = {}
        self._us: str | None = None

    def read(self, event: Event) -> None:
        """Take in a version of a register; the last one counts."""
        data = event["data"]
        if event["type"] == COMPANY:
            self._us = data["uscc"]
            return
        kind, code = OF_GOODS_AND_PARTIES[event["type"]]
        if kind == "product":
            self._products[data[code]] = data.get("udi_di", "")
        elif data.get("uscc"):
            self._parties[kind, data[code]] = data["uscc"]

    def products(self, goods: NamedGoods) -> list[str]:
        """Return the codes of the products that an identifier of goods can mean."""
        if goods.product is not None:
            return [goods.product]
        return sorted(code for code, udi in self._products.items() if gtin_of(udi) == goods.gtin)

    def goods(self, product: str, lot: str | None, serial: str | None = None) -> str:
        """Return the identifier of goods."""
        return named(self._products.get(product), product, lot, serial)

    def party(self, kind: str, code: str | None) -> str:
        """Return the identifier of a customer or supplier, or of ourselves (`us`)."""
        credit = self._us if kind == "us" else self._parties.get((kind, code or ""))
        if credit:
            return f"urn:medledger:uscc:{quote(credit, safe='')}"
        own = f"urn:medledger:{quote(self._ledger_id, safe='')}"
        return own if kind == "us" else f"{own}:{kind}:{quote(code or '', safe='')}"

    def paper(self, kind: str, number: str) -> str:
        """Return the identifier of a paper of ours."""
        return f"urn:medledger:{quote(self._ledger_id, safe='')}:{kind}:{quote(number, safe='')}"
