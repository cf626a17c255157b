"""What every case declares must hang together: stages that can be reached, columns that somebody carries."""

from __future__ import annotations

import pytest

from ledger.events import catalogue
from ledger.events.base import Table
from ledger.events.json_schema import json_schema

CASES = [catalogue.table(key) for key, *_ in catalogue.CASES]


def key_of(table: Table) -> str:
    return table.key


@pytest.mark.parametrize("table", CASES, ids=key_of)
def test_every_stage_can_be_reached_from_the_first(table: Table) -> None:
    reached, todo = {table.event}, [table.stages[0]]
    while todo:
        for event in todo.pop().following:
            if event not in reached:
                reached.add(event)
                todo.append(table.stage(event))
    assert reached == {stage.event for stage in table.stages}
    assert table.stages[0].event == table.event


@pytest.mark.parametrize("table", CASES, ids=key_of)
def test_every_column_is_carried_by_a_stage_and_what_is_required_by_one_it_may_begin_with(
    table: Table,
) -> None:
    carried = {key for stage in table.stages for key in stage.columns}
    assert carried | set(table.identity) == set(table.by_key)
    *_, beginning = table.beginnings
    required = {column.key for column in table.columns if column.required}
    assert required <= {*beginning.columns, *table.identity}
    assert {one.key for one in table.required_of(beginning, begins=True)} | set(table.identity) >= required


@pytest.mark.parametrize("table", CASES, ids=key_of)
def test_the_business_time_of_a_stage_is_a_date_that_it_carries(table: Table) -> None:
    for stage in table.stages:
        for key in stage.at:
            assert key in stage.columns
            assert table.by_key[key].type in {"date", "datetime"}


@pytest.mark.parametrize("table", CASES, ids=key_of)
def test_stages_that_carry_the_same_columns_are_told_apart_by_a_value(table: Table) -> None:
    for stage in table.stages:
        covered = any(set(stage.columns) <= set(one.columns) for one in table.stages if one is not stage)
        further = (table.stage(event) for event in stage.following)
        carries_less = any(set(stage.columns) < set(one.columns) for one in further)
        if covered and not carries_less:
            assert stage.when is not None
        if stage.when is not None:
            column, value = stage.when
            assert value in {choice.key for choice in table.by_key[column].values}


@pytest.mark.parametrize("table", CASES, ids=key_of)
def test_a_stage_is_an_event_with_the_identity_and_its_own_columns(table: Table) -> None:
    for stage in table.stages:
        fields = catalogue.event_class(stage.event).model_fields
        assert set(fields) == {*table.identity, *stage.columns}
        needed = {key for key, field in fields.items() if field.is_required()}
        assert needed == {*table.identity, *(column.key for column in table.required_of(stage))}


def test_the_schema_of_a_case_tells_its_stages() -> None:
    stages = json_schema(catalogue.table("consignments"))["x-stages"]
    assert [one["key"] for one in stages] == [
        "goods_consigned_out",
        "use_confirmed",
        "unused_returned",
        "closed",
    ]
    confirmed = stages[1]
    assert {key: confirmed[key] for key in ("event", "zh", "fields", "by", "following", "repeats")} == {
        "event": "consignment_use_confirmed",
        "zh": "使用确认(成为销售)",
        "fields": [
            *("used_on", "used_quantity", "used_serial", "use_confirmed_by", "sale_no", "sale_line"),
            *("unit_price", "amount"),
        ],
        "by": "salesperson",
        "following": ["consignment_unused_returned", "consignment_closed"],
        "repeats": True,
    }
