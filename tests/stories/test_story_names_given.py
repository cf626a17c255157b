"""Rows that name whom and what they are about by name, as people and other systems write names."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ledger.events import catalogue
from tests.stories.conftest import Copied
from tests.support.desk import Desk, Row, customer, product, receipt, returned, sale, staff, supplier

CODES = {"customers": "K4", "products": "PX", "suppliers": "SX", "staff": "E8"}


@pytest.fixture(scope="module")
def house(at_a_copy: Copied) -> Iterator[Desk]:
    """Return a desk at a ledger of some with brackets and blanks in their names, and some of one name."""
    with at_a_copy() as desk:
        desk.recorded(
            "customers", customer("K4", name="市立医院（东院）"), customer("K5", name="ＡＢＣ 诊所")
        )
        desk.recorded("customers", customer("K8", name="同名医院"), customer("K9", name="同名 医院"))
        desk.recorded("products", product("PX", name="敷料（无菌）"), product("PY", name="导管 5Fr"))
        desk.recorded("suppliers", supplier("SX", name="环球（天津）科技"), supplier("SY", name="华润[北京]"))
        desk.recorded(
            "staff", staff("E8", name="王·小明"), staff("E9", name="张伟"), staff("E10", name="张伟")
        )
        desk.recorded("receipts", receipt("YS1", "L1", "1000", product_code="PX"), receipt("YS2", "L1", "9"))
        yield desk


@pytest.mark.parametrize(
    "name", ["市立医院(东院)", "市立医院 （东院）", "市立医院【东院】", "市立医院[东院]", "K4", "Ｋ４"]
)
def test_a_customer_is_found_by_its_name_in_any_brackets_and_width(house: Desk, name: str) -> None:
    """On import, live, in a question and in a filter alike."""
    number = f"XS-{house.written}"
    house.recorded("sales", sale(number, customer_code=name, product_code="敷料 (无菌)", quantity="1"))
    row = next(one for one in house.cli.table("sales", "--where", f"customer_code={name}"))
    assert (row["customer_code"], row["product_code"]) == ("K4", "PX")
    assert {one["customer_code"] for one in house.cli.preview("--customer", name)["consignees"]} == {"K4"}
    house.recorded("returns", returned(f"TH-{house.written}", customer_code=name, product_code="PX"))


@pytest.mark.parametrize(
    ("table", "row", "column", "code"),
    [
        ("receipts", receipt("YS8", supplier_code="环球(天津)科技"), "supplier_code", "SX"),
        ("receipts", receipt("YS9", supplier_code="华润（北京）"), "supplier_code", "SY"),
        ("sales", sale("XS8", customer_code="abc诊所", product_code="导管5FR"), "product_code", "PY"),
        ("sales", sale("XS9", seller="王•小明"), "seller", "E8"),
    ],
)
def test_suppliers_products_and_staff_as_well(
    house: Desk, table: str, row: Row, column: str, code: str
) -> None:
    """By brackets of another kind, another dot between names, another case and width."""
    house.recorded(table, row)
    number = catalogue.table(table).identity[0]
    (found,) = house.cli.table(table, "--where", f"{number}={row[number]}")
    assert found[column] == code


def test_a_name_of_several_says_so_at_every_door(house: Desk) -> None:
    """Never that it is not known: the codes of those that carry it are told."""
    for table, row in (
        ("sales", sale("XS5", customer_code="同名医院")),
        ("returns", returned("TH5", customer_code="同名　医院")),
    ):
        assert "is the name of several in the table customers: K8, K9" in house.refused(table, row)
    for question in (
        ("recall", "preview", "--customer", "同名医院"),
        ("trace", "--customer", "同名医院"),
        ("table", "sales", "--where", "customer_code=同名医院"),
    ):
        assert "K8, K9" in house.cli.run(*question, expect=2).err, question
    house.recorded("sales", sale("XS6", seller="张伟"))
    (told,) = (row["message"] for row in house.findings() if row["doc_no"] == "XS6" and row["rule"] == "M-13")
    assert told == "seller '张伟 (the name of several: E10, E9)' is not registered."


def test_every_column_that_names_a_register_takes_its_names(house: Desk) -> None:
    """Also where it takes several, and in registers: the code is what is kept."""
    names = {
        "customers": "市立医院(东院)",
        "products": "敷料[无菌]",
        "suppliers": "环球(天津)科技",
        "staff": "王・小明",
    }
    rows: dict[str, Row] = {
        "purchases": {"purchase_no": "CG1", "line": "1", "purchased_on": "2026-01-01", "quantity": "1"},
        "part_movements": {"movement_no": "PJ1", "movement_kind": "领用", "part_code": "J1", "quantity": "1"},
        "authorisations": {
            "authorisation_no": "SQ1",
            "valid_from": "2026-01-01",
            "valid_until": "2027-01-01",
        },
        "quality_holds": {
            "hold_no": "TS1",
            "hold_kind": "停售",
            "reason": "疑似",
            "decided_at": "2026-05-01",
        },
        "capa": {"capa_no": "JZ1", "capa_kind": "纠正措施", "capa_source": "召回", "opened_on": "2026-03-04"},
    }
    for key, row in rows.items():
        table = catalogue.table(key)
        named = [column for column in table.columns if column.ref in CODES and _first(key, column.key)]
        path = house.file(_complete(key, row) | {one.key: names[str(one.ref)] for one in named})
        assert house.take_file(path, "--table", key).counts == (1, 0, 0), house.rejects
        (found,) = house.cli.table(key)
        kept = {one.key: found[one.key] for one in named}
        assert kept == {
            one.key: [CODES[str(one.ref)]] if one.type == "list" else CODES[str(one.ref)] for one in named
        }


def _first(key: str, column: str) -> bool:
    """Whether a column is one of facts and registers, or of the first stage of a case."""
    stages = catalogue.table(key).stages
    return not stages or column in stages[0].columns


def _complete(key: str, row: Row) -> Row:
    """Return a row with something in each column that asks for it."""
    table = catalogue.table(key)
    found = dict(row)
    for column in table.columns:
        if column.required and column.key not in found and column.ref not in CODES:
            days = column.type in {"date", "datetime"}
            found[column.key] = column.values[0].zh if column.values else "2026-05-01" if days else "1"
    return found
