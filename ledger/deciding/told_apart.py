"""Several products of one name: which of them a row means, by what else it says of the goods.

A name alone seldom tells a product: one syringe comes in five sizes. A row that gives names gives the
specification beside them, and often the maker or the registration; whatever it gives must fit.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from ledger.names import compared_name
from ledger.state.repository import State

_EQUAL: Final = ("registration_no", "registrant", "manufacturer", "udi_di")
_SIZES: Final = ("specification", "model")  # one heading often asks for both: 规格型号


def told_apart(state: State, table: str, codes: Sequence[str], data: Mapping[str, Any]) -> list[str]:
    """Return those of several codes of one name that a row can mean.

    Args:
        state: What is recorded.
        table: The register; only products are told apart by more than their names.
        codes: All that carry the name.
        data: What the row says of the goods.
    """
    if table != "products" or not codes:
        return list(codes)
    told = {key: data[key] for key in (*_EQUAL, *_SIZES) if key in data}
    return [code for code in codes if _fits(state, code, told)] if told else list(codes)


def _fits(state: State, code: str, told: Mapping[str, str]) -> bool:
    register = state.register("products", code)
    if register is None:
        return False
    product = register.versions[-1].data
    for key in _EQUAL:
        if key in told and key in product and compared_name(told[key]) != compared_name(product[key]):
            return False
    sizes = {compared_name(told[key]) for key in _SIZES if key in told}
    own = set(_sizes(product))
    return not sizes or not own or sizes <= own


def _sizes(product: Mapping[str, str]) -> Iterator[str]:
    """Yield the ways in which the size of a product is written."""
    parts = [product[key] for key in _SIZES if key in product]
    for part in parts:
        yield compared_name(part)
    if len(parts) == len(_SIZES):
        for first, second in (parts, reversed(parts)):
            for between in ("", "/", "-", ","):
                yield compared_name(f"{first}{between}{second}")
