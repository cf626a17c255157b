"""Judging who is sent to a repair: on post, trained for it, or a partner whose authorisation holds (G-53)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from ledger.deciding.quality_roles import member, on_post
from ledger.deciding.rule import Breach
from ledger.deciding.rule_settings import binds, facts_of
from ledger.deciding.situation import Situation
from ledger.state.entries import Version
from ledger.state.indexes import has_records
from ledger.state.keys import register_key
from ledger.state.repository import State
from ledger.state.verdicts import trained_to_service
from ledger.subjects.repairs.technician_rules import (
    PARTNER_NOT_AUTHORISED,
    TECHNICIAN_OFF_POST,
    TECHNICIAN_UNTRAINED,
)

_PARTNERS: Final = frozenset({"dealer", "service_partner"})


def judge_technician(s: Situation) -> Iterator[Breach]:
    """Judge the technician that a dispatch sends.

    Somebody who is not on the roster is judged only by the authorisations that name them, or the service
    centre that took the call.
    """
    if s.day is None:
        return
    yield from _partner(s, s.day)
    code, product = s.data.get("technician"), s.row["product_code"]
    staff = member(s.state, code, s.at) if code is not None else None
    if staff is None:
        return
    data, sent = staff.data, {"repair_no": s.data["repair_no"], "technician": code, "on": s.day}
    if not on_post(staff, s.day):
        since = data.get("authorised_from", data.get("employed_from", "—"))
        until = data.get("authorised_until", data.get("employed_until", "—"))
        yield TECHNICIAN_OFF_POST.broken(**sent, since=since, until=until)
    if not _trained(s, staff, product, s.day):
        yield TECHNICIAN_UNTRAINED.broken(**sent, product_code=product)


def _trained(s: Situation, staff: Version, product: str, day: str) -> bool:
    """Return whether the roster's own list of products says so, else whether a training was passed."""
    products = staff.data.get("authorised_products")
    if products:
        return product in products
    if not binds(TECHNICIAN_UNTRAINED, day, facts_of(s.row, {}), s.state):
        return True
    return trained_to_service(s.state, staff.data["staff_code"], product, day)


def _partner(s: Situation, day: str) -> Iterator[Breach]:
    """Judge the papers of the dealer or partner that sends the technician, where such papers are kept."""
    if not any(has_records(s.state, "authorisations", kind) for kind in _PARTNERS):
        return
    code, product = s.data.get("technician"), s.row["product_code"]
    centres = {s.row.get("service_centre")} - {None}
    papers = [
        paper
        for paper in _authorisations(s.state, s.at)
        if paper["authorisation_kind"] in _PARTNERS
        and (paper.get("staff_code", "") == code or paper["grantee_name"] in centres)
    ]
    if papers and not any(_covers(paper, product, day) for paper in papers):
        yield PARTNER_NOT_AUTHORISED.broken(
            repair_no=s.data["repair_no"], partner=papers[0]["grantee_name"], on=day, product_code=product
        )


def _authorisations(state: State, at: str) -> Iterator[dict[str, Any]]:
    for _, register in state.scan(register_key("authorisations", "")):
        if register.known:
            yield register.nearest(at).data


def _covers(paper: Mapping[str, Any], product: str, day: str) -> bool:
    valid = paper["valid_from"] <= day <= paper["valid_until"] and paper.get("status", "active") == "active"
    return valid and product in (paper.get("product_codes") or [product])
