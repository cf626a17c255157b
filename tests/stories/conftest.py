"""A ledger of its own for each story, on both databases, with the history that the story starts from."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ledger.settings import Location
from tests.support.cli import Cli
from tests.support.desk import Desk
from tests.support.ready_ledgers import ReadyLedgers

Tell = Callable[[Desk], object]
Begin = Callable[[Tell], Desk]


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
