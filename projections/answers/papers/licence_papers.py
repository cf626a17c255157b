"""Every paper with a last day: whose it is, and what stops when it lapses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from projections.reading.query import Query
from projections.reading.stream import Row

OWN, CUSTOMER, SUPPLIER, PRODUCT, STAFF = "own", "customer", "supplier", "product", "staff"
_NO_SALES = "停止向该购货者销售"
_NO_PURCHASES = "停止向该供货者采购"
_NO_PRODUCT = "届满后生产的产品不得购进、销售"
_NO_DUTY = "停止该人员履行岗位职责"
_NO_TRADE = "停止采购、销售等经营活动"
_NO_SELLING = "停止该销售人员经办业务"
BLOCKS = {OWN: _NO_TRADE, CUSTOMER: _NO_SALES, SUPPLIER: _NO_PURCHASES, PRODUCT: _NO_PRODUCT, STAFF: _NO_DUTY}
_CONTRACT_BLOCKS = {
    "sales": "不得再按该合同销售",
    "purchase": "不得再按该合同采购",
    "maintenance": "停止合同保养服务",
    "quality_agreement": _NO_PURCHASES + "(质量保证协议届满)",
    "carriage": "停止委托运输",
    "storage": "停止委托贮存",
    "service_outsourcing": "停止委托售后服务",
    "entrusted_sales": "停止受托销售",
}
# Register, kind of owner, code, and who follows up its papers.
_PARTIES = (
    ("customers", CUSTOMER, "customer_code", "responsible_staff"),
    ("suppliers", SUPPLIER, "supplier_code", "reviewer"),
)
_PARTY = (
    *("name", "status", "licence_kind", "licence_no", "licence_valid_from", "licence_valid_until", "scope"),
)
_LOOKED_AT = {
    "licences": (
        *("status", "owner_kind", "owner_code", "owner_name", "licence_kind", "licence_no", "scope"),
        *("valid_from", "valid_until"),
    ),
    "authorisations": (
        *("status", "authorisation_kind", "grantee_name", "authorisation_no", "valid_until"),
        *("staff_code", "supplier_code", "customer_code"),
    ),
    "contracts": (
        *("status", "contract_kind", "contract_no", "customer_code", "supplier_code", "party_name"),
        *("valid_until", "drafted_by"),
    ),
    "companies": ("name", "trade_licence_no", "trade_licence_until", "quality_head"),
    "products": ("status", "name", "registration_no", "registration_valid_until"),
    "staff": ("status", "name", "employed_until", "authorised_until", "appointment_no"),
}
_GONE = {"replaced"}  # a newer paper stands in its place
_WITHDRAWN = {"revoked", "lapsed"}  # without force whatever its date
_CONTRACT_OVER = {"draft", "under_review", "rejected", "ended"}


@dataclass(frozen=True, slots=True)
class LapsingPaper:
    """A paper with a last day.

    Attributes:
        owner_kind: As `licences` has it.
        owner_code: Code of the owner in its register.
        owner_name: Its name.
        licence_kind: As `licences` has it; `other` for authorisations and contracts.
        licence_no: Its number.
        valid_until: Its last day; None without a term.
        blocks: What stops without it.
        owner: Who follows it up, None where the head of quality does.
        remind: Which setting says how early to warn: the kind of paper.
        scope: What it covers, as printed.
        valid_from: Its first day, if stated.
        withdrawn: Whether it is without force already.
    """

    owner_kind: str
    owner_code: str | None
    owner_name: str | None
    licence_kind: str
    licence_no: str | None
    valid_until: str | None
    blocks: str
    owner: str | None
    remind: str
    scope: str | None = None
    valid_from: str | None = None
    withdrawn: bool = False

    @property
    def identity(self) -> tuple[str | None, ...]:
        """What names the row of the answer."""
        return (self.owner_kind, self.owner_code, self.licence_kind, self.licence_no)


def papers(query: Query) -> list[LapsingPaper]:
    """Return every paper in force or lapsed, once, ordered by identity; a licence's own row goes first.

    A paper that a later one of the same owner and kind covers is left out: nothing stops when it lapses.
    """
    found: dict[tuple[str | None, ...], LapsingPaper] = {}
    for source in (_licences, _authorisations, _contracts, _companies, _parties, _products, _staff):
        for paper in source(query):
            found.setdefault(paper.identity, paper)
    kept = [paper for paper in found.values() if paper.valid_until is not None or paper.withdrawn]
    by_kind: dict[tuple[str | None, ...], list[LapsingPaper]] = {}
    for paper in found.values():
        by_kind.setdefault(paper.identity[:3], []).append(paper)
    open_ones = [paper for paper in kept if not _followed(paper, by_kind[paper.identity[:3]])]
    return sorted(open_ones, key=lambda one: [(part is not None, part or "") for part in one.identity])


def _followed(paper: LapsingPaper, alike: Iterable[LapsingPaper]) -> bool:
    """Return whether a later paper takes over when this one lapses; kind `other` says too little to tell."""
    if paper.licence_kind == "other":
        return False
    last = paper.valid_until or ""
    return any(
        one is not paper
        and not one.withdrawn
        and (one.valid_until is None or one.valid_until > last)
        and (one.valid_from is None or not last or one.valid_from <= last)
        and paper.scope in {None, one.scope}
        for one in alike
    )


def _licences(query: Query) -> Iterator[LapsingPaper]:
    parties: dict[str, dict[str, tuple[str, str | None]]] = {
        kind: {
            row[code]: (row["name"], row[followed_by]) for row in query.rows(key, only=("name", followed_by))
        }
        for key, kind, code, followed_by in _PARTIES
    }
    for row in query.rows("licences", only=_LOOKED_AT["licences"]):
        if row["status"] in _GONE:
            continue
        kind, code = row["owner_kind"], row["owner_code"]
        name, follower = parties.get(kind, {}).get(code, (None, None))
        yield LapsingPaper(
            kind,
            code,
            row["owner_name"] or name,
            row["licence_kind"],
            row["licence_no"],
            row["valid_until"],
            BLOCKS.get(kind, "停止依据该证照的业务"),
            follower,
            row["licence_kind"],
            row["scope"],
            row["valid_from"],
            row["status"] in _WITHDRAWN,
        )


def _authorisations(query: Query) -> Iterator[LapsingPaper]:
    for row in query.rows("authorisations", only=_LOOKED_AT["authorisations"]):
        if row["status"] == "ended":
            continue
        kind, code, blocks = _authorised(row)
        name = row["grantee_name"]
        number, until = row["authorisation_no"], row["valid_until"]
        yield LapsingPaper(
            kind, code, name, "other", number, until, blocks, row["staff_code"], "authorisation"
        )


def _authorised(row: Row) -> tuple[str, str | None, str]:
    if row["authorisation_kind"] == "own_salesperson" and row["staff_code"]:
        return STAFF, row["staff_code"], _NO_SELLING
    if row["authorisation_kind"] == "supplier_salesperson":
        return SUPPLIER, row["supplier_code"], _NO_PURCHASES + "(销售人员授权届满)"
    if row["customer_code"]:
        return CUSTOMER, row["customer_code"], "停止该经销或服务授权"
    if row["supplier_code"]:
        return SUPPLIER, row["supplier_code"], "停止经销该供货者授权的产品"
    return "other", None, "停止依据该授权的业务"


def _contracts(query: Query) -> Iterator[LapsingPaper]:
    for row in query.rows("contracts", only=_LOOKED_AT["contracts"]):
        if row["status"] in _CONTRACT_OVER:
            continue
        kind = CUSTOMER if row["customer_code"] else SUPPLIER if row["supplier_code"] else "other"
        yield LapsingPaper(
            kind,
            row["customer_code"] or row["supplier_code"],
            row["party_name"],
            "other",
            row["contract_no"],
            row["valid_until"],
            _CONTRACT_BLOCKS[row["contract_kind"]],
            row["drafted_by"],
            "contract",
        )


def _companies(query: Query) -> Iterator[LapsingPaper]:
    for row in query.rows("companies", only=_LOOKED_AT["companies"]):
        until = row["trade_licence_until"]
        number, code = row["trade_licence_no"], row["company_code"]
        if until or number:
            kind = "trade_licence"
            yield LapsingPaper(
                OWN, code, row["name"], kind, number, until, _NO_TRADE, row["quality_head"], kind
            )


def _parties(query: Query) -> Iterator[LapsingPaper]:
    for key, kind, code, followed_by in _PARTIES:
        for row in query.rows(key, only=(*_PARTY, followed_by)):
            if row["status"] != "disqualified" and (row["licence_no"] or row["licence_valid_until"]):
                yield LapsingPaper(
                    kind,
                    row[code],
                    row["name"],
                    row["licence_kind"] or "other",
                    row["licence_no"],
                    row["licence_valid_until"],
                    BLOCKS[kind],
                    row[followed_by],
                    row["licence_kind"] or "other",
                    row["scope"],
                    row["licence_valid_from"],
                )


def _products(query: Query) -> Iterator[LapsingPaper]:
    for row in query.rows("products", only=_LOOKED_AT["products"]):
        if row["status"] != "discontinued":
            number, until = row["registration_no"], row["registration_valid_until"]
            kind = "product_filing" if "备" in number else "registration_certificate"
            yield LapsingPaper(
                PRODUCT, row["product_code"], row["name"], kind, number, until, _NO_PRODUCT, None, kind
            )


def _staff(query: Query) -> Iterator[LapsingPaper]:
    for row in query.rows("staff", only=_LOOKED_AT["staff"]):
        left: Any = row["status"] == "left" or (row["employed_until"] or query.today) < query.today
        if not left and row["authorised_until"]:
            code, until, number = row["staff_code"], row["authorised_until"], row["appointment_no"]
            yield LapsingPaper(
                STAFF, code, row["name"], "other", number, until, _NO_SELLING, None, "authorisation"
            )
