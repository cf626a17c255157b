"""Writing segments: what is full and covered, once; killed anywhere, the next run goes on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from ledger.errors import CommandError, ConflictError, CorruptionError, UnavailableError
from ledger.failpoints import FAILPOINTS, armed
from ledger.segments.manifests import latest_manifest, numbers_in
from ledger.segments.store import SegmentStore
from ledger.settings import Location, locate
from replay import bootstrap
from replay.bootstrap import Program, opened
from replay.segmenting import Segmenting
from tests.support.events import sold
from tests.support.ready_ledgers import ReadyLedgers
from tests.support.segmented import WIDTH, files_of, history, make_segmented


class KilledError(Exception):
    """The process ended here."""


def killed() -> None:
    raise KilledError


@pytest.fixture
def program(location: Location, ready_ledgers: ReadyLedgers) -> Iterator[Program]:
    ready_ledgers.put(location, "a segmented ledger", make_segmented)
    with opened(location) as program:
        yield program


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "store"


def test_what_is_full_and_covered_is_written_once(program: Program, store: Path):
    segmenting = Segmenting(program, str(store))
    assert segmenting.status()["manifest"] is None
    told = segmenting.write(width=WIDTH)
    head = program.log.head()
    assert (told["written"], told["position"], told["head"], told["behind"]) == (2, 512, head, head - 512)
    assert told["files"] == {"events": 2, "goods": 2, "lines": 2}
    files = files_of(store)
    assert segmenting.write()["written"] == 0
    assert files_of(store) == files
    program.log.append_prepared([sold(f"XT{number}") for number in range(300)])
    program.checkpoint()
    told = segmenting.write()
    assert (told["written"], told["manifest"]["number"]) == ((program.log.head() - 512) // WIDTH, 2)
    assert files_of(store).items() >= files.items(), "nothing that was there is written over"
    assert segmenting.verify().ok


def test_both_databases_and_every_run_write_the_same_bytes_of_the_same_log(program: Program, tmp_path: Path):
    for name in ("one", "two"):
        Segmenting(program, str(tmp_path / name)).write(width=WIDTH)
    one, two = files_of(tmp_path / "one"), files_of(tmp_path / "two")
    assert one == two


def test_killed_anywhere_the_next_run_goes_on(program: Program, tmp_path: Path):
    Segmenting(program, str(tmp_path / "undisturbed")).write(width=WIDTH)
    undisturbed = files_of(tmp_path / "undisturbed")
    for point in FAILPOINTS["segments"]:
        if point == "segments.joined":
            continue
        segmenting = Segmenting(program, str(tmp_path / point))
        with armed(point, killed), pytest.raises(KilledError):
            segmenting.write(width=WIDTH)
        segmenting.write(width=WIDTH)
        assert segmenting.verify().ok, point
        assert files_of(tmp_path / point) == undisturbed, point


def test_killed_while_joining_the_next_run_goes_on(program: Program, store: Path):
    program.log.append_prepared([sold(f"XT{number}") for number in range(16 * WIDTH)])
    program.checkpoint()
    segmenting = Segmenting(program, str(store))
    segmenting.write(width=WIDTH)
    before = files_of(store)
    for point in ("segments.joined", "segments.signed"):
        with armed(point, killed), pytest.raises(KilledError):
            segmenting.compact()
        assert segmenting.verify().ok
    told = segmenting.compact()
    assert (told["joined"], told["files"]["goods"], told["files"]["lines"]) == (30, 3, 3)
    assert files_of(store).items() >= before.items()
    verified = segmenting.verify()
    assert (verified.ok, verified.twins) == (True, ["goods"])
    assert segmenting.compact()["joined"] == 0
    order = ["bucket", "product", "lot", "serial", "position"]
    largest = max((store / "goods").iterdir(), key=lambda path: path.stat().st_size)
    rows = [tuple(row[key] or "" for key in order) for row in pq.read_table(largest).to_pylist()]
    assert rows == sorted(rows)


def test_of_two_writers_one_wins(program: Program, store: Path):
    segmenting, other = Segmenting(program, str(store)), Segmenting(program, str(store))
    raced = []

    def overtaken() -> None:
        if not raced:
            raced.append(True)
            other.write(width=WIDTH)

    with (
        armed("segments.stored", overtaken),
        pytest.raises(ConflictError, match="another program has written"),
    ):
        segmenting.write(width=WIDTH)
    assert numbers_in(segmenting.store) == [1]
    assert segmenting.verify().ok


def test_erased_values_are_gone_from_the_store(program: Program, store: Path):
    segmenting = Segmenting(program, str(store))
    segmenting.write(width=WIDTH, personal=True)
    assert any(b"0300-1" in _values(path) for path in (store / "personal").iterdir())
    events = {name: data for name, data in files_of(store).items() if not name.startswith("personal/")}
    _erase(program)
    segmenting.write()
    assert not any(b"0300-1" in _values(path) for path in (store / "personal").iterdir())
    assert files_of(store).items() >= events.items()
    assert segmenting.verify().ok


def _values(path: Path) -> bytes:
    return repr(pq.read_table(path).column("value").to_pylist()).encode()


def _erase(program: Program) -> None:
    from replay.erasure import erase

    erase(program, "customers/C1", reason="请求", approver="S1")


def test_no_signed_file_holds_a_personal_value(program: Program, store: Path):
    Segmenting(program, str(store)).write(width=WIDTH)
    personal = {value for (value,) in program.log.fetch("SELECT DISTINCT value FROM personal", ())}
    assert personal == {"0300-1", "0300-2"}
    for path in store.rglob("*.parquet"):
        for row in pq.read_table(path).to_pylist():
            text = repr(row)
            assert not any(value in text for value in personal), (path, row)


def test_what_cannot_be_is_refused_in_one_sentence(program: Program, store: Path, tmp_path: Path):
    segmenting = Segmenting(program, str(store))
    for width in (0, 100, 128, 1000, 1 << 25):
        with pytest.raises(CommandError, match=f"expected a power of two from 256 .* got {width}"):
            segmenting.write(width=width)
    segmenting.write(width=WIDTH)
    with pytest.raises(CommandError, match="this store has 256 events a segment, 512 were asked for"):
        segmenting.write(width=512)
    location = locate(str(tmp_path / "other.db"))
    bootstrap.make(location)
    with opened(location) as other:
        with pytest.raises(CorruptionError):
            Segmenting(other, str(store)).write()
        with pytest.raises(CorruptionError, match="expected a manifest of"):
            Segmenting(other, str(store)).reading()
    with pytest.raises(UnavailableError, match="expected a manifest in"):
        Segmenting(program, str(tmp_path / "nothing")).reading()
    with pytest.raises(UnavailableError, match="cannot be read or written"):
        Segmenting(program, "nosuch://place")
    (tmp_path / "file").write_text("x")
    with pytest.raises(UnavailableError, match="cannot be read or written"):
        Segmenting(program, str(tmp_path / "file")).write(width=WIDTH)


def test_a_log_that_was_altered_is_not_written(sqlite_location: Location, tmp_path: Path):
    import sqlite3

    bootstrap.make(sqlite_location)
    with opened(sqlite_location) as program:
        program.log.append_prepared(history(400))
        program.checkpoint()
        program.caught_up()
        with sqlite3.connect(sqlite_location.path) as database:
            for (name,) in database.execute(
                "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            ).fetchall():
                database.execute(f"DROP TRIGGER {name}")
            database.execute(
                "UPDATE events SET document = CAST(replace(CAST(document AS TEXT), 'XS', 'XZ') AS BLOB)"
                " WHERE position = 100"
            )
        database.close()
        with pytest.raises(CorruptionError, match="nothing of it was written"):
            Segmenting(program, str(tmp_path / "store")).write(width=WIDTH)
    assert latest_manifest(SegmentStore(str(tmp_path / "store"))) is None
