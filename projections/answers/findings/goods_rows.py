"""The recorded rows that name some goods or carry some tags, and the lots that they move.

What their findings rest on lies there, and in what was recorded late about them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache, cached_property
from typing import Any, Final, NamedTuple

import orjson
import sqlalchemy as sa

from ledger.events import catalogue
from ledger.log.reader import LogReader

_GOODS: Final = ("product", "lot", "serial")
_PRODUCT, _PART = "product:", "part:"
_MOST_PRODUCTS: Final = 12  # whose lots are looked at one product after the other; of more, all lots at once
_MOST_LOTS: Final = 200  # of one product that are named one by one; of more, all of the product are read
_OF_PRODUCT: Final = sa.bindparam("of_product", type_=sa.Text)
_OF_LOTS: Final = sa.bindparam("of_lots", expanding=True, type_=sa.Text)


class Goods(NamedTuple):
    """A product, one lot of it, or one unit.

    Attributes:
        product: Its code.
        lot: Which lot; None for any.
        serial: Which unit; None for any.
    """

    product: str
    lot: str | None = None
    serial: str | None = None

    @property
    def tag(self) -> str:
        """What every event carries that names these goods."""
        if self.lot is not None:
            return f"lot:{self.product}/{self.lot}"
        return f"product:{self.product}" if self.serial is None else f"serial:{self.product}/{self.serial}"

    def named(self) -> dict[str, str]:
        """Return the columns of a row that name them, with their values."""
        values = {"product_code": self.product, "lot": self.lot, "serial": self.serial}
        return {key: value for key, value in values.items() if value is not None}


class OfLots(NamedTuple):
    """Lots of one product, all of it, or whatever there is.

    Attributes:
        product: Its code; None for every product.
        lots: Which lots; None for all.
    """

    product: str | None = None
    lots: tuple[str, ...] | None = None

    @property
    def shape(self) -> OfLots:
        """What has the same condition, whatever the values: statements are made once for each."""
        return OfLots(None if self.product is None else "", None if self.lots is None else ())

    def condition(self, columns: Any) -> sa.ColumnElement[bool]:
        """Return the condition that a row with product and lot is of these; `values` go with it."""
        if self.product is None:
            return sa.true()
        of_product = columns.product_code == _OF_PRODUCT
        return of_product if self.lots is None else sa.and_(of_product, columns.lot.in_(_OF_LOTS))

    def values(self) -> dict[str, Any]:
        """Return the values of the condition."""
        found: dict[str, Any] = {} if self.product is None else {"of_product": self.product}
        return found if self.lots is None else {**found, "of_lots": list(self.lots)}


EVERY_LOT: Final = OfLots()


class TaggedRows:
    """The rows that carry one of some tags, as the log says.

    Args:
        log: The log.
        known: Last position that counts.
        tags: The tags.
    """

    def __init__(self, log: LogReader, known: int, tags: Collection[str]) -> None:
        self._log = log
        mark = log.dialect.mark
        condition, value = log.dialect.among_texts("t.tag", sorted(tags))
        statement = (
            "SELECT DISTINCT e.position, e.type, e.event_time FROM events_tags AS t "
            "JOIN events AS e ON e.position = t.position "
            f"WHERE {condition} AND t.position <= {mark}"
        )
        self._rows: dict[int, tuple[str, str | None]] = {
            position: (kind, time) for position, kind, time in log.fetch(statement, (value, known))
        }

    def __contains__(self, position: int) -> bool:
        """Return whether the row at a position is one of these."""
        return position in self._rows

    @property
    def positions(self) -> list[int]:
        """The positions of the rows, ascending."""
        return sorted(self._rows)

    def among(
        self, before: int, tags: Sequence[str], types: Sequence[str], since: str | None
    ) -> Iterator[int]:
        """Yield the rows before a position that carry one of some tags, are of some types and not older.

        Args:
            before: The position.
            tags: Any where there are none.
            types: Any where there are none.
            since: A day or time; rows without any time count.
        """
        tagged = [position for tag in tags for position in self.tagged.get(tag, ())] if tags else self._rows
        for position in sorted(set(tagged)):
            kind, time = self._rows[position]
            fits = since is None or time is None or time >= since
            if position < before and fits and (not types or kind in types):
                yield position

    @cached_property
    def tagged(self) -> Mapping[str, list[int]]:
        """The rows by their tags."""
        found: dict[str, list[int]] = defaultdict(list)
        for position, tags in self._tags(self.positions):
            for tag in tags:
                found[tag].append(position)
        return found

    @cached_property
    def lots(self) -> tuple[OfLots, ...]:
        """The lots whose goods the rows move, no fewer."""
        products = sorted({tag.partition(":")[2] for tag in self.tagged if tag.startswith((_PRODUCT, _PART))})
        return (
            (EVERY_LOT,) if len(products) > _MOST_PRODUCTS else tuple(OfLots(one, None) for one in products)
        )

    def _tags(self, positions: Sequence[int]) -> Iterator[tuple[int, list[str]]]:
        for position, stored in self._log.documents(positions).items():
            yield position, orjson.loads(stored).get("tags", [])


class GoodsRows(TaggedRows):
    """The rows that name some goods.

    Args:
        log: The log.
        known: Last position that counts.
        goods: Which goods.
    """

    def __init__(self, log: LogReader, known: int, goods: Goods) -> None:
        super().__init__(log, known, (goods.tag,))
        self.goods = goods

    @cached_property
    def lots(self) -> tuple[OfLots, ...]:
        """The lots whose goods the rows move, no fewer, and that which was asked for."""
        product, lot, serial = self.goods
        lots, others = set() if lot is None else {lot}, set[str]()
        told = self.positions if serial is not None else self._of_several()
        for _, tags in self._tags(told):
            lots.add("")
            others |= {tag.removeprefix(_PRODUCT) for tag in tags if tag.startswith(_PRODUCT)}
            mine = f"lot:{product}/"
            lots |= {tag.removeprefix(mine) for tag in tags if tag.startswith(mine)}
        named = None if lot is None and serial is None else tuple(sorted(lots))
        rest = (OfLots(other, None) for other in sorted(others - {product}))
        return OfLots(product, named if named is None or len(named) <= _MOST_LOTS else None), *rest

    def _of_several(self) -> list[int]:
        """Return the rows that may name other goods besides."""
        several = _naming_several()
        return [position for position in self.positions if self._rows[position][0] in several]


@cache
def _naming_several() -> frozenset[str]:
    """Return the types of events that may name several goods."""
    found: set[str] = set()
    for table in catalogue.tables():
        kinds = [catalogue.TAG_KINDS[column] for column in table.tags]
        if max(map(kinds.count, _GOODS)) > 1 or any(table.by_key[one].type == "list" for one in table.tags):
            found |= {stage.event for stage in table.stages} if table.kind == "case" else {table.event}
    return frozenset(found)
