"""Deciding on purchases: from whom, after which approvals, on which contract, against which veto."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from ledger.deciding.decision import Command, Context
from ledger.deciding.rule import Breach
from ledger.deciding.rule_settings import binds, facts_of, mode
from ledger.state.blocks import blocks_on
from ledger.state.entries import State, Version
from ledger.state.first_approvals import Subject, approval_of
from ledger.state.indexes import in_force, kept
from ledger.state.tallies import names
from ledger.subjects.supply.purchase_rules import (
    APPROVAL_REFUSED,
    CONTRACT_UNFIT,
    DROP_SHIPMENT_REASON,
    NO_FIRST_APPROVAL,
    PLAN_VETOED,
    PURCHASE_BLOCKED,
    QUALITY_AGREEMENT,
    SUPPLIER_STOPPED,
)
from ledger.subjects.supply.suppliers import judge_supplier

_STOPPED: Final = frozenset({"suspended", "terminated", "discontinued"})
_UNAPPROVED: Final = frozenset({"draft", "under_review", "rejected", "ended"})
_TITLES: Final = {"suppliers": "供货者 supplier", "products": "产品 product"}
_SUBJECTS: Final[tuple[tuple[str, Subject, str], ...]] = (
    ("suppliers", "supplier", "enterprise"),
    ("products", "product", "product"),
)


def judge_purchase(
    command: Command, state: State, context: Context, versions: dict[str, Version]
) -> tuple[list[Breach], list[Breach]]:
    """Judge a purchase line."""
    data = command.data
    on: str = data["purchased_on"]
    return [], [
        *judge_supplier(data, on, versions, state, context),
        *_approvals(data, on, versions, state),
        *_contract(data, on, state, context),
        *_agreement(data, on, versions, state, context),
        *judge_blocks(data, on, state, context),
        *_stopped(data, on, versions),
        *_plan(data, state),
        *_drop_shipment(data),
    ]


def _approvals(
    data: dict[str, Any], on: str, versions: Mapping[str, Version], state: State
) -> Iterator[Breach]:
    """Judge the first-business approvals of supplier and product: refused always, missing if kept."""
    for table, subject, kind in _SUBJECTS:
        code, title = data[f"{subject}_code"], _TITLES[table]
        approval = approval_of(state, subject, code, on)
        if approval is not None and not approval.granted:
            yield APPROVAL_REFUSED.broken(what=title, code=code, approval_no=approval.number)
        elif approval is None and binds(NO_FIRST_APPROVAL, on, facts_of(data, versions), state):
            facts = facts_of(data, versions)
            asked = mode(NO_FIRST_APPROVAL, on, facts, state) or kept(state, "first_approvals", kind)
            file = versions[table].data if table in versions else {}
            if asked and "approval_no" not in file and file.get("reviewed_on", "9999") > on:
                yield NO_FIRST_APPROVAL.broken(what=title, code=code, on=on)


def _contract(data: dict[str, Any], on: str, state: State, context: Context) -> Iterator[Breach]:
    """Judge the contract that a purchase names, where it is registered."""
    number = data.get("contract_no")
    register = state.register("contracts", number) if number is not None else None
    if register is None or not register.known:
        return
    contract = register.nearest(context.start_of(on)).data
    wrong = [
        text
        for broken, text in (
            (contract["contract_kind"] != "purchase", "不是采购合同 not a purchase contract"),
            (contract.get("supplier_code", data["supplier_code"]) != data["supplier_code"], _OTHER_PARTY),
            (contract.get("status") in _UNAPPROVED, f"未批准或已终止 {contract.get('status')}"),
            (contract.get("approved_on", on) > on, "批准在购货日之后 approved after the purchase"),
            ("quality_clauses" not in contract, "没有质量条款 no quality clauses"),
            (not _runs(contract, on), "不在有效期内 outside its term"),
        )
        if broken
    ]
    if wrong:
        yield CONTRACT_UNFIT.broken(contract_no=number, what="; ".join(wrong))


_OTHER_PARTY: Final = "对方不是该供货者 with another supplier"


def _runs(contract: Mapping[str, Any], on: str) -> bool:
    since: str = contract.get("valid_from", "")
    until: str = contract.get("valid_until", "9999")
    return since <= on <= until


def _agreement(
    data: dict[str, Any], on: str, versions: Mapping[str, Version], state: State, context: Context
) -> Iterator[Breach]:
    """Judge the quality agreement with the supplier: of those known, one must run, with its repair clause."""
    code = data["supplier_code"]
    if not kept(state, "contracts", "quality_agreement") and not kept(state, "rule_settings"):
        return
    known = [
        one.data
        for one in in_force(
            state, "contracts", context.start_of(on), supplier_code=code, contract_kind="quality_agreement"
        )
    ]
    running = [one for one in known if _runs(one, on) and one.get("status") not in _UNAPPROVED]
    if any("repair_clause" in one for one in running):
        return
    if not known and not binds(QUALITY_AGREEMENT, on, facts_of(data, versions), state):
        return
    what = "没有登记 none is registered"
    if known:
        what = "没有维修条款 no repair clause" if running else "不在有效期内 none is in force"
    yield QUALITY_AGREEMENT.broken(supplier_code=code, on=on, what=what)


def judge_blocks(data: dict[str, Any], on: str, state: State, context: Context) -> Iterator[Breach]:
    """Judge the holds and vetoes that stop purchases from the supplier, or of the product."""
    found = blocks_on(
        state,
        on,
        context,
        product=data["product_code"],
        lot=data.get("lot"),
        serials=data["serial"].split(";") if "serial" in data else (),
        supplier=data["supplier_code"],
        stops="purchase",
    )
    for (_, number), block in {(one.table, one.number): one for one in found}.items():
        table = "suppliers" if block.product is None else "products"
        code = data["supplier_code"] if block.product is None else block.product
        yield PURCHASE_BLOCKED.broken(what=_TITLES[table], code=code, block=number, on=on)


def _stopped(data: dict[str, Any], on: str, versions: Mapping[str, Version]) -> Iterator[Breach]:
    for table, title in _TITLES.items():
        status = versions[table].data.get("status") if table in versions else None
        if status in _STOPPED:
            code = data[f"{table.removesuffix('s')}_code"]
            yield SUPPLIER_STOPPED.broken(what=title, code=code, on=on, status=status)


def _plan(data: dict[str, Any], state: State) -> Iterator[Breach]:
    plan = data.get("purchase_plan_no")
    for veto in names(state, "plan", plan) if plan is not None else ():
        yield PLAN_VETOED.broken(purchase_plan_no=plan, block=veto)


def _drop_shipment(data: dict[str, Any]) -> Iterator[Breach]:
    if not data.get("drop_shipment"):
        return
    missing = [
        title
        for column, title in (
            ("drop_shipment_reason", "直调原因 reason"),
            ("customer_code", "收货的客户 customer"),
        )
        if column not in data
    ]
    if missing:
        yield DROP_SHIPMENT_REASON.broken(purchase_no=data["purchase_no"], missing="; ".join(missing))
