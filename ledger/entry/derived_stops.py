"""What a recall brings about at live entry: the hold on all stock in scope.

GSP §110; Order 29 §7: who learns of a recall stops selling at once. The hold, and the stage that names it,
are recorded in the same append as the opening, or as a later version of the scope; neither is recorded
without the other. A drill holds nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from ledger import clock
from ledger.deciding.decision import Command
from ledger.deciding.numbering import Numbers
from ledger.entry.actors import staff_code
from ledger.events import catalogue
from ledger.events.envelope import Envelope
from ledger.state.repository import State

OPENED: Final = "recall_opened"
SCOPED: Final = "recall_scope_set"
_STOPPED: Final = "recall_stop_sale_placed"
_GOODS: Final = ("products", "product_code", "lots", "serials", "registrations", "udis", "suppliers")
_DATES: Final = ("made_from", "made_to", "expiry_from", "expiry_to", "received_from", "received_to")
_TELLING: Final = frozenset({"product_code", "products", "lots", "serials"})


class DerivedStops:
    """Makes the holds that the recalls of one document bring about."""

    def __init__(self, state: State, numbers: Numbers, recorded_by: str, now: str, zone: str) -> None:
        self._state = state
        self._numbers = numbers
        self._recorded_by = recorded_by
        self._now = now
        self._today = clock.day_of(now, zone)

    def holds(self, scoped: Command, rows: Sequence[Command]) -> Iterator[Command]:
        """Yield the hold that a scope brings about, and the stage of the recall that names it.

        Args:
            scoped: The stage that says which goods: a scope, or an opening that no scope follows.
            rows: All stages of the document.
        """
        recall = scoped.data["recall_no"]
        mine = [one.data for one in rows if one.data.get("recall_no") == recall]
        if scoped.stage == OPENED and any(
            one.stage == SCOPED and one.data.get("recall_no") == recall for one in rows
        ):
            return
        case = {
            key: value
            for one in (self._state.case("recalls", recall).data, *mine)
            for key, value in one.items()
        }
        if case.get("origin") == "drill" or "origin" not in case or "reason" not in case:
            return
        number = self._numbers.following(catalogue.table("quality_holds"), self._today)
        if number is None:
            return
        scope = scoped.data if "scope_version" in scoped.data else case
        yield self._command(
            "quality_holds",
            "hold_placed",
            {
                "hold_no": number,
                "found_stage": "recall",
                "reason": case["reason"],
                "placed_at": self._now,
                "decided_by": case.get("opened_by")
                or staff_code(self._state, self._recorded_by)
                or self._recorded_by,
                "recall_no": recall,
                "quantity": scoped.data.get("quantity_on_hand"),
                **_target(scope),
            },
            scoped,
        )
        stopped = {"recall_no": recall, "hold_no": number, "stopped_at": self._now}
        yield self._command("recalls", _STOPPED, stopped, scoped)

    def _command(self, table: str, stage: str, data: Mapping[str, Any], origin: Command) -> Command:
        """Return a stage that arises; a number that the system gave may turn out to be taken."""
        found = Command(
            catalogue.table(table),
            {key: value for key, value in data.items() if value not in (None, [])},
            Envelope(source=origin.envelope.source, stage=stage),
            origin.overrides,
        )
        if table == "quality_holds":
            found.filled = ("hold_no",)
        return found


def _target(scope: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a hold is on; where it cannot say so itself, the recall's scope does."""
    buyers = scope.get("customers") or [scope[one] for one in ("target_customer",) if one in scope]
    goods = {key for key in (*_GOODS, *_DATES) if scope.get(key)}
    if not goods:
        return {
            "hold_kind": "stop_sale_to_buyer",
            "target_kind": "customer",
            "customer_code": buyers[0] if len(buyers) == 1 else None,
        }
    products = scope.get("products") or [scope[one] for one in ("product_code",) if one in scope]
    serials = [one for one in scope.get("serials", ()) if ".." not in one]
    exact = goods <= _TELLING and len(products) == 1 and len(serials) == len(scope.get("serials", ()))
    kind = (
        "serial" if "serials" in goods else "lot" if "lots" in goods else "product" if products else "other"
    )
    return {
        "hold_kind": "stop_sale",
        "target_kind": kind,
        "product_code": products[0] if exact else None,
        "lots": scope.get("lots"),
        "serials": scope.get("serials"),
    }
