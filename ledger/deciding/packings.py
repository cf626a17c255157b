"""The packings of a product, as registered: by the product, or by the device identifier on one of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ledger.state.entries import Version
from ledger.state.indexes import has_records, in_force
from ledger.state.repository import State
from ledger.udi import scanned
from ledger.when import LATEST

TABLE: Final = "pack_levels"


def levels_of(state: State, product: str, at: str = LATEST) -> Iterator[Version]:
    """Yield the packing levels of a product in force at a time."""
    if has_records(state, TABLE):
        yield from in_force(state, TABLE, at, product_code=product)


def packing_named(state: State, code: str) -> tuple[str, str] | None:
    """Return the product and the level that the device identifier of a packing names, scanned or typed."""
    if not has_records(state, TABLE):
        return None
    carrier = scanned(code.partition(";")[0])
    identifier = (carrier.identifier if carrier is not None else None) or code
    for form in dict.fromkeys((identifier, identifier.lstrip("0"), identifier.zfill(14))):
        for level in in_force(state, TABLE, LATEST, udi_di=form):
            return level.data["product_code"], level.data["level"]
    return None


def identifiers_of(state: State, product: str) -> Iterator[str]:
    """Yield the device identifiers of the packings of a product."""
    return (level.data["udi_di"] for level in levels_of(state, product) if "udi_di" in level.data)
