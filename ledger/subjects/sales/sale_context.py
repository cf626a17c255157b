"""A deal: a sale, or goods that leave on consignment, as the rules on who may sell what to whom see it.

What the rules find in order is remembered with the span of days in which nothing it rests on begins or ends,
so that the next deal of the same parties costs a look-up.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final, NamedTuple

from ledger.deciding.rule import Breach
from ledger.deciding.rule_settings import Facts, facts_of, is_set
from ledger.state.blocks import blocked
from ledger.state.entries import Register, State, Version, World
from ledger.state.indexes import WORLD, kept, rows
from ledger.subjects.papers.entitling import Goods, goods_of
from ledger.subjects.sales.rules import PRODUCT_NOT_APPROVED

Span = tuple[str, str]
"""First and last day."""
Judged = tuple[Sequence[Breach], Span | None]
"""What was found, and the days on which the answer holds as well; None where it may not be remembered."""

ALWAYS: Final[Span] = ("", "9999-12-31")


class House:
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
        plain: Whether no more is to be asked of a deal than who, which sort of goods, and when.
        clear: Deals that our own papers and mode of business were found to allow, on which days.
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
        self.approvals = kept(state, "first_approvals")
        self.approving = kept(state, "first_approvals", "product") or is_set(PRODUCT_NOT_APPROVED, state)
        self.authorising = kept(state, "authorisations", "own_salesperson")
        self.training = kept(state, "trainings")
        self.held = blocked(state, "product")
        self.stopped = blocked(state, "customer")
        self.failed = kept(state, "inspection_reports", "nonconforming")
        self.plain = not (self.approving or self.held or self.stopped or self.failed)
        self.clear: dict[tuple[object, ...], Span] = {}

    def quiet(self, data: dict[str, Any], day: str, goods: Goods) -> bool:
        """Return whether nothing can stand against goods or buyer that a row has to be looked at for."""
        if self.failed or data["product_code"] in self.held or data["customer_code"] in self.stopped:
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
    found = set()
    for register in rows(state, "rule_settings"):
        for version in register.versions:
            found.add(version.data["effective_from"])
            if "effective_until" in version.data:
                found.add(shifted(version.data["effective_until"], 1))
    return sorted(found)


class Deal(NamedTuple):
    """A row as the rules on buyer, seller and house look at it.

    Attributes:
        data: The row.
        day: Its business day.
        product: The code of the product.
        mode: `wholesale`, `retail` or `drop_shipment`.
        goods: What the product's file says; None where the product is unknown.
        sort: What sort of goods they are: the rules that may be set by class or kind say the same of all.
        house: Our own side; None where we keep none of the registers it rests on.
        versions: The register versions of the day.
        start_of: Stored time of the first moment of a day.
    """

    data: dict[str, Any]
    day: str
    product: str
    mode: str
    goods: Goods | None
    sort: object
    house: House | None
    versions: Mapping[str, Version]
    start_of: Callable[[str], str]

    @property
    def at(self) -> str:
        """Stored time of the first moment of the day."""
        return self.start_of(self.day)

    @property
    def facts(self) -> Facts:
        """What the filters of settings are compared with."""
        return facts_of(self.data, self.versions)


def deal_of(
    data: dict[str, Any],
    day: str,
    mode: str,
    state: State,
    versions: dict[str, Version],
    start_of: Callable[[str], str],
) -> Deal:
    """Return a row as a deal."""
    product = versions.get("products")
    goods = goods_of(product) if product is not None else None
    sort = goods and goods.sort
    return Deal(data, day, data["product_code"], mode, goods, sort, house_of(state), versions, start_of)


def house_of(state: State) -> House | None:
    """Return our own side; None where we keep none of the registers it rests on."""
    current: World | None = state.get(WORLD)
    if current is None:
        return None
    if current.house is None:
        current.house = House(state)
    found: House = current.house
    return found


def covers_deal(authorisation: Mapping[str, Any], deal: Deal) -> bool:
    """Return whether an authorisation is valid on the day of a deal and covers its product."""
    products = authorisation.get("product_codes")
    return (
        authorisation.get("status", "active") == "active"
        and authorisation["valid_from"] <= deal.day <= authorisation["valid_until"]
        and (not products or deal.product in products)
    )


def steady(day: str, spans: Iterable[Span], registers: Iterable[Register]) -> Span:
    """Return the days around a day on which the same of the spans hold.

    Where a register row has several versions it is the day alone: another may be in force on the next.
    """
    if any(len(one.versions) > 1 for one in registers):
        return day, day
    first, last = "", "9999-12-31"
    for since, until in spans:
        if since > day:
            last = min(last, shifted(since, -1))
        elif since > first:
            first = since
        if until < day:
            first = max(first, shifted(until, 1))
        elif until < last:
            last = until
    return first, last


def overlap(*spans: Span) -> Span:
    """Return the days that lie in all of the spans."""
    return max(span[0] for span in spans), min(span[1] for span in spans)


def shifted(day: str, by: int) -> str:
    """Return the day so many days later."""
    return (date.fromisoformat(day) + timedelta(days=by)).isoformat()
