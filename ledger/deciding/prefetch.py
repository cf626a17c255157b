"""Which entries a decision asks for beside the register rows that it names, so that they are read at once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from ledger.state.blocks import any_block, block_key
from ledger.state.first_approvals import approval_key
from ledger.state.indexes import count_key, first_day_key, index_key
from ledger.state.repository import State
from ledger.state.verdicts import report_key, training_key

_FAILED: Final = count_key("inspection_reports", "nonconforming")
_APPROVALS: Final = count_key("first_approvals")
_PARTIES: Final = (("customer_code", "customer"), ("supplier_code", "supplier"), ("product_code", "product"))
_OWNERS: Final = {"customers": "customer", "suppliers": "supplier"}


def anything_stands(state: State) -> bool:
    """Return whether anything was ever held, rejected or failed: without that no row need be asked about."""
    return bool(any_block(state) or state.get(_APPROVALS) or state.get(_FAILED))


def standing(data: dict[str, Any], state: State) -> Iterator[str]:
    """Yield the keys of what may stand against a row: holds, rejected approvals, reports that failed."""
    blocked, approvals = any_block(state), state.get(_APPROVALS)
    if blocked or approvals:
        for column, subject in _PARTIES:
            code = data.get(column)
            if code is not None and blocked:
                yield block_key(subject, code)
            if code is not None and approvals:
                yield approval_key(subject, code)
    if "lot" in data and "product_code" in data and state.get(_FAILED):
        yield report_key(data["product_code"], data["lot"])


def about(register: str, code: str) -> Iterator[str]:
    """Yield the keys of what is known of a party, product or member of staff outside the own row."""
    if register == "staff":
        yield index_key("authorisations", "staff_code", code)
        yield training_key(code)
    elif register == "products":
        yield first_day_key("product", code)
    elif register in _OWNERS:
        owner = _OWNERS[register]
        yield first_day_key(owner, code)
        yield index_key("licences", "owner_kind+owner_code", owner, code)
        yield index_key("authorisations", f"{owner}_code", code)
