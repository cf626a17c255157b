"""Deciding on purchases: from whom, after which approvals, on which contract, against which veto."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from ledger.deciding.goods import judge_amount
from ledger.deciding.rule import Breach
from ledger.deciding.rule_settings import binds, facts_of, mode
from ledger.deciding.situation import Situation
from ledger.names import serials_of
from ledger.phrases import Part, Phrase
from ledger.state.blocks import blocks_on
from ledger.state.first_approvals import Subject, approval_of
from ledger.state.indexes import has_records, in_force
from ledger.state.tallies import names
from ledger.subjects.supply import phrases
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
_TITLES: Final[dict[str, Phrase]] = {"suppliers": phrases.SUPPLIER, "products": phrases.PRODUCT}
_SUBJECTS: Final[tuple[tuple[str, Subject, str], ...]] = (
    ("suppliers", "supplier", "enterprise"),
    ("products", "product", "product"),
)
_DIRECT: Final = (
    ("drop_shipment_reason", phrases.DIRECT_REASON),
    ("customer_code", phrases.DIRECT_CUSTOMER),
)


def judge_purchase(s: Situation) -> Iterator[Breach]:
    """Judge a purchase line."""
    on: str = s.row["purchased_on"]
    yield from judge_supplier(s, on)
    yield from judge_approvals(s, on)
    yield from _contract(s, on)
    yield from _agreement(s, on)
    yield from judge_blocks(s, on)
    yield from _stopped(s, on)
    yield from _plan(s)
    yield from _drop_shipment(s.row)
    yield from judge_amount(s.row)


def judge_approvals(s: Situation, on: str) -> Iterator[Breach]:
    """Judge the first-business approvals of supplier and product: refused always, missing if kept."""
    for table, subject, kind in _SUBJECTS:
        code, title = s.row[f"{subject}_code"], _TITLES[table]
        approval = approval_of(s.state, subject, code, on)
        if approval is not None and not approval.granted:
            yield APPROVAL_REFUSED.broken(what=title, code=code, approval_no=approval.number)
        elif approval is None and _approval_asked(s, on, kind):
            version = s.version(table)
            file = version.data if version is not None else {}
            if "approval_no" not in file and file.get("reviewed_on", "9999") > on:
                yield NO_FIRST_APPROVAL.broken(what=title, code=code, on=on)


def _approval_asked(s: Situation, on: str, kind: str) -> bool:
    """Return whether first approvals of a kind are asked for: by a setting, or because they are kept."""
    facts = facts_of(s.row, s.versions)
    if not binds(NO_FIRST_APPROVAL, on, facts, s.state):
        return False
    return mode(NO_FIRST_APPROVAL, on, facts, s.state) is not None or has_records(
        s.state, "first_approvals", kind
    )


def _contract(s: Situation, on: str) -> Iterator[Breach]:
    """Judge the contract that a purchase names, where it is registered."""
    number = s.row.get("contract_no")
    register = s.state.register("contracts", number) if number is not None else None
    if register is None or not register.known:
        return
    contract = register.nearest(s.context.start_of(on)).data
    wrong = tuple(_contract_faults(contract, s.row["supplier_code"], on))
    if wrong:
        yield CONTRACT_UNFIT.broken(contract_no=number, what=wrong)


def _contract_faults(contract: Mapping[str, Any], supplier: str, on: str) -> Iterator[Part]:
    """Yield what is wrong with a contract for a purchase from a supplier on a day."""
    if contract["contract_kind"] != "purchase":
        yield phrases.NO_PURCHASE_CONTRACT
    if contract.get("supplier_code", supplier) != supplier:
        yield phrases.OTHER_PARTY
    if contract.get("status") in _UNAPPROVED:
        yield phrases.CONTRACT_STATUS.with_(status=contract["status"])
    if contract.get("approved_on", on) > on:
        yield phrases.APPROVED_LATER
    if "quality_clauses" not in contract:
        yield phrases.NO_QUALITY_CLAUSES
    if not _runs(contract, on):
        yield phrases.OUTSIDE_TERM


def _runs(contract: Mapping[str, Any], on: str) -> bool:
    since: str = contract.get("valid_from", "")
    until: str = contract.get("valid_until", "9999")
    return since <= on <= until


def _agreement(s: Situation, on: str) -> Iterator[Breach]:
    """Judge the quality agreement with the supplier: of those known, one must run, with its repair clause."""
    state, code = s.state, s.row["supplier_code"]
    if not has_records(state, "contracts", "quality_agreement") and not has_records(state, "rule_settings"):
        return
    at = s.context.start_of(on)
    agreements = in_force(state, "contracts", at, supplier_code=code, contract_kind="quality_agreement")
    known = [version.data for version in agreements]
    running = [one for one in known if _runs(one, on) and one.get("status") not in _UNAPPROVED]
    if any("repair_clause" in one for one in running):
        return
    if not known and not binds(QUALITY_AGREEMENT, on, facts_of(s.row, s.versions), state):
        return
    what = phrases.NONE_REGISTERED
    if known:
        what = phrases.NO_REPAIR_CLAUSE if running else phrases.NONE_IN_FORCE
    yield QUALITY_AGREEMENT.broken(supplier_code=code, on=on, what=what)


def judge_blocks(s: Situation, on: str) -> Iterator[Breach]:
    """Judge the holds and vetoes that stop purchases from the supplier, or of the product."""
    supplier, product = s.row["supplier_code"], s.row["product_code"]
    blocks = blocks_on(
        s.state,
        on,
        s.context,
        product=product,
        lot=s.row.get("lot"),
        serials=serials_of(s.row),
        supplier=supplier,
        stops="purchase",
    )
    for (_, number), block in {(one.table, one.number): one for one in blocks}.items():
        of_supplier = block.product is None
        title, code = (phrases.SUPPLIER, supplier) if of_supplier else (phrases.PRODUCT, block.product)
        yield PURCHASE_BLOCKED.broken(what=title, code=code, block=number, on=on)


def _stopped(s: Situation, on: str) -> Iterator[Breach]:
    """Judge whether the file of supplier or product says that nothing more is bought."""
    for table, title in _TITLES.items():
        version = s.version(table)
        status = version.data.get("status") if version is not None else None
        if status in _STOPPED:
            code = s.row[f"{table.removesuffix('s')}_code"]
            yield SUPPLIER_STOPPED.broken(what=title, code=code, on=on, status=status)


def _plan(s: Situation) -> Iterator[Breach]:
    """Judge whether quality vetoed the plan that a purchase follows."""
    plan = s.row.get("purchase_plan_no")
    for veto in names(s.state, "plan", plan) if plan is not None else ():
        yield PLAN_VETOED.broken(purchase_plan_no=plan, block=veto)


def _drop_shipment(row: Mapping[str, Any]) -> Iterator[Breach]:
    """Judge a direct purchase: its lawful reason and who receives the goods are named (GSP §59, §85)."""
    if not row.get("drop_shipment"):
        return
    missing = tuple(title for column, title in _DIRECT if column not in row)
    if missing:
        yield DROP_SHIPMENT_REASON.broken(purchase_no=row["purchase_no"], missing=missing)
