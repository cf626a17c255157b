"""Identifiers of goods: written, they are read back as what they were."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.epcis.document import is_uri
from ledger.epcis.goods import NamedGoods, goods_named, gtin_of, named

_CODES = st.text(min_size=1, max_size=20).filter(
    lambda text: not any("\ud800" <= one <= "\udfff" for one in text)
)


@given(st.sampled_from(["06901234567892", "6901234567892", "MA.156.M0.100001", "", None]), _CODES, _CODES)
def test_goods_are_found_again_by_what_they_were_called(di: str | None, product: str, code: str) -> None:
    gtin = gtin_of(di)
    own = None if gtin else product
    for lot, serial in ((None, None), (code, None), (None, code)):
        identifier = named(di, product, lot, serial)
        assert is_uri(identifier)
        assert goods_named(identifier) == NamedGoods(gtin, own, lot, serial)


@pytest.mark.parametrize(
    ("identifier", "expected"),
    [
        ("urn:epc:id:sgtin:690123.4567899.SN%2F1", NamedGoods("46901235678991", None, None, "SN/1")),
        ("urn:epc:id:sgtin:6901234.056789.SN1", NamedGoods("06901234567892", None, None, "SN1")),
        ("urn:epc:class:lgtin:6901234.056789.L24", NamedGoods("06901234567892", None, "L24", None)),
        ("urn:epc:idpat:sgtin:6901234.056789.*", NamedGoods("06901234567892", None, None, None)),
        ("https://shop.example/01/6901234567892/10/L%2024", NamedGoods("06901234567892", None, "L 24", None)),
        ("https://id.gs1.org/01/06901234567892/10/L/21/S", NamedGoods("06901234567892", None, "L", "S")),
        ("https://id.gs1.org/01/06901234567890", None),
        ("https://id.gs1.org/00/340123450000000000", None),
        ("urn:epc:id:sscc:6901234.0000000001", None),
    ],
)
def test_identifiers_of_partners_are_read(identifier: str, expected: NamedGoods | None) -> None:
    assert goods_named(identifier) == expected
