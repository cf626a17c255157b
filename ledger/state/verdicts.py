"""Inspection reports and trainings, as decisions need them: by lot, and by member of staff."""

from __future__ import annotations

from typing import Any, Final

from ledger.state.indexes import bump_epoch
from ledger.state.kinds import REPORT, TRAINING
from ledger.state.repository import State
from ledger.when import LAST_DAY

EVENTS: Final = frozenset({"inspection_report_filed", "staff_trained"})
# What the topic of a training says that teaches to repair and to serve.
_SERVICE: Final = (
    *("维修", "修理", "检修", "维护", "保养", "安装", "调试", "售后", "服务", "技术"),
    *("repair", "maint", "service", "install", "commission", "technic"),
)


def report_key(product: str, lot: str) -> str:
    """Return the key of the inspection reports of a lot."""
    return REPORT.key(product, lot)


def training_key(staff: str) -> str:
    """Return the key of the trainings a member of staff passed."""
    return TRAINING.key(staff)


def nonconforming_report(state: State, product: str, lot: str, day: str) -> tuple[str, str] | None:
    """Return day and number of the newest report on a lot by a business day, if its verdict is nonconforming.

    A report that leaves the verdict open changes nothing.
    """
    known = [tuple(one) for one in state.get(report_key(product, lot)) or () if one[0] <= day]
    if not known:
        return None
    inspected_on, conclusion, number = max(known)
    return (inspected_on, number) if conclusion == "nonconforming" else None


def service_training_key(staff: str) -> str:
    """Return the key of the trainings that a member of staff passed to service devices."""
    return TRAINING.key(staff, "service")


def trained_to_service(state: State, staff: str, product: str, day: str) -> bool:
    """Return whether a member of staff passed a training to service a product by a business day.

    A training counts whose topic is one of service, or that names the product.
    """
    general = state.get(service_training_key(staff)) or ()
    named = (one for one in state.get(training_key(staff)) or () if product in one[2])
    return any(
        since <= day <= until and (not products or product in products)
        for since, until, products, _ in (*general, *named)
    )


def trained(state: State, staff: str, product: str, day: str) -> bool:
    """Return whether a member of staff passed a training by a business day that covers a product.

    One that names no products covers all; one with a last day of validity covers up to it.
    """
    return any(
        since <= day <= until and (not products or product in products)
        for since, until, products, _ in state.get(training_key(staff)) or ()
    )


def trainings_of(state: State, staff: str) -> list[tuple[str, str, list[str]]]:
    """Return first day, last day and products of each training that a member of staff passed."""
    return [(since, until, products) for since, until, products, _ in state.get(training_key(staff)) or ()]


def fact_folded(
    state: State, event_type: str, data: dict[str, Any], _merged: dict[str, Any], sign: int
) -> None:
    """Fold an inspection report or a training, or take it back."""
    if event_type == "inspection_report_filed":
        if "lot" in data and data["conclusion"] != "pending":
            entry = [data["inspected_on"], data["conclusion"], data["report_no"]]
            _change(state, report_key(data["product_code"], data["lot"]), entry, sign)
        if data["conclusion"] == "nonconforming":
            bump_epoch(state)
    elif data["training_result"] == "passed":
        until = data.get("valid_until", LAST_DAY)
        entry = [data["trained_on"], until, data.get("product_codes", []), data["training_no"]]
        _change(state, training_key(data["staff_code"]), entry, sign)
        if any(word in data["topic"].casefold() for word in _SERVICE):
            _change(state, service_training_key(data["staff_code"]), entry, sign)


def _change(state: State, key: str, entry: list[Any], sign: int) -> None:
    others = [one for one in state.get(key) or () if one[-1] != entry[-1]]
    state.put(key, ([*others, entry] if sign > 0 else others) or None)
