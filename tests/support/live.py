"""Live entry into a small house, and what it leaves in the log."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from ledger.deciding.decision import Command
from ledger.entry.live import EntryRefusedError, enter
from ledger.recording.ledger import Ledger
from tests.support.decisions import customer, member, product, receipt, supplier

ROW = {"sold_on": "2026-05-01", "customer_code": "C1", "product_code": "P1", "lot": "L1", "quantity": "2"}
HOUSE = (
    supplier(),
    product(),
    customer(),
    member(),
    member("Q1", post="质量负责人"),
    customer("C2", licence_valid_until="2026-01-01"),
    receipt(),
)


def record(ledger: Ledger, *commands: Command) -> None:
    """Record rows as an import does."""
    ledger.submit([[one] for one in commands])


def refused(ledger: Ledger, table: str, document: Any, **more: Any) -> EntryRefusedError:
    """Enter a document that must be refused; return the refusal."""
    with pytest.raises(EntryRefusedError) as caught:
        enter(ledger, table, document, **more)
    return caught.value


def events(ledger: Ledger, *types: str) -> list[dict[str, Any]]:
    """Return the stored events of some types, oldest first."""
    return [orjson.loads(one) for batch in ledger.log.scan(types=list(types)) for _, one in batch]
