"""A small house, its registers recorded, at as many ledgers as a story asks for."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

from ledger.settings import Location
from replay.bootstrap import Program
from tests.support.cli import Cli
from tests.support.desk import Desk, customer, product, staff, supplier

Place = Callable[[], AbstractContextManager[tuple[Program, Desk]]]


def house(place: Location) -> None:
    """Make a ledger that knows the registers of a small house."""
    home = place.beside.parent
    desk = Desk(Cli(str(place.path) if place.path else place.url, home), home)
    desk.cli.run("init")
    desk.recorded("products", product(), product("P02", "serial"))
    desk.recorded("suppliers", supplier())
    desk.recorded("staff", staff())
    desk.recorded("customers", customer(), customer("C2"))
    desk.cli.table("products")
