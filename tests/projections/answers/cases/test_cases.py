"""Cases: laid together from their stages, at any cut-off, and where each of them stands."""

from collections.abc import Iterator
from typing import Any

import pytest

from ledger import clock
from ledger.errors import CommandError
from ledger.events import catalogue
from ledger.log.prepared import Prepared
from ledger.log.recorder import LogRecorder
from projections.answers.cases.cases import case, case_tables, cases
from projections.engine.catch_up import catch_up
from projections.engine.read_model import ReadModel
from projections.reading.cutoff import CutOff
from projections.reading.filters import filters
from projections.reading.query import Query, today
from projections.reading.record_rows import count, rows, stages
from tests.support.budgets import budget
from tests.support.events import ZONE, event, voided

FIRST_OF_MAY = "2026-05-01T01:00:00.000000Z"


def placed(number: str = "TS1", **rest: Any) -> Prepared:
    """Return the first stage of a hold: on lots L1 and L2 of P1, on 1 May."""
    usual = {"product_code": "P1", "lots": ["L1", "L2"], "reason": "异味", "placed_at": FIRST_OF_MAY}
    return event("hold_placed", usual, hold_no=number, **rest)


def reported(number: str = "TS1", **rest: Any) -> Prepared:
    """Return the report of a hold to the authority, on 3 May."""
    usual = {"authority_name": "市局", "authority_reported_at": "2026-05-03T01:00:00.000000Z"}
    return event("hold_reported", usual, hold_no=number, **rest)


def notified(number: str = "TS1", **rest: Any) -> Prepared:
    """Return that the parties of a hold were told."""
    return event("hold_parties_notified", {"customers_notified": ["C1"]}, hold_no=number, **rest)


def released(number: str = "TS1", **rest: Any) -> Prepared:
    """Return the end of a hold, on 9 May."""
    usual = {"release_reason": "检验合格", "released_at": "2026-05-09T01:00:00.000000Z"}
    return event("hold_released", usual, hold_no=number, **rest)


def consigned(line: int = 1, **rest: Any) -> Prepared:
    """Return goods sent out on choice, on 1 May."""
    usual = {"consigned_on": "2026-05-01", "customer_code": "C1", "product_code": "P1", "lot": "L1"}
    return event("goods_consigned_out", usual | {"quantity": "5"}, consignment_no="XP1", line=line, **rest)


class Files:
    """The cases of a log, asked the way the command line asks them."""

    def __init__(self, log: LogRecorder, readmodel: ReadModel) -> None:
        self.log = log
        self.readmodel = readmodel

    def record(self, *events: Prepared) -> None:
        self.log.append_prepared(events)
        catch_up(self.readmodel, self.log)

    def cutoff(self, at: str | None = None, known: int | None = None) -> CutOff:
        return CutOff(clock.end_of(at, ZONE) if at else None, known or self.log.head())

    def rows(
        self,
        *where: str,
        table: str = "quality_holds",
        at: str | None = None,
        known: int | None = None,
        **rest: Any,
    ) -> list[dict[str, Any]]:
        declared, cutoff = catalogue.table(table), self.cutoff(at, known)
        chosen = filters(declared, where, ZONE)
        with self.readmodel.reading() as connection:
            return list(rows(connection, self.log, declared, cutoff, zone=ZONE, where=chosen, **rest))

    def standing(
        self, *where: str, state: str | None = None, at: str | None = None, known: int | None = None
    ) -> list[dict[str, Any]]:
        with self.readmodel.reading() as connection:
            return list(cases(self._asked(connection, at, known), case_tables(), where, state))

    def case(self, number: str, at: str | None = None, known: int | None = None) -> list[dict[str, Any]]:
        with self.readmodel.reading() as connection:
            return case(self._asked(connection, at, known), case_tables(), number)

    def _asked(self, connection: Any, at: str | None, known: int | None) -> Query:
        cutoff = self.cutoff(at, known)
        return Query(connection, self.log, cutoff, ZONE, today(cutoff, ZONE))


@pytest.fixture
def files(log: LogRecorder, readmodel: ReadModel) -> Iterator[Files]:
    return Files(log, readmodel)


def test_a_case_is_one_row_with_the_newest_value_of_each_column(files: Files):
    files.record(placed(), reported(), notified("TS2"), released(nc_disposition="release"))
    hold, other = files.rows()
    assert (hold["lots"], hold["authority_name"], hold["release_reason"]) == (
        ["L1", "L2"],
        "市局",
        "检验合格",
    )
    assert (hold["stage"], hold["position"], hold["voided_at"]) == ("released", 4, None)
    assert hold["event_time"] == "2026-05-09T09:00:00+08:00"
    assert hold["record_time"] == clock.shown(files.log.record_time_at(4), ZONE)
    assert (other["stage"], other["event_time"]) == ("parties_notified", None)
    declared = [column.key for column in catalogue.table("quality_holds").columns]
    assert list(hold) == [*declared, "stage", "position", "event_time", "record_time", "voided_at"]


def test_a_stage_that_came_again_gives_its_newest_values(files: Files):
    used = "consignment_use_confirmed"
    files.record(
        consigned(),
        event(used, consignment_no="XP1", line=1, used_on="2026-05-02", used_quantity="2", sale_no="XS1"),
        event(used, consignment_no="XP1", line=1, used_on="2026-05-03", used_quantity="1"),
    )
    (row,) = files.rows(table="consignments")
    assert (row["quantity"], row["used_on"], row["used_quantity"]) == ("5", "2026-05-03", "1")
    assert row["sale_no"] == "XS1", "what the newer occurrence does not say stands"


def test_a_case_is_as_it_stood_then_and_as_it_was_known_then(files: Files):
    files.record(placed(), reported(), released())
    assert [row["stage"] for row in files.rows(at="2026-05-02")] == ["placed"]
    assert [row["stage"] for row in files.rows(known=2)] == ["reported"]
    assert files.rows(at="2026-05-02")[0]["release_reason"] is None
    assert files.rows(at="2026-04-30") == []


def test_a_voided_stage_counts_from_then_on_no_more(files: Files):
    files.record(placed(), released(), voided("quality_holds", "TS1", [2]))
    (row,) = files.rows()
    assert (row["stage"], row["release_reason"], row["position"]) == ("placed", None, 1)
    assert [row["stage"] for row in files.rows(known=2)] == ["released"]
    every = files.rows(voided=True)
    assert [(row["stage"], row["voided_at"] is None) for row in every] == [
        ("placed", True),
        ("released", False),
    ]
    assert every[1]["lots"] is None, "a stage shows what it carries"


def test_each_line_of_a_document_is_a_case_and_cases_come_by_identity(files: Files):
    files.record(consigned(2), consigned(1, lot="L9"), consigned(10))
    assert [(row["line"], row["lot"]) for row in files.rows(table="consignments")] == [
        (1, "L9"),
        (2, "L1"),
        (10, "L1"),
    ]


def test_cases_are_counted_without_their_stages(files: Files):
    files.record(placed(), reported(), placed("TS2"), voided("quality_holds", "TS2", [3]))
    holds = catalogue.table("quality_holds")
    with files.readmodel.reading() as connection:
        assert count(connection, holds, files.cutoff()) == 1
        assert count(connection, holds, files.cutoff(known=3)) == 2
        assert count(connection, holds, files.cutoff(), voided=True) == 3


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ("hold_no=TS2", ["TS2"]),
        ("lots=L1", ["TS1"]),
        ("authority_name=市局", ["TS1"]),
        ("release_reason=", ["TS1", "TS2"]),
        ("stage=reported", ["TS1"]),
        ("环节=停售封存", ["TS2"]),
        ("stage=hold_placed", ["TS2"]),
        ("recorded_by=E2", ["TS1"]),
        ("recorded_by=tester", ["TS2"]),
    ],
)
def test_a_filter_looks_at_the_case_as_a_whole(files: Files, where: str, found: list[str]):
    files.record(placed(), placed("TS2", lots=["L3"]), reported(by="E2"))
    assert [row["hold_no"] for row in files.rows(where)] == found
    assert all("recorded_by" not in row for row in files.rows(where))


def test_two_filters_may_fit_different_stages(files: Files):
    files.record(placed(), reported())
    assert len(files.rows("lots=L1", "authority_name=市局")) == 1
    assert files.rows("lots=L1", "authority_name=市局", voided=True) == []


def test_an_unknown_stage_is_refused(files: Files):
    with pytest.raises(CommandError) as caught:
        files.rows("stage=dancing")
    assert caught.value.code == "filter_value_unfit"


def test_many_cases_are_laid_together_across_parts(files: Files):
    """Stages of one case lie on both sides of a batch of rows."""
    numbers = [f"TS{number:04}" for number in range(400)]
    files.record(*(placed(number) for number in numbers), *(reported(number) for number in numbers))
    found = files.rows()
    assert [row["hold_no"] for row in found] == numbers
    assert {(row["stage"], row["reason"], row["authority_name"]) for row in found} == {
        ("reported", "异味", "市局")
    }


def test_every_standing_stage_can_be_read_on_its_own(files: Files):
    files.record(placed(), reported(), released(), voided("quality_holds", "TS1", [3]))
    holds = catalogue.table("quality_holds")
    with files.readmodel.reading() as connection:
        found = list(stages(connection, files.log, holds, files.cutoff(), zone=ZONE))
        query = list(files._asked(connection, None, None).stages("quality_holds"))
    assert [row["stage"] for row in found] == ["placed", "reported"]
    assert found == query


def test_where_a_case_stands(files: Files):
    files.record(placed(serials=["A"]), reported(), consigned())
    consignment, hold = files.standing()
    assert hold == {
        "table": "quality_holds",
        "table_zh": catalogue.table("quality_holds").zh,
        "number": "TS1",
        "line": None,
        "stage": "reported",
        "stage_zh": "报告药监部门",
        "state": "open",
        "begun_at": "2026-05-01T09:00:00+08:00",
        "last_at": "2026-05-03T09:00:00+08:00",
        "next": ["hold_released"],
        "next_zh": ["解除"],
        "product_code": "P1",
        "lot": "L1;L2",
        "serial": "A",
        "customer_code": None,
        "supplier_code": None,
        "overdue": None,
        "overdue_since": None,
        "position": 2,
    }
    assert (consignment["number"], consignment["line"], consignment["customer_code"]) == ("XP1", 1, "C1")


def test_what_may_repeat_is_possible_once_it_has_come_until_the_case_is_closed(files: Files):
    """A stage that follows the newest, or one that repeats and has been."""
    files.record(placed(), notified(), reported())
    (hold,) = files.standing()
    assert hold["next"] == ["hold_parties_notified", "hold_released"]
    files.record(released())
    (hold,) = files.standing()
    assert (hold["state"], hold["next"]) == ("closed", [])


def test_open_and_closed_cases_can_be_listed_alone_at_any_day(files: Files):
    files.record(placed(), placed("TS2"), released("TS2"))
    assert [row["number"] for row in files.standing(state="open")] == ["TS1"]
    assert [row["number"] for row in files.standing(state="closed")] == ["TS2"]
    assert [row["number"] for row in files.standing(state="open", at="2026-05-08")] == ["TS1", "TS2"]


def test_a_filter_asks_the_tables_that_have_the_field(files: Files):
    files.record(placed(), consigned(), consigned(2, lot="L3"))
    assert [row["number"] for row in files.standing("lot=L1")] == ["XP1", "TS1"]
    assert [row["number"] for row in files.standing("lots=L1")] == ["TS1"]
    with pytest.raises(CommandError) as caught:
        files.standing("colour=red")
    assert caught.value.code == "filter_field_unknown"


def test_one_case_shows_each_stage_with_what_it_carried_and_who_recorded_it(files: Files):
    files.record(placed(by="E1", note="急"), released(by="E2"), voided("quality_holds", "TS1", [2]))
    (hold,) = files.case("TS1")
    assert (hold["state"], hold["stage"], hold["next"]) == (
        "open",
        "placed",
        ["hold_parties_notified", "hold_reported", "hold_released"],
    )
    first, second = hold["stages"]
    assert (first["event"], first["zh"], first["recorded_by"], first["note"]) == (
        "hold_placed",
        "停售封存",
        "E1",
        "急",
    )
    assert first["carried"] == {
        "hold_no": "TS1",
        "product_code": "P1",
        "lots": ["L1", "L2"],
        "reason": "异味",
        "placed_at": "2026-05-01T09:00:00+08:00",
    }
    assert second["voided_at"] == clock.shown(files.log.record_time_at(3), ZONE)
    assert second["carried"]["release_reason"] == "检验合格"
    assert (hold["row"]["reason"], hold["row"]["release_reason"]) == ("异味", None)


def test_a_number_may_name_several_cases_and_a_case_may_be_voided_whole(files: Files):
    files.record(consigned(1), consigned(2), placed("XP1"), voided("quality_holds", "XP1", [3]))
    found = files.case(" XP1 ")
    assert [(one["table"], one["line"], one["state"]) for one in found] == [
        ("consignments", 1, "open"),
        ("consignments", 2, "open"),
        ("quality_holds", None, "struck"),
    ]
    assert [row["number"] for row in files.standing()] == ["XP1", "XP1"]
    assert files.case("XP9") == []
    assert files.case("XP1", at="2026-04-30") == []


def test_the_database_chooses_open_and_closed_cases_as_their_rows_say(files: Files):
    """At any day and position: a closing that was voided, one that is to come, lines of one number apart."""
    files.record(placed(), placed("TS2"), released("TS2"), consigned(), consigned(2))
    files.record(event("consignment_closed", consignment_no="XP1", line=2), released())
    files.record(voided("quality_holds", "TS1", [7]))
    days = (None, "2026-05-03", "2026-05-08", "2026-05-09")
    for known in range(1, files.log.head() + 1):
        for at in days if budget() != "gate" else (None, days[1 + known % 3]):
            every = files.standing(at=at, known=known)
            for state in ("open", "closed"):
                expected = [row for row in every if row["state"] == state]
                assert files.standing(state=state, at=at, known=known) == expected, (at, known)
    assert [(row["number"], row["line"]) for row in files.standing(state="closed")] == [
        ("XP1", 2),
        ("TS2", None),
    ]
