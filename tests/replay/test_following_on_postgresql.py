"""Who follows a PostgreSQL ledger holds an advisory lock; who waits takes it over from one that dies."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from ledger.log.opening import open_log
from ledger.settings import Location
from projections.engine.read_model import open_readmodel
from replay import bootstrap
from replay.rebuild import drift
from replay.succession import _FOLLOWING
from tests.support.cli import MEDLEDGER, Cli
from tests.support.events import customer, received, sold

_HOLDERS = """SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND classid = %s AND granted
AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"""
_LONGEST = 120.0  # seconds that a loaded machine may need to start two programs


@contextmanager
def _following(cli: Cli) -> Iterator[subprocess.Popen[bytes]]:
    words = (MEDLEDGER, "work")
    process = subprocess.Popen(words, cwd=cli.home, env=cli.environment, stdout=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def _until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _LONGEST
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def _holders(location: Location) -> list[int]:
    """Return the sessions that hold the turn of the follower."""
    with psycopg.connect(location.url.replace("+psycopg", ""), autocommit=True) as connection:
        return [pid for (pid,) in connection.execute(_HOLDERS, (_FOLLOWING,)).fetchall()]


@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGTERM])
def test_another_takes_the_lock_over_and_misses_nothing(
    postgres_location: Location, tmp_path: Path, ending: signal.Signals
) -> None:
    """Given two that follow, when the active one is killed or ended, the other holds the lock and works."""
    bootstrap.make(postgres_location)
    log = open_log(postgres_location)
    log.append_prepared([customer("C1"), received("YS1", lot="L1"), sold("XS1", lot="L1")])
    model = open_readmodel(log, postgres_location)
    home = tmp_path / "home"
    home.mkdir(exist_ok=True)
    cli = Cli(postgres_location.url.replace("+psycopg", ""), home)
    with _following(cli) as first:
        _until(lambda: len(_holders(postgres_location)) == 1)
        held = _holders(postgres_location)
        with _following(cli) as second:
            time.sleep(1)
            assert _holders(postgres_location) == held, "one at a time"
            first.send_signal(ending)
            first.wait(_LONGEST)
            log.append_prepared([sold(f"XS{number}", lot="L1") for number in range(2, 40)])
            _until(lambda: len(found := _holders(postgres_location)) == 1 and found != held)
            assert second.poll() is None

            def _followed() -> bool:
                model.refresh()
                return model.position() == log.head()

            _until(_followed)
    assert drift(model, log) == []
    model.close()
    log.close()
