"""The decision state is compared with the log at one moment, while others go on recording."""

from __future__ import annotations

import threading
from itertools import count

from ledger.log.recorder import LogRecorder
from ledger.recording.ledger import Ledger
from ledger.recording.state_audit import compare_state, remake_state
from tests.support.decisions import customer, member, product, receipt, sale, supplier


def test_what_is_recorded_meanwhile_makes_no_difference(log: LogRecorder) -> None:
    """Neither is anything told to differ, nor does a rebuild give up because others are faster."""
    ledger = Ledger(log, recorded_by="E1")
    goods = receipt(quantity="100000", accepted_quantity="100000")
    ledger.submit([[one] for one in (supplier(), product(), member(), customer(), goods)])
    ledger.submit([[sale(f"XS{number}", quantity="1")] for number in range(200)])
    done, numbers, before = threading.Event(), count(1000), log.head()

    def sell() -> None:
        while not done.is_set():
            ledger.submit([[sale(f"XS{next(numbers)}", quantity="1")]])

    seller = threading.Thread(target=sell)
    seller.start()
    try:
        assert [len(compare_state(log).differences) for _ in range(3)] == [0, 0, 0]
        assert [remake_state(log) for _ in range(3)] == [0, 0, 0]
    finally:
        done.set()
        seller.join()
    assert log.head() > before + 10
