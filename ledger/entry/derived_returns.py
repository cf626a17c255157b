"""What a completed return case brings about at live entry: the return record.

GSP §107; S1-D 5.2.4: a return is recorded once its goods were inspected. The record is made in the same
append as the stage that completes the case, takes over what the case says, and all rules of returns judge it;
neither is recorded without the other. A case that names a return record already made is only linked to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from ledger.deciding.decision import Command
from ledger.deciding.numbering import Numbers
from ledger.events import catalogue
from ledger.events.case import merge_stages
from ledger.events.envelope import Envelope
from ledger.state.repository import State

COMPLETED: Final = "return_completed"
_TAKEN_OVER: Final = (
    *("return_case_no", "outbound_no", "sale_no", "sale_line", "consignment_no", "customer_code"),
    *("product_code", "lot", "serial", "udi", "production_date", "expiry_date", "reason", "quality_status"),
    *("inspector", "inspected_on", "nonconformity", "measures", "disposition", "location_code", "receiver"),
    *("business_approver", "quality_approver", "temperature_statement", "temperature_record", "recall_no"),
    *("complaint_no", "compensation", "report_no", "voucher_nos"),
)
_NEEDED: Final = ("customer_code", "product_code", "reason", "quality_status", "inspector", "disposition")


class DerivedReturns:
    """Makes the return records that the completed cases of one document bring about."""

    def __init__(self, state: State, numbers: Numbers) -> None:
        self._state = state
        self._numbers = numbers
        self._table = catalogue.table("returns")

    def record(self, completed: Command, before: Sequence[dict[str, Any]] = ()) -> Command | None:
        """Return the return record of a completed case, and write its number into the stage.

        None where the stage only links one, or where the case is not ready for one: then the decision on the
        stage says what is wrong.

        Args:
            completed: The stage that completes the case.
            before: What earlier rows of the document say of the case, in their order.
        """
        known = self._state.case("return_cases", completed.data["return_case_no"]).data
        row = merge_stages((known, *before, completed.data))
        quantity, day = row.get("received_quantity", row.get("quantity")), row.get("received_on")
        if "return_no" in row or day is None or any(one not in row for one in _NEEDED):
            return None
        number = self._numbers.following(self._table, day)
        if number is None:
            return None
        completed.data["return_no"] = number
        completed.filled = (*completed.filled, "return_no")
        completed.expected = completed.expected | {("returns", number)}
        data = {
            "return_no": number,
            "line": 1,
            "return_kind": _kind(row),
            "returned_on": day,
            "quantity": quantity,
            "refund_amount": row.get("refund_verified_amount", row.get("refund_amount")),
            **{key: row.get(key) for key in _TAKEN_OVER},
        }
        command = Command(
            self._table,
            {key: value for key, value in data.items() if value is not None},
            Envelope(source=completed.envelope.source),
            completed.overrides,
        )
        command.filled = ("return_no", "line")
        return command


def _kind(row: dict[str, Any]) -> str:
    if "recall_no" in row or row.get("return_policy") == "recall":
        return "recall_return"
    if "consignment_no" in row and "sale_no" not in row:
        return "unused_consignment"
    return "sales_return"
