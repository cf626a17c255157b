"""Checking a backup, and putting it back in the place of a ledger that is gone."""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import orjson

from ledger.errors import CommandError, CorruptionError, UnavailableError
from ledger.log.opening import grant, open_log, open_read_only
from ledger.log.problems import NO_LEDGER
from ledger.seal.checkpoint import root_at
from ledger.settings import Location, locate
from replay.backup.problems import BACKUP_CHANGED, BACKUP_OTHER, NO_BACKUP
from replay.backup.taking import DESCRIPTION, LEDGER_FILE, copy_rows, digest_of
from replay.bootstrap import LEDGER_EXISTS

if TYPE_CHECKING:
    from replay.bootstrap import Program

_OLDER: Final = frozenset({"rolled_back", "truncated"})
"""What copies of later checkpoints say of every backup: it is older, and `compared` says by how much."""


def described(folder: Path) -> dict[str, Any]:
    """Return what a backup says of itself.

    Raises:
        CommandError: The folder holds no backup, or one that was never finished.
    """
    try:
        found = orjson.loads((folder / DESCRIPTION).read_bytes())
    except OSError as error:
        raise CommandError(NO_BACKUP, folder=folder, why=error.strerror or str(error)) from error
    except ValueError as error:
        raise CommandError(NO_BACKUP, folder=folder, why=DESCRIPTION) from error
    if not isinstance(found, dict) or "sha256" not in found or not (folder / LEDGER_FILE).is_file():
        raise CommandError(NO_BACKUP, folder=folder, why=LEDGER_FILE)
    return found


def check(folder: Path) -> dict[str, Any]:
    """Check that a backup is what was written, and that its log and its seal are whole.

    Returns:
        `{"ok", "position", "root", "taken_at", "findings"}`.

    Raises:
        CommandError: The folder holds no backup.
    """
    from ledger.seal.audit.outside import Outside
    from replay.verify import verify

    told, file = described(folder), folder / LEDGER_FILE
    basis = {name: told.get(name) for name in ("ledger", "position", "root", "taken_at")}
    got = digest_of(file)
    if got != told["sha256"]:
        reason = BACKUP_CHANGED.with_(file=LEDGER_FILE, expected=told["sha256"], got=got)
        finding = {"kind": "changed", "position": None, "message": reason.message()}
        return {"ok": False, **basis, "findings": [finding]}
    location = locate(str(file))
    log = open_read_only(location)
    try:
        found = verify(log, location, deep=True, outside=Outside(alone=True)).as_json()
    finally:
        log.close()
    findings = [one for one in found["findings"] if one["kind"] not in _OLDER]
    return {"ok": not findings, **basis, "findings": findings}


def compared(folder: Path, program: Program) -> dict[str, Any]:
    """Compare a backup with the ledger that it was taken of: how many events it lacks.

    Returns:
        `{"behind"}`.

    Raises:
        CorruptionError: At the position of the backup the ledger has another root.
    """
    told = described(folder)
    position, head = int(told["position"]), program.log.head()
    root = b64encode(root_at(program.log, position)[1]).decode() if position <= head else None
    if root != told["root"]:
        raise CorruptionError(BACKUP_OTHER, position=position)
    return {"behind": head - position}


def restore(folder: Path, location: Location) -> dict[str, Any]:
    """Put a backup where there is no ledger, on SQLite or PostgreSQL.

    The key and the checkpoint copies stay as they are: they belong on another disk than the database.

    Args:
        folder: With the backup.
        location: Where the ledger is to be.

    Returns:
        `{"ledger", "position", "root"}`.

    Raises:
        CommandError: There is a ledger already, or the folder holds no backup that is whole.
        UnavailableError: The database is away or full.
    """
    told = described(folder)
    if (got := digest_of(folder / LEDGER_FILE)) != told["sha256"]:
        raise CommandError(BACKUP_CHANGED, file=LEDGER_FILE, expected=told["sha256"], got=got)
    _refuse_taken(location)
    source = open_read_only(locate(str(folder / LEDGER_FILE)))
    try:
        target = open_log(location, create=True)
        try:
            copy_rows(source, target)
        finally:
            target.close()
    finally:
        source.close()
    grant(location)
    return {name: told.get(name) for name in ("ledger", "position", "root")}


def _refuse_taken(location: Location) -> None:
    """Refuse to put anything where a ledger is; what a restore that was broken off left empty is none.

    Raises:
        CommandError: There is one.
    """
    try:
        there = open_log(location)
    except UnavailableError as error:
        if error.code != NO_LEDGER.code:
            raise
        return
    empty = not there.head() and not there.settings()
    there.close()
    if empty:
        return
    raise CommandError(LEDGER_EXISTS, location=location.display)
