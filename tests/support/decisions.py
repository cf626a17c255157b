"""Given / when / then for decisions, on plain values: no database, no clock."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from ledger import clock
from ledger.clocks.limits import LIMITS, due
from ledger.deciding.decision import Accepted, Command, Context, Decided, Duplicate, LeftOpen, Refused
from ledger.deciding.identity import event_id
from ledger.deciding.rule import Rule
from ledger.events import catalogue
from ledger.events.envelope import Envelope
from ledger.rulebook import decide
from ledger.state.fold import fold
from ledger.state.keys import record_key, register_key
from ledger.state.repository import State

ZONE = "Asia/Shanghai"


def command(
    table: str,
    note: str | None = None,
    event_time: str | None = None,
    replaces: str | None = None,
    **data: Any,
) -> Command:
    """Return a command for a row of `table`; a field given as None is left out."""
    given = {key: value for key, value in data.items() if value is not None}
    return Command(catalogue.table(table), given, Envelope(note, event_time, replaces))


def product(code: str = "P1", **rest: Any) -> Command:
    """Return a command that registers a lot-tracked product."""
    fields: dict[str, Any] = {
        "product_code": code,
        "name": f"产品{code}",
        "unit": "支",
        "registration_no": "国械注准20213140001",
        "registrant": "甲医疗",
        "cold_chain": False,
        "implantable": False,
        "special_control": False,
        "tracking": "lot",
        "storage_conditions": "常温",
    }
    return command("products", **(fields | rest))


# What entitles a party to goods of every class, by the kind of party.
_ENTITLED: dict[str, dict[str, Any]] = {
    "medical_institution": {"licence_kind": "practice_licence"},
    "distributor": {"licence_kind": "trade_licence", "scope": "第二类、第三类医疗器械"},
    "device_maker": {"licence_kind": "production_licence"},
    "other_unit": {"need_statement": "PZ-N"},
}


def customer(code: str = "C1", event_time: str | None = None, **rest: Any) -> Command:
    """Return a command that registers a hospital, or another party, with the paper that entitles it.

    Who says anything of a paper says all of it; a column given as None is left out.
    """
    fields = {
        "customer_code": code,
        "name": f"{code}医院",
        "kind": "medical_institution",
        "address": f"{code}路1号",
    }
    own = _ENTITLED.get(rest.get("kind", "medical_institution"), {})
    return command("customers", event_time=event_time, **(fields | (own if _is_silent(rest) else {}) | rest))


def supplier(code: str = "S1", **rest: Any) -> Command:
    """Return a command that registers a supplier, with a paper that entitles it unless one is told of."""
    own = {"licence_kind": "production_licence"} if _is_silent(rest) else {}
    return command("suppliers", **({"supplier_code": code, "name": f"{code}供应商"} | own | rest))


def _is_silent(rest: dict[str, Any]) -> bool:
    """Return whether nothing is said of papers."""
    return not any(column.startswith("licence_") or column == "need_statement" for column in rest)


def member(code: str = "E1", **rest: Any) -> Command:
    """Return a command that registers a member of staff."""
    return command("staff", **({"staff_code": code, "name": f"员工{code}", "post": "sales"} | rest))


def receipt(number: str = "YS1", line: int = 1, quantity: str = "100", **rest: Any) -> Command:
    """Return a command for a receipt line, wholly accepted unless told otherwise."""
    fields: dict[str, Any] = {
        "receipt_no": number,
        "line": line,
        "supplier_code": "S1",
        "product_code": "P1",
        "lot": "L1",
        "quantity": quantity,
        "accepted_quantity": quantity,
        "conclusion": "conforming",
        "received_on": "2026-01-05",
    }
    return command("receipts", **(fields | rest))


def sale(number: str = "XS1", line: int = 1, quantity: str = "10", **rest: Any) -> Command:
    """Return a command for a sale line."""
    fields: dict[str, Any] = {
        "sale_no": number,
        "line": line,
        "customer_code": "C1",
        "product_code": "P1",
        "lot": "L1",
        "quantity": quantity,
        "sold_on": "2026-02-01",
        "seller": "E1",
    }
    return command("sales", **(fields | rest))


def back(number: str = "TH1", line: int = 1, quantity: str = "4", **rest: Any) -> Command:
    """Return a command for a return line, restocked unless told otherwise."""
    fields: dict[str, Any] = {
        "return_no": number,
        "line": line,
        "customer_code": "C1",
        "product_code": "P1",
        "lot": "L1",
        "quantity": quantity,
        "returned_on": "2026-03-01",
        "reason": "滞销",
        "quality_status": "conforming",
        "inspector": "E1",
        "disposition": "restocked",
        "sale_no": "XS1",
    }
    return command("returns", **(fields | rest))


def purchase(number: str = "CG1", line: int = 1, quantity: str = "100", **rest: Any) -> Command:
    """Return a command for a purchase line."""
    fields: dict[str, Any] = {
        "purchase_no": number,
        "line": line,
        "supplier_code": "S1",
        "product_code": "P1",
        "quantity": quantity,
        "purchased_on": "2026-01-03",
    }
    return command("purchases", **(fields | rest))


def outbound(number: str = "CK1", line: int = 1, quantity: str = "10", **rest: Any) -> Command:
    """Return a command for an outbound check of a sale line that passed."""
    fields: dict[str, Any] = {
        "outbound_no": number,
        "line": line,
        "sale_no": "XS1",
        "customer_code": "C1",
        "product_code": "P1",
        "lot": "L1",
        "quantity": quantity,
        "outbound_on": "2026-02-01",
        "check_result": "passed",
        "checker": "E1",
    }
    return command("outbound_checks", **(fields | rest))


def shipment(number: str = "YSD1", line: int = 1, quantity: str = "10", **rest: Any) -> Command:
    """Return a command for a transport line of a sale."""
    fields: dict[str, Any] = {
        "shipment_no": number,
        "line": line,
        "sale_no": "XS1",
        "customer_code": "C1",
        "product_code": "P1",
        "lot": "L1",
        "quantity": quantity,
        "shipped_on": "2026-02-01",
        "transport_mode": "own_vehicle",
    }
    return command("shipments", **(fields | rest))


def putaway(number: str = "RK1", line: int = 1, quantity: str = "100", **rest: Any) -> Command:
    """Return a command for a put-away line of a receipt."""
    fields: dict[str, Any] = {
        "putaway_no": number,
        "line": line,
        "putaway_on": "2026-01-06",
        "receipt_no": "YS1",
        "product_code": "P1",
        "lot": "L1",
        "quantity": quantity,
        "location_code": "A-01",
    }
    return command("putaways", **(fields | rest))


def location(code: str = "A-01", zone: str = "qualified", **rest: Any) -> Command:
    """Return a command that registers a storage place."""
    fields = {
        "location_code": code,
        "warehouse": "一号库",
        "name": f"库位{code}",
        "zone_kind": zone,
        "effective_from": "2020-01-01",
    }
    return command("locations", **(fields | rest))


def licence(owner: str = "S1", kind: str = "trade_licence", number: str = "Z1", **rest: Any) -> Command:
    """Return a command that registers a paper of a supplier."""
    fields = {"owner_kind": "supplier", "owner_code": owner, "licence_kind": kind, "licence_no": number}
    return command("licences", **(fields | rest))


def hold(number: str = "TS1", **rest: Any) -> Command:
    """Return a command that stops the sale of product `P1`, decided by `Q1`."""
    fields: dict[str, Any] = {
        "hold_no": number,
        "hold_kind": "stop_sale",
        "target_kind": "product",
        "product_code": "P1",
        "reason": "质量问题",
        "placed_at": "2026-01-31T16:00:00.000000Z",
        "decided_by": "Q1",
    }
    return command("quality_holds", **(fields | rest))


def veto(number: str = "FJ1", **rest: Any) -> Command:
    """Return a command that vetoes supplier `S1`, decided by `Q1`."""
    fields: dict[str, Any] = {
        "veto_no": number,
        "veto_ground": "supplier_unqualified",
        "target_kind": "supplier",
        "supplier_code": "S1",
        "opinion": "停止采购",
        "issued_on": "2026-01-01",
        "decided_by": "Q1",
    }
    return command("quality_vetoes", **(fields | rest))


def quality(code: str = "Q1", **rest: Any) -> Command:
    """Return a command that registers the head of quality."""
    return member(code, **({"post": "质量负责人"} | rest))


def setting(rule: str, value: str = "required", since: str = "2020-01-01", **rest: Any) -> Command:
    """Return a command that sets a rule from a day."""
    fields = {
        "rule_key": rule,
        "rule_kind": "gate",
        "title": rule,
        "setting": value,
        "approver": "E1",
        "effective_from": since,
    }
    return command("rule_settings", **(fields | rest))


APPROVED = {"business_approver": "B1", "quality_approver": "Q1"}


def approvers() -> tuple[Command, Command]:
    """Return commands that register who approves returns: the head of business and the head of quality."""
    return member("B1", post="业务负责人"), quality()


def void(table: str, number: str, line: int | None = None, **rest: Any) -> Command:
    """Return a command that voids a line, or a whole document."""
    fields: dict[str, Any] = {
        "record_table": table,
        "record_no": number,
        "line": line,
        "reason": "录入错误",
        "approver": "E1",
        "voided_on": "2026-04-01",
    }
    return command("voids", **(fields | rest))


def stage(event: str, number: str, line: int | None = None, **data: Any) -> Command:
    """Return a command for a stage of a case: its event type, the number of the case, and what it carries."""
    table = catalogue.table_of(event)
    envelope = {key: data.pop(key) for key in ("note", "event_time", "replaces") if key in data}
    one = command(table.key, **{table.identity[0]: number}, line=line, **envelope, **data)
    one.envelope = one.envelope.at_stage(event)
    return one


def consigned(number: str = "XP1", line: int = 1, quantity: str | None = "10", **rest: Any) -> Command:
    """Return a command for goods that leave without a sale, for a clinic to choose from."""
    fields: dict[str, Any] = {
        "consignment_kind": "clinical_choice",
        "consigned_on": "2026-02-01",
        "customer_code": "C1",
        "product_code": "P1",
        "lot": "L1",
        "quantity": quantity,
        "handler": "E1",
    }
    return stage("goods_consigned_out", number, line, **(fields | rest))


def used(number: str = "XP1", line: int = 1, quantity: str = "3", **rest: Any) -> Command:
    """Return a command that confirms the use of consigned goods."""
    fields = {"used_on": "2026-02-03", "used_quantity": quantity}
    return stage("consignment_use_confirmed", number, line, **(fields | rest))


def unused(number: str = "XP1", line: int = 1, quantity: str = "7", **rest: Any) -> Command:
    """Return a command for consigned goods that come back unused."""
    fields = {"returned_on": "2026-02-05", "unused_quantity": quantity}
    return stage("consignment_unused_returned", number, line, **(fields | rest))


def settled(number: str = "XP1", line: int = 1, **rest: Any) -> Command:
    """Return a command that settles a consignment."""
    return stage("consignment_closed", number, line, **({"closed_on": "2026-02-06"} | rest))


def shortfall(number: str = "CY1", **rest: Any) -> Command:
    """Return a command for a delivery that a customer reports as short."""
    fields: dict[str, Any] = {
        "reported_on": "2026-02-10",
        "discrepancy_kind": "short",
        "customer_code": "C1",
        "sale_no": "XS1",
        "product_code": "P1",
        "quantity": "2",
        "content": "少两支",
    }
    return stage("discrepancy_reported", number, **(fields | rest))


class Entries(dict[str, Any], State):
    """The decision state as a plain dictionary."""

    def get(self, key: str, default: Any = None) -> Any:
        """Return the entry under a key."""
        return dict.get(self, key, default)

    def scan(self, prefix: str) -> Iterator[tuple[str, Any]]:
        """Yield entries under a prefix, ordered."""
        yield from sorted(
            ((key, value) for key, value in self.items() if key.startswith(prefix)), key=lambda one: one[0]
        )

    def register(self, table: str, code: str) -> Any:
        """Return the versions of a register row."""
        return self.get(register_key(table, code))

    def put(self, key: str, entry: Any) -> None:
        """Set or remove an entry."""
        if entry is None:
            self.pop(key, None)
        else:
            self[key] = entry


@dataclass
class History:
    """What happened before, and what is asked now."""

    live: bool = False
    recorded_by: str = ""
    now: str = clock.start_of("2026-06-01", ZONE)
    left_open: LeftOpen | None = None
    state: Entries = field(default_factory=Entries)
    events: list[dict[str, Any]] = field(default_factory=list)
    decided: Decided | None = None

    def given(self, *commands: Command) -> History:
        """Record these rows first, in import mode; each must be accepted."""
        for one in commands:
            decided = self._decide(one, live=False)
            assert isinstance(decided, Accepted), decided
            self._take(decided)
        return self

    def when(self, one: Command) -> History:
        """Ask whether this row may be recorded."""
        self.decided = self._decide(one, live=self.live)
        return self

    def refused(self, *rules: Rule) -> tuple[str, ...]:
        """Assert that the row is refused for exactly these rules; return the English sentences."""
        assert isinstance(self.decided, Refused), self.decided
        assert [reason.code for reason in self.decided.reasons] == [rule.problem.code for rule in rules]
        return tuple(reason.message("en") for reason in self.decided.reasons)

    def accepted(self, *rules: Rule) -> Accepted:
        """Assert that the row is accepted with findings of exactly these rules; record and return it."""
        assert isinstance(self.decided, Accepted), [
            one.message("en") for one in getattr(self.decided, "reasons", ())
        ]
        assert [one["rule"] for one in self.decided.findings] == [rule.id for rule in rules]
        self._take(self.decided)
        return self.decided

    def duplicate(self, position: int) -> None:
        """Assert that the row is the one already at `position`."""
        assert self.decided == Duplicate(position)

    def _decide(self, one: Command, *, live: bool) -> Decided:
        return decide(one, self.state, self.context(live=live))

    def context(self, *, live: bool = False) -> Context:
        """Return what a decision may ask besides the state."""
        return Context(
            partial(_start_of),
            self._stored,
            self._personal,
            self._used,
            self._sales_of,
            live,
            self.recorded_by,
            lambda: self.now,
            _due,
            left_open=self.left_open,
        )

    def _take(self, decided: Accepted) -> None:
        one, own = decided.command, decided.command.envelope
        position = len(self.events) + 1
        event = {
            "data": decided.data,
            "event_id": decided.event_id
            or event_id(one.table, decided.data, own.note, own.event_time, decided.envelope.replaces),
            "event_time": self.now if decided.recorded_now else decided.envelope.event_time,
            "record_time": self.now,
            "position": position,
            "replaces": decided.envelope.replaces,
            "struck": decided.voided,
            "note": own.note,
            "given": decided.given or (),
            "filled": decided.filled or (),
            "findings": decided.findings,
            "tags": sorted(decided.tags),
            "type": one.event,
        }
        self.events.append(event)
        fold(self.state, one.table, event)

    def _stored(self, position: int) -> dict[str, Any]:
        return self.events[position - 1]

    def _used(self, tag: str) -> bool:
        facts = [(catalogue.table_of(event["type"]), event) for event in self.events if tag in event["tags"]]
        return any(
            self.state.get(record_key(table, event["data"])).position == event["position"]
            for table, event in facts
            if table.kind == "fact" and table.key != "voids"
        )

    def _sales_of(self, customer: str, product: str, after: int) -> Iterator[tuple[int, str, int]]:
        for event in self.events[after:]:
            data = event["data"]
            if event["type"] == "goods_sold" and (data["customer_code"], data["product_code"]) == (
                customer,
                product,
            ):
                yield event["position"], data["sale_no"], data["line"]

    def _personal(self, position: int, fields: tuple[str, ...]) -> dict[str, str]:
        data = self.events[position - 1]["data"]
        return {one: data[one] for one in fields if one in data}


def _start_of(day: str) -> str:
    return day if len(day) == clock.WIDTH else clock.start_of(day, ZONE)


def _due(limit: str, start: str) -> str | None:
    return due(LIMITS[limit], _start_of(start), ZONE, whole_day=len(start) != clock.WIDTH)


def both(history: History, one: Command, *broken: Rule) -> Accepted:
    """Assert that the rules refuse a row live and are its findings on import; return it as imported."""
    history.live = True
    history.when(one).refused(*broken)
    history.live = False
    return history.when(one).accepted(*broken)


def given(*commands: Command, live: bool = False) -> History:
    """Start a history in which these rows are recorded."""
    return History(live=live).given(*commands)


def trade(*commands: Command, live: bool = False) -> History:
    """Start a history with one product, customer, supplier and member of staff, and an accepted receipt."""
    return given(supplier(), product(), customer(), member(), receipt(), *commands, live=live)
