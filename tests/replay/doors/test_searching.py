"""What the box finds: a UDI in every form in which scanners give it, a number, and what is near."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from ledger.settings import Person, acting, locate
from replay.bootstrap import Program, make, opened
from replay.doors.masking import HIDDEN, mask_of
from replay.doors.posts import POSTS
from replay.doors.searching import Hit, found_of
from tests.support.decisions import customer, product, receipt
from tests.support.live import HOUSE, record

DI = "06901234567892"
EVER = 2**62
LOT, UNIT, GOODS = Hit("lot", "PU", "A17"), Hit("unit", "PS", "S000123"), Hit("products", "PU")


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """A house with a product by lot and one by unit, both with a device identifier, and an individual."""
    location = locate(str(tmp_path_factory.mktemp("searched") / "house.db"))
    with ExitStack() as stack:
        stack.enter_context(acting(Person("E1"), "en"))
        make(location)
        found = stack.enter_context(opened(location))
        record(
            found.ledger(),
            *HOUSE,
            product("PU", udi_di=DI),
            product("PS", udi_di="16901234567899", tracking="serial"),
            receipt("YS2", product_code="PU", lot="A17"),
            receipt("YS3", product_code="PS", lot="B1", serial="S000123", quantity="1"),
            customer("C9", kind="individual", name="王小明"),
        )
        found.caught_up()
        yield found


@pytest.mark.parametrize(
    ("scan", "hit"),
    [
        (f"(01){DI}(10)A17", LOT),
        (f"01{DI}10A17", LOT),
        (f"]C101{DI}10A17", LOT),
        (f"01{DI}10A17\x1d17310228", LOT),
        (f"01{DI}10A17{{GS}}17310228", LOT),
        (f"01{DI}10A17<GS>17310228", LOT),
        (f"01{DI}1731022810A17", LOT),
        (f"01{DI}10A1717310228", LOT),  # the separator was lost
        (f"（01）{DI}（10）A17", LOT),
        (f"(01){DI}", GOODS),
        (DI, GOODS),
    ],
)
def test_a_scan_names_its_goods_whatever_became_of_its_separator(
    program: Program, scan: str, hit: Hit
) -> None:
    assert hit in found_of(program, scan, EVER).hits


def test_a_scan_of_a_unit_names_the_unit(program: Program) -> None:
    assert UNIT in found_of(program, "(01)16901234567899(21)S000123", EVER).hits


def test_what_was_not_known_by_then_is_not_found(program: Program) -> None:
    assert LOT in found_of(program, "A17", EVER).hits
    assert found_of(program, "A17", 3).hits == []


def test_what_nobody_knows_is_answered_with_what_is_near(program: Program) -> None:
    found = found_of(program, "A1Z7", EVER)
    assert (found.hits, found.near[0]) == ([], "A17")


def test_of_an_individual_only_posts_with_the_right_are_shown_who_it_is(program: Program) -> None:
    row = {"customer_code": "C9", "party_name": "王小明", "phone": "0300", "name": "王小明"}
    hidden = mask_of(program, POSTS["inspector"], "unit_traces")(row)
    assert hidden == {"customer_code": "C9", "party_name": HIDDEN, "phone": HIDDEN, "name": HIDDEN}
    assert mask_of(program, POSTS["sales"], "unit_traces")(row) == row
    assert mask_of(program, POSTS["inspector"], "sales", None)(row | {"phone": "1"})["party_name"] is None
