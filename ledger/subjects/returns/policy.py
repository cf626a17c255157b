"""Which return policy applies to a case, and which of the declared transitions it opens (C-11).

======================  ===========================================================================
policy                  road
======================  ===========================================================================
`two_approvals`         matched sale, notice, two approvals, then pick-up and receipt (S1-D)
`refund_first`          the same, or the refund right after the matched sale; then the goods (S1-H)
`pharmacy`              from the matched sale to receipt (S1-I)
`service_desk`          from the matched sale to receipt (S0-4)
`recall`                from the matched sale to receipt, or by a notice (S1-I 6.4)
======================  ===========================================================================

Refrigerated goods take the road of the notice under every policy: their temperature papers are judged on it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from ledger.deciding.rule import Breach
from ledger.events import catalogue
from ledger.state.entries import State
from ledger.state.indexes import LATEST, in_force
from ledger.subjects.returns.case_rules import CASE_ROAD
from ledger.subjects.returns.case_situation import (
    PHARMACY,
    RECALL,
    REFUND_FIRST,
    SERVICE_DESK,
    TABLE,
    TWO_APPROVALS,
    Stand,
)

_FILTERS: Final = ("product_kind", "device_class", "customer_kind", "channel")
_AT_ONCE: Final = ("return_origin_matched", "return_goods_received")
_BY_NOTICE: Final = ("return_origin_matched", "return_notice_issued")
_MONEY_FIRST: Final = frozenset(
    {
        ("return_origin_matched", "return_refund_requested"),
        ("return_quality_approved", "return_refund_requested"),
        ("return_refunded", "return_goods_received"),
    }
)
_CLOSED: Final[Mapping[str, frozenset[tuple[str, str]]]] = {
    TWO_APPROVALS: _MONEY_FIRST | {_AT_ONCE},
    REFUND_FIRST: frozenset({_AT_ONCE}),
    PHARMACY: _MONEY_FIRST | {_BY_NOTICE},
    SERVICE_DESK: _MONEY_FIRST | {_BY_NOTICE},
    RECALL: _MONEY_FIRST,
}


def fill_policy(stand: Stand) -> None:
    """Fill the policy of a new case that names none.

    A recall has its own; else a setting of kind `return_policy` says which. Where none does, a house that
    only sells by retail decides alone, and any other asks for two approvals. What happened before the
    ledger was kept follows only what is known: a recall or a setting.
    """
    if "return_policy" in stand.data:
        return
    found = RECALL if "recall_no" in stand.data else _set(stand)
    if found is None and stand.live:
        found = _of_house(stand.state)
    if found is not None:
        stand.data["return_policy"] = found


def judge_road(stand: Stand) -> Iterator[Breach]:
    """Judge whether the policy opens the way from the stage before to this one."""
    before, policy = stand.newest, stand.policy
    if before is None or policy is None:
        return
    way = (before.event, stand.stage.event)
    if way not in _CLOSED.get(policy, ()) or (way == _BY_NOTICE and stand.cold):
        return
    yield stand.broken(
        CASE_ROAD,
        policy=title_of(policy),
        before=before.zh,
        before_event=before.event,
        stage=stand.stage.zh,
        event=stand.stage.event,
    )


def title_of(policy: str) -> str:
    """Return a policy as messages name it."""
    choices = catalogue.table(TABLE).by_key["return_policy"].values
    return next((f"{one.zh} ({one.key})" for one in choices if one.key == policy), policy)


def _set(stand: Stand) -> str | None:
    """Return the policy that the settings give these goods and this customer on the day of the request."""
    customer = stand.state.register("customers", stand.data["customer_code"])
    buyer = customer.nearest(LATEST).data if customer is not None and customer.known else {}
    facts = {
        "product_kind": stand.product.get("product_kind", "device"),
        "device_class": stand.product.get("device_class"),
        "customer_kind": buyer.get("kind"),
        "channel": stand.data.get("channel"),
    }
    rows = [one.data for one in in_force(stand.state, "rule_settings", LATEST)]
    rows = [row for row in rows if row["rule_kind"] == "return_policy" and "value" in row]
    for row in sorted(rows, key=lambda one: one["effective_from"], reverse=True):
        if _counts(row, stand.day) and all(row.get(one, facts[one]) == facts[one] for one in _FILTERS):
            found = _named(row["value"])
            if found is not None:
                return found
    return None


def _counts(row: Mapping[str, Any], day: str | None) -> bool:
    return day is not None and row["effective_from"] <= day <= row.get("effective_until", "9999")


def _named(value: str) -> str | None:
    """Return the policy that a setting names by its key or its Chinese title."""
    choices = catalogue.table(TABLE).by_key["return_policy"].values
    return next((one.key for one in choices if value.strip() in (one.key, one.zh, *one.aliases)), None)


def _of_house(state: State) -> str:
    modes = {one.data.get("business_mode") for one in in_force(state, "companies", LATEST)}
    return PHARMACY if modes == {"retail"} else TWO_APPROVALS
