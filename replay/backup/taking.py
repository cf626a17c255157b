"""Taking a backup: everything of the log that cannot be made again, as of one moment, while others write."""

from __future__ import annotations

import hashlib
import os
from base64 import b64encode
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import orjson
import sqlalchemy as sa

from ledger import clock
from ledger.errors import CommandError, UnavailableError
from ledger.log.opening import open_log
from ledger.log.tables import metadata
from ledger.seal.checkpoint import root_at
from ledger.seal.key import LEDGER_ID
from ledger.settings import code_version, locate
from ledger.whole_files import written_whole
from replay.backup.problems import BACKUP_TAKEN, BACKUP_UNWRITABLE

if TYPE_CHECKING:
    from ledger.log.reader import LogReader
    from replay.bootstrap import Program

VERB: Final = "backup"  # under which the access log notes that one was taken
LEDGER_FILE: Final = "medledger.db"
DESCRIPTION: Final = "backup.json"
_DISPOSABLE: Final = frozenset({"generations", "decision_state", "tag_index"})  # made again from the rest
_BATCH: Final = 2000
_CHUNK: Final = 1 << 20


def take(program: Program, folder: Path) -> dict[str, Any]:
    """Write a backup into a folder.

    The key is not in it: whoever has the backup could sign. What it holds is one ledger in a SQLite file,
    which `medledger verify --read-only` checks like any other, and a description that is written last. The
    access log notes it.

    Args:
        program: The ledger; others may write to it meanwhile.
        folder: Empty, or not there yet.

    Returns:
        `{"ledger", "position", "root", "record_time", "file", "sha256", "code", "taken_at"}`.

    Raises:
        CommandError: The folder holds something, or cannot be written.
        UnavailableError: The database is away.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        there = sorted(one.name for one in folder.iterdir())
        if there:
            raise CommandError(BACKUP_TAKEN, folder=folder, found=there[0])
        file = folder / LEDGER_FILE
        told = _copied(program, file)
        told |= {"file": LEDGER_FILE, "sha256": digest_of(file), "code": code_version()}
        told["taken_at"] = clock.shown(clock.now(), program.zone)
        with written_whole(folder / DESCRIPTION) as stream:
            stream.write(orjson.dumps(told, option=orjson.OPT_INDENT_2) + b"\n")
        program.note("exported", door="cli", verb=VERB, position=told["position"], sha256=told["sha256"])
    except OSError as error:
        raise CommandError(BACKUP_UNWRITABLE, folder=folder, why=error.strerror or str(error)) from error
    return told


def _copied(program: Program, file: Path) -> dict[str, Any]:
    """Copy the log into a new file, and return what the copy holds."""
    copy = open_log(locate(str(file)), create=True)
    try:
        copy_rows(program.log, copy)
        position = copy.head()
        size, root = root_at(copy)
        with copy.writing() as connection:
            connection.exec_driver_sql("ANALYZE")
        return {
            "ledger": copy.get_setting(LEDGER_ID),
            "position": position,
            "root": b64encode(root).decode(),
            "size": size,
            "record_time": clock.shown(copy.record_time_at(position), program.zone),
        }
    finally:
        copy.close()
        _folded_in(file)


def copy_rows(source: LogReader, target: LogReader) -> None:
    """Copy every row of the log that cannot be made again, all of one moment, in one transaction.

    Args:
        source: Read, whatever database it is in.
        target: New and empty.

    Raises:
        UnavailableError: A database is away or full.
    """
    with source.reading() as reading, target.writing() as writing:
        for table in metadata.sorted_tables:
            if table.name in _DISPOSABLE:
                continue
            rows = reading.execution_options(yield_per=_BATCH).execute(sa.select(table))
            for part in rows.mappings().partitions():
                writing.execute(table.insert(), [dict(row) for row in part])


def _folded_in(file: Path) -> None:
    """Take the file out of its write-ahead log, so that it alone is the backup."""
    import sqlite3

    connection = sqlite3.connect(file)
    try:
        connection.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.Error as error:
        raise UnavailableError(BACKUP_UNWRITABLE, folder=file.parent, why=str(error)) from error
    finally:
        connection.close()
    descriptor = os.open(file, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def digest_of(file: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal digits."""
    found = hashlib.sha256()
    with file.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            found.update(chunk)
    return found.hexdigest()
