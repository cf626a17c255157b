"""Papers that entitle: which kinds a class of goods asks for, which are valid on a day, what they cover.

Order 54 §4: class I needs no permission to trade, class II a filing, class III a licence; a licence serves
for class II too. Makers trade by their production licence or filing (Order 54 §27), medical institutions buy
by their practice licence or filing. Goods that are not devices are not judged by these rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, Final, NamedTuple

from ledger.phrases import Part, Phrase
from ledger.state.entries import Register, Version
from ledger.subjects.papers import phrases
from ledger.subjects.papers.numbers import paper_kind
from ledger.subjects.papers.scopes import Profile, cover, profile
from ledger.when import LAST_DAY

TRADING: Final = frozenset({"trade_licence", "trade_filing"})
BUSINESS: Final = frozenset({"business_licence", "institution_certificate"})
_LICENCE: Final = frozenset({"trade_licence"})
_MAKING: Final = frozenset({"production_licence", "production_filing"})
_PRACTICE: Final = frozenset({"practice_licence", "clinic_filing"})
_ANY_OF: Final = {
    _MAKING | TRADING: phrases.MAKING_OR_TRADING,
    _PRACTICE: phrases.PRACTICE,
    TRADING: phrases.TRADING,
    _LICENCE: phrases.LICENCE,
}
_DEVICES: Final = frozenset({"device", "ivd"})


class EntitlingPaper(NamedTuple):
    """A licence, filing or certificate, as registered; a kind of None is not known."""

    kind: str | None
    number: str
    since: str
    until: str
    scope: str | None
    mode: str | None
    standing: bool

    def valid(self, day: str) -> bool:
        """Return whether it is valid on a day."""
        return self.standing and self.since <= day <= self.until

    @property
    def text(self) -> Part | str:
        """The paper in a few words: kind, number, last day."""
        number = self.number if self.until == LAST_DAY else f"{self.number} →{self.until}"
        if self.kind is None:
            return phrases.SOME_PAPER.with_(number=number)
        phrase = phrases.PAPER.get(self.kind)
        return phrase.with_(number=number) if phrase is not None else f"{self.kind} {number}"


def on_file(data: Mapping[str, Any]) -> EntitlingPaper | None:
    """Return the paper that a customer's or supplier's own file names, if it names one."""
    if not data.keys() & {"licence_kind", "licence_no", "licence_valid_from", "licence_valid_until"}:
        return None
    number = data.get("licence_no", "")
    kind = data.get("licence_kind") or (paper_kind(number) if number else None)
    since, until = data.get("licence_valid_from", ""), data.get("licence_valid_until", LAST_DAY)
    return EntitlingPaper(kind, number, since, until, data.get("scope"), None, standing=True)


def registered(registers: Iterable[Register], at: str, **values: str) -> list[EntitlingPaper]:
    """Return the papers in force at a stored time among rows of the register of licences."""
    found = []
    for register in registers:
        data = register.nearest(at).data
        if all(data.get(column) == value for column, value in values.items()):
            found.append(_registered(data))
    return found


def _registered(data: Mapping[str, Any]) -> EntitlingPaper:
    return EntitlingPaper(
        data["licence_kind"],
        data["licence_no"],
        data.get("valid_from", ""),
        data.get("valid_until", LAST_DAY),
        data.get("scope"),
        data.get("business_mode"),
        standing=data.get("status", "valid") == "valid",
    )


def entitling(kind: str | None, device_class: str) -> frozenset[str]:
    """Return the kinds of paper that entitle a kind of party to goods of class II or III; none if unknown."""
    if kind == "device_maker":
        return _MAKING | TRADING
    if kind == "medical_institution":
        return _PRACTICE
    if kind == "distributor":
        return _LICENCE if device_class == "III" else TRADING
    return frozenset()


def titles(kinds: frozenset[str]) -> Phrase:
    """Return kinds of paper, any of which entitles, as people name them."""
    return _ANY_OF[kinds]


class Goods:
    """What of a product's file decides who may trade it.

    Attributes:
        device_class: Its class, of devices that need permission: `II` or `III`; None of all others.
        profile: What scopes are compared with.
        comparable: Whether it has a code of either catalogue, or is a reagent.
        special: Whether it is under special state control.
        status: `suspended` or `discontinued`; None while it is on sale.
        ordinary: Whether nothing is to be asked of the goods themselves.
        sort: The same object for all goods of which buyers and our own side are asked the same.
        approved: The days on which its first approval was found in order, and the house that says so.
        registrant: Holder of the registration, who may sell its own goods without permission.
    """

    __slots__ = (
        "approved",
        "comparable",
        "device_class",
        "ordinary",
        "profile",
        "registrant",
        "sort",
        "special",
        "status",
    )

    def __init__(self, data: Mapping[str, Any]) -> None:
        kind, given = data.get("product_kind", "device"), data.get("device_class")
        self.device_class = given if kind in _DEVICES and given in {"II", "III"} else None
        self.profile: Profile = profile(
            given, data.get("category_code"), data.get("category_code_2002"), kind == "ivd"
        )
        self.comparable = bool(self.profile.code or self.profile.old_code or self.profile.reagent)
        self.special = bool(data.get("special_control")) or "special_control" in data.get(
            "special_classes", ()
        )
        self.status: str | None = data["status"] if data.get("status", "active") != "active" else None
        self.ordinary = not self.special and self.status is None
        self.registrant: str | None = data.get("registrant")
        self.sort = _sort(kind, self.profile, self.registrant)
        self.approved: tuple[Any, tuple[str, str]] | None = None

    def within(self, scopes: Iterable[str]) -> bool | None:
        """Return whether scopes cover the goods; None where that cannot be told."""
        return cover(scopes, self.profile)


@lru_cache(maxsize=65536)
def _sort(_kind: str, _profile: Profile, _registrant: str | None) -> object:
    return object()


def goods_of(product: Version) -> Goods:
    """Return what a product's version says of who may trade it; worked out once."""
    if product.memory is None:
        product.memory = (None, Goods(product.data))
    found: Goods = product.memory[1]
    return found
