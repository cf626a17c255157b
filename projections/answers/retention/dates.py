"""Year arithmetic of retention, and what a rule counts from.

A day until which something must be kept is text `YYYY-MM-DD`, or `FOREVER`; as text the latest is the
greatest, and for ever is later than any day.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import MAXYEAR, date
from functools import lru_cache
from typing import NamedTuple

from ledger.events.base import Table

FOREVER = "forever"
Code = tuple[str, str]  # a kind of master data, and a code of it


@lru_cache(maxsize=65536)  # many rows share their dates
def after(day: str, months: int) -> str:
    """Return the corresponding day so many months later; where there is none, the last day of that month.

    The starting day is not counted (Civil Code §201-202), so a period of two years from 2026-05-31 ends with
    2028-05-31. A day beyond the calendar is for ever.
    """
    start = date.fromisoformat(day)
    years, month = divmod(start.month - 1 + months, 12)
    if start.year + years > MAXYEAR:
        return FOREVER
    last = monthrange(start.year + years, month + 1)[1]
    return date(start.year + years, month + 1, min(start.day, last)).isoformat()


def latest(*days: str | None) -> str | None:
    """Return the latest of some days, None if there is none."""
    known = [day for day in days if day is not None]
    return max(known) if known else None


class RetainedGoods(NamedTuple):
    """Goods that a record concerns, as far as retention looks at them.

    Attributes:
        product: Code of the product.
        lots: Lots named, none where the record does not say.
        serials: Units named, likewise.
        expiry: Last good day.
        life_end: End of the service life, counted from the production date.
        life_months: The service life where nobody knows when it began: it ends no later than so many months
            after the record, since nothing is made after it is received or sold.
        implant: Whether the product was ever registered as an implant, or the record says so.
        kind: Kind of product, `device` where it is not said.
        vaccine: Whether it is one.
        device_class: Class of a device.
        registered_until: Last day of its registration.
    """

    product: str
    lots: tuple[str, ...] = ()
    serials: tuple[str, ...] = ()
    expiry: str | None = None
    life_end: str | None = None
    life_months: int | None = None
    implant: bool = False
    kind: str = "device"
    vaccine: bool = False
    device_class: str | None = None
    registered_until: str | None = None


@dataclass(slots=True)
class Subject:
    """One row whose retention is asked for.

    Attributes:
        table: Its table.
        number: Its number, without the line; None where it does not matter.
        goods: The goods it concerns, none for records of another kind.
        day: Its business day; of what lasts, the day on which it ended.
        recorded: The day on which it was written down.
        closed: Of a case, the day on which it was closed, None while it is open; else its business day.
        left: Of records about a person, the day on which the person left.
        kept_for: Of master data, under which kinds and codes other records cite it.
        names: Records that it is about, as table, number and line: it is kept as long as they are.
        others: Until when such records must be kept, by rule.
        blocks: Why it may not be disposed of now.
        in_use: Whether it is master data that is still worked with.
    """

    table: Table
    number: str | None
    goods: tuple[RetainedGoods, ...]
    day: str | None
    recorded: str
    closed: str | None = None
    left: str | None = None
    kept_for: tuple[Code, ...] = ()
    names: tuple[tuple[str, str, int | None], ...] = ()
    others: dict[str, str] = field(default_factory=dict)
    blocks: list[str] = field(default_factory=list)
    in_use: bool = False


def _life_end(subject: Subject, goods: RetainedGoods | None) -> str | None:
    """Return the end of the service life; where it is not known, the last day on which it can end."""
    if goods is None or goods.life_end is not None:
        return goods.life_end if goods else None
    return None if goods.life_months is None or subject.day is None else after(subject.day, goods.life_months)


def _later(subject: Subject, goods: RetainedGoods | None) -> str | None:
    return latest(goods.expiry, _life_end(subject, goods)) if goods else None


# What a rule may count from, by name; a base that a row does not have gives no date.
BASES: dict[str, Callable[[Subject, RetainedGoods | None], str | None]] = {
    "expiry": lambda _, goods: goods.expiry if goods else None,
    "life_end": _life_end,
    "later": _later,
    "goods": lambda subject, goods: _later(subject, goods) or subject.day,
    "record": lambda subject, _: subject.day,
    "recorded": lambda subject, _: subject.recorded,
    "closed": lambda subject, _: subject.closed,
    "left": lambda subject, _: subject.left,
    "registration": lambda _, goods: goods.registered_until if goods else None,
}
# To which goods a rule applies; a record without goods is undated.
CONDITIONS: dict[str, Callable[[RetainedGoods | None], bool]] = {
    "always": lambda _: True,
    "dated": lambda goods: goods is not None and (goods.expiry or goods.life_end) is not None,
    "no_date": lambda goods: goods is None or (goods.expiry or goods.life_end) is None,
    "no_expiry": lambda goods: goods is None or goods.expiry is None,
    "implant": lambda goods: goods is not None and goods.implant,
    "drug": lambda goods: goods is not None and goods.kind in {"drug", "veterinary_drug"},
    "vaccine": lambda goods: goods is not None and goods.vaccine,
    "class_i": lambda goods: goods is not None and goods.device_class == "I",
}
