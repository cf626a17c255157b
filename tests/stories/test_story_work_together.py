"""Story: two programs follow one ledger; one works, and when it is killed the other goes on."""

from __future__ import annotations

import json
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg

from tests.support.cli import MEDLEDGER, Cli
from tests.support.desk import Desk, receipt, sale


def _until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.1)


@contextmanager
def _follower(cli: Cli) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [MEDLEDGER, "work"],
        cwd=cli.home,
        env=cli.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def _active(cli: Cli) -> int | None:
    told = cli.run("status", "--format", "json").json["followed_by"]
    return None if told is None else int(told["pid"])


def _caught_up(cli: Cli) -> bool:
    found = cli.run("status", "--format", "json").json
    return {row["lag"] for row in found["projections"]} == {0}


def test_one_takes_over_when_the_active_one_is_killed(desk: Desk) -> None:
    """The second says that it waits; after `kill -9` of the first it takes in what is recorded."""
    cli = desk.cli
    with _follower(cli) as first:
        _until(lambda: _active(cli) == first.pid)
        with _follower(cli) as second:
            assert second.stderr is not None
            assert second.stderr.readline() == (
                "Another program follows this ledger; waiting to take over from it.\n"
            )
            desk.recorded("receipts", receipt("YS10"))
            _until(lambda: _caught_up(cli))
            first.send_signal(signal.SIGKILL)
            _until(lambda: _active(cli) == second.pid)
            desk.recorded("sales", sale("XS0"))
            _until(lambda: _caught_up(cli))
            second.send_signal(signal.SIGTERM)
            out, _ = second.communicate(timeout=60)
    said = json.loads(out)
    assert (said["active"], said["position"]) == (True, cli.position())
    assert cli.run("verify", "--format", "json").json["ok"]


def test_one_that_is_stopped_before_its_turn_says_so(desk: Desk) -> None:
    cli = desk.cli
    with _follower(cli) as first:
        _until(lambda: _active(cli) == first.pid)
        said = cli.run("work", "--seconds", "0.2").json
    assert (said["active"], said["wakeups"], said["raised"]) == (False, 0, 0)


def test_the_active_one_raises_what_is_overdue_by_itself(desk: Desk) -> None:
    """S4-I 投诉-职责-质量①: nobody need ask; the notices are recorded once, and the tables hold them."""
    complaint = {
        "complaint_no": "TS1",
        "received_on": "2026-05-11",
        "received_at": "2026-05-11 10:00",
        "customer_code": "C1",
        "product_code": "P01",
        "content": "使用中漏液",
    }
    cli = desk.cli
    desk.recorded("complaints", complaint)
    with _follower(cli) as only:
        _until(lambda: bool(cli.table("overdue_notices")))
        only.send_signal(signal.SIGTERM)
        out, _ = only.communicate(timeout=60)
    said = json.loads(out)
    assert said["raised"] == len(cli.table("overdue_notices")) > 1
    assert said["position"] == said["head"] == cli.position()
    assert cli.run("obligations", "--raise").json["recorded"] == []


def test_one_whose_server_drops_it_comes_back(desk: Desk) -> None:
    """A restarted server ends every session: the follower says so once, waits, and takes its turn again."""
    cli = desk.cli
    if not cli.ledger.startswith("postgresql"):
        return
    with _follower(cli) as only:
        _until(lambda: _active(cli) == only.pid)
        for number in range(2):
            _drop_every_session(cli.ledger)
            desk.recorded("receipts", receipt(f"YS{number + 20}"))
            _until(lambda: _caught_up(cli))
        only.send_signal(signal.SIGTERM)
        out, err = only.communicate(timeout=60)
    assert only.returncode == 0, err
    said = json.loads(out)
    assert (said["active"], said["position"]) == (True, cli.position())


def _drop_every_session(url: str) -> None:
    ending = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(f"{ending} AND pid <> pg_backend_pid()")
