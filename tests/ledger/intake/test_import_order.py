"""The order of an import: what is referred to goes first, as far as the registers let it."""

from __future__ import annotations

from ledger.events import catalogue
from ledger.intake.order import REGISTERS, looking_ahead, place

TABLES = catalogue.tables()


def test_registers_go_before_documents_and_voids_go_last() -> None:
    """Interface rule 3."""
    ordered = sorted(TABLES, key=place)
    kinds = [table.kind for table in ordered]
    assert kinds.index("fact") == len(REGISTERS)
    assert [table.key for table in ordered if table.kind == "fact"][:3] == ["receipts", "sales", "returns"]
    assert ordered[-1].key == "voids"
    assert all(table.kind == "case" for table in ordered[-1 - len(catalogue.CASES) : -1])


def test_every_register_has_its_place() -> None:
    """A new one must be given one."""
    assert set(REGISTERS) == {table.key for table in TABLES if table.kind == "register"}


def test_no_hard_reference_looks_ahead_among_registers() -> None:
    """Products, customers and suppliers are registered before what must name them."""
    for table in TABLES:
        ahead = {register for _, register in looking_ahead(table.key)}
        hard = ahead & {"products", "customers", "suppliers"}
        assert {column for column, register in looking_ahead(table.key) if register in hard} <= {
            "authorised_products"
        }, table


def test_what_looks_ahead_is_what_cannot_be_ordered() -> None:
    """Registers that name each other, or themselves."""
    found = {table.key: looking_ahead(table.key) for table in TABLES if looking_ahead(table.key)}
    assert found == {
        "suppliers": (("salesperson_authorisation", "authorisations"), ("quality_contract", "contracts")),
        "staff": (("authorised_products", "products"),),
        "posts": (("incompatible_posts", "posts"),),
        "locations": (("equipment_code", "equipment"),),
    }
