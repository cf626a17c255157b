"""Whatever moves goods, live or imported: on no day is a unit in two places, or a lot below zero."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import orjson
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.entry.live import enter
from ledger.errors import CommandError
from ledger.log.opening import open_log
from ledger.log.recorder import LogRecorder
from ledger.recording.ledger import Ledger
from ledger.settings import Location, locate
from tests.support.all_movements import Papers, command_of
from tests.support.budgets import examples
from tests.support.cli import Cli
from tests.support.live_trade import BATCHED, SERIALISED, furnish
from tests.support.naive_stock import by_day, moved_by

_SAID = frozenset({"M-24", "M-10", "G-05", "M-26", "M-27", "M-18"})
"""The findings that say that goods lack, or are twice there, or that a stage comes too early."""
_NOWHERE = frozenset({"outside", "refused"})
_GONE = _NOWHERE | {"disposed", "returned_to_supplier"}  # from there a unit may come in again


def _furnish(ledger: Ledger) -> None:
    furnish(ledger)
    enter(ledger, "staff", {"staff_code": "E2", "name": "另一员工", "post": "业务负责人"})


def _live(ledger: Ledger, papers: Papers, steps: int) -> None:
    for _ in range(steps):
        table, row = papers.next()
        try:
            enter(ledger, table, row)
        except CommandError:
            continue


def _imported(ledger: Ledger, papers: Papers, steps: int) -> None:
    for _ in range(steps):
        ledger.submit([[command_of(papers.next())]])


def _check(log: LogRecorder) -> int:
    """Assert that nothing is below zero or in two places on any day; return how much was recorded."""
    events = [orjson.loads(stored) for part in log.scan() for _, stored in part]
    excused = moved_by(events, lambda event: bool(_SAID & {one["rule"] for one in event.get("findings", ())}))
    for time, standing in by_day(events):
        for goods, sums in standing.items():
            if goods in excused:
                continue
            below = {status: sum_ for status, sum_ in sums.items() if sum_ < 0 and status not in _NOWHERE}
            assert not below, (time, goods, below)
            if goods[0] == SERIALISED:
                places = [status for status, sum_ in sums.items() if sum_ > 0 and status not in _GONE]
                assert len(places) <= 1, (time, goods, places)
    return len(events)


@settings(max_examples=examples(25), deadline=None)
@given(seed=st.integers(0, 2**32), live=st.booleans())
def test_nothing_is_in_two_places_on_any_day(seed: int, live: bool) -> None:
    """Interface rule 14, over random papers of all kinds on random days."""
    with TemporaryDirectory() as folder:
        log = open_log(locate(f"{folder}/medledger.db"), create=True)
        ledger = Ledger(log, recorded_by="E1")
        _furnish(ledger)
        (_live if live else _imported)(ledger, Papers(Random(seed)), 40)
        _check(log)
        log.close()


def test_what_is_unexplained_is_what_was_counted(location: Location, tmp_path: Path) -> None:
    """Interface: of all that was accepted, the answer explains what counts of the stock do not change."""
    log = open_log(location, create=True)
    ledger = Ledger(log, recorded_by="E1")
    _furnish(ledger)
    papers = Papers(Random(20261129))
    _live(ledger, papers, 120)
    _check(log)
    events = [orjson.loads(stored) for part in log.scan() for _, stored in part]
    log.close()
    cli = Cli(str(location.path) if location.path else location.url, tmp_path)
    totals = cli.preview("--product", BATCHED, "--product", SERIALISED)["totals"]
    *_, (_, last) = by_day(events)
    counted = sum((sums["outside"] for sums in last.values()), Fraction(0))
    assert Fraction(totals["unexplained"]) == Fraction(totals["accepted"]) + counted
    assert Fraction(totals["accepted"]) > 0
