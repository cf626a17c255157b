"""Rows of cases: which headings they need, the stage that they name, and what becomes of a row of stages."""

from __future__ import annotations

import pytest

from ledger.deciding.decision import Duplicate, Refused
from ledger.errors import CommandError, Reason
from ledger.events import catalogue
from ledger.intake.case_rows import outcome_of
from ledger.intake.cells.cell_problems import BAD_STAGE
from ledger.intake.deferred import Deferred
from ledger.intake.stage_names import stage_named
from ledger.recording.problems import INCOMPLETE
from ledger.recording.unit_of_work import Recorded

LATER = "选配出库编号,行号,使用确认日期,使用数量\nXP1,1,2026-04-03,3\n"
NAMED = "选配出库编号,行号,环节,使用确认日期,使用数量\nXP1,1,使用确认,2026-04-03,3\n"
CONSIGNMENTS = catalogue.table("consignments")


def test_a_file_of_later_stages_needs_the_identity_alone_if_its_table_is_named(opened) -> None:
    (one,) = opened(LATER, table="consignments")
    (row,) = one.rows()
    assert (row.reasons, row.envelope.stage) == ([], None)
    assert row.data == {
        "consignment_no": "XP1",
        "line": 1,
        "used_on": "2026-04-03",
        "used_quantity": "3",
    }


def test_without_a_name_it_is_not_guessed(opened) -> None:
    with pytest.raises(CommandError) as refused:
        opened(LATER)
    assert refused.value.code == "no_table"


def test_a_file_that_names_its_stages_is_known_by_its_headings(opened) -> None:
    (one,) = opened(NAMED)
    (row,) = one.rows()
    assert (one.table, one.unknown_columns) == (CONSIGNMENTS, [])
    assert row.envelope.stage == "consignment_use_confirmed"


def test_a_stage_is_a_heading_of_cases_alone(opened) -> None:
    text = (
        "培训编号,培训日期,员工编号,培训类别,培训主题,考核结果,环节\nPX1,2026-04-03,E1,岗前培训,法规,合格,x\n"
    )
    (one,) = opened(text, table="trainings")
    assert one.unknown_columns == ["环节"]


def test_the_rows_of_a_case_need_their_identity(opened) -> None:
    (one,) = opened(LATER.replace("XP1", ""), table="consignments")
    (row,) = one.rows()
    assert [reason.particulars["column"] for reason in row.reasons] == ["consignment_no"]


@pytest.mark.parametrize(
    "name",
    ["使用确认", "使用确认(成为销售)", "使用确认（成为销售）", "use_confirmed", "consignment_use_confirmed"],
)
def test_a_stage_goes_by_its_names(name: str) -> None:
    stage = stage_named(CONSIGNMENTS, name)
    assert stage is not None
    assert stage.key == "use_confirmed"


def test_a_stage_that_the_case_does_not_have_is_a_reason(opened) -> None:
    (one,) = opened(NAMED.replace("使用确认,", "批准,"))
    (row,) = one.rows()
    (reason,) = row.reasons
    assert reason.message("zh") == (
        "环节：应是该案件的一个环节：出库、使用确认(成为销售)、未使用退回、结清；实际是“批准”。"
    )


def test_a_row_that_waits_keeps_its_stage(opened) -> None:
    (one,) = opened(NAMED)
    with Deferred() as deferred:
        deferred.add(0, list(one.rows()))
        ((_, (row,)),) = deferred
    assert row.envelope.stage == "consignment_use_confirmed"


REASON = Reason(INCOMPLETE, {})


def test_a_row_is_recorded_if_any_stage_of_it_is() -> None:
    found = outcome_of([Duplicate(1), Recorded(7, ("M-13",)), Recorded(8, ("M-18",))])
    assert found == Recorded(8, ("M-13", "M-18"))
    assert outcome_of([Duplicate(1), Duplicate(2)]) == Duplicate(2)


def test_a_row_is_rejected_if_any_stage_of_it_is_for_the_reasons_of_that_stage() -> None:
    own = BAD_STAGE.with_(zh="环节", column="stage", text="x", choices="", zh_choices="")
    found = outcome_of([Duplicate(1), Refused((REASON,), later=True), Refused((own,))])
    assert found == Refused((own,), later=False)
    assert outcome_of([Refused((REASON,), later=True)]) == Refused((REASON,), later=True)
