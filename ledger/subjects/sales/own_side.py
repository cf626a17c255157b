"""Our own side of every sale: our companies and papers, and which registers the house keeps at all."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from typing import Any

from ledger.deciding.rule_settings import is_set
from ledger.state.blocks import blocked
from ledger.state.entries import Register, RegisterEpoch
from ledger.state.indexes import EPOCH_KEY, has_records, rows
from ledger.state.repository import State
from ledger.subjects.papers.goods import Goods
from ledger.subjects.sales.rules import PRODUCT_NOT_APPROVED
from ledger.subjects.sales.spans import ALWAYS, Span, shifted


class OwnSide:
    """Our own companies and papers, and which registers we keep at all; as long as none of them changes.

    Attributes:
        companies: Our companies.
        company: The only one there is; None where there are several.
        licences: Our own papers.
        settings: Whether any rule is set.
        turns: The days on which a setting begins, or another is over.
        approvals: Whether first approvals are kept.
        approving: Whether products are asked for theirs.
        authorising: Whether authorisations of our salespeople are kept.
        training: Whether trainings are kept.
        held: The products about which anything was ever held or vetoed.
        stopped: The customers about which anything was.
        failed: Whether any inspection report ever said nonconforming.
        plain: Whether no more is to be asked of a sale than who, which sort of goods, and when.
        clear: Sales that our own papers and mode of business were found to allow, on which days.
    """

    __slots__ = (
        "approvals",
        "approving",
        "authorising",
        "clear",
        "companies",
        "company",
        "failed",
        "held",
        "licences",
        "plain",
        "settings",
        "stopped",
        "training",
        "turns",
    )

    def __init__(self, state: State) -> None:
        self.companies: list[Register] = list(rows(state, "companies"))
        self.company = self.companies[0] if len(self.companies) == 1 else None
        self.licences: list[Register] = list(rows(state, "licences", "owner_kind", "own"))
        self.turns = _turns(state)
        self.settings = bool(self.turns)
        self.approvals = has_records(state, "first_approvals")
        self.approving = has_records(state, "first_approvals", "product") or is_set(
            PRODUCT_NOT_APPROVED, state
        )
        self.authorising = has_records(state, "authorisations", "own_salesperson")
        self.training = has_records(state, "trainings")
        self.held = blocked(state, "product")
        self.stopped = blocked(state, "customer")
        self.failed = has_records(state, "inspection_reports", "nonconforming")
        self.plain = not (self.approving or self.held or self.stopped or self.failed)
        self.clear: dict[tuple[object, ...], Span] = {}

    def quiet(self, row: Mapping[str, Any], day: str, goods: Goods) -> bool:
        """Return whether nothing can stand against goods or buyer that a row has to be looked at for."""
        if self.failed or row["product_code"] in self.held or row["customer_code"] in self.stopped:
            return False
        approved = goods.approved
        if not self.approving or approved is None or approved[0] is not self:
            return not self.approving
        return approved[1][0] <= day <= approved[1][1]

    def settled(self, day: str) -> Span:
        """Return the days around a day on which the same settings count."""
        place = bisect_right(self.turns, day)
        first = self.turns[place - 1] if place else ""
        return first, shifted(self.turns[place], -1) if place < len(self.turns) else ALWAYS[1]


def _turns(state: State) -> list[str]:
    days = set()
    for register in rows(state, "rule_settings"):
        for version in register.versions:
            days.add(version.data["effective_from"])
            if "effective_until" in version.data:
                days.add(shifted(version.data["effective_until"], 1))
    return sorted(days)


def own_side(state: State) -> OwnSide | None:
    """Return our own side, worked out once; None where we keep none of the registers it rests on."""
    current: RegisterEpoch | None = state.get(EPOCH_KEY)
    if current is None:
        return None
    if current.house is None:
        current.house = OwnSide(state)
    own: OwnSide = current.house
    return own
