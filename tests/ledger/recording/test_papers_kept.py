"""What decisions remember of papers, holds and settings: the same for a program just started, never stale."""

from __future__ import annotations

from typing import Any

import orjson
from sqlalchemy import text

from ledger.deciding.decision import Command, Duplicate, Refused
from ledger.log.recorder import LogRecorder
from ledger.recording.ledger import Ledger
from ledger.recording.unit_of_work import Outcome, Recorded
from tests.support.decisions import (
    command,
    customer,
    hold,
    licence,
    member,
    product,
    quality,
    receipt,
    sale,
    setting,
    stage,
    supplier,
)


def _house(log: LogRecorder) -> Ledger:
    ledger = Ledger(log, recorded_by="tester")
    dealer = customer(kind="distributor", licence_kind="trade_licence", scope="三类:6846")
    goods = product(device_class="III", category_code_2002="6846")
    rows = (supplier(), goods, dealer, member(), quality(), receipt(), _paper("Z1", "2026-12-31"))
    ledger.submit([[one] for one in rows])
    return ledger


def _paper(number: str, until: str) -> Command:
    return licence("C1", "business_licence", number, owner_kind="customer", valid_until=until)


def _findings(outcomes: list[list[Outcome]]) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    for document in outcomes:
        for outcome in document:
            assert isinstance(outcome, Recorded | Duplicate | Refused)
            found.append(outcome.findings if isinstance(outcome, Recorded) else (type(outcome).__name__,))
    return found


def _state(log: LogRecorder) -> dict[str, Any]:
    with log.reading() as connection:
        rows = connection.execute(text("SELECT key, value FROM decision_state")).fetchall()
    return {key: orjson.loads(bytes(value)) for key, value in rows if key[0] not in "omz"}


def _story() -> list[list[Command]]:
    released = stage(
        "hold_released",
        "TS1",
        release_reason="合格",
        released_by="Q1",
        released_at="2026-02-10T02:00:00.000000Z",
    )
    return [
        [sale("XS1", quantity="1")],
        [hold(placed_at="2026-02-01")],
        [sale("XS2", quantity="1")],
        [released],
        [sale("XS3", quantity="1", sold_on="2026-02-10")],
        [setting("G-68", "waived", "2026-01-01")],
        [sale("XS4", quantity="1")],
        [
            command(
                "authorisations",
                authorisation_no="SQ1",
                authorisation_kind="own_salesperson",
                grantee_name="乙",
                staff_code="Q1",
                scope="全部",
                valid_from="2026-01-01",
                valid_until="2026-12-31",
            )
        ],
        [sale("XS5", quantity="1")],
    ]


def test_each_document_is_decided_by_what_is_known_by_then(log: LogRecorder) -> None:
    """G-68c, G-14 and settings: in one batch, so that nothing is read again in between."""
    found = _findings(_house(log).submit(_story()))
    assert [found[place] for place in (0, 2, 4, 6, 8)] == [(), ("G-68c",), (), (), ("G-14",)]


def test_a_program_just_started_decides_the_same(log: LogRecorder) -> None:
    """Architecture: the kept state is disposable; wiped, it is folded from the log again."""
    _house(log)
    found = []
    for document in _story():
        found += _findings([*Ledger(log, recorded_by="tester").submit([document])])
    assert [found[place] for place in (0, 2, 4, 6, 8)] == [(), ("G-68c",), (), (), ("G-14",)]
    before = _state(log)
    with log.writing() as connection:
        connection.execute(text("DELETE FROM decision_state"))
    again = Ledger(log, recorded_by="tester").submit([[sale("XS6", quantity="1")]])
    assert _findings(again) == [("G-14",)]
    after = _state(log)
    assert {key: value for key, value in after.items() if key in before and key[0] in "iakhw"} == {
        key: value for key, value in before.items() if key[0] in "iakhw"
    }


def test_what_was_taken_back_is_not_remembered(log: LogRecorder) -> None:
    """Interface rule 2: a setting in a document that was refused waives nothing."""
    ledger = _house(log)
    ledger.submit([[hold(placed_at="2026-02-01")]])
    refused = [
        setting("G-68", "waived", "2026-01-01"),
        sale("XS1", quantity="1"),
        sale("XS9", customer_code="C9"),
    ]
    outcomes = ledger.submit([refused, [sale("XS2", quantity="1")]])
    assert _findings(outcomes)[-1] == ("G-68c",)


def test_a_paper_that_another_program_recorded_counts(log: LogRecorder) -> None:
    """G-66: the ledger that was overtaken forgets what it remembered of the buyer."""
    ledger = _house(log)
    assert _findings(ledger.submit([[sale("XS1", quantity="1")]])) == [()]
    stopped = hold(
        hold_kind="stop_sale_to_buyer", target_kind="customer", customer_code="C1", product_code=None
    )
    Ledger(log, recorded_by="other").submit([[stopped]])
    assert _findings(ledger.submit([[sale("XS2", quantity="1")]])) == [("G-66",)]
