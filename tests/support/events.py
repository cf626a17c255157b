"""Events for tests, as short as the sentence that a test says.

`sold("XS1", 1, lot="L1", customer="C1", quantity="2")` is a prepared sale line that a log can append;
`stored([...])` gives the documents that a log would hold, for tests that need no log.

A keyword is the key of a column, or one of the short names in `SHORT`. Beside columns every builder takes the
keywords of the envelope: `event_time` (a day or a stored time), `note`, `extra`, `findings`, `replaces`,
`versions`, `given`, `filled`, `by`, `source`, `tags` (instead of those the columns give).
"""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import orjson

from ledger import clock
from ledger.events import catalogue
from ledger.events.base import Table
from ledger.events.envelope import Envelope
from ledger.log.prepared import Prepared, digest_of, document, prepare

ZONE = "Asia/Shanghai"
START = "2026-01-01T00:00:00.000000Z"
SHORT = {"customer": "customer_code", "supplier": "supplier_code", "product": "product_code"}
ENVELOPE = frozenset(
    {"note", "extra", "findings", "replaces", "versions", "given", "filled", "source", "voided"}
)


def sold(sale_no: str, line: int = 1, **rest: Any) -> Prepared:
    """Return a sale line: of one P1 to C1 on 2026-05-01 unless said otherwise."""
    defaults = {"customer_code": "C1", "product_code": "P1", "quantity": "1", "sold_on": "2026-05-01"}
    return event("goods_sold", defaults | {"seller": "S1"}, sale_no=sale_no, line=line, **rest)


def received(receipt_no: str, line: int = 1, **rest: Any) -> Prepared:
    """Return a receipt line: ten of P1 from V1 on 2026-04-01, all accepted, unless said otherwise."""
    rest = _long(rest)
    defaults: dict[str, Any] = {"supplier_code": "V1", "product_code": "P1", "conclusion": "conforming"}
    defaults |= {"received_on": "2026-04-01", "quantity": rest.get("accepted_quantity", "10")}
    defaults["accepted_quantity"] = rest.get("quantity", defaults["quantity"])
    return event("goods_received", defaults, receipt_no=receipt_no, line=line, **rest)


def returned(return_no: str, line: int = 1, **rest: Any) -> Prepared:
    """Return a return line: one of P1 from C1 on 2026-06-01, restocked, unless said otherwise."""
    defaults = {"customer_code": "C1", "product_code": "P1", "quantity": "1", "returned_on": "2026-06-01"}
    defaults |= {"reason": "多发", "quality_status": "conforming", "inspector": "S1"}
    defaults |= {"disposition": "restocked"}
    return event("goods_returned", defaults, return_no=return_no, line=line, **rest)


def product(code: str = "P1", **rest: Any) -> Prepared:
    """Return a version of a product, tracked by lot; counts from always unless `event_time` is given."""
    defaults: dict[str, Any] = {"name": f"产品{code}", "unit": "盒", "tracking": "lot"}
    defaults |= {"registration_no": f"国械注准{code}", "registrant": "澜泊制造"}
    defaults |= {"cold_chain": False, "implantable": False, "special_control": False}
    return event("product_registered", defaults, product_code=code, **rest)


def customer(code: str = "C1", **rest: Any) -> Prepared:
    """Return a version of a customer; counts from always unless `event_time` is given."""
    defaults = {"name": f"客户{code}", "kind": "medical_institution"}
    return event("customer_registered", defaults, customer_code=code, **rest)


def supplier(code: str = "V1", **rest: Any) -> Prepared:
    """Return a version of a supplier; counts from always unless `event_time` is given."""
    return event("supplier_registered", {"name": f"供货者{code}"}, supplier_code=code, **rest)


def staff(code: str = "S1", **rest: Any) -> Prepared:
    """Return a version of a staff member; counts from always unless `event_time` is given."""
    return event("staff_registered", {"name": f"员工{code}", "post": "sales"}, staff_code=code, **rest)


def voided(
    table: str, record_no: str, voided: Iterable[int], line: int | None = None, **rest: Any
) -> Prepared:
    """Return a void of the events at the positions `voided`; its tags are theirs: pass `tags`."""
    defaults = {"reason": "录入错误", "approver": "S1", "voided_on": "2026-07-01"}
    names: dict[str, Any] = {"record_table": table, "record_no": record_no, "line": line}
    return event("record_voided", defaults, voided=list(voided), **names, **rest)


def event(event_type: str, defaults: dict[str, Any] | None = None, **given: Any) -> Prepared:
    """Return a prepared event of any type of the catalogue, its personal fields as salted digests."""
    table = catalogue.table_of(event_type)
    given = _long(given)
    envelope = {key: given.pop(key) for key in list(given) if key in ENVELOPE}
    tags, by, when = given.pop("tags", None), given.pop("by", "tester"), given.pop("event_time", None)
    values = {key: _plain(value) for key, value in ((defaults or {}) | given).items() if value is not None}
    unknown = values.keys() - table.by_key.keys()
    assert not unknown, f"no such columns in {table.key}: {sorted(unknown)}"
    personal = _personal(table, values)
    data = values | {name: digest_of(salt, value) for name, salt, value in personal}
    identity = [event_type, values, envelope.get("replaces"), when, envelope.get("voided")]
    carried = {key: envelope.pop(key) for key in Envelope._fields if key in envelope}
    return prepare(
        event_type=event_type,
        data=data,
        tags=sorted(tags_of(table, values) if tags is None else set(tags)),
        event_id=hashlib.sha256(orjson.dumps(identity, option=orjson.OPT_SORT_KEYS)).hexdigest()[:32],
        envelope=Envelope(event_time=_event_time(event_type, values, when), **carried),
        recorded_by=by,
        personal=personal,
        **envelope,
    )


def tags_of(table: Table, values: dict[str, Any]) -> set[str]:
    """Return the tags that the columns of a row give; lots and serials are qualified by their product."""
    tags = set()
    for key in table.tags:
        value = values.get(key)
        for part in value if isinstance(value, list) else str(value).split(";") if value is not None else []:
            kind = catalogue.TAG_KINDS[key]
            product = values.get(catalogue.product_of(key), "")
            tags.add(f"{kind}:{product}/{part}" if kind in {"lot", "serial"} else f"{kind}:{part}")
    return tags


def stored(
    events: Iterable[Prepared], *, first: int = 1, start: str = START, seconds: int = 1
) -> list[tuple[int, bytes]]:
    """Return position and document of each event, as a log holds them that records one every `seconds`."""
    moments = _moments(start, seconds)
    documents = []
    for position, prepared in enumerate(events, first):
        documents.append((position, document(prepared, position, next(moments).encode())))
    return documents


def _moments(start: str, seconds: int) -> Iterator[str]:
    moment = clock.parsed(start)
    while True:
        yield clock.stored(moment)
        moment += timedelta(seconds=seconds)


def _long(given: dict[str, Any]) -> dict[str, Any]:
    return {SHORT.get(key, key): value for key, value in given.items()}


def _plain(value: Any) -> Any:
    return format(value, "f") if isinstance(value, Decimal) else value


def _personal(table: Table, values: dict[str, Any]) -> tuple[tuple[str, bytes, str], ...]:
    names = [column.key for column in table.columns if column.personal and column.key in values]
    return tuple((name, hashlib.sha256(name.encode()).digest()[:16], str(values[name])) for name in names)


def _event_time(event_type: str, values: dict[str, Any], when: str | None) -> str | None:
    table = catalogue.table_of(event_type)
    at = table.stage(event_type).at if table.kind == "case" else table.event_time
    day = when or next((values[key] for key in at if values.get(key)), None)
    if day is None or len(day) == clock.WIDTH:
        return day
    return clock.start_of(day, ZONE)
