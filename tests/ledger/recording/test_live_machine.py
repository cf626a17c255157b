"""No sequence of live commands makes stock negative, sells a unit twice or takes back more than was sold."""

from __future__ import annotations

import multiprocessing
from random import Random
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.log.opening import open_log
from ledger.log.recorder import LogRecorder
from ledger.recording.ledger import Ledger
from ledger.settings import Location, locate
from tests.support.budgets import examples
from tests.support.live_trade import Clerk, check, furnish, trade


@settings(max_examples=examples(25), deadline=None)
@given(seed=st.integers(0, 2**32), steps=st.integers(10, 40))
def test_no_sequence_of_live_commands_breaks_the_sums(seed: int, steps: int) -> None:
    """Architecture: the arithmetic of tracing holds whatever is entered, asked at every tenth step."""
    with TemporaryDirectory() as folder:
        log = open_log(locate(f"{folder}/medledger.db"), create=True)
        ledger = Ledger(log, recorded_by="E1")
        furnish(ledger)
        clerk = Clerk(ledger, Random(seed), "W")
        for number in range(steps):
            clerk.step()
            if number % 10 == 0:
                check(log)
        check(log)
        log.close()


def test_the_sums_hold_on_both_databases(log: LogRecorder) -> None:
    """A long sequence; enough of it passes and enough is refused that both ways are tried."""
    ledger = Ledger(log, recorded_by="E1")
    furnish(ledger)
    clerk = Clerk(ledger, Random(20261121), "W")
    for _ in range(150):
        clerk.step()
    check(log)
    assert clerk.accepted > 20
    assert clerk.refused > 20


def test_the_sums_hold_while_many_write_at_once(location: Location) -> None:
    """Four processes enter at the same time; whoever is overtaken decides again."""
    log = open_log(location, create=True)
    furnish(Ledger(log, recorded_by="E1"))
    before = log.head()
    spawn = multiprocessing.get_context("spawn")
    url = str(location.path) if location.path else location.url
    processes = [spawn.Process(target=trade, args=(url, seed, 40)) for seed in range(4)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(timeout=240)
    assert [process.exitcode for process in processes] == [0] * 4
    check(log)
    assert log.head() > before + 20
    log.close()
