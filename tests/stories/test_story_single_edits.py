"""The tamper table of what lies beside the log: every single edit is found, with its kind and position."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from ledger.errors import UnavailableError
from ledger.log.opening import open_log
from ledger.seal.audit.tag_index import audit_index
from ledger.settings import Location, locate
from replay.bootstrap import opened
from replay.deep import deep_findings
from replay.verify import verify
from tests.support.altered import altering
from tests.support.cli import Cli
from tests.support.desk import Desk
from tests.support.single_edits import (
    GUARDS,
    HARMLESS,
    INDEX,
    PERSONAL,
    SETTINGS,
    STATE,
    TABLES,
    UNOPENED,
    Edit,
    told,
)

Found = list[tuple[str, int | None]]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a ledger that is copied for each edit."""
    home = tmp_path_factory.mktemp("kept")
    desk = Desk(Cli(str(home / "medledger.db"), home), home)
    desk.cli.run("init")
    told(desk)
    desk.cli.run("tables")
    with opened(locate(str(home / "medledger.db"))) as program:
        program.indexed()
    assert desk.cli.run("verify", "--deep", "--format", "json").json["findings"] == []
    return home


@pytest.fixture
def place(kept: Path, tmp_path: Path) -> Iterator[Location]:
    """A copy of the ledger."""
    for path in kept.glob("medledger.db*"):
        shutil.copy(path, tmp_path / path.name)
    yield locate(str(tmp_path / "medledger.db"))


def alter(place: Location, edit: Edit) -> None:
    """Make an edit; it must touch something."""
    with altering(place) as database:
        if edit.trigger:
            database.run(f"DROP TRIGGER {edit.trigger}")
        touched = database.run(edit.statement, *edit.values)
        assert touched or not edit.statement.startswith(("UPDATE", "DELETE", "INSERT"))


def in_the_log(place: Location) -> Found:
    """Return what verify finds in the log and beside it."""
    with closing(open_log(place)) as log:
        return [(one.kind, one.position) for one in verify(log, place).findings]


def in_depth(place: Location) -> Found:
    """Return what the deep check finds besides."""
    with closing(open_log(place)) as log:
        return [(one.kind, one.position) for one in deep_findings(log)]


@pytest.mark.parametrize("edit", [*PERSONAL, *SETTINGS], ids=lambda edit: edit.what)
def test_a_personal_value_or_a_setting(place: Location, edit: Edit) -> None:
    """Found by every check."""
    alter(place, edit)
    assert (edit.kind, edit.position) in in_the_log(place)


@pytest.mark.parametrize("edit", [*STATE, *GUARDS], ids=lambda edit: edit.what)
def test_the_state_or_a_guard(place: Location, edit: Edit) -> None:
    """Found by the deep check."""
    alter(place, edit)
    assert (edit.kind, edit.position) in in_depth(place)


@pytest.mark.parametrize("edit", INDEX, ids=lambda edit: edit.what)
def test_the_tag_index(place: Location, edit: Edit) -> None:
    """Found by the deep check, which makes it anew."""
    alter(place, edit)
    with closing(open_log(place)) as log:
        assert (edit.kind, edit.position) in [(one.kind, one.position) for one in audit_index(log)]


@pytest.mark.parametrize("edit", HARMLESS, ids=lambda edit: edit.what)
def test_what_nothing_rests_on(place: Location, edit: Edit) -> None:
    """The log, the tables as they are made anew, and every answer are what they were."""
    with opened(place) as program:
        before = list(program.log.fetch("SELECT position, document FROM events", ()))
    alter(place, edit)
    with opened(place) as program:
        found = [one.reason.code for one in program.verify(deep=True).findings]
        assert set(found) <= {"audit_guard_missing"}, "the trigger that was dropped"
        assert list(program.log.fetch("SELECT position, document FROM events", ())) == before
        assert program.caught_up().position() == len(before)


@pytest.mark.parametrize("edit", UNOPENED, ids=lambda edit: edit.what)
def test_what_is_not_opened(place: Location, edit: Edit) -> None:
    """One sentence, and nothing is written."""
    alter(place, edit)
    with pytest.raises(UnavailableError) as refused, opened(place):
        pass
    assert refused.value.code == edit.kind


@pytest.mark.parametrize("edit", TABLES, ids=lambda edit: edit.what)
def test_a_table(place: Location, edit: Edit) -> None:
    """Found by every check, which replays the log beside the tables."""
    tables = max(Path(place.path or "").parent.glob("medledger.db.tables.[0-9]"))
    with altering(locate(str(tables))) as database:
        assert database.run(edit.statement, *edit.values)
    with opened(place) as program:
        found = [(one.kind, one.position) for one in program.verify().findings]
    assert (edit.kind, edit.position) in found
