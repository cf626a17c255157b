"""Whether a UDI in the scope of a recall names goods, by what the code says and not by its text alone.

The same goods carry one code with brackets, as a scanner gives it, or with the dates besides; another line of
them carries none. The identifier names products, by their register and by the label of the line; its lot and
serial name goods of these; its dates count where it names neither.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import NamedTuple

from ledger.state.indexes import rows
from ledger.state.repository import State
from ledger.udi import Carrier, same_identifier, scanned


class CodedGoods(NamedTuple):
    """Goods that a line names.

    Attributes:
        product: Code of the product.
        lot: None where the line names none.
        serials: The units that it names.
        udi: What is on its label, several codes parted by `;`.
        made: Production date, as the line or its lot has it.
        expires: Expiry date, likewise.
        listed: Whether the scope itself lists the product and lot among what its code meant when it was set.
    """

    product: str
    lot: str | None
    serials: Collection[str]
    udi: str | None
    made: str | None
    expires: str | None
    listed: bool


def named_by(state: State, texts: Collection[str], goods: CodedGoods) -> bool:
    """Return whether one of some UDIs names goods."""
    return any(_names(state, text, goods) for text in texts)


def _names(state: State, text: str, goods: CodedGoods) -> bool:
    labels = (goods.udi or "").split(";")
    if text in labels:
        return True
    code = scanned(text)
    if code is None or code.same is None:
        return goods.listed
    carried = [label for label in map(scanned, filter(None, labels)) if label is not None]
    if not goods.listed and code.same not in {
        *_registered(state, goods.product),
        *(one.same for one in carried),
    }:
        return False
    return _names_goods(code, goods)


def _registered(state: State, product: str) -> Iterator[str]:
    """Yield the identifiers that standing versions of a product's register row give it."""
    register = state.register("products", product)
    for version in register.versions if register is not None else ():
        if not version.voided and version.data.get("udi_di"):
            yield same_identifier(version.data["udi_di"])
    for level in rows(state, "pack_levels", "product_code", product):
        for version in level.versions:
            if not version.voided and version.data.get("udi_di"):
                yield same_identifier(version.data["udi_di"])


def _names_goods(code: Carrier, goods: CodedGoods) -> bool:
    """Return whether the lot, the unit or the dates of a code are those of goods of its product."""
    if code.serial is not None and goods.serials:
        return code.serial in goods.serials
    if code.lot is not None:
        return goods.listed if goods.lot is None else goods.lot in set(code.lots())
    if code.serial is not None:
        return goods.listed  # which unit of the lot leaves, nobody says
    return all(
        known is None or asked is None or known == asked
        for known, asked in ((goods.made, code.made), (goods.expires, code.expires))
    )
