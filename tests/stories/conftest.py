"""A ledger of its own for each story, on both databases, with the history that the story starts from."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from ledger.settings import Location
from replay.bootstrap import Program
from tests.support.cli import Cli
from tests.support.databases import Server
from tests.support.desk import Desk, customer, product, staff, supplier
from tests.support.houses import Place, house
from tests.support.ready_ledgers import ReadyLedgers, opened_copy

Tell = Callable[[Desk], object]
Begin = Callable[[Tell], Desk]
Copied = Callable[[], AbstractContextManager[Desk]]


@pytest.fixture
def begin(location: Location, tmp_path: Path, ready_ledgers: ReadyLedgers) -> Begin:
    """Return what gives a desk at a ledger with a history, told once in the whole run and copied since."""

    def _begin(tell: Tell) -> Desk:
        ready_ledgers.put(
            location, f"{tell.__module__}.{tell.__qualname__}", lambda place: _tell(tell, place)
        )
        home = tmp_path / "home"
        home.mkdir(exist_ok=True)
        return _desk_at(location, home, tmp_path / "papers")

    return _begin


@pytest.fixture
def cli(begin: Begin) -> Cli:
    """Return the program bound to a new, empty ledger."""
    return begin(nothing).cli


@pytest.fixture
def desk(begin: Begin) -> Desk:
    """Return a desk at a ledger that knows a small house."""
    return begin(Desk.furnish)


@pytest.fixture(scope="session")
def at_a_copy(tmp_path_factory: pytest.TempPathFactory) -> Copied:
    """Return what gives a desk at one more copy of a ledger (SQLite) with the registers of a small house."""
    house = tmp_path_factory.mktemp("house")
    desk = Desk(Cli(str(house / "medledger.db"), house), house)
    desk.cli.run("init")
    desk.recorded("products", product(), product("P02", "serial"))
    desk.recorded("suppliers", supplier())
    desk.recorded("staff", staff())
    desk.recorded("customers", customer(), customer("C2"))

    @contextmanager
    def _copy() -> Iterator[Desk]:
        with TemporaryDirectory() as place:
            folder = Path(place) / "house"
            shutil.copytree(house, folder)
            yield Desk(Cli(str(folder / "medledger.db"), folder), folder)

    return _copy


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def at_a_house(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, ready_ledgers: ReadyLedgers
) -> Place:
    """Return what opens one more ledger with the registers of a small house, on each database."""
    server: Server | None = None
    if request.param == "postgresql":
        server = request.getfixturevalue("postgres_server")

    @contextmanager
    def _open() -> Iterator[tuple[Program, Desk]]:
        with opened_copy(ready_ledgers, server, "stories.house", house) as program:
            home = program.location.beside.parent
            yield program, Desk(Cli(program.location.url, home), home)

    return _open


def nothing(_desk: Desk) -> None:
    """Tell nothing."""


def _tell(tell: Tell, place: Location) -> None:
    """Make a ledger, tell its history, and let its tables be as far."""
    desk = _desk_at(place, place.beside.parent, place.beside.parent / "papers")
    desk.cli.run("init")
    tell(desk)
    desk.cli.table("products")


def _desk_at(place: Location, home: Path, papers: Path) -> Desk:
    papers.mkdir()
    return Desk(Cli(str(place.path) if place.path else place.url, home), papers)
