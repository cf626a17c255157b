"""What is known by now of findings is judged once for all who ask, and anew by other knowledge."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from ledger.deciding.decision import Command
from ledger.log.opening import open_log
from ledger.log.recorder import LogRecorder
from ledger.recording.ledger import Ledger
from ledger.settings import locate
from projections.answers.findings import by_now
from projections.answers.findings.findings import findings
from projections.reading.cutoff import CutOff
from replay.scratch import scratch
from tests.support.decisions import customer, member, product, receipt, sale, supplier
from tests.support.events import ZONE


@dataclass
class House:
    """A ledger that is asked for its findings.

    Attributes:
        log: The log.
        judged: By whose knowledge rows were judged again, in turn.
    """

    log: LogRecorder
    judged: list[int] = field(default_factory=list)

    def records(self, *commands: Command) -> int:
        """Record, and return how far the log has come."""
        Ledger(self.log, recorded_by="E1").submit([[one] for one in commands])
        return self.log.head()

    def asked(self, known: int, at: str | None = None) -> list[dict[str, Any]]:
        """Return the findings of the sale."""
        with scratch([[row for part in self.log.scan() for row in part]]) as connection:
            rows = list(findings(connection, CutOff(at, known), zone=ZONE, log=self.log))
        return [row for row in rows if row["doc_no"] == "XS1"]


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    found = House(open_log(locate(str(tmp_path / "medledger.db")), create=True))
    judging = by_now.verdicts

    def counted(*args: Any, **rest: Any) -> Any:
        found.judged.append(args[2])
        return judging(*args, **rest)

    monkeypatch.setattr(by_now, "verdicts", counted)
    yield found
    found.log.close()


def stands(rows: list[dict[str, Any]]) -> list[tuple[str, str, str | None]]:
    """Return the rule of each finding, and how it stands."""
    return [(row["rule"], row["state"], row["closed_by"]) for row in rows]


def test_the_same_knowledge_is_judged_once_and_other_knowledge_anew(house: House) -> None:
    before = house.records(supplier(), product(), member(), customer(), sale(quantity="10"))
    first = house.asked(before)
    assert stands(first) == [("G-05", "open", None)]
    assert house.asked(before) == first
    assert house.judged == [before]
    after = house.records(receipt(quantity="100"))
    assert stands(house.asked(after)) == [("G-05", "closed", "covered")]
    assert house.asked(before) == first
    assert house.judged == [before, after]


def test_what_is_kept_says_nothing_of_the_time_that_is_looked_at(house: House) -> None:
    known = house.records(supplier(), product(), member(), customer(), sale(quantity="10"))
    assert stands(house.asked(known, at="2026-02-02T00:00:00.000000Z")) == [("G-05", "open", None)]
    assert house.asked(known, at="2026-01-31T00:00:00.000000Z") == []
    assert house.judged == [known]


def test_what_is_asked_for_is_changed_by_nobody(house: House) -> None:
    known = house.records(supplier(), product(), member(), customer(), sale(quantity="10"))
    first = house.asked(known)
    kept = deepcopy(first)
    first[0]["particulars"].clear()
    first[0]["because"].append(0)
    assert house.asked(known) == kept
