"""Story: one process keeps the tables caught up while another records."""

from __future__ import annotations

import json
import signal
import subprocess
import time
from collections.abc import Callable

import pytest

from tests.support.cli import MEDLEDGER, Cli
from tests.support.desk import Desk, receipt, sale


def _until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def _lags(cli: Cli) -> set[int]:
    found = cli.run("status", "--format", "json").json
    return {row["lag"] for row in found["projections"]}


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_the_tables_follow_what_another_process_records(desk: Desk, ending: signal.Signals) -> None:
    """`work` takes in what was there, then each document as it comes, and says at its end how far it is."""
    cli = desk.cli
    worker = subprocess.Popen(
        [MEDLEDGER, "work"], cwd=cli.home, env=cli.environment, stdout=subprocess.PIPE, encoding="utf-8"
    )
    try:
        _until(lambda: _lags(cli) == {0})
        for number in range(3):
            desk.recorded("receipts", receipt(f"YS{number + 10}"))
            desk.recorded("sales", sale(f"XS{number}"))
            _until(lambda: _lags(cli) == {0})
        worker.send_signal(ending)
        out, _ = worker.communicate(timeout=30)
    finally:
        worker.kill()
    assert worker.returncode == 0
    (line,) = out.splitlines()
    said = json.loads(line)
    assert said["position"] == said["head"] == cli.position()
    assert said["wakeups"] >= 1
    assert said["parked"] == 0


def test_work_once_catches_up_and_stops(desk: Desk) -> None:
    said = desk.cli.run("work", "--once").json
    assert said["position"] == said["head"] == desk.cli.position()
    assert _lags(desk.cli) == {0}


def test_work_for_some_seconds_stops_by_itself(desk: Desk) -> None:
    begun = time.monotonic()
    said = desk.cli.run("work", "--seconds", "0.5").json
    assert 0.5 <= time.monotonic() - begun < 30
    assert said["wakeups"] == 0
