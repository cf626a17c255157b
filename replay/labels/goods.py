"""Which labels are asked for: goods that the ledger knows, with the dates that their receipts state."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from ledger.epcis.goods import gtin_of
from ledger.errors import CommandError, Problem
from ledger.events import catalogue
from projections.answers.goods.recall_options import check_known, with_codes
from projections.answers.goods.recall_scope import Scope
from projections.reading.filters import Filter
from projections.reading.query import Query
from replay.labels.element_string import NO_GTIN, ElementString

DATES_DIFFER: Final = Problem(
    "label_dates_differ",
    "绘制标签：{goods} 的{heading}应只有一个，实际验收记录中有：{values}。",
    "Drawing a label: expected one {key} of {goods} in the receipts, got {values}.",
    "先更正有误的验收记录，再绘制。",
    "Correct the receipts that are wrong, then draw it again.",
)
NO_SUCH_PRODUCT: Final = Problem(
    "label_product_unknown",
    "绘制标签：应为此时点已登记的产品，实际没有“{product}”。",
    "Drawing a label: expected a product that was registered by then, got '{product}'.",
    "medledger table products 列出全部产品。",
    "medledger table products lists all.",
)
LABEL_NEEDS_GOODS: Final = Problem(
    "label_needs_goods",
    "绘制标签：应给出 --lot 或 --serial，实际都没有。",
    "Drawing a label: expected --lot or --serial, got neither.",
    "例如 medledger label --product P01 --lot L24 --output 标签.svg。",
    "For example medledger label --product P01 --lot L24 --output label.svg.",
)
_RECEIPTS: Final = catalogue.table("receipts")
_PRODUCTS: Final = catalogue.table("products")


@dataclass(frozen=True, slots=True)
class Label:
    """One label.

    Attributes:
        said: What its symbol holds.
        title: The product's name.
        kind: Its model and specification, blank where there is none.
    """

    said: ElementString
    title: str
    kind: str


def labels_of(query: Query, product: str, lot: str | None, serials: Sequence[str]) -> list[Label]:
    """Return a label for each serial, else one for the lot.

    Args:
        query: How far to look, and where.
        product: Its code or name.
        lot: Or None.
        serials: None of them, or several.

    Raises:
        CommandError: Something is not known, has no GTIN, does not fit a label, or its dates disagree.
    """
    if not lot and not serials:
        raise CommandError(LABEL_NEEDS_GOODS)
    scope = Scope((product,), (lot,) if lot else (), tuple(serials))
    scope = with_codes(query.connection, scope, query.cutoff.known)
    check_known(query.connection, scope)
    code = scope.products[0]
    row = next(query.rows("products", where=[_is(_PRODUCTS, "product_code", code)]), None)
    if row is None:
        raise CommandError(NO_SUCH_PRODUCT, product=product)
    gtin = gtin_of(row["udi_di"])
    if gtin is None:
        raise CommandError(NO_GTIN, product=code, identifier=row["udi_di"] or "")
    kind = " ".join(one for one in (row["model"], row["specification"]) if one)
    return [Label(said, str(row["name"]), kind) for said in _said(query, code, gtin, lot, serials)]


def _said(
    query: Query, product: str, gtin: str, lot: str | None, serials: Sequence[str]
) -> Iterator[ElementString]:
    where = [_is(_RECEIPTS, "product_code", product)]
    if lot:
        where.append(_is(_RECEIPTS, "lot", lot))
    only = ("product_code", "lot", "serial", "production_date", "expiry_date")
    received = list(query.rows("receipts", where=where, only=only))
    for serial in serials or (None,):
        mine = [row for row in received if serial is None or serial in (row["serial"] or "").split(";")]
        mine = mine or (received if lot else [])
        goods = f"{product}/{serial or lot}"
        made, expires = (_only(mine, key, goods) for key in ("production_date", "expiry_date"))
        yield ElementString(gtin, made, expires, lot or _only(mine, "lot", goods), serial)


def _only(rows: Sequence[dict[str, Any]], key: str, goods: str) -> str | None:
    """Return the one value that rows state; None where none does.

    Raises:
        CommandError: They state several.
    """
    values = sorted({row[key] for row in rows if row[key] is not None})
    if len(values) > 1:
        heading = _RECEIPTS.by_key[key].zh
        raise CommandError(DATES_DIFFER, goods=goods, key=key, heading=heading, values=", ".join(values))
    return values[0] if values else None


def _is(table: Any, key: str, value: str) -> Filter:
    return Filter(key, table.by_key[key], [value])
