"""Whether a supplier may supply goods on a day: its papers, their term, class and scope."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from ledger.deciding.rule import Breach
from ledger.deciding.rule_settings import binds, facts_of
from ledger.deciding.situation import Situation
from ledger.phrases import Phrase
from ledger.state.entries import Version
from ledger.state.indexes import has_records, in_force, register_epoch
from ledger.state.repository import State
from ledger.subjects.papers.scopes import covers, profile
from ledger.subjects.supply import phrases
from ledger.subjects.supply.purchase_rules import (
    PRIVATE_SUPPLIER,
    SUPPLIER_LAPSED,
    SUPPLIER_PAPERS,
    SUPPLIER_SCOPE,
    SUPPLIER_UNFIT,
)

_PERSONAL: Final = frozenset(
    {"identity_document", "education_certificate", "title_certificate", "qualification_certificate"}
)
_MAKING: Final = frozenset({"production_licence", "production_filing"})
_TRADING: Final = frozenset({"trade_licence", "trade_filing"})
_OWN_GOODS: Final = frozenset({"registration_certificate", "product_filing"})
_PERMITS: Final = _MAKING | _TRADING | _OWN_GOODS
_IDENTITIES: Final = frozenset({"business_licence", "institution_certificate"})
_BY_KIND: Final[dict[str, frozenset[str]]] = {
    "manufacturer": _MAKING,
    "registrant": _PERMITS,
    "distributor": _TRADING,
    "agent": _TRADING | _OWN_GOODS,
}
_NOT_FOR_CLASS: Final[dict[str, frozenset[str]]] = {
    "II": frozenset({"production_filing", "product_filing"}),
    "III": frozenset({"production_filing", "product_filing", "trade_filing"}),
}
_DEVICES: Final = frozenset({"device", "ivd"})
_STANDING: Final = frozenset({None, "valid"})


class SupplierPaper(NamedTuple):
    """One paper of a supplier."""

    kind: str
    number: str
    since: str | None
    until: str | None
    scope: str | None
    standing: bool

    def valid(self, day: str) -> bool:
        """Return whether it stands on a day."""
        ends_before = self.until is not None and self.until < day
        return self.standing and not ends_before and (self.since is None or self.since <= day)


def papers_of(state: State, supplier: Version, at: str) -> list[SupplierPaper]:
    """Return the papers known of a supplier: that in its file first, then the registered ones."""
    code, file = supplier.data["supplier_code"], supplier.data
    found = []
    if "licence_kind" in file or "licence_no" in file or "licence_valid_until" in file:
        found.append(_paper(file, "licence_valid_from", "licence_valid_until"))
    if has_records(state, "licences", "supplier"):
        registered = in_force(state, "licences", at, owner_kind="supplier", owner_code=code)
        found += [_paper(one.data, "valid_from", "valid_until") for one in registered]
    return found


def _paper(data: Mapping[str, Any], since: str, until: str) -> SupplierPaper:
    named = data.get("licence_kind", ""), data.get("licence_no", "—")
    standing = data.get("status") in _STANDING if "owner_kind" in data else True
    return SupplierPaper(*named, data.get(since), data.get(until), data.get("scope"), standing)


def judge_supplier(s: Situation, on: str) -> list[Breach]:
    """Judge whether the supplier of a line was entitled to supply its goods on a day; cached per day."""
    supplier, product = s.version("suppliers"), s.version("products")
    if supplier is None:
        return []
    now, key = register_epoch(s.state), (on, product)
    if supplier.memory is None or supplier.memory[0] is not now or len(supplier.memory[1]) > _MOST_DAYS:
        supplier.memory = (now, {})
    cache: dict[Any, list[Breach]] = supplier.memory[1]
    if key not in cache:
        cache[key] = list(_judge(s, on, supplier, product))
    return cache[key]


_MOST_DAYS: Final = 4000


def _judge(s: Situation, on: str, supplier: Version, product: Version | None) -> Iterator[Breach]:
    code = supplier.data["supplier_code"]
    papers = papers_of(s.state, supplier, s.context.start_of(on))
    kinds = {paper.kind for paper in papers if paper.kind}
    if kinds and kinds <= _PERSONAL:
        yield PRIVATE_SUPPLIER.broken(supplier_code=code, licence=", ".join(sorted(kinds)))
        return
    goods = product.data if product else {}
    device = goods.get("product_kind", "device") in _DEVICES
    yield from _lapsed(papers, code, on)
    permits = [paper for paper in papers if paper.kind in _PERMITS]
    if device and binds(SUPPLIER_PAPERS, on, facts_of(s.row, s.versions), s.state):
        yield from _missing(papers, code, goods, s.state)
    valid = [paper for paper in permits if paper.valid(on)]
    if device and valid:
        yield from _fit(valid, supplier, goods)


def _lapsed(papers: list[SupplierPaper], code: str, on: str) -> Iterator[Breach]:
    """Judge the terms: of each sort of paper that is known, one must stand on the day."""
    for kinds in (_PERMITS, _IDENTITIES, frozenset({""})):
        of_kind = [one for one in papers if one.kind in kinds]
        if of_kind and not any(one.valid(on) for one in of_kind):
            latest = max(of_kind, key=lambda one: one.until or "")
            yield SUPPLIER_LAPSED.broken(
                supplier_code=code,
                licence_no=latest.number,
                valid_from=latest.since or "—",
                valid_until=latest.until or "—",
                on=on,
            )


def _missing(
    papers: list[SupplierPaper], code: str, goods: Mapping[str, Any], state: State
) -> Iterator[Breach]:
    kinds = {one.kind for one in papers}
    missing: list[Phrase] = []
    if kinds.isdisjoint(_IDENTITIES) and any(
        has_records(state, "licences", "supplier", kind) for kind in sorted(_IDENTITIES)
    ):
        missing.append(phrases.BUSINESS_LICENCE)
    if kinds.isdisjoint(_PERMITS) and "" not in kinds and goods.get("device_class") != "I":
        missing.append(phrases.PERMIT)
    if missing:
        yield SUPPLIER_PAPERS.broken(supplier_code=code, missing=tuple(missing))


def _fit(valid: list[SupplierPaper], supplier: Version, goods: Mapping[str, Any]) -> Iterator[Breach]:
    """Judge the class and the scope: one paper that stands must let this supplier supply these goods."""
    code, risk = supplier.data["supplier_code"], goods.get("device_class")
    if risk not in _NOT_FOR_CLASS:
        return
    fitting = _BY_KIND.get(supplier.data.get("supplier_kind", ""), _PERMITS) - _NOT_FOR_CLASS[risk]
    fit = [one for one in valid if one.kind in fitting]
    if not fit:
        yield SUPPLIER_UNFIT.broken(
            supplier_code=code,
            product_code=goods["product_code"],
            device_class=risk,
            licences=", ".join(sorted({one.kind for one in valid})),
        )
        return
    scopes = [one.scope for one in fit if one.kind in _TRADING]
    asked = profile(
        risk,
        goods.get("category_code"),
        goods.get("category_code_2002"),
        reagent=goods.get("product_kind") == "ivd",
    )
    if scopes and all(scope is not None and covers(scope, asked) is False for scope in scopes):
        yield SUPPLIER_SCOPE.broken(
            supplier_code=code,
            product_code=goods["product_code"],
            category=asked.text,
            scope=" | ".join(scope for scope in scopes if scope),
        )
