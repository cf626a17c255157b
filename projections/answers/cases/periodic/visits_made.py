"""The visits and calls that were made: what each of them counts as, on site or by telephone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Final, NamedTuple

from projections.reading.query import Query
from projections.reading.stream import Row

_SEEN: Final = ("customer_code", "product_code", "serial", "next_due_on")
_VISIT: Final = (*_SEEN, "visited_on", "visit_kind", "visit_mode", "warranty_no")
_TRACKING: Final = (*_SEEN, "tracked_on", "tracking_method")
# At the customer's: of these kinds unless the visit says that it was made in another way.
_ON_SITE: Final = frozenset({"on_site", "inspection", "user_quality", "key_customer"})
_CALLS: Final = frozenset({"phone", "quality_tracking"})
_USERS: Final = frozenset({"user_quality", "key_customer", "reception", "on_site", "phone"})
_THERE: Final = frozenset({"on_site", "visit"})


class Visit(NamedTuple):
    """A visit or call that was made.

    Attributes:
        on: Day.
        customer: Code of the customer.
        product: Code of the product, if one is named.
        serial: Of the unit, if one is named.
        warranty: Number in the warranty register, if one is named.
        next_on: When the next is due, if it says so.
        position: Of its event.
        on_site: Whether somebody was there.
        call: Whether it is one of the calls and trackings of every month.
        of_user: Whether it is one of the visits of users.
    """

    on: str
    customer: str
    product: str | None
    serial: str | None
    warranty: str | None
    next_on: str | None
    position: int
    on_site: bool
    call: bool
    of_user: bool

    def about(self, warranty: Row, serial: str | None) -> bool:
        """Return whether it was about a unit under a row of the warranty register, as far as it says."""
        if self.warranty is not None:
            named = self.warranty == warranty["warranty_no"]
        else:
            named = self.product is None or self.product == warranty["product_code"]
        return named and (self.serial is None or serial is None or serial in self.serial.split(";"))


def visits_made(query: Query) -> dict[str, list[Visit]]:
    """Return what was made by the day of the answer, by customer, in the order of the days."""
    found: dict[str, list[Visit]] = defaultdict(list)
    for one in sorted((*_visits(query), *_trackings(query)), key=lambda one: (one.on, one.position)):
        found[one.customer].append(one)
    return found


def _visits(query: Query) -> Iterator[Visit]:
    for row in query.rows("visits", only=_VISIT):
        kind, mode = row["visit_kind"], row["visit_mode"]
        if row["visited_on"] is not None and row["visited_on"] <= query.today:
            there = mode == "on_site" if mode is not None or kind not in _ON_SITE else True
            yield _visit(
                row,
                row["visited_on"],
                row["warranty_no"],
                on_site=there and kind != "phone",
                call=kind in _CALLS,
                of_user=kind in _USERS,
            )


def _trackings(query: Query) -> Iterator[Visit]:
    for row in query.rows("quality_trackings", only=_TRACKING):
        if row["tracked_on"] <= query.today:
            there = row["tracking_method"] in _THERE
            yield _visit(row, row["tracked_on"], None, on_site=there, call=True, of_user=False)


def _visit(row: Row, on: str, warranty: str | None, *, on_site: bool, call: bool, of_user: bool) -> Visit:
    return Visit(
        on,
        row["customer_code"],
        row["product_code"],
        row["serial"],
        warranty,
        row["next_due_on"],
        row["position"],
        on_site,
        call,
        of_user,
    )
