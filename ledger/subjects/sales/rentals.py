"""Deciding on goods that are let: under a contract of letting with that customer, in force on the day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from ledger.deciding.rule import Breach
from ledger.deciding.situation import Situation
from ledger.phrases import Part
from ledger.subjects.sales import phrases
from ledger.subjects.sales.rules import RENTAL_CONTRACT
from ledger.when import LAST_DAY

_ENDED: Final = frozenset({"draft", "under_review", "rejected", "ended"})


def judge_rental(s: Situation, day: str) -> Iterator[Breach]:
    """Judge whether goods that are let go out under a contract that lets them (own)."""
    number, customer = s.row.get("contract_no"), s.row["customer_code"]
    if number is None:
        yield RENTAL_CONTRACT.broken(customer_code=customer, contract_no="—", day=day, what=phrases.NO_RENTAL)
        return
    register = s.state.register("contracts", number)
    if register is None or not register.known:
        return  # one that is not registered is told by M-13, where the house keeps its contracts
    if (what := _unfit(register.nearest(s.at).data, customer, day)) is not None:
        yield RENTAL_CONTRACT.broken(customer_code=customer, contract_no=number, day=day, what=what)


def _unfit(contract: Mapping[str, Any], customer: str, day: str) -> Part | None:
    """Return why a contract does not let goods to a customer on a day; None where it does."""
    if contract["contract_kind"] != "rental":
        return phrases.NOT_RENTAL
    if contract.get("customer_code", customer) != customer:
        return phrases.OTHER_TENANT.with_(customer_code=contract["customer_code"])
    since, until = contract.get("valid_from", contract["signed_on"]), contract.get("valid_until", LAST_DAY)
    if not since <= day <= until:
        return phrases.RENTAL_TERM.with_(valid_from=since, valid_until=until)
    return phrases.RENTAL_STATUS if contract.get("status") in _ENDED else None
