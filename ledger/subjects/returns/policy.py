"""Which return policy applies to a case, and which of the declared transitions it opens (C-11).

======================  ===========================================================================
policy                  path
======================  ===========================================================================
`two_approvals`         matched sale, notice, two approvals, then pick-up and receipt (S1-D)
`refund_first`          the same, or the refund right after the matched sale; then the goods (S1-H)
`pharmacy`              from the matched sale to receipt (S1-I)
`service_desk`          from the matched sale to receipt (S0-4)
`recall`                from the matched sale to receipt, or by a notice (S1-I 6.4)
======================  ===========================================================================

Refrigerated goods take the path of the notice under every policy: their temperature papers are judged on it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from ledger.deciding.rule import Breach
from ledger.deciding.rule_settings import values_of_kind
from ledger.deciding.situation import Situation
from ledger.deciding.subject import Filled
from ledger.events import catalogue
from ledger.state.indexes import in_force
from ledger.state.repository import State
from ledger.subjects.returns.case_rules import CASE_PATH
from ledger.subjects.returns.phrases import POLICIES
from ledger.subjects.returns.return_case import (
    PHARMACY,
    RECALL,
    REFUND_FIRST,
    SERVICE_DESK,
    TABLE,
    TWO_APPROVALS,
    broken,
    case_day,
    is_cold,
    policy_of,
    product_of,
)
from ledger.when import LATEST

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


def fill_policy(s: Situation) -> Filled:
    """Fill in the policy of a new case that names none.

    A recall has its own; else a setting of kind `return_policy` says which. Where none does, a house that
    only sells by retail decides alone, and any other asks for two approvals. What happened before the
    ledger was kept follows only what is known: a recall or a setting.
    """
    if "return_policy" in s.data:
        return Filled()
    policy = RECALL if "recall_no" in s.data else _of_settings(s)
    if policy is None and s.live:
        policy = _of_house(s.state)
    return Filled({"return_policy": policy}) if policy is not None else Filled()


def judge_path(s: Situation) -> Iterator[Breach]:
    """Judge whether the policy opens the path from the stage before to this one."""
    before, policy = s.newest, policy_of(s)
    if before is None or policy is None:
        return
    step = (before.event, s.event)
    if step not in _CLOSED.get(policy, ()) or (step == _BY_NOTICE and is_cold(s)):
        return
    yield broken(
        s,
        CASE_PATH,
        policy=POLICIES.get(policy, policy),
        before=before.zh,
        before_event=before.event,
        stage=s.stage.zh,
        event=s.event,
    )


def _of_settings(s: Situation) -> str | None:
    """Return the policy that the settings give these goods and this customer on the day of the request."""
    customer = s.state.register("customers", s.data["customer_code"])
    buyer = customer.nearest(LATEST).data if customer is not None and customer.known else {}
    product = product_of(s)
    goods = product.data if product is not None else {}
    facts = {
        "product_kind": goods.get("product_kind", "device"),
        "device_class": goods.get("device_class"),
        "customer_kind": buyer.get("kind"),
        "channel": s.data.get("channel"),
    }
    values = values_of_kind("return_policy", case_day(s), facts, s.state)
    return next((policy for one in values if (policy := _named(one)) is not None), None)


def _named(value: str) -> str | None:
    """Return the policy that a setting names by its key or its Chinese title."""
    choices = catalogue.table(TABLE).by_key["return_policy"].values
    return next((one.key for one in choices if value.strip() in (one.key, one.zh, *one.aliases)), None)


def _of_house(state: State) -> str:
    modes = {one.data.get("business_mode") for one in in_force(state, "companies", LATEST)}
    return PHARMACY if modes == {"retail"} else TWO_APPROVALS
