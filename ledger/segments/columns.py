"""The columns of the files of a store, and how they come from stored documents."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import orjson

from ledger import clock
from ledger.merkle.tree import HASH_SIZE
from ledger.segments.extra import extra

GROUP = 4096  # rows of a row group: what is read to get at one of them
BUCKETS = 64
GOODS_TAGS = ("product", "lot", "serial")
_QUALIFIED = ("lot:", "serial:")
_OF_GOODS = ("product:", *_QUALIFIED)


class TaggedGoods(NamedTuple):
    """The goods that a tag names; of lot and serial at most one is given."""

    product: str
    lot: str | None = None
    serial: str | None = None


def goods_of(tags: Sequence[str]) -> tuple[TaggedGoods, ...]:
    """Return the goods that the tags of one event name: one for each lot and serial, else the product.

    A lot or serial is qualified by its product (`lot:P01/L24`); a product code may itself hold a slash, so
    the longest product of the same event that fits counts.
    """
    return _named_by(tuple([tag for tag in tags if tag.startswith(_OF_GOODS)]))


@lru_cache(maxsize=131_072)
def _named_by(tags: tuple[str, ...]) -> tuple[TaggedGoods, ...]:
    """Return the goods that tags of goods name; the events of a lot have the same ones over and over."""
    products = [tag[8:] for tag in tags if tag.startswith("product:")]
    products.sort(key=lambda code: (-len(code), code))
    found = [_qualified(tag, products) for tag in tags if tag.startswith(_QUALIFIED)]
    named = {one.product for one in found}
    return (*found, *(TaggedGoods(product) for product in products if product not in named))


def _qualified(tag: str, products: Sequence[str]) -> TaggedGoods:
    kind, _, value = tag.partition(":")
    for product in products:
        if value.startswith(product) and value[len(product) : len(product) + 1] == "/":
            rest = value[len(product) + 1 :]
            break
    else:
        product, _, rest = value.partition("/")
    return TaggedGoods(product, rest) if kind == "lot" else TaggedGoods(product, None, rest)


@lru_cache(maxsize=65_536)
def bucket_of(product: str) -> int:
    """Return the bucket of a product: the first byte of its MD5, modulo 64; any engine can compute it."""
    return hashlib.md5(product.encode(), usedforsecurity=False).digest()[0] % BUCKETS


def events_schema() -> Any:
    """Return the columns of `events/`, one row an event, by position."""
    pa = extra("pyarrow")
    texts = pa.list_(pa.field("element", pa.string(), nullable=False))
    return pa.schema(
        [
            pa.field("position", pa.int64(), nullable=False),
            pa.field("event_id", pa.string(), nullable=False),
            pa.field("type", pa.string(), nullable=False),
            pa.field("record_time", pa.string(), nullable=False),
            pa.field("event_time", pa.string()),
            pa.field("business_day", pa.date32()),
            pa.field("document", pa.binary(), nullable=False),
            pa.field("leaf", pa.binary(HASH_SIZE), nullable=False),
            pa.field("tags", texts, nullable=False),
            *(pa.field(name, texts, nullable=False) for name in GOODS_TAGS),
        ]
    )


def goods_schema() -> Any:
    """Return the columns of `goods/`, one row an event and goods tag, by bucket, goods and position."""
    pa = extra("pyarrow")
    return pa.schema(
        [
            pa.field("bucket", pa.int32(), nullable=False),
            pa.field("product", pa.string(), nullable=False),
            pa.field("lot", pa.string()),
            pa.field("serial", pa.string()),
            pa.field("position", pa.int64(), nullable=False),
            pa.field("type", pa.string(), nullable=False),
            pa.field("document", pa.binary(), nullable=False),
            pa.field("leaf", pa.binary(HASH_SIZE), nullable=False),
        ]
    )


def personal_schema() -> Any:
    """Return the columns of `personal/`: values beside the events, deletable, in no manifest."""
    pa = extra("pyarrow")
    return pa.schema(
        [
            pa.field("position", pa.int64(), nullable=False),
            pa.field("field", pa.string(), nullable=False),
            pa.field("salt", pa.binary(), nullable=False),
            pa.field("value", pa.string(), nullable=False),
        ]
    )


def columns_of(position: int, document: bytes, zone: str) -> tuple[Any, ...]:
    """Return what the columns of `events/` say of a stored document, from `event_id` to `serial`, in order.

    The leaf hash is left out: event id, type, record time, event time, business day, tags, products, lots,
    serials.

    Raises:
        ValueError: The document is no event of that position.
    """
    event = orjson.loads(document)
    if event["position"] != position:
        raise ValueError(f"expected the event of position {position}")
    tags, when = event["tags"], event.get("event_time")
    goods = goods_of(tags)
    return (
        event["event_id"],
        event["type"],
        event["record_time"],
        when,
        None if when is None else day_in(when, zone),
        tags,
        list(dict.fromkeys(one.product for one in goods)),
        [one.lot for one in goods if one.lot is not None],
        [one.serial for one in goods if one.serial is not None],
    )


@lru_cache(maxsize=65_536)
def day_in(when: str, zone: str) -> int | None:
    """Return the day of a stored time in a zone, counted from 1970-01-01; None of what is no time."""
    try:
        shown = clock.shown(when, zone)
        return None if shown is None else _days(shown[:10])
    except ValueError:
        return None


@lru_cache(maxsize=16_384)
def _days(day: str) -> int:
    from datetime import date

    return date.fromisoformat(day).toordinal() - date(1970, 1, 1).toordinal()


def events_table(rows: Iterable[tuple[int, bytes]], zone: str) -> Any:
    """Return the rows of `events/` for stored documents in the order of their positions.

    Raises:
        ValueError: A document is no event of its position; `KeyError`, `TypeError` likewise.
    """
    pa = extra("pyarrow")
    positions, documents = map(list, zip(*rows, strict=True))
    told = zip(*(columns_of(*row, zone) for row in zip(positions, documents, strict=True)), strict=True)
    event_id, type_, record_time, event_time, day, *lists = map(list, told)
    sha256 = hashlib.sha256
    leaves = [sha256(b"\x00" + document).digest() for document in documents]
    columns = [positions, event_id, type_, record_time, event_time, day, documents, leaves, *lists]
    schema = events_schema()
    arrays = [pa.array(values, type=field.type) for values, field in zip(columns, schema, strict=True)]
    return pa.Table.from_arrays(arrays, schema=schema)


def goods_table(events: Any) -> Any:
    """Return the rows of `goods/` for rows of `events/`, in the order of that twin."""
    pa = extra("pyarrow")
    found = []
    columns = (events.column(name).to_pylist() for name in ("position", "type", "tags"))
    for row, (position, type_, tags) in enumerate(zip(*columns, strict=True)):
        for one in goods_of(tags):
            key = (bucket_of(one.product), one.product, one.lot or "", one.serial or "", position)
            found.append((*key, type_, row))
    found.sort()
    names = ("bucket", "product", "lot", "serial", "position", "type")
    schema = goods_schema()
    told = {name: [row[at] for row in found] for at, name in enumerate(names)}
    for name in ("lot", "serial"):
        told[name] = [value or None for value in told[name]]
    rows = pa.array([row[-1] for row in found], type=pa.int64())
    arrays = [pa.array(told[name], type=schema.field(name).type) for name in names]
    arrays += [_chunked(events.column(name).take(rows), pa) for name in ("document", "leaf")]
    return pa.Table.from_arrays(arrays, schema=schema)


def _chunked(column: Any, pa: Any) -> Any:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def parquet_bytes(table: Any) -> bytes:
    """Return a table as the bytes of a Parquet file: zstd, row groups of 4096, the same for the same rows."""
    target = io.BytesIO()
    extra("pyarrow.parquet").write_table(
        table, target, compression="zstd", row_group_size=GROUP, version="2.6", store_schema=False
    )
    return target.getvalue()
