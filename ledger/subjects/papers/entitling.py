"""Papers that entitle: which kinds a class of goods asks for, which are valid on a day, what they cover.

Order 54 §4: class I needs no permission to trade, class II a filing of its own (§21) unless the product is
exempt from it (Order 739 §41), class III a licence. The class is that of the file, where that is blank the
one that the registration number tells. Makers trade by their production licence or filing (Order 54 §27),
medical institutions buy by their practice licence or filing. Medicines ask for the licence to trade in
medicines (Drug Law §51), veterinary drugs for the licence to trade in those (Veterinary Drug Rules §22).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, NamedTuple

from ledger.paper_numbers import normal
from ledger.phrases import Part, Phrase
from ledger.state.entries import Register, Version
from ledger.subjects.papers import phrases
from ledger.subjects.papers.numbers import paper_kind
from ledger.subjects.papers.scopes import parsed
from ledger.when import LAST_DAY

TRADING: Final = frozenset({"trade_licence", "trade_filing"})
BUSINESS: Final = frozenset({"business_licence", "institution_certificate"})
_LICENCE: Final = frozenset({"trade_licence"})
_FILING: Final = frozenset({"trade_filing"})
_MAKING: Final = frozenset({"production_licence", "production_filing"})
_PRACTICE: Final = frozenset({"practice_licence", "clinic_filing"})
_ANY_OF: dict[frozenset[str], Phrase] = {
    _MAKING | TRADING: phrases.MAKING_OR_TRADING,
    _PRACTICE: phrases.PRACTICE,
    _FILING: phrases.FILING,
    _LICENCE: phrases.LICENCE,
}
_DRUG_TRADE: Final = frozenset({"drug_trade_licence"})
_DRUG_MAKING: Final = frozenset({"drug_production_licence", "drug_trade_licence"})
_VETERINARY: Final = frozenset({"veterinary_trade_licence"})
_CLINIC: Final = frozenset({"animal_clinic_licence"})
TRADES: Final = TRADING | _DRUG_TRADE | _VETERINARY
_ANY_OF |= {
    _DRUG_TRADE: phrases.DRUG_TRADE,
    _DRUG_MAKING: phrases.DRUG_MAKING,
    _VETERINARY: phrases.VETERINARY_TRADE,
    _CLINIC: phrases.ANIMAL_CLINIC,
}
_NAMED: Final[dict[str, Part | str]] = {"medicine": phrases.MEDICINE, "veterinary": phrases.VETERINARY}
# by what goods ask for: who buys or trades them by which papers
_NEEDED: Final[dict[str, dict[str, frozenset[str]]]] = {
    "II": {"device_maker": _MAKING | TRADING, "medical_institution": _PRACTICE, "distributor": _FILING},
    "III": {"device_maker": _MAKING | TRADING, "medical_institution": _PRACTICE, "distributor": _LICENCE},
    "medicine": {
        "drug_maker": _DRUG_MAKING,
        "medical_institution": _PRACTICE,
        "distributor": _DRUG_TRADE,
        "device_maker": _DRUG_TRADE,
        "animal_clinic": _DRUG_TRADE,
        "farm": _DRUG_TRADE,
    },
    "veterinary": {"distributor": _VETERINARY, "animal_clinic": _CLINIC},
}


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
    def key(self) -> tuple[str, str]:
        """What tells it from other papers: its number, else its kind, and its first day."""
        return normal(self.number) or str(self.kind), self.since

    @property
    def text(self) -> Part | str:
        """The paper in a few words: kind, number, last day."""
        number = self.number if self.until == LAST_DAY else f"{self.number} →{self.until}"
        if self.kind is None:
            return phrases.SOME_PAPER.with_(number=number)
        phrase = phrases.PAPER.get(self.kind)
        return phrase.with_(number=number) if phrase is not None else f"{self.kind} {number}"


def on_file(file: Register | None, at: str) -> list[EntitlingPaper]:
    """Return the papers that a customer's or supplier's own file names, in whichever version."""
    return running(file.versions, at, _filed) if file is not None else []


def _filed(data: Mapping[str, Any]) -> EntitlingPaper | None:
    """Return the paper that a version of a file names, if it names one."""
    if not data.keys() & {"licence_kind", "licence_no", "licence_valid_from", "licence_valid_until"}:
        return None
    number = data.get("licence_no", "")
    kind = data.get("licence_kind") or (paper_kind(number) if number else None)
    since, until = data.get("licence_valid_from", ""), data.get("licence_valid_until", LAST_DAY)
    return EntitlingPaper(kind, number, since, until, data.get("scope"), None, standing=True)


def registered(registers: Iterable[Register], at: str, **values: str) -> list[EntitlingPaper]:
    """Return the papers of rows of the register of licences, each by its own dates.

    One that is revoked, lapsed or replaced at the stored time is no longer valid, whatever it said before.
    """
    found = []
    for register in registers:
        if all(register.nearest(at).data.get(column) == value for column, value in values.items()):
            found += running(register.versions, at, _registered)
    return found


def running(
    versions: Iterable[Version], at: str, read: Callable[[Mapping[str, Any]], EntitlingPaper | None]
) -> list[EntitlingPaper]:
    """Return the papers that the versions of a row tell of, each by its own dates, that in force first.

    A version that counts only later is listened to where its paper says itself from which day it runs: so a
    renewal counts on its days although it was typed late, and a term that was put right is the right one.

    Args:
        versions: The versions.
        at: Stored time of the day that is asked about.
        read: Reads the paper of a version.
    """
    told = [(one, read(one.data)) for one in versions if not one.voided]
    if len(told) == 1:
        return [paper for _, paper in told if paper is not None]
    told.sort(key=lambda one: (one[0].since, one[0].position))
    before = [one for one in told if one[0].since <= at] or told[:1]
    current, later = before[-1][1], told[len(before) :]
    papers: dict[tuple[str, str], EntitlingPaper] = {}
    for paper in [current] if current is not None and not current.standing else (one for _, one in before):
        counted = paper if paper is current else _until_the_next(paper, current)
        if counted is not None:
            papers[counted.key] = counted
    for _, paper in later:
        if paper is not None and paper.standing and paper.since:
            known = papers.get(paper.key, paper)
            papers[paper.key] = paper._replace(scope=known.scope, mode=known.mode)
    return sorted(papers.values(), key=lambda paper: paper is not current)


def _until_the_next(paper: EntitlingPaper | None, current: EntitlingPaper | None) -> EntitlingPaper | None:
    """Return a paper of an earlier version: one without an end runs until the one in force says it begins."""
    if paper is None or not paper.standing or paper.until != LAST_DAY or current is None:
        return paper if paper is not None and paper.standing else None
    return paper._replace(until=current.since) if current.since else None


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


def entitling(kind: str | None, permit: str) -> frozenset[str]:
    """Return the kinds of paper that entitle a kind of party to goods; none where none is asked.

    Args:
        kind: What kind of party it is.
        permit: What the goods ask for: `II` or `III` of devices, `medicine` or `veterinary`.
    """
    return _NEEDED[permit].get(kind or "", frozenset())


def named(permit: str | None) -> Part | str | None:
    """Return how messages name what goods ask for: a device class as it is written."""
    return _NAMED.get(permit or "", permit)


def entitles(paper: EntitlingPaper, needed: frozenset[str], permit: str) -> bool:
    """Return whether a paper is of a kind that is needed for goods.

    A filing of class II is a paper of its own beside the licence; an old licence whose scope names the
    second class too is both in one.
    """
    if paper.kind in needed:
        return True
    if permit != "II" or "trade_filing" not in needed or paper.kind != "trade_licence":
        return False
    return paper.scope is not None and any("II" in part.classes for part in parsed(paper.scope))


def titles(kinds: frozenset[str]) -> Phrase:
    """Return kinds of paper, any of which entitles, as people name them."""
    return _ANY_OF[kinds]
