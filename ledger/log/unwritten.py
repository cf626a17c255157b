"""Reading a SQLite file where nothing may be written: neither the file, nor beside it.

SQLite reads a file in write-ahead mode only where it may make an index of that log beside it. So a file
without such a log is opened as one that nobody changes; one with a log is copied with it to a folder for
temporary files, and where there is no room for that, put together in memory.
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from pathlib import Path
from struct import Struct
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool

_WAL_HEADER = Struct(">IIIIIIII")
_FRAME_HEADER = Struct(">IIIIII")
_VERSIONS = slice(18, 20)  # of the file header: 2 where there is a write-ahead log
_LEGACY = b"\x01\x01"


def engine_of_copy(path: Path) -> Engine:
    """Return an engine that reads a SQLite file and writes nothing beside it."""
    wal = path.with_name(path.name + "-wal")
    if not wal.exists() or wal.stat().st_size == 0:
        return _engine(lambda: _unchanging(path))
    folder = tempfile.TemporaryDirectory()
    try:
        copy = Path(folder.name) / path.name
        shutil.copyfile(path, copy)
        shutil.copyfile(wal, copy.with_name(wal.name))
    except OSError:
        folder.cleanup()
        image = folded(path.read_bytes(), wal.read_bytes())
        return _engine(lambda: _in_memory(image))
    engine = _engine(lambda: sqlite3.connect(copy, check_same_thread=False))
    event.listen(engine, "engine_disposed", lambda _engine: folder.cleanup())
    return engine


def folded(image: bytes, wal: bytes) -> bytes:
    """Return the bytes of a database with what its write-ahead log has committed.

    Args:
        image: Of the file.
        wal: Of the log, as https://www.sqlite.org/fileformat2.html#the_write_ahead_log describes it.
    """
    if len(wal) < _WAL_HEADER.size:
        return image
    _, _, page_size, _, salt1, salt2, _, _ = _WAL_HEADER.unpack_from(wal)
    pages: dict[int, bytes] = {}
    pending: dict[int, bytes] = {}
    size = len(image) // page_size
    for at in range(_WAL_HEADER.size, len(wal), _FRAME_HEADER.size + page_size):
        if len(wal) - at < _FRAME_HEADER.size + page_size:
            break
        number, committed, first, second, _, _ = _FRAME_HEADER.unpack_from(wal, at)
        if (first, second) != (salt1, salt2):
            break
        pending[number] = wal[at + _FRAME_HEADER.size : at + _FRAME_HEADER.size + page_size]
        if committed:
            pages.update(pending)
            pending.clear()
            size = committed
    whole = bytearray(image[: size * page_size].ljust(size * page_size, b"\0"))
    for number, page in pages.items():
        if number <= size:
            whole[(number - 1) * page_size : number * page_size] = page
    whole[_VERSIONS] = _LEGACY
    return bytes(whole)


def _unchanging(path: Path) -> sqlite3.Connection:
    uri = f"file:{quote(str(path.absolute()))}?mode=ro&immutable=1"
    return sqlite3.connect(uri, uri=True, check_same_thread=False)


def _in_memory(image: bytes) -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", check_same_thread=False)
    connection.deserialize(image)
    return connection


def _engine(connect: Callable[[], sqlite3.Connection]) -> Engine:
    engine = create_engine("sqlite://", creator=connect, poolclass=QueuePool, pool_size=2, max_overflow=8)

    @event.listens_for(engine, "connect")
    def prepare_connection(driver: Any, _record: Any) -> None:
        driver.isolation_level = None  # the driver begins nothing by itself
        driver.execute("PRAGMA query_only = ON").close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN")

    return engine
