"""JSON documents of rows, as the program writes them: an array, or an object that holds one as `rows`."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ledger.errors import CommandError
from ledger.intake.source import json_document

SALE: dict[str, Any] = {
    "sale_no": "XS1",
    "sold_on": "2026-05-01",
    "customer_code": "C1",
    "product_code": "P1",
    "quantity": "10",
    "seller": "S1",
    "lot": None,
}
OTHER: dict[str, Any] = {**SALE, "sale_no": "XS2", "voucher_nos": ["PZ1", "PZ2"], "drop_shipment": False}
SHOWN = {"position": 7, "event_time": None, "record_time": "2026-05-02T08:00:00+08:00", "voided_at": None}


def _dumped(value: Any, **rest: Any) -> str:
    return json.dumps(value, ensure_ascii=False, **rest)


FORMS = {
    "an array, a row a line": "[\n" + ",\n".join(map(_dumped, (SALE, OTHER))) + "\n]\n",
    "an array on one line": _dumped([SALE, OTHER]),
    "an array, laid out": "\ufeff \n" + _dumped([SALE, OTHER], indent=2),
    "rows": _dumped({"rows": [SALE, OTHER]}),
    "basis and rows": _dumped({"basis": {"at": None, "rows": [1], "position": 9}, "rows": [SALE, OTHER]}),
    "rows and what follows": _dumped({"rows": [SALE, OTHER], "next": 3.5e2}, indent="\t"),
}


@pytest.mark.parametrize("name", ["a.json", "a.jsonl", "a.txt.json"])
@pytest.mark.parametrize("form", FORMS)
def test_every_form_gives_the_same_rows(opened, form: str, name: str) -> None:
    (one,) = opened(FORMS[form], name=name)
    rows = list(one.rows())
    assert [row.data for row in rows] == [
        {key: value for key, value in row.items() if value is not None} for row in (SALE, OTHER)
    ]
    assert [row.number for row in rows] == [1, 2]
    assert (one.table.key, one.unknown_columns) == ("sales", [])


@pytest.mark.parametrize("chunk", [1, 2, 7, 64])
@pytest.mark.parametrize("form", FORMS)
def test_rows_are_the_same_wherever_a_chunk_ends(opened, monkeypatch, form: str, chunk: int) -> None:
    monkeypatch.setattr(json_document, "_CHUNK", chunk)
    (one,) = opened(FORMS[form], name="a.json")
    assert [row.data["sale_no"] for row in one.rows()] == ["XS1", "XS2"]


def test_the_envelope_of_an_export_is_no_unknown_column(opened) -> None:
    (one,) = opened(_dumped([{**SALE, **SHOWN, "note": "补录"}]), name="a.json")
    (row,) = one.rows()
    assert one.unknown_columns == []
    assert (row.envelope.position, row.envelope.note, row.envelope.extra) == (7, "补录", None)
    assert row.envelope.voided_at is None


def test_a_row_that_an_export_shows_as_voided_says_so(opened) -> None:
    (row,) = opened(_dumped([{**SALE, **SHOWN, "voided_at": "2026-05-03"}]), name="a.json")[0].rows()
    assert row.envelope.voided_at == "2026-05-03"
    (row,) = opened(_dumped([{**SALE, "voided_at": "2026-05-03"}]), name="a.json")[0].rows()
    assert row.envelope.voided_at is None, "a file of somebody else may say anything there"


def test_an_object_of_rows_may_be_longer_than_a_line(opened) -> None:
    many = [{**SALE, "sale_no": f"XS{number}", "remarks": "长" * 4000} for number in range(150)]
    (one,) = opened(_dumped({"rows": many}), name="a.json")
    assert [row.data["sale_no"] for row in one.rows()] == [row["sale_no"] for row in many]


def test_a_line_of_json_lines_may_not_be_endless(opened) -> None:
    with pytest.raises(CommandError) as refused:
        opened(_dumped({**SALE, "remarks": "x" * (1 << 21)}), name="a.jsonl")
    assert refused.value.code == "line_too_long"


@pytest.mark.parametrize(
    ("text", "row"),
    [
        (FORMS["an array, a row a line"][:-3], 3),
        (_dumped([SALE, OTHER])[:-30], 2),
        (_dumped({"rows": [SALE]})[:-1], 2),
        (_dumped([SALE]) + _dumped([OTHER]), 2),
        ("[" + _dumped(SALE) + _dumped(OTHER) + "]", 2),
        ("[" + _dumped(SALE) + ", oops]", 2),
    ],
)
def test_a_damaged_document_is_refused_as_a_whole(opened, tmp_path, text: str, row: int) -> None:
    """Behind a fault nobody knows where the next row begins."""
    with pytest.raises(CommandError) as refused:
        opened(text, name="a.json")
    assert refused.value.reason.message("zh") == (
        f"读取文件 {tmp_path / 'a.json'}：应是完整的 JSON，实际在第 {row} 个对象处有误或断开。"
    )
    assert refused.value.reason.message("en") == (
        f"Reading {tmp_path / 'a.json'}: expected whole JSON, got something else or its end at object {row}."
    )


def test_a_member_that_is_no_object_costs_itself_only(opened) -> None:
    (one,) = opened(_dumped([SALE, 7, "text", OTHER]), name="a.json")
    assert [[reason.code for reason in row.reasons] for row in one.rows()] == [
        [],
        ["bad_json"],
        ["bad_json"],
        [],
    ]


@pytest.mark.parametrize("text", ["[]", "[\n]\n", '{"rows": []}', '{"basis": {}, "rows": []}'])
def test_a_document_without_rows_holds_nothing_to_import(opened, text: str) -> None:
    assert opened(text, name="a.json") == []


def test_one_object_a_line_is_still_one_object_a_line(opened) -> None:
    (one,) = opened(_dumped(SALE) + "\n" + _dumped(OTHER) + "\n", name="a.json")
    assert [row.data["sale_no"] for row in one.rows()] == ["XS1", "XS2"]
