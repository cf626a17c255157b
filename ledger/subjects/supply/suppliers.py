"""Whether a supplier may supply goods on a day: its papers, their term, class and scope."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from ledger.deciding.rule import Breach
from ledger.deciding.situation import Situation
from ledger.phrases import Phrase
from ledger.state.entries import Register, Version
from ledger.state.indexes import has_records, register_epoch, rows
from ledger.state.repository import State
from ledger.subjects.papers.entitling import (
    TRADES,
    TRADING,
    EntitlingPaper,
    entitles,
    named,
    on_file,
    registered,
)
from ledger.subjects.papers.goods import Goods, goods_of
from ledger.subjects.supply import phrases
from ledger.subjects.supply.purchase_rules import (
    PRIVATE_SUPPLIER,
    SUPPLIER_LAPSED,
    SUPPLIER_PAPERS,
    SUPPLIER_SCOPE,
    SUPPLIER_UNFIT,
)
from ledger.when import LAST_DAY

_PERSONAL: Final = frozenset(
    {"identity_document", "education_certificate", "title_certificate", "qualification_certificate"}
)
_MAKING: Final = frozenset({"production_licence", "production_filing"})
_OWN_GOODS: Final = frozenset({"registration_certificate", "product_filing"})
_MEDICINES: Final[dict[str, tuple[frozenset[str], frozenset[str]]]] = {
    "medicine": (frozenset({"drug_production_licence"}), frozenset({"drug_trade_licence"})),
    "veterinary": (frozenset({"veterinary_production_licence"}), frozenset({"veterinary_trade_licence"})),
}
_DEVICES: Final = _MAKING | TRADING | _OWN_GOODS
_PERMITS: Final = _DEVICES.union(*(making | trade for making, trade in _MEDICINES.values()))
_IDENTITIES: Final = frozenset({"business_licence", "institution_certificate"})
_BY_KIND: Final[dict[str, frozenset[str]]] = {
    "manufacturer": _MAKING,
    "registrant": _DEVICES,
    "distributor": TRADING,
    "agent": TRADING | _OWN_GOODS,
}
_NOT_FOR_CLASS: Final[dict[str, frozenset[str]]] = {
    "II": frozenset({"production_filing", "product_filing", "trade_licence"}),
    "III": frozenset({"production_filing", "product_filing", "trade_filing"}),
}
_UNKNOWN: Final = frozenset({None})


def papers_of(state: State, file: Register | None, code: str, at: str) -> list[EntitlingPaper]:
    """Return the papers known of a supplier: those of its file first, then the registered ones."""
    found = on_file(file, at)
    if has_records(state, "licences", "supplier"):
        kept = rows(state, "licences", "owner_kind+owner_code", "supplier", code)
        found += registered(kept, at, owner_kind="supplier", owner_code=code)
    return found


def judge_supplier(s: Situation, on: str) -> list[Breach]:
    """Judge whether the supplier of a line was entitled to supply its goods on a day; cached per day."""
    supplier, product = s.version("suppliers"), s.version("products")
    if supplier is None:
        return []
    file = s.state.register("suppliers", supplier.data["supplier_code"])
    now, key = (register_epoch(s.state), file), (on, product)
    if supplier.memory is None or supplier.memory[0] != now or len(supplier.memory[1]) > _MOST_DAYS:
        supplier.memory = (now, {})
    cache: dict[Any, list[Breach]] = supplier.memory[1]
    if key not in cache:
        cache[key] = list(_judge(s, on, supplier, product))
    return cache[key]


_MOST_DAYS: Final = 4000


def _judge(s: Situation, on: str, supplier: Version, product: Version | None) -> Iterator[Breach]:
    code = supplier.data["supplier_code"]
    papers = papers_of(s.state, s.state.register("suppliers", code), code, s.context.start_of(on))
    kinds = {paper.kind for paper in papers if paper.kind}
    if supplier.data.get("supplier_kind") == "individual":
        yield PRIVATE_SUPPLIER.broken(supplier_code=code, licence=phrases.INDIVIDUAL)
        return
    if kinds and kinds <= _PERSONAL:
        yield PRIVATE_SUPPLIER.broken(supplier_code=code, licence=", ".join(sorted(kinds)))
        return
    goods = goods_of(product) if product is not None else None
    yield from _lapsed(papers, code, on)
    if goods is None or not goods.judged:
        return
    yield from _missing(papers, code, goods, s.state)
    valid = [paper for paper in papers if paper.kind in _PERMITS and paper.valid(on)]
    if valid and goods.permit is not None:
        yield from _fit(valid, supplier, goods, s.row["product_code"])


def _lapsed(papers: list[EntitlingPaper], code: str, on: str) -> Iterator[Breach]:
    """Judge the terms: of each sort of paper that is known, one must stand on the day."""
    for kinds in (_PERMITS, _IDENTITIES, _UNKNOWN):
        of_kind = [one for one in papers if one.kind in kinds]
        if of_kind and not any(one.valid(on) for one in of_kind):
            latest = max(of_kind, key=lambda one: one.until if one.until != LAST_DAY else "")
            yield SUPPLIER_LAPSED.broken(
                supplier_code=code,
                licence_no=latest.number or "—",
                valid_from=latest.since or "—",
                valid_until=latest.until if latest.until != LAST_DAY else "—",
                on=on,
            )


def _missing(papers: list[EntitlingPaper], code: str, goods: Goods, state: State) -> Iterator[Breach]:
    kinds = {one.kind for one in papers}
    missing: list[Phrase] = []
    if kinds.isdisjoint(_IDENTITIES) and any(
        has_records(state, "licences", "supplier", kind) for kind in sorted(_IDENTITIES)
    ):
        missing.append(phrases.BUSINESS_LICENCE)
    if kinds.isdisjoint(_PERMITS) and None not in kinds and goods.profile.device_class != "I":
        missing.append(phrases.PERMIT)
    if missing:
        yield SUPPLIER_PAPERS.broken(supplier_code=code, missing=tuple(missing))


def _fitting(kind: str, risk: str) -> frozenset[str]:
    """Return the kinds of paper by which a kind of supplier may supply goods of a class or sort."""
    if risk in _MEDICINES:
        making, trade = _MEDICINES[risk]
        return {"manufacturer": making, "distributor": trade}.get(kind, making | trade)
    return _BY_KIND.get(kind, _DEVICES) - _NOT_FOR_CLASS[risk]


def _fit(valid: list[EntitlingPaper], supplier: Version, goods: Goods, product: str) -> Iterator[Breach]:
    """Judge the class and the scope: one paper that stands must let this supplier supply these goods."""
    code, risk = supplier.data["supplier_code"], str(goods.permit)
    fitting = _fitting(supplier.data.get("supplier_kind", ""), risk)
    fit = [one for one in valid if entitles(one, fitting, risk)]
    if not fit:
        yield SUPPLIER_UNFIT.broken(
            supplier_code=code,
            product_code=product,
            device_class=named(risk),
            licences=", ".join(sorted({str(one.kind) for one in valid})),
        )
        return
    scopes = [one.scope for one in fit if one.kind in TRADES]
    if scopes and all(scope is not None and goods.within([scope]) is False for scope in scopes):
        yield SUPPLIER_SCOPE.broken(
            supplier_code=code,
            product_code=product,
            category=goods.category,
            scope=" | ".join(scope for scope in scopes if scope),
        )
