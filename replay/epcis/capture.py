"""Partners' EPCIS documents as rows to import: goods sent to us are receipts, goods sent back are returns.

Read are events by which goods are handed to us (`shipping`, `consigning`, `departing`): with the disposition
`returned` or `recalled`, or with an `rma`, they are returns, otherwise receipts. Logistic units are opened by
the aggregation events of the same document. A number follows from the id of the event alone, so the same
event in another document is a duplicate. An event told in error is voided under the same id; what corrects it
has an id of its own. Everything else that a document tells is passed over and counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote
from zoneinfo import ZoneInfo

import orjson
from pydantic import ValidationError

from ledger.epcis.document import AggregationEvent, EpcisDocument, ObjectEvent, SupplyEvent
from ledger.epcis.goods import NamedGoods, goods_named
from ledger.errors import CommandError, Problem
from replay.epcis.packing import Packing

EPCIS_BROKEN = Problem(
    "epcis_broken",
    "读取 EPCIS 文件：{file} 应为一份 JSON 文档，实际无法解析。",
    "Reading an EPCIS file: expected one JSON document in {file}, which cannot be parsed.",
    "请向发送方重新索取；没有任何记录入账。",
    "Ask the sender for it again; nothing was recorded.",
)
EPCIS_INVALID = Problem(
    "epcis_invalid",
    "读取 EPCIS 文件：{file} 中 {place} 不合 EPCIS 2.0（{reason}）。",
    "Reading an EPCIS file: in {file}, {place} is not as EPCIS 2.0 asks ({reason}).",
    "请发送方改正后重新索取；没有任何记录入账。",
    "Have the sender correct it; nothing was recorded.",
)
EPCIS_TOO_LARGE = Problem(
    "epcis_too_large",
    "读取 EPCIS 文件：应不超过 {limit} MB，{file} 为 {size} MB。",
    "Reading an EPCIS file: expected at most {limit} MB, {file} has {size} MB.",
    "请发送方分成多份。",
    "Have the sender split it.",
)
LIMIT: Final = 32  # MB: a document is held whole, in several times its size
HANDED_OVER = frozenset(("shipping", "consigning", "departing"))
_SENT_BACK = frozenset(("returned", "recalled"))
_LOT_NAMES = ("lotNumber", "lot")
_DATES = {"expiry_date": ("itemExpirationDate", "expiryDate"), "production_date": ("productionDate",)}

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Registered:
    """What the registers know, for the identifiers of documents.

    Attributes:
        products: Product code by GTIN of 14 digits.
        suppliers: Supplier code by credit code and by code.
        customers: Customer code, likewise.
        recorder: Who imports: they stand for the inspector and the approver of what is taken in.
    """

    products: Mapping[str, str]
    suppliers: Mapping[str, str]
    customers: Mapping[str, str]
    recorder: str


@dataclass(slots=True)
class Captured:
    """What a document becomes.

    Attributes:
        rows: Rows by table: `receipts`, `returns`, `voids`.
        passed_over: What was none of these: how many events, by type and business step.
    """

    rows: dict[str, list[Row]] = field(default_factory=dict)
    passed_over: Counter[str] = field(default_factory=Counter)


def is_epcis(path: Path) -> bool:
    """Return whether a file is an EPCIS document, by its suffix or by what stands at its beginning."""
    if path.suffix.lower() == ".jsonld":
        return path.is_file()
    if path.suffix.lower() != ".json" or not path.is_file():
        return False
    with path.open("rb") as file:
        return b'"EPCISDocument"' in file.read(4096)


def read_document(path: Path) -> EpcisDocument:
    """Return the document that a file holds.

    Raises:
        CommandError: It is too large, no JSON, or not as the standard asks; the first fault is named.
    """
    size = path.stat().st_size
    if size > LIMIT << 20:
        raise CommandError(EPCIS_TOO_LARGE, file=path, limit=LIMIT, size=size >> 20)
    try:
        told = orjson.loads(path.read_bytes().removeprefix(b"\xef\xbb\xbf"))
    except ValueError:
        raise CommandError(EPCIS_BROKEN, file=path) from None
    try:
        return EpcisDocument.model_validate(told)
    except ValidationError as error:
        fault = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(part) for part in fault["loc"]) or "document"
        reason = str(fault["msg"]).removeprefix("Value error, ")
        raise CommandError(EPCIS_INVALID, file=path, place=place, reason=reason) from None


def captured(document: EpcisDocument, registered: Registered, zone: str) -> Captured:
    """Return the rows that a document tells.

    Args:
        document: As :func:`read_document` gives it.
        registered: Products and parties that are known.
        zone: Time zone of the ledger, whose day a row belongs to.
    """
    found = Captured()
    events = document.epcisBody.eventList
    packing = Packing(one for one in events if isinstance(one, AggregationEvent))
    for event in events:
        if not isinstance(event, ObjectEvent) or event.bizStep not in HANDED_OVER or event.action == "DELETE":
            if not isinstance(event, AggregationEvent):  # those say what is in a unit
                found.passed_over[_kind(event)] += 1
            continue
        table, number = _table(event), _number(event)
        if event.errorDeclaration is not None:
            found.rows.setdefault("voids", []).append(_void(event, table, number, registered, zone))
            continue
        shared = (_return if table == "returns" else _receipt)(event, registered, zone)
        for line, goods in enumerate(_lines(event, packing), 1):
            row = {**shared, **_goods(goods, event, registered), "line": line}
            row["return_no" if table == "returns" else "receipt_no"] = number
            if table == "receipts":
                row["accepted_quantity"] = row["quantity"]
            found.rows.setdefault(table, []).append(row)
    found.passed_over.update(map(_kind, packing.unused()))
    return found


def _kind(event: SupplyEvent) -> str:
    """Return what an event is: its type and its business step."""
    return f"{event.type} {getattr(event, 'bizStep', None) or ''}".strip()


@dataclass(frozen=True, slots=True)
class _Named:
    """Goods of one kind within an event."""

    goods: NamedGoods
    serials: tuple[str, ...]
    quantity: str | None
    unit: str | None = None


def _lines(event: ObjectEvent, packing: Packing) -> Iterator[_Named]:
    """Yield the goods of an event, units of one product and lot together."""
    units: dict[tuple[str | None, str | None, str | None], list[str]] = {}
    for identifier in packing.units(event.epcList or (), event.eventTime):
        goods = goods_named(identifier) or NamedGoods(None, identifier, None, None)
        if goods.serial is not None:
            units.setdefault((goods.gtin, goods.product, goods.lot), []).append(goods.serial)
        else:
            yield _Named(goods, (), "1")
    for (gtin, product, lot), serials in units.items():
        yield _Named(NamedGoods(gtin, product, lot, None), tuple(serials), str(len(serials)))
    inside = packing.classes(event.epcList or (), event.eventTime)
    for element in (*(event.quantityList or ()), *inside):
        goods = goods_named(element.epcClass) or NamedGoods(None, element.epcClass, None, None)
        yield _Named(goods, (), _plain(element.quantity), element.uom)


def _goods(line: _Named, event: ObjectEvent, registered: Registered) -> Row:
    facts = {**((event.ilmd and event.ilmd.model_extra) or {}), **(event.model_extra or {})}
    goods = line.goods
    row: Row = {
        "product_code": goods.product or registered.products.get(goods.gtin or "", goods.gtin),
        "quantity": line.quantity,
        "unit": line.unit,
        "lot": goods.lot or _fact(facts, _LOT_NAMES),
        "serial": ";".join(line.serials) or None,
        **{column: _day_of(_fact(facts, names)) for column, names in _DATES.items()},
    }
    return {column: value for column, value in row.items() if value is not None or column == "quantity"}


def _receipt(event: ObjectEvent, registered: Registered, zone: str) -> Row:
    sender = _party(event, registered.suppliers)
    papers = {one.type or "": _tail(one.bizTransaction) for one in event.bizTransactionList or ()}
    row = {
        "supplier_code": sender,
        "received_on": _day(event.eventTime, zone),
        "conclusion": "conforming",
        "delivery_note_no": papers.get("desadv"),
    }
    return {column: value for column, value in row.items() if value is not None}


def _return(event: ObjectEvent, registered: Registered, zone: str) -> Row:
    recalled = event.disposition == "recalled"
    return {
        "customer_code": _party(event, registered.customers),
        "returned_on": _day(event.eventTime, zone),
        "reason": f"EPCIS {event.bizStep} {event.disposition or 'rma'}",
        "quality_status": "doubtful",
        "disposition": "pending",
        "inspector": registered.recorder,
        **({"return_kind": "recall_return"} if recalled else {}),
    }


def _void(event: ObjectEvent, table: str, number: str, registered: Registered, zone: str) -> Row:
    declared = event.errorDeclaration
    return {
        "record_table": table,
        "record_no": number,
        "reason": f"EPCIS errorDeclaration {(declared and declared.reason) or ''}".strip(),
        "approver": registered.recorder,
        "voided_on": _day(declared.declarationTime if declared else event.eventTime, zone),
    }


def _table(event: ObjectEvent) -> str:
    back = event.disposition in _SENT_BACK or any(one.type == "rma" for one in event.bizTransactionList or ())
    return "returns" if back else "receipts"


def _number(event: ObjectEvent) -> str:
    """Return the number that follows from the event's id, or from its content where it has none."""
    if event.eventID is not None:
        return f"EPCIS-{_tail(event.eventID)}"
    plain = event.model_dump(mode="json", exclude={"recordTime", "errorDeclaration"}, exclude_none=True)
    return f"EPCIS-{sha256(orjson.dumps(plain, option=orjson.OPT_SORT_KEYS)).hexdigest()[:32]}"


def _party(event: ObjectEvent, known: Mapping[str, str]) -> str:
    """Return the code of who gave the goods: as the register knows them, else as the document names them."""
    names = [one.source for one in event.sourceList or () if one.type == "owning_party"]
    names += [one.source for one in event.sourceList or () if one.type != "owning_party"]
    for name in names:
        if _tail(name) in known:
            return known[_tail(name)]
    return _tail(names[0]) if names else "?"


def _tail(identifier: str) -> str:
    return unquote(identifier.rstrip("/").replace("/", ":").rpartition(":")[2])


def _fact(facts: Mapping[str, Any], names: Sequence[str]) -> str | None:
    """Return what is told under one of these names, whatever their prefix."""
    for member, value in facts.items():
        if member.replace("/", ":").rpartition(":")[2] in names and isinstance(value, str):
            return value
    return None


def _day_of(text: str | None) -> str | None:
    return text[:10] if text else None


def _day(moment: str, zone: str) -> str:
    told = datetime.fromisoformat(moment.upper())
    return told.astimezone(ZoneInfo(zone)).date().isoformat()


def _plain(quantity: float | None) -> str | None:
    """Return a quantity as a file states it; none where the document leaves it open."""
    return None if quantity is None else f"{Decimal(str(quantity)):f}"
