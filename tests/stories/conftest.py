"""A ledger of its own for each story, on SQLite and on PostgreSQL."""

from __future__ import annotations

from pathlib import Path

import pytest

from ledger.settings import Location
from tests.support.cli import Cli
from tests.support.desk import Desk


@pytest.fixture
def cli(location: Location, tmp_path: Path) -> Cli:
    """Return the program bound to a new, empty ledger."""
    home = tmp_path / "home"
    home.mkdir()
    program = Cli(str(location.path) if location.path else location.url, home)
    program.run("init")
    return program


@pytest.fixture
def desk(cli: Cli, tmp_path: Path) -> Desk:
    """Return a desk at a ledger that knows a small house."""
    folder = tmp_path / "papers"
    folder.mkdir()
    place = Desk(cli, folder)
    place.furnish()
    return place
