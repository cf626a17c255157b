"""JSON Lines on disk: one object a line."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ledger.errors import CommandError

SALE: dict[str, Any] = {
    "sale_no": "XS1",
    "sold_on": "2026-05-01",
    "customer_code": "C1",
    "product_code": "P1",
    "quantity": 10,
    "seller": "S1",
}


def _lines(*objects: Any) -> str:
    return "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in objects)


def test_keys_are_headings_and_values_are_cells(opened) -> None:
    given = {
        **SALE,
        "销售单号": None,
        "unit_price": 2.50,
        "drop_shipment": False,
        "voucher_nos": ["PZ1", "PZ2"],
    }
    (row,) = opened(_lines(given), name="a.jsonl")[0].rows()
    assert (row.number, row.reasons) == (1, [])
    assert row.data == {
        **SALE,
        "quantity": "10",
        "unit_price": "2.5",
        "drop_shipment": False,
        "voucher_nos": ["PZ1", "PZ2"],
    }


def test_numbers_are_read_exactly_as_written(opened) -> None:
    line = (
        _lines(SALE)
        .replace(": 10,", ": 12345678901234567890.12,")
        .replace('"S1"', '"S1", "lot": 6901234567890123456789')
    )
    (row,) = opened(line, name="a.jsonl")[0].rows()
    assert (row.data["quantity"], row.data["lot"]) == ("12345678901234567890.12", "6901234567890123456789")


def test_the_headings_are_the_keys_of_all_lines(opened) -> None:
    (one,) = opened(_lines(SALE, {**SALE, "lot": "L1"}, {"其他": "x", **SALE}), name="a.jsonl")
    assert one.headings == [*SALE, "lot", "其他"]
    assert one.unknown_columns == ["其他"]
    assert [row.envelope.extra for row in one.rows()] == [None, None, [["其他", "x"]]]


def test_a_broken_line_costs_itself_only(opened) -> None:
    text = _lines(SALE) + '{"sale_no": "XS2", \n\n[1, 2]\n"text"\nNaN\n' + _lines({**SALE, "sale_no": "XS3"})
    (one,) = opened(text, name="a.jsonl")
    rows = list(one.rows())
    assert [[reason.code for reason in row.reasons] for row in rows] == [[], *[["bad_json"]] * 4, []]
    assert [row.number for row in rows] == [1, 2, 4, 5, 6, 7]
    assert rows[1].cells == ['{"sale_no": "XS2",']
    assert one.skipped == {"empty": 1}


def test_nested_values_are_a_reason(opened) -> None:
    (row, nested) = opened(_lines(SALE, {**SALE, "customer_name": {"zh": "医院"}}), name="a.jsonl")[0].rows()
    assert row.reasons == []
    assert [reason.message("en") for reason in nested.reasons] == [
        "customer_name: expected text, a number or a plain list, got nested JSON."
    ]


def test_a_nul_in_a_value_is_a_reason(opened) -> None:
    (row,) = opened(_lines({**SALE, "customer_name": "a\0b"}), name="a.jsonl")[0].rows()
    assert [reason.code for reason in row.reasons] == ["nul_in_cell"]


def test_json_lines_are_known_by_content_under_another_name(opened) -> None:
    (row,) = opened("\ufeff" + _lines(SALE), name="export")[0].rows()
    assert row.data["sale_no"] == "XS1"
    (row,) = opened(_lines({**SALE, "seller": "王芳"}), name="a.jsonl", encoding="gb18030")[0].rows()
    assert row.data["seller"] == "王芳"


@pytest.mark.parametrize("text", ["[1]\n", "1\n2\n", "{}\n", "nothing\n"])
def test_what_holds_no_object_a_line_is_refused(opened, text: str, tmp_path) -> None:
    with pytest.raises(CommandError) as refused:
        opened(text, name="a.jsonl")
    assert refused.value.reason.message("zh") == (
        f"读取文件 {tmp_path / 'a.jsonl'}：应是每行一个 JSON 对象，实际一个也没有。"
    )


def test_ever_new_keys_are_refused(opened) -> None:
    with pytest.raises(CommandError) as refused:
        opened(_lines(*({f"key{number}": 1} for number in range(2001))), name="a.jsonl")
    assert refused.value.code == "too_many_headings"
