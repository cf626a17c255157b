"""A sale, or goods that leave on consignment, as the rules on who may sell what to whom see it.

What the rules find in order is kept with the span of days in which nothing it rests on begins or ends, so
that the next sale of the same parties costs a look-up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from ledger.deciding.rule import Breach
from ledger.deciding.rule_settings import Facts, facts_of
from ledger.deciding.situation import Situation
from ledger.state.repository import State
from ledger.subjects.papers.goods import Goods
from ledger.subjects.sales.own_side import OwnSide
from ledger.subjects.sales.spans import Span

Answer = tuple[Sequence[Breach], Span | None]
"""What breaks a rule, and the days on which the answer is the same; None where it may not be kept."""


class SaleContext(NamedTuple):
    """A row as the rules on buyer, seller and our own side look at it.

    Attributes:
        situation: The row that is judged.
        day: Its business day.
        mode: `wholesale`, `retail` or `drop_shipment`.
        goods: What the product's file says; None where the product is unknown.
        sort: What sort of goods they are: the rules that may be set by class or kind say the same of all.
        own: Our own side; None where we keep none of the registers it rests on.
    """

    situation: Situation
    day: str
    mode: str
    goods: Goods | None
    sort: object
    own: OwnSide | None

    @property
    def row(self) -> Mapping[str, Any]:
        """The row."""
        return self.situation.row

    @property
    def state(self) -> State:
        """What earlier events left."""
        return self.situation.state

    @property
    def product(self) -> str:
        """Code of the product."""
        code: str = self.situation.row["product_code"]
        return code

    @property
    def buyer(self) -> str:
        """Code of the customer."""
        code: str = self.situation.row["customer_code"]
        return code

    @property
    def customer_kind(self) -> str | None:
        """What kind of buyer the row says, else the customer's file."""
        customer = self.situation.version("customers")
        kind: str | None = self.row.get("customer_kind", customer.data.get("kind") if customer else None)
        return kind

    @property
    def at(self) -> str:
        """Stored time of the first moment of the day."""
        return self.situation.context.start_of(self.day)

    @property
    def facts(self) -> Facts:
        """What the filters of settings are compared with."""
        return facts_of(self.situation.row, self.situation.versions)

    def covered_by(self, authorisation: Mapping[str, Any]) -> bool:
        """Return whether an authorisation is valid on the day and covers the product."""
        products = authorisation.get("product_codes")
        return (
            authorisation.get("status", "active") == "active"
            and authorisation["valid_from"] <= self.day <= authorisation["valid_until"]
            and (not products or self.product in products)
        )
