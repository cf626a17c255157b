"""The temporary folder of a test run: in memory, where the machine has a memory file system with room.

Databases are synchronised to the disk at every commit; in memory that costs nothing, and every test writes
databases. A `TMPDIR` that is set wins. All processes of a run share the folder, and it is removed at the end:
whoever wants to look at what a test left passes `--basetemp`.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of this run's own is made in it
ROOM = 3 * 2**30  # bytes: several times what a whole run has at one moment
_PREFIX = "medledger-tests-"


@contextmanager
def own_folder() -> Iterator[Path]:
    """Let every temporary file of this process and of its children lie in a new folder meanwhile."""
    before = os.environ.get("TMPDIR")
    base = MEMORY if before is None and _has_room() else Path(tempfile.gettempdir())
    _sweep(base)
    folder = base / f"{_PREFIX}{os.getpid()}"
    folder.mkdir(mode=0o755)
    _turn_to(str(folder))
    try:
        yield folder
    finally:
        _turn_to(before)
        shutil.rmtree(folder, ignore_errors=True)


def shared_folder() -> Path:
    """Return the folder of the run, in whichever of its processes."""
    return Path(tempfile.gettempdir())


@contextmanager
def alone(lock: Path) -> Iterator[None]:
    """Wait until no other process of the run is here with the same lock file."""
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _turn_to(folder: str | None) -> None:
    if folder is None:
        os.environ.pop("TMPDIR", None)
    else:
        os.environ["TMPDIR"] = folder
    tempfile.tempdir = None  # `tempfile` looks again


def _has_room() -> bool:
    try:
        return os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free >= ROOM
    except OSError:
        return False


def _sweep(base: Path) -> None:
    """Remove what runs left that were killed: memory is not emptied by itself."""
    for folder in base.glob(f"{_PREFIX}*"):
        owner = folder.name.removeprefix(_PREFIX)
        if owner.isdigit() and not _alive(int(owner)):
            shutil.rmtree(folder, ignore_errors=True)


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except OSError as error:
        return isinstance(error, PermissionError)
    return True
