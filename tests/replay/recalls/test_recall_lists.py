"""The lines of the boards of many recalls: those of each board by itself, for hardly more statements."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from ledger.deciding.decision import Command
from ledger.events import catalogue
from ledger.recording.ledger import Ledger
from ledger.settings import locate
from projections.answers.recalls.board import board, boards
from projections.answers.recalls.recall_consignees import board_rows
from projections.answers.recalls.recall_consignees import rows as consignees
from projections.answers.recalls.recall_progress_reports import progress
from projections.answers.recalls.recall_progress_reports import rows as reports
from projections.answers.recalls.told import recalls
from projections.reading.query import Query
from replay import bootstrap
from replay.bootstrap import Program
from replay.recalls.named import asking
from tests.support.decisions import back, customer, member, product, receipt, sale, supplier, void

CUSTOMERS = ("C1", "C2", "C3")


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """Six recalls of two lots and of their whole product; sales, a return and voids lie between them."""
    place = locate(str(tmp_path_factory.mktemp("lists") / "medledger.db"))
    bootstrap.make(place)
    with bootstrap.opened(place) as opened:
        rows = [supplier(), product(), member(), *map(customer, CUSTOMERS)]
        rows += [receipt(f"YS{lot}", lot=lot, quantity="1000") for lot in ("L1", "L2")]
        for number, lots in enumerate((["L1"], ["L2"], ["L1"], None, ["L1"], None)):
            rows += [
                sale(f"XS{number}{lot}", customer_code=CUSTOMERS[number % 3], lot=lot, quantity="5")
                for lot in ("L1", "L2")
            ]
            rows.append(_recall(f"RC{number}", lots))
            if number in {2, 4}:
                rows.append(void("sales", f"XS{number - 1}L1", 1, voided_on="2026-04-01"))
        rows.append(back("TH1", customer_code="C1", lot="L1", quantity="1", sale_no=None))
        rows += [_told("RC0", "C1"), _told("RC3", "C2")]
        done = Ledger(opened.log, recorded_by="import").submit([[one] for one in rows])
        assert all(hasattr(one, "position") for [one] in done), done
        yield opened


def _recall(number: str, lots: list[str] | None) -> Command:
    said = {"opened_at": "2026-03-02T00:00:00.000000Z", "origin": "registrant", "reason": "密封不良"}
    goods = {"product_code": "P1"} | ({"lots": lots} if lots else {})
    return Command(catalogue.table("recalls"), {"recall_no": number, **said, **goods})


def _told(number: str, code: str) -> Command:
    said = {"notice_sent_at": "2026-03-02T01:00:00.000000Z", "notice_method": "phone"}
    return Command(catalogue.table("recalls"), {"recall_no": number, "customer_code": code, **said})


def _each(query: Query) -> list[Any]:
    return [board(query, recall) for recall in recalls(query)]


def test_the_lists_are_the_boards_one_after_another(program: Program) -> None:
    """Consignees and progress reports show of each recall what its own board shows."""
    with asking(program) as (query, _):
        own = _each(query)
        assert len(own) == 6
        assert list(consignees(query)) == [row for one in own for row in board_rows(query, one)]
        assert list(reports(query)) == [progress(one) for one in own]
        assert [one.clocks for one in boards(query)] == [one.clocks for one in own]
        assert any(one.clocks for one in own)
        assert any(line.struck for one in own for line in one.entries)


def test_more_recalls_of_goods_read_already_ask_hardly_more(program: Program) -> None:
    """What recalls of the same goods share is read once: movements, voids, papers, clocks, settings."""
    with asking(program) as (query, _):
        two = _statements(query, {"RC0", "RC3"})
        four = _statements(query, {"RC0", "RC2", "RC3", "RC5"})
    late = 2  # when the late sales of the two other recalls became known
    assert four - two <= late


def _statements(query: Query, numbers: set[str]) -> int:
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        sent.append(statement)

    sa.event.listen(query.connection, "before_cursor_execute", note)
    try:
        assert {one.recall.number for one in boards(query, numbers)} == numbers
    finally:
        sa.event.remove(query.connection, "before_cursor_execute", note)
    return len(sent)
