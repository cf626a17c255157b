"""A deal: a sale, or goods that leave on consignment, as the rules on who may sell what to whom see it.

What the rules find in order is remembered with the span of days in which nothing it rests on begins or ends,
so that the next deal of the same parties costs a look-up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final, NamedTuple

from ledger.rules.blocks import any_block
from ledger.rules.indexes import WORLD, kept, rows
from ledger.rules.modes import Facts, facts_of
from ledger.rules.papers import Goods, goods_of
from ledger.rules.rule import Breach
from ledger.rules.state import Register, State, Version, World

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
        approvals: Whether first approvals are kept.
        authorising: Whether authorisations of our salespeople are kept.
        training: Whether trainings are kept.
        blocked: Whether anything was ever held or vetoed.
        failed: Whether any inspection report ever said nonconforming.
        plain: Whether no more is to be asked of a deal than who, what class and when.
        clear: Deals that our own papers and mode of business were found to allow, on which days.
    """

    __slots__ = (
        "approvals",
        "authorising",
        "blocked",
        "clear",
        "companies",
        "company",
        "failed",
        "licences",
        "plain",
        "settings",
        "training",
    )

    def __init__(self, state: State) -> None:
        self.companies: list[Register] = list(rows(state, "companies"))
        self.company = self.companies[0] if len(self.companies) == 1 else None
        self.licences: list[Register] = list(rows(state, "licences", "owner_kind", "own"))
        self.settings = kept(state, "rule_settings")
        self.approvals = kept(state, "first_approvals")
        self.authorising = kept(state, "authorisations", "own_salesperson")
        self.training = kept(state, "trainings")
        self.blocked = any_block(state)
        self.failed = kept(state, "inspection_reports", "nonconforming")
        self.plain = not (self.settings or self.approvals or self.blocked or self.failed)
        self.clear: dict[tuple[object, ...], Span] = {}


class Deal(NamedTuple):
    """A row as the rules on buyer, seller and house look at it.

    Attributes:
        data: The row.
        day: Its business day.
        product: The code of the product.
        mode: `wholesale`, `retail` or `drop_shipment`.
        goods: What the product's file says; None where the product is unknown.
        house: Our own side; None where we keep none of the registers it rests on.
        versions: The register versions of the day.
        start_of: Stored time of the first moment of a day.
    """

    data: dict[str, Any]
    day: str
    product: str
    mode: str
    goods: Goods | None
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
    return Deal(data, day, data["product_code"], mode, goods, house_of(state), versions, start_of)


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
            last = min(last, _shifted(since, -1))
        elif since > first:
            first = since
        if until < day:
            first = max(first, _shifted(until, 1))
        elif until < last:
            last = until
    return first, last


def overlap(*spans: Span) -> Span:
    """Return the days that lie in all of the spans."""
    return max(span[0] for span in spans), min(span[1] for span in spans)


def _shifted(day: str, by: int) -> str:
    return (date.fromisoformat(day) + timedelta(days=by)).isoformat()
