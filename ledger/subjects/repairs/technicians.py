"""Judging who is sent to a repair: on post, trained for it, or a partner whose authorisation holds (G-53)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from ledger.deciding.case_days import stage_day
from ledger.deciding.decision import Command, Context
from ledger.deciding.quality_roles import member, on_post
from ledger.deciding.rule import Breach
from ledger.deciding.rule_settings import binds, facts_of
from ledger.state.entries import State, Version, register_key
from ledger.state.indexes import kept
from ledger.state.verdicts import trained_to_service
from ledger.subjects.repairs.rules import PARTNER_NOT_AUTHORISED, TECHNICIAN_OFF_POST, TECHNICIAN_UNTRAINED

_PARTNERS: Final = frozenset({"dealer", "service_partner"})


def judge_technician(
    command: Command, repair: Mapping[str, Any], state: State, context: Context
) -> Iterator[Breach]:
    """Yield what is wrong with the technician that a dispatch sends.

    Somebody who is not on the roster is judged only by the authorisations that name them, or the service
    centre that took the call.
    """
    code, day = command.data.get("technician"), stage_day(command, context)
    if day is None:
        return
    at, product = context.start_of(day), repair["product_code"]
    yield from _partner(code, repair, product, day, at, state)
    staff = member(state, code, at) if code is not None else None
    if staff is None:
        return
    data, named = staff.data, {"repair_no": repair["repair_no"], "technician": code, "on": day}
    if not on_post(staff, day):
        since = data.get("authorised_from", data.get("employed_from", "—"))
        until = data.get("authorised_until", data.get("employed_until", "—"))
        yield TECHNICIAN_OFF_POST.broken(**named, since=since, until=until)
    if not _trained(staff, product, day, repair, state):
        yield TECHNICIAN_UNTRAINED.broken(**named, product_code=product)


def _trained(staff: Version, product: str, day: str, repair: Mapping[str, Any], state: State) -> bool:
    """Return whether the roster's own list of products says so, else whether a training was passed."""
    products = staff.data.get("authorised_products")
    if products:
        return product in products
    if not binds(TECHNICIAN_UNTRAINED, day, facts_of(repair, {}), state):
        return True
    return trained_to_service(state, staff.data["staff_code"], product, day)


def _partner(
    code: str | None, repair: Mapping[str, Any], product: str, day: str, at: str, state: State
) -> Iterator[Breach]:
    """Judge the papers of the dealer or partner that sends the technician, where such papers are kept."""
    if not any(kept(state, "authorisations", one) for one in _PARTNERS):
        return
    names = {repair.get("service_centre")} - {None}
    papers = [
        paper
        for paper in _authorisations(state, at)
        if paper["authorisation_kind"] in _PARTNERS
        and (paper.get("staff_code", "") == code or paper["grantee_name"] in names)
    ]
    if papers and not any(_covers(paper, product, day) for paper in papers):
        yield PARTNER_NOT_AUTHORISED.broken(
            repair_no=repair["repair_no"], partner=papers[0]["grantee_name"], on=day, product_code=product
        )


def _authorisations(state: State, at: str) -> Iterator[dict[str, Any]]:
    for _, register in state.scan(register_key("authorisations", "")):
        if register.known:
            yield register.nearest(at).data


def _covers(paper: Mapping[str, Any], product: str, day: str) -> bool:
    valid = paper["valid_from"] <= day <= paper["valid_until"] and paper.get("status", "active") == "active"
    return valid and product in (paper.get("product_codes") or [product])
