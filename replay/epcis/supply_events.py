"""`export epcis`: the supply facts of the ledger as EPCIS 2.0 events (GS1 EPCIS 2.0.1, CBV 2.0).

Each fact is an event under its own id, the id of the log as a UUID; position and leaf hash stand beside it
under a prefix of our own, so that an event can be found again in the log. What was voided is told twice, as
the standard asks: as it was, and again under the same id with an `errorDeclaration`. Nobody is named: parties
are identified by credit code, or else by the ledger and their code.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

import orjson

from ledger.epcis.goods import NamedGoods
from ledger.epcis.vocabulary import CONTEXT, SCHEMA_VERSION
from ledger.events import catalogue, upcasts
from ledger.log.reader import LogReader
from ledger.log.scan import Stored
from ledger.merkle.tree import leaf_hash
from projections.answers.goods.recall_scope import Scope
from replay.epcis.registers import COMPANY, OF_GOODS_AND_PARTIES, Event, Registers
from replay.epcis.steps import TRANSACTION, TYPES, GoodsColumns, Step, steps_of

PREFIX: Final = "medledger"
NAMESPACE: Final = "urn:medledger:ns:"
_INSIDE: Final = {"epcList": "childEPCs", "quantityList": "childQuantityList"}
_VOIDED = "record_voided"
_FIRST_STAGES = {
    "goods_consigned_out": "consignment_no",
    "repair_requested": "repair_no",
    "hold_placed": "hold_no",
    "discrepancy_reported": "discrepancy_no",
}
_REPLACES = b'"replaces":"'
_BATCH = 1000


class SupplyEvents:
    """The supply facts of one ledger as EPCIS events.

    Args:
        log: Of the ledger.
        zone: Its time zone.
        ledger_id: Its id, which names what only this ledger knows.
        until: Last position known.
        at: Stored form of the moment up to which facts count, or None.
    """

    def __init__(self, log: LogReader, zone: str, ledger_id: str, until: int, at: str | None = None) -> None:
        self._log = log
        self._zone = ZoneInfo(zone)
        self._registers = Registers(ledger_id)
        self._until = until
        self._at = at
        self._voids: dict[int, Event] = {}
        self._replaced: dict[str, str] = {}
        self._cases: dict[tuple[str, str], Mapping[str, Any]] = {}
        self._products: list[str] | None = None  # what is read, where not everything is

    def of(
        self,
        scope: Scope | None,
        goods: Iterable[tuple[str, str | None]] = (),
        about: NamedGoods | None = None,
    ) -> Iterator[Event]:
        """Yield the events of these goods in the order of the log; of everything without a scope.

        Args:
            scope: Narrows to serials and customers that it names; None takes everything.
            goods: Products and lots that the scope selects.
            about: Only the products of this identifier are read; None reads all.
        """
        self._read_registers()
        self._products = None if about is None else self._registers.products(about)
        wanted = None if scope is None else frozenset(goods)
        for event in self._facts(wanted):
            data = self._whole(event)
            if self._at is not None and event["event_time"] > self._at:
                continue
            for step in steps_of(event["type"], data):
                told = self._told(event, data, step, scope, wanted)
                if told is None:
                    continue
                yield told
                void = self._voids.get(event["position"])
                if void is not None:
                    yield {**told, "errorDeclaration": self._declared(event, void)}

    def _read_registers(self) -> None:
        for batch in self._log.scan(until=self._until, types=(_VOIDED,), batch=_BATCH):
            for event in _decoded(batch):
                if "struck" in event:
                    self._voids.update(dict.fromkeys(event["struck"], event))
        for batch in self._log.scan(until=self._until, types=(*OF_GOODS_AND_PARTIES, COMPANY), batch=_BATCH):
            for event in _decoded(batch):
                if event["position"] not in self._voids:
                    self._registers.read(event)

    def _read_corrections(self, wanted: frozenset[tuple[str, str | None]] | None) -> None:
        """Learn which event replaces which; it lies behind the void, and so behind the event itself."""
        for batch in self._batches(wanted, after=min(self._voids.values(), key=_position)["position"]):
            for _, raw in batch:
                if _REPLACES in raw:
                    event = orjson.loads(raw)
                    self._replaced[event["replaces"]] = event["event_id"]

    def _facts(self, wanted: frozenset[tuple[str, str | None]] | None) -> Iterator[Event]:
        if self._voids:
            self._read_corrections(wanted)
        for batch in self._batches(wanted):
            for event, (_, raw) in zip(_decoded(batch), batch, strict=True):
                yield event | {"leaf": leaf_hash(raw).hex()}

    def _batches(
        self, wanted: frozenset[tuple[str, str | None]] | None, after: int = 0
    ) -> Iterator[list[Stored]]:
        types = (*TYPES, *(one for one in _FIRST_STAGES if one not in TYPES))
        products = self._products
        if wanted is not None:
            products = [product for product, _ in wanted if products is None or product in products]
        if products is None:
            return self._log.scan(after, self._until, types=types, batch=_BATCH)
        tags = sorted({f"product:{product}" for product in products})
        return self._log.scan_tags(tags, types=types, after=after, until=self._until, batch=_BATCH)

    def _whole(self, event: Event) -> Mapping[str, Any]:
        """Return the data of a stage with those of the first stage of its case, which name the goods."""
        table = catalogue.table_of(event["type"])
        if not table.stages:
            data: Mapping[str, Any] = event["data"]
            return data
        key = (table.key, "/".join(str(event["data"].get(column)) for column in table.identity))
        if event["type"] == table.stages[0].event:
            self._cases[key] = event["data"]
        return {**self._cases.get(key, {}), **event["data"]}

    def _told(
        self,
        event: Event,
        data: Mapping[str, Any],
        step: Step,
        scope: Scope | None,
        wanted: frozenset[tuple[str, str | None]] | None,
    ) -> Event | None:
        goods = self._goods(data, step.goods, scope, wanted)
        if step.parent is not None and not data.get(step.parent[0]):
            return None
        customer = data.get("customer_code")
        if goods is None or (
            scope is not None and scope.customers and customer not in (*scope.customers, None)
        ):
            return None
        told: Event = {
            "type": step.event,
            "eventID": _event_id(event["event_id"], step.part),
            **self._times(event),
            "action": step.action,
            **({"bizStep": step.biz_step} if step.biz_step else {}),
            **({"disposition": step.disposition} if step.disposition else {}),
            **self._placed(data, step, goods),
        }
        lasting = {name: list(words) for name, words in (("set", step.set), ("unset", step.unset)) if words}
        if lasting:
            told["persistentDisposition"] = lasting
        self._add_papers(told, data, step)
        if step.event == TRANSACTION and "bizTransactionList" not in told:
            return None
        for member, side in (("source", step.source), ("destination", step.destination)):
            if side is not None:
                party = self._registers.party(side, data.get(f"{side}_code"))
                told[f"{member}List"] = [{"type": step.party, member: party}]
        return told | self._own(event, data)

    def _goods(
        self,
        data: Mapping[str, Any],
        columns: GoodsColumns,
        scope: Scope | None,
        wanted: frozenset[tuple[str, str | None]] | None,
    ) -> Event | None:
        """Return the lists of goods of an event; None where it has none that are asked for."""
        product = data.get(columns.product)
        if product is None:
            return None
        lots = _several(data.get(columns.lot)) or [None]
        serials = [one for one in _several(data.get(columns.serial)) if one is not None]
        if wanted is not None:
            lots = [lot for lot in lots if (product, lot) in wanted]
        if scope is not None and scope.asked_serials:
            serials = [serial for serial in serials if serial in scope.asked_serials]
            lots = lots if serials else []
        if serials and lots:
            return {"epcList": [self._registers.goods(product, None, serial) for serial in serials]}
        quantity = data.get(columns.quantity)
        if not lots:
            return None
        many = {"quantity": _number(quantity)} if quantity is not None and len(lots) == 1 else {}
        return {"quantityList": [{"epcClass": self._registers.goods(product, lot), **many} for lot in lots]}

    def _placed(self, data: Mapping[str, Any], step: Step, goods: Event) -> Event:
        """Return goods as they are; of an aggregation as the content of what holds them."""
        if step.parent is None:
            return goods
        column, kind = step.parent
        parent = self._registers.paper(kind, str(data[column]))
        return {"parentID": parent, **{_INSIDE[name]: told for name, told in goods.items()}}

    def _times(self, event: Event) -> Event:
        moment = datetime.fromisoformat(event["event_time"]).astimezone(self._zone)
        return {
            "eventTime": moment.isoformat(timespec="milliseconds"),
            "eventTimeZoneOffset": moment.strftime("%z")[:3] + ":" + moment.strftime("%z")[3:],
            "recordTime": self._shown(event["record_time"]),
        }

    def _shown(self, stored: str) -> str:
        return datetime.fromisoformat(stored).astimezone(self._zone).isoformat(timespec="milliseconds")

    def _add_papers(self, told: Event, data: Mapping[str, Any], step: Step) -> None:
        papers = []
        for column, kind in step.papers:
            if not data.get(column):
                continue
            own, _, name = kind.rpartition(":")
            word = f"{NAMESPACE}{name}" if own else name
            papers.append({"type": word, "bizTransaction": self._registers.paper(name, str(data[column]))})
        if papers:
            told["bizTransactionList"] = papers

    def _own(self, event: Event, data: Mapping[str, Any]) -> Event:
        told: Event = {f"{PREFIX}:position": event["position"], f"{PREFIX}:leaf": event["leaf"]}
        for column, name in (
            ("lot", "lot"),
            ("expiry_date", "expiryDate"),
            ("production_date", "productionDate"),
            ("accepted_quantity", "acceptedQuantity"),
            ("udi", "udi"),
        ):
            if data.get(column):
                told[f"{PREFIX}:{name}"] = data[column]
        return told

    def _declared(self, event: Event, void: Event) -> Event:
        declared: Event = {"declarationTime": self._shown(void["record_time"])}
        corrected = self._replaced.get(event["event_id"])
        if corrected is None:
            return declared | {"reason": "did_not_occur"}
        return declared | {"reason": "incorrect_data", "correctiveEventIDs": [_event_id(corrected, "")]}


def document(events: Iterable[Event], created: str) -> Iterator[bytes]:
    """Yield an EPCIS document piece by piece, so that memory does not grow with it.

    Args:
        events: As :class:`SupplyEvents` yields them.
        created: When what it tells was known, an RFC 3339 time: the same question gives the same bytes.
    """
    head = {
        "@context": [CONTEXT, {PREFIX: NAMESPACE}],
        "type": "EPCISDocument",
        "schemaVersion": SCHEMA_VERSION,
        "creationDate": created,
    }
    yield orjson.dumps(head)[:-1] + b',"epcisBody":{"eventList":['
    separator = b"\n"
    for event in events:
        yield separator + orjson.dumps(event)
        separator = b",\n"
    yield b"\n]}}\n"


def _position(event: Event) -> int:
    position: int = event["position"]
    return position


def _event_id(event_id: str, part: str) -> str:
    uuid = UUID(event_id)
    return f"urn:uuid:{uuid5(uuid, part) if part else uuid}"


def _several(value: Any) -> list[str | None]:
    if value is None:
        return []
    return list(value) if isinstance(value, list) else list(str(value).split(";"))


def _number(quantity: str) -> int | float:
    number = Decimal(quantity)
    return int(number) if number == number.to_integral_value() else float(number)


def _decoded(batch: list[tuple[int, bytes]]) -> list[Event]:
    return upcasts.current([orjson.loads(raw) for _, raw in batch])
